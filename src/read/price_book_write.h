/* price_book_write.h: adds observations to a price book: a file, or a folder with a file for each month.

   Idea: under a lock (kit/file_lock.h) the file is read again, the rows that it lacks are put behind its own, and the
   result replaces it whole and on disk (kit/file_replace.h). So two writers lose no row of each other, a reader sees a
   whole book, and a row that is reported as added is still there after `kill -9` or a power cut. Invariant: the old
   text stays byte by byte the beginning of the new one (but for a missing last line break). */
#ifndef PRICE_BOOK_WRITE_H
#define PRICE_BOOK_WRITE_H

#include "records.h"

struct arena;
struct diags;

/* One observation. Texts hold no line break; country and title may be NULL: not known. */
struct price_book_row {
    const char *date, *component, *country, *source, *title;
    double amount, low, high; /* low and high NaN: no range */
    enum currency currency;
    enum condition condition;
    enum pricekind kind;
    enum taxed tax; /* unknown: as shops of that country show prices */
};

enum price_book_fate { PRICE_BOOK_LEFT, PRICE_BOOK_ADDED, PRICE_BOOK_THERE }; /* left: a fault came first */

/* A file that got rows. */
struct price_book_file {
    const char *path;
    size_t added;
};

struct price_book_written {
    struct price_book_file *file;
    size_t n_files;
};

/* Adds the n rows in their order to the book at path and sets fate[i] for each. A path that exists is a file or a
   folder; one that does not becomes a file when it ends with ".csv", else a folder. In a folder a row of June 2026 goes
   to 2026-06.csv, one of a bare year to 2026.csv; a row that any file of the folder has is not added. dry: nothing is
   written. Returns false with diagnostics; rows of files that came before the fault are then added, and so are those of
   a file whose diagnostic says that its new content is in place. */
bool price_book_write(struct arena *a, struct diags *d, const char *path, const struct price_book_row *rows, size_t n,
                      bool dry, enum price_book_fate *fate, struct price_book_written *out);

#endif
