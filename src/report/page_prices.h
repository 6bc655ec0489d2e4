/* page_prices.h: what is known of prices, for a terminal and as JSON: a line per component, all observations of one
   with a plot, and components whose prices are old. */
#ifndef PAGE_PRICES_H
#define PAGE_PRICES_H

#include "records.h"
#include "str.h"

/* What is known of the price of one component. Amounts are in the currency of the page. */
struct page_prices_row {
    const char *id, *name;      /* name: NULL: none */
    const char *kind;           /* "device", "part", ... */
    size_t n;                   /* observations */
    const char *newest;         /* date of the newest; NULL: there is none */
    double age_months;          /* of the newest; NaN: there is none */
    double low, high;           /* of all observations; NaN: there is none whose currency can be converted */
    size_t seen[condition_end]; /* observations in each condition */
    /* Of each condition; estimate: unknown where nothing is known. */
    struct range estimate[condition_end];
    enum pricebasis basis[condition_end];
};

struct page_prices {
    const struct page_prices_row *row;
    size_t n;
    enum currency currency;
    const char *as_of;
    enum condition condition; /* whose estimates are shown; unknown: new and used */
};

/* One line per component. */
void page_prices_list(const struct page_prices *p, struct str *out);
void page_prices_list_json(const struct page_prices *p, struct str *out);

/* Components whose newest price is older than `months`, the oldest first, then those without any price. */
void page_prices_stale(const struct page_prices *p, double months, struct str *out);
void page_prices_stale_json(const struct page_prices *p, double months, struct str *out);

struct page_prices_seen {
    const struct price *price;
    double amount; /* in the currency of the page; NaN: no rate is known */
};
struct page_prices_show {
    struct page_prices_row row;
    enum currency currency;
    const char *as_of;
    enum condition condition;            /* whose estimates are shown; unknown: all that were observed, else new */
    const struct page_prices_seen *seen; /* the newest first */
    size_t n, most;                      /* how many there are; how many are listed */
    bool ascii;                          /* the plot has no character outside of ASCII */
};
/* The estimate, a plot of the observations and a table of the newest. */
void page_prices_show(const struct page_prices_show *p, struct str *out);
void page_prices_show_json(const struct page_prices_show *p, struct str *out);

#endif
