/* rigplan calibrate: the constants of the step-time law from measurements. */
#include "arena.h"
#include "calibrate_speed.h"
#include "command.h"
#include "file.h"
#include "load.h"
#include "page_calibration.h"
#include "widths.h"

#include <stdio.h>
#include <string.h>

static const struct opt options[] = {
    {"-o", OPT_TEXT, "FILE", 0, 0, "write the catalogue file there instead of printing it"},
    {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},
};

/* FNV-1a, 64 bits: so that a reader can tell whether a file is the one that was fitted. */
static unsigned long long hash(const char *bytes, size_t n)
{
    unsigned long long h = 14695981039346656037ULL;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * 1099511628211ULL;
    return h;
}

/* The rows of all files as one list; *source names the files with their hashes. */
static bool read_rows(struct command_run *r, struct speed_row_list *all, struct str *source)
{
    struct speed_row *v = NULL;
    size_t n = 0;
    for (size_t i = 0; i < r->opts.n_words; i++) {
        size_t size = 0;
        char *bytes = file_read(r->arena, &r->d, r->opts.words[i], &size);
        const unsigned long long h = bytes ? hash(bytes, size) : 0;
        const struct measured *m = bytes ? load_measured(r->arena, &r->d, r->opts.words[i], bytes, size) : NULL;
        if (!m)
            return false;
        if (m->speed.n == 0) {
            diag_add(&r->d, DIAG_SENSE, (struct origin){.file = r->opts.words[i]}, "", "calibration needs speed files (columns as data/measured/speed.csv)");
            return false;
        }
        struct speed_row *more = ARENA_ARRAY(r->arena, n + m->speed.n, struct speed_row);
        if (n > 0)
            memcpy(more, v, n * sizeof *v);
        memcpy(more + n, m->speed.v, m->speed.n * sizeof *v);
        v = more;
        n += m->speed.n;
        str_addf(source, "%s%s (FNV-1a %016llx)", i > 0 ? ", " : "rigplan calibrate ", r->opts.words[i], h);
    }
    *all = (struct speed_row_list){n, v};
    return true;
}

static int run(struct command_run *r)
{
    if (r->opts.n_words == 0) {
        command_usage(r, "name at least one file of speed measurements");
        return DIAG_EXIT_USAGE;
    }
    struct speed_row_list all;
    struct str source = str_new(r->arena), out = str_new(r->arena);
    if (!read_rows(r, &all, &source))
        return diag_exit_code(&r->d);
    struct calibrate_speed_rows rows = calibrate_speed_rows(r->arena, r->catalogue, &all, CALIBRATE_SPEED_BY_GPU);
    struct calibrate *f = calibrate_speed_all(r->arena, r->catalogue, &rows);
    static const int folds = 10, model_folds = 5; /* whole GPUs or models in each: one at a time takes minutes (validate --cv gpu) */
    const struct calibration_list found = calibrate_records(r->arena, f);
    double *no_gpu = ARENA_ARRAY(r->arena, rows.n + 1, double), *no_model = ARENA_ARRAY(r->arena, rows.n + 1, double);
    calibrate_speed_regroup(r->arena, &all, CALIBRATE_SPEED_BY_MODEL, &rows);
    calibrate_speed_cross(f, &rows, model_folds, no_model);
    calibrate_speed_regroup(r->arena, &all, CALIBRATE_SPEED_BY_GPU, &rows);
    calibrate_speed_cross(f, &rows, folds, no_gpu);
    const struct spread_list spreads = widths_records(r->arena, &rows, no_gpu, no_model);
    page_calibration_json(&found, &spreads, source.text, "2026-11", &out);
    const char *path = opt_text(&r->opts, "-o");
    if (path)
        return file_write(r->arena, &r->d, path, out.text, out.len) ? 0 : DIAG_EXIT_WORLD;
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

const struct command command_calibrate = {
    "calibrate", "FILE.csv... [-o FILE]", "fit the constants of the step-time law to measurements and print them as a catalogue file",
    options, sizeof options / sizeof *options, true, run};
