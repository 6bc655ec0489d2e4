/* read/bench_kobold, bench_exllama, bench_log, bench_line: what koboldcpp, ExLlama, TabbyAPI and llama.cpp's programs
   print and how people call them, in forms that tests/benchmarks has not. Every cell stands in the text, or is the sum
   or quotient of figures that do. */
#include "import_try.h"

#include "cells_try.h"

struct expected {
    const char *text, *cells; /* cells_try.h */
    const char *fault;        /* part of what is said; NULL: nothing */
};

static void check(const struct expected *rows, size_t n, const struct import_bench_ask *ask)
{
    for (size_t i = 0; i < n; i++) {
        const char *said;
        const struct import_bench got = from_text(rows[i].text, ask, &said);
        has_cells_of(i, &kind_speed_row, got.speeds.n, got.speeds.v, rows[i].cells);
        if (rows[i].fault ? !THAT(strstr(said, rows[i].fault) != NULL) : !THAT(*said == '\0'))
            test_same(said, rows[i].fault ? rows[i].fault : "", "what is said", __FILE__, __LINE__);
    }
}

static struct import_bench_ask on(const char *gpu, int count, const char *model)
{
    struct import_bench_ask ask = rig();
    ask.gpu = gpu;
    ask.gpu_count = count;
    ask.model = model ? catalogue_find(test_catalogue(), &kind_model, model) : NULL;
    ask.quant = model ? FIND(quant, "Q4_K_M") : NULL;
    ask.date = "2025-06";
    return ask;
}

#define CARD "  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes\n"

/* ---- koboldcpp ---- */

/* 4096 tokens of which 100 are generated: 3996 of the prompt in 2 s, 100 in 2 s. */
#define BLOCK(flags, backend, most)                                                                                    \
    "Benchmark Completed - v1.112 Results:\n======\nFlags: " flags "\nBackend: " backend                               \
    "\nLayers: 99\nModel: Qwen3-14B-Q4_K_M\nMaxCtx: " most                                                             \
    "\nGenAmount: 100\n-----\nProcessingTime: 2.000s\nProcessingSpeed: 1998.00T/s\nGenerationTime: 2.000s\n"           \
    "GenerationSpeed: 50.00T/s\nTotalTime: 4.000s\n"
#define CSV_HEAD                                                                                                       \
    "Timestamp,Backend,Layers,Model,MaxCtx,GenAmount,ProcessingTime,ProcessingSpeed,GenerationTime,GenerationSpeed,"   \
    "TotalTime,Output,Flags\n"
#define CSV_ROW "2025-10-01,koboldcpp_cublas.dll,99,Qwen3-14B-Q4_K_M,4096,100,2.00,1998.00,2.00,50.00,4.00"

static void kobold(void)
{
    static const struct expected rows[] = {
        {CARD BLOCK("{'flashattention': True, 'quantkv': 2, 'batchsize': 512, 'moecpu': 0}", "koboldcpp_cublas.dll",
                    "4096"),
         "backend cuda; model qwen3-14b; quant Q4_K_M; kv_type q4_0; flash_attn 1; ubatch 512; prompt_tokens 3996; "
         "tokens_per_s 1998 | phase decode; gen_tokens 100; depth_tokens 3996; tokens_per_s 50",
         NULL},
        {CARD BLOCK("FlashAttention=False Threads=8 BlasBatchSize=256 KvCache=0", "koboldcpp_vulkan.so", "4096"),
         "backend vulkan; kv_type f16; flash_attn 0; ubatch 256 | phase decode", NULL},
        {CARD BLOCK("{'flashattention': False, 'quantkv': 9, 'batchsize': -1}", "koboldcpp_hipblas.so", "4096"),
         "backend rocm; kv_type; ubatch | phase decode", NULL},
        {CARD BLOCK("{}", "koboldcpp_cublas.dll", "100"), NULL, "expected MaxCtx above GenAmount"},
        {CARD CSV_HEAD CSV_ROW ",\"1 1, 1\",{}\n", "tokens_per_s 1998 | tokens_per_s 50", NULL},
        {CARD CSV_HEAD "2025-10-01,koboldcpp_cublas.dll,99,Qwen3-14B-Q4_K_M,4096,100,2.00,1998.00\n" CSV_ROW ",1,{}\n",
         "tokens_per_s 1998 | tokens_per_s 50", "the head of the CSV has 13 cells and this row 8"},
        {CARD CSV_HEAD "a line, of the log\n" CSV_ROW ",1,{}\n", "tokens_per_s 1998 | tokens_per_s 50", NULL},
    };
    const struct import_bench_ask ask = on("rtx-3090", 1, NULL);
    check(rows, COUNT_OF(rows), &ask);
}

