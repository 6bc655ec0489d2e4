/* bench_names.h: finds the catalogue's devices by the names that benchmark programs print (names.h). A name that leaves
   a size open is not accepted. */
#ifndef BENCH_NAMES_H
#define BENCH_NAMES_H

#include "catalogue.h"

struct arena;
struct str;

/* Returns the device called "NVIDIA GeForce RTX 3090". Returns NULL when there is none or there are several ("Apple M2
   Ultra" has 60 or 76 cores), and appends to hint which records are near. */
const struct device *bench_names_device(struct arena *a, const struct catalogue *c, const char *text, struct str *hint);
#endif
