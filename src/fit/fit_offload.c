/* Idea: the time of a step with layers or experts in system RAM is linear in the reciprocals of ram_frac, of the CPU's
   rates and of the copy rate, so every row is reduced to coefficients once and a fit costs milliseconds. crossing_us is
   the policy's: rows cannot tell it from the launches in the constants of the cards.

   Invariant: decode rows decide ram_frac and cpu_vector_tflops, and only then prefill rows decide cpu_matrix_tflops and
   copy_gb_s; the total weight of a group of n rows is sqrt(n), so that no single large group
   dominates the fit.

   Reference: docs/model.md, section 2.1; the law is model/offload.c, its constants are in data/policies.json. */
#include "fit_offload.h"

#include "bug.h"
#include "lsq.h"
#include "offload_request.h"
#include "pace.h"
#include "real.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { MOST_ROWS = 4096, ROUNDS = 20, STEPS = 50 };

/* Where a policy holds each constant. */
static const size_t field[OFFLOAD_CONSTANTS] = {
    [OFFLOAD_RAM_FRAC] = offsetof(struct policy, ram_frac),
    [OFFLOAD_CPU_VECTOR] = offsetof(struct policy, cpu_vector_tflops),
    [OFFLOAD_CPU_MATRIX] = offsetof(struct policy, cpu_matrix_tflops),
    [OFFLOAD_COPY] = offsetof(struct policy, copy_gb_s),
};

const char *fit_offload_name(enum fit_offload_constant k)
{
    static const char *const names[OFFLOAD_CONSTANTS] = {
        [OFFLOAD_RAM_FRAC] = "ram_frac",
        [OFFLOAD_CPU_VECTOR] = "cpu_vector_tflops",
        [OFFLOAD_CPU_MATRIX] = "cpu_matrix_tflops",
        [OFFLOAD_COPY] = "copy_gb_s",
    };
    BUG_UNLESS(k < OFFLOAD_CONSTANTS);
    return names[k];
}

static double *constant(struct policy *p, int k)
{
    return (double *)((char *)p + field[k]);
}

static double seconds(const struct predict_case *c, const struct placement *pl, const struct rig *r,
                      const struct policy *p, bool decode)
{
    return pace_s(c, pl, r, p, decode ? phase_decode : phase_prefill);
}

bool fit_offload_row(const struct catalogue *c, const struct offload_row *r, bool decode, struct prepared *s,
                     struct fit_offload_row *out)
{
    struct offload_request t;
    struct placement pl;
    const char *what;
    const double measured = decode ? r->decode_tokens_per_s : r->prefill_tokens_per_s;
    if (!(measured > 0) || offload_request_read(c, r, &t, &what) || !offload_request_prepare(c, &t, s, &pl))
        return false;
    if ((t.ram != OFFLOAD_REQUEST_STATED && offload_request_reads_ram(s, &pl, decode)) ||
        (decode ? s->predict.batch > 1 : !t.prompt_known))
        return false;
    struct policy p = *catalogue_policy(c);
    for (int k = 0; k < OFFLOAD_CONSTANTS; k++)
        *constant(&p, k) = INFINITY;
    out->decode = decode;
    out->measured_s = (decode ? s->predict.batch : s->predict.prompt) / measured;
    out->fixed_s = seconds(&s->predict, &pl, &s->rig, &p, decode);
    for (int k = 0; k < OFFLOAD_CONSTANTS; k++) {
        const double none = *constant(&p, k);
        *constant(&p, k) = 1;
        out->by_s[k] = seconds(&s->predict, &pl, &s->rig, &p, decode) - out->fixed_s;
        *constant(&p, k) = none;
    }
    /* The law takes the larger of the two product times. We assume that this is the vector units' in decode and the
       matrix units' in prefill, so the other coefficient is 0. */
    out->by_s[decode ? OFFLOAD_CPU_MATRIX : OFFLOAD_CPU_VECTOR] = 0;
    BUG_UNLESS(!(out->fixed_s < 0));
    return true;
}

double fit_offload_s(const struct fit_offload_row *r, const double constants[OFFLOAD_CONSTANTS])
{
    double s = r->fixed_s;
    for (int k = 0; k < OFFLOAD_CONSTANTS; k++)
        s += r->by_s[k] / constants[k];
    return s;
}

/* ---- the fit ---- */

