/* model/offload, study/offloadtext, fit_offload: weights in system RAM by hand, how sources write their rows, the fit
   of the constants. */
#include "test.h"

#include "fit_offload.h"
#include "offload.h"
#include "offloadtext.h"
#include "prepare.h"

static struct prepared s;

/* Qwen3 30B-A3B in 16 bits, experts in RAM: 48 layers, 8 of 128 experts, each of 3 matrices of 2048 x 768. */
static struct step_case experts_in_ram(const char *engine, struct placement *pl, const struct policy *p)
{
    struct request q = test_request("rtx-3090", 1, "qwen3-30b-a3b", "F16");
    q.engine = test_find(&kind_engine, engine);
    q.experts_on_host = INFINITY;
    q.endless_memory = true;
    THAT(prepare_case(test_catalogue(), &q, &s));
    s.rig.ram_gb_s = 100;
    placement_layers(&s.predict.memory, &s.rig, pl);
    struct step_case c = {.memory = &s.predict.memory, .placement = pl, .rig = &s.rig, .policy = p};
    c.rate[0].s_flop = 1e-14;
    return c;
}

static const double used_weights = 8.0 * 48 * 3 * 2048 * 768, all_weights = 128.0 * 48 * 3 * 2048 * 768;

static struct policy round_numbers(void)
{
    struct policy p = *catalogue_policy(test_catalogue());
    p.ram_frac = 0.5;
    p.crossing_us = 100;
    p.cpu_vector_tflops = 1;
    p.cpu_matrix_tflops = 4;
    p.copy_gb_s = 10;
    return p;
}

static void by_hand(void)
{
    struct placement pl;
    const struct policy p = round_numbers();
    struct step_case c = experts_in_ram("llama.cpp", &pl, &p);
    const struct step_load one = {.n_tok = 1, .n_seq = 1, .n_out = 1, .context = 100}, none = {.n_tok = 1, .n_seq = 1};
    CLOSE(offload_s(&c, &one), 2 * used_weights / 50e9 + 2 * used_weights / 1e12 + 48 * 100e-6, 1e-12);
    const struct step_load eight = {.n_tok = 8, .n_seq = 8, .n_out = 8, .context = 100};
    const double awake = 1 - pow(1 - 8.0 / 128, 8);
    CLOSE(offload_s(&c, &eight), 2 * awake * all_weights / 50e9 + 8 * 2 * used_weights / 4e12 + 48 * 100e-6, 1e-9);
    const struct step_load prompt = {.n_tok = 2048, .n_seq = 1, .n_out = 1, .context = 1024, .attn_pairs = 1};
    CLOSE(offload_s(&c, &prompt), 2 * all_weights / 10e9 + 2048 * 2 * used_weights * 1e-14 + 48 * 100e-6, 1e-9);
    CLOSE(offload_floor_s(&c, &one), 2 * used_weights / 100e9, 1e-12);
    CLOSE(offload_floor_s(&c, &eight), 2 * used_weights / 100e9, 1e-12);
    pl.host = (struct placement_device){0};
    CLOSE(offload_floor_s(&c, &one), 0, 0);
    CLOSE(offload_s(&c, &none), 0, 0);
}

static void when_weights_are_copied(void)
{
    struct placement pl;
    const struct policy p = round_numbers();
    static const struct {
        const char *engine;
        double n_tok;
        bool copied;
    } rows[] = {
        {"llama.cpp", 31, false}, {"llama.cpp", 32, true}, {"ik_llama.cpp", 511, false}, {"ik_llama.cpp", 512, true}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct step_case c = experts_in_ram(rows[i].engine, &pl, &p);
        test_row("%s, %g tokens", rows[i].engine, rows[i].n_tok);
        THAT(offload_copies(c.memory, c.rig, rows[i].n_tok) == rows[i].copied);
    }
    struct rig alone = {.n = 0};
    THAT(!offload_copies(&s.predict.memory, &alone, 4096));
}

