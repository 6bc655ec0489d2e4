/* queue.c: a server's requests in steady state.

   Idea: follow one request among o others. Each of them has its prompt computed once while this one goes through its
   own steps, so a step of this one holds o / steps prompts beside the tokens of those that decode. That gives the
   mean step (TPOT), the own prompt's steps and the wait for the step under way (TTFT), so the time C that a request is
   in service. A closed loop of n clients has o = n - 1 others, as far as sequences, cache and tokens of a step allow;
   an open load has as many as arrive in the time C: o = rate * C(o).
   Requests of a closed loop that began together end together if their answers are equally long, so their prompts come
   in bunches (`together`), as benchmarks show; answers of different lengths draw them apart.
   Invariant: Little's law, running = output / gen * C; one client (and a rate near 0) gets decode and TTFT of predict;
   as many prompts are computed as answers end.
   Reference: J. D. C. Little, "A proof for the queuing formula L = lambda W", Operations Research 9 (1961);
   M. Reiser and S. S. Lavenberg, "Mean-value analysis of closed multichain queuing networks", JACM 27 (1980): a request
   of a closed loop sees the queue of one request less; H. Sakasegawa, Ann. Inst. Statist. Math. 29 (1977): wait for
   one of m servers. docs/model.md, "Serving". */
#include "queue.h"

#include "bug.h"
#include "known.h"
#include "pace.h"
#include "real.h"

#include <math.h>

/* The load with all limits known. */
struct queue {
    const struct step_case *c;
    const struct queue_load *l;
    double budget; /* tokens of a step */
    double chunks; /* steps of a prompt that has the whole budget */
    double steps;  /* steps of a request: those of its prompt, one of which makes the first token, and of its answer */
    double most;   /* requests that have a place: sequences, cache */
    double flow;   /* others whose prompts a step has tokens for; more wait for their prompts */
    double bunch;  /* requests that come at once */
    bool apart;    /* prompts have steps of their own */
};

/* One request among others. */
struct seen {
    double tpot_s;        /* its mean step after the first token */
    double plain_s;       /* a step of those that decode, without prompts of others */
    double own_s, wait_s; /* its prompt's steps; the step that it waits for */
    double service_s;     /* from its arrival to its last token */
    double prompt_s;      /* a prompt's part of the steps that compute prompts; prompts share steps where many come */
    double idle_s;        /* what an arrival waits for where no prompt is computed: the rest of a step */
    double bunched_s;     /* what it waits for prompts that come with its own, instead of being held up by them later */
    double fill;          /* tokens of prompts in a step that has any, over those that it has room for */
};

static double smaller(double a, double b)
{
    return b < a ? b : a;
}

static double larger(double a, double b)
{
    return b > a ? b : a;
}

double queue_lanes(const struct step_case *c, double requests)
{
    /* an engine with a memory pool shares layers out as a pipeline; others pass one batch from card to card */
    const bool pipeline = c->rig->n > 1 && !c->parallel && !isnan(c->memory->engine->pool_frac);
    return pipeline ? smaller(c->rig->n, larger(1, known_or(requests, INFINITY))) : 1;
}

struct queue_load queue_lane(const struct queue_load *l, double lanes)
{
    struct queue_load one = *l;
    BUG_UNLESS(lanes >= 1);
    one.clients /= lanes;
    one.rate_s /= lanes;
    one.pool_tokens /= lanes;
    one.max_seqs = larger(1, l->max_seqs / lanes);
    if (isnan(l->max_seqs))
        one.max_seqs = NAN;
    return one;
}

double queue_most_together(const struct step_case *c, const struct queue_load *l)
{
    const double budget = known_or(l->budget_tokens, c->memory->ubatch);
    return isnan(l->clients) ? 1 : larger(1, smaller(l->clients, floor(budget / l->prompt)));
}

/* Returns the tokens that a decoding request has in its cache on average. */
static double mean_context(const struct queue_load *l)
{
    return known_or(l->context, l->depth + l->prompt) + l->gen / 2;
}

