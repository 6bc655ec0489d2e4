/* model/placement: what llama.cpp itself put where, from its own logs (data/measured/memory.csv names the rows). */
#include "test.h"

#include "placement.h"
#include "prepare.h"

#include <stdlib.h>

enum { MOST = 4 };

/* One device or the host as llama.cpp printed it. */
struct printed {
    int layers;
    double weights_mib, kv_mib, compute_mib;
};

struct logged {
    const char *id, *model, *quant;
    double ctx, ngl, experts_on_host, copies;
    bool no_flash;
    const char *kv;
    enum split split;
    double devices[MOST], tensor_split[MOST];
    struct printed on[MOST];
    double host_mib; /* weights and buffer in system RAM; NaN: not compared */
};

static const struct logged logs[] = {
    {"m00986",
     "llama-3-8b",
     "F16",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_none,
     {80},
     {NAN},
     {{32, 14315.016, 1024, 258.500}},
     1026.014},
    {"m00993",
     "llama-3-8b",
     "Q4_K_M",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_layer,
     {24, 24},
     {NAN},
     {{17, 2113.281, 544, 116.010}, {15, 2290.211, 480, 258.500}},
     305.826},
    {"m00994",
     "llama-3-8b",
     "Q4_K_M",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_layer,
     {24, 24, 24, 24},
     {NAN},
     {{9, 1130.625, 288, 116.010}, {8, 982.656, 256, 116.010}, {8, 982.656, 256, 116.010}, {7, 1307.555, 224, 258.500}},
     305.826},
    {"m01003",
     "llama-3-8b",
     "Q4_K_M",
     8192,
     NAN,
     0,
     4,
     false,
     "F16",
     split_layer,
     {24, 24},
     {3, 1},
     {{25, 3095.938, 800, 172.039}, {7, 1307.555, 224, 322.547}},
     329.867},
    {"m02924",
     "llama-3-8b",
     "Q4_K_M",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_tensor,
     {24, 24},
     {NAN},
     {{32, 2202.254, 512, 258.500}, {32, 2202.254, 512, 258.500}},
     NAN},
    {"m02934",
     "qwen2.5-72b",
     "Q4_K_M",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_tensor,
     {24, 24, 24, 24},
     {NAN},
     {{80, 11140.097, 640, 313}, {80, 11140.097, 640, 313}, {80, 11140.097, 640, 313}, {80, 11140.097, 640, 313}},
     NAN},
    {"m00397",
     "gemma-2-27b",
     "Q4_K_M",
     8192,
     NAN,
     0,
     4,
     false,
     "F16",
     split_layer,
     {24, 16, 8},
     {NAN},
     {{24, 7776.633, 1200, 328.070}, {16, 5081.555, 800, 328.070}, {6, 3010.307, 300, 595.078}},
     990.938},
    {"m00430",
     "gemma-2-27b",
     "Q4_K_M",
     2048,
     NAN,
     0,
     1,
     false,
     "Q8_0",
     split_none,
     {80},
     {NAN},
     {{46, 15868.494, 391, 509}},
     945.029},
    {"m01926",
     "qwen2.5-14b",
     "Q4_K_M",
     2048,
     NAN,
     0,
     1,
     false,
     "Q4_0",
     split_none,
     {80},
     {NAN},
     {{48, 8148.383, 108, 307}},
     439.748},
    {"m00429",
     "gemma-2-27b",
     "Q4_K_M",
     2048,
     NAN,
     0,
     1,
     true,
     "F16",
     split_none,
     {80},
     {NAN},
     {{46, 15868.494, 736, 509}},
     964.865},
    {"m02408",
     "qwen3-30b-a3b",
     "Q4_K_M",
     8192,
     NAN,
     INFINITY,
     1,
     false,
     "F16",
     split_none,
     {24},
     {NAN},
     {{48, 784.420, 768, 300.750}},
     16922.936},
    {"m00155",
     "deepseek-v2-lite",
     "Q4_K_M",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_layer,
     {24, 24},
     {NAN},
     {{14, 4763.370, 126, 84.131}, {13, 5007.993, 117, 208}},
     128.510},
    {"m02844",
     "gpt-oss-20b",
     "MXFP4_MOE",
     8192,
     NAN,
     0,
     1,
     false,
     "F16",
     split_layer,
     {24, 24},
     {NAN},
     {{13, 5613.045, 106.5, 95.518}, {11, 5336.335, 103.5, 404}},
     606.845},
    {"m00778",
     "llama-2-13b",
     "Q4_K_M",
     8192,
     20,
     0,
     1,
     false,
     "F16",
     split_layer,
     {24, 12},
     {NAN},
     {{14, 2501.973, 2240, 204.064}, {5, 1098.408, 800, 110.512}},
     3900.469 + 38.014},
    {"m01819",
     "phi-4-14b",
     "Q4_K_M",
     8192,
     20,
     0,
     1,
     false,
     "F16",
     split_layer,
     {24, 12},
     {NAN},
     {{14, 2721.055, 560, 219.201}, {5, 1477.363, 200, 234.012}},
     4437.773 + 35.489},
};

