#include "step.h"

#include "collective.h"
#include "offload.h"

#include <math.h>

/* The terms of a device's share; of the matrices, which limit is the sharpest. */
struct share_time {
    double gemm, head, kv, attn, small;
    double power; /* seconds in which the power limit allows that much work */
    enum bound gemm_by, head_by;
};

/* What a step is to all its devices. */
struct step_shared {
    const struct step_case *c;
    const struct step_load *load;
    double seen, seen_pairs;   /* of context and attn_pairs, what a window layer attends to */
    double active_frac, least; /* of a layer's routed experts: n_tok tokens wake, were routing uniform; no fewer wake */
    double idle_s;             /* of the step, in which devices wait for the host or for each other's results */
    bool uneven, turns;        /* routing shows in how many wake; devices of a layer split wait for each other */
};

/* A device in it. */
struct device_view {
    const struct step_rates *r;
    const struct placement_device *at;
    const double *k;
    double duty; /* what its power limit's seconds are times */
};

static const double reference_mhz = 1700, reference_units = 50,
                    reference_hidden = 4096; /* what layer_us and token_us are stated for */

/* Of NaN b, a: as fmax and fmin, without a call. */
static double larger(double a, double b)
{
    return b > a ? b : a;
}

static double smaller(double a, double b)
{
    return b < a ? b : a;
}

static double fourth_power(double x)
{
    const double square = x * x;
    return square * square;
}

/* Joins three limits in seconds, close to the largest with a smooth corner: the 4-norm. */
static double norm(double a, double b, double c)
{
    return sqrt(sqrt(fourth_power(a) + fourth_power(b) + fourth_power(c)));
}

/* Part of a layer's routed experts that are active as routing is: times u beyond one token. */
static double active_part(const struct step_shared *shared, double u)
{
    return smaller(1, larger(shared->least, shared->uneven ? shared->active_frac * u : shared->active_frac));
}

static double bandwidth_b_s(const struct rig_device *d)
{
    return unit_gb_s_to_b_s(d->device->mem_bw_gb_s);
}

/* Watts above the floor that the card may burn on work, of so many in all. A chip's limit is not known by itself. */
static double work_w(const struct rig_device *r, double watts)
{
    static const double least = 0.02; /* of the TDP: under the floor a card crawls */
    const double tdp = r->device->tdp_w;
    return r->device->unified == flag_yes ? INFINITY
                                          : fmax(watts - tdp * r->constants.v[constant_base_power], least * tdp);
}

static void prepare_power(const struct rig_device *r, struct step_rates *out)
{
    const double tdp = r->device->tdp_w, capped = work_w(r, isnan(r->cap_w) ? tdp : fmin(r->cap_w, tdp));
    out->power_s_flop = 1 / (capped * unit_gflop_j_to_flop_j(r->constants.v[constant_op_energy]));
    out->power_s_b = 1 / (capped * unit_gb_s_to_b_s(r->constants.v[constant_byte_energy]));
    out->capped_frac = isinf(capped) ? 1 : capped / work_w(r, tdp);
}

/* A product with a key and one with a value, for each head of a layer that keeps everything, or of a window layer.
   Latent attention works in the latent: keys are it and the rotary part, values are it. */
static double pair_flop(const struct model *m, bool full)
{
    if (m->attention == attention_mla)
        return 2 * m->heads * (2 * m->kv_lora_rank + m->rope_head_dim);
    return 4 * m->heads * (full ? tensors_or(m->global_head_dim, m->head_dim) : m->head_dim);
}

static void prepare_small(const struct model *m, const struct rig_device *d, double mhz, struct step_rates *out)
{
    const double *k = d->constants.v;
    const double linear = m->linear_layers > 0 ? m->linear_layers / m->layers : 0,
                 clock = unit_us_to_s(reference_mhz / mhz);
    out->layer_s = clock * (k[constant_layer_us] + linear * k[constant_linear_us]);
    out->token_s = clock * k[constant_token_us] * m->hidden / reference_hidden * reference_units /
                   d->device->compute_units;
    out->expert_layer_s = clock * k[constant_expert_us];
}

