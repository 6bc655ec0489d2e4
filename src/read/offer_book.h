/* offer_book.h: reads the prices of rented cards and of APIs from CSV: one row for each observation, append-only like a
   price book. The columns are fields of cloud.def or api.def, with `low` and `high` for the range of rate_h and `title`
   for the words of the source.

   An offer is what one provider asks for one device and terms, or for one model, storage and version. Its id is made of
   these words: runpod-rtx-4090-secure. It states no price: the newest observation that is not later than the date of
   the report counts. Each row is an offer of its own too, which pins its price; its id ends with the date, or with the
   month for the newest row of a month: runpod-rtx-4090-secure-2026-08. */
#ifndef OFFER_BOOK_H
#define OFFER_BOOK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;
struct tree;

/* Returns true if the file is a CSV whose first line has the column `provider`. */
bool offer_book_is(const char *file, const char *text, size_t size);
/* Returns the rows and their offers as a catalogue tree (tree.h), to be decoded like a JSON file; NULL with a
   diagnostic for a file that is no such table. text is changed. */
const struct tree *offer_book_tree(struct arena *a, struct diags *d, const char *file, char *text, size_t size);

#endif
