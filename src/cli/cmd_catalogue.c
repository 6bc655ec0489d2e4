/* rigplan list, show, schema and check: what the catalogue holds and whether files are right. */
#include "arena.h"
#include "command.h"
#include "file.h"
#include "load.h"
#include "near.h"
#include "page_record.h"
#include "scenario.h"

#include <string.h>

static const struct opt rows[] = {
    {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON"},
};
static const struct opt schema_rows[] = {
    {"--markdown", OPT_FLAG, NULL, 0, 0, "all kinds as Markdown tables (docs/formats.md)"},
};
static const struct opt check_rows[] = {
    {"--data", OPT_TEXT, "DIR", 0, 0, "catalogue files that add to or replace the built-in ones"},
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of a scenario before it is judged"},
};

/* By its name or the key of its list: device or devices. */
static const struct catalogue_kind *kind_named(struct command_run *r, const char *name)
{
    struct near best = {0};
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        if (strcmp(name, catalogue_kinds[i].kind->name) == 0 || strcmp(name, catalogue_kinds[i].key) == 0)
            return &catalogue_kinds[i];
        near_consider(&best, name, catalogue_kinds[i].kind->name);
    }
    if (best.name)
        command_usage(r, "no kind '%s'; did you mean '%s'?", name, best.name);
    else
        command_usage(r, "no kind '%s'; see: rigplan list", name);
    return NULL;
}

static int list_kinds(struct command_run *r)
{
    struct str out = str_new(r->arena);
    page_record_kinds(r->catalogue, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int run_list(struct command_run *r)
{
    if (r->opts.n_words == 0)
        return list_kinds(r);
    const struct catalogue_kind *k = kind_named(r, r->opts.words[0]);
    if (!k)
        return DIAG_EXIT_USAGE;
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_record_list_json(k, catalogue_list(r->catalogue, k), &out);
    else
        page_record_list(k, catalogue_list(r->catalogue, k), &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int run_show(struct command_run *r)
{
    if (r->opts.n_words != 2) {
        command_usage(r, "expected a kind and an id: rigplan show device rtx-3090");
        return DIAG_EXIT_USAGE;
    }
    const struct catalogue_kind *k = kind_named(r, r->opts.words[0]);
    if (!k)
        return DIAG_EXIT_USAGE;
    const void *record = command_find(r, k->kind, r->opts.words[1], NULL);
    if (!record)
        return DIAG_EXIT_INPUT;
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_record_json(k->kind, record, &out);
    else
        page_record_show(k->kind, record, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int run_schema(struct command_run *r)
{
    if (opt_given(&r->opts, "--markdown")) {
        struct str all = str_new(r->arena);
        page_record_formats(&all);
        return command_say(r, &all) ? 0 : DIAG_EXIT_WORLD;
    }
    if (r->opts.n_words != 1) {
        command_usage(r, "expected a kind: rigplan schema device, or scenario");
        return DIAG_EXIT_USAGE;
    }
    const struct kind *k = &kind_scenario;
    if (strcmp(r->opts.words[0], "scenario") != 0) {
        const struct catalogue_kind *found = kind_named(r, r->opts.words[0]);
        if (!found)
            return DIAG_EXIT_USAGE;
        k = found->kind;
    }
    struct str out = str_new(r->arena);
    page_record_schema(k, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static void check_file(struct command_run *r, const char *path)
{
    struct load_text t = {.file = path};
    t.text = file_read(r->arena, &r->d, path, &t.size);
    if (!t.text)
        return;
    const int errors = r->d.errors;
    const bool catalogue = load_is_catalogue(r->arena, &r->d, &t);
    if (r->d.errors > errors)
        return;
    if (catalogue) {
        command_catalogue_with(r, opt_text(&r->opts, "--data"), &t);
        return;
    }
    r->catalogue = command_catalogue(r, opt_text(&r->opts, "--data"));
    if (r->catalogue)
        scenario_read(r, path);
}

static int run_check(struct command_run *r)
{
    if (r->opts.n_words == 0) {
        command_usage(r, "name at least one file");
        return DIAG_EXIT_USAGE;
    }
    struct str out = str_new(r->arena);
    for (size_t i = 0; i < r->opts.n_words; i++) {
        const int errors = r->d.errors;
        check_file(r, r->opts.words[i]);
        if (r->d.errors == errors)
            str_addf(&out, "%s: ok\n", r->opts.words[i]);
    }
    if (!command_say(r, &out))
        return DIAG_EXIT_WORLD;
    return diag_exit_code(&r->d);
}

const struct command command_list = {"list", "[KIND]", "what the catalogue holds", rows, sizeof rows / sizeof *rows,
                                     true,   run_list};
const struct command command_show = {
    "show", "KIND ID", "one record with the source and date of each value", rows, sizeof rows / sizeof *rows,
    true,   run_show};
const struct command command_schema = {"schema",
                                       "KIND | --markdown",
                                       "the JSON Schema of a kind of record, or of a scenario",
                                       schema_rows,
                                       sizeof schema_rows / sizeof *schema_rows,
                                       false,
                                       run_schema};
const struct command command_check = {"check",
                                      "FILE...",
                                      "judge catalogue files and scenarios and tell every fault",
                                      check_rows,
                                      sizeof check_rows / sizeof *check_rows,
                                      false,
                                      run_check};
