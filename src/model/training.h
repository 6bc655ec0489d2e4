/* training.h: memory of fine-tuning on one card: weights, adapters, gradients, optimiser states, what autograd keeps of
   each layer, the loss, and what is shared among cards.

   Sources of the terms: Korthikanti et al. 2022 (arXiv 2205.05198) for what a layer keeps; Rajbhandari et al. 2020
   (arXiv 1910.02054) for 16 bytes a parameter in mixed precision and for ZeRO's shares; Dettmers et al. 2023 (arXiv
   2305.14314) for NF4 in blocks of 64 with double quantisation; Dettmers et al. 2022 (arXiv 2110.02861) for 8-bit
   states; Hu et al. 2021 (arXiv 2106.09685) for adapters. How a program departs from them is its trainer record.
   docs/model.md lists the tensors that a layer keeps. */
#ifndef TRAINING_H
#define TRAINING_H

#include "results.h"
#include "rig.h"
#include "training_case.h"

/* Counts once. */
void training_shape(const struct model *m, struct training_shape *out);
/* What the trainer does when nobody says otherwise: for that many cards. */
struct training_case training_usual(const struct training_shape *s, const struct trainer *t, enum tune tune,
                                    int n_cards);
/* Trained parameters. */
double training_trained(const struct training_case *c);
/* Fills everything of one card but the largest batch and sequence. */
void training_judge(const struct training_case *c, const struct rig_device *card, const struct policy *p,
                    struct training *out);
/* Largest batch with that sequence, and longest sequence (a multiple of 256) with that batch, with which the verdict is
   not no; 0: none. */
void training_largest(const struct training_case *c, const struct rig_device *card, const struct policy *p,
                      struct training *out);

#endif
