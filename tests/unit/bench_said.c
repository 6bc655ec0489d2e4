/* read/bench_said, and what else is taken from the lines around results: the device, its memory and the model in
   people's own words, the command's options, the maker's release. The texts are written for this file. */
#include "test.h"

#include "arena.h"
#include "bench_said.h"
#include "diag.h"
#include "import_bench.h"
#include "import_guess.h"
#include "import_memlog.h"
#include "import_weights.h"
#include "str.h"

#include <math.h>
#include <string.h>

static struct import_bench_ask nothing(void)
{
    static struct bench_weights weights;
    weights = import_weights(test_arena(), test_catalogue());
    return (struct import_bench_ask){
        .batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .ram_gb_s = NAN, .weights = &weights};
}

static struct import_bench all_of(const char *text, const char **faults)
{
    const struct import_bench_ask ask = nothing();
    struct diags d = diag_none(test_arena());
    const struct import_bench out = import_bench_all(test_arena(), &d, test_catalogue(), "x.txt",
                                                     arena_strdup(test_arena(), text), strlen(text), &ask);
    *faults = test_faults(&d);
    return out;
}

/* The device that a text names, and how many; "" where it must not be told. */
static void devices(void)
{
    static const struct {
        const char *text, *id;
        int count;
    } rows[] = {
        {"# My RTX 4090\n", "rtx-4090", 0},
        {"Hardware: NVIDIA RTX 6000 Ada Generation (4x)\n", "rtx-6000-ada", 4},
        {"3xTesla P40, Llama 70B\n", "p40", 3},
        {"ran on 2x3090 with NVLink\n", "rtx-3090", 2},
        {"I have 4 A30 cards.\n", "a30", 4},
        {"dual RTX 3090 here\n", "rtx-3090", 2},
        {"x2 RTX 3090, what is wrong?\n", "rtx-3090", 2},
        {"4 x MI300X in one box\n", "mi300x", 4},
        {"Mac Studio with M1 Ultra 64 core 128 GB\n", "m1-ultra-64c", 0},
        {"a rtx 3060 12GB\nand again: RTX 3060 12GB\n", "rtx-3060-12gb", 0},
        {"Slower than an RTX 4090.\n", "", 0},
        {"RTX 3090 and RTX 4090\n", "", 0},
        {"one RTX 4090\nLater: an RTX 5090\n", "", 0},
        {"4x RTX 3090\nNo, 2x RTX 3090\n", "", 0},
        {"RTX 5090 24GB laptop\n", "rtx-5090-laptop-24gb", 0},
        {"RTX 4090, in a laptop\n", "", 0},
        {"RTX 3090, RTX 4090\n", "", 0},
        {"RTX 3090/RTX 4090\n", "", 0},
        {"RTX 3090 + RTX 4090\n", "", 0},
        {"A 3090 next to my RTX 4090\n", "rtx-4090", 0},
        {"# RTX 3080 - CUDA\nNVIDIA GeForce RTX 3080 (10 GB VRAM), AMD Ryzen 7 5800X\n", "rtx-3080-10gb", 0},
        {"Apple M4 Pro (20-core GPU)\nApple M4 Pro Mac mini\n", "m4-pro-20c-273", 0},
        {"RTX 3080\nRTX 3080 10GB\nRTX 3080 12GB\n", "", 0},
        {"CPU: AMD Ryzen 9 9950X\nGPU: Intel Arc B580\n", "arc-b580", 0},
        {"AMD Ryzen AI Max+ 395\n", "strix-halo", 0},
        {"like so (TP4 on 4*L40S)\n", "l40s", 4},
        {"4\xC3\x97 L40S\n", "l40s", 4},
        {"it ran on b200 again\n", "b200-sxm-180gb", 0},
        {"in b200 and h20 of it\n", "", 0},
        {"NVIDIA DGX Spark here\n", "gb10", 0},
        {"a Spark of Halo\n", "", 0},
        {"|   0  NVIDIA GB10                    On  |   0000000F:01:00.0 Off |                  N/A |\n", "gb10", 1},
        {"|   0  NVIDIA L40S   On  | 00000000:01:00.0 Off | 0 |\n"
         "|   1  NVIDIA L40S   On  | 00000000:02:00.0 Off | 0 |\nOn L40S\n",
         "l40s", 0},
        {"|   0  NVIDIA L40S   On  | 00000000:01:00.0 Off | 0 |\n"
         "|   1  NVIDIA GeForce RTX 4090   On  | 00000000:02:00.0 Off | 0 |\n",
         "", 0},
        {"An A100\n", "", 0},
        {"An M4 Max\n", "", 0},
        {"3090 tokens in 4090 ms\n", "", 0},
        {"$ run --gpu RTX 3090\n| RTX 3090 | 24 GB |\nggml_x: RTX 3090\n", "", 0},
        {"https://example.org/RTX 3090\n", "", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        const struct bench_said s = bench_said_read(test_arena(), test_catalogue(), rows[i].text);
        SAME(s.gpu ? s.device->id : "", rows[i].id);
        THAT(!s.gpu || s.count == rows[i].count);
    }
}

#define TABLE                                                                                                          \
    "| model | size | params | backend | ngl | test | t/s |\n|---|---|---|---|---|---|---|\n"                          \
    "| qwen3 8B Q4_K - Medium | 4.68 GiB | 8.19 B | Vulkan | 99 | tg128 | 80.00 |\n"

/* What is said of a table's device, model and engine. */
static void tables(void)
{
    static const struct {
        const char *text, *gpu, *fault;
    } rows[] = {
        {"# Benchmark of an AMD RX 7900 XT\n\n" TABLE, "rx-7900-xt", "of line 1 is taken as the device that ran"},
        {"RTX 3090 and RTX 4090\n" TABLE, NULL, "the text names 'RTX 3090', 'RTX 4090'"},
        {TABLE, NULL, "the file does not name the device"},
        {"On my RX 9070 XT:\nggml_vulkan: 0 = AMD Radeon Graphics (RADV GFX1201) (radv) | uma: 0\n" TABLE, "rx-9070-xt",
         "'RX 9070 XT' of line 1"},
        {"ggml_vulkan: 0 = AMD Radeon 8060S Graphics (AMD open-source driver) | uma: 1\n" TABLE, "strix-halo", ""},
        {"Vulkan0: AMD Radeon RX 5700 XT (RADV NAVI10) | uma: 0 | fp16: 1\n" TABLE, "rx-5700-xt", ""},
        {"ggml_vulkan: 0 = AMD Radeon RX 7900 XT (RADV NAVI31) (radv) | uma: 0\n"
         "ggml_vulkan: 1 = V3D 7.1.10.2 (V3DV Mesa) | uma: 1\n" TABLE,
         "rx-7900-xt", ""},
        {"ggml_vulkan: 0 = V3D 7.1.10.2 (V3DV Mesa) | uma: 1\n"
         "ggml_vulkan: 1 = AMD Radeon RX 7900 XT (RADV NAVI31) (radv) | uma: 0\n" TABLE,
         "rx-7900-xt", ""},
        {"|  0%   40C  P8  20W / 425W |  1000MiB /  49140MiB |\n  Device 0: NVIDIA GeForce RTX 4090 D, x\n" TABLE,
         "rtx-4090d-48gb", "has 48 GiB by nvidia-smi"},
        {"$ llama-bench --rpc 10.0.0.2:50052 -m Qwen3-8B-Q4_K_M.gguf\n  Device 0: NVIDIA GeForce RTX 3090, x\n" TABLE,
         NULL, "it ran over RPC"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].text);
        const struct speed_row_list got = all_of(rows[i].text, &faults).speeds;
        SAME(got.n == 1 ? got.v[0].gpu : NULL, rows[i].gpu);
        THAT(*rows[i].fault ? strstr(faults, rows[i].fault) != NULL : *faults == '\0');
    }
}

