/* plot.h: pictures as gnuplot scripts with their data beside them. Each is two texts: ID.tsv and ID.gp, which writes
   ID.svg and ID.png when gnuplot runs it in its folder. */
#ifndef PLOT_H
#define PLOT_H

#include "compare.h"
#include "str.h"

struct plot {
    const char *id, *caption;
    const char *tsv, *gp;
};

enum { PLOT_MOST = 16 };

/* Fills plots and returns how many. */
size_t plot_all(struct arena *a, const struct comparison *c, struct plot plots[PLOT_MOST]);

#endif
