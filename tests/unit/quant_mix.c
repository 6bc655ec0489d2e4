/* model/quant_mix: bytes of tensors by hand, and llama.cpp's choices of format by layer. */
#include "test.h"

#include "quant_mix.h"
#include "prepare.h"

static struct tensors_one matrix(enum tensor role, double row, double rows)
{
    return (struct tensors_one){.role = role, .class = TENSORS_FFN, .row = row, .rows = rows};
}

/* 4096 x 4096 elements: blocks of 256 (K-quants) or 32 times their bytes. */
static void bytes_in_the_file(void)
{
    static const struct {
        const char *format;
        double row, rows, bytes;
    } rows[] = {
        {"F16", 4096, 4096, 33554432},  {"BF16", 4096, 4096, 33554432},  {"Q8_0", 4096, 4096, 17825792},
        {"Q6_K", 4096, 4096, 13762560}, {"Q5_K", 4096, 4096, 11534336},  {"Q4_K", 4096, 4096, 9437184},
        {"Q4_0", 4096, 4096, 9437184},  {"IQ4_XS", 4096, 4096, 8912896}, {"Q3_K", 4096, 4096, 7208960},
        {"Q2_K", 4096, 4096, 5505024},  {"MXFP4", 2880, 5760, 8812800},  {"Q4_K", 14336, 4096, 33030144},
        {"Q5_0", 2880, 2880, 5702400},  {"F32", 4096, 3, 49152},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct tensors_one t = matrix(tensor_ffn_up, rows[i].row, rows[i].rows);
        test_row("%s %g x %g", rows[i].format, rows[i].row, rows[i].rows);
        CLOSE(quant_mix_file_b(FIND(format, rows[i].format), &t), rows[i].bytes, 0);
    }
    const struct tensors_one norm = {
        .role = tensor_norm, .class = TENSORS_OTHER, .row = 4097, .rows = 1, .vector = true};
    CLOSE(quant_mix_file_b(NULL, &norm), 16388, 0);
}

/* Rows that are no multiple of 512 get the missing columns once per tensor; the sum is rounded up to 128. */
static void bytes_on_a_gpu(void)
{
    static const struct {
        const char *format;
        double row, rows, bytes;
    } rows[] = {
        {"Q4_K", 4096, 4096, 9437184},   {"Q5_0", 2880, 2880, 5702656}, /* + 192 / 32 x 22 = 132, then 5,702,532 up */
        {"Q8_0", 2880, 2880, 8813056},                                  /* 8,812,800 + 204, up */
        {"Q4_K", 11008, 4096, 25362688},                                /* + 144, up */
        {"F16", 2880, 3, 17280}, /* not quantised: no padding; 17,280 = 135 x 128 */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct tensors_one t = matrix(tensor_ffn_up, rows[i].row, rows[i].rows);
        test_row("%s %g x %g", rows[i].format, rows[i].row, rows[i].rows);
        CLOSE(quant_mix_gpu_b(FIND(format, rows[i].format), &t), rows[i].bytes, 0);
    }
    const struct tensors_one norm = {
        .role = tensor_norm, .class = TENSORS_OTHER, .row = 4097, .rows = 1, .vector = true};
    CLOSE(quant_mix_gpu_b(NULL, &norm), 16512, 0);
}

static void rows_of_a_cache(void)
{
    CLOSE(quant_mix_row_b(FIND(format, "F16"), 1024), 2048, 0);
    CLOSE(quant_mix_row_b(FIND(format, "Q8_0"), 1024), 1088, 0);
    CLOSE(quant_mix_row_b(FIND(format, "Q4_0"), 1024), 576, 0);
}

