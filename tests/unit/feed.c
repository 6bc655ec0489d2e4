/* read/feed: price feeds of every form, small ones of our own. Expected rows are written by hand from the inputs:
   "title = amount [low high] CURRENCY condition kind date country", '~' for what is not known. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "feed.h"
#include "file.h"
#include "str.h"

#include <math.h>
#include <string.h>

static const char *word(const struct enum_info *e, int member)
{
    return member ? enums_text(e, member) : "~";
}

static void render_row(const struct feed_row *r, struct str *out)
{
    str_addf(out, "%s =", r->title);
    if (isnan(r->amount))
        str_add(out, " none");
    else
        str_addf(out, " %.10g", r->amount);
    if (!isnan(r->low))
        str_addf(out, " [%.10g %.10g]", r->low, r->high);
    str_addf(out, " %s %s %s %s %s", word(&enums_currency, (int)r->currency), word(&enums_condition, (int)r->condition),
             word(&enums_pricekind, (int)r->kind), r->date ? r->date : "~", r->country ? r->country : "~");
    if (r->paid)
        str_add(out, " paid");
    if (r->total)
        str_add(out, " total");
    str_add(out, "\n");
}

/* Reads a text and returns its rows and what is said about it. */
static const char *read_text(const char *text, size_t size, const struct feed_terms *terms, struct feed *feed)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    struct str out = str_new(a);
    feed_read(a, &d, test_catalogue(), "f", arena_strndup(a, text, size), size, terms, feed);
    for (size_t i = 0; i < feed->n; i++)
        render_row(&feed->row[i], &out);
    str_add(&out, test_faults(&d));
    return out.text;
}

struct given {
    const char *name, *text, *want;
    struct feed_terms terms;
};

static void check(const struct given *g, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct feed feed;
        test_row("%s", g[i].name);
        SAME(read_text(g[i].text, strlen(g[i].text), &g[i].terms, &feed), g[i].want);
    }
}
#define CHECK(...)                                                                                                     \
    static const struct given given[] = {__VA_ARGS__};                                                                 \
    check(given, COUNT_OF(given))

/* ---- tables ---- */

