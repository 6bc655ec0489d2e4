/* check_class.h: errors of rows, summed up by class. */
#ifndef CHECK_CLASS_H
#define CHECK_CLASS_H

#include "check.h"

/* Returns the index of the class with that name, and adds the class if it is new. When the table is full, every new
   name gets the last class. */
int check_class_of(struct check_summary *s, const char *name);
/* Returns true if the class is a total across other classes. Its name then starts with "all: ", and it may have an
   accuracy target. */
bool check_class_is_target(const struct check_class *k);
/* Returns predicted / measured - 1; 0 where both are 0, infinity where only measured is. */
double check_class_error(double predicted, double measured);
/* Fills the figures from n > 0 signed errors and sorts them in place. absolute is scratch space for n numbers. Sets
   within80_frac and within95_frac to NaN. */
void check_class_summarise(struct check_class *k, double *errors, size_t n, double *absolute);
/* Sums up n errors as the class of that name; adds no class where n is 0. work has room for 2 n. */
void check_class_column(const char *name, const double *errors, size_t n, double *work, struct check_summary *out);

/* Sums up the errors of the predicted rows, class by class. stride: bytes of one row's result, which starts with
 * check_row. */
void check_class_each(const struct check_case *k, size_t stride);

#endif
