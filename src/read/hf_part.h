/* hf_part.h: finds the part of a Hugging Face config that describes the language model, and its architecture. */
#ifndef HF_PART_H
#define HF_PART_H

#include "hf_config.h"

/* Sets text and arch from root. Returns false with a diagnostic when the architecture is not stated, not known, or
   known to be one that no record can describe. */
bool hf_part_find(struct hf_config *c, const char *file);

#endif
