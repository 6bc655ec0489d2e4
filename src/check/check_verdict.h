/* check_verdict.h: rows of speed files as verdicts: what ran must not be called too large, what ran out of memory not
   fitting. */
#ifndef CHECK_VERDICT_H
#define CHECK_VERDICT_H

#include "check_row.h"

/* Judges the row by a request that has its model, quant, engine and devices, at the context that the benchmark
   reserved. Chips are judged only where every memory size they are sold with gives one verdict, unless the row names
   the size. Fills judged, ran, fits, tight or unjudged; the request's context and memory are changed. */
void check_verdict_row(const struct catalogue *c, const struct speed_row *r, struct request *q, struct prepared *s,
                       struct check_row *row);

#endif
