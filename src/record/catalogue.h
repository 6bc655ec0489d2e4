/* catalogue.h: everything that is for sale or known, read once and const from then on. */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include "records.h"

struct catalogue {
#define KIND(kind, member, doc) struct kind##_list member;
#include "kinds.def"
#undef KIND
};

/* One row of kinds.def as data. */
struct catalogue_kind {
    const struct kind *kind;
    const char *key; /* "devices" */
    const char *doc;
    size_t offset; /* of its list in struct catalogue */
};
extern const struct catalogue_kind catalogue_kinds[];
extern const size_t catalogue_n_kinds;

const struct any_list *catalogue_list(const struct catalogue *c, const struct catalogue_kind *k);
/* The record of that kind with this id or alias, NULL when there is none. */
const void *catalogue_find(const struct catalogue *c, const struct kind *k, const char *id);
/* Returns whether name is the id or an alias of that record of kind k. */
bool catalogue_named(const struct kind *k, const void *record, const char *name);
/* The record of any kind with this id, and its kind. */
const void *catalogue_find_any(const struct catalogue *c, const char *id, const struct kind **k);
/* The first policy record; the catalogue always has one. */
const struct policy *catalogue_policy(const struct catalogue *c);

#endif
