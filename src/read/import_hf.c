#include "import.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "tree_make.h"
#include "hf_config.h"
#include "near.h"
#include "str.h"
#include "tree_json.h"

#include <math.h>
#include <string.h>

/* ---- layers ---- */

/* Sets full from layer_types. Returns false with a diagnostic when a word is unknown. */
static bool read_layer_types(struct hf_config *c, const struct tree *list)
{
    int i = 0;
    if (list->type != TREE_LIST || (int)list->n != c->layers)
        return hf_config_refuse(c, list, "layer_types",
                                str_format(c->arena, "expected a list with one word for each of %d layers", c->layers));
    for (const struct tree *t = list->first; t; t = t->next, i++) {
        if (t->type != TREE_TEXT)
            return hf_config_refuse(c, t, "layer_types",
                                    str_format(c->arena, "expected a word, got %s", tree_describe(c->arena, t)));
        c->full[i] = strcmp(t->text, "full_attention") == 0 || strcmp(t->text, "attention") == 0;
        if (!c->full[i] && strcmp(t->text, "sliding_attention") != 0 && strcmp(t->text, "chunked_attention") != 0 &&
            strcmp(t->text, "linear_attention") != 0)
            return hf_config_refuse(
                c, t, "layer_types",
                str_format(c->arena, "expected full_, sliding_, chunked_ or linear_attention, got '%.40s'", t->text));
    }
    return true;
}

/* Finds the layers with full attention: by layer_types, else by a period. Returns false with a diagnostic. */
static bool find_full_layers(struct hf_config *c)
{
    const struct tree *list = hf_config_stated(c, "layer_types");
    BUG_UNLESS(c->layers >= 1 && c->layers <= HF_CONFIG_MOST_LAYERS);
    double period = hf_config_number(c, "sliding_window_pattern");
    if (isnan(period))
        period = hf_config_number(c, "full_attention_interval");
    if (isnan(period))
        period = c->arch->period;
    if (list && !read_layer_types(c, list))
        return false;
    for (int i = 0; !list && i < c->layers; i++)
        c->full[i] = period < 1 || fmod(i, period) == period - 1;
    for (int i = 0; i < c->layers; i++)
        c->n_full += c->full[i];
    return true;
}

/* Sets full_period if the layers with full attention are regular, else full_layers. */
static void put_full_layers(const struct hf_config *c, const char *key)
{
    int p = 1;
    BUG_UNLESS(c->n_full >= 0 && c->n_full <= c->layers);
    while (p < c->layers && !c->full[p - 1])
        p++;
    bool regular = true;
    for (int i = 0; i < c->layers; i++)
        regular &= c->full[i] == (i % p == p - 1);
    hf_config_put(c, regular ? "full_period" : "full_layers", regular ? p : c->n_full, key);
}

static bool window(struct hf_config *c)
{
    const char *key = strcmp(c->arch->type, "llama4_text") == 0 ? "attention_chunk_size" : "sliding_window";
    const double tokens = hf_config_value(c, key);
    if (isnan(tokens))
        return hf_config_refuse(c, NULL, key, "a config with sliding-window layers must state it");
    hf_config_put(c, "window_tokens", tokens, key);
    put_full_layers(c, "layer_types");
    if (hf_config_value(c, "attn_logit_softcapping") > 0)
        hf_config_mark(c, "softcap", true);
    return true;
}

static void delta_net(struct hf_config *c)
{
    hf_config_put(c, "linear_layers", c->layers - c->n_full, "layer_types");
    put_full_layers(c, "layer_types");
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
    hf_config_need(c, "v_head_dim", "v_head_dim");
    const struct tree *q = tree_get(c->text, "q_lora_rank");
    const bool uncompressed = q && q->type == TREE_NULL; /* null means that queries are not compressed */
    hf_config_put(c, "q_lora_rank", uncompressed ? 0 : hf_config_value(c, "q_lora_rank"), "q_lora_rank");
    hf_config_copy(c, "index_heads", "index_n_heads");
    hf_config_copy(c, "index_dim", "index_head_dim");
}