/* The model of a table by its heading, by the folder of its file, and by a label that several models share. */
static void models(void)
{
#define OF(label, size, params)                                                                                        \
    "Device 0: NVIDIA GeForce RTX 3090, x\n| model | size | params | backend | ngl | test | t/s |\n"                   \
    "|---|---|---|---|---|---|---|\n| " label " | " size " GiB | " params " B | CUDA | 99 | tg128 | 80.00 |\n"
#define LLAMA_7B OF("llama 7B F16", "12.55", "6.74")
    static const struct {
        const char *text, *model, *fault;
    } rows[] = {{"### `Bonsai-8B`\n" OF("qwen3 8B Q1_0", "1.07", "8.19"), "bonsai-8b", ""},
                {"## Bonsai-8B:\n## Notes\n" OF("qwen3 8B Q4_0", "4.44", "8.19"), "qwen3-8b", ""},
                {"## gfx-1151\n" OF("qwen3 8B Q4_0", "4.44", "8.19"), "qwen3-8b", ""},
                {"## Qwen3-4B\n" OF("qwen3 8B Q4_0", "4.44", "8.19"), "qwen3-8b", ""},
                {"llama-bench -m m/codellama-7b/ggml-model-f16.gguf\n" LLAMA_7B, "codellama-7b", ""},
                {"llama-bench -m m/codellama-7b/ggml-model-f16.gguf -m m/codellama-7b/ggml-model-q4_0.gguf\n" LLAMA_7B,
                 "codellama-7b", ""},
                {"llama-bench -m m/codellama-7b/ggml-model-f16.gguf -m m/vicuna-7b/ggml-model-f16.gguf\n" LLAMA_7B,
                 "llama-1-7b", "which is also that of"},
                {"llama-bench -m m/7B/ggml-model-f16.gguf\n" LLAMA_7B, "llama-1-7b", "which is also that of"},
                {OF("qwen3moe 30B.A3B Q4_0", "16.12", "30.53"), "qwen3-30b-a3b", "also that of qwen3-coder-30b-a3b"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].text);
        const struct speed_row_list got = all_of(rows[i].text, &faults).speeds;
        SAME(got.n ? got.v[0].model : faults, rows[i].model);
        THAT(*rows[i].fault ? strstr(faults, rows[i].fault) != NULL : !strstr(faults, "also that of"));
    }
