/* csvtext.h: a CSV table in memory (RFC 4180: commas, a quote inside quotes is doubled, any line ending). */
#ifndef CSVTEXT_H
#define CSVTEXT_H

#include <stddef.h>

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
   when it is no text, there is no header line or a row has another number of cells than the header. */
int csvtext_parse(struct arena *a, struct diags *d, const char *file, char *text, size_t size, struct csvtext *out);
/* Returns the cell at row (0..n_rows-1) and column (0..n_cols-1). */
const char *csvtext_cell(const struct csvtext *t, size_t row, size_t col);
/* Appends one cell, in quotes if it contains a comma, a quote or a line ending. */
void csvtext_quote(struct str *out, const char *cell);
/* Returns a text of strangers as a cell that no spreadsheet runs: one that begins with =, +, - or @ (also their wide
   forms, also behind blanks) gets an apostrophe in front, which spreadsheets do not show. Other texts come back
   unchanged. */
const char *csvtext_inert(struct arena *a, const char *text);

#endif
