/* check_training.h: fine-tuning files: peak memory of a card against measured peaks, and verdicts against what ran. A
   class is method and trainer. */
#ifndef CHECK_TRAINING_H
#define CHECK_TRAINING_H

#include "check.h"

/* Predicts the rows and sums up the errors; arguments as check_run. */
void check_training_run(const struct catalogue *c, const struct training_row_list *list, struct check_row *rows,
                        double *work, struct check_summary *out);

#endif
