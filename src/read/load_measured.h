/* load_measured.h: loads a file of measurements into checked rows. */
#ifndef LOAD_MEASURED_H
#define LOAD_MEASURED_H

#include "catalogue.h"
#include "measured.h"

struct arena;
struct diags;

/* Most rows of a file. A row is predicted in 0.1 ms, and calibrate keeps 18 kB of it; the largest file that is shipped
   has 5,500. */
enum { LOAD_MEASURED_MOST = 8000 };

/* Returns a measured file of one of the given kinds, which its columns identify. A file in the layout of its source
   becomes tidy first, with names looked up in the catalogue (measured_source.h). Modifies text. */
const struct measured *load_measured(struct arena *a, struct diags *d, const struct catalogue *c,
                                     const struct measured_kinds *kinds, const char *file, char *text, size_t size);

#endif
