/* title_mac.h: Apple's machines in a title: machine, chip, memory, and GPU cores, year and drive where the title says
   so. A size without a word is memory where the chip was sold with that memory, else the drive. */
#ifndef TITLE_MAC_H
#define TITLE_MAC_H

#include "catalogue.h"
#include "title_hit.h"
#include "title_said.h"

struct arena;
struct title_macs;

struct title_macs *title_mac_index(struct arena *a, const struct catalogue *c);
/* Returns true if the title names a Mac; then adds it to *hits. */
bool title_mac_find(const struct title_macs *x, const struct title_words *w, const struct title_said *s,
                    struct title_hits *hits);

#endif
