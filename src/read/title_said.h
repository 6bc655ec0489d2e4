/* title_said.h: the phrases of a title that say something about the offer: its condition, that it is broken, that it is
   only the box, what it is for, what comes with it. Phrases stand in title_lexicon.def. */
#ifndef TITLE_SAID_H
#define TITLE_SAID_H

#include "enums.h"
#include "title_words.h"

struct arena;
struct title_vocab;

enum title_sense {
    SAY_NOTHING,
    SAY_NEW,
    SAY_USED,
    SAY_REFURBISHED,
    SAY_FINE,     /* cancels the phrase's words: "no box", "dual fan" */
    SAY_FAULT,    /* broken, sold for parts, untested */
    SAY_STRIPPED, /* a card without its cooler */
    SAY_NOCABLES,
    SAY_ONLY, /* a part of the thing */
    SAY_BOX,
    SAY_BOX_FIRST, /* where the title begins with it */
    SAY_LOT,
    SAY_PIECES, /* a lot if a number above 1 stands before it */
    SAY_BUNDLE,
    SAY_WANTED,
    SAY_WANTED_FIRST, /* where the title begins with it */
    SAY_TRADE,
    SAY_RENT,
    SAY_DEPOSIT,
    SAY_SERVICE,
    SAY_MERCH,
    SAY_BLOCK,
    SAY_ACCESSORY,
    SAY_FAN, /* of a card: an accessory, unless a number or "dual" stands before it */
    SAY_PC,
    SAY_PC_WEAK,  /* a whole PC where no word says graphics card */
    SAY_PC_MAKER, /* a line of PCs: a whole PC where no word says graphics card or OEM */
    SAY_LAPTOP,
    SAY_MAXQ, /* laptop, unless the card is called so */
    SAY_MAC,
    SAY_EGPU,
    SAY_FOR,  /* what follows is not what is sold */
    SAY_WITH, /* what follows comes with it */
    SAY_NOT,
    SAY_CARD,
    SAY_BOARD,
    SAY_COOLER,
    SAY_USE, /* what a thing is good for, behind "for" */
    SAY_SENSES
};

struct title_lexicon;
/* Returns the lexicon, whose words are added to v. */
struct title_lexicon *title_said_lexicon(struct arena *a, struct title_vocab *v);

struct title_said {
    size_t first[SAY_SENSES];    /* first word of the first phrase of this sense that counts; SIZE_MAX: none */
    const char *why[SAY_SENSES]; /* of that phrase */
    unsigned char sense[TITLE_WORDS_MOST];  /* of the phrase that begins at the word */
    unsigned char length[TITLE_WORDS_MOST]; /* words of that phrase; 0: none begins here */
    bool away[TITLE_WORDS_MOST];            /* the word stands behind "for", "from" or "not": it is not what is sold */
    bool denied[TITLE_WORDS_MOST];          /* behind "not" or "no" */
    bool fine[TITLE_WORDS_MOST];            /* in a phrase of SAY_FINE */
    bool pulled;                            /* "pulled from": used */
    size_t start;                /* words before it are a question that "no" answers: "EPYC 7402P? no: EPYC 7302P" */
    bool with[TITLE_WORDS_MOST]; /* the word stands behind "with", "and" or "+" */
    enum condition condition;    /* condition_unknown: not stated */
};

/* Fills *s with what the title says. */
void title_said_read(struct title_said *s, const struct title_lexicon *l, const struct title_words *w);
/* Returns true if a phrase of that sense counts. */
bool title_said_has(const struct title_said *s, enum title_sense sense);

#endif
