/* read/feed: one cell of a feed, a price or a date. Expected values are read off the cell by hand. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "feed.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Reads a table of one row into *feed and returns what is said about it. */
static const char *said_of(const char *text, const struct feed_terms *terms, struct feed *feed)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    feed_read(a, &d, test_catalogue(), "f", arena_strdup(a, text), strlen(text), terms, feed);
    return test_faults(&d);
}

static void money(void)
{
    static const struct {
        const char *cell;
        double amount, low, high;
        enum currency currency;
    } cells[] = {{"$1,299.00 USD", 1299, NAN, NAN, currency_usd},
                 {"US $975.00", 975, NAN, NAN, currency_usd},
                 {"AU $1,450", 1450, NAN, NAN, currency_aud},
                 {"A$1,450.50", 1450.5, NAN, NAN, currency_aud},
                 {"C $1,200.00", 1200, NAN, NAN, currency_cad},
                 {"NZ$899", 899, NAN, NAN, currency_nzd},
                 {"\xC2\xA3"
                  "1,050",
                  1050, NAN, NAN, currency_gbp},
                 {"\xE2\x82\xAC"
                  "1.299,00",
                  1299, NAN, NAN, currency_eur},
                 {"1.299,00 \xE2\x82\xAC", 1299, NAN, NAN, currency_eur},
                 {"EUR 1.299,50", 1299.5, NAN, NAN, currency_eur},
                 {"1299,- EUR", 1299, NAN, NAN, currency_eur},
                 {"CHF 1'299.50", 1299.5, NAN, NAN, currency_chf},
                 {"1 299 SEK", 1299, NAN, NAN, currency_sek},
                 {"1\xC2\xA0"
                  "299,95 SEK",
                  1299.95, NAN, NAN, currency_sek},
                 {"JPY 128,000", 128000, NAN, NAN, currency_jpy},
                 {"128,000\xE5\x86\x86", 128000, NAN, NAN, currency_jpy},
                 {"\xE2\x82\xB9"
                  "1,29,999",
                  129999, NAN, NAN, currency_inr},
                 {"R$ 7.999,90", 7999.9, NAN, NAN, currency_brl},
                 {"5 499 z\xC5\x82", 5499, NAN, NAN, currency_pln},
                 {"USD 12.5", 12.5, NAN, NAN, currency_usd},
                 {"~EUR 318", 318, NAN, NAN, currency_eur},
                 {"700\xE2\x80\x93"
                  "900 EUR",
                  800, 700, 900, currency_eur},
                 {"US $28.00 to US $45.00", 36.5, 28, 45, currency_usd},
                 {"USD 1.1-1.3k", 1200, 1100, 1300, currency_usd},
                 {"around 1.1k USD", 1100, NAN, NAN, currency_usd},
                 {"AU $500 (was AU $650)", 500, NAN, NAN, currency_aud},
                 {"AU $500 + AU $20 shipping", 500, NAN, NAN, currency_aud},
                 {"A$1,299 inc GST", 1299, NAN, NAN, currency_aud},
                 {"EUR 450 VB", 450, NAN, NAN, currency_eur},
                 {"was A$900, now A$700", 700, NAN, NAN, currency_aud},
                 {"700 EUR statt 900 EUR", 700, NAN, NAN, currency_eur},
                 {"A$700 (RRP A$999)", 700, NAN, NAN, currency_aud},
                 {"A$700 (A$100 off)", 700, NAN, NAN, currency_aud},
                 {"A$700, A$700", 700, NAN, NAN, currency_aud},
                 {"A$700+GST", 700, NAN, NAN, currency_aud},
                 {"A$700+ tax", 700, NAN, NAN, currency_aud},
                 {"A$700+A$20 postage", 700, NAN, NAN, currency_aud},
                 {"USD 1.299k", 1299, NAN, NAN, currency_usd},
                 {"CHF 1'650.-", 1650, NAN, NAN, currency_chf},
                 {"1.650,\xE2\x80\x93 EUR", 1650, NAN, NAN, currency_eur}};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct feed feed;
        const struct feed_terms none = {.currency = currency_unknown};
        const char *text = str_format(test_arena(), "title\tprice\nX\t%s\n", cells[i].cell);
        test_row("%s", cells[i].cell);
        const char *said = said_of(text, &none, &feed);
        if (!THAT(feed.n == 1))
            continue;
        CLOSE(feed.row[0].amount, cells[i].amount, 1e-12);
        CLOSE(feed.row[0].low, cells[i].low, 1e-12);
        CLOSE(feed.row[0].high, cells[i].high, 1e-12);
        THAT(feed.row[0].currency == cells[i].currency);
        THAT(strstr(said, "warning") == NULL && strstr(said, "error") == NULL);
    }
}

