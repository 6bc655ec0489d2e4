#include "calibrate.h"

#include "arena.h"
#include "lsq.h"

#include <math.h>
#include <string.h>

enum { MOST_LEVELS = 128, MOST_PARAMETERS = 4000 };

/* Residuals are in units of these: the scatter of repeated measurements of the same thing. */
static const double decode_scatter = 0.10, prefill_scatter = 0.15;
/* A residual of so many units counts half (Cauchy weights). */
static const double half_weight = 2;
static const double nudge = 1e-4; /* of ln constant, for slopes */

struct calibrate {
    struct arena *arena;
    const struct calibrate_row *rows;
    const struct policy *policy;
    size_t n_rows, n;             /* rows, parameters */
    struct calibration *group;    /* of each parameter */
    const struct level **level;
    double *x, *kept;             /* ln value; of a constant itself ln(value / start) */
    int *index;                   /* n_rows by levels_n: parameter */
    double *weight;               /* robust, of each row */
    bool *used;
    double *slopes;               /* n_rows by constant_end */
    int *dense;                   /* parameter to unknown, -1: no row speaks of it */
    size_t n_dense;
};

static int parameter(struct calibrate *f, const struct level *l, const struct calibration *group)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->level[i] == l && levels_same(&f->group[i], group))
            return (int)i;
    f->group[f->n] = *group;
    f->level[f->n] = l;
    return (int)f->n++;
}

struct calibrate *calibrate_new(struct arena *a, const struct calibrate_row *rows, size_t n, const struct policy *p)
{
    struct calibrate *f = ARENA_NEW(a, struct calibrate);
    *f = (struct calibrate){.arena = a, .rows = rows, .policy = p, .n_rows = n};
    f->group = ARENA_ARRAY(a, MOST_PARAMETERS, struct calibration);
    f->level = ARENA_ARRAY(a, MOST_PARAMETERS, const struct level *);
    f->x = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    f->kept = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    f->dense = ARENA_ARRAY(a, MOST_PARAMETERS, int);
    f->index = ARENA_ARRAY(a, n * levels_n, int);
    f->weight = ARENA_ARRAY(a, n, double);
    f->used = ARENA_ARRAY(a, n, bool);
    f->slopes = ARENA_ARRAY(a, n * constant_end, double);
    for (size_t r = 0; r < n; r++)
        for (size_t l = 0; l < levels_n; l++) {
            const struct calibration group = levels_group(&levels[l], &rows[r].key);
            f->index[r * levels_n + l] = parameter(f, &levels[l], &group);
        }
    memset(f->x, 0, f->n * sizeof *f->x);
    return f;
}

/* ln of the row's constants under x (by parameter). */
static void constants(const struct calibrate *f, size_t row, const double *x, double ln[constant_end])
{
    for (int i = 0; i < constant_end; i++)
        ln[i] = 0;
    for (size_t l = 0; l < levels_n; l++)
        ln[levels[l].constant] += log(levels[l].start) + x[f->index[row * levels_n + l]];
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
    return log(tokens / predict_s(&r->predict, &r->placement, &rig, f->policy, r->phase));
}

static double residual(const struct calibrate *f, size_t row, const double *x)
{
    double ln[constant_end];
    const struct calibrate_row *r = &f->rows[row];
    constants(f, row, x, ln);
    return (ln_tok_s(f, row, ln) - log(r->measured_tok_s)) / (r->phase == phase_prefill ? prefill_scatter : decode_scatter);
}

/* The unknowns of the solver are the parameters of which a used row speaks. */
static void spread_out(const struct calibrate *f, const double *dense, double *x)
{
    for (size_t i = 0; i < f->n; i++)
        x[i] = f->dense[i] < 0 ? 0 : dense[f->dense[i]];
}

static void residuals(const double *dense, void *data, double *out)
{
    struct calibrate *f = data;
    double x[MOST_PARAMETERS];
    spread_out(f, dense, x);
    size_t n = 0;
    for (size_t r = 0; r < f->n_rows; r++)
        if (f->used[r])
            out[n++] = sqrt(f->weight[r]) * residual(f, r, x);
    for (size_t i = 0; i < f->n; i++)
        if (f->dense[i] >= 0)
            out[n++] = x[i] / f->level[i]->spread;
}

/* Slopes of a row's residual by ln constant. */
static void row_slopes(const struct calibrate *f, size_t row, const double *x, double *out)
{
    double ln[constant_end];
    constants(f, row, x, ln);
    const double unit = f->rows[row].phase == phase_prefill ? prefill_scatter : decode_scatter, at = ln_tok_s(f, row, ln);
    for (int i = 1; i < constant_end; i++) {
        const double was = ln[i];
        ln[i] = was + nudge;
        out[i] = sqrt(f->weight[row]) * (ln_tok_s(f, row, ln) - at) / nudge / unit;
        ln[i] = was;
    }
}

