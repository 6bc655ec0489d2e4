/* feed_job.h: what the readers of all forms share while one feed is read: the rows so far, what the file says of all
   its rows, and how a price gets its currency. */
#ifndef FEED_JOB_H
#define FEED_JOB_H

#include "bug.h"
#include "feed_money.h"
#include "feed_row.h"

struct arena;
struct catalogue;
struct diags;

/* Positions of rows in the feed. */
struct feed_job_marks {
    size_t *v, n, room;
};

/* A row whose price has no currency. */
struct feed_job_open {
    size_t row;
    enum feed_sign sign; /* that the price has; NONE: it has none */
};

struct feed_job {
    struct arena *arena;
    struct diags *d;
    const char *file;
    const struct catalogue *catalogue; /* its countries */
    const struct feed_terms *terms;    /* what options state */
    struct feed_terms usual;           /* what the form or the file says of all rows; options win */
    enum pricekind kind;               /* kind of every price of this form; it wins over options; unknown: none */
    const char *form;
    bool commas; /* the form is usual where the decimal mark is a comma */
    struct feed_row *rows;
    size_t n, room, skipped, told;
    size_t text;                                             /* lines that are no rows */
    size_t points, decimal_commas;                           /* prices that show the decimal mark of the file */
    size_t points_in[currency_end], commas_in[currency_end]; /* of each currency */
    struct feed_job_marks open_points, open_commas;          /* prices like 1.299 and 1,299 */
    struct feed_job_open *no_currency;                       /* rows with a price in a currency that nothing tells */
    size_t n_no_currency, room_no_currency, n_priced;        /* n_priced: rows with a price, totals left out */
    bool full; /* there are more rows than FEED_MOST_ROWS, which is told */
};

/* Warns that a line is left out, and counts it in skipped. After twenty warnings only the number grows. */
void feed_job_skip(struct feed_job *job, int line, const char *fmt, ...) PRINTF(3, 4);
/* Warns in the same way without counting: the line became a row. */
void feed_job_tell(struct feed_job *job, int line, const char *fmt, ...) PRINTF(3, 4);
/* Returns a row without values. */
struct feed_row feed_job_row(int line);
/* Adds a row; the first beyond FEED_MOST_ROWS is an error. price: what its cell states; NULL: it states none. header: a
   shared sign in the column's name. Fills what the row leaves open from options and from the file. row->currency is the
   currency that a column states. */
void feed_job_add(struct feed_job *job, struct feed_row *row, const struct feed_money *price, enum feed_sign header);
/* Settles open decimal marks, tells what is missing and fills *out. Returns false when there was an error. */
bool feed_job_finish(struct feed_job *job, struct feed *out);

#endif
