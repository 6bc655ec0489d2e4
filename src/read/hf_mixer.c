#include "hf_mixer.h"

#include "arena.h"
#include "diag.h"
#include "hf_layers.h"
#include "tree_make.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* ---- heads ---- */

/* Returns the number of query heads. Where layers differ in it, that is their mean: with it the tensors are the same.
 */
static double mean_heads(struct hf_config *c, double heads)
{
    const struct tree *list = hf_config_stated(c, "num_attention_heads_per_layer"),
                      *other = hf_config_stated(c, "attention_other_setting"),
                      *t = other ? tree_get(other, "num_attention_heads") : NULL;
    double sum = 0, window = t && t->type == TREE_NUMBER ? t->number : heads;
    if (list && list->type == TREE_LIST && (int)list->n == c->layers)
        for (const struct tree *l = list->first; l; l = l->next)
            sum += l->type == TREE_NUMBER ? l->number : heads;
    else
        sum = heads * (c->layers - c->n[HF_LAYER_WINDOW]) + window * c->n[HF_LAYER_WINDOW];
    const double mean = ceil(sum / c->layers);
    if (mean != heads)
        hf_config_say(c, "layers differ in their query heads: heads is the mean");
    return mean;
}

/* Sets heads that have keys and values of their own widths, on layers with a window and without (MiMo-V2). */
static bool uneven_heads(struct hf_config *c, double heads)
{
    const double key = hf_config_value(c, "head_dim"), value = hf_config_value(c, "v_head_dim"),
                 kv = hf_config_value(c, "num_key_value_heads"),
                 local_kv = hf_config_value(c, "swa_num_key_value_heads");
    if (isnan(key) || isnan(value) || isnan(kv) || isnan(local_kv))
        return hf_config_refuse(c, NULL, "v_head_dim",
                                "expected head_dim, v_head_dim, num_key_value_heads and swa_num_key_value_heads");
    if (hf_config_number(c, "swa_head_dim") != key || hf_config_number(c, "swa_v_head_dim") != value ||
        hf_config_number(c, "swa_num_attention_heads") != heads)
        return hf_config_refuse(c, hf_config_stated(c, "swa_head_dim"), "swa_head_dim",
                                "a model record can only describe heads that are as many and as wide on all layers");
    hf_config_put(c, "kv_heads", local_kv, "swa_num_key_value_heads");
    if (kv != local_kv)
        hf_config_put(c, "global_kv_heads", kv, "num_key_value_heads");
    hf_config_put(c, "head_dim", (key + value) / 2, "head_dim");
    hf_config_mark(c, "sinks",
                   hf_config_yes(c, "add_swa_attention_sink_bias", false) ||
                       hf_config_yes(c, "add_full_attention_sink_bias", false));
    hf_config_say(c, "keys are %g wide and values %g: head_dim is their mean, which keeps tensors and cache", key,
                  value);
    return true;
}

static void head_sizes(struct hf_config *c, double hidden, double heads)
{
    const double kv = hf_config_value(c, "num_key_value_heads"), own = hf_config_value(c, "head_dim"),
                 older = hf_config_number(c, "attention_head_dim"), stated_dim = isnan(own) ? older : own;
    const bool mla = c->arch->attention == attention_mla;
    hf_config_put(c, "kv_heads", mla || isnan(kv) ? heads : kv, "num_key_value_heads");
    hf_config_put(c, "head_dim",
                  mla                 ? hf_config_value(c, "qk_nope_head_dim") + hf_config_value(c, "qk_rope_head_dim")
                  : isnan(stated_dim) ? floor(hidden / heads)
                                      : stated_dim,
                  "head_dim");
    if (!isnan(hf_config_number(c, "global_head_dim")) && hf_config_number(c, "global_head_dim") != stated_dim)
        hf_config_put(c, "global_head_dim", hf_config_number(c, "global_head_dim"), "global_head_dim");
    if (!isnan(hf_config_number(c, "num_global_key_value_heads")) && hf_config_yes(c, "attention_k_eq_v", false))
        hf_config_put(c, "global_kv_heads", hf_config_number(c, "num_global_key_value_heads"),
                      "num_global_key_value_heads");
}

/* ---- kinds of attention ---- */

static bool window(struct hf_config *c)
{
    const char *key = hf_config_is(c, "llama4_text") ? "attention_chunk_size" : "sliding_window";
    const double tokens = hf_config_value(c, key);
    if (isnan(tokens))
        return hf_config_refuse(c, NULL, key, "a config with sliding-window layers must state it");
    hf_config_put(c, "window_tokens", tokens, key);
    hf_layers_put_full(c, "layer_types");
    if (hf_config_value(c, "attn_logit_softcapping") > 0)
        hf_config_mark(c, "softcap", true);
    return true;
}

