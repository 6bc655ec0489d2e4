#include "scenario.h"

#include "file.h"
#include "load.h"
#include "refuse.h"

static bool parse_sets(struct command_run *r, struct load_set *sets)
{
    for (size_t i = 0; i < r->opts.n_repeat; i++) {
        sets[i].path = str_split(r->arena, r->opts.repeat[i], '=', &sets[i].value);
        if (!sets[i].value) {
            command_usage(r, "--set: expected PATH=VALUE such as site.ambient_c=35, got '%s'", r->opts.repeat[i]);
            return false;
        }
    }
    return true;
}

const struct scenario *scenario_read(struct command_run *r, const char *path)
{
    struct load_set sets[OPT_REPEATS];
    struct load_text t = {.file = path};
    BUG_UNLESS(r->opts.n_repeat <= OPT_REPEATS && r->catalogue);
    if (!parse_sets(r, sets))
        return NULL;
    t.text = file_read(r->arena, &r->d, path, &t.size);
    const struct scenario *s = t.text ? load_scenario(r->arena, &r->d, r->catalogue, &t, sets, r->opts.n_repeat) : NULL;
    return s && !refuse_scenario(r, s) ? s : NULL;
}
