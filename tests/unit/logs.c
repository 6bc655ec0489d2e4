/* study/logtext, model/compute_buffers_classic, model/pool: what published logs say, in their own words and numbers
   (data/measured/memory_logs.csv names the rows). */
#include "activation.h"
#include "test.h"

#include "logtext.h"
#include "placement.h"
#include "kv_pool.h"

#include <stdlib.h>

static void cards(void)
{
    static const struct {
        const char *text;
        int count, n;
        const char *first, *last;
        double first_gib;
        bool known;
    } rows[] = {
        {"RTX 3090 + RTX A4000", 1, 1, "rtx-3090", "rtx-3090", 24, true},
        {"RTX 5090 + RTX 4090 + RTX A6000", 4, 4, "rtx-5090", "rtx-a6000", 32, true},
        {"RTX PRO 6000 Blackwell Workstation Edition + RTX 5090", 4, 4, "rtx-pro-6000-ws", "rtx-5090", 96, true},
        {"2x RTX 3090", 2, 2, "rtx-3090", "rtx-3090", 24, true},
        {"3070 8GB", 1, 1, "rtx-3070", "rtx-3070", 8, true},
        {"3080 10GB", 1, 1, "rtx-3080-10gb", "rtx-3080-10gb", 10, true},
        {"A100 SXM 80GB", 4, 4, "a100-sxm-80gb", "a100-sxm-80gb", 80, true},
        {"RX 7900 XTX 24GB", 1, 1, "rx-7900-xtx", "rx-7900-xtx", 24, true},
        {"M1 7\u2011Core GPU 8GB", 1, 1, "m1-7c", "m1-7c", 8, true},
        {"M2 Ultra 76-Core GPU 192GB", 1, 1, "m2-ultra-76c", "m2-ultra-76c", 192, true},
        {"Tesla V100 16GB", 1, 1, "v100-pcie-32gb", "v100-pcie-32gb", 16, true},
        {"16 GB card", 1, 1, "card", "card", 16, true},
        {"Apple Metal", 1, 1, "Apple", "Apple", NAN, false},
        {"unknown NVIDIA", 1, 1, "card", "card", NAN, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = request_nothing();
        test_row("%s", rows[i].text);
        THAT(logtext_devices(test_catalogue(), rows[i].text, rows[i].count, &q) == rows[i].known);
        if (!THAT(q.n == rows[i].n))
            continue;
        SAME(q.device[0]->id, rows[i].first);
        SAME(q.device[q.n - 1]->id, rows[i].last);
        CLOSE(q.mem_gib[0], rows[i].first_gib, 0);
    }
}

static void models_and_quants(void)
{
    static const struct {
        const char *text, *id;
    } models[] = {
        {"HuggingFaceTB/SmolLM2-135M-Instruct", "smollm2-135m"},
        {"unsloth/gemma-4-26B-A4B-it-GGUF", "gemma-4-26b-a4b"},
        {"Jackrong/Qwen3.5-0.8B-Claude-4.6-Opus-Reasoning-Distilled-GGUF", "qwen3.5-0.8b"},
        {"deepseek-r1-671b", "deepseek-r1-671b"},
        {"unknown (multi-GPU demo)", NULL},
        {"qwen3-9000b", NULL},
    };
    static const struct {
        const char *text, *id;
        double gib;
    } quants[] = {
        {"Q5_K_S (5.162 GiB)", "Q5_K_S", 5.162},
        {"Q8_0_R8 (664.295 GiB)", "Q8_0", 664.295},
        {"Q4_K_M, experts on CPU", "Q4_K_M", NAN},
        {"AWQ int4 g64", "AWQ-INT4-g64", NAN},
        {"Q4_K_M (ollama)", "Q4_K_M", NAN},
        {"q4_K_M", "Q4_K_M", NAN},
        {"IQ4_K_R4 (386.183 GiB)", "iq4_k", 386.183},
        {"custom 16 GiB map", NULL, NAN},
        {"unknown", NULL, NAN},
    };
    for (size_t i = 0; i < COUNT_OF(models); i++) {
        const struct model *m = logtext_model(test_catalogue(), models[i].text);
        test_row("%s", models[i].text);
        SAME(m ? m->id : NULL, models[i].id);
    }
    for (size_t i = 0; i < COUNT_OF(quants); i++) {
        double gib;
        const struct quant *q = logtext_quant(test_catalogue(), quants[i].text, &gib);
        test_row("%s", quants[i].text);
        SAME(q ? q->id : NULL, quants[i].id);
        CLOSE(gib, quants[i].gib, 0);
    }
    SAME(logtext_engine(test_catalogue(), "llama.cpp (ollama)")->id, "ollama");
    SAME(logtext_engine(test_catalogue(), "vLLM")->id, "vllm");
}

static void notes(void)
{
    const char *note = "mla=3; amb=512; GPU weights 27726, host weights 300312; KV 96.00 at 4 slots";
    CLOSE(logtext_after(note, "GPU weights "), 27726, 0);
    CLOSE(logtext_after(note, "amb="), 512, 0);
    CLOSE(logtext_before(note, " slots"), 4, 0);
    THAT(isnan(logtext_after(note, "util ")));
    THAT(isnan(logtext_after(NULL, "util ")));
    THAT(logtext_later("2026", "2025-12") && !logtext_later("2025", "2025-12") &&
         !logtext_later("2025-05-20", "2025-05"));
    THAT(logtext_later("2025-08..2026-08", "2025-05") && logtext_later(NULL, "2025-05"));
}

/* Caches as ik_llama.cpp and vLLM printed them, MiB. */
static void caches(void)
{
    static const struct {
        const char *id, *model, *kv;
        double ctx, kv_mib;
    } rows[] = {
        {"mm001", "llama-3.1-8b", "K iq4_nl / V f16", 1024, 82},
        {"mm015", "qwen3-235b-a22b", "K q8_0 / V f16", 8192, 1151.5},
        {"mm004", "deepseek-r1-671b", "f16 (MHA-expanded)", 2048, 9760},
        {"mm090", "deepseek-v3-671b", "c^KV f16 + kv^T", 16384, 2074},
        {"mm018", "deepseek-r1-671b", "c^KV q8_0", 32768, 1166.62},
        {"mm016", "deepseek-r1-671b", "K q8_0 / V f16 (MHA-expanded)", 8192, 28060},
    };
    static struct prepared s;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request("rtx-3090", 1, rows[i].model, "Q8_0");
        const struct logtext_cache cache = logtext_cache(test_catalogue(), rows[i].kv);
        struct placement pl;
        q.ctx = rows[i].ctx;
        q.kv = cache.k;
        THAT(prepare_case(test_catalogue(), &q, &s));
        s.predict.memory.kv_v = cache.v;
        s.predict.memory.latent = cache.latent;
        memory_place(&s.predict.memory, &s.rig, &pl);
        test_row("%s", rows[i].id);
        CLOSE(unit_b_to_mib(pl.dev[0].kv_b), rows[i].kv_mib, 1e-4);
    }
}

