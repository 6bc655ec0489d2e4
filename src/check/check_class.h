/* check_class.h: errors of rows, summed up by class. */
#ifndef CHECK_CLASS_H
#define CHECK_CLASS_H

#include "check.h"

/* Returns the index of the class of that name, added when it is new; the last class takes all when there is no room. */
int check_class_of(struct check_summary *s, const char *name);
/* Is it a group of rows over the other classes, named "all: ...", which may have an accuracy target? */
bool check_class_is_target(const struct check_class *k);
/* Returns predicted / measured - 1; 0 where both are 0, infinity where only measured is. */
double check_class_error(double predicted, double measured);
/* Fills the figures from n > 0 signed errors, which are sorted; absolute has room for n more. Shares within ranges are
   NaN. */
void check_class_summarise(struct check_class *k, double *errors, size_t n, double *absolute);
/* Sums up n errors as the class of that name; adds no class where n is 0. work has room for 2 n. */
void check_class_column(const char *name, const double *errors, size_t n, double *work, struct check_summary *out);

/* Sums up the errors of the predicted rows, class by class. stride: bytes of one row's result, which starts with
 * check_row. */
void check_class_each(const struct check_case *k, size_t stride);

#endif
