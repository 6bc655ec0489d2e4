#include "hf_layers.h"

#include "arena.h"
#include "tree_make.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- kinds of layers ---- */

/* What configs call a layer. */
static const struct {
    const char *word;
    enum hf_layer kind;
} words[] = {
    {"full_attention", HF_LAYER_FULL},
    {"attention", HF_LAYER_FULL},
    {"full", HF_LAYER_FULL},
    {"global_attention", HF_LAYER_FULL},
    {"global", HF_LAYER_FULL},
    {"deepseek_sparse_attention", HF_LAYER_FULL},
    {"compressed_sparse_attention", HF_LAYER_FULL},
    {"heavily_compressed_attention", HF_LAYER_FULL},
    {"minimax_m3_sparse", HF_LAYER_FULL},
    {"sliding_attention", HF_LAYER_WINDOW},
    {"sliding_window_attention", HF_LAYER_WINDOW},
    {"sliding_window", HF_LAYER_WINDOW},
    {"sliding", HF_LAYER_WINDOW},
    {"local_attention", HF_LAYER_WINDOW},
    {"local", HF_LAYER_WINDOW},
    {"chunked_attention", HF_LAYER_WINDOW},
    {"linear_attention", HF_LAYER_LINEAR},
    {"mamba", HF_LAYER_LINEAR},
    {"mamba2", HF_LAYER_LINEAR},
    {"conv", HF_LAYER_LINEAR},
    {"short_conv", HF_LAYER_LINEAR},
    {"gated_delta_net", HF_LAYER_LINEAR},
    {"kda", HF_LAYER_LINEAR},
    {"mlp", HF_LAYER_FFN},
    {"moe", HF_LAYER_EXPERTS},
};

/* Returns the kind of a word, HF_LAYER_KINDS when it is unknown. */
static enum hf_layer kind_of(const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_same_word(words[i].word, word))
            return words[i].kind;
    return HF_LAYER_KINDS;
}

/* Returns how many entries a list may have: more than layers only where they stand for prediction layers. */
static double most_entries(const struct hf_config *c)
{
    const double predicts = hf_config_number(c, "num_nextn_predict_layers");
    return c->layers + (predicts > 0 ? predicts : hf_config_is(c, "step3p5") || hf_config_is(c, "step3p7") ? 3 : 0);
}

/* Returns false with a diagnostic unless t is a list with an entry for each layer. */
static bool is_layer_list(const struct hf_config *c, const struct tree *t, const char *key, const char *entries)
{
    if (t->type == TREE_LIST && (int)t->n >= c->layers && (double)t->n <= most_entries(c))
        return true;
    const char *got = t->type == TREE_LIST ? str_format(c->arena, "got %zu", t->n)
                                           : str_format(c->arena, "got %s", tree_describe(c->arena, t));
    return hf_config_refuse(
        c, t, key,
        str_format(c->arena, "expected a list with one %s for each of %d layers, %s", entries, c->layers, got));
}

static bool read_words(struct hf_config *c, const struct tree *list)
{
    int i = 0;
    if (!is_layer_list(c, list, "layer_types", "word"))
        return false;
    for (const struct tree *t = list->first; t && i < c->layers; t = t->next, i++) {
        if (t->type != TREE_TEXT)
            return hf_config_refuse(c, t, "layer_types",
                                    str_format(c->arena, "expected a word, got %s", tree_describe(c->arena, t)));
        c->kind[i] = kind_of(t->text);
        if (str_same_word(t->text, "hybrid") || str_same_word(t->text, "parallel"))
            return hf_config_refuse(c, t, "layer_types",
                                    "attention and a recurrent mixer side by side in one layer, which a model record "
                                    "cannot describe");
        if (c->kind[i] == HF_LAYER_KINDS)
            return hf_config_refuse(c, t, "layer_types",
                                    str_format(c->arena,
                                               "expected full_, sliding_, chunked_ or linear_attention, mamba, conv, "
                                               "moe or mlp, got '%.40s'",
                                               t->text));
    }
    return true;
}

