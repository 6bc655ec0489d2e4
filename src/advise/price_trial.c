#include "price_trial.h"

#include "arena.h"
#include "bug.h"
#include "choices.h"
#include "money.h"
#include "rank.h"
#include "settle.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Returns whether the option buys the thing in that condition, or sells anything, maybe by another name of the thing.
 */
static bool trades(const struct compare_option *o, const struct price_trial *t)
{
    for (size_t i = 0; t->id && i < o->bill.n; i++) {
        const struct bill_line *l = &o->bill.line[i];
        if (o->bill.sold[i])
            return true;
        if (l->owned != flag_yes && l->condition == t->condition && same(l->id, t->id))
            return true;
    }
    return false;
}

/* Returns whether it is the option whose price factor changes, or a variant of that one. */
static bool is_factored(const struct compare_option *o, const struct price_trial *t)
{
    return same(o->option->variant_of ? o->option->variant_of : o->outcome.id, t->option);
}

static const struct option *dearer(struct arena *a, const struct option *o, double factor)
{
    struct option *out = ARENA_NEW(a, struct option);
    *out = *o;
    out->price_factor *= factor;
    return out;
}

/* Adds the trial's price to those that are stated, as one that comes with the question: it wins over all others. */
static void state_price(struct arena *a, const struct price_trial *t, struct money_terms *terms)
{
    const size_t n = terms->own->n;
    struct own_price *v = ARENA_ARRAY(a, n + 1, struct own_price);
    struct own_price_list *own = ARENA_NEW(a, struct own_price_list);
    if (n > 0)
        memcpy(v, terms->own->v, n * sizeof *v);
    v[n] = (struct own_price){.component = t->id, .amount = range_exact(t->amount), .condition = t->condition};
    *own = (struct own_price_list){n + 1, v};
    terms->own = own;
}

/* Works out the money of option i again. */
static void settle_again(struct arena *a, struct comparison *c, size_t i, const struct price_trial *t)
{
    struct compare_option *o = &c->v[i];
    const struct compare_option *before = &c->settled[i];
    *o = *settle_copy(a, &c->seated[i], 1);
    if (is_factored(before, t)) {
        o->option = dearer(a, o->option, t->factor);
        for (size_t k = 0; k < o->n_phases; k++)
            o->phase[k].option = dearer(a, o->phase[k].option, t->factor);
    }
    settle_option(a, c, o);
    o->outcome.speed_frac = before->outcome.speed_frac;
    o->assumed_rates = before->assumed_rates;
}

const struct compare_option *price_trial_first(const struct comparison *c, const struct price_trial *t)
{
    struct arena *a = arena_new();
    struct comparison trial = *c;
    struct money_terms terms = *c->terms;
    const struct compare_option *found = NULL;
    trial.terms = &terms;
    trial.n = c->n_settled;
    trial.v = ARENA_ARRAY(a, trial.n + 1, struct compare_option);
    memcpy(trial.v, c->settled, trial.n * sizeof *trial.v);
    if (t->id)
        state_price(a, t, &terms);
    for (size_t i = 0; i < trial.n; i++)
        if (trades(&c->settled[i], t) || is_factored(&c->settled[i], t))
            settle_again(a, &trial, i, t);
    rank_options(a, &trial);
    if (choices_fold(a, &trial)) {
        rank_speeds(&trial);
        rank_options(a, &trial);
    }
    const struct compare_option *first = trial.by_rank[0];
    for (size_t i = 0; i < c->n && !found; i++)
        found = same(c->v[i].outcome.id, first->outcome.id) ? &c->v[i] : NULL;
    BUG_UNLESS(found);
    const bool will_do = first->possible && first->outcome.musts >= c->n_musts && first->outcome.runs > 0;
    arena_free(a);
    return will_do ? found : NULL;
}
