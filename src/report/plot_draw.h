/* plot_draw.h: what all plots share: their form, text that is safe in gnuplot, ticks, the head of a script.

   A picture is 640 units wide. Titles of options and workloads reach gnuplot as cells of the data file; the few that
   stand in a script are quoted by plot_draw_quoted. */
#ifndef PLOT_DRAW_H
#define PLOT_DRAW_H

#include "comparison.h"
#include "str.h"

struct plot {
    const char *id;       /* base name of its files */
    const char *caption;  /* what is shown and how to read it, at most PLOT_DRAW_CAPTION characters */
    const char *alt;      /* one sentence with the main figures, for people who do not see it */
    const char *tsv, *gp; /* data and gnuplot script */
    const char *left_out; /* why there is no point to draw, as a sentence; NULL: it is drawn */
};

enum {
    PLOT_DRAW_WIDTH = 640,
    PLOT_DRAW_CAPTION = 200,
    PLOT_DRAW_CHAR = 12,    /* width of a character, rounded up: DejaVu Sans, the widest of the usual fonts */
    PLOT_DRAW_LINE = 28,    /* height of a line of text */
    PLOT_DRAW_ROW = 62,     /* height of a row of two lines: a title, and its mark or bar */
    PLOT_DRAW_SIDE = 18,    /* free space left and right of the rows */
    PLOT_DRAW_OPTIONS = 10, /* most options of a picture */
    PLOT_DRAW_TITLE = 40    /* most characters of a title on a row, beside its value */
};

/* Colours of Okabe and Ito, which colour-blind readers can tell apart, and three greys that plot_svg lightens in dark
   mode. */
#define PLOT_DRAW_BLUE "#0072B2"
#define PLOT_DRAW_ORANGE "#E69F00"
#define PLOT_DRAW_GREEN "#009E73"
#define PLOT_DRAW_PINK "#CC79A7"
#define PLOT_DRAW_SKY "#56B4E9"
#define PLOT_DRAW_RED "#D55E00"
#define PLOT_DRAW_INK "#1f2328"
#define PLOT_DRAW_GREY "#6e7781"
#define PLOT_DRAW_GRID "#d0d7de"

/* Where the axes stand, in units from the edges of the picture, and the values at their ends. */
struct plot_draw_frame {
    double height, left, right, top, bottom; /* margins but for height */
    double x_from, x_to, y_from, y_to;       /* y_from: value at the lower edge */
};

/* Adds a tab and the number; "?" where it is unknown. */
void plot_draw_number(struct str *tsv, double v);
/* Adds a tab and the text. Tabs, line ends and other control characters become spaces, double quotes single ones. */
void plot_draw_cell(struct str *tsv, const char *text);
/* Adds the text in single quotes, in which gnuplot runs and replaces nothing. */
void plot_draw_quoted(struct str *gp, const char *text);
/* Returns the text, or its beginning and an ellipsis, at most that many columns wide; wide characters count two. */
const char *plot_draw_fit(struct arena *a, const char *text, size_t most);
/* Returns the title of an option behind its place, "2. Two used RTX 3090", fitted. */
const char *plot_draw_placed(struct arena *a, const struct compare_option *o, size_t most);
/* Returns the width of the text in columns. */
size_t plot_draw_columns(const char *text);
/* Returns what a reader calls the workload. */
const char *plot_draw_workload(const struct workload *w);
/* Returns the number with three significant digits and commas; "unknown". */
const char *plot_draw_shown(struct arena *a, double v);
/* Returns a number that somebody stated, with no zeros behind the point. */
const char *plot_draw_short(struct arena *a, double v);
/* Returns " 2 more options are not shown."; "": none is left out. */
const char *plot_draw_more(struct arena *a, size_t n, const char *what);
/* Returns the currency of the scenario: "AUD"; "money" where it states none. */
const char *plot_draw_money(const struct comparison *c);
/* Returns the range's end for an axis from 0 that has to show `most`, with some air beyond it; 1 where most is not
   above 0. */
double plot_draw_end(double most);

/* Returns the smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below x. */
double plot_draw_step(double x);
/* Adds one part of horizontal bars: from the sum of the columns before it (an expression) to that and its own column.
 */
void plot_draw_part(struct str *gp, const char *before, int column, const char *colour, const char *title);

/* Returns the frame of a picture with rows: n of them below `top` units, linear in x from 0. */
struct plot_draw_frame plot_draw_rows(size_t n, double top, double x_to);
/* Adds margins and ranges of the frame. */
void plot_draw_axes(struct str *gp, const struct plot_draw_frame *f);
/* Adds ticks with numbers below (axis 'x') or left ('y') of the frame, at most `most`, and grid lines at them. Those
   whose number would be cut are left out. */
void plot_draw_ticks(struct str *gp, const struct plot_draw_frame *f, char axis, int most);
/* Adds the title of the x axis, centred below the ticks. */
void plot_draw_below(struct str *gp, const char *text);
/* Adds a label above the frame, in the given line of text (1: the lowest), centred at x but not cut at either edge. */
void plot_draw_above(struct str *gp, const struct plot_draw_frame *f, double x, const char *label, int line);
/* The same with a dashed vertical line at x over the height of the frame. */
void plot_draw_upright(struct str *gp, const struct plot_draw_frame *f, double x, const char *label, int line);
/* Returns the script that draws plot `id`, of that height, as id.svg: the head, then the plot's own lines. */
const char *plot_draw_script(struct arena *a, const char *id, double height, const char *body);

#endif
