/* Idea: a constant of a case is the product of the factors of all groups that the case belongs to (decision 0011), so a
   card that was never measured takes the factors of its family, memory and maker. The unknowns are ln factor in units
   of their prior standard deviation; the fit minimises the squares of ln(predicted / measured), in units of the scatter
   of repeated measurements, plus the squares of the unknowns. Cauchy weights, renewed each round, keep outliers from
   deciding. A server under load has two such residuals, of its output and of its time per token, which the mean-field
   law predicts (queue_run.h). Sweeps of one server repeat each other's errors, so n rows of one source, device and
   model weigh as much as root n rows.

   Invariants: unknowns are the parameters that a used row depends on, numbered without gaps; every other parameter is
   0, its prior mean; rows of one case depend on the same parameters; a row outside the fit changes
   nothing (decision 0012: each fold starts from factors of 1, never from a fit that saw its rows).

   Reference: docs/model.md, section 2, "Calibration". Steps: lsq.h's conjugate gradients in a trust region,
   which need products with the Jacobian only. */
#include "calibrate.h"

#include "arena.h"
#include "bug.h"
#include "lsq.h"
#include "real.h"

#include <math.h>
#include <string.h>

enum { MOST_PARAMETERS = 6000 };

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
    bool *moves;    /* constant_end flags for each row: does the constant change its speed? */
    double *weight; /* of each figure of a row, 0..1; 0: not stated */
    /* Unknowns: the parameters that a used row depends on. */
    int *unknown_of; /* of each parameter; -1: no used row depends on it */
    size_t n_unknowns;
    /* The Jacobian at jacobian_at, as two factors: slopes of a row by constant, and for each constant of a case the
       unknowns that add up to it. Rows of one case (of equal parameters) share the second. */
    bool jacobian_known;
    double *jacobian_at;
    double *slope;                       /* of the figures of the used rows, constant_end each */
    size_t *case_of, *first_of, n_cases; /* of each row; of each case a row */
    double *by_case;                     /* room: constant_end numbers for each case */
    double *lsq_room;
};

static void jacobian_times(const double *unknowns, void *data, const double *v, double *out);

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
        v[i] = (struct packed_prior){p->constant, priors_keys(p), real_log(p->start), p->start, p->spread};
    }
    return v;
}

/* Fills ln[] with ln of the row's constants under the parameters x, and value[] with the constants. */
static void constants(const struct calibrate *f, size_t row, const double *x, double ln[constant_end],
                      double value[constant_end])
{
    for (int i = 0; i < constant_end; i++)
        ln[i] = 0;
    for (size_t l = 0; l < f->n_priors; l++)
        ln[f->priors[l].constant] += f->priors[l].ln_start + x[f->index[row * f->n_priors + l]];
    for (int i = 0; i < constant_end; i++)
        value[i] = real_exp(ln[i]);
}

/* Fills z[] with the residuals of the row's figures; 0 of one that is not stated. */
static void row_residuals(const struct calibrate *f, size_t row, const double *x, double z[FIGURES])
{
    double ln[constant_end], value[constant_end];
    const struct calibrate_row *r = &f->rows[row];
    constants(f, row, x, ln, value);
    calibrate_row_ln(&f->rows[row], f->policy, value, z);
    for (int k = 0; k < calibrate_row_figures(r); k++)
        z[k] = calibrate_row_measured(r, k) > 0 && isfinite(z[k])
                   ? (z[k] - real_log(calibrate_row_measured(r, k))) / calibrate_row_scatter(r)
                   : 0;
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
    for (size_t r = 0; r < f->n_rows; r++) {
        double z[FIGURES];
        if (!f->used[r])
            continue;
        row_residuals(f, r, x, z);
        for (int k = 0; k < calibrate_row_figures(&f->rows[r]); k++)
            out[n++] = sqrt(f->weight[r * FIGURES + (size_t)k]) * z[k];
    }
    memcpy(out + n, unknowns, f->n_unknowns * sizeof *out);
}

/* Finds which constants change the row's speed at all, such as none of links on one device: at the start and far to
   both sides of it, so that a limit that binds only there counts. */
