/* Idea: a constant of a case is the product of the factors of all groups that the case belongs to (decision 0011), so a
   card that was never measured takes the factors of its family, memory and maker. The unknowns are ln factor in units
   of their prior standard deviation; the fit minimises the squares of ln(predicted / measured), in units of the scatter
   of repeated measurements, plus the squares of the unknowns. Cauchy weights, renewed each round, keep outliers from
   deciding.

   Invariants: unknowns are the parameters that a used row depends on, numbered without gaps; every other parameter is
   0, its prior mean; row_start ascends and ends with the number of Jacobian entries; a row outside the fit changes
   nothing (decision 0012: each fold starts from factors of 1, never from a fit that saw its rows).

   Reference: docs/model.md, section 2, "Calibration". Steps: GSL's trust region with conjugate gradients (Steihaug and
   Toint), which needs products with the Jacobian only. */
#include "calibrate.h"

#include "pace.h"
#include "arena.h"
#include "bug.h"
#include "lsq.h"

#include <math.h>
#include <string.h>

enum { MOST_PARAMETERS = 6000 };

/* Unit of a residual: relative scatter of repeated measurements of one case. */
static const double decode_scatter = 0.10, prefill_scatter = 0.15;
/* Residual, in those units, at which a row counts half (Cauchy weights). */
static const double half_weight = 2;
/* Step in ln constant for finite differences. */
static const double nudge = 1e-4;

/* The fields of a prior that the solver reads, packed: every step reads all priors for every row. */
struct packed_prior {
    enum constant constant;
    unsigned keys;
    double ln_start, start, spread;
};

struct calibrate {
    struct arena *arena;
    const struct calibrate_row *rows;
    const struct policy *policy;
    const struct packed_prior *priors;
    size_t n_priors;
    size_t n_rows;
    /* Parameters: one for each group of cases that a prior describes. */
    size_t n;
    struct calibration *group;
    const struct packed_prior **prior_of;
    double *x;     /* ln factor; of a prior without keys ln(value / start) */
    double *saved; /* x at calibrate_keep */
    int *index;    /* parameter of each row and prior, n_rows by n_priors */
    /* Rows of the present fit. */
    bool *used;
    double *weight; /* Cauchy weight of a row, 0..1 */
    /* Unknowns: the parameters that a used row depends on. */
    int *unknown_of; /* of each parameter; -1: no used row depends on it */
    size_t n_unknowns;
    /* Jacobian of the used rows at jacobian_at, sparse: entries of row r are row_start[r] to row_start[r + 1]. */
    bool jacobian_known;
    double *jacobian_at;
    size_t *row_start;
    int *entry_at; /* unknown of each entry */
    double *entry;
};

/* Returns the parameter of that group, added when it is new. */
static int parameter(struct calibrate *f, const struct packed_prior *prior, const struct calibration *group)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->prior_of[i] == prior && priors_same(&f->group[i], group))
            return (int)i;
    BUG_UNLESS(f->n < MOST_PARAMETERS);
    f->group[f->n] = *group;
    f->prior_of[f->n] = prior;
    return (int)f->n++;
}

static const struct packed_prior *pack_priors(struct arena *a, const struct prior_list *priors)
{
    struct packed_prior *v = ARENA_ARRAY(a, priors->n + 1, struct packed_prior);
    for (size_t i = 0; i < priors->n; i++) {
        const struct prior *p = &priors->v[i];
        BUG_UNLESS(p->start > 0 && p->spread > 0);
        v[i] = (struct packed_prior){p->constant, priors_keys(p), log(p->start), p->start, p->spread};
    }
    return v;
}

