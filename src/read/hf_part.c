#include "hf_part.h"

#include "arena.h"
#include "diag.h"
#include "near.h"

#include <string.h>

static const char *const llama_keys[] = {"num_hidden_layers",   "hidden_size",       "num_attention_heads",
                                         "num_key_value_heads", "intermediate_size", "vocab_size"};
enum { N_LLAMA_KEYS = sizeof llama_keys / sizeof *llama_keys };

/* Appends the keys that could be read, for a message. */
static void list_known_keys(const struct hf_config *c, struct str *out)
{
    for (size_t i = 0; i < N_LLAMA_KEYS; i++) {
        const struct tree *t = hf_config_stated(c, llama_keys[i]);
        if (t && t->type == TREE_NUMBER)
            str_addf(out, "%s%s %g", out->len ? ", " : "", llama_keys[i], t->number);
    }
    if (out->len == 0)
        str_add(out, "nothing");
}

/* ---- an unknown architecture that looks like Llama ---- */

/* Returns whether a key changes no tensor of a Llama: what is in the list, or starts or ends with such a word. */
static bool is_harmless(const char *key)
{
    static const char *const whole[] = {"model_type",
                                        "architectures",
                                        "auto_map",
                                        "head_dim",
                                        "torch_dtype",
                                        "dtype",
                                        "use_cache",
                                        "hidden_act",
                                        "hidden_activation",
                                        "activation_function",
                                        "max_position_embeddings",
                                        "tie_word_embeddings",
                                        "initializer_range",
                                        "transformers_version",
                                        "pretraining_tp",
                                        "quantization_config",
                                        "quantization",
                                        "vision_config",
                                        "text_config",
                                        "sliding_window",
                                        "use_sliding_window",
                                        "max_window_layers",
                                        "layer_types",
                                        "attention_bias",
                                        "mlp_bias",
                                        "bias",
                                        "name_or_path",
                                        "is_decoder",
                                        "id2label",
                                        "label2id",
                                        "chunk_size_feed_forward",
                                        "attn_implementation",
                                        "model_max_length",
                                        "use_return_dict",
                                        "return_dict",
                                        "unsloth_version",
                                        "unsloth_fixed"};
    static const char *const starts[] = {
        "_", "rope_", "output_", "initializer_", "use_flash", "original_max_position", "partial_rotary", "gradient_"};
    static const char *const ends[] = {"_token_id", "_token_ids", "_eps",        "_epsilon", "_dropout",
                                       "dropout",   "_pdrop",     "_multiplier", "_scaling", "_token_index"};
    for (size_t i = 0; i < N_LLAMA_KEYS; i++)
        if (strcmp(llama_keys[i], key) == 0)
            return true;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(whole[i], key) == 0)
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (str_starts(key, starts[i]))
            return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_ends(key, ends[i]))
            return true;
    return false;
}

/* Returns what would make an unknown model right: how to say that it is a Llama, or which keys speak against it; ""
   when it does not even state a Llama's widths. */
static const char *advice(const struct hf_config *c)
{
    enum { MOST_NAMED = 5 };
    struct str odd = str_new(c->arena);
    int n = 0;
    for (size_t i = 0; i < N_LLAMA_KEYS; i++) {
        const struct tree *t = hf_config_stated(c, llama_keys[i]);
        if ((!t || t->type != TREE_NUMBER) && strcmp(llama_keys[i], "num_key_value_heads") != 0)
            return "";
    }
    for (const struct tree *t = c->text->first; t; t = t->next)
        if (!is_harmless(t->key) && t->type != TREE_NULL && n++ < MOST_NAMED)
            str_addf(&odd, "%s%.40s", odd.len ? ", " : "", t->key);
    if (n == 0)
        return "; it has the shape of a Llama and states nothing else: if its layers are a Llama's, with no norms or "
               "biases of their own, import a copy that states \"model_type\": \"llama\"; else import a GGUF file of "
               "it, "
               "which has its tensors";
    return str_format(
        c->arena,
        "; it has the widths of a Llama, but %s%s may change its tensors: import a GGUF file of it, which "
        "has them, or, if they change none, a copy that states \"model_type\": \"llama\"",
        odd.text, n > MOST_NAMED ? " and others" : "");
}

