/* model/step: parts add to the total, factors multiply, each term by hand on a bare machine. */
#include "known.h"
#include "test.h"

#include "predict.h"
#include "prepare.h"

static struct prepared s;
static struct predict_out out;

static void predicted(const struct request *q)
{
    const struct catalogue *c = test_catalogue();
    THAT(prepare_case(c, q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(c), &out));
}

static double sum_of(const struct step_part *p)
{
    return p->gemm_s + p->head_s + p->kv_s + p->attn_s + p->small_s + p->ram_s + p->draft_s + p->comm_s + p->hop_s +
           p->host_s;
}

static void parts_add(void)
{
    static const struct {
        const char *device;
        int n;
        const char *model, *quant;
        enum split split;
    } rows[] = {
        {"rtx-3090", 1, "llama-3.1-8b", "Q4_K_M", split_none},
        {"rtx-3090", 2, "llama-3.1-70b", "Q4_K_M", split_layer},
        {"rtx-3090", 4, "llama-3.1-70b", "Q4_K_M", split_tensor},
        {"rtx-3090", 1, "llama-3.1-70b", "Q4_K_M", split_none},
        {"h100-sxm-80gb", 8, "deepseek-v3-671b", "Q4_K_M", split_tensor},
        {"rtx-4090", 2, "qwen3-30b-a3b", "Q4_K_M", split_row},
        {"rx-7900-xtx", 1, "gemma-3-12b", "Q4_K_M", split_none},
        {"arc-b580", 1, "llama-3.2-1b", "Q8_0", split_none},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request(rows[i].device, rows[i].n, rows[i].model, rows[i].quant);
        q.split = rows[i].split;
        test_row("%d x %s %s", rows[i].n, rows[i].device, rows[i].model);
        predicted(&q);
        CLOSE(sum_of(&out.decode.part), out.decode.part.total_s, 1e-12);
        CLOSE(sum_of(&out.prefill.part), out.prefill.part.total_s, 1e-12);
        THAT(out.decode.bound != bound_unknown && out.prefill.bound != bound_unknown);
        THAT((out.decode.part.comm_s > 0) == (rows[i].split == split_tensor || rows[i].split == split_row));
        THAT((out.decode.part.hop_s > 0) == (rows[i].split == split_layer));
        THAT((out.decode.part.ram_s > 0) == (out.figures.verdict == verdict_offload));
        THAT(out.decode.part.attn_s > 0);
        THAT(out.prefill.part.attn_s > 0);
    }
}

/* The same card four times without a split, with a model that no power limit slows down, has one card's parts, the
 * layers of one card and none of the others. */
static void host_term_counts_once(void)
{
    struct request one = test_request("rtx-3090", 1, "llama-3.2-1b", "Q4_K_M"),
                   four = test_request("rtx-3090", 4, "llama-3.2-1b", "Q4_K_M");
    predicted(&one);
    const struct step_part alone = out.decode.part;
    predicted(&four);
    CLOSE(out.decode.part.host_s, alone.host_s, 1e-12);
    CLOSE(out.decode.part.head_s, alone.head_s, 1e-12);
    CLOSE(out.decode.part.kv_s, alone.kv_s, 1e-9);
    CLOSE(out.decode.part.small_s, alone.small_s, 1e-9);
}

/* Three cards have two boundaries; one token of 4096 16-bit activations crosses each. */
static void hops_by_hand(void)
{
    struct request q = test_request("rtx-3090", 3, "llama-3-8b", "F16");
    struct link l = *FIND(link, "pcie4-x8");
    l.hop_us = 23.85;
    l.bus_gb_s = 2.5;
    q.link = &l;
    predicted(&q);
    const double engine = s.rig.dev[0].constants.v[constant_hop_us] * 1e-6;
    CLOSE(out.decode.part.hop_s, 2 * (23.85e-6 + engine + 4096 * 2 / 2.5e9), 1e-12);
    CLOSE(out.prefill.part.hop_s, 2 * (23.85e-6 + engine + 512 * 4096.0 * 2 / 2.5e9), 1e-12);
}

