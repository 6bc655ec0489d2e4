/* assumed.h: how wide the range of a speed is when a rate of a device is not its own but that of its family. */
#ifndef ASSUMED_H
#define ASSUMED_H

#include "predict_case.h"
#include "step_case.h"

/* Returns the prediction interval `base` (factors of the speed, mid 1) of decode or prefill, widened by the spread of
   the assumed rates; base itself where every device states its rates. s is the prepared step of the case. */
struct range assumed_widen(const struct predict_case *c, const struct step_case *s, enum phase phase,
                           struct range base);

#endif
