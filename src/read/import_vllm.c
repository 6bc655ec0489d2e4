#include "import_vllm.h"

#include "arena.h"
#include "bench_row.h"
#include "catalogue.h"
#include "diag.h"
#include "tree_make.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* A speed of one phase. NaN: not stated. */
struct speed {
    const char *phase, *flags, *note;
    double depth, prompt, gen; /* tokens */
    double batch, tokens_per_s;
};

static void put(struct bench_row_job *job, struct tree *row, const char *key, double x, struct origin at)
{
    if (!isnan(x))
        tree_make_number(job->arena, row, key, x, at);
}

static void add_row(struct bench_row_job *job, const struct tree *t, const struct bench_row_who *who,
                    const struct speed *s)
{
    BUG_UNLESS(isnan(s->tokens_per_s) || s->tokens_per_s >= 0);
    struct tree *row = bench_row_begin(job, t, who);
    if (!row)
        return;
    tree_make_text(job->arena, row, "phase", s->phase, t->at);
    put(job, row, "depth_tokens", s->depth, t->at);
    put(job, row, "prompt_tokens", s->prompt, t->at);
    put(job, row, "gen_tokens", s->gen, t->at);
    put(job, row, "batch", s->batch, t->at);
    put(job, row, "tokens_per_s", s->tokens_per_s, t->at);
    tree_make_text(job->arena, row, "flash_attn", job->ask->flash_attn, t->at);
    tree_make_text(job->arena, row, "flags", s->flags, t->at);
    tree_make_text(job->arena, row, "fits", "yes", t->at);
    tree_make_text(job->arena, row, "note", s->note, t->at);
}

/* Returns the number of a key that must be stated and above 0; NaN with a diagnostic when it is not. */
static double need(struct bench_row_job *job, const struct tree *t, const char *key)
{
    const int errors = job->d->errors;
    const double x = bench_row_number(job, t, key);
    if (job->d->errors == errors && isnan(x))
        diag_add(job->d, DIAG_MISSING_FIELD, t->at, key, "expected a number above 0, got nothing");
    else if (job->d->errors == errors && x <= 0)
        diag_add(job->d, DIAG_OUT_OF_RANGE, t->at, key, "expected a number above 0, got %g", x);
    return x > 0 ? x : NAN;
}

/* Returns x; adds a diagnostic that names the option when the user has not stated it. */
static double option(struct bench_row_job *job, const struct tree *t, const char *name, double x, const char *what)
{
    if (isnan(x))
        bench_row_tell(job, t->at, name,
                       str_format(job->arena, "the file does not state %s: state it with %s N", what, name));
    return x;
}

/* ---- latency, throughput ---- */

/* Returns the number of a key, as the text of a command states it; else what the user states. */
static double said(struct bench_row_job *job, const struct tree *t, const char *key, double asked)
{
    const double x = bench_row_number(job, t, key);
    return x > 0 ? x : asked;
}

/* Returns what a file says of the machine and the model, which are looked up. */
static struct bench_row_who ran(struct bench_row_job *job, const struct tree *t)
{
    const struct bench_row_who who = {.gpus = bench_row_text(job, t, "gpu_info"),
                                      .model_file = bench_row_text(job, t, "model_id"),
                                      .params = NAN,
                                      .size_b = NAN,
                                      .engine = "vllm"};
    bench_row_known(job, t, &who);
    return who;
}

static void latency(struct bench_row_job *job, const struct tree *t)
{
    const struct import_bench_ask *ask = job->ask;
    const double latency_s = need(job, t, "avg_latency"),
                 batch = option(job, t, "--batch", said(job, t, "batch_size", ask->batch),
                                "how many sequences ran at once (--batch-size)"),
                 prompt = option(job, t, "--prompt", said(job, t, "input_len", ask->prompt_tokens),
                                 "the length of a prompt (--input-len)"),
                 gen = option(job, t, "--gen", said(job, t, "output_len", ask->gen_tokens),
                              "the number of generated tokens (--output-len)");
    const struct bench_row_who who = ran(job, t);
    if (isnan(latency_s) || isnan(batch) || isnan(prompt) || isnan(gen))
        return;
    if (gen <= 1) {
        const struct speed s = {.phase = "prefill",
                                .flags = "wall-clock",
                                .note = "vllm bench latency, one generated token: prompt tokens / mean latency",
                                .prompt = prompt,
                                .batch = batch,
                                .tokens_per_s = batch * prompt / latency_s};
        add_row(job, t, &who, &s);
        return;
    }
    const struct speed s = {.phase = "decode",
                            .flags = "wall-clock",
                            .note = "vllm bench latency: generated tokens / mean latency, including prompts",
                            .depth = prompt,
                            .prompt = NAN,
                            .gen = gen,
                            .batch = batch,
                            .tokens_per_s = batch * gen / latency_s};
    add_row(job, t, &who, &s);
}

static void throughput(struct bench_row_job *job, const struct tree *t)
{
    const struct import_bench_ask *ask = job->ask;
    const double elapsed_s = need(job, t, "elapsed_time"), requests = need(job, t, "num_requests"),
                 tokens = need(job, t, "total_num_tokens"),
                 batch = option(job, t, "--batch", said(job, t, "batch_size", ask->batch),
                                "how many sequences ran at once (--max-num-seqs)"),
                 gen = option(job, t, "--gen", said(job, t, "output_len", ask->gen_tokens),
                              "the number of generated tokens (--output-len)");
    const struct bench_row_who who = ran(job, t);
    if (isnan(elapsed_s) || isnan(requests) || isnan(tokens) || isnan(batch) || isnan(gen))
        return;
    if (requests * gen >= tokens) {
        bench_row_tell(job, t->at, "--gen",
                       str_format(job->arena, "expected fewer than %g tokens (total_num_tokens / num_requests), got %g",
                                  tokens / requests, gen));
        return;
    }
    const struct speed s = {.phase = "decode",
                            .flags = "wall-clock",
                            .note = "vllm bench throughput: generated tokens / whole time, including prompts",
                            .depth = round(tokens / requests - gen),
                            .prompt = NAN,
                            .gen = round(gen),
                            .batch = batch,
                            .tokens_per_s = requests * gen / elapsed_s};
    add_row(job, t, &who, &s);
}

bool import_vllm(struct bench_row_job *job, const struct tree *result)
{
    if (result->type != TREE_MAP)
        return false;
    const bool waits = tree_get(result, "avg_latency") != NULL, runs = tree_get(result, "elapsed_time") != NULL;
    if (waits)
        latency(job, result);
    else if (runs)
        throughput(job, result);
    return waits || runs;
}
