/* jsonout.h: results as JSON, over cJSON. Unknown is null; a range x is x, x_low80 and x_high80. */
#ifndef JSONOUT_H
#define JSONOUT_H

#include "results.h"
#include "str.h"

struct cJSON;

/* Adds every figure of the result to the object. */
void jsonout_figures(struct cJSON *object, const struct figure_table *t, const void *result);
/* Adds one figure under that key. */
void jsonout_figure(struct cJSON *object, const char *key, const struct figure *f, const void *result);
/* Adds an array of n results under the key, an object each. size: bytes of one result. */
void jsonout_list(struct cJSON *root, const char *key, const struct figure_table *t, const void *results, size_t size,
                  size_t n);
/* Adds a number with 10 significant digits; null for NaN and infinity. */
void jsonout_number(struct cJSON *object, const char *key, double v);
/* Adds a number with as few digits as reading it back exactly needs; null for NaN and infinity. */
void jsonout_exact(struct cJSON *object, const char *key, double v);
/* Adds the text of the object to out and frees the object. */
void jsonout_print(struct cJSON *root, struct str *out);

#endif
