/* roofline.c: sums the flop and bytes of a step over the devices; the output matrix is read once, but multiplied once
   per sequence. */
#include "roofline.h"

struct roofline_point roofline_of(const struct placement_case *c, const struct placement *pl, double n_tok,
                                  double n_seq, double context, double seconds)
{
    const struct llm *l = c->llm;
    const double active = llm_active_frac(l, n_tok);
    double flop = l->head_flop * n_seq, bytes = l->head_b;
    for (int i = 0; i < pl->n; i++) {
        const struct placement_device *d = &pl->dev[i];
        flop += (d->flop + d->expert_flop) * n_tok;
        bytes += d->read_b + d->experts_b * active + n_seq * placement_cache_read_b(d, l->model, context);
    }
    return (struct roofline_point){flop / bytes, unit_flop_s_to_tflops(flop / seconds)};
}
