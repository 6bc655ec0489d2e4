/* results.h: the results that the program computes, as tables. One row of a result .def is the struct member, the
   column in Markdown and CSV, the JSON key and the line of `explain`.

   Row words of a .def:
     FIG(name, unit, digits, direction, law, doc, inputs)   double         unknown: NaN
     RNG(name, unit, digits, direction, law, doc, inputs)   struct range   unknown: mid is NaN
     WRD(name, enum, law, doc, inputs)                      enum           unknown: x_unknown
     STR(name, doc)                                         const char *   an id or title
   digits: significant digits in text. direction: whether more or less is better, or neither. law: how it is computed.
   inputs: the figures and record fields that the law uses (figure_input.h); tables that `explain` never shows omit it.
 */
#ifndef RESULTS_H
#define RESULTS_H

#include "enums.h"
#include "range.h"
#include "unit.h"

#include <stddef.h>

enum { RESULTS_MAX_DEVICES = 16 }; /* devices of one case */

enum figure_type { FIGURE_NUMBER, FIGURE_RANGE, FIGURE_WORD, FIGURE_TEXT };

struct figure {
    const char *name;
    enum figure_type type;
    size_t offset;
    enum unit unit;
    int digits;
    enum direction direction;
    const struct enum_info *words;
    const char *law, *doc;
    const char *inputs; /* NULL: none are stated */
};

struct figure_table {
    const char *name;
    size_t n;
    const struct figure *v;
};

#define EACH_RESULT "result_struct.inc"
#include "all_results.inc"

/* Returns the figure of that name; NULL when the table has none. */
const struct figure *results_find(const struct figure_table *t, const char *name);
/* Returns a number, or the middle of a range; NaN when it is unknown, a word or a text. */
double results_value(const struct figure *f, const void *result);
/* Sets every figure of the result to unknown. */
void results_forget(const struct figure_table *t, void *result);
/* Returns the address of the figure's member in result. */
const void *results_member(const struct figure *f, const void *result);

#endif
