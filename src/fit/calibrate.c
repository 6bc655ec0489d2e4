#include "calibrate.h"

#include "pace.h"
#include "arena.h"
#include "bug.h"
#include "lsq.h"

#include <math.h>
#include <string.h>

enum { MOST_PARAMETERS = 6000 };

/* Residuals are in units of these: the scatter of repeated measurements of the same thing. */
static const double decode_scatter = 0.10, prefill_scatter = 0.15;
/* A residual of so many units counts half (Cauchy weights). */
static const double half_weight = 2;
static const double nudge = 1e-4; /* of ln constant, for slopes */

/* A prior as the solver reads it: packed, since every step reads all of them for every row. */
struct level {
    enum constant constant;
    unsigned keys;
    double ln_start, start, spread;
};

struct calibrate {
    struct arena *arena;
    const struct calibrate_row *rows;
    const struct policy *policy;
    const struct level *levels; /* one for each prior */
    size_t n_levels;
    size_t n_rows, n;           /* rows, parameters */
    struct calibration *group;  /* of each parameter */
    const struct level **level; /* of each parameter */
    double *x, *kept;           /* ln value; of a constant itself ln(value / start) */
    int *index;                 /* n_rows by n_levels: parameter */
    double *weight;             /* robust, of each row */
    bool *used;
    size_t *row_start; /* the Jacobian at slopes_at, row by row: its entries begin there, the last one's end included */
    int *entry_at;     /* unknown of an entry */
    double *entry, *slopes_at;
    bool slopes_known;
    int *dense; /* parameter to unknown, -1: no row speaks of it */
    size_t n_dense;
};

static int parameter(struct calibrate *f, const struct level *l, const struct calibration *group)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->level[i] == l && priors_same(&f->group[i], group))
            return (int)i;
    BUG_UNLESS(f->n < MOST_PARAMETERS);
    f->group[f->n] = *group;
    f->level[f->n] = l;
    return (int)f->n++;
}

static const struct level *packed(struct arena *a, const struct prior_list *priors)
{
    struct level *v = ARENA_ARRAY(a, priors->n + 1, struct level);
    for (size_t i = 0; i < priors->n; i++) {
        const struct prior *p = &priors->v[i];
        v[i] = (struct level){p->constant, priors_keys(p), log(p->start), p->start, p->spread};
    }
    return v;
}

struct calibrate *calibrate_new(struct arena *a, const struct calibrate_row *rows, size_t n,
                                const struct prior_list *priors, const struct policy *p)
{
    struct calibrate *f = ARENA_NEW(a, struct calibrate);
    *f = (struct calibrate){
        .arena = a, .rows = rows, .policy = p, .n_rows = n, .levels = packed(a, priors), .n_levels = priors->n};
    f->group = ARENA_ARRAY(a, MOST_PARAMETERS, struct calibration);
    f->level = ARENA_ARRAY(a, MOST_PARAMETERS, const struct level *);
    f->x = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    f->kept = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    f->dense = ARENA_ARRAY(a, MOST_PARAMETERS, int);
    f->index = ARENA_ARRAY(a, n * f->n_levels, int);
    f->weight = ARENA_ARRAY(a, n, double);
    f->used = ARENA_ARRAY(a, n, bool);
    f->row_start = ARENA_ARRAY(a, n + 1, size_t);
    f->entry_at = ARENA_ARRAY(a, n * f->n_levels, int);
    f->entry = ARENA_ARRAY(a, n * f->n_levels, double);
    f->slopes_at = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    for (size_t r = 0; r < n; r++)
        for (size_t l = 0; l < f->n_levels; l++) {
            const struct level *level = &f->levels[l];
            const struct calibration group = priors_group(level->constant, level->keys, &rows[r].key);
            f->index[r * f->n_levels + l] = parameter(f, level, &group);
        }
    memset(f->x, 0, f->n * sizeof *f->x);
    return f;
}

/* ln of the row's constants under x (by parameter). */
static void constants(const struct calibrate *f, size_t row, const double *x, double ln[constant_end])
{
    for (int i = 0; i < constant_end; i++)
        ln[i] = 0;
    for (size_t l = 0; l < f->n_levels; l++)
        ln[f->levels[l].constant] += f->levels[l].ln_start + x[f->index[row * f->n_levels + l]];
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

static double scatter(const struct calibrate_row *r)
{
    return r->phase == phase_prefill ? prefill_scatter : decode_scatter;
}

static double residual(const struct calibrate *f, size_t row, const double *x)
{
    double ln[constant_end];
    const struct calibrate_row *r = &f->rows[row];
    constants(f, row, x, ln);
    return (ln_tok_s(f, row, ln) - log(r->measured_tok_s)) / scatter(r);
}

/* The unknowns of the solver are the parameters of which a used row speaks, in units of their expected spread. */
static void spread_out(const struct calibrate *f, const double *dense, double *x)
{
    for (size_t i = 0; i < f->n; i++)
        x[i] = f->dense[i] < 0 ? 0 : dense[f->dense[i]] * f->level[i]->spread;
}

static void draw_in(const struct calibrate *f, double *dense)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->dense[i] >= 0)
            dense[f->dense[i]] = f->x[i] / f->level[i]->spread;
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
    memcpy(out + n, dense, f->n_dense * sizeof *out);
}

/* Slopes of a row's residual by ln constant. */
static void row_slopes(const struct calibrate *f, size_t row, const double *x, double *out)
{
    double ln[constant_end];
    constants(f, row, x, ln);
    const double unit = scatter(&f->rows[row]), at = ln_tok_s(f, row, ln);
    for (int i = 1; i < constant_end; i++) {
        const double was = ln[i];
        ln[i] = was + nudge;
        out[i] = sqrt(f->weight[row]) * (ln_tok_s(f, row, ln) - at) / nudge / unit;
        ln[i] = was;
    }
}

