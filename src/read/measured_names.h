/* measured_names.h: names in measured files become catalogue ids (names.h says when a name means a record). A name may
   be followed by remarks and sizes: "RTX 3090 24GB (230 W)", "Q5_K_S (5.162 GiB)", "DeepSeek-V3 671B-A37B". */
#ifndef MEASURED_NAMES_H
#define MEASURED_NAMES_H

#include "schema.h"

struct arena;
struct catalogue;

/* Remembers what was looked up. */
struct measured_names;
struct measured_names *measured_names_new(struct arena *a, const struct catalogue *c);

/* Returns the id that the text names: as it stands, else without what follows a bracket, comma or plus sign, else
   without sizes too (a quant: its first word). NULL: the catalogue lacks it. */
const char *measured_names_id(struct measured_names *n, const struct kind *k, const char *text);
/* Returns the id of the record that the text mentions by id, alias or name without its maker; of several the one with
   the longest name. NULL: none. */
const char *measured_names_mentioned(struct measured_names *n, const struct kind *k, const char *text);

enum { MEASURED_NAMES_DEVICES = 64 };
struct measured_devices {
    int n;
    bool alike; /* all have one id */
    const char *id[MEASURED_NAMES_DEVICES];
};
/* Fills *out with the devices of "RTX 5090 + 2x RTX 3090"; "1-4x RTX 4090" is one at least. With unnamed, a part
   without a model number ("16 GB card", "Apple Metal") is the id "card" or "apple". Returns false where the catalogue
   lacks one or there are too many. */
bool measured_names_devices(struct measured_names *n, const char *text, bool unnamed, struct measured_devices *out);

#endif
