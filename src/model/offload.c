#include "offload.h"

#include <math.h>

/* What the host does in a step: bytes it reads and products it makes. */
struct host_work {
    double bytes, flop, layers;
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

/* Bytes a second to the first card, stated for PCIe 4.0 x16: twice as many with each generation, in proportion to
   lanes. */
static double copy_b_s(const struct step_case *c)
{
    static const double stated_gen = 4, stated_lanes = 16;
    const struct device *d = c->rig->dev[0].device;
    const double gen = tensors_or(d->pcie_gen, stated_gen), lanes = tensors_or(d->pcie_lanes, stated_lanes);
    return unit_gb_s_to_b_s(c->policy->copy_gb_s) * exp2(gen - stated_gen) * lanes / stated_lanes;
}

static bool holds(const struct placement_device *h)
{
    return h->n_layers > 0 || h->n_expert_layers > 0 || h->holds_output;
}

static double cache_b(const struct step_case *c, const struct step_load *load)
{
    return load->n_seq * placement_cache_read_b(&c->placement->host, c->memory->llm->model, load->context);
}

double offload_floor_s(const struct step_case *c, const struct step_load *load)
{
    struct step_load one = *load;
    one.n_tok = one.n_out = 1; /* the experts of one token are active at least */
    return holds(&c->placement->host) ? (work_of(c, &one).bytes + cache_b(c, load)) / unit_gb_s_to_b_s(c->rig->ram_gb_s)
                                      : 0;
}

double offload_s(const struct step_case *c, const struct step_load *load)
{
    const struct policy *p = c->policy;
    if (!holds(&c->placement->host))
        return 0;
    const struct host_work w = work_of(c, load);
    const double shares = c->memory->split == split_tensor ? c->rig->n
                                                           : 1; /* each card copies its part over lanes of its own */
    const double crossings = w.layers * unit_us_to_s(p->crossing_us);
    if (offload_copies(c->memory, c->rig, load->n_tok))
        return (w.bytes / copy_b_s(c) + w.flop * c->rate[0].s_flop) / shares + crossings;
    const double read = (w.bytes + cache_b(c, load)) / (unit_gb_s_to_b_s(c->rig->ram_gb_s) * p->ram_frac);
    const double one = w.flop / load->n_tok / unit_tflops_to_flop_s(p->cpu_vector_tflops),
                 all = w.flop / unit_tflops_to_flop_s(p->cpu_matrix_tflops);
    return read + fmax(one, all) + crossings;
}