/* One of the two stages of the fit: its unknowns are ln of the constants first to last; the others are held. */
struct stage {
    const struct fit_offload_row *rows;
    size_t which[MOST_ROWS], n; /* the rows of the stage, as indices */
    double weight[MOST_ROWS];
    int first, last;
    double constants[OFFLOAD_CONSTANTS];
};

static double residual(const struct stage *g, size_t i)
{
    const struct fit_offload_row *r = &g->rows[g->which[i]];
    return real_log(fit_offload_s(r, g->constants) / r->measured_s);
}

static void set_constants(struct stage *g, const double *x)
{
    for (int k = g->first; k <= g->last; k++)
        g->constants[k] = real_exp(x[k - g->first]);
}

static void residuals(const double *x, void *data, double *f)
{
    struct stage *g = data;
    set_constants(g, x);
    for (size_t i = 0; i < g->n; i++)
        f[i] = sqrt(g->weight[i]) * residual(g, i);
}

static void slope(const double *x, void *data, const double *u, double *grad, double *jtj)
{
    struct stage *g = data;
    const int p = g->last - g->first + 1;
    set_constants(g, x);
    for (int a = 0; grad && a < p; a++)
        grad[a] = 0;
    for (int a = 0; jtj && a < p * p; a++)
        jtj[a] = 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct fit_offload_row *r = &g->rows[g->which[i]];
        const double s = fit_offload_s(r, g->constants);
        double d[OFFLOAD_CONSTANTS];
        for (int a = 0; a < p; a++) {
            const int k = g->first + a;
            d[a] = sqrt(g->weight[i]) * -r->by_s[k] / g->constants[k] / s;
            if (grad)
                grad[a] += d[a] * u[i];
            for (int b = 0; jtj && b <= a; b++)
                jtj[a * p + b] += d[a] * d[b];
        }
    }
}

/* Returns 1 / root of the number of rows in the row's group, so that a group of n rows weighs root n. */
static double group_weight(const struct stage *g, size_t i)
{
    size_t same = 0;
    for (size_t j = 0; j < g->n; j++)
        same += strcmp(g->rows[g->which[j]].group, g->rows[g->which[i]].group) == 0;
    return 1 / sqrt((double)same);
}

static void solve(struct stage *g)
{
    static const double half_weight = 0.2; /* residual, in ln, at which a row counts half (Cauchy weights) */
    double x[OFFLOAD_CONSTANTS], own[MOST_ROWS], room[3 * MOST_ROWS + 8 * OFFLOAD_CONSTANTS * OFFLOAD_CONSTANTS];
    const struct lsq l = {
        .n = g->n, .p = (size_t)(g->last - g->first + 1), .data = g, .residuals = residuals, .slope = slope};
    if (g->n < l.p)
        return;
    BUG_UNLESS(lsq_room(&l) <= sizeof room / sizeof *room);
    for (size_t i = 0; i < g->n; i++)
        g->weight[i] = own[i] = group_weight(g, i);
    for (int k = g->first; k <= g->last; k++)
        x[k - g->first] = real_log(g->constants[k]);
    for (int round = 0; round < ROUNDS; round++) {
        lsq_solve(&l, x, STEPS, room);
        set_constants(g, x);
        for (size_t i = 0; i < g->n; i++) {
            const double z = residual(g, i) / half_weight;
            g->weight[i] = own[i] / (1 + z * z);
        }
    }
}

void fit_offload_fit(const struct policy *p, const struct fit_offload_row *rows, size_t n, const char *without,
                     double constants[OFFLOAD_CONSTANTS])
{
    struct stage g = {.rows = rows};
    struct policy start = *p;
    for (int k = 0; k < OFFLOAD_CONSTANTS; k++)
        g.constants[k] = *constant(&start, k);
    for (int decode = 1; decode >= 0; decode--) {
        g.first = decode ? OFFLOAD_RAM_FRAC : OFFLOAD_CPU_MATRIX;
        g.last = decode ? OFFLOAD_CPU_VECTOR : OFFLOAD_COPY;
        g.n = 0;
        for (size_t i = 0; i < n && g.n < MOST_ROWS; i++) {
            const struct fit_offload_row *r = &rows[i];
            const bool depends = r->by_s[g.first] > 0 || r->by_s[g.last] > 0;
            if (r->decode == (decode == 1) && depends && !(without && strcmp(r->group, without) == 0))
                g.which[g.n++] = i;
        }
        solve(&g);
    }
    memcpy(constants, g.constants, sizeof g.constants);
}
