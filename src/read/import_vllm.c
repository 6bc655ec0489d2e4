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

/* One speed on its way into a row. */
struct speed {
    const char *phase, *flags, *note;
    double depth, prompt, gen, batch, tokens_per_s; /* NaN: not stated */
};

static void put(struct bench_row_job *job, struct tree *row, const char *key, double x, struct origin at)
{
    if (!isnan(x))
        tree_make_number(job->arena, row, key, x, at);
}

static void say(struct bench_row_job *job, const struct tree *t, const struct bench_row_who *who, const struct speed *s)
{
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

/* A number above 0 that must be there; NaN with a diagnostic. */
static double need(struct bench_row_job *job, const struct tree *t, const char *key)
{
    const int errors = job->d->errors;
    const double x = bench_row_number(job, t, key);
    if (job->d->errors == errors && !(x > 0))
        diag_add(job->d, isnan(x) ? DIAG_MISSING_FIELD : DIAG_OUT_OF_RANGE, t->at, key,
                 "expected a number above 0, got %g", x);
    return x > 0 ? x : NAN;
}

static double option(struct bench_row_job *job, const struct tree *t, const char *name, double x, const char *what)
{
    if (isnan(x))
        bench_row_tell(job, t->at, name,
                       str_format(job->arena, "the file does not state %s: state it with %s N", what, name));
    return x;
}

/* "20250530-203806". */
static const char *month(struct bench_row_job *job, const char *date)
{
    enum { DAY = sizeof "20250530" - 1 };
    if (!date || strspn(date, "0123456789") != DAY)
        return NULL;
    return str_format(job->arena, "%.4s-%.2s", date, date + 4);
}

/* ---- serve ---- */

/* The server, where the file names one that is no plain OpenAI one. */
static const char *engine(struct bench_row_job *job, const char *endpoint)
{
    const struct engine *e = endpoint ? catalogue_find(job->catalogue, &kind_engine, endpoint) : NULL;
    return e ? e->id : "vllm";
}

static const char *words(struct bench_row_job *job, const struct tree *t, const struct bench_row_who *who,
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
    const bool guessing = speculative(t);
    if (!isnan(tpot_ms)) {
        const struct speed s = {
            "decode", guessing ? "speculative" : NULL, words(job, t, who, "1 / mean TPOT"), prompt, NAN, gen,
            1,        1 / unit_ms_to_s(tpot_ms)};
        say(job, t, who, &s);
    }
    if (!isnan(ttft_ms)) {
        const struct speed s = {"prefill",
                                guessing ? "speculative;wall-clock" : "wall-clock",
                                words(job, t, who, "prompt / mean TTFT, waiting and HTTP included"),
                                0,
                                prompt,
                                0,
                                1,
                                prompt / unit_ms_to_s(ttft_ms)};
        say(job, t, who, &s);
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
            job, t,
            "requests came at a rate (request_rate): what was reached is the load, not the speed of the machine");
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
    const struct speed s = {"decode",
                            speculative(t) ? "speculative;wall-clock" : "wall-clock",
                            words(job, t, &who, "output tokens over the whole time, prompts included"),
                            prompt,
                            NAN,
                            gen,
                            batch,
                            speed};
    if (!isnan(speed))
        say(job, t, &who, &s);
}

/* ---- latency, throughput ---- */

static void latency(struct bench_row_job *job, const struct tree *t)
{
    const struct import_bench_ask *ask = job->ask;
    const double latency_s = need(job, t, "avg_latency"),
                 batch = option(job, t, "--batch", ask->batch, "how many sequences ran at once (--batch-size)"),
                 prompt = option(job, t, "--prompt", ask->prompt_tokens, "the tokens of a prompt (--input-len)"),
                 gen = option(job, t, "--gen", ask->gen_tokens, "the tokens generated (--output-len)");
    const struct bench_row_who who = {.params = NAN, .engine = "vllm"};
    bench_row_known(job, t, &who);
    if (isnan(latency_s) || isnan(batch) || isnan(prompt) || isnan(gen))
        return;
    if (gen <= 1) {
        const struct speed s = {"prefill",
                                "wall-clock",
                                "vllm bench latency, one token generated: prompts / mean latency",
                                0,
                                prompt,
                                0,
                                batch,
                                batch * prompt / latency_s};
        say(job, t, &who, &s);
        return;
    }
    const struct speed s = {"decode",
                            "wall-clock",
                            "vllm bench latency: tokens generated / mean latency, prompts included",
                            prompt,
                            NAN,
                            gen,
                            batch,
                            batch * gen / latency_s};
    say(job, t, &who, &s);
}

static void throughput(struct bench_row_job *job, const struct tree *t)
{
    const struct import_bench_ask *ask = job->ask;
    const double elapsed_s = need(job, t, "elapsed_time"), requests = need(job, t, "num_requests"),
                 tokens = need(job, t, "total_num_tokens"),
                 batch = option(job, t, "--batch", ask->batch, "how many sequences ran at once (--max-num-seqs)"),
                 gen = option(job, t, "--gen", ask->gen_tokens, "the tokens generated (--output-len)");
    const struct bench_row_who who = {.params = NAN, .engine = "vllm"};
    bench_row_known(job, t, &who);
    if (isnan(elapsed_s) || isnan(requests) || isnan(tokens) || isnan(batch) || isnan(gen))
        return;
    if (requests * gen >= tokens) {
        bench_row_tell(job, t->at, "--gen",
                       "so many tokens generated leave nothing of total_num_tokens for the prompts");
        return;
    }
    const struct speed s = {"decode",
                            "wall-clock",
                            "vllm bench throughput: tokens generated / whole time, prompts included",
                            round(tokens / requests - gen),
                            NAN,
                            gen,
                            batch,
                            requests * gen / elapsed_s};
    say(job, t, &who, &s);
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
