/* check_row.h: helpers for the rows of all kinds of measurement files. */
#ifndef CHECK_ROW_H
#define CHECK_ROW_H

#include "prepare.h"
#include "check.h"
#include "row_request.h"

/* Marks the row as skipped. reason is a constant text, what the id that the catalogue lacks, or NULL. Returns false. */
bool check_row_skip(struct check_row *row, const char *reason, const char *what);
/* Returns true where reason is NULL, as row_request.h returns it for a good row; else skips the row. */
bool check_row_take(struct check_row *row, const char *reason, const char *what);

/* Does it fit with less spare than the policy's tight_frac of the capacity? Both in one unit. */
bool check_row_close(double spare, double capacity, const struct policy *p);

#endif
