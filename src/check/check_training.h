/* check_training.h: fine-tuning files: peak memory of a card against measured peaks, verdicts against what ran. A class
   is method and trainer. */
#ifndef CHECK_TRAINING_H
#define CHECK_TRAINING_H

#include "training_request.h"
#include "check.h"

#define RESULT training_prediction
#define TABLE "training_row.def"
#include "result_struct.inc"

struct check_training_row {
    struct check_row row;
    struct training_prediction out;
    bool impossible; /* the stated peak is below the row's own weights, gradients and optimiser states */
};

#endif
