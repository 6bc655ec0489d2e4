/* title_name.h: the name of a thing as its maker writes it, taken apart for title_goods.h: chunks that a title must
   hold, and what decides between things of one name. */
#ifndef TITLE_NAME_H
#define TITLE_NAME_H

#include "title_words.h"

struct title_vocab;

enum { TITLE_NAME_CHUNKS = 6, TITLE_NAME_ATOMS = 8, TITLE_NAME_OWN = 14 };

/* "ATX 3" without the minor number. */
#define TITLE_NAME_ATX_3 3.05

/* Words that stand together: b 550 plus. */
struct title_chunk {
    size_t n;
    unsigned word[TITLE_NAME_ATOMS];
    enum title_gap gap[TITLE_NAME_ATOMS]; /* before each word */
    bool number[TITLE_NAME_ATOMS];
    size_t letters[TITLE_NAME_ATOMS]; /* length of the word */
};

struct title_name {
    size_t n;
    struct title_chunk chunk[TITLE_NAME_CHUNKS];
    size_t n_own;
    unsigned own[TITLE_NAME_OWN]; /* all words of the name */
    const char *maker;            /* first word of the maker's name; NULL: no known maker */
    bool needs_maker;             /* the chunks are words of everyday speech */
    bool wifi;                    /* the name says WIFI */
    bool ddr4, ddr5;
    double year, atx, watts, gbit; /* 0: not in the name; TITLE_NAME_ATX_3 for "ATX 3" */
    char cpu[16];                  /* "12900h" of "(i9-12900H)"; "": none */
};

/* Fills *n from a maker's name. board: words that names of boards may leave out are left out. Adds words to v. */
void title_name_read(struct title_name *n, struct title_vocab *v, const char *name, double watts, bool board);
/* Returns true if chunk begins at word i of the title and no more is glued to it. */
bool title_name_chunk_at(const struct title_chunk *c, const struct title_words *w, size_t i);
/* Returns true if word is a maker's. */
bool title_name_is_maker(const char *word);
/* Returns true for a word that names of things may have or leave out. */
bool title_name_is_noise(const char *word);
/* Returns true if both names have the same chunks. */
bool title_name_same(const struct title_name *a, const struct title_name *b);
/* Returns 3.1 for "ATX 3.1", TITLE_NAME_ATX_3 for "ATX 3", 0 where the words do not say so. */
double title_name_atx(const struct title_words *w);
/* Returns a year from 2012 to 2039 that the words state, 0: none. */
double title_name_year(const struct title_words *w);
/* Returns true if the words say WIFI. */
bool title_name_wifi(const struct title_words *w);
/* Returns true if the title says the maker of the name, or one of its lines: MAG of MSI. */
bool title_name_maker_said(const struct title_name *n, const struct title_words *w);

#endif
