/* import_bench.h: results of benchmark programs (bench.h) become rows of a speed file (speed_row.def). A result that no
   row can say, like prompt and generation timed as one, is left out with a warning; what the file does not state and
   the catalogue cannot tell must be stated, and a diagnostic names the option. */
#ifndef IMPORT_BENCH_H
#define IMPORT_BENCH_H

#include "catalogue.h"
#include "measured.h"

struct arena;
struct diags;

/* What is said beside the file; NULL, NaN and 0 devices: nothing. */
struct import_bench_ask {
    const char *gpu; /* device id, or ids joined by '+' for unlike cards */
    int gpu_count;   /* devices in all */
    const struct model *model;
    const struct quant *quant;
    const char *engine, *backend, *split; /* words of the catalogue */
    const char *date;                     /* when the engine was built, YYYY or YYYY-MM */
    const char *source;
    const char *flash_attn; /* "1", "0" */
    double batch, prompt_tokens, gen_tokens;
};

/* All rows, or n = 0 with diagnostics. text is cut up in place. */
struct speed_row_list import_bench(struct arena *a, struct diags *d, const struct catalogue *c, const char *file,
                                   char *text, size_t size, const struct import_bench_ask *ask);

#endif
