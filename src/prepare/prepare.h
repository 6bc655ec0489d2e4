/* prepare.h: turns a request into a prepared case: the model's layers, the rig and the constants that model/predict.h
   works on. Defaults of what a request does not state come from the catalogue's records (policy, engine, device, link);
   the few that are not in records are in prepare_again. A case that came from prepare_case is complete: model/ looks
   nothing up in the catalogue.

   Requests come from the command line, from scenarios (from_scenario.h) and from measured rows (speed_request.h,
   offload_request.h). training_request.h prepares a case of fine-tuning. */
#ifndef PREPARE_H
#define PREPARE_H

#include "catalogue.h"
#include "compute_buffers_cache.h"
#include "interval.h"
#include "predict.h"
#include "request.h"

enum { PREPARE_OWN_BUFFERS = 32 };

/* What earlier cases looked up in the catalogue; it holds as long as the catalogue is not changed. */
struct prepare_memo {
    struct constants_memo constants;
    struct interval_memo intervals;
};

struct prepared {
    struct llm llm;
    struct rig rig;
    struct predict_case predict;
    double tensor_split[RIG_MAX_DEVICES]; /* shares of the devices, if the request states them */
    /* Compute buffers of earlier predictions with this model and quant; emptied by prepare_case. */
    struct compute_buffers_entry own_buffers[PREPARE_OWN_BUFFERS];
    struct compute_buffers_cache own_cache;
    /* Where to keep them instead, for other models too; set by the caller. NULL: in own_cache. */
    struct compute_buffers_cache *cache;
    /* Constants and ranges of earlier cases; set by the caller. NULL: looked up anew for each case. */
    struct prepare_memo *memo;
    /* Where to prepare the draft model; set by the caller. NULL: no request asks for speculative decoding. */
    struct prepared *drafts;
    struct predict_draft draft; /* speculative decoding, if the request asks for it */
};

/* Prepares the case of a request. Returns false when the model has more layers than llm_prepare takes. *out must not be
   moved or copied afterwards: out->predict points into it. */
bool prepare_case(const struct catalogue *c, const struct request *q, struct prepared *out);
/* Returns the request's engine, or the engine with usual: yes. */
const struct engine *prepare_engine(const struct catalogue *c, const struct request *q);
/* Returns the backend of device i: the request's, or the best that device and engine have in common. */
enum backend prepare_backend(const struct request *q, const struct engine *e, int i);
/* Returns device i under that policy: its usable memory, and what the context and a desktop take of it, GiB. */
struct rig_device prepare_device(const struct request *q, const struct engine *e, const struct policy *p, int i);
/* Like prepare_case, for another rig or other options of the model and quant that *out was prepared for. Much cheaper:
   the layers are not computed again. */
void prepare_again(const struct catalogue *c, const struct request *q, struct prepared *out);
/* Sets the constants of the devices in r and the spreads of p. prepare_case does this; call it again after changing the
   split. month: of the engine's build, as in struct request. memo: see struct prepared. */
void prepare_constants(const struct catalogue *c, double month, struct predict_case *p, struct rig *r,
                       struct prepare_memo *memo);
/* Returns the keys by which calibration records are found for one device of the case. */
struct constants_case prepare_constants_case(const struct predict_case *p, const struct rig *rig, int at, double month);

#endif