/* Fills *t with a step of n decoding requests and `tokens` tokens of prompts, each of which takes `chunks`
   steps. */
static void mixed_step(const struct queue *q, double n, double tokens, double chunks, struct step_time *t)
{
    const struct queue_load *l = q->l;
    const double prompts = tokens * chunks / l->prompt;
    const struct step_load load = {.n_tok = n + tokens,
                                   .n_seq = prompts,
                                   .n_out = n + prompts,
                                   .context = l->depth + l->prompt / 2,
                                   .attn_pairs = tokens * (l->depth + (l->prompt + 1) / 2),
                                   .decodes = n,
                                   .decode_context = mean_context(l)};
    step_time(q->c, &load, t);
}

double queue_decode_s(const struct step_case *c, const struct queue_load *l, double n)
{
    struct step_time t;
    const struct step_load load = {.n_tok = n, .n_seq = n, .n_out = n, .context = mean_context(l)};
    step_time(c, &load, &t);
    return t.part.total_s;
}

/* Returns the tokens of a step's prompts where they come at random, `prompts` of them per step on average: those steps
   that have any hold more than one prompt if many come. *frac becomes the part of the steps that have any, at least
   what `room` tokens a step ask for; above 1 if they do not suffice. */
static double prompt_tokens(double prompts, double part, double room, double *frac)
{
    const double some = -real_expm1(-prompts);
    *frac = larger(some, prompts * part / room);
    return prompts > 0 ? prompts * part / *frac : part;
}

/* Returns the seconds of a step of n decoding requests, n not whole: between 1 and 2 a step's law may jump, so the two
   are weighed. */
static double mean_decode_s(const struct queue *q, double n)
{
    return n > 1 && n < 2 ? (2 - n) * queue_decode_s(q->c, q->l, 1) + (n - 1) * queue_decode_s(q->c, q->l, 2)
                          : queue_decode_s(q->c, q->l, n);
}

/* Returns the part of the time in which prompts of `others` are computed: x = busy_s / C, where busy_s are the seconds
   of their prompts while one request is in service, and C = service_s + x * block_s / 2 + (1 - x) * idle_s, because an
   arrival waits for half of a prompt or, where none is computed, for idle_s. */
static double time_in_prompts(double busy_s, double service_s, double block_s, double idle_s)
{
    const double b = service_s + idle_s, square = b * b + 4 * (block_s / 2 - idle_s) * busy_s;
    return smaller(1, 2 * busy_s / (b + sqrt(larger(0, square))));
}

/* Returns the mean wait of an arrival for what is under way, if prompts are computed for that part of the time. */
static double wait_s(const struct seen *s, double in_prompt)
{
    return in_prompt * s->own_s / 2 + (1 - in_prompt) * s->idle_s;
}

