/* read/import_memlog: start logs of llama.cpp, ollama, ik_llama.cpp, vLLM and SGLang (tests/memlogs, printed by those
   programs) as rows of a memory log file. Expected values stand in the logs, or are sums of values that do. */
#include "test.h"

#include "arena.h"
#include "bench_ask.h"
#include "check.h"
#include "diag.h"
#include "file.h"
#include "import_guess.h"
#include "import_memlog.h"
#include "import_weights.h"
#include "load.h"
#include "load_measured.h"
#include "page_rows.h"
#include "str.h"

#include <math.h>
#include <string.h>

static struct import_bench_ask nothing(void)
{
    static struct bench_weights weights;
    weights = import_weights(test_arena(), test_catalogue());
    return (struct import_bench_ask){
        .batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .date = "2025-06", .weights = &weights};
}

static struct import_bench_ask about(const char *gpu, int count, const char *model, const char *quant)
{
    struct import_bench_ask ask = nothing();
    ask.gpu = gpu;
    ask.gpu_count = count;
    ask.model = model ? catalogue_find(test_catalogue(), &kind_model, model) : NULL;
    ask.quant = quant ? catalogue_find(test_catalogue(), &kind_quant, quant) : NULL;
    THAT((!model || ask.model) && (!quant || ask.quant));
    return ask;
}

/* Returns errors and warnings as they are printed. */
static const char *said(const struct diags *d)
{
    struct str out = str_new(test_arena());
    diag_print(d, &out);
    return out.text;
}

static struct log_row_list from_text(const char *text, const struct import_bench_ask *ask, const char **faults)
{
    struct diags d = diag_none(test_arena());
    const struct log_row_list rows = import_memlog(test_arena(), &d, test_catalogue(), "x.log",
                                                   arena_strdup(test_arena(), text), strlen(text), ask);
    *faults = said(&d);
    return rows;
}

/* Returns the only row of a file, which must come without errors and be read again as a memory log. */
static const struct log_row *from_file(const char *path, const struct import_bench_ask *ask)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    char *text = file_read(test_arena(), &d, path, &size);
    test_row("%s", path);
    THAT(text != NULL);
    SAME(import_guess_text(test_arena(), text, size), "memory");
    const struct log_row_list rows = import_memlog(test_arena(), &d, test_catalogue(), path, text, size, ask);
    THAT(rows.n == 1 && d.errors == 0);
    struct str out = str_new(test_arena());
    page_rows_csv(&kind_log_row, &(struct any_list){rows.n, rows.v}, &out);
    const struct measured *m = load_measured(test_arena(), &d, test_catalogue(), &check_kinds, "rows.csv", out.text,
                                             out.len);
    THAT(m != NULL && m->kind->row == &kind_log_row && d.errors == 0);
    return rows.v;
}

static void experts_on_host(void)
{
    const struct import_bench_ask ask = nothing();
    const struct log_row *r = from_file("tests/memlogs/llama-experts-on-host.log", &ask);
    SAME(r->engine, "llama.cpp");
    SAME(r->model, "qwen3-30b-a3b");
    SAME(r->quant, "Q4_K_M");
    SAME(r->gpu, "rtx-4090+rtx-5090");
    SAME(r->flash_attn, "0");
    SAME(r->kv_type, "f16");
    SAME(r->fits, "1");
    THAT(r->gpu_count == 2 && r->ctx == 16384 && r->ubatch == 512 && r->n_seq == 1 && isnan(r->ngl));
    CLOSE(r->file_gib, 17.28, 1e-9);
    CLOSE(r->weights_mib, 17.28 * 1024, 1e-9); /* pages in system RAM span what is on the cards */
    CLOSE(r->gpu_weights_mib, 135.76 + 648.66, 1e-9);
    CLOSE(r->kv_mib, 1536, 1e-9);
    CLOSE(r->compute_mib, 2 * 1080, 1e-9);
    CLOSE(r->host_mib, 36.01, 1e-9);
    CLOSE(r->total_mib, 135.76 + 648.66 + 1536 + 2160, 1e-9);
}

