/* llm.c: what each layer of a stored model weighs, reads and computes.

   Idea: walk over the tensors of each layer with their formats (quant_mix.h) once, and keep prefix sums, so that
   any run of layers on a device costs one subtraction (llm_between).
   Invariant: file_b of all classes adds up to total_b; upto[i] are the sums over layers 0..i-1.
   Operations: 2 per parameter and token. State of a recurrent layer: 4 * (3 * (inner + 2 * groups * state) + state
   * inner) bytes.
   Reference: docs/model.md, "Weights" and "Cache and state"; sizes agree with data/measured/gguf_sizes.csv. */
#include "llm.h"

#include "bug.h"
#include "known.h"

#include <math.h>
#include <string.h>

/* Bytes by class of format, to find the class that holds most of them. */
struct bytes_by_class {
    double by_class[qclass_end];
};

/* Adds one tensor to the totals and, unless NULL, to a layer. */
static void add_tensor(struct llm *l, struct llm_layer *to, struct bytes_by_class *w, const struct tensors_one *t,
                       const struct format *f)
{
    const double file_b = quant_mix_file_b(f, t), elements = t->row * t->rows;
    l->file_b[t->class] += file_b;
    l->total_b += file_b;
    l->params += elements;
    if (f)
        w->by_class[f->qclass] += file_b;
    if (!to)
        return;
    to->largest_b = fmax(to->largest_b, file_b);
    const double gpu_b = quant_mix_gpu_b(f, t), flop = t->vector && elements < l->model->hidden * 2 ? 0 : 2 * elements;
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

/* Returns the bytes of a recurrent layer's state per sequence. */
static double state_b(const struct model *m)
{
    if (!isnan(m->state_mib))
        return unit_mib_to_b(m->state_mib) / m->linear_layers;
    const double keys = 2 * known_or(m->linear_groups, 0) * known_or(m->linear_state, 0);
    const double inner = known_or(m->linear_inner, 0);
    return (double)sizeof(float) * (3 * (inner + keys) + known_or(m->linear_state, 0) * inner);
}

/* Fills the layer's kind, state and cache rows. */
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

/* Adds the tensors that belong to no layer: embeddings, output matrix, final norm. */
static void add_global(struct llm *l, struct bytes_by_class *w)
{
    const bool tied = l->model->tied == flag_yes;
    struct quant_mix_walk walk;
    struct quant_mix_stored s;
    for (quant_mix_start(&walk, l->model, l->quant, -1); quant_mix_next(&walk, &s);) {
        add_tensor(l, NULL, w, &s.t, s.f);
        if (s.t.role == tensor_token_embd)
            l->embedding_b = quant_mix_file_b(s.f, &s.t);
        if (s.t.role == tensor_ple)
            l->ple_b = quant_mix_file_b(s.f, &s.t);
        else if (s.t.role != tensor_token_embd || tied)
            l->output_gpu_b += quant_mix_gpu_b(s.f, &s.t);
        if (s.t.role == tensor_output || (s.t.role == tensor_token_embd && tied)) {
            l->output_b = quant_mix_file_b(s.f, &s.t);
            l->head_flop = 2 * s.t.row * s.t.rows;
        }
    }
    l->head_b = l->output_b;
}

/* Returns true if layer i keeps only a window of the context. */
static bool keeps_window(const struct llm *l, int i)
{
    return !l->layer[i].full && l->model->attention == attention_window;
}

/* Fills upto[i + 1] from upto[i] and layer i. */
static void add_sum(struct llm *l, int i)
{
    const struct llm_layer *a = &l->layer[i];
    struct llm_sum s = l->upto[i];
    const double rows = a->k_row + a->v_row;
    const double read_rows = tensors_shares_cache(l->model, i)
                                 ? 2 * tensors_kv_heads(l->model, i) * tensors_head_dim(l->model, i)
                                 : rows;
    if (i < l->model->layers) {
        s.gpu_b += a->gpu_b;
        s.experts_gpu_b += a->experts_gpu_b;
        s.vectors_b += a->vectors_b;
        s.read_b += a->read_b;
        s.experts_b += a->experts_b;
        s.flop += a->flop;
        s.expert_flop += a->expert_flop;
        s.dense_layers += !a->experts;
        s.expert_layers += a->experts;
    }
    s.state_b += a->state_b;
    if (keeps_window(l, i)) {
        s.window_rows += rows;
        s.window_read_rows += read_rows;
        s.window_layers += read_rows > 0;
    } else {
        s.full_rows += rows;
        s.full_read_rows += read_rows;
        s.full_layers += read_rows > 0;
    }
    l->upto[i + 1] = s;
}

double llm_largest_below(const struct llm *l, int n)
{
    BUG_UNLESS(n <= l->n_layers);
    return n > 0 ? l->layer[n - 1].largest_b : 0;
}

double llm_active_frac(const struct llm *l, double n_tok)
{
    return n_tok <= 1 || l->used_frac >= 1 ? l->used_frac : 1 - pow(1 - l->used_frac, n_tok);
}

struct llm_sum llm_between(const struct llm *l, int first, int last)
{
    BUG_UNLESS(0 <= first && first <= last && last <= l->n_layers);
    const struct llm_sum *a = &l->upto[first], *b = &l->upto[last];
    return (struct llm_sum){b->gpu_b - a->gpu_b,
                            b->experts_gpu_b - a->experts_gpu_b,
                            b->vectors_b - a->vectors_b,
                            b->read_b - a->read_b,
                            b->experts_b - a->experts_b,
                            b->flop - a->flop,
                            b->expert_flop - a->expert_flop,
                            b->full_rows - a->full_rows,
                            b->window_rows - a->window_rows,
                            b->full_read_rows - a->full_read_rows,
                            b->window_read_rows - a->window_read_rows,
                            b->full_layers - a->full_layers,
                            b->window_layers - a->window_layers,
                            b->state_b - a->state_b,
                            b->expert_layers - a->expert_layers,
                            b->dense_layers - a->dense_layers};
}

void llm_scale(struct llm *l, double factor)
{
    for (int i = 0; i <= l->n_layers; i++) {
        struct llm_layer *a = &l->layer[i];
        struct llm_sum *s = &l->upto[i];
        double *const of_layer[] = {&a->gpu_b,  &a->experts_gpu_b, &a->vectors_b,
                                    &a->read_b, &a->experts_b,     &a->largest_b};
        double *const of_sum[] = {&s->gpu_b, &s->experts_gpu_b, &s->vectors_b, &s->read_b, &s->experts_b};
        for (size_t j = 0; j < sizeof of_layer / sizeof *of_layer && i < l->n_layers; j++)
            *of_layer[j] *= factor;
        for (size_t j = 0; j < sizeof of_sum / sizeof *of_sum; j++)
            *of_sum[j] *= factor;
    }
    for (int i = 0; i < TENSORS_N_CLASSES; i++)
        l->file_b[i] *= factor;
    double *const of_all[] = {&l->total_b, &l->embedding_b,      &l->ple_b, &l->output_b, &l->output_gpu_b,
                              &l->head_b,  &l->largest_experts_b};
    for (size_t j = 0; j < sizeof of_all / sizeof *of_all; j++)
        *of_all[j] *= factor;
}

bool llm_prepare(const struct model *m, const struct quant *q, struct llm *out)
{
    struct bytes_by_class w = {{0}};
    memset(out, 0, sizeof *out);
    out->model = m;
    out->quant = q;
    out->used_frac = m->experts > 0 ? m->experts_used / m->experts : 1;
    out->n_layers = (int)(m->layers + m->mtp_layers);
    BUG_UNLESS(out->n_layers > 0);
    if (out->n_layers > LLM_MAX_LAYERS)
        return false;
    for (int i = 0; i < out->n_layers; i++) {
        struct quant_mix_walk walk;
        struct quant_mix_stored stored;
        out->layer[i].largest_b = i > 0 ? out->layer[i - 1].largest_b : 0;
        for (quant_mix_start(&walk, m, q, i); quant_mix_next(&walk, &stored);)
            add_tensor(out, &out->layer[i], &w, &stored.t, stored.f);
        add_cache(out, &out->layer[i], i);
        add_sum(out, i);
    }
    add_global(out, &w);
    out->qclass = q->base->qclass;
    for (int c = 1; c < qclass_end; c++)
        if (w.by_class[c] > w.by_class[out->qclass])
            out->qclass = (enum qclass)c;
    return true;
}
