#include "price_levers.h"

#include "arena.h"
#include "bill.h"
#include "bug.h"
#include "money.h"
#include "rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The comparison as it is, and a copy that is changed. */
struct trial {
    const struct comparison *c;
    struct comparison copy;
};

static bool buys(const struct bill *b, size_t line, const char *id)
{
    return !b->sold[line] && b->line[line].owned != flag_yes && strcmp(b->line[line].id, id) == 0;
}

/* Sets the figures of option i that depend on prices, with the thing at `factor` times its price. */
static void change_option(struct arena *a, struct trial *t, size_t i, const char *id, double factor)
{
    const struct compare_option *from = &t->c->v[i];
    struct compare_option *o = &t->copy.v[i];
    const size_t n = from->bill.n;
    struct bill_line *lines = ARENA_ARRAY(a, n + 1, struct bill_line);
    struct fund_use *funds = ARENA_ARRAY(a, t->c->scenario->funds.n, struct fund_use);
    memcpy(lines, from->bill.line, n * sizeof *lines);
    bool changed = false;
    for (size_t j = 0; j < n; j++)
        if (buys(&from->bill, j, id)) {
            lines[j].total = range_scale(lines[j].total, factor);
            changed = true;
        }
    *o = *from;
    if (!changed)
        return;
    struct outcome *r = &o->outcome;
    bill_settle(t->c->terms, lines, n, from->rent, from->purse, funds, r);
    const double more = r->price.mid - from->outcome.price.mid;
    r->paid_cost = from->outcome.paid_cost + more;
    r->life_cost = from->outcome.life_cost + more; /* paying more brings no more when it is sold */
    r->cost_mtok = from->outcome.cost_mtok * (r->life_cost / from->outcome.life_cost); /* the same tokens */
}

static bool will_do(const struct comparison *c, const struct compare_option *o)
{
    return o->possible && o->outcome.musts >= c->n_musts && o->outcome.runs > 0;
}

/* Returns the option that comes first with the thing at `factor` times its price; NULL: the first will not do. */
static const struct compare_option *first_at(struct trial *t, const char *id, double factor)
{
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < t->c->n; i++)
        change_option(scratch, t, i, id, factor);
    rank_options(scratch, &t->copy);
    const size_t now = (size_t)(t->copy.by_rank[0] - t->copy.v);
    BUG_UNLESS(now < t->c->n);
    arena_free(scratch);
    return will_do(t->c, &t->copy.v[now]) ? &t->c->v[now] : NULL;
}

/* Finds the smallest change towards `factor` that changes the first place. Returns false where there is none. */
static bool search(struct trial *t, const struct bill_line *l, double factor, struct compare_lever *out)
{
    enum { STEPS = 7 };
    const struct compare_option *first = t->c->answered ? t->c->by_rank[0] : NULL, *then = first_at(t, l->id, factor);
    double stays = 0, changes = log(factor);
    if (then == first)
        return false;
    for (int i = 0; i < STEPS; i++) {
        const double middle = (stays + changes) / 2;
        const struct compare_option *now = first_at(t, l->id, exp(middle));
        if (now == first)
            stays = middle;
        else {
            changes = middle;
            then = now;
        }
    }
    const double by = exp(changes);
    *out = (struct compare_lever){.line = l,
                                  .price = l->unit_price.mid * by,
                                  .change_frac = by - 1,
                                  .likely = l->unit_price.mid * by >= l->unit_price.low80 &&
                                            l->unit_price.mid * by <= l->unit_price.high80,
                                  .first = then};
    return true;
}

/* Likely changes come first, then small ones. */
static bool before(const struct compare_lever *a, const struct compare_lever *b)
{
    return a->likely != b->likely ? a->likely : fabs(log1p(a->change_frac)) < fabs(log1p(b->change_frac));
}

static void insert(struct comparison *c, const struct compare_lever *l)
{
    size_t i = c->n_levers;
    while (i > 0 && before(l, &c->lever[i - 1]))
        i--;
    if (i == COMPARE_LEVERS)
        return;
    c->n_levers += c->n_levers < COMPARE_LEVERS;
    for (size_t j = c->n_levers - 1; j > i; j--)
        c->lever[j] = c->lever[j - 1];
    c->lever[i] = *l;
}

/* Returns whether an earlier line buys the same thing. */
static bool tried(const struct comparison *c, size_t option, size_t line)
{
    const char *id = c->v[option].bill.line[line].id;
    for (size_t i = 0; i <= option; i++)
        for (size_t j = 0; j < (i < option ? c->v[i].bill.n : line); j++)
            if (buys(&c->v[i].bill, j, id))
                return true;
    return false;
}

static bool option_buys(const struct compare_option *o, const char *id)
{
    for (size_t i = 0; i < o->bill.n; i++)
        if (buys(&o->bill, i, id))
            return true;
    return false;
}

/* Returns whether the change is one of what the first option buys, or the one that then comes first. A price of a third
   one can change the order too, because scores are relative; nobody buys by that. */
static bool matters(const struct comparison *c, const struct compare_lever *l)
{
    return option_buys(c->by_rank[0], l->line->id) || (l->first && option_buys(l->first, l->line->id));
}

static void try_line(struct comparison *c, struct trial *t, const struct bill_line *l)
{
    static const double half = 0.5, twice = 2;
    struct compare_lever down, up;
    const bool falls = search(t, l, half, &down) && matters(c, &down),
               rises = search(t, l, twice, &up) && matters(c, &up);
    if (falls && (!rises || before(&down, &up)))
        insert(c, &down);
    else if (rises)
        insert(c, &up);
}

void price_levers_find(struct comparison *c)
{
    struct arena *a = arena_new();
    struct trial t = {.c = c, .copy = *c};
    t.copy.v = ARENA_ARRAY(a, c->n, struct compare_option);
    memcpy(t.copy.v, c->v, c->n * sizeof *c->v);
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->v[i].bill.n; j++) {
            const struct bill_line *l = &c->v[i].bill.line[j];
            if (buys(&c->v[i].bill, j, l->id) && l->unit_price.mid > 0 && !tried(c, i, j))
                try_line(c, &t, l);
        }
    arena_free(a);
}
