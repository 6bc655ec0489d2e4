/* page_price_import.h: what an import of prices came to, for a terminal, as JSON and as a file with every row. */
#ifndef PAGE_PRICE_IMPORT_H
#define PAGE_PRICE_IMPORT_H

#include "str.h"

enum page_price_fate {
    PAGE_PRICE_ADDED,
    PAGE_PRICE_THERE, /* the book has the row already */
    PAGE_PRICE_DROPPED,
    PAGE_PRICE_AMBIGUOUS, /* it may be any of several components */
    PAGE_PRICE_UNMATCHED, /* the catalogue has no such thing */
    PAGE_PRICE_LEFT,      /* not written: the book has a fault */
    PAGE_PRICE_END
};

/* One row of a feed. */
struct page_price_line {
    const char *file;
    int line;
    const char *title;
    enum page_price_fate fate;
    const char *component; /* NULL: none was found */
    const char *why;       /* reason or candidates; NULL: none */
};

/* A book that got rows. */
struct page_price_file {
    const char *path;
    size_t added;
};

struct page_price_import {
    const struct page_price_line *line;
    size_t n_lines;
    const struct page_price_file *file;
    size_t n_files;
    size_t n_text; /* lines of loose files that are no rows */
    bool dry;      /* nothing is written */
};

/* The counts, then the first 20 ambiguous and the first 20 unmatched rows. */
void page_price_import_text(const struct page_price_import *p, struct str *out);
void page_price_import_json(const struct page_price_import *p, struct str *out);
/* Every row as CSV: file, line, fate, component, why, title. */
void page_price_import_csv(const struct page_price_import *p, struct str *out);

#endif
