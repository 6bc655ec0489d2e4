#include "bench_objects.h"

#include "arena.h"
#include "bench_format.h"
#include "bench_lmstudio.h"
#include "bench_ollama.h"
#include "bench_sweep.h"
#include "bench_timings.h"
#include "str.h"
#include "tree_make.h"

#include <math.h>
#include <string.h>

/* An object with what the objects around it say. */
struct around {
    const struct bench_format_text *t;
    const char *model;        /* NULL: not stated */
    const struct tree *usage; /* NULL: none */
    double evaluated;         /* tokens of the prompt with those from the cache; NAN: not stated */
};

static double number(const struct tree *map, const char *key)
{
    const struct tree *v = map ? tree_get(map, key) : NULL;
    return v && v->type == TREE_NUMBER ? v->number : NAN;
}

static struct bench_timed timed(const struct tree *map, const char *key, double factor)
{
    return (struct bench_timed){number(map, key) * factor, 0};
}

static const char *text(const struct tree *map, const char *key)
{
    const struct tree *v = tree_get(map, key);
    return v && v->type == TREE_TEXT && *v->text ? v->text : NULL;
}

/* Names the model in the results that were added last. */
static void name_model(const struct around *w, const struct tree *before)
{
    struct tree *r = before ? before->next : w->t->list->first;
    for (; w->model && r; r = r->next)
        if (!tree_get(r, "model_filename"))
            tree_make_text(w->t->arena, r, "model_filename", w->model, r->at);
}

/* ---- kinds of objects: each returns whether the map is one ---- */

static bool server(const struct around *w, const struct tree *map)
{
    const struct tree *usage = w->usage;
    struct bench_request r = bench_timings_none(map->at.line, "llama-server");
    if (isnan(number(map, "predicted_n")) && isnan(number(map, "prompt_n")))
        return false;
    if (isnan(number(map, "predicted_per_second")) && isnan(number(map, "prompt_per_second")))
        return false;
    r.prompt = number(map, "prompt_n");
    r.gen = number(map, "predicted_n");
    r.prompt_s = timed(map, "prompt_ms", 1e-3);
    r.prompt_speed = timed(map, "prompt_per_second", 1);
    r.gen_s = timed(map, "predicted_ms", 1e-3);
    r.gen_speed = timed(map, "predicted_per_second", 1);
    r.drafted = number(map, "draft_n") > 0;
    r.cached = number(map, "cache_n");
    const double all = !isnan(w->evaluated) ? w->evaluated : number(usage, "prompt_tokens");
    if (isnan(r.cached) && all >= r.prompt)
        r.cached = all - r.prompt;
    struct tree *before = w->t->list->last;
    bench_timings_add(w->t, NULL, &r);
    name_model(w, before);
    return true;
}

static bool ollama(const struct around *w, const struct tree *map)
{
    const struct bench_ollama r = {.line = map->at.line,
                                   .prompt = number(map, "prompt_eval_count"),
                                   .gen = number(map, "eval_count"),
                                   .prompt_s = timed(map, "prompt_eval_duration", 1e-9),
                                   .prompt_speed = {NAN, 0},
                                   .gen_s = timed(map, "eval_duration", 1e-9),
                                   .gen_speed = {NAN, 0}};
    if (isnan(number(map, "eval_duration")) || isnan(r.gen))
        return false;
    bench_ollama_add(w->t, NULL, &r, w->model);
    return true;
}

static bool lmstudio(const struct around *w, const struct tree *map)
{
    struct bench_lmstudio r = bench_lmstudio_none(map->at.line);
    r.speed = timed(map, "tokens_per_second", 1);
    r.first_s = timed(map, "time_to_first_token", 1);
    if (isnan(r.first_s.x))
        r.first_s = timed(map, "time_to_first_token_seconds", 1);
    if (isnan(r.speed.x) || isnan(r.first_s.x))
        return false;
    r.gen_s = timed(map, "generation_time", 1);
    r.prompt = number(w->usage, "prompt_tokens");
    r.gen = number(w->usage, "completion_tokens");
    if (isnan(r.prompt))
        r.prompt = number(map, "input_tokens");
    if (isnan(r.gen))
        r.gen = number(map, "total_output_tokens");
    r.drafted = number(map, "accepted_draft_tokens_count") > 0;
    bench_lmstudio_add(w->t, &r, w->model);
    return true;
}

