/* breakdown.h: a case taken apart: the terms of a decode and of a prefill step, the numbers that each depends on, and
   what would speed it up. Dependences and gains are found by predicting again with one number or one choice changed, so
   they hold for the law as it is. */
#ifndef BREAKDOWN_H
#define BREAKDOWN_H

#include "records.h"
#include "results.h"

struct arena;
struct catalogue;
struct request;

enum {
    BREAKDOWN_MOST_PARTS = 16,
    BREAKDOWN_MOST_INPUTS = 48,
    BREAKDOWN_MOST_SPEEDUPS = 24,
    BREAKDOWN_MOST_DEVICES = RESULTS_MAX_DEVICES
};

struct breakdown_part {
    const struct figure *figure;                    /* of step_part */
    double s, frac;                                 /* of the step */
    struct step_input input[BREAKDOWN_MOST_INPUTS]; /* the steepest first */
    int n_inputs;
};

struct breakdown_step {
    double s, tokens, steps; /* of one step; tokens through the layers in it; steps of the whole prompt, 1 for decode */
    struct range tok_s;
    enum bound bound;
    struct breakdown_part part[BREAKDOWN_MOST_PARTS]; /* those that take time, the longest first */
    int n_parts;
};

struct breakdown {
    struct prediction figures;
    const struct device *device[BREAKDOWN_MOST_DEVICES];
    int n_devices;
    const struct model *model;
    const struct quant *quant;
    const struct link *link;   /* NULL with one device */
    const struct link *bridge; /* of pairs; mostly NULL */
    const char *engine;
    double sequences;
    struct breakdown_step decode, prefill; /* without parts where the case does not fit */
    const struct step_factor *factor;      /* records behind the constants of the first device */
    size_t n_factors;
    const char *constants_source, *constants_date;   /* of the first of them */
    struct speedup speedup[BREAKDOWN_MOST_SPEEDUPS]; /* the largest gain of decode first */
    int n_speedups;
    int by_prefill[BREAKDOWN_MOST_SPEEDUPS]; /* the same by the gain of prefill: positions in speedup */
};

/* Everything lies in the arena. prefill_depth: tokens in the cache before the prompt, NaN: the request's. NULL where
   predict has no answer. */
const struct breakdown *breakdown_run(struct arena *a, const struct catalogue *c, const struct request *q,
                                      double prefill_depth);

#endif
