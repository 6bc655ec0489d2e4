/* feed_layout.c: a column's name is reduced to letters and digits ("Price (USD)" is "priceusd") and looked up; what is
   left over, a currency or a condition, is taken off and noted. */
#include "feed_layout.h"

#include "arena.h"
#include "feed_sign.h"
#include "feed_words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_NAME = 40 };

/* Usual names by field, best first. */
static const struct {
    enum feed_field field;
    const char *names[56];
} usual[] = {
    {FEED_FIELD_TITLE,
     {"title",       "listing",     "itemtitle",   "producttitle", "listingtitle", "selection",   "product",
      "productname", "item",        "itemname",    "name",         "partname",     "part",        "model",
      "modelname",   "gpu",         "card",        "gpumodel",     "graphicscard", "graphiccard", "hardware",
      "device",      "headline",    "subject",     "description",  "titel",        "artikel",     "artikelname",
      "produkt",     "bezeichnung", "produktname", "modell",       "beschreibung", "titre",       "nom",
      "produit",     "nome",        "nombre",      "prodotto",     "producto",     "naam",        "productid"}},
    {FEED_FIELD_MAKER, {"brand", "manufacturer", "make", "maker", "vendor", "marke", "hersteller", "gpubrand"}},
    {FEED_FIELD_COMPONENT, {"component", "componentid", "rigplanid", "id"}},
    {FEED_FIELD_CATEGORY, {"category", "parttype", "componenttype", "categoryname", "type", "kategorie"}},
    {FEED_FIELD_PRICE, {"soldprice",     "soldpricevalue",
                        "finalprice",    "endprice",
                        "unitprice",     "priceeach",
                        "priceper",      "pricevalue",
                        "pricenumeric",  "priceextracted",
                        "priceamount",   "amountvalue",
                        "price",         "amount",
                        "currentprice",  "currentpricevalue",
                        "askingprice",   "saleprice",
                        "salesprice",    "streetprice",
                        "marketprice",   "retailprice",
                        "averageprice",  "avgprice",
                        "typicalprice",  "pricerange",
                        "cost",          "priceraw",
                        "pricetext",     "pricestring",
                        "value",         "preis",
                        "verkaufspreis", "endpreis",
                        "betrag",        "einzelpreis",
                        "prix",          "preco",
                        "pre\xC3\xA7o",  "precio",
                        "prezzo",        "prijs",
                        "pris",          "lastprice",
                        "totalprice",    "total",
                        "totalcost",     "gesamtpreis",
                        "msrp",          "rrp",
                        "listprice"}},
    {FEED_FIELD_LOW, {"low", "pricelow", "pricemin", "minprice", "min", "amountlow", "lowprice", "lowest"}},
    {FEED_FIELD_HIGH, {"high", "pricehigh", "pricemax", "maxprice", "max", "amounthigh", "highprice", "highest"}},
    {FEED_FIELD_CURRENCY,
     {"currency", "soldcurrency", "pricecurrency", "currencycode", "soldpricecurrency", "cur", "ccy", "w\xC3\xA4hrung",
      "waehrung", "devise", "amountcurrency", "pricesymbol", "currencysymbol"}},
    {FEED_FIELD_CONDITION,
     {"condition", "itemcondition", "conditiondisplayname", "conditiontext", "conditionname", "zustand",
      "conditionid"}},
    {FEED_FIELD_KIND,
     {"kind", "pricekind", "pricetype", "listingstatus", "status", "listingtype", "saletype", "buyingformat",
      "format"}},
    {FEED_FIELD_TAX, {"tax", "taxincluded", "taxes", "gst", "incgst", "gstincluded", "vat", "vatincluded", "mwst"}},
    {FEED_FIELD_COUNTRY,
     {"country", "countrycode", "itemcountry", "land", "marketplace", "marketplaceid", "site", "market", "region",
      "itemlocation", "location"}},
    {FEED_FIELD_DATE,
     {"solddate",  "endedat",   "datesold",   "soldat",    "saledate", "enddate",       "endtime",    "ended",
      "sold",      "date",      "asof",       "pricedate", "datum",    "verkaufsdatum", "verkauftam", "enddatum",
      "listed",    "listdate",  "dateposted", "posted",    "observed", "seen",          "updated",    "lastupdated",
      "updatedat", "timestamp", "datetime",   "lastseen",  "time",     "createdat",     "scrapedat",  "datescraped"}},
    {FEED_FIELD_SOURCE,
     {"url", "link", "itemurl", "listingurl", "producturl", "viewitemurl", "itemweburl", "itemlink", "href", "source",
      "quelle", "website", "seller", "shop", "store", "retailer", "where", "merchant"}},
    {FEED_FIELD_SHIPPING,
     {"shipping", "shippingcost", "shippingprice", "shippingvalue", "shippingamount", "postage", "shippingcostvalue",
      "versand", "versandkosten", "deliverycost", "shippingextracted"}},
    {FEED_FIELD_SHIPPING_CURRENCY,
     {"shippingcurrency", "shippingcostcurrency", "shippingpricecurrency", "postagecurrency"}},
    {FEED_FIELD_QTY, {"qty", "quantity", "count", "units", "pieces", "menge", "anzahl"}}};

