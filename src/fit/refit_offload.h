/* refit_offload.h: what a user's own rows with layers or experts in system RAM say of their machine: which part of its
   RAM's bandwidth a processor reaches, and how fast weights are copied to the cards. */
#ifndef REFIT_OFFLOAD_H
#define REFIT_OFFLOAD_H

#include "catalogue.h"
#include "measured.h"

struct arena;

/* One constant of the policy. */
struct refit_offload_learned {
    const char *name;
    double before, after; /* after is NAN where no row tells it */
    double told;          /* the rows' median; after is this, within the limits of the field */
    size_t rows;          /* rows that tell it */
};

struct refit_offload {
    struct refit_offload_learned ram, copy; /* ram_frac; copy_gb_s, GB/s */
    struct policy policy;                   /* the catalogue's with what was learned, and where it is from */
    bool any;                               /* something was learned */
    size_t rows;                            /* rows that can be predicted */
    double before_frac, after_frac;         /* their mean |predicted / measured - 1|; NAN: no rows */
};

/* Each row is solved for the constant that gives its measured time, with all others of the policy held; the result is
   the median, within the limits of the field. Decode rows tell ram_frac and prompt rows copy_gb_s, where that part is a
   fifth of the step or more. */
void refit_offload_run(struct arena *a, const struct catalogue *c, const struct speed_row_list *own,
                       struct refit_offload *out);

#endif
