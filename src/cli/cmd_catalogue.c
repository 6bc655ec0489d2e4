/* rigplan list, show, schema and check: print the catalogue and check files. */
#include "arena.h"
#include "command.h"
#include "kind_name.h"
#include "load_machine.h"
#include "money.h"
#include "names.h"
#include "own_prices.h"
#include "page_figures.h"
#include "page_list.h"
#include "page_record.h"
#include "price_book.h"
#include "scenario.h"
#include "word_filter.h"
#include "tree_parse.h"

#include <math.h>
#include <string.h>

static const struct opt rows[] = {
    {"--country", OPT_TEXT, "CC", 0, 0, "country where things are bought: its currency, tax and market (default: AU)"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0, "prices as they were known on that date (default: that of the newest price)"},
    {"--price", OPT_REPEAT, "ID=AMOUNT", 0, 0, "price of one with tax, over all others: rtx-3090=1100, or =1100USD"},
    COMMAND_DATA,
    COMMAND_BOOK,
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON"},
};
static const struct opt schema_rows[] = {
    {"--markdown", OPT_FLAG, NULL, 0, 0, "print all kinds as Markdown tables, as in docs/formats.md"},
};
static const struct opt check_rows[] = {
    COMMAND_DATA,
    {"--set", OPT_REPEAT, "PATH=VALUE", 0, 0, "change a value of the scenarios first, such as site.ambient_c=35"},
};

