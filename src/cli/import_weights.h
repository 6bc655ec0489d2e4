/* import_weights.h: lets the readers of benchmark files ask the laws what a model's file holds. */
#ifndef IMPORT_WEIGHTS_H
#define IMPORT_WEIGHTS_H

#include "bench_ask.h"

struct arena;
struct catalogue;

/* Returns counts of models of the catalogue, which live in a. */
struct bench_weights import_weights(struct arena *a, const struct catalogue *c);

#endif
