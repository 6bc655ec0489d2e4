/* price_plot.h: observed prices over time, as a plot of characters for a terminal. */
#ifndef PRICE_PLOT_H
#define PRICE_PLOT_H

#include "enums.h"
#include "range.h"
#include "str.h"

struct price_plot_mark {
    double month;  /* 12 * year + month - 1, with a fraction for the day */
    double amount; /* in the currency of the plot; above 0 */
    enum condition condition;
    enum pricekind kind;
};

struct price_plot {
    const struct price_plot_mark *mark;
    size_t n;
    double last_month;              /* right end of the plot: as_of */
    double estimate[condition_end]; /* of each condition, drawn at the right end; NaN: none */
    bool ascii;                     /* no character outside of ASCII */
};

/* Adds the plot, at most 80 characters wide, and a legend of the marks that occur. Later marks cover earlier ones. Adds
   nothing where n is 0. */
void price_plot_draw(const struct price_plot *p, struct str *out);

#endif
