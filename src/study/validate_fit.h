/* validate_fit.h: rows of speed files as verdicts: what ran must not be called too large, what ran out of memory not fitting. */
#ifndef VALIDATE_FIT_H
#define VALIDATE_FIT_H

#include "validate_row.h"

/* Judges the row by a request that has its model, quant, engine and devices, at the context that the benchmark reserved. Chips are judged
   only where every memory size they are sold with gives one verdict, unless the row names the size. Fills judged, ran, fits, tight or
   unjudged; the request's context and memory are changed. */
void validate_fit_row(const struct catalogue *c, const struct speed_row *r, struct setup_request *q, struct setup *s, struct validate_row *row);

#endif
