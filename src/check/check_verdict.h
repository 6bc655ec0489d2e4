/* check_verdict.h: checks memory verdicts against speed files: a row that ran must fit; a row that ran out of memory
   must not. */
#ifndef CHECK_VERDICT_H
#define CHECK_VERDICT_H

#include "check_row.h"

/* Judges the row at the context that the benchmark reserved. q has the row's model, quant, engine and devices; its
   context and memory are changed. A row that does not state the memory of a chip is judged only if the smallest and the
   largest memory size sold give the same verdict, and a row that states which layers or experts stayed in system RAM is
   not: somebody may have chosen that. Fills judged, ran, fits and tight, or unjudged. */
void check_verdict_row(const struct catalogue *c, const struct speed_row *r, struct request *q, struct prepared *s,
                       struct check_row *row);

#endif