static int list_kinds(struct command_run *r)
{
    struct str out = str_new(r->arena);
    page_record_kinds(r->catalogue, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* Returns the row of a record with the lowest price of the conditions in which it is sold. */
static struct page_list_row priced(const struct money_terms *t, const struct kind *k, const void *record)
{
    struct page_list_row row = {record, NAN, NULL, t->currency, false};
    enum condition condition;
    if (!page_list_has_price(k))
        return row;
    const struct money_price p = money_cheapest(t, (struct money_thing){k, record}, &condition);
    row.price = p.amount.mid;
    row.condition = isnan(p.amount.mid) ? NULL : enums_text(&enums_condition, (int)condition);
    row.estimated = p.basis == pricebasis_estimated;
    return row;
}

/* Returns the records that have each word after the kind. */
static struct any_list *chosen(struct command_run *r, const struct catalogue_kind *k)
{
    const struct any_list *all = catalogue_list(r->catalogue, k);
    struct any_list *out = ARENA_NEW(r->arena, struct any_list);
    char *records = arena_array(r->arena, all->n + 1, k->kind->size);
    size_t n;
    const char *const *words = word_filter_words(r, 1, &n);
    for (size_t i = 0; i < all->n; i++) {
        const void *record = schema_at(k->kind, all, i);
        if (word_filter_holds(r, k->kind, record, words, n))
            memcpy(records + out->n++ * k->kind->size, record, k->kind->size);
    }
    out->v = records;
    if (out->n == 0 && n > 0)
        diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, NULL, "no %s matches '%s' (see: rigplan list %s)",
                 k->kind->name, word_filter_text(r, 1), k->kind->name);
    return out;
}

static int say_list(struct command_run *r, const struct catalogue_kind *k, const struct any_list *list)
{
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json")) {
        page_record_list_json(k, list, &out);
        return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
    }
    struct page_list_row *of = ARENA_ARRAY(r->arena, list->n + 1, struct page_list_row);
    struct money_terms terms = {.market = NULL};
    if (page_list_has_price(k->kind))
        terms = own_prices_terms(r);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    for (size_t i = 0; i < list->n; i++)
        of[i] = priced(&terms, k->kind, schema_at(k->kind, list, i));
    page_list(k->kind, of, list->n, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

static int run_list(struct command_run *r)
{
    if (r->opts.n_words == 0)
        return list_kinds(r);
    const struct catalogue_kind *k = kind_name_find(r, r->opts.words[0]);
    if (!k)
        return EXIT_CODE_USAGE;
    const struct any_list *list = chosen(r, k);
    return r->d.errors ? EXIT_CODE_INPUT : say_list(r, k, list);
}

/* Returns the id of the thing that a price is for, whatever its kind. NULL: not found. */
static const char *component(struct command_run *r, const char *name)
{
    const struct kind *exact;
    const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_psu, &kind_board, &kind_cpu, &kind_part};
    const void *record = catalogue_find_any(r->catalogue, name, &exact);
    if (record)
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
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Returns the observations of an offer of cards or tokens that states no price itself; of other records none. */
static struct any_list observations_of(struct command_run *r, const struct kind *k, const void *record)
{
    const struct catalogue *c = r->catalogue;
    struct any_list none = {0, NULL};
    if (k == &kind_cloud && isnan(((const struct cloud *)record)->rate_h.mid)) {
        const struct cloud *o = record;
        struct cloud *v = ARENA_ARRAY(r->arena, c->clouds.n, struct cloud);
        for (size_t i = 0; i < c->clouds.n; i++) {
            const struct cloud *x = &c->clouds.v[i];
            if (x->device == o->device && x->terms == o->terms && same_text(x->provider, o->provider) && x != o)
                v[none.n++] = *x;
        }
        none.v = v;
    }
    if (k == &kind_api && isnan(((const struct api *)record)->input_mtok)) {
        const struct api *o = record;
        struct api *v = ARENA_ARRAY(r->arena, c->apis.n, struct api);
        for (size_t i = 0; i < c->apis.n; i++) {
            const struct api *x = &c->apis.v[i];
            if (x->model == o->model && same_text(x->closed, o->closed) && same_text(x->provider, o->provider) &&
                same_text(x->version, o->version) && same_text(x->stored, o->stored) && x != o)
                v[none.n++] = *x;
        }
        none.v = v;
    }
    return none;
}

static int run_show(struct command_run *r)
{
    if (r->opts.n_words < 2) {
        command_usage(r, "expected a kind and the id or name of a record: rigplan show device rtx-3090");
        return EXIT_CODE_USAGE;
    }
    const struct catalogue_kind *k = kind_name_find(r, r->opts.words[0]);
    if (!k)
        return EXIT_CODE_USAGE;
    const char *name = word_filter_text(r, 1);
    const struct any_list prices = k->kind == &kind_price ? prices_of(r, name) : (struct any_list){0, NULL};
    if (prices.n > 0)
        return show_prices(r, k, &prices);
    const void *record = command_find(r, k->kind, name, NULL);
    if (!record)
        return EXIT_CODE_INPUT;
    const struct any_list seen = observations_of(r, k->kind, record);
    if (seen.n > 0)
        return show_prices(r, k, &seen);
    struct str out = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_record_json(k->kind, record, &out);
    else
        page_record_show(k->kind, record, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

static int run_schema(struct command_run *r)
{
    const bool all = opt_given(&r->opts, "--markdown");
    if (r->opts.n_words != (all ? 0 : 1)) {
        command_usage(r, "expected one kind, or --markdown for all: rigplan schema device, rigplan schema scenario "
                         "(see: rigplan list)");
        return EXIT_CODE_USAGE;
    }
    struct str out = str_new(r->arena);
    if (all) {
        page_record_formats(&out);
        page_figures_formats(&out);
        return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
    }
    const struct kind *k = &kind_scenario;
    if (strcmp(r->opts.words[0], "scenario") != 0) {
        const struct catalogue_kind *found = kind_name_find(r, r->opts.words[0]);
        if (!found)
            return EXIT_CODE_USAGE;
        k = found->kind;
    }
    page_record_schema(k, &out);
    return command_say(r, &out) ? 0 : EXIT_CODE_WORLD;
}

/* Adds the diagnostics of a scenario, machine, catalogue file or price book. */
static void check_file(struct command_run *r, const char *path)
{
    struct load_text t = {.file = path};
    t.text = command_read(r, path, &t.size);
    if (!t.text)
        return;
    if (price_book_is(path)) {
        t.prefix = "book.";
        command_catalogue_with(r, opt_text(&r->opts, "--data"), &t);
        return;
    }
    t.tree = tree_parse(r->arena, &r->d, path, t.text, t.size);
    if (!t.tree)
        return;
    const int errors = r->d.errors;
    if (load_machine_is(r->arena, &r->d, &t)) {
        r->catalogue = command_catalogue(r, opt_text(&r->opts, "--data"));
        if (r->catalogue)
            load_machine(r->arena, &r->d, r->catalogue, &t);
        return;
    }
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
        return EXIT_CODE_USAGE;
    }
    struct str out = str_new(r->arena);
    for (size_t i = 0; i < r->opts.n_words; i++) {
        const int errors = r->d.errors;
        check_file(r, r->opts.words[i]);
        if (r->d.errors == errors)
            str_addf(&out, "%s: ok\n", r->opts.words[i]);
    }
    if (!command_say(r, &out))
        return EXIT_CODE_WORLD;
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
    .help = "check scenarios, machines, catalogue files and price books; report every error",
    .rows = check_rows,
    .n_rows = sizeof check_rows / sizeof *check_rows,
    .run = run_check,
};
