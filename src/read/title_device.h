/* title_device.h: graphics cards in a title. A card is named by its number, alone (3090) or with letters (a6000, l40s,
   w7900), by the grade behind it (Ti, SUPER, XT, XTX, GRE, D, SFF), by its generation where the maker used a number
   twice (Ada, PRO), by its connector or edition, and by its memory. All that the title states must agree. Where it
   leaves out a size, connector or edition that tells products apart, several are possible. */
#ifndef TITLE_DEVICE_H
#define TITLE_DEVICE_H

#include "catalogue.h"
#include "title_hit.h"
#include "title_said.h"

struct arena;
struct title_vocab;
struct title_devices;

/* Returns an index of the catalogue's cards. Adds their words to v. */
struct title_devices *title_device_index(struct arena *a, struct title_vocab *v, const struct catalogue *c);
/* Adds the cards that the title names to *hits. card: the feed says that it is a graphics card, so that a bare "P40"
   will do. taken marks the words that other products use; words of cards are added to it. */
void title_device_find(const struct title_devices *x, const struct title_words *w, const struct title_said *s,
                       bool card, bool taken[], struct title_hits *hits);
/* Returns true if the title names any graphics card, in the catalogue or not: a series and a number. */
bool title_device_mentioned(const struct title_words *w, const struct title_said *s, const bool taken[]);

#endif
