/* llama_graph_mix.h: attention, or the recurrent layer in its place. */
#ifndef LLAMA_GRAPH_MIX_H
#define LLAMA_GRAPH_MIX_H

#include "llama_graph_op.h"

/* of: the normed stream. Returns the result's node. */
int llama_graph_mix(struct llama_graph *b, int of);

#endif
