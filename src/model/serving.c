/* serving.c: the limits of a server, and what queue.c makes of them.

   Idea: an engine with a memory pool takes in as many requests as the memory beside weights and buffers holds, each
   with its prompt and half of its answer on average. Another engine reserves cache for each of its sequences, so there
   it is the sequences that limit, and the context that is reserved for them: a request starts only where all of it
   has room. TPOT has the interval of decode and TTFT that of prefill.
   Invariant: one client gets the decode speed and TTFT of predict where a step has the tokens of a micro-batch.
   Reference: docs/model.md, "Serving". */
#include "serving.h"

#include "assumed.h"
#include "bug.h"
#include "known.h"
#include "memory.h"
#include "queue_case.h"
#include "step.h"

#include <math.h>

/* Returns the tokens that a request has in the cache on average. */
static double mean_tokens(const struct predict_case *c)
{
    return c->depth + c->prompt + c->gen / 2;
}

double serving_pool_tokens(const struct predict_case *c, const struct rig *r)
{
    const double tokens = mean_tokens(c), cells = placement_cells(tokens), more = placement_cells(cells + 1);
    struct placement_case one = c->memory;
    struct placement at, above;
    double requests = INFINITY;
    if (isnan(c->memory.engine->pool_frac))
        return INFINITY;
    one.n_seq = 1;
    one.ctx = more;
    placement_layers(&one, r, &above);
    one.ctx = cells;
    memory_place(&one, r, &at);
    for (int d = 0; d < r->n; d++) {
        const double spare_b = unit_gib_to_b(memory_device_spare_gib(&one, r, &at, d)), kv_b = at.dev[d].kv_b;
        /* the pool has smaller blocks than the cells of placement.h */
        const double need_b = kv_b - (above.dev[d].kv_b - kv_b) * (cells - tokens) / (more - cells);
        if (need_b > 0)
            requests = fmin(requests, (kv_b + spare_b) / need_b);
    }
    return fmax(0, requests) * tokens;
}

/* Returns the tokens that a request has in the cache when its answer ends. */
static double request_tokens(const struct predict_case *c)
{
    return c->depth + c->prompt + c->gen;
}

/* Returns true if every sequence has a part of the context of its own; false: all sequences share it. */
static bool splits_ctx(const struct engine *e)
{
    for (size_t i = 0; i < e->options.n; i++)
        if (e->options.v[i].sets == sets_ctx_each)
            return true;
    return false;
}

/* Returns the most tokens that one request may have. */
static double room_tokens(const struct predict_case *c)
{
    const struct placement_case *m = &c->memory;
    return !isnan(m->engine->pool_frac) || splits_ctx(m->engine) ? floor(m->ctx / m->n_seq) : m->ctx;
}

double serving_ctx_requests(const struct predict_case *c)
{
    const struct placement_case *m = &c->memory;
    const double need = request_tokens(c);
    BUG_UNLESS(need > 0 && m->ctx > 0 && m->n_seq > 0);
    if (room_tokens(c) < need)
        return 0;
    if (!isnan(m->engine->pool_frac))
        return INFINITY;
    return splits_ctx(m->engine) ? m->n_seq : floor(m->ctx / need);
}

static void set_figures(const struct predict_case *c, const struct step_case *s, const struct queue_load *l,
                        const struct queue_result *q, struct serving *out)
{
    const struct range decode = assumed_widen(c, s, phase_decode, c->decode_spread);
    const struct range prefill = assumed_widen(c, s, phase_prefill, c->prefill_spread);
    out->running = q->running;
    if (c->gen > 1) /* else there is no token behind the first */
        out->tpot_ms = range_scale(range_invert(decode), unit_s_to_ms(q->tpot_s));
    out->ttft_s = queue_case_ttft(s, l, q->ttft_s, range_invert(prefill));
    const bool as_asked = !isnan(out->asked_req_s) && !q->unstable; /* what comes is answered */
    out->output_tok_s = range_scale(as_asked ? (struct range){1, 1, 1, 1, 1} : decode, q->output_tok_s);
    out->answered_req_s = q->output_tok_s / c->gen;
    out->limit = q->limit;
    out->overloaded = q->unstable ? flag_yes : flag_no;
}

void serving_solve(const struct predict_case *c, const struct rig *r, const struct policy *p,
                   const struct serving_load *load, struct serving *out)
{
    struct memory m;
    struct step_case s;
    struct queue_result solved;
    results_forget(&figures_serving, out);
    out->clients = load->clients;
    out->asked_req_s = load->rate_s;
    out->max_seqs = c->memory.max_seqs;
    out->budget_tokens = known_or(c->memory.budget_tokens, c->memory.ubatch);
    memory_judge(&c->memory, r, p, &m);
    if (m.verdict == verdict_no || rig_assumed_of(r) == assumed_missing || c->draft)
        return;
    const double pool = serving_pool_tokens(c, r), requests = serving_ctx_requests(c);
    out->ctx_requests = isinf(requests) ? NAN : requests;
    out->request_tokens = request_tokens(c);
    out->request_room_tokens = room_tokens(c);
    if (requests < 1) {
        out->limit = queue_limit_context;
        return;
    }
    out->pool_tokens = isinf(pool) ? NAN : pool;
    step_prepare(&s, &c->memory, &m.placement, r, p);
    struct queue_load l = queue_case_load(c);
    l.clients = load->clients;
    l.rate_s = load->rate_s;
    l.pool_tokens = pool;
    if (requests < INFINITY)
        l.max_seqs = fmin(l.max_seqs, requests);
    queue_case_solve(&s, &l, &solved);
    if (solved.limit == queue_limit_sequences && requests <= c->memory.max_seqs)
        solved.limit = queue_limit_context;
    set_figures(c, &s, &l, &solved, out);
}
