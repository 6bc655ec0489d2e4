/* read/import_serving: outputs of serving benchmarks other than those of vLLM and SGLang (import_serving.c of this
   folder): trtllm-bench, genai-perf, AIPerf, GuideLLM, lmdeploy. */
#include "import_try.h"

#include <math.h>
#include <string.h>

/* Two results; the second is of FP8, which the user does not state. */
static void trtllm(void)
{
    struct import_bench_ask ask = rig();
    const char *said;
    const struct import_bench got = from_file("tests/benchmarks/trtllm-bench.txt", &ask, &said);
    THAT(strstr(said, "measured with FP8, not with BF16") != NULL);
    if (!THAT(got.loads.n == 1))
        return;
    SAME(load_of(got.loads.v), "burst");
    SAME(got.loads.v->engine, "tensorrt-llm");
    THAT(got.loads.v->requests == 100 && got.loads.v->max_seqs == 3840 && got.loads.v->budget_tokens == 7680);
    CLOSE(got.loads.v->output_tok_s, 11076.77, 1e-12);
    CLOSE(got.loads.v->tpot_s, 0.0073272, 1e-12);
    CLOSE(got.loads.v->ttft_s, 0.1626706, 1e-12);
    ask.quant = FIND(quant, "FP8");
    const struct import_bench both = from_file("tests/benchmarks/trtllm-bench.txt", &ask, &said);
    if (!THAT(both.loads.n == 2))
        return;
    SAME(both.loads.v[1].kv_type, "FP8");
    CLOSE(both.loads.v[1].output_tok_s, 28390.4265, 1e-12);
    THAT(isnan(both.loads.v[1].tpot_s) && both.loads.v[1].requests == 3000);
}

/* AIPerf wraps names over lines and prints its command below; the CSV of genai-perf states no load. */
static void perf_tools(void)
{
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    THAT(from_file("tests/benchmarks/aiperf.md", &ask, &said).loads.n == 0);
    THAT(strstr(said, "does not state the engine") != NULL);
    ask.engine = "vllm";
    const struct import_bench got = from_file("tests/benchmarks/aiperf.md", &ask, &said);
    SAME(said, "");
    if (THAT(got.loads.n == 1)) {
        SAME(got.loads.v->model, "qwen3-0.6b");
        SAME(load_of(got.loads.v), "closed");
        THAT(got.loads.v->clients == 2 && got.loads.v->requests == 10 && got.loads.v->prompt_tokens == 5);
        CLOSE(got.loads.v->gen_tokens, 833.4, 1e-12);
        CLOSE(got.loads.v->output_tok_s, 527.06, 1e-12);
        CLOSE(got.loads.v->ttft_s, 0.01999, 1e-12);
        CLOSE(got.loads.v->tpot_s, 0.00352, 1e-12);
    }
    ask.model = FIND(model, "qwen3-8b");
    THAT(from_file("tests/benchmarks/genai-perf.csv", &ask, &said).loads.n == 0);
    THAT(strstr(said, "--batch") != NULL);
    ask.batch = 10;
    const struct import_bench csv = from_file("tests/benchmarks/genai-perf.csv", &ask, &said);
    SAME(said, "");
    if (!THAT(csv.loads.n == 1))
        return;
    CLOSE(csv.loads.v->ttft_s, 1.14631, 1e-12);
    CLOSE(csv.loads.v->prompt_tokens, 3000.05, 1e-12);
    ask.batch = 4; /* 1.4976 a second for 6.406 s each are 9.6 at once */
    THAT(from_file("tests/benchmarks/genai-perf.csv", &ask, &said).loads.n == 0 && strstr(said, "9.594") != NULL);
}

static void perf_json(void)
{
    static const char *const text =
        "{\"aiperf_version\": \"0.8.0\", \"request_throughput\": {\"unit\": \"requests/sec\", \"avg\": 0.8233},\n"
        "\"request_latency\": {\"unit\": \"ms\", \"avg\": 2413.5}, \"request_count\": {\"avg\": 10.0},\n"
        "\"time_to_first_token\": {\"avg\": 195.84}, \"inter_token_latency\": {\"avg\": 35.2},\n"
        "\"output_token_throughput\": {\"avg\": 52.69}, \"output_sequence_length\": {\"avg\": 64.0},\n"
        "\"input_sequence_length\": {\"avg\": 256.0}, \"benchmark_duration\": {\"avg\": 12.14},\n"
        "\"input_config\": {\"endpoint\": {\"model_names\": [\"Qwen/Qwen3-8B\"]}, \"loadgen\": {\"concurrency\": 2}},\n"
        "\"was_cancelled\": false}";
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    ask.engine = "vllm";
    const struct import_bench got = from_text(text, &ask, &said);
    SAME(said, "");
    if (!THAT(got.loads.n == 1))
        return;
    SAME(got.loads.v->model, "qwen3-8b");
    THAT(got.loads.v->clients == 2 && got.loads.v->gen_tokens == 64);
    CLOSE(got.loads.v->tpot_s, 0.0352, 1e-12);
}

