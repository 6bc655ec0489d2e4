#include "bench_other.h"

#include "arena.h"
#include "bench_format.h"
#include "bench_guide.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* Returns the value at a path of keys that points part, "metrics.request_totals"; the first of a list; NULL: none. */
static const struct tree *at(const struct tree *t, const char *path)
{
    while (t && *path) {
        const size_t n = strcspn(path, ".");
        const struct tree *found = NULL;
        for (const struct tree *m = t->type == TREE_MAP ? t->first : NULL; m && !found; m = m->next)
            found = m->key && strncmp(m->key, path, n) == 0 && m->key[n] == '\0' ? m : NULL;
        t = found;
        path += n + (path[n] == '.');
    }
    return t && t->type == TREE_LIST ? t->first : t;
}

/* A value and where it stands. The first path that has one counts. */
struct from {
    const char *key, *path;
    double scale; /* 0: a text */
};

static void copy(const struct bench_format_text *t, const struct tree *from, struct tree *to, const struct from *map)
{
    for (; map->key; map++) {
        const struct tree *v = at(from, map->path);
        if (!v || tree_get(to, map->key))
            continue;
        if (map->scale > 0 && v->type == TREE_NUMBER)
            tree_make_number(t->arena, to, map->key, v->number * map->scale, v->at);
        else if (!(map->scale > 0) && v->type == TREE_TEXT)
            tree_make_text(t->arena, to, map->key, v->text, v->at);
        else if (!(map->scale > 0) && v->type == TREE_NUMBER)
            tree_make_number(t->arena, to, map->key, v->number, v->at);
    }
}

static struct tree *result(const struct bench_format_text *t, struct tree *list, struct origin where,
                           const char *program, const char *engine)
{
    struct tree *r = tree_make_map(t->arena, list, NULL, where);
    tree_make_text(t->arena, r, "program", program, where);
    tree_make_text(t->arena, r, engine ? "engine" : "engine_open", engine ? engine : "yes", where);
    return r;
}

/* ---- GuideLLM ---- */

static void guide(const struct bench_format_text *t, struct tree *list, const struct tree *report, const struct tree *b)
{
    static const struct from keys[] = {{"completed", "metrics.request_totals.successful", 1},
                                       {"failed", "metrics.request_totals.errored", 1},
                                       {"completed", "run_stats.requests_made.successful", 1},
                                       {"failed", "run_stats.requests_made.errored", 1},
                                       {"completed", "scheduler_metrics.requests_made.successful", 1},
                                       {"failed", "scheduler_metrics.requests_made.errored", 1},
                                       {"mean_input_tokens", "metrics.prompt_token_count.successful.mean", 1},
                                       {"mean_output_tokens", "metrics.output_token_count.successful.mean", 1},
                                       {"request_throughput", "metrics.requests_per_second.successful.mean", 1},
                                       {"output_throughput", "metrics.output_tokens_per_second.successful.mean", 1},
                                       {"total_token_throughput", "metrics.tokens_per_second.successful.mean", 1},
                                       {"mean_ttft_ms", "metrics.time_to_first_token_ms.successful.mean", 1},
                                       {"mean_tpot_ms", "metrics.inter_token_latency_ms.successful.mean", 1},
                                       {"mean_e2el_ms", "metrics.request_latency.successful.mean", 1e3},
                                       {"model_id", "config.backend.model", 0},
                                       {"model_id", "worker.backend_model", 0},
                                       {NULL, NULL, 0}},
                             above[] = {{"model_id", "args.backend_kwargs.model", 0},
                                        {"model_id", "args.model", 0},
                                        {"model_id", "args.processor", 0},
                                        {NULL, NULL, 0}};
    static const char *const strategies[] = {"config.strategy", "args.strategy", "scheduler.strategy"},
                             *const amounts[] = {"streams", "rate", "max_concurrency"};
    struct tree *r = result(t, list, b->at, "guidellm", NULL);
    copy(t, b, r, keys);
    copy(t, report, r, above);
    tree_make_yes(t->arena, r, "windows", true, b->at);
    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
        const struct tree *s = at(b, strategies[i]), *word = at(s, "type_"), *amount = NULL;
        word = word ? word : s;
        for (size_t j = 0; j < sizeof amounts / sizeof *amounts && !(amount && amount->type == TREE_NUMBER); j++)
            amount = at(s, amounts[j]);
        if (!word || word->type != TREE_TEXT || tree_get(r, "max_concurrency"))
            continue;
        bench_guide_strategy(t, r, word->text, amount && amount->type == TREE_NUMBER ? amount->number : NAN);
    }
}

/* ---- genai-perf, AIPerf ---- */

