/* model/offload, prepare/offload_request, fit_offload: weights in system RAM by hand, measured rows as requests,
   the fit of the constants. */
#include "test.h"

#include "arena.h"
#include "fit_offload.h"
#include "diag.h"
#include "load_measured.h"
#include "check.h"
#include "offload.h"
#include "offload_request.h"
#include "prepare.h"
#include "str.h"

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
    CLOSE(offload_floor_s(&c, &eight), 2 * awake * all_weights / 100e9, 1e-9);
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

/* The only row of a file with these columns beside the id. */
static const struct offload_row *row_of(const char *columns, const char *cells)
{
    struct diags d = diag_none(test_arena());
    char *text = str_format(test_arena(), "id,decode_tokens_per_s,%s\nr,10,%s\n", columns, cells);
    const struct measured *m = load_measured(test_arena(), &d, test_catalogue(), &check_kinds, "m.csv", text,
                                             strlen(text));
    SAME(test_faults(&d), "");
    BUG_UNLESS(m && m->kind == &check_offload.file && m->rows.n == 1);
    return m->rows.v;
}

/* Why the row is not predicted, or NULL. */
static const char *read_row(const char *columns, const char *cells, struct offload_request *t)
{
    const char *what;
    return offload_request_read(test_catalogue(), row_of(columns, cells), t, &what);
}

static void devices_of_a_row(void)
{
    static const struct {
        const char *cells; /* gpu, gpu_count, split, engine, kernels */
        int n;
        const char *first, *last, *engine;
        enum split split;
    } rows[] = {
        {"none,0,,,", 0, NULL, NULL, "llama.cpp", split_unknown},
        {"rtx-4090,,,,", 1, "rtx-4090", "rtx-4090", "llama.cpp", split_unknown},
        {"rtx-a6000,2,,ik_llama.cpp,", 2, "rtx-a6000", "rtx-a6000", "ik_llama.cpp", split_unknown},
        {"rtx-5090+rtx-3090+rtx-3090,3,row,llama.cpp,", 3, "rtx-5090", "rtx-3090", "llama.cpp", split_row},
        {"rtx-4090,4,tensor,ktransformers,llama.cpp", 4, "rtx-4090", "rtx-4090", "llama.cpp", split_tensor},
        {"rtx-4090,2,,ktransformers,sglang", 2, "rtx-4090", "rtx-4090", "sglang", split_tensor},
        {"rtx-4090,1,,ktransformers,sglang", 1, "rtx-4090", "rtx-4090", "sglang", split_unknown},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *cells = str_format(test_arena(), "%s,qwen3-14b,Q4_K_M,10", rows[i].cells);
        struct offload_request t;
        test_row("%s", rows[i].cells);
        SAME(read_row("gpu,gpu_count,split,engine,kernels,model,quant,ngl", cells, &t), NULL);
        THAT(t.q.n == rows[i].n);
        SAME(t.q.n ? t.q.device[0]->id : NULL, rows[i].first);
        SAME(t.q.n ? t.q.device[t.q.n - 1]->id : NULL, rows[i].last);
        SAME(t.q.engine->id, rows[i].engine);
        THAT(t.q.split == rows[i].split);
    }
}

