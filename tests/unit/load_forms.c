/* read/import_load, read/bench_command: results of serving benchmarks as vLLM, SGLang and TensorRT-LLM write them, with
   what the commands above them say of server and load. 100 requests of 1000 tokens were answered with 200 tokens each
   in 100 s: 200 tokens/s out, 1200 with prompts; 2.14 ran at once (150 ms, then 199 tokens of 10 ms). */
#include "import_try.h"

#include "cells_try.h"

struct expected {
    const char *text;
    bool one;          /* requests came one at a time: rows of a speed file */
    const char *cells; /* cells_try.h */
    const char *fault; /* part of what is said; NULL: nothing */
};

static void check(const struct expected *rows, size_t n, const struct import_bench_ask *ask)
{
    for (size_t i = 0; i < n; i++) {
        const char *said;
        const struct import_bench got = from_text(rows[i].text, ask, &said);
        has_cells_of(i, rows[i].one ? &kind_speed_row : &kind_serving_row, rows[i].one ? got.speeds.n : got.loads.n,
                     rows[i].one ? (const void *)got.speeds.v : got.loads.v, rows[i].cells);
        if (rows[i].fault ? !THAT(strstr(said, rows[i].fault) != NULL) : !THAT(*said == '\0'))
            test_same(said, rows[i].fault ? rows[i].fault : "", "what is said", __FILE__, __LINE__);
    }
}

/* ---- JSON ---- */

#define COUNTS                                                                                                         \
    "\"completed\": 100, \"duration\": 100.0, \"total_input_tokens\": 100000, \"total_output_tokens\": 20000, "        \
    "\"output_throughput\": 200.0, \"total_token_throughput\": 1200.0"
#define TIMES ", \"mean_ttft_ms\": 150.0, \"mean_tpot_ms\": 10.0"
#define JSON(more) "{\"backend\": \"vllm\", " COUNTS TIMES ", " more "}\n"
#define BARE(more) "{\"backend\": \"vllm\", " COUNTS ", " more "}\n"
#define AT8 "\"request_rate\": \"inf\", \"max_concurrency\": 8"
#define AT1 "\"request_rate\": \"inf\", \"max_concurrency\": 1"

static void arrivals(void)
{
    static const struct expected rows[] = {
        {JSON(AT8), false, "load closed; clients 8; prompt_tokens 1000; gen_tokens 200; output_tok_s 200; ttft_s 0.15",
         NULL},
        {JSON("\"request_rate\": 1.05, \"max_concurrency\": null"), false, "load poisson; rate_s 1.05; clients", NULL},
        {JSON("\"request_rate\": \"1.05\", \"max_concurrency\": 0"), false, "load poisson; rate_s 1.05; clients", NULL},
        {JSON("\"request_rate\": 1.05, \"burstiness\": 0.5, \"max_concurrency\": null"), false,
         "load poisson; rate_s 1.05", NULL},
        {JSON("\"request_rate\": 123456789.0, \"max_concurrency\": null"), false, "load burst; rate_s; requests 100",
         NULL},
        {JSON("\"request_rate\": -1, \"max_concurrency\": null"), false, "load burst; rate_s; requests 100", NULL},
        {JSON("\"request_rate\": \"Infinity\", \"max_concurrency\": null"), false, "load burst; rate_s", NULL},
        {JSON("\"request_rate\": \"rising\", \"max_concurrency\": null"), false, NULL,
         "does not state requests per second or a number of clients"},
        {JSON("\"request_rate\": true, \"max_concurrency\": 8"), false, "load closed; clients 8", NULL},
        {JSON("\"request_rate\": \"inf\", \"ramp_up_strategy\": \"linear\", \"max_concurrency\": null"), false, NULL,
         "requests came at a rate that rose while it ran"},
        {JSON("\"request_rate\": 1.05, \"max_concurrency\": 3"), false, NULL,
         "requests came at 1.05 a second and at most 3 at once, of which 2.14 ran"},
        {JSON("\"mean_e2el_ms\": 5000.0, \"request_rate\": \"inf\", \"max_concurrency\": 4"), false, NULL,
         "5 requests ran at once by its speeds and times, more than its 4 clients"},
        /* one at a time: 1000 / 0.15 s and 1 / 0.01 s */
        {"{\"backend\": \"vllm\", \"completed\": 100, \"duration\": 214.0, \"total_input_tokens\": 100000, "
         "\"total_output_tokens\": 20000, \"output_throughput\": 93.458" TIMES ", " AT1 "}\n",
         true, "phase decode; tokens_per_s 100 | phase prefill; prompt_tokens 1000; tokens_per_s 6666.666667", NULL},
    };
    const struct import_bench_ask ask = rig();
    check(rows, COUNT_OF(rows), &ask);
    static const struct expected sixteen[] = {
        {JSON(AT8), false, NULL, "it ran with at most 8 requests at once, not with 16"},
        {JSON("\"request_rate\": 123456789.0"), false, "load closed; clients 16", NULL}};
    struct import_bench_ask many = rig();
    many.batch = 16;
    check(sixteen, COUNT_OF(sixteen), &many);
}

