/* names_found.h: what a name that was looked up means, or what is near it. */
#ifndef NAMES_FOUND_H
#define NAMES_FOUND_H

#include <stdbool.h>
#include <stddef.h>

enum { NAMES_MOST = 6 };

enum names_how {
    NAMES_NONE,
    NAMES_ONE,     /* the name means record */
    NAMES_SEVERAL, /* the name may mean any of near */
    NAMES_WITHOUT, /* without the words in left_out, the name means one of near */
    NAMES_TYPO,    /* near is spelled like the name and has the same numbers */
    NAMES_SIZE,    /* near has this name with another memory size */
    NAMES_OTHER,   /* the name is that of something else, told in is */
    NAMES_NEAREST  /* near are quants of as many bits */
};

struct names_found {
    enum names_how how;
    const void *record; /* NULL unless how is NAMES_ONE */
    bool open;          /* the name leaves out a size that record has, so other products may have this name */
    bool newest;        /* near are the newest models of a family, the newest first: "gemma" */
    size_t n;           /* candidates; near holds the first NAMES_MOST */
    const void
        *near[NAMES_MOST]; /* candidates for the message; with NAMES_ONE: records that an open name may also mean */
    const char *taken;     /* with NAMES_ONE: how the name is related to the record that stands for it: "looks like a
                              fine-tune of";     NULL: the record is meant */
    const char *is;        /* with NAMES_OTHER: "a vision projector, a part of a model" */
    const char *left_out;  /* with NAMES_WITHOUT: the words, as "'a', 'b'" */
    const char *quant;     /* of a model: the quant in its name, as written ("Q4_K_M"); NULL: none */
};

#endif
