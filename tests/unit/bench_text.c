/* read/bench_*: what programs print about speeds beside llama-bench and vLLM's JSON. The files in tests/benchmarks have
   the form that the programs print; the values here stand in them, or are sums of such. */
#include "test.h"

#include "arena.h"
#include "bench.h"
#include "diag.h"
#include "file.h"
#include "import_bench.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* A row: tokens of the prompt (0: it is of the answer), of the answer, and in the cache before; sequences; speed. */
struct row_wanted {
    double prompt, gen, depth, batch, speed;
};

static struct import_bench_ask nothing(void)
{
    return (struct import_bench_ask){.batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .ram_gb_s = NAN};
}

static struct import_bench_ask on(const char *gpu)
{
    struct import_bench_ask ask = nothing();
    ask.gpu = gpu;
    ask.gpu_count = 1;
    return ask;
}

static struct import_bench_ask stated(void)
{
    struct import_bench_ask ask = on("rtx-3090");
    ask.model = FIND(model, "qwen3-8b");
    ask.quant = FIND(quant, "Q4_K_M");
    ask.backend = "cuda";
    return ask;
}

static struct speed_row_list import(const char *text, const struct import_bench_ask *ask, const char **faults)
{
    struct diags d = diag_none(test_arena());
    const struct speed_row_list rows = import_bench(test_arena(), &d, test_catalogue(), "x.txt",
                                                    arena_strdup(test_arena(), text), strlen(text), ask);
    struct str all = str_new(test_arena());
    THAT(bench_has(text));
    for (const struct diag *i = d.first; i; i = i->next)
        str_addf(&all, "%s\n", i->text);
    *faults = all.text;
    return rows;
}

static const char *text_of(const char *path)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    return file_read(test_arena(), &d, path, &size);
}

static void compare(const struct speed_row_list *rows, const struct row_wanted *want, size_t n)
{
    THAT(rows->n == n);
    for (size_t i = 0; i < n && i < rows->n; i++) {
        const struct speed_row *r = &rows->v[i];
        SAME(r->phase, want[i].prompt > 0 ? "prefill" : "decode");
        THAT(want[i].prompt > 0 ? r->prompt_tokens >= want[i].prompt && r->prompt_tokens <= want[i].prompt
                                : isnan(r->prompt_tokens));
        CLOSE(r->gen_tokens, want[i].gen, 1e-12);
        CLOSE(r->depth_tokens, want[i].depth, 1e-12);
        CLOSE(r->batch, want[i].batch, 1e-12);
        CLOSE(r->tokens_per_s, want[i].speed, 1e-9);
    }
}

static void named(const struct speed_row *r, const char *engine, const char *model, const char *quant)
{
    SAME(r->engine, engine);
    SAME(r->model, model);
    SAME(r->quant, quant);
}

/* A row whose log says that all of it was on the device, with flash attention. */
static void runs(const struct speed_row *r, const char *gpu, const char *backend, const char *kv_type, double ubatch)
{
    SAME(r->gpu, gpu);
    SAME(r->backend, backend);
    SAME(r->kv_type, kv_type);
    SAME(r->flash_attn, "1");
    SAME(r->fits, "yes");
    CLOSE(r->ubatch, ubatch, 1e-12);
}

#define COMPARE(rows, ...)                                                                                             \
    do {                                                                                                               \
        static const struct row_wanted wanted[] = {__VA_ARGS__};                                                       \
        compare(&(rows), wanted, sizeof wanted / sizeof *wanted);                                                      \
    } while (0)

/* ---- tables ---- */

static void sweep(void)
{
    const struct import_bench_ask ask = nothing();
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/sweep-bench.txt"), &ask, &faults);
    SAME(faults, ""); /* the timings of the whole run below the table are no result */
    COMPARE(rows, {2048, 0, 0, 1, 3714.16}, {0, 128, 2048, 1, 104.83}, {2048, 0, 2048, 1, 3651.98},
            {0, 128, 4096, 1, 103.79}, {2048, 0, 4096, 1, 3576.25}, {0, 128, 6144, 1, 103.02});
    runs(rows.v, "rtx-3090", "cuda", "q8_0", 2048);
    named(rows.v, "ik_llama.cpp", "qwen3-30b-a3b", "Q4_K_M");
}

