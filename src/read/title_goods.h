/* title_goods.h: things that titles call by the maker's name: power supplies, motherboards, machines other than Macs,
   cases, coolers, network cards, switches and UPS. All chunks of the name ("B550-PLUS", "TUF") must stand in the title,
   and no word beside them may tell another product ("B550-PLUS WIFI II"). Years, ATX versions, memory and processors
   decide between records of one name. */
#ifndef TITLE_GOODS_H
#define TITLE_GOODS_H

#include "catalogue.h"
#include "title_hit.h"
#include "title_said.h"

struct arena;
struct title_vocab;
struct title_goods;

/* Returns an index of the catalogue's goods. Adds their words to v. */
struct title_goods *title_goods_index(struct arena *a, struct title_vocab *v, const struct catalogue *c);
/* Adds to *hits what the title names: at most one hit for each kind, and for each category of parts. other_cpu: the
   title names a processor. */
void title_goods_find(const struct title_goods *x, const struct title_words *w, const struct title_said *s,
                      bool other_cpu, bool taken[], struct title_hits *hits);

#endif
