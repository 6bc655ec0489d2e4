#include "feed_sign.h"

#include "bug.h"
#include "feed_digits.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Signs that are no letters. */
static const struct {
    const char *text;
    enum currency currency;
    enum feed_sign sign;
} signs[] = {{"$", currency_unknown, FEED_SIGN_DOLLAR},         {"\xE2\x82\xAC", currency_eur, FEED_SIGN_NONE},
             {"\xC2\xA3", currency_gbp, FEED_SIGN_NONE},        {"\xC2\xA5", currency_unknown, FEED_SIGN_YEN},
             {"\xEF\xBF\xA5", currency_unknown, FEED_SIGN_YEN}, {"\xE5\x86\x86", currency_jpy, FEED_SIGN_NONE},
             {"\xE5\x85\x83", currency_cny, FEED_SIGN_NONE},    {"\xE2\x82\xB9", currency_inr, FEED_SIGN_NONE},
             {"\xE2\x82\xA9", currency_krw, FEED_SIGN_NONE},    {"\xE2\x82\xBD", currency_rub, FEED_SIGN_NONE},
             {"\xE2\x82\xBA", currency_try, FEED_SIGN_NONE},    {"\xE2\x82\xAA", currency_ils, FEED_SIGN_NONE},
             {"\xE2\x82\xAB", currency_vnd, FEED_SIGN_NONE},    {"\xE0\xB8\xBF", currency_thb, FEED_SIGN_NONE},
             {"z\xC5\x82", currency_pln, FEED_SIGN_NONE},       {"K\xC4\x8D", currency_czk, FEED_SIGN_NONE}};

/* Words in front of a dollar sign. */
static const struct {
    const char *word;
    enum currency currency;
} dollars[] = {{"US", currency_usd},  {"USD", currency_usd}, {"A", currency_aud},   {"AU", currency_aud},
               {"AUD", currency_aud}, {"C", currency_cad},   {"CA", currency_cad},  {"CAD", currency_cad},
               {"CDN", currency_cad}, {"NZ", currency_nzd},  {"NZD", currency_nzd}, {"HK", currency_hkd},
               {"HKD", currency_hkd}, {"NT", currency_twd},  {"TWD", currency_twd}, {"S", currency_sgd},
               {"SG", currency_sgd},  {"SGD", currency_sgd}, {"MX", currency_mxn},  {"MXN", currency_mxn},
               {"R", currency_brl}};

/* Words that are no codes. */
static const struct {
    const char *word;
    enum currency currency;
    enum feed_sign sign;
    bool front;
} words[] = {
    {"kr", currency_unknown, FEED_SIGN_KRONE, false},     {"rs", currency_inr, FEED_SIGN_NONE, true},
    {"fr", currency_chf, FEED_SIGN_NONE, true},           {"sfr", currency_chf, FEED_SIGN_NONE, true},
    {"rm", currency_myr, FEED_SIGN_NONE, true},           {"euro", currency_eur, FEED_SIGN_NONE, false},
    {"euros", currency_eur, FEED_SIGN_NONE, false},       {"dollars", currency_unknown, FEED_SIGN_DOLLAR, false},
    {"bucks", currency_unknown, FEED_SIGN_DOLLAR, false}, {"pounds", currency_gbp, FEED_SIGN_NONE, false},
    {"yen", currency_jpy, FEED_SIGN_NONE, false},         {"yuan", currency_cny, FEED_SIGN_NONE, false},
    {"rmb", currency_cny, FEED_SIGN_NONE, false}};

/* Codes that free text uses in any case. */
static const enum currency usual[] = {
    currency_usd, currency_eur, currency_gbp, currency_aud, currency_cad, currency_nzd, currency_chf,
    currency_jpy, currency_cny, currency_sek, currency_nok, currency_dkk, currency_pln, currency_czk,
    currency_inr, currency_sgd, currency_hkd, currency_krw, currency_brl, currency_mxn, currency_zar};

static bool same(const char *text, size_t n, const char *word)
{
    return tolower((unsigned char)*text) == tolower((unsigned char)*word) && strlen(word) == n &&
           strncasecmp(text, word, n) == 0;
}

static enum currency code(const char *text, size_t n, bool free)
{
    if (n != 3)
        return currency_unknown;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (same(text, n, enums_text(&enums_currency, (int)usual[i])))
            return usual[i];
    char word[4] = {text[0], text[1], text[2], '\0'};
    return free || !isupper((unsigned char)*word) ? currency_unknown : (enum currency)enums_find(&enums_currency, word);
}

/* Reads a word of n letters; m: bytes of blanks behind it. */
static struct feed_sign_read read_word(const char *text, size_t n, bool front, bool free)
{
    const size_t blank = feed_digits_blank(text + n);
    for (size_t i = 0; text[n + blank] == '$' && i < sizeof dollars / sizeof *dollars; i++)
        if (same(text, n, dollars[i].word))
            return (struct feed_sign_read){dollars[i].currency, FEED_SIGN_NONE, n + blank + 1};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same(text, n, words[i].word) && (front || !words[i].front))
            return (struct feed_sign_read){words[i].currency, words[i].sign, n + (text[n] == '.')};
    const enum currency c = code(text, n, free);
    return (struct feed_sign_read){c, FEED_SIGN_NONE, c ? n : 0};
}

struct feed_sign_read feed_sign_at(const char *text, bool front, bool free)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (*text == *signs[i].text && strncmp(text, signs[i].text, strlen(signs[i].text)) == 0)
            return (struct feed_sign_read){signs[i].currency, signs[i].sign, strlen(signs[i].text)};
    size_t n = 0;
    while (isalpha((unsigned char)text[n]))
        n++;
    return n > 0 && n <= strlen("dollars") ? read_word(text, n, front, free) : (struct feed_sign_read){.n = 0};
}

bool feed_sign_writes(enum currency c, enum feed_sign sign)
{
    static const enum currency of_dollar[] = {currency_usd, currency_aud, currency_cad, currency_nzd,
                                              currency_hkd, currency_twd, currency_sgd, currency_mxn,
                                              currency_ars, currency_clp, currency_cop, currency_unknown},
                               krone[] = {currency_sek, currency_nok, currency_dkk, currency_isk, currency_unknown},
                               yen[] = {currency_jpy, currency_cny, currency_unknown}, none[] = {currency_unknown};
    const enum currency *const lists[] = {none, of_dollar, krone, yen};
    BUG_UNLESS(sign < sizeof lists / sizeof *lists);
    for (const enum currency *one = lists[sign]; *one; one++)
        if (*one == c)
            return true;
    return false;
}
