#include "feed_country.h"

#include "catalogue.h"

#include <string.h>
#include <strings.h>

static bool same(const char *a, const char *b, size_t n)
{
    return strlen(b) == n && strncasecmp(a, b, n) == 0;
}

/* Returns whether the n bytes are the code or a name of the country. */
static bool is_called(const struct country *country, const char *text, size_t n)
{
    if (same(text, country->id, n) || same(text, country->name, n))
        return true;
    for (size_t i = 0; i < country->written.n; i++)
        if (same(text, country->written.v[i], n))
            return true;
    return false;
}

static const struct country *find(const struct catalogue *c, const char *text, size_t n)
{
    for (size_t i = 0; i < c->countries.n; i++)
        if (is_called(&c->countries.v[i], text, n))
            return &c->countries.v[i];
    return NULL;
}

const struct country *feed_country_named(const struct catalogue *c, const char *text)
{
    const char *comma = strrchr(text, ',');
    for (text = comma ? comma + 1 : text; *text == ' ';)
        text++;
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return find(c, text, n);
}

const char *feed_country_code(const struct catalogue *c, const char *text)
{
    const struct country *found = feed_country_named(c, text);
    return found ? found->id : NULL;
}

/* Returns whether the host of n bytes is the domain or ends with a point and the domain. */
static bool within(const char *host, size_t n, const char *domain)
{
    const size_t m = domain ? strlen(domain) : 0;
    return m > 0 && n >= m && strncasecmp(host + n - m, domain, m) == 0 && (n == m || host[n - m - 1] == '.');
}

/* Returns whether the address of n bytes is one of the country's shops. */
static bool is_shop(const struct country *country, const char *host, size_t n)
{
    for (size_t i = 0; i < country->shops.n; i++)
        if (within(host, n, country->shops.v[i]))
            return true;
    return within(host, n, country->domain);
}

const char *feed_country_of_address(const struct catalogue *c, const char *address)
{
    static const char *const picker = "pcpartpicker.com";
    const char *scheme = strstr(address, "://"), *host = scheme ? scheme + 3 : address;
    if (strncasecmp(host, "www.", 4) == 0)
        host += 4;
    const size_t n = strcspn(host, "/?#: )]\t\r\n");
    if (!memchr(host, '.', n))
        return NULL;
    if (within(host, n, picker) && n > strlen(picker)) {
        const struct country *found = find(c, host, strcspn(host, "."));
        return found ? found->id : NULL;
    }
    for (size_t i = 0; i < c->countries.n; i++)
        if (is_shop(&c->countries.v[i], host, n))
            return c->countries.v[i].id;
    return NULL;
}

enum currency feed_country_money(const struct catalogue *c, const char *code)
{
    const struct country *found = code ? catalogue_find(c, &kind_country, code) : NULL;
    return found ? found->currency : currency_unknown;
}

enum currency feed_country_currency(const struct catalogue *c, const char *code, enum feed_sign sign)
{
    const enum currency money = feed_country_money(c, code);
    return feed_sign_writes(money, sign) ? money : currency_unknown;
}
