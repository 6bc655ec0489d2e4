#include "hf_ffn.h"

#include "arena.h"
#include "hf_layers.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* ---- experts ---- */

static void shared_experts(struct hf_config *c, double width)
{
    const double many = hf_config_value(c, "n_shared_experts"),
                 stated_width = hf_config_value(c, "shared_expert_intermediate_size");
    const double each = isnan(hf_config_number(c, "moe_shared_expert_intermediate_size"))
                            ? width
                            : hf_config_number(c, "moe_shared_expert_intermediate_size");
    if (hf_config_has(c, HF_DOUBLE)) {
        hf_config_copy(c, "shared_ffn", "intermediate_size");
        return;
    }
    if (hf_config_has(c, HF_SHARED_ONE))
        hf_config_put(c, "shared_ffn", width * (many > 1 ? many : 1), "intermediate_size");
    else if (hf_config_has(c, HF_BESIDE))
        hf_config_copy(c, "shared_ffn", "intermediate_size");
    else if (stated_width > 0) {
        hf_config_put(c, "shared_ffn", stated_width, "shared_expert_intermediate_size");
        hf_config_mark(c, "shared_gate", hf_config_has(c, HF_SHARED_GATE));
    } else if (many > 0)
        hf_config_put(c, "shared_ffn", many * each, "n_shared_experts");
}

/* Two attentions and two feed-forwards share one bank of experts: two blocks, of which the second has the experts and
   its dense part as the shared one. Some experts are empty and cost nothing. */
static void double_layers(struct hf_config *c, double experts)
{
    const double empty = hf_config_number(c, "zero_expert_num"), used = hf_config_number(c, "num_experts_per_tok");
    const double real = isnan(empty) ? used : round(used * experts / (experts + empty));
    hf_config_put(c, "experts_used", real, "num_experts_per_tok");
    hf_config_put(c, "moe_period", 2, "num_experts");
    hf_config_copy(c, "ffn", "intermediate_size");
    hf_config_say(c,
                  "layers of two attentions and two feed-forwards are stated as two blocks each, the second with the "
                  "experts and its dense part as the shared expert");
    if (empty > 0)
        hf_config_say(c, "%g of the %g experts are empty: %g is the mean of the real ones of a token", empty,
                      experts + empty, real);
}

/* Sets the width of the layers without experts. */
static void dense_layers(struct hf_config *c)
{
    if (hf_config_has(c, HF_BESIDE) || (!tree_get(c->model, "dense_first") && !tree_get(c->model, "moe_period")))
        return;
    const bool own = hf_config_stated(c, "intermediate_size_mlp") ||
                     !isnan(hf_arch_default(c->arch, "intermediate_size_mlp"));
    if (own || !hf_config_has(c, HF_EXPERT_IS_FFN))
        hf_config_copy(c, "ffn", own ? "intermediate_size_mlp" : "intermediate_size");
}

static bool experts(struct hf_config *c, double n)
{
    const double own = hf_config_value(c, "moe_intermediate_size");
    const double width = isnan(own) ? hf_config_value(c, "intermediate_size") : own;
    hf_config_put(c, "experts", n, "num_experts");
    hf_config_put(c, "expert_ffn", width, isnan(own) ? "intermediate_size" : "moe_intermediate_size");
    shared_experts(c, width);
    hf_config_mark(c, "router_bias", hf_config_has(c, HF_ROUTER_BIAS));
    if (hf_config_has(c, HF_DOUBLE)) {
        double_layers(c, n);
        return true;
    }
    hf_config_need(c, "experts_used", "num_experts_per_tok");
    if (c->arch->attention == attention_mamba)
        return true;
    if (!hf_layers_put_experts(c))
        return false;
    dense_layers(c);
    return true;
}

/* ---- dense ---- */

/* Returns the width of LFM2's feed-forward, which its code makes from the stated one. */
static double adjusted(struct hf_config *c)
{
    const double width = hf_config_number(c, "intermediate_size"),
                 factor = hf_config_number(c, "block_ffn_dim_multiplier"),
                 multiple = hf_config_number(c, "block_multiple_of");
    if (!hf_config_yes(c, "block_auto_adjust_ff_dim", hf_config_is(c, "lfm2")))
        return width;
    const double two_thirds = floor(2 * width / 3), scaled = isnan(factor) ? two_thirds : floor(factor * two_thirds),
                 unit = isnan(multiple) ? 256 : multiple;
    return ceil(scaled / unit) * unit;
}

/* In a Nemotron-H without experts some layers are a feed-forward part alone. A record has one width for all layers: the
   one that gives the same parameters, rounded up to a block of 32 weights. */
static void spread_over_all(struct hf_config *c)
{
    static const double block = 32;
    const double width = hf_config_number(c, "intermediate_size"), layers = c->n[HF_LAYER_FFN];
    hf_config_put(c, "ffn", ceil(width * layers / c->layers / block) * block, "intermediate_size");
    hf_config_say(c, "%g of %d blocks are a feed-forward part, %g wide: ffn spreads it over all of them", layers,
                  c->layers, width);
}

static bool dense(struct hf_config *c)
{
    if (hf_config_has(c, HF_RECURRENT)) {
        if (c->n[HF_LAYER_FFN] == 0)
            return hf_config_refuse(c, NULL, "hybrid_override_pattern",
                                    "expected layers of experts (E) or of a feed-forward part (-)");
        spread_over_all(c);
    } else if (hf_config_has(c, HF_SHARED_IS_FFN) && hf_config_stated(c, "shared_intermediate_size"))
        hf_config_copy(c, "ffn", "shared_intermediate_size");
    else if (c->arch->attention == attention_conv && hf_config_stated(c, "intermediate_size"))
        hf_config_put(c, "ffn", adjusted(c), "intermediate_size");
    else
        hf_config_need(c, "ffn", "intermediate_size");
    return true;
}

bool hf_ffn_fill(struct hf_config *c)
{
    const double n = hf_config_value(c, "num_experts");
    const bool has_experts = hf_config_has(c, HF_RECURRENT) ? c->n[HF_LAYER_EXPERTS] > 0 : n > 0;
    if (hf_config_has(c, HF_PLAIN_FFN))
        hf_config_put(c, "ffn_matrices", 2, "mlp_hidden_act");
    if (has_experts && !(n > 0))
        return hf_config_refuse(c, hf_config_stated(c, "num_experts"), "num_experts",
                                "a config with layers of experts must state how many there are");
    return has_experts ? experts(c, n) : dense(c);
}
