/* check_logs.h: published logs (llama.cpp, ik_llama.cpp, ollama, vLLM) against the memory laws. A figure is compared
   only where the row states what it depends on. */
#ifndef CHECK_LOGS_H
#define CHECK_LOGS_H

#include "check.h"
#include "measured.h"

#define RESULT log_prediction
#define TABLE "log_row.def"
#include "result_struct.inc"

/* Figures that a row may state. For an engine with a pool, CHECK_CACHE is the pool. */
enum check_log { CHECK_WEIGHTS, CHECK_CACHE, CHECK_COMPUTE, CHECK_HOST, CHECK_TOTAL, CHECK_TOKENS, CHECK_LOG_COLUMNS };

struct check_logs_row {
    struct check_row row;         /* error_frac is that of the total */
    struct log_prediction out;    /* NaN: not predicted */
    int class[CHECK_LOG_COLUMNS]; /* class of each figure; -1: not compared */
};

/* Returns the measured figure, MiB or tokens; NaN: the row does not state it. */
double check_logs_measured(const struct log_row *r, enum check_log column);
/* Returns predicted / measured - 1; NaN where the figure is not compared. */
double check_logs_error(const struct log_row *r, const struct check_logs_row *row, enum check_log column);

#endif
