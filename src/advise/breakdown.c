#include "breakdown.h"

#include "arena.h"
#include "bug.h"
#include "collective.h"
#include "other_backend.h"
#include "pace.h"
#include "speedups.h"
#include "str.h"

#include <math.h>
#include <stdlib.h>

static const double nudge_frac = 0.01;   /* relative change of an input whose slope is measured */
static const double least_slope = 0.005; /* inputs below it are left out */

struct analysis {
    struct arena *arena;
    const struct catalogue *c;
    struct speedups_case now; /* the case; its inputs are changed one by one and put back */
    struct speedups_speeds before;
    struct breakdown *out;
};

/* ---- terms ---- */

static int longer_first(const void *a, const void *b)
{
    const struct breakdown_part *x = a, *y = b;
    return (x->s < y->s) - (x->s > y->s);
}

/* Lists the terms that take time. */
static void collect_parts(const struct step_time *t, struct breakdown_step *out)
{
    double sum_s = 0;
    out->s = t->part.total_s;
    out->bound = t->bound;
    for (size_t i = 0; i < figures_step_part.n; i++) {
        const struct figure *f = &figures_step_part.v[i];
        const double s = results_value(f, &t->part);
        if (!(s > 0) || results_member(f, &t->part) == (const void *)&t->part.total_s)
            continue;
        BUG_UNLESS(out->n_parts < BREAKDOWN_MOST_PARTS);
        out->part[out->n_parts++] = (struct breakdown_part){.figure = f, .s = s, .frac = s / t->part.total_s};
        sum_s += s;
    }
    BUG_UNLESS(!(fabs(sum_s - out->s) > 1e-9 * out->s));
    qsort(out->part, (size_t)out->n_parts, sizeof *out->part, longer_first);
}

/* ---- inputs ---- */

/* Adds the input to every part whose time it changes. before, after: the step without and with the change. */
static void add_input(struct breakdown_step *step, const struct step_part *before, const struct step_part *after,
                      const struct step_input *in)
{
    for (int i = 0; i < step->n_parts; i++) {
        struct breakdown_part *p = &step->part[i];
        const double slope = (results_value(p->figure, after) / results_value(p->figure, before) - 1) / nudge_frac;
        if (!(fabs(slope) >= least_slope))
            continue;
        BUG_UNLESS(p->n_inputs < BREAKDOWN_MOST_INPUTS);
        int at = p->n_inputs++;
        for (; at > 0 && fabs(p->input[at - 1].slope) < fabs(slope); at--)
            p->input[at] = p->input[at - 1];
        p->input[at] = *in;
        p->input[at].slope = slope;
        p->input[at].step_error_frac = in->error_frac * fabs(slope) * p->frac;
    }
}

/* Predicts t->now, in which one input differs from the case, and adds that input to the parts that it changes.
   error_frac and rows: of the calibration record with the fewest rows; NaN for an input that is no constant. */
static void probe(struct analysis *t, const char *name, double value, enum unit unit, double error_frac, double rows)
{
    struct speedups_speeds after;
    const struct step_input in = {
        .name = name, .value = value, .unit = unit_label(unit), .error_frac = error_frac, .rows = rows};
    if (!speedups_predict(&t->now, &after))
        return;
    add_input(&t->out->decode, &t->before.decode.decode.part, &after.decode.decode.part, &in);
    add_input(&t->out->prefill, &t->before.prefill.prefill.part, &after.prefill.prefill.part, &in);
}

/* Probes every number of a record. *record is a copy that t->now points to. */
static void probe_fields(struct analysis *t, const struct kind *k, void *record, const char *id)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        double *value = (double *)(void *)((char *)record + f->offset);
        if ((f->type != FIELD_NUM && f->type != FIELD_INT) || isnan(*value) || *value == 0)
            continue;
        const double was = *value;
        *value *= 1 + nudge_frac;
        probe(t, str_format(t->arena, "%s.%s", id, f->name), was, f->unit, NAN, NAN);
        *value = was;
    }
}

/* Replaces one device by another from card i on. */
static void swap_device(struct rig *r, int i, const struct device *from, const struct device *to)
{
    for (int j = i; j < r->n; j++)
        if (r->dev[j].device == from)
            r->dev[j].device = to;
}

static void probe_power_cap(struct analysis *t, int i)
{
    struct rig *r = &t->now.rig;
    const struct rig before = *r;
    const struct device *d = r->dev[i].device;
    if (isnan(r->dev[i].cap_w))
        return;
    for (int j = i; j < r->n; j++)
        if (r->dev[j].device == d)
            r->dev[j].cap_w *= 1 + nudge_frac;
    probe(t, str_format(t->arena, "%s: its power cap", d->id), before.dev[i].cap_w, UNIT_W, NAN, NAN);
    *r = before;
}

/* Cards of one kind are changed together. */
static void probe_devices(struct analysis *t)
{
    struct rig *r = &t->now.rig;
    for (int i = 0; i < r->n; i++) {
        const struct device *was = r->dev[i].device;
        struct device *copy = ARENA_NEW(t->arena, struct device);
        bool done = false; /* with an earlier card of the same kind */
        for (int j = 0; j < i; j++)
            done |= r->dev[j].device == was;
        if (done)
            continue;
        *copy = *was;
        swap_device(r, i, was, copy);
        probe_fields(t, &kind_device, copy, was->id);
        swap_device(r, i, copy, was);
        probe_power_cap(t, i);
    }
}

