/* queue_run.c: the mean of a run that begins and ends, from the steady state of queue.h.

   Idea: a burst is a closed loop of as many clients as requests. The first wave waits for its own prompts only and
   decodes faster once they are done; request k behind it begins when the k-th place is free. A run at a rate fills the
   server as 1 - exp(-t / C), where C is the time in service, so its requests see less company than in steady state; a
   rate above the capacity is a burst whose requests come later. At the end only the longest answers are left. Clients
   that get answers of equal length march in step.
   Invariant: a long run at a stable rate gets the figures of queue.h; no run ends before its last request has come.
   Reference: docs/model.md, "Serving". */
#include "queue_run.h"

#include "bug.h"
#include "known.h"
#include "pace.h"
#include "real.h"

#include <math.h>

/* Returns the seconds for which the longest answer of an open load goes on when those of mean length are done; n
   requests before it. */
static double tail_s(const struct step_case *c, const struct queue_load *l, const struct queue_run *r, double n)
{
    const double more = fmax(0, known_or(r->longest, l->gen) - l->gen);
    return more > 0 ? more * (queue_decode_s(c, l, n) + queue_decode_s(c, l, 1)) / 2 : 0;
}

/* Returns the seconds that a burst lasts longer because its answers are not equal. With steps of a + b * n seconds for
   n requests, b is paid once for each token, whoever's it is, and a for each step, of which the longest answer takes
   `longest` instead of the mean length. */
static double uneven_s(const struct step_case *c, const struct queue_load *l, const struct queue_run *r)
{
    const double more = fmax(0, known_or(r->longest, l->gen) - l->gen);
    return more > 0 ? more * queue_decode_s(c, l, 1) : 0;
}

/* Returns the time per token of the `first` requests of a burst, whose prompts take prompts_s and which all end after
   wave_s. They wait for half of those prompts; but where prompts share steps with decodes, a token waits for no more
   than the prompts' tokens of its own step. */
static double first_tpot_s(const struct step_case *c, const struct queue_load *l, double first, double wave_s,
                           double prompts_s)
{
    const double budget = known_or(l->budget_tokens, c->memory->ubatch), steps = fmax(1, first * l->prompt / budget);
    const double spread_s = (wave_s - prompts_s / 2) / l->gen;
    return c->memory->prompts_apart ? spread_s : fmin(spread_s, queue_decode_s(c, l, first) + prompts_s / steps);
}

/* Fills *out with the means of a burst. Returns the seconds from the first request to the last token. */
static double solve_burst(const struct step_case *c, const struct queue_load *l, const struct queue_run *r,
                          struct queue_result *out)
{
    struct queue_load all = *l;
    all.clients = r->requests;
    queue_solve(c, &all, out);
    if (isnan(out->output_tok_s))
        return NAN;
    const double first = fmin(out->running, r->requests), later = r->requests - first;
    const double each_s = l->gen / out->output_tok_s, wave_s = first * each_s;
    const double prompts_s = fmax(0, wave_s - l->gen * queue_decode_s(c, l, first));
    const double later_ttft_s = (r->requests + first) / 2 * each_s - (l->gen - 1) * out->tpot_s;
    const double run_s = r->requests * each_s + uneven_s(c, l, r);
    out->ttft_s = (first * prompts_s / 2 + later * fmax(later_ttft_s, 0)) / r->requests;
    out->tpot_s = (first * first_tpot_s(c, l, first, wave_s, prompts_s) + later * out->tpot_s) / r->requests;
    out->output_tok_s = r->requests * l->gen / run_s;
    BUG_UNLESS(first > 0 && later >= 0 && run_s > 0);
    return run_s;
}

/* Returns the part of the steady state's company that the requests of a run see which come in arrive_s. */
static double company_frac(double service_s, double arrive_s)
{
    static const double middle = 0.5; /* of its own time in service: when a request sees the mean */
    const double times = arrive_s / service_s;
    return times > 0 ? 1 - real_exp(-middle) * -real_expm1(-times) / times : 1;
}

