/* llama_graph.h: the graph that llama.cpp builds for a micro-batch of a model, layer by layer (llama-graph.cpp and
   src/models of 2026-08): which tensors exist, how large they are and what they are made from. */
#ifndef LLAMA_GRAPH_H
#define LLAMA_GRAPH_H

#include "llama_graph_op.h"

/* Starts the graph in *g: its inputs and the token embedding, which the host looks up. pinned: all weights are on
   devices. */
void llama_graph_begin(struct llama_graph *b, struct ggml_graph *g, const struct placement_case *c, bool pinned);
/* Adds one layer with its weights, routed experts and cache on these places. */
void llama_graph_layer(struct llama_graph *b, int layer, int place, int experts_place, int cache_place);
/* Adds the final norm and the logits, on this place. */
void llama_graph_output(struct llama_graph *b, int place);

#endif
