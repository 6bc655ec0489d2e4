/* read/import_serving: outputs of serving benchmarks as people keep and post them (tests/benchmarks, and texts in their
   form) as rows of a serving file, or of a speed file where requests came one at a time. */
#include "import_try.h"

#include "page_rows.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* ---- vLLM's table ---- */

/* 128 clients; 1,597,574 and 400,000 tokens of 500 requests. The server's command states its limits. */
static void vllm_table(void)
{
    struct import_bench_ask ask = rig();
    const char *said;
    ask.gpu = "mi300x";
    ask.gpu_count = 8;
    ask.model = NULL;
    ask.quant = FIND(quant, "FP8");
    const struct import_bench got = from_file("tests/benchmarks/serve-mi300x.md", &ask, &said);
    SAME(said, "");
    THAT(got.speeds.n == 0);
    if (!THAT(got.loads.n == 1))
        return;
    const struct serving_row *r = got.loads.v;
    SAME(load_of(r), "closed");
    SAME(r->model, "deepseek-r1-671b");
    SAME(r->engine, "vllm");
    SAME(enums_text(&enums_split, (int)r->split), "tensor");
    THAT(r->clients == 128 && r->requests == 500 && isnan(r->rate_s) && r->gen_tokens == 800);
    THAT(r->ctx == 32768 && r->max_seqs == 1024 && r->budget_tokens == 32768);
    CLOSE(r->prompt_tokens, 3195.148, 1e-12);
    CLOSE(r->output_tok_s, 1408.53, 1e-12);
    CLOSE(r->total_tok_s, 7034.09, 1e-12);
    CLOSE(r->ttft_s, 7.58582, 1e-12);
    CLOSE(r->tpot_s, 0.08002, 1e-12);
    THAT(r->flags == NULL && strstr(r->note, "vllm bench serve, 500 requests") != NULL);
}

/* 1.5 requests a second came and 25 at most were let in: 24.2 ran (0.1605/s, 150.96 s each), so it is a closed loop. */
static void limit_and_rate(void)
{
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    ask.quant = NULL;
    ask.gpu = "gb10";
    const struct import_bench got = from_file("tests/benchmarks/serve-spark.md", &ask, &said);
    SAME(said, "");
    if (!THAT(got.loads.n == 1))
        return;
    SAME(load_of(got.loads.v), "closed");
    SAME(got.loads.v->quant, "NVFP4");
    SAME(got.loads.v->flags, "speculative");
    THAT(got.loads.v->clients == 25 && isnan(got.loads.v->rate_s));
    CLOSE(got.loads.v->tpot_s, 0.23706, 1e-12); /* not the mean gap, 0.601 s: a gap brings several tokens */
}

#define TABLE(lines)                                                                                                   \
    "============ Serving Benchmark Result ============\n" lines "=================================================="  \
    "\n"
#define FIGURES                                                                                                        \
    "Benchmark duration (s):                  100.00    \n"                                                            \
    "Total input tokens:                      100000    \n"                                                            \
    "Total generated tokens:                  20000     \n"                                                            \
    "Output token throughput (tok/s):         200.00    \n"                                                            \
    "Total Token throughput (tok/s):          1200.00   \n"                                                            \
    "Mean TTFT (ms):                          150.00    \n"                                                            \
    "Median TTFT (ms):                        140.00    \n"                                                            \
    "Mean TPOT (ms):                          10.00     \n"                                                            \
    "Median TPOT (ms):                        9.00      \n"

