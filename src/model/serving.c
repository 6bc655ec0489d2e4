/* serving.c: the limits of a server, and what queue.c makes of them.

   Idea: an engine with a memory pool takes in as many requests as the memory beside weights and buffers holds, each
   with its prompt and half of its answer on average. Another engine reserves cache for each of its sequences, so there
   it is the sequences that limit. TPOT has the interval of decode and TTFT that of prefill.
   Invariant: one client gets the decode speed and TTFT of predict where a step has the tokens of a micro-batch.
   Reference: docs/model.md, "Serving". */
#include "serving.h"

#include "assumed.h"
#include "bug.h"
#include "known.h"
#include "memory.h"
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

static void set_figures(const struct predict_case *c, const struct step_case *s, const struct queue_result *q,
                        struct serving *out)
{
    const struct range decode = assumed_widen(c, s, phase_decode, c->decode_spread);
    const struct range prefill = assumed_widen(c, s, phase_prefill, c->prefill_spread);
    out->running = q->running;
    out->tpot_ms = range_scale(range_invert(decode), unit_s_to_ms(q->tpot_s));
    out->ttft_s = range_scale(range_invert(prefill), q->ttft_s);
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
    const double pool = serving_pool_tokens(c, r);
    out->pool_tokens = isinf(pool) ? NAN : pool;
    step_prepare(&s, &c->memory, &m.placement, r, p);
    const struct queue_load l = {.clients = load->clients,
                                 .rate_s = load->rate_s,
                                 .depth = c->depth,
                                 .prompt = c->prompt,
                                 .gen = c->gen,
                                 .context = NAN,
                                 .max_seqs = c->memory.max_seqs,
                                 .budget_tokens = c->memory.budget_tokens,
                                 .pool_tokens = pool};
    const double lanes = queue_lanes(&s, load->clients);
    const struct queue_load lane = queue_lane(&l, lanes);
    queue_solve(&s, &lane, &solved);
    solved.running *= lanes;
    solved.output_tok_s *= lanes;
    set_figures(c, &s, &solved, out);
}
