/* logtext.h: published logs in their sources' words: "RTX 3090 + RTX A4000", "Q5_K_S (5.162 GiB)", "K iq4_nl / V f16",
   "mla=3; GPU weights 4941". What the catalogue knows under another spelling is found; nothing is guessed beyond that.
 */
#ifndef LOGTEXT_H
#define LOGTEXT_H

#include "prepare.h"

/* NULL where no record answers to the name. */
const struct engine *logtext_engine(const struct catalogue *c, const char *name);
/* Owner, case and trailing words ("-Instruct-GGUF", the name of a fine-tune) do not count; a size ("-8b") does. */
const struct model *logtext_model(const struct catalogue *c, const char *name);
/* The label before any bracket. *file_gib is the size in brackets, NaN without one. */
const struct quant *logtext_quant(const struct catalogue *c, const char *label, double *file_gib);

/* Keys and values; NULL formats where the text says nothing that the catalogue knows. */
struct logtext_cache {
    const struct format *k, *v;
    enum placement_latent latent;
};
struct logtext_cache logtext_cache(const struct catalogue *c, const char *text);

/* The cards of a rig in the request. False with *unknown set where the memory of a card is known neither from the
   catalogue nor from the text; such a card is there with NaN memory. With more cards than names the first name stands
   for the rest. */
bool logtext_devices(const struct catalogue *c, const char *text, int count, struct request *q);

/* The number behind (or, where ahead is false, before) a word in the note; NaN where the word is not there. */
double logtext_after(const char *note, const char *word);
double logtext_before(const char *note, const char *word);
/* Is the date later than the month until (YYYY-MM)? A bare year is not later than any of its months; no date is later
   than all. */
bool logtext_later(const char *date, const char *until);

#endif
