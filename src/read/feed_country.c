#include "feed_country.h"

#include <string.h>
#include <strings.h>

/* The domain is the end of the addresses of its shops; order: month first. */
static const struct country {
    const char *code, *name, *own, *domain;
    enum currency currency;
    enum feed_sign sign;
    bool month_first;
} countries[] = {{"US", "United States", "USA", NULL, currency_usd, FEED_SIGN_DOLLAR, true},
                 {"AU", "Australia", NULL, "com.au", currency_aud, FEED_SIGN_DOLLAR, false},
                 {"CA", "Canada", NULL, "ca", currency_cad, FEED_SIGN_DOLLAR, false},
                 {"NZ", "New Zealand", NULL, "co.nz", currency_nzd, FEED_SIGN_DOLLAR, false},
                 {"GB", "United Kingdom", "UK", "co.uk", currency_gbp, FEED_SIGN_NONE, false},
                 {"IE", "Ireland", "Eire", "ie", currency_eur, FEED_SIGN_NONE, false},
                 {"DE", "Germany", "Deutschland", "de", currency_eur, FEED_SIGN_NONE, false},
                 {"AT", "Austria", "\xC3\x96sterreich", "at", currency_eur, FEED_SIGN_NONE, false},
                 {"CH", "Switzerland", "Schweiz", "ch", currency_chf, FEED_SIGN_NONE, false},
                 {"FR", "France", NULL, "fr", currency_eur, FEED_SIGN_NONE, false},
                 {"IT", "Italy", "Italia", "it", currency_eur, FEED_SIGN_NONE, false},
                 {"ES", "Spain",
                  "Espa\xC3\xB1"
                  "a",
                  "es", currency_eur, FEED_SIGN_NONE, false},
                 {"PT", "Portugal", NULL, "pt", currency_eur, FEED_SIGN_NONE, false},
                 {"NL", "Netherlands", "Nederland", "nl", currency_eur, FEED_SIGN_NONE, false},
                 {"BE", "Belgium", "Belgique", "be", currency_eur, FEED_SIGN_NONE, false},
                 {"FI", "Finland", "Suomi", "fi", currency_eur, FEED_SIGN_NONE, false},
                 {"SE", "Sweden", "Sverige", "se", currency_sek, FEED_SIGN_KRONE, false},
                 {"NO", "Norway", "Norge", "no", currency_nok, FEED_SIGN_KRONE, false},
                 {"DK", "Denmark", "Danmark", "dk", currency_dkk, FEED_SIGN_KRONE, false},
                 {"IS", "Iceland", NULL, "is", currency_isk, FEED_SIGN_KRONE, false},
                 {"PL", "Poland", "Polska", "pl", currency_pln, FEED_SIGN_NONE, false},
                 {"CZ", "Czechia", "Czech Republic", "cz", currency_czk, FEED_SIGN_NONE, false},
                 {"HU", "Hungary", NULL, "hu", currency_huf, FEED_SIGN_NONE, false},
                 {"RO", "Romania", NULL, "ro", currency_ron, FEED_SIGN_NONE, false},
                 {"IN", "India", NULL, "in", currency_inr, FEED_SIGN_NONE, false},
                 {"JP", "Japan", NULL, "co.jp", currency_jpy, FEED_SIGN_YEN, false},
                 {"CN", "China", "PRC", "cn", currency_cny, FEED_SIGN_YEN, false},
                 {"HK", "Hong Kong", NULL, "com.hk", currency_hkd, FEED_SIGN_DOLLAR, false},
                 {"TW", "Taiwan", NULL, "com.tw", currency_twd, FEED_SIGN_DOLLAR, false},
                 {"SG", "Singapore", NULL, "com.sg", currency_sgd, FEED_SIGN_DOLLAR, false},
                 {"MY", "Malaysia", NULL, "com.my", currency_myr, FEED_SIGN_NONE, false},
                 {"KR", "South Korea", "Korea", "co.kr", currency_krw, FEED_SIGN_NONE, false},
                 {"MX", "Mexico", NULL, "com.mx", currency_mxn, FEED_SIGN_DOLLAR, false},
                 {"BR", "Brazil", "Brasil", "com.br", currency_brl, FEED_SIGN_NONE, false},
                 {"ZA", "South Africa", NULL, "co.za", currency_zar, FEED_SIGN_NONE, false},
                 {"IL", "Israel", NULL, "co.il", currency_ils, FEED_SIGN_NONE, false}};
enum { N_COUNTRIES = sizeof countries / sizeof *countries };

/* Shops of the United States whose address ends in .com and does not name the country. */
static const char *const american[] = {"ebay.com",         "amazon.com",       "newegg.com",      "bestbuy.com",
                                       "pcpartpicker.com", "bhphotovideo.com", "microcenter.com", "craigslist.org"};

static bool same(const char *a, const char *b, size_t n)
{
    return b && strlen(b) == n && strncasecmp(a, b, n) == 0;
}

static const struct country *find(const char *text, size_t n)
{
    for (size_t i = 0; i < N_COUNTRIES; i++)
        if (same(text, countries[i].code, n) || same(text, countries[i].name, n) || same(text, countries[i].own, n))
            return &countries[i];
    return NULL;
}

/* Returns the country with the code; NULL for NULL and for a code that is not known. */
static const struct country *by_code(const char *code)
{
    return code ? find(code, strlen(code)) : NULL;
}

const char *feed_country_code(const char *text)
{
    const char *comma = strrchr(text, ',');
    for (text = comma ? comma + 1 : text; *text == ' ';)
        text++;
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    const struct country *c = find(text, n);
    return c ? c->code : NULL;
}

/* Returns whether the host of n bytes is the domain or ends with a point and the domain. */
static bool within(const char *host, size_t n, const char *domain)
{
    const size_t m = domain ? strlen(domain) : 0;
    return m > 0 && n >= m && strncasecmp(host + n - m, domain, m) == 0 && (n == m || host[n - m - 1] == '.');
}

const char *feed_country_of_address(const char *address)
{
    static const char *const picker = "pcpartpicker.com";
    const char *scheme = strstr(address, "://"), *host = scheme ? scheme + 3 : address;
    if (strncasecmp(host, "www.", 4) == 0)
        host += 4;
    const size_t n = strcspn(host, "/?#: )]\t\r\n");
    if (!memchr(host, '.', n))
        return NULL;
    if (within(host, n, picker) && n > strlen(picker)) {
        const struct country *c = find(host, strcspn(host, "."));
        return c ? c->code : NULL;
    }
    for (size_t i = 0; i < sizeof american / sizeof *american; i++)
        if (within(host, n, american[i]))
            return "US";
    for (size_t i = 0; i < N_COUNTRIES; i++)
        if (within(host, n, countries[i].domain))
            return countries[i].code;
    return NULL;
}

enum currency feed_country_money(const char *code)
{
    const struct country *c = by_code(code);
    return c ? c->currency : currency_unknown;
}

enum currency feed_country_currency(const char *code, enum feed_sign sign)
{
    const struct country *c = by_code(code);
    return c && sign != FEED_SIGN_NONE && c->sign == sign ? c->currency : currency_unknown;
}

bool feed_country_writes(enum currency c, enum feed_sign sign)
{
    if (c == currency_ars || c == currency_clp || c == currency_cop)
        return sign == FEED_SIGN_DOLLAR;
    for (size_t i = 0; i < N_COUNTRIES; i++)
        if (countries[i].currency == c)
            return countries[i].sign == sign;
    return false;
}

bool feed_country_month_first(const char *code)
{
    const struct country *c = by_code(code);
    return c && c->month_first;
}
