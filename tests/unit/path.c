/* prepare/path: which units do an engine's work. The rows are the engine's; what they add is worked out by hand. */
#include "test.h"

#include "path.h"
#include "predict.h"
#include "prepare.h"

#include <math.h>

/* The path of llama.cpp on that card, for a model and quant, in a build of that month. */
static struct rig_path at(const char *device, enum backend b, const char *model, const char *quant, double month)
{
    const struct constants_case c = {.device = FIND(device, device),
                                     .engine = FIND(engine, "llama.cpp"),
                                     .model = FIND(model, model),
                                     .backend = b,
                                     .flash_attn = flag_yes};
    return path_of(&c, FIND(quant, quant), month);
}

static double month(int year, int m)
{
    return 12 * year + m - 1;
}

/* RDNA4's MMA kernel came in 2026-01; heads of 256 still run on shaders. */
static void attention_by_date(void)
{
    const double old = month(2025, 12), new = month(2026, 1);
    const enum backend b = backend_rocm;
    THAT(at("rx-9070-xt", b, "llama-3.1-8b", "Q4_K_M", old).attention == units_shaders);
    THAT(at("rx-9070-xt", b, "llama-3.1-8b", "Q4_K_M", new).attention == units_matrix);
    THAT(at("rx-9070-xt", b, "llama-3.1-8b", "Q4_K_M", NAN).attention == units_matrix);
    THAT(at("rx-6800-xt", b, "llama-3.1-8b", "Q4_K_M", NAN).attention == units_shaders);
    THAT(at("rx-9070-xt", b, "qwen3.5-9b", "Q4_K_M", new).attention == units_shaders);
    THAT(at("rtx-3090", backend_cuda, "llama-3.1-8b", "Q4_K_M", NAN).attention == units_unknown);
}

/* Gemma 4 has heads of 512 in the layers that keep everything and of 256 in the window layers. */
static void wide_heads(void)
{
    const struct rig_path p = at("arc-b580", backend_vulkan, "gemma-4-31b", "Q4_K_M", NAN);
    THAT(p.attention == units_processor && p.window_attention == units_shaders);
    THAT(at("rx-7900-xtx", backend_vulkan, "gemma-4-31b", "Q4_K_M", NAN).attention != units_processor);
}

/* The format decides: of all matrices for products, of the experts for their products. */
static void formats(void)
{
    THAT(at("rx-7900-xtx", backend_vulkan, "llama-3.1-8b", "BF16", NAN).products == units_shaders);
    THAT(at("rx-7900-xtx", backend_vulkan, "llama-3.1-8b", "Q8_0", NAN).products == units_unknown);
    THAT(at("rx-9070-xt", backend_vulkan, "llama-3.1-8b", "BF16", NAN).products == units_unknown);
    THAT(at("arc-a770", backend_vulkan, "llama-3.1-8b", "Q8_0", NAN).products == units_shaders);
    CLOSE(at("rx-7900-xtx", backend_rocm, "qwen3-30b-a3b", "BF16", NAN).expert_us, 56, 0);
    CLOSE(at("rx-7900-xtx", backend_rocm, "qwen3-30b-a3b", "Q4_K_M", NAN).expert_us, 0, 0);
    CLOSE(at("arc-b580", backend_sycl, "llama-3.1-8b", "BF16", NAN).converts_b, 8, 0);
    CLOSE(at("arc-b580", backend_sycl, "llama-3.1-8b", "BF16", NAN).converts_from, 9, 0);
    CLOSE(at("arc-b580", backend_sycl, "llama-3.1-8b", "BF16", month(2026, 5)).converts_from, 1, 0);
    CLOSE(at("arc-b580", backend_sycl, "llama-3.1-8b", "Q8_0", NAN).converts_from, 9, 0);
}

