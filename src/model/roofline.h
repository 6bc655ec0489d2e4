/* roofline.h: arithmetic intensity and reached compute rate of a device in a step (roofline model: Williams, Waterman,
   Patterson 2009). Explains a speed; no verdict depends on it. */
#ifndef ROOFLINE_H
#define ROOFLINE_H

#include "step.h"

struct roofline_point {
    double flop_b; /* flop of matrix products per byte of weights and cache read; a multiply-add is 2 flop */
    double tflops; /* rate reached while the device works */
};

/* Returns the roofline point of device d in a step; NaN: the device does nothing in it. */
struct roofline_point roofline_device(const struct step_case *c, const struct step_load *load, int d);

#endif
