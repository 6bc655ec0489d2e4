/* advise/holds and advise/offers: a planner's answers, checked by asking again. */
#include "test.h"

#include "arena.h"
#include "engine_quant.h"
#include "holds.h"
#include "compatibility.h"
#include "offers.h"

static struct prepared s;

static enum verdict judged(const struct request *q)
{
    struct memory m;
    THAT(prepare_case(test_catalogue(), q, &s));
    memory_judge(&s.predict.memory, &s.rig, catalogue_policy(test_catalogue()), &m);
    return m.verdict;
}

static bool held(enum verdict v)
{
    return v == verdict_fits || v == verdict_tight;
}

static const struct holds *answered(const struct request *q)
{
    const struct holds *f = holds_run(test_arena(), test_catalogue(), q);
    THAT(f != NULL);
    return f;
}

/* The best fits, and every larger usual one does not; sizes fall. */
static void best_quant(void)
{
    static const struct {
        const char *device, *model, *engine;
        int n;
    } rows[] = {{"rtx-3090", "qwen3-32b", "llama.cpp", 1},          {"rtx-3090", "llama-3.1-70b", "llama.cpp", 2},
                {"rtx-3060-12gb", "qwen3-30b-a3b", "llama.cpp", 2}, {"rtx-4090", "llama-3.1-8b", "vllm", 1},
                {"rtx-3090", "llama-3.1-70b", "exllamav3", 2},      {"rx-7900-xtx", "gemma-3-27b", "llama.cpp", 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request(rows[i].device, rows[i].n, rows[i].model, "F16");
        q.engine = FIND(engine, rows[i].engine);
        q.quant = NULL;
        const struct holds *f = answered(&q);
        bool seen = false;
        test_row("%d x %s, %s, %s: %s", rows[i].n, rows[i].device, rows[i].model, rows[i].engine, f->answer.best_quant);
        THAT(f->answer.best_quant != NULL && f->n_quants > 1);
        SAME(f->answer.quant, f->answer.best_quant);
        for (int k = 0; k < f->n_quants; k++) {
            q.quant = FIND(quant, f->quant[k].quant);
            THAT(engine_quant_loads(q.engine, q.quant));
            seen = seen || strcmp(f->quant[k].quant, f->answer.best_quant) == 0;
            THAT(seen || !held(judged(&q)));
            if (strcmp(f->quant[k].quant, f->answer.best_quant) == 0)
                THAT(held(judged(&q)));
            THAT(k == 0 || f->quant[k].weights_gib <= f->quant[k - 1].weights_gib);
        }
        THAT(seen);
    }
}

/* gpt-oss was released in MXFP4 only: nothing else is offered. */
static void native_quant(void)
{
    struct request q = test_request("rtx-4090", 1, "gpt-oss-20b", "F16");
    q.quant = NULL;
    const struct holds *f = answered(&q);
    THAT(f->n_quants == 1);
    SAME(f->answer.best_quant, "MXFP4_MOE");
}

/* Llama 3.1 8B keeps 2 * 32 * 8 * 128 * 2 B = 128 KiB a token: on a bare card of weights + buffers + 1 GiB, 8192 tokens
   fit and not one cell block more (the buffer's growth is in the slack); with users of 1024 tokens that is 8 of them.
 */
static void context_and_users(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    struct memory m;
    q.bare_memory = true;
    q.mem_gib[0] = 100;
    q.ctx = 8192;
    THAT(prepare_case(test_catalogue(), &q, &s));
    memory_judge(&s.predict.memory, &s.rig, catalogue_policy(test_catalogue()), &m);
    CLOSE(m.device[0].kv_gib, 1, 1e-12);
    q.mem_gib[0] = m.device[0].total_gib + 1e-6;
    CLOSE(answered(&q)->answer.max_ctx_tokens, 8192, 0);
    q.ctx = 1024;
    const struct holds *f = answered(&q);
    CLOSE(f->answer.ctx_each_tokens, 1024, 0);
    CLOSE(f->answer.users, 8, 0);
    THAT(f->answer.max_ctx_offload_tokens > 8192);
    q.ctx = 4096;
    q.parallel = 4;
    CLOSE(answered(&q)->answer.max_ctx_tokens, 2048, 0); /* of each of the four */
}

/* A change says what asking with its option says. */
static void changes(void)
{
    struct request q = test_request("rtx-3090", 2, "gpt-oss-120b", "MXFP4_MOE");
    q.desktop = desktop_windows;
    q.ram_gib = 128;
    const struct holds *f = answered(&q);
    bool seen[change_end] = {false};
    for (int i = 0; i < f->n_changes; i++) {
        const struct holds_change *k = &f->change[i];
        struct request with = q;
        test_row("change %d", (int)k->change);
        seen[k->change] = true;
        CLOSE(k->new_spare_gib - k->spare_gib, k->gain_gib, 1e-9);
        switch (k->change) {
        case change_kv: with.kv = FIND(format, k->setting); break;
        case change_ubatch: with.ubatch = k->value; break;
        case change_split: with.split = split_tensor; break;
        case change_experts: with.experts_on_host = k->value; break;
        case change_headless: with.desktop = desktop_none; break;
        case change_card: with.device[with.n++] = FIND(device, "rtx-3090"); break;
        default: THAT(false);
        }
        THAT(judged(&with) == k->new_verdict);
    }
    THAT(seen[change_kv] && seen[change_ubatch] && seen[change_split] && seen[change_experts] &&
         seen[change_headless] && seen[change_card]);
    THAT(!seen[change_quant] && !seen[change_wired] && !seen[change_flash]);
    for (int i = 0; i < f->n_changes; i++) /* Windows takes what the policy says, and the share of the layers follows */
        if (f->change[i].change == change_headless)
            THAT(f->change[i].gain_gib > 0 &&
                 f->change[i].gain_gib <= catalogue_policy(test_catalogue())->desktop_windows_gib + 1e-9);
}

static void raised_limit(void)
{
    const struct system *mac = FIND(system, "mac-mini-m4-pro-48");
    struct request q = test_request("m4-pro-20c-273", 1, "llama-3.1-70b", "Q4_K_M");
    q.mem_gib[0] = mac->mem_gib;
    q.limit_gib[0] = mac->gpu_limit_gib;
    const struct holds *f = answered(&q);
    const double limit_gib = mac->mem_gib - catalogue_policy(test_catalogue())->ram_reserve_gib;
    int found = 0;
    for (int i = 0; i < f->n_changes; i++) {
        if (f->change[i].change != change_wired)
            continue;
        found++;
        CLOSE(f->change[i].value, limit_gib * 1024, 1e-9);
        CLOSE(f->change[i].gain_gib, limit_gib - mac->gpu_limit_gib, 1e-9);
    }
    THAT(found == 1);
}

/* n cards hold it and one less does not; together they are at least as large as what they hold. */
static void fewest_cards(void)
{
    static const struct {
        const char *device, *model, *quant;
        int n; /* 0: not said */
    } rows[] = {{"rtx-3090", "llama-3.1-70b", "Q4_K_M", 2},    {"rtx-a6000", "llama-3.1-70b", "Q4_K_M", 1},
                {"a100-pcie-80gb", "llama-3.1-70b", "F16", 2}, {"rtx-3070", "llama-3.1-70b", "Q4_K_M", 0},
                {"rtx-3060-12gb", "qwen3-32b", "Q8_0", 0},     {"rtx-4060-ti-16gb", "gpt-oss-120b", "MXFP4_MOE", 0},
                {"rx-7900-xtx", "llama-3.1-70b", "Q5_K_M", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request(rows[i].device, 1, rows[i].model, rows[i].quant);
        THAT(prepare_case(test_catalogue(), &q, &s));
        const double file_gib = s.llm.total_b / 1073741824;
        const int n = offers_fewest(test_catalogue(), &q, q.device[0], &s);
        test_row("%s, %s %s: %d", rows[i].device, rows[i].model, rows[i].quant, n);
        THAT(n > 0 && (rows[i].n == 0 || n == rows[i].n));
        THAT(n * q.device[0]->mem_gib > file_gib);
        q = test_request(rows[i].device, n, rows[i].model, rows[i].quant);
        THAT(held(judged(&q)));
        for (int less = 1; less < n; less++) {
            q = test_request(rows[i].device, less, rows[i].model, rows[i].quant);
            THAT(!held(judged(&q)));
        }
    }
    struct request q = test_request("rtx-3070", 1, "deepseek-v3-671b", "Q4_K_M");
    THAT(prepare_case(test_catalogue(), &q, &s));
    THAT(offers_fewest(test_catalogue(), &q, q.device[0], &s) == 0); /* 8 x 8 GiB */
}

static void whole_catalogue(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    q.n = 0;
    const struct offers *found = offers_run(test_arena(), test_terms(), &q);
    THAT(found != NULL && found->n > 50 && found->n <= found->n_cards + found->n_systems);
    int cards = 0, machines = 0;
    for (size_t i = 0; i < found->n; i++) {
        const struct offer *o = &found->offer[i];
        const struct device *d = catalogue_find(test_catalogue(), &kind_device, o->id);
        const struct system *m = catalogue_find(test_catalogue(), &kind_system, o->id);
        test_row("%s", o->id);
        THAT((d != NULL) != (m != NULL));
        cards += d != NULL;
        machines += m != NULL;
        CLOSE(o->mem_gib, o->count * (d ? d->mem_gib : m->mem_gib), 1e-12);
        CLOSE(o->total.mid, o->count * o->unit_price.mid, 1e-12);
        THAT(held(o->verdict) && o->count >= found->fewest->count);
        THAT(isnan(o->total.mid) || o->total.mid >= found->cheapest->total.mid);
        THAT(i == 0 || isnan(o->total.mid) || found->offer[i - 1].total.mid <= o->total.mid);
        if (d) {
            const struct request one = test_request(o->id, (int)o->count, "llama-3.1-70b", "Q4_K_M");
            THAT(held(judged(&one)));
        }
    }
    THAT(cards > 20 && machines > 10);
}

/* vLLM runs on NVIDIA's and AMD's cards and shares 64 heads by 1, 2, 4 and 8: three cards are never offered. */
static void only_what_can_be(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-70b", "AWQ-INT4");
    q.n = 0;
    q.engine = FIND(engine, "vllm");
    q.split = split_tensor;
    const struct offers *found = offers_run(test_arena(), test_terms(), &q);
    THAT(found != NULL && found->n > 0);
    bool four = false;
    for (size_t i = 0; i < found->n; i++) {
        test_row("%g x %s", found->offer[i].count, found->offer[i].id);
        THAT(compatibility_heads(q.model, (int)found->offer[i].count));
        four = four || found->offer[i].count == 4;
    }
    THAT(four);
}

SUITE(holds, {"best quant", best_quant}, {"a native quant", native_quant}, {"context and users", context_and_users},
      {"changes", changes}, {"a raised limit", raised_limit}, {"fewest cards", fewest_cards},
      {"the whole catalogue", whole_catalogue}, {"only what can be", only_what_can_be})