/* Every record whose keys agree multiplies; one key that differs is enough to keep a record out. */
static void factors_multiply(void)
{
    const struct device *card = FIND(device, "rtx-3090"), *other = FIND(device, "rtx-4090");
    const struct engine *llama = FIND(engine, "llama.cpp"), *ollama = FIND(engine, "ollama"),
                        *vllm = FIND(engine, "vllm");
    const struct calibration v[] = {
        {.constant = constant_weight_bw, .value = 0.8},
        {.constant = constant_weight_bw, .value = 1.5, .kernels = llama, .backend = backend_cuda},
        {.constant = constant_weight_bw, .value = 0.5, .device = other},
        {.constant = constant_layer_us, .value = 20},
        {.constant = constant_layer_us, .value = 3, .engine = ollama},
        {.constant = constant_layer_us, .value = 2, .qclass = qclass_q4, .era = epoch_y2024},
        {.constant = constant_layer_us, .value = 7, .flash_attn = flag_no},
    };
    const struct calibration_list list = {COUNT_OF(v), v};
    struct constants_case c = {.device = card,
                               .engine = ollama,
                               .backend = backend_cuda,
                               .epoch = epoch_y2024,
                               .qclass = qclass_q4,
                               .flash_attn = flag_yes};
    struct constants k;
    constants_resolve(&list, &c, &k);
    CLOSE(k.v[constant_weight_bw], 0.8 * 1.5, 1e-12);
    CLOSE(k.v[constant_layer_us], 20 * 3 * 2, 1e-12);
    CLOSE(k.v[constant_matrix], NAN, 0);
    c.device = other;
    c.engine = vllm;
    c.flash_attn = flag_no;
    c.qclass = qclass_q8;
    constants_resolve(&list, &c, &k);
    CLOSE(k.v[constant_weight_bw], 0.8 * 0.5, 1e-12);
    CLOSE(k.v[constant_layer_us], 20 * 7, 1e-12);
}

static void eras(void)
{
    THAT(constants_epoch(12 * 2023 + 11) == epoch_y2023 && constants_epoch(12 * 2024) == epoch_y2024);
    THAT(constants_epoch(12 * 2025 + 5) == epoch_y2025a && constants_epoch(12 * 2025 + 6) == epoch_y2025b &&
         constants_epoch(12 * 2026) == epoch_y2026);
    THAT(constants_epoch(NAN) == epoch_y2026);
}

/* Efficiencies of 1 and times of 0, but what is given. */
static void ideal(struct constants *k)
{
    for (int i = 0; i < constant_end; i++)
        k->v[i] = 1;
    k->v[constant_dequant] = k->v[constant_decode_attn] = 1e12;
    k->v[constant_base_power] = k->v[constant_clock_power] = k->v[constant_read_power] = k->v[constant_matrix_power] =
        k->v[constant_dequant_power] = 0;
    k->v[constant_layer_us] = k->v[constant_token_us] = k->v[constant_expert_us] = k->v[constant_linear_us] =
        k->v[constant_linear_token_us] = k->v[constant_batch_tokens] = 0;
    k->v[constant_host_us] = 250;
    k->v[constant_seq_us] = 0;
}

static void predicted_ideal(const struct request *q)
{
    THAT(prepare_case(test_catalogue(), q, &s));
    for (int i = 0; i < s.rig.n; i++)
        ideal(&s.rig.dev[i].constants);
    s.rig.dev[0].constants.v[constant_weight_bw] = 0.8;
    s.rig.dev[0].constants.v[constant_cache_bw] = 0.5;
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
}

static void backends(void)
{
    static const struct {
        const char *device;
        enum backend backend;
    } rows[] = {{"rtx-3090", backend_cuda},
                {"m3-ultra-80c", backend_metal},
                {"gb10", backend_cuda},
                {"rx-7900-xtx", backend_vulkan},
                {"arc-b580", backend_vulkan}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].device);
        THAT(rig_default_backend(FIND(device, rows[i].device)) == rows[i].backend);
    }
}

