/* Idea: errors are quoted, and intervals fitted, on rows that the fit has never seen. Rows are left out by fold group:
   a GPU, a model or a source; rigs under tensor or row split are a group of their own each, and are also left out with
   their GPU (their related group).

   Invariant: each fold starts from factors of 1 and runs as many rounds as the fit to all rows. A search that started
   from the fit to all rows would end near it and know the rows left out (decision 0012).

   Reference: decisions 0012 and 0013 (what a source says of its rig once is a testbed record, and its rigs are one
   group); docs/model.md, section 2, "Calibration". */
#include "fit_speed.h"

#include "arena.h"
#include "bug.h"
#include "prepare.h"
#include "intervals.h"
#include "row_request.h"
#include "speed_request.h"

#include <stdio.h>
#include <string.h>

/* A round is a fit with new weights against outliers. Intervals take folds of several GPUs or models, since leaving out
   one at a time takes minutes (validate --cv does that). */
static const struct {
    int rounds, rounds_from_known, gpu_folds, model_folds;
} recipe = {4, 2, 10, 5};

/* ---- rows ---- */

/* Cases prepared so far: most rows share model and quant with others. */
struct prepared_list {
    struct prepared **v;
    size_t n;
};

static struct prepared *prepare(struct arena *a, const struct catalogue *c, struct prepared_list *done,
                                const struct request *q)
{
    for (size_t i = 0; i < done->n; i++)
        if (done->v[i]->llm.model == q->model && done->v[i]->llm.quant == q->quant) {
            prepare_again(c, q, done->v[i]);
            return done->v[i];
        }
    struct prepared *s = ARENA_NEW(a, struct prepared);
    if (!prepare_case(c, q, s))
        return NULL;
    return done->v[done->n++] = s;
}

/* Do the cards work on one layer at once, so that the link between them counts? */
static bool shares_layers(const struct speed_row *r)
{
    return row_request_is(r->split, "tensor") || row_request_is(r->split, "row");
}

/* Writes the name of the row's fold group. A rig under tensor or row split is named by cards, count and link, or by its
   testbed. */
static void group_name(const struct catalogue *c, const struct speed_row *r, enum fit_speed_by by, char *out,
                       size_t size)
{
    const struct testbed *bed = shares_layers(r) ? speed_request_testbed(c, r) : NULL;
    if (by == FIT_SPEED_BY_MODEL)
        snprintf(out, size, "%s", r->model);
    else if (by == FIT_SPEED_BY_SOURCE)
        snprintf(out, size, "%s", r->source ? r->source : "");
    else if (bed)
        snprintf(out, size, "%s:%s", r->gpu, bed->id); /* whatever the number of cards */
    else if (shares_layers(r))
        snprintf(out, size, "%s:%g:%s:%s", r->gpu, r->gpu_count, r->link ? r->link : "", r->p2p ? r->p2p : "");
    else
        snprintf(out, size, "%s", r->gpu);
}

struct group_id {
    char text[240];
};

static int group_of(struct group_id *names, int *n, const char *name)
{
    for (int i = 0; i < *n; i++)
        if (strcmp(names[i].text, name) == 0)
            return i;
    snprintf(names[*n].text, sizeof names[0].text, "%s", name);
    return (*n)++;
}

/* Sets fold group and related group: leaving out a GPU leaves out its rigs too. */
static void put_groups(const struct catalogue *c, struct group_id *names, int *n, const struct speed_row *r,
                       enum fit_speed_by by, struct calibrate_row *out)
{
    char name[240];
    group_name(c, r, by, name, sizeof name);
    out->fold_group = group_of(names, n, name);
    out->related_group = by == FIT_SPEED_BY_GPU && shares_layers(r) ? group_of(names, n, r->gpu) : out->fold_group;
}

static bool all_devices_alike(const struct rig *r)
{
    for (int i = 1; i < r->n; i++)
        if (r->dev[i].device != r->dev[0].device)
            return false;
    return true;
}

struct calibrate_rows fit_speed_rows(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                                     enum fit_speed_by by)
{
    struct calibrate_rows out = {ARENA_ARRAY(a, list->n + 1, struct calibrate_row), 0,
                                 ARENA_ARRAY(a, list->n + 1, size_t), 0};
    struct prepared_list done = {ARENA_ARRAY(a, list->n + 1, struct prepared *), 0};
    struct group_id *names = ARENA_ARRAY(a, 2 * list->n + 1, struct group_id);
    for (size_t i = 0; i < list->n; i++) {
        const struct speed_row *r = &list->v[i];
        struct request q;
        const char *what;
        if (!(r->tokens_per_s > 0) || !row_request_is(r->fits, "yes") || row_request_is(r->phase, "fit") ||
            speed_request_flag(r, "speculative") || speed_request_flag(r, "partial-offload") ||
            speed_request_read(c, r, &q, &what))
            continue;
        q.endless_memory = true;
        const struct prepared *s = prepare(a, c, &done, &q);
        if (!s)
            continue;
        struct calibrate_row *f = &out.v[out.n];
        *f = (struct calibrate_row){.key = prepare_constants_case(&s->predict, &s->rig.dev[0], q.engine_month),
                                    .predict = s->predict,
                                    .rig = s->rig,
                                    .phase = row_request_is(r->phase, "decode") ? phase_decode : phase_prefill,
                                    .measured_tok_s = r->tokens_per_s};
        put_groups(c, names, &out.n_groups, r, by, f);
        f->fitted = all_devices_alike(&s->rig) && !speed_request_flag(r, "host-limited") &&
                    !speed_request_flag(r, "wall-clock");
        placement_layers(&f->predict.memory, &f->rig, &f->placement);
        out.which[out.n++] = i;
    }
    return out;
}