/* 26 of 65 layers on a card that ran out of memory, and of which other programs held a part. */
static void out_of_memory(void)
{
    const struct import_bench_ask ask = nothing();
    const struct log_row *r = from_file("tests/memlogs/llama-out-of-memory.log", &ask);
    SAME(r->model, "qwen3.5-27b");
    SAME(r->quant, "Q4_K_S");
    SAME(r->gpu, "rtx-4070");
    SAME(r->flash_attn, "1");
    SAME(r->fits, "0");
    THAT(r->ngl == 26 && r->ctx == 131072 && r->ubatch == 1024 && r->card_shared == flag_yes);
    THAT(r->kv_state == flag_yes && isnan(r->compute_mib) && isnan(r->total_mib));
    CLOSE(r->weights_mib, 8740.26 + 6096.65, 1e-9);
    CLOSE(r->kv_mib, 4608 + 3584 + 93.52 + 56.11, 1e-9);
    THAT(strstr(r->note, "projected to use 11138 MiB of device memory vs. 10372 MiB") != NULL);
}

/* The quant is not stated, and neither is the model: lines of an extract. */
static void extract(void)
{
    const struct import_bench_ask ask = about(NULL, 0, "qwen3.6-27b", "Q4_K_S");
    const struct log_row *r = from_file("tests/memlogs/llama-lines.log", &ask);
    SAME(r->gpu, "rtx-3090");
    SAME(r->kv_type, "q8_0");
    THAT(r->kv_type_v == NULL && r->ctx == 200192 && isnan(r->ngl) && r->card_shared != flag_yes);
    CLOSE(r->kv_mib, 6647 + 149.62, 1e-9);
    CLOSE(r->total_mib, 14032.23 + 6647 + 149.62 + 654.78, 1e-9);
    CLOSE(r->host_mib, 411.29, 1e-9);
    const struct import_bench_ask open = nothing();
    const char *faults;
    const struct log_row_list rows = from_text(
        "llm_load_tensors: offloaded 3/3 layers to GPU\nllm_load_tensors: CUDA0 buffer size = 100.00 MiB\n", &open,
        &faults);
    THAT(rows.n == 0 && strstr(faults, "--gpu") && strstr(faults, "--model"));
}

static void cards(void)
{
    const struct import_bench_ask ask = about(NULL, 0, "deepseek-r1-distill-qwen-32b", NULL);
    const struct log_row *r = from_file("tests/memlogs/llama-four-cards.log", &ask);
    SAME(r->gpu, "rtx-3090");
    SAME(r->quant, "Q4_K_M");
    THAT(r->gpu_count == 4 && r->fits == NULL && isnan(r->total_mib) && isnan(r->kv_mib) && isnan(r->ctx));
    CLOSE(r->weights_mib, 417.66 + 4844.72 + 2 * 4366.53 + 4930.57, 1e-9);
}

static void metal(void)
{
    struct import_bench_ask ask = about("m1-pro-16c", 1, "granite-8b-code", NULL);
    ask.date = NULL;
    const struct log_row *r = from_file("tests/memlogs/ollama-2024-metal.log", &ask);
    SAME(r->engine, "ollama");
    SAME(r->engine_date, "2024-11");
    SAME(r->quant, "Q4_0");
    THAT(r->gpu_mem_gib == 32 && r->n_seq == 4 && r->ubatch == 512);
    CLOSE(r->weights_mib, 157.5 + 4376.56, 1e-9); /* the output matrix is the embedding, which lies in both places */
    CLOSE(r->compute_mib, 2144, 1e-9);
    CLOSE(r->host_mib, 72.01, 1e-9);
    ask = about("m4-10c", 1, NULL, NULL);
    r = from_file("tests/memlogs/ollama-2026-metal.log", &ask); /* its first load reads only the vocabulary */
    SAME(r->flash_attn, "1");
    CLOSE(r->total_mib, 4863.84 + 1280 + 304, 1e-9);
    ask = about("m5-10c", 1, NULL, NULL);
    r = from_file("tests/memlogs/llama-windows-metal.log", &ask);
    SAME(r->model, "gpt-oss-20b");
    SAME(r->quant, "MXFP4_MOE");
    CLOSE(r->kv_mib, 3072 + 18, 1e-9);
    CLOSE(r->weights_mib, 11.27 * 1024, 1e-9);
    CLOSE(r->total_mib, 11.27 * 1024 - 586.82 + 3090 + 420.08, 1e-9);
}

