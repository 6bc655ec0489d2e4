/* fit_offload.h: fits the constants of the law for system RAM (model/offload.h) to measured speeds by robust least
   squares of ln(predicted / measured). A step's time is linear in the reciprocals of the rates, so the coefficients of
   each row are computed only once. */
#ifndef FIT_OFFLOAD_H
#define FIT_OFFLOAD_H

#include "offload_request.h"

struct arena;

enum fit_offload_constant { OFFLOAD_RAM_FRAC, OFFLOAD_CPU_VECTOR, OFFLOAD_CPU_MATRIX, OFFLOAD_COPY, OFFLOAD_CONSTANTS };

/* A measured time as a linear function: seconds = fixed_s + sum of by_s[k] / constant k. */
struct fit_offload_row {
    size_t row;        /* index in the file */
    const char *group; /* rows of one group are left out together */
    bool decode;       /* false: prefill */
    double fixed_s, by_s[OFFLOAD_CONSTANTS], measured_s;
};

/* Fills *out except row and group. Returns false if the row cannot be used: the case cannot be prepared, no speed was
   measured, the step reads system RAM whose bandwidth is not stated, a decode row has a batch over 1, or a prefill row
   does not state its prompt length. */
bool fit_offload_row(const struct catalogue *c, const struct offload_row *r, bool decode, struct prepared *s,
                     struct fit_offload_row *out);
/* Fills constants[] by a fit to all rows except the group `without` (NULL: to all rows). Starts from the
   policy's values. The first three constants are fitted to decode rows, then the others to prefill rows. */
void fit_offload_fit(const struct policy *p, const struct fit_offload_row *rows, size_t n, const char *without,
                     double constants[OFFLOAD_CONSTANTS]);
/* Returns the predicted time of a row, seconds. */
double fit_offload_s(const struct fit_offload_row *r, const double constants[OFFLOAD_CONSTANTS]);
/* Returns the name of the policy's field that holds the constant. */
const char *fit_offload_name(enum fit_offload_constant k);

#endif