static void find_moving(struct calibrate *f, size_t row)
{
    static const double far[] = {-2, -0.5, 0.5, 2};
    double ln[constant_end], value[constant_end], at[FIGURES], now[FIGURES];
    constants(f, row, f->x, ln, value);
    calibrate_row_ln(&f->rows[row], f->policy, value, at);
    for (int i = 1; i < constant_end; i++) {
        const double was = value[i];
        bool *const moves = &f->moves[row * constant_end + (size_t)i];
        for (size_t k = 0; k < sizeof far / sizeof *far && !*moves; k++) {
            value[i] = real_exp(ln[i] + far[k]);
            calibrate_row_ln(&f->rows[row], f->policy, value, now);
            *moves = memcmp(now, at, sizeof at) != 0;
        }
        value[i] = was;
    }
}

/* Sorts the rows into cases. */
static void find_cases(struct calibrate *f)
{
    const size_t size = f->n_priors * sizeof *f->index;
    for (size_t r = 0; r < f->n_rows; r++) {
        size_t k = 0;
        while (k < f->n_cases && memcmp(&f->index[f->first_of[k] * f->n_priors], &f->index[r * f->n_priors], size) != 0)
            k++;
        if (k == f->n_cases)
            f->first_of[f->n_cases++] = r;
        f->case_of[r] = k;
    }
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
    f->weight = ARENA_ARRAY(a, n * FIGURES, double);
    f->used = ARENA_ARRAY(a, n, bool);
    f->moves = ARENA_ARRAY(a, n * constant_end, bool);
    f->slope = ARENA_ARRAY(a, n * FIGURES * constant_end, double);
    f->case_of = ARENA_ARRAY(a, n, size_t);
    f->first_of = ARENA_ARRAY(a, n, size_t);
    f->by_case = ARENA_ARRAY(a, n * constant_end, double);
    f->jacobian_at = ARENA_ARRAY(a, MOST_PARAMETERS, double);
    for (size_t r = 0; r < n; r++)
        for (size_t l = 0; l < f->n_priors; l++) {
            const struct packed_prior *prior = &f->priors[l];
            struct calibration group = priors_group(prior->constant, prior->keys, &rows[r].key);
            if (!priors_states(&group, prior->keys))
                group = priors_group(prior->constant, 0, &rows[r].key); /* one for all such rows: its factor stays 1 */
            f->index[r * f->n_priors + l] = parameter(f, prior, &group);
        }
    memset(f->x, 0, f->n * sizeof *f->x);
    memset(f->moves, 0, n * constant_end * sizeof *f->moves);
    find_cases(f);
    for (size_t r = 0; r < n; r++)
        find_moving(f, r);
    f->lsq_room = ARENA_ARRAY(a, lsq_room(&(struct lsq){.n = n * FIGURES + f->n, .p = f->n, .along = jacobian_times}),
                              double);
    return f;
}

/* Fills out[] with the derivatives of the row's weighted residuals by ln constant, those of each figure together. */
static void row_slopes(const struct calibrate *f, size_t row, const double *x, double *out)
{
    double ln[constant_end], value[constant_end], at[FIGURES], now[FIGURES];
    const struct calibrate_row *r = &f->rows[row];
    const double unit = calibrate_row_scatter(r);
    constants(f, row, x, ln, value);
    calibrate_row_ln(&f->rows[row], f->policy, value, at);
    for (int i = 1; i < constant_end; i++) {
        const double was = value[i];
        const bool moves = f->moves[row * constant_end + (size_t)i];
        value[i] = real_exp(ln[i] + nudge);
        if (moves)
            calibrate_row_ln(&f->rows[row], f->policy, value, now);
        value[i] = was;
        for (int k = 0; k < calibrate_row_figures(r); k++) {
            const double weight = f->weight[row * FIGURES + (size_t)k];
            out[k * constant_end + i] = moves && weight > 0 ? sqrt(weight) * (now[k] - at[k]) / nudge / unit : 0;
        }
    }
}

