/* names_search.h: searches records by the words in their names. */
#ifndef NAMES_SEARCH_H
#define NAMES_SEARCH_H

#include "schema.h"

struct arena;

/* Returns true if the id, the name, an alias or more (NULL: nothing) has the words of the phrase in sequence. qwen3 is
   in qwen3-8b and qwen3.5-9b, not in qwen2.5-3b; 24gb also finds mem_gib 24. */
bool names_search_holds(struct arena *a, const struct kind *k, const void *record, const char *more,
                        const char *phrase);

#endif
