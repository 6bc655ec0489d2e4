/* rigplan validate: predict every row of measurement files and print the errors by class. */
#include "causes.h"
#include "arena.h"
#include "command.h"
#include "csvtext.h"
#include "file.h"
#include "fit_speed.h"
#include "llm.h"
#include "load.h"
#include "page_accuracy.h"
#include "page_validate.h"
#include "baselines.h"
#include "prepare.h"
#include "check.h"
#include "check_offload.h"
#include "check_speed.h"

#include <string.h>

static const struct opt rows[] = {
    {"--rows", OPT_TEXT, "OUT.csv", 0, 0, "write the prediction of each row to this file (for one input file)"},
    {"--cv", OPT_TEXT, "gpu|model|source", 0, 0,
     "cross-validation, for speed and offload files: predict each row with constants fitted without the rows of the "
     "same "
     "GPU, model or source; takes minutes"},
    {"--detail", OPT_FLAG, NULL, 0, 0,
     "with --cv: errors by engine and GPU, the worst rows with their likely cause, errors of simple baselines"},
    COMMAND_DATA,
    {"--counts", OPT_FLAG, NULL, 0, 0,
     "compare the parameters counted for each model with the published number; takes no file"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON, schema rigplan-validate-1"},
};

/* Returns the index of the word given to --cv, or -1. */
static int left_out(const struct command_run *r)
{
    static const char *const words[] = {"gpu", "model", "source"};
    for (int i = 0; i < 3; i++)
        if (strcmp(opt_text(&r->opts, "--cv"), words[i]) == 0)
            return i;
    return -1;
}

static void cross_validate(struct command_run *r, const struct measured *m, const struct check_rows *rows_of,
                           struct check_summary *sum, struct str *detail)
{
    const struct speed_row_list list = measured_speed(m);
    struct check_speed_row *predicted = rows_of->v;
    const struct fit_speed_left_out out = fit_speed_left_out(r->arena, r->catalogue, &list,
                                                             (enum fit_speed_by)left_out(r));
    check_speed_replace(r->catalogue, &list, out.rows.which, out.tok_s, out.interval, out.rows.n, predicted,
                        rows_of->work, sum);
    if (!opt_given(&r->opts, "--detail"))
        return;
    struct causes *a = ARENA_NEW(r->arena, struct causes);
    struct baselines *naive = ARENA_NEW(r->arena, struct baselines);
    causes_run(r->arena, r->catalogue, &list, &out.rows, predicted, sum, a);
    baselines_run(r->arena, r->catalogue, &list, &out.rows, predicted, naive);
    page_accuracy_text(m, a, naive, detail);
}

static void cross_offload(struct command_run *r, const struct measured *m, struct prepared *s,
                          const struct check_rows *rows_of, struct check_summary *sum)
{
    const struct offload_row_list list = {m->rows.n, m->rows.v};
    struct fit_offload_row *fit = ARENA_ARRAY(r->arena, 2 * list.n + 1, struct fit_offload_row);
    check_offload_cross(r->catalogue, &list, (enum check_offload_by)left_out(r), s, fit, rows_of->v, rows_of->work,
                        sum);
}

static bool one_file(struct command_run *r, const char *path, struct str *text, struct str *csv)
{
    size_t size = 0;
    char *bytes = file_read(r->arena, &r->d, path, &size);
    const struct measured *m = bytes ? load_measured(r->arena, &r->d, r->catalogue, &check_kinds, path, bytes, size)
                                     : NULL;
    if (!m)
        return false;
    const struct check_rows predicted = check_rows(r->arena, m);
    struct prepared *s = ARENA_ARRAY(r->arena, 2, struct prepared);
    struct check_summary *sum = ARENA_NEW(r->arena, struct check_summary);
    check_run(r->catalogue, m, s, &predicted, sum);
    struct str detail = str_new(r->arena);
    if (opt_given(&r->opts, "--cv") && predicted.kind == &check_speed && predicted.n > 0)
        cross_validate(r, m, &predicted, sum, &detail);
    if (opt_given(&r->opts, "--cv") && predicted.kind == &check_offload && predicted.n > 0)
        cross_offload(r, m, s, &predicted, sum);
    if (opt_given(&r->opts, "--json"))
        page_validate_json(m, &predicted, sum, text);
    else {
        page_validate_text(m, &predicted, sum, text);
        str_add(text, detail.text);
    }
    page_validate_rows(m, &predicted, csv);
    return true;
}

static int counts(struct command_run *r)
{
    struct str text = str_new(r->arena);
    struct param_counts_row *models = ARENA_ARRAY(r->arena, r->catalogue->models.n + 1, struct param_counts_row);
    const struct param_counts_sum sum = param_counts_run(r->catalogue, ARENA_NEW(r->arena, struct llm), models);
    page_validate_counts(models, &sum, &text);
    if (!command_say(r, &text))
        return DIAG_EXIT_WORLD;
    return sum.off == 0 ? DIAG_EXIT_NONE : 1; /* some counts are off */
}

static int run(struct command_run *r)
{
    if (opt_given(&r->opts, "--counts")) {
        if (r->opts.n_words == 0)
            return counts(r);
        command_usage(r, "--counts takes no file");
        return DIAG_EXIT_USAGE;
    }
    if (r->opts.n_words == 0) {
        command_usage(r, "name at least one file, for example: rigplan validate data/measured/speed.csv");
        return DIAG_EXIT_USAGE;
    }
    const char *out = opt_text(&r->opts, "--rows");
    if (out && r->opts.n_words > 1) {
        command_usage(r, "--rows takes exactly one measurement file");
        return DIAG_EXIT_USAGE;
    }
    if (opt_given(&r->opts, "--cv") && left_out(r) < 0) {
        command_usage(r, "--cv: expected gpu, model or source, got '%s'", opt_text(&r->opts, "--cv"));
        return DIAG_EXIT_USAGE;
    }
    if (opt_given(&r->opts, "--detail") && !opt_given(&r->opts, "--cv")) {
        command_usage(r, "--detail needs --cv, for example --cv gpu");
        return DIAG_EXIT_USAGE;
    }
    struct str text = str_new(r->arena), csv = str_new(r->arena);
    for (size_t i = 0; i < r->opts.n_words; i++)
        one_file(r, r->opts.words[i], &text, &csv);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    if (out && !file_write(r->arena, &r->d, out, csv.text, csv.len))
        return DIAG_EXIT_WORLD;
    return command_say(r, &text) ? 0 : DIAG_EXIT_WORLD;
}

const struct command command_validate = {
    .name = "validate",
    .arguments = "FILE.csv... [--cv gpu|model|source] [OPTIONS]\n--counts",
    .help = "predict measured rows and print the errors",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
