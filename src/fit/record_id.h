/* record_id.h: ids of calibration and spread records, made of their keys. */
#ifndef RECORD_ID_H
#define RECORD_ID_H

#include "schema.h"

struct arena;

/* Returns an id built from the record's enum words and links, in table order: "weight_bw.vendor-NVIDIA.backend-cuda".
 */
const char *record_id(struct arena *a, const struct kind *k, const void *record);

#endif
