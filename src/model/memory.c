/* memory.c: memory verdict of a case, and the searches that ask it repeatedly.

   Idea: place the case, add compute buffers, compare each device's sum with its capacity. The verdict of the whole
   is that of the worst device. What is monotonic is found by bisection: layers that stay in system RAM, the largest
   context, the fewest layers with experts in system RAM.
   Invariant: total = weights + cache + compute + overhead, spare = capacity - total on every device; a verdict
   other than "no" never has a negative spare.
   Speed: compute buffers cost most of the time, so trials that fail without them skip them (memory_has_room).
   Reference: docs/model.md, "What is free, and the verdict". */
#include "memory.h"

#include "bug.h"
#include "compute_buffers.h"
#include "compute_buffers_classic.h"
#include "known.h"

#include <math.h>

void memory_place(const struct placement_case *c, const struct rig *r, struct placement *out)
{
    placement_layers(c, r, out);
    if (c->engine->gguf != flag_yes)
        return;
    if (c->graphs == graphs_classic)
        compute_buffers_classic_fill(c, out);
    else
        compute_buffers_fill(c, out);
}

/* Returns what programs may use of a device: its memory, or the pool's fraction of the whole card. */
static double capacity_gib(const struct placement_case *c, const struct rig_device *d)
{
    return isnan(c->engine->pool_frac) ? d->mem_gib : d->nominal_gib * c->engine->pool_frac;
}

/* Unknown memory holds nothing. */
static enum verdict of_spare(double spare, double capacity, const struct policy *p)
{
    if (!(spare >= 0))
        return verdict_no;
    return spare < p->tight_frac * capacity ? verdict_tight : verdict_fits;
}

/* Returns the first of context, weights, compute buffers and cache that takes the sum over the capacity. */
static enum loadpart first_over(const struct device_load *l)
{
    const double parts[] = {l->overhead_gib, l->weights_gib, l->compute_gib, l->kv_gib};
    static const enum loadpart names[] = {loadpart_overhead, loadpart_weights, loadpart_compute, loadpart_cache};
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        sum += parts[i];
        if (sum > l->capacity_gib)
            return names[i];
    }
    return loadpart_cache; /* over by a rounding error only */
}

/* Fills *out with the memory load of one device. */
static void load_of(const struct placement_case *c, const struct rig_device *d, const struct placement_device *at,
                    const struct policy *p, struct device_load *out)
{
    BUG_UNLESS(0 <= at->n_layers && at->n_layers <= c->llm->n_layers);
    out->device = d->device->id;
    out->capacity_gib = capacity_gib(c, d);
    out->weights_gib = unit_b_to_gib(at->weights_b);
    out->kv_gib = unit_b_to_gib(at->kv_b);
    out->compute_gib = unit_b_to_gib(at->compute_b);
    /* a pool is a fraction of the whole card: context and desktop use the rest, and count only beyond it */
    out->overhead_gib = isnan(c->engine->pool_frac) ? d->overhead_gib
                                                    : fmax(0, d->overhead_gib - (d->nominal_gib - out->capacity_gib));
    out->total_gib = out->weights_gib + out->kv_gib + out->compute_gib + out->overhead_gib;
    out->spare_gib = out->capacity_gib - out->total_gib;
    out->layers = at->n_layers;
    out->verdict = of_spare(out->spare_gib, out->capacity_gib, p);
    out->missing_gib = out->verdict == verdict_no ? -out->spare_gib : 0;
    out->missing_part = out->verdict == verdict_no ? first_over(out) : loadpart_unknown;
}

static enum verdict worse(enum verdict a, enum verdict b)
{
    return a > b ? a : b;
}

/* Places and judges the case without moving layers. Returns the worst device's verdict. */
static enum verdict judge_as_asked(const struct placement_case *c, const struct rig *r, const struct policy *p,
                                   struct memory *out)
{
    enum verdict all = verdict_fits;
    memory_place(c, r, &out->placement);
    for (int i = 0; i < r->n; i++) {
        load_of(c, &r->dev[i], &out->placement.dev[i], p, &out->device[i]);
        all = worse(all, out->device[i].verdict);
    }
    return all;
}

bool memory_has_room(const struct placement_case *c, const struct rig *r, const struct policy *p, struct placement *out)
{
    struct device_load load;
    placement_layers(c, r, out);
    for (int i = 0; i < r->n; i++) {
        load_of(c, &r->dev[i], &out->dev[i], p, &load);
        if (load.verdict == verdict_no)
            return false;
    }
    return true;
}

/* As judge_as_asked, but leaves *out unchanged if the case fails without compute buffers. */
static enum verdict judge_trial(const struct placement_case *c, const struct rig *r, const struct policy *p,
                                struct memory *out)
{
    struct placement pl;
    return memory_has_room(c, r, p, &pl) ? judge_as_asked(c, r, p, out) : verdict_no;
}

/* Returns the system RAM left beside the reserve and what the host holds; below 0: too little. */
static double ram_spare_gib(const struct placement *pl, const struct rig *r, const struct policy *p)
{
    return r->ram_gib - p->ram_reserve_gib - unit_b_to_gib(pl->host_weights_b + pl->host.kv_b + pl->host_compute_b);
}

static bool on_host(const struct placement *pl)
{
    return pl->layers_on_host > 0 || pl->host.n_expert_layers > 0;
}

