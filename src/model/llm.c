#include "llm.h"

#include <math.h>
#include <string.h>

/* Bytes by class of format, to find the one that most weights are in. */
struct weigh {
    double by_class[qclass_end];
};

static void add_tensor(struct llm *l, struct llm_layer *to, struct weigh *w, const struct tensors_one *t, int layer)
{
    const struct format *f = mix_format(l->model, l->quant, t, layer);
    const double file_b = mix_file_b(f, t), elements = t->row * t->rows;
    l->file_b[t->class] += file_b;
    l->total_b += file_b;
    l->params += elements;
    if (f)
        w->by_class[f->qclass] += file_b;
    if (file_b > l->largest_b && t->role != tensor_token_embd)
        l->largest_b = file_b;
    if (!to)
        return;
    const double gpu_b = mix_gpu_b(f, t), flop = t->vector && t->row < l->model->hidden * 2 ? 0 : 2 * elements;
    to->gpu_b += gpu_b;
    if (t->class == TENSORS_EXPERTS) {
        to->experts_gpu_b += gpu_b;
        to->experts_b += file_b;
        to->expert_flop += flop * l->used_frac;
        if (file_b > l->largest_experts_b)
            l->largest_experts_b = file_b;
        return;
    }
    to->read_b += file_b;
    to->flop += flop;
    if (t->vector)
        to->vectors_b += gpu_b;
}

static double state_b(const struct model *m)
{
    if (!isnan(m->state_mib))
        return unit_mib_to_b(m->state_mib) / m->linear_layers;
    const double keys = 2 * tensors_or(m->linear_groups, 0) * tensors_or(m->linear_state, 0), inner = tensors_or(m->linear_inner, 0);
    return (double)sizeof(float) * (3 * (inner + keys) + tensors_or(m->linear_state, 0) * inner);
}

static void add_cache(struct llm *l, struct llm_layer *to, int layer)
{
    const struct model *m = l->model;
    to->full = tensors_is_full(m, layer);
    to->experts = tensors_has_experts(m, layer);
    if (tensors_is_recurrent(m, layer))
        to->state_b = state_b(m);
    if (!tensors_has_cache(m, layer))
        return;
    if (m->attention == attention_mla) {
        to->k_row = m->kv_lora_rank + m->rope_head_dim;
        return;
    }
    to->k_row = to->v_row = tensors_kv_heads(m, layer) * tensors_head_dim(m, layer);
}

static void add_global(struct llm *l, struct weigh *w)
{
    struct tensors_one t[TENSORS_PER_LAYER];
    const int n = tensors_global(l->model, t);
    for (int i = 0; i < n; i++) {
        const struct format *f = mix_format(l->model, l->quant, &t[i], -1);
        const bool tied = l->model->tied == flag_yes;
        add_tensor(l, NULL, w, &t[i], -1);
        if (t[i].role == tensor_token_embd)
            l->embedding_b = mix_file_b(f, &t[i]);
        if (t[i].role != tensor_token_embd || tied)
            l->output_gpu_b += mix_gpu_b(f, &t[i]);
        if (t[i].role == tensor_output || (t[i].role == tensor_token_embd && tied)) {
            l->output_b = mix_file_b(f, &t[i]);
            l->head_flop = 2 * t[i].row * t[i].rows;
        }
    }
    l->head_b = l->output_b;
}

bool llm_prepare(const struct model *m, const struct quant *q, struct llm *out)
{
    struct weigh w = {{0}};
    memset(out, 0, sizeof *out);
    out->model = m;
    out->quant = q;
    out->used_frac = m->experts > 0 ? m->experts_used / m->experts : 1;
    out->n_layers = (int)(m->layers + m->mtp_layers);
    if (out->n_layers > LLM_MAX_LAYERS)
        return false;
    for (int i = 0; i < out->n_layers; i++) {
        struct tensors_one t[TENSORS_PER_LAYER];
        const int n = tensors_of_layer(m, i, t);
        for (int j = 0; j < n; j++)
            add_tensor(out, &out->layer[i], &w, &t[j], i);
        add_cache(out, &out->layer[i], i);
    }
    add_global(out, &w);
    out->qclass = q->base->qclass;
    for (int c = 1; c < qclass_end; c++)
        if (w.by_class[c] > w.by_class[out->qclass])
            out->qclass = (enum qclass)c;
    return true;
}
