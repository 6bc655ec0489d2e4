#include "page_differ_lead.h"

#include "arena.h"
#include "fmt.h"
#include "page_problems.h"
#include "str.h"

#include <math.h>
#include <string.h>

enum { MOST_SPEEDS = 3 }; /* workloads that are named for each side */

/* Ratios of two speeds between which neither side is called faster. */
static const double as_fast_low = 0.98, as_fast_high = 1.02;

/* What each side is better in, and what is not known. */
struct lead {
    struct arena *arena;
    const struct differ *d;
    struct str serves[DIFFER_SIDES], speeds[DIFFER_SIDES], better[DIFFER_SIDES], unknown;
    size_t n_speeds[DIFFER_SIDES];
};

static const struct differ_row *row_of(const struct differ_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].is.name, name) == 0)
            return &l->v[i];
    return NULL;
}

/* Adds money and watts without a part, speeds with three digits. */
static void value(struct str *s, enum unit unit, double v)
{
    fmt_number(s, v, unit == UNIT_TOK_S ? 3 : 1, true);
}

/* Returns the text to add the next entry of a list to. */
static struct str *next(struct str *s, const char *between)
{
    str_add(s, s->len ? between : "");
    return s;
}

/* Adds "AUD 2,818 less (7,292 against 10,110)". */
static void gap(struct lead *l, struct str *s, const struct differ_row *row, int side)
{
    const bool money = row->unit == UNIT_MONEY;
    if (money) {
        fmt_unit(s, row->unit, l->d->currency);
        str_add(s, " ");
    }
    value(s, row->unit, fabs(row->is.difference));
    if (!money) {
        str_add(s, " ");
        fmt_unit(s, row->unit, l->d->currency);
    }
    str_add(s, " less (");
    value(s, row->unit, side == 0 ? row->is.a : row->is.b);
    str_add(s, " against ");
    value(s, row->unit, side == 0 ? row->is.b : row->is.a);
    str_add(s, ")");
}

/* Says which side has less of a figure: "costs AUD 2,818 less (7,292 against 10,110)". what: the figure's name where it
   is not known. */
static void less(struct lead *l, const char *figure, const char *verb, const char *behind, const char *what)
{
    const struct differ_row *row = row_of(&l->d->figures, results_find(&figures_outcome, figure)->doc);
    if (!row)
        return;
    if (isnan(row->is.difference)) {
        str_addf(next(&l->unknown, ", and "), "the %s of %s is not known", what,
                 isnan(row->is.a) && isnan(row->is.b) ? "both"
                 : isnan(row->is.a)                   ? "A"
                                                      : "B");
        return;
    }
    const int side = row->is.difference > 0 ? 0 : 1;
    struct str *s = next(&l->better[side], ", ");
    str_addf(s, "%s ", verb);
    gap(l, s, row, side);
    str_add(s, behind);
}

/* Says which side decodes a workload faster: "Chat at 54 against 31 tok/s, needs 20". */
static void faster(struct lead *l, const struct differ_workload *w)
{
    const struct figure *f = results_find(&figures_prediction, "decode_tok_s");
    const double v[] = {results_value(f, &w->cell[0]->figures), results_value(f, &w->cell[1]->figures)};
    const char *title = page_problems_workload(w->workload[0]);
    if (w->cell[0]->serves != w->cell[1]->serves)
        str_add(next(&l->serves[w->cell[0]->serves ? 0 : 1], " and "), title);
    const struct differ_row *row = row_of(&l->d->figures, str_format(l->arena, "%s: %s", title, f->doc));
    if (w->cell[0]->no_host || w->cell[1]->no_host)
        return;
    if (!row || isnan(row->is.difference) || (row->is.ratio > as_fast_low && row->is.ratio < as_fast_high))
        return;
    const int side = row->is.difference < 0 ? 0 : 1;
    const double need = w->workload[side]->need_tok_s;
    if (l->n_speeds[side]++ >= MOST_SPEEDS)
        return;
    struct str *s = next(&l->speeds[side], "; ");
    str_addf(s, "%s: ", title);
    value(s, f->unit, v[side]);
    str_add(s, " against ");
    value(s, f->unit, v[1 - side]);
    str_add(s, " tok/s");
    if (!isnan(need)) {
        str_add(s, ", needs ");
        fmt_number(s, need, 1, true);
    }
}

