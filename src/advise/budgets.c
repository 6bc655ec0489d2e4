#include "budgets.h"

#include "arena.h"
#include "bill.h"
#include "bug.h"
#include "fund_limits.h"
#include "money.h"
#include "rank.h"

#include <math.h>
#include <string.h>

/* Returns a copy of the comparison with all variants of choices as options of their own. */
static struct comparison with_variants(struct arena *a, const struct comparison *c)
{
    struct comparison all = *c;
    all.v = ARENA_ARRAY(a, c->n + c->n_variants + 1, struct compare_option);
    all.n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        const size_t n = o->n_variants > 0 ? o->n_variants : 1;
        memcpy(&all.v[all.n], o->n_variants > 0 ? o->variant : o, n * sizeof *o);
        all.n += n;
    }
    BUG_UNLESS(all.n >= c->n);
    return all;
}

/* Pays the option from its purse with the budget in the first fund that buys anything. */
static void pay(struct arena *a, const struct comparison *c, double budget, struct compare_option *o)
{
    struct fund_list purse = *o->purse;
    struct fund *v = ARENA_ARRAY(a, purse.n + 1, struct fund);
    memcpy(v, purse.v, purse.n * sizeof *v);
    for (size_t i = 0; i < purse.n; i++)
        if (fund_limits_none(&v[i])) {
            v[i].amount = budget;
            v[i].currency = c->terms->currency;
            break;
        }
    purse.v = v;
    o->funds = ARENA_ARRAY(a, purse.n + 1, struct fund_use);
    bill_settle(c->terms, o->bill.line, o->bill.n, o->rent, &purse, o->funds, &o->outcome);
}

static void fill(struct budgeted *out, const struct comparison *trial)
{
    const struct compare_option *first = trial->by_rank[0];
    out->price = range_unknown();
    out->left = out->musts = out->score = NAN;
    for (size_t i = 0; i < trial->n && !out->id; i++) {
        first = trial->by_rank[i];
        if (first->outcome.affordable != flag_yes || first->outcome.runs <= 0)
            continue;
        out->id = first->outcome.id;
        out->title = first->outcome.title;
        out->price = first->outcome.price;
        out->left = first->outcome.left;
        out->musts = first->outcome.musts;
        out->build_verdict = first->outcome.build_verdict;
        out->score = first->outcome.score;
    }
}

void budgets_run(struct arena *a, struct comparison *c)
{
    const struct scenario *s = c->scenario;
    const struct priority_set own = {.id = "those of the ranking", .priorities = s->priorities};
    const struct priority_set *sets = s->priority_sets.n > 0 ? s->priority_sets.v : &own;
    const size_t n_sets = s->priority_sets.n > 0 ? s->priority_sets.n : 1;
    c->budgeted = ARENA_ARRAY(a, s->budgets.n * n_sets + 1, struct budgeted);
    c->n_budgeted = 0;
    for (size_t b = 0; b < s->budgets.n; b++) {
        struct arena *scratch = arena_new();
        struct comparison trial = with_variants(scratch, c);
        struct scenario weighed = *s;
        trial.scenario = &weighed;
        for (size_t i = 0; i < trial.n; i++)
            pay(scratch, c, s->budgets.v[b].amount, &trial.v[i]);
        for (size_t k = 0; k < n_sets; k++) {
            struct budgeted *out = &c->budgeted[c->n_budgeted++];
            weighed.priorities = sets[k].priorities;
            rank_options(scratch, &trial);
            *out = (struct budgeted){.budget = s->budgets.v[b].amount,
                                     .budget_title = s->budgets.v[b].title,
                                     .priorities = sets[k].title ? sets[k].title : sets[k].id};
            fill(out, &trial);
        }
        arena_free(scratch);
    }
}