static int count_devices(const struct logged *l)
{
    int n = 0;
    while (n < MOST && l->devices[n] > 0)
        n++;
    return n;
}

static struct prepared *prepared(const struct logged *l, struct engine *engine)
{
    static const struct device any = {.id = "device"};
    static struct prepared s;
    struct request q = request_nothing();
    *engine = *FIND(engine, "llama.cpp");
    engine->pipeline_copies = l->copies;
    q.n = count_devices(l);
    for (int i = 0; i < q.n; i++) {
        q.device[i] = &any;
        q.mem_gib[i] = l->devices[i];
        q.tensor_split[i] = isnan(l->tensor_split[0]) ? NAN : l->tensor_split[i];
    }
    q.model = FIND(model, l->model);
    q.quant = FIND(quant, l->quant);
    q.engine = engine;
    q.bare_memory = true;
    q.split = l->split;
    q.ctx = l->ctx;
    q.ngl = l->ngl;
    q.experts_on_host = l->experts_on_host;
    q.kv = FIND(format, l->kv);
    q.flash_attn = l->no_flash ? flag_no : flag_yes;
    THAT(prepare_case(test_catalogue(), &q, &s));
    s.predict.memory.n_outputs = NAN; /* these runs reserved logits for every token of a micro-batch */
    return &s;
}

static double mib(double bytes)
{
    return bytes / 1048576;
}

static void as_llama_cpp_printed(void)
{
    static const double half_unit = 2e-5,
                        thousandth = 1e-3; /* logs print three digits behind the point; buffers hold within 0.1 % */
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        struct engine engine;
        struct placement p;
        const struct prepared *s = prepared(&logs[i], &engine);
        memory_place(&s->predict.memory, &s->rig, &p);
        for (int d = 0; d < count_devices(&logs[i]); d++) {
            const struct printed *want = &logs[i].on[d];
            test_row("%s %s %s device %d", logs[i].id, logs[i].model, logs[i].quant, d);
            THAT(p.dev[d].n_layers == want->layers);
            CLOSE(mib(p.dev[d].weights_b), want->weights_mib, logs[i].split == split_tensor ? thousandth : half_unit);
            CLOSE(mib(p.dev[d].kv_b), want->kv_mib, half_unit);
            if (!isnan(want->compute_mib))
                CLOSE(mib(p.dev[d].compute_b), want->compute_mib, thousandth);
        }
        if (!isnan(logs[i].host_mib))
            CLOSE(mib(p.host_weights_b + p.host_compute_b), logs[i].host_mib, thousandth);
    }
}

/* 33 slots on 24 + 24 GiB: 17 layers, then 15 and the output. */
static void output_counts_as_a_slot(void)
{
    struct engine engine;
    struct placement p;
    const struct prepared *s = prepared(&logs[1], &engine);
    memory_place(&s->predict.memory, &s->rig, &p);
    THAT(p.n == 2 && p.dev[0].n_layers == 17 && p.dev[1].n_layers == 15);
    THAT(!p.dev[0].holds_output && p.dev[1].holds_output && !p.host.holds_output);
    CLOSE(p.layers_on_host, 0, 0);
}

static void offloading_leaves_the_first_layers(void)
{
    static const struct {
        double ngl, host_layers;
        bool output_on_host;
    } rows[] = {{NAN, 0, false}, {33, 0, false}, {99, 0, false}, {32, 1, false},
                {20, 13, false}, {1, 32, false}, {0, 32, true}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct engine engine;
        struct placement p;
        struct prepared *s = prepared(&logs[1], &engine);
        s->predict.memory.ngl = rows[i].ngl;
        memory_place(&s->predict.memory, &s->rig, &p);
        test_row("-ngl %g", rows[i].ngl);
        CLOSE(p.layers_on_host, rows[i].host_layers, 0);
        THAT(p.host.holds_output == rows[i].output_on_host);
        THAT(p.dev[0].n_layers + p.dev[1].n_layers + p.layers_on_host == 32);
    }
}

