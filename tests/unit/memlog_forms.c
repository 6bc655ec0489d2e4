/* read/import_memlog: lines of start logs that tests/memlogs has not, as llama.cpp, ik_llama.cpp, vLLM and SGLang print
   them: latent caches, recurrent states, split buffers, contexts that fail, pipelines of cards. The cells of a row
   stand in the log or are sums of what stands there. */
#include "cells_try.h"
#include "test.h"

#include "arena.h"
#include "bench_ask.h"
#include "diag.h"
#include "import_memlog.h"
#include "import_weights.h"
#include "str.h"

#include <string.h>

static struct import_bench_ask about(const char *gpu, int count, const char *model, const char *quant)
{
    static struct bench_weights weights;
    weights = import_weights(test_arena(), test_catalogue());
    struct import_bench_ask ask = {
        .batch = NAN, .prompt_tokens = NAN, .gen_tokens = NAN, .date = "2025-06", .weights = &weights};
    ask.gpu = gpu;
    ask.gpu_count = count;
    ask.model = model ? catalogue_find(test_catalogue(), &kind_model, model) : NULL;
    ask.quant = quant ? catalogue_find(test_catalogue(), &kind_quant, quant) : NULL;
    BUG_UNLESS((!model || ask.model) && (!quant || ask.quant));
    return ask;
}

struct expected {
    const char *text, *cells; /* "ctx 4096; kv_mib 576; fits": an empty cell has no value; NULL: no row */
    const char *fault;        /* part of what is said; NULL: nothing */
};

static void check(const struct expected *rows, size_t n, const struct import_bench_ask *ask)
{
    for (size_t i = 0; i < n; i++) {
        struct diags d = diag_none(test_arena());
        struct str said = str_new(test_arena());
        char *text = arena_strdup(test_arena(), rows[i].text);
        const struct log_row_list got = import_memlog(test_arena(), &d, test_catalogue(), "x.log", text, strlen(text),
                                                      ask);
        diag_print(&d, &said);
        has_cells_of(i, &kind_log_row, got.n, got.v, rows[i].cells);
        if (rows[i].fault ? !THAT(strstr(said.text, rows[i].fault) != NULL) : !THAT(said.len == 0))
            test_same(said.text, rows[i].fault ? rows[i].fault : "", "what is said", __FILE__, __LINE__);
    }
}

/* ---- llama.cpp ---- */

#define DEVICE "llama_model_load_from_file_impl: using device CUDA0 (NVIDIA GeForce RTX 3090) - 24000 MiB free\n"
#define FILE_OF(name)                                                                                                  \
    "llama_model_loader: loaded meta data with 3 key-value pairs and 9 tensors from /models/" name                     \
    " (version GGUF V3 (latest))\n"
#define QWEN                                                                                                           \
    FILE_OF("Qwen3-8B-Q4_K_M.gguf")                                                                                    \
    "print_info: file type   = Q4_K - Medium\nprint_info: arch = qwen3\nprint_info: model params = 8.19 B\n"           \
    "print_info: file size = 4.68 GiB (4.9 BPW)\n"
#define WEIGHTS                                                                                                        \
    "load_tensors: offloaded 37/37 layers to GPU\nload_tensors:   CPU_Mapped model buffer size =   333.84 MiB\n"       \
    "load_tensors:        CUDA0 model buffer size =  4455.34 MiB\n"
#define CONTEXT                                                                                                        \
    "llama_context: constructing llama_context\nllama_context: n_ctx         = 4096\nllama_context: n_ubatch = 512\n"
#define CACHE_OF(k, v)                                                                                                 \
    "llama_kv_cache:      CUDA0 KV buffer size =   576.00 MiB\n"                                                       \
    "llama_kv_cache: size =  576.00 MiB (  4096 cells,  36 layers,  1/1 seqs), K (" k "):  288.00 MiB, V (" v          \
    "):  288.00 MiB\n"
