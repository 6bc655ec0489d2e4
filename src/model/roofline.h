/* roofline.h: where a step stands between memory and arithmetic (Williams, Waterman, Patterson 2009): work per byte and
   the rate reached. */
#ifndef ROOFLINE_H
#define ROOFLINE_H

#include "placement.h"

struct roofline_point {
    double flop_b; /* multiply-adds x 2 per byte of weights and cache read */
    double tflops; /* reached */
};

/* Of a step of n_tok tokens over n_seq sequences with that context that takes so many seconds; all devices together. */
struct roofline_point roofline_of(const struct placement_case *c, const struct placement *pl, double n_tok,
                                  double n_seq, double context, double seconds);

#endif
