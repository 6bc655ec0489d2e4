/* training_kept.h: what autograd keeps of a layer until the backward pass, in bytes per token, and how many parameters
   adapters have. The list of tensors is in docs/model.md. */
#ifndef TRAINING_KEPT_H
#define TRAINING_KEPT_H

#include "training_case.h"

/* Parameters of the case's adapters: rank x (inputs + outputs) of each adapted matrix (arXiv 2106.09685, section 4). */
double training_kept_adapters(const struct training_case *c);
/* Of all layers; of the layer that keeps most; the inputs of all layers, which is what checkpointing keeps. */
double training_kept_all_b(const struct training_case *c);
double training_kept_layer_b(const struct training_case *c);
double training_kept_inputs_b(const struct training_case *c);

#endif