#define COMPUTE "llama_context:      CUDA0 compute buffer size =   304.75 MiB\n"
#define ALL DEVICE QWEN WEIGHTS CONTEXT CACHE_OF("f16", "f16")

static void formats(void)
{
    static const struct expected rows[] = {
        {DEVICE QWEN WEIGHTS CONTEXT CACHE_OF("q8_0", "q4_0") COMPUTE, "kv_type q8_0; kv_type_v q4_0; kv_mib 576",
         NULL},
        {DEVICE QWEN WEIGHTS CONTEXT CACHE_OF("q8_0", "q8_0") COMPUTE, "kv_type q8_0; kv_type_v", NULL},
        {ALL "llama_kv_cache_iswa: creating     SWA KV cache, size = 4096 cells\n" CACHE_OF("q8_0", "f16") COMPUTE,
         "kv_type f16; kv_mib 1152", "two formats of the keys, f16 and q8_0"},
        {ALL COMPUTE "llama_context: flash_attn    = disabled\n", "flash_attn 0", NULL},
        {ALL COMPUTE "llama_context: flash_attn    = off\n", "flash_attn 0", NULL},
        {ALL COMPUTE "llama_context: flash_attn    = auto\n", "flash_attn", NULL},
        {ALL COMPUTE "llama_context: Flash Attention was auto, set to enabled\n", "flash_attn 1", NULL},
        {ALL COMPUTE "srv  load_model: initializing, n_slots = 4, n_ctx_slot = 1024\n", "n_seq 4", NULL},
        {ALL COMPUTE "llama_context: n_seq_max = 2\nsrv  load_model: initializing slots, n_slots = 4\n", "n_seq 2",
         NULL},
        {"$ llama-server -m x.gguf -ub 1024\n" DEVICE QWEN WEIGHTS "llama_context: n_ctx = 4096\n" COMPUTE,
         "ubatch 1024", NULL},
        {"$ llama-cli -m x.gguf --ubatch-size 256\n" DEVICE QWEN WEIGHTS "llama_context: n_ctx = 4096\n" COMPUTE,
         "ubatch 256", NULL},
        {ALL COMPUTE "alloc_compute_meta:      CUDA0 compute buffer size =   102.00 MiB\n", "compute_mib 304.75",
         "the buffer of CUDA0 (alloc_compute_meta) is left out: it is not the model's"},
        {ALL COMPUTE "llama_context:  CUDA_Host  output buffer size =     0.58 MiB\n", "total_mib 5336.09", NULL},
        {ALL COMPUTE "|   - Host |  405 = 333 + 0 + 72 |\n|   - CUDA1 (RTX 3090) | 24575 = 1 + (9 = 4 + 5 + 0) + 0 |\n"
                     "|   - CUDA0 (RTX 3090) | 24575 = 1 + (9 = many) + 0 |\n"
                     "|   - CPU (x) | 24575 = 1 + (9 = 4 + 5 + 0) + 0 |\n",
         "total_mib 5336.09", NULL},
        {ALL COMPUTE "|   - CUDA0 (RTX 3090) | 24575 = 1 + (9999 = 9000 + 576 + 304) + 0 |\n", "weights_mib",
         "the buffers of the weights of CUDA0 add up to 4455.34 MiB, and the table at the end says 9000 MiB"},
    };
    const struct import_bench_ask ask = about(NULL, 0, NULL, NULL);
    check(rows, COUNT_OF(rows), &ask);
}

/* DeepSeek-V3 at 16384 tokens: 61 layers * (512 + 64) * 2 B * 16384 = 1098 MiB when only the latent is kept. */
#define DEEPSEEK                                                                                                       \
    "print_info: arch = deepseek2\nload_tensors: offloaded 62/62 layers to GPU\n"                                      \
    "load_tensors:        CUDA0 model buffer size = 90000.00 MiB\n"
