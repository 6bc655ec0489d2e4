/* hf_mixer.h: the fields of a model record that say how its layers attend, from a Hugging Face config. */
#ifndef HF_MIXER_H
#define HF_MIXER_H

#include "hf_config.h"

/* Sets the fields of attention and of recurrent layers; hf_layers_find has set the kinds of layers. Where a record has
   no field for something small, the note says what stands for it. Returns false with a diagnostic when the record
   cannot describe the model. */
bool hf_mixer_fill(struct hf_config *c, double hidden, double heads);

#endif
