/* model/compute_buffers, llama_graph: compute buffers as others published them, none of them from
   data/measured/memory.csv, and what must hold of any model. */
#include "test.h"

#include "prepare.h"

static double mib(double bytes)
{
    return bytes / 1048576;
}

/* Buffers that llama.cpp printed on other people's machines (data/measured/memory_logs.csv), whole micro-batches of 512
   tokens, flash attention. outputs: tokens with logits, NaN: all. Logs round to 0.01 MiB, some to whole MiB. */
struct published {
    const char *model;
    double ctx, n_seq, outputs, device_mib, host_mib;
    double rounding_mib;
};

static const struct published logs[] = {
    {"qwen3.6-27b", 196608, 1, 1, 314.02, 212.02, 0.02}, /* mm159, b11258 */
    {"llama-3.1-8b", 32768, 1, 1, 140, 48, 0.5},         /* mm163 */
    {"glm-4.7-flash", 16384, 1, 1, 94.01, 24.01, 0.02},  /* mm158; its host buffer says 16,384 tokens */
    {"mistral-small-24b", 8192, 1, NAN, 266, NAN, 0.005},  {"qwen3-0.6b", 8192, 1, NAN, 298.75, NAN, 0.005},
    {"qwen3-235b-a22b", 8192, 1, NAN, 304.75, NAN, 0.005},
};

static struct prepared *prepared(const char *model, const char *quant, double ctx)
{
    static const struct device any = {.id = "device"};
    static struct prepared s;
    struct request q = request_nothing();
    q.n = 1;
    q.device[0] = &any;
    q.mem_gib[0] = 1e4;
    q.bare_memory = true;
    q.model = FIND(model, model);
    q.quant = FIND(quant, quant);
    q.ctx = ctx;
    THAT(prepare_case(test_catalogue(), &q, &s));
    return &s;
}

static void as_published(void)
{
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        struct placement p;
        struct prepared *s = prepared(logs[i].model, "Q4_K_M", logs[i].ctx);
        s->predict.memory.n_outputs = logs[i].outputs;
        memory_place(&s->predict.memory, &s->rig, &p);
        test_row("%s, %.0f tokens", logs[i].model, logs[i].ctx);
        THAT(fabs(mib(p.dev[0].compute_b) - logs[i].device_mib) <= logs[i].rounding_mib);
        THAT(isnan(logs[i].host_mib) || fabs(mib(p.host_compute_b) - logs[i].host_mib) <= logs[i].rounding_mib);
    }
}

/* Whatever the model: logits of a micro-batch need their own room, a mask of the whole context too, and nothing is
   infinite. */
static void every_model_has_a_buffer(void)
{
    const struct catalogue *c = test_catalogue();
    for (size_t i = 0; i < c->models.n; i++) {
        struct placement p;
        const struct model *m = &c->models.v[i];
        if (m->attention == attention_encoder)
            continue;
        const struct prepared *s = prepared(m->id, "Q4_K_M", 4096);
        memory_place(&s->predict.memory, &s->rig, &p);
        test_row("%s", m->id);
        THAT(isfinite(p.dev[0].compute_b) && p.dev[0].compute_b >= 4 * 512 * (double)m->vocab);
        THAT(p.dev[0].compute_b < 4 * 512 * ((double)m->vocab + 400 * (double)m->hidden));
        THAT(p.host_compute_b >= 2 * 4 * 512 * (double)m->hidden + 2 * 512 * 4096);
    }
}

/* As deep as the program accepts, over as many cards: the graph has no room for all layers, and still every part gets
   its buffer. */
static void the_deepest_model(void)
{
    static struct model deep;
    static struct llm l;
    static struct placement p;
    struct prepared *s = prepared("qwen3-next-80b-a3b", "Q4_K_M", 4096);
    deep = *s->llm.model;
    deep.layers = 256;
    deep.linear_layers = 192;
    THAT(llm_prepare(&deep, s->llm.quant, &l));
    s->predict.memory.llm = &l;
    s->predict.memory.split = split_layer;
    s->predict.memory.experts_on_host = INFINITY;
    for (s->rig.n = 1; s->rig.n < RIG_MAX_DEVICES; s->rig.n++)
        s->rig.dev[s->rig.n] = s->rig.dev[0];
    memory_place(&s->predict.memory, &s->rig, &p);
    const double logits_b = 4 * 512 * deep.vocab;
    for (int d = 0; d < p.n; d++) {
        test_row("device %d", d);
        THAT(p.dev[d].compute_b > 0 && p.dev[d].compute_b < 4 * logits_b);
    }
    THAT(p.dev[p.n - 1].compute_b >= logits_b);
}

