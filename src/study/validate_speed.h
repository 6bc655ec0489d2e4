/* validate_speed.h: speed files: decode and prefill against measured tokens/s, verdicts against what fitted. A class is phase x split x kind of
   device x dense, MoE or hybrid. */
#ifndef VALIDATE_SPEED_H
#define VALIDATE_SPEED_H

#include "setup.h"
#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_speed_run(const struct catalogue *c, const struct speed_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                        struct validate_summary *out);

/* Puts other predictions, tok_s times the factors in spread, in place of those of n rows, as cross-validation does, and sums the errors up again. */
void validate_speed_replace(const struct catalogue *c, const struct speed_row_list *list, const size_t *which, const double *tok_s,
                            const struct range *spread, size_t n, struct validate_row *rows, double *work, struct validate_summary *out);
/* What a row asks for; false where the catalogue lacks something, which *row then says. */
bool validate_speed_request(const struct catalogue *c, const struct speed_row *r, struct setup_request *q, struct validate_row *row);
bool validate_speed_flag(const struct speed_row *r, const char *flag);
/* The rows that errors are quoted on: one sequence, wholly on devices, at the engine's own pace (data/measured/README.md). */
bool validate_speed_clean(const struct speed_row *r);

#endif
