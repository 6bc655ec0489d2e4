/* step.c: seconds of one engine step.

   Idea: a device multiplies its matrices (gemm, head), reads its cache (kv), computes attention (attn) and launches
   small kernels (small). A matrix product takes as long as its sharpest limit: reading, dequantising or arithmetic,
   joined by a 4-norm. The power limit bounds the average: work costs joules per operation and per byte. A layer
   split adds the devices' times and a hop between them; a tensor or row split takes the slowest device plus
   exchanges (comm). System RAM (ram, offload.h) and the host (host) are added once.
   Invariant: total = gemm + head + kv + attn + small + ram + comm + hop + host; no term is negative; more tokens
   never take less time. An unknown constant is NaN and makes the total NaN.
   Reference: docs/model.md, section 2; constants are fitted (data/calibration.json). */
#include "step.h"

#include "bug.h"
#include "collective.h"
#include "known.h"
#include "offload.h"

#include <math.h>

/* Seconds of one device's share of the step. */
struct share_time {
    double gemm, head, kv, attn, small;
    double power;                /* seconds in which the power limit allows the work of gemm, head and kv */
    enum bound gemm_by, head_by; /* what limits the matrix products */
};

/* What all devices of a step have in common. */
struct step_shared {
    const struct step_case *c;
    const struct step_load *load;
    double window_context, window_pairs; /* context and attn_pairs inside the window of a window layer */
    double active_frac;                  /* fraction of a layer's routed experts active if routing is uniform */
    double least_frac;                   /* fraction active for one token, the lower bound */
    double idle_s;                       /* seconds in which devices wait for the host or for each other's results */
    bool uneven_routing;                 /* uneven routing changes how many experts are active */
    bool takes_turns;                    /* decode in a layer split: devices work one after the other */
};

/* One device in a step. */
struct device_view {
    const struct step_rates *r;
    const struct placement_device *at;
    const double *k;   /* its constants, indexed by enum constant */
    double power_duty; /* factor on the seconds of its power limit, <= 1 */
};

/* clock, multiprocessors and hidden size for which layer_us and token_us are stated */
static const double reference_mhz = 1700, reference_units = 50, reference_hidden = 4096;

/* Returns a when b is NaN, like fmax, but inlined. */
static double larger(double a, double b)
{
    return b > a ? b : a;
}

/* Returns a when b is NaN, like fmin, but inlined. */
static double smaller(double a, double b)
{
    return b < a ? b : a;
}

static double fourth_power(double x)
{
    const double square = x * x;
    return square * square;
}

/* Returns the 4-norm of three limits in seconds: close to the largest, with a smooth corner. */
static double norm(double a, double b, double c)
{
    return sqrt(sqrt(fourth_power(a) + fourth_power(b) + fourth_power(c)));
}

/* Returns the fraction of a layer's routed experts that are active; unique is the fitted factor for uneven routing. */
static double active_frac(const struct step_shared *shared, double unique)
{
    const double frac = shared->uneven_routing ? shared->active_frac * unique : shared->active_frac;
    return smaller(1, larger(shared->least_frac, frac));
}

static double bandwidth_b_s(const struct rig_device *d)
{
    return unit_gb_s_to_b_s(d->device->mem_bw_gb_s);
}

/* Returns the watts left for work under a limit of `watts`: those above the card's floor. INFINITY for chips with
   shared memory, whose own limit is not known. */
static double work_w(const struct rig_device *r, double watts)
{
    static const double least = 0.02; /* fraction of the TDP assumed for limits below the floor */
    const double tdp = rig_tdp_w(r);
    return r->device->unified == flag_yes ? INFINITY
                                          : fmax(watts - tdp * r->constants.v[constant_base_power], least * tdp);
}