/* Works out the slopes unless they are known there: the solver asks for many products at one place. */
static void update_jacobian(struct calibrate *f, const double *unknowns)
{
    double x[MOST_PARAMETERS];
    size_t n = 0;
    if (f->jacobian_known && memcmp(unknowns, f->jacobian_at, f->n_unknowns * sizeof *unknowns) == 0)
        return;
    parameters_from(f, unknowns, x);
    for (size_t r = 0; r < f->n_rows; r++)
        if (f->used[r]) {
            row_slopes(f, r, x, &f->slope[n * constant_end]);
            n += (size_t)calibrate_row_figures(&f->rows[r]);
        }
    memcpy(f->jacobian_at, unknowns, f->n_unknowns * sizeof *unknowns);
    f->jacobian_known = true;
}

static size_t used_figures(const struct calibrate *f)
{
    size_t n = 0;
    for (size_t r = 0; r < f->n_rows; r++)
        n += f->used[r] ? (size_t)calibrate_row_figures(&f->rows[r]) : 0;
    return n;
}

/* Adds the part of the n-th used figure, one of that row, to the lower half of J^T J. */
static void add_products(const struct calibrate *f, size_t row, size_t n, double *jtj)
{
    const double *slope = &f->slope[n * constant_end];
    for (size_t l = 0; l < f->n_priors; l++) {
        const double of_l = slope[f->priors[l].constant] * f->priors[l].spread;
        const int i = f->unknown_of[f->index[row * f->n_priors + l]];
        for (size_t k = 0; k < f->n_priors && i >= 0 && of_l != 0; k++) {
            const int j = f->unknown_of[f->index[row * f->n_priors + k]];
            if (j >= 0 && j <= i)
                jtj[(size_t)i * f->n_unknowns + (size_t)j] += of_l * slope[f->priors[k].constant] * f->priors[k].spread;
        }
    }
}

/* Adds J^T u of the used rows to g. */
static void add_gradient(const struct calibrate *f, const double *u, double *g)
{
    memset(f->by_case, 0, f->n_cases * constant_end * sizeof *f->by_case);
    for (size_t r = 0, n = 0; r < f->n_rows; r++) {
        double *const sum = &f->by_case[f->case_of[r] * constant_end];
        for (int k = 0; f->used[r] && k < calibrate_row_figures(&f->rows[r]); k++, n++)
            for (int i = 1; i < constant_end; i++)
                sum[i] += u[n] * f->slope[n * constant_end + (size_t)i];
    }
    for (size_t k = 0; k < f->n_cases; k++)
        for (size_t l = 0; l < f->n_priors; l++) {
            const int at = f->unknown_of[f->index[f->first_of[k] * f->n_priors + l]];
            if (at >= 0)
                g[at] += f->by_case[k * constant_end + f->priors[l].constant] * f->priors[l].spread;
        }
}

/* lsq's slope: g = J^T u and the lower half of J^T J, either of which may be NULL. */
static void gradient(const double *unknowns, void *data, const double *u, double *g, double *jtj)
{
    struct calibrate *f = data;
    const size_t n = used_figures(f);
    update_jacobian(f, unknowns);
    if (g) {
        memcpy(g, u + n, f->n_unknowns * sizeof *g);
        add_gradient(f, u, g);
    }
    if (!jtj)
        return;
    memset(jtj, 0, f->n_unknowns * f->n_unknowns * sizeof *jtj);
    for (size_t r = 0, at = 0; r < f->n_rows; r++)
        for (int k = 0; f->used[r] && k < calibrate_row_figures(&f->rows[r]); k++)
            add_products(f, r, at++, jtj);
    for (size_t i = 0; i < f->n_unknowns; i++)
        jtj[i * f->n_unknowns + i] += 1;
}

/* lsq's along: out = J v. */
static void jacobian_times(const double *unknowns, void *data, const double *v, double *out)
{
    struct calibrate *f = data;
    size_t n = 0;
    update_jacobian(f, unknowns);
    memset(f->by_case, 0, f->n_cases * constant_end * sizeof *f->by_case);
    for (size_t k = 0; k < f->n_cases; k++)
        for (size_t l = 0; l < f->n_priors; l++) {
            const int at = f->unknown_of[f->index[f->first_of[k] * f->n_priors + l]];
            if (at >= 0)
                f->by_case[k * constant_end + f->priors[l].constant] += v[at] * f->priors[l].spread;
        }
    for (size_t r = 0; r < f->n_rows; r++) {
        const double *const by = &f->by_case[f->case_of[r] * constant_end];
        for (int k = 0; f->used[r] && k < calibrate_row_figures(&f->rows[r]); k++, n++) {
            out[n] = 0;
            for (int i = 1; i < constant_end; i++)
                out[n] += f->slope[n * constant_end + (size_t)i] * by[i];
        }
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
            const int at = f->index[r * f->n_priors + l];
            if (f->unknown_of[at] < 0 && priors_states(&f->group[at], f->prior_of[at]->keys))
                f->unknown_of[at] = (int)f->n_unknowns++;
        }
    }
}

