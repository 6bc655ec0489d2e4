/* check_row.h: what the rows of all measurement files share on their way to a request. */
#ifndef CHECK_ROW_H
#define CHECK_ROW_H

#include "prepare.h"
#include "check.h"
#include "row_request.h"

/* Marks the row as skipped, for a constant reason and perhaps the id that is missing; always false. */
bool check_row_skip(struct check_row *row, const char *reason, const char *what);
/* Takes what row_request.h and the like return: true where reason is NULL, else the row is skipped. */
bool check_row_take(struct check_row *row, const char *reason, const char *what);

/* Does it fit with so little spare that it is called tight? Both in one unit. What does not fit is never tight. */
bool check_row_close(double spare, double capacity, const struct policy *p);

#endif