struct calibrate *calibrate_new(struct arena *a, const struct calibrate_row *rows, size_t n,
                                const struct prior_list *priors, const struct policy *p)
{
    struct calibrate *f = ARENA_NEW(a, struct calibrate);
    *f = (struct calibrate){
        .arena = a, .rows = rows, .policy = p, .n_rows = n, .priors = pack_priors(a, priors), .n_priors = priors->n};
    f->group = ARENA_ARRAY(a, MOST_PARAMETERS, struct calibration);
    f->prior_of = ARENA_ARRAY(a, MOST_PARAMETERS, const struct packed_prior *);
    f->x = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    f->saved = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    f->unknown_of = ARENA_ARRAY(a, MOST_PARAMETERS, int);
    f->index = ARENA_ARRAY(a, n * f->n_priors, int);
    f->weight = ARENA_ARRAY(a, n, double);
    f->used = ARENA_ARRAY(a, n, bool);
    f->row_start = ARENA_ARRAY(a, n + 1, size_t);
    f->entry_at = ARENA_ARRAY(a, n * f->n_priors, int);
    f->entry = ARENA_ARRAY(a, n * f->n_priors, double);
    f->jacobian_at = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    for (size_t r = 0; r < n; r++)
        for (size_t l = 0; l < f->n_priors; l++) {
            const struct packed_prior *prior = &f->priors[l];
            const struct calibration group = priors_group(prior->constant, prior->keys, &rows[r].key);
            f->index[r * f->n_priors + l] = parameter(f, prior, &group);
        }
    memset(f->x, 0, f->n * sizeof *f->x);
    return f;
}

/* Fills ln[] with ln of the row's constants under the parameters x. */
static void constants(const struct calibrate *f, size_t row, const double *x, double ln[constant_end])
{
    for (int i = 0; i < constant_end; i++)
        ln[i] = 0;
    for (size_t l = 0; l < f->n_priors; l++)
        ln[f->priors[l].constant] += f->priors[l].ln_start + x[f->index[row * f->n_priors + l]];
}

static double ln_tok_s(const struct calibrate *f, size_t row, const double ln[constant_end])
{
    const struct calibrate_row *r = &f->rows[row];
    struct rig rig = r->rig;
    for (int i = 1; i < constant_end; i++)
        rig.dev[0].constants.v[i] = exp(ln[i]);
    for (int d = 1; d < rig.n; d++)
        rig.dev[d].constants = rig.dev[0].constants;
    const double tokens = r->phase == phase_prefill ? r->predict.prompt : r->predict.batch;
    return log(tokens / pace_s(&r->predict, &r->placement, &rig, f->policy, r->phase));
}

static double repeat_scatter(const struct calibrate_row *r)
{
    return r->phase == phase_prefill ? prefill_scatter : decode_scatter;
}

static double residual(const struct calibrate *f, size_t row, const double *x)
{
    double ln[constant_end];
    const struct calibrate_row *r = &f->rows[row];
    constants(f, row, x, ln);
    return (ln_tok_s(f, row, ln) - log(r->measured_tok_s)) / repeat_scatter(r);
}

/* Fills the parameters x; unknowns are in units of the prior standard deviation. */
static void parameters_from(const struct calibrate *f, const double *unknowns, double *x)
{
    for (size_t i = 0; i < f->n; i++)
        x[i] = f->unknown_of[i] < 0 ? 0 : unknowns[f->unknown_of[i]] * f->prior_of[i]->spread;
}

static void unknowns_from(const struct calibrate *f, double *unknowns)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->unknown_of[i] >= 0)
            unknowns[f->unknown_of[i]] = f->x[i] / f->prior_of[i]->spread;
}

static void residuals(const double *unknowns, void *data, double *out)
{
    struct calibrate *f = data;
    double x[MOST_PARAMETERS];
    parameters_from(f, unknowns, x);
    size_t n = 0;
    for (size_t r = 0; r < f->n_rows; r++)
        if (f->used[r])
            out[n++] = sqrt(f->weight[r]) * residual(f, r, x);
    memcpy(out + n, unknowns, f->n_unknowns * sizeof *out);
}