/* What was worked out before is used for the very same question only: cases that differ from it in one thing get what
   they would get without a cache. */
static void remembered_for_the_same_case_only(void)
{
    struct placement first, again, other, fresh;
    struct prepared *s = prepared("gpt-oss-20b", "MXFP4_MOE", 8192);
    struct engine streams = *s->predict.memory.engine;
    memory_place(&s->predict.memory, &s->rig, &first);
    for (size_t i = 0; i < s->own_cache.n; i++)
        s->own_cache.entry[i].device_b[0] += 1;
    memory_place(&s->predict.memory, &s->rig, &again);
    CLOSE(again.dev[0].compute_b, first.dev[0].compute_b + 1, 1e-12);
    struct placement_case changed[14];
    for (size_t i = 0; i < COUNT_OF(changed); i++)
        changed[i] = s->predict.memory;
    changed[0].ctx *= 2;
    changed[1].ubatch /= 2;
    changed[2].n_outputs = 1;
    changed[3].flash_attn = false;
    changed[4].kv = FIND(format, "Q8_0");
    changed[5].ngl = 7;
    changed[6].kv_on_host = true;
    changed[7].kv_v = FIND(format, "Q4_0");
    changed[8].n_seq = 3;
    changed[9].swa_full = !changed[9].swa_full;
    changed[10].kv_unified = false;
    changed[10].n_seq = 3;
    changed[10].ctx *= 3; /* as many cells for each of them as the case before the last has for all */
    changed[11].experts_on_host = changed[12].experts_on_host = changed[13].experts_on_host = 9;
    streams.stream_tokens = 1e6;
    changed[12].engine = &streams; /* the host computes its experts; in the case before, device 0 does */
    changed[13].n_outputs = 1;
    for (size_t i = 0; i < COUNT_OF(changed); i++) {
        memory_place(&changed[i], &s->rig, &other);
        changed[i].cache = NULL;
        memory_place(&changed[i], &s->rig, &fresh);
        test_row("change %zu", i);
        CLOSE(other.dev[0].compute_b, fresh.dev[0].compute_b, 0);
        CLOSE(other.host_compute_b, fresh.host_compute_b, 0);
    }
}

/* One way to spread a model over equal cards. */
struct distribution {
    const char *quant;
    int cards;
    double ngl, copies, share[4];
    enum split split;
};

/* Placements that differ in one thing get what they would get without a cache. */
static void placements_are_told_apart(void)
{
    static const struct distribution distributions[] = {
        {"Q4_K_M", 2, NAN, NAN, {1, 1}, split_layer},
        {"Q4_K_M", 2, NAN, NAN, {1, 1}, split_tensor},
        {"Q4_K_M", 2, NAN, 1, {1, 1}, split_layer},
        {"Q4_K_M", 2, NAN, 2, {1, 1}, split_layer},
        {"Q4_K_M", 2, NAN, NAN, {1, 31}, split_layer},
        {"Q4_K_M", 2, NAN, NAN, {31.9, 1.1}, split_layer},
        {"Q4_K_M", 3, NAN, NAN, {31.9, 1.1, 0}, split_layer},
        {"Q4_K_M", 2, 0, NAN, {1, 1}, split_layer},
        {"Q4_K_M", 2, 1, NAN, {1, 1}, split_layer},
        {"Q4_K_M", 2, 9, NAN, {1, 1}, split_layer},
        {"Q8_0", 2, 9, NAN, {1, 1}, split_layer},
        {"Q8_0", 3, 9, NAN, {1, 1, 0}, split_layer},
    };
    static struct compute_buffers_entry entries[1024];
    struct compute_buffers_cache cache = {.entry = entries, .n = COUNT_OF(entries)};
    static struct placement fresh, kept;
    for (size_t i = 0; i < COUNT_OF(distributions); i++) {
        const struct distribution *k = &distributions[i];
        struct prepared *s = prepared("llama-3.1-8b", k->quant, 8192);
        for (s->rig.n = 1; s->rig.n < k->cards; s->rig.n++)
            s->rig.dev[s->rig.n] = s->rig.dev[0];
        struct placement_case *c = &s->predict.memory;
        c->split = k->split;
        c->ngl = k->ngl;
        c->copies = k->copies;
        c->flash_attn = false; /* scores take more than logits, so a card without layers has a smaller buffer */
        c->tensor_split = k->share;
        c->cache = NULL;
        memory_place(c, &s->rig, &fresh);
        c->cache = &cache;
        memory_place(c, &s->rig, &kept);
        test_row("distribution %zu", i);
        CLOSE(kept.host_compute_b, fresh.host_compute_b, 0);
        for (int d = 0; d < k->cards; d++)
            CLOSE(kept.dev[d].compute_b, fresh.dev[d].compute_b, 0);
    }
}