/* Prices that say what kind they are. */
static const struct {
    const char *name;
    enum pricekind kind;
} kinds[] = {{"soldprice", pricekind_sold},
             {"soldpricevalue", pricekind_sold},
             {"verkaufspreis", pricekind_sold},
             {"askingprice", pricekind_asking},
             {"streetprice", pricekind_market},
             {"marketprice", pricekind_market},
             {"averageprice", pricekind_market},
             {"avgprice", pricekind_market},
             {"retailprice", pricekind_retail},
             {"msrp", pricekind_list},
             {"rrp", pricekind_list},
             {"listprice", pricekind_list}};

/* Writes the letters and digits of a name, in lower case, to out. */
static void reduce(const char *name, char out[LONGEST_NAME])
{
    size_t n = 0;
    for (const char *s = name; *s && n < LONGEST_NAME - 4; s++) {
        const unsigned char c = (unsigned char)*s;
        const bool sign = c == 0xC2 || (c == 0xE2 && (unsigned char)s[1] == 0x82); /* £, €: their signs are noted */
        if (sign)
            s += c == 0xC2 ? s[1] != '\0' : s[2] ? 2 : 1;
        else if (isalnum(c) || c >= 0x80)
            out[n++] = (char)tolower(c);
    }
    out[n] = '\0';
}

/* Sets field and rank of a column whose reduced name is known. Returns false for another name. */
static bool look_up(const char *name, struct feed_column *out)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        for (int j = 0; j < (int)(sizeof usual->names / sizeof *usual->names) && usual[i].names[j]; j++)
            if (strcmp(name, usual[i].names[j]) == 0) {
                out->field = usual[i].field;
                out->rank = j;
                out->sum = out->field == FEED_FIELD_PRICE && (strstr(name, "total") || strstr(name, "gesamt"));
                out->each = strstr(name, "unit") || strstr(name, "each") || strcmp(name, "einzelpreis") == 0;
                for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
                    if (strcmp(name, kinds[k].name) == 0)
                        out->kind = kinds[k].kind;
                return true;
            }
    return false;
}

/* Takes a word off the front or the end of a name. Returns false when it is at neither. */
static bool take_off(char *name, const char *word)
{
    const size_t n = strlen(name), m = strlen(word);
    if (n >= m && strncmp(name, word, m) == 0) {
        memmove(name, name + m, n - m + 1);
        return true;
    }
    if (n >= m && strcmp(name + n - m, word) == 0) {
        name[n - m] = '\0';
        return true;
    }
    return false;
}

/* Takes a condition off a name. */
static enum condition take_condition(char *name)
{
    static const struct {
        const char *word;
        enum condition condition;
    } words[] = {
        {"used", condition_used},      {"secondhand", condition_used},         {"new", condition_new_},
        {"gebraucht", condition_used}, {"refurbished", condition_refurbished}, {"refurb", condition_refurbished},
        {"neu", condition_new_}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (take_off(name, words[i].word))
            return words[i].condition;
    return condition_unknown;
}

/* Takes a currency code off a name. */
static enum currency take_currency(char *name)
{
    for (int c = 1; c < currency_end; c++) {
        const char *text = enums_text(&enums_currency, c);
        const char word[] = {(char)tolower(text[0]), (char)tolower(text[1]), (char)tolower(text[2]), '\0'};
        if (take_off(name, word)) {
            take_off(name, "in");
            return (enum currency)c;
        }
    }
    return currency_unknown;
}

/* Notes a sign in a column's name: "Price ($)", "Preis in €". */
static void note_sign(const char *name, struct feed_column *out)
{
    for (const char *s = name; *s; s++) {
        if (isalnum((unsigned char)*s) && !(s[1] == '$' || (s[1] && s[2] == '$')))
            continue;
        const struct feed_sign_read got = feed_sign_at(s, true, true);
        if (got.n > 0 && (got.currency || got.sign)) {
            out->currency = got.currency;
            out->sign = got.sign;
            return;
        }
    }
}

static struct feed_column column_of(const char *name)
{
    char reduced[LONGEST_NAME];
    struct feed_column out = {.field = FEED_FIELD_NONE}, marked = out;
    reduce(name, reduced);
    if (look_up(reduced, &out)) {
        if (out.field == FEED_FIELD_PRICE || out.field == FEED_FIELD_LOW || out.field == FEED_FIELD_HIGH ||
            out.field == FEED_FIELD_SHIPPING)
            note_sign(name, &out);
        return out;
    }
    note_sign(name, &marked);
    const enum currency c = take_currency(reduced);
    if (c) {
        marked.currency = c;
        marked.sign = FEED_SIGN_NONE;
    }
    const size_t n = strlen(reduced);
    if ((marked.currency || marked.sign) && n > 2 && strcmp(reduced + n - 2, "in") == 0)
        reduced[n - 2] = '\0';
    marked.condition = take_condition(reduced);
    const bool money = marked.currency || marked.sign;
    if (*reduced == '\0' && money)
        strcpy(reduced, "price");
    struct feed_column found = marked;
    if (!look_up(reduced, &found) || (found.field != FEED_FIELD_PRICE && found.field != FEED_FIELD_LOW &&
                                      found.field != FEED_FIELD_HIGH && found.field != FEED_FIELD_SHIPPING))
        return out;
    return found;
}

size_t feed_layout_find(const struct feed_layout *l, const char *name)
{
    char reduced[LONGEST_NAME];
    for (size_t i = 0; i < l->n; i++) {
        reduce(l->names[i], reduced);
        if (strcmp(reduced, name) == 0)
            return i;
    }
    return l->n;
}

/* Recognises the tables of docyx/pc-part-dataset by columns that only they have together. */
static enum feed_table_of table_of(const struct feed_layout *l)
{
    static const struct {
        enum feed_table_of table;
        const char *columns[3];
    } tables[] = {{FEED_TABLE_CARD, {"chipset", "memory", "coreclock"}},
                  {FEED_TABLE_MEMORY, {"speed", "modules", "pricepergb"}},
                  {FEED_TABLE_CPU, {"corecount", "coreclock", "tdp"}},
                  {FEED_TABLE_BOARD, {"socket", "formfactor", "memoryslots"}},
                  {FEED_TABLE_SUPPLY, {"efficiency", "wattage", "modular"}},
                  {FEED_TABLE_DRIVE, {"capacity", "pricepergb", "cache"}},
                  {FEED_TABLE_CASE, {"type", "sidepanel", "color"}},
                  {FEED_TABLE_COOLER, {"rpm", "noiselevel", "size"}},
                  {FEED_TABLE_UPS, {"name", "capacityw", "capacityva"}},
                  {FEED_TABLE_NETWORK, {"name", "interface", "color"}}};
    if (l->n < 2 || strcasecmp(l->names[0], "name") != 0 || strcasecmp(l->names[1], "price") != 0)
        return FEED_TABLE_OTHER;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        bool all = true;
        for (size_t j = 0; all && j < sizeof tables->columns / sizeof *tables->columns; j++)
            all = feed_layout_find(l, tables[i].columns[j]) < l->n;
        if (all)
            return tables[i].table;
    }
    return FEED_TABLE_OTHER;
}

