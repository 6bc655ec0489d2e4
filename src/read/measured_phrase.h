/* measured_phrase.h: finds a phrase in a text that a person wrote: "prompt #" in "6 experts; prompt 969".

   A pattern is matched without regard to ASCII case and begins and ends at the edge of a word, so "ub #" is not in
   "hub 512". It may have:
     #  a number, which is taken: 12, 1.5; 4K is 4096, 50% is 0.5
     ~  a number
     *  the rest of a word (up to a space or one of , ; : ( ) +), which is taken; it may be empty
     ?  the rest of a word
     a space or hyphen: any number of spaces, hyphens, underscores and equals signs, or none
     ^  the beginning of the text (first in the pattern)
     $  the end of the text (last in the pattern) */
#ifndef MEASURED_PHRASE_H
#define MEASURED_PHRASE_H

struct arena;

/* Returns the number or word that the first match takes, "" where the pattern takes nothing, NULL where the text has
   no match. A number is written so that numtext_parse reads it. */
const char *measured_phrase_find(struct arena *a, const char *text, const char *pattern);

#endif