/* A machine so slow in one respect that only that term counts: 100 GB/s at 80 %, one layer's bytes counted by hand. */
static void reading_by_hand(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3-8b", "F16");
    struct device slow = *FIND(device, "rtx-3090");
    slow.mem_bw_gb_s = 100;
    q.device[0] = &slow;
    q.depth = 1000;
    q.gen = 200;
    predicted_ideal(&q);
    const double layers_b = 32 * (2.0 * (2 * 4096.0 * 4096 + 2 * 4096.0 * 1024 + 3 * 4096.0 * 14336) + 2 * 4 * 4096);
    const double head_b = 2 * 4096.0 * 128256, cache_b = 32 * 2 * 1024 * 2.0 * (1000 + 200 / 2.0);
    CLOSE(out.decode.part.gemm_s, layers_b / 80e9, 1e-6);
    CLOSE(out.decode.part.head_s, head_b / 80e9, 1e-6);
    CLOSE(out.decode.part.kv_s, cache_b / 50e9, 1e-12);
    CLOSE(out.decode.part.total_s, out.decode.part.gemm_s + head_b / 80e9 + cache_b / 50e9 + 250e-6, 1e-6);
    CLOSE(out.decode.part.host_s, 250e-6, 1e-12);
    CLOSE(out.figures.ceiling_tok_s, 100e9 / (layers_b + head_b + cache_b), 1e-6);
    THAT(out.decode.bound == bound_bandwidth);
    q.batch = 3; /* each sequence reads its own cache, the weights are read once for all */
    predicted_ideal(&q);
    CLOSE(out.decode.part.kv_s, 3 * cache_b / 50e9, 1e-12);
    CLOSE(out.decode.part.head_s, head_b / 80e9, 1e-6);
    CLOSE(out.figures.ceiling_tok_s, 3 * 100e9 / (layers_b + head_b + 3 * cache_b), 1e-6);
}

/* The ceiling of a batch of an expert model: the distinct experts of the step, each read once. */
static void experts_of_a_batch_by_hand(void)
{
    struct request q = test_request("rtx-3090", 1, "qwen3-30b-a3b", "F16");
    struct device slow = *FIND(device, "rtx-3090");
    slow.mem_bw_gb_s = 100;
    q.device[0] = &slow;
    q.endless_memory = true;
    const double experts_b = 2.0 * 128 * 48 * 3 * 2048 * 768, head_b = 2.0 * 2048 * 151936;
    for (double batch = 1; batch <= 64; batch *= 8) {
        test_row("batch %g", batch);
        q.batch = batch;
        predicted_ideal(&q);
        const struct placement_device *at = &out.memory.placement.dev[0];
        const double cache_b = 48 * 2 * 4 * 128 * 2.0 * (s.predict.depth + s.predict.gen / 2);
        const double distinct = 128 * (1 - pow(1 - 8.0 / 128, batch));
        CLOSE(at->experts_b, experts_b, 1e-9);
        CLOSE(out.figures.ceiling_tok_s,
              batch * 100e9 / (at->read_b + experts_b * distinct / 128 + head_b + batch * cache_b), 1e-6);
    }
}

/* Llama 3 8B on three cards: five inputs of 4096, one of 4096 and one of 14336 to two others; results of 4096, 2 x
   1024, 4096, 2 x 14336 and 4096, and two thirds of them come from elsewhere. */
static void row_exchange_by_hand(void)
{
    struct request q = test_request("rtx-3090", 3, "llama-3-8b", "F16");
    struct link l = *FIND(link, "pcie4-x8");
    l.hop_us = 11.5;
    l.bus_gb_s = 2.5;
    q.link = &l;
    q.split = split_row;
    predicted(&q);
    const double in = 6 * 4096 + 14336, results = 3 * 4096 + 2 * 1024 + 2 * 14336,
                 token_b = 4 * (2 * in + results * 2 / 3);
    const double *k = s.rig.dev[0].constants.v;
    CLOSE(out.decode.part.comm_s, 32 * (7 * 2 * 11.5e-6 * k[constant_latency] + token_b / (2.5e9 * k[constant_bus])),
          1e-12);
    CLOSE(out.prefill.part.comm_s,
          32 * (7 * 2 * 11.5e-6 * k[constant_latency] + 512 * token_b / (2.5e9 * k[constant_bus])), 1e-12);
}

/* A latent of 512 with 64 rotary: keys of 576 and values of 512 for each of 128 heads in 61 layers, on a card that
   reaches its whole rate. */
static void latent_attention_by_hand(void)
{
    struct request q = test_request("h200-sxm-141gb", 1, "deepseek-v3-671b", "Q4_K_M");
    q.endless_memory = true;
    q.depth = 10000;
    q.prompt = 100;
    predicted_ideal(&q);
    const double flop = 2 * 128 * (576 + 512) * 61.0, pairs = 100 * (10000 + 50.5);
    CLOSE(out.prefill.part.attn_s, flop * pairs / rig_matrix_flop_s(FIND(device, "h200-sxm-141gb")), 1e-12);
}

