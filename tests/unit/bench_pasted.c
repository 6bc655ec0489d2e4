/* read/bench*: tables of llama-bench as people paste them, and what a size, a parameter count or the user says against
   a name. Expected values are those that stand in the texts. */
#include "test.h"

#include "arena.h"
#include "bench_override.h"
#include "diag.h"
#include "import_bench.h"
#include "import_weights.h"
#include "str.h"

#include <math.h>
#include <string.h>

#define CARD "  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes\n"
#define HEAD "| model | size | params | backend | ngl | test | t/s |\n|---|---:|---:|---|--:|--:|--:|\n"
#define QWEN "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | 99 | "

static struct import_bench_ask nothing(void)
{
    static struct bench_weights weights;
    weights = import_weights(test_arena(), test_catalogue());
    return (struct import_bench_ask){
        .batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .ram_gb_s = NAN, .weights = &weights};
}

static struct speed_row_list of_bytes(const char *text, size_t n, const struct import_bench_ask *ask,
                                      const char **faults)
{
    struct diags d = diag_none(test_arena());
    const struct speed_row_list rows = import_bench(test_arena(), &d, test_catalogue(), "x.txt",
                                                    arena_strndup(test_arena(), text, n), n, ask);
    *faults = test_faults(&d);
    return rows;
}

static struct speed_row_list of(const char *text, const struct import_bench_ask *ask, const char **faults)
{
    return of_bytes(text, strlen(text), ask, faults);
}

/* Two rows, pp512 of 4000 and tg128 of 100 tokens a second, of qwen3-8b in Q4_K_M on a 3090. */
static void is_pair(const struct speed_row_list rows)
{
    if (!THAT(rows.n == 2))
        return;
    for (size_t i = 0; i < 2; i++) {
        SAME(rows.v[i].gpu, "rtx-3090");
        SAME(rows.v[i].model, "qwen3-8b");
        SAME(rows.v[i].quant, "Q4_K_M");
    }
    THAT(rows.v[0].prompt_tokens == 512 && rows.v[0].tokens_per_s == 4000);
    THAT(rows.v[1].gen_tokens == 128 && rows.v[1].tokens_per_s == 100);
}

static void forms(void)
{
    static const char *const texts[] = {
        CARD HEAD QWEN "pp512 | 4000.00 \xC2\xB1 9.00 |\n" QWEN "tg128 | 100.00 \xC2\xB1 0.50 |\n",
        CARD HEAD QWEN "pp512 | **4,000.00 \xC2\xB1 9.00** |\nggml_cuda: a line of the log\n" QWEN
                       "`tg128` | 100.00+/-0.50 |\n",
        CARD HEAD "a line right under the head\n" QWEN "pp 512 | 4000 |\n" QWEN "tg128 | 100.00\xC2\xB1"
                  "0.50 |\n",
        "Device 0: NVIDIA GeForce RTX 3090, x\nmodel | size | params | backend | test | t/s\n--- | --- | --- | --- | "
        "--- | ---\n"
        "qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | pp512 | 4000\nqwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B "
        "| CUDA | tg128 | 100\n",
        "ggml_vulkan: 0 = NVIDIA GeForce RTX 3090 (NVIDIA) | uma: 0\nmodel\tsize\tparams\tbackend\ttest\tt/s\n"
        "qwen3 8B Q4_K - Medium\t4.68 GiB\t8.19 B\tVulkan\tpp512\t4000\nqwen3 8B Q4_K - Medium\t4.68 GiB\t8.19 "
        "B\tVulkan\ttg128\t100\r\n",
        "> " CARD "> | model | params | backend | test | t/s |\n> |---|---|---|---|---|\n> | qwen3 8B Q4_K - Medium | "
        "8.19 B | CUDA | pp512 | 4000 |\n"
        "> | qwen3 8B Q4_K - Medium | 8.19 B | CUDA | tg128 | 100 |\n",
        CARD HEAD QWEN "pp512 | 4000 |\n\n| GPU | VRAM |\n|---|---|\n| RTX 3090 | 24 GB |\n\n" HEAD QWEN
                       "tg128 | 100 |\nbuild: 1a2b3c4 (7000)\n"};
    const struct import_bench_ask ask = nothing();
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        test_row("text %zu", i);
        is_pair(of(texts[i], &ask, &faults));
        SAME(faults, "");
    }
}

/* What Windows PowerShell 5.1 writes for "> file". */
static void utf16(void)
{
    static const char text[] = CARD HEAD QWEN "pp512 | 4000 |\n" QWEN "tg128 | 100 |\n";
    char wide[2 * sizeof text] = {'\xFF', '\xFE'};
    for (size_t i = 0; i + 1 < sizeof text; i++)
        wide[2 + 2 * i] = text[i];
    const struct import_bench_ask ask = nothing();
    const char *faults;
    is_pair(of_bytes(wide, 2 * sizeof text, &ask, &faults));
    SAME(faults, "");
}

