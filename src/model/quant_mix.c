/* quant_mix.c: the format of each tensor of a quantised file.

   Idea: a quant such as Q4_K_M is a mix of formats. Rules that name a role and the layers they apply to come first;
   then routed experts, output matrix and embedding have formats of their own; everything else has the base format.
   A row whose length is not a multiple of the format's block takes the format's fallback. Routed experts that were
   released in few bits are not stored in more. Vectors and routers stay F32. If a quant lists the tensors of one file,
   that list is used instead.
   Invariant: bytes in the file = elements / block_weights * block_b, so file sizes depend only on shapes and formats;
   sizes on the GPU add padding.
   Reference: llama.cpp, src/llama-quant.cpp; docs/model.md, "Weights"; data/measured/gguf_sizes.csv agrees. */
#include "quant_mix.h"

#include "bug.h"
#include "known.h"
#include "month.h"

#include <math.h>

/* Returns true for the first and last eighth of n layers and every third one between (llama.cpp: use_more_bits). */
static bool more_bits(int i, int n)
{
    return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2;
}

/* Returns the position of this ffn_down tensor among all ffn_down tensors in the file. A layer with shared experts has
   two; the routed one comes first. */
static int down_index(const struct model *m, const struct tensors_one *t, int layer)
{
    const int dense = (int)known_or(m->dense_first, 0);
    if (!(m->shared_ffn > 0) || layer < dense)
        return layer;
    return dense + 2 * (layer - dense) + (t->stacked ? 0 : 1);
}

/* Returns true for a recurrent layer after which an attention layer comes before any other recurrent one. */
static bool feeds_attention(const struct model *m, int layer)
{
    if (layer < 0 || !tensors_is_recurrent(m, layer))
        return false;
    for (int next = layer + 1; next < m->layers && !tensors_is_recurrent(m, next); next++)
        if (tensors_is_full(m, next))
            return true;
    return false;
}

/* Returns true if the rule is for models like this one: with experts or without, of that time, released so. */
static bool for_model(const struct quant_rule *r, const struct model *m)
{
    if (r->moe != flag_unknown && (r->moe == flag_yes) != (m->experts > 0))
        return false;
    if (r->released && r->released != m->experts_released)
        return false;
    if (!r->since && !r->before)
        return true;
    const double month = month_of(m->released, MONTH_JANUARY, NULL);
    if (r->since && !(month >= month_of(r->since, MONTH_JANUARY, NULL)))
        return false;
    return !r->before || !(month >= month_of(r->before, MONTH_JANUARY, NULL));
}

/* Returns true if the rule's condition holds for this tensor and layer. */
static bool applies(const struct quant_rule *r, const struct model *m, const struct tensors_one *t, int layer)
{
    const int n = (int)(m->layers + m->mtp_layers);
    const bool grouped4 = m->heads >= 4 * m->kv_heads, moe8 = m->experts == 8;
    switch (r->when) {
    case when_always: return true;
    case when_more_bits: return more_bits(layer, n);
    case when_first_eighth: return layer < n / 8;
    case when_first_eighth_down: return down_index(m, t, layer) < n / 8;
    case when_first_sixteenth: return layer < n / 16;
    case when_first_2: return layer < 2;
    case when_first_4: return layer < 4;
    case when_middle: return layer >= n / 8 && layer < 7 * n / 8;
    case when_gqa4: return grouped4;
    case when_gqa4_or_moe4: return grouped4 || m->experts >= 4;
    case when_moe8: return moe8;
    case when_moe8_more_bits: return moe8 && more_bits(layer, n);
    case when_layers80_gqa: return m->layers == 80 && m->heads > m->kv_heads;
    case when_tied: return m->tied == flag_yes;
    case when_matrix3d: return t->stacked;
    case when_mamba: return m->attention == attention_mamba;
    case when_mamba_feeds: return m->attention == attention_mamba && feeds_attention(m, layer);
    case when_unknown:
    case when_end: break;
    }
    return false;
}

static bool rule_applies(const struct quant_rule *r, const struct model *m, const struct tensors_one *t, int layer)
{
    return (r->tensor == tensor_unknown || r->tensor == t->role) && for_model(r, m) && applies(r, m, t, layer);
}

