/* hf_quant.h: the format that the weights beside a Hugging Face config have, as --quant names it. */
#ifndef HF_QUANT_H
#define HF_QUANT_H

#include "hf_config.h"

/* Warns which --quant the file's own weights are, where quantization_config (or, of MLX, quantization) states a format;
   the note says it, too. A format that the catalogue has no quant of is named as it is. */
void hf_quant_say(struct hf_config *c);

#endif
