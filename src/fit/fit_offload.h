/* fit_offload.h: the constants of the law for system RAM from measurements (model/offload.h): robust least squares of
   ln(predicted / measured). A step's time is linear in the reciprocals of the rates and in the crossings, so each row
   is worked out once. */
#ifndef FIT_OFFLOAD_H
#define FIT_OFFLOAD_H

#include "offload_request.h"

struct arena;

enum fit_offload_constant {
    OFFLOAD_RAM_FRAC,
    OFFLOAD_CROSSING_US,
    OFFLOAD_CPU_VECTOR,
    OFFLOAD_CPU_MATRIX,
    OFFLOAD_COPY,
    OFFLOAD_CONSTANTS
};

/* Seconds of a phase are fixed_s + sum of by_s[k] * x[k]: x is the constant of a time, its reciprocal of a rate. */
struct fit_offload_row {
    size_t row;
    const char *group; /* the rows that are left out together */
    bool decode;       /* else the prompt */
    double fixed_s, by_s[OFFLOAD_CONSTANTS], measured_s;
};

/* Fills *out; false where the row says nothing to fit to. */
bool fit_offload_row(const struct catalogue *c, const struct offload_row *r, bool decode, struct prepared *s,
                     struct fit_offload_row *out);
/* Constants fitted to the rows but those of one group (NULL: all), starting from the catalogue's: decode for the first
   three, then prompts for the others. */
void fit_offload_fit(const struct policy *p, const struct fit_offload_row *rows, size_t n, const char *without,
                     double constants[OFFLOAD_CONSTANTS]);
/* Seconds that these constants give a row. */
double fit_offload_s(const struct fit_offload_row *r, const double constants[OFFLOAD_CONSTANTS]);
/* The field of a policy that holds the constant. */
const char *fit_offload_name(enum fit_offload_constant k);

#endif