/* Settles what a name means only together with the others: an id beside a title is that of a shop, PCPartPicker's
   "Component" is the kind of part where "Selection" names the thing. */
static void settle(struct feed_layout *l)
{
    const bool selection = feed_layout_find(l, "selection") < l->n;
    for (size_t i = 0; i < l->n; i++) {
        struct feed_column *c = &l->columns[i];
        char reduced[LONGEST_NAME];
        reduce(l->names[i], reduced);
        if (c->field == FEED_FIELD_COMPONENT && selection)
            c->field = FEED_FIELD_CATEGORY;
        else if (strcmp(reduced, "id") == 0 && (l->has[FEED_FIELD_TITLE] || feed_layout_find(l, "component") < l->n))
            c->field = FEED_FIELD_NONE;
        /* "Sold" beside a date counts pieces, a status or is yes and no */
        else if (strcmp(reduced, "sold") == 0 && feed_layout_find(l, "date") < l->n)
            c->field = FEED_FIELD_NONE;
    }
    memset(l->has, 0, sizeof l->has);
    for (size_t i = 0; i < l->n; i++)
        l->has[l->columns[i].field] = true;
}

struct feed_layout feed_layout_of(struct arena *a, const char *const *names, size_t n)
{
    struct feed_layout l = {.n = n, .names = names};
    l.columns = ARENA_ARRAY(a, n, struct feed_column);
    for (size_t i = 0; i < n; i++) {
        l.columns[i] = column_of(names[i]);
        l.has[l.columns[i].field] = true;
    }
    settle(&l);
    l.table = table_of(&l);
    l.sold = feed_layout_find(&l, "endedat") < n || feed_layout_find(&l, "solddate") < n ||
             feed_layout_find(&l, "datesold") < n || feed_layout_find(&l, "soldat") < n ||
             feed_layout_find(&l, "soldprice") < n;
    return l;
}

bool feed_layout_is_feed(const struct feed_layout *l)
{
    return (l->has[FEED_FIELD_TITLE] || l->has[FEED_FIELD_COMPONENT]) &&
           (l->has[FEED_FIELD_PRICE] || (l->has[FEED_FIELD_LOW] && l->has[FEED_FIELD_HIGH]));
}

bool feed_layout_twice(const struct feed_layout *l, size_t *first, size_t *second)
{
    char a[LONGEST_NAME], b[LONGEST_NAME];
    for (size_t i = 0; i < l->n; i++)
        for (size_t j = i + 1; j < l->n; j++) {
            const struct feed_column *x = &l->columns[i], *y = &l->columns[j];
            if (x->field == FEED_FIELD_NONE || x->field != y->field || x->currency != y->currency || x->sign != y->sign)
                continue;
            reduce(l->names[i], a);
            reduce(l->names[j], b);
            if (strcmp(a, b) == 0) {
                *first = i;
                *second = j;
                return true;
            }
        }
    return false;
}
