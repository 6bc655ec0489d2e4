/* wrap.h: text for a terminal of 80 columns. Columns are characters: continuation bytes of UTF-8 take no room. */
#ifndef WRAP_H
#define WRAP_H

#include "str.h"

enum { WRAP_COLUMNS = 80 };

/* Columns that the text takes. */
size_t wrap_width(const char *text);
/* The text as a paragraph: the first line starts with `first` spaces, the others with `rest`. Ends with a line break.
   A word that is longer than a line is cut. */
void wrap_text(struct str *out, const char *text, size_t first, size_t rest);
/* Adds text to a line that already has `at` columns, and a line feed. Later lines start with `indent` spaces. A word
   longer than a line stays whole. */
void wrap_add(struct str *out, size_t at, size_t indent, const char *text);
/* Adds spaces, at least `least`, to fill a line that has `at` columns up to column `to`. */
void wrap_pad(struct str *out, size_t at, size_t to, size_t least);
/* A label, indented by two, and behind it the text from that column on, in as many lines as it takes. */
void wrap_row(struct str *out, const char *label, const char *text, size_t column);
/* A command for the shell (words, NULL at the end), indented; a long one takes several lines, joined by backslashes.
   Words are quoted where the shell asks for it. */
void wrap_command(struct str *out, const char *const words[], size_t indent);

#endif