/* Qwen3 14B has 40 layers; Qwen3 30B-A3B 48, all of 128 experts; DeepSeek-V3 61, 58 of 256 experts. */
static void what_lies_where(void)
{
    static const struct {
        const char *model, *column, *cell;
        double ngl, experts;
    } rows[] = {
        {"qwen3-14b", "ngl", "32", 32, 0},
        {"qwen3-14b", "ngl,frac_on_gpu", ",0.5", 20.5, 0},
        {"qwen3-30b-a3b", "ngl", "7", 7, 0},
        {"qwen3-30b-a3b", "ngl,n_cpu_moe", ",16", NAN, 16},
        {"qwen3-30b-a3b", "ngl,experts_on_cpu", "99,yes", 99, INFINITY},
        {"qwen3-30b-a3b", "ngl,moe_layers_on_gpu", ",18", NAN, 30},
        {"qwen3-30b-a3b", "ngl,experts_on_gpu", ",32", NAN, 36},
        {"deepseek-v3-671b", "ngl,moe_layers_on_gpu", ",20", NAN, 41},
        {"deepseek-v3-671b", "ngl,frac_on_gpu", ",0.5", NAN, 32},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *columns = str_format(test_arena(), "gpu,model,quant,%s", rows[i].column);
        const char *cells = str_format(test_arena(), "rtx-3090,%s,Q4_K_M,%s", rows[i].model, rows[i].cell);
        struct offload_request t;
        test_row("%s: %s %s", rows[i].model, rows[i].column, rows[i].cell);
        SAME(read_row(columns, cells, &t), NULL);
        CLOSE(t.q.ngl, rows[i].ngl, 0);
        CLOSE(t.q.experts_on_host, rows[i].experts, 1e-12);
    }
}

