/* measured_layout.h: the layouts in which measurements are published, as tables: which columns they have, and which
   phrases in them state which fact (data/measured/README.md, "Files in the layout of their sources"). A tidy column is
   a column of rigplan's own CSV layout. */
#ifndef MEASURED_LAYOUT_H
#define MEASURED_LAYOUT_H

#include "schema.h"

/* One phrase that states a fact. The first rule of a column that finds its phrase fills the cell. */
struct measured_rule {
    const char *column;  /* tidy column */
    const char *from;    /* columns to look in, in this order, joined by spaces */
    const char *pattern; /* measured_phrase.h; "": the whole text */
    const char *value;   /* what the phrase means; NULL: what the pattern takes */
};
/* A column with the name of a catalogue record. */
struct measured_name {
    const char *column;
    const struct kind *kind;
    const char *from; /* columns that mention it, joined by spaces; NULL: the name itself is in `column` */
};
struct measured_layout {
    const char *kind;       /* kind of measured file that this layout is converted to: "speed" */
    const char *told_by[2]; /* columns by which this layout is recognised */
    const char *columns;    /* published columns that are tidy columns too, joined by spaces */
    const char *reworded;   /* published columns whose text the rules replace, joined by spaces */
    const struct measured_name *names;
    const struct measured_rule *rules;
    size_t n_names, n_rules;
};
extern const struct measured_layout measured_layout_all[];
extern const size_t measured_layout_n;

#endif