/* Columns in another order, by tabs, with Windows line endings and experts in system RAM; rows that cannot be right. */
static void sweep_variants(void)
{
    static const char *const text =
        "CUDA_VISIBLE_DEVICES=0 ./llama-sweep-bench \\\r\n  -m \"$model\" -ngl 99 \\\r\n  -ot exps=CPU\r\n"
        "\tS_TG t/s\tPP\tTG\tN_KV\tT_PP s\tS_PP t/s\tT_TG s\r\n"
        "\t100.00\t512\t128\t0\t0.500\t1024.00\t1.280\r\n"
        "\t100.00\t512\t128\t512\t0.500\t1054.00\t1.280\r\n"
        "\t100.00\t512\t128\toops\t0.500\t1024.00\t1.280\r\n"
        "\t100.00\t512\t128\t1024\t0.500\r\n";
    struct import_bench_ask ask = stated();
    const char *faults;
    const struct speed_row_list rows = import(text, &ask, &faults);
    COMPARE(rows, {512, 0, 0, 1, 1024}, {0, 128, 512, 1, 100}, {0, 128, 1024, 1, 100});
    SAME(rows.v[0].flags, "partial-offload");
    THAT(strstr(faults, "512 tokens in 0.5 s are 1024 tokens/s, and the result says 1054") != NULL);
    THAT(strstr(faults, "expected a number, got \"oops\"") != NULL);
    THAT(strstr(faults, "7 cells and this row 5") != NULL);
    ask.backend = NULL;
    THAT(import(text, &ask, &faults).n == 0);
    THAT(strstr(faults, "state it with --backend") != NULL);
}

static void batched(void)
{
    struct import_bench_ask ask = stated();
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/batched-bench.txt"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {512, 0, 0, 1, 1518.90}, {0, 32, 512, 1, 79.04}, {512, 0, 0, 4, 1640.90}, {0, 32, 512, 4, 224.52},
            {4096, 0, 0, 4, 1532.06}, {0, 32, 4096, 4, 195.49});
    SAME(rows.v[0].engine, "llama.cpp");
    THAT(rows.v[0].ubatch == 2048);
}

/* The prompt is processed once for all sequences: 512 tokens and not 4 * 512 in 0.25 s; seen from N_KV as well. */
static void shared_prompts(void)
{
    static const char *const texts[] = {
        "main: n_kv_max = 4096, n_batch = 512, n_ubatch = 512, flash_attn = 0, is_pp_shared = 1, n_gpu_layers = 99\n"
        "| PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s |\n|--|--|--|--|--|--|--|--|\n"
        "| 512 | 32 | 4 | 640 | 0.250 | 2048.00 | 0.800 | 160.00 |\n",
        "| PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s |\n"
        "| 512 | 32 | 4 | 640 | 0.250 | 2048.00 | 0.800 | 160.00 |\n",
        "{\"is_pp_shared\": 1, \"n_gpu_layers\": 99, \"pp\": 512, \"tg\": 32, \"pl\": 4, \"n_kv\": 640, \"t_pp\": "
        "0.25, \"speed_pp\": 2048.0, \"t_tg\": 0.8, \"speed_tg\": 160.0, \"t\": 1.05, \"speed\": 609.5}\n"};
    const struct import_bench_ask ask = stated();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *faults;
        const struct speed_row_list rows = import(texts[i], &ask, &faults);
        SAME(faults, "");
        COMPARE(rows, {512, 0, 0, 1, 2048}, {0, 32, 512, 4, 160});
    }
}

