/* rigplan explain: how a figure of a report was computed, or one prediction broken down by term. */
#include "arena.h"
#include "command.h"
#include "compatibility.h"
#include "compare.h"
#include "escape.h"
#include "file.h"
#include "near.h"
#include "page_explain.h"
#include "page_breakdown.h"
#include "power_use.h"
#include "refuse.h"
#include "request_options.h"
#include "scenario.h"

#include <math.h>
#include <string.h>

static const struct opt rows[] = {
    {"--workload", OPT_TEXT, "ID", 0, 0, "workload of the scenario (default: the first)"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0, "make the report for that date: later prices, rates and offers are ignored"},
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of the scenario first, such as site.ambient_c=35"},
    {"--price", OPT_REPEAT, "ID=AMOUNT", 0, 0, "price of one with tax, over all others: rtx-3090=1100, or =1100USD"},
    {"--json", OPT_FLAG, NULL, 0, 0, "with --gpu, --system or --machine: print JSON, schema rigplan-explain-1"},
#include "request_options.def"
#include "draft_options.def"
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
    struct str all = str_new(r->arena);
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return &c->v[i];
        near_consider(&best, id, c->v[i].outcome.id);
        str_addf(&all, " %s", c->v[i].outcome.id);
    }
    if (best.name)
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL,
                 "the scenario has no option '%s'; did you mean '%s'?", id, best.name);
    else
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "the scenario has no option '%s'; it has%s", id,
                 all.text);
    return NULL;
}

/* The workload that was named, else the first. */
static const struct workload *find_workload(struct command_run *r, const struct scenario *s)
{
    const char *id = opt_text(&r->opts, "--workload");
    struct str all = str_new(r->arena);
    for (size_t i = 0; i < s->workloads.n; i++) {
        if (!id || strcmp(s->workloads.v[i].id, id) == 0)
            return &s->workloads.v[i];
        str_addf(&all, " %s", s->workloads.v[i].id);
    }
    diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, "--workload", "the scenario has no workload '%s'; it has%s",
             id, all.text);
    return NULL;
}

/* Returns the options that the next command needs too: " --workload chat-8b --set a=1". */
static const char *options_again(struct command_run *r)
{
    static const char *const kept[] = {"--workload", "--as-of", "--data", "--book"};
    struct str out = str_new(r->arena);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (opt_given(&r->opts, kept[i]))
            str_addf(&out, " %s %s", kept[i], opt_text(&r->opts, kept[i]));
    for (size_t i = 0; i < r->opts.n_repeat; i++)
        str_addf(&out, " %s '%s'", r->opts.rows[r->opts.repeat_row[i]].name, r->opts.repeat[i]);
    return out.text;
}

/* Explains one figure; without one, lists the figures that can be asked for. */
static int of_scenario(struct command_run *r)
{
    const char *file = r->opts.words[0], *figure = r->opts.n_words == 3 ? r->opts.words[2] : NULL, *hint = NULL;
    const struct scenario *s = scenario_read(r, path_of(r->arena, file));
    if (!s)
        return diag_exit_code(&r->d);
    const struct comparison *c = compare_run(r->arena, command_market(r, s), s);
    const struct compare_option *o = find_option(r, c, r->opts.words[1]);
    const struct workload *w = find_workload(r, s);
    struct str out = str_new(r->arena);
    if (!o || !w)
        return EXIT_CODE_INPUT;
    const struct compare_cell *cell = &o->cell[w - s->workloads.v];
    const struct page_explain p = {
        .comparison = c,
        .option = o,
        .workload = w,
        .taken = figure && cell->asked ? breakdown_run(r->arena, r->catalogue, cell->asked, 0) : NULL,
        .command = str_format(r->arena, "rigplan explain %s %s", escape_shell(r->arena, file),
                              escape_shell(r->arena, o->outcome.id)),
        .options = options_again(r)};
    if (!figure)
        page_explain_names(&p, &out);
    else if (!page_explain(&p, figure, &hint, &out)) {
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "no figure '%s'%s%s (all: %s)", figure,
                 hint ? "; " : "", hint ? hint : "", p.command);
        return EXIT_CODE_INPUT;
    }
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* Fills *out with what the case draws. */
static void power_of(struct command_run *r, const struct request *q, struct power_use *out)
{
    struct prepared *s = ARENA_ARRAY(r->arena, 2, struct prepared);
    struct predict_out p;
    s->drafts = s + 1;
    results_forget(&figures_power_use, out);
    if (prepare_case(r->catalogue, q, s) && predict_run(&s->predict, &s->rig, catalogue_policy(r->catalogue), &p))
        power_use_of(r->catalogue, q, r->machine, s, &p, out);
}

static int one_case(struct command_run *r)
{
    struct request q;
    struct str out = str_new(r->arena);
    if (!request_options_read(r, &q, false, false) || !request_options_draft(r, &q) || refuse_impossible(r, &q))
        return diag_exit_code(&r->d);
    compatibility_take_split(&q);
    const struct breakdown *t = breakdown_run(r->arena, r->catalogue, &q, NAN);
    if (!t) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--backend", "no calibration record covers this case");
        return EXIT_CODE_INPUT;
    }
    struct power_use power;
    power_of(r, &q, &power);
    if (opt_given(&r->opts, "--json"))
        page_breakdown_json(t, &power, &out);
    else
        page_breakdown_text(t, &power, &out);
    if (!command_say(r, &out))
        return EXIT_CODE_WORLD;
    return t->figures.verdict == verdict_no ? 1 : 0;
}

/* Words name a figure of a scenario; without any a case is asked for. */
static bool mixed(struct command_run *r)
{
    for (size_t i = 0; i < r->opts.n_rows; i++) {
        const char *name = r->opts.rows[i].name;
        const bool of_scenario = strcmp(name, "--set") == 0 || strcmp(name, "--workload") == 0 ||
                                 strcmp(name, "--price") == 0 || strcmp(name, "--as-of") == 0,
                   of_both = strcmp(name, "--data") == 0 || strcmp(name, "--book") == 0;
        const bool given = opt_given(&r->opts, name);
        if (given && !of_both && of_scenario != (r->opts.n_words > 0)) {
            command_usage(r, "%s goes with a %s", name, of_scenario ? "scenario" : "case, not with a scenario");
            return true;
        }
    }
    return false;
}

static int run(struct command_run *r)
{
    const bool scenario = r->opts.n_words > 0 || (!opt_given(&r->opts, "--gpu") && !opt_given(&r->opts, "--system") &&
                                                  !opt_given(&r->opts, "--machine"));
    if (mixed(r))
        return EXIT_CODE_USAGE;
    if (!scenario)
        return one_case(r);
    if (r->opts.n_words == 2 || r->opts.n_words == 3)
        return of_scenario(r);
    command_usage(r, "expected a scenario, an option and a figure (rigplan explain aud-8343 dual-3090 decode_tok_s; "
                     "without a figure it lists them), or a case as for predict");
    return EXIT_CODE_USAGE;
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "SCENARIO OPTION [FIGURE] [--workload ID] [OPTIONS]\n"
                 "--gpu ID[:COUNT][,...] --model ID --quant Q [OPTIONS]\n"
                 "--system ID --model ID --quant Q [OPTIONS]",
    .help = "how a figure was computed, and what would raise the speed",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