/* Compute buffers, MiB; rel is how closely each is met. */
static void classic_buffers(void)
{
    static const struct {
        const char *id, *model, *quant;
        double ctx, ubatch, amb, compute_mib, rel;
        bool flash, two;
    } rows[] = {
        {"mm135", "llama-3.1-8b", "Q4_K_M", 8192, 512, NAN, 560, 1e-4, false, false},
        {"mm138", "llama-2-7b", "F16", 2048, 512, NAN, 164, 1e-4, false, false},
        {"mm177", "smollm2-1.7b", "Q8_0", 8192, 512, NAN, 544, 1e-4, false, false},
        {"mm141", "llama-3.1-70b", "Q4_K_S", 8192, 512, NAN, 1104, 1e-4, false, true},
        {"mm110", "qwen3.5-27b", "BF16", 512, 512, NAN, 505, 1e-4, true, false},
        {"mm104", "qwen3-4b", "BF16", 4096, 4096, NAN, 2454, 1e-4, true, false},
        {"mm134", "qwen3-235b-a22b", "Q4_K_M", 65536, 512, NAN, 240, 1e-4, true, true},
        {"mm128", "glm-4.5-355b", "Q4_K_M", 65536, 512, NAN, 260, 1e-4, true, true},
        {"mm097", "glm-4.5-air-106b", "Q4_K_M", 4096, 4096, NAN, 864, 1e-4, true, true},
        {"mm051", "deepseek-v3-671b", "Q4_K_M", 32768, 512, 512, 3425, 0.002, true, false},
        {"mm092", "deepseek-r1-671b", "Q4_K_M", 16384, 512, 512, 2094, 0.002, true, false},
        {"mm033", "deepseek-v3-671b", "Q4_K_M", 131072, 1024, 512, 11718.25, 0.006, true, false},
    };
    static struct prepared s;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request("h200-sxm-141gb", rows[i].two ? 2 : 1, rows[i].model, rows[i].quant);
        struct placement pl;
        q.engine = FIND(engine, "ik_llama.cpp");
        q.ctx = rows[i].ctx;
        q.ubatch = rows[i].ubatch;
        q.flash_attn = rows[i].flash ? flag_yes : flag_no;
        THAT(prepare_case(test_catalogue(), &q, &s));
        s.predict.memory.attn_batch_mib = rows[i].amb;
        memory_place(&s.predict.memory, &s.rig, &pl);
        test_row("%s", rows[i].id);
        CLOSE(unit_b_to_mib(pl.dev[0].compute_b), rows[i].compute_mib, rows[i].rel);
    }
}