#define CACHE_MLA(all, k, v)                                                                                           \
    "llama_kv_cache: CUDA0 KV buffer size = " all " MiB\nllama_kv_cache: size = " all                                  \
    " MiB ( 16384 cells,  61 layers,  1/1 seqs), K (f16): " k " MiB, V (f16): " v " MiB\n"

static void latent(void)
{
    static const struct expected rows[] = {
        {DEEPSEEK CONTEXT CACHE_MLA("1098.00", "1098.00", "0.00") COMPUTE, "kv_latent latent; kv_type f16; kv_type_v",
         NULL},
        {DEEPSEEK CONTEXT CACHE_MLA("78080.00", "46848.00", "31232.00") COMPUTE, "kv_latent expanded; kv_mib 78080",
         NULL},
        {DEEPSEEK "llama_new_context_with_model: n_ctx = 16384\nllama_new_context_with_model: mla_attn   = 3\n"
                  "llama_new_context_with_model: attn_max_b = 512\n"
                  "llama_kv_cache_init:      CUDA0 KV buffer size =  1098.00 MiB\n"
                  "llama_new_context_with_model: KV self size  = 1098.00 MiB, c^KV (f16): 1098.00 MiB, kv^T: not used\n"
                  "llama_new_context_with_model:      CUDA0 compute buffer size =  3425.00 MiB\n",
         "engine ik_llama.cpp; kv_latent latent; kv_type f16; mla 3; amb_mib 512; kv_mib 1098", NULL},
        {DEEPSEEK "llama_new_context_with_model: n_ctx = 16384\nllama_new_context_with_model: mla_attn   = 1\n"
                  "llama_new_context_with_model: attn_max_b = 0\n"
                  "llama_kv_cache_init:      CUDA0 KV buffer size =  2074.00 MiB\n"
                  "llama_new_context_with_model: KV self size  = 2074.00 MiB, c^KV (q8_0): 1098.00 MiB, kv^T (f16): "
                  "976.00 MiB\n",
         "engine ik_llama.cpp; kv_latent copied; kv_type q8_0; mla 1; amb_mib; fits", NULL},
    };
    const struct import_bench_ask ask = about("h100-sxm-80gb", 1, "deepseek-v3-671b", "Q4_K_M");
    check(rows, COUNT_OF(rows), &ask);
}

static void states(void)
{
    static const struct expected rows[] = {
        {DEVICE WEIGHTS CONTEXT CACHE_OF("f16",
                                         "f16") "llama_memory_recurrent:      CUDA0 RS buffer size =   149.62 MiB\n"
                                                "llama_memory_recurrent: size =  149.62 MiB ( 1 cells, 64 layers, 1 "
                                                "seqs), R (f32): 5.62 MiB, S (f32): 144.00 "
                                                "MiB\n" COMPUTE,
         "kv_mib 725.62; kv_state yes", NULL},
        {DEVICE WEIGHTS CONTEXT CACHE_OF("f16",
                                         "f16") "llama_memory_recurrent:      CUDA0 RS buffer size =   149.62 MiB\n"
                                                "llama_memory_recurrent: size =  200.00 MiB ( 1 cells, 64 layers, 1 "
                                                "seqs), R (f32): 5.62 MiB, S (f32): 194.38 "
                                                "MiB\n" COMPUTE,
         "kv_mib; compute_mib 304.75", "the buffers of the recurrent state add up to 149.62 MiB, and the log says 200"},
        {DEVICE WEIGHTS CONTEXT "llama_kv_cache_recurrent: CUDA0 KV buffer size = 149.62 MiB\n" CACHE_OF("f16", "f16")
             COMPUTE,
         "kv_mib 725.62; kv_state yes", NULL},
        /* where a cache lies that has only its sum is not known: the total of the cards is not either */
        {DEVICE WEIGHTS CONTEXT "llama_kv_cache: size = 576.00 MiB ( 4096 cells), K (f16): 288.00 MiB, V (f16): 288.00 "
                                "MiB\n" COMPUTE,
         "kv_mib 576", NULL},
        {DEVICE WEIGHTS CONTEXT
         "llama_kv_cache: size = many ( 4096 cells), K (f16): 288.00 MiB, V (f16): 288.00 MiB\n" COMPUTE,
         "kv_mib; kv_type f16", "the sum of the cache is not read: expected a size in MiB"},
    };
    const struct import_bench_ask ask = about(NULL, 0, "qwen3.6-27b", "Q4_K_M");
    check(rows, COUNT_OF(rows), &ask);
}

