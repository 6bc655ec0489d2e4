/* refit_range.h: the ranges of a user's own machine, from how far its own rows lie from the new fit. */
#ifndef REFIT_RANGE_H
#define REFIT_RANGE_H

#include "catalogue.h"
#include "results.h"

struct arena;
struct calibrate_row;

/* A user's row: its prepared case and ln(measured / predicted) after the fit. */
struct refit_range_row {
    const struct calibrate_row *row;
    const char *machine;
    double ln;
};

struct refit_ranges {
    struct spread_list records; /* with key own, one for each group of like rows; they go into the user's file */
    struct refit_range *shown;  /* of each record, what it changes */
};

/* Groups the rows by phase, engine, backend, device, split, kind of model, context below or above 8192 tokens and batch
   of one or more. Returns a record for each group of two
   rows or more. */
struct refit_ranges refit_range_run(struct arena *a, const struct catalogue *c, const struct refit_range_row *rows,
                                    size_t n);

#endif
