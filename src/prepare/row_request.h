/* row_request.h: helpers that turn a row of any measured file into a request. Functions that look up names return NULL
   on success, else the reason why the row cannot be predicted (a constant text), and set *what to the name that the
   catalogue lacks, or to NULL. */
#ifndef ROW_REQUEST_H
#define ROW_REQUEST_H

#include "request.h"

/* Copies the part of s before sep, or all of s, to buf (cut to size - 1 bytes). Returns the text after sep; NULL when
   there is no sep. */
const char *row_request_cut(const char *s, char sep, char *buf, size_t size);
/* Returns true when text is stated (not NULL) and equal to word. */
bool row_request_is(const char *text, const char *word);
/* Sets the request's model and quant from their ids. */
const char *row_request_model(const struct catalogue *c, const char *model, const char *quant, struct request *q,
                              const char **what);
/* Sets the request's devices. ids: one id, or several joined by +; count: number of devices (NaN: one of each id). The
   devices get the ids in order, in runs of equal length. Ids are looked up in the list also
   (NULL: none) and in the catalogue. */
const char *row_request_devices(const struct catalogue *c, const struct device_list *also, const char *ids,
                                double count, struct request *q, const char **what);
/* Sets the format of the cache; type NULL leaves it to the policy. */
const char *row_request_cache(const struct catalogue *c, const char *type, struct request *q, const char **what);

#endif
