#include "page_differ_why.h"

#include "arena.h"
#include "fmt.h"
#include "str.h"

#include <math.h>
#include <string.h>

static const char side_name[DIFFER_SIDES] = {'A', 'B'};
static const char times_sign[] = "\xC3\x97", to[] = " to ";

/* ---- inputs of a term ---- */

/* Names of inputs that readers know by another word than the field's. */
static const char *const known[][2] = {{"mem_bw_gb_s", "memory bandwidth of a device"},
                                       {"boost_mhz", "clock"},
                                       {"compute_units", "compute units"},
                                       {"fp16_tflops", "FP16 matrix rate"},
                                       {"tdp_w", "power limit"},
                                       {"its power cap", "power cap"},
                                       {"latency_us", "latency of an all-reduce"},
                                       {"bus_gb_s", "bandwidth of the link"},
                                       {"hop_us", "latency of a hand-over"}};

static const char *without_unit(struct arena *a, const char *name)
{
    char *s = arena_strdup(a, name);
    for (char *p = s; *p; p++)
        *p = *p == '_' ? ' ' : *p;
    return s;
}

static const char *input_name(struct arena *a, const char *name)
{
    const int constant = enums_find(&enums_constant, name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i][0], name) == 0)
            return known[i][1];
    if (!constant)
        return without_unit(a, name);
    const char *words = enums_words(&enums_constant, constant), *symbol = strstr(words, ": ");
    return str_format(a, "measured: %s", symbol ? symbol + strlen(": ") : words);
}

static void input(struct str *out, double v)
{
    enum { DIGITS = 4 };
    fmt_number(out, v, v == rint(v) ? 1 : DIGITS, true);
}

/* What the causes leave unexplained is shown outside these factors. */
static const double rest_low = 0.9, rest_high = 1.1;

static void causes(struct arena *a, const struct differ_row *row, struct str *out)
{
    enum { FACTOR_DIGITS = 3 };
    for (int i = 0; i < row->n_causes; i++) {
        const struct differ_cause *c = &row->cause[i];
        str_addf(out, "%s%s ", i ? "; " : "", input_name(a, c->name));
        input(out, c->a);
        str_add(out, to);
        input(out, c->b);
        str_addf(out, "%s%s (%s", *c->unit ? " " : "", c->unit, times_sign);
        fmt_number(out, c->factor, FACTOR_DIGITS, true);
        str_add(out, ")");
    }
    if (row->rest_factor < rest_low || row->rest_factor > rest_high) {
        str_addf(out, "%sother inputs (%s", row->n_causes ? "; " : "", times_sign);
        fmt_number(out, row->rest_factor, FACTOR_DIGITS, true);
        str_add(out, ")");
    }
}

/* ---- a thing of the bill ---- */

static void money(struct str *out, double v)
{
    fmt_number(out, v, v < 10 ? 3 : 1, true);
}

/* Adds "used, observed 2026-05" or "estimated". */
static void basis(const struct bill_line *l, struct str *out)
{
    if (l->condition)
        str_addf(out, "%s, ", enums_words(&enums_condition, (int)l->condition));
    str_add(out, l->basis ? enums_words(&enums_pricebasis, (int)l->basis) : "price not known");
    if (l->date)
        str_addf(out, ", newest %s", l->date);
}

/* Adds "2 at 1,100 each (used, observed 2026-05)". */
static void stated(const struct differ_goods *g, const char *currency, struct str *out)
{
    const double owned = g->owned_qty;
    if (owned > 0 && owned >= g->qty) {
        str_addf(out, "%.0f owned", owned);
        return;
    }
    str_addf(out, "%.0f", g->qty);
    if (owned > 0)
        str_addf(out, ", %.0f of them owned,", owned);
    str_addf(out, "%s%s%s", g->sold ? " sold at " : " at ", currency, *currency ? " " : "");
    money(out, g->line->unit_price.mid);
    str_add(out, " (");
    basis(g->line, out);
    str_add(out, ")");
}

/* Names the currency of a price where the sides have two. */
static void goods(const struct differ *d, const struct differ_goods *g, struct str *out)
{
    enum currency c[DIFFER_SIDES];
    for (int k = 0; k < DIFFER_SIDES; k++)
        c[k] = d->side[k].comparison->scenario->currency;
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const bool alone = !g[1 - k].line;
        if (!g[k].line)
            continue;
        str_addf(out, "%s%s%c: ", out->len ? "; " : "", alone ? "only " : "", side_name[k]);
        stated(&g[k], c[0] != c[1] ? enums_text(&enums_currency, (int)c[k]) : "", out);
    }
}

/* ---- checks ---- */

static void check(const struct differ_row *row, struct str *out)
{
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const struct build_check *c = row->check[k];
        if (!c || c->verdict <= checked_ok)
            continue;
        str_addf(out, "%s%c: %s", out->len ? "; " : "", side_name[k], c->doc);
        if (!isnan(c->need) && !isnan(c->have)) {
            str_add(out, ", needs ");
            fmt_number(out, c->need, 4, true);
            str_add(out, " of ");
            fmt_number(out, c->have, 4, true);
        }
        if (c->part)
            str_addf(out, " (%s)", c->part);
        if (c->unknown)
            str_addf(out, ", not known: %s", c->unknown);
    }
}

const char *page_differ_why(struct arena *a, const struct differ *d, const struct differ_row *row)
{
    struct str out = str_new(a);
    if (row->goods)
        goods(d, row->goods, &out);
    else if (row->check[0] || row->check[1])
        check(row, &out);
    else
        causes(a, row, &out);
    return out.text;
}