/* Fills the power rates. The constants are in operations per joule and bytes per joule. */
static void prepare_power(const struct rig_device *r, struct step_rates *out)
{
    const double tdp = rig_tdp_w(r), capped = work_w(r, smaller(tdp, r->cap_w));
    out->power_s_flop = 1 / (capped * unit_gflop_j_to_flop_j(r->constants.v[constant_op_energy]));
    out->power_s_b = 1 / (capped * unit_gb_s_to_b_s(r->constants.v[constant_byte_energy]));
    out->capped_frac = isinf(capped) ? 1 : capped / work_w(r, tdp);
}

/* Returns the operations for one token to attend to another: a product with a key and one with a value for each head.
   Latent attention multiplies latent rows: the key is the latent and the rotary part, the value is the latent. */
static double pair_flop(const struct model *m, bool full)
{
    if (m->attention == attention_mla)
        return 2 * m->heads * (2 * m->kv_lora_rank + m->rope_head_dim);
    return 4 * m->heads * (full ? known_or(m->global_head_dim, m->head_dim) : m->head_dim);
}

/* Fills the times of small kernels, scaled by clock, hidden size and number of multiprocessors. */
static void prepare_small(const struct model *m, const struct rig_device *d, double mhz, struct step_rates *out)
{
    const double *k = d->constants.v;
    const double linear = m->linear_layers > 0 ? m->linear_layers / m->layers : 0;
    const double clock = unit_us_to_s(reference_mhz / mhz);
    out->layer_s = clock * (k[constant_layer_us] + linear * k[constant_linear_us]);
    out->token_s = clock * k[constant_token_us] * m->hidden / reference_hidden * reference_units /
                   d->device->compute_units;
    out->expert_layer_s = clock * k[constant_expert_us];
}

static void prepare_rates(const struct placement_case *c, const struct rig_device *d, struct step_rates *r)
{
    const double *k = d->constants.v, mhz = rig_clock_mhz(d), flop_s = rig_flop_s(d);
    const double product_s = 1 / rig_product_flop_s(d, c->llm->qclass, c->engine->low_precision);
    const double bandwidth = bandwidth_b_s(d), units_hz = d->device->compute_units * unit_mhz_to_hz(mhz);
    r->read_s_b = 1 / (bandwidth * k[constant_weight_bw]);
    r->kv_s_b = 1 / (bandwidth * k[constant_cache_bw]);
    r->dequant_s_b = 1 / (units_hz * k[constant_dequant]);
    r->s_flop = product_s / k[constant_matrix];
    r->attn_s_flop = 1 / (flop_s * k[constant_attn]);
    r->decode_attn_s_flop = 1 / (units_hz * k[constant_decode_attn]);
    prepare_power(d, r);
    r->power_s_flop *= rig_product_width(d->device, c->llm->qclass, c->engine->low_precision);
    prepare_small(c->llm->model, d, mhz, r);
}

/* Returns true if two devices have the same rates. */
static bool same_device(const struct rig_device *a, const struct rig_device *b)
{
    return a->device == b->device && a->backend == b->backend &&
           (a->cap_w == b->cap_w || (isnan(a->cap_w) && isnan(b->cap_w)));
}

void step_prepare(struct step_case *out, const struct placement_case *c, const struct placement *pl,
                  const struct rig *r, const struct policy *p)
{
    const struct model *m = c->llm->model;
    BUG_UNLESS(pl->n == r->n && r->n <= RIG_MAX_DEVICES);
    out->memory = c;
    out->placement = pl;
    out->rig = r;
    out->policy = p;
    out->full_pair_flop = pair_flop(m, true);
    out->window_pair_flop = pair_flop(m, false);
    out->vector_tokens = quant_mix_is_wide(c->llm->qclass) ? 0 : known_or(c->engine->vector_tokens, 0);
    out->parallel = r->n > 1 && (c->split == split_tensor || c->split == split_row);
    for (int d = 0; d < r->n; d++) {
        out->like[d] = d > 0 && same_device(&r->dev[d], &r->dev[d - 1]) ? out->like[d - 1] : d;
        if (out->like[d] == d)
            prepare_rates(c, &r->dev[d], &out->rate[d]);
    }
}

