/* breakdown.h: where the time of a decode and of a prefill step goes, what each term depends on, and what would make
   the case faster.

   Slopes and gains are found by prediction: one number (or one choice) is changed and the case is predicted again. No
   formula is differentiated by hand, so the breakdown stays true when the step law changes.
   Invariant: the parts of a step add up to its time. */
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
    /* Every kind of change once, another backend once per backend. */
    BREAKDOWN_MOST_SPEEDUPS = (int)what_if_end - 1 + (int)backend_end - 2,
    BREAKDOWN_MOST_DEVICES = RESULTS_MAX_DEVICES
};

/* One term of a step, such as the weights. */
struct breakdown_part {
    const struct figure *figure; /* of figures_step_part */
    double s, frac;              /* seconds; share of the step's time */
    int n_inputs;
    struct step_input input[BREAKDOWN_MOST_INPUTS]; /* numbers that it depends on, the steepest first */
};

struct breakdown_step {
    double s;      /* time of one step */
    double tokens; /* tokens that one step processes */
    double steps;  /* steps of the whole prompt; 1 for decode */
    struct range tok_s;
    enum bound bound; /* the largest limit */
    int n_parts;
    struct breakdown_part part[BREAKDOWN_MOST_PARTS]; /* terms that take time, the longest first */
};

struct breakdown {
    struct prediction figures;
    const struct device *device[BREAKDOWN_MOST_DEVICES];
    int n_devices;
    const struct model *model;
    const struct quant *quant;
    const struct link *link;   /* between the devices; NULL for one device */
    const struct link *bridge; /* joins pairs of cards; NULL: none */
    const char *engine;
    enum backend
        backend; /* of all devices, where they leave a choice (other_backend.h); unknown: it need not be named */
    double sequences;
    struct breakdown_step decode, prefill; /* without parts where the case does not fit */
    const struct step_factor *factor;      /* calibration records behind the constants of the first device */
    size_t n_factors;
    const char *constants_source, *constants_date;   /* of the first calibration record */
    struct speedup speedup[BREAKDOWN_MOST_SPEEDUPS]; /* the largest gain in decode first */
    int n_speedups;
    int by_prefill[BREAKDOWN_MOST_SPEEDUPS]; /* indices into speedup, the largest gain in prefill first */
};

/* Returns the breakdown of the request, in the arena. prefill_depth: tokens in the KV cache before the prompt; NaN: as
   many as the request states. Returns NULL where no calibration record covers the case or the model has too many
   layers. */
const struct breakdown *breakdown_run(struct arena *a, const struct catalogue *c, const struct request *q,
                                      double prefill_depth);

#endif