static void devices(void)
{
    static const struct expected rows[] = {
        {"llama_model_load_from_file_impl: using device Vulkan0 (AMD Radeon RX 7900 XTX (RADV NAVI31)) (0000:03:00.0) "
         "- "
         "24560 MiB free\n" QWEN "load_tensors: offloaded 37/37 layers to GPU\n"
         "load_tensors:      Vulkan0 model buffer size =  4455.34 MiB\n" CONTEXT
         "llama_context:    Vulkan0 compute buffer size =   304.75 MiB\n",
         "gpu rx-7900-xtx; compute_mib 304.75", NULL},
        {"llama_model_load_from_file_impl: using device CPU (AMD Ryzen 9 7950X) - 60000 MiB free\n" ALL COMPUTE,
         "gpu rtx-3090; gpu_count 1", NULL},
        {DEVICE
         "llama_model_load_from_file_impl: using device CUDA1 (NVIDIA GeForce RTX 3090) - 24000 MiB free\n" QWEN
         "load_tensors: offloaded 37/37 layers to GPU\nload_tensors:   CUDA_Split model buffer size =  4455.00 MiB\n"
         "load_tensors:        CUDA0 model buffer size =     1.22 MiB\n"
         "load_tensors:        CUDA1 model buffer size =     1.22 MiB\n" CONTEXT
         "llama_context:      CUDA0 compute buffer size =   304.75 MiB\n"
         "llama_context:      CUDA1 compute buffer size =   304.75 MiB\n",
         "gpu rtx-3090; gpu_count 2; compute_mib 609.5", NULL},
        {"  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes, VRAM: 24575 MiB\n"
         "  Device 99: NVIDIA GeForce RTX 4090, compute capability 8.9, VMM: yes, VRAM: 24563 MiB\n" QWEN WEIGHTS
             CONTEXT COMPUTE,
         "gpu rtx-3090", NULL},
        {ALL "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 304.75 MiB on device 0: cudaMalloc failed: out of "
             "memory\n",
         "fits 0; compute_mib; total_mib", NULL},
        {"ggml_vulkan: Device memory allocation: ErrorOutOfDeviceMemory\n" ALL COMPUTE, "fits 1", NULL},
        {ALL "ggml_cuda_host_malloc: failed to allocate 72.01 MiB of pinned memory: invalid argument\n" COMPUTE,
         "fits 1", NULL},
        {ALL "llama_context: failed to allocate compute pp buffers\n" COMPUTE, "fits 1; compute_mib 304.75", NULL},
        {DEVICE QWEN "load_tensors: offloaded 38/37 layers to GPU\n"
                     "load_tensors:        CUDA0 model buffer size =  4455.34 MiB\n" CONTEXT COMPUTE,
         "ngl", "the layers on the devices are not read: '38/37 layers to GPU'"},
        {DEVICE QWEN "tensor blk.0.ffn_up buffer type overridden to CPU\nload_tensors: offloaded 37/37 layers to GPU\n"
                     "load_tensors:          CPU model buffer size =  2000.00 MiB\n"
                     "load_tensors:        CUDA0 model buffer size =  2455.34 MiB\n" CONTEXT COMPUTE,
         "gpu_weights_mib 2455.34", NULL},
        {DEVICE FILE_OF(
             "Qwen2.5-0.5B-Instruct-Q8_0.gguf") "print_info: file type   = Q8_0\nprint_info: arch = qwen2\n"
                                                "print_info: model params = 494.03 M\nprint_info: file size = 500.79 "
                                                "MiB (8.50 BPW)\n"
                                                "load_tensors: offloaded 25/25 layers to GPU\nload_tensors:        "
                                                "CUDA0 model buffer size =  500.79 MiB\n" CONTEXT COMPUTE,
         "model qwen2.5-0.5b; quant Q8_0", NULL},
        {DEVICE FILE_OF(
             "Qwen3-8B-Q4_K_M.gguf") "print_info: file size = much\nprint_info: model params = none\n" WEIGHTS CONTEXT
             COMPUTE,
         "model qwen3-8b; file_gib", "the size of the model file is not read: expected GiB or MiB"},
    };
    const struct import_bench_ask ask = about(NULL, 0, NULL, NULL);
    check(rows, COUNT_OF(rows), &ask);
}