static struct step_shared shared_of(const struct step_case *c, const struct step_load *load)
{
    const struct llm *l = c->memory->llm;
    const double window = l->model->window_tokens; /* NaN: none */
    return (struct step_shared){.c = c,
                                .load = load,
                                .window_context = smaller(load->context, window),
                                .window_pairs = smaller(load->attn_pairs, load->n_tok * window),
                                .active_frac = llm_active_frac(l, load->n_tok),
                                .least_frac = l->used_frac,
                                .uneven_routing = load->n_tok > 1 && !(load->n_tok > l->model->experts),
                                .takes_turns = !c->parallel && load->attn_pairs == 0};
}

/* Returns the factor on the seconds of a card's power limit. A power cap holds for the average: in a layer split a card
   is idle while the others work on their layers, so it may draw more on its own, up to what it draws without a cap. */
static double power_duty(const struct step_shared *shared, const struct step_rates *r,
                         const struct placement_device *at)
{
    if (!shared->takes_turns)
        return 1;
    return smaller(1, larger(r->capped_frac, at->n_layers / shared->c->memory->llm->model->layers));
}

/* Returns the least seconds that a card's power limit allows for the given operations and bytes. */
static double power_s(const struct device_view *s, double flop, double bytes)
{
    return (flop * s->r->power_s_flop + bytes * s->r->power_s_b) * s->power_duty;
}

/* Returns the least seconds that the power limit allows for dequantisation, which draws a fitted fraction of the
   uncapped card's watts. */
static double dequant_power_s(const struct device_view *s, double dequant_s)
{
    return s->r->power_s_b > 0 ? dequant_s * s->k[constant_dequant_power] / s->r->capped_frac * s->power_duty : 0;
}

/* Returns true if products with n_tok tokens run on vector units. */
static bool on_vectors(const struct step_shared *shared, double n_tok)
{
    return n_tok > 1 && n_tok <= shared->c->vector_tokens;
}

/* Returns how many times a matrix is effectively dequantised: once, plus a fitted fraction for each further token on
   vector units. Beyond vector_tokens it stays at that maximum, so that more tokens are never faster. */
static double dequant_passes(const struct step_shared *shared, const struct device_view *s, double n_tok)
{
    const double tokens = smaller(n_tok, shared->c->vector_tokens);
    return tokens > 1 ? 1 + s->k[constant_vector] * (tokens - 1) : 1;
}

/* Adds the matrices of the layers: dense ones and active experts. */
static void add_gemm(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct placement_device *at = s->at;
    const double n_tok = shared->load->n_tok;
    const double active = at->experts_b > 0 ? active_frac(shared, s->k[constant_unique]) : 0;
    const double experts_b = at->experts_b > 0 ? at->experts_b * active / s->k[constant_expert_bw] : 0;
    const double bytes = at->read_b + experts_b;
    /* tokens by which each matrix, so each active expert, is padded */
    const double pad = n_tok > 1 ? s->k[constant_batch_tokens] : 0;
    const bool vectors = on_vectors(shared, n_tok);
    const double dense = at->flop * (vectors ? n_tok : n_tok + pad);
    double flop = vectors ? 0 : dense; /* on matrix units */
    if (at->expert_flop > 0)
        flop += at->expert_flop / s->k[constant_expert_matrix] * (n_tok + pad * active / shared->least_frac);
    const double read = bytes * s->r->read_s_b;
    const double dequant = (at->read_b * dequant_passes(shared, s, n_tok) + experts_b) * s->r->dequant_s_b;
    const double compute = flop * s->r->s_flop;
    t->power = power_s(s, vectors ? flop + dense : flop, bytes) + dequant_power_s(s, dequant);
    t->gemm = norm(read, dequant, compute);
    t->gemm_by = compute >= larger(read, dequant) ? bound_compute : dequant > read ? bound_dequant : bound_bandwidth;
}

