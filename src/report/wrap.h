/* wrap.h: text for a terminal of 80 columns. A column is a character: continuation bytes of UTF-8 do not count. */
#ifndef WRAP_H
#define WRAP_H

#include "str.h"

enum { WRAP_COLUMNS = 80 };

/* Returns the width of the text in characters. */
size_t wrap_width(const char *text);
/* Adds the text as a paragraph: the first line starts with `first` spaces, the others with `rest`. Ends with a line
   break. A word that is longer than a line is cut. */
void wrap_text(struct str *out, const char *text, size_t first, size_t rest);
/* Adds text to a line that already has `at` columns, and a line feed. Later lines start with `indent` spaces. A word
   longer than a line stays whole. */
void wrap_add(struct str *out, size_t at, size_t indent, const char *text);
/* Adds spaces, at least `least`, to fill a line that has `at` columns up to column `to`. */
void wrap_pad(struct str *out, size_t at, size_t to, size_t least);
/* Adds a label, indented by two, and the text from `column` on, in as many lines as it takes. */
void wrap_row(struct str *out, const char *label, const char *text, size_t column);
/* Returns the text with visible escapes for what moves the cursor, sets a colour or turns the direction of writing; a
   line break becomes `line_break`. */
const char *wrap_plain(struct arena *a, const char *text, const char *line_break);
/* Returns the first `most` characters of the text. */
const char *wrap_first(struct arena *a, const char *text, size_t most);
/* Returns the text, cut to `most` characters with an ellipsis where it is longer. */
const char *wrap_short(struct arena *a, const char *text, size_t most);
/* Adds a shell command (words, NULL at the end), indented; the lines of a long one end in backslashes. Words are quoted
   where a shell needs it. */
void wrap_command(struct str *out, const char *const words[], size_t indent);

#endif
