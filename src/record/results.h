/* results.h: what is computed, as tables. A row of a result .def is the struct member, the Markdown and CSV column, the
   JSON key and the line of `explain`. Row words: FIG(name, unit, digits, direction, law, doc, inputs)   double unknown:
   NaN RNG(name, unit, digits, direction, law, doc, inputs)   struct range WRD(name, enum, law, doc, inputs) enum
     STR(name, doc)                                         const char *, an id or title
   digits are significant digits in text; direction is more, less or neither: which way is better. inputs names the
   figures and record fields that enter the law (figure_input.h says how); tables that `explain` is never asked about
   leave it out. */
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

/* The figure of that name, NULL when the table has none. */
const struct figure *results_find(const struct figure_table *t, const char *name);
/* A number or the middle of a range; NaN for words and texts. */
double results_value(const struct figure *f, const void *result);
const void *results_member(const struct figure *f, const void *result);

#endif
