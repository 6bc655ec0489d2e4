/* doc.h: a report as a list of blocks. Tables hold typed cells (a figure of a result, or a text), so Markdown, HTML,
   JSON and CSV show the same values and differ only in format. Blocks are added in order, in an arena; texts are not
   copied. */
#ifndef DOC_H
#define DOC_H

#include "results.h"
#include "str.h"

enum doc_type {
    DOC_HEADING,
    DOC_PARA,
    DOC_ITEM,
    DOC_CODE,
    DOC_TABLE,
    DOC_FIGURE,
    DOC_CONTENTS, /* links to every section that follows */
    DOC_SECTION,  /* a section that a reader opens; its blocks follow */
    DOC_PAIR,     /* the blocks that follow stand side by side where there is room */
    DOC_END       /* of the section or pair */
};
enum doc_mark { DOC_PLAIN, DOC_GOOD, DOC_BAD, DOC_WARN, DOC_UNKNOWN };
enum { DOC_MOST_COLUMNS = 8 /* that a reader sees */, DOC_DEEPEST = 4 /* sections and pairs in one another */ };

struct doc_cell {
    const struct figure *figure; /* NULL: text */
    const void *result;          /* what the figure is read from */
    const char *text;            /* what a reader sees; NULL: the figure as fmt_figure writes it */
    const char *data;            /* of a text: what programs see; NULL: the text */
    const char *link;            /* id of the section that the cell leads to; NULL: none */
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
    const char *of; /* of a table that other tables are like: the name of what it is about; NULL: none is like it */
    bool cards;     /* each column but the first is shown as a card, with the first as labels */
    const char **row_option; /* per row: id of the option that it is about; NULL: of none */
    size_t room_row_option;
    enum currency currency; /* as the doc's */
    struct doc_column *columns;
    size_t n_columns, room_columns;
    struct doc_cell *cells; /* row by row, n_columns in each */
    size_t n_cells, room_cells, n_rows;
    struct doc_more *more, *last_more; /* in the order of the rows */
};

struct doc_block {
    enum doc_type type;
    enum doc_type of;   /* of an end: what it closes */
    enum doc_mark mark; /* of a paragraph: a note that must be seen */
    bool lead;          /* of a paragraph: the answer in one sentence */
    int level;          /* of a heading or section: 1 to 3; sections of level 1 stand in the contents */
    const char *label;  /* of a paragraph or item: bold words before the text; NULL: none */
    const char *text;   /* heading, title of a section, paragraph, item, lines of code, caption of a figure */
    const char *about;  /* of a section: what it says, in a few words; NULL: nothing */
    const char *id;     /* of a figure: its file's base name; of a section: where links lead */
    const char *svg;    /* of a figure: its text once it is drawn, or NULL */
    const char *alt;    /* of a figure: what it shows, in words; NULL: the caption */
    struct doc_table *table;
    struct doc_block *next;
};

struct doc {
    struct arena *arena;
    const char *title, *as_of;
    enum currency currency; /* of its figures of money; unknown: none is stated */
    bool full;              /* sections stand open */
    const char *rest;       /* base name of the files that hold the sections which links lead to; NULL: this one */
    int depth;              /* open sections and pairs */
    enum doc_type open[DOC_DEEPEST];
    struct doc_block *first, *last;
};

struct doc *doc_new(struct arena *a, const char *title, const char *as_of);
void doc_heading(struct doc *d, int level, const char *text);
void doc_para(struct doc *d, const char *text);
/* The answer of the whole document, in one sentence. */
void doc_lead(struct doc *d, const char *text);
/* A paragraph that must be seen; label: bold words before it, or NULL. */
void doc_note(struct doc *d, enum doc_mark mark, const char *label, const char *text);
/* One entry of a list; entries that follow each other make one list. */
void doc_item(struct doc *d, const char *text);
/* An entry that starts with bold words: "Price." */
void doc_item_labelled(struct doc *d, const char *label, const char *text);
/* Opens a section of level 1 or 2, closed until a reader opens it or follows a link to its id. about: what it says in a
   few words, or NULL. Sections of level 1 stand in the contents. */
void doc_section(struct doc *d, int level, const char *id, const char *title, const char *about);
/* Opens a group of blocks that stand side by side where there is room. */
void doc_pair(struct doc *d);
/* Closes the section or pair that was opened last. */
void doc_end(struct doc *d);
/* Adds links to all sections of level 1. */
void doc_contents(struct doc *d);
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
/* A text with a mark, which readers see as a symbol before it. */
void doc_cell_marked(struct doc_table *t, const char *text, enum doc_mark mark);
/* A name: readers see its title, which leads to section link (NULL: to none), programs its id. */
void doc_cell_name(struct doc_table *t, const char *id, const char *title, const char *link);
/* Says which option the open row is about, so that a reader can compare the rows of two options. */
void doc_row_option(struct doc_table *t, const char *id);
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
/* Returns the number of columns that a reader sees. */
size_t doc_shown(const struct doc_table *t);
/* Adds the text that a reader sees in the cell. */
void doc_cell_words(const struct doc_cell *c, struct str *out);
/* Returns the symbol of a mark: a tick, a cross, "!", "?"; "": none. Words say the same: colour and symbol only help.
 */
const char *doc_symbol(enum doc_mark mark);

/* Writes the paragraphs and cards for a terminal of 80 columns; colour: with its escape sequences. Other blocks are
   left out. */
void text_render(const struct doc *d, bool colour, struct str *out);
/* Renderers of whole documents, in md.c, html.c, json.c and csv.c. */
void md_render(const struct doc *d, struct str *out);
void html_render(const struct doc *d, struct str *out);
void json_render(const struct doc *d, struct str *out);
void csv_render(const struct doc *d, struct str *out);

#endif
