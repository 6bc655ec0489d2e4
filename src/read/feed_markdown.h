/* feed_markdown.h: reads Markdown and plain text: tables, lists, loose lines and part lists, also in BBCode. */
#ifndef FEED_MARKDOWN_H
#define FEED_MARKDOWN_H

#include "feed_job.h"

/* Most bytes, in MiB, of the lines outside tables: people wrote them, some 40,000 lines, and each word of them may
   begin a price, which takes ten times as long as a cell of a table. */
enum { FEED_MARKDOWN_MOST_MIB = 2 };

/* Returns whether the text has a table of Markdown: a line of bars and dashes under a line with bars. */
bool feed_markdown_has_table(const char *text);
/* Adds the rows of all tables and list entries; of all lines with a price where the text has neither. Modifies text.
   More than FEED_MARKDOWN_MOST_MIB of lines outside tables are an error. */
void feed_markdown_read(struct feed_job *job, char *text);

#endif
