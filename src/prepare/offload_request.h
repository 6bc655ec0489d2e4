/* offload_request.h: a measured row with part of the model in system RAM (offload_row.def) as a request. */
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
    struct request q;               /* n 0: the processor alone */
    struct model model;             /* the model of the request, with as many experts in use as the row says */
    struct engine engine;           /* the engine of the prepared case, with stream_tokens */
    double file_gib;                /* what the model file weighs; NaN: as the quant says */
    double stream_tokens;           /* tokens from which weights are copied to a card; NaN: the engine's */
    enum offload_request_basis ram; /* unknown: the request leaves the bandwidth to the policy */
    bool prompt_known;              /* the length of the prompt is stated */
};

/* Fills the request, which points into *out. NULL, or why the row cannot be predicted, a constant text; *what is then
   the name that the catalogue lacks, or NULL. */
const char *offload_request_read(const struct catalogue *c, const struct offload_row *r, struct offload_request *out,
                                 const char **what);
/* Prepares the case, and where everything lies; false where no calibration covers it. *t must stay where it is. */
bool offload_request_prepare(const struct catalogue *c, struct offload_request *t, struct prepared *s,
                             struct placement *pl);
/* Does a step of the phase read from system RAM with the processor, so that its bandwidth counts? */
bool offload_request_reads_ram(const struct prepared *s, const struct placement *pl, bool decode);

#endif
