/* feed.h: reads prices from the files that people have: tables (CSV, TSV, semicolons, Markdown, HTML), bullet lists,
   lists of PCPartPicker, the tables of docyx/pc-part-dataset, exports of sold listings, JSON and JSONL, and rigplan's
   own price books. The form is recognised by content, columns by their usual names. */
#ifndef FEED_H
#define FEED_H

#include "feed_row.h"

struct arena;
struct catalogue;
struct diags;

/* Fills *out with the rows of a file; text has size bytes and a zero byte, is modified, and must stay, because the rows
   point into it. Lines that cannot be read are warnings with their line number (the first twenty of them) and do not
   stop the others. A price whose currency neither its row, the file nor terms state is such a fault; where all prices
   lack it, that is an error that names the option. c: its countries. Returns false, with diagnostics, when there was an
   error or the form is not known. */
bool feed_read(struct arena *a, struct diags *d, const struct catalogue *c, const char *file, char *text, size_t size,
               const struct feed_terms *terms, struct feed *out);

#endif
