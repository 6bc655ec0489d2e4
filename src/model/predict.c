/* predict.c: from the memory verdict and the step times to the figures of a prediction.

   Idea: decode = batch / step in the middle of the answer; prefill = prompt / sum of its steps; TTFT = prompt tokens /
   prefill speed. The ceiling is the batch divided by the time to read a step's bytes at full bandwidth. With
   speculative decoding a step yields several tokens (speculative.h) and the draft model's time is added.
   Invariant: neither a decode estimate nor any bound of its interval exceeds the ceiling; a case that does not fit,
   or whose devices have no known rates, has unknown speeds, not zero.
   Reference: docs/model.md, section 3. */
#include "predict.h"

#include "assumed.h"
#include "bug.h"
#include "draw.h"
#include "speculative.h"
#include "offload.h"
#include "pace.h"
#include "queue_case.h"

#include <math.h>

/* Returns the decode step's seconds on the first card alone, as if its memory were enough; an ideal tensor split over n
   cards takes 1/n of that. */
static double decode_alone_s(const struct predict_case *c, const struct step_case *s)
{
    const struct step_load load = pace_decode_load(c);
    struct rig one;
    struct placement_case m = c->memory;
    struct placement pl;
    struct step_time t;
    rig_first(s->rig, &one);
    m.split = split_none;
    m.tensor_split = NULL;
    placement_layers(&m, &one, &pl);
    struct step_case alone;
    step_prepare(&alone, &m, &pl, &one, s->policy);
    step_time(&alone, &load, &t);
    return t.part.total_s;
}

/* Returns r with no member above most, the rate that bandwidth alone allows. What is unknown stays unknown. */
static struct range capped(struct range r, double most)
{
    return isnan(r.mid) ? range_unknown()
                        : (struct range){fmin(r.low95, most), fmin(r.low80, most), fmin(r.mid, most),
                                         fmin(r.high80, most), fmin(r.high95, most)};
}

/* Replaces the decode figures in *out by the figures with speculative decoding. The ceiling assumes that every draft
   token is accepted and that drafting takes no time. */
static void decode_with_draft(const struct predict_case *c, const struct step_case *s, const struct step_load *load,
                              struct range spread, struct predict_out *out)
{
    struct prediction *f = &out->figures;
    const struct step_time plain = out->decode;
    f->step_tokens = speculative_yield(c->draft->accept_frac, c->draft->tokens);
    f->draft_gib = c->draft->gib;
    f->ceiling_tok_s *= c->draft->tokens + 1;
    speculative_step(c, s, load, &plain, &out->decode);
    f->draft_gain_frac = f->step_tokens * plain.part.total_s / out->decode.part.total_s - 1;
    f->decode_tok_s = capped(range_scale(spread, c->batch * f->step_tokens / out->decode.part.total_s),
                             f->ceiling_tok_s);
}

/* Returns the prompt's seconds with the draft model's prefill added to own_s. Adds the draft model's time per step to
 *one. */
static double prompt_with_draft_s(const struct predict_case *c, const struct step_case *s, double own_s,
                                  struct step_part *one)
{
    const double drafting = speculative_prompt_s(c, s, own_s);
    one->draft_s = drafting / pace_prompt_steps(c);
    one->total_s += one->draft_s;
    return own_s + drafting;
}

/* Returns the tokens/s of the whole batch if a step of that load takes the time to read its bytes only. */
static double ceiling_tok_s(const struct predict_case *c, const struct step_case *s, const struct step_load *load)
{
    return c->batch / (step_floor_s(s, load) + offload_floor_s(s, load));
}

/* Fills the decode step and its figures. */
static void decode_speed(const struct predict_case *c, const struct step_case *s, struct predict_out *out)
{
    const struct step_load load = pace_decode_load(c);
    const struct range decode = assumed_widen(c, s, phase_decode, c->decode_spread);
    struct prediction *f = &out->figures;
    step_time(s, &load, &out->decode);
    f->ceiling_tok_s = ceiling_tok_s(c, s, &load);
    f->decode_tok_s = capped(range_scale(decode, c->batch / out->decode.part.total_s), f->ceiling_tok_s);
    if (c->draft)
        decode_with_draft(c, s, &load, decode, out);
    BUG_UNLESS(!(f->decode_tok_s.high95 > f->ceiling_tok_s));
    f->bound = out->decode.bound;
}

/* Returns the tokens/s of the prompt, and fills *one with the step of one micro-batch. */
static struct range prompt_speed(const struct predict_case *c, const struct step_case *s, struct step_time *one)
{
    const double own = pace_prompt_s(c, s, one);
    const double seconds = c->draft ? prompt_with_draft_s(c, s, own, &one->part) : own;
    return range_scale(assumed_widen(c, s, phase_prefill, c->prefill_spread), c->prompt / seconds);
}

/* Fills the watts of the devices, in decode and in prefill. prompt_s: seconds of the prompt. */
static void draws(const struct predict_case *c, const struct step_case *s, double prompt_s, struct predict_out *out)
{
    for (int d = 0; d < s->rig->n; d++) {
        struct device_load *l = &out->memory.device[d];
        l->decode_w = draw_w(s, &out->decode, out->decode.part.total_s, d);
        l->prefill_w = draw_w(s, &out->prefill, prompt_s / pace_prompt_steps(c), d);
    }
}

static void speeds(const struct predict_case *c, const struct step_case *s, struct predict_out *out)
{
    struct prediction *f = &out->figures;
    decode_speed(c, s, out);
    f->prefill_tok_s = prompt_speed(c, s, &out->prefill);
    f->ttft_s = range_scale(range_invert(f->prefill_tok_s), c->prompt);
    f->prefill_bound = out->prefill.bound;
    draws(c, s, c->prompt / f->prefill_tok_s.mid, out);
    if (s->rig->n > 1 && c->memory.split == split_tensor)
        f->tp_overhead_frac = 1 - decode_alone_s(c, s) / s->rig->n / out->decode.part.total_s;
}