/* Fills *s for a request that sees `others`. */
static void see(const struct queue *q, double others, struct seen *s)
{
    const struct queue_load *l = q->l;
    const double active = smaller(others, q->flow); /* all but those that wait for tokens of a step */
    const double beside = q->apart ? 0 : active, room = q->budget - beside;
    const double chunks = larger(q->chunks, l->prompt / room), part = l->prompt / chunks;
    const double parts = active / q->steps * chunks; /* of prompts, per step */
    double frac;
    const double tokens = prompt_tokens(parts, part, room, &frac);
    struct step_time one;
    mixed_step(q, beside, tokens, chunks, &one);
    s->own_s = pace_steps_s(q->c, chunks, &one);
    const double mixed_s = s->own_s / chunks, plain_s = s->plain_s = mean_decode_s(q, active + 1);
    const double more_s = mixed_s - (q->apart ? 0 : plain_s); /* what prompts add to a step */
    s->prompt_s = s->own_s * (parts > 0 ? frac / parts : 1);
    s->idle_s = smaller(1, others) * (l->gen - 1) / l->gen * plain_s / 2; /* where an arrival finds a decode step */
    const double decode_s = (l->gen - 1) * (plain_s + frac * more_s);
    const double in_prompt = time_in_prompts(others * s->prompt_s, s->own_s + decode_s, s->own_s, s->idle_s);
    /* parts of prompts that were computed before the own answer began: during the wait and in the own prompt's steps */
    const double met = in_prompt * chunks / 2 + chunks * (tokens / part - 1);
    const double left = larger(0, others * chunks - met) / (larger(1, l->gen - 1) * larger(parts, 1e-9));
    s->wait_s = wait_s(s, in_prompt);
    s->tpot_s = plain_s + frac * smaller(1, left) * more_s;
    s->service_s = s->wait_s + s->own_s + (l->gen - 1) * s->tpot_s;
    s->fill = tokens / room;
    s->bunched_s = 0;
    if (q->bunch > 1) {
        const double together = smaller(smaller(q->bunch, 1 + active) * part, larger(part, room));
        mixed_step(q, beside, larger(tokens, together), chunks, &one);
        s->bunched_s = smaller(larger(0, pace_steps_s(q->c, chunks, &one) - s->own_s),
                               (l->gen - 1) * (s->tpot_s - plain_s));
    }
}

/* Sets the limits. *limit becomes the tightest of them. Returns false if the cache holds less than one request. */
static bool set_limits(struct queue *q, enum queue_limit *limit)
{
    static const double unlimited = 500000; /* far more than any engine takes */
    const struct queue_load *l = q->l;
    const double in_pool = known_or(l->pool_tokens, INFINITY) / (mean_context(l));
    q->most = smaller(known_or(l->max_seqs, unlimited), in_pool);
    q->flow = q->apart ? INFINITY : (q->budget - 1) / (1 + l->prompt / q->steps);
    *limit = in_pool <= q->most ? queue_limit_pool : queue_limit_sequences;
    if (q->flow < q->most - 1)
        *limit = queue_limit_tokens;
    return !(q->most < 1);
}

/* Returns the seconds from a request's arrival to its last token where n requests are always there. Meanwhile the
   prompts of all others are computed, one after the other; close to that limit a request waits for both. */
static double full_service_s(const struct seen *s, double n)
{
    static const double sharpness = 24; /* of the corner where prompts begin to limit the server: a judgement */
    const double rest = s->service_s - s->own_s, prompts = (n - 1) * s->prompt_s;
    const double longer = larger(rest, prompts), shorter = smaller(rest, prompts);
    return s->own_s + (longer > 0 ? longer * real_pow(1 + real_pow(shorter / longer, sharpness), 1 / sharpness) : 0);
}

/* Returns the longest service of n requests whose prompts take most of their time: all one after the other, each alone.
 */
static double longest_service_s(const struct queue *q, const struct seen *s, double n)
{
    struct seen alone;
    if (n <= 1 || s->own_s < (q->l->gen - 1) * s->plain_s)
        return INFINITY;
    see(q, 0, &alone);
    return n * alone.service_s;
}

/* A closed loop. */
static void solve_clients(const struct queue *q, enum queue_limit limit, struct queue_result *out)
{
    const struct queue_load *l = q->l;
    struct seen s;
    out->running = larger(1, smaller(l->clients, q->most));
    out->limit = l->clients > q->most || l->clients - 1 > q->flow ? limit : queue_limit_clients;
    see(q, out->running - 1, &s);
    const double service_s = smaller(full_service_s(&s, out->running), longest_service_s(q, &s, out->running));
    out->output_tok_s = out->running * l->gen / service_s;
    out->tpot_s = s.tpot_s - s.bunched_s / larger(1, l->gen - 1);
    out->ttft_s = larger(1, l->clients / out->running) * service_s - (l->gen - 1) * out->tpot_s;
}

/* Returns the others that a request sees at a rate that is below the capacity. Secant from below, within a bracket: the
   time in service grows with the others, so rate * C(0) is too few. *s becomes what the request sees. */