static void figures(void)
{
    static const struct expected rows[] = {
        {BARE("\"mean_ttft_ms\": 150.0, \"mean_itl_ms\": 12.5, " AT8), false, "tpot_s 0.0125; ttft_s 0.15", NULL},
        /* (2140 ms - 150 ms) / 199 tokens */
        {BARE("\"mean_ttft_ms\": 150.0, \"mean_e2el_ms\": 2140.0, " AT8), false, "tpot_s 0.01", NULL},
        {BARE("\"mean_ttft_ms\": 150.0, " AT8), false, "tpot_s; ttft_s 0.15", NULL},
        {BARE("\"median_ttft_ms\": 150.0, \"median_tpot_ms\": 9, " AT8), false, "tpot_s; ttft_s", "only medians"},
        {BARE("\"mean_ttft_ms\": 0, \"mean_tpot_ms\": 10.0, " AT8), false, "tpot_s; ttft_s",
         "answers were not streamed"},
        /* a gap between chunks brings several tokens when a draft model guesses them */
        {BARE("\"mean_ttft_ms\": 150.0, \"mean_itl_ms\": 30, \"spec_decode_acceptance_rate\": 70.5, " AT8), false,
         "tpot_s; flags speculative", NULL},
        {JSON("\"spec_decode_acceptance_rate\": null, " AT8), false, "flags", NULL},
        {JSON("\"num_prompts\": 120, " AT8), false, "flags incomplete", "20 of 120 requests were not answered"},
        {JSON("\"num_prompts\": 120, \"accept_length\": 2.5, " AT8), false, "flags speculative&incomplete",
         "20 of 120 requests were not answered"},
        {JSON("\"failed\": 0, \"num_prompts\": 100, " AT8), false, "flags", NULL},
        {JSON("\"dataset_name\": \"prefix_repetition\", " AT8), false, "load closed", "its prompts share prefixes"},
        {JSON("\"dataset_name\": \"random\", " AT8), false, "load closed", NULL},
        {"{\"backend\": \"vllm\", \"completed\": 0, \"duration\": 1.0, \"mean_tpot_ms\": 0, \"request_rate\": "
         "\"inf\"}\n",
         false, NULL, "no request was answered"},
    };
    const struct import_bench_ask ask = rig();
    check(rows, COUNT_OF(rows), &ask);
}

#define SGLANG(server, more)                                                                                           \
    "{\"backend\": \"sglang\", \"completed\": 100, \"duration\": 100.0, \"total_input_tokens\": 100000, "              \
    "\"total_output_tokens\": 20000, \"output_throughput\": 200.0, \"total_throughput\": 1200.0, \"mean_ttft_ms\": "   \
    "150.0, \"mean_tpot_ms\": 10.0, \"mean_e2e_latency_ms\": 2140.0, " more ", \"server_info\": {" server "}}\n"

