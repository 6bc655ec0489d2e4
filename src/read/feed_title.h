/* feed_title.h: titles of the parts of docyx/pc-part-dataset, whose names leave out what other columns state. */
#ifndef FEED_TITLE_H
#define FEED_TITLE_H

#include "feed_layout.h"

struct arena;

/* Returns a title as shops write it from the cells of a row (NULL: empty), which are in the order of the layout, whose
   table is not OTHER: "Corsair Vengeance RGB 32 GB (2 x 16 GB) DDR5-6000 CL36 Memory". */
const char *feed_title_of(struct arena *a, const struct feed_layout *l, const char *const *cells);
/* Returns the category of a table as PCPartPicker calls it: "video-card". */
const char *feed_title_category(enum feed_table_of table);

#endif