/* 42 layers; every sixth keeps all; 24 have a cache of their own and 18 read it again: 7 layers read all of the
   context, 35 a window of 512
   and the micro-batch of 512 beside it. */
static void shared_cache_is_read_again(void)
{
    struct request q = test_request("rtx-3090", 1, "gemma-4-e4b", "Q8_0");
    const struct model *m = FIND(model, "gemma-4-e4b");
    q.depth = 20000;
    q.gen = 0;
    predicted_ideal(&q);
    THAT(m->layers == 42 && m->kv_layers == 24 && m->full_period == 6);
    const double full_b = 7 * 2 * 2 * known_or(m->global_kv_heads, m->kv_heads) * m->global_head_dim * 20000,
                 window_b = 35 * 2 * 2 * m->kv_heads * m->head_dim * (m->window_tokens + 512);
    CLOSE(out.decode.part.kv_s, (full_b + window_b) / (0.5 * 936.2e9), 1e-3);
}

/* Every awake expert's products are padded: 512 tokens at 8 of 128 give 32 each, and 16 more make half as much work
   again. */
static void experts_are_padded_by_hand(void)
{
    struct request q = test_request("rtx-3090", 1, "qwen3-30b-a3b", "Q4_K_M");
    double s_of[2];
    q.endless_memory = true;
    for (int i = 0; i < 2; i++) {
        THAT(prepare_case(test_catalogue(), &q, &s));
        ideal(&s.rig.dev[0].constants);
        s.rig.dev[0].constants.v[constant_matrix] = 1e-4; /* so slow that nothing else counts */
        s.rig.dev[0].constants.v[constant_batch_tokens] = s.rig.dev[0].constants.v[constant_expert_tokens] = i * 16;
        THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
        s_of[i] = out.prefill.part.gemm_s;
    }
    const struct llm_sum sum = llm_between(&s.llm, 0, 48);
    CLOSE(s_of[1] / s_of[0], (sum.flop * 528 + sum.expert_flop * 512 * 1.5) / (sum.flop * 512 + sum.expert_flop * 512),
          1e-3);
}

/* Up to eight tokens are products on vector units: what unpacks a matrix once works half as long again for each further
   token. Nine go to matrix units, which are free here but start where eight end; matrices that are not quantised have
   matrix units from two on. */
static void vector_products_by_hand(void)
{
    static const struct {
        const char *quant, *engine;
        int batch;
        double times;
    } rows[] = {{"Q4_0", "llama.cpp", 1, 1},   {"Q4_0", "llama.cpp", 2, 1.5}, {"Q4_0", "llama.cpp", 8, 4.5},
                {"Q4_0", "llama.cpp", 9, 4.5}, {"F16", "llama.cpp", 8, 1},    {"AWQ-INT4", "vllm", 8, 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double s_of[2];
        for (int k = 0; k < 2; k++) {
            struct request q = test_request("rtx-3090", 1, "llama-3-8b", rows[i].quant);
            q.engine = FIND(engine, rows[i].engine);
            q.batch = k ? rows[i].batch : 1;
            q.endless_memory = true;
            THAT(prepare_case(test_catalogue(), &q, &s));
            ideal(&s.rig.dev[0].constants);
            s.rig.dev[0].constants.v[constant_dequant] = 0.01; /* so slow that nothing else counts */
            s.rig.dev[0].constants.v[constant_vector] = 0.5;
            THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
            s_of[k] = out.decode.part.gemm_s;
        }
        test_row("%s, %s, batch %d", rows[i].quant, rows[i].engine, rows[i].batch);
        CLOSE(s_of[1] / s_of[0], rows[i].times, 1e-5);
    }
}

SUITE(step, {"vector products by hand", vector_products_by_hand},
      {"a shared cache is read again", shared_cache_is_read_again},
      {"experts are padded by hand", experts_are_padded_by_hand}, {"parts add to the total", parts_add},
      {"the host's term counts once", host_term_counts_once}, {"factors multiply", factors_multiply}, {"eras", eras},
      {"backends", backends}, {"reading by hand", reading_by_hand},
      {"experts of a batch by hand", experts_of_a_batch_by_hand}, {"hops by hand", hops_by_hand},
      {"row exchange by hand", row_exchange_by_hand}, {"latent attention by hand", latent_attention_by_hand})
