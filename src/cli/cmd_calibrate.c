/* rigplan calibrate: the constants of the step-time law from measurements: from files alone, or from the shipped rows
   and a user's own. */
#include "arena.h"
#include "builtin.h"
#include "command.h"
#include "file.h"
#include "file_write.h"
#include "fit_speed.h"
#include "hash.h"
#include "load_measured.h"
#include "refit_effect.h"
#include "refit_offload.h"
#include "page_calibration.h"
#include "page_refit.h"
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A user's row counts as so many shipped ones: results of one machine repeat within half of what machines of other
   people differ by (docs/decisions/0029). */
static const int own_weight = 4;

static const struct opt options[] = {
    {"--mine", OPT_REPEAT, "FILE.csv", 0, 0,
     "your own measurements: fit with them and the shipped rows, and print how predictions change"},
    {"--weight", OPT_WHOLE, "N", 1, 100, "with --mine: weight of each of your rows; a shipped row has 1 (default: 4)"},
    {"-o", OPT_TEXT, "FILE", 0, 0,
     "write the fitted constants to this catalogue file; - prints them (default without --mine)"},
    {"--json", OPT_FLAG, NULL, 0, 0, "with --mine: print JSON, schema rigplan-calibrate-1"},
    COMMAND_DATA,
};

/* FNV-1a, 64 bits: so that a reader can tell whether a file is the one that was fitted. */
static unsigned long long hash(const char *bytes, size_t n)
{
    uint64_t h = hash_start();
    for (size_t i = 0; i < n; i++)
        h = hash_add(h, (unsigned char)bytes[i]);
    return h;
}

/* servers: are serving files taken too? */
static const struct measured *read_one(struct command_run *r, const char *path, bool servers, struct str *source)
{
    size_t size = 0;
    char *bytes = command_read(r, path, &size);
    if (bytes)
        str_addf(source, "%s (FNV-1a %016llx)", path, hash(bytes, size));
    const struct measured *m = bytes ? load_measured(r->arena, &r->d, r->catalogue, &check_kinds, path, bytes, size)
                                     : NULL;
    if (!m || measured_speed(m).n > 0 || (servers && serving_request_rows(m).n > 0))
        return m;
    diag_add(&r->d, DIAG_SENSE, (struct origin){.file = path}, "",
             servers ? "calibration needs speed or serving files (columns as data/measured/speed.csv or serving.csv)"
                     : "--mine needs speed files (columns as data/measured/speed.csv)");
    return NULL;
}

/* The rows of all files as one list; *source names the files with their hashes. */
static bool read_rows(struct command_run *r, const char *const *paths, size_t n_paths, bool servers,
                      struct fit_speed_rows *all, struct str *source)
{
    *all = (struct fit_speed_rows){0};
    for (size_t i = 0; i < n_paths; i++) {
        str_add(source, i > 0 ? ", " : "");
        const struct measured *m = read_one(r, paths[i], servers, source);
        if (!m)
            return false;
        fit_speed_add(r->arena, all, m);
    }
    return true;
}

/* The rows that the shipped constants were fitted to, from the program itself. */
static bool shipped_rows(struct command_run *r, struct fit_speed_rows *all, struct str *source)
{
    *all = (struct fit_speed_rows){0};
    str_add(source, "rigplan calibrate, shipped rows (FNV-1a");
    for (size_t i = 0; i < builtin_n_speed; i++) {
        const struct builtin_file *f = &builtin_speed[i];
        struct str text = str_new(r->arena);
        for (size_t j = 0; j < f->n_lines; j++)
            str_add(&text, f->lines[j]);
        str_addf(source, " %016llx", hash(text.text, text.len));
        const struct measured *m = load_measured(r->arena, &r->d, r->catalogue, &check_kinds, f->name, text.text,
                                                 text.len);
        if (!m)
            return false;
        fit_speed_add(r->arena, all, m);
    }
    str_add(source, ") and ");
    return true;
}