static void headers(void)
{
    CHECK({"plain", "title,price,currency\nRTX 3090,700,USD\n", "RTX 3090 = 700 USD ~ ~ ~ ~\n", {0}},
          {"all fields",
           "Item,Sold Price,Currency,Date,Condition,Country\nRTX 3090 FE,$812.50,USD,2026-03-12,Pre-Owned,US\n",
           "RTX 3090 FE = 812.5 USD used sold 2026-03-12 US\n",
           {0}},
          {"currency in the header", "name,Price (USD)\nRTX 4090,1800\n", "RTX 4090 = 1800 USD ~ ~ ~ ~\n", {0}},
          {"currency suffix", "name,price_aud\nRTX 4090,3100\n", "RTX 4090 = 3100 AUD ~ ~ ~ ~\n", {0}},
          {"sign in the header",
           "Titel;Preis in \xE2\x82\xAC\nRTX 4090;1.899,00\n",
           "RTX 4090 = 1899 EUR ~ ~ ~ ~\n",
           {0}},
          {"two conditions",
           "gpu,used price,new price,currency\nRTX 4090,1500,2100,USD\n",
           "RTX 4090 = 1500 USD used ~ ~ ~\nRTX 4090 = 2100 USD new ~ ~ ~\n",
           {0}},
          {"list price beside",
           "name,price,msrp,currency\nRTX 5090,2900,1999,USD\n",
           "RTX 5090 = 2900 USD ~ ~ ~ ~\nRTX 5090 = 1999 USD ~ list ~ ~\n",
           {0}},
          {"maker and model",
           "brand,model,price,currency\nCorsair,RM850x,140,USD\nCorsair,Corsair HX1000i,230,USD\n",
           "Corsair RM850x = 140 USD ~ ~ ~ ~\nCorsair HX1000i = 230 USD ~ ~ ~ ~\n",
           {0}},
          {"total and quantity", "item,qty,total,currency\nRTX 3090,2,1400,USD\n", "RTX 3090 = 700 USD ~ ~ ~ ~\n", {0}},
          {"a sum",
           "item,price,currency\nRTX 3090,700,USD\nTotal,700,USD\n",
           "RTX 3090 = 700 USD ~ ~ ~ ~\nTotal = 700 USD ~ ~ ~ ~ total\n",
           {0}},
          {"low and high only",
           "card,low,high,currency\nRTX 3090,700,900,USD\n",
           "RTX 3090 = 800 [700 900] USD ~ ~ ~ ~\n",
           {0}},
          {"rows above the header",
           "Report of sales\n\nItem title,Sold price,Sold date\nRTX 3090,$700.00,Mar-12-26\n",
           "RTX 3090 = 700 USD ~ sold 2026-03-12 ~\n",
           {.currency = currency_usd}},
          {"options fill",
           "title,price\nRTX 3090,700\n",
           "RTX 3090 = 700 AUD used asking 2026-05 AU\n",
           {.currency = currency_aud,
            .condition = condition_used,
            .kind = pricekind_asking,
            .country = "AU",
            .date = "2026-05"}},
          {"a row wins over options",
           "title,price,condition,kind\nRTX 3090,EUR 700,new,retail\n",
           "RTX 3090 = 700 EUR new retail ~ ~\n",
           {.currency = currency_aud, .condition = condition_used, .kind = pricekind_asking}},
          {"rigplan's book",
           "date,component,condition,kind,amount,low,high,currency,tax,country,source,title\n"
           "2026,rtx-3090,used,market,850,700,1000,USD,excluded,US,insiderllm.com,\n",
           "rtx-3090 = 850 [700 1000] USD used market 2026 US\n",
           {0}},
          {"facts",
           "component,amount,currency,kind,condition,date,tax,country,source,note\n"
           "RTX 5090 32GB,2300,USD,asking,new,2026-05,unknown,US,https://x.org/a,low end\n"
           "Mac Studio 96GB,9099,AUD,retail,new,2026-07-17,incl,UK,a note on Australia, July 2026,apple.com/au\n",
           "RTX 5090 32GB = 2300 USD new asking 2026-05 US\nMac Studio 96GB = 9099 AUD new retail 2026-07-17 GB\n",
           {0}},
          {"tabs",
           "name\tprice\tcurrency\tlink\nRTX 3090\t700\tUSD\thttps://www.ebay.com.au/itm/1\n",
           "RTX 3090 = 700 USD ~ ~ ~ AU\n",
           {0}});
}

