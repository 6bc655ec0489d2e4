/* training.h: memory of fine-tuning on one card: weights, adapters, gradients, optimiser states, activations that
   autograd keeps, logits, and what several cards share. */
#ifndef TRAINING_H
#define TRAINING_H

#include "results.h"
#include "rig.h"
#include "training_case.h"

/* Fills *out with the model's parameters by how fine-tuning treats them. */
void training_shape(const struct model *m, struct training_shape *out);
/* Returns the trainer's default settings for n_cards cards. */
struct training_case training_usual(const struct training_shape *s, const struct trainer *t, enum tune tune,
                                    int n_cards);
/* Returns the number of trained parameters. */
double training_trained(const struct training_case *c);
/* Fills *out with the memory of one card and the verdict; max_batch and max_seq_tokens are NaN. */
void training_judge(const struct training_case *c, const struct rig_device *card, const struct policy *p,
                    struct training *out);
/* Fills out->max_batch (largest batch with the case's sequence) and out->max_seq_tokens (longest sequence with its
   batch, a multiple of 256) for which the verdict is not "no"; 0: none. */
void training_largest(const struct training_case *c, const struct rig_device *card, const struct policy *p,
                      struct training *out);

#endif