#undef LLAMA_7B
#undef OF
}

/* ik_llama.cpp has its own columns, writes the prompt before an answer as tg64@pp512, and has no column for -ot. */
static void of_ik(void)
{
    const char *faults;
    const struct speed_row_list got =
        all_of("./build/bin/llama-bench \\\n  --model Qwen3-30B-A3B-Q4_K_M.gguf \\\n  --override-tensor exps=CPU \\\n  "
               "-fmoe 1\n"
               "Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes\n"
               "| model | size | params | backend | ngl | fmoe | test | t/s |\n|---|---|---|---|---|---|---|---|\n"
               "| qwen3moe 30B.A3B Q4_K - Medium | 17.28 GiB | 30.53 B | CUDA | 99 | 1 | pp512 | 900.00 |\n"
               "| qwen3moe 30B.A3B Q4_K - Medium | 17.28 GiB | 30.53 B | CUDA | 99 | 1 | tg64@pp512 | 20.00 |\n",
               &faults)
            .speeds;
    if (!THAT(got.n == 2))
        return;
    SAME(got.v[0].engine, "ik_llama.cpp");
    SAME(got.v[0].model, "qwen3-30b-a3b");
    SAME(got.v[0].fits, "partial");
    THAT(got.v[0].n_cpu_moe == 48);
    THAT(got.v[1].gen_tokens == 64 && got.v[1].depth_tokens == 512 && got.v[1].tokens_per_s == 20);
}

