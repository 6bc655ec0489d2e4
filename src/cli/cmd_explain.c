/* rigplan explain: where a figure of a report comes from. */
#include "arena.h"
#include "command.h"
#include "compare.h"
#include "file.h"
#include "near.h"
#include "page_explain.h"
#include "scenario.h"

#include <string.h>

static const struct opt rows[] = {
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of the scenario first"},
    {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},
};

/* aud-8343 stands for scenarios/aud-8343.yaml where that is there. */
static const char *path_of(struct arena *a, const char *word)
{
    const char *shipped = str_format(a, "scenarios/%s.yaml", word);
    return !file_exists(word) && file_exists(shipped) ? shipped : word;
}

static const struct compare_option *find_option(struct command_run *r, const struct comparison *c, const char *id)
{
    struct near best = {0};
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i];
        near_consider(&best, id, c->v[i].outcome.id);
    }
    diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "the scenario has no option '%s'%s%s%s", id, best.name ? "; did you mean '" : "",
             best.name ? best.name : "", best.name ? "'?" : "");
    return NULL;
}

static int run(struct command_run *r)
{
    if (r->opts.n_words != 3) {
        command_usage(r, "expected a scenario, an option and a figure: rigplan explain aud-8343 dual-3090 decode_tok_s");
        return DIAG_EXIT_USAGE;
    }
    const struct scenario *s = scenario_read(r, path_of(r->arena, r->opts.words[0]));
    if (!s)
        return diag_exit_code(&r->d);
    const struct comparison *c = compare_run(r->arena, r->catalogue, s);
    const struct compare_option *o = find_option(r, c, r->opts.words[1]);
    const char *nearest = NULL;
    struct str out = str_new(r->arena);
    if (!o)
        return DIAG_EXIT_INPUT;
    if (!page_explain(c, o, r->opts.words[2], &nearest, &out)) {
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "no figure '%s'%s%s%s", r->opts.words[2], nearest ? "; did you mean '" : "",
                 nearest ? nearest : "", nearest ? "'?" : "");
        return DIAG_EXIT_INPUT;
    }
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

const struct command command_explain = {
    "explain", "SCENARIO OPTION FIGURE", "formula, inputs, sources and dates of a figure of a report", rows, sizeof rows / sizeof *rows, true, run};
