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

/* What was worked out before is used for the very same question only. */
static void remembered_for_the_same_case_only(void)
{
    struct placement first, again, other, fresh;
    struct prepared *s = prepared("qwen3-8b", "Q4_K_M", 8192);
    memory_place(&s->predict.memory, &s->rig, &first);
    s->buffers.device_b[0] += 1;
    memory_place(&s->predict.memory, &s->rig, &again);
    CLOSE(again.dev[0].compute_b, first.dev[0].compute_b + 1, 1e-12);
    struct placement_case changed[7];
    for (size_t i = 0; i < COUNT_OF(changed); i++)
        changed[i] = s->predict.memory;
    changed[0].ctx *= 2;
    changed[1].ubatch /= 2;
    changed[2].n_outputs = 1;
    changed[3].flash_attn = false;
    changed[4].kv = FIND(format, "Q8_0");
    changed[5].ngl = 7;
    changed[6].kv_on_host = true;
    for (size_t i = 0; i < COUNT_OF(changed); i++) {
        memory_place(&changed[i], &s->rig, &other);
        changed[i].known = NULL;
        memory_place(&changed[i], &s->rig, &fresh);
        test_row("change %zu", i);
        CLOSE(other.dev[0].compute_b, fresh.dev[0].compute_b, 0);
        CLOSE(other.host_compute_b, fresh.host_compute_b, 0);
    }
}

SUITE(compute_buffers, {"as published", as_published}, {"every model has a buffer", every_model_has_a_buffer},
      {"the deepest model", the_deepest_model},
      {"remembered for the same case only", remembered_for_the_same_case_only})
