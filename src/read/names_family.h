/* names_family.h: what the name of a family of models means: "gemma", "qwen", "llama3". */
#ifndef NAMES_FAMILY_H
#define NAMES_FAMILY_H

#include "names_rank.h"

/* Where the name that s looks up is a family alone, or a family and a version: fills near with the first `most` of its
   models, the newest first, and returns how many there are. A version also means its minor versions (3: 3.1, 3.3),
   which stand first and take at most half of near where the version itself can fill the rest. Returns 0 for other
   names. */
size_t names_family(const struct names_rank_search *s, const void **near, size_t most);

#endif
