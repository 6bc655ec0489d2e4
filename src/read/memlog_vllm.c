/* memlog_vllm.c: lines of vLLM's start log. Its GB are GiB.
   Source: vllm/worker/worker.py and model_runner.py (V0), vllm/v1/worker/gpu_worker.py, gpu_model_runner.py and
   vllm/v1/core/kv_cache_utils.py of vllm-project/vllm, 0.4 to 0.26. */
#include "memlog_vllm.h"

#include "arena.h"
#include "bench_format.h"
#include "file.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Cards that share a model load the same to a few MiB; printed sums have two digits of a GiB. */
static const double cards_mib = 64, sum_gib = 0.06;

struct reader {
    struct memlog_text *t;
    struct memlog_load *load;
    const char *date;
    int line;
    bool serves; /* the start is over */
};

bool memlog_vllm_has(const char *text)
{
    static const char *const signs[] = {"Loading model weights took ", "Model loading took ", "GPU KV cache size: ",
                                        "Available KV cache memory: ", "GPU blocks: ",        "model weights take "};
    const char *took = strstr(text, "model weights took ");
    if (took && !strstr(took, "GB") && !strstr(took, "GiB"))
        took = NULL;
    for (size_t i = took ? 0 : 1; i < sizeof signs / sizeof *signs; i++) {
        const char *at = strstr(text, signs[i]);
        if (at && (at[strlen(signs[i])] == '-' || str_is_digit(at[strlen(signs[i])])))
            return true;
    }
    return false;
}

/* ---- the engine's settings ---- */

/* Returns what stands behind key= or 'key': in the line, NULL: it is not there. */
static const char *setting(const char *line, const char *key)
{
    const size_t n = strlen(key);
    for (const char *at = strstr(line, key); at; at = strstr(at + 1, key)) {
        const char before = at > line ? at[-1] : ' ';
        if (isalnum((unsigned char)before) || before == '_')
            continue;
        if (at[n] == '=')
            return at + n + 1;
        if (before == '\'' && at[n] == '\'' && at[n + 1] == ':')
            return at + n + 2 + strspn(at + n + 2, " ");
    }
    return NULL;
}

/* Returns the word of a setting; NULL where it is None, "auto" or not stated. */
static const char *word(struct arena *a, const char *line, const char *key)
{
    const char *at = setting(line, key);
    if (!at)
        return NULL;
    at += *at == '\'';
    const char *w = memlog_word(a, at, "',} )");
    return *w && strcmp(w, "None") != 0 && strcmp(w, "auto") != 0 ? w : NULL;
}

static void number(struct reader *r, double *slot, const char *line, const char *key, const char *what)
{
    const char *at = setting(line, key);
    const double x = at ? memlog_number(at) : NAN;
    if (x > 0)
        memlog_put(r->t, r->line, slot, x, 1e-9, what);
}

static struct memlog_load *begin(struct reader *r)
{
    r->load = memlog_new(r->t, r->line, "vllm");
    r->load->date = r->date;
    r->serves = false;
    return r->load;
}

static struct memlog_load *now(struct reader *r)
{
    return r->load ? r->load : begin(r);
}

/* Reads the line of the settings that differ from the defaults, and that of the engine's configuration. */
static bool settings(struct reader *r, const char *line)
{
    const bool args = strstr(line, "non-default args") != NULL,
               config = strstr(line, "LLM engine (v") && strstr(line, "with config");
    if (!args && !config)
        return false;
    struct memlog_load *l = now(r);
    struct arena *a = r->t->arena;
    if (memlog_says(l) || (l->context && config))
        l = begin(r);
    l->context = config;
    const char *model = word(a, line, "model"), *kv = word(a, line, "kv_cache_dtype"),
               *quant = word(a, line, "quantization"), *dtype = word(a, line, "dtype");
    l->file = model ? model : l->file;
    l->kv_type = kv ? kv : l->kv_type;
    if (quant)
        l->kind = quant;
    if (dtype && str_starts(dtype, "torch."))
        l->ftype = dtype + strlen("torch.");
    if (config) {
        number(r, &l->ctx, line, "max_seq_len", "max_seq_len");
        l->build = memlog_word(a, strstr(line, "(v") + 1, ")");
    } else
        number(r, &l->ctx, line, "max_model_len", "max_model_len");
    number(r, &l->ubatch, line, "max_num_batched_tokens", "max_num_batched_tokens");
    number(r, &l->tensor_parallel, line, "tensor_parallel_size", "tensor_parallel_size");
    number(r, &l->util_frac, line, "gpu_memory_utilization", "gpu_memory_utilization");
    double stages = NAN;
    number(r, &stages, line, "pipeline_parallel_size", "pipeline_parallel_size");
    if (stages > 1 || config)
        l->cards = (isfinite(l->tensor_parallel) ? l->tensor_parallel : 1) * (stages > 1 ? stages : 1);
    if (config && isnan(l->tensor_parallel))
        l->tensor_parallel = 1;
    return true;
}

