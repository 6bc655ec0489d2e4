/* model/kv_pool, model/activation: what a pool leaves to the cache and how many tokens that is, by build, as start-up
   logs of vLLM say. */
#include "kv_pool.h"

#include "activation.h"
#include "memory.h"
#include "month.h"
#include "prepare.h"
#include "test.h"

static struct prepared s;

static const struct placement_case *vllm(const char *card, int n, const char *model, const char *build, double ctx)
{
    struct request q = test_request(card, n, model, "BF16");
    q.engine = FIND(engine, "vllm");
    q.engine_month = build ? month_of(build, NAN, NULL) : NAN;
    q.split = split_tensor;
    q.ctx = ctx;
    THAT(prepare_case(test_catalogue(), &q, &s));
    return &s.predict.memory;
}

/* Chunks of Llama 4 are kept whole longer than other windows (docs.vllm.ai, vllm.envs of v0.12.0 and v0.16.0). */
static void windows_by_build(void)
{
    static const struct {
        const char *model, *build;
        bool whole;
    } rows[] = {
        {"llama-4-scout-109b", "2025-04", true},
        {"llama-4-scout-109b", "2025-12", true},
        {"llama-4-maverick-400b", "2025-12", true},
        {"llama-4-scout-109b", "2026-02", false},
        {"llama-4-scout-109b", NULL, false},
        {"gemma-3-27b", "2025-05", true},
        {"gemma-3-27b", "2025-06", false},
        {"gpt-oss-20b", "2025-12", false},
        {"gpt-oss-20b", NULL, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct placement_case *c = vllm("h200-sxm-141gb", 8, rows[i].model, rows[i].build, 131072);
        test_row("%s, %s", rows[i].model, rows[i].build ? rows[i].build : "today");
        THAT(c->swa_full == rows[i].whole);
    }
}

/* Llama 4 Scout on eight H200, v0.12.0 (row vl001): 89.71 GiB a card are 3,919,664 tokens where every layer keeps
   everything; with windows dropped the log says 2.96 requests of 5,242,880 tokens and 1.86 of 8,388,608. */
static void chunks(void)
{
    const double pool_b = unit_gib_to_b(89.71), long_ctx = 8388608, short_ctx = 5242880;
    const struct placement_case *c = vllm("h200-sxm-141gb", 8, "llama-4-scout-109b", "2025-12", long_ctx);
    CLOSE(kv_pool_tokens(c, pool_b, 8), 3919664, 0.0002);
    CLOSE(kv_pool_long_tokens(c, pool_b, 8), 3919664, 0.0002);
    c = vllm("h200-sxm-141gb", 8, "llama-4-scout-109b", NULL, long_ctx);
    CLOSE(kv_pool_long_tokens(c, pool_b, 8) / long_ctx, 1.86, 0.005);
    c = vllm("h200-sxm-141gb", 8, "llama-4-scout-109b", NULL, short_ctx);
    CLOSE(kv_pool_long_tokens(c, pool_b, 8) / short_ctx, 2.96, 0.005);
}

/* Full layers of Gemma 4 12B have one KV head, which two cards both keep; its window layers have eight. */
static void heads_are_repeated(void)
{
    const struct placement_case *c = vllm("rtx-3090", 2, "gemma-4-12b", NULL, 131072);
    const struct placement_parts two = placement_cache_parts(c, 0.5);
    CLOSE(two.full, 1, 0);
    CLOSE(two.window, 0.5, 0);
    const double full_b = 2 * 2 * 8 * 512, window_b = 2 * 2 * 40 * 8 * 256; /* 16 bits, K and V, 8 and 40 layers */
    CLOSE(kv_pool_need_b(c, 131072, 2), 131072 * full_b + (1024 + c->ubatch) * window_b / 2, 1e-12);
    struct placement pl;
    placement_layers(c, &s.rig, &pl);
    CLOSE(pl.dev[1].kv_b, 131072 * full_b + placement_window_cells(c) * window_b / 2, 1e-12);
}

/* Totals that logs state, GiB: pull request 14447 (RTX 3090), pull request 10511 (H100), out-of-memory messages of an
   L4. A pool is a fraction of these, not of what the card is sold with. */
static void fraction_of_what_is_shown(void)
{
    static const struct {
        const char *card;
        double shown_gib;
    } rows[] = {{"rtx-3090", 23.58}, {"h100-sxm-80gb", 79.22}, {"l4", 22.03}, {"a10", 22.06}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct memory m;
        const struct placement_case *c = vllm(rows[i].card, 1, "llama-3.2-1b", NULL, 8192);
        memory_judge(c, &s.rig, catalogue_policy(test_catalogue()), &m);
        test_row("%s", rows[i].card);
        CLOSE(m.device[0].capacity_gib, rows[i].shown_gib * c->engine->pool_frac, 0.003);
        CLOSE(m.device[0].overhead_gib, 0, 0); /* the context has room in the rest */
    }
}

/* Pull request 14447: a peak of 0.37 GiB of DeepSeek R1 on each of 16 cards, steps of 2048 tokens. */
static void experts_keep_their_results(void)
{
    vllm("rtx-3090", 16, "deepseek-r1-671b", "2025-04", 8192);
    CLOSE(unit_b_to_mib(activation_b(&s.llm, s.predict.memory.engine, 2048, 16)), 378.9, 0.06);
}

/* Pull request 48037: a peak of 3.04 GiB of Qwen3 8B on an H100 (1024 requests at once), which is more than a step of
   8192 tokens takes. Not so in builds before 2025-06, and never less than the step. */
static void the_sampler_counts(void)
{
    const struct placement_case *c = vllm("h100-sxm-80gb", 1, "qwen3-8b", "2026-07", 40960);
    const double step_b = activation_b(&s.llm, c->engine, c->ubatch, 1);
    CLOSE(unit_b_to_gib(activation_peak_b(&s.llm, step_b, c->act_logits, c->max_seqs)), 3.04, 0.01);
    CLOSE(activation_peak_b(&s.llm, 5e9, c->act_logits, c->max_seqs), 5e9, 0);
    struct placement with, without;
    placement_layers(c, &s.rig, &with);
    c = vllm("h100-sxm-80gb", 1, "qwen3-8b", "2025-04", 40960);
    THAT(isnan(c->act_logits));
    placement_layers(c, &s.rig, &without);
    CLOSE(without.dev[0].compute_b, unit_gib_to_b(c->engine->reserve_gib) + step_b, 1e-12);
    THAT(with.dev[0].compute_b > 2 * without.dev[0].compute_b);
}

SUITE(kv_pool, {"windows by build", windows_by_build}, {"chunks", chunks}, {"heads are repeated", heads_are_repeated},
      {"a fraction of what is shown", fraction_of_what_is_shown},
      {"experts keep their results", experts_keep_their_results}, {"the sampler counts", the_sampler_counts})
