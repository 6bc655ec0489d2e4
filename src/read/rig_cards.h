/* rig_cards.h: which records of the catalogue are meant by the names that drivers give cards and processors, with the
   memory that they show. */
#ifndef RIG_CARDS_H
#define RIG_CARDS_H

#include "rig_said.h"
#include "text_set.h"

struct names_index;

enum { RIG_CARDS_NEAR = 6 };

struct rig_cards_found {
    const void *record; /* NULL: none is meant */
    bool open;          /* the name leaves a size open, or is cut off: near may be meant too */
    size_t n;
    const void *near[RIG_CARDS_NEAR];
};

/* What was found: every program names the same cards again. */
struct rig_cards_known {
    struct text_set keys;
    struct rig_cards_found *v;
    size_t n, room;
};

struct rig_cards {
    struct arena *arena;
    const struct catalogue *catalogue;
    struct names_index *names;
    struct rig_cards_known *known; /* starts zeroed but for the arena of keys */
};

/* Returns what the card is. The memory of a card's record, less error correction and what a driver keeps, must agree
   with what the driver shows; a chip that shares the memory of its machine has any. */
struct rig_cards_found rig_cards_find(const struct rig_cards *x, const struct rig_card *c);
/* Returns what a processor is: "13th Gen Intel(R) Core(TM) i9-13900K", "AMD EPYC 7302P 16-Core Processor". */
struct rig_cards_found rig_cards_cpu(const struct rig_cards *x, const char *name);
/* Returns what a text names among the records of that kind. */
struct rig_cards_found rig_cards_named(const struct rig_cards *x, const struct kind *k, const char *text);
/* Returns whether two programs can mean the same card by these names. */
bool rig_cards_agree(const struct rig_cards *x, const struct rig_card *a, const struct rig_card *b);
/* Returns whether the card is graphics within a processor. */
bool rig_cards_integrated(const struct rig_cards *x, const struct rig_card *c);
/* Returns what the card is called: its first name; "a card without a name". */
const char *rig_cards_name(const struct rig_card *c);
/* Returns the ids of near, "'a', 'b'"; "" if there is none. */
const char *rig_cards_near(struct arena *a, const struct kind *k, const struct rig_cards_found *found);

#endif
