/* llama_graph_op.c: operations that all layers share. Weights need a size only on the host, from which they may be
   copied; weights on a device are used in place. */
#include "llama_graph_op.h"

#include "bug.h"
#include "quant_mix.h"

static const double f32 = sizeof(float);
static const int none = GGML_GRAPH_NONE;

/* Returns the bytes of the nth matrix of that role and class in the current layer; 0 if there is none. */
static double matrix_b(const struct llama_graph *b, enum tensor role, enum tensors_class class, int nth)
{
    struct quant_mix_walk walk;
    struct quant_mix_stored s;
    for (quant_mix_start(&walk, b->m, b->c->llm->quant, b->layer); quant_mix_next(&walk, &s);)
        if (s.t.role == role && s.t.class == class && nth-- == 0)
            return quant_mix_gpu_b(s.f, &s.t);
    return 0;
}

int llama_graph_op_weight(const struct llama_graph *b, enum tensor role, enum tensors_class class, int nth)
{
    const int place = class == TENSORS_EXPERTS ? b->experts_place : b->place;
    return ggml_graph_stored(b->g, GGML_GRAPH_WEIGHT, place == b->g->host ? matrix_b(b, role, class, nth) : 0, place);
}

int llama_graph_op_step(const struct llama_graph *b, int flags, double width, int first, int second)
{
    BUG_UNLESS(width >= 0);
    return ggml_graph_op(b->g, flags, f32 * width * b->rows, first, second, none, none);
}

int llama_graph_op_product(const struct llama_graph *b, int weight, int of, double width)
{
    return llama_graph_op_step(b, 0, width, weight, of);
}

/* Adds a weight vector on the layer's place. */
static int vector(const struct llama_graph *b, double width)
{
    return ggml_graph_stored(b->g, GGML_GRAPH_WEIGHT, f32 * width, b->place);
}

int llama_graph_op_bias(const struct llama_graph *b, int of, double width, enum flag there)
{
    return there == flag_yes ? llama_graph_op_step(b, GGML_GRAPH_INPLACE, width, of, vector(b, width)) : of;
}

/* Returns true if the model uses layer norm, which never works in place in ggml, instead of RMS norm. */
static bool has_layer_norm(const struct model *m)
{
    return m->norm_bias == flag_yes || (m->norms == 1 && m->attention != attention_mamba);
}

int llama_graph_op_norm(const struct llama_graph *b, int of, double width)
{
    const int n = llama_graph_op_step(b, has_layer_norm(b->m) ? 0 : GGML_GRAPH_INPLACE, width, of, none);
    if (b->pinned && b->layer >= 0)
        b->g->node[n].place = (int8_t)b->place;
    return llama_graph_op_bias(b, llama_graph_op_step(b, GGML_GRAPH_INPLACE, width, n, vector(b, width)), width,
                               b->m->norm_bias);
}

bool llama_graph_op_single_expert(const struct model *m)
{
    return m->experts_used == 1 && m->attention == attention_window;
}

const struct format *llama_graph_op_values(const struct llama_graph *b)
{
    return b->c->kv_v ? b->c->kv_v : b->c->kv;
}
