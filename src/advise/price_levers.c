#include "price_levers.h"

#include "money.h"
#include "price_trial.h"

#include <math.h>
#include <string.h>

static bool buys(const struct bill *b, size_t line, const struct bill_line *l)
{
    const struct bill_line *other = &b->line[line];
    return !b->sold[line] && other->owned != flag_yes && other->condition == l->condition &&
           strcmp(other->id, l->id) == 0;
}

/* Returns the option that comes first with the thing at that price; NULL: that one will not do. */
static const struct compare_option *first_at(const struct comparison *c, const struct bill_line *l, double price)
{
    return price_trial_first(c, &(struct price_trial){.id = l->id, .condition = l->condition, .amount = price});
}

/* Returns the step between the prices that are tried, in parts of one: whole ones, or cents of small prices. */
static double parts_of_one(double price)
{
    static const double small = 100, cents = 100;
    return price < small ? cents : 1;
}

/* Returns the price of one as a scenario or --price would state it; NaN: none could, as of a circuit. */
static double as_stated(const struct comparison *c, const struct compare_option *o, const struct bill_line *l)
{
    const struct kind *kind = NULL;
    const void *record = catalogue_find_any(c->catalogue, l->id, &kind);
    if (!record)
        return NAN;
    const double factor = o->option->price_factor *
                          money_shock(c->terms, (struct money_thing){kind, record}, l->vendor);
    return l->unit_price.mid / factor * (1 + c->terms->reclaimed_frac);
}

static struct compare_lever lever_at(const struct bill_line *l, double now, double price)
{
    const double unit = l->unit_price.mid * (price / now);
    return (struct compare_lever){.line = l,
                                  .price = price,
                                  .now = now,
                                  .step = 1 / parts_of_one(now),
                                  .change_frac = price / now - 1,
                                  .likely = unit >= l->unit_price.low80 && unit <= l->unit_price.high80};
}

/* Finds the smallest change towards `factor` that changes the first place. Returns false where there is none, and where
   the thing at the line's price in every option changes it already. */
static bool search(const struct comparison *c, const struct bill_line *l, double now, double factor,
                   struct compare_lever *out)
{
    const struct compare_option *first = c->answered ? c->by_rank[0] : NULL;
    const double parts = parts_of_one(now);
    double stays = rint(now * parts), changes = rint(now * factor * parts);
    const struct compare_option *then = first_at(c, l, changes / parts);
    if (then == first || first_at(c, l, stays / parts) != first)
        return false;
    while (fabs(changes - stays) > 1) {
        const double middle = rint((stays + changes) / 2);
        const struct compare_option *at = first_at(c, l, middle / parts);
        if (at == first)
            stays = middle;
        else {
            changes = middle;
            then = at;
        }
    }
    *out = lever_at(l, now, changes / parts);
    out->first = then;
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

/* Returns whether an earlier line of the options, best first, buys the same thing. */
static bool tried(const struct comparison *c, size_t option, size_t line)
{
    const struct bill_line *l = &c->by_rank[option]->bill.line[line];
    for (size_t i = 0; i <= option; i++)
        for (size_t j = 0; j < (i < option ? c->by_rank[i]->bill.n : line); j++)
            if (buys(&c->by_rank[i]->bill, j, l))
                return true;
    return false;
}

static bool option_buys(const struct compare_option *o, const struct bill_line *l)
{
    for (size_t i = 0; i < o->bill.n; i++)
        if (buys(&o->bill, i, l))
            return true;
    return false;
}

/* Returns whether the change is one of what the first option buys, or the one that then comes first. A price of a third
   one can change the order too, because scores are relative; nobody buys by that. */
static bool matters(const struct comparison *c, const struct compare_lever *l)
{
    return option_buys(c->by_rank[0], l->line) || (l->first && option_buys(l->first, l->line));
}

static void try_line(struct comparison *c, const struct bill_line *l, double now)
{
    static const double half = 0.5, twice = 2;
    struct compare_lever down, up;
    const bool falls = search(c, l, now, half, &down) && matters(c, &down),
               rises = search(c, l, now, twice, &up) && matters(c, &up);
    if (falls && (!rises || before(&down, &up)))
        insert(c, &down);
    else if (rises)
        insert(c, &up);
}

void price_levers_find(struct comparison *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->by_rank[i]->bill.n; j++) {
            const struct bill_line *l = &c->by_rank[i]->bill.line[j];
            if (!buys(&c->by_rank[i]->bill, j, l) || tried(c, i, j))
                continue;
            const double now = as_stated(c, c->by_rank[i], l);
            if (now > 0)
                try_line(c, l, now);
        }
}
