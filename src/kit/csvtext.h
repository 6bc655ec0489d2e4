/* csvtext.h: a CSV table (RFC 4180: commas, quotes doubled inside quotes, any line ending) in memory. */
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
    const int *lines;   /* the line each row starts on */
};

/* False with diagnostics when the text is not a table with a header line. text is cut up in place. */
int csvtext_parse(struct arena *a, struct diags *d, const char *file, char *text, size_t size, struct csvtext *out);
const char *csvtext_cell(const struct csvtext *t, size_t row, size_t col);
/* Appends one cell, quoted where it must be. */
void csvtext_quote(struct str *out, const char *cell);

#endif