/* ---- figures ---- */

/* Returns the size behind the phrase, MiB; NAN: it is not there. A size that is not read is told. */
static double size_mib(struct reader *r, const char *line, const char *phrase)
{
    const char *at = strstr(line, phrase);
    if (!at)
        return NAN;
    at += strlen(phrase);
    at += strspn(at, " ");
    const double b = memlog_size_b(at, true);
    if (isnan(b) && (*at == '-' || str_is_digit(*at)) && !strstr(at, "second"))
        memlog_tell(r->t, r->line,
                    str_format(r->t->arena, "'%.60s' is not read: expected a size in GiB or GB behind it", phrase));
    return unit_b_to_mib(b);
}

static bool put(struct reader *r, double *slot, const char *line, const char *phrase, double within, const char *what)
{
    const double mib = size_mib(r, line, phrase);
    if (isnan(mib))
        return false;
    memlog_put(r->t, r->line, slot, mib, within, what);
    return true;
}

/* Reads V0's "the current vLLM instance can use total_gpu_memory (39.56GiB) x gpu_memory_utilization (0.90) =
   35.60GiB". */
static bool budget(struct reader *r, const char *line)
{
    const char *card = strstr(line, "total_gpu_memory ("), *part = strstr(line, "gpu_memory_utilization (");
    if (!card || !part)
        return false;
    const double b = memlog_size_b(card + strlen("total_gpu_memory ("), true),
                 x = memlog_number(part + strlen("gpu_memory_utilization ("));
    memlog_put(r->t, r->line, &now(r)->card_gib, unit_b_to_gib(b), sum_gib, "the card's memory in GiB");
    memlog_put(r->t, r->line, &now(r)->util_frac, x, 0.005, "gpu_memory_utilization");
    return true;
}

/* Reads V0's "model weights take 7.17GiB; non_torch_memory takes 0.01GiB; PyTorch activation peak memory takes 1.83GiB;
   the rest of the memory reserved for KV Cache is 26.60GiB." and compares their sum. */
static bool profile(struct reader *r, const char *line)
{
    struct memlog_load *l = now(r);
    const double weights = size_mib(r, line, "model weights take "),
                 outside = size_mib(r, line, "non_torch_memory takes "),
                 peak = size_mib(r, line, "activation peak memory takes "),
                 rest = size_mib(r, line, "reserved for KV Cache is ");
    if (isnan(weights) && isnan(peak) && isnan(rest))
        return false;
    memlog_put(r->t, r->line, &l->weights_mib, weights, cards_mib, "the weights of one card, in MiB");
    memlog_put(r->t, r->line, &l->outside_mib, outside, cards_mib, "memory outside PyTorch, in MiB");
    memlog_put(r->t, r->line, &l->activation_mib, peak, cards_mib, "the activation peak, in MiB");
    memlog_put(r->t, r->line, &l->pool_mib, rest, cards_mib, "the cache of one card, in MiB");
    const double sum = unit_b_to_gib(unit_mib_to_b(weights + outside + peak + rest)), may = l->card_gib * l->util_frac;
    if (isfinite(sum) && isfinite(may) && fabs(sum - may) > sum_gib) {
        memlog_tell(r->t, r->line,
                    str_format(r->t->arena,
                               "weights, activations, cache and the rest add up to %.4g GiB, and the "
                               "engine may take %.4g GiB: the cache is left empty",
                               sum, may));
        l->pool_mib = INFINITY;
    }
    return true;
}

/* Returns the tokens of V0's blocks: "# GPU blocks: 715, # CPU blocks: 1310"; a block's tokens are found with the line
   after it, "Maximum concurrency for 2048 tokens per request: 5.59x". */
