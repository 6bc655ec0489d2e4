/* param_counts.h: counts the parameters of every model from its tensors and compares them with published counts. */
#ifndef PARAM_COUNTS_H
#define PARAM_COUNTS_H

#include "catalogue.h"

struct llm;

struct param_counts_row {
    const struct model *model;
    double published;     /* NaN: no source states a count */
    double recounted;     /* elements of all tensors and params_outside, with or without prediction layers, whichever is
                             nearer; NaN: too many layers to count */
    double error_frac;    /* recounted / published - 1 */
    double rounding_frac; /* half a unit of the source's last digit / published; 0: all digits given */
    bool within;          /* within 0.1 % */
    bool close;           /* within 0.1 % or within the source's rounding */
};

/* Numbers of models. */
struct param_counts_sum {
    size_t n;
    size_t within;  /* within 0.1 % */
    size_t rounded; /* within the source's rounding only */
    size_t unknown; /* no published count */
    size_t off;     /* none of these */
};

/* Fills rows, which has room for every model of the catalogue; l is room to count in. */
struct param_counts_sum param_counts_run(const struct catalogue *c, struct llm *l, struct param_counts_row *rows);

#endif