void fit_speed_regroup(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                       enum fit_speed_by by, struct calibrate_rows *rows)
{
    struct group_id *names = ARENA_ARRAY(a, 2 * rows->n + 1, struct group_id);
    rows->n_groups = 0;
    for (size_t i = 0; i < rows->n; i++)
        put_groups(c, names, &rows->n_groups, &list->v[rows->which[i]], by, &rows->v[i]);
}

/* ---- fits ---- */

struct calibrate *fit_speed_all(struct arena *a, const struct catalogue *c, const struct calibrate_rows *rows)
{
    struct calibrate *f = calibrate_new(a, rows->v, rows->n, &c->priors, catalogue_policy(c));
    calibrate_solve(f, -1, 1, recipe.rounds);
    calibrate_keep(f);
    return f;
}

void fit_speed_from(struct calibrate *f, const struct calibration_list *known)
{
    calibrate_start(f, known);
    calibrate_solve(f, -1, 1, recipe.rounds_from_known);
}

/* Does a row of that fold take part in the fit to all rows? */
static bool fold_is_fitted(const struct calibrate_rows *rows, int fold, int folds)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct calibrate_row *r = &rows->v[i];
        if (r->fitted && (r->fold_group % folds == fold || r->related_group % folds == fold))
            return true;
    }
    return false;
}

void fit_speed_cross(struct calibrate *f, const struct calibrate_rows *rows, int folds, double *tok_s)
{
    static const struct calibration_list nothing_known = {0};
    BUG_UNLESS(folds > 0);
    for (int fold = 0; fold < folds; fold++) {
        if (fold_is_fitted(rows, fold, folds)) {
            calibrate_start(f, &nothing_known);
            calibrate_solve(f, fold, folds, recipe.rounds);
        } else
            calibrate_restore(f); /* the fit to all rows never saw these */
        for (size_t i = 0; i < rows->n; i++)
            if (rows->v[i].fold_group % folds == fold)
                tok_s[i] = calibrate_tok_s(f, i);
    }
    calibrate_restore(f);
}

/* ---- the recipe ---- */

static const char *newest(const struct prior_list *priors)
{
    const char *date = NULL;
    for (size_t i = 0; i < priors->n; i++)
        if (!date || strcmp(priors->v[i].date, date) > 0)
            date = priors->v[i].date;
    BUG_UNLESS(date != NULL);
    return date;
}

struct fit_speed fit_speed_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *list)
{
    struct calibrate_rows rows = fit_speed_rows(a, c, list, FIT_SPEED_BY_GPU);
    BUG_UNLESS(rows.n <= list->n);
    double *gpu_left_out = ARENA_ARRAY(a, rows.n + 1, double), *model_left_out = ARENA_ARRAY(a, rows.n + 1, double);
    struct calibrate *f = fit_speed_all(a, c, &rows);
    struct fit_speed out = {.constants = calibrate_records(a, f), .date = newest(&c->priors)};
    fit_speed_regroup(a, c, list, FIT_SPEED_BY_MODEL, &rows);
    fit_speed_cross(f, &rows, recipe.model_folds, model_left_out);
    fit_speed_regroup(a, c, list, FIT_SPEED_BY_GPU, &rows);
    fit_speed_cross(f, &rows, recipe.gpu_folds, gpu_left_out);
    out.spreads = intervals_records(a, &rows, gpu_left_out, model_left_out);
    return out;
}

struct fit_speed_left_out fit_speed_left_out(struct arena *a, const struct catalogue *c,
                                             const struct speed_row_list *list, enum fit_speed_by by)
{
    struct fit_speed_left_out out = {.rows = fit_speed_rows(a, c, list, by)};
    out.tok_s = ARENA_ARRAY(a, out.rows.n + 1, double);
    out.interval = ARENA_ARRAY(a, out.rows.n + 1, struct range);
    struct calibrate *f = fit_speed_all(a, c, &out.rows);
    if (out.rows.n_groups > 0)
        fit_speed_cross(f, &out.rows, out.rows.n_groups, out.tok_s);
    intervals_left_out(a, &out.rows, out.tok_s, out.interval);
    return out;
}
