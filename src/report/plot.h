/* plot.h: the plots of a comparison. Each plot is two texts: its data, ID.tsv, and a gnuplot script, ID.gp, which
   writes ID.svg and ID.png when gnuplot runs in their folder. gnuplot fails on a plot without any point, so such a plot
   only says why it is left out. */
#ifndef PLOT_H
#define PLOT_H

#include "compare.h"
#include "str.h"

struct plot {
    const char *id, *caption;
    const char *tsv, *gp;
    const char *left_out; /* why there is no point to draw, as a sentence; NULL: it is drawn */
};

enum { PLOT_MOST = 16 };

/* Fills plots and returns their number. */
size_t plot_all(struct arena *a, const struct comparison *c, struct plot plots[PLOT_MOST]);

#endif
