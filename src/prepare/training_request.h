/* training_request.h: a measured fine-tuning row (training_row.def) as a case of the memory model. What a row does not
   state is what its trainer does by default. */
#ifndef TRAINING_REQUEST_H
#define TRAINING_REQUEST_H

#include "catalogue.h"
#include "measured.h"
#include "training.h"

#define RECORD training_row
#define TABLE "training_row.def"
#include "struct.inc"

struct training_request {
    struct training_case tune; /* points into shape */
    struct training_shape shape;
    struct rig_device card; /* mem_gib NaN: not stated, or not a card of the catalogue */
};

/* Fills the request. NULL, or why the row cannot be predicted, a constant text; *what is then the name that the
   catalogue lacks, or NULL. *out must stay where it is. */
const char *training_request_read(const struct catalogue *c, const struct training_row *r, struct training_request *out,
                                  const char **what);

#endif
