/* names_quant.h: finds quants by the spellings of hubs, programs and people: q4km, IQ1_S_R4, "AutoRound INT4",
   exl3-4.00bpw, UD-Q5_K_M. */
#ifndef NAMES_QUANT_H
#define NAMES_QUANT_H

#include "names_rank.h"

/* Returns the quant; NULL: the catalogue lacks it. Sets *taken to how the name is related to the quant where that only
   stands for it, as in "is short for", else to NULL. */
const void *names_quant_find(const struct names_rank_search *s, const char *text, const char **taken);
/* Returns the bits of a quant's name that says nothing else: 4 for Q4, 4bit, "4-bit" and int4. Returns 0 for other
   names. Such a name is the id of a record of another scheme, too (4bit of MLX), which names_find returns. */
int names_quant_bits(struct arena *a, const char *text);
/* Fills near with quants of as many bits and, if it can be told, of the same container. Returns how many there are. */
size_t names_quant_nearest(const struct names_rank_search *s, const char *text, const void **near, size_t most);

#endif
