/* training_kept.c: bytes per token that a layer's backward pass needs.

   Idea: autograd keeps for each operation what its derivative needs: the inputs of trained matrices and norms,
   queries, keys, values and output of attention, both factors of a gated feed-forward product. Fused or compiled
   code keeps less. How many bytes each program keeps per number is in its trainer record.
   Invariant: nothing is counted that only the gradient of a frozen 16-bit weight would need.
   Reference: Korthikanti et al. 2022 (arXiv 2205.05198), with flash attention and gated layers; the list of tensors
   is in docs/model.md, section 8. */
#include "training_kept.h"

#include "bug.h"
#include "known.h"
#include "tensors.h"

#include <math.h>

static const double bf16_b = 2;

/* Widths of one layer. */
struct widths {
    double hidden, q, kv;
    double ffn;        /* feed-forward width of all experts that a token uses */
    double experts;    /* experts of the layer; 1: dense */
    double used;       /* experts that a token uses */
    double one_ffn;    /* feed-forward width of one expert */
    bool gated, rms;   /* gated feed-forward; RMS norm, else layer norm */
    double norms;      /* norm vectors */
    double mat_inputs; /* inputs that matrices share: attention's and the feed-forward part's; 1: one for both */
};

static struct widths widths_of(const struct training_case *c, int layer)
{
    const struct model *m = c->shape->model;
    const bool experts = tensors_has_experts(m, layer);
    BUG_UNLESS(layer < m->layers);
    struct widths w = {.hidden = m->hidden,
                       .experts = 1,
                       .used = 1,
                       .gated = m->ffn_matrices > 2,
                       .rms = m->norm_bias != flag_yes,
                       .norms = m->norms,
                       .mat_inputs = fmin(m->norms, 2)};
    w.q = m->heads * tensors_head_dim(m, layer);
    w.kv = tensors_kv_heads(m, layer) * tensors_head_dim(m, layer);
    if (tensors_is_recurrent(m, layer))
        w.q = w.kv = known_or(m->linear_inner, w.q);
    w.one_ffn = experts ? known_or(m->expert_ffn, 0) : known_or(m->ffn, 0);
    if (experts) {
        w.experts = m->experts;
        w.used = m->experts_used;
    }
    w.ffn = w.used * w.one_ffn + (experts ? known_or(m->shared_ffn, 0) : 0);
    return w;
}

/* ---- adapters ---- */

enum { Q = 1, K = 2, V = 4, O = 8, FFN = 16, HEAD = 32 };

/* Returns the set of adapted matrices. */
static int adapted(const struct training_case *c)
{
    switch (c->targets) {
    case targets_qv: return Q | V;
    case targets_qvo: return Q | V | O;
    case targets_attention: return Q | K | V | O;
    case targets_linear: return Q | K | V | O | FFN;
    case targets_everything: return Q | K | V | O | FFN | HEAD;
    default: return 0;
    }
}

double training_kept_adapters(const struct training_case *c)
{
    const int which = adapted(c);
    double inputs_outputs = 0;
    for (int i = 0; i < c->shape->model->layers; i++) {
        const struct widths w = widths_of(c, i);
        inputs_outputs += (which & Q ? w.hidden + w.q : 0) + (which & K ? w.hidden + w.kv : 0) +
                          (which & V ? w.hidden + w.kv : 0) + (which & O ? w.q + w.hidden : 0) +
                          (which & FFN ? (w.gated ? 3 : 2) * (w.hidden + w.one_ffn) * w.experts : 0);
    }
    if (which & HEAD)
        inputs_outputs += c->shape->model->hidden + c->shape->model->vocab;
    return c->rank * inputs_outputs;
}

/* Returns the bytes of the inputs of adapted matrices: one copy for each, or one that they share. Attention's output is
   kept anyway. */
static double adapter_inputs_b(const struct training_case *c, const struct widths *w)
{
    const struct trainer *t = c->trainer;
    const int which = adapted(c);
    const double up_matrices = w->gated ? 2 : 1, qkv = (which & Q ? 1 : 0) + (which & K ? 1 : 0) + (which & V ? 1 : 0);
    if (t->adapter_copies != flag_yes || c->compiled)
        return bf16_b * ((qkv > 0 ? w->hidden : 0) + (which & FFN ? w->hidden + w->ffn : 0));
    const double own = t->fused_qkv == flag_yes ? fmin(qkv, 1) : qkv;
    const double numbers = own * w->hidden + (which & O ? w->q : 0) +
                           (which & FFN ? up_matrices * w->hidden * w->used + w->ffn : 0);
    return numbers * (t->adapter_b + t->dropout_b);
}

/* ---- layers ---- */

/* Returns the bytes that norms keep: their input, and their output if their weight is trained. */
static double norms_b(const struct training_case *c, const struct widths *w)
{
    const bool whole = w->rms && !c->compiled;
    const double trained = whole && c->tune == tune_full ? c->trainer->norm_output_b : 0;
    return w->norms * w->hidden * ((whole ? c->trainer->norm_input_b : bf16_b) + trained);
}

/* Returns the bytes of queries, keys and values (repeated for each query head) and of attention's output. If one matrix
   makes all three and nothing is repeated, the values are a view that keeps the whole product. */
static double attention_b(const struct training_case *c, const struct widths *w)
{
    const bool view = c->trainer->fused_qkv == flag_yes && w->kv == w->q;
    const double kept = bf16_b * (view ? 6 : 4) * w->q;
    const bool scores = !c->flash_attn || (c->shape->model->softcap == flag_yes && !c->compiled);
    return kept + (scores ? c->trainer->score_b * c->shape->model->heads * c->seq_tokens : 0);
}

/* Returns the bytes of the feed-forward part. */
static double ffn_b(const struct training_case *c, const struct widths *w)
{
    const bool joined = c->compiled || c->trainer->fused_ffn == flag_yes;
    const double kept = !w->gated ? 1 : joined ? 2 : 3; /* both inputs of the product, and the activated one */
    return bf16_b * (kept * w->ffn + (w->experts > 1 ? w->used * w->hidden : 0));
}

/* Returns all that a layer keeps, in bytes per token. */
static double layer_b(const struct training_case *c, int layer)
{
    const struct widths w = widths_of(c, layer);
    double b = norms_b(c, &w) + attention_b(c, &w) + ffn_b(c, &w);
    if (c->tune == tune_full)
        return b + bf16_b * (w.mat_inputs * w.hidden + w.ffn);
    b += adapter_inputs_b(c, &w);
    if (c->tune == tune_qlora)
        b += c->trainer->quant_input_b * (w.mat_inputs * w.hidden + w.q + w.ffn);
    else
        b += c->trainer->input_b * (w.mat_inputs * w.hidden + w.ffn); /* attention's output is kept anyway */
    if (c->adapts_outputs)
        b += bf16_b * (w.q + 2 * w.kv + 2 * w.hidden + (w.gated ? 2 : 1) * w.ffn);
    return b;
}

double training_kept_all_b(const struct training_case *c)
{
    double b = 0;
    for (int i = 0; i < c->shape->model->layers; i++)
        b += layer_b(c, i);
    return b;
}

double training_kept_layer_b(const struct training_case *c)
{
    double b = 0;
    for (int i = 0; i < c->shape->model->layers; i++)
        b = fmax(b, layer_b(c, i));
    return b;
}

double training_kept_inputs_b(const struct training_case *c)
{
    return (c->tune == tune_qlora ? c->trainer->quant_other_b : bf16_b) * c->shape->model->hidden *
           c->shape->model->layers;
}