/* JSON and CSV among the lines of a log, and cut off. */
static void among_logs(void)
{
#define JSON(n, g, v)                                                                                                  \
    "{\"gpu_info\": \"NVIDIA GeForce RTX 3090\", \"backends\": \"CUDA\", \"model_filename\": "                         \
    "\"Qwen3-8B-Q4_K_M.gguf\", "                                                                                       \
    "\"model_n_params\": 8190735360, \"n_prompt\": " n ", \"n_gen\": " g ", \"avg_ts\": " v "}"
    static const char *const texts[] = {
        "[\n" JSON("512", "0", "4000") ",\n" JSON("0", "128", "100") "\n]\n",
        JSON("512", "0", "4000") "\nwarning: {not a result}\n" JSON("0", "128", "100") "\n",
        "ggml_cuda_init: found 1 {of} 1\n[" JSON("512", "0", "4000") ",\n" JSON("0", "128", "100") "]\nmain: done\n",
        "load_backend: done\ngpu_info,backends,model_filename,model_n_params,n_prompt,n_gen,avg_ts\n"
        "RTX 3090,CUDA,Qwen3-8B-Q4_K_M.gguf,8190735360,512,0,4000\nRTX "
        "3090,CUDA,Qwen3-8B-Q4_K_M.gguf,8190735360,0,128,100\nbye\n"};
    const struct import_bench_ask ask = nothing();
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        test_row("text %zu", i);
        is_pair(of(texts[i], &ask, &faults));
        SAME(faults, "");
    }
    const struct speed_row_list cut = of("[\n" JSON("512", "0", "4000") ",\n{\"avg_ts\": 1, \"n_gen\": 12", &ask,
                                         &faults);
    THAT(cut.n == 1 && cut.v[0].tokens_per_s == 4000 && strstr(faults, "ends within the result"));
}

/* A row that is not read is told, and the others are read. */
static void told(void)
{
    static const struct {
        const char *text, *why;
    } rows[] = {{CARD HEAD QWEN "pp512 | fast |\n" QWEN "tg128 | 100 |\n", "t/s: expected a speed"},
                {CARD HEAD QWEN "prompt | 4000 |\n" QWEN "tg128 | 100 |\n", "test: expected a test"},
                {CARD HEAD "| qwen3 8B Q4_K - Medium | CUDA | pp512 | 4000 |\n" QWEN "tg128 | 100 |\n", "7 cells"}};
    const struct import_bench_ask ask = nothing();
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].why);
        const struct speed_row_list got = of(rows[i].text, &ask, &faults);
        THAT(got.n == 1 && got.v[0].tokens_per_s == 100);
        THAT(strstr(faults, rows[i].why) != NULL);
    }
}

/* Sizes: gpt-oss 20B's "F16" of unsloth is of 12.83 GiB; Qwen3.6 27B in UD-Q8_K_XL, printed as Q8_0, of 33.31 GiB
   (Q8_0: 26.6 GiB). */
static void sizes_decide(void)
{
    struct import_bench_ask ask = nothing();
    const char *faults;
    static const char *const xl = CARD HEAD "| qwen35 27B Q8_0 | 33.31 GiB | 26.90 B | CUDA | 99 | tg128 | 20 |\n";
    ask.model = FIND(model, "qwen3.6-27b");
    struct speed_row_list got = of(xl, &ask, &faults);
    THAT(got.n == 1);
    SAME(got.v[0].quant, "UD-Q8_K_XL");
    THAT(strstr(faults, "33.31 GiB") && strstr(faults, "Q8_0"));
    ask.quant = FIND(quant, "Q8_0");
    THAT(of(xl, &ask, &faults).n == 0 && strstr(faults, "UD-Q8_K_XL"));
    ask = nothing();
    THAT(of(CARD HEAD "| qwen3 8B Q8_0 | 5.90 GiB | 8.19 B | CUDA | 99 | tg128 | 20 |\n", &ask, &faults).n == 0);
    THAT(strstr(faults, "5.9 GiB") && strstr(faults, "--quant"));
    got = of(CARD HEAD "| gpt-oss 20B F16 | 12.83 GiB | 20.91 B | CUDA | 99 | tg128 | 150 |\n", &ask, &faults);
    THAT(got.n == 1);
    SAME(got.v[0].model, "gpt-oss-20b");
}