static void other_builds(void)
{
    struct import_bench_ask ask = nothing();
    const struct log_row *r = from_file("tests/memlogs/llama-phi3.log", &ask);
    SAME(r->model, "phi-3-mini");
    SAME(r->gpu, "rtx-3070");
    THAT(r->ubatch == 256 && r->ctx == 4096);
    CLOSE(r->total_mib, 2228.82 + 1536 + 150, 1e-9);
    ask = about(NULL, 0, "gemma-4-12b", "Q4_0");
    r = from_file("tests/memlogs/llama-windows-vulkan.log", &ask);
    SAME(r->gpu, "rtx-3080-ti");
    THAT(r->n_seq == 4 && r->ubatch == 2048); /* slots of the server; of the command */
    CLOSE(r->kv_mib, 128 + 1920, 1e-9);
    ask = about("rtx-5090", 1, "gpt-oss-120b", "MXFP4_MOE");
    r = from_file("tests/memlogs/ik-experts-on-host.log", &ask);
    SAME(r->engine, "ik_llama.cpp");
    THAT(r->mla == 0 && isnan(r->amb_mib) && r->ubatch == 4096);
    CLOSE(r->gpu_weights_mib, 16282.53, 1e-9);
    CLOSE(r->weights_mib, 43683.05 + 586.82 + 16282.53, 1e-9);
}

static void vllm(void)
{
    struct import_bench_ask ask = about("a100-sxm-80gb", 1, "phi-4-14b", "GPTQ-INT4");
    const struct log_row *r = from_file("tests/memlogs/vllm-v0.log", &ask);
    SAME(r->engine, "vllm");
    THAT(r->pool_tokens == 715 * 16 && r->ctx == 2048); /* 5.59 sequences of 2048 tokens: blocks of 16 */
    CLOSE(r->util_frac, 0.15, 1e-9);
    CLOSE(r->card_gib, 79.25, 1e-9);
    CLOSE(r->outside_gib, 0.26, 1e-9);
    CLOSE(r->weights_mib, 8.5107 * 1024, 1e-9);
    CLOSE(r->compute_mib, 0.94 * 1024, 1e-9);
    CLOSE(r->kv_mib, 2.18 * 1024, 1e-9);
    SAME(r->fits, "1");
    ask = about("a100-sxm-40gb", 1, "phi-4-mini", NULL);
    r = from_file("tests/memlogs/vllm-v0-float16.log", &ask);
    SAME(r->quant, "F16"); /* dtype, where no quantisation is stated */
    THAT(r->pool_tokens == 13618 * 16 && r->ctx == 2048);
    ask = about("gb10", 1, "qwen3.6-35b-a3b", "NVFP4");
    r = from_file("tests/memlogs/vllm-v1.log", &ask);
    SAME(r->kv_type, "fp8");
    THAT(r->pool_tokens == 5463232 && r->ctx == 262144 && r->ubatch == 32768);
    CLOSE(r->util_frac, 0.8, 1e-9);
    CLOSE(r->weights_mib, 21.42 * 1024, 1e-9);
    CLOSE(r->kv_mib, 64.69 * 1024, 1e-9);
}

static void sglang(void)
{
    struct import_bench_ask ask = about("mi355x", 8, "glm-5.1", "FP8");
    ask.date = NULL;
    const struct log_row *r = from_file("tests/memlogs/sglang-eight-cards.log", &ask);
    SAME(r->engine, "sglang");
    SAME(r->engine_date, "2026-02");
    SAME(r->kv_type, "fp8");
    THAT(r->pool_tokens == 3262823 && r->gpu_count == 8);
    CLOSE(r->weights_mib, 89.58 * 1024, 1e-9);
    CLOSE(r->kv_mib, 186.77 * 1024, 1e-9);
}