static void delta_net(struct hf_config *c)
{
    hf_config_put(c, "linear_layers", c->n[HF_LAYER_LINEAR], "layer_types");
    hf_layers_put_full(c, "layer_types");
    hf_config_put(c, "linear_inner",
                  hf_config_value(c, "linear_num_value_heads") * hf_config_value(c, "linear_value_head_dim"),
                  "linear_num_value_heads");
    hf_config_copy(c, "linear_state", "linear_key_head_dim");
    hf_config_copy(c, "linear_groups", "linear_num_key_heads");
}

static void latent(struct hf_config *c)
{
    hf_config_need(c, "kv_lora_rank", "kv_lora_rank");
    hf_config_need(c, "rope_head_dim", "qk_rope_head_dim");
    hf_config_need(c, "nope_head_dim", "qk_nope_head_dim");
    if (hf_config_is(c, "minicpm3") && !hf_config_stated(c, "v_head_dim")) /* its code takes hidden / heads */
        hf_config_put(c, "v_head_dim", hf_config_number(c, "hidden_size") / hf_config_number(c, "num_attention_heads"),
                      "hidden_size");
    else
        hf_config_need(c, "v_head_dim", "v_head_dim");
    const struct tree *q = tree_get(c->text, "q_lora_rank");
    const bool uncompressed = q && q->type == TREE_NULL; /* null means that queries are not compressed */
    hf_config_put(c, "q_lora_rank", uncompressed ? 0 : hf_config_value(c, "q_lora_rank"), "q_lora_rank");
    hf_config_copy(c, "index_heads", "index_n_heads");
    hf_config_copy(c, "index_dim", "index_head_dim");
}

/* Kimi delta attention, and latent attention without a rotary part on the other layers. A record has no latent
   attention beside recurrent layers: one KV head of half the latent's width keeps the cache, heads the tensors; groups
   of the delta net keep those of the low-rank gates. */
static bool kimi(struct hf_config *c, double hidden, double heads)
{
    const struct tree *linear = hf_config_stated(c, "linear_attn_config");
    const struct tree *n = linear ? tree_get(linear, "num_heads") : NULL,
                      *d = linear ? tree_get(linear, "head_dim") : NULL;
    const double rank = hf_config_number(c, "kv_lora_rank"), rope = hf_config_number(c, "qk_rope_head_dim"),
                 nope = hf_config_number(c, "qk_nope_head_dim"), value = hf_config_number(c, "v_head_dim");
    if (!n || !d || n->type != TREE_NUMBER || d->type != TREE_NUMBER || isnan(rank + rope + nope + value))
        return hf_config_refuse(c, linear, "linear_attn_config",
                                "expected num_heads and head_dim in it, and kv_lora_rank, qk_nope_head_dim, "
                                "qk_rope_head_dim and v_head_dim");
    if (hf_config_stated(c, "routed_expert_hidden_size"))
        return hf_config_refuse(c, hf_config_stated(c, "routed_expert_hidden_size"), "routed_expert_hidden_size",
                                "a model record cannot describe experts in a latent space");
    if (hf_config_stated(c, "q_lora_rank"))
        return hf_config_refuse(c, hf_config_stated(c, "q_lora_rank"), "q_lora_rank",
                                "a model record cannot describe compressed queries beside recurrent layers");
    const double dim = d->number, inner = n->number * dim, half = (rank + rope) / 2,
                 attends = hidden * heads * (nope + rope) + hidden * (rank + rope) + rank * heads * (nope + value) +
                           heads * value * hidden,
                 gates = inner * hidden + 2 * (hidden * dim + dim * inner) - n->number * hidden;
    hf_config_put(c, "kv_heads", 1, "kv_lora_rank");
    hf_config_put(c, "head_dim", half, "kv_lora_rank");
    tree_make_number(c->arena, c->model, "heads", fmax(1, round(attends / (2 * half * hidden) - 1)),
                     hf_config_where(c, "num_attention_heads"));
    hf_config_put(c, "linear_layers", c->n[HF_LAYER_LINEAR], "linear_attn_config");
    hf_layers_put_full(c, "linear_attn_config");
    hf_config_put(c, "linear_inner", inner, "linear_attn_config");
    hf_config_put(c, "linear_state", dim, "linear_attn_config");
    hf_config_put(c, "linear_groups", fmax(1, round(gates / (2 * dim * hidden))), "linear_attn_config");
    hf_config_put(c, "state_mib",
                  unit_b_to_mib((9 * inner + inner * dim) * (double)sizeof(float) * c->n[HF_LAYER_LINEAR]),
                  "linear_attn_config");
    hf_config_say(c,
                  "%d Kimi delta attention layers beside %d of latent attention (latent %g, %g heads), for which a "
                  "record has no field: kv_heads and head_dim keep the cache, heads and linear_groups the tensors",
                  c->n[HF_LAYER_LINEAR], c->n[HF_LAYER_FULL], rank + rope, heads);
    return true;
}

