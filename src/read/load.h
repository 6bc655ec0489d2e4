/* load.h: files become judged, linked, const records. Nothing is returned that has a fault: NULL or false means that
   the diagnostics say why. */
#ifndef LOAD_H
#define LOAD_H

#include "catalogue.h"
#include "measured.h"

struct arena;
struct tree;
struct diags;

/* A file's name and text. */
struct load_text {
    const char *file, *text;
    size_t size;
    struct tree *tree; /* not NULL: the text was taken apart before, or never was one (import.h) */
};
struct load_set {
    const char *path, *value;
};

/* Returns a catalogue with the records of base (NULL: none) and of the texts. A later text adds records and replaces
   those with the same id; links of base lead to the replacements. base is not changed. Without texts base itself is
   returned. */
const struct catalogue *load_catalogue(struct arena *a, struct diags *d, const struct catalogue *base,
                                       const struct load_text *texts, size_t n);
const struct scenario *load_scenario(struct arena *a, struct diags *d, const struct catalogue *c,
                                     const struct load_text *text, const struct load_set *sets, size_t n_sets);
/* True when the text is a catalogue file, false when it is a scenario; a file that is neither is a diagnostic. */
bool load_is_catalogue(struct arena *a, struct diags *d, const struct load_text *text);
/* A measurement file of one of those kinds, told apart by its columns. text is cut up in place. */
const struct measured *load_measured(struct arena *a, struct diags *d, const struct measured_kinds *kinds,
                                     const char *file, char *text, size_t size);

#endif