/* Lines of the console, of requests. 1486 tokens in 16.32 s are 91.05 a second, 357 in 80.01 s are 4.46. */
static void console(void)
{
    static const struct expected rows[] = {
        {"Processing Prompt [BLAS] (1486 / 1486 tokens)\nGenerating (357 / 2048 tokens)\n"
         "Time Taken - Processing:16.32s (11.0ms/T = 91.05T/s), Generation:80.01s (224.1ms/T = 4.46T/s), Total:96.33s "
         "(3.71T/s)\n",
         "phase prefill; prompt_tokens 1486; tokens_per_s 91.05 | phase decode; gen_tokens 357; depth_tokens 1486; "
         "tokens_per_s 4.46",
         NULL},
        {"CtxLimit:1843/8192, Amt:357/2048, Init:0.01s, Process:16.32s (91.05T/s), Generate:80.01s (4.46T/s), "
         "Total:96.33s\n",
         "prompt_tokens 1486; depth_tokens 0 | gen_tokens 357; depth_tokens 1486", NULL},
        {"[18:44:54] CtxLimit:1843/8192, Amt:357/2048, Process:16.32s (91.05T/s), Generate:80.01s (4.46T/s), "
         "Total:96.33s\n(Draft Results - Success:210, Failure:90)\n",
         "flags | flags speculative", NULL},
        {"Processing Prompt (1 / 1 tokens)\nCtxLimit:1843/8192, Amt:357/2048, Process:0.10s (10.00T/s), "
         "Generate:80.01s "
         "(4.46T/s), Total:80.11s\n",
         "phase decode; gen_tokens 357", "a prompt of one token is no prefill: the rest was in the cache"},
        {"CtxLimit:1843/8192, Amt:357/2048, Process:0.00s (9999.00T/s), Generate:80.01s (4.46T/s), Total:80.01s\n",
         "phase decode; gen_tokens 357", "the time of the prompt is too short to tell its tokens"},
        {"CtxLimit:1487/8192, Amt:1/2048, Process:16.32s (91.05T/s), Generate:0.10s (10.00T/s), Total:16.42s\n",
         "phase prefill; prompt_tokens 1486", "or it was one alone"},
        {"CtxLimit:1843/8192, Process: soon, Generate: later\n", NULL,
         "expected the times of the prompt and of the answer"},
    };
    struct import_bench_ask ask = on("rtx-3090", 1, "qwen3-14b");
    ask.backend = "cuda";
    check(rows, COUNT_OF(rows), &ask);
}

/* ---- ExLlama, TabbyAPI ---- */

#define METRICS(queue, cached, fresh, speed, gen, total, rate)                                                         \
    "2026-03-01 12:00:00.123 INFO:     Metrics (ID: 4d9a): " gen " tokens generated in " total                         \
    " seconds (Queue: " queue " s, Process: " cached " cached tokens and " fresh " new tokens at " speed               \
    " T/s, Generate: " rate " T/s, Context: 512 tokens)\n"

