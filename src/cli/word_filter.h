/* word_filter.h: the words that a command gives to choose records: rigplan list device RTX 3090. */
#ifndef WORD_FILTER_H
#define WORD_FILTER_H

#include "command.h"

/* Returns the arguments from `first` on, with blanks between them. */
const char *word_filter_text(struct command_run *r, size_t first);
/* Returns the words of those arguments, *n of them; an argument may hold several: "RTX 3090". */
const char *const *word_filter_words(struct command_run *r, size_t first, size_t *n);
/* Returns true if the record has each of the n words. Words like "NVIDIA" may be missing if another word is there. */
bool word_filter_holds(struct command_run *r, const struct kind *k, const void *record, const char *const words[],
                       size_t n);

#endif
