/* schema.h: what a record's table knows about each field. One row of a .def file is the struct member, the parser, the
   range check, the JSON Schema, the documentation row and the column of `list` and `show`.

   Row words of a .def (need is REQ, OPT, DEF(number) or WORD(text); every row ends with its doc):
     TEXT (name, need, doc)                       const char *           absent: NULL
     TEXTS(name, need, doc)                       struct text_list
     NUM  (name, unit, low, high, need, doc)      double                 absent: NaN
     INT  (name, unit, low, high, need, doc)      double, whole          absent: NaN
     SPAN (name, unit, low, high, need, doc)      struct range; a number, or {low, value, high} for a known 80 % spread
     ENUM (name, enum, need, doc)                 enum                   absent: x_unknown
     FLAG (name, need, doc)                       enum flag: yes or no
     LINK (name, kind, need, doc)                 const struct kind *    absent: NULL; written as an id or alias
     ONE  (name, kind, need, doc)                 const struct kind *, a nested record
     LIST (name, kind, low, high, need, doc)      struct kind_list of nested records
     ENTRY                                        the rows that every catalogue record has
   The table of a measured file also has FIG and RNG rows (results.h): what `validate --rows` writes for a row. They are
   no fields. Any scalar may be written as {"value": ..., "source": "...", "date": "..."} to name its own source. */
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
    double low, high; /* of a number, or of a list's length */
    enum field_need need;
    double number;    /* the default of a number */
    const char *word; /* the default of a text or enum */
    const struct enum_info *words;
    const struct kind *kind; /* of a link, nested record or list */
    const char *doc;
};

struct kind {
    const char *name; /* "device" */
    size_t size, n_fields;
    const struct field *fields;
    /* Every struct starts with its array of origins, one per field. */
};

struct text_list {
    size_t n;
    const char *const *v;
};
/* The shape that every kind_list shares. */
struct any_list {
    size_t n;
    const void *v;
};

/* The origin of a field; field is its index, F_kind_name. */
const struct origin *schema_origin(const void *record, size_t field);
const void *schema_member(const void *record, const struct field *f);
/* Index of the field with this name, or n_fields. */
size_t schema_find(const struct kind *k, const char *name);
/* The first member of a kind that is a catalogue entry: its id; NULL for a nested record without one. */
const char *schema_id(const struct kind *k, const void *record);
/* The i-th record of an array of records of kind k. */
const void *schema_at(const struct kind *k, const struct any_list *list, size_t i);
/* Words for a field's type: "number", "whole number", "text", ... */
const char *schema_type_words(const struct field *f);

#endif