/* The Jacobian at the solver's place; it asks for products with it many times. */
static void find_slopes(struct calibrate *f, const double *dense)
{
    double x[MOST_PARAMETERS], by_constant[constant_end];
    size_t rows = 0, n = 0;
    if (f->slopes_known && memcmp(dense, f->slopes_at, f->n_dense * sizeof *dense) == 0)
        return;
    spread_out(f, dense, x);
    for (size_t r = 0; r < f->n_rows; r++) {
        if (!f->used[r])
            continue;
        row_slopes(f, r, x, by_constant);
        f->row_start[rows++] = n;
        for (size_t l = 0; l < f->n_levels; l++)
            if (by_constant[f->levels[l].constant] != 0) {
                f->entry_at[n] = f->dense[f->index[r * f->n_levels + l]];
                f->entry[n++] = by_constant[f->levels[l].constant] * f->levels[l].spread;
            }
    }
    f->row_start[rows] = n;
    memcpy(f->slopes_at, dense, f->n_dense * sizeof *dense);
    f->slopes_known = true;
}

static size_t used_rows(const struct calibrate *f)
{
    size_t n = 0;
    for (size_t r = 0; r < f->n_rows; r++)
        n += f->used[r];
    return n;
}

static void add_products(const struct calibrate *f, size_t row, double *jtj)
{
    for (size_t i = f->row_start[row]; i < f->row_start[row + 1]; i++)
        for (size_t j = f->row_start[row]; j < f->row_start[row + 1]; j++)
            if (f->entry_at[j] <= f->entry_at[i])
                jtj[(size_t)f->entry_at[i] * f->n_dense + (size_t)f->entry_at[j]] += f->entry[i] * f->entry[j];
}

static void slope(const double *dense, void *data, const double *u, double *g, double *jtj)
{
    struct calibrate *f = data;
    const size_t n = used_rows(f);
    find_slopes(f, dense);
    if (g)
        memcpy(g, u + n, f->n_dense * sizeof *g);
    for (size_t r = 0; g && r < n; r++)
        for (size_t i = f->row_start[r]; i < f->row_start[r + 1]; i++)
            g[f->entry_at[i]] += f->entry[i] * u[r];
    if (!jtj)
        return;
    memset(jtj, 0, f->n_dense * f->n_dense * sizeof *jtj);
    for (size_t r = 0; r < n; r++)
        add_products(f, r, jtj);
    for (size_t i = 0; i < f->n_dense; i++)
        jtj[i * f->n_dense + i] += 1;
}

static void along(const double *dense, void *data, const double *v, double *out)
{
    struct calibrate *f = data;
    const size_t n = used_rows(f);
    find_slopes(f, dense);
    for (size_t r = 0; r < n; r++) {
        out[r] = 0;
        for (size_t i = f->row_start[r]; i < f->row_start[r + 1]; i++)
            out[r] += f->entry[i] * v[f->entry_at[i]];
    }
    memcpy(out + n, v, f->n_dense * sizeof *out);
}

static void choose_rows(struct calibrate *f, int fold, int folds)
{
    for (size_t i = 0; i < f->n; i++)
        f->dense[i] = -1;
    f->n_dense = 0;
    for (size_t r = 0; r < f->n_rows; r++) {
        f->used[r] = f->rows[r].fitted &&
                     (fold < 0 || (f->rows[r].group % folds != fold && f->rows[r].kin % folds != fold));
        for (size_t l = 0; f->used[r] && l < f->n_levels; l++) {
            int *d = &f->dense[f->index[r * f->n_levels + l]];
            if (*d < 0)
                *d = (int)f->n_dense++;
        }
    }
}

static struct lsq problem(struct calibrate *f)
{
    return (struct lsq){.n = used_rows(f) + f->n_dense,
                        .p = f->n_dense,
                        .data = f,
                        .residuals = residuals,
                        .slope = slope,
                        .along = along};
}

void calibrate_solve(struct calibrate *f, int fold, int folds, int rounds)
{
    static const int steps = 6;
    double dense[MOST_PARAMETERS];
    choose_rows(f, fold, folds);
    const struct lsq l = problem(f);
    draw_in(f, dense);
    for (int k = 0; k < rounds; k++) {
        spread_out(f, dense, f->x);
        for (size_t r = 0; r < f->n_rows; r++)
            if (f->used[r]) {
                const double z = residual(f, r, f->x) / half_weight;
                f->weight[r] = 1 / (1 + z * z);
            }
        f->slopes_known = false;
        lsq_solve(&l, dense, steps);
    }
    spread_out(f, dense, f->x);
}

void calibrate_start(struct calibrate *f, const struct calibration_list *known)
{
    for (size_t i = 0; i < f->n; i++) {
        f->x[i] = 0;
        for (size_t k = 0; k < known->n; k++)
            if (priors_same(&f->group[i], &known->v[k]))
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
    draw_in(f, dense);
    lsq_errors(&l, dense, errors);
    for (size_t i = 0; i < f->n; i++) {
        static const double negligible = 0.01; /* of ln factor: less than any measurement tells */
        if (f->dense[i] < 0 || (f->level[i]->keys != 0 && fabs(f->x[i]) < negligible))
            continue;
        v[n] = f->group[i];
        v[n].value = f->level[i]->start * exp(f->x[i]);
        v[n].spread = errors[f->dense[i]] * f->level[i]->spread;
        for (size_t r = 0; r < f->n_rows; r++)
            for (size_t k = 0; f->used[r] && k < f->n_levels; k++)
                v[n].rows += f->index[r * f->n_levels + k] == (int)i;
        n++;
    }
    return (struct calibration_list){n, v};
}
