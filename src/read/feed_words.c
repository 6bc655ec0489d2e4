#include "feed_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Returns whether one of the phrases stands in the text with no letter or digit beside it; case is ignored. */
static bool has_any(const char *text, const char *const *phrases)
{
    for (const char *s = text; *s; s++) {
        if (s > text && isalnum((unsigned char)s[-1]))
            continue;
        const int first = tolower((unsigned char)*s);
        for (const char *const *p = phrases; *p; p++)
            if (first == (unsigned char)**p && strncasecmp(s, *p, strlen(*p)) == 0 &&
                !isalnum((unsigned char)s[strlen(*p)]))
                return true;
    }
    return false;
}

static bool has(const char *text, const char *phrase)
{
    const char *const phrases[] = {phrase, NULL};
    return has_any(text, phrases);
}

static const char *const parts_words[] = {"for parts", "not working", "parts only", "broken", "faulty",
                                          "defekt",    "defective",   "spares",     NULL};
static const char *const refurbished_words[] = {"refurbished",
                                                "refurb",
                                                "renewed",
                                                "recertified",
                                                "refurbed",
                                                "general\xC3\xBC"
                                                "berholt",
                                                NULL};
static const char *const used_words[] = {
    "used",      "pre-owned", "preowned",     "pre owned",        "second hand", "second-hand", "open box",
    "open-box",  "like new",  "as new",       "gebraucht",        "very good",   "good",        "acceptable",
    "fair",      "new other", "new (other)",  "ex-mining",        "ex-lease",    "b-ware",      "opened",
    "excellent", "poor",      "heavily used", "new with defects", "new-other",   "usado",       "occasion",
    NULL};
/* In a title only the words that mean nothing else. */
static const char *const used_in_text[] = {"used",        "pre-owned", "preowned", "second hand",
                                           "second-hand", "open box",  "like new", "as new",
                                           "gebraucht",   "ex-mining", "ex-lease", NULL};
static const char *const new_words[] = {"new", "brand new", "sealed", "neu",         "bnib",
                                        "nib", "neuf",      "nuevo",  "factory new", NULL};
static const char *const new_in_text[] = {"brand new", "sealed", "bnib", "nib", "new", NULL};

/* Returns the condition of a conditionId of eBay. */
static enum condition of_number(double id, bool *parts)
{
    *parts = id == 7000;
    if (id == 1000)
        return condition_new_;
    if (id >= 2000 && id <= 2500)
        return condition_refurbished;
    return id >= 1500 && id <= 7000 ? condition_used : condition_unknown;
}

enum condition feed_words_condition(const char *cell, bool *parts)
{
    char *end;
    *parts = false;
    if (isdigit((unsigned char)*cell)) {
        const double id = strtod(cell, &end);
        if (*end == '\0')
            return of_number(id, parts);
    }
    *parts = has_any(cell, parts_words);
    if (*parts)
        return condition_used;
    if (has_any(cell, refurbished_words))
        return condition_refurbished;
    if (has_any(cell, used_words))
        return condition_used;
    return has_any(cell, new_words) ? condition_new_ : condition_unknown;
}

enum condition feed_words_in_text(const char *text)
{
    const bool refurbished = has_any(text, refurbished_words), used = has_any(text, used_in_text);
    const bool fresh = !has(text, "like new") && !has(text, "as new") && has_any(text, new_in_text);
    if (refurbished + used + fresh != 1)
        return condition_unknown;
    return refurbished ? condition_refurbished : used ? condition_used : condition_new_;
}

enum pricekind feed_words_kind(const char *cell)
{
    static const char *const sold[] = {"sold", "paid", "purchased", "completed", "ended", "verkauft", NULL},
                             *const asking[] = {"asking",     "ask",   "listed",     "listing",        "active",
                                                "buy it now", "bin",   "auction",    "auctionwithbin", "fixedprice",
                                                "for sale",   "offer", "classified", "fixed price",    NULL},
                             *const list[] = {"list", "msrp", "rrp", "uvp", "launch", "list price", NULL},
                             *const retail[] = {"retail", "shop", "store", "retailer", NULL},
                             *const market[] = {"market", "street", "street price", "average", NULL};
    if (has_any(cell, sold))
        return pricekind_sold;
    if (has_any(cell, list))
        return pricekind_list;
    if (has_any(cell, asking))
        return pricekind_asking;
    if (has_any(cell, retail))
        return pricekind_retail;
    if (has_any(cell, market))
        return pricekind_market;
    return has(cell, "plan") ? pricekind_plan : pricekind_unknown;
}

enum taxed feed_words_tax(const char *cell)
{
    static const char *const yes[] = {"yes", "true", "1", "y", "ja", NULL}, *const no[] = {"no",    "false", "0",
                                                                                           "n",     "nein",  "net",
                                                                                           "netto", NULL};
    const enum taxed said = feed_words_tax_in_text(cell);
    return said ? said : has_any(cell, yes) ? taxed_included : has_any(cell, no) ? taxed_excluded : taxed_unknown;
}

enum taxed feed_words_tax_in_text(const char *text)
{
    static const char *const with[] = {"inc",    "incl",  "included",  "including", "inkl",
                                       "brutto", "gross", "inclusive", NULL},
                             *const without[] = {"ex",    "excl", "excluded",   "excluding", "exc", "zzgl",
                                                 "netto", "plus", "before tax", "exclusive", NULL},
                             *const tax[] = {"gst", "vat", "tax", "taxes", "mwst", "ust", "moms", "btw", "iva", NULL};
    const bool alone = !strpbrk(text, "0123456789"); /* a cell that says only that */
    if (!alone && !has_any(text, tax))
        return taxed_unknown;
    if (has_any(text, without) || strstr(text, "+ GST") || strstr(text, "+GST") || strstr(text, "+ tax") ||
        strstr(text, "+ VAT") || strstr(text, "+VAT"))
        return taxed_excluded;
    return has_any(text, with) ? taxed_included : taxed_unknown;
}

bool feed_words_is_total(const char *title)
{
    static const char *const sums[] = {"total",
                                       "subtotal",
                                       "sub-total",
                                       "grand total",
                                       "sum",
                                       "shipping",
                                       "tax",
                                       "gst",
                                       "vat",
                                       "base total",
                                       "summe",
                                       "gesamt",
                                       "postage",
                                       "sales tax",
                                       "estimated total",
                                       "mail-in rebates",
                                       "total price",
                                       "shipping & handling",
                                       "discount",
                                       "total cost",
                                       "build total",
                                       "order total",
                                       "versand",
                                       "delivery",
                                       "promo discounts"};
    while (isspace((unsigned char)*title))
        title++;
    size_t n = strlen(title);
    while (n > 0 && (isspace((unsigned char)title[n - 1]) || title[n - 1] == ':'))
        n--;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (strlen(sums[i]) == n && strncasecmp(title, sums[i], n) == 0)
            return true;
    return false;
}