/* Fills out[] with the derivatives of a row's weighted residual by ln constant. */
static void row_slopes(const struct calibrate *f, size_t row, const double *x, double *out)
{
    double ln[constant_end];
    constants(f, row, x, ln);
    const double unit = repeat_scatter(&f->rows[row]), at = ln_tok_s(f, row, ln);
    for (int i = 1; i < constant_end; i++) {
        const double was = ln[i];
        ln[i] = was + nudge;
        out[i] = sqrt(f->weight[row]) * (ln_tok_s(f, row, ln) - at) / nudge / unit;
        ln[i] = was;
    }
}

/* Works out the Jacobian unless it is known there: the solver asks for many products at one place. */
static void update_jacobian(struct calibrate *f, const double *unknowns)
{
    double x[MOST_PARAMETERS], by_constant[constant_end];
    size_t rows = 0, n = 0;
    if (f->jacobian_known && memcmp(unknowns, f->jacobian_at, f->n_unknowns * sizeof *unknowns) == 0)
        return;
    parameters_from(f, unknowns, x);
    for (size_t r = 0; r < f->n_rows; r++) {
        if (!f->used[r])
            continue;
        row_slopes(f, r, x, by_constant);
        f->row_start[rows++] = n;
        for (size_t l = 0; l < f->n_priors; l++)
            if (by_constant[f->priors[l].constant] != 0) {
                f->entry_at[n] = f->unknown_of[f->index[r * f->n_priors + l]];
                f->entry[n++] = by_constant[f->priors[l].constant] * f->priors[l].spread;
            }
    }
    f->row_start[rows] = n;
    BUG_UNLESS(rows <= f->n_rows && n <= f->n_rows * f->n_priors);
    memcpy(f->jacobian_at, unknowns, f->n_unknowns * sizeof *unknowns);
    f->jacobian_known = true;
}

static size_t used_rows(const struct calibrate *f)
{
    size_t n = 0;
    for (size_t r = 0; r < f->n_rows; r++)
        n += f->used[r];
    return n;
}

/* Adds the row's part to the lower half of J^T J. */
static void add_products(const struct calibrate *f, size_t row, double *jtj)
{
    for (size_t i = f->row_start[row]; i < f->row_start[row + 1]; i++)
        for (size_t j = f->row_start[row]; j < f->row_start[row + 1]; j++)
            if (f->entry_at[j] <= f->entry_at[i])
                jtj[(size_t)f->entry_at[i] * f->n_unknowns + (size_t)f->entry_at[j]] += f->entry[i] * f->entry[j];
}

/* lsq's slope: g = J^T u and the lower half of J^T J, either of which may be NULL. */
static void gradient(const double *unknowns, void *data, const double *u, double *g, double *jtj)
{
    struct calibrate *f = data;
    const size_t n = used_rows(f);
    update_jacobian(f, unknowns);
    if (g)
        memcpy(g, u + n, f->n_unknowns * sizeof *g);
    for (size_t r = 0; g && r < n; r++)
        for (size_t i = f->row_start[r]; i < f->row_start[r + 1]; i++)
            g[f->entry_at[i]] += f->entry[i] * u[r];
    if (!jtj)
        return;
    memset(jtj, 0, f->n_unknowns * f->n_unknowns * sizeof *jtj);
    for (size_t r = 0; r < n; r++)
        add_products(f, r, jtj);
    for (size_t i = 0; i < f->n_unknowns; i++)
        jtj[i * f->n_unknowns + i] += 1;
}

/* lsq's along: out = J v. */
static void jacobian_times(const double *unknowns, void *data, const double *v, double *out)
{
    struct calibrate *f = data;
    const size_t n = used_rows(f);
    update_jacobian(f, unknowns);
    for (size_t r = 0; r < n; r++) {
        out[r] = 0;
        for (size_t i = f->row_start[r]; i < f->row_start[r + 1]; i++)
            out[r] += f->entry[i] * v[f->entry_at[i]];
    }
    memcpy(out + n, v, f->n_unknowns * sizeof *out);
}

