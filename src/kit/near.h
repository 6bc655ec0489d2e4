/* near.h: finds the name that a mistyped one probably meant ("did you mean"). */
#ifndef NEAR_H
#define NEAR_H

#include <stddef.h>

/* The best match so far; start with {0}. */
struct near {
    const char *name; /* NULL: none yet */
    size_t distance;  /* edits from the wanted name */
};

/* Stores candidate in *best if it is nearer to wanted than the match so far (edit distance, ASCII case ignored), near
   enough to suggest (at most 2 edits, or a third of the longer name's letters), and has the same digits: rtx-3070 is
   not offered for rtx-5070. Names over 63 letters are ignored. */
void near_consider(struct near *best, const char *wanted, const char *candidate);
/* Returns the edit distance (ASCII case ignored); 64 when a word is longer than 63 letters. */
size_t near_edits(const char *a, const char *b);

#endif