/* How requests came, by the lines of the table, the lines above it or the command. */
static void loads(void)
{
    static const struct {
        const char *text, *load;
        double clients, rate_s;
    } cases[] = {
        {TABLE("Successful requests: 100\nMaximum request concurrency: 8\n" FIGURES), "closed", 8, NAN},
        {TABLE("Successful requests: 100\nMaximum request concurrency: 100\n" FIGURES), "burst", NAN, NAN},
        {TABLE("Successful requests: 100\nRequest rate configured (RPS): 1.05\n" FIGURES), "poisson", NAN, 1.05},
        {TABLE("Successful requests: 100\nPeak output token throughput (tok/s): 999.00\n" FIGURES), "burst", NAN, NAN},
        {"Traffic request rate: 1.1\n" TABLE("Successful requests: 100\n" FIGURES), "poisson", NAN, 1.1},
        {"Traffic request rate: inf\nMaximum request concurrency: 4\n" TABLE("Successful requests: 100\n" FIGURES),
         "closed", 4, NAN},
        {"$ vllm bench serve --request-rate 1.02 --model x/y\n" TABLE("Successful requests: 100\n" FIGURES), "poisson",
         NAN, 1.02},
        {"$ vllm bench serve \\\n  --num-prompts 100 \\\n  --model x/y\n" TABLE("Successful requests: 100\n" FIGURES),
         "burst", NAN, NAN},
        {"Namespace(backend='vllm', max_concurrency=16, request_rate=inf)\n" TABLE(
             "Successful requests: 100\n" FIGURES),
         "closed", 16, NAN},
        {TABLE("Successful requests: 100\nRequest rate configured (RPS): 1.05\nMaximum request concurrency: "
               "64\n" FIGURES),
         "poisson", NAN, 1.05}}; /* 2.14 run at once: the limit holds nothing back */
    const struct import_bench_ask ask = rig();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *said;
        const struct import_bench got = from_text(cases[i].text, &ask, &said);
        test_row("%zu", i);
        SAME(said, "");
        if (!THAT(got.loads.n == 1))
            continue;
        SAME(load_of(got.loads.v), cases[i].load);
        CLOSE(got.loads.v->clients, cases[i].clients, 0);
        CLOSE(got.loads.v->rate_s, cases[i].rate_s, 1e-12);
        THAT(got.loads.v->prompt_tokens == 1000 && got.loads.v->gen_tokens == 200 && got.loads.v->requests == 100);
    }
}

/* What is told, and what is left out: with both figures where two contradict each other. */
static void doubts(void)
{
    static const struct {
        const char *text, *said;
        size_t n;
    } cases[] = {
        {TABLE("Successful requests: 100\nMaximum request concurrency: 8\nOutput token throughput (tok/s): "
               "206\n" FIGURES),
         "206 tokens/s, but 20000 tokens in 100 s are 200 tokens/s", 0},
        {TABLE("Successful requests: 100\nMaximum request concurrency: 8\nTotal token throughput (tok/s): "
               "1100\n" FIGURES),
         "1100 tokens/s, but 120000 tokens in 100 s are 1200 tokens/s", 0},
        {TABLE("Successful requests: 100\nFailed requests: 7\nMaximum request concurrency: 8\n" FIGURES),
         "7 of 107 requests were not answered", 1},
        {"============ Serving Benchmark Result ============\nSuccessful requests: 100\nMaximum request concurrency: "
         "8\n"
         "Total input tokens: 100000\nTotal generated tokens: 20000\nBenchmark duration (s): 100.00\n",
         "cut off", 1},
        {"============ Serving Benchmark Result ============\nSuccessful requests: 100\nMaximum request concurrency: "
         "8\n",
         "does not state the lengths", 0},
        {TABLE("Successful requests: 100\nMaximum request concurrency: 8\nTotal input tokens: 100000\n"
               "Total generated tokens: 20000\nBenchmark duration (s): 100.00\nMedian TTFT (ms): 140\n"),
         "only medians", 1},
        {TABLE("Successful requests: 0\nMaximum request concurrency: 8\n" FIGURES), "no request was answered", 0},
        {TABLE("Successful requests: 100\n" FIGURES), "does not state how requests came", 0},
        {TABLE("Successful requests: 100\nMaximum request concurrency: 2\nMean E2EL (ms): 3000\n" FIGURES),
         "3 requests ran at once by its speeds and times, more than its 2 clients", 0},
        {TABLE(
             "Successful requests: 100\nMaximum request concurrency: 3\nRequest rate configured (RPS): 1.05\n" FIGURES),
         "of which 2.14 ran", 0},
        {"vllm bench serve --model x/y --num-prompts 110 --max-concurrency 8\n" TABLE(
             "Successful requests: 100\n" FIGURES),
         "10 of 110 requests were not answered", 1},
        {"Traffic ramp-up strategy: linear.\n" TABLE(
             "Successful requests: 100\nPeak output token throughput (tok/s): 9\n" FIGURES),
         "a rate that rose", 0},
        {"Self timing is set, using the timestamps from the trace file.\n" TABLE(
             "Successful requests: 100\nPeak output token throughput (tok/s): 9\n" FIGURES),
         "does not state requests per second", 0},
        {"vllm bench serve --model x/y --no-stream --max-concurrency 8\n" TABLE("Successful requests: 100\n" FIGURES),
         "not streamed", 1},
        {TABLE("Successful requests: 100\nMaximum request concurrency: 8\nMean TTFT (ms): 0.00\n" FIGURES),
         "not streamed", 1},
        {TABLE("Successful requests: many\nMaximum request concurrency: 8\n" FIGURES), "expected a number", 0}};
    const struct import_bench_ask ask = rig();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *said;
        const struct import_bench got = from_text(cases[i].text, &ask, &said);
        test_row("%zu", i);
        if (!THAT(strstr(said, cases[i].said) != NULL))
            SAME(said, cases[i].said);
        THAT(got.loads.n == cases[i].n && got.speeds.n == 0);
    }
}