/* ---- SGLang and vLLM ---- */

#define SERVER(more)                                                                                                   \
    "[2026-01-02 03:04:00] server_args=ServerArgs(model_path='Qwen/Qwen3-8B', tokenizer_path='Qwen/Qwen3-8B', "        \
    "my_tp_size=9, dtype='auto', quantization=None, kv_cache_dtype='auto', mem_fraction_static=0.85, tp_size=" more    \
    ")\n"
#define LOADED(type) "[2026-01-02 03:04:05] Load weight end. type=" type ", dtype=torch.bfloat16, mem usage=15.27 GB.\n"
#define POOL "[2026-01-02 03:04:06] KV Cache is allocated. #tokens: 40000, K size: 2.44 GB, V size: 2.44 GB\n"

static void sglang(void)
{
    static const struct expected rows[] = {
        {SERVER("1, pp_size=1") LOADED("Qwen3ForCausalLM") POOL
         "[2026-01-02 03:04:09] max_total_num_tokens=40000, chunked_prefill_size=8192, context_len=40960\n",
         "engine sglang; model qwen3-8b; quant BF16; ctx 40960; util_frac 0.85; pool_tokens 40000; "
         "gpu_count 1",
         NULL},
        {SERVER("1") LOADED("Qwen3ForCausalLM") POOL LOADED("Qwen3ForCausalLMEagle3") POOL, "pool_tokens 40000",
         "weights and cache of the draft model are left out"},
        {SERVER("1") LOADED("Qwen3ForCausalLM") POOL LOADED("LlamaForCausalLMNextN"), "weights_mib 15636.48",
         "draft model"},
        {SERVER("1") LOADED("Qwen3ForCausalLM") "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate\n",
         "fits 0; pool_tokens", NULL},
        {SERVER("1") LOADED("Qwen3ForCausalLM") "RuntimeError: Not enough memory. Please try to increase "
                                                "--mem-fraction-static.\n",
         "fits 0", NULL},
        {SERVER("1") LOADED("Qwen3ForCausalLM") "[2026-01-02 03:04:06] KV Cache is allocated. #tokens: x, KV size: y\n",
         "pool_tokens", "the pool is not read: expected tokens and a size in GB"},
        {SERVER("1")
             LOADED("Qwen3ForCausalLM") "[2026-01-02 03:04:06] Using KV cache dtype: torch.float8_e4m3fn\n" POOL,
         "kv_type fp8", NULL},
    };
    const struct import_bench_ask ask = about("h100-sxm-80gb", 1, NULL, NULL);
    check(rows, COUNT_OF(rows), &ask);
    static const struct expected four[] = {
        {SERVER("2, pp_size=2") LOADED("Qwen3ForCausalLM") POOL, "gpu_count 4; tensor_parallel 2", NULL}};
    const struct import_bench_ask ask_four = about("h100-sxm-80gb", 4, NULL, NULL);
    check(four, COUNT_OF(four), &ask_four);
}