/* Reads the letters of a Mamba-2 hybrid: M Mamba-2, E experts, * attention. Returns false with a diagnostic. */
static bool read_pattern(struct hf_config *c)
{
    const struct tree *t = hf_config_stated(c, "hybrid_override_pattern");
    int mamba = 0, experts = 0, full = 0;
    if (!t || t->type != TREE_TEXT || (int)strlen(t->text) != c->layers)
        return hf_config_refuse(
            c, t, "hybrid_override_pattern",
            str_format(c->arena, "expected a text with one letter for each of %d layers", c->layers));
    for (const char *p = t->text; *p; p++) {
        mamba += *p == 'M';
        experts += *p == 'E';
        full += *p == '*';
    }
    if (mamba + experts + full != c->layers || experts == 0)
        return hf_config_refuse(
            c, t, "hybrid_override_pattern",
            "expected the letters M, E and *, with at least one E; a model record cannot describe others");
    if (hf_config_stated(c, "moe_latent_size"))
        return hf_config_refuse(c, hf_config_stated(c, "moe_latent_size"), "moe_latent_size",
                                "a model record cannot describe experts in a latent space");
    hf_config_put(c, "full_layers", full, "hybrid_override_pattern");
    hf_config_put(c, "linear_layers", mamba, "hybrid_override_pattern");
    hf_config_put(c, "moe_layers", experts, "hybrid_override_pattern");
    hf_config_put(c, "linear_inner", hf_config_number(c, "mamba_num_heads") * hf_config_number(c, "mamba_head_dim"),
                  "mamba_num_heads");
    hf_config_put(c, "linear_head_dim", hf_config_number(c, "mamba_head_dim"), "mamba_head_dim");
    hf_config_put(c, "linear_state", hf_config_number(c, "ssm_state_size"), "ssm_state_size");
    hf_config_put(c, "linear_groups", hf_config_number(c, "n_groups"), "n_groups");
    hf_config_put(c, "ffn_matrices", 2, "mlp_hidden_act");
    return true;
}

