/* check_class.h: errors summed up by class. */
#ifndef CHECK_CLASS_H
#define CHECK_CLASS_H

#include "check.h"

/* Index of the class of that name, made when it is new; the last one serves when there is no room. */
int check_class_of(struct check_summary *s, const char *name);
/* Relative error; 0 where neither is anything, infinite where only the predicted one is. */
double check_class_error(double got, double want);
/* Fills the figures from n signed errors; absolute is room for n more. */
void check_class_summarise(struct check_class *k, double *errors, size_t n, double *absolute);
/* A class for one compared column; nothing where n is 0. work has room for 2 n. */
void check_class_column(const char *name, const double *errors, size_t n, double *work, struct check_summary *out);

#endif