static void no_money(void)
{
    static const struct {
        const char *cell, *why;
    } cells[] = {{"from $700", "it states a bound, not a price"},
                 {"under $700", "it states a bound, not a price"},
                 {"$700+", "it states a bound, not a price"},
                 {"< $700", "it states a bound, not a price"},
                 {"$0.40/hr", "it is a price per hour or per unit, not of a thing"},
                 {"$3.20 per GB", "it is a price per hour or per unit, not of a thing"},
                 {"$700 $900", "it holds two prices"},
                 {"24 GB", "it holds more than a price"},
                 {"call us", "it holds no amount"},
                 {"1,2,3", "its digits are not those of one price"},
                 {"700 90", "it holds more than a price"},
                 {"-$50", "it is negative"},
                 {"$99999999999", "it is over 1e9"},
                 {"was $900", "it holds only a former price"},
                 {"$900 off", "it holds only a former price"},
                 {"700+", "it states a bound, not a price"},
                 {"minimum 700", "it states a bound, not a price"},
                 {"(-$50)", "it is negative"},
                 {"$0", "it is zero"},
                 {"$700 per month", "it is a price per hour or per unit, not of a thing"},
                 {"$700/day", "it is a price per hour or per unit, not of a thing"},
                 {"EUR or GBP or USD 700", "it holds the signs of two currencies"},
                 {"USD 700 or EUR or GBP", "it holds the signs of two currencies"}};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct feed feed;
        const struct feed_terms usd = {.currency = currency_usd};
        const char *text = str_format(test_arena(), "title\tprice\nX\t%s\n", cells[i].cell);
        const char *want = str_format(test_arena(), "f:2:1: warning: the price \"%s\" is left out: %s [W418]\n",
                                      cells[i].cell, cells[i].why);
        test_row("%s", cells[i].cell);
        SAME(said_of(text, &usd, &feed), want);
        THAT(feed.n == 1 && isnan(feed.row[0].amount));
        THAT(feed.skipped == 1);
    }
}

static void dates(void)
{
    static const struct {
        const char *cell, *country, *want;
    } cells[] = {{"2026-03-12", NULL, "2026-03-12"},
                 {"2026-03", NULL, "2026-03"},
                 {"2026", NULL, "2026"},
                 {"2026-03-12T10:11:12.000Z", NULL, "2026-03-12"},
                 {"2026-03-12 10:11:12", NULL, "2026-03-12"},
                 {"2026/03/12", NULL, "2026-03-12"},
                 {"12 Mar 2026", NULL, "2026-03-12"},
                 {"Mar 12 2026", NULL, "2026-03-12"},
                 {"March 12th, 2026", NULL, "2026-03-12"},
                 {"Sold  Mar 12, 2026", NULL, "2026-03-12"},
                 {"Thu, 12 Mar 2026 10:11:12 GMT", NULL, "2026-03-12"},
                 {"12. M\xC3\xA4rz 2026", NULL, "2026-03-12"},
                 {"Mar-12-26 10:11:12 PST", NULL, "2026-03-12"},
                 {"Mar 2026", NULL, "2026-03"},
                 {"12.03.2026", NULL, "2026-03-12"},
                 {"25/12/2025", NULL, "2025-12-25"},
                 {"12/25/2025", NULL, "2025-12-25"},
                 {"03/12/2026", "US", "2026-03-12"},
                 {"03/12/2026", "AU", "2026-12-03"},
                 {"03/12/2026", NULL, NULL},
                 {"1773273600", NULL, "2026-03-12"},
                 {"1773273600000", NULL, "2026-03-12"},
                 {"20260312", NULL, "2026-03-12"},
                 {"2026 Mar 12", NULL, "2026-03-12"},
                 {"12.03.26", NULL, "2026-03-12"},
                 {"03/2026", NULL, "2026-03"},
                 {"03/03/2026", NULL, "2026-03-03"},
                 {"29 Feb 2024", NULL, "2024-02-29"},
                 {"29 Feb 2026", NULL, NULL},
                 {"1735689600", NULL, "2025-01-01"},
                 {"12345678901234", NULL, NULL},
                 {"1989-05-01", NULL, NULL},
                 {"2105-01-01", NULL, NULL},
                 {"2026-13-01", NULL, NULL},
                 {"2026-00-10", NULL, NULL},
                 {"13/13/2026", NULL, NULL},
                 {"12 Mar", NULL, NULL},
                 {"March", NULL, NULL},
                 {"10:30", NULL, NULL},
                 {"2026-02-30", NULL, NULL},
                 {"yesterday", NULL, NULL}};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct feed feed;
        const struct feed_terms terms = {.currency = currency_usd, .country = cells[i].country};
        const char *text = str_format(test_arena(), "title\tprice\tdate\nX\t5\t%s\n", cells[i].cell);
        test_row("%s %s", cells[i].cell, cells[i].country ? cells[i].country : "");
        const char *said = said_of(text, &terms, &feed);
        if (THAT(feed.n == 1))
            SAME(feed.row[0].date, cells[i].want);
        THAT((strstr(said, "warning: the date") != NULL) == (cells[i].want == NULL));
    }
}

SUITE(feed_cells, {"prices", money}, {"what is no price", no_money}, {"dates", dates})
