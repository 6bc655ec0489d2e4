/* training_found.h: what training_search.h found: ways to fine-tune a model on given cards, as plain results. */
#ifndef TRAINING_FOUND_H
#define TRAINING_FOUND_H

#include "results.h"

enum { TRAINING_FOUND_METHODS = (int)tune_end - 1 };

struct training_found_way {
    /* Of the fullest card; max_batch and max_seq_tokens: only in .method and the runner-up, else NaN. */
    struct training figures;
    struct training_way way;
};

struct training_found {
    double wanted_seq_tokens;              /* the sequence that is not shortened unless it must be */
    const struct training_found_way *ways; /* the best, the runner-up, ... */
    int n_ways;                            /* 0: no trainer suits cards and settings */
    /* The best way of each method, full fine-tuning first; NULL: no trainer does it on these cards. */
    const struct training_found_way *method[TRAINING_FOUND_METHODS];
    struct training device[RESULTS_MAX_DEVICES]; /* the cards of the best way, in the order of the request */
    int n_devices;
    const struct training_barred *barred; /* trainers that were not tried, with the reason */
    int n_barred;
};

#endif
