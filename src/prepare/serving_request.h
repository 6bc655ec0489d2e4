/* serving_request.h: turns a measured serving row (serving_row.def) into a request for one replica and its load. */
#ifndef SERVING_REQUEST_H
#define SERVING_REQUEST_H

#include "measured.h"
#include "prepare.h"
#include "queue_run.h"

struct serving_request {
    struct request q;       /* of one replica */
    struct queue_load load; /* of one replica */
    struct queue_run run;   /* of one replica */
    double replicas;        /* that have work: at most one for each client */
    enum arrivals arrivals;
    bool decode_only; /* its output is that of decode steps */
};

/* What a server does, and what was measured of it; all replicas together. NaN: not known. */
struct serving_speed {
    double output_tok_s, tpot_s, ttft_s, running;
};

/* Fills *out. Returns NULL, or the reason why the row cannot be predicted (a constant text), and sets *what to the name
   that the catalogue lacks, or to NULL. */
const char *serving_request_read(const struct catalogue *c, const struct serving_row *r, struct serving_request *out,
                                 const char **what);
/* Prepares the case in *s and fills *pl with its placement; completes t->load by what the memory of a replica leaves
   for the cache. Returns NULL, or the reason why the row cannot be predicted. */
const char *serving_request_prepare(const struct catalogue *c, struct serving_request *t, struct prepared *s,
                                    struct placement *pl);
/* Fills *out with what the law says of a prepared request; c is its step case. */
void serving_request_solve(const struct serving_request *t, const struct step_case *c, struct serving_speed *out);

/* Returns the rows of a serving file; an empty list for a file of another kind. */
struct serving_row_list serving_request_rows(const struct measured *m);
/* Returns the row of a replica as a speed file would have it, without a speed. */
struct speed_row serving_request_replica(const struct serving_row *r);
/* Returns what the row states. The output comes from the total where the row states only that. */
struct serving_speed serving_request_measured(const struct serving_row *r);
/* Returns true when the row has the flag ("speculative", "vm" ...). */
bool serving_request_flag(const struct serving_row *r, const char *flag);
/* Is the row clean: an ordinary server of a whole model on its devices? Errors are quoted on clean rows, and only these
   are fitted to. */
bool serving_request_clean(const struct serving_row *r);

#endif
