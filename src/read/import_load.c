#include "import_load.h"

#include "arena.h"
#include "diag.h"
#include "numtext.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* Most that a figure may differ from what other figures of its result say. */
static const double agree_frac = 0.02;
/* Half of the last digit that the programs print of a figure. */
static const double half_digit = 0.005;

bool import_load_is(const struct tree *t)
{
    static const char *const keys[] = {"mean_ttft_ms",       "median_ttft_ms",    "mean_tpot_ms", "total_output_tokens",
                                       "mean_output_tokens", "output_throughput", "cut_off"};
    for (size_t i = 0; t->type == TREE_MAP && i < sizeof keys / sizeof *keys; i++)
        if (tree_get(t, keys[i]))
            return true;
    return t->type == TREE_MAP && tree_get(t, "program") && tree_get(t, "request_rate");
}

static bool is_yes(const struct tree *t, const char *key)
{
    const struct tree *v = tree_get(t, key);
    return v && v->type == TREE_TEXT && strcmp(v->text, "yes") == 0;
}

/* Returns the number of a key, NaN when it is not one. */
static double optional(const struct tree *t, const char *key)
{
    const struct tree *v = tree_get(t, key);
    double x = NAN;
    if (v && v->type == TREE_NUMBER)
        return v->number;
    if (v && v->type == TREE_TEXT && numtext_parse(v->text, strlen(v->text), &x))
        return x;
    return NAN;
}

static double first_of(double x, double y)
{
    return isnan(x) ? y : x;
}

/* ---- who ran ---- */

/* Returns the month of "20250530-203806", "2025-05"; NULL when the text is not such a date. */
static const char *month(struct bench_row_job *job, const char *date)
{
    enum { DAY = sizeof "20250530" - 1 };
    if (!date || strspn(date, "0123456789") != DAY)
        return NULL;
    return str_format(job->arena, "%.4s-%.2s", date, date + 4);
}

/* Returns the engine that a backend's word names, "sglang-oai"; NULL: it names a protocol or an unknown engine. */
static const char *engine_of(struct bench_row_job *job, const char *backend)
{
    static const char *const others[][2] = {{"trt", "tensorrt-llm"}, {"tensorrt", "tensorrt-llm"}};
    const char *word = backend ? arena_strndup(job->arena, backend, strcspn(backend, "-_ ")) : NULL;
    const struct engine *e = backend ? catalogue_find(job->catalogue, &kind_engine, backend) : NULL;
    e = e || !word ? e : catalogue_find(job->catalogue, &kind_engine, word);
    for (size_t i = 0; !e && word && i < sizeof others / sizeof *others; i++)
        if (strcmp(word, others[i][0]) == 0)
            return others[i][1];
    return e ? e->id : NULL;
}

/* Most endpoints of vLLM's program are named by their protocol, and then it is vLLM's. */
static const char *engine(struct bench_row_job *job, const struct tree *t)
{
    const char *said = bench_row_text(job, t, "engine");
    const char *named = engine_of(job, bench_row_text(job, t, tree_get(t, "backend") ? "backend" : "endpoint_type"));
    if (said || named || is_yes(t, "engine_open"))
        return said ? said : named;
    return tree_get(t, "server_info") ? "sglang" : "vllm";
}

/* Returns true where the result states another quant than the user. */
static bool other_quant(struct bench_row_job *job, const struct tree *t)
{
    const char *word = bench_row_text(job, t, "quantization");
    const struct quant *said = word ? catalogue_find(job->catalogue, &kind_quant, word) : NULL,
                       *asked = job->ask->quant;
    return said && asked && said->base != asked->base &&
           bench_row_differs(job, t->at,
                             str_format(job->arena, "it was measured with %s, not with %s", said->id, asked->id));
}

/* Returns true where the result states another engine or more cards than the user. "vllm" is no statement: it is what
   vLLM's program calls any server by default. */
static bool other_server(struct bench_row_job *job, const struct tree *t, const struct import_load *l, double tensor)
{
    const char *asked = job->ask->engine, *said = l->who.engine;
    if (asked && said && strcmp(said, asked) != 0 && strcmp(said, "vllm") != 0)
        return bench_row_differs(job, t->at,
                                 str_format(job->arena, "it was measured with %s, not with %s", said, asked));
    return job->ask->gpu && tensor > job->ask->gpu_count &&
           bench_row_differs(job, t->at,
                             str_format(job->arena,
                                        "its layers were split over %g cards, more than the %d that are stated", tensor,
                                        job->ask->gpu_count));
}

