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
#include "serving_request.h"
#include "speed_request.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* A round is a fit with new weights against outliers. Intervals take folds of several GPUs or models, since leaving out
   one at a time takes minutes (validate --cv does that). */
static const struct {
    int rounds, rounds_from_known, gpu_folds, model_folds;
} recipe = {4, 2, 10, 5};

/* ---- rows ---- */

void fit_speed_add(struct arena *a, struct fit_speed_rows *rows, const struct measured *m)
{
    const struct speed_row_list speed = measured_speed(m);
    const struct serving_row_list serving = serving_request_rows(m);
    struct speed_row *v = ARENA_ARRAY(a, rows->speed.n + speed.n + 1, struct speed_row);
    struct serving_row *w = ARENA_ARRAY(a, rows->serving.n + serving.n + 1, struct serving_row);
    for (size_t i = 0; i < rows->speed.n + speed.n; i++)
        v[i] = i < rows->speed.n ? rows->speed.v[i] : speed.v[i - rows->speed.n];
    for (size_t i = 0; i < rows->serving.n + serving.n; i++)
        w[i] = i < rows->serving.n ? rows->serving.v[i] : serving.v[i - rows->serving.n];
    rows->speed = (struct speed_row_list){rows->speed.n + speed.n, v};
    rows->serving = (struct serving_row_list){rows->serving.n + serving.n, w};
}

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

/* Returns the id of the chip as which the row's devices compute; what the row states where they are unlike. */
static const char *chip_name(const struct catalogue *c, const struct speed_row *r)
{
    const struct device *d = catalogue_find(c, &kind_device, r->gpu);
    return d && d->chip_of ? d->chip_of->id : r->gpu;
}

/* Writes the name of the row's fold group. A rig under tensor or row split is named by cards, count and link, or by its
   testbed. */
static void group_name(const struct catalogue *c, const struct speed_row *r, enum fit_speed_by by, char *out,
                       size_t size)
{
    const struct testbed *bed = shares_layers(r) ? speed_request_testbed(c, r) : NULL;
    if (by == FIT_SPEED_BY_MODEL)
        str_cut(out, size, "%s", r->model);
    else if (by == FIT_SPEED_BY_SOURCE)
        str_cut(out, size, "%s", r->source ? r->source : "");
    else if (bed)
        str_cut(out, size, "%s:%s", r->gpu, bed->id); /* whatever the number of cards */
    else if (shares_layers(r))
        str_cut(out, size, "%s:%g:%s:%s", r->gpu, r->gpu_count, r->link ? r->link : "", r->p2p ? r->p2p : "");
    else
        str_cut(out, size, "%s", chip_name(c, r));
}

struct group_id {
    char text[240];
};

static int group_of(struct group_id *names, int *n, const char *name)
{
    for (int i = 0; i < *n; i++)
        if (strcmp(names[i].text, name) == 0)
            return i;
    str_cut(names[*n].text, sizeof names[0].text, "%s", name);
    return (*n)++;
}

/* Sets fold group and related group: leaving out a GPU leaves out its rigs too, and those of the same chip. */
static void put_groups(const struct catalogue *c, struct group_id *names, int *n, const struct speed_row *r,
                       enum fit_speed_by by, struct calibrate_row *out)
{
    char name[240];
    group_name(c, r, by, name, sizeof name);
    out->fold_group = group_of(names, n, name);
    out->related_group = by == FIT_SPEED_BY_GPU && shares_layers(r) ? group_of(names, n, chip_name(c, r))
                                                                    : out->fold_group;
}

static bool all_devices_alike(const struct rig *r)
{
    for (int i = 1; i < r->n; i++)
        if (r->dev[i].device != r->dev[0].device)
            return false;
    return true;
}

