/* schema.h: the fields of records as data. One row of a .def file becomes the struct member, the parser, the range
   check, the JSON Schema, the documentation row and the column of `list` and `show`.

   Macros of a .def file, one row per field. need is REQ, OPT, DEF(number) or WORD(text); every row ends with its doc.
     TEXT (name, need, doc)                       const char *           absent: NULL
     TEXTS(name, need, doc)                       struct text_list       absent: n is 0
     NUM  (name, unit, low, high, need, doc)      double                 absent: NaN
     INT  (name, unit, low, high, need, doc)      double, whole          absent: NaN
     SPAN (name, unit, low, high, need, doc)      struct range           absent: mid is NaN
                                                  (written as a number, or as {low, value, high}: a known 80 % range)
     ENUM (name, enum, need, doc)                 enum                   absent: x_unknown
     PICK (name, enum, need, doc)                 const char *           absent: NULL; a word of the enum
                                                  (where it is OPT also "unknown")
     FLAG (name, need, doc)                       enum flag: yes or no   absent: flag_unknown
     LINK (name, kind, need, doc)                 const struct kind *    absent: NULL; written as an id or alias
     ONE  (name, kind, need, doc)                 const struct kind *    absent: NULL; a nested record
     LIST (name, kind, low, high, need, doc)      struct kind_list       absent: n is 0; nested records
   entry.def holds the rows that every catalogue record has.
   The .def of a measured file also has FIG and RNG lines (results.h). They describe the results that `validate --rows`
   writes for each measured row, and are not fields. Any scalar may be written as {"value": ..., "source": "...",
   "date": "..."} to name its own source. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "enums.h"
#include "origin.h"
#include "range.h"
#include "unit.h"

#include <stdbool.h>
#include <stddef.h>

enum field_type {
    FIELD_TEXT,
    FIELD_TEXTS,
    FIELD_NUM,
    FIELD_INT,
    FIELD_SPAN,
    FIELD_ENUM,
    FIELD_LINK,
    FIELD_ONE,
    FIELD_LIST
};
enum field_need { NEED_REQUIRED, NEED_OPTIONAL, NEED_DEFAULT };

struct kind;

struct field {
    const char *name;
    enum field_type type;
    size_t offset;
    enum unit unit;
    double low, high; /* accepted values of a number, or lengths of a list; inclusive */
    enum field_need need;
    double number;                 /* default of a number */
    const char *word;              /* default of a text or enum; NULL: none */
    const struct enum_info *words; /* members of an enum; of a text: the words it takes, NULL: any */
    const struct kind *kind;       /* kind of a link, nested record or list */
    const char *doc;
};

struct kind {
    const char *name;      /* "device" */
    size_t size, n_fields; /* size of the struct, bytes */
    const struct field *fields;
    /* Every struct starts with an array of n_fields origins. */
};

struct text_list {
    size_t n;
    const char *const *v;
};
/* All kind_list structs have this layout. */
struct any_list {
    size_t n;
    const void *v;
};

/* Returns the origin of a field; field is its index, such as F_model_id. */
const struct origin *schema_origin(const void *record, size_t field);
/* Returns the address of the field's member in record. */
const void *schema_member(const void *record, const struct field *f);
/* Returns the index of the field with this name, n_fields when there is none. */
size_t schema_find(const struct kind *k, const char *name);
/* Returns the record's id; NULL for a nested kind without ids. */
const char *schema_id(const struct kind *k, const void *record);
/* Returns record i of a list of records of kind k. */
const void *schema_at(const struct kind *k, const struct any_list *list, size_t i);
/* Copies field j of a record of kind fk, with its origin, to field i of a record of kind k. Both fields have the same
   name and type. */
void schema_copy_field(void *to, const struct kind *k, size_t i, const void *from, const struct kind *fk, size_t j);
/* Sets a field of a zeroed record, and its origin, to what an absent field means: the table's default, or unknown (NaN,
   NULL or 0). */
void schema_absent(const struct kind *k, size_t field, void *record);
/* Returns the words for a field's type: "number", "whole number", "text", ... */
const char *schema_type_words(const struct field *f);

#endif
