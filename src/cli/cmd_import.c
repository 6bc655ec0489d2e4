/* rigplan import: files of others as catalogue records, on standard output. */
#define _POSIX_C_SOURCE 200809L
#include "arena.h"
#include "command.h"
#include "decode.h"
#include "file.h"
#include "gguf_file.h"
#include "import.h"
#include "llm.h"
#include "load.h"
#include "near.h"
#include "page_record.h"

#include <string.h>
#include <time.h>

static const struct opt rows[] = {
    {"--id", OPT_TEXT, "ID", 0, 0, "id of the model (made from the file's name)"},
    {"--vendor", OPT_TEXT, "NAME", 0, 0, "who made the model (as the file says)"},
    {"--date", OPT_TEXT, "DATE", 0, 0, "when the file was read (today)"},
    {"--header", OPT_FLAG, NULL, 0, 0, "gguf: take a file that has its header and not all its tensors"},
    {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},
};

/* One kind of file: reads it, writes what it makes, and gives the exit code. */
struct importer {
    const char *name;
    int (*run)(struct command_run *r, const char *path, const struct import_ask *ask);
};

/* Nobody states how many parameters a config.json makes: they are counted. */
static const struct model *counted(struct command_run *r, const struct catalogue *c, const struct model *m)
{
    struct model *copy = ARENA_NEW(r->arena, struct model);
    struct llm *l = ARENA_NEW(r->arena, struct llm);
    *copy = *m;
    const struct field *f = &kind_model.fields[F_model_params_total];
    if (llm_prepare(m, catalogue_find(c, &kind_quant, "F16"), l))
        copy->params_total = l->params;
    if (copy->params_total < f->low || copy->params_total > f->high)
        diag_add(&r->d, DIAG_OUT_OF_RANGE, m->at[F_model_params_total], f->name, "its tensors have %.0f elements; expected %g to %g", copy->params_total, f->low, f->high);
    return copy;
}

/* Judges what was imported over the catalogue and writes it as a file of that kind. */
static int say(struct command_run *r, const char *path, struct import got)
{
    const struct load_text text = {.file = path, .tree = got.root};
    const struct catalogue *c = got.root && !r->d.errors ? command_catalogue_with(r, opt_text(&r->opts, "--data"), &text) : NULL;
    if (!c)
        return diag_exit_code(&r->d);
    const struct model *m = catalogue_find(c, &kind_model, got.model);
    const struct kind *const kinds[] = {&kind_model, &kind_quant};
    const void *const records[] = {got.quant ? m : counted(r, c, m), got.quant ? catalogue_find(c, &kind_quant, got.quant) : NULL};
    struct str out = str_new(r->arena);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    page_record_catalogue(kinds, records, got.quant ? 2 : 1, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int from_gguf(struct command_run *r, const char *path, const struct import_ask *ask)
{
    const struct gguf_file *f = gguf_file_read(r->arena, &r->d, r->catalogue, path, opt_given(&r->opts, "--header"));
    return say(r, path, f ? import_gguf(r->arena, &r->d, f, ask) : (struct import){0});
}

static int from_hf(struct command_run *r, const char *path, const struct import_ask *ask)
{
    size_t size = 0;
    const char *text = file_read(r->arena, &r->d, path, &size);
    return say(r, path, text ? import_hf(r->arena, &r->d, path, text, size, ask) : (struct import){0});
}

static const struct importer importers[] = {{"hf", from_hf}, {"gguf", from_gguf}};
enum { N_IMPORTERS = sizeof importers / sizeof *importers };

static const struct importer *importer_named(struct command_run *r, const char *name)
{
    struct str known = str_new(r->arena);
    for (size_t i = 0; i < N_IMPORTERS; i++) {
        if (strcmp(importers[i].name, name) == 0)
            return &importers[i];
        str_addf(&known, "%s%s", i ? ", " : "", importers[i].name);
    }
    command_usage(r, "'%s' is nothing that can be imported; expected one of %s", name, known.text);
    return NULL;
}

static const char *today(struct arena *a)
{
    char text[16];
    struct tm tm;
    const time_t now = time(NULL);
    gmtime_r(&now, &tm);
    strftime(text, sizeof text, "%Y-%m-%d", &tm);
    return arena_strdup(a, text);
}

static bool ask_of(struct command_run *r, struct import_ask *ask)
{
    *ask = (struct import_ask){opt_text(&r->opts, "--id"), opt_text(&r->opts, "--vendor"), opt_text(&r->opts, "--date")};
    if (ask->date && !decode_is_date(ask->date))
        command_usage(r, "--date takes a date written YYYY, YYYY-MM or YYYY-MM-DD, not '%s'", ask->date);
    if (!ask->date)
        ask->date = today(r->arena);
    return r->d.errors == 0;
}

static int run(struct command_run *r)
{
    struct import_ask ask;
    if (r->opts.n_words != 2) {
        command_usage(r, "expected what it is and a file: rigplan import gguf model.gguf, or rigplan import hf config.json");
        return DIAG_EXIT_USAGE;
    }
    const struct importer *importer = importer_named(r, r->opts.words[0]);
    if (!importer || !ask_of(r, &ask))
        return DIAG_EXIT_USAGE;
    return importer->run(r, r->opts.words[1], &ask);
}

const struct command command_import = {
    "import", "hf|gguf FILE", "catalogue records from a config.json or the header of a GGUF file", rows, sizeof rows / sizeof *rows, true, run};