static void sweep_json(void)
{
    static const char *const text =
        "{\"n_kv_max\": 8192, \"n_batch\": 2048, \"n_ubatch\": 512, \"flash_attn\": 1, \"n_gpu_layers\": 10, "
        "\"pp\": 512, \"tg\": 128, \"n_kv\": 512, \"t_pp\": 0.5, \"speed_pp\": 1024.0, \"t_tg\": 1.28, \"speed_tg\": "
        "100.0 }\n"
        "llama_print_timings: prompt eval time = 5.0 ms / 5 tokens ( 1.0 ms per token, 1000.00 tokens per second)\n";
    struct import_bench_ask ask = stated();
    const char *faults;
    ask.ram_gb_s = 60; /* of the layers in system RAM */
    const struct speed_row_list rows = import(text, &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {512, 0, 512, 1, 1024}, {0, 128, 1024, 1, 100});
    SAME(rows.v[0].engine, "ik_llama.cpp");
    SAME(rows.v[0].flags, "partial-offload"); /* 10 of 36 layers */
    THAT(rows.v[0].ubatch == 512);
}

/* ---- llama.cpp's timings ---- */

static void server_log(void)
{
    const struct import_bench_ask ask = nothing();
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/llama-server.log"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {131069, 0, 0, 1, 616.53}, {0, 128, 131069, 1, 32.89}, {1000, 0, 65000, 1, 500},
            {0, 128, 66000, 1, 40});
    runs(rows.v, "strix-halo", "vulkan", "f16", 512);
    named(rows.v, "llama.cpp", "qwen3.6-35b-a3b", "UD-Q4_K_M");
    THAT(rows.v[0].flags == NULL && strstr(rows.v[0].note, "b9010-d05fe1d7d") != NULL);
    SAME(rows.v[3].flags, "speculative");
}

/* The same two lines behind all that programs and containers put before them. */
static void prefixes(void)
{
    static const char *const before[] = {"",
                                         "llama_print_timings: ",
                                         "0.00.054.196 I llama_perf_context_print: ",
                                         "common_perf_print: ",
                                         "slot print_timing: id  0 | task 0 | ",
                                         "llama-1  | 2026-01-01T00:00:00.000Z ",
                                         "> ",
                                         "INFO [           print_timings] "};
    const struct import_bench_ask ask = stated();
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *faults;
        const struct speed_row_list rows = import(
            str_format(test_arena(),
                       "%sprompt eval time =     500.00 ms /  1000 tokens (    0.50 ms per token,  2000.00 tokens per "
                       "second)\r\n%s       eval time =    4000.00 ms /   200 runs   (   20.00 ms per token,    50.00 "
                       "tokens per second)\r\n%s      total time =    4500.00 ms /  1200 tokens\r\n",
                       before[i], before[i], before[i]),
            &ask, &faults);
        SAME(faults, "");
        COMPARE(rows, {1000, 0, 0, 1, 2000}, {0, 200, 1000, 1, 50});
    }
}

#define PROMPT "prompt eval time = 500.00 ms / 1000 tokens (0.50 ms per token, 2000.00 tokens per second)\n"
#define ANSWER "eval time = 4000.00 ms / 200 runs (20.00 ms per token, 50.00 tokens per second)\n"
#define BEGINS(slot, task) "slot launch_slot_: id  " slot " | task " task " | processing task\n"
#define ENDS(slot, task) "slot release: id  " slot " | task " task " | stop processing\n"
#define TIMES(slot, task) "slot print_timing: id  " slot " | task " task " |\n"

