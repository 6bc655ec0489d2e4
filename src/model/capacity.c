#include "capacity.h"

#include <math.h>

static struct predict_case with_users(const struct predict_case *c, double ctx, double users)
{
    struct predict_case trial = *c;
    trial.batch = users;
    trial.memory.n_seq = users;
    trial.memory.ctx = ctx * users;
    trial.want_largest_ctx = false;
    return trial;
}

/* What a number of users is tried against. */
struct trial {
    const struct predict_case *c;
    const struct rig *r;
    const struct policy *p;
    double ctx, need_tok_s;
};

static bool holds(const struct trial *t, double users)
{
    const struct predict_case c = with_users(t->c, t->ctx, users);
    return memory_holds(&c.memory, t->r, t->p);
}

static bool fast_enough(const struct trial *t, double users)
{
    const struct predict_case c = with_users(t->c, t->ctx, users);
    struct predict_out out;
    return predict_run(&c, t->r, t->p, &out) && out.figures.verdict != verdict_no &&
           out.figures.decode_tok_s.mid / users >= t->need_tok_s;
}

/* The most users for whom it is right; once it is wrong it stays wrong. */
static double most_users(const struct trial *t, bool (*right)(const struct trial *, double))
{
    double low = 0, high = t->p->users_most + 1;
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        if (right(t, middle))
            low = middle;
        else
            high = middle;
    }
    return low;
}

double capacity_users_memory(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx)
{
    const struct trial t = {c, r, p, ctx, NAN};
    return most_users(&t, holds);
}

double capacity_users_speed(const struct predict_case *c, const struct rig *r, const struct policy *p, double ctx,
                            double need_tok_s)
{
    const struct trial t = {c, r, p, ctx, need_tok_s};
    return isnan(need_tok_s) ? NAN : most_users(&t, fast_enough);
}
