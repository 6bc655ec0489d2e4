/* assumed.c: the spread of assumed rates, carried through the step law.

   Idea: the case is predicted again with one kind of assumed rate after the other at the ends of its range, and the
   logarithm of each change of the speed is added in squares to that of the prediction interval. All devices are fast
   together or slow together: the wider choice.
   Invariant: no bound comes nearer to the speed; without assumed rates nothing changes.
   Reference: docs/model.md, "Rates that a record does not state". */
#include "assumed.h"

#include "bug.h"
#include "pace.h"
#include "real.h"

#include <math.h>

/* A case to predict again with other rates. */
struct trial {
    const struct predict_case *c;
    const struct step_case *s;
    enum phase phase;
    double mid_s; /* its seconds with the assumed rates */
};

static double seconds(const struct trial *t, const struct rig *r)
{
    return pace_s(t->c, t->s->placement, r, t->s->policy, t->phase);
}

/* Returns the size of ln(seconds / seconds before) with the assumed values of one rate times exp(way * their width). */
static double change_ln(const struct trial *t, int rate, int level, double way)
{
    struct rig r = *t->s->rig;
    for (int i = 0; i < r.n; i++)
        r.dev[i].assumed.v[rate] *= real_exp(way * r.dev[i].assumed.ln[rate][level]);
    return fabs(real_log(seconds(t, &r) / t->mid_s));
}

/* Returns how far the speed moves when all assumed rates are higher (way 1) or lower (way -1). */
static double moved_ln(const struct trial *t, int level, double way)
{
    double sum = 0;
    for (int k = 0; k < RIG_RATES; k++)
        sum = real_hypot(sum, change_ln(t, k, level, way));
    return sum;
}

/* Returns the factor `bound` of the speed, moved away from 1 by change, in squares of logarithms. */
static double wider(double bound, double change)
{
    const double ln = real_log(bound), all = real_hypot(ln, change);
    return real_exp(ln < 0 ? -all : all);
}

struct range assumed_widen(const struct predict_case *c, const struct step_case *s, enum phase phase, struct range base)
{
    if (!rig_assumes(s->rig) || rig_assumed_of(s->rig) == assumed_missing)
        return base;
    struct trial t = {c, s, phase, NAN};
    t.mid_s = seconds(&t, s->rig);
    BUG_UNLESS(t.mid_s > 0);
    return (struct range){wider(base.low95, moved_ln(&t, RIG_95, -1)), wider(base.low80, moved_ln(&t, RIG_80, -1)),
                          base.mid, wider(base.high80, moved_ln(&t, RIG_80, 1)),
                          wider(base.high95, moved_ln(&t, RIG_95, 1))};
}
