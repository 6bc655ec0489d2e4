/* bench_model.h: which model of the catalogue a benchmark ran, by the name of its file, by llama.cpp's description and
   by its number of parameters together. */
#ifndef BENCH_MODEL_H
#define BENCH_MODEL_H

#include "bench_ask.h"
#include "catalogue.h"

struct arena;
struct str;

/* What a result says of its model; NULL and NAN: nothing. */
struct bench_model_said {
    const char *file;  /* name of a file, or id at Hugging Face */
    const char *type;  /* llama.cpp's description, "gemma4 26B.A4B Q4_K - Medium" */
    double params;     /* parameters */
    double round_frac; /* half of the last digit that is printed of them, as a part of them */
};

/* Returns whether the model may have that many parameters: a file can hold prediction layers, lack a vision part, or
   hold an output matrix that the model shares with its embedding. */
bool bench_model_has(const struct bench_weights *w, const struct model *m, double params, double within_frac);
/* Returns the model. Where only its shape tells it, several models of that shape stand for each other: *alike names
   those beside it (NULL: the name told it). Returns NULL and appends to hint what is near when no single model or shape
   is meant. *quant is the quant in the file's name (NULL: none). */
const struct model *bench_model_find(struct arena *a, const struct catalogue *c, const struct bench_weights *w,
                                     const struct bench_model_said *said, const char **quant, const char **alike,
                                     struct str *hint);

#endif