/* Adds what one side is better in, as one clause. */
static void side_words(struct lead *l, int side, struct str *out)
{
    struct str s = str_new(l->arena);
    const size_t n = l->n_speeds[side], all = l->d->n_workloads;
    if (l->d->side[side].option->possible && !l->d->side[1 - side].option->possible)
        str_add(&s, "alone can be paid for, built and powered");
    if (l->serves[side].len)
        str_addf(next(&s, ", "), "alone serves %s", l->serves[side].text);
    if (n > 0) {
        str_addf(next(&s, ", "), "is faster at %zu of %zu workload%s (%s", n, all, all == 1 ? "" : "s",
                 l->speeds[side].text);
        str_add(&s, n > MOST_SPEEDS ? "; ...)" : ")");
    }
    if (l->better[side].len)
        str_add(next(&s, ", "), l->better[side].text);
    if (s.len)
        str_addf(next(out, "; "), "%c %s", side ? 'B' : 'A', s.text);
}

/* Says what both serve, where neither serves more. */
static void both(struct lead *l, struct str *out)
{
    const size_t all = l->d->n_workloads;
    size_t n = 0;
    for (size_t i = 0; i < all; i++)
        n += l->d->workload[i].cell[0]->serves && l->d->workload[i].cell[1]->serves;
    if (l->serves[0].len || l->serves[1].len)
        return;
    if (all == 0)
        str_add(next(out, "; "), "they have no workload in common, so speeds are not compared");
    else if (n == 0)
        str_addf(next(out, "; "), "neither serves a workload as fast as needed");
    else
        str_addf(next(out, "; "), "both serve %zu of %zu workload%s as fast as needed", n, all, all == 1 ? "" : "s");
}

/* Returns "3 years", or "3 and 5 years" where the sides count different horizons. */
static const char *years(const struct lead *l)
{
    struct str s = str_new(l->arena);
    for (int k = 0; k < DIFFER_SIDES; k++) {
        const double v = l->d->side[k].option->outcome.life_years;
        if (k == 1 && v == l->d->side[0].option->outcome.life_years)
            continue;
        str_add(&s, k ? " and " : "");
        fmt_number(&s, v, v == rint(v) ? 1 : 2, true);
    }
    str_add(&s, " years");
    return s.text;
}

/* Returns whether a machine of the option runs a workload; the watts of one that runs none say nothing. */
static bool works(const struct compare_option *o)
{
    bool any = false;
    for (size_t i = 0; i < o->option->machines.n; i++)
        any |= o->machine[i].use.serves != NULL;
    return any;
}

const char *page_differ_lead(struct arena *a, const struct differ *d)
{
    struct lead l = {.arena = a, .d = d, .unknown = str_new(a)};
    struct str out = str_new(a);
    for (int k = 0; k < DIFFER_SIDES; k++) {
        l.serves[k] = str_new(a);
        l.speeds[k] = str_new(a);
        l.better[k] = str_new(a);
    }
    for (size_t i = 0; i < d->n_workloads; i++)
        faster(&l, &d->workload[i]);
    less(&l, "price", "costs", "", "price");
    if (works(d->side[0].option) && works(d->side[1].option))
        less(&l, "decode_wall_w", "draws", " while decoding", "power");
    less(&l, "life_cost", "comes to", str_format(a, " over %s with electricity and resale", years(&l)),
         "cost over the years");
    for (int k = 0; k < DIFFER_SIDES; k++)
        side_words(&l, k, &out);
    if (!out.len)
        str_add(&out, "price, speed, power and cost are the same");
    both(&l, &out);
    if (l.unknown.len)
        str_add(next(&out, "; "), l.unknown.text);
    str_add(&out, ".");
    out.text[0] = (char)(out.text[0] >= 'a' && out.text[0] <= 'z' ? out.text[0] - 'a' + 'A' : out.text[0]);
    return out.text;
}