/* A small log: a model of 100 MiB of weights, its cache and its compute buffer. */
#define HEAD                                                                                                           \
    "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA GeForce RTX 3090) - 24000 MiB free\n"                 \
    "llama_model_loader: loaded meta data with 3 key-value pairs and 9 tensors from Qwen3-8B-Q4_K_M.gguf (version "    \
    "GGUF V3 (latest))\nprint_info: file type   = Q4_K - Medium\nprint_info: arch = qwen3\n"                           \
    "print_info: model type = 8B\nprint_info: model params = 8.19 B\nprint_info: file size = 4.68 GiB (4.9 BPW)\n"     \
    "load_tensors: offloaded 37/37 layers to GPU\n"                                                                    \
    "load_tensors:   CPU_Mapped model buffer size =   333.84 MiB\n"                                                    \
    "load_tensors:        CUDA0 model buffer size =  4455.34 MiB\n"
#define CONTEXT                                                                                                        \
    "llama_context: constructing llama_context\nllama_context: n_ctx         = 4096\nllama_context: n_ubatch = 512\n"
#define CACHE                                                                                                          \
    "llama_kv_cache:      CUDA0 KV buffer size =   576.00 MiB\n"                                                       \
    "llama_kv_cache: size =  576.00 MiB (  4096 cells,  36 layers,  1/1 seqs), K (f16):  288.00 MiB, V (f16):  "       \
    "288.00 MiB\n"
#define COMPUTE "llama_context:      CUDA0 compute buffer size =   304.75 MiB\n"

/* Returns the only row of a text; *faults are the warnings. */
static const struct log_row *one(const char *text, const char **faults)
{
    const struct import_bench_ask ask = nothing();
    const struct log_row_list rows = from_text(text, &ask, faults);
    THAT(rows.n == 1);
    return rows.v;
}

static void contradictions(void)
{
    const char *faults;
    const struct log_row *r = one(HEAD CONTEXT CACHE COMPUTE, &faults);
    SAME(faults, "");
    CLOSE(r->total_mib, 4455.34 + 576 + 304.75, 1e-9);
    r = one(HEAD CONTEXT "llama_kv_cache: CUDA0 KV buffer size = 500.00 MiB\n" CACHE COMPUTE, &faults);
    THAT(strstr(faults, "W427") && isnan(r->kv_mib) && isnan(r->total_mib)); /* two sizes for one device */
    CLOSE(r->compute_mib, 304.75, 1e-9);
    r = one(HEAD CONTEXT "llama_kv_cache: CUDA0 KV buffer size = 575.00 MiB\n"
                         "llama_kv_cache: size = 576.00 MiB (4096 cells), K (f16): 288.00 MiB, V (f16): 288.00 MiB\n",
            &faults);
    THAT(strstr(faults, "W427") && isnan(r->kv_mib)); /* the sum says otherwise */
    r = one(HEAD CONTEXT CACHE CACHE COMPUTE, &faults);
    THAT(strstr(faults, "W427") && r->kv_mib == 576); /* said twice */
    r = one(HEAD CONTEXT CACHE "llama_kv_cache_iswa: creating     SWA KV cache, size = 4096 cells\n" CACHE COMPUTE,
            &faults);
    THAT(r->kv_mib == 2 * 576); /* two caches of the same size */
    SAME(faults, "");
    r = one(HEAD CONTEXT CACHE COMPUTE "sched_reserve: CUDA0 compute buffer size = 400.00 MiB\n", &faults);
    THAT(strstr(faults, "W427") && isnan(r->compute_mib) && r->kv_mib == 576);
    r = one(HEAD "load_tensors: CUDA0 model buffer size = 9000.00 MiB\n" CONTEXT CACHE COMPUTE, &faults);
    THAT(strstr(faults, "W427") && isnan(r->weights_mib)); /* the file is smaller */
    r = one(HEAD CONTEXT CACHE COMPUTE
            "| memory breakdown [MiB] | total free self model context compute unaccounted |\n"
            "|   - CUDA0 (RTX 3090)   | 24575 = 18000 + (5400 = 4455 + 640 + 304) + 1175 |\n",
            &faults);
    THAT(strstr(faults, "W427") && isnan(r->kv_mib) && r->compute_mib == 304.75);
    r = one(HEAD CONTEXT CACHE COMPUTE
            "|   - CUDA0 (RTX 3090)   | 24575 = 18000 + (5335 = 4455 + 576 + 304) + 1240 |\n",
            &faults);
    SAME(faults, "");
    r = one(HEAD CONTEXT "llama_kv_cache: CUDA0 KV buffer size = much\n" COMPUTE, &faults);
    THAT(strstr(faults, "W427") && isnan(r->kv_mib)); /* a line that is not read */
}