static void memory_of_a_row(void)
{
    static const struct {
        const char *cells; /* cpu, sockets, ram_channels, ram_mt_s, ram_low_gb_s, ram_high_gb_s */
        double gb_s;
        enum offload_request_basis basis;
    } rows[] = {
        {",,,,614,", 614, OFFLOAD_REQUEST_STATED},
        {"epyc-7443,2,12,4800,150,204", 177, OFFLOAD_REQUEST_STATED},
        {",,12,3600,,", 345.6, OFFLOAD_REQUEST_DERIVED},
        {",2,8,3200,,", 409.6, OFFLOAD_REQUEST_DERIVED},
        {"epyc-7443,2,,,,", 409.6, OFFLOAD_REQUEST_DERIVED},
        {"nobodys-cpu,,,3200,,", NAN, OFFLOAD_REQUEST_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *cells = str_format(test_arena(), "none,qwen3-14b,Q4_K_M,,%s", rows[i].cells);
        struct offload_request t;
        test_row("%s", rows[i].cells);
        SAME(read_row("gpu,model,quant,ngl,cpu,sockets,ram_channels,ram_mt_s,ram_low_gb_s,ram_high_gb_s", cells, &t),
             NULL);
        CLOSE(t.q.ram_gb_s, rows[i].gb_s, 1e-12);
        THAT(t.ram == rows[i].basis);
    }
}

static void prompts_of_a_row(void)
{
    static const struct {
        const char *cells; /* prefill_on, ubatch, prompt_tokens, depth_tokens */
        double prompt, depth, ubatch, stream;
        bool known;
    } rows[] = {
        {",,,", NAN, NAN, NAN, NAN, false},           {",512,,", 512, NAN, 512, NAN, true},
        {"cpu,,969,", 969, 969, NAN, INFINITY, true}, {"gpu,,8192,", 8192, 8192, 8192, 2, true},
        {",2048,1024,0", 1024, 0, 2048, NAN, true},   {",,,16384", NAN, 16384, NAN, NAN, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *cells = str_format(test_arena(), "rtx-3090,qwen3-14b,Q4_K_M,10,%s", rows[i].cells);
        struct offload_request t;
        test_row("%s", rows[i].cells);
        SAME(read_row("gpu,model,quant,ngl,prefill_on,ubatch,prompt_tokens,depth_tokens", cells, &t), NULL);
        CLOSE(t.q.prompt, rows[i].prompt, 0);
        CLOSE(t.q.depth, rows[i].depth, 0);
        CLOSE(t.q.ubatch, rows[i].ubatch, 0);
        CLOSE(t.stream_tokens, rows[i].stream, 0);
        THAT(t.prompt_known == rows[i].known);
    }
}

static void mixes_known_by_size(void)
{
    struct offload_request t;
    SAME(read_row("gpu,model,ngl,file_gib", "rtx-3090,qwen3-14b,10,8", &t), NULL);
    SAME(t.q.quant->id, "Q4_K_M");
    CLOSE(t.file_gib, 8, 0);
    SAME(read_row("gpu,model,ngl,bits_per_weight", "rtx-3090,qwen3-14b,10,6", &t), NULL);
    CLOSE(t.file_gib, unit_b_to_gib(FIND(model, "qwen3-14b")->params_total * 6 / 8), 1e-12);
    SAME(read_row("gpu,model,ngl,quant,experts_used", "rtx-3090,deepseek-v3-671b,10,Q4_K_M,6", &t), NULL);
    THAT(isnan(t.file_gib));
    CLOSE(t.q.model->experts_used, 6, 0);
}

static void rows_that_are_skipped(void)
{
    static const struct {
        const char *cells; /* gpu, gpu_count, engine, model, quant, ngl, not_modelled */
        const char *why, *what;
    } rows[] = {
        {"RTX,1,,qwen3-14b,Q4_K_M,1,", "device not in the catalogue", "RTX"},
        {"rtx-3090+RTX,2,,qwen3-14b,Q4_K_M,1,", "device not in the catalogue", "rtx-3090+RTX"},
        {"rtx-3090+rtx-4090,3,,qwen3-14b,Q4_K_M,1,", "cards and gpu_count do not agree", "rtx-3090+rtx-4090"},
        {"rtx-3090,17,,qwen3-14b,Q4_K_M,1,", "cards and gpu_count do not agree", "rtx-3090"},
        {"rtx-3090,1,nobodys-engine,qwen3-14b,Q4_K_M,1,", "engine not in the catalogue", "nobodys-engine"},
        {"rtx-3090,1,,nobodys-8b,Q4_K_M,1,", "model not in the catalogue", "nobodys-8b"},
        {"rtx-3090,1,,qwen3-14b,DQ4_K_R4,1,", "quant not in the catalogue", "DQ4_K_R4"},
        {"rtx-3090,1,,qwen3-14b,,1,", "neither quant nor size of the model file stated", NULL},
        {"rtx-3090,1,,qwen3-14b,Q4_K_M,,", "the placement (ngl, n_cpu_moe or a fraction) is not stated", NULL},
        {"rtx-3090,1,,qwen3-30b-a3b,Q4_K_M,,", "the placement (ngl, n_cpu_moe or a fraction) is not stated", NULL},
        {"rtx-3090,1,,qwen3-14b,Q4_K_M,1,disk", "the model is larger than system RAM and is read from disk", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct offload_request t;
        const char *what;
        test_row("%s", rows[i].cells);
        const struct offload_row *r = row_of("gpu,gpu_count,engine,model,quant,ngl,not_modelled", rows[i].cells);
        SAME(offload_request_read(test_catalogue(), r, &t, &what), rows[i].why);
        SAME(what, rows[i].what);
    }
}

/* Times made with known constants, one of them five times too long, give those constants back. */
static void constants_are_found(void)
{
    static const double made_with[OFFLOAD_CONSTANTS] = {0.5, 3, 10, 8};
    struct fit_offload_row rows[40];
    double found[OFFLOAD_CONSTANTS];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fit_offload_row *r = &rows[i];
        *r = (struct fit_offload_row){
            .row = i, .group = i % 2 ? "one" : "other", .decode = i < 20, .fixed_s = test_uniform(0.001, 0.02)};
        r->by_s[OFFLOAD_RAM_FRAC] = r->decode ? test_uniform(0.005, 0.05) : 0;
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
      {"tensor parallel", tensor_parallel}, {"devices of a row", devices_of_a_row},
      {"what lies where", what_lies_where}, {"memory of a row", memory_of_a_row},
      {"prompts of a row", prompts_of_a_row}, {"mixes known by size", mixes_known_by_size},
      {"rows that are skipped", rows_that_are_skipped}, {"constants are found", constants_are_found})
