/* hf_blocks.h: block_configs of a Hugging Face config, which states each layer's own shape (Nemotron models made by
   architecture search). */
#ifndef HF_BLOCKS_H
#define HF_BLOCKS_H

#include "hf_config.h"

/* Sets kind and n, the KV heads and the width of the feed-forward: one width, and that of some layers twice as wide,
   which together are as many parameters as the model's own widths. Returns false with a diagnostic when a record cannot
   describe the blocks. */
bool hf_blocks_fill(struct hf_config *c, double hidden, double heads);

#endif
