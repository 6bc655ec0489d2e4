/* validate_logs.h: rows of published logs (llama.cpp, ik_llama.cpp, ollama, vLLM) against the memory laws. Names are the sources'
   own, and so are the inputs in the notes; what a row does not state is not guessed but left out of the comparison. */
#ifndef VALIDATE_LOGS_H
#define VALIDATE_LOGS_H

#include "validate.h"

/* Predicts the rows and sums up the errors; arguments as validate_run. */
void validate_logs_run(const struct catalogue *c, const struct log_row_list *list, struct setup *s, struct validate_row *rows, double *work,
                       struct validate_summary *out);
/* What the row measured in that column; NaN where it does not. */
double validate_logs_measured(const struct log_row *r, enum validate_log column);
/* Predicted / measured - 1; NaN where they are not compared. */
double validate_logs_error(const struct log_row *r, const struct validate_row *row, enum validate_log column);

#endif
