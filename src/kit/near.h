/* near.h: "did you mean". */
#ifndef NEAR_H
#define NEAR_H

#include <stddef.h>

/* The best match so far while walking over names; start with {0}. */
struct near {
    const char *name;
    size_t distance;
};

/* Keeps candidate in *best if it is nearer to wanted than what is there (edit distance, ASCII case ignored), near
   enough to be worth naming (at most a third of the longer name, at least 2) and has the same digits: rtx-3070 is not
   offered for rtx-5070. */
void near_consider(struct near *best, const char *wanted, const char *candidate);
/* Returns the edit distance (ASCII case ignored); 64 when a word is longer than 63 letters. */
size_t near_edits(const char *a, const char *b);

#endif
