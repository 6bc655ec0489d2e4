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

/* Returns what programs may use of a device: its memory, the pool's fraction of what the driver shows, or what a server
   that nobody told a fraction does not leave free. */
static double capacity_gib(const struct placement_case *c, const struct rig_device *d)
{
    const bool pool = !isnan(c->engine->pool_frac), left = pool && c->outside_gib > 0;
    const double all = !pool  ? d->mem_gib
                       : left ? fmax(0, d->nominal_gib - c->outside_gib)
                              : rig_shown_gib(d) * c->engine->pool_frac;
    return all * (1 - c->keep_frac);
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

/* Returns what context and desktop take of the capacity: a pool is a fraction of what the driver shows, they use the
   rest of that and count only beyond it. */
static double overhead_gib(const struct placement_case *c, const struct rig_device *d)
{
    return isnan(c->engine->pool_frac) ? d->overhead_gib
                                       : fmax(0, d->overhead_gib - (rig_shown_gib(d) - capacity_gib(c, d)));
}

double memory_device_spare_gib(const struct placement_case *c, const struct rig *r, const struct placement *pl, int d)
{
    const struct placement_device *at = &pl->dev[d];
    BUG_UNLESS(d >= 0 && d < r->n);
    return capacity_gib(c, &r->dev[d]) - overhead_gib(c, &r->dev[d]) -
           unit_b_to_gib(at->weights_b + at->kv_b + at->compute_b);
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
    out->overhead_gib = overhead_gib(c, d);
    out->total_gib = out->weights_gib + out->kv_gib + out->compute_gib + out->overhead_gib;
    out->spare_gib = out->capacity_gib - out->total_gib;
    out->layers = at->n_layers;
    out->decode_w = out->prefill_w = NAN;
    out->verdict = of_spare(out->spare_gib, out->capacity_gib, p);
    out->missing_gib = out->verdict == verdict_no ? -out->spare_gib : 0;
    out->missing_part = out->verdict == verdict_no ? first_over(out) : loadpart_unknown;
}

static enum verdict worse(enum verdict a, enum verdict b)
{
    return a > b ? a : b;
}

/* Places and judges the case without moving layers, with the micro-batches in flight that it has. Returns the worst
   device's verdict. */
static enum verdict judge_copies(const struct placement_case *c, const struct rig *r, const struct policy *p,
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

/* As judge_copies, but engines that do so give up the pipeline where its buffers do not fit. */
static enum verdict judge_as_asked(const struct placement_case *c, const struct rig *r, const struct policy *p,
                                   struct memory *out)
{
    const enum verdict all = judge_copies(c, r, p, out);
    if (all != verdict_no || !c->may_drop_copies || out->placement.pipeline_copies <= 1)
        return all;
    struct placement_case other = *c;
    other.keep_frac = 0; /* the engine knows nothing of memory that shall stay free */
    if (c->keep_frac > 0 && judge_copies(&other, r, p, out) != verdict_no)
        return judge_copies(c, r, p, out);
    other = *c;
    other.copies = 1;
    const enum verdict serial = judge_copies(&other, r, p, out);
    return serial != verdict_no ? serial : judge_copies(c, r, p, out);
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

double memory_ram_spare_gib(const struct placement *pl, const struct rig *r, const struct policy *p)
{
    return r->ram_gib - p->ram_reserve_gib - unit_b_to_gib(pl->host_weights_b + pl->host.kv_b + pl->host_compute_b);
}

static bool on_host(const struct placement *pl)
{
    return pl->layers_on_host > 0 || pl->host.n_expert_layers > 0;
}

bool memory_ram_holds(const struct placement *pl, const struct rig *r, const struct policy *p)
{
    return !on_host(pl) || memory_ram_spare_gib(pl, r, p) >= 0;
}

/* Returns what is missing: on the device that lacks most, else in system RAM. */
static struct memory_miss miss_of(const struct memory *m, const struct rig *r, const struct policy *p)
{
    struct memory_miss worst = {-1, loadpart_unknown, 0};
    for (int i = 0; i < r->n; i++)
        if (m->device[i].missing_gib > worst.gib || isnan(m->device[i].missing_gib))
            worst = (struct memory_miss){i, m->device[i].missing_part, m->device[i].missing_gib};
    if (worst.device < 0 && on_host(&m->placement) && memory_ram_spare_gib(&m->placement, r, p) < 0)
        worst = (struct memory_miss){-1, loadpart_ram, -memory_ram_spare_gib(&m->placement, r, p)};
    return worst;
}

/* Memory that a trial keeps free on each device for compute buffers that it does not compute, GiB. */
struct reserve {
    double gib[RIG_MAX_DEVICES];
};

/* Returns true if every device has room for the placement and the reserve. */
static bool has_room(const struct placement_case *c, const struct rig *r, const struct reserve *reserve)
{
    struct placement pl;
    placement_layers(c, r, &pl);
    for (int i = 0; i < r->n; i++)
        if (!(memory_device_spare_gib(c, r, &pl, i) >= reserve->gib[i]))
            return false;
    return true;
}

enum { PROBES = 4 }; /* layers more that are tried on several devices, where shares are rounded to whole layers */

/* Returns the most layers on devices that have room beside the reserve; -1: no number has. Shares of several devices
   are rounded to whole layers, so a few layers more may fit where one more does not. */
static double most_layers(const struct placement_case *c, const struct rig *r, const struct reserve *reserve)
{
    struct placement_case trial = *c;
    const double all = c->llm->n_layers + 1;
    double holds = -1, fails = all;
    trial.ngl = all;
    if (has_room(&trial, r, reserve))
        return all;
    while (fails - holds > 1) {
        trial.ngl = floor((holds + fails) / 2);
        if (has_room(&trial, r, reserve))
            holds = trial.ngl;
        else
            fails = trial.ngl;
    }
    const double highest = holds < 0 ? all : fmin(holds + PROBES, all);
    for (trial.ngl = highest; r->n > 1 && trial.ngl > holds; trial.ngl--)
        if (has_room(&trial, r, reserve))
            return trial.ngl;
    return holds;
}

double memory_most_layers(const struct placement_case *c, const struct rig *r)
{
    static const struct reserve none = {{0}};
    return most_layers(c, r, &none);
}

/* Raises the reserve to the compute buffers of the placement. */
static void raise_reserve(const struct placement *pl, struct reserve *reserve)
{
    for (int i = 0; i < pl->n; i++)
        reserve->gib[i] = fmax(reserve->gib[i], unit_b_to_gib(pl->dev[i].compute_b));
}

/* Tries more layers on devices than the trial's, which fit; among several devices a few more may fit where one more
   does not. Returns how many fit and fills *out. */
static double try_more(const struct placement_case *trial, const struct rig *r, const struct policy *p,
                       struct memory *out)
{
    struct placement_case more = *trial;
    struct reserve reserve = {{0}};
    double most = trial->ngl, last = most + (r->n > 1 ? PROBES : 1);
    raise_reserve(&out->placement, &reserve);
    for (more.ngl = most + 1; more.ngl <= fmin(last, trial->llm->n_layers); more.ngl++) {
        struct memory m = *out;
        if (more.ngl > most + 1 && !has_room(&more, r, &reserve))
            continue;
        if (judge_trial(&more, r, p, &m) == verdict_no)
            continue;
        *out = m;
        most = more.ngl;
        last = most + (r->n > 1 ? PROBES : 1);
    }
    return most;
}

/* Finds the fewest layers on the host with which the devices hold the rest. Compute buffers are small beside weights
   and hardly depend on the number of layers: those of one trial are the reserve of the next, from what fits without
   them downwards; a few layers more are tried at the end. All layers on the devices were tried before: those are not
   tried again, because a pipeline of several devices takes more buffers then. Returns false if that is impossible or
   system RAM is too small. */
static bool find_offload(const struct placement_case *c, const struct rig *r, const struct policy *p,
                         struct memory *out)
{
    struct placement_case trial = *c;
    struct reserve reserve = {{0}};
    const double most = fmin(most_layers(c, r, &reserve), c->llm->n_layers);
    trial.ngl = most;
    while (trial.ngl >= 0 && judge_as_asked(&trial, r, p, out) == verdict_no) {
        raise_reserve(&out->placement, &reserve);
        trial.ngl = fmin(trial.ngl - 1, most_layers(c, r, &reserve));
    }
    if (trial.ngl < 0) /* fewer layers may take smaller buffers */
        for (trial.ngl = most; trial.ngl >= 0 && judge_trial(&trial, r, p, out) == verdict_no; trial.ngl--)
            ;
    if (trial.ngl < 0)
        return false;
    out->offload_layers = c->llm->n_layers + 1 - try_more(&trial, r, p, out);
    BUG_UNLESS(out->offload_layers > 0 && out->offload_layers <= c->llm->n_layers + 1);
    return memory_ram_holds(&out->placement, r, p);
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

void memory_place_as_run(const struct placement_case *c, const struct rig *r, const struct policy *p,
                         struct placement *out)
{
    struct memory m;
    judge_as_asked(c, r, p, &m);
    *out = m.placement;
}

bool memory_fits_as_asked(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct memory m;
    return judge_trial(c, r, p, &m) != verdict_no && memory_ram_holds(&m.placement, r, p);
}

/* What a context has to fit into. */
struct fit_case {
    const struct rig *r;
    const struct policy *p;
    struct reserve reserve;
};

/* With layers moved to system RAM if need be. */
static bool fits_with_offload(const struct placement_case *c, const struct fit_case *f)
{
    struct memory m;
    memory_judge(c, f->r, f->p, &m);
    return m.verdict != verdict_no;
}

static bool fits_as_asked(const struct placement_case *c, const struct fit_case *f)
{
    return memory_fits_as_asked(c, f->r, f->p);
}

static bool fits_beside_reserve(const struct placement_case *c, const struct fit_case *f)
{
    return has_room(c, f->r, &f->reserve);
}

static struct placement_case with_steps(const struct placement_case *c, double steps)
{
    struct placement_case trial = *c;
    trial.ctx = steps * placement_cells(1) * c->n_seq;
    return trial;
}

/* Returns the largest context per sequence that fits, in steps of one cache block, between low, which is taken to fit,
   and high, which does not. */
static double most_steps(const struct placement_case *c, const struct fit_case *f, double low, double high,
                         bool (*fits)(const struct placement_case *, const struct fit_case *))
{
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        const struct placement_case trial = with_steps(c, middle);
        if (fits(&trial, f))
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Returns one step more than the model's context. */
static double too_many_steps(const struct placement_case *c)
{
    return floor(c->llm->model->max_ctx_tokens / placement_cells(1)) + 1;
}

/* The buffers of one trial are the reserve of the next, as in find_offload; a bisection between the last trial that
   fails and the first that fits ends it. */
double memory_largest_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct fit_case f = {r, p, {{0}}};
    const double limit = too_many_steps(c);
    double low = most_steps(c, &f, 0, limit, fits_beside_reserve), high = low + 1;
    for (; low > 0; low = fmin(low - 1, most_steps(c, &f, 0, limit, fits_beside_reserve))) {
        struct placement pl;
        const struct placement_case trial = with_steps(c, low);
        if (fits_as_asked(&trial, &f))
            break;
        high = low;
        memory_place(&trial, r, &pl);
        raise_reserve(&pl, &f.reserve);
    }
    return most_steps(c, &f, fmax(low, 0), high, fits_as_asked) * placement_cells(1);
}

double memory_largest_offload_ctx(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    const struct fit_case f = {r, p, {{0}}};
    return most_steps(c, &f, 0, too_many_steps(c), fits_with_offload) * placement_cells(1);
}

/* Returns the fewest leading layers whose experts must be in system RAM so that the rest has room beside the reserve.
 */
static double fewest_experts(const struct placement_case *c, const struct rig *r, const struct reserve *reserve)
{
    struct placement_case trial = *c;
    double low = -1, high = c->llm->n_layers;
    while (high - low > 1) {
        trial.experts_on_host = floor((low + high) / 2);
        if (has_room(&trial, r, reserve))
            high = trial.experts_on_host;
        else
            low = trial.experts_on_host;
    }
    return high;
}

double memory_fewest_experts(const struct placement_case *c, const struct rig *r, const struct policy *p)
{
    struct placement_case trial = *c;
    struct reserve reserve = {{0}};
    struct memory m;
    const double all = c->llm->n_layers;
    if (!memory_may_offload(c, r) || llm_between(c->llm, 0, c->llm->n_layers).expert_layers == 0)
        return NAN;
    trial.experts_on_host = fewest_experts(c, r, &reserve);
    while (judge_as_asked(&trial, r, p, &m) == verdict_no) {
        if (trial.experts_on_host >= all)
            return NAN;
        raise_reserve(&m.placement, &reserve);
        trial.experts_on_host = fmin(all, fmax(trial.experts_on_host + 1, fewest_experts(c, r, &reserve)));
    }
    double fewest = trial.experts_on_host;
    for (trial.experts_on_host--; trial.experts_on_host >= 0 && judge_trial(&trial, r, p, &m) != verdict_no;
         trial.experts_on_host--)
        fewest = trial.experts_on_host;
    BUG_UNLESS(0 <= fewest && fewest <= all);
    trial.experts_on_host = fewest;
    return memory_fits_as_asked(&trial, r, p) ? fewest : (double)NAN; /* system RAM may be too small */
}