static void what_doubts_leave(void)
{
    const struct import_bench_ask ask = rig();
    const char *said;
    const struct import_bench failed = from_text(
        TABLE("Successful requests: 100\nFailed requests: 7\nMaximum request concurrency: 8\n" FIGURES), &ask, &said);
    if (THAT(failed.loads.n == 1))
        SAME(failed.loads.v->flags, "incomplete");
    const struct import_bench medians = from_text(
        TABLE("Successful requests: 100\nMaximum request concurrency: 8\nTotal input tokens: 100000\n"
              "Total generated tokens: 20000\nBenchmark duration (s): 100.00\nMedian TTFT (ms): 140\n"),
        &ask, &said);
    if (!THAT(medians.loads.n == 1))
        return;
    THAT(isnan(medians.loads.v->ttft_s) && isnan(medians.loads.v->tpot_s));
    CLOSE(medians.loads.v->output_tok_s, 200, 1e-12); /* 20,000 tokens in 100 s */
    THAT(strstr(medians.loads.v->note, "only medians") != NULL);
}

/* Options fill what is open; a result that says otherwise is left out with what it says. */
static void options(void)
{
    struct import_bench_ask ask = rig();
    const char *said;
    const char *open = TABLE("Successful requests: 100\n" FIGURES);
    const char *stated = TABLE("Successful requests: 100\nMaximum request concurrency: 8\n" FIGURES);
    ask.batch = 16;
    const struct import_bench filled = from_text(open, &ask, &said);
    SAME(said, "");
    THAT(filled.loads.n == 1 && filled.loads.v->clients == 16);
    THAT(from_text(stated, &ask, &said).loads.n == 0 &&
         strstr(said, "at most 8 requests at once, not with 16") != NULL);
    ask.batch = NAN;
    ask.gen_tokens = 300;
    THAT(from_text(stated, &ask, &said).loads.n == 0 && strstr(said, "answers of 200, not of 300") != NULL);
    ask.gen_tokens = 200;
    THAT(from_text(stated, &ask, &said).loads.n == 1);
    ask.engine = "tgi"; /* vLLM's program measures any server */
    THAT(from_text(stated, &ask, &said).loads.n == 1);
    THAT(
        from_text(TABLE("Backend: sglang\nSuccessful requests: 100\nMax request concurrency: 8\n" FIGURES), &ask, &said)
                .loads.n == 0 &&
        strstr(said, "measured with sglang, not with tgi") != NULL);
    ask.engine = NULL;
    THAT(from_text("vllm serve x/y --tensor-parallel-size 2\n" TABLE(
                       "Successful requests: 100\nMaximum request concurrency: 8\n" FIGURES),
                   &ask, &said)
                 .loads.n == 0 &&
         strstr(said, "split over 2 cards, more than the 1") != NULL);
    ask.batch = 1;
    const struct import_bench one = from_text(open, &ask, &said);
    THAT(one.loads.n == 0 && one.speeds.n == 0 && strstr(said, "more than its 1 clients") != NULL);
}