/* Says why there is no architecture for that type; always returns false. */
static bool refuse(const struct hf_config *c, const struct tree *type, const char *name)
{
    const char *why = hf_arch_refused(name);
    struct str got = str_new(c->arena);
    struct near best = {0};
    if (why) {
        diag_add(c->d, DIAG_UNKNOWN_MODEL, type->at, "model_type", "'%s': %s", name, why);
        return false;
    }
    list_known_keys(c, &got);
    for (size_t i = 0; hf_arch_at(i); i++)
        near_consider(&best, name, hf_arch_at(i)->type);
    diag_add(c->d, DIAG_UNKNOWN_MODEL, type->at, "model_type",
             "the importer does not know the architecture '%.40s' (the config states %s)%s%s%s%s", name, got.text,
             best.name ? "; did you mean '" : "", best.name ? best.name : "", best.name ? "'?" : "", advice(c));
    return false;
}

/* ---- the text part ---- */

/* Returns the part of a multimodal config that is the language model; the config itself where it has none. */
static const struct tree *text_of(const struct tree *root)
{
    static const char *const parts[] = {"text_config", "llm_config", "language_config", "thinker_config"};
    const struct tree *text = root;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct tree *t = tree_get(text, parts[i]);
        if (t && t->type == TREE_MAP && t->n > 0)
            text = t;
    }
    return text == root ? root : tree_get(text, "text_config") ? text_of(text) : text;
}

/* Returns the architecture of a text part that states none: as the whole model's name says. */
static const struct hf_arch *arch_of_whole(const struct hf_config *c, const char *whole)
{
    const struct hf_arch *arch = hf_arch_find(str_format(c->arena, "%s_text", whole));
    if (!arch && hf_arch_text_part(whole))
        arch = hf_arch_find(hf_arch_text_part(whole));
    return arch ? arch : hf_arch_find(whole);
}

/* Says what a file without an architecture is; always returns false. */
static bool refuse_other_file(const struct hf_config *c, const char *file)
{
    static const struct {
        const char *key, *what;
    } files[] = {
        {"peft_type", "the config of an adapter (LoRA): import the config.json of its base model"},
        {"weight_map", "an index of weights: import the config.json beside it"},
        {"tokenizer_class", "the config of a tokenizer: import the config.json beside it"},
        {"producer", "the config of a quantisation: import the config.json beside it"},
        {"temperature", "the settings of a generation: import the config.json beside it"},
        {"n_layers", "a config in a form that Hugging Face does not use: import the config.json of the model"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (tree_get(c->root, files[i].key)) {
            const struct tree *base = tree_get(c->root, "base_model_name_or_path");
            diag_add(c->d, DIAG_MISSING_FIELD, c->root->at, "model_type", "%s is %s%s%.90s%s", file, files[i].what,
                     base && base->type == TREE_TEXT ? " (" : "", base && base->type == TREE_TEXT ? base->text : "",
                     base && base->type == TREE_TEXT ? ")" : "");
            return false;
        }
    diag_add(c->d, DIAG_MISSING_FIELD, c->text->at, "model_type", "%s does not state the architecture", file);
    return false;
}

bool hf_part_find(struct hf_config *c, const char *file)
{
    if (c->root->type != TREE_MAP) {
        diag_add(c->d, DIAG_WRONG_TYPE, c->root->at, NULL, "expected a mapping, got %s",
                 tree_describe(c->arena, c->root));
        return false;
    }
    c->text = text_of(c->root);
    const struct tree *own = tree_get(c->text, "model_type"), *whole = tree_get(c->root, "model_type"),
                      *type = own && own->type == TREE_TEXT ? own : whole;
    if (!type || type->type != TREE_TEXT)
        return refuse_other_file(c, file);
    if (type == own) {
        c->arch = hf_arch_find(type->text);
        if (!c->arch && hf_arch_find(str_format(c->arena, "%s_text", type->text)))
            c->arch = hf_arch_find(str_format(c->arena, "%s_text", type->text));
    } else
        c->arch = arch_of_whole(c, type->text);
    return c->arch ? true : refuse(c, type, type->text);
}
