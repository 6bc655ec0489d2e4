/* calibrate_offload.h: the constants of the law for system RAM from measurements (model/offload.h): robust least squares of
   ln(predicted / measured). A step's time is linear in the reciprocals of the rates and in the crossings, so each row is worked out once. */
#ifndef CALIBRATE_OFFLOAD_H
#define CALIBRATE_OFFLOAD_H

#include "validate.h"

struct arena;

enum calibrate_offload_constant { OFFLOAD_RAM_FRAC, OFFLOAD_CROSSING_US, OFFLOAD_CPU_VECTOR, OFFLOAD_CPU_MATRIX, OFFLOAD_COPY, OFFLOAD_CONSTANTS };

/* Seconds of a phase are fixed_s + sum of by_s[k] * x[k]: x is the constant of a time, its reciprocal of a rate. */
struct calibrate_offload_row {
    size_t row;
    const char *group;    /* the rows that are left out together */
    bool decode;          /* else the prompt */
    double fixed_s, by_s[OFFLOAD_CONSTANTS], measured_s;
};

/* Fills *out; false where the row says nothing to fit to. */
bool calibrate_offload_row(const struct catalogue *c, const struct offload_row *r, bool decode, struct setup *s, struct calibrate_offload_row *out);
/* Constants fitted to the rows but those of one group (NULL: all), starting from the catalogue's: decode for the first three, then prompts for the
   others. */
void calibrate_offload_fit(const struct policy *p, const struct calibrate_offload_row *rows, size_t n, const char *without, double constants[OFFLOAD_CONSTANTS]);
/* Seconds that these constants give a row. */
double calibrate_offload_s(const struct calibrate_offload_row *r, const double constants[OFFLOAD_CONSTANTS]);
/* The field of a policy that holds the constant. */
const char *calibrate_offload_name(enum calibrate_offload_constant k);

#endif
