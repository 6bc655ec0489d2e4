/* feed_job.h: what the readers of all forms share while one feed is read: the rows so far, what the file says of all
   its rows, and how a price gets its currency. */
#ifndef FEED_JOB_H
#define FEED_JOB_H

#include "bug.h"
#include "feed_money.h"
#include "feed_row.h"

struct arena;
struct diags;

/* Positions of rows in the feed. */
struct feed_job_marks {
    size_t *v, n, room;
};

struct feed_job {
    struct arena *arena;
    struct diags *d;
    const char *file;
    const struct feed_terms *terms; /* what options state */
    struct feed_terms usual;        /* what the form or the file says of all rows; options win */
    enum pricekind kind;            /* kind of every price of this form; it wins over options; unknown: none */
    const char *form;
    bool commas; /* the form is usual where the decimal mark is a comma */
    struct feed_row *rows;
    size_t n, room, skipped, told;
    size_t points, decimal_commas;                  /* prices that show the decimal mark of the file */
    struct feed_job_marks open_points, open_commas; /* prices like 1.299 and 1,299 */
    size_t no_currency;
    int no_currency_line;
    enum feed_sign no_currency_sign;
};

/* Warns that a line is left out, and counts it in skipped. After twenty warnings only the number grows. */
void feed_job_skip(struct feed_job *job, int line, const char *fmt, ...) PRINTF(3, 4);
/* Warns in the same way without counting: the line became a row. */
void feed_job_tell(struct feed_job *job, int line, const char *fmt, ...) PRINTF(3, 4);
/* Returns a row without values. */
struct feed_row feed_job_row(int line);
/* Adds a row. price: what its cell states; NULL: it states none. header: a shared sign in the column's name. Fills what
   the row leaves open from options and from the file. row->currency is the currency that a column states. */
void feed_job_add(struct feed_job *job, struct feed_row *row, const struct feed_money *price, enum feed_sign header);
/* Settles open decimal marks, tells what is missing and fills *out. Returns false when there was an error. */
bool feed_job_finish(struct feed_job *job, struct feed *out);

#endif
