#include "memory.h"

#include <math.h>

static double capacity_gib(const struct placement_case *c, const struct rig_device *d)
{
    return isnan(c->engine->pool_frac) ? d->mem_gib : d->nominal_gib * c->engine->pool_frac;
}

static enum verdict of_spare(double spare, double capacity, const struct policy *p)
{
    if (spare < 0)
        return verdict_no;
    return spare < p->tight_frac * capacity ? verdict_tight : verdict_fits;
}

static void load_of(const struct placement_case *c, const struct rig_device *d, const struct placement_device *at, const struct policy *p,
                    struct device_load *out)
{
    out->device = d->device->id;
    out->capacity_gib = capacity_gib(c, d);
    out->weights_gib = unit_b_to_gib(at->weights_b);
    out->kv_gib = unit_b_to_gib(at->kv_b);
    out->compute_gib = unit_b_to_gib(at->compute_b);
    out->overhead_gib = d->overhead_gib;
    out->total_gib = out->weights_gib + out->kv_gib + out->compute_gib + out->overhead_gib;
    out->spare_gib = out->capacity_gib - out->total_gib;
    out->layers = at->n_layers;
    out->verdict = of_spare(out->spare_gib, out->capacity_gib, p);
}

static enum verdict worse(enum verdict a, enum verdict b)
{
    return a > b ? a : b;
}

/* Places and judges the case as it is. */
static enum verdict judge_as_asked(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out)
{
    enum verdict all = verdict_fits;
    placement_make(c, r, &out->placement);
    for (int i = 0; i < r->n; i++) {
        load_of(c, &r->dev[i], &out->placement.dev[i], p, &out->device[i]);
        all = worse(all, out->device[i].verdict);
    }
    return all;
}

static bool host_holds(const struct placement *pl, const struct rig *r, const struct policy *p)
{
    const double need_b = pl->host_weights_b + pl->host.kv_b + pl->host_compute_b;
    return unit_b_to_gib(need_b) <= r->ram_gib - p->ram_reserve_gib;
}

/* The fewest layers on the host with which the devices hold the rest: fit grows with layers on the host, so halve. */
static bool find_offload(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out)
{
    struct placement_case trial = *c;
    double holds = 0, fails = c->llm->n_layers + 1;
    trial.ngl = holds;
    if (judge_as_asked(&trial, r, p, out) == verdict_no)
        return false;
    while (fails - holds > 1) {
        trial.ngl = floor((holds + fails) / 2);
        if (judge_as_asked(&trial, r, p, out) == verdict_no)
            fails = trial.ngl;
        else
            holds = trial.ngl;
    }
    trial.ngl = holds;
    judge_as_asked(&trial, r, p, out);
    out->offload_layers = c->llm->n_layers + 1 - holds;
    return host_holds(&out->placement, r, p);
}

static bool can_offload(const struct placement_case *c, const struct rig *r)
{
    return c->engine->gguf == flag_yes && isnan(c->ngl) && c->split != split_tensor && !rig_unified(r);
}

void memory_judge(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out)
{
    out->offload_layers = NAN;
    out->verdict = judge_as_asked(c, r, p, out);
    const bool on_host = out->placement.layers_on_host > 0 || out->placement.host.n_expert_layers > 0;
    if (out->verdict != verdict_no) {
        if (on_host)
            out->verdict = host_holds(&out->placement, r, p) ? verdict_offload : verdict_no;
        return;
    }
    if (can_offload(c, r)) {
        struct memory moved = *out;
        if (find_offload(c, r, p, &moved)) {
            *out = moved;
            out->verdict = verdict_offload;
        }
    }
}

void memory_figures(const struct placement_case *c, const struct memory *m, struct prediction *out)
{
    double total = 0, kv = 0, compute = 0, overhead = 0, spare = INFINITY;
    for (int i = 0; i < m->placement.n; i++) {
        const struct device_load *d = &m->device[i];
        total += d->total_gib;
        kv += d->kv_gib;
        compute += d->compute_gib;
        overhead += d->overhead_gib;
        spare = fmin(spare, d->spare_gib);
    }
    out->verdict = m->verdict;
    out->weights_gib = unit_b_to_gib(c->llm->total_b);
    out->kv_gib = kv + unit_b_to_gib(m->placement.host.kv_b);
    out->compute_gib = compute;
    out->overhead_gib = overhead;
    out->total_gib = total;
    out->spare_gib = spare;
    out->host_gib = unit_b_to_gib(m->placement.host_weights_b + m->placement.host_compute_b + m->placement.host.kv_b);
    out->offload_layers = m->verdict == verdict_offload ? tensors_or(m->offload_layers, m->placement.layers_on_host) : 0;
}

double memory_largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct placement_case trial = *c;
    struct memory m;
    const double step = placement_cells(1);
    double holds = 0, fails = floor(c->llm->model->max_ctx_tokens / step) + 1;
    while (fails - holds > 1) {
        const double middle = floor((holds + fails) / 2);
        trial.ctx = middle * step * c->n_seq;
        if (judge_as_asked(&trial, r, p, &m) == verdict_no)
            fails = middle;
        else
            holds = middle;
    }
    return holds * step;
}
