/* differ_inputs.c: which fields of two scenarios differ.

   Idea: a record is a table (record/schema.h), so a scenario is a list of paths with values; entries of a list are
   known by their id, else by their place. Two such lists are matched by path. */
#include "differ_inputs.h"

#include "arena.h"
#include "differ_row.h"
#include "money.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct value {
    const char *path;
    const struct field *field;
    const void *record; /* NULL: the path is an entry of a list, which is there */
};

struct values {
    struct arena *arena;
    struct value *v;
    size_t n, room;
};

/* ---- a record as a list of paths ---- */

static void add(struct values *l, const char *path, const struct field *f, const void *record)
{
    l->v = arena_more(l->arena, l->v, l->n, &l->room, sizeof *l->v);
    l->v[l->n++] = (struct value){path, f, record};
}

/* Texts about the file itself, and what is compared. */
static bool is_left_out(const struct kind *k, const struct field *f)
{
    static const char *const names[] = {"options", "machines", "schema", "include"};
    bool out = false;
    for (size_t i = 0; k == &kind_scenario && i < sizeof names / sizeof *names; i++)
        out |= strcmp(f->name, names[i]) == 0;
    return out;
}

static void flatten(struct values *l, const char *path, const struct kind *k, const void *record)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const char *at = str_format(l->arena, "%s%s%s", path, *path ? "." : "", f->name);
        const void *member = schema_member(record, f);
        if (is_left_out(k, f))
            continue;
        if (f->type == FIELD_LIST) {
            const struct any_list *list = member;
            for (size_t j = 0; j < list->n; j++) {
                const void *entry = schema_at(f->kind, list, j);
                const char *id = schema_id(f->kind, entry);
                const char *name = id ? str_format(l->arena, "%s.%s", at, id) : str_format(l->arena, "%s.%zu", at, j);
                if (id)
                    add(l, name, NULL, NULL);
                flatten(l, name, f->kind, entry);
            }
        } else if (f->type == FIELD_ONE) {
            if (*(const void *const *)member)
                flatten(l, at, f->kind, *(const void *const *)member);
        } else
            add(l, at, f, record);
    }
}

static const char *joined(struct arena *a, const struct text_list *t)
{
    struct str s = str_new(a);
    for (size_t i = 0; i < t->n; i++)
        str_addf(&s, "%s%s", i ? ", " : "", t->v[i]);
    return t->n ? s.text : NULL;
}

/* Returns the value of a field that is no number, in words; NULL: absent. */
static const char *words_of(struct arena *a, const struct value *v)
{
    const void *at;
    if (!v || !v->record)
        return v ? "stated" : NULL;
    at = schema_member(v->record, v->field);
    switch (v->field->type) {
    case FIELD_TEXT: return *(const char *const *)at;
    case FIELD_TEXTS: return joined(a, at);
    case FIELD_ENUM: return *(const int *)at ? enums_text(v->field->words, *(const int *)at) : NULL;
    case FIELD_LINK: return *(const void *const *)at ? schema_id(v->field->kind, *(const void *const *)at) : NULL;
    default: return NULL;
    }
}

static double number_of(const struct value *v)
{
    const void *at = v ? schema_member(v->record, v->field) : NULL;
    return !v ? NAN : v->field->type == FIELD_SPAN ? ((const struct range *)at)->mid : *(const double *)at;
}

static bool is_number(const struct value *v)
{
    const enum field_type t = v && v->field ? v->field->type : FIELD_TEXT;
    return t == FIELD_NUM || t == FIELD_INT || t == FIELD_SPAN;
}

static const struct value *find(const struct values *l, const char *path)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].path, path) == 0)
            return &l->v[i];
    return NULL;
}

/* Returns whether an entry of a list that the path lies in is missing on the other side: that entry has a row. */
static bool within_missing(struct arena *a, const struct values *mine, const struct values *other, const char *path)
{
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.')) {
        const char *head = arena_strndup(a, path, (size_t)(dot - path));
        const struct value *v = find(mine, head);
        if (v && !v->record && !find(other, head))
            return true;
    }
    return false;
}

/* Returns an amount with the currency of its side; NULL: that side has none. */
static const char *amount_of(const struct differ *d, struct arena *a, int side, const struct value *v)
{
    const enum currency c = d->side[side].comparison->scenario->currency;
    return v ? str_format(a, "%s %.10g", enums_text(&enums_currency, (int)c), number_of(v)) : NULL;
}

