#include "suggest.h"

#include "arena.h"
#include "bug.h"
#include "model_use.h"
#include "month.h"
#include "size_class.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A model that runs well. */
struct candidate {
    const struct model *model;
    struct suggestion row;
};

/* Returns true if the question is about that use. */
static bool wanted(const struct suggest_question *q, enum use use)
{
    return q->use ? use == q->use : use == use_chat || use == use_code || use == use_vision;
}

static bool asked(const struct suggest_question *q, const struct model *m)
{
    for (int use = 1; use < use_end; use++)
        if (wanted(q, (enum use)use) && model_use_is(m, (enum use)use))
            return true;
    return false;
}

static bool runs_well(const struct suggest_question *q, const struct model *m, const struct suggest_answer *a)
{
    return a->verdict && a->verdict != verdict_no && a->layers_in_ram == 0 &&
           a->decode_tok_s.mid >= catalogue_policy(q->c)->reading_tok_s && m->max_ctx_tokens >= q->ctx_tokens &&
           a->max_ctx_tokens >= q->ctx_tokens;
}

static struct suggestion suggestion(const struct suggest_question *q, const struct model *m,
                                    const struct suggest_answer *a)
{
    const double size = size_class_params(m);
    BUG_UNLESS(a->quant && a->engine);
    return (struct suggestion){.model = m->id,
                               .released = m->released,
                               .size_class = size_class_of(size, catalogue_policy(q->c)),
                               .dense_params = size,
                               .quant = a->quant->id,
                               .engine = a->engine->id,
                               .repo = a->repo,
                               .how = a->how,
                               .verdict = a->verdict,
                               .decode_tok_s = a->decode_tok_s,
                               .ttft_s = a->ttft_s,
                               .max_ctx_tokens = a->max_ctx_tokens};
}

/* Returns true if a was published after b; false if one of the dates is unknown. A month counts as its first day. */
static bool newer(const struct model *a, const struct model *b)
{
    return a->released && b->released && strcmp(a->released, b->released) > 0;
}

/* Returns true if a is newer than b, of the same maker and kind, about as large or larger, and needs no system RAM if b
   needs none. */
static bool supersedes(const struct candidate *a, const struct candidate *b, const struct policy *p)
{
    return newer(a->model, b->model) && strcmp(a->model->vendor, b->model->vendor) == 0 &&
           (a->model->experts > 0) == (b->model->experts > 0) && (!a->row.how || b->row.how) &&
           a->row.dense_params >= p->successor_frac * b->row.dense_params;
}

/* The order of a group: current before superseded, new before old, undated last, large before small. */
static int by_date(const void *x, const void *y)
{
    const struct suggestion *a = x, *b = y;
    if (!a->superseded_by != !b->superseded_by)
        return a->superseded_by ? 1 : -1;
    if (!a->released != !b->released)
        return a->released ? -1 : 1;
    const int date = a->released ? strcmp(b->released, a->released) : 0;
    if (date != 0)
        return date;
    if (a->dense_params != b->dense_params && !isnan(a->dense_params) && !isnan(b->dense_params))
        return a->dense_params > b->dense_params ? -1 : 1;
    return strcmp(a->model, b->model);
}

/* Sets superseded_by of row i of a group to the newest model that supersedes it; in[k] is the candidate of row k. */
static void find_successor(struct suggest_group *g, const struct candidate *const *in, size_t i, const struct policy *p)
{
    const struct candidate *best = NULL;
    for (size_t k = 0; k < g->n; k++)
        if (supersedes(in[k], in[i], p) && (!best || newer(in[k]->model, best->model)))
            best = in[k];
    g->row[i].superseded_by = best ? best->row.model : NULL;
}

static struct suggest_group group(struct arena *a, const struct candidate *all, size_t n, enum use use,
                                  enum size_class size_class, const struct policy *p)
{
    struct suggest_group g = {.use = use, .size_class = size_class, .row = ARENA_ARRAY(a, n, struct suggestion)};
    const struct candidate **in = ARENA_ARRAY(a, n, const struct candidate *);
    for (size_t i = 0; i < n; i++)
        if (all[i].row.size_class == size_class && model_use_is(all[i].model, use)) {
            in[g.n] = &all[i];
            g.row[g.n++] = all[i].row;
        }
    for (size_t i = 0; i < g.n; i++) {
        find_successor(&g, in, i, p);
        g.n_current += !g.row[i].superseded_by;
    }
    if (g.n > 0)
        qsort(g.row, g.n, sizeof *g.row, by_date);
    BUG_UNLESS(g.n == 0 || g.n_current > 0); /* the newest model is superseded by none */
    return g;
}

/* ---- where to start ---- */

static double month(const char *date)
{
    return month_of(date, MONTH_JANUARY, NULL);
}

static double newest_months(const struct suggest *s)
{
    double newest = NAN;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->group[i].n; k++)
            newest = fmax(newest, month(s->group[i].row[k].released));
    return newest;
}

/* What a first choice should be. */
struct wish {
    bool published, in_memory; /* a file of it is on record; it lies wholly in device memory */
    bool recent;               /* it is not much older than the newest of all */
};

static bool grants(const struct wish *w, const struct suggestion *row, double since)
{
    return (!w->published || row->repo) && (!w->in_memory || !row->how) &&
           (!w->recent || month(row->released) >= since);
}

/* Returns the first row, in the order of the groups, that grants the wish; NULL: none. since: months. */
static const struct suggestion *first_of(const struct suggest *s, const struct wish *w, double since)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->group[i].n_current; k++)
            if (grants(w, &s->group[i].row[k], since))
                return &s->group[i].row[k];
    return NULL;
}

/* Returns the newest model of the largest class, in the first use that has one, among those with a published file,
   wholly in device memory and not much older than the newest of all. Where no model is all three, gives up the age
   first, then the memory, then the file. */
static const struct suggestion *first_choice(const struct suggest *s, const struct policy *p)
{
    static const struct wish wishes[] = {{true, true, true},  {true, true, false},  {true, false, false},
                                         {false, true, true}, {false, true, false}, {false, false, false}};
    const double since = newest_months(s) - unit_years_to_months(p->recent_years);
    const struct suggestion *first = NULL;
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes && !first; i++)
        first = first_of(s, &wishes[i], since);
    return first;
}

const struct suggest *suggest_run(struct arena *a, const struct suggest_question *q)
{
    struct suggest *out = ARENA_NEW(a, struct suggest);
    struct candidate *all = ARENA_ARRAY(a, q->c->models.n, struct candidate);
    for (size_t i = 0; i < q->c->models.n; i++) {
        const struct model *m = &q->c->models.v[i];
        struct suggest_answer answer = {0};
        if (!asked(q, m))
            continue;
        out->n_asked++;
        if (q->best(q->self, m, &answer) && runs_well(q, m, &answer))
            all[out->n_well++] = (struct candidate){m, suggestion(q, m, &answer)};
    }
    out->group = ARENA_ARRAY(a, (size_t)use_end * (size_t)size_class_end, struct suggest_group);
    for (int use = 1; use < use_end; use++)
        for (int size = size_class_end - 1; wanted(q, (enum use)use) && size >= 0; size--) {
            const struct suggest_group g = group(a, all, out->n_well, (enum use)use, (enum size_class)size,
                                                 catalogue_policy(q->c));
            if (g.n > 0)
                out->group[out->n++] = g;
        }
    out->first = first_choice(out, catalogue_policy(q->c));
    return out;
}
