#include "names_unknown.h"

#include "near.h"
#include "str.h"

/* Returns the nearest id in spelling; NULL: none. Of a model one letter may differ: "Foo-12B" is not mistral-nemo-12b.
 */
static const char *nearest(const struct catalogue *c, const struct kind *k, const char *id)
{
    struct near best = {0};
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        if (catalogue_kinds[i].kind != k)
            continue;
        const struct any_list *list = catalogue_list(c, &catalogue_kinds[i]);
        for (size_t j = 0; j < list->n; j++)
            near_consider(&best, id, schema_id(k, schema_at(k, list, j)));
    }
    return k == &kind_model && best.distance > 1 ? NULL : best.name;
}

const char *names_unknown(struct arena *a, const struct catalogue *c, const struct kind *k, const char *id,
                          const struct names_found *found)
{
    const char *near = found->how == NAMES_ONE ? schema_id(k, found->record) : nearest(c, k, id), *hint = "";
    const bool several = found->how == NAMES_SEVERAL && found->n > 1;
    const bool machine = k == &kind_device || k == &kind_system;
    if (near && !several && found->how != NAMES_SIZE)
        hint = str_format(a, "did you mean '%s'?", near);
    else if (machine || k == &kind_model || k == &kind_quant)
        hint = names_hint(a, k, found);
    if (several && *hint)
        return str_format(a, "%s '%s' is ambiguous: %s", k->name, id, hint);
    if (*hint)
        return str_format(a, "no %s '%s'; %s", k->name, id, hint);
    return str_format(a, "no %s '%s' (see: rigplan list %s%s)", k->name, id, k->name,
                      k == &kind_model ? "; to add one: rigplan import" : "");
}
