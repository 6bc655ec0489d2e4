/* page_record.h: catalogue records as text and as JSON, the JSON Schema of each kind (draft 2020-12), and the document
   of all kinds. */
#ifndef PAGE_RECORD_H
#define PAGE_RECORD_H

#include "catalogue.h"
#include "str.h"

/* Writes a line per kind: name, number of records, what it is. */
void page_record_kinds(const struct catalogue *c, struct str *out);
/* Writes the list as a catalogue file. */
void page_record_list_json(const struct catalogue_kind *k, const struct any_list *list, struct str *out);
/* Writes a line per field: name, value, unit, source and date where the value has its own. */
void page_record_show(const struct kind *k, const void *record, struct str *out);
void page_record_json(const struct kind *k, const void *record, struct str *out);
/* Writes n records, each of its own kind, as one catalogue file. */
void page_record_catalogue(const struct kind *const kinds[], const void *const records[], size_t n, struct str *out);
void page_record_schema(const struct kind *k, struct str *out);
/* Writes all kinds as Markdown tables: docs/formats.md. */
void page_record_formats(struct str *out);

#endif
