#include "roofline.h"

#include <math.h>

struct roofline_point roofline_of(const struct placement_case *c, const struct placement *pl, double n_tok, double n_seq, double context, double seconds)
{
    const struct llm *l = c->llm;
    const double awake = 1 - pow(1 - l->used_frac, n_tok), window = fmin(context, tensors_or(l->model->window_tokens, INFINITY));
    double flop = l->head_flop * n_seq, bytes = l->head_b;
    for (int i = 0; i < pl->n; i++) {
        const struct placement_device *d = &pl->dev[i];
        flop += (d->flop + d->expert_flop) * n_tok;
        bytes += d->read_b + d->experts_b * awake + n_seq * (d->full_row_b * context + d->window_row_b * window);
    }
    return (struct roofline_point){flop / bytes, unit_flop_s_to_tflops(flop / seconds)};
}
