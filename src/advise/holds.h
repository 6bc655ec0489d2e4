/* holds.h: what one rig has room for: the best quant, the largest context, the number of users, which layers must go to
   system RAM, and what one change would gain.

   Every answer is a prediction of a slightly different request; nothing is estimated from the answer before it. Quants
   are tried from large to small, and the best one is the first that fits in device memory. */
#ifndef HOLDS_H
#define HOLDS_H

#include "prepare.h"

struct arena;

enum { HOLDS_MOST_CHANGES = (int)change_end - 1 }; /* each kind of change at most once */

struct holds {
    struct prepared *prepared;  /* the prepared case that `figures` and `device` describe */
    const struct quant *chosen; /* its quant */
    struct holds_answer answer;
    struct prediction figures;
    struct device_load device[RIG_MAX_DEVICES];
    int n_devices;
    struct holds_quant *quant; /* the usual quants, from large to small */
    int n_quants;
    struct holds_change change[HOLDS_MOST_CHANGES];
    int n_changes;
};

/* Returns the usual quants that the engine loads, from large to small, and their number in *n; if the model has
   a native quant that the engine loads, only that one. work is overwritten. */
const struct quant **holds_usual_quants(struct arena *a, const struct catalogue *c, const struct model *m,
                                        const struct engine *e, struct prepared *work, int *n);
/* Answers for q->quant. If that is NULL, answers for the largest usual quant that fits, or for the smallest one if none
   fits. Returns NULL when the engine loads no usual quant, no calibration record covers a backend, or the model has too
   many layers. */
const struct holds *holds_run(struct arena *a, const struct catalogue *c, const struct request *q);
/* Returns the free GiB of the fullest device before any layer moves to system RAM; negative if memory is
   missing. */
double holds_spare_gib(const struct prediction *p);

#endif
