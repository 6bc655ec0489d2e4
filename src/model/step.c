#include "step.h"

#include "collective.h"
#include "offload.h"

#include <math.h>

/* The terms of a device's share, and which limit is the sharpest. */
struct share_time {
    double gemm, head, kv, attn, small;
    double by[bound_end];
};

static const double reference_mhz = 1700, reference_units = 50, reference_hidden = 4096; /* what layer_us and token_us are stated for */

static double larger(double a, double b)
{
    return b > a ? b : a; /* of NaN b, a */
}

static double fourth_power(double x)
{
    return x * x * x * x;
}

/* Joins three limits, close to the largest with a smooth corner: the 4-norm. */
static double norm(double a, double b, double c)
{
    const double most = larger(larger(a, b), c), per = most > 0 ? 1 / most : 0;
    return most * sqrt(sqrt(fourth_power(a * per) + fourth_power(b * per) + fourth_power(c * per)));
}

/* Part of a layer's routed experts that n_tok tokens wake: E(1 - (1 - k/E)^n) of E for uniform routing, times u beyond one token. */
static double awake(const struct llm *l, double n_tok, double u)
{
    if (n_tok <= 1)
        return l->used_frac;
    const double uniform = 1 - pow(1 - l->used_frac, n_tok);
    return fmin(1, fmax(l->used_frac, uniform * (n_tok > l->model->experts ? 1 : u)));
}

static double bandwidth_b_s(const struct step_case *c, int d)
{
    return unit_gb_s_to_b_s(c->rig->dev[d].device->mem_bw_gb_s);
}

/* Watts above the floor that the card may burn on work, of so many in all. A chip's limit is not known by itself. */
static double free_w(const struct rig_device *r, double watts)
{
    static const double least = 0.02; /* of the TDP: under the floor a card crawls */
    const double tdp = r->device->tdp_w;
    return r->device->unified == flag_yes ? INFINITY : fmax(watts - tdp * r->constants.v[constant_floor], least * tdp);
}

static void prepare_power(const struct rig_device *r, struct step_rates *out)
{
    const double tdp = r->device->tdp_w, capped = free_w(r, isnan(r->cap_w) ? tdp : fmin(r->cap_w, tdp));
    out->power_s_flop = 1 / (capped * unit_gflop_j_to_flop_j(r->constants.v[constant_energy]));
    out->power_s_b = 1 / (capped * unit_gb_s_to_b_s(r->constants.v[constant_carry]));
    out->capped_frac = isinf(capped) ? 1 : capped / free_w(r, tdp);
}

void step_prepare(struct step_case *c)
{
    for (int d = 0; d < c->rig->n; d++) {
        struct step_rates *r = &c->rate[d];
        const struct rig_device *now = &c->rig->dev[d], *before = d > 0 ? now - 1 : NULL;
        const bool same_cap = before && (now->cap_w == before->cap_w || (isnan(now->cap_w) && isnan(before->cap_w)));
        if (same_cap && now->device == before->device && now->backend == before->backend) {
            *r = c->rate[d - 1];
            continue;
        }
        const double *k = now->constants.v, mhz = tensors_or(now->device->boost_mhz, reference_mhz), flop_s = rig_matrix_flop_s(now->device);
        r->read_b_s = bandwidth_b_s(c, d) * k[constant_weight_bw];
        r->kv_b_s = bandwidth_b_s(c, d) * k[constant_cache_bw];
        r->unpack_b_s = now->device->compute_units * unit_mhz_to_hz(mhz) * k[constant_unpack];
        r->s_flop = 1 / (flop_s * k[constant_matrix]);
        prepare_power(now, r);
        r->attn_flop_s = flop_s * k[constant_attn];
        r->decode_attn_flop_s = now->device->compute_units * unit_mhz_to_hz(mhz) * k[constant_decode_attn];
        r->clock = reference_mhz / mhz;
    }
}

/* Seconds that a card's power limit allows. Capped cards of a layer split that take turns are idle for the layers of the others, and the cap holds
   for the average; what the card is built for still holds. */
