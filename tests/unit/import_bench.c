/* read/import_bench: outputs of llama-bench and vLLM (tests/benchmarks, written by those programs) as rows of a speed
   file, and names of devices, models and quants as these programs write them. */
#include "test.h"

#include "arena.h"
#include "bench_model.h"
#include "bench_names.h"
#include "bench_quant.h"
#include "diag.h"
#include "file.h"
#include "import_bench.h"
#include "str.h"

#include <math.h>
#include <string.h>

static struct import_bench_ask nothing(void)
{
    return (struct import_bench_ask){.batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .ram_gb_s = NAN};
}

static struct speed_row_list from_text(const char *text, const struct import_bench_ask *ask, const char **faults)
{
    struct diags d = diag_none(test_arena());
    const struct speed_row_list rows = import_bench(test_arena(), &d, test_catalogue(), "x.txt",
                                                    arena_strdup(test_arena(), text), strlen(text), ask);
    *faults = test_faults(&d);
    return rows;
}

static struct speed_row_list from_file(const char *path, const struct import_bench_ask *ask)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    char *text = file_read(test_arena(), &d, path, &size);
    THAT(text != NULL);
    const struct speed_row_list rows = import_bench(test_arena(), &d, test_catalogue(), path, text, size, ask);
    SAME(test_faults(&d), "");
    return rows;
}

/* What its README says of all three: pp512 and tg128 of Qwen 2.5 7B on one RTX 4080. */
static void llama_bench(void)
{
    static const struct {
        const char *path;
        double prefill, decode;
    } files[] = {{"tests/benchmarks/llama-bench.json", 7100.002165, 118.881588},
                 {"tests/benchmarks/llama-bench.jsonl", 7263.609157, 119.844681},
                 {"tests/benchmarks/llama-bench.csv", 7285.676949, 119.915244}};
    const struct import_bench_ask ask = nothing();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct speed_row_list rows = from_file(files[i].path, &ask);
        THAT(rows.n == 2);
        const struct speed_row *pp = &rows.v[0], *tg = &rows.v[1];
        SAME(pp->gpu, "rtx-4080");
        SAME(pp->model, "qwen2.5-7b");
        SAME(pp->quant, "Q4_K_M");
        SAME(pp->phase, "prefill");
        SAME(pp->flash_attn, "0");
        SAME(pp->kv_type, "f16");
        SAME(pp->split, "none");
        SAME(pp->backend, "cuda");
        SAME(pp->engine_date, "2025-04");
        THAT(pp->prompt_tokens == 512 && pp->ubatch == 512 && pp->batch == 1 && pp->depth_tokens == 0);
        CLOSE(pp->tokens_per_s, files[i].prefill, 1e-12);
        SAME(tg->phase, "decode");
        THAT(tg->gen_tokens == 128 && isnan(tg->prompt_tokens));
        CLOSE(tg->tokens_per_s, files[i].decode, 1e-12);
        THAT(strstr(tg->note, "8cf427ff (5163)") != NULL);
    }
}

static void markdown(void)
{
    struct import_bench_ask ask = nothing();
    ask.model = FIND(model, "llama-2-7b");
    const struct speed_row_list rows = from_file("tests/benchmarks/nkvo.md", &ask);
    THAT(rows.n == 4);
    SAME(rows.v[0].gpu, "rtx-3090-ti");
    SAME(rows.v[0].quant, "Q4_0");
    THAT(rows.v[0].tokens_per_s == 4035.47 && rows.v[3].tokens_per_s == 59.99);
    THAT(rows.v[0].flags == NULL && rows.v[0].flash_attn == NULL);
    SAME(rows.v[3].flags, "partial-offload");
    SAME(rows.v[3].fits, "partial");
    THAT(strstr(rows.v[3].note, "32d9f7d9 (1786)") != NULL);
    ask = nothing();
    ask.model = FIND(model, "qwen2.5-7b");
    ask.gpu = "rtx-4080";
    ask.gpu_count = 1;
    const struct speed_row_list deep = from_file("tests/benchmarks/depth.md", &ask);
    THAT(deep.n == 4 && deep.v[2].depth_tokens == 512 && deep.v[2].prompt_tokens == 512 &&
         deep.v[3].depth_tokens == 512 && deep.v[3].gen_tokens == 128);
    CLOSE(deep.v[3].tokens_per_s, 116.71, 1e-12);
}