static void prepare_rates(const struct placement_case *c, const struct rig_device *d, struct step_rates *r)
{
    const double *k = d->constants.v, mhz = tensors_or(d->device->boost_mhz, reference_mhz),
                 flop_s = rig_matrix_flop_s(d->device);
    const double product_s = 1 / rig_product_flop_s(d->device, c->llm->qclass, c->engine->low_precision);
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

static bool same_device(const struct rig_device *a, const struct rig_device *b)
{
    return a->device == b->device && a->backend == b->backend &&
           (a->cap_w == b->cap_w || (isnan(a->cap_w) && isnan(b->cap_w)));
}

void step_prepare(struct step_case *out, const struct placement_case *c, const struct placement *pl,
                  const struct rig *r, const struct policy *p)
{
    const struct model *m = c->llm->model;
    out->memory = c;
    out->placement = pl;
    out->rig = r;
    out->policy = p;
    out->full_pair_flop = pair_flop(m, true);
    out->window_pair_flop = pair_flop(m, false);
    out->vector_tokens = quant_mix_is_wide(c->llm->qclass) ? 0 : tensors_or(c->engine->vector_tokens, 0);
    out->parallel = r->n > 1 && (c->split == split_tensor || c->split == split_row);
    for (int d = 0; d < r->n; d++) {
        out->like[d] = d > 0 && same_device(&r->dev[d], &r->dev[d - 1]) ? out->like[d - 1] : d;
        if (out->like[d] == d)
            prepare_rates(c, &r->dev[d], &out->rate[d]);
    }
}

static struct step_shared now_of(const struct step_case *c, const struct step_load *load)
{
    const struct llm *l = c->memory->llm;
    const double window = l->model->window_tokens; /* NaN: none */
    return (struct step_shared){.c = c,
                                .load = load,
                                .seen = smaller(load->context, window),
                                .seen_pairs = smaller(load->attn_pairs, load->n_tok * window),
                                .active_frac = llm_active_frac(l, load->n_tok),
                                .least = l->used_frac,
                                .uneven = load->n_tok > 1 && !(load->n_tok > l->model->experts),
                                .turns = !c->parallel && load->attn_pairs == 0};
}

/* Capped cards of a layer split that take turns are idle for the layers of the others, and the cap holds for the
   average; what the card is built for still holds. */
static double turn(const struct step_shared *shared, const struct step_rates *r, const struct placement_device *at)
{
    return shared->turns ? smaller(1, larger(r->capped_frac, at->n_layers / shared->c->memory->llm->model->layers)) : 1;
}

/* Seconds that a card's power limit allows. */
static double power_s(const struct device_view *s, double flop, double bytes)
{
    return (flop * s->r->power_s_flop + bytes * s->r->power_s_b) * s->duty;
}

/* The same for unpacking, which draws a part of the watts that the whole card has for work. */
static double dequant_power_s(const struct device_view *s, double dequant_s)
{
    return s->r->power_s_b > 0 ? dequant_s * s->k[constant_dequant_power] / s->r->capped_frac * s->duty : 0;
}

/* Do so many tokens run on vector units? */
static bool on_vectors(const struct step_shared *shared, double n_tok)
{
    return n_tok > 1 && n_tok <= shared->c->vector_tokens;
}

/* How often a matrix is as good as unpacked: once, and a part of it again for each further token on vector units.
   Matrix units, which take more tokens, start where these end: more tokens are never faster. */
static double dequant_passes(const struct step_shared *shared, const struct device_view *s, double n_tok)
{
    const double tokens = smaller(n_tok, shared->c->vector_tokens);
    return tokens > 1 ? 1 + s->k[constant_vector] * (tokens - 1) : 1;
}

static void weigh_gemm(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct placement_device *at = s->at;
    const double n_tok = shared->load->n_tok, part = at->experts_b > 0 ? active_part(shared, s->k[constant_unique]) : 0;
    const double experts_b = at->experts_b > 0 ? at->experts_b * part / s->k[constant_expert_bw] : 0;
    const double bytes = at->read_b + experts_b;
    const double pad = n_tok > 1 ? s->k[constant_batch_tokens]
                                 : 0; /* of each matrix, so of each expert that is active */
    const bool vectors = on_vectors(shared, n_tok);
    const double dense = at->flop * (vectors ? n_tok : n_tok + pad);
    double flop = vectors ? 0 : dense; /* of matrix units */
    if (at->expert_flop > 0)
        flop += at->expert_flop / s->k[constant_expert_matrix] * (n_tok + pad * part / shared->least);
    const double read = bytes * s->r->read_s_b,
                 dequant = (at->read_b * dequant_passes(shared, s, n_tok) + experts_b) * s->r->dequant_s_b,
                 compute = flop * s->r->s_flop;
    t->power = power_s(s, vectors ? flop + dense : flop, bytes) + dequant_power_s(s, dequant);
    t->gemm = norm(read, dequant, compute);
    t->gemm_by = compute >= larger(read, dequant) ? bound_compute : dequant > read ? bound_dequant : bound_bandwidth;
}

static void weigh_head(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct llm *l = shared->c->memory->llm;
    const double part = shared->c->parallel ? 1.0 / shared->c->rig->n : 1;
    const double bytes = l->head_b * part, flop = l->head_flop * part * shared->load->n_out;
    const double read = bytes * s->r->read_s_b,
                 dequant = bytes * dequant_passes(shared, s, shared->load->n_out) * s->r->dequant_s_b;
    const double compute = on_vectors(shared, shared->load->n_out) ? 0 : flop * s->r->s_flop;
    t->power += power_s(s, flop, bytes) + dequant_power_s(s, dequant);
    t->head = norm(read, dequant, compute);
    t->head_by = read >= compute ? bound_bandwidth : bound_compute;
}

static void weigh_attention(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct step_load *load = shared->load;
    const struct placement_device *at = s->at;
    const double bytes = placement_cache_read_b(at, shared->c->memory->llm->model, load->context);
    const double state_b = 2 * at->state_b; /* read and written */
    t->power += load->n_seq * power_s(s, 0, bytes);
    t->kv = load->n_seq * (bytes + state_b) * s->r->kv_s_b;
    const double full = shared->c->full_pair_flop * at->attn_layers_full,
                 windowed = shared->c->window_pair_flop * at->attn_layers_window;
    if (load->attn_pairs > 0)
        t->attn = (full * load->attn_pairs + windowed * shared->seen_pairs) * s->r->attn_s_flop;
    else
        t->attn = load->n_seq * (full * load->context + windowed * shared->seen) * s->r->decode_attn_s_flop;
}

/* A limit holds for the average: what a device draws less while it waits for the host or for the others it may draw
   more at work. */
static void wait_for_power(const struct step_shared *shared, struct share_time *t)
{
    const double missing = t->power - (t->gemm + t->head + t->kv + shared->idle_s);
    if (!(missing > 0))
        return;
    t->gemm += missing;
    t->gemm_by = bound_power;
}

static void share(const struct step_shared *shared, int d, struct share_time *t)
{
    const struct step_rates *r = &shared->c->rate[shared->c->like[d]];
    const struct placement_device *at = &shared->c->placement->dev[d];
    const struct device_view s = {
        .r = r, .at = at, .k = shared->c->rig->dev[d].constants.v, .duty = turn(shared, r, at)};
    *t = (struct share_time){.gemm_by = bound_bandwidth, .head_by = bound_bandwidth};
    if (at->n_layers == 0 && !at->holds_output)
        return;
    weigh_gemm(shared, &s, t);
    if (at->holds_output)
        weigh_head(shared, &s, t);
    weigh_attention(shared, &s, t);
    t->small = at->n_layers * (r->layer_s + shared->load->n_tok * r->token_s) + at->n_expert_layers * r->expert_layer_s;
    wait_for_power(shared, t);
}

static double share_total(const struct share_time *t)
{
    return t->gemm + t->head + t->kv + t->attn + t->small;
}

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

/* Has the device the same work as the one before it, on the same hardware? */
static bool again(const struct step_case *c, int d)
{
    const struct placement_device *a = &c->placement->dev[d], *b = a - 1;
    return c->like[d] == c->like[d - 1] && a->read_b == b->read_b && a->experts_b == b->experts_b &&
           a->flop == b->flop && a->expert_flop == b->expert_flop && a->full_row_b == b->full_row_b &&
           a->window_row_b == b->window_row_b && a->state_b == b->state_b &&
           a->attn_layers_full == b->attn_layers_full && a->attn_layers_window == b->attn_layers_window &&
           a->n_layers == b->n_layers && a->n_expert_layers == b->n_expert_layers && a->holds_output == b->holds_output;
}

/* The shares of all devices one after the other, or the slowest one where they work at the same time. */
static void add_shares(const struct step_shared *shared, struct step_part *p, double by[bound_end])
{
    const struct step_case *c = shared->c;
    struct share_time two[2], *t = &two[0], *slowest = &two[1];
    for (int d = 0; d < c->rig->n; d++) {
        if (c->parallel && d > 0 && again(c, d))
            continue;
        share(shared, d, t);
        if (!c->parallel)
            add_share(p, by, t);
        else if (d == 0 || share_total(t) > share_total(slowest)) {
            struct share_time *const other = slowest;
            slowest = t;
            t = other;
        }
    }
    if (c->parallel)
        add_share(p, by, slowest);
}

static double activation_b(const struct step_case *c, double n_tok)
{
    static const double element_b = 2; /* activations travel as 16-bit floats */
    return n_tok * c->memory->llm->model->hidden * element_b;
}

static double all_reduce_s(const struct step_case *c, double n_tok)
{
    const int n = c->rig->n;
    const struct link *l = c->rig->link;
    const double ring = 2.0 * (n - 1) / n;
    const double *k = c->rig->dev[0].constants.v;
    const double one = collective_latency_s(l, c->rig->bridge, n) * k[constant_latency] +
                       activation_b(c, n_tok) * ring / (unit_gb_s_to_b_s(l->bus_gb_s) * k[constant_bus]);
    return 2 * c->memory->llm->model->layers * one;
}

/* Row split: each of a layer's seven products (query, key, value, output, gate, up, down) sends its input whole to
   every other card and gathers the pieces of its result on the main one, in 32 bits, one after the other (ggml-cuda's
   split buffers). */
static double row_exchange_s(const struct step_case *c, double n_tok)
{
    static const double products = 7, element_b = 4;
    const struct model *m = c->memory->llm->model;
    const struct link *l = c->rig->link;
    const double others = c->rig->n - 1, q = m->heads * m->head_dim, kv = m->kv_heads * m->head_dim;
    const double ffn = m->experts > 0 ? m->expert_ffn * m->experts_used : m->ffn;
    const double in = 5 * m->hidden + q + ffn, out = q + 2 * kv + 2 * ffn + 2 * m->hidden;
    const double bytes = n_tok * element_b * (in * others + out * others / c->rig->n);
    const double *k = c->rig->dev[0].constants.v;
    return m->layers * (products * unit_us_to_s(l->hop_us) * k[constant_latency] * (1 + others / 2) +
                        bytes / (unit_gb_s_to_b_s(l->bus_gb_s) * k[constant_bus]));
}

static double hops_s(const struct step_case *c, double n_tok)
{
    const double bytes = activation_b(c, n_tok), k = c->rig->dev[0].constants.v[constant_hop];
    double sum = 0;
    int last = -1;
    for (int d = 0; c->rig->link && d < c->rig->n; d++) {
        if (c->placement->dev[d].n_layers == 0)
            continue;
        const bool bridged = c->rig->bridge && d % 2 == 1 && last == d - 1;
        const struct link *l = bridged ? c->rig->bridge : c->rig->link;
        if (last >= 0)
            sum += unit_us_to_s(l->hop_us) * k + bytes / unit_gb_s_to_b_s(l->bus_gb_s);
        last = d;
    }
    return sum;
}

static enum bound sharpest(const double by[bound_end])
{
    int best = bound_bandwidth;
    for (int i = 1; i < bound_end; i++)
        if (by[i] > by[best])
            best = i;
    return (enum bound)best;
}

void step_time(const struct step_case *c, const struct step_load *load, struct step_time *out)
{
    struct step_shared shared = now_of(c, load);
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
    add_shares(&shared, p, by);
    by[bound_cache] = p->kv_s;
    by[bound_compute] += p->attn_s;
    by[bound_launch] = p->small_s;
    by[bound_link] = p->comm_s + p->hop_s;
    by[bound_ram] = p->ram_s;
    by[bound_host] = p->host_s;
    p->total_s = p->gemm_s + p->head_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->comm_s + p->hop_s + p->host_s;
    out->bound = sharpest(by);
}

double step_floor_s(const struct step_case *c, const struct step_load *load)
{
    double sum = 0, most = 0;
    const struct llm *l = c->memory->llm;
    const double part = c->parallel ? 1.0 / c->rig->n : 1;
    for (int d = 0; d < c->rig->n; d++) {
        const struct placement_device *at = &c->placement->dev[d];
        const double kv = load->n_seq * placement_cache_read_b(at, l->model, load->context);
        const double bytes = at->read_b + at->experts_b * l->used_frac + (at->holds_output ? l->head_b * part : 0) + kv;
        const double s = bytes / bandwidth_b_s(&c->rig->dev[d]);
        sum += s;
        most = larger(most, s);
    }
    return c->parallel ? most : sum;
}