static struct lsq problem(struct calibrate *f)
{
    /* one residual for each figure of a used row, one for each unknown's prior */
    return (struct lsq){.n = used_figures(f) + f->n_unknowns,
                        .p = f->n_unknowns,
                        .data = f,
                        .residuals = residuals,
                        .slope = gradient,
                        .along = jacobian_times};
}

/* Sets the weights of the row's figures. */
static void weigh(struct calibrate *f, size_t row)
{
    const struct calibrate_row *r = &f->rows[row];
    const double alone = r->n_alike > 0 ? 1 / sqrt(sqrt(r->n_alike)) : 1;
    double z[FIGURES];
    row_residuals(f, row, f->x, z);
    for (int k = 0; k < calibrate_row_figures(r); k++) {
        const double far = z[k] / half_weight;
        f->weight[row * FIGURES + (size_t)k] = calibrate_row_measured(r, k) > 0 ? alone / (1 + far * far) : 0;
    }
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
            if (f->used[r])
                weigh(f, r);
        f->jacobian_known = false;
        lsq_solve(&l, unknowns, steps, f->lsq_room);
    }
    parameters_from(f, unknowns, f->x);
}

void calibrate_start(struct calibrate *f, const struct calibration_list *known)
{
    for (size_t i = 0; i < f->n; i++) {
        const bool states = priors_states(&f->group[i], f->prior_of[i]->keys);
        f->x[i] = 0;
        for (size_t k = 0; k < known->n && states; k++)
            if (priors_same(&f->group[i], &known->v[k]))
                f->x[i] = real_log(known->v[k].value / f->prior_of[i]->start);
    }
}

double calibrate_tok_s(const struct calibrate *f, size_t row)
{
    double ln[constant_end], value[constant_end], figures[FIGURES];
    constants(f, row, f->x, ln, value);
    calibrate_row_ln(&f->rows[row], f->policy, value, figures);
    return real_exp(figures[FIGURE_SPEED]);
}

double calibrate_device_w(const struct calibrate *f, size_t row)
{
    double ln[constant_end], value[constant_end], figures[FIGURES];
    if (f->rows[row].serving || isnan(f->rows[row].measured_w))
        return NAN;
    constants(f, row, f->x, ln, value);
    calibrate_row_ln(&f->rows[row], f->policy, value, figures);
    return real_exp(figures[FIGURE_WATTS]);
}

struct serving_speed calibrate_serving(const struct calibrate *f, size_t row)
{
    double ln[constant_end], value[constant_end];
    BUG_UNLESS(f->rows[row].serving);
    constants(f, row, f->x, ln, value);
    return calibrate_row_serving(&f->rows[row], f->policy, value);
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
    lsq_errors(&l, unknowns, errors, ARENA_ARRAY(a, lsq_errors_room(&l), double));
    for (size_t i = 0; i < f->n; i++) {
        static const double negligible = 0.01; /* ln factor that no measurement can tell from 0 */
        if (f->unknown_of[i] < 0 || (f->prior_of[i]->keys != 0 && fabs(f->x[i]) < negligible))
            continue;
        v[n] = f->group[i];
        v[n].value = f->prior_of[i]->start * real_exp(f->x[i]);
        v[n].spread = errors[f->unknown_of[i]] * f->prior_of[i]->spread;
        for (size_t r = 0; r < f->n_rows; r++)
            for (size_t k = 0; f->used[r] && k < f->n_priors; k++)
                v[n].rows += f->index[r * f->n_priors + k] == (int)i;
        n++;
    }
    return (struct calibration_list){n, v};
}
