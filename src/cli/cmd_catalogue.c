/* rigplan list, show, schema and check: print the catalogue and check files. */
#include "arena.h"
#include "command.h"
#include "file.h"
#include "kind_name.h"
#include "load_machine.h"
#include "money.h"
#include "names.h"
#include "names_search.h"
#include "names_words.h"
#include "page_figures.h"
#include "page_list.h"
#include "page_record.h"
#include "scenario.h"

#include <math.h>
#include <string.h>

static const struct opt rows[] = {
    {"--data", OPT_TEXT, "DIR", 0, 0, "folder of catalogue files that add to or replace the built-in records"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON"},
};
static const struct opt schema_rows[] = {
    {"--markdown", OPT_FLAG, NULL, 0, 0, "print all kinds as Markdown tables, as in docs/formats.md"},
};
static const struct opt check_rows[] = {
    {"--data", OPT_TEXT, "DIR", 0, 0, "folder of catalogue files that add to or replace the built-in records"},
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of the scenarios first, such as site.ambient_c=35"},
};

static int list_kinds(struct command_run *r)
{
    struct str out = str_new(r->arena);
    page_record_kinds(r->catalogue, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

/* Returns the row of a record with its newest price, new or used. */
static struct page_list_row priced(const struct catalogue *c, const struct kind *k, const void *record)
{
    static const struct shock_list none = {0, NULL};
    const struct policy *p = catalogue_policy(c);
    const struct money_terms t = {p->usd_per_aud, p->gst_frac, p->price_sigma, "9999-12-31", &none, currency_unknown};
    struct page_list_row row = {record, NAN, NULL};
    const char *date = "";
    for (int condition = 1; page_list_has_price(k) && condition < condition_end; condition++) {
        const struct money_price found = money_price(&c->prices, (struct money_thing){k, record},
                                                     (enum condition)condition, &t);
        if (!found.from || strcmp(found.from->date, date) < 0)
            continue;
        date = found.from->date;
        row.aud = found.aud.mid;
        row.condition = enums_text(&enums_condition, condition);
    }
    return row;
}

/* Joins the arguments after the kind. */
static const char *words_after_kind(struct command_run *r)
{
    struct str name = str_new(r->arena);
    for (size_t i = 1; i < r->opts.n_words; i++)
        str_addf(&name, "%s%s", i > 1 ? " " : "", r->opts.words[i]);
    return name.text;
}

/* Returns true if the record has each word. Words like "NVIDIA" may be missing if another word is there. */
static bool has_words(struct command_run *r, const struct kind *k, const void *record, const char *const words[],
                      size_t n)
{
    const char *more = page_list_words(r->arena, k, record);
    size_t held = 0;
    for (size_t i = 0; i < n; i++) {
        const bool own = names_search_holds(r->arena, k, record, more, words[i]);
        const struct names_words parts = names_words_all(r->arena, words[i]);
        if (!own && !(parts.n == 1 && names_words_is_noise(k, parts.v[0])))
            return false;
        held += own;
    }
    return held > 0 || n == 0;
}

/* Splits the arguments after the kind into words; an argument may hold several: "RTX 3090". */
static const char *const *words_after(struct command_run *r, size_t *n)
{
    const char **v = ARENA_ARRAY(r->arena, strlen(words_after_kind(r)) + 1, const char *);
    *n = 0;
    for (const char *rest = words_after_kind(r); rest;) {
        const char *word = str_split(r->arena, rest, ' ', &rest);
        if (*word)
            v[(*n)++] = word;
    }
    return v;
}

/* Returns the records that have each word after the kind. */
static struct any_list *chosen(struct command_run *r, const struct catalogue_kind *k)
{
    const struct any_list *all = catalogue_list(r->catalogue, k);
    struct any_list *out = ARENA_NEW(r->arena, struct any_list);
    char *records = arena_array(r->arena, all->n + 1, k->kind->size);
    size_t n;
    const char *const *words = words_after(r, &n);
    for (size_t i = 0; i < all->n; i++) {
        const void *record = schema_at(k->kind, all, i);
        if (has_words(r, k->kind, record, words, n))
            memcpy(records + out->n++ * k->kind->size, record, k->kind->size);
    }
    out->v = records;
    if (out->n == 0 && n > 0)
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "no %s matches '%s' (see: rigplan list %s)",
                 k->kind->name, words_after_kind(r), k->kind->name);
    return out;
}

static int say_list(struct command_run *r, const struct catalogue_kind *k, const struct any_list *list)
{
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json")) {
        page_record_list_json(k, list, &out);
        return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
    }
    struct page_list_row *of = ARENA_ARRAY(r->arena, list->n + 1, struct page_list_row);
    for (size_t i = 0; i < list->n; i++)
        of[i] = priced(r->catalogue, k->kind, schema_at(k->kind, list, i));
    page_list(k->kind, of, list->n, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int run_list(struct command_run *r)
{
    if (r->opts.n_words == 0)
        return list_kinds(r);
    const struct catalogue_kind *k = kind_name_find(r, r->opts.words[0]);
    if (!k)
        return DIAG_EXIT_USAGE;
    const struct any_list *list = chosen(r, k);
    return r->d.errors ? DIAG_EXIT_INPUT : say_list(r, k, list);
}

/* Returns the id of the thing that a price is for, whatever its kind. NULL: not found. */
static const char *component(struct command_run *r, const char *name)
{
    const struct kind *exact;
    const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_psu, &kind_board, &kind_cpu, &kind_part};
    const void *record = catalogue_find_any(r->catalogue, name, &exact);
    if (record && exact != &kind_price)
        return schema_id(exact, record);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct names_found found = names_find(r->arena, r->catalogue, kinds[i], name);
        if (found.record)
            return schema_id(kinds[i], found.record);
    }
    return NULL;
}

/* Returns all prices of the thing with that name. */
static struct any_list prices_of(struct command_run *r, const char *name)
{
    const struct price_list *all = &r->catalogue->prices;
    const char *id = catalogue_find(r->catalogue, &kind_price, name) ? NULL : component(r, name);
    struct price *v = ARENA_ARRAY(r->arena, all->n + 1, struct price);
    struct any_list out = {0, v};
    for (size_t i = 0; id && i < all->n; i++)
        if (strcmp(all->v[i].component, id) == 0)
            v[out.n++] = all->v[i];
    return out;
}

static int show_prices(struct command_run *r, const struct catalogue_kind *k, const struct any_list *list)
{
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_record_list_json(k, list, &out);
    for (size_t i = 0; i < list->n && !opt_given(&r->opts, "--json"); i++) {
        str_add(&out, i ? "\n" : "");
        page_record_show(k->kind, schema_at(k->kind, list, i), &out);
    }
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

static int run_show(struct command_run *r)
{
    if (r->opts.n_words < 2) {
        command_usage(r, "expected a kind and the id or name of a record: rigplan show device rtx-3090");
        return DIAG_EXIT_USAGE;
    }
    const struct catalogue_kind *k = kind_name_find(r, r->opts.words[0]);
    if (!k)
        return DIAG_EXIT_USAGE;
    const char *name = words_after_kind(r);
    const struct any_list prices = k->kind == &kind_price ? prices_of(r, name) : (struct any_list){0, NULL};
    if (prices.n > 0)
        return show_prices(r, k, &prices);
    const void *record = command_find(r, k->kind, name, NULL);
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
    const bool all = opt_given(&r->opts, "--markdown");
    if (r->opts.n_words != (all ? 0 : 1)) {
        command_usage(r, "expected one kind, or --markdown for all: rigplan schema device, rigplan schema scenario "
                         "(see: rigplan list)");
        return DIAG_EXIT_USAGE;
    }
    struct str out = str_new(r->arena);
    if (all) {
        page_record_formats(&out);
        page_figures_formats(&out);
        return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
    }
    const struct kind *k = &kind_scenario;
    if (strcmp(r->opts.words[0], "scenario") != 0) {
        const struct catalogue_kind *found = kind_name_find(r, r->opts.words[0]);
        if (!found)
            return DIAG_EXIT_USAGE;
        k = found->kind;
    }
    page_record_schema(k, &out);
    return command_say(r, &out) ? 0 : DIAG_EXIT_WORLD;
}

/* Adds the diagnostics of a scenario, machine or catalogue file. */
static void check_file(struct command_run *r, const char *path)
{
    struct load_text t = {.file = path};
    t.text = file_read(r->arena, &r->d, path, &t.size);
    if (!t.text)
        return;
    const int errors = r->d.errors;
    if (load_machine_is(r->arena, &r->d, &t)) {
        r->catalogue = command_catalogue(r, opt_text(&r->opts, "--data"));
        if (r->catalogue)
            load_machine(r->arena, &r->d, r->catalogue, &t);
        return;
    }
    if (r->d.errors > errors)
        return;
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
        command_usage(r, "name at least one file, for example: rigplan check scenarios/aud-8343.yaml");
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

const struct command command_list = {
    .name = "list",
    .arguments = "[KIND [WORDS...]]",
    .help = "list the records of the catalogue",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run_list,
};
const struct command command_show = {
    .name = "show",
    .arguments = "KIND NAME",
    .help = "print a record, or all prices of a product, with sources and dates",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run_show,
};
const struct command command_schema = {
    .name = "schema",
    .arguments = "KIND\n--markdown",
    .help = "print the JSON Schema of a kind of record or of a scenario",
    .rows = schema_rows,
    .n_rows = sizeof schema_rows / sizeof *schema_rows,
    .run = run_schema,
};
const struct command command_check = {
    .name = "check",
    .arguments = "FILE...",
    .help = "check scenarios, machines and catalogue files; report every error",
    .rows = check_rows,
    .n_rows = sizeof check_rows / sizeof *check_rows,
    .run = run_check,
};