static double find_others(const struct queue *q, double most, struct seen *s)
{
    enum { ROUNDS = 3 };
    const double rate = q->l->rate_s;
    double low = 0, at = 0, high = most, more;
    see(q, 0, s);
    double missing = rate * s->service_s; /* rate * C(at) - at */
    more = smaller(high, missing);
    for (int i = 0; i < ROUNDS; i++) {
        see(q, more, s);
        const double now = rate * s->service_s - more;
        if (now > 0)
            low = more;
        else
            high = more;
        const double slope = (now - missing) / (more - at);
        at = more;
        missing = now;
        more = smaller(high, larger(low, slope < 0 ? at - now / slope : high));
        if (!(fabs(more - at) > 0))
            break;
    }
    return at;
}

/* Returns the mean wait for one of m places, each of which is taken for service_s and free for 1 - load of the time;
   equal services, arrivals at random. m = 1: load / (1 - load) * service / 2. */
static double wait_for_place_s(double m, double load, double service_s)
{
    return real_pow(load, sqrt(2 * (m + 1)) - 1) / (1 - load) * service_s / m / 2;
}

/* Returns the time to the first token at a rate: the wait for tokens of a step, where equal prompts that fill a step
   give M/D/1, or for one of the places; and the own prompt. full: part of the capacity that is asked, < 1. */
static double rate_ttft_s(const struct queue *q, const struct seen *s, double full, enum queue_limit limit)
{
    const double rate = q->l->rate_s, running = rate * s->service_s;
    const bool places = limit != queue_limit_tokens;
    const double among = places ? smaller(1, (q->most - 1) / running) : 1; /* part of a place's wait is for prompts */
    const double in_prompt = among * smaller(full, rate * s->prompt_s);
    return wait_s(s, in_prompt) / (1 - in_prompt * s->fill) + s->own_s +
           (places ? wait_for_place_s(q->most, full, s->service_s) : 0);
}

/* An open load. */
static void solve_rate(const struct queue *q, enum queue_limit limit, struct queue_result *out)
{
    const struct queue_load *l = q->l;
    struct seen s;
    see(q, q->most - 1, &s);
    const double longest_s = full_service_s(&s, q->most), full = l->rate_s * longest_s / q->most;
    out->unstable = full >= 1;
    out->limit = out->unstable ? limit : queue_limit_rate;
    out->running = q->most;
    if (!out->unstable) {
        if (l->rate_s * s.service_s < q->most - 1)
            find_others(q, q->most - 1, &s);
        out->running = l->rate_s * s.service_s;
    }
    out->tpot_s = s.tpot_s;
    out->output_tok_s = out->unstable ? q->most * l->gen / longest_s : l->rate_s * l->gen;
    out->ttft_s = out->unstable ? NAN : rate_ttft_s(q, &s, full, limit);
}

void queue_solve(const struct step_case *c, const struct queue_load *l, struct queue_result *out)
{
    const double budget = known_or(l->budget_tokens, c->memory->ubatch);
    struct queue q = {.c = c, .l = l, .budget = budget, .apart = c->memory->prompts_apart};
    enum queue_limit limit;
    BUG_UNLESS(l->prompt > 0 && l->gen >= 1 && budget > 0 && (l->clients > 0 || l->rate_s > 0));
    *out = (struct queue_result){NAN, NAN, NAN, NAN, false, queue_limit_unknown};
    q.chunks = ceil(l->prompt / smaller(l->prompt, budget));
    q.steps = q.chunks + l->gen - 1;
    q.bunch = known_or(l->together, sqrt(queue_most_together(c, l)));
    if (!set_limits(&q, &limit))
        return;
    if (!isnan(l->clients))
        solve_clients(&q, limit, out);
    else
        solve_rate(&q, limit, out);
    BUG_UNLESS(!(out->ttft_s < 0) && !(out->tpot_s < 0) && !(out->running < 0));
}