/* Returns false when the result is left out. */
static bool read_who(struct bench_row_job *job, const struct tree *t, struct import_load *l)
{
    const struct tree *server = tree_get(t, "server_info"), *path = server ? tree_get(server, "model_path") : NULL;
    const char *model = bench_row_text(job, t, "model_id"), *quant = bench_row_text(job, t, "quantization");
    model = model || !path || path->type != TREE_TEXT ? model : path->text;
    if (model && quant && !str_same_word(quant, "none") && !str_ends(model, quant))
        model = str_format(job->arena, "%s-%s", model, quant);
    l->who = (struct bench_row_who){.model_file = model,
                                    .params = NAN,
                                    .size_b = NAN,
                                    .engine = engine(job, t),
                                    .date = month(job, bench_row_text(job, t, "date")),
                                    .repository = true};
    const double tensor = first_of(optional(t, "tensor_parallel"), server ? optional(server, "tp_size") : NAN),
                 data = first_of(optional(t, "data_parallel"), server ? optional(server, "dp_size") : NAN);
    l->who.split = tensor > 1 ? "tensor" : NULL;
    const bool apart = tree_get(t, "attention_apart") != NULL; /* on the same cards, each with its own requests */
    l->who.used = tensor >= 1 ? (int)(tensor * (data > 1 && !apart ? data : 1)) : 0;
    if (data > 1 && apart)
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL,
                 "the server's attention ran in data parallelism %g on the same cards, which a row cannot state", data);
    else if (data > 1)
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL,
                 "the server ran with data parallelism %g: state it as replicas, if that is what it was", data);
    return !other_server(job, t, l, tensor);
}

static void read_server(struct bench_row_job *job, const struct tree *t, struct import_load *l)
{
    const char *kv = bench_row_text(job, t, "kv_type");
    static const struct tree none = {.type = TREE_MAP};
    const struct tree *server = tree_get(t, "server_info") ? tree_get(t, "server_info") : &none;
    bool drafts = optional(t, "accept_length") > 1 || optional(server, "speculative_num_steps") > 0;
    l->ctx = first_of(optional(t, "ctx"), optional(server, "context_length"));
    l->max_seqs = first_of(optional(t, "max_seqs"), optional(server, "max_running_requests"));
    l->budget_tokens = first_of(optional(t, "budget_tokens"), optional(server, "chunked_prefill_size"));
    l->budget_tokens = l->budget_tokens > 0 ? l->budget_tokens : NAN;
    l->kv_type = kv && (str_starts(kv, "fp8") || str_starts(kv, "FP8")) ? "FP8" : NULL;
    for (const struct tree *m = t->first; m; m = m->next)
        drafts |= m->key && str_starts(m->key, "spec_decode") && m->type != TREE_NULL;
    l->flags = bench_row_text(job, t, "flags");
    if (drafts && !(l->flags && strstr(l->flags, "speculative")))
        l->flags = l->flags ? str_format(job->arena, "speculative;%s", l->flags) : "speculative";
}

/* ---- figures ---- */

/* Returns the requests that were answered. Where only their rate is printed, it must have digits enough. */
static double answered(struct bench_row_job *job, const struct tree *t, double rate, double duration_s)
{
    const double stated = bench_row_number(job, t, "completed");
    return isnan(stated) && rate >= 1 ? round(rate * duration_s) : stated;
}

/* Returns true where a figure agrees with what others say of it. What a figure is rounded by is tolerated. */
static bool agrees(double stated, double others, double rounded_frac)
{
    const double within = agree_frac + rounded_frac + half_digit / fmax(fabs(others), half_digit);
    return isnan(stated) || isnan(others) || fabs(stated - others) <= within * fabs(others);
}

/* Tells where a speed contradicts tokens and time. Returns false when the result is left out for it. GuideLLM's figures
   are of the time in which requests ran, so there only the figure is left empty. */
static bool speed_agrees(struct bench_row_job *job, const struct tree *t, const char *what, double tokens,
                         double duration_s, double *figure)
{
    const double others = tokens / duration_s, stated = *figure;
    if (agrees(stated, others, half_digit / duration_s))
        return true;
    const char *said = str_format(job->arena,
                                  "%s is stated as %.6g tokens/s, but %.6g tokens in %.6g s are %.6g tokens/s", what,
                                  stated, tokens, duration_s, others);
    if (!is_yes(t, "windows")) {
        bench_row_leave(job, t, said);
        return false;
    }
    diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL, "%s: it is left empty", said);
    *figure = NAN;
    return true;
}

