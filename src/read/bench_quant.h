/* bench_quant.h: which quant of the catalogue a benchmark ran, by llama.cpp's description, by the name of the file and
   by its size together. */
#ifndef BENCH_QUANT_H
#define BENCH_QUANT_H

#include "bench_ask.h"
#include "catalogue.h"

struct arena;

/* What a result says of its quant; NULL and NAN: nothing. */
struct bench_quant_said {
    const char *type, *name; /* llama.cpp's description of the file; the quant in the file's name */
    double size_b;           /* bytes of its tensors */
};

/* Returns the quant in llama.cpp's description of a file, "llama 8B Q4_K - Medium"; NULL when it has none.
   Source: llama_model_ftype_name in src/llama-model-loader.cpp. */
const char *bench_quant_type(struct arena *a, const char *text);
/* Returns whether the file of that quant may have the stated size. */
bool bench_quant_weighs(const struct bench_weights *w, const struct model *m, const struct quant *q, double size_b);
/* Returns the quant. *taken: why, where the size decided it against what is said; NULL: it is as said. Returns NULL
 *with why when no single quant is meant. */
const struct quant *bench_quant_find(struct arena *a, const struct catalogue *c, const struct bench_weights *w,
                                     const struct model *m, const struct bench_quant_said *said, const char **taken,
                                     const char **why);

#endif
