/* feed_table.h: makes rows of a feed from the cells of a table, whatever form the table has. */
#ifndef FEED_TABLE_H
#define FEED_TABLE_H

#include "feed_job.h"
#include "feed_layout.h"

struct feed_cell {
    const char *text; /* NULL: empty */
    bool number;      /* a number of JSON: its point is a decimal mark */
};

/* Returns false, with a diagnostic of the line, where two columns of the header have the same name. */
bool feed_table_is_clear(struct feed_job *job, const struct feed_layout *l, int line);
/* Notes what a layout says of all its rows: a dataset's currency, an export of sold listings. */
void feed_table_begin(struct feed_job *job, const struct feed_layout *l);
/* Adds the rows of one line: one for each price with another condition or kind ("new price", "used price"). cells: one
   for each column of the layout. An empty line adds nothing. */
void feed_table_add(struct feed_job *job, const struct feed_layout *l, const struct feed_cell *cells, int line);

#endif