static void add_row(const struct calibrate *f, size_t row, const double *by_constant, double u, double *g, double *jtj)
{
    int at[MOST_LEVELS];
    double slope[MOST_LEVELS];
    int n = 0;
    for (size_t l = 0; l < levels_n; l++)
        if (by_constant[levels[l].constant] != 0) {
            at[n] = f->dense[f->index[row * levels_n + l]];
            slope[n++] = by_constant[levels[l].constant];
        }
    for (int i = 0; i < n; i++) {
        if (g)
            g[at[i]] += slope[i] * u;
        for (int j = 0; jtj && j < n; j++)
            if (at[j] <= at[i])
                jtj[(size_t)at[i] * f->n_dense + (size_t)at[j]] += slope[i] * slope[j];
    }
}

static void slope(const double *dense, void *data, const double *u, double *g, double *jtj)
{
    struct calibrate *f = data;
    double x[MOST_PARAMETERS];
    spread_out(f, dense, x);
    if (g)
        memset(g, 0, f->n_dense * sizeof *g);
    if (jtj)
        memset(jtj, 0, f->n_dense * f->n_dense * sizeof *jtj);
    size_t n = 0;
    for (size_t r = 0; r < f->n_rows; r++)
        if (f->used[r]) {
            double *by_constant = f->slopes + r * constant_end;
            row_slopes(f, r, x, by_constant);
            add_row(f, r, by_constant, u[n++], g, jtj);
        }
    for (size_t i = 0; i < f->n; i++) {
        if (f->dense[i] < 0)
            continue;
        const size_t at = (size_t)f->dense[i];
        const double s = 1 / f->level[i]->spread;
        if (g)
            g[at] += s * u[n];
        if (jtj)
            jtj[at * f->n_dense + at] += s * s;
        n++;
    }
}

static void choose_rows(struct calibrate *f, int fold, int folds)
{
    for (size_t i = 0; i < f->n; i++)
        f->dense[i] = -1;
    f->n_dense = 0;
    for (size_t r = 0; r < f->n_rows; r++) {
        f->used[r] = f->rows[r].fitted && (fold < 0 || f->rows[r].group % folds != fold);
        for (size_t l = 0; f->used[r] && l < levels_n; l++) {
            int *d = &f->dense[f->index[r * levels_n + l]];
            if (*d < 0)
                *d = (int)f->n_dense++;
        }
    }
}

static struct lsq problem(struct calibrate *f)
{
    size_t n = f->n_dense;
    for (size_t r = 0; r < f->n_rows; r++)
        n += f->used[r];
    return (struct lsq){.n = n, .p = f->n_dense, .data = f, .residuals = residuals, .slope = slope};
}

void calibrate_solve(struct calibrate *f, int fold, int folds, int rounds)
{
    static const int steps = 6;
    double dense[MOST_PARAMETERS];
    choose_rows(f, fold, folds);
    const struct lsq l = problem(f);
    for (size_t i = 0; i < f->n; i++)
        if (f->dense[i] >= 0)
            dense[f->dense[i]] = f->x[i];
    for (int k = 0; k < rounds; k++) {
        spread_out(f, dense, f->x);
        for (size_t r = 0; r < f->n_rows; r++)
            if (f->used[r]) {
                const double z = residual(f, r, f->x) / half_weight;
                f->weight[r] = 1 / (1 + z * z);
            }
        lsq_solve(&l, dense, steps);
    }
    spread_out(f, dense, f->x);
}

void calibrate_start(struct calibrate *f, const struct calibration_list *known)
{
    for (size_t i = 0; i < f->n; i++) {
        f->x[i] = 0;
        for (size_t k = 0; k < known->n; k++)
            if (levels_same(&f->group[i], &known->v[k]))
                f->x[i] = log(known->v[k].value / f->level[i]->start);
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
    memcpy(f->kept, f->x, f->n * sizeof *f->x);
}

void calibrate_restore(struct calibrate *f)
{
    memcpy(f->x, f->kept, f->n * sizeof *f->x);
}

struct calibration_list calibrate_records(struct arena *a, struct calibrate *f)
{
    struct calibration *v = ARENA_ARRAY(a, f->n, struct calibration);
    double dense[MOST_PARAMETERS], errors[MOST_PARAMETERS];
    size_t n = 0;
    const struct lsq l = problem(f);
    for (size_t i = 0; i < f->n; i++)
        if (f->dense[i] >= 0)
            dense[f->dense[i]] = f->x[i];
    lsq_errors(&l, dense, errors);
    for (size_t i = 0; i < f->n; i++) {
        static const double negligible = 0.01; /* of ln factor: less than any measurement tells */
        if (f->dense[i] < 0 || (f->level[i]->keys != 0 && fabs(f->x[i]) < negligible))
            continue;
        v[n] = f->group[i];
        v[n].value = f->level[i]->start * exp(f->x[i]);
        v[n].spread = errors[f->dense[i]];
        for (size_t r = 0; r < f->n_rows; r++)
            for (size_t k = 0; f->used[r] && k < levels_n; k++)
                v[n].rows += f->index[r * levels_n + k] == (int)i;
        n++;
    }
    return (struct calibration_list){n, v};
}
