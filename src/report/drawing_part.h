/* drawing_part.h: what every part of a drawing of a machine needs. */
#ifndef DRAWING_PART_H
#define DRAWING_PART_H

#include "layout.h"
#include "sketch.h"

struct drawing_part {
    struct sketch s;
    const struct comparison *c;
    const struct compare_option *o;
    const struct compare_machine *m;
    struct layout layout;
};

/* Returns whether the nth (from 0) thing of that id is bought or owned, by the bill, or stands elsewhere; id NULL: the
   machine. within: the kit that it is sold in; NULL: none. */
enum sketch_from drawing_part_from(const struct drawing_part *d, const char *id, const struct part *within, int nth);
/* Returns "bought", "owned" or "elsewhere". */
const char *drawing_part_state(enum sketch_from from);
/* Returns "450 W"; "not known" for NaN. */
const char *drawing_part_number(struct arena *a, double v, int digits, const char *unit);
const char *drawing_part_watts(struct arena *a, double v);
/* Returns "84 %"; "not known" for NaN. */
const char *drawing_part_percent(struct arena *a, double frac);
/* Returns the verdict in words; "not checked" where there is none. */
const char *drawing_part_verdict(enum checked v);
/* Returns the name, or the id where there is none. */
const char *drawing_part_name(const char *name, const char *id);
/* Returns the verdict of the machine's checks of that rule, the worst of several; unknown: there is none. */
enum checked drawing_part_check(const struct compare_machine *m, const char *rule);
/* Adds the key of outlines, with that of things elsewhere where there are any. */
void drawing_part_key(struct sketch *s, bool elsewhere);

#endif