static void left_out(void)
{
    static const struct {
        const char *text, *fault;
    } cases[] = {
        {"prompt eval time = 115.07 ms / 1 tokens (115.07 ms per token, 8.69 tokens per second)\n" ANSWER,
         "one token is no prefill"},
        {PROMPT "eval time = 0.00 ms / 1 runs (0.00 ms per token, inf tokens per second)\n", "one generated token"},
        {PROMPT "eval time = 4000.00 ms / 200 runs (20.00 ms per token, 55.00 tokens per second)\n",
         "200 tokens in 4 s are 50 tokens/s, and the result says 55"},
        {BEGINS("0", "1") BEGINS("1", "2") TIMES("0", "1") PROMPT ANSWER ENDS("0", "1") ENDS("1", "2") BEGINS("0", "3")
             TIMES("0", "3") PROMPT,
         "at the same time"},
        {"prompt eval time = xxx.xx ms / 129 tokens (x.xx ms per token, xxx.xx tokens per second)\n" ANSWER,
         "expected a time and tokens"},
        {"perplexity: calculating perplexity over 3 chunks\n" PROMPT ANSWER "print_info: arch = llama\n" ANSWER,
         "cut into parts"}};
    struct import_bench_ask ask = stated();
    ask.prompt_tokens = 7;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *faults;
        THAT(import(cases[i].text, &ask, &faults).n == 1);
        THAT(strstr(faults, cases[i].fault) != NULL);
    }
}

/* Tokens from the cache: 100 of 115, as cache_n says, or as the difference of tokens_evaluated and prompt_n. */
static void server_json(void)
{
    static const char *const stream =
        "data: {\"id\":\"a\",\"timings\":{\"prompt_n\":15,\"prompt_per_second\":283.55,\"predicted_n\":2,"
        "\"predicted_per_second\":99.0}}\n\n"
        "data: {\"id\":\"a\",\"tokens_evaluated\":115,\"timings\":{\"prompt_n\":15,\"prompt_per_second\":283.5,"
        "\"predicted_n\":24,\"predicted_per_second\":71.0,\"draft_n\":8,\"draft_n_accepted\":6}}\n\ndata: [DONE]\n";
    struct import_bench_ask ask = stated();
    const char *faults;
    ask.model = NULL, ask.quant = NULL;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/llama-server.json"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {15, 0, 100, 1, 283.55387523629486}, {0, 24, 115, 1, 71.14758083402751});
    named(rows.v, "llama.cpp", "qwen3-8b", "Q4_K_M");
    ask = stated();
    const struct speed_row_list last = import(stream, &ask, &faults);
    SAME(faults, "");
    COMPARE(last, {15, 0, 100, 1, 283.5}, {0, 24, 115, 1, 71});
    SAME(last.v[1].flags, "speculative");
}

/* ---- other programs ---- */

static void ollama(void)
{
    static const char *const paths[] = {"tests/benchmarks/ollama.txt", "tests/benchmarks/ollama.jsonl"};
    struct import_bench_ask ask = on("rtx-3090");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const char *faults;
        const struct speed_row_list rows = import(text_of(paths[i]), &ask, &faults);
        SAME(faults, "");
        THAT(rows.n == 2 && rows.v[0].prompt_tokens == 46 && rows.v[1].gen_tokens == 113 &&
             rows.v[1].depth_tokens == 46);
        CLOSE(rows.v[0].tokens_per_s, 46 / 1.160282, i ? 1e-12 : 2e-4); /* printed with two decimals */
        CLOSE(rows.v[1].tokens_per_s, 113 / 1.325948, i ? 1e-12 : 2e-4);
        named(rows.v, "ollama", "llama-3.1-8b", "Q4_K_M");
        SAME(rows.v[0].flags, "wall-clock");
    }
}

