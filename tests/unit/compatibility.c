/* prepare/compatibility: what engines refuse. The rules are the engines' own, named in docs/model.md. */
#include "test.h"

#include "compatibility.h"
#include "engine_quant.h"

static enum compatibility_rule rule(const struct request *q)
{
    return compatibility_check(q, prepare_engine(test_catalogue(), q)).rule;
}

static struct request on(const char *engine, const char *device, int n, const char *model, const char *quant)
{
    struct request q = test_request(device, n, model, quant);
    q.engine = FIND(engine, engine);
    return q;
}

static void backends(void)
{
    static const struct {
        const char *engine, *device;
        enum backend asked, got;
        enum compatibility_rule rule;
    } rows[] = {
        {"llama.cpp", "rtx-3090", backend_unknown, backend_cuda, COMPATIBILITY_YES},
        {"llama.cpp", "rtx-3090", backend_vulkan, backend_vulkan, COMPATIBILITY_YES},
        {"llama.cpp", "rtx-3090", backend_metal, backend_metal, COMPATIBILITY_DEVICE_BACKEND},
        {"llama.cpp", "rtx-3090", backend_rocm, backend_rocm, COMPATIBILITY_DEVICE_BACKEND},
        {"llama.cpp", "rx-7900-xtx", backend_unknown, backend_vulkan, COMPATIBILITY_YES},
        {"llama.cpp", "rx-7900-xtx", backend_cuda, backend_cuda, COMPATIBILITY_DEVICE_BACKEND},
        {"llama.cpp", "arc-b580", backend_sycl, backend_sycl, COMPATIBILITY_YES},
        {"llama.cpp", "m2-ultra-76c", backend_unknown, backend_metal, COMPATIBILITY_YES},
        {"llama.cpp", "m2-ultra-76c", backend_vulkan, backend_vulkan, COMPATIBILITY_DEVICE_BACKEND},
        {"ik_llama.cpp", "rtx-3090", backend_vulkan, backend_vulkan, COMPATIBILITY_ENGINE_BACKEND},
        {"ik_llama.cpp", "rx-7900-xtx", backend_unknown, backend_vulkan, COMPATIBILITY_ENGINE_BACKEND},
        {"llamafile", "rx-7900-xtx", backend_unknown, backend_rocm, COMPATIBILITY_YES}, /* it has no Vulkan */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = on(rows[i].engine, rows[i].device, 1, "llama-3.1-8b", "Q4_K_M");
        q.backend = rows[i].asked;
        test_row("%s on %s, backend %d", rows[i].engine, rows[i].device, (int)rows[i].asked);
        THAT(rule(&q) == rows[i].rule);
        THAT(prepare_backend(&q, q.engine, 0) == rows[i].got);
    }
}