static void head_sizes(struct hf_config *c, double hidden, double heads)
{
    const double kv = hf_config_value(c, "num_key_value_heads"), stated_dim = hf_config_value(c, "head_dim");
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

static bool attention(struct hf_config *c, double hidden, double heads)
{
    enum attention kind = c->arch->attention;
    if (kind != attention_mamba && !find_full_layers(c))
        return false;
    if (kind == attention_full && c->n_full < c->layers)
        kind = attention_window;
    tree_make_text(c->arena, c->model, "attention", enums_text(&enums_attention, (int)kind),
                   hf_config_where(c, "model_type"));
    head_sizes(c, hidden, heads);
    if (kind == attention_mla)
        latent(c);
    else if (kind == attention_gdn)
        delta_net(c);
    return kind == attention_window ? window(c) : kind == attention_mamba ? read_pattern(c) : true;
}

/* ---- feed-forward ---- */

/* Sets dense_first. Returns false with a diagnostic when mlp_only_layers are not the first layers. */
static bool dense_first(struct hf_config *c)
{
    const struct tree *list = hf_config_stated(c, "mlp_only_layers");
    double n = hf_config_value(c, "first_k_dense_replace");
    int i = 0;
    for (const struct tree *t = list && list->type == TREE_LIST ? list->first : NULL; t; t = t->next, i++)
        if (t->type != TREE_NUMBER || t->number != i)
            return hf_config_refuse(c, t, "mlp_only_layers",
                                    "a model record can only describe dense layers that are the first ones");
    if (list && list->type == TREE_LIST && list->n > 0)
        n = (double)list->n;
    if (n > 0)
        hf_config_put(c, "dense_first", n, list ? "mlp_only_layers" : "first_k_dense_replace");
    return true;
}

/* Returns the number of experts and sets *key to where it is stated; NaN when the model has none. */
static double count_experts(struct hf_config *c, const char **key)
{
    static const char *const keys[] = {"num_experts", "num_local_experts", "n_routed_experts"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (hf_config_stated(c, keys[i])) {
            *key = keys[i];
            return hf_config_number(c, keys[i]);
        }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        *key = keys[i];
        if (!isnan(hf_arch_default(c->arch, keys[i])))
            return hf_config_value(c, keys[i]);
    }
    return NAN;
}

static void shared_experts(struct hf_config *c, double width)
{
    const double many = hf_config_value(c, "n_shared_experts"),
                 stated_width = hf_config_value(c, "shared_expert_intermediate_size");
    const double each = isnan(hf_config_number(c, "moe_shared_expert_intermediate_size"))
                            ? width
                            : hf_config_number(c, "moe_shared_expert_intermediate_size");
    if (hf_config_has(c, HF_SHARED_ONE))
        hf_config_put(c, "shared_ffn", width, "intermediate_size");
    else if (hf_config_has(c, HF_BESIDE))
        hf_config_copy(c, "shared_ffn", "intermediate_size");
    else if (stated_width > 0) {
        hf_config_put(c, "shared_ffn", stated_width, "shared_expert_intermediate_size");
        hf_config_mark(c, "shared_gate", hf_config_has(c, HF_SHARED_GATE));
    } else if (many > 0)
        hf_config_put(c, "shared_ffn", many * each, "n_shared_experts");
}

/* Sets the fields of experts. Returns false when the model has none. */
static bool experts(struct hf_config *c)
{
    const char *key = NULL;
    const double n = count_experts(c, &key), own = hf_config_value(c, "moe_intermediate_size");
    const double period = isnan(hf_config_number(c, "decoder_sparse_step"))
                              ? hf_config_value(c, "interleave_moe_layer_step")
                              : hf_config_number(c, "decoder_sparse_step");
    if (!(n > 0))
        return false;
    const double width = isnan(own) ? hf_config_value(c, "intermediate_size") : own;
    hf_config_put(c, "experts", n, key);
    if (hf_config_stated(c, "top_k_experts"))
        hf_config_copy(c, "experts_used", "top_k_experts");
    else
        hf_config_need(c, "experts_used", "num_experts_per_tok");
    hf_config_put(c, "expert_ffn", width, isnan(own) ? "intermediate_size" : "moe_intermediate_size");
    shared_experts(c, width);
    if (c->arch->attention == attention_mamba) {
        hf_config_mark(c, "router_bias", true);
        return true;
    }
    if (period > 1)
        hf_config_put(c, "moe_period", period, "decoder_sparse_step");
    if (dense_first(c) && !hf_config_has(c, HF_EXPERT_IS_FFN) && !hf_config_has(c, HF_BESIDE) &&
        (tree_get(c->model, "dense_first") || period > 1))
        hf_config_copy(c, "ffn",
                       hf_config_stated(c, "intermediate_size_mlp") ||
                               !isnan(hf_arch_default(c->arch, "intermediate_size_mlp"))
                           ? "intermediate_size_mlp"
                           : "intermediate_size");
    hf_config_mark(c, "router_bias", hf_config_has(c, HF_ROUTER_BIAS));
    return true;
}

/* Sets the width of the feed-forward, which may be a list of equal widths. Returns false with a diagnostic. */
static bool dense(struct hf_config *c)
{
    const struct tree *list = hf_config_stated(c, "intermediate_size");
    if (!list || list->type != TREE_LIST) {
        hf_config_need(c, "ffn", "intermediate_size");
        return true;
    }
    for (const struct tree *t = list->first; t; t = t->next)
        if (t->type != TREE_NUMBER || t->number != list->first->number)
            return hf_config_refuse(c, t, "intermediate_size",
                                    "a model record cannot describe layers of different widths");
    if (list->n == 0)
        return hf_config_refuse(c, list, "intermediate_size", "expected a width, got an empty list");
    tree_make_number(c->arena, c->model, "ffn", list->first->number, list->at);
    return true;
}

/* Sets per-layer embeddings, and layers that use the keys and values of another layer (Gemma 3n, Gemma 4 E). */
static void layer_embeddings(struct hf_config *c)
{
    const double width = hf_config_value(c, "hidden_size_per_layer_input"),
                 shares = hf_config_value(c, "num_kv_shared_layers");
    if (shares > 0) {
        hf_config_put(c, "kv_layers", c->layers - shares, "num_kv_shared_layers");
        if (hf_config_yes(c, "use_double_wide_mlp", false))
            hf_config_put(c, "wide_ffn_layers", shares, "use_double_wide_mlp");
    }
    if (!(width > 0))
        return;
    hf_config_put(c, "ple_width", width, "hidden_size_per_layer_input");
    hf_config_copy(c, "altup_inputs", "altup_num_inputs");
    hf_config_copy(c, "laurel_rank", "laurel_rank");
}

static void rope_factors(struct hf_config *c, double hidden, double heads)
{
    const struct tree *scaling = hf_config_stated(c, "rope_scaling") ? hf_config_stated(c, "rope_scaling")
                                                                     : hf_config_stated(c, "rope_parameters");
    const struct tree *type = scaling && scaling->type == TREE_MAP ? tree_get(scaling, "rope_type") : NULL;
    if (scaling && scaling->type == TREE_MAP && !type)
        type = tree_get(scaling, "type");
    if (!type || type->type != TREE_TEXT)
        return;
    const double stated_dim = hf_config_number(c, "head_dim"),
                 dim = isnan(stated_dim) ? floor(hidden / heads) : stated_dim;
    const double partial = isnan(hf_config_number(c, "partial_rotary_factor"))
                               ? 1
                               : hf_config_number(c, "partial_rotary_factor");
    if (strcmp(type->text, "llama3") == 0)
        tree_make_number(c->arena, c->model, "rope_factors", floor(dim / 2), type->at);
    else if (strcmp(type->text, "longrope") == 0 || strcmp(type->text, "su") == 0)
        tree_make_number(c->arena, c->model, "rope_factors", floor(dim * partial / 2) * 2, type->at);
}

static bool marks(struct hf_config *c)
{
    const bool bias = hf_config_yes(c, "attention_bias", false), mlp_bias = hf_config_yes(c, "mlp_bias", false);
    static const double gemma4_moe_norms = 7; /* three more around the experts */
    const bool beside = hf_config_has(c, HF_BESIDE) && tree_get(c->model, "experts");
    if (mlp_bias)
        return hf_config_refuse(c, hf_config_stated(c, "mlp_bias"), "mlp_bias",
                                "a model record cannot describe biases of the feed-forward matrices alone");
    tree_make_number(c->arena, c->model, "norms", beside ? gemma4_moe_norms : c->arch->norms, c->text->at);
    hf_config_mark(c, "qk_norm",
                   hf_config_has(c, HF_QK_NORM) ||
                       (strcmp(c->arch->type, "glm4_moe") == 0 && hf_config_yes(c, "use_qk_norm", false)));
    hf_config_mark(c, "qk_norm_full",
                   hf_config_has(c, HF_QK_FULL) ||
                       (hf_config_has(c, HF_KEY_NORM) && hf_config_yes(c, "use_qk_norm", false)));
    hf_config_mark(c, "all_bias", hf_config_has(c, HF_ALL_BIAS));
    hf_config_mark(c, "qkv_bias", !hf_config_has(c, HF_ALL_BIAS) && (hf_config_has(c, HF_QKV_BIAS) || bias));
    hf_config_mark(c, "fused_qkv", strcmp(c->arch->type, "phi3") == 0);
    hf_config_mark(c, "fused_ffn", hf_config_has(c, HF_FUSED));
    hf_config_mark(c, "sinks", hf_config_has(c, HF_SINKS));
    hf_config_mark(c, "gated_query", hf_config_has(c, HF_GATED_QUERY));
    const double predicts = hf_config_number(c, "num_nextn_predict_layers");
    if (hf_config_has(c, HF_PREDICTS) && predicts > 0) {
        hf_config_put(c, "mtp_layers", predicts, "num_nextn_predict_layers");
        hf_config_mark(c, "mtp_shared", hf_config_has(c, HF_PREDICTS_SHARED));
    }
    return true;
}

/* ---- the whole model ---- */

static bool fill(struct hf_config *c)
{
    const double layers = hf_config_need(c, "layers", "num_hidden_layers"),
                 hidden = hf_config_need(c, "hidden", "hidden_size"),
                 heads = hf_config_need(c, "heads", "num_attention_heads");
    const struct tree *tied = hf_config_stated(c, "tie_word_embeddings") ? hf_config_stated(c, "tie_word_embeddings")
                                                                         : tree_get(c->root, "tie_word_embeddings");
    hf_config_need(c, "vocab", "vocab_size");
    hf_config_need(c, "max_ctx_tokens", "max_position_embeddings");
    if (c->d->errors || !(layers >= 1 && layers <= HF_CONFIG_MOST_LAYERS) || !(heads >= 1)) {
        if (!c->d->errors)
            hf_config_refuse(c, hf_config_stated(c, "num_hidden_layers"), "num_hidden_layers",
                             "expected 1 to 512 layers and at least one head");
        return false;
    }
    c->layers = (int)layers;
    tree_make_yes(c->arena, c->model, "tied",
                  tied && tied->type == TREE_BOOL ? tied->number != 0 : hf_config_has(c, HF_TIED),
                  tied ? tied->at : c->text->at);
    if (!attention(c, hidden, heads) || (!experts(c) && !dense(c)) || !marks(c))
        return false;
    layer_embeddings(c);
    rope_factors(c, hidden, heads);
    return c->d->errors == 0;
}

/* Appends the keys that could be read, for a message. */
static void list_known_keys(const struct hf_config *c, struct str *out)
{
    static const char *const keys[] = {"num_hidden_layers",   "hidden_size",       "num_attention_heads",
                                       "num_key_value_heads", "intermediate_size", "vocab_size"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct tree *t = hf_config_stated(c, keys[i]);
        if (t && t->type == TREE_NUMBER)
            str_addf(out, "%s%s %g", out->len ? ", " : "", keys[i], t->number);
    }
    if (out->len == 0)
        str_add(out, "nothing");
}

/* Finds the text part of a multimodal config, and its architecture. Returns false with a diagnostic. */
static bool find_text_part(struct hf_config *c, const char *file)
{
    static const char *const parts[] = {"text_config", "llm_config", "language_config"};
    if (c->root->type != TREE_MAP) {
        diag_add(c->d, DIAG_WRONG_TYPE, c->root->at, NULL, "expected a mapping, got %s",
                 tree_describe(c->arena, c->root));
        return false;
    }
    c->text = c->root;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct tree *t = tree_get(c->root, parts[i]);
        if (t && t->type == TREE_MAP && t->n > 0)
            c->text = t;
    }
    const struct tree *type = tree_get(c->text, "model_type");
    if (!type || type->type != TREE_TEXT) {
        diag_add(c->d, DIAG_MISSING_FIELD, c->text->at, "model_type", "%s does not state the architecture", file);
        return false;
    }
    c->arch = hf_arch_find(type->text);
    if (c->arch)
        return true;
    struct str got = str_new(c->arena);
    struct near best = {0};
    list_known_keys(c, &got);
    for (size_t i = 0; hf_arch_at(i); i++)
        near_consider(&best, type->text, hf_arch_at(i)->type);
    diag_add(c->d, DIAG_UNKNOWN_MODEL, type->at, "model_type",
             "the importer does not know the architecture '%.40s' (the config states %s)%s%s%s", type->text, got.text,
             best.name ? "; did you mean '" : "", best.name ? best.name : "", best.name ? "'?" : "");
    return false;
}