static double mean(struct bench_row_job *job, const struct tree *t, const char *total, const char *each,
                   double completed)
{
    const double tokens = bench_row_number(job, t, total);
    return isnan(tokens / completed) ? bench_row_number(job, t, each) : tokens / completed;
}

/* Fills the option's value where the result leaves it open. Returns false where they contradict each other. */
static bool fill(struct bench_row_job *job, const struct tree *t, const char *option, const char *what, double asked,
                 double *value)
{
    if (isnan(asked) || agrees(asked, *value, 0.5 / asked)) {
        *value = isnan(*value) ? asked : *value;
        return true;
    }
    return !bench_row_differs(job, t->at,
                              str_format(job->arena, "it has %s of %.6g, not of %g (%s)", what, *value, asked, option));
}

/* Without a stream of tokens the first one comes with the last: then times say nothing of prompts and tokens. */
static bool unstreamed(const struct tree *t)
{
    return is_yes(t, "not_streamed") || optional(t, "mean_ttft_ms") <= 0;
}

/* The time of a token: its mean, else the mean gap between tokens, else what the time of a whole answer leaves. */
static double time_per_token_s(struct bench_row_job *job, const struct tree *t, struct import_load *l)
{
    const double tpot_ms = bench_row_number(job, t, "mean_tpot_ms"), gap_ms = bench_row_number(job, t, "mean_itl_ms"),
                 whole_ms = first_of(bench_row_number(job, t, "mean_e2el_ms"),
                                     bench_row_number(job, t, "mean_e2e_latency_ms")),
                 left_ms = (whole_ms - bench_row_number(job, t, "mean_ttft_ms")) / (l->gen - 1);
    const bool drafts = l->flags && strstr(l->flags, "speculative");
    if (tpot_ms > 0)
        return unit_ms_to_s(tpot_ms);
    l->gaps = gap_ms > 0 && !drafts && l->gen > 1;
    return l->gaps ? unit_ms_to_s(gap_ms) : left_ms > 0 && l->gen > 1 ? unit_ms_to_s(left_ms) : NAN;
}

static bool read_figures(struct bench_row_job *job, const struct tree *t, struct import_load *l)
{
    const struct import_bench_ask *ask = job->ask;
    const double duration_s = bench_row_number(job, t, "duration"),
                 rate = bench_row_number(job, t, "request_throughput"),
                 ttft_ms = bench_row_number(job, t, "mean_ttft_ms"), completed = answered(job, t, rate, duration_s);
    l->requests = completed;
    l->prompt = mean(job, t, "total_input_tokens", "mean_input_tokens", completed);
    l->gen = mean(job, t, "total_output_tokens", "mean_output_tokens", completed);
    if (!fill(job, t, "--prompt", "prompts", ask->prompt_tokens, &l->prompt) ||
        !fill(job, t, "--gen", "answers", ask->gen_tokens, &l->gen))
        return false;
    const double requests = isnan(completed) ? rate * duration_s : completed;
    l->output_tok_s = bench_row_number(job, t, "output_throughput");
    l->total_tok_s = first_of(bench_row_number(job, t, "total_token_throughput"),
                              bench_row_number(job, t, "total_throughput"));
    if (!speed_agrees(job, t, "the output", l->gen * requests, duration_s, &l->output_tok_s) ||
        !speed_agrees(job, t, "the output with prompts", (l->prompt + l->gen) * requests, duration_s, &l->total_tok_s))
        return false;
    if (isnan(l->output_tok_s))
        l->output_tok_s = l->gen * first_of(requests / duration_s, rate);
    if (isnan(l->output_tok_s) && !isnan(l->total_tok_s))
        l->output_tok_s = l->total_tok_s * l->gen / (l->prompt + l->gen);
    l->ttft_s = ttft_ms > 0 && !unstreamed(t) ? unit_ms_to_s(ttft_ms) : NAN;
    l->tpot_s = l->gen > 1 && !unstreamed(t) ? time_per_token_s(job, t, l) : NAN;
    l->medians = (isnan(l->ttft_s) && bench_row_number(job, t, "median_ttft_ms") > 0) ||
                 (isnan(l->tpot_s) && bench_row_number(job, t, "median_tpot_ms") > 0);
    return true;
}

/* ---- the load ---- */

