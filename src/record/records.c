#include "records.h"

#define EACH_RECORD "fields.inc"
#include "all_records.inc"