/* Adds the output matrix. */
static void add_head(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct llm *l = shared->c->memory->llm;
    const double part = shared->c->parallel ? 1.0 / shared->c->rig->n : 1;
    const double bytes = l->head_b * part, flop = l->head_flop * part * shared->load->n_out;
    const double read = bytes * s->r->read_s_b;
    const double dequant = bytes * dequant_passes(shared, s, shared->load->n_out) * s->r->dequant_s_b;
    const double compute = on_vectors(shared, shared->load->n_out) ? 0 : flop * s->r->s_flop;
    t->power += power_s(s, flop, bytes) + dequant_power_s(s, dequant);
    t->head = norm(read, dequant, compute);
    t->head_by = read >= compute ? bound_bandwidth : bound_compute;
}

/* Adds reading the cache and computing attention. */
static void add_attention(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct step_load *load = shared->load;
    const struct placement_device *at = s->at;
    const double bytes = placement_cache_read_b(at, shared->c->memory->llm->model, load->context);
    const double state_b = 2 * at->state_b; /* read and written */
    t->power += load->n_seq * power_s(s, 0, bytes);
    t->kv = load->n_seq * (bytes + state_b) * s->r->kv_s_b;
    const double full = shared->c->full_pair_flop * at->attn_layers_full;
    const double windowed = shared->c->window_pair_flop * at->attn_layers_window;
    if (load->attn_pairs > 0)
        t->attn = (full * load->attn_pairs + windowed * shared->window_pairs) * s->r->attn_s_flop;
    else
        t->attn = load->n_seq * (full * load->context + windowed * shared->window_context) * s->r->decode_attn_s_flop;
}

/* Adds the seconds that the power limit demands beyond those already counted. The limit holds for the average, so
   waiting for the host or for the other devices (idle_s) counts as well. */
static void wait_for_power(const struct step_shared *shared, struct share_time *t)
{
    const double missing = t->power - (t->gemm + t->head + t->kv + shared->idle_s);
    if (!(missing > 0))
        return;
    t->gemm += missing;
    t->gemm_by = bound_power;
}

/* Fills *t with the seconds of device d. */
static void share(const struct step_shared *shared, int d, struct share_time *t)
{
    const struct step_rates *r = &shared->c->rate[shared->c->like[d]];
    const struct placement_device *at = &shared->c->placement->dev[d];
    const struct device_view s = {
        .r = r, .at = at, .k = shared->c->rig->dev[d].constants.v, .power_duty = power_duty(shared, r, at)};
    *t = (struct share_time){.gemm_by = bound_bandwidth, .head_by = bound_bandwidth};
    if (at->n_layers == 0 && !at->holds_output)
        return;
    add_gemm(shared, &s, t);
    if (at->holds_output)
        add_head(shared, &s, t);
    add_attention(shared, &s, t);
    t->small = at->n_layers * (r->layer_s + shared->load->n_tok * r->token_s) + at->n_expert_layers * r->expert_layer_s;
    wait_for_power(shared, t);
}

static double share_total(const struct share_time *t)
{
    return t->gemm + t->head + t->kv + t->attn + t->small;
}

/* Adds a share to the step's terms, and its matrix products to the seconds by limit. */
static void add_share(struct step_part *p, double by[bound_end], const struct share_time *t)
{
    p->gemm_s += t->gemm;
    p->head_s += t->head;
    p->kv_s += t->kv;
    p->attn_s += t->attn;
    p->small_s += t->small;
    by[t->gemm_by] += t->gemm;
    by[t->head_by] += t->head;
}

/* Returns true if device d has the same work as device d - 1, on the same hardware. */
static bool same_share(const struct step_case *c, int d)
{
    const struct placement_device *a = &c->placement->dev[d], *b = a - 1;
    return c->like[d] == c->like[d - 1] && a->read_b == b->read_b && a->experts_b == b->experts_b &&
           a->flop == b->flop && a->expert_flop == b->expert_flop && a->full_row_b == b->full_row_b &&
           a->window_row_b == b->window_row_b && a->state_b == b->state_b &&
           a->attn_layers_full == b->attn_layers_full && a->attn_layers_window == b->attn_layers_window &&
           a->n_layers == b->n_layers && a->n_expert_layers == b->n_expert_layers && a->holds_output == b->holds_output;
}