static bool tabby(const struct around *w, const struct tree *map)
{
    struct bench_request r = bench_timings_none(map->at.line, "TabbyAPI");
    if (isnan(number(map, "completion_tokens_per_sec")) && isnan(number(map, "prompt_tokens_per_sec")))
        return false;
    r.prompt = number(map, "prompt_tokens");
    r.gen = number(map, "completion_tokens");
    r.prompt_s = timed(map, "prompt_time", 1);
    r.prompt_speed = timed(map, "prompt_tokens_per_sec", 1);
    r.gen_s = timed(map, "completion_time", 1);
    r.gen_speed = timed(map, "completion_tokens_per_sec", 1);
    r.engine = "tabbyapi";
    struct tree *before = w->t->list->last;
    bench_timings_add(w->t, NULL, &r);
    name_model(w, before);
    return true;
}

static bool sweep(const struct around *w, const struct tree *map)
{
    static const char *const facts[] = {"n_batch", "n_ubatch", "flash_attn", "n_gpu_layers"};
    const struct bench_sweep r = {.prompt = number(map, "pp"),
                                  .gen = number(map, "tg"),
                                  .kv = number(map, "n_kv"),
                                  .sequences = number(map, "pl"),
                                  .shared = number(map, "is_pp_shared"),
                                  .separate = number(map, "is_tg_separate"),
                                  .prompt_s = timed(map, "t_pp", 1),
                                  .prompt_speed = timed(map, "speed_pp", 1),
                                  .gen_s = timed(map, "t_tg", 1),
                                  .gen_speed = timed(map, "speed_tg", 1)};
    if (isnan(r.prompt) || isnan(r.gen) || (isnan(r.prompt_speed.x) && isnan(r.gen_speed.x)))
        return false;
    struct tree *before = w->t->list->last;
    bench_sweep_add(w->t, NULL, map->at.line, &r);
    for (struct tree *m = before ? before->next : w->t->list->first; m; m = m->next)
        for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
            if (!isnan(number(map, facts[i])))
                tree_make_number(w->t->arena, m, facts[i], number(map, facts[i]), m->at);
    name_model(w, before);
    return true;
}

/* ---- objects in objects ---- */

/* Returns the name of the model, with the format of its file where LM Studio states it apart. */
static const char *model_of(struct arena *a, const struct tree *map, const char *known)
{
    const char *model = text(map, "model");
    const struct tree *more = tree_get(map, "model_info");
    const char *quant = more && more->type == TREE_MAP ? text(more, "quant") : NULL;
    if (!model || strcmp(model, "gpt-3.5-turbo") == 0) /* what llama-server says without --alias */
        return known;
    return quant && !strstr(model, quant) ? str_format(a, "%s-%s", model, quant) : model;
}

/* Adds the results of the value and of what is in it. Returns how many objects it knew. */
static int read_value(const struct around *above, const struct tree *v)
{
    static bool (*const kinds[])(const struct around *, const struct tree *) = {server, ollama, lmstudio, tabby, sweep};
    struct around w = *above;
    int n = 0;
    if (v->type != TREE_MAP && v->type != TREE_LIST)
        return 0;
    if (v->type == TREE_MAP) {
        const struct tree *usage = tree_get(v, "usage");
        w.model = model_of(w.t->arena, v, w.model);
        w.usage = usage && usage->type == TREE_MAP ? usage : w.usage;
        w.evaluated = isnan(number(v, "tokens_evaluated")) ? w.evaluated : number(v, "tokens_evaluated");
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (kinds[i](&w, v))
                return 1;
    }
    for (const struct tree *child = v->first; child; child = child->next)
        n += read_value(&w, child);
    return n;
}

/* Is the object a chunk of an answer that goes on in the next one? */
static bool is_chunk(const struct tree *v)
{
    const struct tree *done = tree_get(v, "done"), *stop = tree_get(v, "stop");
    const char *id = text(v, "id"), *next = v->next ? text(v->next, "id") : NULL;
    return (done && done->type == TREE_BOOL && done->number <= 0) ||
           (stop && stop->type == TREE_BOOL && stop->number <= 0) || (id && next && strcmp(id, next) == 0);
}

static bool is_result(const struct tree *v)
{
    return v->type != TREE_MAP || tree_get(v, "program") || tree_get(v, "avg_ts") || tree_get(v, "mean_ttft_ms") ||
           tree_get(v, "avg_latency") || tree_get(v, "elapsed_time");
}

void bench_objects_read(const struct bench_format_text *t, struct tree *objects)
{
    const struct around w = {.t = t, .evaluated = NAN};
    for (struct tree *v = objects->first, *next; v; v = next) {
        next = v->next;
        if (!is_result(v) && (is_chunk(v) || read_value(&w, v) > 0))
            continue;
        v->next = NULL;
        tree_adopt(t->list, v);
    }
}
