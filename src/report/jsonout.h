/* jsonout.h: results as JSON, over cJSON. Unknown is null; a range x is x, x_low80 and x_high80. */
#ifndef JSONOUT_H
#define JSONOUT_H

#include "results.h"
#include "str.h"

struct cJSON;

/* Adds every figure of the result to the object. */
void jsonout_figures(struct cJSON *object, const struct figure_table *t, const void *result);
/* One of them under that key. */
void jsonout_figure(struct cJSON *object, const char *key, const struct figure *f, const void *result);
/* n results of that size under the key, an object each. */
void jsonout_list(struct cJSON *root, const char *key, const struct figure_table *t, const void *results, size_t size,
                  size_t n);
/* A number rounded to 10 significant digits, or null. */
void jsonout_number(struct cJSON *object, const char *key, double v);
/* The number in as few digits as give it back exactly, or null. */
void jsonout_exact(struct cJSON *object, const char *key, double v);
/* Prints and frees it. */
void jsonout_print(struct cJSON *root, struct str *out);

#endif