/* A rate above the capacity, or so short a run that all of its requests are in service together. */
static void solve_crowd(const struct step_case *c, const struct queue_load *l, const struct queue_run *r,
                        double arrive_s, struct queue_result *out)
{
    struct queue_load alone = *l;
    struct queue_result one;
    alone.clients = 1;
    queue_solve(c, &alone, &one);
    const double burst_s = solve_burst(c, l, r, out);
    const double last_s = arrive_s + l->gen * out->tpot_s + tail_s(c, l, r, out->running);
    out->ttft_s = fmax(one.ttft_s, out->ttft_s - arrive_s / 2);
    out->output_tok_s = r->requests * l->gen / fmax(burst_s, last_s);
    out->unstable = true;
}

static void solve_arrivals(const struct step_case *c, const struct queue_load *l, const struct queue_run *r,
                           struct queue_result *out)
{
    enum { ROUNDS = 3 };
    struct queue_load seen = *l;
    const double arrive_s = r->requests / l->rate_s;
    queue_solve(c, l, out);
    if (isnan(out->output_tok_s))
        return;
    if (out->unstable || out->running > r->requests) {
        solve_crowd(c, l, r, arrive_s, out);
        return;
    }
    for (int i = 0; i < ROUNDS; i++) {
        seen.rate_s = l->rate_s * company_frac(out->ttft_s + l->gen * out->tpot_s, arrive_s);
        queue_solve(c, &seen, out);
    }
    const double last_s = out->ttft_s + l->gen * out->tpot_s + tail_s(c, l, r, out->running);
    out->output_tok_s = r->requests * l->gen / (arrive_s + last_s);
}

/* Changes the means of a closed loop for answers of equal length on an engine whose prompts have steps of their own:
   clients that began together end together, so all their prompts come at once and stop everyone. The time in service
   stays the same. A request gets its first token halfway through those prompts, on average. */
static void march_in_step(const struct step_case *c, const struct queue_load *l, struct queue_result *out)
{
    const double n = out->running, cycle_s = n * l->gen / out->output_tok_s;
    const double prompts_s = fmax(0, cycle_s - l->gen * queue_decode_s(c, l, n));
    out->ttft_s = prompts_s / 2 + (fmax(1, l->clients / n) - 1) * cycle_s;
    out->tpot_s = (cycle_s - prompts_s / 2) / l->gen;
}

void queue_run_solve(const struct step_case *c, const struct queue_load *l, const struct queue_run *r,
                     struct queue_result *out)
{
    const bool burst = isnan(l->clients) && isnan(l->rate_s);
    BUG_UNLESS(!burst || r->requests >= 1);
    if (burst)
        solve_burst(c, l, r, out);
    else if (isnan(l->clients) && r->requests >= 1)
        solve_arrivals(c, l, r, out);
    else {
        queue_solve(c, l, out);
        if (isnan(r->longest) && c->memory->prompts_apart && out->running > 1)
            march_in_step(c, l, out);
    }
}

void queue_run_batch(const struct step_case *c, const struct queue_load *l, struct queue_result *out)
{
    struct step_time t;
    const double tokens = l->clients * l->prompt, chunk = fmin(tokens, known_or(l->budget_tokens, c->memory->ubatch));
    BUG_UNLESS(l->clients > 0 && chunk >= 0);
    *out = (struct queue_result){.running = l->clients, .ttft_s = NAN, .limit = queue_limit_clients};
    out->tpot_s = queue_decode_s(c, l, l->clients);
    out->output_tok_s = l->clients / out->tpot_s;
    if (!(chunk > 0))
        return;
    const double prompts = fmax(1, chunk / l->prompt);
    const struct step_load load = {.n_tok = chunk,
                                   .n_seq = prompts,
                                   .n_out = prompts,
                                   .context = l->depth + l->prompt / 2,
                                   .attn_pairs = chunk * (l->depth + (l->prompt + 1) / 2)};
    step_time(c, &load, &t);
    out->ttft_s = pace_steps_s(c, tokens / chunk, &t);
}
