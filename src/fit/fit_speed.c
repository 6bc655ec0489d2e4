#include "fit_speed.h"

#include "arena.h"
#include "bug.h"
#include "prepare.h"
#include "intervals.h"
#include "row_request.h"
#include "speed_request.h"

#include <stdio.h>
#include <string.h>

/* Rounds are fits, each with new weights against outliers. Folds are of whole GPUs or models: leaving out one at a time
   takes minutes (validate --cv). */
static const struct {
    int rounds, rounds_from_known, gpu_folds, model_folds;
} recipe = {4, 2, 10, 5};

/* ---- rows ---- */

/* Models that were counted already: most rows share theirs with others. */
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

static bool shares(const struct speed_row *r)
{
    return row_request_is(r->split, "tensor") || row_request_is(r->split, "row");
}

/* What is left out together. Rigs of tensor parallelism are left out by rig: cards, count, link. */
static void group_name(const struct catalogue *c, const struct speed_row *r, enum fit_speed_by by, char *out,
                       size_t size)
{
    const struct testbed *bed = shares(r) ? speed_request_testbed(c, r) : NULL;
    if (by == FIT_SPEED_BY_MODEL)
        snprintf(out, size, "%s", r->model);
    else if (by == FIT_SPEED_BY_SOURCE)
        snprintf(out, size, "%s", r->source ? r->source : "");
    else if (bed)
        snprintf(out, size, "%s:%s", r->gpu, bed->id); /* however many of its cards work */
    else if (shares(r))
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

/* Where a GPU is left out, so are the rigs of several of it. */
static void put_group(const struct catalogue *c, struct group_id *names, int *n, const struct speed_row *r,
                      enum fit_speed_by by, struct calibrate_row *out)
{
    char name[240];
    group_name(c, r, by, name, sizeof name);
    out->group = group_of(names, n, name);
    out->kin = by == FIT_SPEED_BY_GPU && shares(r) ? group_of(names, n, r->gpu) : out->group;
}

static bool alike(const struct rig *r)
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
        put_group(c, names, &out.groups, r, by, f);
        f->fitted = alike(&s->rig) && !speed_request_flag(r, "host-limited") && !speed_request_flag(r, "wall-clock");
        placement_layers(&f->predict.memory, &f->rig, &f->placement);
        out.which[out.n++] = i;
    }
    return out;
}

void fit_speed_regroup(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                       enum fit_speed_by by, struct calibrate_rows *rows)
{
    struct group_id *names = ARENA_ARRAY(a, 2 * rows->n + 1, struct group_id);
    rows->groups = 0;
    for (size_t i = 0; i < rows->n; i++)
        put_group(c, names, &rows->groups, &list->v[rows->which[i]], by, &rows->v[i]);
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

void fit_speed_cross(struct calibrate *f, const struct calibrate_rows *rows, int folds, double *tok_s)
{
    static const struct calibration_list nothing_known = {0};
    for (int g = 0; g < folds; g++) {
        bool fitted = false;
        for (size_t i = 0; i < rows->n; i++)
            fitted = fitted || ((rows->v[i].group % folds == g || rows->v[i].kin % folds == g) && rows->v[i].fitted);
        if (fitted) {
            calibrate_start(
                f,
                &nothing_known); /* a search that starts from the whole fit would know something of what is left out */
            calibrate_solve(f, g, folds, recipe.rounds);
        } else
            calibrate_restore(f); /* nothing was fitted to these rows */
        for (size_t i = 0; i < rows->n; i++)
            if (rows->v[i].group % folds == g)
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
    double *no_gpu = ARENA_ARRAY(a, rows.n + 1, double), *no_model = ARENA_ARRAY(a, rows.n + 1, double);
    struct calibrate *f = fit_speed_all(a, c, &rows);
    struct fit_speed out = {.constants = calibrate_records(a, f), .date = newest(&c->priors)};
    fit_speed_regroup(a, c, list, FIT_SPEED_BY_MODEL, &rows);
    fit_speed_cross(f, &rows, recipe.model_folds, no_model);
    fit_speed_regroup(a, c, list, FIT_SPEED_BY_GPU, &rows);
    fit_speed_cross(f, &rows, recipe.gpu_folds, no_gpu);
    out.spreads = intervals_records(a, &rows, no_gpu, no_model);
    return out;
}

struct fit_speed_left_out fit_speed_left_out(struct arena *a, const struct catalogue *c,
                                             const struct speed_row_list *list, enum fit_speed_by by)
{
    struct fit_speed_left_out out = {.rows = fit_speed_rows(a, c, list, by)};
    out.tok_s = ARENA_ARRAY(a, out.rows.n + 1, double);
    out.interval = ARENA_ARRAY(a, out.rows.n + 1, struct range);
    fit_speed_cross(fit_speed_all(a, c, &out.rows), &out.rows, out.rows.groups, out.tok_s);
    intervals_left_out(a, &out.rows, out.tok_s, out.interval);
    return out;
}