/* One request at a time: 1 / 24.70 ms, and 1,024 tokens in 210.50 ms. */
static void one_client(void)
{
    static const char *const text =
        "vllm bench serve --model Qwen/Qwen3-8B --dataset-name random --random-input-len 1024 --random-output-len 256 "
        "--num-prompts 8 --max-concurrency 1\n" TABLE(
            "Successful requests:                     8\nMaximum request concurrency:             1\n"
            "Benchmark duration (s):                  52.10\nTotal input tokens:                      8192\n"
            "Total generated tokens:                  2048\nRequest throughput (req/s):              0.15\n"
            "Output token throughput (tok/s):         39.31\nTotal Token throughput (tok/s):          196.55\n"
            "Mean TTFT (ms):                          210.50\nMean TPOT (ms):                          24.70\n");
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    const struct import_bench got = from_text(text, &ask, &said);
    SAME(said, "");
    if (!THAT(got.loads.n == 0 && got.speeds.n == 2))
        return;
    const struct speed_row *decode = &got.speeds.v[0], *prefill = &got.speeds.v[1];
    SAME(decode->model, "qwen3-8b");
    SAME(decode->phase, "decode");
    CLOSE(decode->tokens_per_s, 1 / 0.0247, 1e-12);
    THAT(decode->depth_tokens == 1024 && decode->gen_tokens == 256 && decode->batch == 1 && decode->flags == NULL);
    SAME(prefill->phase, "prefill");
    SAME(prefill->flags, "wall-clock");
    CLOSE(prefill->tokens_per_s, 1024 / 0.2105, 1e-12);
}

/* ---- SGLang ---- */

/* Two tables, of one client with drafts and of 100: both are rows of a serving file, and that is said. */
static void sglang_tables(void)
{
    struct import_bench_ask ask = rig();
    const char *said;
    ask.gpu = "mi300x";
    ask.gpu_count = 8;
    ask.model = NULL;
    ask.quant = FIND(quant, "FP8");
    const struct import_bench got = from_file("tests/benchmarks/serve-sglang.md", &ask, &said);
    THAT(strstr(said, "one request at a time and of several") != NULL);
    THAT(strstr(said, "data parallelism 8") != NULL);
    if (!THAT(got.loads.n == 2 && got.speeds.n == 0))
        return;
    const struct serving_row *one = &got.loads.v[0], *many = &got.loads.v[1];
    SAME(load_of(one), "closed");
    SAME(one->engine, "sglang");
    SAME(one->model, "deepseek-v3.1-terminus");
    SAME(one->flags, "speculative");
    THAT(one->clients == 1 && many->clients == 100 && many->flags == NULL);
    CLOSE(many->prompt_tokens, 301.701, 1e-12);
    CLOSE(many->tpot_s, 0.11409, 1e-12);
}