/* Adds the shares of all devices, or under a tensor or row split, where they work in parallel, the slowest one. Returns
   the part of the sum that the slowest device takes; 0 without devices. */
static double add_shares(const struct step_shared *shared, struct step_part *p, double by[bound_end])
{
    const struct step_case *c = shared->c;
    struct share_time two[2], *t = &two[0], *slowest = &two[1];
    double sum = 0, most = 0;
    for (int d = 0; d < c->rig->n; d++) {
        if (c->parallel && d > 0 && same_share(c, d))
            continue;
        share(shared, d, t);
        sum += share_total(t);
        most = larger(most, share_total(t));
        if (!c->parallel)
            add_share(p, by, t);
        else if (d == 0 || isnan(share_total(t)) || share_total(t) > share_total(slowest)) {
            struct share_time *const other = slowest;
            slowest = t;
            t = other;
        }
    }
    if (c->parallel)
        add_share(p, by, slowest);
    return sum > 0 ? most / sum : 0;
}

/* Returns the bytes of the hidden vectors of n_tok tokens, which travel between devices. */
static double activation_b(const struct step_case *c, double n_tok)
{
    static const double element_b = 2; /* 16-bit floats */
    return n_tok * c->memory->llm->model->hidden * element_b;
}

/* Returns the seconds of the part of one all-reduce that goes from machine to machine, after each machine has summed up
   its own devices. */
static double between_machines_s(const struct step_case *c, double n_tok)
{
    const double *k = c->rig->dev[0].constants.v;
    const int hosts = rig_hosts(c->rig);
    return collective_latency_s(c->rig->net, NULL, hosts) * k[constant_latency] +
           collective_ring_s(c->rig->net, hosts, activation_b(c, n_tok)) / k[constant_bus];
}

/* Returns the seconds of a step's all-reduces, two per layer. */
static double all_reduce_s(const struct step_case *c, double n_tok)
{
    const int n = c->rig->n;
    const struct link *l = c->rig->link;
    const double ring = 2.0 * (n - 1) / n;
    const double *k = c->rig->dev[0].constants.v;
    const double one = collective_latency_s(l, c->rig->bridge, n) * k[constant_latency] +
                       activation_b(c, n_tok) * ring / (unit_gb_s_to_b_s(l->bus_gb_s) * k[constant_bus]);
    const double between = c->rig->net && l != c->rig->net ? between_machines_s(c, n_tok) : 0;
    return 2 * c->memory->llm->model->layers * (one + between);
}

/* Returns the seconds of a row split's exchanges. Each of a layer's seven products (query, key, value, output, gate,
   up, down) sends its whole input to every other card and gathers the parts of its result on the main card, in 32 bits,
   one card after the other (split buffers of ggml-cuda). */
static double row_exchange_s(const struct step_case *c, double n_tok)
{
    static const double products = 7, element_b = 4;
    const struct model *m = c->memory->llm->model;
    const struct link *l = c->rig->net ? c->rig->net : c->rig->link;
    const double others = c->rig->n - 1, q = m->heads * m->head_dim, kv = m->kv_heads * m->head_dim;
    const double ffn = m->experts > 0 ? m->expert_ffn * m->experts_used : m->ffn;
    const double in = 5 * m->hidden + q + ffn, out = q + 2 * kv + 2 * ffn + 2 * m->hidden;
    const double bytes = n_tok * element_b * (in * others + out * others / c->rig->n);
    const double *k = c->rig->dev[0].constants.v;
    return m->layers * (products * unit_us_to_s(l->hop_us) * k[constant_latency] * (1 + others / 2) +
                        bytes / (unit_gb_s_to_b_s(l->bus_gb_s) * k[constant_bus]));
}