static void faulty_rows(void)
{
    CHECK(
        {"short and long rows",
         "title,price,currency\nA,1\nRTX 3090,700,USD\nB,1,2,USD\nRTX 3080,400,USD,,\n",
         "RTX 3090 = 700 USD ~ ~ ~ ~\nRTX 3080 = 400 USD ~ ~ ~ ~\n"
         "f:2:1: warning: the line is left out: expected 3 cells as in the header, found 2 [W418]\n"
         "f:4:1: warning: the line is left out: expected 3 cells as in the header, found 4 [W418]\n",
         {0}},
        {"quotes",
         "title,price,currency\n\"RTX 3090, 24 \"\"GB\"\"\",700,USD\n\"open,5,USD\nRTX 3080,400,USD\n",
         "RTX 3090, 24 \"GB\" = 700 USD ~ ~ ~ ~\n\"open = 5 USD ~ ~ ~ ~\nRTX 3080 = 400 USD ~ ~ ~ ~\n",
         {0}},
        {"a line break in quotes",
         "title,price,currency\n\"RTX\n3090\",700,USD\nRTX 3080,x,USD\n",
         "RTX\n3090 = 700 USD ~ ~ ~ ~\nRTX 3080 = none USD ~ ~ ~ ~\n"
         "f:4:1: warning: the price \"x\" is left out: it holds no amount [W418]\n",
         {0}},
        {"no price",
         "title,price,currency\nRTX 3090,,USD\nRTX 3080,N/A,USD\nRTX 3070,-,USD\n",
         "RTX 3090 = none USD ~ ~ ~ ~\nRTX 3080 = none USD ~ ~ ~ ~\nRTX 3070 = none USD ~ ~ ~ ~\n",
         {0}},
        {"zero and less",
         "title,price,currency\nA,0.00,USD\nB,-5,USD\nC,1e3,USD\n",
         "A = none USD ~ ~ ~ ~\nB = none USD ~ ~ ~ ~\nC = none USD ~ ~ ~ ~\n"
         "f:2:1: warning: the price \"0.00\" is left out: it is zero [W418]\n"
         "f:3:1: warning: the price \"-5\" is left out: it is negative [W418]\n"
         "f:4:1: warning: the price \"1e3\" is left out: it holds more than a price [W418]\n",
         {0}},
        {"no currency",
         "title,price\nRTX 3090,700\nRTX 3080,400\n",
         "RTX 3090 = 700 ~ ~ ~ ~ ~\nRTX 3080 = 400 ~ ~ ~ ~ ~\n"
         "f:2:1: error: the price has no currency (and 1 more): state it with --currency CODE [E305]\n",
         {0}},
        {"a shared sign",
         "title,price\nRTX 3090,$700\n",
         "RTX 3090 = 700 ~ ~ ~ ~ ~\nf:2:1: error: the price has a sign ($) that several currencies share: "
         "state it with --currency CODE, such as --currency USD [E305]\n",
         {0}},
        {"the country tells",
         "title,price\nRTX 3090,$700\nRTX 3080,700 kr\n",
         "RTX 3090 = 700 NZD ~ ~ ~ NZ\nRTX 3080 = none ~ ~ ~ ~ NZ\nf:3:1: warning: the price is left out: its sign "
         "(kr) "
         "is that of several currencies: give --currency [W418]\n",
         {.country = "NZ"}},
        {"one row without a currency",
         "title,price\nRTX 3090,EUR 700\nRTX 3080,\xC2\xA5"
         "49800\nRTX 3070,300\nRTX 3060,EUR 250\n",
         "RTX 3090 = 700 EUR ~ ~ ~ ~\nRTX 3080 = none ~ ~ ~ ~ ~\nRTX 3070 = none ~ ~ ~ ~ ~\nRTX 3060 = 250 EUR ~ ~ ~ "
         "~\n"
         "f:3:1: warning: the price is left out: its sign (\xC2\xA5) may be JPY or CNY: give --currency [W418]\n"
         "f:4:1: warning: the price is left out: its currency is not stated: give --currency [W418]\n",
         {0}},
        {"an unknown currency of one row is not that of the option",
         "title,price,currency\nRTX 3090,700,EUR\nRTX 3080,400,QQQ\n",
         "RTX 3090 = 700 EUR ~ ~ ~ ~\nRTX 3080 = none ~ ~ ~ ~ ~\n"
         "f:3:1: warning: the price \"400\" is left out: \"QQQ\" is no currency on record [W418]\n",
         {.currency = currency_usd}},
        {"an unknown country of one row is not that of the option",
         "title,price,country\nRTX 3090,700,UK\nRTX 3080,400,ZZ\nRTX 3070,300,Berlin\n",
         "RTX 3090 = 700 USD ~ ~ ~ GB\nRTX 3080 = none ~ ~ ~ ~ US\nRTX 3070 = 300 USD ~ ~ ~ US\n"
         "f:3:1: warning: the price \"400\" is left out: no country on record has the code \"ZZ\" [W418]\n",
         {.currency = currency_usd, .country = "US"}},
        {"a line with no name",
         "title,price,currency\n,5,USD\nRTX 3080,400,USD\n",
         "RTX 3080 = 400 USD ~ ~ ~ ~\nf:2:1: warning: the line is left out: it names nothing [W418]\n",
         {0}},
        {"ranges that cannot be",
         "title,price,low,high,currency\nA,700,650,800,USD\nB,700,800,900,USD\nC,700,650,,USD\nD,700,700,700,USD\n",
         "A = 700 [650 800] USD ~ ~ ~ ~\nB = 700 USD ~ ~ ~ ~\nC = 700 [650 700] USD ~ ~ ~ ~\nD = 700 USD ~ ~ ~ ~\n"
         "f:3:1: warning: the range is left out: expected low <= price <= high [W418]\n",
         {0}},
        {"a range in another currency",
         "title,price,low,high\nA,USD 700,EUR 650,EUR 800\nB,$700,USD 650,USD 800\nC,USD 700,$650,$800\n",
         "A = 700 USD ~ ~ ~ ~\nB = 700 [650 800] USD ~ ~ ~ ~\nC = 700 [650 800] USD ~ ~ ~ ~\n"
         "f:2:1: warning: the range is left out: it is not in the currency of the price [W418]\n",
         {.currency = currency_usd}},
        {"a word that says nothing, and eBay's ids",
         "title,price,currency,condition,conditionId,country\nA,5,USD,as described,3000,EBAY_AU\n",
         "A = 5 USD used ~ ~ AU\n",
         {0}},
        {"two columns of one name",
         "title,price,condition,Price,currency\nRTX 3090,700,used,900,USD\n",
         "f:1:1: error: columns 2 and 4 are both named \"Price\": rename or remove the one that does not count "
         "[E305]\n",
         {0}},
        {"two columns of one name, in Markdown",
         "Cards\n\n| title | price | price |\n|---|---|---|\n| RTX 3090 | USD 700 | USD 900 |\n",
         "f:3:1: error: columns 2 and 3 are both named \"price\": rename or remove the one that does not count "
         "[E305]\n",
         {0}},
        {"two prices of two currencies are no doubles",
         "title,price (USD),price (EUR)\nRTX 3090,700,\n",
         "RTX 3090 = 700 USD ~ ~ ~ ~\n",
         {0}},
        {"sign against column",
         "title,price,currency\nA,$700,EUR\nB,\xE2\x82\xAC"
         "5,EUR\n",
         "A = none EUR ~ ~ ~ ~\nB = 5 EUR ~ ~ ~ ~\nf:2:1: warning: the price is left out: its sign is not that of EUR, "
         "which the line states [W418]\n",
         {0}},
        {"columns that say nothing",
         "alpha,beta,gamma\nRTX 3090,$700,2\nRTX 3080,$400,3\n",
         "f:1:1: error: no columns are a name (title, name, item, component ...) and a price (price, amount, cost "
         "...): "
         "the header is \"alpha,beta,gamma\" [E305]\n",
         {0}},
        {"no header",
         "RTX 3090,700,USD\nRTX 3080,400,USD\n",
         "f:1:1: warning: no price of one thing is found in \"RTX 3090,700,USD\" [W418]\n"
         "f:2:1: warning: no price of one thing is found in \"RTX 3080,400,USD\" [W418]\n"
         "f: error: no prices are found; expected a table (CSV, TSV, Markdown, HTML) with a header such as title, "
         "price and "
         "currency, a list with a price on each line, JSON objects with title and price, or a list of PCPartPicker "
         "[E305]\n",
         {0}});
}

