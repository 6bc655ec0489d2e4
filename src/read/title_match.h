/* title_match.h: matches the title of a listing ("MSI RTX 3090 Gaming X Trio 24GB GDDR6X - used, tested") to a record
   of the catalogue. Cards, machines, processors, motherboards, power supplies and parts are matched; nothing is
   guessed: a title that fits several records, or says words of another product, gives no record. */
#ifndef TITLE_MATCH_H
#define TITLE_MATCH_H

#include "title_index.h"

struct arena;

enum title_how {
    TITLE_ONE,     /* the title names record */
    TITLE_SEVERAL, /* it may name any of near: it leaves out a size, a year or a connector */
    TITLE_NONE,    /* the catalogue has no such thing */
    TITLE_DROPPED  /* it sells something else, and why says what */
};

enum { TITLE_NEAR_MOST = 4 };

struct title_match {
    enum title_how how;
    const struct kind *kind; /* kind of record; NULL unless how is TITLE_ONE */
    const void *record;      /* NULL unless how is TITLE_ONE */
    size_t n;                /* with TITLE_SEVERAL: candidates; near and near_kind hold the first TITLE_NEAR_MOST */
    const void *near[TITLE_NEAR_MOST];
    const struct kind *near_kind[TITLE_NEAR_MOST];
    const char *why; /* "box only", "for parts", "laptop", "lot", "whole PC"; NULL unless how is TITLE_DROPPED */
    double qty;      /* pieces that the price buys: 2 for "2x RTX 3090"; 1 otherwise */
    enum condition condition; /* that the title states; condition_unknown: none */
};

/* Returns what the title sells; title_index_new makes x. category is what the feed says ("video-card", "Graphics
   Cards"), or NULL. Texts of the result are constants or lie in a. */
struct title_match title_match_find(const struct title_index *x, struct arena *a, const char *title,
                                    const char *category);

#endif
