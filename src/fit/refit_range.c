/* Idea: the error of a like case on the same machine has the variance of the user's own errors, drawn towards that of
   the catalogue's range, which counts as one row more:
       s^2 = (s0^2 + sum of ln^2 * n / (n - 1)) / (1 + n),   s0 = ln(high80 / low80) / (2 * 1.2816),
   where n / (n - 1) makes up for the factor that was fitted to the same n rows. The next measurement varies by
   s * sqrt(1 + 1 / n). A single row says nothing of scatter: its cases keep the catalogue's range.

   Invariant: a range contains its prediction, and a record covers only cases like rows that the user measured; other
   cases of the machine keep the catalogue's range.

   Reference: the posterior mean of a variance under a prior that weighs as one observation, e.g. A. Gelman et al.,
   Bayesian Data Analysis, section 2.6; docs/decisions/0029. */
#include "refit_range.h"

#include "arena.h"
#include "calibrate_row.h"
#include "interval.h"
#include "real.h"

#include <math.h>

static const unsigned keys = INTERVAL_split | INTERVAL_model_kind | INTERVAL_kernels | INTERVAL_backend |
                             INTERVAL_device | INTERVAL_deep | INTERVAL_batched | INTERVAL_own;
/* Quantiles of the normal distribution. */
static const double z80 = 1.2816, z95 = 1.9600;

static struct spread case_of(const struct refit_range_row *r)
{
    return interval_case(&r->row->key, r->row->phase, r->row->predict.depth, r->row->predict.batch);
}

static struct spread record(const struct spread *group, const struct range *before, double n, double squares)
{
    struct spread out = *group;
    const double s0 = real_log(before->high80 / before->low80) / (2 * z80);
    const double s = sqrt((s0 * s0 + squares * n / (n - 1)) / (1 + n)) * sqrt(1 + 1 / n);
    out.rows = n;
    out.low95 = -z95 * s;
    out.low80 = -z80 * s;
    out.high80 = z80 * s;
    out.high95 = z95 * s;
    return out;
}

struct refit_ranges refit_range_run(struct arena *a, const struct catalogue *c, const struct refit_range_row *rows,
                                    size_t n)
{
    struct spread *v = ARENA_ARRAY(a, n + 1, struct spread);
    struct refit_ranges out = {{0, v}, ARENA_ARRAY(a, n + 1, struct refit_range)};
    for (size_t i = 0; i < n; i++) {
        const struct spread one = case_of(&rows[i]), group = interval_group(&one, keys);
        const struct range before = interval_range(&c->spreads, &one);
        bool done = isnan(before.low80);
        double squares = 0, like = 0;
        for (size_t k = 0; k < out.records.n && !done; k++)
            done = interval_same(&v[k], &group);
        for (size_t k = 0; k < n && !done; k++) {
            const struct spread other = case_of(&rows[k]);
            const bool in = interval_match(&group, &other);
            squares += in ? rows[k].ln * rows[k].ln : 0;
            like += in;
        }
        if (done || like < 2)
            continue;
        struct spread *s = &v[out.records.n];
        *s = record(&group, &before, like, squares);
        const struct range after = interval_factors(s);
        out.shown[out.records.n++] = (struct refit_range){.machine = rows[i].machine,
                                                          .phase = one.phase,
                                                          .model_kind = one.model_kind,
                                                          .deep = one.deep,
                                                          .batched = one.batched,
                                                          .rows = like,
                                                          .before_low_frac = before.low80 - 1,
                                                          .before_high_frac = before.high80 - 1,
                                                          .after_low_frac = after.low80 - 1,
                                                          .after_high_frac = after.high80 - 1};
    }
    return out;
}
