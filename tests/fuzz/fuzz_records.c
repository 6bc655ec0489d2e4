#include "fuzz.h"

#include "arena.h"
#include "builtin.h"
#include "check.h"
#include "diag.h"
#include "load.h"
#include "load_machine.h"
#include "load_measured.h"
#include "price_book_write.h"
#include "price_fit.h"
#include "str.h"
#include "tree.h"
#include "tree_parse.h"
#include "tree_write.h"

#include <math.h>

/* Alone; every eighth also over the built-in records, whose copy takes a hundred times as long. */
static void catalogue(const struct fuzz_input *in, const char *file)
{
    enum { OVER_BUILTIN = 8 };
    const struct load_text one = {.file = file, .text = in->text, .size = in->size};
    load_is_catalogue(in->a, in->d, &one);
    load_catalogue(in->a, in->d, NULL, &one, 1);
    if (in->size % OVER_BUILTIN == 0)
        load_catalogue(in->a, in->d, &builtin_catalogue, &one, 1);
}

/* Returns the built-in catalogue without what was observed: books and offers are checked against its records alone. */
static struct catalogue without_prices(void)
{
    struct catalogue c = builtin_catalogue;
    c.prices.n = c.clouds.n = c.apis.n = 0;
    return c;
}

void fuzz_catalogue_json(const struct fuzz_input *in)
{
    catalogue(in, "fuzz.json");
}

void fuzz_catalogue_yaml(const struct fuzz_input *in)
{
    catalogue(in, "fuzz.yaml");
}

void fuzz_scenario(const struct fuzz_input *in)
{
    const struct load_text one = {.file = "fuzz.yaml", .text = in->text, .size = in->size};
    load_scenario(in->a, in->d, &builtin_catalogue, &one, NULL, 0);
}

void fuzz_scenario_json(const struct fuzz_input *in)
{
    const struct load_text one = {.file = "fuzz.json", .text = in->text, .size = in->size};
    load_scenario(in->a, in->d, &builtin_catalogue, &one, NULL, 0);
}

/* A scenario of version 1, converted and read again. */
void fuzz_scenario_1(const struct fuzz_input *in)
{
    const struct load_text one = {.file = "fuzz.yaml", .text = in->text, .size = in->size};
    struct str out = str_new(in->a);
    const struct tree *root = load_is_old(in->a, in->d, &one) ? load_converted(in->a, in->d, &builtin_catalogue, &one)
                                                              : NULL;
    if (!root)
        return;
    tree_write(root, &out);
    const struct load_text made = {.file = "made.yaml", .text = out.text, .size = out.len};
    load_scenario(in->a, in->d, &builtin_catalogue, &made, NULL, 0);
}

void fuzz_include(const struct fuzz_input *in)
{
    static const char text[] = "schema: rigplan-scenario-2\ninclude: [part.yaml]\n";
    const char *file = fuzz_file(in->a, "whole.yaml", text, sizeof text - 1);
    const struct load_text whole = {.file = file, .text = text, .size = sizeof text - 1};
    fuzz_file(in->a, "part.yaml", in->bytes, in->size);
    load_scenario(in->a, in->d, &builtin_catalogue, &whole, NULL, 0);
}

void fuzz_machine(const struct fuzz_input *in)
{
    const struct load_text one = {.file = "fuzz.yaml", .text = in->text, .size = in->size};
    load_machine_is(in->a, in->d, &one);
    load_machine(in->a, in->d, &builtin_catalogue, &one);
}

void fuzz_measured(const struct fuzz_input *in)
{
    char *copy = arena_strndup(in->a, in->text, in->size); /* the table reader cuts its text up in place */
    load_measured(in->a, in->d, &builtin_catalogue, &check_kinds, "fuzz.csv", copy, in->size);
}

/* A price book. A market of what it holds has a price for all that was ever seen. */
void fuzz_book(const struct fuzz_input *in)
{
    const struct load_text one = {.file = "fuzz.csv", .text = in->text, .size = in->size};
    const struct catalogue base = without_prices(), *c = load_catalogue(in->a, in->d, &base, &one, 1);
    if (!c)
        return;
    const struct market *m = price_fit(in->a, c, NULL, "2026-11-21");
    for (size_t i = 0; i < m->n_things; i++) {
        const struct market_ask what = {
            .thing = &m->thing[i], .condition = condition_used, .region = currency_aud, .month = NAN};
        const struct market_estimate e = market_estimate(m, &what);
        BUG_UNLESS(e.n == 0 || (isfinite(e.ln_usd) && e.price_sigma > 0 && isfinite(e.price_sigma)));
    }
}

/* A price book that gets a row more: read again under its lock, but not written. */
void fuzz_book_append(const struct fuzz_input *in)
{
    const struct price_book_row row = {.date = "2026-11-05",
                                       .component = "rtx-3090",
                                       .source = "a page",
                                       .amount = 1250,
                                       .low = NAN,
                                       .high = NAN,
                                       .currency = currency_aud,
                                       .condition = condition_used,
                                       .kind = pricekind_sold};
    enum price_book_fate fate = PRICE_BOOK_LEFT;
    struct price_book_written written;
    const char *path = fuzz_file(in->a, "book.csv", in->bytes, in->size);
    const bool done = price_book_write(in->a, in->d, path, &row, 1, true, &fate, &written);
    BUG_UNLESS(done ? fate != PRICE_BOOK_LEFT : in->d->errors > 0);
}

void fuzz_offers(const struct fuzz_input *in)
{
    const struct load_text one = {.file = "clouds.csv", .text = in->text, .size = in->size};
    const struct catalogue base = without_prices();
    load_catalogue(in->a, in->d, &base, &one, 1);
}

/* What is written of a tree can be read again. */
static void again(const struct fuzz_input *in, const char *file)
{
    struct str out = str_new(in->a);
    struct diags none = diag_none(in->a);
    const struct tree *root = tree_parse(in->a, in->d, file, in->text, in->size);
    if (!root || root->type != TREE_MAP)
        return;
    tree_write(root, &out);
    BUG_UNLESS(root->n == 0 || tree_parse(in->a, &none, "again.yaml", out.text, out.len));
}

void fuzz_tree(const struct fuzz_input *in)
{
    again(in, "fuzz.json");
    again(in, "fuzz.yaml");
}
