/* differ_row.h: adds rows to a list of differences. Rows that are equal are counted and left out. */
#ifndef DIFFER_ROW_H
#define DIFFER_ROW_H

#include "differences.h"

/* Returns a list without rows. */
struct differ_list differ_row_list(struct arena *a);
/* Returns whether two numbers are the same but for rounding; unknown equals unknown. */
bool differ_row_same(double a, double b);
/* Adds a row of numbers. Returns it, to fill in causes; NULL where both are equal. */
struct differ_row *differ_row_number(struct differ_list *l, const char *name, enum unit unit, int digits, double a,
                                     double b);
/* Adds a row of texts; NULL: unknown, or not on that side. Returns NULL where both are equal. */
struct differ_row *differ_row_words(struct differ_list *l, const char *name, const char *a, const char *b);
/* Adds a row for a figure of two results, b's amounts of money times `money`. */
void differ_row_figure(struct differ_list *l, const char *name, const struct figure *f, const void *a, const void *b,
                       double money);
/* Adds the total of a list, unless nothing differs. */
void differ_row_total(struct differ_list *l, const char *name, enum unit unit, int digits, double a, double b);
/* Adds a cause to a row; the row keeps those with the largest effect. row NULL: does nothing. */
void differ_row_cause(struct differ_row *row, const struct differ_cause *cause);

#endif