static double power_s(const struct step_case *c, int d, const struct step_load *load, double flop, double bytes)
{
    const struct step_rates *r = &c->rate[d];
    const bool turns = c->memory->split == split_layer && load->attn_pairs == 0;
    return (flop * r->power_s_flop + bytes * r->power_s_b) * (turns ? larger(r->capped_frac, c->placement->dev[d].n_layers / c->memory->llm->model->layers) : 1);
}

static void weigh_gemm(const struct step_case *c, int d, const struct step_load *load, struct share_time *t)
{
    const double *k = c->rig->dev[d].constants.v;
    const struct step_rates *r = &c->rate[d];
    const struct placement_device *at = &c->placement->dev[d];
    const double part = at->experts_b > 0 ? awake(c->memory->llm, load->n_tok, k[constant_unique]) : 0;
    const double bytes = at->read_b + at->experts_b * part / k[constant_expert_bw];
    const double pad = load->n_tok > 1 ? k[constant_batch_tokens] : 0; /* of each matrix, so of each expert that is awake */
    const double expert_tokens = load->n_tok + pad * part / c->memory->llm->used_frac;
    const double flop = at->flop * (load->n_tok + pad) + at->expert_flop / k[constant_expert_matrix] * expert_tokens;
    const double read = bytes / r->read_b_s, unpack = bytes / r->unpack_b_s, compute = flop * r->s_flop;
    const double power = power_s(c, d, load, flop, bytes), work = norm(read, unpack, compute);
    t->gemm = larger(work, power);
    t->by[power > work ? bound_power : compute >= larger(read, unpack) ? bound_compute : unpack > read ? bound_dequant : bound_bandwidth] += t->gemm;
}

static void weigh_head(const struct step_case *c, int d, const struct step_load *load, struct share_time *t)
{
    const struct llm *l = c->memory->llm;
    const struct step_rates *r = &c->rate[d];
    if (!c->placement->dev[d].holds_output)
        return;
    const double part = c->memory->split == split_tensor || c->memory->split == split_row ? 1.0 / c->rig->n : 1;
    const double bytes = l->head_b * part, flop = l->head_flop * part * load->n_out;
    const double read = bytes / r->read_b_s, compute = flop * r->s_flop;
    const double power = power_s(c, d, load, flop, bytes), work = norm(read, bytes / r->unpack_b_s, compute);
    t->head = larger(work, power);
    t->by[power > work ? bound_power : read >= compute ? bound_bandwidth : bound_compute] += t->head;
}

/* A product with a key and one with a value, for each head of a layer that keeps everything, or of a window layer. Latent attention works
   in the latent: keys are it and the rotary part, values are it. */
static double pair_flop(const struct model *m, bool full)
{
    if (m->attention == attention_mla)
        return 2 * m->heads * (2 * m->kv_lora_rank + m->rope_head_dim);
    return 4 * m->heads * (full ? tensors_or(m->global_head_dim, m->head_dim) : m->head_dim);
}

static void weigh_attention(const struct step_case *c, int d, const struct step_load *load, struct share_time *t)
{
    const struct model *m = c->memory->llm->model;
    const struct step_rates *r = &c->rate[d];
    const struct placement_device *at = &c->placement->dev[d];
    const double window = tensors_or(m->window_tokens, INFINITY), seen = fmin(load->context, window);
    const double bytes = placement_cache_read_b(at, m, load->context);
    const double state_b = 2 * at->state_b; /* read and written */
    t->kv = load->n_seq * larger((bytes + state_b) / r->kv_b_s, power_s(c, d, load, 0, bytes));
    t->by[bound_cache] += t->kv;
    const double full = pair_flop(m, true) * at->attn_layers_full, windowed = pair_flop(m, false) * at->attn_layers_window;
    if (load->attn_pairs > 0)
        t->attn = (full * load->attn_pairs + windowed * fmin(load->attn_pairs, load->n_tok * window)) / r->attn_flop_s;
    else
        t->attn = load->n_seq * (full * load->context + windowed * seen) / r->decode_attn_flop_s;
    t->by[bound_compute] += t->attn;
}