/* Returns the format that the mix names for the tensor, before any fallback. */
static const struct format *chosen(const struct model *m, const struct quant *q, const struct tensors_one *t, int layer)
{
    for (size_t i = 0; i < q->rules.n; i++)
        if (rule_applies(&q->rules.v[i], m, t, layer))
            return q->rules.v[i].format;
    if (t->class == TENSORS_EXPERTS && q->experts)
        return q->experts;
    const bool embeds = t->role == tensor_token_embd || t->role == tensor_ple;
    const bool makes_logits = t->role == tensor_output || (embeds && m->tied == flag_yes);
    if (makes_logits && q->output)
        return q->output;
    if (embeds && !makes_logits && q->embedding)
        return q->embedding;
    return q->base;
}

/* Returns the format of routed experts that the mix would store in f: nobody stores released experts larger. A GGUF
   file can keep only formats of GGUF. */
static const struct format *kept(const struct model *m, const struct quant *q, const struct format *f)
{
    const struct format *released = m->experts_released;
    if (!released || q->requantised == flag_yes || (q->scheme == scheme_gguf && isnan(released->ggml_type)))
        return f;
    return quant_mix_row_b(f, 1) > quant_mix_row_b(released, 1) ? released : f;
}

const struct format *quant_mix_format(const struct model *m, const struct quant *q, const struct tensors_one *t,
                                      int layer)
{
    if (t->vector)
        return NULL;
    const struct format *f = chosen(m, q, t, layer);
    BUG_UNLESS(f != NULL);
    while (f->fallback && fmod(t->row, f->block_weights) != 0)
        f = f->fallback;
    return t->class == TENSORS_EXPERTS ? kept(m, q, f) : f;
}

double quant_mix_file_b(const struct format *f, const struct tensors_one *t)
{
    const double elements = t->row * t->rows;
    return f ? quant_mix_row_b(f, elements) : elements * (double)sizeof(float);
}

double quant_mix_gpu_b(const struct format *f, const struct tensors_one *t)
{
    static const double columns = 512, alignment_b = 128;
    double b = quant_mix_file_b(f, t);
    const double over = fmod(t->row, columns);
    BUG_UNLESS(!(b < 0));
    if (f && f->block_weights > 1 && over != 0)
        b += quant_mix_row_b(f, columns - over);
    return ceil(b / alignment_b) * alignment_b;
}

void quant_mix_start(struct quant_mix_walk *w, const struct model *m, const struct quant *q, int layer)
{
    w->model = m;
    w->quant = q;
    w->layer = layer;
    w->i = w->again = w->n = 0;
    if (q->tensors.n == 0)
        w->n = layer < 0 ? tensors_global(m, w->shape) : tensors_of_layer(m, layer, w->shape);
}

/* Returns true if the entry of a file's list belongs to the layer; entries without `first` belong to no layer (-1). */
static bool belongs_to(const struct quant_tensor *own, int layer)
{
    if (isnan(own->first) || layer < 0)
        return isnan(own->first) && layer < 0;
    const double after = layer - own->first;
    return after >= 0 && fmod(after, own->step) == 0 && after / own->step < own->blocks;
}

/* Returns the tensor that an entry of a file's list describes. */
static struct quant_mix_stored own_tensor(const struct quant_tensor *own)
{
    const bool experts = own->experts == flag_yes, vector = own->rows == 1 || own->tensor == tensor_router;
    return (struct quant_mix_stored){
        {own->tensor, tensors_class_of(own->tensor, experts), own->row, own->rows, vector, experts}, own->format};
}

bool quant_mix_next(struct quant_mix_walk *w, struct quant_mix_stored *out)
{
    const struct quant_tensor_list *own = &w->quant->tensors;
    if (own->n == 0) {
        if (w->i >= w->n)
            return false;
        out->t = w->shape[w->i++];
        out->f = quant_mix_format(w->model, w->quant, &out->t, w->layer);
        return true;
    }
    while (w->i < (int)own->n && (!belongs_to(&own->v[w->i], w->layer) || w->again >= own->v[w->i].count)) {
        w->i++;
        w->again = 0;
    }
    if (w->i >= (int)own->n)
        return false;
    *out = own_tensor(&own->v[w->i]);
    w->again++;
    return true;
}
