#include "scenario.h"

#include "arena.h"
#include "decode.h"
#include "load.h"
#include "own_prices.h"
#include "refuse.h"
#include "warnings.h"

/* Fills sets with the values of --set. Returns how many; counts no more after a fault. */
static size_t parse_sets(struct command_run *r, struct load_set *sets)
{
    const char *given[OPT_REPEATS];
    const size_t n = opt_repeats(&r->opts, "--set", given);
    for (size_t i = 0; i < n; i++) {
        sets[i].path = str_split(r->arena, given[i], '=', &sets[i].value);
        if (!sets[i].value) {
            command_usage(r, "--set: expected PATH=VALUE such as site.ambient_c=35, got '%s'", given[i]);
            return i;
        }
    }
    return n;
}

const struct scenario *scenario_read(struct command_run *r, const char *path)
{
    return scenario_read_as_of(r, path, command_option_text(r, "--as-of"));
}

const struct scenario *scenario_read_as_of(struct command_run *r, const char *path, const char *as_of)
{
    struct load_set sets[OPT_REPEATS + 1];
    struct load_text t = {.file = path};
    BUG_UNLESS(r->opts.n_repeat <= OPT_REPEATS && r->catalogue);
    const int errors = r->d.errors;
    size_t n_sets = parse_sets(r, sets);
    if (r->d.errors > errors)
        return NULL;
    if (as_of && !decode_is_date(as_of)) {
        command_usage(r, "--as-of: expected %s, got '%.40s'", decode_date_expected(r->arena, as_of), as_of);
        return NULL;
    }
    if (as_of)
        sets[n_sets++] = (struct load_set){"as_of", as_of};
    t.text = command_read(r, path, &t.size);
    const struct scenario *s = t.text ? load_scenario(r->arena, &r->d, r->catalogue, &t, sets, n_sets) : NULL;
    if (!s || refuse_scenario(r, s))
        return NULL;
    warnings_caps(r, s);
    struct scenario *priced = ARENA_NEW(r->arena, struct scenario);
    *priced = *s;
    priced->prices = own_prices_add(r, &s->prices);
    own_prices_check(r, s, &priced->prices);
    return r->d.errors == errors ? priced : NULL;
}
