/* read/import_hf: configurations of real models (tests/hf) with one thing changed: what a record can describe is
   described, and what it cannot is refused with the key's name. */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "import.h"
#include "load.h"
#include "str.h"

#include <math.h>

/* Returns the file with the first `from` replaced, which must be there. */
static char *altered(const char *file, const char *from, const char *to)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *text = file_read(test_arena(), &d, str_format(test_arena(), "tests/hf/%s.json", file), &size);
    const char *at = text ? strstr(text, from) : NULL;
    if (!THAT(at != NULL))
        return NULL;
    return str_format(test_arena(), "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static const struct model *imported(char *text, const char **faults)
{
    static const struct import_ask ask = {"m", NULL, "2026-11"};
    struct diags d = diag_none(test_arena());
    const struct import got = import_hf(test_arena(), &d, "config.json", text, strlen(text), &ask);
    const struct load_text one = {.file = "config.json", .tree = got.root};
    const struct catalogue *c = got.root ? load_catalogue(test_arena(), &d, test_catalogue(), &one, 1) : NULL;
    *faults = test_faults(&d);
    return c ? catalogue_find(c, &kind_model, "m") : NULL;
}

static void refused(void)
{
    static const struct {
        const char *file, *from, *to, *fault;
    } rows[] = {
        {"kimi-linear-48b-a3b", "\"num_heads\": 32, ", "", "expected num_heads and head_dim in it"},
        {"kimi-linear-48b-a3b", "\"num_heads\": 32, ", "\"num_heads\": \"many\", ", "linear_attn_config"},
        {"kimi-linear-48b-a3b", "\"qk_rope_head_dim\": 64,", "",
         "expected num_heads and head_dim in it, and kv_lora_rank"},
        {"kimi-linear-48b-a3b", "\"q_lora_rank\": null", "\"q_lora_rank\": 1536",
         "a model record cannot describe compressed queries beside recurrent layers"},
        {"kimi-linear-48b-a3b", "\"num_experts\": 256", "\"num_experts\": 256, \"routed_expert_hidden_size\": 512",
         "a model record cannot describe experts in a latent space"},
        {"mimo-v2-flash", "\"v_head_dim\": 128,", "", "expected head_dim, v_head_dim, num_key_value_heads"},
        {"mimo-v2-flash", "\"swa_head_dim\": 192", "\"swa_head_dim\": 128", "as many and as wide on all layers"},
        {"mimo-v2-flash", "\"swa_v_head_dim\": 128", "\"swa_v_head_dim\": 64", "as many and as wide on all layers"},
        {"mimo-v2-flash", "\"swa_num_attention_heads\": 64", "\"swa_num_attention_heads\": 32",
         "as many and as wide on all layers"},
        {"lfm2-350m", "\"conv_bias\": false", "\"conv_bias\": true", "biases of the convolution alone"},
        {"nemotron-3-nano-30b-a3b", "\"expand\": 2,", "\"expand\": 2, \"moe_latent_size\": 1024,",
         "a model record cannot describe experts in a latent space"},
        {"nemotron-3-nano-30b-a3b", "\"MEMEM*E", "\"M-MEM*E", "dense feed-forward layers beside layers of experts"},
        {"nemotron-3-nano-30b-a3b", "\"MEMEM*E", "\"MEMEM*?", "hybrid_override_pattern"},
        {"nemotron-3-nano-30b-a3b", "\"MEMEM*E", "\"MEMEM*", "hybrid_override_pattern"},
        {"nemotron-3-nano-30b-a3b", "\"mamba_num_heads\": 64,", "", "mamba_num_heads"},
        {"deepseek-v4-flash", "\"o_groups\": 8,", "", "a config with compressed attention must state the ratio"},
        {"deepseek-v4-flash", "\"compress_ratios\": [0, 0, 4, 128,", "\"other_ratios\": [0, 0, 4, 128,",
         "a config with compressed attention must state the ratio of each layer"},
        {"llama-3.1-8b", "\"hidden_size\": 4096", "\"hidden_size\": \"wide\"", "hidden_size"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s: %s", rows[i].file, rows[i].fault);
        char *text = altered(rows[i].file, rows[i].from, rows[i].to);
        if (!text)
            continue;
        THAT(imported(text, &faults) == NULL);
        if (!THAT(strstr(faults, rows[i].fault) != NULL))
            SAME(faults, rows[i].fault);
    }
}

static const struct model *of(const char *file, const char *from, const char *to)
{
    const char *faults;
    char *text = altered(file, from, to);
    test_row("%s: %s", file, to);
    const struct model *m = text ? imported(text, &faults) : NULL;
    THAT(m != NULL);
    SAME(text ? faults : "", "");
    return m;
}

static void described(void)
{
    const struct model *m = of("mimo-v2-flash", "\"swa_num_key_value_heads\": 8", "\"swa_num_key_value_heads\": 4");
    if (m) /* as many on all layers */
        THAT(m->kv_heads == 4 && isnan(m->global_kv_heads) && m->head_dim == 160 && m->sinks == flag_yes);
    m = of("mimo-v2-flash", "\"add_swa_attention_sink_bias\": true", "\"add_swa_attention_sink_bias\": false");
    if (m)
        THAT(m->kv_heads == 8 && m->global_kv_heads == 4 && m->sinks != flag_yes);
    m = of("mimo-v2-flash", "\"add_swa_attention_sink_bias\": true,", "");
    if (m)
        THAT(m->sinks != flag_yes);
    m = of("lfm2-350m", "\"conv_L_cache\": 3,", "");
    if (m) /* 10 of 16 layers are convolutions */
        THAT(m->linear_layers == 10 && m->linear_inner == 1024);
    m = of("granite-4.0-h-micro", "\"mamba_d_head\": \"auto\"", "\"mamba_d_head\": 64");
    if (m) /* 64 heads of 64 are twice the hidden width, as "auto" says too */
        THAT(m->linear_inner == 4096 && m->linear_head_dim == 64 && m->linear_layers == 36 && m->full_layers == 4);
    m = of("granite-4.0-h-micro", "\"mamba_expand\": 2,", "");
    if (m)
        THAT(m->linear_inner == 4096 && m->linear_head_dim == 64);
    m = of("llama-3.2-11b-vision", "[3, 8, 13, 18, 23, 28, 33, 38]", "[]");
    if (m)
        THAT(m->layers == 40 && isnan(m->kv_layers));
    m = of("llama-3.2-11b-vision", "[3, 8, 13, 18, 23, 28, 33, 38]", "[3, 8]");
    if (m)
        THAT(m->kv_layers == 38);
    m = of("gemma-4-31b", "\"global_head_dim\": 512", "\"global_head_dim\": 256");
    if (m)
        THAT(m->head_dim == 256 && isnan(m->global_head_dim));
    m = of("deepseek-v4-flash", "\"expert_dtype\": \"fp4\"", "\"expert_dtype\": \"bf16\"");
    if (m)
        THAT(m->experts_released == NULL);
    m = of("deepseek-v4-flash", "\"o_groups\": 8", "\"o_groups\": 16");
    if (m)
        THAT(strstr(m->note, "16 groups of rank 1024, counted as 8 of rank 1024") != NULL);
    m = of("deepseek-v3-671b", "\"q_lora_rank\": 1536", "\"q_lora_rank\": null");
    if (m)
        THAT(m->q_lora_rank == 0 && m->kv_lora_rank == 512);
    m = of("step-3.5-flash", "\"num_attention_heads\": 96", "\"num_attention_heads\": 64");
    if (m)
        THAT(m->heads == 64 && strstr(m->note, "layers differ in their query heads") == NULL);
    m = of("step-3.5-flash", "\"num_attention_heads\": 96", "\"num_attention_heads\": \"other\"");
    if (m)
        THAT(m->heads == 64);
}

SUITE(hf_altered, {"refused", refused}, {"described", described})