/* Options fill what a result leaves open; a result that says otherwise is left out. */
static void options_and_results(void)
{
    static const char *const two = CARD HEAD QWEN
        "tg128 | 100 |\n"
        "| qwen2 32B Q4_K - Medium | 18.48 GiB | 32.76 B | CUDA | 99 | tg128 | 30 |\n";
    struct import_bench_ask ask = nothing();
    const char *faults;
    ask.model = FIND(model, "qwen3-8b");
    struct speed_row_list got = of(two, &ask, &faults);
    THAT(got.n == 1 && got.v[0].tokens_per_s == 100 && strstr(faults, "3.276e+10"));
    ask = nothing();
    ask.gpu = "rtx-4090";
    ask.gpu_count = 1;
    THAT(of(CARD HEAD QWEN "tg128 | 100 |\n", &ask, &faults).n == 0 &&
         strstr(faults, "it ran on NVIDIA GeForce RTX 3090"));
    got = of(HEAD QWEN "tg128 | 100 |\n", &ask, &faults);
    THAT(got.n == 1);
    SAME(got.v[0].gpu, "rtx-4090");
    ask.backend = "vulkan";
    THAT(of(HEAD QWEN "tg128 | 100 |\n", &ask, &faults).n == 0 && strstr(faults, "cuda, not on vulkan"));
}

/* A program built with RPC did not always run over it. */
static void rpc(void)
{
    const struct import_bench_ask ask = nothing();
    const char *faults;
    const struct speed_row_list got = of(CARD "| model | params | backend | test | t/s |\n|---|---|---|---|---|\n"
                                              "| qwen3 8B Q4_K - Medium | 8.19 B | CUDA,RPC | tg128 | 100 |\n",
                                         &ask, &faults);
    THAT(got.n == 1 && strstr(faults, "built with RPC"));
    SAME(got.v[0].backend, "cuda");
    THAT(of(CARD "| model | params | backend | dev | test | t/s |\n|---|---|---|---|---|---|\n"
                 "| qwen3 8B Q4_K - Medium | 8.19 B | CUDA,RPC | CUDA0/RPC0 | tg128 | 100 |\n",
            &ask, &faults)
             .n == 0);
}

/* Models by shape: GLM 4.5 Air's files hold a prediction layer, 110.5 B in all; one model of the catalogue has the
   shape of "gemma4 26B.A4B". */
static void shapes(void)
{
    static const struct {
        const char *type, *model;
    } rows[] = {{"glm4moe 106B.A12B Q4_K - Medium | 67.80 GiB | 110.47 B", "glm-4.5-air-106b"},
                {"gemma4 26B.A4B Q4_K - Medium | 15.95 GiB | 25.23 B", "gemma-4-26b-a4b"},
                {"gpt-oss 20B MXFP4 MoE | 11.27 GiB | 20.91 B", "gpt-oss-20b"}};
    const struct import_bench_ask ask = nothing();
    const char *faults;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct speed_row_list got = of(
            str_format(test_arena(), CARD HEAD "| %s | CUDA | 99 | tg128 | 60 |\n", rows[i].type), &ask, &faults);
        test_row("%s", rows[i].type);
        if (THAT(got.n == 1))
            SAME(got.v[0].model, rows[i].model);
    }
}

/* gpt-oss 120B has 36 layers, all with experts. */
static void offload(void)
{
#define MOE(ngl, ot) "| gpt-oss 120B MXFP4 MoE | 59.02 GiB | 116.83 B | CUDA | " ngl " | " ot " | tg128 | 30 |\n"
    struct import_bench_ask ask = nothing();
    const char *faults;
    ask.cpu = FIND(cpu, "ryzen-7950x");
    const struct speed_row_list got = of(
        CARD "| model | size | params | backend | ngl | ot | test | t/s |\n|---|---|---|---|---|---|---|---|\n" MOE(
            "99", "blk\\.(1[0-9]|2[0-9])\\.ffn_.*_exps=CPU") MOE("99", "exps=CPU") MOE("10", "none"),
        &ask, &faults);
    if (!THAT(got.n == 3))
        return;
    THAT(got.v[0].n_cpu_moe == 20 && isnan(got.v[0].ngl));
    THAT(got.v[1].n_cpu_moe == 36);
    THAT(got.v[2].ngl == 10 && isnan(got.v[2].n_cpu_moe));
    SAME(got.v[0].cpu, "ryzen-7950x");
    SAME(got.v[0].flags, "partial-offload");
    THAT(strstr(faults, "also that of gpt-oss-safeguard-120b") && !strstr(faults, "error"));
}

