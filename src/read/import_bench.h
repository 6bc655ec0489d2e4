/* import_bench.h: results of benchmark programs (bench.h) become rows of a speed file (speed_row.def). A result that no
   row can say, like prompt and generation timed as one, is left out with a warning; what the file does not state and
   the catalogue cannot tell must be stated, and a diagnostic names the option. */
#ifndef IMPORT_BENCH_H
#define IMPORT_BENCH_H

#include "bench_ask.h"
#include "catalogue.h"
#include "measured.h"

struct arena;
struct diags;

/* All rows, or n = 0 with diagnostics. text is cut up in place. */
struct speed_row_list import_bench(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                   char *text, size_t size, const struct import_bench_ask *ask);

#endif
