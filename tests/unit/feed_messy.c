/* read/feed: rows as people write them, in every form. Each expected row was read off its line by hand; a line that
   states no price of one thing for certain must be named in a warning, never become a row. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "feed.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Returns "line: title = amount CURRENCY" for each row, "line: title = none" where its price is left out, the number of
   lines of text, and the lines that are warned of. */
static const char *read_all(const char *text, const struct feed_terms *terms)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    struct feed feed;
    struct str out = str_new(a);
    feed_read(a, &d, test_catalogue(), "f", arena_strdup(a, text), strlen(text), terms, &feed);
    for (size_t i = 0; i < feed.n; i++) {
        const struct feed_row *r = &feed.row[i];
        str_addf(&out, "%d: %s = ", r->line, r->title);
        if (isnan(r->amount))
            str_add(&out, "none\n");
        else
            str_addf(&out, "%.10g %s\n", r->amount + (r->shipping > 0 ? r->shipping : 0),
                     r->currency ? enums_text(&enums_currency, (int)r->currency) : "~");
    }
    if (feed.text > 0)
        str_addf(&out, "text %zu\n", feed.text);
    for (const struct diag *one = d.first; one; one = one->next)
        str_addf(&out, "said %d\n", one->at.line);
    return out.text;
}

static const struct feed_terms usd = {.currency = currency_usd, .today = "2026-11-30"};

/* ---- shipping ---- */

static void shipping(void)
{
    SAME(read_all("title,price,shipping,currency,country\n"
                  "a,A$1450,A$25,,AU\n" /* one currency, stated twice */
                  "b,$180,\"\xC2\xA5"
                  "9,000\",,\n" /* dollars and yen */
                  "c,\"1.450,00 \xE2\x82\xAC\",15 \xE2\x82\xAC,,DE\n"
                  "d,700 EUR,20,,\n" /* a number alone is in the currency of the price */
                  "e,$650 + \xE2\x82\xAC"
                  "20 shipping,,,US\n"
                  "f,$650 + 20 shipping,,,US\n"
                  "g,$650 shipping included,,,US\n"
                  "h,650 + 20 \xE2\x82\xAC Versand,,,DE\n"
                  "i,650,+$15.50 shipping,USD,\n"
                  "j,650,Free,USD,\n"
                  "k,650,Calculated,USD,\n"
                  "l,650,15 or more 20,USD,\n" /* the price stays, the warning says what is missing */
                  "m,650,0,EUR,\n"
                  "n,\xC2\xA3"
                  "750 + \xC2\xA3"
                  "12 p&p,,,\n",
                  &usd),
         "2: a = 1475 AUD\n3: b = none\n4: c = 1465 EUR\n5: d = 720 EUR\n6: e = none\n7: f = 670 USD\n8: g = 650 USD\n"
         "9: h = 670 EUR\n10: i = 665.5 USD\n11: j = 650 USD\n12: k = 650 USD\n13: l = 650 USD\n14: m = 650 EUR\n15: n "
         "= 762 GBP\n"
         "said 3\nsaid 6\nsaid 13\n");
    SAME(read_all("title,price (USD),shipping (JPY)\na,180,9000\nb,180,\n", &usd),
         "2: a = none\n3: b = 180 USD\nsaid 2\n");
    SAME(read_all("[{\"title\":\"a\",\"price\":{\"value\":700,\"currency\":\"USD\"},\"shipping\":{\"value\":20,"
                  "\"currency\":\"EUR\"}},\n{\"title\":\"b\",\"price\":{\"value\":701,\"currency\":\"USD\"},"
                  "\"shipping\":{\"value\":20,\"currency\":\"USD\"}},\n{\"title\":\"c\",\"price\":704.5,"
                  "\"shippingCost\":\"\xC2\xA5"
                  "900\",\"currency\":\"USD\"}]",
                  &usd),
         "1: a = none\n2: b = 721 USD\n3: c = none\nsaid 1\nsaid 3\n");
}

/* ---- signs ---- */

static void signs(void)
{
    SAME(read_all("title\tprice\n"
                  "a\t1650 VB \xE2\x82\xAC\n"
                  "b\t390 negotiable \xE2\x82\xAC\n"
                  "c\t\xE2\x82\xAC VHB 500\n"
                  "d\t$650 \xC2\xA3"
                  "650\n"
                  "e\tUSD 650 \xE2\x82\xAC\n"
                  "f\t\xE2\x82\xAC"
                  "1650 USD\n"
                  "g\t$390 negotiable \xE2\x82\xAC\n"
                  "h\t700 used AUD\n"
                  "i\t700 used\n"
                  "j\tA$700 $\n"
                  "k\t\xC2\xA3"
                  "650 ono\n"
                  "l\t650 Festpreis EUR\n",
                  &usd),
         "2: a = 1650 EUR\n3: b = 390 EUR\n4: c = 500 EUR\n5: d = none\n6: e = none\n7: f = none\n8: g = none\n"
         "9: h = 700 AUD\n10: i = 700 USD\n11: j = 700 AUD\n12: k = 650 GBP\n13: l = 650 EUR\n"
         "said 5\nsaid 6\nsaid 7\nsaid 8\n");
    SAME(read_all("[{\"title\":\"a\",\"low\":\"\xE2\x82\xAC"
                  "700\",\"high\":\"$800\"},\n{\"title\":\"b\",\"low\":\"\xE2\x82\xAC"
                  "700\",\"high\":\"800\"}]",
                  &usd),
         "1: a = none\n2: b = 750 EUR\nsaid 1\n");
}

