/* drawing.h: a picture of a machine, and of several machines with their links, as SVG: 640 units wide, for light and
   dark pages, with a title and a description that says the same in words. Facts are those of the comparison and of the
   records behind it; what is unknown is written "not known". */
#ifndef DRAWING_H
#define DRAWING_H

#include "comparison.h"

struct arena;

/* Returns the picture of one machine of the option (its index): board with slots and cards, processor, memory, bridges,
   supplies, UPS, outlet and links; a machine sold whole as a box; one that is rented, or an API, as a cloud. */
const char *drawing_svg(struct arena *a, const struct comparison *c, const struct compare_option *o, size_t machine);
/* Returns the picture of all machines of the option with the links between them; NULL: it has fewer than two. */
const char *drawing_link_svg(struct arena *a, const struct comparison *c, const struct compare_option *o);
/* Return the same in words, for a place that shows the picture as an image: the description in it is not read there. */
const char *drawing_words(struct arena *a, const struct comparison *c, const struct compare_option *o, size_t machine);
const char *drawing_link_words(struct arena *a, const struct comparison *c, const struct compare_option *o);

#endif