/* SGLang's table without TPOT: the mean gap stands for it where no drafts are. Its JSON writes Infinity. */
static void sglang_forms(void)
{
    static const char *const table = TABLE(
        "Backend:                                 sglang-oai\nTraffic request rate:                    16.0\n"
        "Max request concurrency:                not set\nSuccessful requests:                     960\n"
        "Benchmark duration (s):                  64.54\nTotal input tokens:                      931890\n"
        "Total generated tokens:                  76078\nTotal generated tokens (retokenized):    75616\n"
        "Request throughput (req/s):              14.87\nOutput token throughput (tok/s):         1178.78\n"
        "Total token throughput (tok/s):          15617.79\nConcurrency:                             20.95\n"
        "Mean E2E Latency (ms):                   1408.25\nMean TTFT (ms):                          91.67\n"
        "Mean ITL (ms):                           16.93\n");
    static const char *const jsonl =
        "{\"tag\": null, \"backend\": \"sglang\", \"dataset_name\": \"random\", \"request_rate\": Infinity, "
        "\"max_concurrency\": 16, \"server_info\": {\"model_path\": \"Qwen/Qwen3-8B\", \"tp_size\": 1, "
        "\"chunked_prefill_size\": 2048, \"context_length\": null}, \"duration\": 50.0, \"completed\": 80, "
        "\"total_input_tokens\": 81920, \"total_output_tokens\": 16000, \"request_throughput\": 1.6, "
        "\"output_throughput\": 320.0, \"total_throughput\": 1958.4, \"mean_ttft_ms\": 200.0, \"mean_tpot_ms\": 40.0, "
        "\"accept_length\": null}\n"
        "{\"backend\": \"sglang\", \"request_rate\": 2.0, \"max_concurrency\": null, \"duration\": 50.0, "
        "\"completed\": 80, \"total_input_tokens\": 81920, \"total_output_tokens\": 16000, \"output_throughput\": "
        "320.0, "
        "\"mean_ttft_ms\": 200.0, \"mean_tpot_ms\": 40.0, \"accept_length\": 2.5, \"server_info\": {}}\n";
    struct import_bench_ask ask = rig();
    const char *said;
    const struct import_bench open = from_text(table, &ask, &said);
    SAME(said, "");
    if (THAT(open.loads.n == 1)) {
        SAME(load_of(open.loads.v), "poisson");
        THAT(open.loads.v->rate_s == 16 && isnan(open.loads.v->clients));
        CLOSE(open.loads.v->tpot_s, 0.01693, 1e-12);
        THAT(strstr(open.loads.v->note, "mean gap between tokens") != NULL);
    }
    ask.model = NULL;
    const struct import_bench lines = from_text(jsonl, &ask, &said);
    THAT(strstr(said, "does not name the model") != NULL); /* of the second */
    THAT(lines.loads.n == 0);
    ask.model = FIND(model, "qwen3-8b");
    const struct import_bench both = from_text(jsonl, &ask, &said);
    SAME(said, "");
    if (!THAT(both.loads.n == 2))
        return;
    SAME(load_of(&both.loads.v[0]), "closed");
    THAT(both.loads.v[0].clients == 16 && both.loads.v[0].budget_tokens == 2048 && isnan(both.loads.v[0].ctx));
    CLOSE(both.loads.v[0].total_tok_s, 1958.4, 1e-12);
    SAME(load_of(&both.loads.v[1]), "poisson");
    SAME(both.loads.v[1].engine, "sglang");
    SAME(both.loads.v[1].flags, "speculative");
}

/* A batch of 4 of 1,024 and 512 tokens in 6.395 s, of which the prompts take 0.37183 s. The warm-up is no result. */
static void sglang_batches(void)
{
    static const char *const json =
        "{\"run_name\": \"a\", \"batch_size\": 4, \"input_len\": 1024, \"output_len\": 1024, \"prefill_latency\": "
        "3.58247447013855, \"prefill_throughput\": 1143.3438072320973, \"median_decode_latency\": 0.018887758, "
        "\"median_decode_throughput\": 211.777, \"total_latency\": 22.969415187835693, \"overall_throughput\": "
        "356.64817467091535}\n";
    static const char *const offline =
        "====== Offline Throughput Benchmark Result =======\n"
        "Backend:                                 engine    \nSuccessful requests:                     2000      \n"
        "Benchmark duration (s):                  350.25    \nTotal input tokens:                      626729    \n"
        "Total generated tokens:                  388685    \nLast generation throughput (tok/s):      33.36     \n"
        "Output token throughput (tok/s):         1109.45   \nTotal token throughput (tok/s):          2898.68   \n"
        "==================================================\n";
    const struct import_bench_ask ask = rig();
    const char *said;
    const struct import_bench printed = from_file("tests/benchmarks/sglang-one-batch.txt", &ask, &said);
    SAME(said, "");
    if (THAT(printed.loads.n == 1)) {
        const struct serving_row *r = printed.loads.v;
        SAME(load_of(r), "batch");
        THAT(r->clients == 4 && r->prompt_tokens == 1024 && r->gen_tokens == 512 && r->ttft_s == 0.37183);
        CLOSE(r->tpot_s, (6.395 - 0.37183) / 511, 1e-12);
        CLOSE(r->output_tok_s, 4 * 512 / 6.395, 1e-12);
    }
    const struct import_bench saved = from_text(json, &ask, &said);
    SAME(said, "");
    if (THAT(saved.loads.n == 1))
        CLOSE(saved.loads.v->tpot_s, (22.969415187835693 - 3.58247447013855) / 1023, 1e-12);
    const struct import_bench all = from_text(offline, &ask, &said);
    SAME(said, "");
    if (THAT(all.loads.n == 1)) {
        SAME(load_of(all.loads.v), "burst");
        SAME(all.loads.v->engine, "sglang");
        THAT(all.loads.v->requests == 2000);
        CLOSE(all.loads.v->output_tok_s, 1109.45, 1e-12);
    }
}