/* The lines behind the name of a container and a time. */
static void containers(void)
{
    static const struct {
        const char *path;
        double speed;
    } files[] = {{"tests/benchmarks/ollama.txt", 39.65},        {"tests/benchmarks/koboldcpp.txt", 91.05},
                 {"tests/benchmarks/sweep-bench.txt", 3714.16}, {"tests/benchmarks/llama-server.log", 616.53},
                 {"tests/benchmarks/exllama.txt", 1540.55},     {"tests/benchmarks/mlx-lm.txt", 1622.27}};
    struct import_bench_ask ask = stated();
    ask.model = NULL, ask.backend = NULL;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *text = text_of(files[i].path), *faults, *plain;
        struct str out = str_new(test_arena());
        for (const char *line = text; line && *line;) {
            const char *part = str_split(test_arena(), line, '\n', &line);
            str_addf(&out, "box-1  | 2026-01-01T00:00:00.123Z %s\n", part);
        }
        ask.gpu = i == 3 ? NULL : "rtx-3090";
        ask.quant = i == 3 || i == 5 ? NULL : FIND(quant, "Q4_K_M");
        const struct speed_row_list bare = import(text, &ask, &plain), rows = import(out.text, &ask, &faults);
        SAME(faults, plain);
        THAT(rows.n == bare.n && rows.n > 1);
        for (size_t k = 0; k < rows.n && k < bare.n; k++) {
            CLOSE(rows.v[k].tokens_per_s, bare.v[k].tokens_per_s, 1e-12);
            CLOSE(rows.v[k].depth_tokens, bare.v[k].depth_tokens, 1e-12);
            SAME(rows.v[k].model, bare.v[k].model);
        }
        CLOSE(rows.v[0].tokens_per_s, files[i].speed, 1e-9);
    }
}

/* Two answers in a list of Markdown; "1m40s"; the prompt of the second was in the cache. */
static void ollama_runs(void)
{
    static const char *const text = "- total duration:       1m50s\n- prompt eval count:    500 token(s)\n"
                                    "- prompt eval duration: 250ms\n- prompt eval rate:     2000.00 tokens/s\n"
                                    "- eval count:           5000 token(s)\n- eval duration:        1m40s\n"
                                    "- eval rate:            50.00 tokens/s\n- total duration:       3s\n"
                                    "- eval count:           100 token(s)\n- eval duration:        2s\n"
                                    "- eval rate:            50.00 tokens/s\n";
    struct import_bench_ask ask = stated();
    const char *faults;
    THAT(import(text, &ask, &faults).n == 0);
    THAT(strstr(faults, "length of the prompt: state it with --prompt") != NULL);
    ask.prompt_tokens = 600;
    const struct speed_row_list rows = import(text, &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {500, 0, 0, 1, 2000}, {0, 5000, 500, 1, 50}, {0, 100, 600, 1, 50});
}

static void mlx(void)
{
    static const char *const bare = "Trial 1:  prompt_tps=300.0, generation_tps=30.0, peak_memory=3.5\n"
                                    "Trial 2:  prompt_tps=320.0, generation_tps=34.0, peak_memory=3.5\n";
    struct import_bench_ask ask = on("m4-max-40c");
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/mlx-lm.txt"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {2048, 0, 0, 1, 1622.27}, {0, 128, 2048, 1, 134.52}, {12, 0, 0, 1, 345.6}, {0, 100, 12, 1, 45.6});
    named(rows.v, "mlx", "qwen3-4b-2507", "4bit");
    ask = stated();
    THAT(import(bare, &ask, &faults).n == 0 && strstr(faults, "--prompt") != NULL && strstr(faults, "--gen") != NULL);
    ask.prompt_tokens = 512;
    ask.gen_tokens = 64;
    const struct speed_row_list means = import(bare, &ask, &faults);
    COMPARE(means, {512, 0, 0, 1, 310}, {0, 64, 512, 1, 32});
    THAT(import(str_format(test_arena(), "%sAverages: prompt_tps=310.0, generation_tps=40.0, peak_memory=3\n", bare),
                &ask, &faults)
             .n == 0);
    THAT(strstr(faults, "310 and 40 tokens/s, and those of the 2 trials 310 and 32") != NULL);
}

/* CtxLimit less the answer is the prompt; less than that was processed: the rest was in the cache. */
static void kobold(void)
{
    const struct import_bench_ask ask = nothing();
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/koboldcpp.txt"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {1486, 0, 0, 1, 91.05}, {0, 357, 1486, 1, 4.46}, {19500, 0, 0, 1, 650}, {0, 500, 19500, 1, 10},
            {200, 0, 20000, 1, 500}, {0, 500, 20200, 1, 10}, {3996, 0, 0, 1, 1998}, {0, 100, 3996, 1, 50});
    named(&rows.v[6], "koboldcpp", "qwen3-14b", "Q4_K_M");
    runs(&rows.v[6], "rtx-3090", "cuda", "q8_0", 512);
}

