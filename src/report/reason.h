/* reason.h: why a case fits in memory or does not, in one clause without a full stop. */
#ifndef REASON_H
#define REASON_H

#include "results.h"
#include "str.h"

/* For the whole case: "device 1 (rtx-3090) lacks 2.13 GiB (its weights fit, its cache does not)". */
void reason_of_case(struct str *out, const struct prediction *f);
/* Of a case that runs with offload, whoever decided it: "37 layers are in system RAM (19.5 GiB)". */
void reason_of_ram(struct str *out, const struct prediction *f);
/* For one device: "22.6 GiB of 23.5 GiB used, 0.967 GiB free". */
void reason_of_device(struct str *out, const struct device_load *d);

#endif
