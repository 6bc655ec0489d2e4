/* records.h: the structs of all records. Each table NAME.def becomes struct NAME, struct NAME_list and kind_NAME.
   Records live in the run's arena; once loaded (read/load.h) they are const and nothing changes them. Nested kinds come
   before the kinds that list them. */
#ifndef RECORDS_H
#define RECORDS_H

#include "schema.h"

struct device;
struct board;
struct cpu;
struct psu;
struct part;
struct format;
struct engine;
struct model;
struct quant;

/* Entries of a workload's lists of quants, engines and cache formats. */
enum { RECORDS_MOST_LISTED = 32 };

#define EACH_RECORD "struct.inc"
#include "all_records.inc"

#endif
