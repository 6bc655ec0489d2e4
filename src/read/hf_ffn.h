/* hf_ffn.h: the fields of a model record that say how wide its feed-forward parts and experts are, from a Hugging Face
   config. */
#ifndef HF_FFN_H
#define HF_FFN_H

#include "hf_config.h"

/* Sets the fields of experts and of dense feed-forward parts. Returns false with a diagnostic when a record cannot
   describe them. */
bool hf_ffn_fill(struct hf_config *c);

#endif