/* ---- loose files ---- */

static void loose(void)
{
    SAME(read_all("# Street prices, checked 2026-05-02\n\n"
                  "RTX 3090: ~$700 used\n"
                  "RTX 4090 \xE2\x80\x94 $1,600\xE2\x80\x93$1,900 used\n"
                  "RTX 4060 Ti 16GB: 420 new\n"
                  "- RTX 3080 10GB: $400 used\n"
                  "RTX 3070 = 300 used\n"
                  "\n| GPU | Price |\n|---|---|\n| RTX 5090 | $2,900 |\n"
                  "RTX 3060 12GB: 250 used, 300 new\n"
                  "\n| Other | Size |\n|---|---|\n| x | y |\n"
                  "Tesla P40 - 250 used (2026-02)\n"
                  "$420 RTX 3080 12GB used\n"
                  "RTX 4080 ~900 used\n"
                  "RTX 4070 for 500 used\n"
                  "RTX 3090 Ti: 1650 VB \xE2\x82\xAC\n",
                  &usd),
         "3: RTX 3090 = 700 USD\n4: RTX 4090 = 1750 USD\n5: RTX 4060 Ti 16GB = 420 USD\n6: RTX 3080 10GB = 400 USD\n"
         "7: RTX 3070 = 300 USD\n11: RTX 5090 = 2900 USD\n12: RTX 3060 12GB = 250 USD\n12: RTX 3060 12GB = 300 USD\n"
         "17: Tesla P40 = 250 USD\n18: RTX 3080 12GB used = 420 USD\n19: RTX 4080 = 900 USD\n20: RTX 4070 = 500 USD\n"
         "21: RTX 3090 Ti = 1650 EUR\ntext 1\nsaid 16\n");
}

static void not_read(void)
{
    SAME(read_all("RTX 3070: $300 used\n"
                  "I paid $700 for my 3090 last year and it works.\n"
                  "Anything under $600 for a 3090 is a good deal, if you ask me.\n"
                  "These cards came in 2020 and many of them were mined on.\n"
                  "RTX 4070 Ti 700 used\n"
                  "RTX 3080 Ti: from $450\n"
                  "RTX 3090 Ti: $0.45/hr\n"
                  "RTX 3080 $400, RTX 3090 $700\n"
                  "RTX 5070 Ti: 750 | RTX 5080: 1000\n"
                  "RTX 3080 10GB = A$500 / RTX 3080 12GB = A$550\n"
                  "RTX 3090: sold 2 of them for 700\n"
                  "A100 40GB PCIe: price dropped to 3500\n"
                  "RTX 3090 24GB, used, 700\n"
                  "## RTX 5080 $1,000\n"
                  "## RTX 5080\n"
                  "H100: call\n"
                  "Thanks for reading!\n"
                  "---\n",
                  &usd),
         "1: RTX 3070 = 300 USD\ntext 6\n"
         "said 2\nsaid 5\nsaid 6\nsaid 7\nsaid 8\nsaid 9\nsaid 10\nsaid 11\nsaid 12\nsaid 13\nsaid 14\n");
    /* without a currency a bare number is no price, but is named */
    SAME(read_all("RTX 3090: A$700 used\nRTX 4060 Ti 16GB: 420 new\n", &(struct feed_terms){.country = "AU"}),
         "1: RTX 3090 = 700 AUD\nsaid 2\n");
}

