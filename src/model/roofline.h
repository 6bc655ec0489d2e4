/* roofline.h: arithmetic intensity and reached compute rate of a step (roofline model: Williams, Waterman, Patterson
   2009). Explains a speed; no verdict depends on it. */
#ifndef ROOFLINE_H
#define ROOFLINE_H

#include "placement.h"

struct roofline_point {
    double flop_b; /* flop per byte of weights and cache read; a multiply-add is 2 flop */
    double tflops; /* rate reached */
};

/* Returns the roofline point of one step, summed over the devices (not the host). The step processes n_tok tokens in
   n_seq sequences, each with `context` tokens, and takes `seconds`. */
struct roofline_point roofline_of(const struct placement_case *c, const struct placement *pl, double n_tok,
                                  double n_seq, double context, double seconds);

#endif
