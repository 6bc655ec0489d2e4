/* feed_lines.h: prices in lists and loose lines: "- RTX 3090: ~$700-900 used, $1,100 new", and the lines of part lists:
   "CPU: AMD Ryzen 9 7900X ($318.00 @ Newegg)". */
#ifndef FEED_LINES_H
#define FEED_LINES_H

#include "feed_job.h"

struct feed_lines {
    struct feed_job *job;
    bool picker; /* the file holds a list of PCPartPicker */
};

/* Adds the rows of one line, of n bytes: one for each price. A list entry without a price becomes a row without one. A
   line that is no row, such as prose, a heading or a remark, is counted as text, or reported where it may state a
   price. */
void feed_lines_add(const struct feed_lines *l, const char *line, size_t n, int number);

#endif