/* Amounts of two currencies are words: a difference of them would say nothing. */
static void compare(const struct differ *d, struct differ_list *out, const struct value *a, const struct value *b)
{
    enum { DIGITS = 6 };
    const struct value *one = a ? a : b;
    const bool unlike = d->side[0].comparison->scenario->currency != d->side[1].comparison->scenario->currency;
    if (is_number(one) && one->field->unit == UNIT_MONEY && unlike)
        differ_row_words(out, one->path, amount_of(d, out->arena, 0, a), amount_of(d, out->arena, 1, b));
    else if (is_number(one))
        differ_row_number(out, one->path, one->field->unit, DIGITS, number_of(a), number_of(b));
    else
        differ_row_words(out, one->path, words_of(out->arena, a), words_of(out->arena, b));
}

void differ_inputs(struct arena *a, struct differ *d)
{
    struct values side[DIFFER_SIDES];
    d->inputs = differ_row_list(a);
    if (d->one_comparison)
        return;
    for (int k = 0; k < DIFFER_SIDES; k++) {
        side[k] = (struct values){.arena = a};
        flatten(&side[k], "", &kind_scenario, d->side[k].comparison->scenario);
    }
    for (size_t i = 0; i < side[0].n; i++)
        if (!within_missing(a, &side[0], &side[1], side[0].v[i].path))
            compare(d, &d->inputs, &side[0].v[i], find(&side[1], side[0].v[i].path));
    for (size_t i = 0; i < side[1].n; i++)
        if (!find(&side[0], side[1].v[i].path) && !within_missing(a, &side[1], &side[0], side[1].v[i].path))
            compare(d, &d->inputs, NULL, &side[1].v[i]);
}

/* ---- dates ---- */

enum { RATE_DIGITS = 5 };

static const struct bill *bill_of(const struct differ *d, int side)
{
    return &d->side[side].option->bill;
}

/* Adds what one unit of each currency costs in that of A. */
static void rates(struct arena *a, struct differ *d)
{
    const struct comparison *const c[] = {d->side[0].comparison, d->side[1].comparison};
    for (int k = currency_unknown + 1; k < currency_end; k++) {
        const enum currency from = (enum currency)k;
        bool seen = from == currency_usd; /* rent and tokens are mostly asked in dollars */
        for (int s = 0; s < DIFFER_SIDES; s++)
            for (size_t i = 0; i < bill_of(d, s)->n; i++)
                seen |= bill_of(d, s)->from[i] && bill_of(d, s)->from[i]->currency == from;
        if (!seen || from == c[0]->terms->currency)
            continue;
        const char *name = str_format(a, "1 %s in %s", enums_text(&enums_currency, k),
                                      enums_text(&enums_currency, (int)c[0]->terms->currency));
        differ_row_number(&d->dates, name, UNIT_NONE, RATE_DIGITS, money_convert(c[0]->terms, range_exact(1), from).mid,
                          money_convert(c[1]->terms, range_exact(1), from).mid * d->money);
    }
}

static const struct bill_line *line_of(const struct bill *b, const char *id, bool sold, enum condition condition)
{
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->line[i].id, id) == 0 && b->sold[i] == sold && b->line[i].condition == condition)
            return &b->line[i];
    return NULL;
}

static void unit_prices(struct differ *d)
{
    const struct bill *mine = bill_of(d, 0);
    for (size_t i = 0; i < mine->n; i++) {
        const struct bill_line *l = &mine->line[i], *other = line_of(bill_of(d, 1), l->id, mine->sold[i], l->condition);
        const struct figure *f = results_find(&figures_bill_line, "unit_price");
        if (other && line_of(mine, l->id, mine->sold[i], l->condition) == l)
            differ_row_figure(&d->dates, l->name, f, l, other, d->money);
    }
}

static const struct cloud *offer_of(const struct compare_option *o, size_t i)
{
    return i < o->option->machines.n ? o->machine[i].seen : NULL;
}

static void offers(struct arena *a, struct differ *d)
{
    const struct compare_option *const o[] = {d->side[0].option, d->side[1].option};
    for (size_t i = 0; i < o[0]->option->machines.n; i++) {
        const struct cloud *x = offer_of(o[0], i), *y = offer_of(o[1], i);
        if (x && y && strcmp(x->provider, y->provider) == 0 && x->device == y->device && x->currency == y->currency)
            differ_row_number(&d->dates,
                              str_format(a, "%s at %s, an hour, %s", x->device->id, x->provider,
                                         enums_text(&enums_currency, (int)x->currency)),
                              UNIT_NONE, RATE_DIGITS, x->rate_h.mid, y->rate_h.mid);
    }
}

void differ_inputs_dates(struct arena *a, struct differ *d)
{
    d->dates = differ_row_list(a);
    if (strcmp(d->side[0].comparison->scenario->as_of, d->side[1].comparison->scenario->as_of) == 0)
        return;
    rates(a, d);
    unit_prices(d);
    offers(a, d);
}