static void exllama(void)
{
    static const struct expected rows[] = {
        {" -- Model: /models/qwen/ \n ** Length   128 tokens:   1540.55 t/s\n ** Length   fast tokens: 9 t/s\n",
         "engine exllamav2; prompt_tokens 128; tokens_per_s 1540.55", "expected a line like"},
        {" ** Position   128 + 128 tokens:   69.10 t/s\n ** Position   128 + many tokens:   69.10 t/s\n",
         "phase decode; gen_tokens 128; depth_tokens 128; tokens_per_s 69.1", "expected a line like"},
        {" ** Length   128 tokens:   0.0 t/s\n ** Length   256 tokens:   10.0 t/s\n", "prompt_tokens 256",
         "the result has no speed above 0"},
        {"Prefill:\nLength     256:    3100.21 tokens/s\nLength  x: 1 tokens/s\nContext      0:     50.10 tokens/s\n"
         "Context    256 -    49.90 tokens/s\n",
         "engine exllamav3; prompt_tokens 256 | phase decode; depth_tokens 0; tokens_per_s 50.1",
         "expected a line like \"Length     256:"},
        /* 512 / 2000 + 200 / 40 = 5.256 s */
        {METRICS("0.0", "0", "512", "2000.0", "200", "5.26", "40.0"),
         "engine tabbyapi; prompt_tokens 512; depth_tokens 0 | gen_tokens 200; depth_tokens 512; tokens_per_s 40",
         NULL},
        {METRICS("3.0", "0", "512", "2000.0", "200", "8.26", "40.0"), "prompt_tokens 512 | gen_tokens 200", NULL},
        {METRICS("0.0", "0", "512", "2000.0", "200", "9.26", "40.0")
             METRICS("0", "0", "512", "2000.0", "200", "5.26", "40.0"),
         "prompt_tokens 512 | gen_tokens 200",
         "prompt and answer take 5.256 s at the stated speeds, and the line says 9.26"},
        {METRICS("0.0", "511", "1", "50.0", "200", "5.02", "40.0"), "phase decode; depth_tokens 512",
         "a prompt of one token is no prefill"},
        {METRICS("0.0", "0", "512", "2000.0", "1", "0.28", "40.0"), "phase prefill; prompt_tokens 512",
         "one generated token is too few for a speed"},
        {METRICS("0.0", "none", "512", "2000.0", "200", "5.26", "40.0"), NULL,
         "does not state the cached and new tokens of the prompt"},
        {"Response generated in 5.1 seconds (200 tokens, 39.2 tokens/second)\n ** Length   128 tokens: 1540 t/s\n",
         "prompt_tokens 128", "the time of the answer includes that of its prompt"},
    };
    const struct import_bench_ask ask = on("rtx-3090", 1, "qwen3-8b");
    check(rows, COUNT_OF(rows), &ask);
}

/* ---- llama.cpp ---- */

#define TIMES                                                                                                          \
    "prompt eval time = 500.00 ms / 1000 tokens (0.50 ms per token, 2000.00 tokens per second)\n"                      \
    "eval time = 4000.00 ms / 200 runs (20.00 ms per token, 50.00 tokens per second)\n"
#define CUDA "ggml_cuda_init: found 1 CUDA devices:\n" CARD
#define ANSWER " | phase decode; tokens_per_s 50"

