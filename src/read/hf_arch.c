#include "hf_arch.h"

#include <math.h>
#include <string.h>

static const struct hf_arch archs[] = {
    {"llama", attention_full, 0, 2, 0, NULL},
    {"mistral", attention_full, 0, 2, 0, NULL},
    {"ministral3", attention_full, 0, 2, 0, NULL},
    {"mixtral", attention_full, HF_EXPERT_IS_FFN, 2, 0, NULL},
    {"qwen2", attention_full, HF_QKV_BIAS, 2, 0, NULL},
    {"qwen2_vl", attention_full, HF_QKV_BIAS, 2, 0, "qwen2"},
    {"qwen2_5_vl", attention_full, HF_QKV_BIAS, 2, 0, "qwen2"},
    {"qwen2_vl_text", attention_full, HF_QKV_BIAS, 2, 0, "qwen2"},
    {"qwen2_5_vl_text", attention_full, HF_QKV_BIAS, 2, 0, "qwen2"},
    {"qwen3", attention_full, HF_QK_NORM, 2, 0, NULL},
    {"qwen3_vl_text", attention_full, HF_QK_NORM, 2, 0, "qwen3"},
    {"qwen3_moe", attention_full, HF_QK_NORM, 2, 0, NULL},
    {"qwen3_vl_moe_text", attention_full, HF_QK_NORM, 2, 0, "qwen3_moe"},
    {"qwen3_next", attention_gdn, HF_QK_NORM | HF_GATED_QUERY | HF_SHARED_GATE, 2, 4, NULL},
    {"qwen3_5_text", attention_gdn, HF_QK_NORM | HF_GATED_QUERY, 2, 4, NULL},
    {"qwen3_5_moe_text", attention_gdn, HF_QK_NORM | HF_GATED_QUERY | HF_SHARED_GATE, 2, 4, NULL},
    {"gemma", attention_full, HF_TIED, 2, 0, NULL},
    {"gemma2", attention_window, HF_TIED, 4, 2, NULL},
    {"gemma3_text", attention_window, HF_TIED | HF_QK_NORM, 4, 6, NULL},
    {"gemma3n_text", attention_window, HF_TIED | HF_QK_NORM, 4, 5, NULL},
    {"gemma4_text", attention_window, HF_TIED | HF_QK_NORM | HF_BESIDE, 4, 6, NULL},
    {"phi3", attention_full, HF_FUSED, 2, 0, NULL},
    {"gpt_oss", attention_window, HF_EXPERT_IS_FFN | HF_ALL_BIAS | HF_SINKS, 2, 2, NULL},
    {"llama4_text", attention_window, HF_SHARED_ONE, 2, 4, NULL},
    {"deepseek_v2", attention_mla, 0, 2, 0, NULL},
    {"deepseek_v3", attention_mla, HF_ROUTER_BIAS, 2, 0, NULL},
    {"deepseek_v32", attention_mla, HF_ROUTER_BIAS, 2, 0, "deepseek_v3"},
    {"kimi_k2", attention_mla, HF_ROUTER_BIAS, 2, 0, "deepseek_v3"},
    {"glm4", attention_full, HF_FUSED, 4, 0, NULL},
    {"glm4_moe", attention_full, HF_ROUTER_BIAS | HF_PREDICTS, 2, 0, NULL},
    {"glm4_moe_lite", attention_mla, HF_ROUTER_BIAS, 2, 0, NULL},
    {"glm_moe_dsa", attention_mla, HF_ROUTER_BIAS | HF_PREDICTS | HF_PREDICTS_SHARED, 2, 0, NULL},
    {"cohere", attention_full, HF_TIED | HF_KEY_NORM, 1, 0, NULL},
    {"cohere2", attention_window, HF_TIED, 1, 4, NULL},
    {"minimax_m2", attention_full, HF_EXPERT_IS_FFN | HF_ROUTER_BIAS | HF_QK_FULL, 2, 0, NULL},
    {"olmo2", attention_full, HF_QK_FULL, 2, 0, NULL},
    {"smollm3", attention_full, HF_TIED, 2, 0, NULL},
    {"granite", attention_full, 0, 2, 0, NULL},
    {"seed_oss", attention_full, HF_QKV_BIAS, 2, 0, NULL},
    {"dots1", attention_full, HF_QK_NORM | HF_ROUTER_BIAS, 2, 0, NULL},
    {"nemotron_h", attention_mamba, HF_ROUTER_BIAS, 1, 0, NULL},
};