static bool blocks(struct reader *r, const char *line, double *n)
{
    const double gpu = bench_format_after(line, "GPU blocks:"), cuda = bench_format_after(line, "cuda blocks:"),
                 upper = bench_format_after(line, "CUDA blocks:");
    const double all = gpu >= 0 ? gpu : cuda >= 0 ? cuda : upper;
    if (isnan(all))
        return false;
    now(r)->failed |= !(all > 0);
    *n = all;
    return true;
}

static bool concurrency(struct reader *r, const char *line, double n_blocks)
{
    enum { LARGEST = 256 };
    const double tokens = bench_format_after(line, "Maximum concurrency for"),
                 times = bench_format_after(line, "tokens per request");
    struct memlog_load *l = now(r);
    if (isnan(tokens))
        return false;
    if (isnan(l->ctx))
        l->ctx = tokens;
    if (!(n_blocks > 0) || isnan(times) || !isnan(l->pool_tokens))
        return true;
    for (double block = 1; block <= LARGEST; block *= 2)
        if (fabs(n_blocks * block - tokens * times) <= 0.006 * tokens + block / 2)
            l->pool_tokens = n_blocks * block;
    if (isnan(l->pool_tokens))
        memlog_tell(r->t, r->line,
                    str_format(r->t->arena,
                               "%.0f blocks do not hold %.4g sequences of %.0f tokens with any size of a "
                               "block: the pool's tokens are left empty",
                               n_blocks, times, tokens));
    else
        l->ran = l->pool_tokens > 0;
    return true;
}

static bool figures(struct reader *r, const char *line)
{
    struct memlog_load *l = now(r);
    const double tokens = bench_format_after(line, "GPU KV cache size:");
    if (tokens > 0) {
        memlog_put(r->t, r->line, &l->pool_tokens, tokens, 0.001 * tokens, "the pool's tokens");
        l->ran = true;
        return true;
    }
    return put(r, &l->weights_mib, line, "Loading model weights took ", cards_mib, "the weights of one card, in MiB") ||
           put(r, &l->weights_mib, line, "Model loading took ", cards_mib, "the weights of one card, in MiB") ||
           put(r, &l->pool_mib, line, "Available KV cache memory: ", cards_mib, "the cache of one card, in MiB");
}

static bool failure(struct reader *r, const char *line)
{
    static const char *const signs[] = {"CUDA out of memory",
                                        "OutOfMemoryError",
                                        "HIP out of memory",
                                        "No available memory for the cache blocks",
                                        "larger than the available KV cache memory",
                                        "larger than the maximum number of tokens that can be stored in KV cache",
                                        "less than desired GPU memory utilization"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(line, signs[i]) && r->load) {
            if (r->serves)
                memlog_tell(r->t, r->line, "it ran out of memory after its start: the row says that it started");
            else
                r->load->failed = true;
            return true;
        }
    return false;
}

void memlog_vllm_read(struct memlog_text *t)
{
    struct reader r = {.t = t};
    struct bench_format_lines lines = {.rest = t->text};
    double n_blocks = NAN;
    for (char *line; (line = bench_format_next(t->arena, &lines));) {
        r.line = lines.number;
        const char *month = memlog_month(t->arena, line);
        r.date = month ? month : r.date;
        if (strstr(line, "Application startup complete"))
            r.serves = true;
        if (settings(&r, line) || failure(&r, line) || budget(&r, line) || profile(&r, line) || figures(&r, line))
            continue;
        if (blocks(&r, line, &n_blocks) || concurrency(&r, line, n_blocks))
            continue;
        if (strstr(line, "Chunked prefill is enabled with max_num_batched_tokens"))
            number(&r, &now(&r)->ubatch, line, "max_num_batched_tokens", "max_num_batched_tokens");
        if (strstr(line, "Loading drafter model"))
            memlog_tell(t, r.line, "weights and cache include those of a draft model, which a row cannot state");
        const char *at = strstr(line, "Starting to load model ");
        if (at && !now(&r)->file)
            r.load->file = memlog_word(t->arena, at + strlen("Starting to load model "), " ");
        if (r.load && r.load->file && str_ends(r.load->file, "..."))
            r.load->file = arena_strndup(t->arena, r.load->file, strlen(r.load->file) - strlen("..."));
    }
}