/* Reads the letters of a Mamba-2 hybrid: M Mamba-2, E experts, * attention, - feed-forward. */
static bool read_letters(struct hf_config *c, const struct tree *t)
{
    static const char letters[] = "ME*-";
    static const enum hf_layer kinds[] = {HF_LAYER_LINEAR, HF_LAYER_EXPERTS, HF_LAYER_FULL, HF_LAYER_FFN};
    if (t->type != TREE_TEXT || (int)strlen(t->text) != c->layers)
        return hf_config_refuse(
            c, t, "hybrid_override_pattern",
            str_format(c->arena, "expected a text with one letter for each of %d layers", c->layers));
    for (int i = 0; i < c->layers; i++) {
        const char *at = strchr(letters, t->text[i]);
        c->kind[i] = at ? kinds[at - letters] : HF_LAYER_KINDS;
        if (c->kind[i] == HF_LAYER_KINDS)
            return hf_config_refuse(c, t, "hybrid_override_pattern",
                                    str_format(c->arena, "expected the letters M, E, * and -, got '%c'",
                                               isprint((unsigned char)t->text[i]) ? t->text[i] : '?'));
    }
    return true;
}

/* Reads a list of 0 for full attention and 1 for a window (MiMo-V2). */
static bool read_flags(struct hf_config *c, const struct tree *list)
{
    int i = 0;
    if (!is_layer_list(c, list, "hybrid_layer_pattern", "0 or 1"))
        return false;
    for (const struct tree *t = list->first; t && i < c->layers; t = t->next, i++) {
        if (t->type != TREE_NUMBER || (t->number != 0 && t->number != 1))
            return hf_config_refuse(c, t, "hybrid_layer_pattern",
                                    str_format(c->arena, "expected 0 or 1, got %s", tree_describe(c->arena, t)));
        c->kind[i] = t->number != 0 ? HF_LAYER_WINDOW : HF_LAYER_FULL;
    }
    return true;
}

/* Reads the numbers of the layers with full attention, of which the first layer is number base; the rest is linear. */
static bool read_numbers(struct hf_config *c, const struct tree *list, const char *key, int base)
{
    for (int i = 0; i < c->layers; i++)
        c->kind[i] = HF_LAYER_LINEAR;
    for (const struct tree *t = list->type == TREE_LIST ? list->first : NULL; t; t = t->next) {
        const double i = t->type == TREE_NUMBER ? t->number - base : -1;
        if (!(i >= 0 && i < c->layers && i == floor(i)))
            return hf_config_refuse(c, t, key,
                                    str_format(c->arena, "expected the number of a layer, from %d to %d, got %s", base,
                                               c->layers - 1 + base, tree_describe(c->arena, t)));
        c->kind[(int)i] = HF_LAYER_FULL;
    }
    return list->type == TREE_LIST || hf_config_refuse(c, list, key, "expected a list of layers");
}

/* Reads a period from its letters, L for a window and G for full attention (EXAONE 4). */
static bool read_window_letters(struct hf_config *c, const struct tree *t)
{
    const size_t n = strlen(t->text);
    if (n == 0 || strspn(t->text, "LG") != n)
        return hf_config_refuse(c, t, "sliding_window_pattern", "expected a number, or the letters L and G");
    for (int i = 0; i < c->layers; i++)
        c->kind[i] = t->text[(size_t)i % n] == 'L' ? HF_LAYER_WINDOW : HF_LAYER_FULL;
    return true;
}

/* Sets the kinds by a period: its last layer has full attention, the others what the architecture mixes with. */
static void by_period(struct hf_config *c)
{
    const struct tree *stated = hf_config_stated(c, "sliding_window_pattern");
    double period = stated && stated->type == TREE_NUMBER ? stated->number : NAN;
    const bool full = c->arch->attention == attention_full;
    if (isnan(period))
        period = hf_config_number(c, "full_attention_interval");
    if (isnan(period))
        period = c->arch->period;
    if (full && (isnan(hf_config_number(c, "sliding_window")) || c->arch->period == 0))
        period = 0; /* a window that all layers could have, but do not use */
    for (int i = 0; i < c->layers; i++)
        c->kind[i] = period < 1 || fmod(i, period) == period - 1 ? HF_LAYER_FULL
                     : c->arch->attention == attention_gdn       ? HF_LAYER_LINEAR
                                                                 : HF_LAYER_WINDOW;
}

