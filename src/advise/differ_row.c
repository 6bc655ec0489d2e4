#include "differ_row.h"

#include "arena.h"

#include <math.h>
#include <string.h>

static const double same_frac = 1e-9; /* relative difference that is rounding */

struct differ_list differ_row_list(struct arena *a)
{
    return (struct differ_list){.arena = a};
}

bool differ_row_same(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return a == b || fabs(a - b) <= same_frac * fmax(fabs(a), fabs(b));
}

static struct differ_row *add(struct differ_list *l, struct difference d)
{
    l->v = arena_more(l->arena, l->v, l->n, &l->room, sizeof *l->v);
    l->v[l->n] = (struct differ_row){.is = d, .rest_factor = NAN};
    return &l->v[l->n++];
}

static struct difference numbers(const char *name, enum unit unit, double a, double b)
{
    const bool comparable = a != 0 && a * b >= 0;
    return (struct difference){
        .name = name, .a = a, .b = b, .difference = b - a, .ratio = comparable ? b / a : NAN, .unit = unit_label(unit)};
}

struct differ_row *differ_row_number(struct differ_list *l, const char *name, enum unit unit, int digits, double a,
                                     double b)
{
    if (differ_row_same(a, b)) {
        l->n_equal++;
        return NULL;
    }
    struct differ_row *row = add(l, numbers(name, unit, a, b));
    row->unit = unit;
    row->digits = digits;
    row->rest_factor = NAN;
    return row;
}

struct differ_row *differ_row_words(struct differ_list *l, const char *name, const char *a, const char *b)
{
    if (a == b || (a && b && strcmp(a, b) == 0)) {
        l->n_equal++;
        return NULL;
    }
    return add(l, (struct difference){
                      .name = name, .a = NAN, .b = NAN, .difference = NAN, .ratio = NAN, .a_words = a, .b_words = b});
}

static const char *word_of(const struct figure *f, const void *result)
{
    if (f->type == FIGURE_TEXT)
        return *(const char *const *)results_member(f, result);
    const int word = *(const int *)results_member(f, result);
    return word ? enums_words(f->words, word) : NULL;
}

static bool is_money(enum unit u)
{
    return u == UNIT_MONEY || u == UNIT_MONEY_YEAR || u == UNIT_MONEY_KWH || u == UNIT_MONEY_DAY ||
           u == UNIT_MONEY_MTOK || u == UNIT_MONEY_H;
}

void differ_row_figure(struct differ_list *l, const char *name, const struct figure *f, const void *a, const void *b,
                       double money)
{
    if (f->type == FIGURE_WORD || f->type == FIGURE_TEXT)
        differ_row_words(l, name, word_of(f, a), word_of(f, b));
    else
        differ_row_number(l, name, f->unit, f->digits, results_value(f, a),
                          results_value(f, b) * (is_money(f->unit) ? money : 1));
}

void differ_row_total(struct differ_list *l, const char *name, enum unit unit, int digits, double a, double b)
{
    if (l->n == 0)
        return;
    struct differ_row *row = add(l, numbers(name, unit, a, b));
    row->unit = unit;
    row->digits = digits;
    row->total = true;
}

void differ_row_cause(struct differ_row *row, const struct differ_cause *cause)
{
    static const double least_effect = 0.02; /* a change of the term by 2 % */
    if (!row || !(fabs(cause->effect) >= least_effect))
        return;
    int at = row->n_causes < DIFFER_CAUSES ? row->n_causes++ : DIFFER_CAUSES;
    for (; at > 0 && fabs(row->cause[at - 1].effect) < fabs(cause->effect); at--)
        if (at < DIFFER_CAUSES)
            row->cause[at] = row->cause[at - 1];
    if (at == DIFFER_CAUSES)
        return;
    row->cause[at] = *cause;
    row->cause[at].factor = exp(cause->effect);
}