static void columns_and_cards(void)
{
    static const char *const text =
        "ggml_cuda_init: found 2 CUDA devices:\n  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes\n"
        "  Device 1: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes\n"
        "| model | size | params | backend | ngl | n_batch | n_ubatch | type_k | type_v | sm | fa | test | t/s |\n"
        "| --- | ---: | ---: | --- | --: | --: | --: | --: | --: | --: | -: | --: | --: |\n"
        "| qwen3 32B Q8_0 | 32.42 GiB | 32.76 B | CUDA | 30 | 256 | 1024 | q8_0 | q8_0 | row | 1 | tg128 @ d4096 | "
        "21.20 \xC2\xB1 0.30 |\n";
    struct import_bench_ask ask = nothing();
    const char *faults;
    ask.model = FIND(model, "qwen3-32b");
    ask.ram_gb_s = 50;
    const struct speed_row_list rows = from_text(text, &ask, &faults);
    SAME(faults, "");
    THAT(rows.n == 1 && rows.v[0].gpu_count == 2 && rows.v[0].ubatch == 256 && rows.v[0].depth_tokens == 4096);
    SAME(rows.v[0].gpu, "rtx-3090");
    SAME(rows.v[0].split, "row");
    SAME(rows.v[0].kv_type, "q8_0");
    SAME(rows.v[0].flash_attn, "1");
    THAT(rows.v[0].ngl == 30 && rows.v[0].ram_gb_s == 50);
    SAME(rows.v[0].flags, "partial-offload"); /* 30 of 64 layers and the output */
}

/* 899,100 and 240,163 tokens of 900 requests at once: a load, which no speed row states. 43.02 a second, each of which
   takes 12.7 s, are 546 at once, so it was neither one stream nor 256. */
static void vllm_serve(void)
{
    struct import_bench_ask ask = nothing();
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *path = "tests/benchmarks/vllm-serve.json", *text = file_read(test_arena(), &d, path, &size), *faults;
    ask.gpu = "l40s";
    ask.gpu_count = 4;
    ask.quant = FIND(quant, "BF16");
    THAT(from_text(text, &ask, &faults).n == 0);
    const struct import_bench got = import_bench_all(test_arena(), &d, test_catalogue(), path,
                                                     arena_strdup(test_arena(), text), size, &ask);
    SAME(test_faults(&d), "");
    if (!THAT(got.loads.n == 1))
        return;
    THAT(got.loads.v->load == arrivals_burst && got.loads.v->requests == 900 && got.loads.v->prompt_tokens == 999);
    SAME(got.loads.v->model, "llama-3.2-3b");
    SAME(got.loads.v->engine, "vllm");
    SAME(got.loads.v->engine_date, "2025-05");
    CLOSE(got.loads.v->gen_tokens, 240163 / 900.0, 1e-12);
    CLOSE(got.loads.v->output_tok_s, 11481.016525153933, 1e-9);
    CLOSE(got.loads.v->tpot_s, 0.04435695594492121, 1e-12);
    ask.batch = 1;
    THAT(from_text(text, &ask, &faults).n == 0 && strstr(faults, "546.2 requests ran at once") != NULL);
}

static void vllm_batches(void)
{
    struct import_bench_ask ask = {.gpu = "rtx-3090",
                                   .gpu_count = 2,
                                   .model = FIND(model, "qwen3-8b"),
                                   .quant = FIND(quant, "AWQ-INT4"),
                                   .batch = 8,
                                   .prompt_tokens = 32,
                                   .gen_tokens = 128,
                                   .ram_gb_s = NAN};
    const char *faults;
    const struct speed_row_list latency = from_text(
        "{\"avg_latency\": 2.5, \"latencies\": [2.5], \"percentiles\": {\"50\": 2.5}}", &ask, &faults);
    SAME(faults, "");
    THAT(latency.n == 1 && latency.v[0].tokens_per_s == 409.6); /* 8 * 128 / 2.5 */
    const char *through = "{\n\"elapsed_time\": 50, \"num_requests\": 1000, \"total_num_tokens\": 640000, "
                          "\"requests_per_second\": 20, \"tokens_per_second\": 12800}";
    const struct speed_row_list rows = from_text(through, &ask, &faults);
    SAME(faults, "");
    THAT(rows.n == 1 && rows.v[0].tokens_per_s == 2560 &&
         rows.v[0].depth_tokens == 512); /* 1000 * 128 / 50; 640 - 128 */
    ask.gen_tokens = 640;
    THAT(from_text(through, &ask, &faults).n == 0);
    THAT(strstr(faults, "expected fewer than") != NULL);
}

