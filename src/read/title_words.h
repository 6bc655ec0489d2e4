/* title_words.h: splits a title into runs of lower-case letters and of digits, each with what stands before it.
   "RTX3090Ti 24GB (used)" is rtx 3090 ti 24 gb used, where 3090, ti and gb are glued to the run before them. Accents
   are dropped (Kühler: kuhler), × is x, and trade marks and other signs are blanks. Makers' names of products go
   through the same function, so that "HX1500i", "HX 1500i" and "HX-1500i" are three runs each. */
#ifndef TITLE_WORDS_H
#define TITLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct title_vocab;

enum { TITLE_WORDS_MOST = 96, TITLE_WORDS_BYTES = 512, TITLE_WORDS_SIZES = 12 };

/* What parts a run from the run before it, from the weakest to the strongest. */
enum title_gap { GAP_NONE, GAP_DASH, GAP_BLANK, GAP_SLASH, GAP_PLUS, GAP_COMMA, GAP_ASK, GAP_BRACKET, GAP_BREAK };

struct title_word {
    const char *text;
    double number;      /* NaN: letters */
    unsigned id;        /* in the vocabulary; 0: unknown */
    enum title_gap gap; /* before it; GAP_BREAK for the first */
};

/* A size in the title: "24GB", "2x16 GB", "2TB". */
struct title_size {
    size_t at, end; /* words: the first, and the one after the unit */
    double gb;      /* of one piece; a TB is 1000 GB */
    double pieces;  /* 2 in "2x16GB" and "16GB x2"; NaN: not stated */
    bool tb;
};

struct title_words {
    size_t n, n_sizes;
    struct title_word v[TITLE_WORDS_MOST];
    struct title_size size[TITLE_WORDS_SIZES];
    char text[2 * TITLE_WORDS_BYTES + TITLE_WORDS_MOST];
};

/* Fills *w from the first TITLE_WORDS_BYTES bytes of text. Numbers the words by v, which may be NULL. */
void title_words_split(struct title_words *w, const struct title_vocab *v, const char *text);
/* Returns true if word i exists and is text. */
static inline bool title_words_is(const struct title_words *w, size_t i, const char *text)
{
    return i < w->n && w->v[i].text[0] == text[0] && strcmp(w->v[i].text, text) == 0;
}
/* Returns true if word i exists and is a number. */
bool title_words_number(const struct title_words *w, size_t i);
/* Returns true if word i exists and is glued to the word before it. */
bool title_words_glued(const struct title_words *w, size_t i);
/* Returns the place of a word from place i on; w->n: it is not there. */
size_t title_words_find(const struct title_words *w, size_t i, const char *text);
/* Returns true if text is a word of a list that ends with NULL. */
bool title_words_among(const char *const list[], const char *text);

#endif
