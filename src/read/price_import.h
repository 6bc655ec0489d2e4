/* price_import.h: turns the rows of price feeds (feed.h) into rows of a price book.

   Each row is matched to one component, by the id that it states or by its title (title_match.h), and must state or
   take from the options what a price needs. Nothing is guessed: what is not known for certain is dropped, or listed as
   ambiguous or unmatched. The amount becomes that of one piece: (price + shipping) / pieces, where
   a quantity that a column states or that the title states ("2x") is the number of pieces. */
#ifndef PRICE_IMPORT_H
#define PRICE_IMPORT_H

#include "feed_row.h"
#include "price_book_write.h"

struct arena;
struct priced_index;
struct title_index;

enum price_import_fate {
    PRICE_IMPORT_TAKEN,
    PRICE_IMPORT_DROPPED,  /* it sells something else, or lacks what a price needs; why says which */
    PRICE_IMPORT_SEVERAL,  /* it may be any of several components; why lists them */
    PRICE_IMPORT_UNMATCHED /* the catalogue has no such thing */
};

/* What became of one row of a feed. */
struct price_import_line {
    const char *file;
    int line;
    const char *title; /* or the component that the row states */
    enum price_import_fate fate;
    const char *why; /* NULL: nothing to say */
    size_t row;      /* of the rows, where it is taken */
};

struct price_import {
    struct arena *arena;
    struct price_import_line *line; /* of each row that was read */
    size_t n_lines, room_lines;
    size_t n_text;              /* lines of loose files that are no rows */
    struct price_book_row *row; /* that can be added to a book */
    size_t n_rows, room_rows;
};

struct price_import price_import_new(struct arena *a);
/* Adds the rows of one feed. condition: of rows that state none in a column or in the title; unknown: such rows are
   dropped. Rows without a source have the file's name as source. */
void price_import_feed(struct price_import *p, const struct feed *feed, const char *file,
                       const struct priced_index *index, const struct title_index *titles, enum condition condition);

#endif
