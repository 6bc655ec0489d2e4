/* origin.h: where a value came from. Every field of every record carries one, so that a later check can point at the
   line, and a report can name the source and its date. All strings live as long as the run. */
#ifndef ORIGIN_H
#define ORIGIN_H

#include <stdbool.h>

struct origin {
    const char *file;        /* name as the user knows it; "default" or "--set" for values with no file; NULL: absent */
    int line, col;           /* 1-based; 0: not known */
    const char *source;      /* paper, datasheet or page of this value; NULL: the record's source */
    const char *date;        /* date of that source, YYYY, YYYY-MM or YYYY-MM-DD; NULL: the record's date */
    unsigned long long byte; /* offset in a binary file */
    bool binary;             /* true: byte gives the place; line and col are 0 */
    bool is_default;         /* true: not stated anywhere, the table's default was used */
};

#endif