/* Returns what is missing: on the device that lacks most, else in system RAM. */
static struct memory_miss miss_of(const struct memory *m, const struct rig *r, const struct policy *p)
{
    struct memory_miss worst = {-1, loadpart_unknown, 0};
    for (int i = 0; i < r->n; i++)
        if (m->device[i].missing_gib > worst.gib || isnan(m->device[i].missing_gib))
            worst = (struct memory_miss){i, m->device[i].missing_part, m->device[i].missing_gib};
    if (worst.device < 0 && on_host(&m->placement) && ram_spare_gib(&m->placement, r, p) < 0)
        worst = (struct memory_miss){-1, loadpart_ram, -ram_spare_gib(&m->placement, r, p)};
    return worst;
}

/* Returns the most layers on devices, at most n_layers + 1, that fit without compute buffers; -1: not even none. */
static double most_without_buffers(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct placement_case trial = *c;
    struct placement pl;
    double holds = -1, fails = c->llm->n_layers + 2;
    while (fails - holds > 1) {
        trial.ngl = floor((holds + fails) / 2);
        if (memory_has_room(&trial, r, p, &pl))
            holds = trial.ngl;
        else
            fails = trial.ngl;
    }
    return holds;
}

/* Finds the fewest layers on the host with which the devices hold the rest. Compute buffers are small beside weights,
   so the search goes down from what fits without them, in steps that double, and ends with a bisection. Returns false
   if that is impossible or system RAM is too small. */
static bool find_offload(const struct placement_case *c, const struct rig *r, const struct policy *p,
                         struct memory *out)
{
    struct placement_case trial = *c;
    double holds = most_without_buffers(c, r, p), fails = holds + 1;
    for (double step = 1; holds >= 0; step *= 2) {
        trial.ngl = holds;
        if (judge_as_asked(&trial, r, p, out) != verdict_no)
            break;
        fails = holds;
        holds = holds > 0 ? fmax(0, holds - step) : -1;
    }
    if (holds < 0)
        return false;
    while (fails - holds > 1) {
        trial.ngl = floor((holds + fails) / 2);
        if (judge_as_asked(&trial, r, p, out) == verdict_no)
            fails = trial.ngl;
        else
            holds = trial.ngl;
    }
    BUG_UNLESS(0 <= holds && holds <= c->llm->n_layers + 1);
    trial.ngl = holds;
    judge_as_asked(&trial, r, p, out);
    out->offload_layers = c->llm->n_layers + 1 - holds;
    return ram_spare_gib(&out->placement, r, p) >= 0;
}

bool memory_may_offload(const struct placement_case *c, const struct rig *r)
{
    return c->engine->gguf == flag_yes && isnan(c->ngl) && c->split != split_tensor && !rig_unified(r);
}

void memory_judge(const struct placement_case *c, const struct rig *r, const struct policy *p, struct memory *out)
{
    out->offload_layers = NAN;
    out->verdict = judge_as_asked(c, r, p, out);
    out->miss = miss_of(out, r, p);
    if (out->verdict != verdict_no) {
        if (on_host(&out->placement))
            out->verdict = out->miss.gib > 0 ? verdict_no : verdict_offload;
        return;
    }
    if (memory_may_offload(c, r)) {
        struct memory offloaded = *out;
        if (find_offload(c, r, p, &offloaded)) {
            *out = offloaded;
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
    out->offload_layers = m->verdict == verdict_offload ? known_or(m->offload_layers, m->placement.layers_on_host) : 0;
    out->expert_layers_in_ram = m->placement.host.n_expert_layers -
                                c->llm->upto[(int)m->placement.layers_on_host].expert_layers;
    BUG_UNLESS(out->expert_layers_in_ram >= 0);
    out->ctx_tokens = c->ctx;
    out->sequences = c->n_seq;
    out->missing_device = m->miss.device >= 0 ? m->device[m->miss.device].device : NULL;
    out->missing_index = m->miss.device >= 0 ? (double)m->miss.device : NAN;
    out->missing_part = m->miss.part;
    out->missing_gib = m->miss.gib;
}

bool memory_holds(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct memory m;
    return judge_trial(c, r, p, &m) != verdict_no && !on_host(&m.placement);
}

/* Returns true if the case fits as asked, without moving layers. */
static bool fits_as_asked(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct memory m;
    return judge_trial(c, r, p, &m) != verdict_no && (!on_host(&m.placement) || ram_spare_gib(&m.placement, r, p) >= 0);
}

/* Returns true if the case fits, with layers moved to system RAM if need be. */
static bool fits_with_offload(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct memory m;
    memory_judge(c, r, p, &m);
    return m.verdict != verdict_no;
}

/* Returns the largest context per sequence, in steps of one cache block, for which `good` is true. */
static double largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p,
                          bool (*good)(const struct placement_case *, const struct rig *, const struct policy *))
{
    struct placement_case trial = *c;
    const double step = placement_cells(1);
    double low = 0, high = floor(c->llm->model->max_ctx_tokens / step) + 1;
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        trial.ctx = middle * step * c->n_seq;
        if (good(&trial, r, p))
            low = middle;
        else
            high = middle;
    }
    return low * step;
}

double memory_largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    return largest_ctx(c, r, p, fits_as_asked);
}

double memory_largest_offload_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    return largest_ctx(c, r, p, fits_with_offload);
}

double memory_fewest_experts(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct placement_case trial = *c;
    double low = -1, high = c->llm->n_layers;
    trial.experts_on_host = high;
    if (!memory_may_offload(c, r) || llm_between(c->llm, 0, c->llm->n_layers).expert_layers == 0 ||
        !fits_as_asked(&trial, r, p))
        return NAN;
    while (high - low > 1) {
        trial.experts_on_host = floor((low + high) / 2);
        if (fits_as_asked(&trial, r, p))
            high = trial.experts_on_host;
        else
            low = trial.experts_on_host;
    }
    BUG_UNLESS(0 <= high && high <= c->llm->n_layers);
    return high;
}