/* What is printed is a serving file: words of enums, and the columns that tell its kind. */
static void printed(void)
{
    const struct import_bench_ask ask = rig();
    const char *said;
    const struct import_bench got = from_file("tests/benchmarks/lmdeploy.md", &ask, &said);
    struct str out = str_new(test_arena());
    page_rows_csv(&kind_serving_row, &(struct any_list){got.loads.n, got.loads.v}, &out);
    THAT(strstr(out.text, ",load,clients,") != NULL && strstr(out.text, ",output_tok_s,total_tok_s,") != NULL);
    THAT(strstr(out.text, "\nlmdeploy-1,h100-sxm-80gb,1,,,,none,1,,lmdeploy,") != NULL);
    THAT(strstr(out.text, ",closed,256,,10000,223.8364,200.5448,") != NULL);
}

static void damaged(void)
{
    static const char *const texts[] = {
        "============ Serving Benchmark Result ============\n",
        "============ Serving Benchmark Result ============\n============ Serving Benchmark Result ============\n",
        "====== Offline Throughput Benchmark Result =======\nSuccessful requests: 1e9999\n",
        "Prefill. latency: x\nTotal. latency: 1 s, throughput: 2 token/s\n",
        "Prefill. latency: 1 s, throughput: 5 token/s\nDecode. latency: 0 s, throughput: 0 token/s\nTotal. latency: "
        "0\n",
        "Metric,avg,min,max\nRequest Count,\n",
        "NVIDIA AIPerf | LLM Metrics\n| | |\n",
        "Benchmarks Info:\nPrompt Tok/Req\nsynchronous| 1\nBenchmarks Stats:\nOut Tok/sec\nsynchronous|1|2\n",
        "{\"benchmarks\": [{\"metrics\": {\"output_tokens_per_second\": 1}}]}",
        "{\"benchmarks\": []}",
        "{\"output_sequence_length\": {\"avg\": 1}}",
        "{\"prefill_latency\": 1, \"batch_size\": \"a\"}",
        "{\"successful_requests\": 1, \"total_latency\": 0}",
        "{\"mean_ttft_ms\": [1], \"request_rate\": Infinity, \"completed\": NaN}",
        "= REQUEST DETAILS\nTotal Latency (ms): 5\n= REQUEST DETAILS\n",
        "concurrency: 5\nelapsed_time: 0s\n"};
    const struct import_bench_ask ask = rig();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const char *said;
        const struct import_bench got = from_text(texts[i], &ask, &said);
        test_row("%zu", i);
        THAT(got.loads.n == 0 && got.speeds.n == 0);
        THAT(*said != '\0');
    }
}

SUITE(import_serving, {"vLLM's table", vllm_table}, {"a limit and a rate", limit_and_rate}, {"loads", loads},
      {"doubts", doubts}, {"what doubts leave", what_doubts_leave}, {"options", options}, {"one client", one_client},
      {"SGLang's tables", sglang_tables}, {"SGLang's other forms", sglang_forms}, {"SGLang's batches", sglang_batches},
      {"as printed", printed}, {"damaged", damaged})
