/* validate_training.h: fine-tuning files: peak memory of a card against measured peaks, and verdicts against what ran. A class is method and
   trainer. Sources write what they did in words; validate_words.h says which are read. */
#ifndef VALIDATE_TRAINING_H
#define VALIDATE_TRAINING_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_training_run(const struct catalogue *c, const struct training_row_list *list, struct validate_row *rows, double *work,
                           struct validate_summary *out);

#endif