/* Says how the fitted constants come into use. path NULL: they were not written. */
static void next_step(const char *path, struct str *said)
{
    if (!path)
        str_add(said, "\nNothing was written. To use these constants, write them to a folder of your own:\n"
                      "  mkdir my-data\n"
                      "  rigplan calibrate --mine FILE.csv -o my-data/calibration.json\n"
                      "  rigplan predict --data my-data ...\n");
    else {
        const char *base = file_base(path);
        const int folder = (int)(base - path);
        str_addf(said, "\nWritten to %s. To use it: rigplan predict --data %.*s ...\n", path, folder > 0 ? folder : 1,
                 folder > 0 ? path : ".");
    }
}

static int of_mine(struct command_run *r)
{
    struct fit_speed_rows shipped, own;
    struct str source = str_new(r->arena), said = str_new(r->arena), file = str_new(r->arena);
    const char *path = opt_text(&r->opts, "-o");
    const double weight = opt_number(&r->opts, "--weight");
    if (!shipped_rows(r, &shipped, &source) || !read_rows(r, r->opts.repeat, r->opts.n_repeat, false, &own, &source))
        return diag_exit_code(&r->d);
    const struct refit_effect *m = refit_effect_run(r->arena, r->catalogue, &shipped, &own.speed,
                                                    isnan(weight) ? own_weight : (int)weight);
    struct refit_offload offload;
    refit_offload_run(r->arena, r->catalogue, &own.speed, &offload);
    if (m->n_rows == 0 && !offload.any) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){.file = r->opts.repeat[0]}, "",
                 "none of its rows can be predicted (rigplan validate says why)");
        return EXIT_CODE_INPUT;
    }
    if (opt_given(&r->opts, "--json"))
        page_refit_json(m, &offload, &said);
    else
        page_refit_text(m, &offload, &said);
    page_calibration_json(&m->records, &m->ranges.records, source.text, command_today(r->arena),
                          offload.any ? &offload.policy : NULL, &file);
    if (path && strcmp(path, "-") == 0)
        return command_say(r, &file) ? 0 : EXIT_CODE_WORLD;
    if (path && !file_write(r->arena, &r->d, path, file.text, file.len))
        return EXIT_CODE_WORLD;
    if (!opt_given(&r->opts, "--json"))
        next_step(path, &said);
    return command_say(r, &said) ? 0 : EXIT_CODE_WORLD;
}

static int run(struct command_run *r)
{
    if ((r->opts.n_words == 0) == (r->opts.n_repeat == 0)) {
        command_usage(
            r, "expected your own measurements, as --mine FILE.csv (from: rigplan import FILE), or files without "
               "--mine, which are then fitted to alone");
        return EXIT_CODE_USAGE;
    }
    const char *path = opt_text(&r->opts, "-o");
    if (r->opts.n_repeat > 0 && opt_given(&r->opts, "--json") && path && strcmp(path, "-") == 0) {
        command_usage(r, "--json and -o - would both print: name a file with -o");
        return EXIT_CODE_USAGE;
    }
    if (r->opts.n_repeat > 0)
        return of_mine(r);
    if (opt_given(&r->opts, "--json") || opt_given(&r->opts, "--weight")) {
        command_usage(r, "--json and --weight go with --mine: give your rows with --mine FILE.csv");
        return EXIT_CODE_USAGE;
    }
    struct fit_speed_rows all;
    struct str source = str_new(r->arena), out = str_new(r->arena);
    str_add(&source, "rigplan calibrate ");
    if (!read_rows(r, r->opts.words, r->opts.n_words, true, &all, &source))
        return diag_exit_code(&r->d);
    const struct fit_speed f = fit_speed_run(r->arena, r->catalogue, &all);
    page_calibration_json(&f.constants, &f.spreads, source.text, f.date, NULL, &out);
    if (path)
        return file_write(r->arena, &r->d, path, out.text, out.len) ? 0 : EXIT_CODE_WORLD;
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

const struct command command_calibrate = {
    .name = "calibrate",
    .arguments = "FILE.csv... [-o FILE]\n--mine FILE.csv [--mine FILE.csv]... [-o FILE]",
    .help = "fit the constants of the predictions to measurements",
    .rows = options,
    .n_rows = sizeof options / sizeof *options,
    .needs_catalogue = true,
    .run = run,
};
