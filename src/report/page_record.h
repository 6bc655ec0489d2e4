/* page_record.h: catalogue records for a reader, as JSON, and their JSON Schema (draft 2020-12). */
#ifndef PAGE_RECORD_H
#define PAGE_RECORD_H

#include "catalogue.h"
#include "str.h"

void page_record_kinds(const struct catalogue *c, struct str *out);
void page_record_list_json(const struct catalogue_kind *k, const struct any_list *list, struct str *out);
void page_record_show(const struct kind *k, const void *record, struct str *out);
void page_record_json(const struct kind *k, const void *record, struct str *out);
/* One record of each of n kinds as a catalogue file. */
void page_record_catalogue(const struct kind *const kinds[], const void *const records[], size_t n, struct str *out);
void page_record_schema(const struct kind *k, struct str *out);
/* All kinds as Markdown tables: docs/formats.md. */
void page_record_formats(struct str *out);

#endif