static void calls(void)
{
    static const struct expected rows[] = {
        {"$ ./llama-cli -m /m/Qwen3-8B-Q4_K_M.gguf -ngl 99 -fa off -ub 256 -ctk q8_0 -ctv q8_0\n" CUDA TIMES,
         "model qwen3-8b; quant Q4_K_M; backend cuda; flash_attn 0; ubatch 256; kv_type q8_0; flags" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -fa -ngl 99\n" CUDA TIMES, "flash_attn 1" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -ngl 99 -fa\n" CUDA TIMES, "flash_attn 1" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -fa 0 -ngl 99\n" CUDA TIMES, "flash_attn 0" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf --flash-attn=on -ngl 99\n" CUDA TIMES, "flash_attn 1" ANSWER, NULL},
        {"C:\\ai> llama-cli.exe -m C:\\m\\Qwen3-8B-Q4_K_M.gguf ^\n  -ngl 99 ^\n  -ub 256\n" CUDA TIMES,
         "model qwen3-8b; ubatch 256" ANSWER, NULL},
        {"PS> .\\llama-cli.exe -m \"C:\\my models\\Qwen3-8B-Q4_K_M.gguf\" `\n  -ub 256\n" CUDA TIMES,
         "model qwen3-8b; ubatch 256" ANSWER, NULL},
        {"$ ./llama-cli \\\n  -m Qwen3-8B-Q4_K_M.gguf \\\n  -ub 256\n" CUDA TIMES, "model qwen3-8b; ubatch 256" ANSWER,
         NULL},
        {"$ MODEL=x ./llama-cli -m $MODEL -ub ${UB}\nllama_model_loader: loaded meta data with 3 key-value pairs and 9 "
         "tensors from Qwen3-8B-Q4_K_M.gguf (version GGUF V3 (latest))\n" CUDA TIMES,
         "model qwen3-8b; ubatch" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -ub many\n" CUDA TIMES, "ubatch" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -md Qwen3-0.6B-Q8_0.gguf\n" CUDA TIMES, "model qwen3-8b" ANSWER, NULL},
    };
    struct import_bench_ask ask = on("rtx-3090", 1, NULL);
    check(rows, COUNT_OF(rows), &ask);
    static const struct expected two[] = {
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -ngl 99 -sm row -ts 1,1 -dev CUDA0,CUDA1\n" TIMES,
         "split row; gpu_count 2" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -ngl 99 -sm graph\n" TIMES, "split tensor; gpu_count 2" ANSWER, NULL},
        {"$ ./llama-cli -m Qwen3-8B-Q4_K_M.gguf -ngl 99 -sm layer\n" TIMES, "split layer; gpu_count 2" ANSWER, NULL}};
    ask.gpu_count = 2;
    ask.backend = "cuda";
    check(two, COUNT_OF(two), &ask);
}

#define LOADER(file)                                                                                                   \
    "llama_model_loader: loaded meta data with 3 key-value pairs and 9 tensors from " file                             \
    " (version GGUF V3 (latest))\n"
#define INFO                                                                                                           \
    "print_info: arch             = qwen3\nprint_info: file type   = Q4_K - Medium\n"                                  \
    "print_info: file size   = 4.68 GiB (4.91 BPW)\nprint_info: model type       = 8B\n"                               \
    "print_info: model params     = 8.19 B\n"

