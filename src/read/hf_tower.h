/* hf_tower.h: the parts of a multimodal Hugging Face model that see and hear. A model record counts the language model
   alone: llama.cpp keeps the others in a file of their own (mmproj). */
#ifndef HF_TOWER_H
#define HF_TOWER_H

#include "hf_config.h"

/* Says in the note which parts are not counted, and sets tower_params where the shape of a vision part is one of those
   that can be counted: to two digits, within about 5 % of what its tensors have. */
void hf_tower_fill(struct hf_config *c);

#endif
