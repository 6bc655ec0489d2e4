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
#include "real.h"

#include <math.h>
#include <string.h>

/* Weights by class of format, to find the class that most of them have: each is dequantised, however few its bits. */
struct weights_by_class {
    double by_class[qclass_end];
};

/* Adds one tensor to the totals and, unless NULL, to a layer. */
static void add_tensor(struct llm *l, struct llm_layer *to, struct weights_by_class *w, const struct tensors_one *t,
                       const struct format *f)
{
    const double file_b = quant_mix_file_b(f, t), elements = t->row * t->rows;
    l->file_b[t->class] += file_b;
    l->total_b += file_b;
    l->params += elements;
    if (f)
        w->by_class[f->qclass] += elements;
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
static void add_global(struct llm *l, struct weights_by_class *w)
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
    return n_tok <= 1 || l->used_frac >= 1 ? l->used_frac : 1 - real_pow(1 - l->used_frac, n_tok);
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

/* Adds the layers from first to the one before last. */
static void add_layers(struct llm *l, int first, int last, struct weights_by_class *w)
{
    for (int i = first; i < last; i++) {
        struct quant_mix_walk walk;
        struct quant_mix_stored stored;
        l->layer[i].largest_b = i > 0 ? l->layer[i - 1].largest_b : 0;
        for (quant_mix_start(&walk, l->model, l->quant, i); quant_mix_next(&walk, &stored);)
            add_tensor(l, &l->layer[i], w, &stored.t, stored.f);
        add_cache(l, &l->layer[i], i);
        add_sum(l, i);
    }
}

/* Image and sound towers are in every container but GGUF, where a file of its own holds them. They are not loaded with
   the text model, so only the file's size counts them. */
static void add_towers(struct llm *l)
{
    static const double bytes = 2; /* 16 bits */
    if (l->quant->scheme == scheme_gguf || isnan(l->model->tower_params))
        return;
    l->file_b[TENSORS_OTHER] += bytes * l->model->tower_params;
    l->total_b += bytes * l->model->tower_params;
}

/* Returns the prediction layers that the file holds. */
static double prediction_layers(const struct model *m, const struct quant *q, bool apart)
{
    if (apart || (m->mtp_released == flag_yes && q->scheme == scheme_floating))
        return m->mtp_layers + m->mtp_apart;
    return q->scheme == scheme_mlx ? 0 : m->mtp_layers; /* mlx-lm drops them when it converts */
}

/* Returns whether path is of that repository. */
static bool is_of(const char *path, const char *repo)
{
    const size_t n = strlen(repo);
    return strncmp(path, repo, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

double llm_published_b(const struct model *m, const struct quant *q, const char *repo)
{
    double found_b = NAN;
    size_t closest = 0; /* length of the longest path that is its */
    for (size_t i = 0; i < m->sizes.n; i++) {
        const struct model_size *s = &m->sizes.v[i];
        const size_t n = s->repo ? strlen(s->repo) : 0;
        if (s->quant == q && n >= closest && (n == 0 || (repo && is_of(repo, s->repo)))) {
            found_b = s->file_b;
            closest = n;
        }
    }
    return found_b;
}

/* Where the size of the plain file is published, the rest is scaled with it: prediction layers kept apart have apart_b
   of the bytes. */
static void scale_to_published(struct llm *l, const char *repo, double apart_b)
{
    const double file_b = llm_published_b(l->model, l->quant, repo);
    if (!isnan(file_b))
        llm_scale(l, file_b / (l->total_b - apart_b));
}

bool llm_prepare_file(const struct model *m, const struct quant *q, struct llm_file f, struct llm *out)
{
    struct weights_by_class w = {{0}};
    const double predict = prediction_layers(m, q, f.apart);
    const int plain = (int)(m->layers + fmin(m->mtp_layers, predict));
    memset(out, 0, sizeof *out);
    out->model = m;
    if (predict < m->mtp_layers || predict > m->mtp_layers) {
        out->stored = *m;
        out->stored.mtp_layers = predict;
        out->model = &out->stored;
    }
    out->quant = q;
    out->used_frac = m->experts > 0 ? m->experts_used / m->experts : 1;
    out->n_layers = (int)(out->model->layers + out->model->mtp_layers);
    BUG_UNLESS(plain > 0);
    if (out->n_layers > LLM_MAX_LAYERS)
        return false;
    add_layers(out, 0, plain, &w);
    const double plain_b = out->total_b;
    add_layers(out, plain, out->n_layers, &w);
    const double apart_b = out->total_b - plain_b;
    add_global(out, &w);
    add_towers(out);
    scale_to_published(out, f.repo, apart_b);
    out->qclass = q->base->qclass;
    for (int c = 1; c < qclass_end; c++)
        if (w.by_class[c] > w.by_class[out->qclass])
            out->qclass = (enum qclass)c;
    return true;
}

bool llm_prepare(const struct model *m, const struct quant *q, struct llm *out)
{
    return llm_prepare_file(m, q, (struct llm_file){false, NULL}, out);
}
