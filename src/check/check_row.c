#include "check_row.h"

#include "bug.h"

#include <math.h>

bool check_row_skip(struct check_row *row, const char *reason, const char *what)
{
    BUG_UNLESS(reason != NULL);
    row->status = CHECK_SKIPPED;
    row->reason = reason;
    row->what = what;
    row->class = -1;
    row->error_frac = NAN;
    return false;
}

bool check_row_take(struct check_row *row, const char *reason, const char *what)
{
    return !reason || check_row_skip(row, reason, what);
}

bool check_row_close(double spare, double capacity, const struct policy *p)
{
    return spare >= 0 && spare < p->tight_frac * capacity;
}
