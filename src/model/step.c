/* step.c: seconds of one engine step.

   Idea: a device multiplies its matrices (gemm, head), reads its cache (kv), computes attention (attn) and launches
   small kernels (small). A matrix product takes as long as its sharpest limit: reading, dequantising or arithmetic,
   joined by a 4-norm. A power limit lowers the clock, and memory keeps its pace (step_clock.h). A layer split adds the
   devices' times and a hop between them; a tensor or row split takes the slowest device plus exchanges (comm). System
   RAM (ram, offload.h) and the host (host) are added once.
   Invariant: total = gemm + head + kv + attn + small + ram + comm + hop + host; no term is negative; more tokens
   never take less time. An unknown constant is NaN and makes the total NaN.
   Reference: docs/model.md, section 2; constants are fitted (data/calibration.json). */
#include "step.h"

#include "bug.h"
#include "known.h"
#include "offload.h"
#include "step_clock.h"
#include "step_link.h"

#include <math.h>

/* Seconds of one device's share of the step. */
struct share_time {
    struct step_product gemm_limits, head_limits;
    double detour; /* of products at full clock, on top of their limits: unpacked weights are written and read again */
    double gemm, head, kv, attn, small;
    double watts;                /* while it works */
    enum bound gemm_by, head_by; /* what limits the matrix products */
};

/* What all devices of a step have in common. */
struct step_shared {
    const struct step_case *c;
    const struct step_load *load;
    double window_pairs; /* attn_pairs inside the window of a window layer */
    double least_frac;   /* fraction active for one token, the lower bound */
    double idle_s;       /* seconds in which devices wait for the host or for each other's results */
    bool takes_turns;    /* decode in a layer split: devices work one after the other */
};

/* One device in a step. */
struct device_view {
    const struct step_rates *r;
    const struct placement_device *at;
    const struct rig_path *path;
    const double *k; /* its constants, indexed by enum constant */
    double active;   /* fraction of a layer's routed experts that are active; 1: no experts */
};

/* clock, multiprocessors and width for which layer_us and token_us are stated */
static const double reference_mhz = 1700, reference_units = 50, reference_width = 4096;

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

/* Returns the fraction of a layer's routed experts that are active. Tokens of a step resemble each other, so their
   choices do: each further token counts as the part `unique` of one that chooses on its own. */
static double active_frac(const struct step_shared *shared, double unique)
{
    const double n_tok = shared->load->n_tok;
    return llm_active_frac(shared->c->memory->llm, n_tok > 1 ? 1 + (n_tok - 1) * smaller(1, unique) : n_tok);
}

static double bandwidth_b_s(const struct rig_device *d)
{
    return unit_gb_s_to_b_s(d->device->mem_bw_gb_s);
}

/* Returns the operations for one token to attend to another: a product with a key and one with a value for each head.
   Latent attention multiplies latent rows: the key is the latent and the rotary part, the value is the latent. */
static double pair_flop(const struct model *m, bool full)
{
    if (m->attention == attention_mla)
        return 2 * m->heads * (2 * m->kv_lora_rank + m->rope_head_dim);
    return 4 * m->heads * (full ? known_or(m->global_head_dim, m->head_dim) : m->head_dim);
}

/* Fills the times of small kernels, scaled by clock, hidden size and number of multiprocessors. shards: devices that
   share the heads of recurrent layers. */
static void prepare_small(const struct model *m, const struct rig_device *d, double mhz, double shards,
                          struct step_rates *out)
{
    const double *k = d->constants.v;
    const double linear = m->linear_layers > 0 ? m->linear_layers / m->layers : 0;
    const double clock = unit_us_to_s(reference_mhz / mhz);
    out->layer_s = clock * (k[constant_layer_us] + linear * k[constant_linear_us]);
    const double of_token = k[constant_token_us] * m->hidden / reference_width;
    const double inner = m->linear_inner / reference_width / shards;
    const double of_linear = linear > 0 ? linear * k[constant_linear_token_us] * inner : 0;
    out->token_s = clock * (of_token + of_linear) * reference_units / d->device->compute_units;
    out->expert_layer_s = clock * k[constant_expert_us];
}

/* Returns the seconds per operation of a prompt's attention on those units. */
static double attention_s_flop(const struct rig_device *d, const struct policy *p, enum units on)
{
    if (on == units_processor)
        return 1 / unit_tflops_to_flop_s(p->cpu_attention_tflops);
    return 1 / ((on == units_shaders ? rig_shader_flop_s(d) : rig_float_flop_s(d)) * d->constants.v[constant_attn]);
}

