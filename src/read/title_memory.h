/* title_memory.h: memory kits and drives in a title. A kit is told by type (DDR4, PC4), modules, size of a module, rate
   (3200, PC4-25600) and kind of module (UDIMM unless the title says registered, SO-DIMM or laptop). A drive is told by
   its model and size where the catalogue has the model, else by size: "2TB NVMe". */
#ifndef TITLE_MEMORY_H
#define TITLE_MEMORY_H

#include "catalogue.h"
#include "title_hit.h"
#include "title_said.h"

struct arena;
struct title_drives;

/* Returns an index of the names of the catalogue's drives. */
struct title_drives *title_memory_drives(struct arena *a, const struct catalogue *c);
/* Adds the memory kits that the title may mean to *hits. memory: the feed says that it is memory. Returns false if the
   title sells no memory. */
bool title_memory_find(const struct catalogue *c, const struct title_words *w, const struct title_said *s, bool memory,
                       struct title_hits *hits);
/* Adds the drives that the title may mean to *hits. Returns false if the title sells no drive. */
bool title_memory_drive(const struct title_drives *x, const struct title_words *w, const struct title_said *s,
                        bool drive, struct title_hits *hits);

#endif