/* A short convolution keeps only the inputs of its last tokens, in FP32. */
static bool convolution(struct hf_config *c, double hidden)
{
    const double kept = hf_config_number(c, "conv_L_cache") - 1, layers = c->n[HF_LAYER_LINEAR];
    if (hf_config_yes(c, "conv_bias", false))
        return hf_config_refuse(c, hf_config_stated(c, "conv_bias"), "conv_bias",
                                "a model record cannot describe biases of the convolution alone");
    hf_config_put(c, "linear_layers", layers, "layer_types");
    hf_layers_put_full(c, "layer_types");
    hf_config_put(c, "linear_inner", hidden, "hidden_size");
    if (!isnan(kept))
        hf_config_put(c, "state_mib", unit_b_to_mib(kept * hidden * (double)sizeof(float) * layers), "conv_L_cache");
    return true;
}

/* Returns the width of a Mamba-2 head, which may be left to the code ("auto"). */
static double mamba_head_dim(struct hf_config *c, double hidden)
{
    const struct tree *t = hf_config_stated(c, "mamba_head_dim");
    if (t && t->type != TREE_TEXT)
        return hf_config_number(c, "mamba_head_dim");
    const double expand = hf_config_number(c, "mamba_expand");
    return (isnan(expand) ? 2 : expand) * hidden / hf_config_number(c, "mamba_num_heads");
}

/* Mamba-2 layers; in Nemotron-H a layer is a mixer, experts or a feed-forward part. */
static bool mamba(struct hf_config *c, double hidden)
{
    const double dim = mamba_head_dim(c, hidden), inner = hf_config_number(c, "mamba_num_heads") * dim;
    const struct tree *latent_size = hf_config_stated(c, "moe_latent_size");
    if (c->n[HF_LAYER_EXPERTS] > 0 && c->n[HF_LAYER_FFN] > 0)
        return hf_config_refuse(c, NULL, "hybrid_override_pattern",
                                "a model record cannot describe dense feed-forward layers beside layers of experts");
    if (latent_size)
        return hf_config_refuse(c, latent_size, "moe_latent_size",
                                "a model record cannot describe experts in a latent space");
    if (isnan(inner) && !c->d->errors)
        return hf_config_refuse(c, NULL, "mamba_num_heads", "a config with Mamba-2 layers must state it");
    hf_config_put(c, "full_layers", c->n[HF_LAYER_FULL], "layer_types");
    hf_config_put(c, "linear_layers", c->n[HF_LAYER_LINEAR], "layer_types");
    if (c->n[HF_LAYER_EXPERTS] > 0)
        hf_config_put(c, "moe_layers", c->n[HF_LAYER_EXPERTS], "layer_types");
    hf_config_put(c, "linear_inner", inner, "mamba_num_heads");
    hf_config_put(c, "linear_head_dim", dim, "mamba_head_dim");
    hf_config_put(c, "linear_state", hf_config_number(c, "ssm_state_size"), "ssm_state_size");
    hf_config_put(c, "linear_groups", hf_config_number(c, "n_groups"), "n_groups");
    return true;
}

/* Returns the tokens that one entry of layer i's compressed cache stands for; 0 when it keeps a window alone. */
static double compression(const struct hf_config *c, int i)
{
    const struct tree *ratios = hf_config_stated(c, "compress_ratios"), *types = hf_config_stated(c, "layer_types"),
                      *rates = hf_config_stated(c, "compress_rates");
    const struct tree *t = ratios && ratios->type == TREE_LIST ? ratios->first
                           : types && types->type == TREE_LIST ? types->first
                                                               : NULL;
    for (int k = 0; t && k < i; k++)
        t = t->next;
    if (t && t->type == TREE_NUMBER)
        return t->number;
    const struct tree *rate = t && t->type == TREE_TEXT && rates ? tree_get(rates, t->text) : NULL;
    if (rate && rate->type == TREE_NUMBER)
        return rate->number;
    return 0;
}

