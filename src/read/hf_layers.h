/* hf_layers.h: what each layer of a Hugging Face config mixes tokens with, and which layers have experts. Configs say
   it in many ways: layer_types or layers_block_type, a text with one letter per layer, a list of the layers that
   attend, a period. */
#ifndef HF_LAYERS_H
#define HF_LAYERS_H

#include "hf_config.h"

/* Returns the number of layers that num_hidden_layers states, else that of a list with an entry for each; NaN when
   there is neither. */
double hf_layers_count(const struct hf_config *c);
/* Sets kind and n. Returns false with a diagnostic when the list is not understood, or when an architecture of this
   kind cannot have such layers. */
bool hf_layers_find(struct hf_config *c);
/* Sets full_period where the layers with full attention are regular, else full_layers; their places come from key. */
void hf_layers_put_full(const struct hf_config *c, const char *key);
/* Sets dense_first and moe_period. Returns false with a diagnostic when the layers with experts follow no pattern that
   a model record has. */
bool hf_layers_put_experts(struct hf_config *c);

#endif
