/* deploy_space.h: every way to run a model that deploy.h may choose from. */
#ifndef DEPLOY_SPACE_H
#define DEPLOY_SPACE_H

#include "deploy_candidate.h"

struct deploy_space {
    struct arena *arena;
    struct deploy_candidate *v; /* in the order in which they are tried; not bounded yet */
    size_t n, room;
    /* What engines refuse: one entry for each kind of deployment, with the first reason; other choices of that kind may
       be possible. */
    struct deploy_miss *refused;
    int n_refused;
    size_t room_refused;
};

/* Adds the choices to *out. spare: the quants that are chosen only where larger ones leave no room
   (for_room: yes) instead of the others. */
void deploy_space_fill(const struct deploy_scratch *s, bool spare, struct deploy_space *out);
/* Adds the choice with every count from low to high, whole numbers, of layers or experts in system RAM. */
void deploy_space_add_counts(struct deploy_space *o, const struct deploy_choice *k, double low, double high);
/* Returns true if both are the same kind. */
bool deploy_space_same_kind(const struct deploy_kind *a, const struct deploy_kind *b);

#endif
