/* feed_digits.h: numbers as people and shops write them: 1,299.00, 1.299,00, 1 299, 1'299.50, 1.1k. */
#ifndef FEED_DIGITS_H
#define FEED_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

/* What the separators of a number show about the decimal mark of its file. */
enum feed_mark {
    FEED_MARK_NONE,       /* nothing: 1299 */
    FEED_MARK_POINT,      /* the mark is a point: 12.50, 1,299.00, 1,299,000 */
    FEED_MARK_COMMA,      /* the mark is a comma: 12,50, 1.299,00 */
    FEED_MARK_OPEN_POINT, /* 1.299 may be 1299 */
    FEED_MARK_OPEN_COMMA  /* 1,299, which is 1299 unless the file's mark is a comma */
};

/* Reads a number without sign at the start of text; spaces: a space or an apostrophe may separate thousands. Returns
   the text behind it; NULL when there is no number, its groups are irregular, or it has more than 15 digits. 1.299 is
   read as 1.299 and 1,299 as 1299. */
const char *feed_digits_read(const char *text, bool spaces, double *value, enum feed_mark *mark);
/* Returns the bytes of the blank at s: a space, tab, no-break space or thin space; 0: there is none. */
size_t feed_digits_blank(const char *s);

#endif
