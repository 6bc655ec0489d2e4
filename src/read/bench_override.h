/* bench_override.h: llama.cpp's -ot (--override-tensor): which tensors it keeps in system RAM. */
#ifndef BENCH_OVERRIDE_H
#define BENCH_OVERRIDE_H

#include <stdbool.h>

struct arena;

/* Returns whether the overrides, PATTERN=BUFFER joined by ',' or ';', move the tensor to the processor's memory. The
   first pattern found in the tensor's name decides. */
bool bench_override_moves(struct arena *a, const char *overrides, const char *tensor);

#endif
