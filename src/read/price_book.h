/* price_book.h: reads a price book: a CSV file of observed prices, one row each (docs/prices.md). The columns are the
   fields of a price record (record/price.def); `low` and `high` hold the range of `amount`. Rows only are added to a
   book, so that two books of one origin can be merged line by line. */
#ifndef PRICE_BOOK_H
#define PRICE_BOOK_H

#include "csvtext.h"
#include "price_keys.h"

struct arena;
struct diags;
struct decode;

/* The columns of a book in the order in which rigplan writes them. */
extern const char *const price_book_columns[];
extern const size_t price_book_n_columns;

/* A book that is cut into cells; its values are not checked yet. */
struct price_book {
    struct csvtext table;
    const struct field **field; /* of each column, then the id; NULL: low or high */
    size_t low, high;           /* columns of the range; n_cols: there is none */
    size_t column[F_price_END]; /* of each field; n_cols: there is none */
    const char *name;           /* the ids of its rows start with it */
};

/* Returns whether a file of that name holds a price book: it ends with ".csv". */
bool price_book_is(const char *file);
/* Cuts the text of a book into cells and fills *out. Modifies text, of size bytes and a zero byte, which must stay. An
   empty text is a book without rows. A last line without a line break that lacks cells is left out with a warning: the
   program that wrote it was stopped. Returns false, with diagnostics, where the text is no book. prefix: what the rows'
   ids start with, before the file's name; "" for none. */
bool price_book_open(struct arena *a, struct diags *d, const char *file, const char *prefix, char *text, size_t size,
                     struct price_book *out);
/* Fills *out, a zeroed record, from a row; its id is the file and the line, "cards-12". Faults are diagnostics. */
void price_book_record(const struct price_book *b, struct decode *dec, size_t row, struct price *out);
/* Returns the key of a row. A cell that is no number gives the amount 0. */
struct price_key price_book_key(const struct price_book *b, size_t row);

/* How a book's text ends. */
enum price_book_end { PRICE_BOOK_WHOLE, PRICE_BOOK_OPEN, PRICE_BOOK_CUT };
/* Returns PRICE_BOOK_WHOLE for a text that is empty or ends with a line break, PRICE_BOOK_OPEN where only the line
   break is missing, and PRICE_BOOK_CUT where the last line has fewer cells than the header or an open quote. *last
   becomes the start of the last line, *line its number. */
enum price_book_end price_book_ending(const char *text, size_t size, size_t *last, int *line);

#endif
