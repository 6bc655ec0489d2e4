/* row_request.h: what the rows of all measured files share on their way to a request. Functions that look names up
   return NULL, or why the row cannot be predicted (a constant text); *what is then the name that the catalogue lacks,
   or NULL. */
#ifndef ROW_REQUEST_H
#define ROW_REQUEST_H

#include "request.h"

/* Copies the part of s before sep to buf; returns what follows sep, NULL where there is none. */
const char *row_request_cut(const char *s, char sep, char *buf, size_t size);
/* Is the text stated, and equal to the word? */
bool row_request_is(const char *text, const char *word);
/* Returns 12 * year + month - 1 of YYYY-MM; the middle of the year for YYYY; NaN where date is NULL. */
double row_request_month(const char *date);
/* Finds model and quant by their ids. */
const char *row_request_model(const struct catalogue *c, const char *model, const char *quant, struct request *q,
                              const char **what);
/* Finds the devices: ids joined by +, count in all (NaN: one of each), in equal runs in the order of the ids. Ids are
   looked up in also (NULL: none), then in the catalogue. */
const char *row_request_devices(const struct catalogue *c, const struct device_list *also, const char *ids,
                                double count, struct request *q, const char **what);
/* Finds the cache format; NULL leaves it to the policy. */
const char *row_request_cache(const struct catalogue *c, const char *type, struct request *q, const char **what);

#endif
