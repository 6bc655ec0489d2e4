/* rigplan validate: predict every row of measurement files and print the errors by class. */
#include "causes.h"
#include "arena.h"
#include "command.h"
#include "csvtext.h"
#include "file.h"
#include "file_write.h"
#include "fit_speed.h"
#include "llm.h"
#include "load_measured.h"
#include "page_accuracy.h"
#include "page_validate.h"
#include "baselines.h"
#include "prepare.h"
#include "check.h"
#include "check_offload.h"
#include "check_serving.h"
#include "check_speed.h"

#include <string.h>

static const struct opt options[] = {
    {"--rows", OPT_TEXT, "OUT.csv", 0, 0, "write the prediction of each row to this file (for one input file)"},
    {"--cv", OPT_TEXT, "gpu|model|source", 0, 0,
     "cross-validation, for speed, serving and offload files: predict each row with constants fitted without the "
     "rows of the same GPU, model or source; all speed and serving files given are fitted to together; takes minutes"},
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

/* A file under validation. */
struct file {
    const struct measured *m;
    struct check_rows rows;
    struct prepared *s; /* two elements */
    struct check_summary *sum;
};

/* Files as one list, and its rows as they are predicted when left out. */
struct left_out {
    struct fit_speed_rows all;
    struct fit_speed_left_out out;
};

/* Returns the part of the rows that the file at that place of the list holds, their indices in the file in out->which.
   servers: is it a serving file? */
static struct calibrate_rows rows_of_file(struct arena *a, const struct calibrate_rows *rows, bool servers, size_t at,
                                          size_t n, size_t *first)
{
    struct calibrate_rows out = *rows;
    const size_t n_speed = rows->n - rows->n_serving, end = servers ? rows->n : n_speed;
    size_t i = servers ? n_speed : 0;
    while (i < end && rows->which[i] < at)
        i++;
    *first = i;
    out.v = rows->v + i;
    out.n = 0;
    out.which = ARENA_ARRAY(a, end - i + 1, size_t);
    for (; i < end && rows->which[i] < at + n; i++)
        out.which[out.n++] = rows->which[i] - at;
    out.n_serving = servers ? out.n : 0;
    return out;
}

static void replace_speed(struct command_run *r, const struct file *f, const struct left_out *l, size_t at,
                          struct str *detail)
{
    const struct speed_row_list list = measured_speed(f->m);
    struct check_speed_row *predicted = f->rows.v;
    size_t first;
    const struct calibrate_rows rows = rows_of_file(r->arena, &l->out.rows, false, at, list.n, &first);
    check_speed_replace(r->catalogue, &list, rows.which, l->out.tok_s + first, l->out.rows.device_w + first,
                        l->out.interval + first, rows.n, predicted, f->rows.work, f->sum);
    if (!opt_given(&r->opts, "--detail"))
        return;
    struct causes *a = ARENA_NEW(r->arena, struct causes);
    struct baselines *naive = ARENA_NEW(r->arena, struct baselines);
    causes_run(r->arena, r->catalogue, &list, &rows, predicted, f->sum, a);
    baselines_run(r->arena, r->catalogue, &list, &rows, predicted, naive);
    page_accuracy_text(f->m, a, naive, detail);
}

static void replace_serving(struct command_run *r, const struct file *f, const struct left_out *l, size_t at)
{
    const struct serving_row_list list = serving_request_rows(f->m);
    size_t first;
    const struct calibrate_rows rows = rows_of_file(r->arena, &l->out.rows, true, at, list.n, &first);
    const size_t n_speed = l->out.rows.n - l->out.rows.n_serving;
    check_serving_replace(&list, rows.which, l->out.rows.left_out + (first - n_speed), rows.n, f->rows.v, f->rows.work,
                          f->sum);
}

static void cross_offload(struct command_run *r, const struct measured *m, struct prepared *s,
                          const struct check_rows *rows_of, struct check_summary *sum)
{
    const struct offload_row_list list = {m->rows.n, m->rows.v};
    struct fit_offload_row *fit = ARENA_ARRAY(r->arena, 2 * list.n + 1, struct fit_offload_row);
    check_offload_cross(r->catalogue, &list, (enum check_offload_by)left_out(r), s, fit, rows_of->v, rows_of->work,
                        sum);
}

/* Reads and predicts a file. Returns false if it cannot be read. */
static bool read_file(struct command_run *r, const char *path, struct file *f)
{
    size_t size = 0;
    char *bytes = command_read(r, path, &size);
    f->m = bytes ? load_measured(r->arena, &r->d, r->catalogue, &check_kinds, path, bytes, size) : NULL;
    if (!f->m)
        return false;
    f->rows = check_rows(r->arena, f->m);
    f->s = ARENA_ARRAY(r->arena, 2, struct prepared);
    f->sum = ARENA_NEW(r->arena, struct check_summary);
    check_run(r->catalogue, f->m, f->s, &f->rows, f->sum);
    return true;
}

static void say_file(struct command_run *r, const struct file *f, const struct str *detail, struct str *text)
{
    if (opt_given(&r->opts, "--json"))
        page_validate_json(f->m, &f->rows, f->sum, text);
    else {
        page_validate_text(f->m, &f->rows, f->sum, text);
        str_add(text, detail->text);
    }
}

/* Cross-validates all files if asked to, and writes what is said of them. */
static void say_files(struct command_run *r, const struct file *f, size_t n, struct str *text)
{
    struct left_out l = {0};
    size_t n_speed = 0, n_serving = 0;
    const bool cross = opt_given(&r->opts, "--cv");
    for (size_t i = 0; cross && i < n; i++)
        fit_speed_add(r->arena, &l.all, f[i].m);
    if (l.all.speed.n + l.all.serving.n > 0)
        l.out = fit_speed_left_out(r->arena, r->catalogue, &l.all, (enum fit_speed_by)left_out(r));
    for (size_t i = 0; i < n; i++) {
        struct str detail = str_new(r->arena);
        if (cross && f[i].rows.kind == &check_speed && f[i].rows.n > 0)
            replace_speed(r, &f[i], &l, n_speed, &detail);
        if (cross && f[i].rows.kind == &check_serving && f[i].rows.n > 0)
            replace_serving(r, &f[i], &l, n_serving);
        if (cross && f[i].rows.kind == &check_offload && f[i].rows.n > 0)
            cross_offload(r, f[i].m, f[i].s, &f[i].rows, f[i].sum);
        n_speed += measured_speed(f[i].m).n;
        n_serving += serving_request_rows(f[i].m).n;
        say_file(r, &f[i], &detail, text);
    }
}

static int counts(struct command_run *r)
{
    struct str text = str_new(r->arena);
    struct param_counts_row *models = ARENA_ARRAY(r->arena, r->catalogue->models.n + 1, struct param_counts_row);
    const struct param_counts_sum sum = param_counts_run(r->catalogue, ARENA_NEW(r->arena, struct llm), models);
    page_validate_counts(models, &sum, &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return sum.off == 0 ? EXIT_CODE_NONE : 1; /* some counts are off */
}

static int run(struct command_run *r)
{
    if (opt_given(&r->opts, "--counts")) {
        if (r->opts.n_words == 0)
            return counts(r);
        command_usage(r, "--counts takes no file");
        return EXIT_CODE_USAGE;
    }
    if (r->opts.n_words == 0) {
        command_usage(r, "name at least one file, for example: rigplan validate data/measured/speed.csv");
        return EXIT_CODE_USAGE;
    }
    const char *out = opt_text(&r->opts, "--rows");
    if (out && r->opts.n_words > 1) {
        command_usage(r, "--rows takes exactly one measurement file");
        return EXIT_CODE_USAGE;
    }
    if (opt_given(&r->opts, "--cv") && left_out(r) < 0) {
        command_usage(r, "--cv: expected gpu, model or source, got '%s'", opt_text(&r->opts, "--cv"));
        return EXIT_CODE_USAGE;
    }
    if (opt_given(&r->opts, "--detail") && !opt_given(&r->opts, "--cv")) {
        command_usage(r, "--detail needs --cv, for example --cv gpu");
        return EXIT_CODE_USAGE;
    }
    struct str text = str_new(r->arena), csv = str_new(r->arena);
    struct file *f = ARENA_ARRAY(r->arena, r->opts.n_words, struct file);
    size_t n = 0;
    for (size_t i = 0; i < r->opts.n_words; i++)
        n += read_file(r, r->opts.words[i], &f[n]);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    say_files(r, f, n, &text);
    if (out)
        page_validate_rows(f[0].m, &f[0].rows, &csv);
    if (out && !file_write(r->arena, &r->d, out, csv.text, csv.len))
        return EXIT_CODE_WORLD;
    return command_say(r, &text) ? 0 : EXIT_CODE_WORLD;
}

const struct command command_validate = {
    .name = "validate",
    .arguments = "FILE.csv... [--cv gpu|model|source] [OPTIONS]\n--counts",
    .help = "predict measured rows and print the errors",
    .rows = options,
    .n_rows = sizeof options / sizeof *options,
    .needs_catalogue = true,
    .run = run,
};
