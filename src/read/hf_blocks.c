#include "hf_blocks.h"

#include "arena.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

enum { MULTIPLE = 256 }; /* widths are multiples of it, as the model's code rounds them up */

/* Returns whether a part of a block is left out. */
static bool no_op(const struct tree *part)
{
    const struct tree *t = tree_get(part, "no_op");
    return t && t->type == TREE_BOOL && t->number != 0;
}

/* Returns the number of a key in a part of a block; NaN where it has none. */
static double number(const struct tree *part, const char *key)
{
    const struct tree *t = tree_get(part, key);
    return t && t->type == TREE_NUMBER ? t->number : NAN;
}

/* Returns the width of a block's feed-forward: stated, or by a multiple of the hidden width. */
static double width_of(const struct tree *ffn, double hidden)
{
    const double stated = number(ffn, "intermediate_size"), mult = number(ffn, "ffn_mult");
    if (!isnan(stated))
        return stated;
    return ceil(floor(2 * mult * hidden / 3) / MULTIPLE) * MULTIPLE;
}

/* Adds a block's feed-forward and reads its attention. Sets the KV heads, NaN before the first that attends. */
static bool read_block(struct hf_config *c, const struct tree *block, double hidden, double heads, double *width,
                       double *kv)
{
    const struct tree *attention = tree_get(block, "attention"), *ffn = tree_get(block, "ffn"),
                      *linear = attention ? tree_get(attention, "replace_with_linear") : NULL;
    if (!attention || !ffn)
        return hf_config_refuse(c, block, "block_configs", "expected attention and ffn in each block");
    if (linear && linear->type == TREE_BOOL && linear->number != 0)
        return hf_config_refuse(c, linear, "block_configs",
                                "a model record cannot describe a matrix in the place of attention");
    if (!no_op(attention)) {
        const double group = number(attention, "n_heads_in_group"), own = number(attention, "num_key_value_heads"),
                     here = isnan(own) ? heads / group : own;
        if (!(here >= 1) || (!isnan(*kv) && *kv != here))
            return hf_config_refuse(c, attention, "block_configs",
                                    "a model record can only describe blocks that all have the same KV heads");
        *kv = here;
    }
    const double here = no_op(ffn) ? 0 : width_of(ffn, hidden);
    if (!(here >= 0))
        return hf_config_refuse(c, ffn, "block_configs", "expected ffn_mult or intermediate_size in each block's ffn");
    *width += here;
    return true;
}

/* Splits a sum of widths into n layers of one width, a multiple of 256, of which the last `wide` count twice. */
static void put_width(struct hf_config *c, double sum)
{
    double best = INFINITY, width = 0;
    int wide = 0;
    for (int n = 0; n < c->layers; n++) {
        const double each = round(sum / (c->layers + n) / MULTIPLE) * MULTIPLE,
                     off = fabs(each * (c->layers + n) - sum);
        if (off < best) {
            best = off;
            width = each;
            wide = n;
        }
    }
    hf_config_put(c, "ffn", width, "block_configs");
    if (wide > 0)
        hf_config_put(c, "wide_ffn_layers", wide, "block_configs");
}

bool hf_blocks_fill(struct hf_config *c, double hidden, double heads)
{
    const struct tree *list = hf_config_stated(c, "block_configs");
    double width = 0, kv = NAN;
    int i = 0;
    if (!list || list->type != TREE_LIST || (int)list->n != c->layers)
        return hf_config_refuse(c, list, "block_configs",
                                str_format(c->arena, "expected a list of %d blocks", c->layers));
    for (const struct tree *t = list->first; t; t = t->next, i++) {
        if (!read_block(c, t, hidden, heads, &width, &kv))
            return false;
        c->kind[i] = no_op(tree_get(t, "attention")) ? HF_LAYER_FFN : HF_LAYER_FULL;
        c->n[c->kind[i]]++;
    }
    if (isnan(kv))
        return hf_config_refuse(c, list, "block_configs", "expected a block that attends");
    const double dim = hf_config_number(c, "head_dim");
    const struct origin at = list->at;
    tree_make_text(c->arena, c->model, "attention", enums_text(&enums_attention, (int)attention_mamba), at);
    tree_make_number(c->arena, c->model, "heads", heads, hf_config_where(c, "num_attention_heads"));
    tree_make_number(c->arena, c->model, "kv_heads", kv, at);
    tree_make_number(c->arena, c->model, "head_dim", isnan(dim) ? floor(hidden / heads) : dim, at);
    tree_make_number(c->arena, c->model, "full_layers", c->n[HF_LAYER_FULL], at);
    tree_make_number(c->arena, c->model, "linear_layers", 0, at);
    put_width(c, width);
    hf_config_say(c,
                  "%d of %d blocks attend and each has a feed-forward of its own width: the record has one width, that "
                  "of some blocks twice, with the same parameters in all",
                  c->n[HF_LAYER_FULL], c->layers);
    return true;
}