static void devices(void)
{
    static const char *const names[][2] = {{"NVIDIA GeForce RTX 3090", "rtx-3090"},
                                           {"NVIDIA GeForce RTX 4070 Ti SUPER", "rtx-4070-ti-super"},
                                           {"Tesla P40", "p40"},
                                           {"NVIDIA A100-SXM4-80GB", "a100-sxm-80gb"},
                                           {"NVIDIA RTX 6000 Ada Generation", "rtx-6000-ada"},
                                           {"NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "rtx-pro-6000-ws"},
                                           {"AMD Radeon RX 7900 XTX (RADV NAVI31)", "rx-7900-xtx"},
                                           {"Intel(R) Arc(TM) A770 Graphics", "arc-a770"},
                                           {"NVIDIA GB10", "gb10"},
                                           {"AMD Instinct MI300X", "mi300x"},
                                           {"NVIDIA H100 80GB HBM3", "h100-sxm-80gb"},
                                           {"NVIDIA GeForce RTX 3090 Laptop GPU", NULL},
                                           {"NVIDIA GeForce RTX 4060 Ti", NULL},
                                           {"Apple M2 Ultra", NULL},
                                           {"AMD Radeon Graphics", NULL},
                                           {"", NULL}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str hint = str_new(test_arena());
        const struct device *d = bench_names_device(test_arena(), test_catalogue(), names[i][0], &hint);
        SAME(d ? d->id : "none", names[i][1] ? names[i][1] : "none");
    }
}

static void models(void)
{
    static const char *const names[][3] = {
        {"Meta-Llama-3-8B-Instruct-Q4_K_M.gguf", "llama-3-8b", "Q4_K_M"},
        {"/m/Qwen3-30B-A3B-Instruct-2507-UD-Q4_K_XL.gguf", "qwen3-30b-a3b-2507", "UD-Q4_K_XL"},
        {"C:\\m\\bartowski_Qwen3-8B-IQ4_XS-00001-of-00002.gguf", "qwen3-8b", "IQ4_XS"},
        {"Qwen/Qwen2.5-7B-Instruct-AWQ", "qwen2.5-7b", "AWQ"},
        {"Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4", "qwen2.5-7b", "GPTQ-Int4"},
        {"openai/gpt-oss-20b", "gpt-oss-20b", "none"},
        {"gemma-3-12b-it-q8_0.gguf", "gemma-3-12b", "q8_0"},
        {"my-merge-8B-Q4_K_M.gguf", "none", "Q4_K_M"},
        {".gguf", "none", "none"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str hint = str_new(test_arena());
        const char *quant = NULL, *alike = NULL;
        const struct bench_model_said said = {.file = names[i][0], .params = NAN};
        const struct model *m = bench_model_find(test_arena(), test_catalogue(), NULL, &said, &quant, &alike, &hint);
        SAME(m ? m->id : "none", names[i][1]);
        SAME(quant ? quant : "none", names[i][2]);
    }
    struct str hint = str_new(test_arena());
    const char *quant, *alike;
    const struct bench_model_said other = {.file = "Qwen3-8B-Q8_0.gguf", .params = 3.9e9};
    THAT(bench_model_find(test_arena(), test_catalogue(), NULL, &other, &quant, &alike, &hint) == NULL &&
         strstr(hint.text, "8.191e+09") != NULL);
}

/* Words of llama_model_ftype_name. */
static void file_types(void)
{
    static const char *const types[][2] = {{"llama 8B Q4_K - Medium", "Q4_K_M"},
                                           {"llama 7B mostly Q4_0", "Q4_0"},
                                           {"qwen3 8B IQ4_XS - 4.25 bpw", "IQ4_XS"},
                                           {"gpt-oss 20B MXFP4 MoE", "MXFP4_MOE"},
                                           {"llama 7B F16", "F16"},
                                           {"llama 8B IQ3_S mix - 3.66 bpw", "IQ3_M"},
                                           {"llama 8B Q8_0 (guessed)", "none"},
                                           {"llama 8B", "none"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const char *type = bench_quant_type(test_arena(), types[i][0]);
        SAME(type ? type : "none", types[i][1]);
    }
}

static void damaged(void)
{
    static const char *const texts[] = {"",
                                        "[",
                                        "{\"avg_ts\": 1",
                                        "[{\"avg_ts\": 1}]",
                                        "avg_ts,n_gen\n1\n",
                                        "| model | test | t/s |\n| a | tg | 1 |\n",
                                        "| model | test | t/s |\n| a |\n",
                                        "\xff\xfe",
                                        "{\"avg_ts\": -1, \"n_gen\": 1, \"n_prompt\": 0}",
                                        "CREATE TABLE IF NOT EXISTS test (\n",
                                        "[1, \"a\", null]",
                                        "{\"elapsed_time\": 0}"};
    const struct import_bench_ask ask = nothing();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *faults;
        THAT(from_text(texts[i], &ask, &faults).n == 0);
        THAT(*faults != '\0');
    }
}

SUITE(import_bench, {"llama-bench", llama_bench}, {"Markdown", markdown}, {"columns and cards", columns_and_cards},
      {"vllm bench serve", vllm_serve}, {"vllm bench latency and throughput", vllm_batches}, {"devices", devices},
      {"models", models}, {"file types", file_types}, {"damaged", damaged})
