/* import_memlog.h: turns the start log of an engine (memlog.h) into rows of a memory log file (log_row.def), one for
   each model and context. Model and quant are found as those of benchmarks (bench_row.h). What neither the log nor the
   catalogue states must be stated by the user: a diagnostic names the option. */
#ifndef IMPORT_MEMLOG_H
#define IMPORT_MEMLOG_H

#include "bench_ask.h"
#include "catalogue.h"
#include "measured.h"

struct arena;
struct diags;

/* Returns whether the text, in UTF-8, looks like a start log that is read here. */
bool import_memlog_has(const char *text);
/* Returns all rows; n = 0 with diagnostics when there are faults or no rows. Modifies text. */
struct log_row_list import_memlog(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                  char *text, size_t size, const struct import_bench_ask *ask);

#endif
