/* key_name.h: the id of a calibration or spread record: its keys. */
#ifndef KEY_NAME_H
#define KEY_NAME_H

#include "schema.h"

struct arena;

/* "weight_bw.vendor-NVIDIA.backend-cuda": its words and links in the order of the table. */
const char *key_name(struct arena *a, const struct kind *k, const void *record);

#endif
