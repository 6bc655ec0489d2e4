/* decode.h: fills a record from a tree of nodes, by the table of its kind (schema.h). Checks types, ranges, words and
   required fields, and reports every fault. A record with faults must not be used. */
#ifndef DECODE_H
#define DECODE_H

#include "schema.h"

struct arena;
struct diags;
struct tree;
struct catalogue;

/* The path of a value in its file: "devices[3].tdp_w" is tdp_w of entry 3 of devices. Only messages need it as text. */
struct decode_path {
    const struct decode_path *above; /* NULL: name is at the top level */
    const char *name;
    bool entry; /* true: the entry at index of the list called name */
    size_t index;
};
/* Returns the path as text; "" for NULL. */
const char *decode_path_text(struct arena *a, const struct decode_path *p);

/* A link to be set when all records are read. */
struct decode_link {
    const void **slot;       /* the member to set */
    const struct kind *kind; /* kind of the record that it links to */
    const char *id;
    struct decode_path path;
    struct origin at;
    struct decode_link *next;
};

struct decode {
    struct arena *arena;
    struct diags *d;
    struct decode_link *links; /* last one first */
    bool by_name;              /* a link may name its record as people do (names.h), where only one is meant */
};

/* Fills *record, a zeroed struct of kind k, from node. Faults are diagnostics; they name the record by path (NULL: the
   whole file), which must stay valid until decode_resolve. */
void decode_record(struct decode *dec, const struct kind *k, const struct tree *node, const struct decode_path *path,
                   void *record);
/* The cells of a table row. */
struct decode_cells {
    size_t n;
    const struct field *const *columns; /* the field of each; NULL: skipped */
    const char *const *text;            /* "": the field is absent */
    const int *cols;                    /* where each starts in its line; NULL: where the row starts */
};

/* Fills *record, a zeroed struct of kind k, from a table row that starts at the origin. */
void decode_row(struct decode *dec, const struct kind *k, const struct decode_cells *cells, struct origin at,
                void *record);
/* Sets all links to their records in c. An unknown id is a diagnostic, with the nearest id. */
void decode_resolve(struct decode *dec, const struct catalogue *c);
/* What messages say that a date or a month is. */
/* Returns what is expected instead of a text that is no date: DECODE_DATE, or the days of its month where only the day
   is wrong. */
const char *decode_date_expected(struct arena *a, const char *text);
#define DECODE_DATE "YYYY, YYYY-MM or YYYY-MM-DD (months 01 to 12)"
#define DECODE_MONTH "YYYY-MM (months 01 to 12)"
/* Returns true for YYYY, YYYY-MM and YYYY-MM-DD with a month and a day that exist. */
bool decode_is_date(const char *text);
/* Returns true for YYYY-MM with a month that exists. */
bool decode_is_month(const char *text);

#endif