/* Returns the name of the folder if the file is called config.json, else the name of the file. */
static const char *name_of(struct arena *a, const char *file)
{
    const char *base = file_base(file);
    if (strcmp(base, "config.json") == 0 && base > file + 1) {
        const char *folder = arena_strndup(a, file, (size_t)(base - file) - 1);
        return file_base(folder);
    }
    const size_t n = strlen(base);
    return str_ends(base, ".json") && n > 5 ? arena_strndup(a, base, n - 5) : base;
}

struct import import_hf(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                        const struct import_ask *ask)
{
    static const double counted_later = 1e6;
    struct import none = {0};
    struct hf_config c = {.arena = a, .d = d, .root = tree_json(a, d, file, text, size), .absent = str_new(a)};
    if (!c.root || !find_text_part(&c, file))
        return none;
    const struct origin at = c.text->at;
    struct import out = {.root = tree_make_catalogue(a, at),
                         .model = tree_make_id(a, ask->id ? ask->id : name_of(a, file))};
    c.model = tree_make_map(a, tree_make_list(a, out.root, "models", at), NULL, at);
    tree_make_text(a, c.model, "id", out.model, at);
    tree_make_text(a, c.model, "source", str_format(a, "%s, model_type %s", file_base(file), c.arch->type), at);
    tree_make_text(a, c.model, "date", ask->date, at);
    tree_make_text(a, c.model, "vendor", ask->vendor ? ask->vendor : "unknown", at);
    tree_make_number(a, c.model, "params_total", counted_later, at);
    if (!fill(&c))
        return none;
    if (c.absent.len)
        tree_make_text(a, c.model, "note", str_format(a, "not stated, taken from the config class: %s", c.absent.text),
                       at);
    return out;
}
