#include "gguf_arch.h"

#include <string.h>

static const struct gguf_arch archs[] = {
    {"llama", attention_full, 0, 0},          {"mistral3", attention_full, 0, 0},
    {"qwen2", attention_full, 0, 0},          {"qwen2vl", attention_full, 0, 0},
    {"qwen2moe", attention_full, 0, 0},       {"qwen3", attention_full, 0, 0},
    {"qwen3moe", attention_full, 0, 0},       {"qwen3vl", attention_full, 0, 0},
    {"qwen3vlmoe", attention_full, 0, 0},     {"phi2", attention_full, 0, 0},
    {"phi3", attention_full, 0, 0},           {"phimoe", attention_full, 0, 0},
    {"command-r", attention_full, 0, 0},      {"starcoder2", attention_full, 0, 0},
    {"stablelm", attention_full, 0, 0},       {"internlm2", attention_full, 0, 0},
    {"olmo", attention_full, 0, 0},           {"olmo2", attention_full, 4, 0},
    {"olmoe", attention_full, 0, 0},          {"granite", attention_full, 0, 0},
    {"granitemoe", attention_full, 0, 0},     {"chatglm", attention_full, 0, 0},
    {"glm4", attention_full, 0, 0},           {"glm4moe", attention_full, 0, 0},
    {"exaone", attention_full, 0, 0},         {"nemotron", attention_full, 0, 0},
    {"deepseek", attention_full, 0, 0},       {"dots1", attention_full, 0, 0},
    {"minicpm", attention_full, 0, 0},        {"gemma", attention_full, 0, 0},
    {"baichuan", attention_full, 0, 0},       {"falcon", attention_full, 0, 0},
    {"arcee", attention_full, 0, 0},          {"smollm3", attention_full, 0, 0},
    {"ernie4_5", attention_full, 0, 0},       {"ernie4_5-moe", attention_full, 0, 0},
    {"hunyuan-moe", attention_full, 0, 0},    {"hunyuan-dense", attention_full, 0, 0},
    {"minimax-m2", attention_full, 0, 0},     {"seed_oss", attention_full, 0, 0},
    {"bailingmoe", attention_full, 0, 0},     {"bailingmoe2", attention_full, 0, 0},
    {"apertus", attention_full, 0, 0},        {"gemma2", attention_window, 2, 4096},
    {"gemma3", attention_window, 6, 0},       {"gemma3n", attention_window, 5, 0},
    {"gemma4", attention_window, 6, 0},       {"cohere2", attention_window, 4, 0},
    {"llama4", attention_window, 4, 8192},    {"gpt-oss", attention_window, 2, 0},
    {"exaone4", attention_full, 4, 0},        {"deepseek2", attention_mla, 0, 0},
    {"glm-dsa", attention_mla, 0, 0},         {"qwen3next", attention_gdn, 0, 0},
    {"qwen35", attention_gdn, 0, 0},          {"qwen35moe", attention_gdn, 0, 0},
    {"lfm2", attention_conv, 0, 0},           {"lfm2moe", attention_conv, 0, 0},
    {"nemotron_h", attention_mamba, 0, 0},    {"nemotron_h_moe", attention_mamba, 0, 0},
    {"granitehybrid", attention_mamba, 0, 0}, {"bert", attention_encoder, 0, 0},
};

const struct gguf_arch *gguf_arch_find(const char *name)
{
    for (size_t i = 0; i < sizeof archs / sizeof *archs; i++)
        if (strcmp(archs[i].name, name) == 0)
            return &archs[i];
    return NULL;
}
