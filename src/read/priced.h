/* priced.h: everything that may have a price, by id or alias. */
#ifndef PRICED_H
#define PRICED_H

#include "catalogue.h"

struct arena;

/* A record that may have a price: a device, system, board, CPU, power supply or part. */
struct priced {
    const struct kind *kind;
    const void *record;
    const char *id;
};
struct priced_list {
    size_t n;
    const struct priced *v; /* kind by kind, in the order of the catalogue */
};

/* Returns true if records of the kind may have a price. */
bool priced_kind(const struct kind *k);

struct priced_index;
/* Returns an index of c, which must live as long. */
struct priced_index *priced_new(struct arena *a, const struct catalogue *c);
struct priced_list priced_all(const struct priced_index *x);
/* Returns the entry of priced_all that has this id or alias; NULL: none has. */
const struct priced *priced_find(const struct priced_index *x, const char *name);

#endif
