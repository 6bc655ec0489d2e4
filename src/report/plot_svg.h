/* plot_svg.h: makes a picture of gnuplot's ready for a page. */
#ifndef PLOT_SVG_H
#define PLOT_SVG_H

#include "str.h"

struct arena;

/* Returns the picture without fixed size (its viewBox stays), with `alt` as title and role "img", and with a style that
   turns text, axes and grid light in dark mode. Titles and descriptions that gnuplot writes are left out. Returns NULL
   where the text is no whole SVG with a viewBox. */
const char *plot_svg(struct arena *a, const char *svg, const char *alt);

#endif
