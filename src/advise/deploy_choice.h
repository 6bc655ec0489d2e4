/* deploy_choice.h: what is chosen of one deployment, and the request that it makes of the one that was asked. */
#ifndef DEPLOY_CHOICE_H
#define DEPLOY_CHOICE_H

#include "deploy_room.h"
#include "deployment.h"

enum deploy_ratio {
    DEPLOY_RATIO_DEFAULT, /* the engine's own, or as the request states */
    DEPLOY_RATIO_SOLVED   /* layer split: devices filled in order; tensor split: by bandwidth and free memory */
};

/* How much stays in system RAM. */
enum deploy_amount {
    DEPLOY_FEWEST,
    DEPLOY_ONE_MORE,
    DEPLOY_TWO_MORE,
    DEPLOY_COUNT, /* the choice's count */
    DEPLOY_ALL
};

/* What is chosen; the rest is the request's. */
struct deploy_choice {
    const struct engine *engine;
    const struct quant *quant;
    const struct format *cache;
    enum backend backend; /* unknown: each device's best */
    enum split split;
    enum deploy_where where;
    enum deploy_amount amount;
    /* Of DEPLOY_COUNT: layers on devices, the output layer counting as one; or layers with experts in system RAM, or
       more than the model has: all experts and further layers (deploy_choice_count). */
    double count;
    enum deploy_ratio ratio;
    double ubatch; /* NaN: the request's or the engine's */
    int n;         /* devices, as indices of the request's */
    int device[RIG_MAX_DEVICES];
};

/* What all choices of one search share. */
struct deploy_scratch {
    struct deploy_room *room;
    const struct catalogue *c;
    const struct request *asked;
    const struct deploy_limits *limits;
    double keep_frac; /* part of each device's memory that stays free */
    /* The case that was prepared last for a bound, and its request: candidates that follow each other often share it.
     */
    struct prepared *last;
    struct request last_q;
};

/* Returns the count of a choice with all experts in system RAM and ngl layers on devices, of a model of that many
   layers. */
double deploy_choice_count(double layers, double ngl);
/* Returns the layers on devices of such a count; NaN: all, since the count is of layers with experts only. */
double deploy_choice_ngl(double layers, double count);
/* Returns the kind of a choice. */
struct deploy_kind deploy_choice_kind(const struct deploy_choice *k);
/* Returns the request of a choice, without what is solved. */
struct request deploy_choice_request(const struct deploy_scratch *s, const struct deploy_choice *k);

#endif