/* What leaves the cards under tensor parallelism arrives in system RAM. */
static void tensor_parallel(void)
{
    struct request q = test_request("rtx-3090", 4, "qwen3-30b-a3b", "F16");
    struct placement all, some;
    q.split = split_tensor;
    q.endless_memory = true;
    THAT(prepare_case(test_catalogue(), &q, &s));
    placement_layers(&s.predict.memory, &s.rig, &all);
    s.predict.memory.experts_on_host = 12;
    placement_layers(&s.predict.memory, &s.rig, &some);
    CLOSE(some.host.experts_b, 2 * all_weights / 4, 1e-12);
    CLOSE(some.dev[3].experts_b, 0.75 * all.dev[3].experts_b, 1e-12);
    CLOSE(all.dev[0].weights_b - some.dev[0].weights_b, 2 * all_weights / 4 / 4, 1e-9);
}

static void rows_as_written(void)
{
    static const struct {
        struct offload_row row;
        int n;
        const char *gpu, *model, *quant;
        double ram_gb_s, ngl, experts, depth, prompt;
    } rows[] = {
        {{.gpu = "RTX 4090 24GB",
          .cpu = "2x Xeon Gold 6454S DDR5-4800",
          .ram_gb_s = "614 nominal",
          .model = "DeepSeek-V3 671B-A37B",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "experts on CPU",
          .note = "KTransformers 0.2.1; 6 experts; prompt 969"},
         1,
         "rtx-4090",
         "deepseek-v3-671b",
         "Q4_K_M",
         614,
         NAN,
         INFINITY,
         969,
         969},
        {{.gpu = "2x RTX A6000 48GB",
          .ram_gb_s = "225 measured",
          .model = "DeepSeek-R1-0528 671B-A37B",
          .quant = "IQ2_K_R4",
          .ngl_or_frac_gpu = "20 of 58 MoE layers on GPU",
          .note = "ub 512"},
         2,
         "rtx-a6000",
         "deepseek-r1-671b",
         "iq2_k",
         225,
         NAN,
         41,
         NAN,
         512},
        {{.gpu = "RTX 5090 + 2x RTX 3090",
          .ram_gb_s = "150-204 (CCD limited)",
          .model = "gpt-oss-120b 117B-A5.1B",
          .quant = "MXFP4 (F16 file)",
          .ngl_or_frac_gpu = "18 of 36 layers on GPU",
          .note = "27K prompt"},
         3,
         "rtx-5090",
         "gpt-oss-120b",
         "MXFP4",
         177,
         NAN,
         18,
         27 * 1024,
         27 * 1024},
        {{.gpu = "none",
          .cpu = "EPYC 9175F 12ch DDR5-3600",
          .model = "qwen3-14b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "0",
          .note = "N_KV 16384"},
         0,
         NULL,
         "qwen3-14b",
         "Q4_K_M",
         345.6,
         NAN,
         0,
         16384,
         NAN},
        {{.gpu = "rtx-2080",
          .cpu = "EPYC 9354 24 DIMMs",
          .model = "qwen3-14b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "ngl 32",
          .note = "500-token prompt"},
         1,
         "rtx-2080",
         "qwen3-14b",
         "Q4_K_M",
         460.8,
         32,
         0,
         500,
         500},
        {{.gpu = "rtx-2080",
          .ram_gb_s = "~45",
          .model = "qwen3-30b-a3b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "0.25",
          .note = "context 4K"},
         1,
         "rtx-2080",
         "qwen3-30b-a3b",
         "Q4_K_M",
         45,
         NAN,
         36,
         4096,
         NAN},
        {{.gpu = "rtx-2080",
          .cpu = "2x AMD EPYC 7443",
          .model = "GLM-4.5-Air 106B-A12B",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "ngl 99, exps=CPU"},
         1,
         "rtx-2080",
         "glm-4.5-air-106b",
         "Q4_K_M",
         409.6,
         99,
         INFINITY,
         NAN,
         NAN},
        {{.gpu = "rtx-2080",
          .cpu = "2x Xeon 8-channel DDR4-3200",
          .model = "qwen3-14b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "30 layers on GPU"},
         1,
         "rtx-2080",
         "qwen3-14b",
         "Q4_K_M",
         409.6,
         30,
         0,
         NAN,
         NAN},
        {{.gpu = "rtx-2080",
          .cpu = "Core i9-14900K",
          .model = "qwen3-14b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "50%"},
         1,
         "rtx-2080",
         "qwen3-14b",
         "Q4_K_M",
         89.6,
         20.5,
         0,
         NAN,
         NAN},
        {{.gpu = "rtx-2080",
          .ram_gb_s = "45",
          .model = "qwen3-30b-a3b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "n-cpu-moe 16"},
         1,
         "rtx-2080",
         "qwen3-30b-a3b",
         "Q4_K_M",
         45,
         NAN,
         16,
         NAN,
         NAN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct offloadtext t;
        const char *what;
        test_row("row %zu", i);
        SAME(offloadtext_read(test_catalogue(), &rows[i].row, &t, &what), NULL);
        THAT(t.q.n == rows[i].n);
        SAME(t.q.n ? t.q.device[0]->id : NULL, rows[i].gpu);
        SAME(t.q.model->id, rows[i].model);
        SAME(t.q.quant->id, rows[i].quant);
        CLOSE(t.q.ram_gb_s, rows[i].ram_gb_s, 1e-9);
        CLOSE(t.q.ngl, rows[i].ngl, 0);
        CLOSE(t.q.experts_on_host, rows[i].experts, 1e-9);
        CLOSE(t.q.depth, rows[i].depth, 0);
        CLOSE(t.q.prompt, rows[i].prompt, 0);
    }
}

static void what_is_not_understood(void)
{
    static const struct {
        struct offload_row row;
        const char *why, *what;
    } rows[] = {
        {{.gpu = "RTX (8 GB used)", .model = "qwen3-14b", .quant = "Q4_K_M", .ngl_or_frac_gpu = "ngl 1"},
         "device not in the catalogue",
         "RTX (8 GB used)"},
        {{.gpu = "rtx-3090", .model = "nobody's 8B", .quant = "Q4_K_M", .ngl_or_frac_gpu = "ngl 1"},
         "model not in the catalogue",
         "nobody's 8B"},
        {{.gpu = "rtx-3090", .model = "qwen3-14b", .quant = "about 2-4 bpw", .ngl_or_frac_gpu = "ngl 1"},
         "quant not in the catalogue",
         "about 2-4 bpw"},
        {{.gpu = "rtx-3090", .model = "qwen3-14b", .quant = "Q4_K_M", .ngl_or_frac_gpu = "a few layers"},
         "what lies where is not said in words that are known",
         NULL},
        {{.gpu = "rtx-3090",
          .model = "qwen3-14b",
          .quant = "Q4_K_M",
          .ngl_or_frac_gpu = "ngl 1",
          .note = "64 GB RAM forces paging"},
         "the model is larger than system RAM and is read from a disk",
         NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct offloadtext t;
        const char *what;
        test_row("row %zu", i);
        SAME(offloadtext_read(test_catalogue(), &rows[i].row, &t, &what), rows[i].why);
        SAME(what, rows[i].what);
    }
}

/* Times made with known constants, one of them five times too long, give those constants back. */
static void constants_are_found(void)
{
    static const double made_with[OFFLOAD_CONSTANTS] = {0.5, 200, 3, 10, 8};
    struct fit_offload_row rows[40];
    double found[OFFLOAD_CONSTANTS];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fit_offload_row *r = &rows[i];
        *r = (struct fit_offload_row){
            .row = i, .group = i % 2 ? "one" : "other", .decode = i < 20, .fixed_s = test_uniform(0.001, 0.02)};
        r->by_s[OFFLOAD_RAM_FRAC] = r->decode ? test_uniform(0.005, 0.05) : 0;
        r->by_s[OFFLOAD_CROSSING_US] = test_uniform(1e-6, 6e-5);
        r->by_s[OFFLOAD_CPU_VECTOR] = r->decode ? test_uniform(0.001, 0.06) : 0;
        r->by_s[OFFLOAD_CPU_MATRIX] = !r->decode && i % 2 ? test_uniform(1, 9) : 0;
        r->by_s[OFFLOAD_COPY] = !r->decode && i % 2 == 0 ? test_uniform(10, 90) : 0;
        r->measured_s = fit_offload_s(r, made_with) * (i == 7 ? 5 : 1);
    }
    fit_offload_fit(catalogue_policy(test_catalogue()), rows, COUNT_OF(rows), NULL, found);
    for (int k = 0; k < OFFLOAD_CONSTANTS; k++) {
        test_row("%s", fit_offload_name((enum fit_offload_constant)k));
        CLOSE(found[k], made_with[k], 0.02);
    }
}

SUITE(offload, {"by hand", by_hand}, {"when weights are copied", when_weights_are_copied},
      {"tensor parallel", tensor_parallel}, {"rows as written", rows_as_written},
      {"what is not understood", what_is_not_understood}, {"constants are found", constants_are_found})