static void logs(void)
{
    static const struct expected rows[] = {
        {CUDA LOADER("/m/Qwen3-8B-Q4_K_M.gguf") INFO
         "llama_context: n_ubatch      = 512\n"
         "llama_context: flash_attn    = disabled\nload_tensors: offloaded 37/37 layers to GPU\n" TIMES,
         "gpu rtx-3090; backend cuda; model qwen3-8b; quant Q4_K_M; flash_attn 0; ubatch 512" ANSWER, NULL},
        {CUDA LOADER("/m/Qwen3-8B-Q4_K_M.gguf") INFO "llama_context: flash_attn    = auto\n"
                                                     "llama_context: flash_attn    = -1\n" TIMES,
         "flash_attn" ANSWER, NULL},
        {CUDA LOADER("/m/Qwen3-8B-Q4_K_M.gguf") "llama_init_from_model: n_ubatch   = 256\n"
                                                "llama_init_from_model: flash_attn = 1\n" TIMES,
         "flash_attn 1; ubatch 256" ANSWER, NULL},
        {"\x1B[32m" CUDA "\x1B[0m" LOADER("/m/Qwen3-8B-Q4_K_M.gguf") TIMES "\x1B[0", "gpu rtx-3090" ANSWER, NULL},
        {"ggml_cuda_init: found 1 ROCm devices:\n  Device 0: AMD Radeon RX 7900 XTX, gfx1100 (0x1100), VMM: "
         "no\n" LOADER("Qwen3-8B-Q4_K_M.gguf") TIMES,
         "gpu rx-7900-xtx; backend rocm" ANSWER, NULL},
        {"llama_model_load_from_file_impl: using device SYCL0 (Intel(R) Arc(TM) A770 Graphics) - 15473 MiB "
         "free\n" LOADER("Qwen3-8B-Q4_K_M.gguf") TIMES,
         "gpu arc-a770; backend sycl" ANSWER, NULL},
        /* the list of a backend names all cards, "using device" those that run */
        {CUDA "  Device 1: NVIDIA GeForce RTX 3060, compute capability 8.6, VMM: yes\n"
              "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA GeForce RTX 3090) - 24000 MiB free\n" LOADER(
                  "Qwen3-8B-Q4_K_M.gguf") TIMES,
         "gpu rtx-3090; gpu_count 1" ANSWER, NULL},
        /* a file in ollama's store has a hash for a name: the model's own name is in its data */
        {CUDA LOADER("/root/.ollama/models/blobs/"
                     "sha256-a3de86cd1c132c822487ededd47a324c50491393e6565cd14bafa40d0b8e686f") "llama_model_loader: - "
                                                                                                "kv   2:               "
                                                                                                "                "
                                                                                                "general.name str      "
                                                                                                "        = Qwen3 "
                                                                                                "8B\n" INFO TIMES,
         "model qwen3-8b; quant Q4_K_M" ANSWER, NULL},
        {CUDA "srv    load_model: loading model '/m/Qwen3-8B-Q4_K_M.gguf'\n"
              "srv    load_model: loading draft model '/m/Qwen3-0.6B-Q8_0.gguf'\n" LOADER(
                  "/m/Qwen3-0.6B-Q8_0.gguf") "print_info: model params     = 596.05 M\nload_tensors: offloaded 1/29 "
                                             "layers to GPU\n"
                                             "load_tensors:        CUDA0 model buffer size =   1.00 MiB\n"
                                             "llama_context: n_ubatch = 9\nllama_context: flash_attn = 0\n" TIMES,
         "model qwen3-8b; quant Q4_K_M; ubatch; flash_attn" ANSWER, NULL},
        {CUDA LOADER(
             "/m/Qwen3-8B-Q4_K_M.gguf") "llama_kv_cache: size = 576.00 MiB ( 4096 cells), K (q8_0): 288.00 MiB, V "
                                        "(q8_0): 288.00 MiB\n" TIMES,
         "kv_type q8_0" ANSWER, NULL},
        {CUDA LOADER("/m/Qwen3-8B-Q4_K_M.gguf") "load_tensors: offloaded 10/37 layers to GPU\n" TIMES,
         "flags partial-offload" ANSWER, "results with layers or experts in system RAM: state --cpu ID"},
        {CUDA LOADER("/m/Qwen3-30B-A3B-Q4_K_M.gguf") "tensor blk.0.ffn_up_exps.weight buffer type overriden to CPU\n"
                                                     "load_tensors: offloaded 49/49 layers to GPU\n" TIMES,
         "model qwen3-30b-a3b; flags partial-offload" ANSWER, NULL},
        {CUDA LOADER("/m/Qwen3-8B-Q4_K_M.gguf") "build: 4600 (1a2b3c4) with gcc\nbuild: yes\n" TIMES,
         "model qwen3-8b" ANSWER, NULL},
    };
    struct import_bench_ask ask = on(NULL, 0, NULL);
    check(rows, COUNT_OF(rows), &ask);
}

SUITE(bench_forms, {"koboldcpp", kobold}, {"koboldcpp's console", console}, {"ExLlama and TabbyAPI", exllama},
      {"calls", calls}, {"logs", logs})
