/* validate_speed.h: speed files: decode and prefill against measured tokens/s, verdicts against what fitted. A class is phase x split x kind of
   device x dense, MoE or hybrid. */
#ifndef VALIDATE_SPEED_H
#define VALIDATE_SPEED_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_speed_run(const struct catalogue *c, const struct speed_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                        struct validate_summary *out);

#endif