#define ENGINE(more)                                                                                                   \
    "INFO 05-21 21:03:20 [core.py:58] Initializing a V1 LLM engine (v0.8.5) with config: model='Qwen/Qwen3-8B', "      \
    "speculative_config=None, dtype=torch.bfloat16, max_seq_len=40960, " more                                          \
    ", quantization=None, kv_cache_dtype=auto\n"
#define TOOK "INFO Model loading took 15.27 GiB and 5.1 seconds\n"
#define TOKENS "INFO Available KV cache memory: 40.00 GiB\nINFO GPU KV cache size: 291,264 tokens\n"

static void vllm(void)
{
    static const struct expected rows[] = {
        {ENGINE("tensor_parallel_size=1, pipeline_parallel_size=1") TOOK TOKENS,
         "model qwen3-8b; quant BF16; ctx 40960; gpu_count 1; pool_tokens 291264; weights_mib "
         "15636.48; kv_mib 40960",
         NULL},
        {ENGINE("device_config=cuda") TOOK TOKENS, "gpu_count 1", NULL},
        /* the API server and the engine core both print the configuration */
        {ENGINE("tensor_parallel_size=1") ENGINE("tensor_parallel_size=1") TOOK TOKENS, "pool_tokens 291264", NULL},
        {ENGINE("tensor_parallel_size=1") TOOK TOKENS
         "INFO Application startup complete.\ntorch.OutOfMemoryError: CUDA "
         "out of memory.\n",
         "fits 1", "it ran out of memory after its start: the row says that it started"},
        {ENGINE("tensor_parallel_size=1") TOOK "torch.OutOfMemoryError: HIP out of memory.\n", "fits 0", NULL},
        {"torch.OutOfMemoryError: an older one\n" ENGINE("tensor_parallel_size=1") TOOK TOKENS, "fits 1", NULL},
        {ENGINE("tensor_parallel_size=1") TOOK "INFO Available KV cache memory: 40.00 parsecs\n" TOKENS, "kv_mib 40960",
         "'Available KV cache memory: ' is not read: expected a size in GiB or GB behind it"},
        {"INFO Starting to load model Qwen/Qwen3-8B...\n" TOOK TOKENS, "model qwen3-8b", NULL},
        {ENGINE("tensor_parallel_size=1") TOOK "INFO # GPU blocks: 18204, # CPU blocks: 0\n"
                                               "INFO Maximum concurrency for 40960 tokens per request: 7.11x\n",
         "pool_tokens 291264", NULL}, /* blocks of 16 tokens: 18204 * 16 = 7.11 * 40960 */
        {ENGINE("tensor_parallel_size=1") TOOK "INFO # cuda blocks: 18204, # CPU blocks: 0\n"
                                               "INFO Maximum concurrency for 40960 tokens per request: 5.00x\n",
         "pool_tokens", "18204 blocks do not hold 5 sequences of 40960 tokens with any size of a block"},
    };
    const struct import_bench_ask ask = about("h100-sxm-80gb", 1, NULL, "BF16");
    check(rows, COUNT_OF(rows), &ask);
    static const struct expected four[] = {
        {ENGINE("tensor_parallel_size=2, pipeline_parallel_size=2") TOOK TOKENS, "gpu_count 4; tensor_parallel 2",
         NULL},
        {"INFO non-default args: {'model': 'Qwen/Qwen3-8B', 'max_model_len': 8192, 'tensor_parallel_size': 2, "
         "'pipeline_parallel_size': 2, 'kv_cache_dtype': 'fp8'}\n" TOOK TOKENS,
         "gpu_count 4; tensor_parallel 2; ctx 8192; kv_type fp8", NULL}};
    const struct import_bench_ask ask_four = about("h100-sxm-80gb", 4, NULL, "BF16");
    check(four, COUNT_OF(four), &ask_four);
}

SUITE(memlog_forms, {"formats", formats}, {"latent caches", latent}, {"recurrent states", states}, {"devices", devices},
      {"SGLang", sglang}, {"vLLM", vllm})