/* Shaders: stated, else 2 operations per lane and clock, and never faster than the units that they replace. */
static void shader_rates(void)
{
    struct device card = {.compute_units = 10, .fp32_lanes = 100, .boost_mhz = 1000, .fp16_tflops = 50};
    card.fp16acc_tflops = card.int8_tflops = card.fp8_tflops = card.fp4_tflops = NAN;
    card.fp32_tflops = 5;
    struct rig_device d = {.device = &card, .path = {.products = units_shaders}};
    CLOSE(rig_product_flop_s(&d, qclass_q4, flag_no), 5e12, 1e-12);
    card.fp32_tflops = NAN;
    CLOSE(rig_product_flop_s(&d, qclass_q4, flag_no), 2e12, 1e-12);
    card.fp16_tflops = 1;
    CLOSE(rig_product_flop_s(&d, qclass_q4, flag_no), 1e12, 1e-12);
    d.path.products = units_unknown;
    CLOSE(rig_product_flop_s(&d, qclass_q4, flag_no), 1e12, 1e-12);
}

/* llama.cpp's grouped product of experts came at the end of 2025-04; Metal's tile is always the same. */
static void tiles_by_date(void)
{
    THAT(!at("rtx-3090", backend_cuda, "qwen3-30b-a3b", "Q4_K_M", month(2025, 4)).tiles_fit);
    THAT(at("rtx-3090", backend_cuda, "qwen3-30b-a3b", "Q4_K_M", month(2025, 5)).tiles_fit);
    THAT(!at("m2-ultra-76c", backend_metal, "qwen3-30b-a3b", "Q4_K_M", NAN).tiles_fit);
}

/* Seconds of matrix products of a prompt of 512 tokens and of a decoded token, with that path. */
static void times(const struct rig_path *path, const struct request *q, double *prompt_s, double *token_s)
{
    static struct prepared s;
    static struct predict_out out;
    THAT(prepare_case(test_catalogue(), q, &s));
    s.rig.dev[0].path = *path;
    double *k = s.rig.dev[0].constants.v; /* no work draws power: the clock stays */
    k[constant_clock_power] = k[constant_read_power] = k[constant_matrix_power] = k[constant_dequant_power] = 0;
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
    *prompt_s = out.prefill.part.gemm_s;
    *token_s = out.decode.part.gemm_s;
}

/* Qwen3 30B-A3B: 48 layers of 128 experts. 512 tokens reach all but 1 in e^32 of them, one token 8; each weight of
   the layers is 2 operations per token. */
static void detours_by_hand(void)
{
    struct request q = test_request("rtx-3090", 1, "qwen3-30b-a3b", "Q4_K_M");
    q.endless_memory = true;
    q.prompt = 512;
    struct rig_path path = {0};
    double prompt_s, token_s, slow_prompt_s, slow_token_s;
    times(&path, &q, &prompt_s, &token_s);
    path = (struct rig_path){.expert_us = 10, .experts_from = 2};
    times(&path, &q, &slow_prompt_s, &slow_token_s);
    CLOSE(slow_prompt_s - prompt_s, 48 * 128 * 10e-6, 1e-6);
    CLOSE(slow_token_s - token_s, 0, 1e-12);
    path.experts_from = 1;
    times(&path, &q, &slow_prompt_s, &slow_token_s);
    CLOSE(slow_token_s - token_s, 48 * 8 * 10e-6, 1e-9);
}

/* Seconds of matrix products of a prompt of 16 tokens, with experts padded by that many. */
static double padded_s(double tokens, bool fit)
{
    static struct prepared s;
    static struct predict_out out;
    struct request q = test_request("rtx-3090", 1, "qwen3-30b-a3b", "Q4_K_M");
    q.endless_memory = true;
    q.prompt = 16;
    THAT(prepare_case(test_catalogue(), &q, &s));
    s.rig.dev[0].path.tiles_fit = fit;
    s.rig.dev[0].constants.v[constant_expert_tokens] = tokens;
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
    return out.prefill.part.gemm_s;
}

/* A tile that fits is no wider than the 16 tokens, one that is narrower stays. */
static void tiles_fit(void)
{
    CLOSE(padded_s(64, true), padded_s(16, false), 1e-9);
    CLOSE(padded_s(8, true), padded_s(8, false), 1e-9);
    THAT(padded_s(64, false) > padded_s(64, true));
}

SUITE(path, {"attention by date", attention_by_date}, {"wide heads", wide_heads}, {"formats", formats},
      {"rates of shaders", shader_rates}, {"detours", detours_by_hand}, {"tiles by date", tiles_by_date},
      {"tiles fit", tiles_fit})
