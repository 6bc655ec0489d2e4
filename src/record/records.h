/* records.h: the nouns. Each kind is its table (NAME.def) expanded to struct NAME, struct NAME_list and kind_NAME.
   Records are read through const and live in the run's arena; past the door nothing changes them. Nested kinds stand
   before the kinds that list them. */
#ifndef RECORDS_H
#define RECORDS_H

#include "schema.h"

struct device;
struct format;
struct engine;
struct model;
struct quant;

#define EACH_RECORD "struct.inc"
#include "all_records.inc"

#endif
