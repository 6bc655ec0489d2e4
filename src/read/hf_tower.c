#include "hf_tower.h"

#include "tree_make.h"

#include <math.h>
#include <string.h>

/* How a vision part is made. */
enum make {
    MERGER = 1 << 0,    /* patches are merged in fours by a layer of two matrices (Qwen) */
    GATED = 1 << 1,     /* its feed-forward has a gate */
    POSITIONS = 1 << 2, /* learned positions, one for each patch */
    SHUFFLE = 1 << 3,   /* patches are merged in fours before two matrices (Llama 4) */
    PROJECTOR = 1 << 4  /* patches are merged in fours, then two matrices as wide as the language model (Mistral) */
};

/* By the model_type of the vision part, or of the model where it states none. Source: modeling_*.py under
   src/transformers/models of huggingface/transformers, 2026-08. */
static const struct tower {
    const char *type;
    unsigned make;
    double mergers; /* mergers of inner layers, where the config does not list them */
} towers[] = {
    {"qwen2_vl", MERGER, 0},
    {"qwen2_5_vl", MERGER | GATED, 0},
    {"qwen3_vl", MERGER | POSITIONS, 3},
    {"qwen3_vl_moe", MERGER | POSITIONS, 3},
    {"qwen3_5", MERGER | POSITIONS, 0},
    {"qwen3_5_moe", MERGER | POSITIONS, 0},
    {"siglip_vision_model", POSITIONS, 0},
    {"siglip2_vision_model", POSITIONS, 0},
    {"clip_vision_model", POSITIONS, 0},
    {"gemma3", POSITIONS, 0},
    {"idefics3", POSITIONS, 0},
    {"idefics3_vision", POSITIONS, 0},
    {"smolvlm_vision", POSITIONS, 0},
    {"intern_vit_6b", POSITIONS, 0},
    {"internvl_vision", POSITIONS, 0},
    {"pixtral", GATED | PROJECTOR, 0},
    {"llama4_vision_model", POSITIONS | SHUFFLE, 0},
    {"gemma4_vision", GATED, 0},
    {"mllama_vision_model", POSITIONS, 0},
};

/* Returns the first of these keys that is a number; NaN when none is. */
static double first_of(const struct tree *map, const char *const keys[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct tree *t = tree_get(map, keys[i]);
        if (t && t->type == TREE_NUMBER)
            return t->number;
    }
    return NAN;
}

static double number(const struct tree *map, const char *key, double otherwise)
{
    const double x = first_of(map, &key, 1);
    return isnan(x) ? otherwise : x;
}

static const struct tower *find(const char *type)
{
    for (size_t i = 0; type && i < sizeof towers / sizeof *towers; i++)
        if (strcmp(towers[i].type, type) == 0)
            return &towers[i];
    return NULL;
}

static const char *text(const struct tree *map, const char *key)
{
    const struct tree *t = tree_get(map, key);
    return t && t->type == TREE_TEXT ? t->text : NULL;
}

/* Returns the parameters of the layers that join it to a language model of that width. */
static double joined(const struct tree *v, const struct tower *t, double width, double ffn, double hidden)
{
    static const double merged = 4;
    const struct tree *inner = tree_get(v, "deepstack_visual_indexes");
    const double wide = merged * width,
                 mergers = 1 + (inner && inner->type == TREE_LIST ? (double)inner->n : t->mergers);
    if (t->make & MERGER)
        return mergers * (wide * wide + wide * hidden);
    if (t->make & PROJECTOR)
        return wide * width + width * hidden + hidden * hidden;
    if (t->make & SHUFFLE) {
        const double in = number(v, "projector_input_dim", hidden), out = number(v, "projector_output_dim", in);
        return ffn * in + in * out + number(v, "vision_output_dim", out) * hidden;
    }
    return width * hidden;
}

/* Returns the parameters of a vision part; NaN when its kind or its widths are not known. */
static double count(const struct tree *root, const struct tree *v, double hidden)
{
    static const char *const width_keys[] = {"embed_dim", "hidden_size"}, *const ffn_keys[] = {"intermediate_size"},
                             *const layer_keys[] = {"num_hidden_layers", "depth", "num_layers"};
    const struct tower *own = find(text(v, "model_type")), *t = own ? own : find(text(root, "model_type"));
    if (!t)
        return NAN;
    const double width = first_of(v, width_keys, 2), layers = first_of(v, layer_keys, 3);
    double ffn = first_of(v, ffn_keys, 1);
    if (isnan(ffn))
        ffn = width * number(v, "mlp_ratio", NAN);
    const double patch = number(v, "patch_size", 14), image = number(v, "image_size", NAN),
                 positions = isnan(image) ? number(v, "num_position_embeddings", 0) : pow(floor(image / patch), 2);
    const double rows = 2 * number(v, "position_embedding_size", 0); /* of rows and of columns (Gemma 4) */
    const double all = layers + number(v, "num_global_layers", 0), out = tree_get(v, "embed_dim")
                                                                             ? number(v, "hidden_size", hidden)
                                                                             : number(v, "out_hidden_size", hidden);
    return all * (4 * width * width + (t->make & GATED ? 3 : 2) * width * ffn) +
           width * 3 * patch * patch * number(v, "temporal_patch_size", 1) +
           (t->make & POSITIONS ? positions * width : 0) + rows * width + joined(v, t, width, ffn, out);
}

/* Returns the node of the first key that is there; NULL when none is. */
static const struct tree *part(const struct hf_config *c, const char *const keys[], size_t n)
{
    const struct tree *thinker = tree_get(c->root, "thinker_config"); /* of a model that also speaks (Qwen Omni) */
    for (size_t i = 0; i < n; i++) {
        const struct tree *own = tree_get(c->root, keys[i]), *t = own       ? own
                                                                  : thinker ? tree_get(thinker, keys[i])
                                                                            : NULL;
        if (t && (t->type == TREE_MAP ? t->n > 0 : t->type == TREE_TEXT))
            return t;
    }
    return NULL;
}

void hf_tower_fill(struct hf_config *c)
{
    static const char *const sees[] = {"vision_config",       "visual",          "vit_config",    "vision_encoder",
                                       "vision_tower_config", "mm_vision_tower", "img_processor", "vision_model"};
    static const char *const hears[] = {"audio_config", "audio_encoder_config", "audio_processor",
                                        "sound_config", "speech_config",        "encoder_config"};
    const struct tree *vision = part(c, sees, sizeof sees / sizeof *sees),
                      *audio = part(c, hears, sizeof hears / sizeof *hears), *width = tree_get(c->model, "hidden");
    if (!vision && !audio)
        return;
    const double params = vision && vision->type == TREE_MAP && width ? count(c->root, vision, width->number) : NAN;
    hf_config_say(c, "the %s not counted%s",
                  vision && audio ? "vision and audio parts are"
                  : vision        ? "vision part is"
                                  : "audio part is",
                  params >= 1e6 ? " (tower_params is the vision part's, from its shape)" : "");
    if (params >= 1e6) {
        const double unit = pow(10, floor(log10(params)) - 1);
        tree_make_number(c->arena, c->model, "tower_params", round(params / unit) * unit, vision->at);
    }
}