/* Compressed sparse attention (DeepSeek-V4). The record counts a plain cache on kv_layers layers: as many as take the
   bytes of the compressed entries of all layers. */
static bool compressed(struct hf_config *c)
{
    static const double indexed_at = 4; /* the ratio at which layers have an indexer */
    static const double groups_counted = 8;
    const double dim = hf_config_value(c, "head_dim"), index = hf_config_value(c, "index_head_dim"),
                 groups = hf_config_value(c, "o_groups"), out = hf_config_value(c, "o_lora_rank"),
                 rank = hf_config_need(c, "q_lora_rank", "q_lora_rank");
    double entries = 0;
    int full = 0;
    for (int i = 0; i < c->layers; i++) {
        const double ratio = compression(c, i);
        full += ratio > 0;
        entries += ratio > 0 ? (dim + (ratio <= indexed_at ? index : 0)) / ratio : 0;
    }
    if (full == 0 || isnan(entries + groups + out))
        return hf_config_refuse(c, NULL, "compress_ratios",
                                "a config with compressed attention must state the ratio of each layer, head_dim, "
                                "index_head_dim, o_groups and o_lora_rank");
    hf_config_put(c, "full_layers", full, "compress_ratios");
    hf_config_put(c, "kv_layers", ceil(entries / (2 * dim)), "compress_ratios");
    hf_config_copy(c, "window_tokens", "sliding_window");
    hf_config_copy(c, "rope_head_dim", "qk_rope_head_dim");
    const struct tree *format = hf_config_stated(c, "expert_dtype");
    if (format && format->type == TREE_TEXT && strcmp(format->text, "fp4") == 0)
        tree_make_text(c->arena, c->model, "experts_released", "MXFP4", format->at);
    hf_config_say(c,
                  "the compressed entries of %d layers take %.0f values a token, stated as kv_layers; compressors, "
                  "indexers and hyper-connections are not counted",
                  full, entries);
    if (groups != groups_counted || out != rank)
        hf_config_say(c, "the output matrix has %g groups of rank %g, counted as %g of rank %g", groups, out,
                      groups_counted, rank);
    return true;
}

/* ---- all ---- */

/* Says what of the attention the record leaves out. */
static void leave_out(struct hf_config *c)
{
    const struct tree *cross = hf_config_stated(c, "cross_attention_layers"),
                      *sparse = hf_config_stated(c, "sparse_attention_config");
    if (cross && cross->type == TREE_LIST && cross->n > 0 && (int)cross->n < c->layers) {
        hf_config_put(c, "kv_layers", c->layers - (double)cross->n, "cross_attention_layers");
        hf_config_say(c, "%zu layers attend to the picture: they are counted as layers without a cache of their own",
                      cross->n);
    }
    if (sparse)
        hf_config_say(c, "the indexers of its sparse attention are not counted");
    if (hf_config_is(c, "step3p5") || hf_config_is(c, "step3p7") || hf_config_is(c, "laguna"))
        hf_config_say(c, "the output gate of each head is not counted");
}

/* Returns what the layers attend with, now that their kinds are known. */
static enum attention kind(const struct hf_config *c)
{
    if (c->arch->attention == attention_full && c->n[HF_LAYER_WINDOW] > 0)
        return attention_window;
    if (c->arch->attention == attention_mamba && c->n[HF_LAYER_FULL] == c->layers && !hf_config_has(c, HF_RECURRENT))
        return attention_full;
    if (c->arch->attention == attention_window && c->n[HF_LAYER_WINDOW] == 0)
        return attention_full;
    return c->arch->attention;
}

bool hf_mixer_fill(struct hf_config *c, double hidden, double heads)
{
    const enum attention attends = kind(c);
    tree_make_text(c->arena, c->model, "attention", enums_text(&enums_attention, (int)attends),
                   hf_config_where(c, "model_type"));
    if (hf_config_has(c, HF_KDA))
        return kimi(c, hidden, heads);
    tree_make_number(c->arena, c->model, "heads", mean_heads(c, heads), hf_config_where(c, "num_attention_heads"));
    if (hf_config_has(c, HF_UNEVEN)) {
        if (!uneven_heads(c, heads))
            return false;
    } else
        head_sizes(c, hidden, heads);
    leave_out(c);
    switch (attends) {
    case attention_mla: latent(c); return true;
    case attention_gdn: delta_net(c); return true;
    case attention_window: return window(c);
    case attention_conv: return convolution(c, hidden);
    case attention_mamba: return mamba(c, hidden);
    case attention_compressed: return compressed(c);
    default: return true;
    }
}
