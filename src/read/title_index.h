/* title_index.h: the words of the catalogue's names and of the lexicon, as title_match.h needs them for many titles. */
#ifndef TITLE_INDEX_H
#define TITLE_INDEX_H

#include "catalogue.h"

struct arena;

struct title_index {
    const struct catalogue *c;
    struct title_vocab *vocab;
    struct title_devices *devices;
    struct title_cpus *cpus;
    struct title_macs *macs;
    struct title_goods *goods;
    struct title_drives *drives;
    struct title_lexicon *lexicon;
};

/* Returns an index of the catalogue's names, for many titles. It lies in arena a; c must live as long. */
struct title_index *title_index_new(struct arena *a, const struct catalogue *c);

#endif
