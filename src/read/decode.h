/* decode.h: a tree of nodes and a record's table make a judged record. Every fault is told; a record with faults is not
   used. */
#ifndef DECODE_H
#define DECODE_H

#include "schema.h"

struct arena;
struct diags;
struct tree;
struct catalogue;

/* The place of a value in its file: "devices[3].tdp_w" is tdp_w below entry 3 of devices. Formatted only for messages.
 */
struct decode_path {
    const struct decode_path *above; /* NULL: name is at the top level */
    const char *name;
    bool entry; /* true: the entry at index of the list called name */
    size_t index;
};
/* Returns "" for NULL. */
const char *decode_path_text(struct arena *a, const struct decode_path *p);

/* A link that waits for all records to be read. */
struct decode_link {
    const void **slot;
    const struct kind *kind;
    const char *id;
    struct decode_path path;
    struct origin at;
    struct decode_link *next;
};

struct decode {
    struct arena *arena;
    struct diags *d;
    struct decode_link *links;
};

/* Fills *record, of kind k and all zero, from node. Messages name it by path (NULL: the whole file), which must live
   until decode_resolve. */
void decode_record(struct decode *dec, const struct kind *k, const struct tree *node, const struct decode_path *path,
                   void *record);
/* The same from the cells of one table row: columns[i] is the field of column i or NULL; an empty cell is absent. */
void decode_row(struct decode *dec, const struct kind *k, const struct field *const columns[],
                const char *const cells[], size_t n, struct origin at, void *record);
/* Points every waiting link at its record, or says which id is unknown and which is nearest. */
void decode_resolve(struct decode *dec, const struct catalogue *c);
/* A date is YYYY, YYYY-MM or YYYY-MM-DD. */
bool decode_is_date(const char *text);

#endif
