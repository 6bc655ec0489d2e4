/* check_logs.h: rows of published logs (llama.cpp, ik_llama.cpp, ollama, vLLM) against the memory laws. What a row does
   not state is not guessed but left out of the comparison. */
#ifndef CHECK_LOGS_H
#define CHECK_LOGS_H

#include "check.h"

#define RECORD log_row
#define TABLE "log_row.def"
#include "struct.inc"
#define RESULT log_prediction
#define TABLE "log_row.def"
#include "result_struct.inc"

/* Figures that a row may state. The pool of an engine that takes one stands in the cache's place. */
enum check_log { CHECK_WEIGHTS, CHECK_CACHE, CHECK_COMPUTE, CHECK_HOST, CHECK_TOTAL, CHECK_TOKENS, CHECK_LOG_COLUMNS };

struct check_logs_row {
    struct check_row row;         /* error_frac is that of the total */
    struct log_prediction out;    /* NaN where nothing is said */
    int class[CHECK_LOG_COLUMNS]; /* classes of the figures that are compared; -1: not compared */
};

/* What the row measured in that column; NaN where it does not. */
double check_logs_measured(const struct log_row *r, enum check_log column);
/* Predicted / measured - 1; NaN where they are not compared. */
double check_logs_error(const struct log_row *r, const struct check_logs_row *row, enum check_log column);

#endif
