/* title_vocab.h: numbers the words that the catalogue and the lexicon use, so that titles are compared by number. */
#ifndef TITLE_VOCAB_H
#define TITLE_VOCAB_H

struct arena;

struct title_vocab;
struct title_vocab *title_vocab_new(struct arena *a);
/* Returns the number of a word, from 1; adds the word if it is new. */
unsigned title_vocab_add(struct title_vocab *v, const char *word);
/* Returns the number of a word; 0: it is not known. */
unsigned title_vocab_find(const struct title_vocab *v, const char *word);
/* Returns the number of words. */
unsigned title_vocab_count(const struct title_vocab *v);

#endif
