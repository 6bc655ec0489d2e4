/* jsonout.h: results as JSON, over cJSON. Unknown is null; a range x is x, x_low80 and x_high80. What cJSON refuses is
   a bug (bug.h), so that no member of an answer is lost in silence. */
#ifndef JSONOUT_H
#define JSONOUT_H

#include "results.h"
#include "str.h"

struct cJSON;

/* Returns a new object, the root of a document, for jsonout_print. */
struct cJSON *jsonout_new(void);
/* Add an empty object or array under the key and return it. */
struct cJSON *jsonout_object(struct cJSON *object, const char *key);
struct cJSON *jsonout_array(struct cJSON *object, const char *key);
/* Appends an empty object to the array and returns it. */
struct cJSON *jsonout_row(struct cJSON *array);
/* Append a text, true or false to the array. */
void jsonout_item(struct cJSON *array, const char *text);
void jsonout_item_bool(struct cJSON *array, bool yes);
/* Adds a text; null for NULL. */
void jsonout_text(struct cJSON *object, const char *key, const char *text);
void jsonout_null(struct cJSON *object, const char *key);
void jsonout_bool(struct cJSON *object, const char *key, bool yes);
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
/* Adds the text to out as a JSON string in quotes. */
void jsonout_quoted(const char *text, struct str *out);
/* Adds the text of the object to out and frees the object. */
void jsonout_print(struct cJSON *root, struct str *out);

#endif
