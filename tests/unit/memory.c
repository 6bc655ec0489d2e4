/* model/memory: verdicts that owners of these machines know, and what the figures say. */
#include "test.h"

#include "memory.h"
#include "prepare.h"

static struct prepared s;
static struct memory m;

static enum verdict judged(struct request q)
{
    THAT(prepare_case(test_catalogue(), &q, &s));
    memory_judge(&s.predict.memory, &s.rig, catalogue_policy(test_catalogue()), &m);
    return m.verdict;
}

static bool fits(enum verdict v)
{
    return v == verdict_fits || v == verdict_tight;
}

static void cards(void)
{
    static const struct {
        const char *device;
        int n;
        const char *model, *quant;
        double ctx;
        bool fits;
    } rows[] = {
        {"rtx-3090", 2, "llama-3.1-70b", "F16", 8192, false},
        {"rtx-3090", 2, "llama-3.1-70b", "Q8_0", 8192, false},
        {"rtx-3090", 2, "llama-3.1-70b", "Q4_K_M", 8192, true},
        {"rtx-3090", 1, "llama-3.1-70b", "Q4_K_M", 8192, false},
        {"rtx-3090", 2, "llama-3.1-70b", "Q4_K_M", 131072, false},
        {"rtx-3090", 1, "llama-3.1-8b", "Q4_K_M", 8192, true},
        {"rtx-3090", 1, "llama-3.1-8b", "F16", 8192, true},
        {"rtx-3070", 1, "llama-3.1-8b", "Q4_K_M", 8192, true},
        {"rtx-3070", 1, "llama-3.1-8b", "F16", 8192, false},
        {"rtx-5090", 1, "qwen3-32b", "Q4_K_M", 16384, true},
        {"rtx-5090", 2, "llama-3.1-70b", "Q4_K_M", 32768, true},
        {"h100-sxm-80gb", 1, "llama-3.1-70b", "F16", 8192, false},
        {"h100-sxm-80gb", 2, "llama-3.1-70b", "F16", 8192, true},
        {"rtx-3090", 4, "gpt-oss-120b", "MXFP4_MOE", 8192, true},
        {"rtx-3090", 2, "gpt-oss-120b", "MXFP4_MOE", 8192, false},
        {"rtx-3090", 1, "gpt-oss-20b", "MXFP4_MOE", 32768, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request(rows[i].device, rows[i].n, rows[i].model, rows[i].quant);
        q.ctx = rows[i].ctx;
        test_row("%d x %s, %s %s at %g", rows[i].n, rows[i].device, rows[i].model, rows[i].quant, rows[i].ctx);
        THAT(fits(judged(q)) == rows[i].fits);
    }
}

/* Micro-batches in flight of two cards that hold everything: one under Vulkan until 2025-12, which had no events. */
static void in_flight(void)
{
    static const struct {
        const char *device;
        enum backend backend;
        double month, copies;
    } rows[] = {
        {"rx-7900-xtx", backend_vulkan, 12 * 2025 + 11, 1},
        {"rx-7900-xtx", backend_vulkan, 12 * 2026, 4},
        {"rx-7900-xtx", backend_vulkan, NAN, 4},
        {"rx-7900-xtx", backend_rocm, 12 * 2025 + 11, 4},
        {"rtx-3090", backend_cuda, 12 * 2024, 4},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request(rows[i].device, 2, "qwen3-32b", "Q4_K_M");
        q.backend = rows[i].backend;
        q.engine_month = rows[i].month;
        q.ctx = 8192;
        test_row("%s %d %g", rows[i].device, (int)rows[i].backend, rows[i].month);
        THAT(fits(judged(q)));
        CLOSE(m.placement.pipeline_copies, rows[i].copies, 0);
    }
}

static enum verdict on_system(const char *id, const char *model, const char *quant, double ctx)
{
    const struct system *sys = FIND(system, id);
    struct request q = test_request(sys->chip->id, 1, model, quant);
    q.mem_gib[0] = sys->mem_gib;
    q.limit_gib[0] = sys->gpu_limit_gib;
    q.ctx = ctx;
    return judged(q);
}

static void machines(void)
{
    static const struct {
        const char *system, *model, *quant;
        double ctx;
        bool fits;
    } rows[] = {
        {"mac-mini-m4-pro-48", "llama-3.1-70b", "Q4_K_M", 8192, false},
        {"mac-mini-m4-pro-64", "llama-3.1-70b", "Q4_K_M", 8192, true},
        {"mac-mini-m4-pro-48", "qwen3-32b", "Q4_K_M", 8192, true},
        {"mac-studio-m3-ultra-256", "llama-3.1-70b", "F16", 8192, true},
        {"mac-studio-m3-ultra-96", "llama-3.1-70b", "F16", 8192, false},
        {"mac-studio-m3-ultra-512", "deepseek-v3-671b", "Q4_K_M", 4096, true},
        {"mac-mini-m4-16", "llama-3.1-8b", "Q4_K_M", 8192, true},
        {"mac-mini-m4-16", "llama-3.1-8b", "F16", 8192, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const enum verdict v = on_system(rows[i].system, rows[i].model, rows[i].quant, rows[i].ctx);
        test_row("%s, %s %s: verdict %d", rows[i].system, rows[i].model, rows[i].quant, (int)v);
        THAT(fits(v) == rows[i].fits);
        THAT(v != verdict_offload); /* there is no other memory to offload to */
    }
}

static void fewest_layers_offloaded(void)
{
    THAT(judged(test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M")) == verdict_offload);
    const double left = m.offload_layers;
    THAT(left > 30 && left < 50);
    CLOSE(m.placement.layers_on_host, left, 0);
    struct request q = test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    q.ngl = 81 - left;
    THAT(judged(q) == verdict_offload);
    q.ngl = 82 - left;
    THAT(judged(q) == verdict_no);
    q = test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    q.ram_gib = 16;
    THAT(judged(q) == verdict_no);
}

static void parts_add(void)
{
    static const char *const quants[] = {"Q4_K_M", "F16", "Q2_K"};
    for (size_t i = 0; i < COUNT_OF(quants); i++) {
        struct prediction p = {0};
        double total = 0;
        judged(test_request("rtx-3090", 3, "llama-3.1-70b", quants[i]));
        memory_figures(&s.predict.memory, &m, &p);
        test_row("%s", quants[i]);
        for (int d = 0; d < 3; d++) {
            const struct device_load *l = &m.device[d];
            CLOSE(l->weights_gib + l->kv_gib + l->compute_gib + l->overhead_gib, l->total_gib, 1e-12);
            CLOSE(l->capacity_gib - l->total_gib, l->spare_gib, 1e-9);
            THAT((l->spare_gib < 0) == (l->verdict == verdict_no));
            THAT(p.spare_gib <= l->spare_gib);
            total += l->total_gib;
        }
        CLOSE(p.total_gib, total, 1e-12);
        CLOSE(p.weights_gib, s.llm.total_b / 1073741824, 1e-12);
    }
}

static void tight_is_below_the_policy(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    q.bare_memory = true;
    q.mem_gib[0] = 1000;
    judged(q);
    const double need = m.device[0].total_gib;
    q.mem_gib[0] = need * 1.0001;
    THAT(judged(q) == verdict_tight);
    q.mem_gib[0] = need / (1 - p->tight_frac) * 1.0001;
    THAT(judged(q) == verdict_fits);
    q.mem_gib[0] = need / (1 - p->tight_frac) * 0.9999;
    THAT(judged(q) == verdict_tight);
    q.mem_gib[0] = need * 0.9999;
    THAT(!fits(judged(q)));
}

static void pools(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "AWQ-INT4");
    q.engine = FIND(engine, "vllm");
    q.split = split_tensor;
    THAT(fits(judged(q)));
    const struct policy *p = catalogue_policy(test_catalogue());
    const double shown_gib = 24 * p->usable_frac - p->driver_mib / 1024;
    CLOSE(m.device[0].capacity_gib, shown_gib * q.engine->pool_frac, 1e-12);
    CLOSE(m.device[0].weights_gib, m.device[1].weights_gib, 1e-12);
    /* a step of 2048 tokens: 2048 vectors of feed-forward (half on each card) and hidden width, 2 bytes each; sampling
       for 256 requests takes more: vocabularies of 128,256 times 4 bytes, on each card */
    const double step_gib = unit_b_to_gib(2 * 2048.0 * (q.engine->act_ffn * 14336 / 2 + q.engine->act_hidden * 4096));
    const double act_gib = unit_b_to_gib(4 * 256.0 * 128256 * s.predict.memory.act_logits);
    THAT(act_gib > step_gib);
    CLOSE(m.device[0].compute_gib, q.engine->reserve_gib + act_gib, 1e-12);
    q.model = FIND(model, "llama-3.1-70b");
    q.quant = FIND(quant, "F16");
    THAT(judged(q) == verdict_no); /* no offload outside llama.cpp's family */
}

static void desktop_takes_its_part(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    judged(q);
    const double bare = m.device[0].overhead_gib, second = m.device[1].overhead_gib;
    q.desktop = desktop_linux_;
    judged(q);
    CLOSE(m.device[0].overhead_gib - bare, catalogue_policy(test_catalogue())->desktop_gib, 1e-9);
    CLOSE(m.device[1].overhead_gib, second, 0);
}

/* What a context takes belongs to its backend: CUDA's is not charged to a card that runs Vulkan. */
static void contexts_by_backend(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.device[1] = FIND(device, "rx-7900-xtx");
    judged(q);
    CLOSE(m.device[0].overhead_gib, p->context_mib / 1024, 1e-12);
    CLOSE(m.device[1].overhead_gib, p->other_context_mib / 1024, 1e-12);
    q = test_request("rx-7900-xtx", 1, "llama-3.1-8b", "Q4_K_M");
    q.backend = backend_rocm;
    judged(q);
    CLOSE(m.device[0].overhead_gib, p->rocm_context_mib / 1024, 1e-12);
}

static void desktops_by_maker(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    q.desktop = desktop_windows;
    judged(q);
    CLOSE(m.device[0].overhead_gib, p->context_mib / 1024 + p->desktop_windows_gib, 1e-12);
    THAT(p->desktop_windows_gib > p->desktop_gib);
}

/* 32,768 tokens of Llama 3.1 8B in F16: 2 * 32 layers * 8 heads * 128 * 2 B * 32768 = 4 GiB of cache. On a card that is
   1 GiB short of everything the cache is what breaks; on one that does not hold the weights, the weights. */
static void what_is_missing(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    q.bare_memory = true;
    q.mem_gib[0] = 1000;
    q.ctx = 32768;
    q.ram_gib = 7;
    judged(q);
    const double need = m.device[0].total_gib, weights = m.device[0].weights_gib, compute = m.device[0].compute_gib;
    THAT(m.miss.part == loadpart_unknown && m.miss.gib == 0);
    CLOSE(m.device[0].kv_gib, 4, 1e-12);
    q.mem_gib[0] = need - 1;
    THAT(judged(q) == verdict_no);
    THAT(m.miss.device == 0 && m.miss.part == loadpart_cache);
    CLOSE(m.miss.gib, 1, 1e-9);
    q.mem_gib[0] = weights + compute * 0.9;
    judged(q);
    THAT(m.miss.part == loadpart_compute);
    CLOSE(m.miss.gib, 4 + compute * 0.1, 1e-9);
    q.mem_gib[0] = weights * 0.99;
    judged(q);
    THAT(m.miss.part == loadpart_weights);
    q.mem_gib[0] = need + 1;
    q.ngl = 0; /* everything in 7 GiB; the policy keeps 6 of them */
    THAT(judged(q) == verdict_no && m.miss.part == loadpart_ram && m.miss.device == -1);
}

/* What the owner asked for is no need: it is told apart from what did not fit. */
static void from_scenario_offload_is_not_missing(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    q.ngl = 20;
    THAT(judged(q) == verdict_offload);
    THAT(m.miss.part == loadpart_unknown && m.placement.layers_on_host == 13);
    q = test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    THAT(judged(q) == verdict_offload);
    THAT(m.miss.part == loadpart_weights && m.miss.gib > 10);
}

/* llama.cpp then uses its main GPU alone. */
static void no_split_is_one_card(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    judged(q);
    const double alone = m.device[0].total_gib;
    q = test_request("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.split = split_none;
    judged(q);
    THAT(s.rig.n == 1);
    CLOSE(m.device[0].total_gib, alone, 0);
}

/* 4 KV heads over 8 cards: each card keeps one whole head, twice as much as an eighth. A latent row is kept whole by
   every card. */
static void repeated_heads(void)
{
    struct request q = test_request("a100-sxm-80gb", 4, "qwen3-30b-a3b", "F16");
    q.engine = FIND(engine, "vllm");
    q.split = split_tensor;
    judged(q);
    const double quarter = m.device[0].kv_gib;
    q = test_request("a100-sxm-80gb", 8, "qwen3-30b-a3b", "F16");
    q.engine = FIND(engine, "vllm");
    q.split = split_tensor;
    judged(q);
    CLOSE(m.device[0].kv_gib, quarter, 1e-12);
    q = test_request("a100-sxm-80gb", 2, "deepseek-v2-lite", "F16");
    q.engine = FIND(engine, "vllm");
    q.split = split_tensor;
    judged(q);
    CLOSE(m.device[1].kv_gib, 8192 * 27 * (512 + 64) * 2 / 1073741824.0, 1e-12);
}

/* Experts of the leading layers go first, and no more of them than need be. */
static void fewest_experts(void)
{
    struct request q = test_request("rtx-3090", 1, "gpt-oss-120b", "MXFP4_MOE");
    q.ram_gib = 128;
    THAT(judged(q) == verdict_offload);
    const double n = memory_fewest_experts(&s.predict.memory, &s.rig, catalogue_policy(test_catalogue()));
    THAT(n > 0 && n < 36);
    q.experts_on_host = n;
    THAT(judged(q) == verdict_offload && m.miss.gib == 0);
    q.experts_on_host = n - 1;
    judged(q);
    THAT(m.miss.gib > 0);
    q = test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    judged(q);
    THAT(isnan(memory_fewest_experts(&s.predict.memory, &s.rig, catalogue_policy(test_catalogue()))));
}

SUITE(memory, {"in flight", in_flight}, {"contexts by backend", contexts_by_backend}, {"desktops", desktops_by_maker},
      {"what is missing", what_is_missing}, {"asked offload", from_scenario_offload_is_not_missing},
      {"no split is one card", no_split_is_one_card}, {"repeated heads", repeated_heads},
      {"fewest experts", fewest_experts}, {"cards", cards}, {"machines", machines},
      {"fewest layers offloaded", fewest_layers_offloaded}, {"parts add", parts_add},
      {"tight is below the policy's spare", tight_is_below_the_policy}, {"engines with a pool", pools},
      {"a desktop takes its part", desktop_takes_its_part})
