#include "hf_config.h"

#include "arena.h"
#include "diag.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

bool hf_config_refuse(const struct hf_config *c, const struct tree *at, const char *path, const char *why)
{
    diag_add(c->d, DIAG_UNKNOWN_MODEL, (at ? at : c->text)->at, path, "%s", why);
    return false;
}

void hf_config_say(struct hf_config *c, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    str_addf(&c->said, "%s%s", c->said.len ? "; " : "", str_vformat(c->arena, fmt, args));
    va_end(args);
}

/* Keys that mean the same. */
static const struct {
    const char *key, *other;
} others[] = {
    {"num_hidden_layers", "num_layers"},
    {"num_key_value_heads", "num_attention_groups"},
    {"max_position_embeddings", "model_max_length"},
    {"max_position_embeddings", "max_seq_len"},
    {"tie_word_embeddings", "tie_embedding"},
    {"intermediate_size", "ffn_hidden_size"},
    {"intermediate_size", "block_ff_dim"},
    {"intermediate_size_mlp", "dense_intermediate_size"},
    {"num_experts", "num_local_experts"},
    {"num_experts", "n_routed_experts"},
    {"num_experts", "moe_num_experts"},
    {"num_experts_per_tok", "top_k_experts"},
    {"num_experts_per_tok", "num_experts_per_token"},
    {"num_experts_per_tok", "moe_topk"},
    {"num_experts_per_tok", "moe_top_k"},
    {"num_experts_per_tok", "moe_k"},
    {"moe_intermediate_size", "expert_ffn_hidden_size"},
    {"n_shared_experts", "num_shared_experts"},
    {"n_shared_experts", "num_shared_expert"},
    {"n_shared_experts", "moe_num_shared_experts"},
    {"shared_expert_intermediate_size", "share_expert_dim"},
    {"shared_expert_intermediate_size", "shared_intermediate_size"},
    {"first_k_dense_replace", "num_dense_layers"},
    {"first_k_dense_replace", "moe_layer_start_index"},
    {"mamba_num_heads", "mamba_n_heads"},
    {"mamba_head_dim", "mamba_d_head"},
    {"ssm_state_size", "mamba_d_state"},
    {"n_groups", "mamba_n_groups"},
    {"sliding_window_pattern", "global_attn_every_n_layers"},
    {"layer_types", "layers_block_type"},
};

const struct tree *hf_config_stated(const struct hf_config *c, const char *key)
{
    const struct tree *t = tree_get(c->text, key);
    for (size_t i = 0; i < sizeof others / sizeof *others && (!t || t->type == TREE_NULL); i++)
        if (strcmp(others[i].key, key) == 0)
            t = tree_get(c->text, others[i].other);
    return t && t->type != TREE_NULL ? t : NULL;
}

struct origin hf_config_where(const struct hf_config *c, const char *key)
{
    const struct tree *t = hf_config_stated(c, key);
    return t ? t->at : c->text->at;
}

/* Returns whether a fault of that value is reported already: a key may be read several times. */
static bool reported(const struct hf_config *c, const struct tree *t, const char *key)
{
    for (const struct diag *x = c->d->first; x; x = x->next)
        if (x->path && strcmp(x->path, key) == 0 && x->at.line == t->at.line && x->at.col == t->at.col)
            return true;
    return false;
}

/* Returns the number that a list has for every layer; NaN with a diagnostic where it has several. */
static double of_all_layers(const struct hf_config *c, const struct tree *list, const char *key)
{
    for (const struct tree *t = list->first; t; t = t->next) {
        if (t->type == TREE_NUMBER && t->number == list->first->number)
            continue;
        if (!reported(c, t, key))
            hf_config_refuse(c, t, key, "a model record can only describe layers that all have the same number here");
        return NAN;
    }
    return list->first->number;
}

double hf_config_number(const struct hf_config *c, const char *key)
{
    const struct tree *t = hf_config_stated(c, key);
    if (!t)
        return NAN;
    if (t->type == TREE_NUMBER)
        return t->number;
    if (t->type == TREE_LIST && t->n > 0)
        return of_all_layers(c, t, key);
    if (!reported(c, t, key))
        diag_add(c->d, DIAG_WRONG_TYPE, t->at, key, "expected a number, got %s", tree_describe(c->arena, t));
    return NAN;
}

double hf_config_value(struct hf_config *c, const char *key)
{
    if (hf_config_stated(c, key))
        return hf_config_number(c, key);
    const double x = hf_arch_default(c->arch, key);
    if (!isnan(x) && !strstr(str_format(c->arena, ", %s", c->absent.text), str_format(c->arena, ", %s ", key)))
        str_addf(&c->absent, "%s%s %g", c->absent.len ? ", " : "", key, x);
    return x;
}

bool hf_config_yes(const struct hf_config *c, const char *key, bool otherwise)
{
    const struct tree *t = hf_config_stated(c, key);
    if (!t)
        return otherwise;
    if (t->type != TREE_BOOL && !reported(c, t, key))
        diag_add(c->d, DIAG_WRONG_TYPE, t->at, key, "expected true or false, got %s", tree_describe(c->arena, t));
    return t->number != 0;
}

void hf_config_put(const struct hf_config *c, const char *field, double x, const char *key)
{
    if (!isnan(x))
        tree_make_number(c->arena, c->model, field, x, hf_config_where(c, key));
}

double hf_config_copy(struct hf_config *c, const char *field, const char *key)
{
    const double x = hf_config_value(c, key);
    hf_config_put(c, field, x, key);
    return x;
}

double hf_config_need(struct hf_config *c, const char *field, const char *key)
{
    const double x = hf_config_copy(c, field, key);
    if (isnan(x) && !hf_config_stated(c, key))
        diag_add(c->d, DIAG_MISSING_FIELD, c->text->at, key, "a %s config must state it", c->arch->type);
    return x;
}

void hf_config_mark(const struct hf_config *c, const char *field, bool set)
{
    if (set)
        tree_make_yes(c->arena, c->model, field, true, c->text->at);
}

bool hf_config_has(const struct hf_config *c, enum hf_mark m)
{
    return (c->arch->marks & (unsigned)m) != 0;
}

bool hf_config_is(const struct hf_config *c, const char *type)
{
    return strcmp(c->arch->type, type) == 0;
}
