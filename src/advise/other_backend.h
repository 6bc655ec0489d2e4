/* other_backend.h: the backend of a case where its cards leave a choice, and what another one would gain. */
#ifndef OTHER_BACKEND_H
#define OTHER_BACKEND_H

#include "enums.h"

#include <stdbool.h>

struct arena;
struct catalogue;
struct engine;
struct prediction;
struct prepared;
struct request;
struct rig;

struct other_backend {
    enum backend backend;
    /* how much faster decode and prompts are predicted, as fractions of the speed now; negative: slower; NaN: unknown
     */
    double decode_gain_frac, prefill_gain_frac;
};

/* Returns the backend of all devices of the rig where the reader has to be told: cards of AMD and Intel run the
   maker's own or Vulkan; elsewhere it is not the usual one. Returns unknown where there is no choice, or where the
   devices have several. */
enum backend other_backend_now(const struct engine *e, const struct rig *r);
/* Fills *out with the backend of the same engine that gains most in decode or in prompts, by more than 10 %, where
   other_backend_now returns one. now: figures of the request. Returns false where there is none. */
bool other_backend_find(struct arena *a, const struct catalogue *c, const struct request *q, const struct prepared *s,
                        const struct prediction *now, struct other_backend *out);

#endif
