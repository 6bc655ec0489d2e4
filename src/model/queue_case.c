/* queue_case.c: from a prepared case to the load of its server.

   Idea: the engine's sequences and the tokens of its steps come from the case. An engine that runs a layer split as a
   pipeline has several batches in flight, each a server with its part of the requests.
   Invariant: running and output of the server are those of one batch times the batches.
   Reference: docs/model.md, "Serving". */
#include "queue_case.h"

#include "bug.h"

#include <math.h>

struct queue_load queue_case_load(const struct predict_case *c)
{
    return (struct queue_load){.clients = c->batch,
                               .rate_s = NAN,
                               .depth = c->depth,
                               .prompt = c->prompt,
                               .gen = c->gen,
                               .context = NAN,
                               .max_seqs = c->memory.max_seqs,
                               .budget_tokens = c->memory.budget_tokens,
                               .pool_tokens = NAN,
                               .together = NAN};
}

void queue_case_solve(const struct step_case *s, const struct queue_load *l, struct queue_result *out)
{
    const double lanes = queue_lanes(s, l->clients);
    const struct queue_load lane = queue_lane(l, lanes);
    queue_solve(s, &lane, out);
    out->running *= lanes;
    out->output_tok_s *= lanes;
    BUG_UNLESS(!(out->output_tok_s < 0));
}

struct range queue_case_ttft(const struct step_case *s, const struct queue_load *l, double ttft_s, struct range factor)
{
    struct queue_load at = *l;
    struct queue_result apart, bunched;
    at.together = 1;
    queue_case_solve(s, &at, &apart);
    at.together = queue_most_together(s, l);
    queue_case_solve(s, &at, &bunched);
    const double low = fmin(ttft_s, apart.ttft_s), high = fmax(ttft_s, bunched.ttft_s);
    return (struct range){factor.low95 * low, factor.low80 * low, factor.mid * ttft_s, factor.high80 * high,
                          factor.high95 * high};
}
