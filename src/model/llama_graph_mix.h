/* llama_graph_mix.h: the mixer of a layer: attention, or the recurrent layer in its place. */
#ifndef LLAMA_GRAPH_MIX_H
#define LLAMA_GRAPH_MIX_H

#include "llama_graph_op.h"

/* Adds the mixer of b->layer; of: node of the normed residual. Returns the result's node. */
int llama_graph_mix(struct llama_graph *b, int of);

#endif