/* Returns the seconds of passing the hidden vectors from device to device in a layer split. */
static double hops_s(const struct step_case *c, double n_tok)
{
    const double bytes = activation_b(c, n_tok), k = c->rig->dev[0].constants.v[constant_hop];
    double sum = 0;
    int last = -1;
    for (int d = 0; c->rig->link && d < c->rig->n; d++) {
        if (c->placement->dev[d].n_layers == 0)
            continue;
        const bool bridged = c->rig->bridge && d % 2 == 1 && last == d - 1;
        const bool outside = last >= 0 && c->rig->net && c->rig->dev[last].host != c->rig->dev[d].host;
        const struct link *l = outside ? c->rig->net : bridged ? c->rig->bridge : c->rig->link;
        if (last >= 0)
            sum += unit_us_to_s(l->hop_us) * k + bytes / unit_gb_s_to_b_s(l->bus_gb_s);
        last = d;
    }
    return sum;
}

/* Returns the limit that takes the most seconds. */
static enum bound longest(const double by[bound_end])
{
    int best = bound_bandwidth;
    for (int i = 1; i < bound_end; i++)
        if (by[i] > by[best])
            best = i;
    return (enum bound)best;
}

void step_time(const struct step_case *c, const struct step_load *load, struct step_time *out)
{
    BUG_UNLESS(load->n_tok > 0);
    struct step_shared shared = shared_of(c, load);
    struct step_part *p = &out->part;
    double by[bound_end] = {0};
    *p = (struct step_part){0};
    if (!c->parallel)
        p->hop_s = hops_s(c, load->n_tok);
    else if (c->rig->link)
        p->comm_s = c->memory->split == split_row ? row_exchange_s(c, load->n_tok) : all_reduce_s(c, load->n_tok);
    p->ram_s = offload_s(c, load);
    p->host_s = unit_us_to_s(c->rig->dev[0].constants.v[constant_host_us]);
    shared.idle_s = c->parallel || c->rig->n == 1 ? p->host_s + p->comm_s : 0;
    out->slowest_frac = add_shares(&shared, p, by);
    by[bound_cache] = p->kv_s;
    by[bound_compute] += p->attn_s;
    by[bound_launch] = p->small_s;
    by[bound_link] = p->comm_s + p->hop_s;
    by[bound_ram] = p->ram_s;
    by[bound_host] = p->host_s;
    p->total_s = p->gemm_s + p->head_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->comm_s + p->hop_s + p->host_s;
    BUG_UNLESS(!(p->total_s < 0));
    out->bound = longest(by);
}

/* Returns the least fraction of a layer's routed experts that a step reads: the distinct ones, each once. Where the fit
   says that experts are read faster than the memory allows (expert_bw above 1), there are fewer of them than uniform
   routing says, but never fewer than one token needs. */
static double least_active_frac(const struct step_shared *shared, const double *k)
{
    const double active = active_frac(shared, k[constant_unique]);
    return larger(shared->least_frac, active / larger(1, k[constant_expert_bw]));
}

/* Returns the least bytes that device d reads in a step. */
static double step_read_b(const struct step_shared *shared, int d)
{
    const struct step_case *c = shared->c;
    const struct llm *l = c->memory->llm;
    const struct placement_device *at = &c->placement->dev[d];
    const double part = c->parallel ? 1.0 / c->rig->n : 1;
    const double active = least_active_frac(shared, c->rig->dev[d].constants.v);
    return at->read_b + at->experts_b * active + (at->holds_output ? l->head_b * part : 0) +
           shared->load->n_seq * placement_cache_read_b(at, l->model, shared->load->context);
}

double step_floor_s(const struct step_case *c, const struct step_load *load)
{
    const struct step_shared shared = shared_of(c, load);
    double sum = 0, most = 0;
    for (int d = 0; d < c->rig->n; d++) {
        const double s = step_read_b(&shared, d) / bandwidth_b_s(&c->rig->dev[d]);
        sum += s;
        most = larger(most, s);
    }
    return c->parallel ? most : sum;
}
