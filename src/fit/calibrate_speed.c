#include "calibrate_speed.h"

#include "arena.h"
#include "prepare.h"
#include "check_row.h"
#include "check_speed.h"

#include <stdio.h>
#include <string.h>

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
    return check_row_is(r->split, "tensor") || check_row_is(r->split, "row");
}

/* What is left out together. Rigs of tensor parallelism are left out by rig: cards, count, link. */
static void group_name(const struct catalogue *c, const struct speed_row *r, enum calibrate_speed_by by, char *out,
                       size_t size)
{
    const struct testbed *bed = shares(r) ? check_speed_testbed(c, r) : NULL;
    if (by == CALIBRATE_SPEED_BY_MODEL)
        snprintf(out, size, "%s", r->model);
    else if (by == CALIBRATE_SPEED_BY_SOURCE)
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
                      enum calibrate_speed_by by, struct calibrate_row *out)
{
    char name[240];
    group_name(c, r, by, name, sizeof name);
    out->group = group_of(names, n, name);
    out->kin = by == CALIBRATE_SPEED_BY_GPU && shares(r) ? group_of(names, n, r->gpu) : out->group;
}

static bool alike(const struct rig *r)
{
    for (int i = 1; i < r->n; i++)
        if (r->dev[i].device != r->dev[0].device)
            return false;
    return true;
}

struct calibrate_speed_rows calibrate_speed_rows(struct arena *a, const struct catalogue *c,
                                                 const struct speed_row_list *list, enum calibrate_speed_by by)
{
    struct calibrate_speed_rows out = {ARENA_ARRAY(a, list->n + 1, struct calibrate_row), 0,
                                       ARENA_ARRAY(a, list->n + 1, size_t), 0};
    struct prepared_list done = {ARENA_ARRAY(a, list->n + 1, struct prepared *), 0};
    struct group_id *names = ARENA_ARRAY(a, 2 * list->n + 1, struct group_id);
    for (size_t i = 0; i < list->n; i++) {
        const struct speed_row *r = &list->v[i];
        struct request q;
        struct check_row unused;
        if (!(r->tokens_per_s > 0) || !check_row_is(r->fits, "yes") || check_row_is(r->phase, "fit") ||
            check_speed_flag(r, "speculative") || check_speed_flag(r, "partial-offload") ||
            !check_speed_request(c, r, &q, &unused))
            continue;
        q.endless_memory = true;
        const struct prepared *s = prepare(a, c, &done, &q);
        if (!s)
            continue;
        struct calibrate_row *f = &out.v[out.n];
        *f = (struct calibrate_row){.key = prepare_constants_case(c, &s->predict, &s->rig.dev[0], q.engine_month),
                                    .predict = s->predict,
                                    .rig = s->rig,
                                    .phase = check_row_is(r->phase, "decode") ? phase_decode : phase_prefill,
                                    .measured_tok_s = r->tokens_per_s};
        put_group(c, names, &out.groups, r, by, f);
        f->fitted = alike(&s->rig) && !check_speed_flag(r, "host-limited") && !check_speed_flag(r, "wall-clock");
        placement_layers(&f->predict.memory, &f->rig, &f->placement);
        out.which[out.n++] = i;
    }
    return out;
}

void calibrate_speed_regroup(struct arena *a, const struct catalogue *c, const struct speed_row_list *list,
                             enum calibrate_speed_by by, struct calibrate_speed_rows *rows)
{
    struct group_id *names = ARENA_ARRAY(a, 2 * rows->n + 1, struct group_id);
    rows->groups = 0;
    for (size_t i = 0; i < rows->n; i++)
        put_group(c, names, &rows->groups, &list->v[rows->which[i]], by, &rows->v[i]);
}

static const int rounds = 4; /* of new weights against outliers */

struct calibrate *calibrate_speed_all(struct arena *a, const struct catalogue *c,
                                      const struct calibrate_speed_rows *rows)
{
    struct calibrate *f = calibrate_new(a, rows->v, rows->n, catalogue_policy(c));
    calibrate_solve(f, -1, 1, rounds);
    calibrate_keep(f);
    return f;
}

void calibrate_speed_cross(struct calibrate *f, const struct calibrate_speed_rows *rows, int folds, double *tok_s)
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
            calibrate_solve(f, g, folds, rounds);
        } else
            calibrate_restore(f); /* nothing was fitted to these rows */
        for (size_t i = 0; i < rows->n; i++)
            if (rows->v[i].group % folds == g)
                tok_s[i] = calibrate_tok_s(f, i);
    }
    calibrate_restore(f);
}
