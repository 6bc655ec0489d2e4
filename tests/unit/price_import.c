/* read/price_import: rows of feeds become rows of a book, or say why not. */
#include "test.h"

#include "arena.h"
#include "price_import.h"
#include "priced.h"
#include "title_match.h"

static const struct feed_row usual = {.line = 2,
                                      .title = "t",
                                      .component = "rtx-3090",
                                      .amount = 100,
                                      .low = NAN,
                                      .high = NAN,
                                      .qty = NAN,
                                      .shipping = NAN,
                                      .currency = currency_aud,
                                      .condition = condition_used,
                                      .kind = pricekind_sold,
                                      .date = "2026-06-01",
                                      .source = "a page"};

/* Imports one row, with that condition for rows that state none. */
static struct price_import imported(struct feed_row row, enum condition condition)
{
    struct price_import p = price_import_new(test_arena());
    const struct feed feed = {.form = "CSV", .row = &row, .n = 1};
    price_import_feed(&p, &feed, "dir/feed.csv", priced_new(test_arena(), test_catalogue()),
                      title_index_new(test_arena(), test_catalogue()), condition);
    THAT(p.n_lines == 1 && p.n_rows == (p.line[0].fate == PRICE_IMPORT_TAKEN));
    return p;
}

static void takes(void)
{
    struct feed_row row = usual;
    struct price_import p = imported(row, condition_unknown);
    THAT(p.n_rows == 1);
    SAME(p.row[0].component, "rtx-3090");
    CLOSE(p.row[0].amount, 100, 0);
    CLOSE(p.row[0].low, NAN, 0);
    /* The amount is that of one piece, with shipping; a row without a source has the file's name. */
    row.shipping = 20;
    row.qty = 4;
    row.low = 80;
    row.high = 120;
    row.source = NULL;
    row.title = "two\nlines";
    p = imported(row, condition_unknown);
    THAT(p.n_rows == 1);
    CLOSE(p.row[0].amount, 30, 1e-12);
    CLOSE(p.row[0].low, 25, 1e-12);
    CLOSE(p.row[0].high, 35, 1e-12);
    SAME(p.row[0].source, "feed.csv");
    SAME(p.row[0].title, "two lines");
    row.of_one = true;
    p = imported(row, condition_unknown);
    CLOSE(p.row[0].amount, 120, 1e-12);
    /* Formulas of spreadsheets do not go into a book. */
    row.title = "=HYPERLINK(\"http://example.com\",\"RTX 3090\")";
    row.source = "@SUM(1+1)*cmd|' /C calc'!A0";
    p = imported(row, condition_unknown);
    SAME(p.row[0].title, "=HYPERLINK(\"http://example.com\",\"RTX 3090\")");
    SAME(p.row[0].source, "@SUM(1+1)*cmd|' /C calc'!A0");
    row.source = NULL;
    row.title = "two\nlines";
    row.condition = condition_unknown;
    p = imported(row, condition_refurbished);
    THAT(p.n_rows == 1 && p.row[0].condition == condition_refurbished);
    /* An alias becomes the id. */
    row.component = ((const struct device *)FIND(device, "rtx-3090"))->aliases.n
                        ? FIND(device, "rtx-3090")->aliases.v[0]
                        : "rtx-3090";
    p = imported(row, condition_new_);
    SAME(p.row[0].component, "rtx-3090");
}

static const char *why_not(struct feed_row row)
{
    const struct price_import p = imported(row, condition_unknown);
    return p.n_rows ? "taken" : p.line[0].why;
}

static void drops(void)
{
    struct feed_row row = usual;
    row.total = true;
    SAME(why_not(row), "a total");
    row = usual;
    row.amount = NAN;
    SAME(why_not(row), "no price");
    row.amount = 0;
    SAME(why_not(row), "no price");
    row = usual;
    row.currency = currency_unknown;
    SAME(why_not(row), "no currency: give --currency");
    row = usual;
    row.condition = condition_unknown;
    SAME(why_not(row), "no condition: give --condition");
    row = usual;
    row.kind = pricekind_unknown;
    SAME(why_not(row), "no kind of price: give --kind");
    row = usual;
    row.date = NULL;
    SAME(why_not(row), "no date: give --date");
    row.date = "June";
    SAME(why_not(row), "the date is not written YYYY-MM-DD");
    row = usual;
    row.component = "no-such-card";
    row.title = NULL;
    SAME(why_not(row), "no component has this id");
    THAT(imported(row, condition_used).line[0].fate == PRICE_IMPORT_UNMATCHED);
}

SUITE(price_import, {"takes", takes}, {"drops", drops})