static bool read_kinds(struct hf_config *c)
{
    const struct tree *list = hf_config_stated(c, "layer_types"),
                      *letters = hf_config_stated(c, "hybrid_override_pattern"),
                      *flags = hf_config_stated(c, "hybrid_layer_pattern"),
                      *attends = hf_config_stated(c, "full_attn_idxs"),
                      *attn = hf_config_stated(c, "attn_layer_indices"),
                      *pattern = hf_config_stated(c, "sliding_window_pattern"),
                      *linear = hf_config_stated(c, "linear_attn_config"),
                      *full = linear ? tree_get(linear, "full_attn_layers") : NULL;
    if (list)
        return read_words(c, list);
    if (hf_config_has(c, HF_RECURRENT))
        return letters ? read_letters(c, letters)
                       : hf_config_refuse(c, NULL, "hybrid_override_pattern",
                                          "expected it, or layers_block_type, to say what each layer is");
    if (flags)
        return read_flags(c, flags);
    if (full)
        return read_numbers(c, full, "full_attn_layers", 1);
    if (attends || attn)
        return read_numbers(c, attends ? attends : attn, attends ? "full_attn_idxs" : "attn_layer_indices", 0);
    if (c->arch->attention == attention_conv || c->arch->attention == attention_mamba || hf_config_has(c, HF_KDA))
        return hf_config_refuse(c, NULL, "layer_types", "expected a list that says which layers attend");
    if (pattern && pattern->type == TREE_TEXT && !isnan(hf_config_number(c, "sliding_window")))
        return read_window_letters(c, pattern);
    by_period(c);
    return true;
}

/* Returns whether a model of that attention can have layers of that kind. */
static bool may_have(const struct hf_config *c, enum hf_layer kind)
{
    switch (kind) {
    case HF_LAYER_FULL: return true;
    case HF_LAYER_WINDOW:
        return c->arch->attention == attention_full || c->arch->attention == attention_window ||
               c->arch->attention == attention_compressed;
    case HF_LAYER_LINEAR:
        return c->arch->attention == attention_gdn || c->arch->attention == attention_mamba ||
               c->arch->attention == attention_conv;
    default: return hf_config_has(c, HF_RECURRENT);
    }
}

bool hf_layers_find(struct hf_config *c)
{
    static const char *const names[HF_LAYER_KINDS] = {"full", "a sliding window", "a recurrent mixer",
                                                      "a feed-forward part alone", "experts alone"};
    BUG_UNLESS(c->layers >= 1 && c->layers <= HF_CONFIG_MOST_LAYERS);
    if (!read_kinds(c))
        return false;
    for (int i = 0; i < c->layers; i++) {
        c->n[c->kind[i]]++;
        if (!may_have(c, c->kind[i]))
            return hf_config_refuse(c, hf_config_stated(c, "layer_types"), "layer_types",
                                    str_format(c->arena, "a model record cannot describe a %s with layers of %s",
                                               c->arch->type, names[c->kind[i]]));
    }
    return true;
}

double hf_layers_count(const struct hf_config *c)
{
    const struct tree *list = hf_config_stated(c, "layer_types");
    const double twice = hf_config_has(c, HF_DOUBLE) ? 2 * hf_config_number(c, "num_layers") : NAN;
    if (!isnan(twice))
        return twice;
    if (!hf_config_stated(c, "num_hidden_layers") && list && list->type == TREE_LIST && list->n > 0)
        return (double)list->n;
    return hf_config_number(c, "num_hidden_layers");
}

void hf_layers_put_full(const struct hf_config *c, const char *key)
{
    int p = 1;
    BUG_UNLESS(c->layers >= 1 && c->layers <= HF_CONFIG_MOST_LAYERS);
    while (p < c->layers && c->kind[p - 1] != HF_LAYER_FULL)
        p++;
    bool regular = true;
    for (int i = 0; i < c->layers; i++)
        regular &= (c->kind[i] == HF_LAYER_FULL) == (i % p == p - 1);
    hf_config_put(c, regular ? "full_period" : "full_layers", regular ? p : c->n[HF_LAYER_FULL], key);
}

