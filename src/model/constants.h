/* constants.h: the constants of the step-time law for one device in one case: the product of all calibration records
   that match it. */
#ifndef CONSTANTS_H
#define CONSTANTS_H

#include "records.h"

/* What calibration records are keyed by. */
struct constants_case {
    const struct device *device;
    const struct engine *engine;
    enum backend backend;
    enum epoch epoch;
    enum qclass qclass;
    enum build build;
    enum flag flash_attn, wide_heads, wide;
    enum split split;
};

struct constants {
    double v[constant_end];
};

/* What a model is like, what a device's memory is like, when a build of that month (NaN: today) was made. month is 12 *
   year + month - 1. */
enum build constants_build(const struct model *m);
enum pool constants_pool(const struct device *d);
enum epoch constants_epoch(double month);
/* Do the keys that the record has agree with the case? */
bool constants_match(const struct calibration *k, const struct constants_case *c);
/* A constant of which no record speaks is NaN. */
void constants_resolve(const struct calibration_list *all, const struct constants_case *c, struct constants *out);

#endif
