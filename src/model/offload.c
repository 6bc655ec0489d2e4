/* offload.c: step time of weights and cache in system RAM.

   Idea: the processor works on its layers or experts while the cards wait. Its time is bytes over a fraction of the
   RAM bandwidth, plus the slower of one token's products on vector units and all tokens' products on matrix units,
   plus a fixed time per layer for crossing between card and processor. From stream_tokens tokens on, the engine
   copies the weights to the cards over PCIe and multiplies there instead.
   Invariant: nothing in system RAM adds 0 seconds.
   Reference: docs/model.md, section 2.1; the five constants are fitted to data/measured/offload.csv and are fields
   of the policy record. */
#include "offload.h"

#include "bug.h"
#include "known.h"
#include "real.h"

#include <math.h>

/* The host's work in one step. */
struct host_work {
    double bytes, flop; /* weights read, operations */
    double layers;      /* layers with weights there */
};

static struct host_work work_of(const struct step_case *c, const struct step_load *load)
{
    const struct placement_device *h = &c->placement->host;
    const struct llm *l = c->memory->llm;
    struct host_work w = {.layers = fmax(h->n_layers, h->n_expert_layers)};
    w.bytes = h->read_b + h->experts_b * llm_active_frac(l, load->n_tok);
    w.flop = (h->flop + h->expert_flop) * load->n_tok;
    if (h->holds_output) {
        w.bytes += l->head_b;
        w.flop += l->head_flop * load->n_out;
    }
    return w;
}

bool offload_copies(const struct placement_case *m, const struct rig *r, double n_tok)
{
    const double from = m->engine->stream_tokens / (m->engine->experts_wait == flag_yes ? m->llm->used_frac : 1);
    return r->n > 0 && n_tok >= from;
}

/* Returns the rate in bytes per second of copies to the first card. The policy states it for PCIe 4.0 x16; it doubles
   with each generation and is proportional to the lanes. */
static double copy_b_s(const struct step_case *c)
{
    static const double stated_gen = 4, stated_lanes = 16;
    const struct device *d = c->rig->dev[0].device;
    const double gen = known_or(d->pcie_gen, stated_gen), lanes = known_or(d->pcie_lanes, stated_lanes);
    return unit_gb_s_to_b_s(c->policy->copy_gb_s) * real_exp2(gen - stated_gen) * lanes / stated_lanes;
}

static bool has_work(const struct placement_device *h)
{
    return h->n_layers > 0 || h->n_expert_layers > 0 || h->holds_output;
}

static double cache_b(const struct step_case *c, const struct step_load *load)
{
    const struct placement_device *h = &c->placement->host;
    return load->n_seq * placement_cache_read_b(h, c->window_read, load->context) +
           load->decodes * placement_cache_read_b(h, c->window_read, load->decode_context);
}

/* Returns the seconds in which the processor computes a prompt's attention in layers whose cache is in system RAM. */
static double attention_s(const struct step_case *c, const struct step_load *load)
{
    const struct placement_device *h = &c->placement->host;
    const double window = c->memory->llm->model->window_tokens, prompts = load->n_tok - load->decodes;
    const double in_window = isnan(window) ? load->attn_pairs : fmin(load->attn_pairs, prompts * window);
    const double flop = c->full_pair_flop * h->attn_layers_full * load->attn_pairs +
                        c->window_pair_flop * h->attn_layers_window * in_window;
    return flop / unit_tflops_to_flop_s(c->policy->cpu_vector_tflops);
}

double offload_floor_s(const struct step_case *c, const struct step_load *load)
{
    if (!has_work(&c->placement->host))
        return 0;
    return (work_of(c, load).bytes + cache_b(c, load)) / unit_gb_s_to_b_s(c->rig->ram_gb_s);
}

double offload_s(const struct step_case *c, const struct step_load *load)
{
    const struct policy *p = c->policy;
    if (!has_work(&c->placement->host))
        return 0;
    const struct host_work w = work_of(c, load);
    BUG_UNLESS(load->n_tok > 0);
    /* under a tensor split each card copies its part over its own lanes */
    const double shares = c->memory->split == split_tensor ? c->rig->n : 1;
    const double beside = w.layers * unit_us_to_s(p->crossing_us) + attention_s(c, load);
    if (offload_copies(c->memory, c->rig, load->n_tok))
        return (w.bytes / copy_b_s(c) + w.flop * c->rate[0].s_flop) / shares + beside;
    const double read = (w.bytes + cache_b(c, load)) / (unit_gb_s_to_b_s(c->rig->ram_gb_s) * p->ram_frac);
    const double vector = w.flop / load->n_tok / unit_tflops_to_flop_s(p->cpu_vector_tflops);
    const double matrix = w.flop / unit_tflops_to_flop_s(p->cpu_matrix_tflops);
    return read + fmax(vector, matrix) + beside;
}