static void prepare_rates(const struct placement_case *c, const struct rig_device *d, const struct policy *p,
                          double shards, struct step_rates *r)
{
    const double *k = d->constants.v, mhz = rig_clock_mhz(d);
    const double product_s = 1 / rig_product_flop_s(d, c->llm->qclass, c->engine->low_precision);
    const double bandwidth = bandwidth_b_s(d), units_hz = d->device->compute_units * unit_mhz_to_hz(mhz);
    const bool stored = rig_multiplies_stored(d, c->llm->qclass, c->engine->low_precision);
    r->read_s_b = 1 / (bandwidth * k[constant_weight_bw]);
    r->kv_s_b = 1 / (bandwidth * k[constant_cache_bw]);
    r->dequant_s_b = 1 / (units_hz * (stored ? p->unit_read_b_clk : k[constant_dequant]));
    r->s_flop = product_s / k[constant_matrix];
    r->attn_s_flop = attention_s_flop(d, p, d->path.attention);
    r->window_attn_s_flop = d->path.window_attention == d->path.attention
                                ? r->attn_s_flop
                                : attention_s_flop(d, p, d->path.window_attention);
    r->decode_attn_s_flop = 1 / (units_hz * k[constant_decode_attn]);
    step_clock_prepare(d, p, r);
    prepare_small(c->llm->model, d, mhz, shards, r);
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
    out->window_read = placement_window_read(c);
    out->vector_tokens = quant_mix_is_wide(c->llm->qclass) ? 0 : known_or(c->engine->vector_tokens, 0);
    out->parallel = r->n > 1 && (c->split == split_tensor || c->split == split_row);
    for (int d = 0; d < r->n; d++) {
        out->like[d] = d > 0 && same_device(&r->dev[d], &r->dev[d - 1]) ? out->like[d - 1] : d;
        if (out->like[d] == d)
            prepare_rates(c, &r->dev[d], p, out->parallel && c->split == split_tensor ? r->n : 1, &out->rate[d]);
    }
}