static void no_speeds(struct prediction *f)
{
    f->decode_tok_s = f->prefill_tok_s = f->ttft_s = range_unknown();
    f->ceiling_tok_s = NAN;
    f->bound = f->prefill_bound = bound_unknown;
}

/* Returns the family of the first device without known rates, else of the first with assumed ones. */
static enum family assumed_family(const struct rig *r)
{
    enum family first = family_unknown;
    for (int i = 0; i < r->n; i++) {
        const struct rig_device *d = &r->dev[i];
        if (i > 0 && d->device == d[-1].device)
            continue;
        if (rig_misses_rates(d))
            return d->device->family;
        for (int k = 0; k < RIG_RATES; k++)
            first = !first && d->assumed.v[k] != 0 ? d->device->family : first;
    }
    return first;
}

/* Returns ctx_tokens, or NaN if no context fits (0). */
static double known(double ctx_tokens)
{
    return ctx_tokens > 0 ? ctx_tokens : NAN;
}

/* Returns true if calibration records cover the case. */
static bool covered(const struct predict_case *c, const struct rig *r)
{
    return !isnan(c->decode_spread.mid) && !isnan(c->prefill_spread.mid) &&
           (r->n == 0 || !isnan(r->dev[0].constants.v[constant_weight_bw]));
}

bool predict_has_load(const struct predict_case *c)
{
    return c->clients && c->batch > 1 && !c->draft;
}

/* Returns the case of one of the batches in flight (queue_lanes). */
static struct predict_case one_lane(const struct predict_case *c, const struct step_case *s)
{
    struct predict_case lane = *c;
    lane.batch /= queue_lanes(s, c->batch);
    return lane;
}

double predict_decode_tok_s(const struct predict_case *c, const struct rig *r, const struct policy *p,
                            const struct placement *pl)
{
    struct step_case s;
    struct predict_out out;
    if (!covered(c, r))
        return NAN;
    step_prepare(&s, &c->memory, pl, r, p);
    struct predict_case lane = *c;
    if (predict_has_load(c))
        lane.batch = floor(one_lane(c, &s).batch); /* a step of 1.5 requests may be slower than the mean of 1 and 2 */
    decode_speed(&lane, &s, &out);
    return out.figures.decode_tok_s.mid * c->batch / lane.batch;
}

/* Returns the speeds of clients who ask again and again: the cache has room for all of them, so the engine's sequences
   and the tokens of its steps limit. decode and ttft: as if each were alone with its prompt. */
static struct predict_speeds under_load(const struct predict_case *c, const struct step_case *s, double prompt_depth)
{
    struct queue_result q;
    const struct predict_case lane = one_lane(c, s);
    const struct step_load decodes = pace_decode_load(&lane);
    const double most = ceiling_tok_s(c, s, &decodes);
    struct queue_load l = queue_case_load(c);
    l.depth = prompt_depth;
    l.context = c->depth;
    queue_case_solve(s, &l, &q);
    const struct range decode = assumed_widen(c, s, phase_decode, c->decode_spread);
    const struct range prefill = assumed_widen(c, s, phase_prefill, c->prefill_spread);
    return (struct predict_speeds){capped(range_scale(decode, c->batch / q.tpot_s), most),
                                   queue_case_ttft(s, &l, q.ttft_s, range_invert(prefill)), most};
}

struct predict_speeds predict_speeds_of(const struct predict_case *c, double prompt_depth, const struct rig *r,
                                        const struct policy *p, const struct placement *pl)
{
    struct step_case s;
    struct predict_out out;
    struct predict_case prompt = *c;
    if (!covered(c, r) || rig_assumed_of(r) == assumed_missing)
        return (struct predict_speeds){range_unknown(), range_unknown(), NAN};
    step_prepare(&s, &c->memory, pl, r, p);
    if (predict_has_load(c))
        return under_load(c, &s, prompt_depth);
    decode_speed(c, &s, &out);
    prompt.depth = prompt_depth;
    const struct range prefill = prompt_speed(&prompt, &s, &out.prefill);
    return (struct predict_speeds){out.figures.decode_tok_s, range_scale(range_invert(prefill), c->prompt),
                                   out.figures.ceiling_tok_s};
}

bool predict_run(const struct predict_case *c, const struct rig *r, const struct policy *p, struct predict_out *out)
{
    struct step_case s;
    out->figures = (struct prediction){0};
    out->decode = out->prefill = (struct step_time){0};
    out->figures.tp_overhead_frac = out->figures.max_ctx_tokens = NAN;
    out->figures.step_tokens = out->figures.draft_gain_frac = out->figures.draft_gib = NAN;
    out->figures.users_memory = out->figures.users_speed = out->figures.users = out->figures.tensor_gain_frac = NAN;
    out->figures.tensor_tok_s = range_unknown();
    if (!covered(c, r))
        return false;
    memory_judge(&c->memory, r, p, &out->memory);
    memory_figures(&c->memory, &out->memory, &out->figures);
    out->figures.assumed = rig_assumed_of(r);
    out->figures.assumed_family = out->figures.assumed == assumed_nothing ? family_unknown : assumed_family(r);
    if (out->memory.verdict == verdict_no || out->figures.assumed == assumed_missing)
        no_speeds(&out->figures);
    else {
        step_prepare(&s, &c->memory, &out->memory.placement, r, p);
        speeds(c, &s, out);
    }
    if (c->want_largest_ctx)
        out->figures.max_ctx_tokens = known(memory_largest_ctx(&c->memory, r, p));
    return true;
}
