/* feed_csv.h: reads tables whose cells commas, semicolons or tabs separate. A line with too few or too many cells does
   not stop the others. */
#ifndef FEED_CSV_H
#define FEED_CSV_H

#include "feed_job.h"

/* Returns the separator of a text whose first lines hold a header that names a thing and a price; '\0': it is no such
   table. */
char feed_csv_separator(struct arena *a, const char *text);
/* Returns whether the text looks like a table with a header whose columns say nothing: its first lines have as many
   separators. Its lines must not be taken for loose ones. */
bool feed_csv_looks(const char *text);
/* Adds the rows of the table. Cells are cut out of text, which must stay. */
void feed_csv_read(struct feed_job *job, char *text, char separator);

#endif