/* GuideLLM until 0.3 counts the prompt twice in its total: 312.8 where 7,682 tokens in 40.9 s are 187.8. */
static void guidellm_tables(void)
{
    static const char *const old =
        "Benchmarks Info:\n"
        "Metadata |||| Requests Made ||| Prompt Tok/Req ||| Output Tok/Req ||| Prompt Tok Total ||| Output Tok Total "
        "||\n"
        "concurrent@4| 16:52:00| 16:53:40| 100.0| 100| 3| 2| 1000.0| 0.0| 0.0| 200.0| 9.0| 0.0| 1| 1| 0| 1| 1| 0\n"
        "poisson@1.50| 16:54:00| 16:55:40| 100.0| 150| 0| 0| 1000.0| 0.0| 0.0| 200.0| 0.0| 0.0| 1| 1| 0| 1| 1| 0\n"
        "Benchmarks Stats:\n"
        "Metadata | Request Stats || Out Tok/sec| Tot Tok/sec| Req Latency (sec)||| TTFT (ms)||| ITL (ms)||| TPOT "
        "(ms)||\n"
        "concurrent@4| 1.00| 3.9| 200.0| 1200.0| 3.9| 3.9| 4.0| 150.0| 140.0| 170.0| 19.0| 18.0| 20.0| 19| 18| 20\n"
        "poisson@1.50| 1.50| 3.9| 300.0| 1800.0| 3.9| 3.9| 4.0| 160.0| 140.0| 170.0| 20.0| 18.0| 20.0| 19| 18| 20\n";
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    ask.engine = "vllm";
    const struct import_bench one = from_file("tests/benchmarks/guidellm.txt", &ask, &said);
    THAT(strstr(said, "312.8 tokens/s, but 7682 tokens in 40.9 s are 187.824") != NULL);
    if (THAT(one.speeds.n == 2 && one.loads.n == 0)) {
        SAME(one.speeds.v[0].model, "granite-3.3-8b");
        CLOSE(one.speeds.v[0].tokens_per_s, 1 / 0.0158, 1e-12);
        CLOSE(one.speeds.v[1].tokens_per_s, 512.2 / 0.0587, 1e-12);
    }
    ask.model = FIND(model, "qwen3-8b");
    const struct import_bench many = from_text(old, &ask, &said);
    THAT(strstr(said, "2 of 102 requests were not answered") != NULL);
    if (!THAT(many.loads.n == 2))
        return;
    SAME(load_of(&many.loads.v[0]), "closed");
    THAT(many.loads.v[0].clients == 4 && many.loads.v[0].prompt_tokens == 1000 && many.loads.v[0].requests == 100);
    CLOSE(many.loads.v[0].tpot_s, 0.019, 1e-12);
    SAME(many.loads.v[0].flags, "incomplete");
    SAME(load_of(&many.loads.v[1]), "poisson");
    THAT(many.loads.v[1].rate_s == 1.5 && many.loads.v[1].output_tok_s == 300);
}