/* Returns the requests that are worked on, mean: those that come times the time of one. NaN: not known. */
static double running(const struct tree *t, const struct import_load *l)
{
    const double whole_ms = first_of(optional(t, "mean_e2el_ms"), optional(t, "mean_e2e_latency_ms")),
                 answer_s = l->gen > 1 ? l->tpot_s * (l->gen - 1) : 0;
    return l->output_tok_s / l->gen * (isnan(whole_ms) ? l->ttft_s + answer_s : unit_ms_to_s(whole_ms));
}

/* Returns the requests per second that the result states: infinity: all at once; NaN: not stated. *other: they came in
   another way. */
static double request_rate(const struct tree *t, bool *other)
{
    static const double endless = 1e6; /* TensorRT-LLM prints the rate at which it could hand over all requests */
    const struct tree *v = tree_get(t, "request_rate");
    const double x = optional(t, "request_rate");
    if (!isnan(x))
        return x >= endless || x <= 0 ? INFINITY : x;
    if (!v || v->type != TREE_TEXT)
        return NAN;
    *other = !str_starts(v->text, "inf") && !str_starts(v->text, "Inf");
    return *other ? NAN : INFINITY;
}

/* Returns the most requests at once: infinity: no limit; NaN: not stated. */
static double concurrency(const struct tree *t)
{
    const struct tree *v = tree_get(t, "max_concurrency");
    const double x = optional(t, "max_concurrency");
    if (!isnan(x))
        return x > 0 ? x : INFINITY;
    return !v || (v->type == TREE_NULL && !tree_get(t, "request_rate")) ? NAN : INFINITY;
}

/* A limit and a rate: the one that held the requests back is the load. */
static bool limit_or_rate(struct bench_row_job *job, const struct tree *t, struct import_load *l)
{
    static const double held = 0.8, free = 0.6;
    const double used = running(t, l) / l->clients;
    if (used >= held) {
        l->arrivals = arrivals_closed;
        l->how = str_format(job->arena, "at most %g requests at once, which %g requests/s filled", l->clients,
                            l->rate_s);
        l->rate_s = NAN;
        return true;
    }
    if (used <= free) {
        l->arrivals = arrivals_poisson;
        l->how = str_format(job->arena, "at most %g requests at once, which did not hold them back", l->clients);
        l->clients = NAN;
        return true;
    }
    bench_row_leave(job, t,
                    str_format(job->arena,
                               "requests came at %g a second and at most %g at once, of which %.3g ran: a row states "
                               "the one or the other",
                               l->rate_s, l->clients, used * l->clients));
    return false;
}

static bool stated_arrivals(struct bench_row_job *job, const struct tree *t, const char *word, struct import_load *l)
{
    l->arrivals = (enum arrivals)enums_find(&enums_arrivals, word);
    l->clients = isfinite(concurrency(t)) ? concurrency(t) : NAN;
    l->rate_s = NAN;
    if (l->arrivals == arrivals_batch && l->clients <= 1)
        l->arrivals = arrivals_unknown;
    if (l->arrivals == arrivals_batch && !isnan(job->ask->batch) && !agrees(job->ask->batch, l->clients, 0))
        return !bench_row_differs(
            job, t->at, str_format(job->arena, "it is a batch of %g, not of %g", l->clients, job->ask->batch));
    return true;
}

static bool read_arrivals(struct bench_row_job *job, const struct tree *t, struct import_load *l)
{
    const char *word = bench_row_text(job, t, "arrivals");
    const double asked = job->ask->batch, most = concurrency(t);
    bool other = false;
    if (word)
        return stated_arrivals(job, t, word, l);
    l->rate_s = request_rate(t, &other);
    l->clients = isfinite(most) || isnan(asked) ? most : asked;
    if (isfinite(most) && !isnan(asked) && (asked < most || asked > most))
        return !bench_row_differs(
            job, t->at, str_format(job->arena, "it ran with at most %g requests at once, not with %g", most, asked));
    if (bench_row_text(job, t, "ramp_up_strategy")) {
        bench_row_leave(job, t, "requests came at a rate that rose while it ran, which a row cannot state");
        return false;
    }
    if (other) {
        bench_row_leave(job, t, "the result does not state requests per second or a number of clients");
        return false;
    }
    if (isnan(l->rate_s) && !isfinite(l->clients) && !(l->requests <= 1)) {
        bench_row_tell(job, t->at, "--batch",
                       "the file does not state how requests came: state how many ran at once (max_concurrency) with "
                       "--batch N, or put the command with --max-concurrency or --request-rate above the result");
        return false;
    }
    l->rate_s = isnan(l->rate_s) ? INFINITY : l->rate_s;
    if (l->clients <= 1 || l->requests <= 1) {
        l->clients = 1;
        l->rate_s = NAN;
        return true;
    }
    if (isfinite(l->rate_s) && isfinite(l->clients))
        return limit_or_rate(job, t, l);
    const bool all = !isfinite(l->clients) || l->clients >= l->requests;
    l->arrivals = isfinite(l->rate_s) ? arrivals_poisson : all ? arrivals_burst : arrivals_closed;
    if (l->arrivals == arrivals_poisson && !agrees(optional(t, "burstiness"), 1, 0))
        l->how = str_format(job->arena, "burstiness %g, where a Poisson load has 1", optional(t, "burstiness"));
    l->clients = l->arrivals == arrivals_closed ? l->clients : NAN;
    l->rate_s = l->arrivals == arrivals_poisson ? l->rate_s : NAN;
    return true;
}

