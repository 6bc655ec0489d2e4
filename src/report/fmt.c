#include "fmt.h"

#include "str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char unknown[] = "\xE2\x80\x94";

/* Puts commas between groups of three of the whole part. */
static void add_grouped(struct str *out, const char *digits)
{
    const char *s = digits + (*digits == '-');
    const size_t whole = strspn(s, "0123456789");
    str_addn(out, digits, (size_t)(s - digits));
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            str_add(out, ",");
        str_addn(out, s + i, 1);
    }
    str_add(out, s + whole);
}

void fmt_number(struct str *out, double v, int digits, bool group)
{
    enum { LONGEST = 400 }; /* the largest double has 309 digits */
    char buf[LONGEST];
    if (!isfinite(v)) {
        str_add(out, unknown);
        return;
    }
    const char *shown = buf;
    str_fill(buf, sizeof buf, "%.*e", digits - 1, v); /* round first: 999.95 to four digits is 1000 */
    const int magnitude = v == 0 ? 0 : atoi(strchr(buf, 'e') + 1);
    const int decimals = magnitude >= digits - 1 ? 0 : digits - 1 - magnitude > 6 ? 6 : digits - 1 - magnitude;
    str_fill(buf, sizeof buf, "%.*f", v == 0 ? 0 : decimals, v);
    if (strspn(buf, "-0.") == strlen(buf)) /* no minus sign before 0 */
        shown += *buf == '-';
    if (group)
        add_grouped(out, shown);
    else
        str_add(out, shown);
}

void fmt_percent(struct str *out, double frac)
{
    if (!isfinite(frac))
        str_add(out, unknown);
    else
        str_addf(out, "%.0f %%", rint(frac * 100) + 0.0); /* no minus sign before 0 */
}

/* Counts and tokens are shown whole when they are, money from AUD 10 on without cents. */
static bool is_whole(enum unit u, double v)
{
    const bool money = u == UNIT_MONEY || u == UNIT_MONEY_YEAR || u == UNIT_MONEY_MTOK;
    return (u == UNIT_COUNT || u == UNIT_TOKENS) ? v == floor(v) : money && fabs(v) >= 10;
}

static void number(struct str *out, const struct figure *f, double v)
{
    if (f->unit == UNIT_FRAC)
        fmt_percent(out, v);
    else
        fmt_number(out, v, is_whole(f->unit, v) ? 1 : f->digits, true);
}

void fmt_figure(struct str *out, const struct figure *f, const void *result)
{
    const void *at = results_member(f, result);
    switch (f->type) {
    case FIGURE_NUMBER: number(out, f, *(const double *)at); break;
    case FIGURE_RANGE: number(out, f, ((const struct range *)at)->mid); break;
    case FIGURE_WORD: {
        const int word = *(const int *)at;
        str_add(out, word ? enums_words(f->words, word) : unknown);
        break;
    }
    case FIGURE_TEXT: {
        const char *text = *(const char *const *)at;
        str_add(out, text ? text : unknown);
        break;
    }
    }
}

void fmt_range(struct str *out, const struct figure *f, struct range r)
{
    number(out, f, r.mid);
    if (isnan(r.mid) || r.low80 == r.high80)
        return;
    str_add(out, " (");
    number(out, f, r.low80);
    str_add(out, "\xE2\x80\x93");
    number(out, f, r.high80);
    str_add(out, ")");
}

enum currency fmt_currency(const struct kind *k, const void *record)
{
    const size_t i = schema_find(k, "currency");
    return i < k->n_fields ? *(const enum currency *)schema_member(record, &k->fields[i]) : currency_unknown;
}

void fmt_unit(struct str *out, enum unit u, enum currency currency)
{
    const char *label = unit_label(u), *money = unit_label(UNIT_MONEY);
    const size_t n = strlen(money);
    const bool named = currency && strncmp(label, money, n) == 0;
    str_add(out, named ? enums_text(&enums_currency, (int)currency) : "");
    str_add(out, named ? label + n : label);
}

void fmt_heading(struct str *out, const struct figure *f, enum currency currency)
{
    str_add(out, f->doc);
    if (f->unit == UNIT_FRAC || !*unit_label(f->unit))
        return;
    str_add(out, " (");
    fmt_unit(out, f->unit, currency);
    str_add(out, ")");
}

const char *fmt_known(struct arena *a, double v, int digits)
{
    struct str s = str_new(a);
    if (isnan(v))
        return "-";
    fmt_number(&s, v, digits, true);
    return s.text;
}