/* The tables since 0.4 state medians of times, and lengths that are all equal where median and p95 are. */
static void guidellm_new(void)
{
    static const char *const tables =
        "Run Summary Info\n"
        "| Benchmark | Timings ||||| Input Tokens ||| Output Tokens |||\n"
        "| concurrent | 22:06:37 | 22:07:07 | 30.0 | 0.0 | 0.0 | 1.0 | 0.0 | 0.0 | 1421.0 | 0.0 | 0.0 |\n"
        "| throughput | 22:06:37 | 22:07:07 | 30.0 | 0.0 | 0.0 | 1.0 | 0.0 | 9.0 | 1421.0 | 0.0 | 0.0 |\n"
        "Request Token Statistics (Completed Requests)\n"
        "| Benchmark | Input Tok || Output Tok || Total Tok || Stream Iter || Output Tok ||\n"
        "| concurrent | 512.0 | 512.0 | 256.0 | 256.0 | 98.0 | 126.0 | 102.0 | 134.0 | 1.0 | 1.0 |\n"
        "| throughput | 512.0 | 512.0 | 256.0 | 256.0 | 98.0 | 126.0 | 102.0 | 134.0 | 1.0 | 1.0 |\n"
        "Request Latency Statistics (Completed Requests)\n"
        "| Benchmark | Request Latency || TTFT || ITL || TPOT ||\n"
        "| concurrent | 0.4 | 0.5 | 23.2 | 30.9 | 7.8 | 8.0 | 8.1 | 8.4 |\n"
        "| throughput | 0.4 | 0.5 | 23.2 | 30.9 | 7.8 | 8.0 | 8.1 | 8.4 |\n"
        "Server Throughput Statistics\n"
        "| Benchmark | Requests |||| Input Tokens || Output Tokens || Total Tokens ||\n"
        "| Strategy | Per Sec || Concurrency || Per Sec || Per Sec || Per Sec ||\n"
        "| concurrent | 1.0 | 1.0 | 16.0 | 15.4 | 50.9 | 52.4 | 3.4 | 490.7 | 127.6 | 1472.1 |\n"
        "| throughput | 1.0 | 1.0 | 512.0 | 508.2 | 50.9 | 52.4 | 3.4 | 990.7 | 127.6 | 2972.1 |\n";
    struct import_bench_ask ask = rig();
    const char *said;
    ask.engine = "vllm";
    const struct import_bench got = from_text(tables, &ask, &said);
    THAT(strstr(said, "only medians") != NULL && strstr(said, "some requests failed") != NULL);
    if (!THAT(got.loads.n == 2))
        return;
    SAME(load_of(&got.loads.v[0]), "closed");
    SAME(load_of(&got.loads.v[1]), "saturated");
    SAME(got.loads.v[1].flags, "incomplete");
    THAT(got.loads.v[0].clients == 16 && got.loads.v[0].prompt_tokens == 512 && got.loads.v[0].gen_tokens == 256);
    THAT(got.loads.v[0].output_tok_s == 490.7 && isnan(got.loads.v[0].ttft_s) && isnan(got.loads.v[0].tpot_s));
}

static void guidellm_json(void)
{
    static const char *const text =
        "{\"metadata\": {\"guidellm_version\": \"0.6.0\"}, \"args\": {\"backend_kwargs\": {\"model\": "
        "\"Qwen/Qwen3-8B\"}},\n"
        "\"benchmarks\": [{\"type_\": \"generative_benchmark\", \"config\": {\"strategy\": {\"type_\": \"concurrent\", "
        "\"max_concurrency\": 32, \"streams\": 32}},\n"
        "\"metrics\": {\"request_totals\": {\"successful\": 64, \"errored\": 1, \"incomplete\": 31, \"total\": 96},\n"
        "\"prompt_token_count\": {\"successful\": {\"mean\": 512.0}}, \"output_token_count\": {\"successful\": "
        "{\"mean\": 256.0}},\n"
        "\"requests_per_second\": {\"successful\": {\"mean\": 3.0}}, \"output_tokens_per_second\": {\"successful\": "
        "{\"mean\": 768.0}},\n"
        "\"time_to_first_token_ms\": {\"successful\": {\"mean\": 49.23}}, \"time_per_output_token_ms\": "
        "{\"successful\": {\"mean\": 41.0}},\n"
        "\"inter_token_latency_ms\": {\"successful\": {\"mean\": 40.5}}, \"request_latency\": {\"successful\": "
        "{\"mean\": 10.4}}}},\n"
        "{\"config\": {\"strategy\": {\"type_\": \"constant\", \"rate\": 2.5}}, \"metrics\": {\"request_totals\": "
        "{\"successful\": 64}, \"prompt_token_count\": {\"successful\": {\"mean\": 512.0}}, \"output_token_count\": "
        "{\"successful\": {\"mean\": 256.0}}, \"output_tokens_per_second\": {\"successful\": {\"mean\": 640.0}}}}]}";
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    ask.engine = "vllm";
    const struct import_bench got = from_text(text, &ask, &said);
    THAT(strstr(said, "1 of 65 requests were not answered") != NULL);
    if (!THAT(got.loads.n == 2))
        return;
    SAME(got.loads.v[0].model, "qwen3-8b");
    THAT(got.loads.v[0].clients == 32 && got.loads.v[0].requests == 64 && got.loads.v[0].output_tok_s == 768);
    CLOSE(got.loads.v[0].tpot_s, 0.0405, 1e-12); /* not its TPOT, which has the first token in it */
    SAME(load_of(&got.loads.v[1]), "poisson");
    THAT(got.loads.v[1].rate_s == 2.5 && strstr(got.loads.v[1].note, "equal distances") != NULL);
}