/* Several overrides: the first whose pattern is found counts. Buffers of a log that hold less than the file. */
static void in_ram(void)
{
#define RUN(options)                                                                                                   \
    "llama-bench -m Qwen3-30B-A3B-Q4_K_M.gguf -fmoe 1 " options "\nDevice 0: NVIDIA GeForce RTX 3090, x\n"             \
    "| model | size | params | backend | ngl | fmoe | test | t/s |\n|---|---|---|---|---|---|---|---|\n"               \
    "| qwen3moe 30B.A3B Q4_K - Medium | 17.28 GiB | 30.53 B | CUDA | 99 | 1 | tg128 | 20.00 |\n"
#define LOG(device, host)                                                                                              \
    "llama_model_load: using device CUDA0 (NVIDIA GeForce RTX 3090) - 24000 MiB free\n"                                \
    "llama_model_loader: loaded meta data with 35 key-value pairs and 579 tensors from /m/Qwen3-30B-A3B-Q4_K_M.gguf\n" \
    "print_info: file size   = 17.28 GiB (4.86 BPW)\nprint_info: model params     = 30.53 B\n"                         \
    "load_tensors: offloaded 49/49 layers to GPU\nload_tensors:   CPU_Mapped model buffer size = " host " MiB\n"       \
    "load_tensors:        CUDA0 model buffer size = " device " MiB\n"                                                  \
    "prompt eval time = 500.00 ms / 1000 tokens (0.50 ms per token, 2000.00 tokens per second)\n"                      \
    "eval time = 4000.00 ms / 200 tokens (20.00 ms per token, 50.00 tokens per second)\n"
    static const struct {
        const char *text, *fits, *fault;
        double layers;
    } rows[] = {
        {RUN("-ot 'blk\\.[0-9]\\.ffn_.*_exps=CPU' -ot 'blk\\.1[0-3]\\.ffn_.*_exps=CPU'"), "partial", "state --cpu", 14},
        {RUN("-ot 'blk\\.[0-4]\\.=CUDA0' -ot exps=CPU"), "partial", "state --cpu", 43},
        {RUN("-ot exps=CUDA0"), "yes", "", NAN},
        {LOG("17000.00", "700.00"), "yes", "", NAN},
        {LOG("800.00", "17400.00"), "partial", "hold less than the file", NAN}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].text);
        const struct speed_row_list got = all_of(rows[i].text, &faults).speeds;
        const struct speed_row *last = got.n ? &got.v[got.n - 1] : NULL;
        SAME(last ? last->fits : faults, rows[i].fits);
        THAT(!last || (isnan(rows[i].layers) ? isnan(last->n_cpu_moe) : last->n_cpu_moe == rows[i].layers));
        THAT(*rows[i].fault ? strstr(faults, rows[i].fault) != NULL : !strstr(faults, "RAM"));
    }
#undef RUN
#undef LOG
}

#define SERVED                                                                                                         \
    "============ Serving Benchmark Result ============\nMaximum request concurrency: 1\nSuccessful requests: 10\n"    \
    "Benchmark duration (s): 52.10\nTotal input tokens: 10240\nTotal generated tokens: 2560\n"                         \
    "Mean TTFT (ms): 100.00\nMean TPOT (ms): 20.00\n"

/* A server of the maker's own release, and cards that the server's command counts. */
static void servers(void)
{
    static const struct {
        const char *text, *quant, *fault;
        int count;
    } rows[] = {
        {"Hardware: NVIDIA B200 GPU (8x)\nvllm serve Qwen/Qwen3-Next-80B-A3B-Instruct --tensor-parallel-size "
         "8\n" SERVED,
         "BF16", "names no quant: it is taken as released, in BF16", 8},
        {"On L40S\nvllm serve Qwen/Qwen3-8B --tensor-parallel-size 2\n" SERVED, "BF16", "taken as released", 2},
        {"On L40S\nvllm serve Qwen/Qwen3-8B --quantization fp8\n" SERVED, "FP8", "", 1},
        {"2x L40S\nvllm serve Qwen/Qwen3-8B --tensor-parallel-size 4\n" SERVED, NULL, "the text names 2 of 'L40S'", 0},
        {"On L40S\nvllm serve /models/Qwen/Qwen3-8B --served-model-name my3\nvllm bench serve --model my3 "
         "--num-prompts "
         "10\n" SERVED,
         "BF16", "'/models/Qwen/Qwen3-8B' names no quant", 1},
        {"On L40S\nvllm bench serve --model my3 --tokenizer Qwen/Qwen3-8B-FP8 --num-prompts 10\n" SERVED, "FP8", "", 1},
        {"8x L40S\npython -m sglang.launch_server --model-path Qwen/Qwen3-32B --tp 8 --dp 8 "
         "--enable-dp-attention\n" SERVED,
         "BF16", "data parallelism 8 on the same cards", 8},
        {"8x L40S\nvllm serve Qwen/Qwen3-8B --tensor-parallel-size 4\n" SERVED, "BF16",
         "names 8 of 'L40S', and the command runs on 4", 4},
        {"|   0  NVIDIA L40S   On  | 00000000:01:00.0 Off | 0 |\n"
         "|   1  NVIDIA L40S   On  | 00000000:02:00.0 Off | 0 |\nvllm serve Qwen/Qwen3-8B --max-model-len "
         "4096\n" SERVED,
         NULL, "nvidia-smi lists 2 of 'NVIDIA L40S'", 0},
        {"On RTX 3060 12GB\nvllm serve Qwen/Qwen3-32B --max-model-len 4096\n" SERVED, NULL, "but not how many", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].text);
        const struct speed_row_list got = all_of(rows[i].text, &faults).speeds;
        SAME(got.n ? got.v[0].quant : NULL, rows[i].quant);
        THAT(got.n == 0 || got.v[0].gpu_count == rows[i].count);
        THAT(strstr(faults, rows[i].fault) != NULL);
    }
}

