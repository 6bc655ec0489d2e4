/* step_link.c: seconds that the devices of one step spend on links.

   Idea: a tensor split sums up its partial results twice per layer (all-reduce), a row split sends inputs and gathers
   results seven times per layer, a layer split hands the hidden vectors on between neighbours.
   Invariant: no term is negative; more tokens never take less time; one device uses no link.
   Reference: docs/model.md, section 2. */
#include "step_link.h"

#include "collective.h"

/* Returns the bytes of the hidden vectors of n_tok tokens, which travel between devices. */
static double activation_b(const struct step_case *c, double n_tok)
{
    static const double element_b = 2; /* 16-bit floats */
    return n_tok * c->memory->llm->model->hidden * element_b;
}

/* Returns the seconds of one all-reduce of the step's activations among n devices on l. */
static double one_all_reduce_s(const struct step_case *c, const struct link *l, const struct link *bridge, int n,
                               double n_tok)
{
    const double *k = c->rig->dev[0].constants.v;
    return collective_s(collective_latency_s(l, bridge, n) * k[constant_latency],
                        collective_ring_s(l, n, activation_b(c, n_tok)) / k[constant_bus]);
}

/* Returns the seconds of a step's all-reduces, two per layer. Devices of several machines are summed up in each machine
   first, then from machine to machine. */
static double all_reduce_s(const struct step_case *c, double n_tok)
{
    const struct rig *r = c->rig;
    const double one = one_all_reduce_s(c, r->link, r->bridge, r->n, n_tok);
    const double between = r->net && r->link != r->net ? one_all_reduce_s(c, r->net, NULL, rig_hosts(r), n_tok) : 0;
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

double step_link_hops_s(const struct step_case *c, double n_tok)
{
    if (c->parallel || !c->rig->link)
        return 0;
    const double bytes = activation_b(c, n_tok), engine_us = c->rig->dev[0].constants.v[constant_hop_us];
    const struct link *before = NULL;
    double sum = 0, hop = 0;
    int last = -1;
    for (int d = 0; d < c->rig->n; d++) {
        if (c->placement->dev[d].n_layers == 0)
            continue;
        const bool bridged = c->rig->bridge && d % 2 == 1 && last == d - 1;
        const bool outside = last >= 0 && c->rig->net && c->rig->dev[last].host != c->rig->dev[d].host;
        const struct link *l = outside ? c->rig->net : bridged ? c->rig->bridge : c->rig->link;
        if (last >= 0 && l != before) {
            hop = unit_us_to_s(l->hop_us + engine_us) + bytes / unit_gb_s_to_b_s(l->bus_gb_s);
            before = l;
        }
        sum += hop;
        last = d;
    }
    return sum;
}

double step_link_comm_s(const struct step_case *c, double n_tok)
{
    if (!c->parallel || !c->rig->link)
        return 0;
    return c->memory->split == split_row ? row_exchange_s(c, n_tok) : all_reduce_s(c, n_tok);
}
