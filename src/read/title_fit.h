/* title_fit.h: what decides between goods of one name (title_goods.h) once the name stands in the title: the year and
   ATX version of a power supply, WIFI and memory type of a motherboard, memory and processor of a machine, the rate of
   a network card. */
#ifndef TITLE_FIT_H
#define TITLE_FIT_H

#include "catalogue.h"
#include "title_name.h"
#include "title_said.h"

struct title_good {
    const struct kind *kind;
    const void *record;
    enum category category; /* of a part */
    struct title_name name;
    double mem_gib, launch; /* of a machine: memory; year of launch; NaN: unknown */
    enum flag atx3;
    enum ramtype ram;    /* of a board */
    bool chip, barebone; /* of a machine */
    size_t key_chunk, key_word;
    size_t next;                   /* good with the same key word; SIZE_MAX: none */
    const struct title_good *same; /* good with the same name, in a ring */
};

enum title_fit {
    FIT_NOT,  /* the title says another product */
    FIT_OPEN, /* it leaves out what tells this record from others */
    FIT_EXACT
};

/* Returns whether the title, which holds the name of g, means g. other_cpu: it names a processor. */
enum title_fit title_fit_good(const struct title_good *g, const struct title_words *w, const struct title_said *s,
                              bool other_cpu);

#endif