/* A start log between what people wrote, with the model in a line of its own or in the command behind the log. */
static void logs(void)
{
    static const char *const texts[] = {
        "GPU: RTX 3090\nMODEL: meta-llama/Llama-3.1-8B-Instruct\nLoading model weights took 14.9888 GB\n",
        "On an RTX 3090:\nModel loading took 14.9888 GiB\nGPU KV cache size: 20,000 tokens\n\n"
        "vllm serve meta-llama/Llama-3.1-8B-Instruct --max-model-len 8192\n"};
    const struct import_bench_ask ask = nothing();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct diags d = diag_none(test_arena());
        const struct log_row_list got = import_memlog(test_arena(), &d, test_catalogue(), "x.log",
                                                      arena_strdup(test_arena(), texts[i]), strlen(texts[i]), &ask);
        test_row("%s", texts[i]);
        test_faults(&d);
        if (!THAT(got.n == 1))
            continue;
        SAME(got.v[0].gpu, "rtx-3090");
        SAME(got.v[0].model, "llama-3.1-8b");
        SAME(got.v[0].quant, "BF16");
    }
}

/* A text that speaks of tokens and of no price is no list of parts. */
static void guesses(void)
{
    static const char text[] = "Time to First Token (ms) | 24.44\nOutput token throughput | 67 tok/s\n",
                      parts[] = "RTX 3090, 700 USD\n",
                      shell[] = "me@node1$ python run.py\n ** Speed: 30.1 tokens/second\n",
                      dollars[] = "RTX 3090, $ 700, 90 tok/s\n", behind[] = "RTX 3090, 700$, 90 tok/s\n";
    SAME(import_guess_text(test_arena(), text, strlen(text)), "llama-bench");
    SAME(import_guess_text(test_arena(), parts, strlen(parts)), "parts");
    SAME(import_guess_text(test_arena(), shell, strlen(shell)), "llama-bench");
    SAME(import_guess_text(test_arena(), dollars, strlen(dollars)), "parts");
    SAME(import_guess_text(test_arena(), behind, strlen(behind)), "parts");
}

