/* training_request.h: turns what a user states, or a measured fine-tuning row (training_row.def), into a case of the
   memory model (model/training.h). Defaults of what a row does not state come from its trainer's record. */
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

/* Settings of fine-tuning as a user states them. NULL, NaN and x_unknown: not stated. */
struct training_settings {
    enum tune tune;
    const struct trainer *trainer;
    enum optimizer optimizer;
    enum precision precision;
    enum sharding sharding;
    enum targets targets;
    double seq_tokens; /* longest sequence */
    double batch;      /* sequences of a micro-batch on one card */
    double rank;       /* of the adapters */
    enum flag checkpointing, offload_states, accumulates, chunked_loss, compiled, flash_attn;
};

/* Overrides the trainer's defaults in *c with the settings that are stated. The method and the trainer of *c stay. */
void training_request_set(const struct training_settings *s, struct training_case *c);

/* Fills *out, which must not be moved afterwards. Returns NULL, or the reason why the row cannot be predicted (a
   constant text), and sets *what to the name that the catalogue lacks, or to NULL. */
const char *training_request_read(const struct catalogue *c, const struct training_row *r, struct training_request *out,
                                  const char **what);

#endif
