/* offload_request.h: turns a measured row with part of the model in system RAM (offload_row.def) into a request. */
#ifndef OFFLOAD_REQUEST_H
#define OFFLOAD_REQUEST_H

#include "measured.h"
#include "prepare.h"

#define RECORD offload_row
#define TABLE "offload_row.def"
#include "struct.inc"

/* Where the bandwidth of system RAM comes from. */
enum offload_request_basis { OFFLOAD_REQUEST_UNKNOWN, OFFLOAD_REQUEST_STATED, OFFLOAD_REQUEST_DERIVED };

struct offload_request {
    struct request q;               /* n 0: CPU only */
    struct model model;             /* the request's model, with the row's number of active experts */
    struct engine engine;           /* the prepared case's engine, with stream_tokens of the row */
    double file_gib;                /* size of the model file; NaN: computed from the quant */
    double stream_tokens;           /* batch size from which weights are copied to a card, tokens; NaN: the engine's */
    enum offload_request_basis ram; /* unknown: the bandwidth is the policy's */
    bool prompt_known;              /* the row states the length of the prompt */
};

/* Fills *out; out->q points into it. Returns NULL, or the reason why the row cannot be predicted (a constant text), and
   sets *what to the name that the catalogue lacks, or to NULL. */
const char *offload_request_read(const struct catalogue *c, const struct offload_row *r, struct offload_request *out,
                                 const char **what);
/* Prepares the case in *s and its placement in *pl. Returns false when no calibration record covers the case. *t must
   not be moved afterwards. */
bool offload_request_prepare(const struct catalogue *c, struct offload_request *t, struct prepared *s,
                             struct placement *pl);
/* Returns true when the CPU reads weights from system RAM in a step of that phase, so that its bandwidth matters. */
bool offload_request_reads_ram(const struct prepared *s, const struct placement *pl, bool decode);

#endif