/* 10,000 requests: 25.016 a second for 399.739 s. */
static void lmdeploy(void)
{
    const struct import_bench_ask ask = rig();
    const char *said;
    const struct import_bench got = from_file("tests/benchmarks/lmdeploy.md", &ask, &said);
    SAME(said, "");
    if (!THAT(got.loads.n == 1))
        return;
    SAME(got.loads.v->engine, "lmdeploy");
    SAME(load_of(got.loads.v), "closed");
    THAT(got.loads.v->clients == 256 && got.loads.v->requests == 10000);
    CLOSE(got.loads.v->prompt_tokens, 223.8364, 1e-12);
    CLOSE(got.loads.v->gen_tokens, 200.5448, 1e-12);
    CLOSE(got.loads.v->ttft_s, 0.285, 1e-12);
    CLOSE(got.loads.v->output_tok_s, 5016.892, 1e-12);
}

/* llama-benchy, which measures over HTTP: ctx_pp reads as many tokens as the depth states, ctx_tg writes behind them,
   and (c4) are four requests at once. Its rows are times of a client's clock. */
static void llama_benchy(void)
{
    static const char *const text =
        "| model | test | t/s | ttfr (ms) | est_ppt (ms) | e2e_ttft (ms) |\n|:---|---:|---:|---:|---:|---:|\n"
        "| Qwen/Qwen3-8B | pp2048 | 5000.00 \xC2\xB1 12.00 | 420.1 \xC2\xB1 1 | 409.6 \xC2\xB1 1 | 421 \xC2\xB1 1 |\n"
        "| Qwen/Qwen3-8B | tg32 | 60.50 +/- 0.10 | | | |\n"
        "| Qwen/Qwen3-8B | ctx_pp @ d4096 | 4800 +- 10 | 860 | 853 | 861 |\n"
        "| Qwen/Qwen3-8B | ctx_tg @ d4096 | 55.25 | | | |\n"
        "| Qwen/Qwen3-8B | pp2048 @ d4096 | 4,500.00 | 460 | 455 | 461 |\n"
        "| Qwen/Qwen3-8B | tg32 (c4) | 180.00 | | | |\n"
        "| Qwen/Qwen3-8B | ctx_pp | 4800 | 860 | 853 | 861 |\n"
        "| Qwen/Qwen3-8B | tg32 @ 4096 | 55 | | | |\n"
        "| Qwen/Qwen3-8B | tg32 | 55 +- x | | | |\n";
    static const struct {
        const char *phase;
        double prompt, gen, depth, batch, tok_s;
    } want[] = {{"prefill", 2048, 0, 0, 1, 5000},    {"decode", NAN, 32, 0, 1, 60.5},
                {"prefill", 4096, 0, 0, 1, 4800},    {"decode", NAN, NAN, 4096, 1, 55.25},
                {"prefill", 2048, 0, 4096, 1, 4500}, {"decode", NAN, 32, 0, 4, 180}};
    struct import_bench_ask ask = rig();
    const char *said;
    ask.model = NULL;
    ask.engine = "vllm";
    const struct import_bench got = from_text(text, &ask, &said);
    /* a context needs its depth, a depth its d, and a deviation is a number */
    THAT(strstr(said, "\"ctx_pp\"") != NULL);
    THAT(strstr(said, "\"tg32 @ 4096\"") != NULL);
    THAT(strstr(said, "\"55 +- x\"") != NULL);
    if (!THAT(got.speeds.n == COUNT_OF(want)))
        return;
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const struct speed_row *r = &got.speeds.v[i];
        test_row("row %zu", i + 1);
        SAME(r->phase, want[i].phase);
        CLOSE(r->prompt_tokens, want[i].prompt, 0);
        CLOSE(r->gen_tokens, want[i].gen, 0);
        CLOSE(r->depth_tokens, want[i].depth, 0);
        CLOSE(r->batch, want[i].batch, 0);
        CLOSE(r->tokens_per_s, want[i].tok_s, 1e-12);
        SAME(r->model, "qwen3-8b");
        SAME(r->flags, "wall-clock");
    }
    SAME(got.speeds.v[0].note, "llama-benchy pp2048, standard deviation 12");
}

SUITE(import_tools, {"trtllm-bench", trtllm}, {"AIPerf and genai-perf", perf_tools}, {"AIPerf's JSON", perf_json},
      {"GuideLLM's tables", guidellm_tables}, {"GuideLLM's new tables", guidellm_new},
      {"GuideLLM's JSON", guidellm_json}, {"lmdeploy", lmdeploy}, {"llama-benchy", llama_benchy})
