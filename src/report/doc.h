/* doc.h: a report as a list of blocks. Tables hold typed cells (a figure of a result, or a text), so Markdown, HTML,
   JSON and CSV show the same values and differ only in format. Blocks are added in order, in an arena; texts are not
   copied. */
#ifndef DOC_H
#define DOC_H

#include "results.h"
#include "str.h"

enum doc_type { DOC_HEADING, DOC_PARA, DOC_ITEM, DOC_CODE, DOC_TABLE, DOC_FIGURE };
enum doc_mark { DOC_PLAIN, DOC_GOOD, DOC_BAD, DOC_WARN };

struct doc_cell {
    const struct figure *figure; /* NULL: text */
    const void *result;          /* what the figure is read from */
    const char *text;            /* what a reader sees; NULL: the figure as fmt_figure writes it */
    enum doc_mark mark;
};

struct doc_column {
    const char *key; /* in JSON and CSV */
    const char *heading;
    bool right; /* aligned right: numbers */
    bool data;  /* in JSON and CSV only */
};

/* Results that belong to a row and are in JSON and CSV only. */
struct doc_more {
    const char *key;
    const struct figure_table *figures;
    const void *results; /* n results of size bytes each; of an object NULL: there is none */
    size_t size, n, row;
    bool list;            /* an array in JSON, else an object */
    const char *text_key; /* of an object: a text after its figures; NULL: none */
    const char *text;     /* NULL: not known */
    struct doc_more *next;
};

struct doc_table {
    const char *id, *caption;
    struct arena *arena;
    enum currency currency; /* as the doc's */
    struct doc_column *columns;
    size_t n_columns, room_columns;
    struct doc_cell *cells; /* row by row, n_columns in each */
    size_t n_cells, room_cells, n_rows;
    struct doc_more *more, *last_more; /* in the order of the rows */
};

struct doc_block {
    enum doc_type type;
    int level;        /* of a heading: 1 to 3 */
    const char *text; /* heading, paragraph, item, lines of code, caption of a figure */
    const char *id;   /* of a figure: its file's base name */
    const char *svg;  /* of a figure: its text once it is drawn, or NULL */
    struct doc_table *table;
    struct doc_block *next;
};

struct doc {
    struct arena *arena;
    const char *title, *as_of;
    enum currency currency; /* of its figures of money; unknown: none is stated */
    struct doc_block *first, *last;
};

struct doc *doc_new(struct arena *a, const char *title, const char *as_of);
void doc_heading(struct doc *d, int level, const char *text);
void doc_para(struct doc *d, const char *text);
/* One entry of a list; entries that follow each other make one list. */
void doc_item(struct doc *d, const char *text);
/* Adds lines for a shell or of a file, shown as they are, with their line breaks. */
void doc_code(struct doc *d, const char *lines);
void doc_figure(struct doc *d, const char *id, const char *caption);
/* A table without columns and rows. All columns come first; then doc_row_start opens each row, and the doc_cell
   functions and doc_row fill it. A row with more or fewer cells than the table has columns is a bug. */
struct doc_table *doc_table(struct doc *d, const char *id, const char *caption);
void doc_column_text(struct doc_table *t, const char *key, const char *heading);
/* A column headed by the figure's doc and unit. */
void doc_column_figure(struct doc_table *t, const struct figure *f);
/* The same with a key and a heading of its own; the cells hold figures of that kind. */
void doc_column_named(struct doc_table *t, const struct figure *f, const char *key, const char *heading);
/* Opens the next row. */
void doc_row_start(struct doc_table *t);
void doc_cell_text(struct doc_table *t, const char *text);
void doc_cell_figure(struct doc_table *t, const struct figure *f, const void *result, enum doc_mark mark);
/* A figure that a reader sees as this text: "2 of 3". */
void doc_cell_shown(struct doc_table *t, const struct figure *f, const void *result, const char *text);
/* Columns for the named figures (NULL at the end), and cells for them in the open row. */
void doc_columns(struct doc_table *t, const struct figure_table *figures, const char *const names[]);
void doc_row(struct doc_table *t, const struct figure_table *figures, const char *const names[], const void *result);
/* Columns for the named figures that only JSON and CSV show; doc_row fills them too. */
void doc_columns_data(struct doc_table *t, const struct figure_table *figures, const char *const names[]);
/* Adds a result to the open row, for JSON and CSV only: an object under the key, null where result is NULL. */
void doc_row_object(struct doc_table *t, const char *key, const struct figure_table *figures, const void *result);
/* Adds a text to the object that was added last, after its figures; NULL: not known. An object without a result has no
   texts. */
void doc_object_text(struct doc_table *t, const char *key, const char *text);
/* Adds n results of size bytes each: an array of objects. */
void doc_row_list(struct doc_table *t, const char *key, const struct figure_table *figures, const void *results,
                  size_t size, size_t n);
/* Number of rows. A last row that is not full is a bug. */
size_t doc_rows(const struct doc_table *t);
/* Adds the text that a reader sees in the cell. */
void doc_cell_words(const struct doc_cell *c, struct str *out);

/* Renderers, in md.c, html.c, json.c and csv.c. */
void md_render(const struct doc *d, struct str *out);
void html_render(const struct doc *d, struct str *out);
void json_render(const struct doc *d, struct str *out);
void csv_render(const struct doc *d, struct str *out);

#endif
