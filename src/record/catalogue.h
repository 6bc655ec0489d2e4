/* catalogue.h: all records of devices, models, engines, prices and so on, one list for each kind. Const once loaded. */
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
    size_t offset; /* of its list in struct catalogue, bytes */
};
extern const struct catalogue_kind catalogue_kinds[];
extern const size_t catalogue_n_kinds;

/* Returns the list of that kind. */
const struct any_list *catalogue_list(const struct catalogue *c, const struct catalogue_kind *k);
/* Returns the list of records of kind k, which must be in catalogue_kinds. */
const struct any_list *catalogue_list_of(const struct catalogue *c, const struct kind *k);
/* Returns the record of that kind with this id or alias; NULL when there is none. k must be in catalogue_kinds. */
const void *catalogue_find(const struct catalogue *c, const struct kind *k, const char *id);
/* Returns true if name is the id or an alias of that record of kind k. */
bool catalogue_named(const struct kind *k, const void *record, const char *name);
/* Returns the first record of any kind with this id or alias and sets *k to its kind; NULL when there is none. */
const void *catalogue_find_any(const struct catalogue *c, const char *id, const struct kind **k);
/* Returns the first policy record; a loaded catalogue has at least one. */
const struct policy *catalogue_policy(const struct catalogue *c);
/* Returns the engine that runs where none is stated; NULL: none has usual: yes. */
const struct engine *catalogue_usual_engine(const struct catalogue *c);

#endif