/* A table of llama-batched-bench names neither device, model, quant nor backend. Files of GGUF come in many quants. */
static void batched(void)
{
#define BATCHED                                                                                                        \
    "main: n_kv_max = 4096, n_batch = 2048, n_ubatch = 512, flash_attn = 1, n_gpu_layers = 99\n\n"                     \
    "| PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s | T s | S t/s |\n"                                   \
    "|----|----|---|------|--------|----------|--------|----------|-----|-------|\n"                                   \
    "| 512 | 32 | 2 | 1088 | 0.256 | 4000.00 | 0.640 | 100.00 | 0.896 | 1214.29 |\n\n"
#define OTHER                                                                                                          \
    "| model | size | params | backend | ngl | test | t/s |\n|---|---|---|---|---|---|---|\n"                          \
    "| gpt-oss 20B MXFP4 MoE | 11.27 GiB | 20.91 B | Vulkan | 99 | tg128 | 80.00 |\n"
    static const struct {
        const char *text, *model, *quant, *backend;
    } rows[] = {
        {"An RX 7900 XT\nModel: https://huggingface.co/ggml-org/gpt-oss-20b-GGUF\n" BATCHED OTHER, "gpt-oss-20b",
         "MXFP4_MOE", "vulkan"},
        {"An RX 7900 XT\nModel: ggml-org/gpt-oss-20b-GGUF\n" BATCHED, "the file does not state the backend", NULL,
         NULL},
        {"An RX 7900 XT\nModel: ggml-org/Qwen3-8B-GGUF\n" BATCHED OTHER, "does not state the quant", NULL, NULL},
        {"An RX 7900 XT\nModel: Qwen/Qwen3-8B\n" BATCHED OTHER, "does not state the quant", NULL, NULL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].text);
        const struct speed_row_list got = all_of(rows[i].text, &faults).speeds;
        if (!rows[i].quant) {
            THAT(got.n == 0 && strstr(faults, rows[i].model) != NULL);
            continue;
        }
        SAME(got.n ? got.v[0].model : faults, rows[i].model);
        SAME(got.n ? got.v[0].quant : faults, rows[i].quant);
        SAME(got.n ? got.v[0].backend : faults, rows[i].backend);
    }
#undef OTHER
#undef BATCHED
}

/* koboldcpp's CSV without its last cell; mlx_lm.generate's -m, a number of tokens; a processor that names its graphics;
   a shape that the description narrows. */
static void others(void)
{
    static const struct {
        const char *text, *gpu, *model;
    } rows[] = {
        {"3x Tesla P40\nBackend,Layers,Model,MaxCtx,GenAmount,ProcessingTime,ProcessingSpeed,GenerationTime,"
         "GenerationSpeed,TotalTime,Output,Flags\n"
         "koboldcpp_cublas.dll,81,Meta-Llama-3-70B-Instruct-Q6_K,8192,100,80.92,100.00,20.00,5.00,100.92\n",
         "p40", "llama-3-70b"},
        {"An Apple M2 Ultra 76-core 192 GB\nmlx_lm.generate --model mlx-community/Qwen3-8B-4bit -p x -m 1000\n"
         "Prompt: 34 tokens, 340.000 tokens-per-sec\nGeneration: 642 tokens, 80.000 tokens-per-sec\nPeak memory: 5 "
         "GB\n",
         "m2-ultra-76c", "qwen3-8b"},
        {"{\"gpu_info\": \"AMD Radeon Graphics\", \"cpu_info\": \"AMD RYZEN AI MAX+ 395 w/ Radeon 8060S\", "
         "\"backends\": "
         "\"ROCm\", \"model_filename\": \"Qwen3-8B-Q4_K_M.gguf\", \"model_n_params\": 8190735360, \"n_prompt\": 0, "
         "\"n_gen\": 128, \"avg_ts\": 40}\n",
         "strix-halo", "qwen3-8b"},
        {"RTX 3090\n| model | params | backend | test | t/s |\n|---|---|---|---|---|\n"
         "| deepseek2 30B.A3B Q4_0 | 29.94 B | CUDA | tg128 | 90 |\n",
         "rtx-3090", "glm-4.7-flash"},
        {"RTX 3090\n| model | params | backend | test | t/s |\n|---|---|---|---|---|\n"
         "| qwen3 8B Q4_0 | 8.19 B | CUDA (master) | tg128 | 90 |\n",
         "rtx-3090", "qwen3-8b"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *faults;
        test_row("%s", rows[i].text);
        const struct speed_row_list got = all_of(rows[i].text, &faults).speeds;
        SAME(got.n ? got.v[0].gpu : faults, rows[i].gpu);
        SAME(got.n ? got.v[0].model : faults, rows[i].model);
    }
}

SUITE(bench_said, {"the device that a text names", devices}, {"around tables", tables}, {"models of tables", models},
      {"ik_llama.cpp's tables", of_ik}, {"in system RAM", in_ram}, {"around servers' results", servers},
      {"around start logs", logs}, {"no list of parts", guesses}, {"llama-batched-bench", batched},
      {"other formats", others})