/* llama.cpp, llama_tensor_get_type: 32 layers, so the first and last four, and every third between. */
static void formats_by_layer(void)
{
    static const struct {
        const char *model, *quant;
        enum tensor role;
        double row;
        int layer;
        const char *format;
    } rows[] = {
        {"llama-3-8b", "Q4_K_M", tensor_attn_v, 4096, 0, "Q6_K"},
        {"llama-3-8b", "Q4_K_M", tensor_attn_v, 4096, 3, "Q6_K"},
        {"llama-3-8b", "Q4_K_M", tensor_attn_v, 4096, 4, "Q4_K"},
        {"llama-3-8b", "Q4_K_M", tensor_attn_v, 4096, 5, "Q4_K"},
        {"llama-3-8b", "Q4_K_M", tensor_attn_v, 4096, 6, "Q6_K"},
        {"llama-3-8b", "Q4_K_M", tensor_ffn_down, 14336, 26, "Q4_K"},
        {"llama-3-8b", "Q4_K_M", tensor_ffn_down, 14336, 27, "Q6_K"},
        {"llama-3-8b", "Q4_K_M", tensor_ffn_down, 14336, 31, "Q6_K"},
        {"llama-3-8b", "Q4_K_M", tensor_ffn_gate, 4096, 0, "Q4_K"},
        {"llama-3-8b", "Q4_K_M", tensor_attn_q, 4096, 0, "Q4_K"},
        {"llama-3-8b", "Q4_K_M", tensor_output, 4096, -1, "Q6_K"},
        {"llama-3-8b", "Q4_K_M", tensor_token_embd, 4096, -1, "Q4_K"},
        {"llama-3-8b", "Q4_K_S", tensor_ffn_down, 14336, 0, "Q5_K"},
        {"llama-3-8b", "Q4_K_S", tensor_ffn_down, 14336, 31, "Q4_K"},
        {"llama-3-8b", "Q5_K_M", tensor_attn_v, 4096, 0, "Q6_K"},
        {"llama-3-8b", "Q5_K_M", tensor_attn_v, 4096, 4, "Q5_K"},
        {"llama-3-8b", "Q8_0", tensor_output, 4096, -1, "Q8_0"},
        {"llama-3-8b", "F16", tensor_ffn_up, 4096, 7, "F16"},
        {"llama-3-70b", "Q4_K_M", tensor_attn_v, 8192, 11, "Q5_K"},
        {"llama-3-70b", "Q4_K_M", tensor_attn_v, 8192, 0, "Q6_K"},
        {"mixtral-8x7b", "Q4_K_M", tensor_attn_v, 4096, 4, "Q8_0"},
        {"mixtral-8x7b", "Q4_K_M", tensor_attn_k, 4096, 4, "Q8_0"},
        {"llama-3.2-1b", "Q4_K_M", tensor_token_embd, 2048, -1, "Q6_K"},
        {"qwen3.6-35b-a3b", "NVFP4-RedHatAI", tensor_attn_qkv, 2048, 0, "BF16"},
        {"qwen3.6-35b-a3b", "NVFP4", tensor_attn_other, 4096, 2, "FP8"},
        {"qwen3.6-35b-a3b", "NVFP4-RedHatAI", tensor_attn_q, 2048, 3, "NVFP4"},
        {"qwen3.6-35b-a3b", "NVFP4", tensor_ffn_up, 2048, 0, "NVFP4"},
        {"qwen3.6-27b", "NVFP4", tensor_attn_other, 5120, 0, "FP8"},
        {"nemotron-3-nano-30b-a3b", "FP8", tensor_attn_q, 2688, 8, "BF16"},
        {"nemotron-3-nano-30b-a3b", "NVFP4", tensor_ffn_up, 2688, 1, "NVFP4"},
        {"nemotron-3-nano-30b-a3b", "AWQ-INT4", tensor_attn_other, 4096, 0, "BF16"},
        {"qwen3.6-27b", "AWQ-INT4", tensor_attn_other, 5120, 0, "INT4-g128"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct tensors_one t = matrix(rows[i].role, rows[i].row, 1024);
        test_row("%s %s role %d layer %d", rows[i].model, rows[i].quant, (int)rows[i].role, rows[i].layer);
        SAME(quant_mix_format(FIND(model, rows[i].model), FIND(quant, rows[i].quant), &t, rows[i].layer)->id,
             rows[i].format);
    }
}

/* NVIDIA's Nemotron 3 Nano: 6 of the 23 Mamba-2 layers feed attention and stay in 16 bits, the other 17 do not. */
static void mamba_that_feeds_attention(void)
{
    const struct model *m = FIND(model, "nemotron-3-nano-30b-a3b");
    const struct quant *q = FIND(quant, "FP8");
    const struct tensors_one t = matrix(tensor_attn_other, 4096, 2688);
    int high = 0, low = 0;
    for (int layer = 0; layer < 52; layer++)
        if (tensors_is_recurrent(m, layer)) {
            const bool feeds = quant_mix_format(m, q, &t, layer) == FIND(format, "BF16");
            high += feeds;
            low += !feeds;
        }
    CLOSE(high, 6, 0);
    CLOSE(low, 17, 0);
}

/* 2880 columns are no multiple of 256: the next format whose blocks are 32 wide. */
static void fallbacks(void)
{
    static const char *const rows[][2] = {{"Q4_K_S", "Q5_0"}, {"Q5_K_S", "Q5_1"}, {"Q6_K", "Q8_0"}, {"Q3_K_S", "Q4_0"},
                                          {"Q2_K", "Q4_0"},   {"Q4_0", "Q4_0"},   {"F16", "F16"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct tensors_one t = matrix(tensor_ffn_gate, 2880, 2880), whole = matrix(tensor_ffn_gate, 2816, 2880);
        const struct model *m = FIND(model, "llama-3-8b");
        const struct quant *q = FIND(quant, rows[i][0]);
        test_row("%s", rows[i][0]);
        SAME(quant_mix_format(m, q, &t, 12)->id, rows[i][1]);
        SAME(quant_mix_format(m, q, &whole, 12)->id, q->base->id);
    }
}

/* A rule for some models: by experts, by time of release, by what the experts were released in. */
static void rules_for_some_models(void)
{
    static const struct {
        const char *released;
        double experts;
        bool kept;
        const char *format;
    } rows[] = {
        {"2025-12", 64, false, "Q5_K"}, {"2026-01", 64, false, "Q6_K"},  {"2026-02-28", 64, false, "Q6_K"},
        {NULL, 64, false, "Q5_K"},      {"2026-05", NAN, false, "Q4_K"}, {"2025", 64, true, "Q8_0"},
    };
    const struct format *q8 = FIND(format, "Q8_0"), *mxfp4 = FIND(format, "MXFP4");
    const struct quant_rule rules[] = {
        {.tensor = tensor_ffn_up, .when = when_always, .released = mxfp4, .format = q8},
        {.when = when_always, .moe = flag_yes, .since = "2026-01", .format = FIND(format, "Q6_K")},
        {.when = when_always, .moe = flag_yes, .before = "2026-01", .format = FIND(format, "Q5_K")},
    };
    const struct tensors_one t = matrix(tensor_ffn_up, 4096, 4096);
    struct quant q = *FIND(quant, "Q4_K_S");
    q.rules.n = COUNT_OF(rules);
    q.rules.v = rules;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct model m = *FIND(model, "llama-3-8b");
        m.released = rows[i].released;
        m.experts = rows[i].experts;
        m.experts_released = rows[i].kept ? mxfp4 : NULL;
        test_row("released %s, %g experts", rows[i].released ? rows[i].released : "?", rows[i].experts);
        SAME(quant_mix_format(&m, &q, &t, 3)->id, rows[i].format);
    }
}

/* Routed experts that were released in few bits are not stored in more, where the container has the format. */
static void released_experts(void)
{
    static const struct {
        const char *model, *quant, *format;
    } rows[] = {
        {"gpt-oss-20b", "F16", "MXFP4"},
        {"gpt-oss-20b", "Q4_K_M", "MXFP4"},
        {"gpt-oss-20b", "Q3_K_S", "MXFP4"},
        {"gpt-oss-20b", "Q4_K_M+requant", "Q5_0"},
        {"gpt-oss-20b", "8bit", "MXFP4"},
        {"kimi-k2-thinking", "Q8_0", "Q8_0"},
        {"kimi-k2-thinking", "8bit", "INT4-g32-sym"},
        {"kimi-k2-thinking", "INT4", "INT4-g32-sym"},
        {"deepseek-v4-flash", "Q8_0", "MXFP4"},
        {"deepseek-v4-flash", "Q2_K", "Q2_K"},
        {"qwen3-30b-a3b", "Q8_0", "Q8_0"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct model *m = FIND(model, rows[i].model);
        struct tensors_one t = matrix(tensor_ffn_gate, m->hidden, m->expert_ffn * m->experts);
        t.class = TENSORS_EXPERTS;
        t.stacked = true;
        test_row("%s %s", rows[i].model, rows[i].quant);
        SAME(quant_mix_format(m, FIND(quant, rows[i].quant), &t, 10)->id, rows[i].format);
    }
    const struct tensors_one other = matrix(tensor_attn_q, 7168, 7168);
    SAME(quant_mix_format(FIND(model, "kimi-k2-thinking"), FIND(quant, "INT4"), &other, 10)->id, "BF16");
}

static void vectors_stay_f32(void)
{
    const struct tensors_one t = {.role = tensor_norm, .class = TENSORS_OTHER, .row = 4096, .rows = 1, .vector = true};
    THAT(quant_mix_format(FIND(model, "llama-3-8b"), FIND(quant, "Q2_K"), &t, 3) == NULL);
}

SUITE(quant_mix, {"bytes in the file", bytes_in_the_file}, {"bytes on a GPU", bytes_on_a_gpu},
      {"rows of a cache", rows_of_a_cache}, {"formats by layer", formats_by_layer},
      {"fallbacks of odd rows", fallbacks}, {"vectors stay F32", vectors_stay_f32},
      {"Mamba that feeds attention", mamba_that_feeds_attention}, {"rules for some models", rules_for_some_models},
      {"released experts", released_experts})
