/* csvtext.h: a CSV table in memory (RFC 4180: commas, a quote inside quotes is doubled, any line ending). */
#ifndef CSVTEXT_H
#define CSVTEXT_H

#include <stddef.h>

/* Limits of a table. The widest tables that people keep, exports of spreadsheets, have some hundred columns. A cell
   takes up to 13 bytes beside its text, so the cells take at most 26 MB. */
enum { CSVTEXT_MOST_COLS = 4096, CSVTEXT_MOST_CELLS = 2000000 };

struct arena;
struct diags;
struct str;

struct csvtext {
    const char *file;
    size_t n_cols, n_rows;
    const char **head;  /* n_cols names */
    const char **cells; /* n_rows * n_cols, row by row; an empty cell is "" */
    const int *lines;   /* n_rows: line number on which each row starts */
    const int *cols;    /* n_rows * n_cols: column in which each cell starts, in characters; 1 on a row's later lines */
};

/* Returns false with a diagnostic when a zero byte is among the bytes of a file. */
int csvtext_is_text(struct diags *d, const char *file, const char *text, size_t size);
/* Parses size bytes of text into *out; modifies text, whose pieces become the cells. Returns false, with diagnostics,
   when it is no text, there is no header line, a row has another number of cells than the header or a limit is passed.
 */
int csvtext_parse(struct arena *a, struct diags *d, const char *file, char *text, size_t size, struct csvtext *out);
/* Returns the cell at row (0..n_rows-1) and column (0..n_cols-1). */
const char *csvtext_cell(const struct csvtext *t, size_t row, size_t col);
/* Appends one cell, in quotes if it contains a comma, a quote or a line ending. A text that a spreadsheet would run
   (=, +, - or @ at its start, also in wide forms or behind blanks; a tab or a line ending at its start) gets an
   apostrophe in front, which spreadsheets do not show and csvtext_parse takes off again. Numbers have none. */
void csvtext_quote(struct str *out, const char *cell);
/* Returns a cell without the apostrophe that csvtext_quote puts in front of such a text. */
const char *csvtext_plain(const char *cell);

#endif
