/* holds.h: what a planner asks of one rig: the best quant, the largest context, the users, what must go to system RAM,
   and what one change would buy. */
#ifndef HOLDS_H
#define HOLDS_H

#include "prepare.h"

struct arena;

enum { HOLDS_MOST_QUANTS = 32, HOLDS_MOST_CHANGES = change_end };

struct holds {
    struct prepared *prepared;  /* the case that figures and devices speak of */
    const struct quant *chosen; /* its quant */
    struct holds_answer answer;
    struct prediction figures;
    struct device_load device[RIG_MAX_DEVICES];
    int n_devices;
    struct holds_quant quant[HOLDS_MOST_QUANTS]; /* the usual ones, from large to small */
    int n_quants;
    struct holds_change change[HOLDS_MOST_CHANGES];
    int n_changes;
};

/* The usual quants that the engine loads, by size from large to small; of a model with a native quant only that one.
   Returns how many. */
int holds_usual_quants(const struct catalogue *c, const struct model *m, const struct engine *e, struct prepared *work,
                       const struct quant *out[HOLDS_MOST_QUANTS]);
/* Answers for q->quant, or where that is NULL for the best that fits, else for the smallest. Everything lies in the
   arena; NULL: the engine has no usual quant, no calibration speaks of a backend, or the model has too many layers. */
const struct holds *holds_run(struct arena *a, const struct catalogue *c, const struct request *q);
/* Spare of the fullest device before any layer is moved; below 0: what is missing. */
double holds_spare_gib(const struct prediction *p);

#endif
