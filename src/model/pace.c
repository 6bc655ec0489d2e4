/* pace.c: from one step to the answer's mean step and to the whole prompt.

   Idea: decode terms are linear in the context, so the step at depth + gen / 2 is the mean. A prompt is ceil(prompt
   / micro-batch) equal steps; with k of them in flight over pipelined devices, of which the slowest takes the part f of
   a step, the ideal time is (1 + (k - 1) f) / k of the serial one (f = 1 / n where n devices work alike). The fitted
   exponent `overlap` says how much of that gain is reached.
   Reference: docs/model.md, section 3. */
#include "pace.h"

#include "bug.h"
#include "draw.h"
#include "real.h"

#include <math.h>

struct step_load pace_decode_load(const struct predict_case *c)
{
    return (struct step_load){
        .n_tok = c->batch, .n_seq = c->batch, .n_out = c->batch, .context = c->depth + c->gen / 2};
}

double pace_prompt_steps(const struct predict_case *c)
{
    return ceil(c->prompt / fmin(c->memory.ubatch, c->prompt));
}

struct step_load pace_prompt_load(const struct predict_case *c)
{
    const double mean = c->prompt / pace_prompt_steps(c);
    /* pairs of the mean chunk: times the chunks, this is exact */
    const double pairs = mean * (c->depth + (c->prompt + 1) / 2);
    return (struct step_load){
        .n_tok = mean, .n_seq = 1, .n_out = 1, .context = c->depth + c->prompt / 2, .attn_pairs = pairs};
}

double pace_steps_s(const struct step_case *s, double chunks, const struct step_time *one)
{
    const double serial = chunks * one->part.total_s, copies = s->placement->pipeline_copies;
    const double in_flight = fmin(chunks, copies);
    if (copies <= 1 || s->rig->n < 2)
        return serial;
    BUG_UNLESS(!(in_flight < 1));
    const double ideal = (1 + (in_flight - 1) * one->slowest_frac) / in_flight;
    return serial * real_pow(ideal, s->rig->dev[0].constants.v[constant_overlap]);
}

double pace_prompt_s(const struct predict_case *c, const struct step_case *s, struct step_time *one)
{
    const struct step_load load = pace_prompt_load(c);
    step_time(s, &load, one);
    return pace_steps_s(s, pace_prompt_steps(c), one);
}

/* Returns the seconds of a decode step or of the prompt, and fills *one with the step. */
static double seconds_of(const struct predict_case *c, const struct step_case *s, enum phase phase,
                         struct step_time *one)
{
    if (phase == phase_prefill)
        return pace_prompt_s(c, s, one);
    const struct step_load load = pace_decode_load(c);
    step_time(s, &load, one);
    return one->part.total_s;
}

double pace_s(const struct predict_case *c, const struct placement *pl, const struct rig *r, const struct policy *p,
              enum phase phase)
{
    struct step_case s;
    struct step_time t;
    step_prepare(&s, &c->memory, pl, r, p);
    return seconds_of(c, &s, phase, &t);
}

double pace_s_w(const struct predict_case *c, const struct placement *pl, const struct rig *r, const struct policy *p,
                enum phase phase, double *device_w)
{
    struct step_case s;
    struct step_time t;
    step_prepare(&s, &c->memory, pl, r, p);
    const double seconds = seconds_of(c, &s, phase, &t);
    const double step_s = phase == phase_prefill ? seconds / pace_prompt_steps(c) : seconds;
    double sum = 0;
    for (int d = 0; d < r->n; d++)
        sum += draw_w(&s, &t, step_s, d);
    *device_w = sum / r->n;
    return seconds;
}
