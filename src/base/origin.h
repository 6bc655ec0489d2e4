/* origin.h: where a value came from. Every field of every record carries one, so that a later check can still
   point at the line, and a report can name the source and its date. All pointers live as long as the run. */
#ifndef ORIGIN_H
#define ORIGIN_H

#include <stdbool.h>

struct origin {
    const char *file;        /* name as the user knows it; "default" or "--set" for values with no file; NULL: absent */
    int line, col;           /* 1-based; 0 where there is none */
    const char *source;      /* who says so (paper, datasheet, page); NULL where the record's own source holds */
    const char *date;        /* when it was said, YYYY, YYYY-MM or YYYY-MM-DD; NULL likewise */
    unsigned long long byte; /* offset, in a binary file */
    bool binary;             /* true: byte says where, there are no lines */
    bool is_default;         /* true: nobody stated it, the table's default was used */
};

#endif
