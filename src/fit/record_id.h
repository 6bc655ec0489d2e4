/* record_id.h: the id of a calibration or spread record: its keys. */
#ifndef RECORD_ID_H
#define RECORD_ID_H

#include "schema.h"

struct arena;

/* "weight_bw.vendor-NVIDIA.backend-cuda": its words and links in the order of the table. */
const char *record_id(struct arena *a, const struct kind *k, const void *record);

#endif