static struct step_shared shared_of(const struct step_case *c, const struct step_load *load)
{
    const struct llm *l = c->memory->llm;
    const double window = l->model->window_tokens; /* NaN: none */
    return (struct step_shared){.c = c,
                                .load = load,
                                .window_pairs = smaller(load->attn_pairs, (load->n_tok - load->decodes) * window),
                                .least_frac = l->used_frac,
                                .takes_turns = !c->parallel && load->attn_pairs == 0};
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

/* Returns the seconds in which the device converts weights before it multiplies, and in which it waits between experts
   that are multiplied one after the other. active: fraction of a layer's routed experts. */
static double detour_s(const struct step_shared *shared, const struct device_view *s, double active)
{
    static const double flop_per_weight = 2;
    const struct placement_device *at = s->at;
    const struct rig_path *p = s->path;
    double seconds = 0;
    if (p->converts_b > 0 && shared->load->n_tok >= p->converts_from) {
        const double dense = at->flop / flop_per_weight;
        const double experts = at->expert_flop > 0 ? at->expert_flop / flop_per_weight * active / shared->least_frac
                                                   : 0;
        seconds += (dense + experts) * p->converts_b * s->r->read_s_b;
    }
    if (p->expert_us > 0 && at->expert_flop > 0 && shared->load->n_tok >= p->experts_from)
        seconds += at->n_expert_layers * active * shared->c->memory->llm->model->experts * unit_us_to_s(p->expert_us);
    return seconds;
}

/* Adds the matrices of the layers: dense ones and active experts. */
static void add_gemm(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct placement_device *at = s->at;
    const double n_tok = shared->load->n_tok;
    const double active = at->experts_b > 0 ? s->active : 0;
    const double experts_b = at->experts_b > 0 ? at->experts_b * active / s->k[constant_expert_bw] : 0;
    const double bytes = at->read_b + experts_b;
    /* tokens by which each matrix and each active expert is padded */
    const double pad = n_tok > 1 ? s->k[constant_batch_tokens] : 0;
    const double tile = s->path->tiles_fit ? n_tok : INFINITY;
    const double expert_pad = n_tok > 1 ? fmin(s->k[constant_expert_tokens], tile) : 0;
    const bool vectors = on_vectors(shared, n_tok);
    const double dense = at->flop * (vectors ? n_tok : n_tok + pad);
    double flop = vectors ? 0 : dense; /* on matrix units */
    if (at->expert_flop > 0)
        flop += at->expert_flop / s->k[constant_expert_matrix] * (n_tok + expert_pad * active / shared->least_frac);
    const double read = bytes * s->r->read_s_b;
    const double dequant = (at->read_b * dequant_passes(shared, s, n_tok) + experts_b) * s->r->dequant_s_b;
    const double compute = flop * s->r->s_flop;
    t->gemm_limits = (struct step_product){read, dequant, compute};
    t->detour = detour_s(shared, s, active);
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
    t->head_limits = (struct step_product){read, dequant, compute};
}

/* Adds reading the cache and computing attention of n sequences that decode, each with that context. */
static void add_decodes(const struct step_shared *shared, const struct device_view *s, double n, double context,
                        struct share_time *t)
{
    const struct placement_device *at = s->at;
    const double bytes = placement_cache_read_b(at, shared->c->window_read, context);
    const double state_b = 2 * at->state_b; /* read and written */
    const double full = shared->c->full_pair_flop * at->attn_layers_full;
    const double windowed = shared->c->window_pair_flop * at->attn_layers_window;
    t->kv += n * (bytes + state_b) * s->r->kv_s_b;
    t->attn += n * (full * context + windowed * smaller(context, shared->c->window_read)) * s->r->decode_attn_s_flop;
}

/* Adds reading the cache and computing attention of prompts. */
static void add_prompts(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct step_load *load = shared->load;
    const struct placement_device *at = s->at;
    const double bytes = placement_cache_read_b(at, shared->c->window_read, load->context);
    t->kv = load->n_seq * (bytes + 2 * at->state_b) * s->r->kv_s_b;
    t->attn = shared->c->full_pair_flop * at->attn_layers_full * load->attn_pairs * s->r->attn_s_flop +
              shared->c->window_pair_flop * at->attn_layers_window * shared->window_pairs * s->r->window_attn_s_flop;
}

static void add_attention(const struct step_shared *shared, const struct device_view *s, struct share_time *t)
{
    const struct step_load *load = shared->load;
    if (load->attn_pairs > 0)
        add_prompts(shared, s, t);
    else
        add_decodes(shared, s, load->n_seq, load->context, t);
    if (load->decodes > 0)
        add_decodes(shared, s, load->decodes, load->decode_context, t);
}

static enum bound product_bound(const struct step_product *p, double slow)
{
    const double clocked = larger(p->dequant, p->compute);
    if (p->read >= clocked * slow)
        return bound_bandwidth;
    return slow > 1 ? bound_power : p->compute >= p->dequant ? bound_compute : bound_dequant;
}

static double share_total(const struct share_time *t)
{
    return t->gemm + t->head + t->kv + t->attn + t->small;
}

/* Returns what the device does at boost clock. In decode of a layer split it waits while the others work. */
static struct step_clock_work work_of(const struct step_shared *shared, const struct device_view *s,
                                      const struct share_time *t)
{
    return (struct step_clock_work){
        .gemm = &t->gemm_limits,
        .head = &t->head_limits,
        .busy_s = share_total(t) + shared->idle_s,
        .idle_s = shared->idle_s + (shared->c->memory->engine->eager == flag_yes ? t->small : 0),
        .clocked_s = t->attn + t->small,
        .paced_s = t->kv + t->detour + shared->idle_s,
        .cache_s = t->kv,
        .attention_s = t->attn,
        .duty = shared->takes_turns ? (double)s->at->n_layers / shared->c->memory->llm->n_layers : 1,
    };
}

/* Fills the seconds of the clocked units at a clock that is `slow` times slower than boost. */
static void at_clock(double slow, struct share_time *t)
{
    t->gemm = step_clock_product_s(&t->gemm_limits, slow) + t->detour;
    t->head = t->head_limits.read > 0 ? step_clock_product_s(&t->head_limits, slow) : t->head_limits.read;
    t->attn *= slow;
    t->small *= slow;
}

/* Fills *t with the seconds of device d. */
static void share(const struct step_shared *shared, int d, double active, struct share_time *t)
{
    const struct step_rates *r = &shared->c->rate[shared->c->like[d]];
    const struct placement_device *at = &shared->c->placement->dev[d];
    const struct rig_device *device = &shared->c->rig->dev[d];
    const struct device_view s = {.r = r, .at = at, .path = &device->path, .k = device->constants.v, .active = active};
    *t = (struct share_time){.gemm_by = bound_bandwidth, .head_by = bound_bandwidth};
    if (at->n_layers == 0 && !at->holds_output)
        return;
    add_gemm(shared, &s, t);
    if (at->holds_output)
        add_head(shared, &s, t);
    add_attention(shared, &s, t);
    t->small = at->n_layers * (r->layer_s + shared->load->n_tok * r->token_s) + at->n_expert_layers * r->expert_layer_s;
    at_clock(1, t);
    const struct step_clock_work work = work_of(shared, &s, t);
    const double slow = work.duty <= r->free_duty ? 1 : step_clock_slow(r, s.k, &work);
    if (!(slow <= 1))
        at_clock(slow, t);
    t->watts = step_clock_watts(r, s.k, &work, slow, share_total(t) + shared->idle_s);
    t->gemm_by = product_bound(&t->gemm_limits, slow);
    t->head_by = product_bound(&t->head_limits, slow);
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
   the seconds of the slowest device; 0 without devices. */
static double add_shares(const struct step_shared *shared, struct step_time *out, double by[bound_end])
{
    struct step_part *p = &out->part;
    const struct step_case *c = shared->c;
    struct share_time two[2], *t = &two[0], *slowest = &two[1];
    double most = 0, active = 1;
    for (int d = 0; d < c->rig->n; d++) {
        if (c->like[d] == d && shared->least_frac < 1) /* equal devices have equal constants */
            active = active_frac(shared, c->rig->dev[d].constants.v[constant_unique]);
        const bool again = d > 0 && same_share(c, d);
        if (again) {
            out->busy[d] = out->busy[d - 1];
            if (c->parallel)
                continue;
        } else {
            share(shared, d, active, t);
            out->busy[d] = (struct step_busy){share_total(t) + shared->idle_s, t->watts};
        }
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
    return most;
}

/* Returns the part of a step that its slowest stage takes: the slowest device, and one of the equal parts of what no
   device does alone (hand-overs, system RAM, host). Faster devices never make a stage's time longer. */
static double slowest_frac(const struct step_case *c, const struct step_part *p, double slowest_s)
{
    const double others_s = p->comm_s + p->hop_s + p->ram_s + p->host_s;
    return p->total_s > 0 && c->rig->n > 0 ? smaller(1, (slowest_s + others_s / c->rig->n) / p->total_s) : 0;
}

/* Returns the limit that takes the most seconds. */
static enum bound longest(const double by[bound_end])
{
    int best = bound_bandwidth;
    double most = by[best];
    for (int i = 1; i < bound_end; i++)
        if (by[i] > most) {
            most = by[i];
            best = i;
        }
    return (enum bound)best;
}

/* Returns the seconds in which the processor sorts the tokens by expert before each of a layer's three products: for
   every expert it looks through all choices of all tokens (ggml_cuda_mul_mat_q before github.com/ggml-org/llama.cpp
   pull 15525). */
static double sort_s(const struct step_case *c, double n_tok)
{
    static const double products = 3;
    const struct model *m = c->memory->llm->model;
    double layers = 0;
    if (!c->memory->sorts_on_host || !(m->experts > 0) || !(n_tok > 1))
        return 0;
    for (int d = 0; d < c->placement->n && (d == 0 || !c->parallel); d++)
        layers += c->placement->dev[d].n_expert_layers;
    return layers * products * m->experts * m->experts_used * n_tok *
           unit_ns_to_s(c->rig->dev[0].constants.v[constant_sort_ns]);
}

/* Returns the seconds of the engine on the processor: of each step, and of each sequence of it. Calibrations of before
   2026-12 do not state the latter. */
static double host_s(const struct step_case *c, const struct step_load *load)
{
    const double *k = c->rig->dev[0].constants.v;
    return unit_us_to_s(k[constant_host_us] + known_or(k[constant_seq_us], 0) * (load->n_seq + load->decodes));
}

void step_time(const struct step_case *c, const struct step_load *load, struct step_time *out)
{
    BUG_UNLESS(load->n_tok > 0);
    struct step_shared shared = shared_of(c, load);
    struct step_part *p = &out->part;
    double by[bound_end] = {0};
    *p = (struct step_part){0};
    p->hop_s = step_link_hops_s(c, load->n_tok);
    p->comm_s = step_link_comm_s(c, load->n_tok);
    p->ram_s = offload_s(c, load);
    p->host_s = host_s(c, load) + sort_s(c, load->n_tok);
    shared.idle_s = c->parallel || c->rig->n == 1 ? p->host_s + p->comm_s + p->ram_s : 0;
    const double slowest_s = add_shares(&shared, out, by);
    by[bound_cache] = p->kv_s;
    by[bound_compute] += p->attn_s;
    by[bound_launch] = p->small_s;
    by[bound_link] = p->comm_s + p->hop_s;
    by[bound_ram] = p->ram_s;
    by[bound_host] = p->host_s;
    p->total_s = p->gemm_s + p->head_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->comm_s + p->hop_s + p->host_s;
    BUG_UNLESS(!(p->total_s < 0));
    out->slowest_frac = slowest_frac(c, p, slowest_s);
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
           shared->load->n_seq * placement_cache_read_b(at, l->model->window_tokens, shared->load->context);
}

double step_floor_s(const struct step_case *c, const struct step_load *load)
{
    const struct step_shared shared = shared_of(c, load);
    double sum = 0, most = 0, s = 0;
    for (int d = 0; d < c->rig->n; d++) {
        if (d == 0 || !same_share(c, d))
            s = step_read_b(&shared, d) / bandwidth_b_s(&c->rig->dev[d]);
        sum += s;
        most = larger(most, s);
    }
    return c->parallel ? most : sum;
}
