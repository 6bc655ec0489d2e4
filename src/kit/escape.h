/* escape.h: texts of scenarios, catalogues, feeds and logs as data of each format that is written. One function for
   each format; CSV cells: csvtext_quote in csvtext.h; JSON and YAML: their libraries, and escape_json. Characters that
   show nothing but change what follows (str_unseen) are left out of pages and pictures, and shown as escapes elsewhere.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "str.h"

/* Appends text for a terminal, on one line: a control character, a mark of direction or a byte that is no UTF-8 is
   visible, as \x1b, \n or \u202e. */
void escape_line(struct str *out, const char *text);
/* The same, but line breaks and tabs stay. */
void escape_terminal(struct str *out, const char *text);
/* Appends text as text of Markdown (GitHub's), within a line: no emphasis, link, picture, HTML, table or formula. A
   line break becomes <br>. */
void escape_markdown(struct str *out, const char *text);
/* The same at the start of a line, where also "1.", "-", "#", "+", ">" and "=" mean something and blanks are left out.
 */
void escape_markdown_start(struct str *out, const char *text);
/* Appends text of HTML, of XML and of the value of an attribute in double quotes; line_break: what a line feed becomes.
 */
void escape_html(struct str *out, const char *text, const char *line_break);
/* Appends what follows the # of a link in Markdown or HTML, or the name of a file beside the page: other characters
   than letters, digits and ._-+~/ are written as %28. */
void escape_link(struct str *out, const char *text);
/* Appends text to stand in quotes of a gnuplot script or in a cell of its data: blanks for unseen characters and
   backslashes, and typographic apostrophes for quotes. */
void escape_gnuplot(struct str *out, const char *text);
/* Appends a text of JSON, or of YAML where they stand in double quotes, with \u202e for marks of direction. */
void escape_json(struct str *out, const char *json);
/* Returns the word as a POSIX shell takes it: in single quotes where a character of it means something there, in $'...'
   where one is unseen. */
const char *escape_shell(struct arena *a, const char *word);

#endif
