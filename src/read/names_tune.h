/* names_tune.h: names of models made from another: "Hermes-3-Llama-3.1-8B" is trained from Llama 3.1 8B and has its
   shape. Also a release of another date, "DeepSeek-V4-Flash-0731". */
#ifndef NAMES_TUNE_H
#define NAMES_TUNE_H

#include "names_rank.h"

/* Returns the model whose whole name, with version and size, stands in the name, where the other words mean no other
   shape and no other kind of model. NULL: none, or more than one. */
const void *names_tune_base(const struct names_rank_search *s, const char *text);
/* Returns the words without the date of a release (0731, 2507). Returns w where it has none, or nothing else with a
   number. */
struct names_words names_tune_undated(const struct names_words *w);

#endif
