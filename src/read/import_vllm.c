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

/* Returns the month of "20250530-203806", "2025-05"; NULL when the text is not such a date. */
static const char *month(struct bench_row_job *job, const char *date)
{
    enum { DAY = sizeof "20250530" - 1 };
    if (!date || strspn(date, "0123456789") != DAY)
        return NULL;
    return str_format(job->arena, "%.4s-%.2s", date, date + 4);
}

/* ---- serve ---- */

/* Returns the engine that the endpoint names ("sglang"), else vLLM: most endpoints are named by their protocol. */
static const char *engine(struct bench_row_job *job, const char *endpoint)
{
    const struct engine *e = endpoint ? catalogue_find(job->catalogue, &kind_engine, endpoint) : NULL;
    return e ? e->id : "vllm";
}

/* Returns the note of a row. */
static const char *note(struct bench_row_job *job, const struct tree *t, const struct bench_row_who *who,
                        const char *how)
{
    const double failed = bench_row_number(job, t, "failed");
    struct str s = str_new(job->arena);
    str_addf(&s, "vllm bench serve, %.0f requests", bench_row_number(job, t, "completed"));
    if (failed > 0)
        str_addf(&s, " and %.0f that failed", failed);
    str_addf(&s, "; %s", how);
    if (who->date && !job->ask->date)
        str_add(&s, "; date of the run, not of the build");
    return s.text;
}

static bool speculative(const struct tree *t)
{
    for (const struct tree *m = t->first; m; m = m->next)
        if (m->key && str_starts(m->key, "spec_decode") && m->type != TREE_NULL)
            return true;
    return false;
}

static void one_stream(struct bench_row_job *job, const struct tree *t, const struct bench_row_who *who, double prompt,
                       double gen)
{
    const double tpot_ms = gen > 1 ? need(job, t, "mean_tpot_ms") : NAN, ttft_ms = need(job, t, "mean_ttft_ms");
    const bool drafts = speculative(t);
    if (!isnan(tpot_ms)) {
        const struct speed s = {.phase = "decode",
                                .flags = drafts ? "speculative" : NULL,
                                .note = note(job, t, who, "1 / mean TPOT"),
                                .depth = prompt,
                                .prompt = NAN,
                                .gen = gen,
                                .batch = 1,
                                .tokens_per_s = 1 / unit_ms_to_s(tpot_ms)};
        add_row(job, t, who, &s);
    }
    if (!isnan(ttft_ms)) {
        const struct speed s = {.phase = "prefill",
                                .flags = drafts ? "speculative;wall-clock" : "wall-clock",
                                .note = note(job, t, who, "prompt / mean TTFT, including waiting and HTTP"),
                                .prompt = prompt,
                                .batch = 1,
                                .tokens_per_s = prompt / unit_ms_to_s(ttft_ms)};
        add_row(job, t, who, &s);
    }
}

static void serve(struct bench_row_job *job, const struct tree *t)
{
    const struct tree *rate = tree_get(t, "request_rate"), *most = tree_get(t, "max_concurrency");
    const double completed = need(job, t, "completed"), in = need(job, t, "total_input_tokens"),
                 out = need(job, t, "total_output_tokens");
    const char *endpoint = bench_row_text(job, t, tree_get(t, "backend") ? "backend" : "endpoint_type");
    const struct bench_row_who who = {.model_file = bench_row_text(job, t, "model_id"),
                                      .params = NAN,
                                      .engine = engine(job, endpoint),
                                      .date = month(job, bench_row_text(job, t, "date"))};
    double batch = most && most->type == TREE_NUMBER ? most->number : NAN;
    if (isnan(completed) || isnan(in) || isnan(out))
        return;
    if (rate && rate->type == TREE_NUMBER && !isinf(rate->number) && isnan(job->ask->batch)) {
        bench_row_leave(
            job, t, "requests came at a fixed rate (request_rate), so the result measures the load, not the machine");
        return;
    }
    bench_row_known(job, t, &who);
    batch = isnan(job->ask->batch) ? batch : job->ask->batch;
    if (isnan(option(job, t, "--batch", batch, "how many sequences ran at once (max_concurrency)")))
        return;
    const double prompt = round(in / completed), gen = round(out / completed);
    if (batch <= 1) {
        one_stream(job, t, &who, prompt, gen);
        return;
    }
    const double speed = need(job, t, "output_throughput");
    const struct speed s = {.phase = "decode",
                            .flags = speculative(t) ? "speculative;wall-clock" : "wall-clock",
                            .note = note(job, t, &who, "output tokens / whole time, including prompts"),
                            .depth = prompt,
                            .prompt = NAN,
                            .gen = gen,
                            .batch = batch,
                            .tokens_per_s = speed};
    if (!isnan(speed))
        add_row(job, t, &who, &s);
}

/* ---- latency, throughput ---- */

static void latency(struct bench_row_job *job, const struct tree *t)
{
    const struct import_bench_ask *ask = job->ask;
    const double latency_s = need(job, t, "avg_latency"),
                 batch = option(job, t, "--batch", ask->batch, "how many sequences ran at once (--batch-size)"),
                 prompt = option(job, t, "--prompt", ask->prompt_tokens, "the length of a prompt (--input-len)"),
                 gen = option(job, t, "--gen", ask->gen_tokens, "the number of generated tokens (--output-len)");
    const struct bench_row_who who = {.params = NAN, .engine = "vllm"};
    bench_row_known(job, t, &who);
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
                 batch = option(job, t, "--batch", ask->batch, "how many sequences ran at once (--max-num-seqs)"),
                 gen = option(job, t, "--gen", ask->gen_tokens, "the number of generated tokens (--output-len)");
    const struct bench_row_who who = {.params = NAN, .engine = "vllm"};
    bench_row_known(job, t, &who);
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
                            .gen = gen,
                            .batch = batch,
                            .tokens_per_s = requests * gen / elapsed_s};
    add_row(job, t, &who, &s);
}

bool import_vllm(struct bench_row_job *job, const struct tree *result)
{
    if (result->type != TREE_MAP)
        return false;
    const bool serves = tree_get(result, "mean_ttft_ms") != NULL, waits = tree_get(result, "avg_latency") != NULL,
               runs = tree_get(result, "elapsed_time") != NULL;
    if (serves)
        serve(job, result);
    else if (waits)
        latency(job, result);
    else if (runs)
        throughput(job, result);
    return serves || waits || runs;
}