static void cells(void)
{
    CLOSE(placement_cells(1), 256, 0);
    CLOSE(placement_cells(256), 256, 0);
    CLOSE(placement_cells(257), 512, 0);
    CLOSE(placement_cells(8192), 8192, 0);
    struct engine engine;
    struct prepared *s = prepared(&logs[6], &engine); /* gemma-2: window 4096, micro-batch 512 */
    CLOSE(placement_window_cells(&s->predict.memory), 4608, 0);
    s->predict.memory.ctx = 2048;
    CLOSE(placement_window_cells(&s->predict.memory), 2048, 0);
    s->predict.memory.ctx = 8192;
    s->predict.memory.swa_full = true;
    CLOSE(placement_window_cells(&s->predict.memory), 8192, 0);
}

/* Whatever the split, nothing is lost and nothing is counted twice. */
static void devices_and_host_hold_everything(void)
{
    static const double ngls[] = {NAN, 0, 5, 17, 32};
    for (size_t i = 0; i < COUNT_OF(logs); i++)
        for (size_t j = 0; j < COUNT_OF(ngls); j++) {
            struct engine engine;
            struct placement p;
            struct prepared *s = prepared(&logs[i], &engine);
            if (logs[i].split == split_tensor)
                continue;
            s->predict.memory.ngl = ngls[j];
            memory_place(&s->predict.memory, &s->rig, &p);
            double read = p.host.read_b, experts = p.host.experts_b, flop = p.host.flop + p.host.expert_flop,
                   all_read = 0, all_experts = 0, all_flop = 0;
            for (int d = 0; d < p.n; d++) {
                read += p.dev[d].read_b;
                experts += p.dev[d].experts_b;
                flop += p.dev[d].flop + p.dev[d].expert_flop;
            }
            for (int k = 0; k < s->llm.model->layers; k++) {
                all_read += s->llm.layer[k].read_b;
                all_experts += s->llm.layer[k].experts_b;
                all_flop += s->llm.layer[k].flop + s->llm.layer[k].expert_flop;
            }
            test_row("%s -ngl %g", logs[i].model, ngls[j]);
            CLOSE(read, all_read, 1e-12);
            CLOSE(experts, all_experts, 1e-12);
            CLOSE(flop, all_flop, 1e-12);
        }
}

/* Keys and values in 16 bits: of Gemma 2 27B 16 heads of 128 in 46 layers, every other with a window of 4096; of Llama
   3 8B 8 heads of 128 in 32 layers without. */
static void cache_read_by_hand(void)
{
    static const struct {
        const char *model;
        double row_b, full_layers, window_layers, context, seen;
    } rows[] = {{"gemma-2-27b", 8192, 23, 23, 10000, 4096},
                {"gemma-2-27b", 8192, 23, 23, 1000, 1000},
                {"gemma-2-27b", 8192, 23, 23, 0, 0},
                {"llama-3-8b", 4096, 32, 0, 10000, 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct prepared s;
        struct placement p;
        struct request q = test_request("rtx-3090", 2, rows[i].model, "Q4_K_M");
        double b = 0;
        q.split = split_layer;
        THAT(prepare_case(test_catalogue(), &q, &s));
        placement_layers(&s.predict.memory, &s.rig, &p);
        for (int d = 0; d < p.n; d++)
            b += placement_cache_read_b(&p.dev[d], q.model->window_tokens, rows[i].context);
        test_row("%s behind %.0f", rows[i].model, rows[i].context);
        CLOSE(b, rows[i].row_b * (rows[i].full_layers * rows[i].context + rows[i].window_layers * rows[i].seen), 1e-12);
    }
}

SUITE(placement, {"cache read by hand", cache_read_by_hand}, {"as llama.cpp printed it", as_llama_cpp_printed},
      {"the output layer is a slot", output_counts_as_a_slot},
      {"offloading leaves the first layers", offloading_leaves_the_first_layers}, {"cells", cells},
      {"nothing lost, nothing twice", devices_and_host_hold_everything})
