/* roofline.c: flop and bytes of one device's part of a step over the seconds that it works.

   Idea: the step law with the work of all other devices taken away leaves the seconds of one device, so the point is
   the average while the device works: in a layer split it waits for the others before and after.
   Reference: Williams, Waterman, Patterson 2009; docs/model.md, "Roofline". */
#include "roofline.h"

#include <math.h>

struct roofline_point roofline_device(const struct step_case *c, const struct step_load *load, int d)
{
    const struct llm *l = c->memory->llm;
    const struct placement_device *at = &c->placement->dev[d];
    const double part = c->parallel ? 1.0 / c->rig->n : 1, head = at->holds_output ? part : 0;
    struct placement alone = *c->placement;
    struct step_case one = *c;
    struct step_time t;
    for (int i = 0; i < alone.n; i++)
        if (i != d)
            alone.dev[i] = (struct placement_device){0};
    one.placement = &alone;
    step_time(&one, load, &t);
    const double flop = (at->flop + at->expert_flop) * load->n_tok + l->head_flop * head * load->n_out;
    const double bytes = at->read_b + at->experts_b * llm_active_frac(l, load->n_tok) + l->head_b * head +
                         load->n_seq * placement_cache_read_b(at, c->window_read, load->context);
    const double seconds = t.part.gemm_s + t.part.head_s + t.part.kv_s + t.part.attn_s + t.part.small_s;
    if (!(bytes > 0) || !(seconds > 0))
        return (struct roofline_point){NAN, NAN};
    return (struct roofline_point){flop / bytes, unit_flop_s_to_tflops(flop / seconds)};
}