static void kobold_csv(void)
{
    static const char *const text =
        "Timestamp,Backend,Layers,Model,MaxCtx,GenAmount,ProcessingTime,ProcessingSpeed,GenerationTime,GenerationSpeed,"
        "TotalTime,Output,Flags\n"
        "2025-10-01 20:00:00+00:00,koboldcpp_vulkan.so,10,Qwen3-14B-Q4_K_M,4096,100,2.00,1998.00,2.00,50.00,4.00, 1 1,"
        "\"{'threads': 8, 'flashattention': False, 'quantkv': 2}\"\n"
        "2025-10-01 20:00:00+00:00,koboldcpp_vulkan.so,99,Qwen3-14B-Q4_K_M,4096,100,2.00,1998.00,2.00,70.00,4.00, 1 1,"
        "\"{}\"\n";
    /* The console line of the benchmark says the same as the benchmark. */
    static const char *const twice =
        "[1:2:3] CtxLimit:4096/4096, Amt:100/100, Init:0.10s, Process:2.00s (1998.00T/s), Generate:2.00s (50.00T/s), "
        "Total:4.00s\nBenchmark Completed - v1.99 Results:\nBackend: koboldcpp_hipblas.so\nLayers: 99\nModel: "
        "Qwen3-14B-Q4_K_M\nMaxCtx: 4096\nGenAmount: 100\n-----\nProcessingTime: 2.000s\nProcessingSpeed: 1998.00T/s\n"
        "GenerationTime: 2.000s\nGenerationSpeed: 50.00T/s\nTotalTime: 4.000s\n";
    struct import_bench_ask ask = on("rtx-3090");
    const char *faults;
    const struct speed_row_list rows = import(text, &ask, &faults);
    COMPARE(rows, {3996, 0, 0, 1, 1998}, {0, 100, 3996, 1, 50}, {3996, 0, 0, 1, 1998});
    THAT(strstr(faults, "100 tokens in 2 s are 50 tokens/s, and the result says 70") != NULL);
    SAME(rows.v[0].backend, "vulkan");
    SAME(rows.v[0].flags, "partial-offload");
    SAME(rows.v[0].kv_type, "q4_0");
    const struct speed_row_list once = import(twice, &ask, &faults);
    SAME(faults, "");
    COMPARE(once, {3996, 0, 0, 1, 1998}, {0, 100, 3996, 1, 50});
    SAME(once.v[0].backend, "rocm");
}

static void exllama(void)
{
    struct import_bench_ask ask = stated();
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/exllama.txt"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {128, 0, 0, 1, 1540.55}, {0, 127, 1, 1, 70.301}, {0, 128, 128, 1, 69.1}, {256, 0, 0, 1, 3100.21},
            {0, 100, 0, 1, 50.1}, {0, 100, 256, 1, 49.9}, {512, 0, 0, 1, 2000}, {0, 200, 512, 1, 40},
            {500, 0, 512, 1, 2000}, {0, 100, 1012, 1, 50});
    named(&rows.v[0], "exllamav2", "qwen3-8b", "Q4_K_M");
    named(&rows.v[3], "exllamav3", "qwen3-8b", "Q4_K_M");
    named(&rows.v[6], "tabbyapi", "qwen3-8b", "Q4_K_M");
    SAME(rows.v[9].flags, "speculative");
    THAT(import("Metrics (ID: a): 200 tokens generated in 9.0 seconds (Queue: 0.0 s, Process: 0 cached tokens and 512 "
                "new tokens at 2000 T/s, Generate: 50 T/s, Context: 512 tokens)\n",
                &ask, &faults)
             .n == 0);
    THAT(strstr(faults, "take 4.256 s at the stated speeds, and the line says 9 s") != NULL);
}