/* Any model on up to four cards, with anything set that compute buffers depend on. */
static struct prepared *any_case(void)
{
    static const char *const quants[] = {"F16", "Q8_0", "Q4_K_M", "IQ4_XS"}, *const caches[] = {"F16", "Q8_0", "Q4_0"};
    static struct prepared s;
    static struct engine engine;
    const struct model_list *models = &test_catalogue()->models;
    struct request q = test_request("rtx-3090", test_whole(1, 4), "llama-3.1-8b", ANY_OF(quants));
    q.model = &models->v[test_whole(0, (int)models->n - 1)];
    q.bare_memory = true;
    q.split = test_whole(0, 3) ? split_layer : split_tensor;
    q.ngl = test_whole(0, 1) ? (double)NAN : test_whole(0, (int)q.model->layers + 1);
    q.ctx = test_whole(1, 3) * 1024;
    q.parallel = test_whole(1, 2);
    q.ubatch = test_whole(1, 2) * 16;
    q.kv = FIND(format, ANY_OF(caches));
    q.flash_attn = test_whole(0, 1) ? flag_yes : flag_no;
    q.experts_on_host = test_whole(0, 2) ? 0 : test_whole(0, (int)q.model->layers);
    THAT(prepare_case(test_catalogue(), &q, &s));
    struct placement_case *c = &s.predict.memory;
    engine = *c->engine;
    engine.stream_tokens = test_whole(1, 2) * 24;
    c->engine = &engine;
    c->kv_v = test_whole(0, 2) ? NULL : FIND(format, ANY_OF(caches));
    c->n_outputs = test_whole(0, 1) ? (double)NAN : test_whole(1, 4);
    c->copies = test_whole(0, 1) ? (double)NAN : test_whole(1, 3);
    c->kv_unified = test_whole(0, 1);
    c->kv_on_host = !test_whole(0, 3);
    c->swa_full = !test_whole(0, 3);
    test_row("%s %s on %d, ctx %g, %g sequences", q.model->id, q.quant->id, q.n, q.ctx, q.parallel);
    return &s;
}

static bool same_buffers(const struct placement *x, const struct placement *y)
{
    bool same = x->host_compute_b == y->host_compute_b;
    for (int d = 0; d < x->n; d++)
        same = same && x->dev[d].compute_b == y->dev[d].compute_b;
    return same;
}

/* What a cache returns is what would be computed, whatever was kept before it and forgotten for it. */
static void recalled_equals_computed(void)
{
    static struct compute_buffers_entry few[8], many[1024];
    struct compute_buffers_cache caches[] = {{.entry = few, .n = COUNT_OF(few)}, {.entry = many, .n = COUNT_OF(many)}};
    static struct placement fresh, kept;
    for (int i = 0; i < 1500; i++) {
        struct prepared *s = any_case();
        s->predict.memory.cache = NULL;
        memory_place(&s->predict.memory, &s->rig, &fresh);
        for (size_t k = 0; k < COUNT_OF(caches); k++) {
            struct compute_buffers_key key;
            s->predict.memory.cache = &caches[k];
            for (int again = 0; again < 2; again++) {
                memory_place(&s->predict.memory, &s->rig, &kept);
                THAT(same_buffers(&kept, &fresh));
            }
            compute_buffers_cache_key(&s->predict.memory, &kept, &key);
            THAT(compute_buffers_cache_recall(&caches[k], &key, &kept));
        }
    }
}

/* Experts have biases in gpt-oss, which stay with them in system RAM: each is copied to the card apart, so only one
   matrix of experts is there at a time. llama.cpp's library asks for 207.483 MiB on the first of two cards (row
   m02858). */
static void biases_of_experts(void)
{
    struct request q = test_request("rtx-3090", 2, "gpt-oss-20b", "MXFP4_MOE");
    static struct prepared s;
    struct placement p;
    q.split = split_layer;
    q.experts_on_host = 12;
    q.ctx = 8192;
    THAT(prepare_case(test_catalogue(), &q, &s));
    s.predict.memory.n_outputs = NAN;
    memory_place(&s.predict.memory, &s.rig, &p);
    CLOSE(mib(p.dev[0].compute_b), 207.483, 1e-4);
}

SUITE(compute_buffers, {"as published", as_published}, {"biases of experts", biases_of_experts},
      {"every model has a buffer", every_model_has_a_buffer}, {"the deepest model", the_deepest_model},
      {"remembered for the same case only", remembered_for_the_same_case_only},
      {"placements are told apart", placements_are_told_apart}, {"recalled equals computed", recalled_equals_computed})
