/* measured_source.h: the door for measured files in the layout of their sources (data/measured/README.md, "Files in the
   layout of their sources"). It turns names into catalogue ids and phrases into cells, so that everything behind it
   sees tidy columns only. The tables of columns and phrases are in measured_layout.c. */
#ifndef MEASURED_SOURCE_H
#define MEASURED_SOURCE_H

#include "csvtext.h"
#include "measured.h"

struct arena;
struct catalogue;

/* Returns the table with the tidy columns of its kind where it has a published layout, else the table itself: a file
   that has a column which only the tidy layout has is not changed. Line numbers do not change. A name that the
   catalogue lacks is kept unchanged; a fact outside its column's range is left out. */
struct csvtext measured_source_tidy(struct arena *a, const struct catalogue *c, const struct measured_kinds *kinds,
                                    const struct csvtext *t);

#endif
