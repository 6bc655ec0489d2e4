/* names_rank.h: how well a record's id, name and aliases match a name that was looked up (names.h). */
#ifndef NAMES_RANK_H
#define NAMES_RANK_H

#include "catalogue.h"
#include "names_words.h"

struct arena;

/* Higher is better. */
enum names_rank {
    RANK_NONE,
    RANK_PARTLY, /* the name of a system leaves words out */
    RANK_OPEN,   /* the name leaves a size out */
    RANK_WHOLE
};

struct names_rank_search {
    struct arena *arena;             /* of this search */
    struct arena *kept;              /* of the forms */
    struct names_rank_forms **forms; /* of each record; NULL: not needed yet */
    const struct catalogue *c;
    const struct kind *k;
    const struct any_list *list; /* the records of that kind */
    struct names_words asked;
};

enum { NAMES_RANK_FORMS = 24 };

/* Words of a record's id, name and aliases. */
struct names_rank_forms {
    size_t n;
    struct names_words v[NAMES_RANK_FORMS], all; /* all: their union */
    const char *folded[NAMES_RANK_FORMS];        /* the words in one text, those without numbers joined */
};

struct names_rank_forms *names_rank_forms(const struct names_rank_search *s, const void *record);
/* Compares words and sizes. */
enum names_rank names_rank_of(const struct names_rank_search *s, const void *record);
/* Compares memory, GPU cores and series only. Returns RANK_WHOLE for kinds without them. */
enum names_rank names_rank_sizes(const struct names_rank_search *s, const void *record, const struct names_words *form);
/* Returns true within 2 %: 23.9 GiB is 24 GiB. */
bool names_rank_close(double a, double b);

#endif
