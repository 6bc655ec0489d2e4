/* check_words.h: free text of fine-tuning rows. Case is ignored everywhere. */
#ifndef CHECK_WORDS_H
#define CHECK_WORDS_H

#include "catalogue.h"

#include <stdbool.h>

/* Is the word somewhere in the text? NULL is an empty text. */
bool check_words_in(const char *text, const char *word);
/* The number right behind the first of these words ("rank 16", "r=8", "r64"), or before it ("18350080 trainable"); NaN:
   none. */
double check_words_after(const char *text, const char *word);
double check_words_before(const char *text, const char *word);
/* The record that the name means: an id or alias, but for case, spaces, dashes, the owner before a slash, and endings
   such as "-instruct" or "24GB"; NULL: none. */
const void *check_words_find(const struct any_list *list, const struct kind *k, const char *name);
/* The trainer of which the longest id or alias stands in the text; NULL: none. */
const struct trainer *check_words_trainer(const struct trainer_list *list, const char *text);

#endif