/* Pull request 10511 (8192 tokens) and a 24 GB start-up log (2048 tokens, 37696 tokens in 4.6 GiB) of vLLM. */
static void pools(void)
{
    static struct prepared s;
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "BF16");
    q.engine = FIND(engine, "vllm");
    THAT(prepare_case(test_catalogue(), &q, &s));
    CLOSE(unit_b_to_mib(activation_b(&s.llm, q.engine, 8192, 1)), 1290.2, 0.2);
    CLOSE(unit_b_to_mib(activation_b(&s.llm, q.engine, 2048, 1)), 225.3, 0.2);
    CLOSE(kv_pool_tokens(&s.predict.memory, unit_mib_to_b(4710.4), 1), 37696, 0.001);
    CLOSE(kv_pool_need_b(&s.predict.memory, 37696, 1), unit_mib_to_b(4710.4), 0.001);
    CLOSE(kv_pool_tokens(&s.predict.memory, unit_mib_to_b(4710.4), 2), 2 * 37696, 0.001);
    CLOSE(activation_b(&s.llm, FIND(engine, "llama.cpp"), 2048, 1), 0, 0);
}

static void scaled_weights(void)
{
    static struct llm l, twice;
    THAT(llm_prepare(FIND(model, "qwen3-30b-a3b"), FIND(quant, "Q4_K_M"), &l));
    twice = l;
    llm_scale(&twice, 2);
    CLOSE(twice.total_b, 2 * l.total_b, 1e-12);
    CLOSE(twice.largest_experts_b, 2 * l.largest_experts_b, 1e-12);
    CLOSE(llm_between(&twice, 3, 9).gpu_b, 2 * llm_between(&l, 3, 9).gpu_b, 1e-12);
    CLOSE(llm_between(&twice, 0, l.n_layers).full_rows, llm_between(&l, 0, l.n_layers).full_rows, 0);
    CLOSE(twice.layer[5].flop, l.layer[5].flop, 0);
    double file_b = 0;
    for (int i = 0; i < TENSORS_N_CLASSES; i++)
        file_b += twice.file_b[i];
    CLOSE(file_b, twice.total_b, 1e-9);
}

SUITE(logs, {"cards as sources write them", cards}, {"models and quants", models_and_quants},
      {"numbers in notes", notes}, {"caches as printed", caches}, {"classic buffers as printed", classic_buffers},
      {"pools", pools}, {"a file of known size", scaled_weights})