static void quants(void)
{
    static const struct {
        const char *engine, *device, *quant;
        bool loads;
    } rows[] = {
        {"llama.cpp", "rtx-3090", "AWQ-INT4", false},    {"llama.cpp", "rtx-3090", "EXL3-4.0bpw", false},
        {"llama.cpp", "rtx-3090", "BF16", true},         {"vllm", "rtx-3090", "AWQ-INT4", true},
        {"vllm", "rtx-3090", "Q4_K_M", false},           {"vllm", "rtx-3090", "F16", true},
        {"vllm", "rx-7900-xtx", "AWQ-INT4", true},       {"exllamav3", "rtx-3090", "EXL3-4.0bpw", true},
        {"exllamav3", "rtx-3090", "EXL2-4.0bpw", false}, {"exllamav2", "rtx-3090", "EXL2-4.0bpw", true},
        {"mlx", "m2-ultra-76c", "4bit", true},           {"mlx", "m2-ultra-76c", "Q4_K_M", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct request q = on(rows[i].engine, rows[i].device, 1, "llama-3.1-8b", rows[i].quant);
        test_row("%s, %s", rows[i].engine, rows[i].quant);
        THAT(rule(&q) == (rows[i].loads ? COMPATIBILITY_YES : COMPATIBILITY_QUANT));
    }
}

/* Llama 3.1 70B: 64 heads, 8 KV heads. Qwen2.5 7B: 28 and 4. */
static void heads(void)
{
    static const struct {
        const char *model;
        int n;
        bool divides;
    } rows[] = {{"llama-3.1-70b", 2, true},  {"llama-3.1-70b", 3, false}, {"llama-3.1-70b", 8, true},
                {"llama-3.1-70b", 9, false}, {"llama-3.1-70b", 16, true}, {"qwen2.5-7b", 4, true},
                {"qwen2.5-7b", 7, false},    {"qwen2.5-7b", 8, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = on("vllm", "rtx-3090", rows[i].n, rows[i].model, "AWQ-INT4");
        test_row("%s on %d cards", rows[i].model, rows[i].n);
        q.split = split_tensor;
        THAT(compatibility_heads(q.model, rows[i].n) == rows[i].divides);
        THAT(rule(&q) == (rows[i].divides ? COMPATIBILITY_YES : COMPATIBILITY_HEADS));
        q.split = split_layer;
        THAT(rule(&q) == COMPATIBILITY_YES);
        q = on("llama.cpp", "rtx-3090", rows[i].n, rows[i].model, "Q4_K_M");
        q.split = split_tensor; /* llama.cpp divides by shares */
        THAT(rule(&q) == COMPATIBILITY_YES);
    }
}

/* A record against a quant on a card has a reason, whether the engine refuses it or is only not chosen for it. */
static void records_against_say_why(void)
{
    struct request q = on("vllm", "rtx-3090", 1, "gpt-oss-20b", "MXFP4"); /* experts in MXFP4, 16 bits elsewhere */
    THAT(rule(&q) == COMPATIBILITY_YES);
    q = on("vllm", "rtx-2080-ti", 1, "gpt-oss-20b", "MXFP4");
    const struct compatibility turing = compatibility_check(&q, q.engine);
    THAT(turing.rule == COMPATIBILITY_FAMILY_QUANT && turing.lack && strstr(turing.lack->why, "Turing"));
    q = on("vllm", "gb10", 1, "gpt-oss-20b", "MXFP4");
    THAT(rule(&q) == COMPATIBILITY_YES);
    const struct engine_lack *l = compatibility_unadvised(&q, q.engine, true, false);
    THAT(l && strstr(l->why, "only containers built by users run"));
    THAT(compatibility_unadvised(&q, q.engine, false, true) == l);
    THAT(compatibility_unadvised(&q, q.engine, true, true) == NULL);
    q.device[0] = FIND(device, "rtx-5090");
    THAT(compatibility_unadvised(&q, q.engine, false, false) == NULL);
}

static void caches(void)
{
    struct request q = on("llama.cpp", "rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.kv = FIND(format, "Q8_0");
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.split = split_tensor;
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.engine_month = 12 * 2026 + 3; /* April 2026: tensor split, but not yet of a quantised cache */
    THAT(rule(&q) == COMPATIBILITY_TENSOR_CACHE);
    q.engine_month = NAN;
    q.kv = FIND(format, "Q5_1");
    THAT(rule(&q) == COMPATIBILITY_TENSOR_CACHE);
    q.split = split_layer;
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.flash_attn = flag_no;
    THAT(rule(&q) == COMPATIBILITY_FLASH_CACHE);
    q.kv = FIND(format, "F16");
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.split = split_tensor;
    THAT(rule(&q) == COMPATIBILITY_TENSOR_FLASH);
    q.flash_attn = flag_yes;
    q.kv = FIND(format, "FP8");
    THAT(rule(&q) == COMPATIBILITY_FP8_CACHE);
    q = on("vllm", "rtx-3090", 1, "llama-3.1-8b", "AWQ-INT4");
    q.kv = FIND(format, "FP8");
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.kv = FIND(format, "Q8_0"); /* not among the formats of its record */
    THAT(rule(&q) == COMPATIBILITY_CACHE);
}

/* Shares of one's own: llama.cpp takes them for either split, engines that shard by heads give equal ones. */
static void shares(void)
{
    struct request q = on("llama.cpp", "rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.split = split_tensor;
    q.tensor_split[0] = 3;
    q.tensor_split[1] = 2;
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.engine = FIND(engine, "vllm");
    q.quant = FIND(quant, "AWQ-INT4");
    THAT(rule(&q) == COMPATIBILITY_SHARES);
    q.split = split_pipeline;
    THAT(rule(&q) == COMPATIBILITY_YES);
}

/* What engines lack on families of cards: vLLM needs compute capability 7.5; Metal is a plugin of its
   own. */
static void families(void)
{
    static const struct {
        const char *engine, *device, *quant;
        enum compatibility_rule rule;
    } rows[] = {
        {"vllm", "p40", "AWQ-INT4", COMPATIBILITY_FAMILY},
        {"vllm", "v100-pcie-32gb", "AWQ-INT4", COMPATIBILITY_FAMILY},
        {"vllm", "rtx-2080-ti", "AWQ-INT4", COMPATIBILITY_YES},
        {"vllm", "rtx-2080-ti", "MXFP4", COMPATIBILITY_FAMILY_QUANT},
        {"vllm", "rtx-3090", "MXFP4", COMPATIBILITY_DENSE},
        {"llama.cpp", "rtx-3090", "MXFP4", COMPATIBILITY_YES},
        {"vllm", "m2-ultra-76c", "AWQ-INT4", COMPATIBILITY_FAMILY_QUANT},
        {"vllm", "m2-ultra-76c", "F16", COMPATIBILITY_FAMILY_QUANT},
        {"sglang", "p40", "AWQ-INT4", COMPATIBILITY_FAMILY},
        {"llama.cpp", "p40", "Q4_K_M", COMPATIBILITY_YES},
        {"llama.cpp", "v100-pcie-32gb", "Q4_K_M", COMPATIBILITY_YES},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct request q = on(rows[i].engine, rows[i].device, 1, "llama-3.1-8b", rows[i].quant);
        test_row("%s on %s, %s", rows[i].engine, rows[i].device, rows[i].quant);
        THAT(rule(&q) == rows[i].rule);
    }
    struct request q = on("vllm", "rtx-3090", 2, "llama-3.1-8b", "AWQ-INT4");
    q.device[1] = FIND(device, "p40");
    THAT(rule(&q) == COMPATIBILITY_FAMILY);
    THAT(compatibility_check(&q, q.engine).device == 1);
}

static void windows(void)
{
    static const struct {
        const char *engine, *device, *quant;
        enum desktop desktop;
        enum compatibility_rule rule;
    } rows[] = {
        {"vllm", "rtx-3090", "AWQ-INT4", desktop_windows, COMPATIBILITY_WINDOWS},
        {"vllm", "rtx-3090", "AWQ-INT4", desktop_linux_, COMPATIBILITY_YES},
        {"vllm", "rtx-3090", "AWQ-INT4", desktop_none, COMPATIBILITY_YES},
        {"llama.cpp", "rtx-3090", "Q4_K_M", desktop_windows, COMPATIBILITY_YES},
        {"mlx", "m2-ultra-76c", "4bit", desktop_windows, COMPATIBILITY_YES}, /* the site's, which no Mac has */
        {"vllm", "gb10", "AWQ-INT4", desktop_windows, COMPATIBILITY_YES},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = on(rows[i].engine, rows[i].device, 1, "llama-3.1-8b", rows[i].quant);
        test_row("%s on %s, desktop %d", rows[i].engine, rows[i].device, (int)rows[i].desktop);
        q.desktop = rows[i].desktop;
        THAT(rule(&q) == rows[i].rule);
    }
}

static void splits(void)
{
    static const struct {
        const char *engine, *model, *quant;
        enum split split;
        double month; /* 12 * year + month - 1 */
        enum compatibility_rule rule;
    } rows[] = {
        {"ollama", "llama-3.1-8b", "Q4_K_M", split_layer, NAN, COMPATIBILITY_YES},
        {"ollama", "llama-3.1-8b", "Q4_K_M", split_tensor, NAN, COMPATIBILITY_SPLIT},
        {"ollama", "llama-3.1-8b", "Q4_K_M", split_none, NAN, COMPATIBILITY_YES},
        {"vllm", "llama-3.1-8b", "AWQ-INT4", split_pipeline, NAN, COMPATIBILITY_YES}, /* a layer split */
        {"vllm", "llama-3.1-8b", "AWQ-INT4", split_row, NAN, COMPATIBILITY_SPLIT},
        {"tgi", "llama-3.1-8b", "AWQ-INT4", split_unknown, NAN, COMPATIBILITY_SPLIT}, /* layers by default */
        {"ds4", "llama-3.1-8b", "Q4_K_M", split_layer, NAN, COMPATIBILITY_SPLIT},
        {"llama.cpp", "llama-3.1-8b", "Q4_K_M", split_tensor, NAN, COMPATIBILITY_YES},
        {"llama.cpp", "llama-3.1-8b", "Q4_K_M", split_tensor, 12 * 2026 + 3, COMPATIBILITY_YES},
        {"llama.cpp", "llama-3.1-8b", "Q4_K_M", split_tensor, 12 * 2026 + 2, COMPATIBILITY_SPLIT},
        {"llama.cpp", "deepseek-r1-671b", "Q4_K_M", split_tensor, NAN, COMPATIBILITY_SPLIT}, /* latent attention */
        {"llama.cpp", "minimax-m2-230b", "Q4_K_M", split_tensor, NAN, COMPATIBILITY_SPLIT},  /* by name */
        {"llama.cpp", "minimax-m2-230b", "Q4_K_M", split_layer, NAN, COMPATIBILITY_YES},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = on(rows[i].engine, "rtx-3090", 2, rows[i].model, rows[i].quant);
        test_row("%s, %s, split %d, month %g", rows[i].engine, rows[i].model, (int)rows[i].split, rows[i].month);
        q.split = rows[i].split;
        q.engine_month = rows[i].month;
        THAT(rule(&q) == rows[i].rule);
        q.n = 1; /* one device shares nothing */
        THAT(rule(&q) == COMPATIBILITY_YES);
    }
}

/* Where nobody states how cards share a model, an engine without a layer split takes its own way. */
static void own_split(void)
{
    static const struct {
        const char *engine, *quant;
        int n;
        enum split stated, got;
    } rows[] = {
        {"lmdeploy", "AWQ-INT4", 2, split_unknown, split_tensor},
        {"tgi", "AWQ-INT4", 2, split_unknown, split_tensor},
        {"gpt-fast", "F16", 2, split_unknown, split_tensor},
        {"ktransformers", "BF16", 2, split_unknown, split_tensor},
        {"lmdeploy", "AWQ-INT4", 2, split_layer, split_layer}, /* refused */
        {"lmdeploy", "AWQ-INT4", 1, split_unknown, split_unknown},
        {"vllm", "AWQ-INT4", 2, split_unknown, split_unknown}, /* layers */
        {"ds4", "Q4_K_M", 2, split_unknown, split_unknown},    /* refused */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = on(rows[i].engine, "rtx-3090", rows[i].n, "llama-3.1-8b", rows[i].quant);
        test_row("%s", rows[i].engine);
        q.split = rows[i].stated;
        compatibility_take_split(&q);
        THAT(q.split == rows[i].got);
        THAT(rows[i].got != split_tensor || rule(&q) == COMPATIBILITY_YES);
    }
}

static void system_ram(void)
{
    struct request q = on("llama.cpp", "rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.ngl = 33; /* 32 layers and the output: all of them */
    q.split = split_tensor;
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.ngl = 32;
    THAT(rule(&q) == COMPATIBILITY_HOST_TENSOR);
    q.split = split_layer;
    THAT(rule(&q) == COMPATIBILITY_YES);
    q = on("llama.cpp", "m2-ultra-76c", 1, "qwen3-30b-a3b", "Q4_K_M");
    q.experts_on_host = INFINITY;
    THAT(rule(&q) == COMPATIBILITY_HOST_UNIFIED);
    q = on("vllm", "rtx-3090", 1, "llama-3.1-8b", "AWQ-INT4");
    q.ngl = 10;
    THAT(rule(&q) == COMPATIBILITY_HOST_ENGINE);
}

static void makers(void)
{
    struct request q = on("llama.cpp", "rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.device[1] = FIND(device, "rx-7900-xtx");
    THAT(rule(&q) == COMPATIBILITY_YES);
    q.engine = FIND(engine, "vllm");
    q.quant = FIND(quant, "AWQ-INT4");
    THAT(rule(&q) == COMPATIBILITY_MAKERS);
    q.device[0] = q.device[1];
    THAT(rule(&q) == COMPATIBILITY_YES);
}

/* Every engine can load something and runs on something, so that best quants and cards can be looked for. */
static void every_engine(void)
{
    const struct engine_list *all = &test_catalogue()->engines;
    for (size_t i = 0; i < all->n; i++) {
        const struct engine *e = &all->v[i];
        const struct quant_list *quants = &test_catalogue()->quants;
        int loads = 0;
        test_row("%s", e->id);
        for (size_t j = 0; j < quants->n; j++)
            loads += quants->v[j].usual == flag_yes && engine_quant_loads(e, &quants->v[j]);
        THAT(loads > 0);
        for (size_t j = 0; j < e->reads.n; j++)
            THAT((e->reads.v[j].scheme != scheme_unknown) != (e->reads.v[j].quant != NULL));
    }
}

SUITE(compatibility, {"backends", backends}, {"quants", quants}, {"heads divide", heads}, {"caches", caches},
      {"records against say why", records_against_say_why}, {"families of cards", families}, {"Windows", windows},
      {"splits", splits}, {"an engine's own split", own_split}, {"layers in system RAM", system_ram},
      {"stated shares", shares}, {"cards of several makers", makers}, {"every engine", every_engine})