static void lmstudio(void)
{
    static const char *const window = "50.12 tok/sec\n\xE2\x80\xA2\n240 tokens\n\xE2\x80\xA2\n0.30s to first token\n"
                                      "\xE2\x80\xA2\nStop reason: EOS Token Found\n",
                             *const command = "Prediction Stats:\n  Stop Reason: eosFound\n  Tokens/Second: 114.57\n"
                                              "  Time to First Token: 0.050s\n  Prompt Tokens: 100\n"
                                              "  Predicted Tokens: 44\n  Total Tokens: 144\n";
    struct import_bench_ask ask = on("rtx-3090");
    const char *faults;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/lmstudio.json"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {24, 0, 0, 1, 200}, {0, 50, 24, 1, 50}); /* 24 / 0.12 */
    named(rows.v, "lmstudio", "granite-3.3-8b", "Q4_K_M");
    SAME(rows.v[0].flags, "wall-clock");
    ask = stated();
    const struct speed_row_list printed = import(command, &ask, &faults);
    COMPARE(printed, {100, 0, 0, 1, 2000}, {0, 44, 100, 1, 114.57});
    THAT(import(window, &ask, &faults).n == 0 && strstr(faults, "--prompt") != NULL);
    ask.prompt_tokens = 300;
    const struct speed_row_list shown = import(window, &ask, &faults);
    COMPARE(shown, {0, 240, 300, 1, 50.12});
}

/* 512 requests of 512 and 256 tokens at 20 a second; 8 * 128 tokens in 2.5 s. */
static void vllm(void)
{
    struct import_bench_ask ask = on("rtx-3090");
    const char *faults;
    ask.quant = FIND(quant, "BF16");
    THAT(import(text_of("tests/benchmarks/vllm-throughput.txt"), &ask, &faults).n == 0);
    THAT(strstr(faults, "--batch") != NULL);
    ask.batch = 64;
    const struct speed_row_list rows = import(text_of("tests/benchmarks/vllm-throughput.txt"), &ask, &faults);
    SAME(faults, "");
    COMPARE(rows, {0, 256, 512, 64, 5120}, {0, 128, 32, 8, 409.6});
    SAME(rows.v[0].model, "qwen3-8b");
    THAT(import("Throughput: 20.00 requests/s, 9000.00 total tokens/s, 5120.00 output tokens/s\n"
                "Total num prompt tokens:  262144\nTotal num output tokens:  131072\n",
                &ask, &faults)
             .n == 0);
    THAT(strstr(faults, "9000 total tokens/s") != NULL);
}

/* Text without results is none of these formats: lists of parts, prose, a model's configuration. */
static void none(void)
{
    static const char *const texts[] = {"",
                                        "| Type | Item | Price |\n|---|---|---|\n| GPU | RTX 3090 | $800 |\n",
                                        "the eval time = of the model is long, and its context",
                                        "** Length 300 mm. Throughput: good. Avg latency: low",
                                        "{\"model_type\": \"qwen3\", \"hidden_size\": 4096}",
                                        "PP | TG | total\n1 | 2 | 3\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        THAT(!bench_has(texts[i]));
}

SUITE(bench_text, {"sweep-bench", sweep}, {"sweep-bench, variants", sweep_variants}, {"batched-bench", batched},
      {"shared prompts", shared_prompts}, {"sweep-bench, JSON", sweep_json}, {"llama-server's log", server_log},
      {"prefixes of timings", prefixes}, {"timings left out", left_out}, {"llama-server's JSON", server_json},
      {"containers", containers}, {"ollama", ollama}, {"ollama, several answers", ollama_runs}, {"mlx_lm", mlx},
      {"koboldcpp", kobold}, {"koboldcpp, CSV", kobold_csv}, {"ExLlama and TabbyAPI", exllama}, {"LM Studio", lmstudio},
      {"vLLM, printed", vllm}, {"other texts", none})