static void decimal_marks(void)
{
    CHECK(
        {"others show a comma",
         "title;price;currency\nA;1.299;USD\nB;12,50;USD\n",
         "A = 1299 USD ~ ~ ~ ~\nB = 12.5 USD ~ ~ ~ ~\n",
         {0}},
        {"others show a point",
         "title,price,currency\nA,1.299,USD\nB,12.50,USD\n",
         "A = 1.299 USD ~ ~ ~ ~\nB = 12.5 USD ~ ~ ~ ~\n",
         {0}},
        {"nothing shows it",
         "title,price,currency\nA,1.299,USD\nB,12,USD\n",
         "A = none USD ~ ~ ~ ~\nB = 12 USD ~ ~ ~ ~\nf:2:1: warning: the price is left out: the point in a price like "
         "1.299 may be thousands or a decimal mark [W418]\n",
         {0}},
        {"euros",
         "title,price\nA,\xE2\x82\xAC"
         "1.299\n",
         "A = 1299 EUR ~ ~ ~ ~\n",
         {0}},
        {"thousands", "title\tprice\tcurrency\nA\t1,299\tUSD\n", "A = 1299 USD ~ ~ ~ ~\n", {0}},
        {"a comma among commas",
         "title;price;currency\nA;1,299;EUR\nB;12,50;EUR\n",
         "A = none EUR ~ ~ ~ ~\nB = 12.5 EUR ~ ~ ~ ~\nf:2:1: warning: the price is left out: the comma in a price like "
         "1,299 may be thousands or a decimal mark [W418]\n",
         {0}});
}

