/* llama_graph_ffn.h: the feed-forward part of a layer, dense or experts. */
#ifndef LLAMA_GRAPH_FFN_H
#define LLAMA_GRAPH_FFN_H

#include "llama_graph_op.h"

/* of: the normed stream. Returns the result's node. */
int llama_graph_ffn(struct llama_graph *b, int of);

#endif
