/* import_bench.h: turns the results of benchmark programs (bench.h) into rows of a speed file (speed_row.def) or
   of a serving file (serving_row.def). A result
   that a row cannot describe, such as prompt and generation timed together, is left out with a warning. What neither
   the file nor the catalogue states must be stated by the user: a diagnostic names the option. */
#ifndef IMPORT_BENCH_H
#define IMPORT_BENCH_H

#include "bench_ask.h"
#include "catalogue.h"
#include "measured.h"

struct arena;
struct diags;

/* Rows of one kind: those of a serving file if it has any, else speed rows. */
struct import_bench {
    struct speed_row_list speeds;
    struct serving_row_list loads;
};

/* Returns all rows; none with diagnostics when there are faults or no rows. Modifies text. */
struct import_bench import_bench_all(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                     char *text, size_t size, const struct import_bench_ask *ask);
/* Returns the speed rows of import_bench_all; n = 0 with diagnostics when there are faults or no rows. Modifies text.
 */
struct speed_row_list import_bench(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                   char *text, size_t size, const struct import_bench_ask *ask);

#endif
