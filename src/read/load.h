/* load.h: loads files into checked, linked, const records. Every function returns NULL or false when a file has faults,
   and the diagnostics say which. */
#ifndef LOAD_H
#define LOAD_H

#include "catalogue.h"

struct arena;
struct tree;
struct diags;

/* Records of one kind that files may add to the built-in ones. A record takes up to 6 kB, so a kind takes at most 60
   MB; prices are small, and a shop's of some years are 20,000. */
enum { LOAD_MOST_RECORDS = 10000, LOAD_MOST_PRICES = 50000 };

/* A file to load. */
struct load_text {
    const char *file, *text;
    size_t size;
    struct tree *tree;  /* the parsed text, if it is parsed already or was imported (import.h); else NULL */
    const char *prefix; /* of a price book: what the ids of its rows start with; NULL: nothing */
};
/* An option --set path=value. */
struct load_set {
    const char *path, *value;
};

/* Returns a catalogue with the records of base (NULL: none) and of the texts. A later text adds records and replaces
   those with the same id; links of base lead to the replacements. Rows of price books that
   base or an earlier book has are left out. base is not changed. Without texts base itself is
   returned. */
const struct catalogue *load_catalogue(struct arena *a, struct diags *d, const struct catalogue *base,
                                       const struct load_text *texts, size_t n);
/* Returns whether the file is a scenario of version 1; a file that is no scenario is a diagnostic. */
bool load_is_old(struct arena *a, struct diags *d, const struct load_text *text);
/* Returns the tree of a scenario as version 2 writes it, with its includes; NULL with a diagnostic. */
struct tree *load_converted(struct arena *a, struct diags *d, const struct catalogue *c, const struct load_text *text);
/* Returns a scenario with its includes, after applying sets. Its links lead to records of c. */
const struct scenario *load_scenario(struct arena *a, struct diags *d, const struct catalogue *c,
                                     const struct load_text *text, const struct load_set *sets, size_t n_sets);
/* Returns true for a catalogue file, false for a scenario, false with a diagnostic for other files. */
bool load_is_catalogue(struct arena *a, struct diags *d, const struct load_text *text);

#endif
