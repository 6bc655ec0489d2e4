/* names_part.h: names of what is no language model of its own: parts of models (a vision projector, a draft head) and
   models of another kind (speech, embeddings). */
#ifndef NAMES_PART_H
#define NAMES_PART_H

#include <stdbool.h>

struct arena;

struct names_part {
    const char *word; /* as in the name, in small letters; NULL: the name says nothing of the kind */
    const char *what; /* "a vision projector" */
    bool part;        /* never a model of its own */
};

struct names_part names_part_of(struct arena *a, const char *text);
/* Returns true for a name that says MoE, apart from that of the quant MXFP4_MOE. */
bool names_part_has_experts(struct arena *a, const char *text);

#endif