static bool left_out(const struct calibrate_row *r, int fold, int folds)
{
    return fold >= 0 && (r->fold_group % folds == fold || r->related_group % folds == fold);
}

/* Marks the rows to fit to and numbers the parameters that they depend on. */
static void choose_rows(struct calibrate *f, int fold, int folds)
{
    BUG_UNLESS(folds > 0 && fold < folds);
    for (size_t i = 0; i < f->n; i++)
        f->unknown_of[i] = -1;
    f->n_unknowns = 0;
    for (size_t r = 0; r < f->n_rows; r++) {
        f->used[r] = f->rows[r].fitted && !left_out(&f->rows[r], fold, folds);
        for (size_t l = 0; f->used[r] && l < f->n_priors; l++) {
            int *d = &f->unknown_of[f->index[r * f->n_priors + l]];
            if (*d < 0)
                *d = (int)f->n_unknowns++;
        }
    }
}

static struct lsq problem(struct calibrate *f)
{
    /* one residual for each used row, one for each unknown's prior */
    return (struct lsq){.n = used_rows(f) + f->n_unknowns,
                        .p = f->n_unknowns,
                        .data = f,
                        .residuals = residuals,
                        .slope = gradient,
                        .along = jacobian_times};
}

void calibrate_solve(struct calibrate *f, int fold, int folds, int rounds)
{
    static const int steps = 6;
    double unknowns[MOST_PARAMETERS];
    choose_rows(f, fold, folds);
    const struct lsq l = problem(f);
    unknowns_from(f, unknowns);
    for (int k = 0; k < rounds; k++) {
        parameters_from(f, unknowns, f->x);
        for (size_t r = 0; r < f->n_rows; r++)
            if (f->used[r]) {
                const double z = residual(f, r, f->x) / half_weight;
                f->weight[r] = 1 / (1 + z * z);
            }
        f->jacobian_known = false;
        lsq_solve(&l, unknowns, steps);
    }
    parameters_from(f, unknowns, f->x);
}

void calibrate_start(struct calibrate *f, const struct calibration_list *known)
{
    for (size_t i = 0; i < f->n; i++) {
        f->x[i] = 0;
        for (size_t k = 0; k < known->n; k++)
            if (priors_same(&f->group[i], &known->v[k]))
                f->x[i] = log(known->v[k].value / f->prior_of[i]->start);
    }
}

double calibrate_tok_s(const struct calibrate *f, size_t row)
{
    double ln[constant_end];
    constants(f, row, f->x, ln);
    return exp(ln_tok_s(f, row, ln));
}

void calibrate_keep(struct calibrate *f)
{
    memcpy(f->saved, f->x, f->n * sizeof *f->x);
}

void calibrate_restore(struct calibrate *f)
{
    memcpy(f->x, f->saved, f->n * sizeof *f->x);
}

struct calibration_list calibrate_records(struct arena *a, struct calibrate *f)
{
    struct calibration *v = ARENA_ARRAY(a, f->n, struct calibration);
    double unknowns[MOST_PARAMETERS], errors[MOST_PARAMETERS];
    size_t n = 0;
    const struct lsq l = problem(f);
    unknowns_from(f, unknowns);
    lsq_errors(&l, unknowns, errors);
    for (size_t i = 0; i < f->n; i++) {
        static const double negligible = 0.01; /* ln factor that no measurement can tell from 0 */
        if (f->unknown_of[i] < 0 || (f->prior_of[i]->keys != 0 && fabs(f->x[i]) < negligible))
            continue;
        v[n] = f->group[i];
        v[n].value = f->prior_of[i]->start * exp(f->x[i]);
        v[n].spread = errors[f->unknown_of[i]] * f->prior_of[i]->spread;
        for (size_t r = 0; r < f->n_rows; r++)
            for (size_t k = 0; f->used[r] && k < f->n_priors; k++)
                v[n].rows += f->index[r * f->n_priors + k] == (int)i;
        n++;
    }
    return (struct calibration_list){n, v};
}
