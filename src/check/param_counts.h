/* param_counts.h: every model's tensors counted again, beside what others publish. */
#ifndef PARAM_COUNTS_H
#define PARAM_COUNTS_H

#include "catalogue.h"

struct llm;

struct param_counts_row {
    const struct model *model;
    double published;  /* NaN: no source states one */
    double recounted;  /* NaN: more layers than can be counted; else elements of every tensor, params_outside included;
                          prediction layers in or out, whichever is nearer */
    double error_frac; /* recounted / published - 1 */
    double rounding_frac; /* half of the source's last digit, over the count; 0 where it gives all */
    bool within;          /* within 0.1 % */
    bool close;           /* within 0.1 %, or within the source's own rounding where that is coarser */
};

struct param_counts_sum {
    size_t n, within, rounded, unknown, off; /* within 0.1 %; within a coarser rounding; no published count; neither */
};

/* rows has room for every model of the catalogue; l is room to count in. */
struct param_counts_sum param_counts_run(const struct catalogue *c, struct llm *l, struct param_counts_row *rows);

#endif
