/* feed_row.h: what a price feed holds, before its titles are matched to records: one row for each thing with a price,
   as the file states it. Nothing is converted here. */
#ifndef FEED_ROW_H
#define FEED_ROW_H

#include "enums.h"

#include <stdbool.h>
#include <stddef.h>

/* Most rows of a feed: as many as prices are taken of all books (LOAD_MOST_PRICES). */
enum { FEED_MOST_ROWS = 50000 };

struct feed_row {
    int line;              /* line of the file, from 1 */
    const char *title;     /* words that name the thing; NULL only where component is stated */
    const char *component; /* id, as written in a column component or component_id; NULL: no such column */
    const char *category;  /* kind of part as the feed says: "video-card", "Memory"; NULL: not stated */
    double amount;         /* price as stated; middle of a stated range; NaN: not stated or not readable */
    double low, high;      /* stated range; NaN: none */
    const char *fault;     /* why the amount is NaN although a price is stated; NULL: not known, or it is fine */
    double qty, shipping;  /* NaN: not stated */
    enum currency currency;
    enum condition condition;
    enum pricekind kind;
    enum taxed tax;
    const char *country; /* ISO code of the market; NULL: not known */
    const char *date;    /* YYYY, YYYY-MM or YYYY-MM-DD; NULL: not known */
    const char *source;  /* address or words; NULL: not known */
    bool paid;           /* the price that the list's owner paid: "Purchased For" */
    bool of_one;         /* the amount is that of one piece for certain: its column says so, or it was a total */
    bool total;          /* a sum of other rows, shipping or tax, and no thing */
};

/* What options state. It holds for what a row leaves open; unknown or NULL: not stated. */
struct feed_terms {
    enum currency currency;
    enum condition condition;
    enum pricekind kind;
    enum taxed tax;
    const char *country, *date, *source;
    bool guessed;      /* nobody said that it is a list of prices: it looks like nothing else */
    const char *today; /* YYYY-MM-DD; a row with a later date is a fault; NULL: dates are not checked */
};

struct feed {
    const char *form; /* "PCPartPicker Markdown", "CSV", ... */
    struct feed_row *row;
    size_t n;
    size_t text;    /* lines of a loose file that are no rows: prose, headings, remarks */
    size_t skipped; /* lines without a price that can be read: rows with amount NaN, and lines that became no row */
};

#endif
