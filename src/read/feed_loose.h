/* feed_loose.h: what a line of free text is: a thing and its prices, a sentence, or text that only looks priced. */
#ifndef FEED_LOOSE_H
#define FEED_LOOSE_H

#include "feed_money.h"

struct arena;

enum { FEED_LOOSE_MOST = 8 };

/* Prices of a line with the words that belong to each. */
struct feed_loose {
    size_t n;           /* prices; 0: the line is not such a line */
    const char *title;  /* text in front of the first price, as written */
    const char *behind; /* text from the first price on */
    bool apart;         /* each price stands in a text of its own, with no name beside it */
    struct feed_money price[FEED_LOOSE_MOST];
    const char *words[FEED_LOOSE_MOST];
};

/* Splits a line into a title, a mark such as ":", "-", "=" or "~", and prices that need no sign: "RTX 4060 Ti 16GB: 420
   new, 300 used". Nothing but words that may stand beside a price, and dates, is accepted behind the mark. */
struct feed_loose feed_loose_split(struct arena *a, const char *text);
/* Returns whether a line is a sentence rather than a thing and its price: two or more words like "the", "we", "was". */
bool feed_loose_is_sentence(const char *text);
/* Returns whether a line that was not read may state a price: a sign and a number, a number behind a colon, or a number
   behind another one, as in "RTX 3090 700 used". */
bool feed_loose_looks_priced(const char *text);
/* Returns whether the text from s to end holds a number other than a year, so that it may name another thing. */
bool feed_loose_has_number(const char *s, const char *end);

#endif