static void probe_link(struct analysis *t)
{
    const struct link *was = t->now.rig.link;
    if (!was)
        return;
    struct link *copy = ARENA_NEW(t->arena, struct link);
    *copy = *was;
    t->now.rig.link = copy;
    probe_fields(t, &kind_link, copy, was->id);
    *copy = speedups_latency(t->arena, was, 1 + nudge_frac);
    copy->hop_us = was->hop_us;
    probe(t, str_format(t->arena, "%s%s.all_reduce.latency_us", was->id, t->now.rig.bridge ? " with bridges" : ""),
          unit_s_to_us(collective_latency_s(was, t->now.rig.bridge, t->now.rig.n)), UNIT_US, NAN, NAN);
    t->now.rig.link = was;
}

/* System RAM and the planning constants matter only where layers are there. */
static void probe_host(struct analysis *t)
{
    struct policy copy = *t->now.policy;
    const struct policy *was = t->now.policy;
    if (t->out->figures.verdict != verdict_offload)
        return;
    t->now.policy = &copy;
    probe_fields(t, &kind_policy, &copy, "policy");
    t->now.policy = was;
    const double gb_s = t->now.rig.ram_gb_s;
    t->now.rig.ram_gb_s = gb_s * (1 + nudge_frac);
    probe(t, "system RAM", gb_s, UNIT_GB_S, NAN, NAN);
    t->now.rig.ram_gb_s = gb_s;
}

/* ---- constants ---- */

static struct step_factor factor_of(const struct calibration *k)
{
    return (struct step_factor){enums_text(&enums_constant, (int)k->constant), k->id, k->value, k->spread, k->rows};
}

/* Each constant is the product of the calibration records that match the case. */
static void probe_constants(struct analysis *t)
{
    const struct calibration_list *all = &t->c->calibrations;
    struct step_factor *v = ARENA_ARRAY(t->arena, all->n + 1, struct step_factor);
    struct rig *r = &t->now.rig;
    const struct constants_case key = prepare_constants_case(&t->now.predict, r, 0, t->now.month);
    for (int i = 1; i < constant_end; i++) {
        double error = NAN, rows = NAN; /* of the record with the fewest rows */
        for (size_t k = 0; k < all->n; k++)
            if ((int)all->v[k].constant == i && constants_match(&all->v[k], &key)) {
                v[t->out->n_factors++] = factor_of(&all->v[k]);
                if (!(all->v[k].rows >= rows)) {
                    rows = all->v[k].rows;
                    error = all->v[k].spread;
                }
            }
        const double value = r->dev[0].constants.v[i];
        for (int d = 0; d < r->n; d++)
            r->dev[d].constants.v[i] *= 1 + nudge_frac;
        probe(t, str_format(t->arena, "calibration.%s", enums_text(&enums_constant, i)), value, UNIT_NONE, error, rows);
        for (int d = 0; d < r->n; d++)
            r->dev[d].constants.v[i] /= 1 + nudge_frac;
    }
    BUG_UNLESS(t->out->n_factors <= all->n);
    t->out->factor = v;
    t->out->constants_source = all->n > 0 && all->v[0].source ? all->v[0].source : "no source";
    t->out->constants_date = all->n > 0 && all->v[0].date ? all->v[0].date : "undated";
}

/* ---- the case ---- */

static void steps(struct analysis *t)
{
    const struct predict_case *c = &t->now.predict;
    struct breakdown *out = t->out;
    out->decode.tok_s = t->before.decode.figures.decode_tok_s;
    out->prefill.tok_s = t->before.prefill.figures.prefill_tok_s;
    out->decode.tokens = c->batch * (c->draft ? c->draft->tokens + 1 : 1);
    out->decode.steps = 1;
    out->prefill.steps = pace_prompt_steps(c);
    out->prefill.tokens = c->prompt / out->prefill.steps;
    if (out->figures.verdict == verdict_no)
        return;
    collect_parts(&t->before.decode.decode, &out->decode);
    collect_parts(&t->before.prefill.prefill, &out->prefill);
    probe_devices(t);
    probe_link(t);
    probe_host(t);
    probe_constants(t);
}

static void order_by_prefill(struct breakdown *out)
{
    for (int i = 0; i < out->n_speedups; i++) {
        int at = i;
        for (; at > 0 && speedups_before(out->speedup[i].prefill_gain_frac,
                                         out->speedup[out->by_prefill[at - 1]].prefill_gain_frac);
             at--)
            out->by_prefill[at] = out->by_prefill[at - 1];
        out->by_prefill[at] = i;
    }
}

const struct breakdown *breakdown_run(struct arena *a, const struct catalogue *c, const struct request *q,
                                      double prefill_depth)
{
    struct breakdown *out = ARENA_NEW(a, struct breakdown);
    struct prepared *s = ARENA_NEW(a, struct prepared);
    struct analysis t = {.arena = a, .c = c, .out = out};
    s->drafts = ARENA_NEW(a, struct prepared);
    if (!speedups_prepare(c, q, prefill_depth, s, &t.now) || !speedups_predict(&t.now, &t.before))
        return NULL;
    out->figures = t.before.decode.figures;
    out->n_devices = t.now.rig.n;
    BUG_UNLESS(out->n_devices > 0 && out->n_devices <= BREAKDOWN_MOST_DEVICES);
    out->model = q->model;
    out->quant = q->quant;
    out->link = t.now.rig.link;
    out->bridge = t.now.rig.bridge;
    out->engine = t.now.predict.memory.engine->id;
    out->backend = other_backend_now(t.now.predict.memory.engine, &t.now.rig);
    out->sequences = t.now.predict.batch;
    for (int i = 0; i < out->n_devices; i++)
        out->device[i] = t.now.rig.dev[i].device;
    steps(&t);
    out->n_speedups = speedups_run(a, c, q, prefill_depth, out->speedup, BREAKDOWN_MOST_SPEEDUPS);
    order_by_prefill(out);
    return out;
}
