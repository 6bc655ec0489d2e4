/* feed_money.c: a price is [sign] number [k] [sign], and a range is two of them with a dash or "to" between. What
   stands around it decides: a bound or a rate is no price, and of two prices only the one that is not "was" counts. */
#include "feed_money.h"

#include "feed_sign.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_WORD = 16 };
static const double most = 1e9; /* as price.def accepts */

/* ---- words ---- */

static const char *skip_blanks(const char *s)
{
    for (size_t n; (n = feed_digits_blank(s)) > 0;)
        s += n;
    return s;
}

/* Returns whether the n letters at word are in the list, which ends with NULL; case is ignored. */
static bool listed(const char *word, size_t n, const char *const *list)
{
    for (; *list; list++)
        if ((n == 0 || tolower((unsigned char)*word) == (unsigned char)**list) && strlen(*list) == n &&
            strncasecmp(word, *list, n) == 0)
            return true;
    return false;
}

/* Words in front of a price that make it a bound; "was" and the like make it another price than today's. */
static const char *const bounds[] = {"from",  "ab", "starting", "under",   "over", "below",   "above", "less",  "more",
                                     "least", "up", "min",      "minimum", "max",  "maximum", "bis",   "unter", NULL};
static const char *const former[] = {"was",  "reg",        "regular", "statt",      "before",
                                     "orig", "originally", "save",    "previously", NULL};
static const char *const listprice[] = {"rrp", "msrp", "list", "uvp", NULL};
static const char *const about[] = {"around", "about", "approx", "approximately", "circa", "ca", "roughly", "c", NULL};
/* Words that may stand beside a price in its cell. */
static const char *const beside[] = {
    "around",  "about",     "approx",    "approximately", "circa",       "ca",       "roughly", "c",      "purchased",
    "for",     "paid",      "sold",      "price",         "now",         "only",     "sale",    "est",    "avg",
    "average", "used",      "new",       "refurb",        "refurbished", "each",     "ea",      "obo",    "ono",
    "vb",      "fb",        "inc",       "incl",          "including",   "included", "inkl",    "zzgl",   "excl",
    "exc",     "ex",        "excluding", "gst",           "vat",         "mwst",     "ust",     "tax",    "taxes",
    "plus",    "shipped",   "shipping",  "delivery",      "delivered",   "ish",      "market",  "local",  "pickup",
    "free",    "or",        "best",      "offer",         "negotiable",  "neg",      "firm",    "asking", "retail",
    "per",     "unit",      "item",      "the",           "a",           "of",       "versand", "neu",    "gebraucht",
    "in",      "stock",     "bid",       "bids",          "buy",         "it",       "at",      "on",     "ebay",
    "vhb",     "festpreis", NULL};
static const char *const rates[] = {"hr",   "h",      "hour", "mo",  "month", "yr",     "year", "day", "gb",
                                    "week", "minute", "tb",   "gpu", "token", "tokens", "mtok", "m",   NULL};

/* ---- one price ---- */

/* One number with its sign. */
struct piece {
    double value;
    bool thousand; /* with a k */
    enum feed_mark mark;
    struct feed_sign_read sign;
    const char *end;
};

/* Takes what a second sign states: "$1,299 AUD". Returns false when both contradict. */
static bool join_signs(struct feed_sign_read *first, const struct feed_sign_read *second)
{
    const bool same = second->currency == first->currency && second->sign == first->sign;
    if (second->n == 0 || same)
        return true;
    if (first->n == 0 ||
        (first->currency == currency_unknown && second->currency && feed_sign_writes(second->currency, first->sign))) {
        *first = *second;
        return true;
    }
    return second->currency == currency_unknown && feed_sign_writes(first->currency, second->sign);
}

