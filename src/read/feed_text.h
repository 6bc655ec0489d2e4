/* feed_text.h: the text of a feed in UTF-8, and its lines. */
#ifndef FEED_TEXT_H
#define FEED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* Most bytes, in MiB, of a text that people wrote or programs printed: feeds, lists of parts, outputs of benchmarks,
   logs. Up to a dozen readers look at each of its lines, some 10 MB a second; the results that are taken of a file
   (BENCH_MOST_RESULTS) fill half of it. */
enum { FEED_TEXT_MOST_MIB = 8 };

/* Returns the text in UTF-8 without a byte order mark: text itself, or a copy where it was UTF-16 or not UTF-8 (then it
   is read as Windows-1252). *size becomes its bytes. Returns NULL with a diagnostic when it holds a zero byte or is
   larger than FEED_TEXT_MOST_MIB. */
char *feed_text_utf8(struct arena *a, struct diags *d, const char *file, char *text, size_t *size);

/* A walk over the lines of a text, which are cut out of it in place. Start with {text, 0}. */
struct feed_text_lines {
    char *rest; /* NULL: no more */
    int line;   /* number of the line that was taken last */
};
/* Returns the next line, zero-terminated, without its line ending; NULL: no more. */
char *feed_text_next(struct feed_text_lines *lines);
/* Returns whether the phrase, in lower case, stands in the text, apart from case. */
bool feed_text_has(const char *text, const char *phrase);

#endif
