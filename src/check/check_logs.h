/* check_logs.h: rows of published logs (llama.cpp, ik_llama.cpp, ollama, vLLM) against the memory laws. Names are the
   sources' own, and so are the inputs in the notes; what a row does not state is not guessed but left out of the
   comparison. */
#ifndef CHECK_LOGS_H
#define CHECK_LOGS_H

#include "check.h"

/* Predicts the rows and sums up the errors; arguments as check_run. */
void check_logs_run(const struct catalogue *c, const struct log_row_list *list, struct prepared *s,
                    struct check_row *rows, double *work, struct check_summary *out);
/* What the row measured in that column; NaN where it does not. */
double check_logs_measured(const struct log_row *r, enum check_log column);
/* Predicted / measured - 1; NaN where they are not compared. */
double check_logs_error(const struct log_row *r, const struct check_row *row, enum check_log column);

#endif
