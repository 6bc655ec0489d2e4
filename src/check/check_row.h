/* check_row.h: what the rows of all measurement files share on their way to a request. */
#ifndef CHECK_ROW_H
#define CHECK_ROW_H

#include "prepare.h"
#include "check.h"

/* Marks the row as skipped, for a constant reason and perhaps the id that is missing; always false. */
bool check_row_skip(struct check_row *row, const char *reason, const char *what);
/* A text up to sep, in buf; what follows it, or NULL. */
const char *check_row_cut(const char *s, char sep, char *buf, size_t size);
/* Is the text there, and that word? */
bool check_row_is(const char *text, const char *word);
/* Finds both in the catalogue; false, and the row skipped, where one is missing. */
bool check_row_model(const struct catalogue *c, const char *model, const char *quant, struct request *q,
                     struct check_row *row);
/* The devices of a row: ids joined by +, count in all (NaN: one of each), in equal runs in the order of the ids. Ids
   are looked up in also (NULL: none), then in the catalogue. False, and the row skipped, where an id is unknown or a
   rig holds fewer. */
bool check_row_devices(const struct catalogue *c, const struct device_list *also, const char *ids, double count,
                       struct request *q, struct check_row *row);
/* The format of the cache, the engine's own where type is NULL; false, and the row skipped, where the catalogue keeps
   no cache in it. */
bool check_row_cache(const struct catalogue *c, const char *type, struct request *q, struct check_row *row);

/* Does it fit with so little spare that it is called tight? Both in one unit. What does not fit is never tight. */
bool check_row_close(double spare, double capacity, const struct policy *p);

#endif
