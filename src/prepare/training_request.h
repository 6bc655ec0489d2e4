/* training_request.h: turns a measured fine-tuning row (training_row.def) into a case of the memory model
   (model/training.h). Defaults of what a row does not state come from its trainer's record. */
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
    struct rig_device card; /* mem_gib NaN: no card stated, or not in the catalogue */
};

/* Fills *out, which must not be moved afterwards. Returns NULL, or the reason why the row cannot be predicted (a
   constant text), and sets *what to the name that the catalogue lacks, or to NULL. */
const char *training_request_read(const struct catalogue *c, const struct training_row *r, struct training_request *out,
                                  const char **what);

#endif