/* Clients cannot have more requests running than they are. */
static bool load_agrees(struct bench_row_job *job, const struct tree *t, const struct import_load *l)
{
    static const double above_frac = 0.1; /* the first and last requests, and a window of the run */
    const double ran = running(t, l);
    if (l->arrivals == arrivals_batch || !(ran > l->clients * (1 + above_frac)))
        return true;
    bench_row_leave(job, t,
                    str_format(job->arena,
                               "%.4g requests ran at once by its speeds and times, more than its %g clients", ran,
                               l->clients));
    return false;
}

/* ---- what is told ---- */

/* Returns the requests that were not answered; NaN: not stated. */
static double unanswered(const struct tree *t)
{
    const double failed = optional(t, "failed"), sent = optional(t, "num_prompts"), answered = optional(t, "completed");
    return isnan(failed) && sent > answered ? sent - answered : failed;
}

static void tell(struct bench_row_job *job, const struct tree *t, const struct import_load *l)
{
    const double failed = unanswered(t);
    const char *data = bench_row_text(job, t, "dataset_name");
    if (is_yes(t, "cut_off"))
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL, "the result is cut off: what is missing is left empty");
    if (failed > 0)
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL,
                 "%g of %g requests were not answered: its figures are of the others", failed, failed + l->requests);
    else if (is_yes(t, "failed_some"))
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL, "some requests failed: its figures are of the others");
    if (unstreamed(t))
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL,
                 "answers were not streamed, so no time of a first token or of a token is known: they are left empty");
    else if (l->medians)
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL,
                 "only medians of times are stated, where a row has means: they are left empty");
    if (data && str_starts(data, "prefix"))
        diag_add(job->d, DIAG_BENCH_SAID, t->at, NULL,
                 "its prompts share prefixes, and it does not state which part of them was in the cache: "
                 "prefix_hit_frac is left empty");
}

bool import_load_read(struct bench_row_job *job, const struct tree *t, struct import_load *out)
{
    const int errors = job->d->errors;
    const char *program = bench_row_text(job, t, "program");
    const bool sglang = tree_get(t, "server_info") || tree_get(t, "total_throughput");
    program = program ? program : sglang ? "sglang.bench_serving" : "vllm bench serve";
    *out = (struct import_load){.result = t, .program = program};
    out->how = bench_row_text(job, t, "load_note");
    if (is_yes(t, "warm_up"))
        return false;
    if (optional(t, "completed") <= 0) {
        bench_row_leave(job, t, "no request was answered");
        return false;
    }
    read_server(job, t, out);
    if (!read_figures(job, t, out))
        return false;
    if (isnan(out->prompt) || isnan(out->gen)) {
        bench_row_leave(job, t,
                        "it does not state the lengths of prompts and answers: state them with --prompt N and --gen N");
        return false;
    }
    if (!read_arrivals(job, t, out) || !load_agrees(job, t, out))
        return false;
    if (unanswered(t) > 0 || is_yes(t, "failed_some"))
        out->flags = out->flags ? str_format(job->arena, "%s;incomplete", out->flags) : "incomplete";
    if (isnan(out->output_tok_s) && isnan(out->ttft_s) && isnan(out->tpot_s)) {
        bench_row_leave(job, t, "it states no speed and no mean time");
        return false;
    }
    if (other_quant(job, t) || !read_who(job, t, out))
        return false;
    tell(job, t, out);
    return job->d->errors == errors;
}
