/* launch_case.h: a request in which everything is decided, as what an engine has to be told at its start: numbers per
   sequence, and what the engine would choose otherwise. For report/launch.h. */
#ifndef LAUNCH_CASE_H
#define LAUNCH_CASE_H

#include "catalogue.h"
#include "results.h"

#include <stdbool.h>

struct request;

struct launch_case {
    const struct engine *engine;
    double month;         /* 12 * year + month - 1 of the engine's build; NaN: the current version */
    enum backend backend; /* of the first device */
    const struct model *model;
    const struct quant *quant;
    int n; /* devices */
    const struct device *device[RESULTS_MAX_DEVICES];
    double cap_w[RESULTS_MAX_DEVICES]; /* power cap, W; NaN: not stated */
    int position[RESULTS_MAX_DEVICES];
    bool choose;                              /* the engine would take other devices, or take them in another order */
    bool unlike;                              /* the machine has devices of several kinds, used or not */
    bool all_cards;                           /* it uses all devices of the machine */
    bool windows;                             /* the machine runs Windows */
    const char *since;                        /* first month of a build that has its split and cache; NULL: any */
    bool before_ada;                          /* an NVIDIA card cannot convert to FP8 E4M3 */
    bool several_machines;                    /* the devices are in several machines */
    enum split split;                         /* unknown with one device */
    double tensor_split[RESULTS_MAX_DEVICES]; /* shares of the devices; NaN: not stated */
    double layers;                            /* layers on the devices; NaN: all */
    double expert_layers;                     /* leading layers whose routed experts are in system RAM */
    bool all_experts;                         /* all routed experts are in system RAM */
    double ctx, ctx_each;    /* tokens of cache of all sequences, and of one, rounded down; NaN: not stated */
    double sequences;        /* at least 1 */
    double ubatch;           /* tokens of a micro-batch; NaN: the engine's */
    const struct format *kv; /* NULL: the engine's */
    bool flash_attn;
    double limit_mib;                /* unified memory that the GPU may use; NaN: what the system gives it */
    double draft_tokens;             /* NaN: no speculative decoding */
    const struct model *draft_model; /* NULL: the model's own prediction layers */
    const struct quant *draft_quant;
};

/* Fills *out from a request in which everything is decided: it names its model, quant and devices. */
void launch_case_of(const struct catalogue *c, const struct request *q, struct launch_case *out);
/* Returns the published file of the model that the engine can read: of that quant alone, else of its container, which
   should have the quant; NULL: none is on record. */
const struct model_file *launch_case_file(const struct engine *e, const struct model *m, const struct quant *quant);
/* Returns whether the machine runs Windows. Macs and DGX Sparks do not, whatever desktop others at the site have. */
bool launch_case_on_windows(const struct request *q);
/* Returns true when the option works on the backend in a build of that month. */
bool launch_case_current(const struct engine_option *o, double month, enum backend b);
/* Returns true when the command of the engine can set that. */
bool launch_case_settable(const struct engine *e, double month, enum backend b, enum sets what);

#endif