static void servers(void)
{
    static const struct expected rows[] = {
        {SGLANG("\"model_path\": \"Qwen/Qwen3-8B\", \"tp_size\": 1, \"context_length\": 32768, "
                "\"max_running_requests\": 64, \"chunked_prefill_size\": 8192",
                AT8),
         false, "engine sglang; model qwen3-8b; ctx 32768; max_seqs 64; budget_tokens 8192; flags; load closed", NULL},
        {SGLANG("\"model_path\": \"Qwen/Qwen3-8B\", \"chunked_prefill_size\": -1, \"speculative_num_steps\": 3", AT8),
         false, "budget_tokens; flags speculative", NULL},
        {JSON("\"date\": \"20250530-204006\", \"model_id\": \"Qwen/Qwen3-8B\", " AT8), false,
         "engine vllm; engine_date 2025-05; model qwen3-8b", NULL},
        {JSON("\"date\": \"yesterday\", \"model_id\": \"Qwen/Qwen3-8B\", " AT8), false, "engine_date", NULL},
        {JSON("\"tensor_parallel\": 4, \"model_id\": \"Qwen/Qwen3-8B\", " AT8), false, NULL,
         "its layers were split over 4 cards, more than the 1 that are stated"},
        {JSON("\"data_parallel\": 2, \"model_id\": \"Qwen/Qwen3-8B\", " AT8), false, "model qwen3-8b",
         "the server ran with data parallelism 2: state it as replicas"},
        {"{\"backend\": \"trt-llm\", " COUNTS TIMES ", \"model_id\": \"Qwen/Qwen3-8B\", " AT8 "}\n", false,
         "engine tensorrt-llm", NULL},
        {"{\"backend\": \"sglang-oai-chat\", " COUNTS TIMES ", \"model_id\": \"Qwen/Qwen3-8B\", " AT8 "}\n", false,
         "engine sglang", NULL},
        {"{\"endpoint_type\": \"openai-chat\", " COUNTS TIMES ", \"model_id\": \"Qwen/Qwen3-8B\", " AT8 "}\n", false,
         "engine vllm", NULL},
    };
    struct import_bench_ask ask = rig();
    ask.model = NULL;
    check(rows, COUNT_OF(rows), &ask);
    static const struct expected stated[] = {
        {JSON("\"quantization\": \"FP8\", " AT8), false, NULL, "it was measured with FP8, not with BF16"},
        {JSON("\"quantization\": \"no such quant\", " AT8), false, "quant BF16", NULL},
        {SGLANG("\"model_path\": \"meta-llama/Llama-3.1-8B-Instruct\"", AT8), false, NULL,
         "it was measured with sglang, not with tensorrt-llm"},
        {JSON(AT8), false, "engine tensorrt-llm", NULL}}; /* "vllm" is what its program calls any server */
    struct import_bench_ask other = rig();
    other.engine = "tensorrt-llm";
    check(stated, COUNT_OF(stated), &other);
}

/* ---- commands ---- */

#define TABLE                                                                                                          \
    "============ Serving Benchmark Result ============\nSuccessful requests: 100\n"                                   \
    "Benchmark duration (s): 100.00\nTotal input tokens: 100000\nTotal generated tokens: 20000\n"                      \
    "Output token throughput (tok/s): 200.00\nTotal Token throughput (tok/s): 1200.00\nMean TTFT (ms): 150.00\n"       \
    "Mean TPOT (ms): 10.00\n==================================================\n"
#define CLIENT "$ vllm bench serve --model Qwen/Qwen3-8B --max-concurrency 8 --request-rate inf\n"