/* One value of a config class. */
struct given {
    const char *type, *key;
    double value;
};
static const struct given defaults[] = {
    {"llama", "vocab_size", 32000}, {"llama", "hidden_size", 4096}, {"llama", "intermediate_size", 11008}, {"llama", "num_hidden_layers", 32},
    {"llama", "num_attention_heads", 32}, {"llama", "max_position_embeddings", 2048},
    {"mistral", "vocab_size", 32000}, {"mistral", "hidden_size", 4096}, {"mistral", "intermediate_size", 14336}, {"mistral", "num_hidden_layers", 32},
    {"mistral", "num_attention_heads", 32}, {"mistral", "num_key_value_heads", 8}, {"mistral", "max_position_embeddings", 131072},
    {"mixtral", "vocab_size", 32000}, {"mixtral", "hidden_size", 4096}, {"mixtral", "intermediate_size", 14336}, {"mixtral", "num_hidden_layers", 32},
    {"mixtral", "num_attention_heads", 32}, {"mixtral", "num_key_value_heads", 8}, {"mixtral", "max_position_embeddings", 131072},
    {"mixtral", "num_local_experts", 8}, {"mixtral", "num_experts_per_tok", 2},
    {"qwen2", "num_key_value_heads", 32}, {"qwen2", "max_position_embeddings", 32768},
    {"qwen3", "num_key_value_heads", 32}, {"qwen3", "head_dim", 128}, {"qwen3", "max_position_embeddings", 32768},
    {"qwen3_moe", "num_key_value_heads", 4}, {"qwen3_moe", "max_position_embeddings", 32768}, {"qwen3_moe", "num_experts", 128},
    {"qwen3_moe", "num_experts_per_tok", 8}, {"qwen3_moe", "moe_intermediate_size", 768},
    {"qwen3_next", "vocab_size", 151936}, {"qwen3_next", "hidden_size", 2048}, {"qwen3_next", "num_hidden_layers", 48},
    {"qwen3_next", "num_attention_heads", 16}, {"qwen3_next", "num_key_value_heads", 2}, {"qwen3_next", "max_position_embeddings", 32768},
    {"qwen3_next", "head_dim", 256}, {"qwen3_next", "linear_key_head_dim", 128}, {"qwen3_next", "linear_value_head_dim", 128},
    {"qwen3_next", "linear_num_key_heads", 16}, {"qwen3_next", "linear_num_value_heads", 32}, {"qwen3_next", "moe_intermediate_size", 512},
    {"qwen3_next", "shared_expert_intermediate_size", 512}, {"qwen3_next", "num_experts_per_tok", 10}, {"qwen3_next", "num_experts", 512},
    {"gemma2", "vocab_size", 256000}, {"gemma2", "hidden_size", 2304}, {"gemma2", "intermediate_size", 9216}, {"gemma2", "num_hidden_layers", 26},
    {"gemma2", "num_attention_heads", 8}, {"gemma2", "num_key_value_heads", 4}, {"gemma2", "head_dim", 256},
    {"gemma2", "max_position_embeddings", 8192}, {"gemma2", "sliding_window", 4096}, {"gemma2", "attn_logit_softcapping", 50},
    {"gemma3_text", "vocab_size", 262208}, {"gemma3_text", "hidden_size", 2304}, {"gemma3_text", "intermediate_size", 9216},
    {"gemma3_text", "num_hidden_layers", 26}, {"gemma3_text", "num_attention_heads", 8}, {"gemma3_text", "num_key_value_heads", 4},
    {"gemma3_text", "head_dim", 256}, {"gemma3_text", "max_position_embeddings", 131072}, {"gemma3_text", "sliding_window", 4096},
    {"gemma3n_text", "vocab_size", 262400}, {"gemma3n_text", "hidden_size", 2048}, {"gemma3n_text", "intermediate_size", 16384},
    {"gemma3n_text", "num_hidden_layers", 35}, {"gemma3n_text", "num_attention_heads", 8}, {"gemma3n_text", "num_key_value_heads", 2},
    {"gemma3n_text", "head_dim", 256}, {"gemma3n_text", "max_position_embeddings", 32768}, {"gemma3n_text", "sliding_window", 512},
    {"gemma3n_text", "hidden_size_per_layer_input", 256}, {"gemma3n_text", "altup_num_inputs", 4}, {"gemma3n_text", "num_kv_shared_layers", 15},
    {"gemma3n_text", "laurel_rank", 64},
    {"phi3", "vocab_size", 32064}, {"phi3", "hidden_size", 3072}, {"phi3", "intermediate_size", 8192}, {"phi3", "num_hidden_layers", 32},
    {"phi3", "num_attention_heads", 32}, {"phi3", "max_position_embeddings", 4096},
    {"gpt_oss", "vocab_size", 201088}, {"gpt_oss", "hidden_size", 2880}, {"gpt_oss", "intermediate_size", 2880}, {"gpt_oss", "num_hidden_layers", 36},
    {"gpt_oss", "num_attention_heads", 64}, {"gpt_oss", "num_key_value_heads", 8}, {"gpt_oss", "head_dim", 64},
    {"gpt_oss", "max_position_embeddings", 131072}, {"gpt_oss", "sliding_window", 128}, {"gpt_oss", "num_local_experts", 128},
    {"gpt_oss", "num_experts_per_tok", 4},
    {"llama4_text", "vocab_size", 202048}, {"llama4_text", "hidden_size", 5120}, {"llama4_text", "intermediate_size", 8192},
    {"llama4_text", "intermediate_size_mlp", 16384}, {"llama4_text", "num_hidden_layers", 48}, {"llama4_text", "num_attention_heads", 40},
    {"llama4_text", "num_key_value_heads", 8}, {"llama4_text", "head_dim", 128}, {"llama4_text", "max_position_embeddings", 131072},
    {"llama4_text", "num_experts_per_tok", 1}, {"llama4_text", "num_local_experts", 16}, {"llama4_text", "attention_chunk_size", 8192},
    {"llama4_text", "interleave_moe_layer_step", 1},
    {"deepseek_v3", "vocab_size", 129280}, {"deepseek_v3", "hidden_size", 7168}, {"deepseek_v3", "intermediate_size", 18432},
    {"deepseek_v3", "moe_intermediate_size", 2048}, {"deepseek_v3", "num_hidden_layers", 61}, {"deepseek_v3", "num_attention_heads", 128},
    {"deepseek_v3", "n_shared_experts", 1}, {"deepseek_v3", "n_routed_experts", 256}, {"deepseek_v3", "kv_lora_rank", 512},
    {"deepseek_v3", "q_lora_rank", 1536}, {"deepseek_v3", "qk_rope_head_dim", 64}, {"deepseek_v3", "v_head_dim", 128},
    {"deepseek_v3", "qk_nope_head_dim", 128}, {"deepseek_v3", "num_experts_per_tok", 8}, {"deepseek_v3", "first_k_dense_replace", 3},
    {"deepseek_v3", "max_position_embeddings", 4096},
    {"glm4_moe", "vocab_size", 151552}, {"glm4_moe", "hidden_size", 4096}, {"glm4_moe", "intermediate_size", 10944}, {"glm4_moe", "num_hidden_layers", 46},
    {"glm4_moe", "num_attention_heads", 96}, {"glm4_moe", "num_key_value_heads", 8}, {"glm4_moe", "max_position_embeddings", 131072},
    {"glm4_moe", "moe_intermediate_size", 1408}, {"glm4_moe", "num_experts_per_tok", 8},
    {"cohere", "vocab_size", 256000}, {"cohere", "hidden_size", 8192}, {"cohere", "intermediate_size", 22528}, {"cohere", "num_hidden_layers", 40},
    {"cohere", "num_attention_heads", 64}, {"cohere", "max_position_embeddings", 8192},
};

const struct hf_arch *hf_arch_find(const char *type)
{
    for (size_t i = 0; i < sizeof archs / sizeof *archs; i++)
        if (strcmp(archs[i].type, type) == 0)
            return &archs[i];
    return NULL;
}

double hf_arch_default(const struct hf_arch *arch, const char *key)
{
    const char *class = arch->class ? arch->class : arch->type;
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        if (strcmp(defaults[i].type, class) == 0 && strcmp(defaults[i].key, key) == 0)
            return defaults[i].value;
    return NAN;
}

const struct hf_arch *hf_arch_at(size_t i)
{
    return i < sizeof archs / sizeof *archs ? &archs[i] : NULL;
}