static void conditions(void)
{
    static const struct {
        const char *cell;
        enum condition want;
    } cells[] = {{"Brand New", condition_new_},
                 {"New", condition_new_},
                 {"Pre-Owned", condition_used},
                 {"Used", condition_used},
                 {"Open box", condition_used},
                 {"New (Other)", condition_used},
                 {"Seller refurbished", condition_refurbished},
                 {"Very Good - Refurbished", condition_refurbished},
                 {"Excellent - Refurbished", condition_refurbished},
                 {"For parts or not working", condition_used},
                 {"gebraucht", condition_used},
                 {"1000", condition_new_},
                 {"1500", condition_used},
                 {"2500", condition_refurbished},
                 {"3000", condition_used},
                 {"7000", condition_used},
                 {"n/a", condition_unknown}};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct feed feed;
        const struct feed_terms usd = {.currency = currency_usd};
        const char *text = str_format(test_arena(), "title,price,condition\nX,5,%s\n", cells[i].cell);
        test_row("%s", cells[i].cell);
        read_text(text, strlen(text), &usd, &feed);
        if (!THAT(feed.n == 1))
            continue;
        THAT(feed.row[0].condition == cells[i].want);
        const bool parts = strstr(cells[i].cell, "parts") || strcmp(cells[i].cell, "7000") == 0;
        SAME(feed.row[0].title, parts ? "X (for parts or not working)" : "X");
    }
}

static void encodings(void)
{
    static const char utf16[] = "\xFF\xFEt\0i\0t\0l\0e\0,\0p\0r\0i\0c\0e\0\n\0X\0,\0\xAC\x20"
                                "5\0\n\0",
                      utf16_big[] = "\xFE\xFF\0t\0i\0t\0l\0e\0,\0p\0r\0i\0c\0e\0\n\0X\0,\x20\xAC\0"
                                    "5\0\n",
                      mark[] = "\xEF\xBB\xBFtitle,price\r\nX,\xE2\x82\xAC"
                               "5\r\n",
                      windows[] = "title;price\nX;5 \x80\n",
                      latin[] = "title;price\nGeh\xE4use;\xA3"
                                "5\n";
    static const struct {
        const char *name, *text;
        size_t size;
        const char *want;
    } texts[] = {{"UTF-16", utf16, sizeof utf16 - 1, "X = 5 EUR ~ ~ ~ ~\n"},
                 {"UTF-16, big-endian", utf16_big, sizeof utf16_big - 1, "X = 5 EUR ~ ~ ~ ~\n"},
                 {"byte order mark", mark, sizeof mark - 1, "X = 5 EUR ~ ~ ~ ~\n"},
                 {"Windows-1252", windows, sizeof windows - 1, "X = 5 EUR ~ ~ ~ ~\n"},
                 {"Latin-1", latin, sizeof latin - 1, "Geh\xC3\xA4use = 5 GBP ~ ~ ~ ~\n"},
                 {"a zero byte",
                  "title,price\nX,\0"
                  "5\n",
                  17, "f: error: it holds a zero byte [E103]\n"},
                 {"nothing", " \n", 2, "f: error: the file is empty [E108]\n"}};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct feed feed;
        const struct feed_terms none = {.currency = currency_unknown};
        test_row("%s", texts[i].name);
        SAME(read_text(texts[i].text, texts[i].size, &none, &feed), texts[i].want);
    }
}

SUITE(feed, {"columns by their names", headers}, {"rows with faults", faulty_rows}, {"decimal marks", decimal_marks},
      {"conditions", conditions}, {"encodings", encodings})
