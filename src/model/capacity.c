/* capacity.c: users at once, by bisection over the batch size.

   Idea: with more users the cache grows and the rate of each falls, so "n users are served" is true up to some n
   and false beyond it; bisection finds that n between 0 and the policy's users_most.
   Invariant: `low` users are served, `high` users are not.
   Reference: docs/model.md, "Users at once". */
#include "capacity.h"

#include "bug.h"
#include "known.h"

#include <math.h>

/* Returns the case with `users` sequences of ctx tokens each. */
static struct predict_case with_users(const struct predict_case *c, double ctx, double users)
{
    struct predict_case trial = *c;
    trial.batch = users;
    trial.memory.n_seq = users;
    trial.memory.ctx = ctx * users;
    trial.clients = true;
    trial.memory.max_seqs = isnan(c->memory.engine->pool_frac) ? users : c->memory.max_seqs;
    trial.want_largest_ctx = false;
    return trial;
}

/* What a number of users is tested against. */
struct trial {
    const struct predict_case *c;
    const struct rig *r;
    const struct policy *p;
    double ctx;
    struct capacity_need need;
};

static bool holds(const struct trial *t, double users)
{
    const struct predict_case c = with_users(t->c, t->ctx, users);
    return memory_holds(&c.memory, t->r, t->p);
}

/* Returns false if no placement that may be chosen is fast enough: neither that of the case nor, if layers may move to
   system RAM, one with fewer layers on devices. It needs no compute buffers, which cost most of a prediction. */
static bool may_be_fast_enough(const struct trial *t, const struct predict_case *c, double users)
{
    struct predict_case trial = *c;
    struct placement pl;
    const bool moves = memory_may_offload(&c->memory, t->r);
    for (int i = c->memory.llm->n_layers + 1; i >= 0; i--) {
        trial.memory.ngl = moves ? i : c->memory.ngl;
        if (memory_has_room(&trial.memory, t->r, t->p, &pl) &&
            predict_decode_tok_s(&trial, t->r, t->p, &pl) / users >= known_or(t->need.tok_s, 0))
            return true;
        if (!moves)
            break;
    }
    return false;
}

static bool fast_enough(const struct trial *t, double users)
{
    const struct predict_case c = with_users(t->c, t->ctx, users);
    struct predict_out out;
    if (!may_be_fast_enough(t, &c, users) || !predict_run(&c, t->r, t->p, &out) || out.figures.verdict == verdict_no)
        return false;
    const struct predict_speeds v = predict_speeds_of(&c, t->need.prompt_depth, t->r, t->p, &out.memory.placement);
    return !(v.decode_tok_s.mid / users < t->need.tok_s) && !(v.ttft_s.mid > t->need.ttft_s);
}

/* Returns the largest number of users for which `served` is true; served is monotonic: once false, it stays false. */
static double most_users(const struct trial *t, bool (*served)(const struct trial *, double))
{
    double low = 0, high = t->p->users_most + 1;
    BUG_UNLESS(high > low);
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        if (served(t, middle))
            low = middle;
        else
            high = middle;
    }
    return low;
}

double capacity_users_memory(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx)
{
    const struct trial t = {c, r, p, ctx, {NAN, NAN, NAN}};
    return most_users(&t, holds);
}

double capacity_users_speed(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx,
                            struct capacity_need need)
{
    const struct trial t = {c, r, p, ctx, need};
    return (isnan(need.tok_s) && isnan(need.ttft_s)) || rig_assumed_of(r) == assumed_missing
               ? NAN
               : most_users(&t, fast_enough);
}