static void part_lists(void)
{
    SAME(read_all("PCPartPicker Part List: https://de.pcpartpicker.com/list/abc\n\n"
                  "CPU: AMD Ryzen 9 7900 (\xE2\x82\xAC"
                  "350.00 @ Amazon Deutschland)\n"
                  "Video Card: MSI RTX 3090 (Purchased For $700.00)\n"
                  "Video Card: Asus RTX 3090 (\xE2\x82\xAC"
                  "1.100,- @ eBay)\n"
                  "Memory: Corsair 64 GB (2 x 32 GB) DDR5-6000\n"
                  "Power Supply: Corsair RM850x (\xE2\x82\xAC"
                  "140 $150 @ Shop)\n"
                  "Total: \xE2\x82\xAC"
                  "1590.00\n"
                  "I bought the case for 80 at a flea market\n"
                  "Generated by PCPartPicker 2026-05-19 23:10 CEST+0200\n",
                  &usd),
         "3: AMD Ryzen 9 7900 = 350 EUR\n4: MSI RTX 3090 = 700 USD\n5: Asus RTX 3090 = 1100 EUR\n"
         "6: Corsair 64 GB (2 x 32 GB) DDR5-6000 = none\n7: Corsair RM850x = none\ntext 4\nsaid 7\n");
}

/* ---- dates and marks ---- */

static void future(void)
{
    SAME(read_all("title,price,currency,date\na,1,USD,2026-11-30\nb,2,USD,2026-12-01\nc,3,USD,2026-12\nd,4,USD,2027\n"
                  "e,5,USD,2026\nf,6,USD,2026-11\ng,7,USD,\n",
                  &usd),
         "2: a = 1 USD\n3: b = none\n4: c = none\n5: d = none\n6: e = 5 USD\n7: f = 6 USD\n8: g = 7 USD\nsaid 3\nsaid "
         "4\n"
         "said 5\n");
    SAME(read_all("- RTX 7900: $650 (2027-01)\n- RTX 7800: $650 (2026-01)\n", &usd),
         "1: RTX 7900 = none\n2: RTX 7800 = 650 USD\nsaid 1\n");
    SAME(read_all("title,price,currency,date\nb,2,USD,2026-12-01\n", &(struct feed_terms){.today = NULL}),
         "2: b = 2 USD\n");
}

static void marks(void)
{
    SAME(read_all("title\tprice\tcurrency\tcountry\n"
                  "a\t1.100\tEUR\tDE\n" /* the points below are of dollars */
                  "b\t12.50\tUSD\tUS\n"
                  "c\t1,299\tUSD\tUS\n"
                  "d\t1.650,- \xE2\x82\xAC\t\t\n"
                  "e\t1.650,\xE2\x80\x93 \xE2\x82\xAC\t\t\n"
                  "f\t1'650.- CHF\t\tCH\n"
                  "g\t1.100\tEUR\tIE\n" /* the Irish write 1,100: it may be anything */
                  "h\t1.299\tCHF\tCH\n" /* not among points and commas */
                  "i\t7.500 kr\t\tDK\n",
                  &usd),
         "2: a = 1100 EUR\n3: b = 12.5 USD\n4: c = 1299 USD\n5: d = 1650 EUR\n6: e = 1650 EUR\n7: f = 1650 CHF\n"
         "8: g = none\n9: h = 1.299 CHF\n10: i = 7500 DKK\nsaid 8\n");
    SAME(read_all("title\tprice\tcurrency\na\t1.100\tEUR\nb\t799.00\tEUR\n", &usd),
         "2: a = none\n3: b = 799 EUR\nsaid 2\n");
    SAME(read_all("title\tprice\tcurrency\na\t1,100\tUSD\nb\t799,00\tEUR\n", &usd),
         "2: a = 1100 USD\n3: b = 799 EUR\n");
    SAME(read_all("item;preis;versand;datum\n"
                  "a;1.650,\xE2\x80\x93 \xE2\x82\xAC;7,99 \xE2\x82\xAC;12.03.2026\n"
                  "b;1650 \xE2\x82\xAC VB;;13.03.2026\n"
                  "c;VHB 1.650 \xE2\x82\xAC;;14.03.2026\n"
                  "d;ab 1.650 \xE2\x82\xAC;;15.03.2026\n"
                  "e;1.650 EUR Festpreis;;16.03.2026\n"
                  "f;1.650 \xE2\x80\x93 1.700 \xE2\x82\xAC;;17.03.2026\n"
                  "g;Preis auf Anfrage;;18.03.2026\n"
                  "h;1'650.00 CHF;;19.03.2026\n"
                  "i;1.650,50 + 12 \xE2\x82\xAC Versand;;20.03.2026\n"
                  "j;1.999;;31.12.2026\n",
                  &usd),
         "2: a = 1657.99 EUR\n3: b = 1650 EUR\n4: c = 1650 EUR\n5: d = none\n6: e = 1650 EUR\n7: f = 1675 EUR\n"
         "8: g = none\n9: h = 1650 CHF\n10: i = 1662.5 EUR\n11: j = none\nsaid 5\nsaid 8\nsaid 11\n");
}

SUITE(feed_messy, {"shipping in another currency", shipping}, {"signs apart from the number", signs},
      {"lines around tables and lists", loose}, {"lines that are not read", not_read}, {"part lists", part_lists},
      {"dates after today", future}, {"decimal marks of a row's market", marks})
