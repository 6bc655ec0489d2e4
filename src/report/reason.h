/* reason.h: why a case fits or does not, in a sentence. */
#ifndef REASON_H
#define REASON_H

#include "results.h"
#include "str.h"

/* Of the whole: "device 1 (rtx-3090) lacks 2.13 GiB: its cache no longer fits". */
void reason_of_case(struct str *out, const struct prediction *f);
/* Of one device. */
void reason_of_device(struct str *out, const struct device_load *d);

#endif