static void overrides(void)
{
    static const struct {
        const char *overrides, *tensor;
        bool moves;
    } rows[] = {{"exps=CPU", "blk.3.ffn_up_exps.weight", true},
                {"exps=CPU", "blk.3.attn_q.weight", false},
                {"blk.[0-4].=CUDA0,exps=CPU", "blk.3.ffn_up_exps.weight", false},
                {"blk.[0-4].=CUDA0;exps=CPU", "blk.5.ffn_up_exps.weight", true},
                {"blk\\.(1|2){1,2}\\.ffn=CPU", "blk.12.ffn_up_exps.weight", true},
                {"([=CPU", "blk.12.ffn_up_exps.weight", false},
                {"", "blk.12.ffn_up_exps.weight", false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s %s", rows[i].overrides, rows[i].tensor);
        THAT(bench_override_moves(test_arena(), rows[i].overrides, rows[i].tensor) == rows[i].moves);
    }
}

/* What cannot be read loses its own row, and is told. */
static void one_row(void)
{
#define RESULT(speed, layers)                                                                                          \
    "{\"gpu_info\": \"NVIDIA GeForce RTX 3090\", \"backends\": \"CUDA\", \"model_filename\": "                         \
    "\"Qwen3-8B-Q4_K_M.gguf\", "                                                                                       \
    "\"n_gpu_layers\": " layers ", \"n_prompt\": 512, \"n_gen\": 0, \"avg_ts\": " speed "}\n"
#define CSV_HEAD "gpu_info,backends,model_filename,n_prompt,n_gen,avg_ts\n"
#define CSV_ROW "NVIDIA GeForce RTX 3090,CUDA,Qwen3-8B-Q4_K_M.gguf,512,0,4000\n"
    static const struct {
        const char *text, *fault;
        size_t rows;
    } cases[] = {
        {CARD HEAD QWEN "pp512 | 4000 |\n| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CU\n", "this row 4", 1},
        {CARD HEAD QWEN "pp512 | 4000 |\n" QWEN "pp512 | 4.000 \xC2\xB1 9.00 |\n", "between thousands", 1},
        {"{\"results\": [" RESULT("4000", "99") ", {\"backends\": \"CUDA\", \"model_file", "the text ends within", 1},
        {RESULT("4000", "99") RESULT("-1", "99"), "expected a speed above 0", 1},
        {RESULT("4000", "99") RESULT("\"x\"", "99") RESULT("4000", "99"), "avg_ts: expected a number", 2},
        {RESULT("4000", "99") RESULT("4000", "\"all\""), "n_gpu_layers: expected a number", 1},
        {CSV_HEAD CSV_ROW CSV_HEAD CSV_ROW, "", 2},
        {CARD HEAD QWEN "pp512 | \x1B[1;32m4000\x1B[0m |\n", "", 1},
        {CARD HEAD QWEN "pp512 | 4000 |\n\n" RESULT("4000", "99"), "", 2},
        {CARD "| model | size | params | backend | dev | test | t/s |\n|---|--:|--:|---|---|--:|--:|\n"
              "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | CUDA0 | pp512 | 4000 |\n"
              "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | CUDA | none | pp512 | 60 |\n",
         "dev none", 1}};
    const struct import_bench_ask ask = nothing();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *faults;
        const struct speed_row_list rows = of(cases[i].text, &ask, &faults);
        THAT(rows.n == cases[i].rows);
        THAT(*cases[i].fault ? strstr(faults, cases[i].fault) != NULL : *faults == '\0');
        for (size_t k = 0; k < rows.n; k++)
            THAT(rows.v[k].tokens_per_s == 4000 && rows.v[k].prompt_tokens == 512);
    }
    const char *faults;
    of("  Device 0: AMD Radeon Graphics, gfx1151 (0x1151), VMM: no\n" HEAD QWEN "pp512 | 900 |\n", &ask, &faults);
    THAT(strstr(faults, "strix-halo") != NULL);
#undef RESULT
#undef CSV_HEAD
#undef CSV_ROW
}

/* A word that is no architecture of llama.cpp names no model, whatever has that size; one that is may. */
static void unknown_words(void)
{
    const struct import_bench_ask ask = nothing();
    const char *faults;
    THAT(of(CARD HEAD "| foobar 9B Q8_0 | 8.9 GiB | 9.00 B | CUDA | 99 | tg128 | 90 |\n", &ask, &faults).n == 0);
    THAT(strstr(faults, "'foobar 9B Q8_0' does not name one model") != NULL);
    const struct speed_row_list ling = of(
        CARD HEAD "| bailingmoe2 16B Q4_0 | 8.62 GiB | 16.26 B | CUDA | 99 | tg128 | 90 |\n", &ask, &faults);
    if (THAT(ling.n == 1))
        SAME(ling.v[0].model, "ling-mini-2.0");
}

SUITE(bench_pasted, {"words that no program has for a model", unknown_words}, {"forms of a table", forms},
      {"what is not read loses one row", one_row}, {"UTF-16", utf16}, {"among the lines of a log", among_logs},
      {"what is not read is told", told}, {"sizes decide", sizes_decide}, {"options and results", options_and_results},
      {"RPC", rpc}, {"models by shape", shapes}, {"layers in system RAM", offload}, {"overridden tensors", overrides})
