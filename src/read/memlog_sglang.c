/* memlog_sglang.c: lines of SGLang's start log. Its GB are GiB.
   Source: python/sglang/srt/model_executor/model_runner.py and mem_cache/memory_pool.py of sgl-project/sglang, 0.4 to
   0.5. */
#include "memlog_sglang.h"

#include "arena.h"
#include "bench_format.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Cards that share a model load the same to two digits of a GiB. */
static const double cards_mib = 64;

bool memlog_sglang_has(const char *text)
{
    const char *kv = strstr(text, "KV Cache is allocated. "), *load = strstr(text, "Load weight end. ");
    return (kv && strstr(kv, "#tokens: ")) || (load && strstr(load, "mem usage="));
}

/* Returns the value of key= in the settings or in a line of figures; NULL: None or not stated. */
static const char *value(struct arena *a, const char *line, const char *key)
{
    const size_t n = strlen(key);
    for (const char *at = strstr(line, key); at; at = strstr(at + 1, key)) {
        const char before = at > line ? at[-1] : ' ';
        if (isalnum((unsigned char)before) || before == '_' || at[n] != '=')
            continue;
        at += n + 1;
        at += *at == '\'' || *at == '"';
        const char *w = memlog_word(a, at, "'\", )");
        return *w && strcmp(w, "None") != 0 && strcmp(w, "auto") != 0 ? w : NULL;
    }
    return NULL;
}

static double figure(struct arena *a, const char *line, const char *key)
{
    const char *w = value(a, line, key);
    return w ? memlog_number(w) : NAN;
}

/* Returns the size behind the phrase, MiB; NAN: none. */
static double size_mib(const char *line, const char *phrase)
{
    const char *at = strstr(line, phrase);
    return at ? unit_b_to_mib(memlog_size_b(at + strlen(phrase), true)) : NAN;
}

static void server(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    struct arena *a = t->arena;
    l->file = value(a, line, "model_path");
    l->kind = value(a, line, "quantization");
    l->kv_type = value(a, line, "kv_cache_dtype");
    memlog_put(t, number, &l->util_frac, figure(a, line, "mem_fraction_static"), 1e-9, "mem_fraction_static");
    const double ways = figure(a, line, "tp_size"), stages = figure(a, line, "pp_size");
    l->tensor_parallel = ways > 0 ? ways : 1;
    l->cards = l->tensor_parallel * (stages > 1 ? stages : 1);
}

/* Reads "KV Cache is allocated. #tokens: 3262823, KV size: 186.77 GB", or with "K size: 0.21 GB, V size: 0.21 GB". */
static void pool(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    const double k = size_mib(line, " K size: "), v = size_mib(line, " V size: "), kv = size_mib(line, "KV size: "),
                 mib = isnan(kv) ? k + v : kv, tokens = bench_format_after(line, "#tokens:");
    if (isnan(mib) || isnan(tokens))
        memlog_tell(t, number, "the pool is not read: expected tokens and a size in GB");
    memlog_put(t, number, &l->pool_mib, mib, cards_mib, "the cache of one card, in MiB");
    memlog_put(t, number, &l->pool_tokens, tokens, 0, "the pool's tokens");
    l->ran = true;
}

/* Returns whether the weights are a draft model's. */
static bool weights(struct memlog_text *t, struct memlog_load *l, const char *line, int number)
{
    const char *type = value(t->arena, line, "type"), *dtype = value(t->arena, line, "dtype");
    const double mib = size_mib(line, "mem usage=");
    if (isnan(mib))
        memlog_tell(t, number, "the weights are not read: expected a size in GB behind mem usage");
    if (type && (str_ends(type, "MTP") || strstr(type, "Eagle") || strstr(type, "NextN"))) {
        memlog_tell(t, number, "weights and cache of the draft model are left out");
        return true;
    }
    if (dtype && str_starts(dtype, "torch."))
        l->ftype = dtype + strlen("torch.");
    memlog_put(t, number, &l->weights_mib, mib, cards_mib, "the weights of one card, in MiB");
    return false;
}

void memlog_sglang_read(struct memlog_text *t)
{
    struct bench_format_lines lines = {.rest = t->text};
    struct memlog_load *l = NULL;
    const char *date = NULL;
    bool drafts = false;
    for (char *line; (line = bench_format_next(t->arena, &lines));) {
        const char *month = memlog_month(t->arena, line);
        const bool starts = strstr(line, "server_args=") != NULL, loads = strstr(line, "Load weight end. ") != NULL,
                   pools = strstr(line, "KV Cache is allocated. ") != NULL;
        date = month ? month : date;
        if (starts || ((loads || pools) && !l)) {
            l = memlog_new(t, lines.number, "sglang");
            l->date = date;
            drafts = false;
        }
        if (!l)
            continue;
        if (starts)
            server(t, l, line, lines.number);
        else if (loads)
            drafts |= weights(t, l, line, lines.number);
        else if (pools && !drafts)
            pool(t, l, line, lines.number);
        else if (strstr(line, "Using KV cache dtype: torch.float8"))
            l->kv_type = "fp8";
        else if (strstr(line, "max_total_num_tokens=")) {
            const double ctx = figure(t->arena, line, "context_len");
            memlog_put(t, lines.number, &l->ctx, ctx > 0 ? ctx : NAN, 0, "context_len");
        } else if (strstr(line, "CUDA out of memory") || strstr(line, "Not enough memory. Please try to increase"))
            l->failed = true;
    }
}