/* ---- which layers have experts ---- */

/* Where the layers with experts are stated. */
struct expert_layers {
    const char *key;
    bool has[HF_CONFIG_MOST_LAYERS];
};

/* Sets what a list says of each layer: "sparse" or "moe", true, or a number other than 0 for experts. */
static bool read_expert_list(const struct hf_config *c, const struct tree *list, struct expert_layers *e)
{
    int i = 0;
    if (!is_layer_list(c, list, e->key, "entry"))
        return false;
    for (const struct tree *t = list->first; t && i < c->layers; t = t->next, i++)
        e->has[i] = t->type == TREE_TEXT ? str_same_word(t->text, "sparse") || str_same_word(t->text, "moe")
                                         : t->number != 0;
    return true;
}

/* Sets the layers whose numbers a text like "3,4,5" or a list has; has what it says of them, the others not. */
static bool read_expert_numbers(const struct hf_config *c, const struct tree *from, bool has, struct expert_layers *e)
{
    for (int i = 0; i < c->layers; i++)
        e->has[i] = !has;
    const char *rest = from->type == TREE_TEXT ? from->text : NULL;
    const struct tree *t = from->type == TREE_LIST ? from->first : NULL;
    while (t || (rest && *rest)) {
        char *end = NULL;
        const double i = t ? (t->type == TREE_NUMBER ? t->number : -1) : strtod(rest, &end);
        if (!(i >= 0 && i == floor(i)) || (!t && end == rest))
            return hf_config_refuse(c, t ? t : from, e->key, "expected the numbers of layers");
        if (i < c->layers)
            e->has[(int)i] = has;
        if (t)
            t = t->next;
        else
            rest = end + strspn(end, ", ");
    }
    return true;
}

/* Reads the lists of layers with or without experts. Sets key to the one that is there, NULL where none is. */
static bool read_experts(const struct hf_config *c, struct expert_layers *e)
{
    static const char *const lists[] = {"mlp_layer_types", "moe_layer_freq", "is_moe_layer"};
    const struct tree *dense = hf_config_stated(c, "mlp_only_layers"), *moe = hf_config_stated(c, "moe_layers_enum");
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct tree *t = hf_config_stated(c, lists[i]);
        if (t && t->type == TREE_LIST) {
            e->key = lists[i];
            return read_expert_list(c, t, e);
        }
    }
    if (moe) {
        e->key = "moe_layers_enum";
        return read_expert_numbers(c, moe, true, e);
    }
    if (dense && dense->type == TREE_LIST && dense->n > 0) {
        e->key = "mlp_only_layers";
        return read_expert_numbers(c, dense, false, e);
    }
    return true;
}

bool hf_layers_put_experts(struct hf_config *c)
{
    struct expert_layers e = {.key = NULL};
    if (!read_experts(c, &e))
        return false;
    double period = hf_config_number(c, "decoder_sparse_step"), first = 0;
    if (isnan(period))
        period = hf_config_value(c, "interleave_moe_layer_step");
    const struct tree *freq = hf_config_stated(c, "moe_layer_freq");
    const char *every = freq && freq->type == TREE_LIST ? "moe_layer_interval" : "moe_layer_freq";
    if (!freq)
        every = "moe_layer_interval";
    if (hf_config_number(c, every) > 1)
        return hf_config_refuse(c, hf_config_stated(c, every), every,
                                "expected 1: a model record can only describe experts in all layers after the first "
                                "ones, or in the last layer of each period");
    if (period > 1)
        hf_config_put(c, "moe_period", period, "decoder_sparse_step");
    if (!e.key)
        first = hf_config_value(c, "first_k_dense_replace");
    else
        while (first < c->layers && !e.has[(int)first])
            first++;
    for (int i = (int)first; e.key && !(period > 1) && i < c->layers; i++)
        if (!e.has[i])
            return hf_config_refuse(c, hf_config_stated(c, e.key), e.key,
                                    "a model record can only describe dense layers that are the first ones");
    if (first > 0 && !(period > 1))
        hf_config_put(c, "dense_first", first, e.key ? e.key : "first_k_dense_replace");
    return true;
}