static void many(void)
{
    const struct import_bench_ask ask = nothing();
    const char *faults;
    struct log_row_list rows = from_text(HEAD CONTEXT CACHE COMPUTE HEAD CONTEXT CACHE COMPUTE CONTEXT COMPUTE, &ask,
                                         &faults);
    THAT(rows.n == 2); /* the second load says the same, its second context another thing */
    THAT(rows.v[0].kv_mib == 576 && isnan(rows.v[1].kv_mib));
    SAME(rows.v[1].model, "qwen3-8b");
    rows = from_text(HEAD CONTEXT CACHE COMPUTE
                     "srv    load_model: creating MTP draft context against the target model\n" CACHE,
                     &ask, &faults);
    THAT(rows.n == 1 && rows.v[0].kv_mib == 576 && strstr(faults, "W427"));
    rows = from_text(
        "web-1  | 2026-03-01T10:00:00Z load_tensors: offloaded 0/37 layers to GPU\n"
        "web-1  | 2026-03-01T10:00:00Z load_tensors: CPU_Mapped model buffer size =  4455.34 MiB\n"
        "web-1  | 2026-03-01T10:00:01Z llama_context: CPU compute buffer size = 304.75 MiB\n",
        &(struct import_bench_ask){.batch = NAN, .model = FIND(model, "qwen3-8b"), .quant = FIND(quant, "Q4_K_M")},
        &faults);
    THAT(rows.n == 1 && rows.v[0].gpu_count == 0 && rows.v[0].gpu == NULL && rows.v[0].compute_mib == 304.75);
    SAME(rows.v[0].engine_date, "2026-03");
    const struct import_bench_ask two = about("rtx-3090", 2, NULL, NULL);
    rows = from_text(HEAD CONTEXT CACHE COMPUTE, &two, &faults);
    THAT(rows.n == 0 && strstr(faults, "W406")); /* it ran on one device */
}

static void failures(void)
{
    const struct import_bench_ask ask = about("rtx-4090", 1, "llama-3.1-8b", "BF16");
    const char *faults;
    struct log_row_list rows = from_text("INFO Model loading took 14.99 GiB and 5.1 seconds\nINFO Available KV cache "
                                         "memory: -1.20 GiB\nValueError: No available memory for the cache blocks.\n",
                                         &ask, &faults);
    THAT(rows.n == 1 && rows.v[0].kv_mib < 0);
    SAME(rows.v[0].fits, "0");
    rows = from_text("(Worker_TP0) INFO Model loading took 7.51 GiB and 5.1 seconds\n"
                     "(Worker_TP1) INFO Model loading took 9.51 GiB and 5.1 seconds\n"
                     "INFO GPU KV cache size: 1,024 tokens\n",
                     &ask, &faults);
    THAT(rows.n == 1 && isnan(rows.v[0].weights_mib) && strstr(faults, "W427"));
    rows = from_text("[2026-01-02 03:04:05] Load weight end. type=LlamaForCausalLM, mem usage=15.00 GB.\n"
                     "[2026-01-02 03:04:05] KV Cache is allocated. #tokens: 40000, K size: 2.44 GB, V size: 2.44 GB\n",
                     &ask, &faults);
    THAT(rows.n == 1);
    CLOSE(rows.v[0].kv_mib, 2 * 2.44 * 1024, 1e-9);
    const char *const broken[] = {"", "load_tensors: offloaded x/y layers to GPU\n",
                                  "print_info: file size = many\nprint_info: model params = \n",
                                  "llama_kv_cache: size = , K (\n  KV self size\n",
                                  "# GPU blocks: 7\nMaximum concurrency for 9 tokens per request: 900.00x\n"};
    for (size_t i = 0; i < COUNT_OF(broken); i++)
        from_text(broken[i], &ask, &faults);
}

SUITE(import_memlog, {"experts on the host", experts_on_host}, {"out of memory", out_of_memory}, {"extract", extract},
      {"cards", cards}, {"Metal", metal}, {"other builds", other_builds}, {"vLLM", vllm}, {"SGLang", sglang},
      {"contradictions", contradictions}, {"many loads", many}, {"failures", failures})