static void commands(void)
{
    static const struct expected rows[] = {
        {"$ vllm serve Qwen/Qwen3-8B --max-model-len 32768 --max-num-seqs=64 --kv-cache-dtype fp8_e4m3\n" CLIENT TABLE,
         false, "engine vllm; model qwen3-8b; ctx 32768; max_seqs 64; kv_type FP8; clients 8; flags", NULL},
        {"$ vllm serve Qwen/Qwen3-8B --kv-cache-dtype auto --enforce-eager --enable-lora\n" CLIENT TABLE, false,
         "kv_type; flags eager&lora", NULL},
        {"$ python3 -m sglang.launch_server --model-path Qwen/Qwen3-8B --context-length 16384 \\\n"
         "  --max-running-requests 32 --chunked-prefill-size 4096 --disable-cuda-graph\n"
         "$ python3 -m sglang.bench_serving --backend sglang --max-concurrency 8\n" TABLE,
         false, "engine sglang; model qwen3-8b; ctx 16384; max_seqs 32; budget_tokens 4096; flags eager; clients 8",
         NULL},
        /* the name under which it is served stands for the model behind it */
        {"$ vllm serve Qwen/Qwen3-8B --served-model-name fast\n"
         "$ vllm bench serve --model fast --tokenizer Qwen/Qwen3-8B --max-concurrency 8\n" TABLE,
         false, "model qwen3-8b; clients 8", NULL},
        {"$ vllm bench serve --model fast --tokenizer Qwen/Qwen3-8B --max-concurrency 8\n" TABLE, false,
         "model qwen3-8b; clients 8", NULL},
        {"$ vllm bench serve --model Qwen/Qwen3-8B --tokenizer Qwen/Qwen3-8B --max-concurrency 8\n" TABLE, false,
         "model qwen3-8b", NULL},
        {"$ vllm serve --model Qwen/Qwen3-8B --num-speculative-tokens 3 --speculative-model x/y\n" CLIENT TABLE, false,
         "model qwen3-8b; flags speculative", NULL},
        {"$ vllm serve Qwen/Qwen3-8B --max-model-len $LEN\n" CLIENT TABLE, false, "ctx; clients 8", NULL},
        {"$ vllm bench serve --model Qwen/Qwen3-8B --max-concurrency 8 --no-stream\n" TABLE, false, "tpot_s; ttft_s",
         "answers were not streamed"},
        {"$ vllm bench serve --model Qwen/Qwen3-8B --max-concurrency 8 --num-prompts 110\n" TABLE, false,
         "flags incomplete", "10 of 110 requests were not answered"},
        {"$ vllm bench serve \\\n    --model Qwen/Qwen3-8B \\\n    --request-rate=1.05\n" TABLE, false,
         "load poisson; rate_s 1.05", NULL},
        {"Namespace(backend='vllm', model='Qwen/Qwen3-8B', num_prompts=100, request_rate=inf, "
         "max_concurrency=8)\n" TABLE,
         false, "model qwen3-8b; clients 8", NULL},
        {"run vllm serve as before, then vllm bench serve\n" CLIENT TABLE, false, "model qwen3-8b; clients 8", NULL},
    };
    struct import_bench_ask ask = rig();
    ask.model = NULL;
    check(rows, COUNT_OF(rows), &ask);
    static const struct expected eight[] = {
        {"$ vllm serve Qwen/Qwen3-8B -tp 4 -dp 2 --enable-expert-parallel\n" CLIENT TABLE, false,
         "gpu_count 8; split tensor; flags expert-parallel", "the server ran with data parallelism 2"},
        {"$ python -m sglang.launch_server --model-path Qwen/Qwen3-8B --tp 8 --dp 8 --enable-dp-attention "
         "--enable-ep-moe\n" CLIENT TABLE,
         false, "gpu_count 8; flags expert-parallel",
         "the server's attention ran in data parallelism 8 on the same cards"}};
    ask.gpu_count = 8;
    check(eight, COUNT_OF(eight), &ask);
}

SUITE(load_forms, {"arrivals", arrivals}, {"figures", figures}, {"servers", servers}, {"commands", commands})