/* Returns the bytes of the dash that stands for no cents: "1.650,-", "1650,--", "1'650.-"; 0: there is none. */
static size_t no_cents(const char *end)
{
    static const char *const dashes[] = {"--", "-", "\xE2\x80\x93", "\xE2\x80\x94"};
    for (size_t i = 0; (*end == ',' || *end == '.') && i < sizeof dashes / sizeof *dashes; i++) {
        const size_t n = 1 + strlen(dashes[i]);
        if (strncmp(end + 1, dashes[i], n - 1) == 0)
            return isdigit((unsigned char)end[n]) ? 0 : n;
    }
    return 0;
}

/* Takes what the mark in front of that dash shows: "1.650,-" is 1650. */
static void take_no_cents(char mark, struct piece *p)
{
    enum { THOUSAND = 1000 };
    if (mark == ',' && p->mark == FEED_MARK_OPEN_POINT)
        p->value *= THOUSAND;
    if (mark == ',' && p->mark != FEED_MARK_OPEN_COMMA)
        p->mark = FEED_MARK_COMMA;
    else if (mark == '.' && p->mark != FEED_MARK_OPEN_POINT)
        p->mark = FEED_MARK_POINT;
}

/* Reads a price at s. Returns false when there is none. */
static bool read_piece(const char *s, bool free, bool spaces, struct piece *out)
{
    out->sign = feed_sign_at(s, true, free);
    const char *number = skip_blanks(s + out->sign.n), *end;
    out->thousand = false;
    end = feed_digits_read(number, spaces || out->sign.n > 0, &out->value, &out->mark);
    if (!end)
        return false;
    const size_t dash = no_cents(end);
    if (dash > 0)
        take_no_cents(*end, out);
    end += dash;
    if ((*end == 'k' || *end == 'K') && !str_is_letter(end[1]) && !isdigit((unsigned char)end[1])) {
        out->thousand = true;
        end++;
    }
    const char *behind = skip_blanks(end);
    const struct feed_sign_read after = feed_sign_at(behind, false, free);
    const bool word = after.n > 0 && str_is_letter(behind[after.n]) && str_is_letter(*behind);
    if (after.n > 0 && !word && !isdigit((unsigned char)behind[after.n])) {
        if (!join_signs(&out->sign, &after))
            return false;
        end = behind + after.n;
    }
    out->end = end;
    return true;
}

static double in_ones(const struct piece *p)
{
    enum { THOUSAND = 1000 };
    /* 1,299k and 1.299k are as written */
    return p->thousand ? THOUSAND * (p->mark == FEED_MARK_OPEN_COMMA ? p->value / THOUSAND : p->value) : p->value;
}

