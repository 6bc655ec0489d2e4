/* plot.h: the plots of a comparison. Each plot is two texts: its data, ID.tsv, and a gnuplot script, ID.gp, which
   writes ID.svg when gnuplot runs in their folder; plot_svg then makes the picture ready for a page. gnuplot fails on a
   plot without any point, so such a plot only says why it is left out. */
#ifndef PLOT_H
#define PLOT_H

#include "plot_draw.h"

struct plot_list {
    struct plot *v;
    size_t n;
};

/* Returns all plots: price, speed-WORKLOAD of each workload, memory, power, years, context, roofline, cap. */
struct plot_list plot_all(struct arena *a, const struct comparison *c);

#endif
