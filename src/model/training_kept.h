/* training_kept.h: what autograd keeps of each layer until the backward pass, and the size of adapters. */
#ifndef TRAINING_KEPT_H
#define TRAINING_KEPT_H

#include "training_case.h"

/* Returns the parameters of the case's adapters: rank * (inputs + outputs) of each adapted matrix (arXiv 2106.09685,
   section 4). */
double training_kept_adapters(const struct training_case *c);
/* Return bytes per token: kept of all layers; kept of the layer that keeps most; inputs of all layers, which is all
   that checkpointing keeps. */
double training_kept_all_b(const struct training_case *c);
double training_kept_layer_b(const struct training_case *c);
double training_kept_inputs_b(const struct training_case *c);

#endif