/* Adds the row of a speed file if it can be fitted to or predicted. */
static void add_speed(struct arena *a, const struct catalogue *c, struct prepared_list *done, const struct speed_row *r,
                      struct calibrate_rows *out)
{
    struct request q;
    const char *what;
    if (!(r->tokens_per_s > 0) || !row_request_is(r->fits, "yes") || row_request_is(r->phase, "fit") ||
        (speed_request_flag(r, "speculative") && row_request_is(r->phase, "decode")) ||
        speed_request_flag(r, "partial-offload") || speed_request_read(c, r, &q, &what))
        return;
    q.endless_memory = true;
    const struct prepared *s = prepare(a, c, done, &q);
    if (!s)
        return;
    struct calibrate_row *f = &out->v[out->n++];
    *f = (struct calibrate_row){.key = prepare_constants_case(&s->predict, &s->rig, 0, q.engine_month),
                                .predict = s->predict,
                                .rig = s->rig,
                                .month = q.engine_month,
                                .phase = row_request_is(r->phase, "decode") ? phase_decode : phase_prefill,
                                .measured_tok_s = r->tokens_per_s,
                                .measured_tpot_s = NAN,
                                .measured_w = speed_request_device_w(r)};
    f->key.own = flag_unknown;
    f->fitted = all_devices_alike(&s->rig) && !speed_request_flag(r, "host-limited") &&
                !speed_request_flag(r, "wall-clock") && !speed_request_flag(r, "tile-test");
    placement_layers(&f->predict.memory, &f->rig, &f->placement);
}

/* Returns the case where the model and quant of the row were prepared before, or a new one. */
static struct prepared *serving_room(struct arena *a, struct prepared_list *done, const struct request *q)
{
    for (size_t i = 0; i < done->n; i++)
        if (done->v[i]->llm.model == q->model && done->v[i]->llm.quant == q->quant)
            return done->v[i];
    return ARENA_NEW(a, struct prepared);
}

/* Adds the row of a serving file if it can be fitted to. */
static void add_serving(struct arena *a, const struct catalogue *c, struct prepared_list *done,
                        const struct serving_row *r, struct calibrate_rows *out)
{
    struct serving_request *t = ARENA_NEW(a, struct serving_request);
    struct calibrate_row *f = &out->v[out->n];
    const char *what;
    if (!serving_request_clean(r) || serving_request_flag(r, "speculative") || serving_request_read(c, r, t, &what))
        return;
    struct prepared *s = serving_room(a, done, &t->q);
    const bool known = s->llm.model != NULL;
    if (serving_request_prepare(c, t, s, &f->placement))
        return;
    if (!known)
        done->v[done->n++] = s;
    const struct serving_speed m = serving_request_measured(r);
    f->key = prepare_constants_case(&s->predict, &s->rig, 0, t->q.engine_month);
    f->key.own = flag_unknown;
    f->predict = s->predict;
    f->rig = s->rig;
    f->phase = phase_decode;
    f->serving = t;
    f->measured_tok_s = m.output_tok_s;
    f->measured_tpot_s = m.tpot_s;
    f->measured_w = NAN;
    f->fitted = all_devices_alike(&s->rig);
    out->n++;
    out->n_serving++;
}

/* Returns true if the servers have the same source, device and model. */
static bool alike(const struct serving_row *a, const struct serving_row *b)
{
    return strcmp(a->gpu, b->gpu) == 0 && strcmp(a->model, b->model) == 0 &&
           strcmp(a->source ? a->source : "", b->source ? b->source : "") == 0;
}

static void count_alike(const struct serving_row_list *list, struct calibrate_rows *rows)
{
    for (size_t i = rows->n - rows->n_serving; i < rows->n; i++)
        for (size_t k = rows->n - rows->n_serving; k < rows->n; k++)
            rows->v[i].n_alike += alike(&list->v[rows->which[i]], &list->v[rows->which[k]]);
}

