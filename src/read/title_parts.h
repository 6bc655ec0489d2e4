/* title_parts.h: NVLink bridges and PCIe risers in a title, which are told by the cards and slots that they fit. */
#ifndef TITLE_PARTS_H
#define TITLE_PARTS_H

#include "catalogue.h"
#include "title_hit.h"
#include "title_said.h"

/* Adds the bridges or risers that the title may mean to *hits; the cards that it names are in *hits. Returns false if
   it sells neither. */
bool title_parts_find(const struct catalogue *c, const struct title_words *w, const struct title_said *s,
                      struct title_hits *hits);

#endif
