/* llama_graph_ffn.h: the feed-forward part of a layer, dense or with routed experts. */
#ifndef LLAMA_GRAPH_FFN_H
#define LLAMA_GRAPH_FFN_H

#include "llama_graph_op.h"

/* Adds the feed-forward part of b->layer; of: node of the normed residual. Returns the result's node. */
int llama_graph_ffn(struct llama_graph *b, int of);

#endif