struct calibrate_rows fit_speed_prepare(struct arena *a, const struct catalogue *c, const struct fit_speed_rows *rows,
                                        enum fit_speed_by by)
{
    const size_t most = rows->speed.n + rows->serving.n + 1;
    struct calibrate_rows out = {.v = ARENA_ARRAY(a, most, struct calibrate_row),
                                 .which = ARENA_ARRAY(a, most, size_t)};
    struct prepared_list done = {ARENA_ARRAY(a, most, struct prepared *), 0};
    for (size_t i = 0; i < rows->speed.n; i++) {
        out.which[out.n] = i;
        add_speed(a, c, &done, &rows->speed.v[i], &out);
    }
    for (size_t i = 0; i < rows->serving.n; i++) {
        out.which[out.n] = i;
        add_serving(a, c, &done, &rows->serving.v[i], &out);
    }
    count_alike(&rows->serving, &out);
    fit_speed_regroup(a, c, rows, by, &out);
    return out;
}

struct calibrate_rows fit_speed_rows(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                                     enum fit_speed_by by)
{
    return fit_speed_prepare(a, c, &(struct fit_speed_rows){.speed = *list}, by);
}

void fit_speed_regroup(struct arena *a, const struct catalogue *c, const struct fit_speed_rows *given,
                       enum fit_speed_by by, struct calibrate_rows *rows)
{
    struct group_id *names = ARENA_ARRAY(a, 2 * rows->n + 1, struct group_id);
    rows->n_groups = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const bool serves = rows->v[i].serving != NULL;
        const struct speed_row server = serves ? serving_request_replica(&given->serving.v[rows->which[i]])
                                               : (struct speed_row){0};
        put_groups(c, names, &rows->n_groups, serves ? &server : &given->speed.v[rows->which[i]], by, &rows->v[i]);
    }
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

/* Fills in what the present fit says of row i. */
static void predict(const struct calibrate *f, const struct calibrate_rows *rows, size_t i, double *tok_s)
{
    const size_t first_server = rows->n - rows->n_serving;
    tok_s[i] = calibrate_tok_s(f, i);
    if (rows->device_w)
        rows->device_w[i] = calibrate_device_w(f, i);
    if (rows->left_out && i >= first_server)
        rows->left_out[i - first_server] = calibrate_serving(f, i);
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
                predict(f, rows, i, tok_s);
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

struct fit_speed fit_speed_run(struct arena *a, const struct catalogue *c, const struct fit_speed_rows *given)
{
    struct calibrate_rows rows = fit_speed_prepare(a, c, given, FIT_SPEED_BY_GPU);
    double *gpu_left_out = ARENA_ARRAY(a, rows.n + 1, double), *model_left_out = ARENA_ARRAY(a, rows.n + 1, double);
    struct calibrate *f = fit_speed_all(a, c, &rows);
    struct fit_speed out = {.constants = calibrate_records(a, f), .date = newest(&c->priors)};
    fit_speed_regroup(a, c, given, FIT_SPEED_BY_MODEL, &rows);
    fit_speed_cross(f, &rows, recipe.model_folds, model_left_out);
    fit_speed_regroup(a, c, given, FIT_SPEED_BY_GPU, &rows);
    fit_speed_cross(f, &rows, recipe.gpu_folds, gpu_left_out);
    out.spreads = intervals_records(a, &rows, gpu_left_out, model_left_out);
    return out;
}

struct fit_speed_left_out fit_speed_left_out(struct arena *a, const struct catalogue *c,
                                             const struct fit_speed_rows *given, enum fit_speed_by by)
{
    struct fit_speed_left_out out = {.rows = fit_speed_prepare(a, c, given, by)};
    out.tok_s = ARENA_ARRAY(a, out.rows.n + 1, double);
    out.rows.device_w = ARENA_ARRAY(a, out.rows.n + 1, double);
    out.rows.left_out = ARENA_ARRAY(a, out.rows.n_serving + 1, struct serving_speed);
    out.interval = ARENA_ARRAY(a, out.rows.n + 1, struct range);
    struct calibrate *f = fit_speed_all(a, c, &out.rows);
    if (out.rows.n_groups > 0)
        fit_speed_cross(f, &out.rows, out.rows.n_groups, out.tok_s);
    intervals_left_out(a, &out.rows, out.tok_s, out.interval);
    return out;
}
