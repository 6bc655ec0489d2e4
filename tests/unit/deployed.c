/* report/deployed: a deployment in words, and why one does not run. */
#include "test.h"

#include "deployed.h"
#include "request.h"

static const struct model *model(const char *id)
{
    const struct model *m = catalogue_find(test_catalogue(), &kind_model, id);
    BUG_UNLESS(m);
    return m;
}

static void words(void)
{
    static const struct deployed_gpus one = {.n = 1}, two = {.n = 2}, four = {.n = 4}, mac = {.n = 1, .chips = true},
                                      macs = {.n = 2, .chips = true}, unlike = {.n = 3, .unlike = true}, unknown = {0};
    static const struct {
        const char *engine, *quant, *cache, *cards, *positions;
        enum split split;
        const char *shares;
        enum weights_where where;
        double ngl, n_cpu_moe;
        const struct deployed_gpus *of;
        const char *text;
    } rows[] = {
        {"vllm", "AWQ-INT4", "F16", "2 x rtx-3090", "0,1", split_tensor, NULL, weights_where_devices, NAN, 0, &two,
         "vLLM, AWQ-INT4, both cards, tensor parallel"},
        {"llama.cpp", "Q4_K_M", "Q8_0", "rtx-3090", "0", split_none, NULL, weights_where_devices, NAN, 0, &two,
         "llama.cpp, Q4_K_M, Q8_0 cache, one of 2 cards"},
        {"llama.cpp", "Q4_K_M", "F16", "rtx-3090", "0", split_none, NULL, weights_where_devices, 81, 0, &one,
         "llama.cpp, Q4_K_M"},
        {"llama.cpp", "IQ4_XS", "F16", "rtx-3060", "0", split_none, NULL, weights_where_experts, NAN, 17, &one,
         "llama.cpp, IQ4_XS, experts of 17 layers in system RAM"},
        {"llama.cpp", "IQ4_XS", "F16", "rtx-3060", "0", split_none, NULL, weights_where_experts, NAN, 1, &one,
         "llama.cpp, IQ4_XS, experts of 1 layer in system RAM"},
        {"llama.cpp", "Q4_K_M", "F16", "rtx-3060", "0", split_none, NULL, weights_where_layers, 1, 0, &one,
         "llama.cpp, Q4_K_M, 1 layer on the card, the others in system RAM"},
        {"llama.cpp", "IQ4_XS", "F16", "rtx-3060", "0", split_none, NULL, weights_where_experts, 70, 80, &one,
         "llama.cpp, IQ4_XS, all experts and some layers in system RAM"},
        {"llama.cpp", "Q4_K_M", "F16", "rtx-3060", "0", split_none, NULL, weights_where_layers, 20, 0, &one,
         "llama.cpp, Q4_K_M, 20 layers on the card, the others in system RAM"},
        {"llama.cpp", "Q4_K_M", "F16", "2 x rtx-3060", "0,1", split_layer, NULL, weights_where_layers, 20, 0, &two,
         "llama.cpp, Q4_K_M, both cards, layer split, 20 layers on the cards, the others in system RAM"},
        {"llama.cpp", "Q4_K_M", "F16", "rtx-3060", "0", split_none, NULL, weights_where_layers, 0, 0, &one,
         "llama.cpp, Q4_K_M, all layers in system RAM"},
        {"llama.cpp", "Q4_K_M", "F16", "rtx-4090 + 2 x rtx-3090", "0,1,2", split_layer, "33,24,24",
         weights_where_devices, NAN, 0, &unlike, "llama.cpp, Q4_K_M, rtx-4090 + 2 x rtx-3090, layer split 33:24:24"},
        {"llama.cpp", "Q4_K_M", "F16", "2 x rtx-3090", "1,2", split_layer, NULL, weights_where_devices, NAN, 0, &unlike,
         "llama.cpp, Q4_K_M, only 2 x rtx-3090, layer split"},
        {"llama.cpp", "Q4_K_M", "F16", "rtx-4090", "0", split_none, NULL, weights_where_devices, NAN, 0, &unlike,
         "llama.cpp, Q4_K_M, only rtx-4090"},
        {"vllm", "FP8", "FP8", "4 x rtx-5090", "0,1,2,3", split_tensor, NULL, weights_where_devices, NAN, 0, &four,
         "vLLM, FP8, FP8 cache, all 4 cards, tensor parallel"},
        {"vllm", "FP8", "F16", "2 x rtx-5090", "0,1", split_tensor, NULL, weights_where_devices, NAN, 0, &four,
         "vLLM, FP8, 2 of 4 cards, tensor parallel"},
        {"vllm", "FP8", "F16", "2 x rtx-5090", "0,1", split_tensor, NULL, weights_where_devices, NAN, 0, &unknown,
         "vLLM, FP8, 2 x rtx-5090, tensor parallel"},
        {"mlx", "4bit", "F16", "m3-ultra-80", "0", split_none, NULL, weights_where_devices, NAN, 0, &mac, "MLX, 4bit"},
        {"mlx", "4bit", "F16", "2 x m3-ultra-80", "0,1", split_layer, NULL, weights_where_devices, NAN, 0, &macs,
         "MLX, 4bit, both chips, layer split"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct deployed d = {.engine = rows[i].engine,
                                   .quant = rows[i].quant,
                                   .cache = rows[i].cache,
                                   .cards = rows[i].cards,
                                   .positions = rows[i].positions,
                                   .split = rows[i].split,
                                   .shares = rows[i].shares,
                                   .where = rows[i].where,
                                   .ngl = rows[i].ngl,
                                   .n_cpu_moe = rows[i].n_cpu_moe};
        test_row("%s", rows[i].text);
        SAME(deployed_words(test_arena(), test_catalogue(), model("llama-3.1-70b"), &d, *rows[i].of), rows[i].text);
    }
}

/* The file of this model has 46 blocks and a prediction layer. */
static void prediction_layers(void)
{
    static const struct deployed_gpus one = {.n = 1};
    static const struct {
        double ngl, n_cpu_moe;
        const char *text;
    } rows[] = {
        {47, 0, "llama.cpp, Q4_K_M, 47 layers on the card, the others in system RAM"},
        {48, 0, "llama.cpp, Q4_K_M"},
        {NAN, 46, "llama.cpp, Q4_K_M, experts of 46 layers in system RAM"},
        {NAN, 47, "llama.cpp, Q4_K_M, all experts in system RAM"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct deployed d = {.engine = "llama.cpp",
                                   .quant = "Q4_K_M",
                                   .cache = "F16",
                                   .cards = "rtx-3090",
                                   .positions = "0",
                                   .ngl = rows[i].ngl,
                                   .n_cpu_moe = rows[i].n_cpu_moe};
        test_row("%s", rows[i].text);
        SAME(deployed_words(test_arena(), test_catalogue(), model("glm-4.5-air-106b"), &d, one), rows[i].text);
    }
}

static void reasons(void)
{
    static const struct {
        struct not_deployed d;
        const char *text;
    } rows[] = {
        {{"vllm", split_tensor, weights_where_devices, "AWQ-INT4", "2 x rtx-3090", why_not_memory, NULL, 3.42},
         "vLLM, AWQ-INT4, 2 x rtx-3090, tensor parallel: lacks 3.42 GiB"},
        {{"llama.cpp", split_none, weights_where_layers, "Q4_K_M", "rtx-3090", why_not_memory, NULL, 12},
         "llama.cpp, Q4_K_M, rtx-3090, layers in system RAM: lacks 12.0 GiB"},
        {{"llama.cpp", split_none, weights_where_devices, "Q4_K_M", "rtx-3090", why_not_memory, NULL, NAN},
         "llama.cpp, Q4_K_M, rtx-3090: does not fit"},
        {{"vllm", split_tensor, weights_where_devices, NULL, "3 x rtx-3090", why_not_heads, NULL, NAN},
         "vLLM, 3 x rtx-3090, tensor parallel: the heads cannot be divided by the cards"},
        {{"vllm", split_none, weights_where_devices, "MXFP4", "gb10", why_not_stated, "stock builds fail", NAN},
         "vLLM, MXFP4, gb10: left out unless engine and quant are stated (stock builds fail)"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        SAME(deployed_why_not(test_arena(), test_catalogue(), &rows[i].d), rows[i].text);
    }
}

static void why_nothing_runs(void)
{
    static const struct not_deployed
        memory = {"llama.cpp", split_none, weights_where_devices, "Q4_K_M", "rtx-3090", why_not_memory, NULL, 3.5},
        less = {"llama.cpp", split_none, weights_where_layers, "IQ4_XS", "rtx-3090", why_not_memory, NULL, 1.25},
        big = {"vllm", split_none, weights_where_devices, "AWQ-INT4", "rtx-3090", why_not_memory, NULL, 9},
        quant = {"vllm", split_none, weights_where_devices, "Q4_K_M", "rtx-3090", why_not_quant, NULL, NAN},
        mlx = {"mlx", split_none, weights_where_devices, "Q4_K_M", "rtx-3090", why_not_quant, NULL, NAN},
        heads = {"vllm", split_tensor, weights_where_devices, "AWQ-INT4", "3 x rtx-3090", why_not_heads, NULL, NAN},
        here = {"mlx", split_none, weights_where_devices, "4bit", "rtx-3090", why_not_backend, NULL, NAN},
        there = {"vllm", split_none, weights_where_devices, "AWQ-INT4", "rtx-3090", why_not_backend, NULL, NAN};
    const struct {
        int n;
        struct not_deployed list[4];
        const char *text;
    } rows[] = {
        {0, {{0}}, ""},
        {2, {memory, less}, "llama.cpp, IQ4_XS, rtx-3090, layers in system RAM: lacks 1.25 GiB"},
        {3, {quant, memory, mlx}, "llama.cpp, Q4_K_M, rtx-3090: lacks 3.50 GiB; vLLM and MLX cannot load Q4_K_M"},
        {4,
         {quant, big, less, memory},
         "vLLM, AWQ-INT4, rtx-3090: lacks 9.00 GiB; llama.cpp, IQ4_XS, rtx-3090, layers in system RAM: lacks 1.25 GiB"},
        {2, {here, heads}, "vLLM: the heads cannot be divided by the cards"},
        {2, {there, heads}, "vLLM: the heads cannot be divided by the cards"},
        {2, {here, there}, "MLX and vLLM: the engine does not run on this device"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("row %zu", i);
        SAME(deployed_why_none(test_arena(), test_catalogue(), rows[i].list, rows[i].n), rows[i].text);
    }
}

/* ---- the GPUs of machines ---- */

static void gpus_are_counted(void)
{
    const struct device *a = catalogue_find(test_catalogue(), &kind_device, "rtx-3090"),
                        *b = catalogue_find(test_catalogue(), &kind_device, "rtx-3060");
    BUG_UNLESS(a && b);
    const struct device_line two[] = {{.device = a, .qty = 2}, {.device = b, .qty = 1}};
    const struct machine pair = {.devices = {1, two}}, three = {.devices = {2, two}}, none = {0};
    const struct machine *const all[] = {&pair, &three, &none};
    const struct deployed_gpus p = deployed_gpus_of(all, 1), t = deployed_gpus_of(all + 1, 1),
                               both = deployed_gpus_of(all, 3);
    THAT(p.n == 2 && !p.unlike && !p.chips);
    THAT(t.n == 3 && t.unlike && !t.chips);
    THAT(both.n == 5 && both.unlike);
    THAT(deployed_gpus_of(all + 2, 1).n == 0);
}

static void a_request_has_gpus(void)
{
    struct request q = request_nothing();
    const struct device *a = catalogue_find(test_catalogue(), &kind_device, "rtx-3090");
    BUG_UNLESS(a);
    q.n = 2;
    q.device[0] = q.device[1] = a;
    THAT(deployed_gpus_asked(&q).n == 2 && !deployed_gpus_asked(&q).unlike);
    q.n = 0;
    THAT(deployed_gpus_asked(&q).n == 0);
}

SUITE(deployed, {"deployments have words", words}, {"prediction layers count", prediction_layers},
      {"reasons have words", reasons}, {"why nothing runs", why_nothing_runs},
      {"GPUs of machines are counted", gpus_are_counted}, {"GPUs of a request are counted", a_request_has_gpus})
