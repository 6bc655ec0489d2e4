#include "import.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "hf_blocks.h"
#include "hf_config.h"
#include "hf_ffn.h"
#include "hf_layers.h"
#include "hf_mixer.h"
#include "hf_part.h"
#include "hf_quant.h"
#include "hf_tower.h"
#include "str.h"
#include "tree_json.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* ---- parts of the shape ---- */

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

/* Prediction layers: llama.cpp's converter keeps those of some architectures and drops the others. */
static void predicts(struct hf_config *c)
{
    double n = hf_config_number(c, "num_nextn_predict_layers");
    if (isnan(n))
        n = hf_config_number(c, "mtp_num_hidden_layers");
    if (!(n > 0))
        return;
    if (hf_config_has(c, HF_PREDICTS)) {
        hf_config_put(c, "mtp_layers", n, "num_nextn_predict_layers");
        hf_config_mark(c, "mtp_shared", hf_config_has(c, HF_PREDICTS_SHARED));
    } else
        hf_config_say(c, "the prediction layers of its files are not counted");
}

/* Returns whether queries and keys have a norm as wide as one head. */
static bool has_head_norm(const struct hf_config *c)
{
    if (hf_config_has(c, HF_QK_NORM))
        return hf_config_yes(c, "use_qk_norm", true);
    return hf_config_has(c, HF_QK_ASKED) && hf_config_yes(c, "use_qk_norm", false);
}

static bool marks(struct hf_config *c)
{
    const bool bias = hf_config_yes(c, "attention_bias", false) || hf_config_yes(c, "qkv_bias", false) ||
                      hf_config_yes(c, "use_qkv_bias", false) || hf_config_yes(c, "use_bias", false),
               mlp_bias = hf_config_yes(c, "mlp_bias", false);
    static const double gemma4_moe_norms = 7; /* three more around the experts */
    const bool beside = hf_config_has(c, HF_BESIDE) && tree_get(c->model, "experts"),
               side_by_side = hf_config_yes(c, "use_parallel_residual", false);
    if (mlp_bias)
        return hf_config_refuse(c, hf_config_stated(c, "mlp_bias"), "mlp_bias",
                                "a model record cannot describe biases of the feed-forward matrices alone");
    if (hf_config_yes(c, "qk_layernorm", false))
        return hf_config_refuse(c, hf_config_stated(c, "qk_layernorm"), "qk_layernorm",
                                "a model record cannot describe a norm that differs from head to head");
    tree_make_number(c->arena, c->model, "norms",
                     beside         ? gemma4_moe_norms
                     : side_by_side ? 1
                                    : c->arch->norms,
                     c->text->at);
    hf_config_mark(c, "qk_norm", has_head_norm(c));
    hf_config_mark(c, "qk_norm_full",
                   hf_config_has(c, HF_QK_FULL) ||
                       (hf_config_has(c, HF_KEY_NORM) && hf_config_yes(c, "use_qk_norm", false)));
    hf_config_mark(c, "all_bias", hf_config_has(c, HF_ALL_BIAS));
    hf_config_mark(c, "qkv_bias", !hf_config_has(c, HF_ALL_BIAS) && (hf_config_has(c, HF_QKV_BIAS) || bias));
    hf_config_mark(c, "norm_bias", hf_config_has(c, HF_NORM_BIAS));
    hf_config_mark(c, "fused_qkv", hf_config_has(c, HF_FUSED_QKV));
    hf_config_mark(c, "fused_ffn", hf_config_has(c, HF_FUSED));
    if (hf_config_has(c, HF_SINKS))
        hf_config_mark(c, "sinks", true);
    hf_config_mark(c, "gated_query", hf_config_has(c, HF_GATED_QUERY));
    predicts(c);
    return true;
}

/* ---- the whole model ---- */

/* Returns the number of query heads; NaN with a diagnostic when it is not stated. */
static double query_heads(struct hf_config *c)
{
    const double heads = hf_config_value(c, "num_attention_heads");
    if (isnan(heads) && !hf_config_stated(c, "num_attention_heads"))
        diag_add(c->d, DIAG_MISSING_FIELD, c->text->at, "num_attention_heads", "a %s config must state it",
                 c->arch->type);
    return heads;
}

static bool fill(struct hf_config *c)
{
    const double stated = hf_layers_count(c),
                 layers = isnan(stated) ? hf_config_need(c, "layers", "num_hidden_layers") : stated,
                 hidden = hf_config_need(c, "hidden", "hidden_size"), heads = query_heads(c);
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
    if (!isnan(stated))
        hf_config_put(c, "layers", layers, "num_hidden_layers");
    tree_make_yes(c->arena, c->model, "tied",
                  tied && tied->type == TREE_BOOL ? tied->number != 0 : hf_config_has(c, HF_TIED),
                  tied ? tied->at : c->text->at);
    const bool shaped = hf_config_has(c, HF_BLOCKS)
                            ? hf_blocks_fill(c, hidden, heads)
                            : hf_layers_find(c) && hf_mixer_fill(c, hidden, heads) && hf_ffn_fill(c);
    if (!shaped || !marks(c))
        return false;
    layer_embeddings(c);
    hf_tower_fill(c);
    rope_factors(c, hidden, heads);
    return c->d->errors == 0;
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
    struct hf_config c = {
        .arena = a, .d = d, .root = tree_json_python(a, d, file, text, size), .absent = str_new(a), .said = str_new(a)};
    if (!c.root || !hf_part_find(&c, file))
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
    hf_quant_say(&c);
    if (c.absent.len)
        hf_config_say(&c, "not stated, taken from the config class: %s", c.absent.text);
    if (c.said.len)
        tree_make_text(a, c.model, "note", c.said.text, at);
    return out;
}
