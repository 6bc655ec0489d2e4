#include "bench_names.h"

#include "arena.h"
#include "names.h"
#include "str.h"

static void add_hint(struct arena *a, const struct kind *k, const struct names_found *found, struct str *hint)
{
    if (found->n == 1 && found->how != NAMES_WITHOUT && found->how != NAMES_SIZE)
        str_addf(hint, "the nearest is '%s'", schema_id(k, found->near[0]));
    else
        str_add(hint, names_hint(a, k, found));
}

const struct device *bench_names_device(struct arena *a, const struct catalogue *c, const char *text, struct str *hint)
{
    const struct names_found found = names_find(a, c, &kind_device, text);
    const bool only = found.how == NAMES_ONE && found.record &&
                      names_others(a, c, &kind_device, text, found.record).n == 0 &&
                      names_longer(a, c, &kind_device, text, found.record).n == 0;
    if (found.how == NAMES_ONE && (!found.open || only))
        return found.record;
    add_hint(a, &kind_device, &found, hint);
    return NULL;
}
