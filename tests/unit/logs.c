/* model/compute_buffers_classic, model/kv_pool, caches: what published logs say (data/measured/memory_logs.csv names
   the rows); check/check_row: ids of devices. */
#include "activation.h"
#include "test.h"

#include "placement.h"
#include "kv_pool.h"
#include "str.h"
#include "check_row.h"

#include <stdlib.h>

/* Ids joined by +: equal runs in the order of the ids. */
static void device_ids(void)
{
    static const struct device unnamed[] = {{.id = "card"}};
    static const struct device_list also = {1, unnamed};
    static const struct {
        const char *ids;
        double count;
        int n;
        const char *all;
    } rows[] = {
        {"rtx-3090", 1, 1, "rtx-3090"},
        {"rtx-3090", 3, 3, "rtx-3090 rtx-3090 rtx-3090"},
        {"rtx-5090+rtx-3090", 4, 4, "rtx-5090 rtx-5090 rtx-3090 rtx-3090"},
        {"rtx-4090+rtx-4090+rtx-5090", NAN, 3, "rtx-4090 rtx-4090 rtx-5090"},
        {"rtx-4090+card", 2, 2, "rtx-4090 card"},
        {"rtx-4090+nobody's", 2, 0, NULL},
        {"RTX 4090", 1, 0, NULL},
        {"rtx-3090", RIG_MAX_DEVICES + 1, 0, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = request_nothing();
        struct check_row row = {0};
        struct str all = str_new(test_arena());
        test_row("%s, %g", rows[i].ids, rows[i].count);
        const char *what = NULL;
        const char *reason = row_request_devices(test_catalogue(), &also, rows[i].ids, rows[i].count, &q, &what);
        if (!THAT(check_row_take(&row, reason, what) == (rows[i].n > 0)))
            continue;
        THAT((row.status == CHECK_SKIPPED) == (rows[i].n == 0));
        for (int k = 0; k < q.n && rows[i].n > 0; k++)
            str_addf(&all, "%s%s", k ? " " : "", q.device[k]->id);
        THAT(rows[i].n == 0 || (q.n == rows[i].n && strcmp(all.text, rows[i].all) == 0));
    }
}

/* Caches as ik_llama.cpp and vLLM printed them, MiB. */
static void caches(void)
{
    static const struct {
        const char *id, *model, *k, *v;
        enum placement_latent latent;
        double ctx, kv_mib;
    } rows[] = {
        {"mm001", "llama-3.1-8b", "IQ4_NL", "F16", PLACEMENT_LATENT, 1024, 82},
        {"mm015", "qwen3-235b-a22b", "Q8_0", "F16", PLACEMENT_LATENT, 8192, 1151.5},
        {"mm004", "deepseek-r1-671b", "F16", "F16", PLACEMENT_LATENT_EXPANDED, 2048, 9760},
        {"mm090", "deepseek-v3-671b", "F16", "F16", PLACEMENT_LATENT_COPIED, 16384, 2074},
        {"mm018", "deepseek-r1-671b", "Q8_0", NULL, PLACEMENT_LATENT, 32768, 1166.62},
        {"mm016", "deepseek-r1-671b", "Q8_0", "F16", PLACEMENT_LATENT_EXPANDED, 8192, 28060},
    };
    static struct prepared s;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request("rtx-3090", 1, rows[i].model, "Q8_0");
        struct placement pl;
        q.ctx = rows[i].ctx;
        q.kv = test_find(&kind_format, rows[i].k);
        THAT(prepare_case(test_catalogue(), &q, &s));
        s.predict.memory.kv_v = rows[i].v ? test_find(&kind_format, rows[i].v) : NULL;
        s.predict.memory.latent = rows[i].latent;
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

SUITE(logs, {"ids of devices", device_ids}, {"caches as printed", caches},
      {"classic buffers as printed", classic_buffers}, {"pools", pools}, {"a file of known size", scaled_weights})