/* Returns the text behind a dash or "to"; NULL when there is none. */
static const char *connector(const char *s)
{
    static const char *const dashes[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x91", "to ", "bis "};
    s = skip_blanks(s);
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (strncasecmp(s, dashes[i], strlen(dashes[i])) == 0)
            return skip_blanks(s + strlen(dashes[i]));
    return NULL;
}

/* Reads a price or a range at s. Returns false when there is none. */
static bool read_price(const char *s, bool free, bool spaces, struct feed_money *out)
{
    struct piece a, b;
    if (!read_piece(s, free, spaces, &a))
        return false;
    const char *second = connector(a.end);
    const bool two = second && read_piece(second, free, false, &b) && !str_is_letter(*b.end) &&
                     join_signs(&a.sign, &b.sign);
    if (two && b.thousand && !a.thousand && a.value < b.value + 1)
        a.thousand = true;
    const double from = in_ones(&a), to = two ? in_ones(&b) : NAN;
    *out = (struct feed_money){.amount = from,
                               .low = NAN,
                               .high = NAN,
                               .shipping = NAN,
                               .currency = a.sign.currency,
                               .sign = a.sign.sign,
                               .mark = a.mark,
                               .at = s,
                               .end = a.end};
    if (a.thousand)
        out->mark = FEED_MARK_NONE;
    if (two && to >= from && (a.sign.n > 0 || !free)) {
        out->low = from;
        out->high = to;
        out->amount = (from + to) / 2;
        out->end = b.end;
        if (out->mark == FEED_MARK_NONE && !b.thousand)
            out->mark = b.mark;
    }
    return true;
}

/* ---- what stands around it ---- */

/* Returns the word in front of a price, skipping marks; its length is *n, 0 when there is none. */
static const char *word_before(const char *text, const char *at, size_t *n)
{
    const char *end = at;
    while (end > text && (isspace((unsigned char)end[-1]) || strchr(":=.~(", end[-1])))
        end--;
    const char *from = end;
    while (from > text && str_is_letter(from[-1]) && (unsigned char)from[-1] < 0x80)
        from--;
    *n = (size_t)(end - from);
    return from;
}

/* Returns why the price at m is no price of one thing; NULL: it is one. */
static const char *refuse(const char *text, const struct feed_money *m)
{
    size_t n;
    const char *word = word_before(text, m->at, &n), *behind = skip_blanks(m->end);
    const char *mark = m->at;
    while (mark > text && mark[-1] == ' ')
        mark--;
    if (listed(word, n, bounds) || (mark > text && strchr("<>", mark[-1])))
        return "it states a bound, not a price";
    if (mark > text && mark[-1] == '-' && (mark - 1 == text || isspace((unsigned char)mark[-2]) || mark[-2] == '(') &&
        mark == m->at)
        return "it is negative";
    const bool per = *behind == '/' || strncasecmp(behind, "per ", 4) == 0;
    const char *unit = skip_blanks(behind + (*behind == '/' ? 1 : 4 * per));
    if (per && listed(unit, str_letters(unit), rates))
        return "it is a price per hour or per unit, not of a thing";
    if (m->end[0] == '+' && strncasecmp(skip_blanks(m->end + 1), "gst", 3) != 0 &&
        strncasecmp(skip_blanks(m->end + 1), "vat", 3) != 0 && strncasecmp(skip_blanks(m->end + 1), "tax", 3) != 0 &&
        feed_sign_at(skip_blanks(m->end + 1), true, true).n == 0)
        return "it states a bound, not a price";
    if (m->amount > most)
        return "it is over 1e9";
    return m->amount > 0 ? NULL : "it is zero";
}

static bool is_former(const char *text, const struct feed_money *m)
{
    size_t n;
    const char *word = word_before(text, m->at, &n), *behind = skip_blanks(m->end);
    return listed(word, n, former) || strncasecmp(behind, "off", 3) == 0;
}

/* Returns whether the price is what the maker lists: "(RRP $900)". */
static bool is_list(const char *text, const struct feed_money *m)
{
    size_t n;
    const char *word = word_before(text, m->at, &n), *behind = skip_blanks(m->end);
    return listed(word, n, listprice) || listed(behind, str_letters(behind), listprice);
}

static const char *const sending[] = {"shipping", "postage", "delivery", "ship", "post", "versand", NULL};

/* Returns whether what ends there is what sending costs: "+ $20 shipping", not "$700 shipping included". */
static bool is_shipping(const char *m_end)
{
    const char *behind = skip_blanks(m_end);
    const size_t n = str_letters(behind);
    return (listed(behind, n, sending) || strncasecmp(behind, "p&p", 3) == 0) &&
           strncasecmp(skip_blanks(behind + n), "inc", 3) != 0 && strncasecmp(skip_blanks(behind + n), "free", 4) != 0;
}

/* Returns whether a price behind another one is what sending costs: "shipping $20" too. */
static bool is_sent(const char *text, const struct feed_money *m)
{
    size_t n;
    const char *word = word_before(text, m->at, &n);
    return is_shipping(m->end) || listed(word, n, sending);
}

/* Returns whether a price is what is added to a number in front of it for sending: "1650 + 20 EUR shipping". */
static bool is_added(const char *text, const struct feed_money *m)
{
    size_t n;
    const char *word = word_before(text, m->at, &n), *mark = m->at;
    bool number = false;
    while (mark > text && mark[-1] == ' ')
        mark--;
    for (const char *s = text; s < m->at; s++)
        number = number || isdigit((unsigned char)*s);
    return number && is_sent(text, m) &&
           ((mark > text && mark[-1] == '+') || (n == 4 && strncasecmp(word, "plus", n) == 0));
}

/* Returns whether a price may begin at s: no letter or digit is in front of it. */
static bool may_begin(const char *text, const char *s)
{
    return s == text || !(isalnum((unsigned char)s[-1]) || s[-1] == '.' || s[-1] == ',' || s[-1] == '_' ||
                          (unsigned char)s[-1] == '$');
}

/* Finds the next price with a sign from s on. */
static bool find_signed(const char *text, const char *s, bool free, struct feed_money *out)
{
    for (; *s; s++) {
        const bool open = strchr(":|=~(", s > text ? s[-1] : ':') != NULL;
        if ((unsigned char)*s < 0x80 && !isalnum((unsigned char)*s) && *s != '$')
            continue;
        if (((unsigned char)*s & 0xC0) == 0x80 || (isalnum((unsigned char)*s) && !may_begin(text, s)))
            continue;
        if (read_price(s, free, open, out) && (out->currency || out->sign))
            return true;
    }
    return false;
}

/* Finds a number that a word or mark like "around" and "~" says is a price. */
static bool find_about(const char *text, struct feed_money *out)
{
    for (const char *s = text; *s; s++) {
        if (!isdigit((unsigned char)*s) || !may_begin(text, s))
            continue;
        size_t n;
        const char *word = word_before(text, s, &n);
        const bool said = listed(word, n, about) || (s > text && (s[-1] == '~'));
        if (said && read_price(s, true, false, out) && !str_is_letter(*skip_blanks(out->end)))
            return true;
    }
    return false;
}

bool feed_money_find(const char *text, struct feed_money *out)
{
    const char *at = text;
    for (; find_signed(text, at, true, out); at = out->end)
        if (!refuse(text, out) && !is_former(text, out) && !is_shipping(out->end))
            return true;
    return at == text && find_about(text, out) && !refuse(text, out);
}

/* ---- cells ---- */

bool feed_money_blank(const char *cell)
{
    static const char *const blanks[] = {"",
                                         "-",
                                         "--",
                                         "n/a",
                                         "na",
                                         "none",
                                         "null",
                                         "tbd",
                                         "?",
                                         "nan",
                                         "tba",
                                         "\xE2\x80\x94",
                                         "\xE2\x80\x93",
                                         "k.a.",
                                         "no prices available",
                                         "unknown",
                                         "not available",
                                         NULL};
    const char *s = skip_blanks(cell);
    size_t n = strlen(s);
    while (n > 0 && isspace((unsigned char)s[n - 1]))
        n--;
    return listed(s, n, blanks);
}

/* Returns whether the text from s to end is words that may stand beside a price, signs and marks. */
static bool harmless(const char *s, const char *end)
{
    while (s < end) {
        const size_t n = str_letters(s), sign = feed_sign_at(s, false, true).n;
        if (sign > 0 && (n <= sign || !str_is_letter(s[sign]))) {
            s += sign;
            continue;
        }
        if (isdigit((unsigned char)*s) || (n > 0 && (unsigned char)*s < 0x80 && !listed(s, n, beside)))
            return false;
        s += n ? n : 1;
    }
    return true;
}

static const char two_signs[] = "it holds the signs of two currencies";

/* Joins the signs that stand among the words from s to end: "1650 negotiable EUR". Returns false when two contradict.
 */
static bool join_loose(const char *s, const char *end, struct feed_sign_read *sign)
{
    while (s < end) {
        const struct feed_sign_read got = feed_sign_at(s, false, true);
        const size_t n = str_letters(s);
        if (got.n > 0 && (n <= got.n || !str_is_letter(s[got.n]))) {
            if (!join_signs(sign, &got))
                return false;
            s += got.n;
        } else
            s += n ? n : 1;
    }
    return true;
}

/* Joins the sign of a price with those that stand apart from it. Returns a fault when they contradict. */
static const char *take_loose(struct feed_money *out, const struct feed_sign_read *loose)
{
    struct feed_sign_read own = {out->currency, out->sign, out->currency || out->sign};
    if (!join_signs(&own, loose))
        return two_signs;
    out->currency = own.currency;
    out->sign = own.sign;
    return NULL;
}

static void take_shipping(struct feed_money *out, const struct feed_money *sent)
{
    out->shipping = sent->amount;
    out->shipping_currency = sent->currency;
    out->shipping_sign = sent->sign;
}

/* Reads a cell whose price has no sign beside it: a number with harmless words around it, up to limit. */
static const char *bare_cell(const char *cell, const char *limit, struct feed_money *out)
{
    const char *s = cell;
    while (s < limit && !isdigit((unsigned char)*s))
        s++;
    if (s == limit)
        return "it holds no amount";
    if (!read_price(s, false, true, out))
        return "its digits are not those of one price";
    const char *fault = refuse(cell, out);
    if (fault)
        return fault;
    return harmless(cell, s) && harmless(out->end, limit) ? NULL : "it holds more than a price";
}

/* Looks at the prices behind the first one. Returns a fault when one of them may be the price too. */
static const char *look_behind(const char *cell, struct feed_money *out, struct feed_sign_read *loose)
{
    struct feed_money more;
    const char *at = out->end;
    for (; find_signed(cell, at, false, &more); at = more.end) {
        if (!join_loose(at, more.at, loose))
            return two_signs;
        if (is_sent(cell, &more))
            take_shipping(out, &more);
        else if (!is_former(cell, &more) && !is_list(cell, &more) &&
                 !(more.amount == out->amount && more.currency == out->currency))
            return "it holds two prices";
    }
    for (const char *s = at; isnan(out->shipping) && *s; s++) { /* "$700 + 20 shipping" */
        double value;
        enum feed_mark mark;
        const char *end = may_begin(cell, s) ? feed_digits_read(s, false, &value, &mark) : NULL;
        if (end && is_shipping(end))
            out->shipping = value;
    }
    return join_loose(at, cell + strlen(cell), loose) ? take_loose(out, loose) : two_signs;
}

const char *feed_money_cell(const char *cell, struct feed_money *out)
{
    const char *at = cell, *fault = NULL;
    struct feed_sign_read loose = {.n = 0};
    struct feed_money sent = {.at = NULL};
    if (feed_money_blank(cell))
        return "it is empty";
    for (; find_signed(cell, at, false, out); at = out->end) {
        if (!join_loose(at, out->at, &loose))
            return two_signs;
        if (at == cell && is_added(cell, out)) {
            sent = *out;
            continue;
        }
        fault = refuse(cell, out);
        if (!fault && is_former(cell, out))
            continue;
        return fault ? fault : look_behind(cell, out, &loose);
    }
    if (at != cell && !sent.at)
        return "it holds only a former price";
    fault = bare_cell(cell, sent.at ? sent.at : cell + strlen(cell), out);
    if (fault)
        return fault;
    if (sent.at)
        take_shipping(out, &sent);
    if (!join_loose(at, cell + strlen(cell), &loose))
        return two_signs;
    if (sent.at && loose.n == 0) /* "1650 + 20 EUR shipping": the sign is that of both */
        loose = (struct feed_sign_read){sent.currency, sent.sign, 1};
    return take_loose(out, &loose);
}

bool feed_money_alone(const char *cell, struct feed_money *out)
{
    return !feed_money_cell(cell, out) && harmless(cell, out->at) && harmless(out->end, cell + strlen(cell));
}

enum currency feed_money_currency(const char *text, enum feed_sign *sign)
{
    const char *s = skip_blanks(text);
    const struct feed_sign_read got = feed_sign_at(s, true, false);
    *sign = got.sign;
    return got.n > 0 && *skip_blanks(s + got.n) == '\0' ? got.currency : currency_unknown;
}