static void metrics(const struct bench_format_text *t, struct tree *list, const struct tree *b)
{
    static const struct from keys[] = {{"completed", "request_count.avg", 1},
                                       {"failed", "error_request_count.avg", 1},
                                       {"duration", "benchmark_duration.avg", 1},
                                       {"mean_input_tokens", "input_sequence_length.avg", 1},
                                       {"mean_output_tokens", "output_sequence_length.avg", 1},
                                       {"request_throughput", "request_throughput.avg", 1},
                                       {"output_throughput", "output_token_throughput.avg", 1},
                                       {"total_token_throughput", "total_token_throughput.avg", 1},
                                       {"mean_ttft_ms", "time_to_first_token.avg", 1},
                                       {"mean_tpot_ms", "inter_token_latency.avg", 1},
                                       {"mean_e2el_ms", "request_latency.avg", 1},
                                       {"model_id", "input_config.endpoint.model_names", 0},
                                       {"model_id", "input_config.model_names", 0},
                                       {"model_id", "input_config.model", 0},
                                       {"max_concurrency", "input_config.loadgen.concurrency", 1},
                                       {"max_concurrency", "input_config.perf_analyzer.stimulus.concurrency", 1},
                                       {"max_concurrency", "input_config.concurrency", 1},
                                       {"request_rate", "input_config.loadgen.request_rate", 1},
                                       {"request_rate", "input_config.perf_analyzer.stimulus.request_rate", 1},
                                       {"request_rate", "input_config.request_rate", 1},
                                       {NULL, NULL, 0}};
    struct tree *r = result(t, list, b->at, tree_get(b, "aiperf_version") ? "aiperf" : "genai-perf", NULL);
    const struct tree *cancelled = tree_get(b, "was_cancelled");
    copy(t, b, r, keys);
    if (cancelled && cancelled->type == TREE_BOOL && cancelled->number > 0)
        tree_make_yes(t->arena, r, "cut_off", true, cancelled->at);
}

/* ---- SGLang ---- */

static double number(const struct tree *b, const char *key)
{
    const struct tree *v = at(b, key);
    return v && v->type == TREE_NUMBER ? v->number : NAN;
}

static void one_batch(const struct bench_format_text *t, struct tree *list, const struct tree *b)
{
    static const struct from keys[] = {{"max_concurrency", "batch_size", 1},
                                       {"mean_input_tokens", "input_len", 1},
                                       {"mean_output_tokens", "output_len", 1},
                                       {"mean_ttft_ms", "prefill_latency", 1e3},
                                       {NULL, NULL, 0}};
    const double gen = number(b, "output_len"), batch = number(b, "batch_size"), total_s = number(b, "total_latency"),
                 prefill_s = number(b, "prefill_latency"), said = number(b, "overall_throughput");
    struct tree *r = result(t, list, b->at, "sglang.bench_one_batch", "sglang");
    copy(t, b, r, keys);
    tree_make_text(t->arena, r, "arrivals", "batch", b->at);
    if (gen > 1 && total_s > prefill_s)
        tree_make_number(t->arena, r, "mean_tpot_ms", (total_s - prefill_s) / (gen - 1) * 1e3, b->at);
    if (total_s > 0 && !isnan(gen * batch))
        tree_make_number(t->arena, r, "output_throughput", batch * gen / total_s, b->at);
    if (total_s > 0 && !isnan(said)) { /* tokens of the whole over its time, which its own figure must agree with */
        tree_make_number(t->arena, r, "duration", total_s, b->at);
        tree_make_number(t->arena, r, "completed", batch, b->at);
        tree_make_number(t->arena, r, "total_token_throughput", said, b->at);
    }
}

static void offline(const struct bench_format_text *t, struct tree *list, const struct tree *b)
{
    static const struct from keys[] = {
        {"completed", "successful_requests", 1},           {"duration", "total_latency", 1},
        {"total_input_tokens", "total_input_tokens", 1},   {"total_output_tokens", "total_output_tokens", 1},
        {"request_throughput", "request_throughput", 1},   {"output_throughput", "output_throughput", 1},
        {"total_token_throughput", "total_throughput", 1}, {NULL, NULL, 0}};
    struct tree *r = result(t, list, b->at, "sglang.bench_offline_throughput", "sglang");
    copy(t, b, r, keys);
    tree_make_text(t->arena, r, "request_rate", "inf", b->at);
    tree_make_text(t->arena, r, "max_concurrency", "none", b->at);
}

struct tree *bench_other(const struct bench_format_text *t)
{
    struct tree *list = tree_make_list(t->arena, NULL, NULL, t->list->at), *next;
    for (struct tree *b = t->list->first; b; b = next) {
        const struct tree *runs = tree_get(b, "benchmarks");
        next = b->next;
        b->next = NULL;
        if (runs && runs->type == TREE_LIST && at(runs->first, "metrics.output_tokens_per_second"))
            for (const struct tree *run = runs->first; run; run = run->next)
                guide(t, list, b, run);
        else if (at(b, "output_sequence_length.avg"))
            metrics(t, list, b);
        else if (tree_get(b, "prefill_latency") && tree_get(b, "batch_size"))
            one_batch(t, list, b);
        else if (tree_get(b, "successful_requests") && tree_get(b, "total_latency"))
            offline(t, list, b);
        else
            tree_adopt(list, b);
    }
    return list;
}