static void weigh_small(const struct step_case *c, int d, const struct step_load *load, struct share_time *t)
{
    const struct rig_device *r = &c->rig->dev[d];
    const double *k = r->constants.v;
    const struct placement_device *at = &c->placement->dev[d];
    const struct model *m = c->memory->llm->model;
    const double linear = m->linear_layers > 0 ? m->linear_layers / m->layers : 0, clock = c->rate[d].clock;
    const double layer = k[constant_layer_us] + linear * k[constant_linear_us];
    const double token = k[constant_token_us] * m->hidden / reference_hidden * reference_units / r->device->compute_units;
    t->small = unit_us_to_s(clock * (at->n_layers * (layer + load->n_tok * token) + at->n_expert_layers * k[constant_expert_us]));
    t->by[bound_launch] += t->small;
}

static void share(const struct step_case *c, int d, const struct step_load *load, struct share_time *t)
{
    *t = (struct share_time){0};
    if (c->placement->dev[d].n_layers == 0 && !c->placement->dev[d].holds_output)
        return;
    weigh_gemm(c, d, load, t);
    weigh_head(c, d, load, t);
    weigh_attention(c, d, load, t);
    weigh_small(c, d, load, t);
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
    for (int i = 0; i < bound_end; i++)
        by[i] += t->by[i];
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
    const double one = collective_latency_s(l, c->rig->bridge, n) * k[constant_latency] + activation_b(c, n_tok) * ring / (unit_gb_s_to_b_s(l->bus_gb_s) * k[constant_bus]);
    return 2 * c->memory->llm->model->layers * one;
}

/* Row split: each of a layer's seven products (query, key, value, output, gate, up, down) sends its input whole to every other card
   and gathers the pieces of its result on the main one, in 32 bits, one after the other (ggml-cuda's split buffers). */
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
    return m->layers * (products * unit_us_to_s(l->hop_us) * k[constant_latency] * (1 + others / 2) + bytes / (unit_gb_s_to_b_s(l->bus_gb_s) * k[constant_bus]));
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

static bool is_parallel(const struct step_case *c)
{
    return c->rig->n > 1 && (c->memory->split == split_tensor || c->memory->split == split_row);
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
    struct step_part *p = &out->part;
    double by[bound_end] = {0};
    *p = (struct step_part){0};
    struct share_time slowest = {0};
    for (int d = 0; d < c->rig->n; d++) {
        struct share_time t;
        share(c, d, load, &t);
        if (!is_parallel(c))
            add_share(p, by, &t);
        else if (share_total(&t) > share_total(&slowest))
            slowest = t;
    }
    if (is_parallel(c)) {
        add_share(p, by, &slowest);
        if (c->rig->link)
            p->comm_s = c->memory->split == split_row ? row_exchange_s(c, load->n_tok) : all_reduce_s(c, load->n_tok);
    } else
        p->hop_s = hops_s(c, load->n_tok);
    p->ram_s = offload_s(c, load);
    p->host_s = unit_us_to_s(c->rig->dev[0].constants.v[constant_host_us]);
    by[bound_link] += p->comm_s + p->hop_s;
    by[bound_ram] += p->ram_s;
    by[bound_host] += p->host_s;
    p->total_s = p->gemm_s + p->head_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->comm_s + p->hop_s + p->host_s;
    out->bound = sharpest(by);
}

double step_floor_s(const struct step_case *c, const struct step_load *load)
{
    double sum = 0, most = 0;
    const struct llm *l = c->memory->llm;
    for (int d = 0; d < c->rig->n; d++) {
        const struct placement_device *at = &c->placement->dev[d];
        const double part = is_parallel(c) ? 1.0 / c->rig->n : 1;
        const double kv = load->n_seq * placement_cache_read_b(at, l->model, load->context);
        const double bytes = at->read_b + at->experts_b * l->used_frac + (at->holds_output ? l->head_b * part : 0) + kv;
        const double s = bytes / bandwidth_b_s(c, d);
        sum += s;
        most = fmax(most, s);
    }
    return is_parallel(c) ? most : sum;
}
