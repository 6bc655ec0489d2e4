/* scenario_1_machines.h: the machines of an option of a scenario of version 1 (scenario_1.h), as trees. */
#ifndef SCENARIO_1_MACHINES_H
#define SCENARIO_1_MACHINES_H

#include "catalogue.h"
#include "origin.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct diags;
struct tree;

/* Most machines of one option; more are left out, and the decoder says that the list is too long. */
enum { SCENARIO_1_MACHINES_MOST = 64 };

/* What becomes of an option: one of its machines. */
struct scenario_1_machine {
    const char *id;
    struct tree *map;
    struct tree *parts;          /* NULL: none yet */
    const struct tree *line;     /* of `systems`; NULL: another machine */
    const struct system *system; /* NULL: the pc, or rented */
    const struct board *board;   /* NULL: unknown, or nothing can be added inside */
    bool bought;                 /* neither owned nor rented */
    bool rented;
    bool has_kit;   /* a memory kit was given to it */
    int free_slots; /* for network cards */
};

/* State of a conversion. */
struct scenario_1_machines {
    struct arena *arena;
    struct diags *d;
    const struct catalogue *c;
    const struct tree *owned; /* systems that the scenario owns */
    /* The option at hand. */
    const char *option;
    struct tree *machines;
    struct scenario_1_machine v[SCENARIO_1_MACHINES_MOST];
    size_t n;
    size_t holder;  /* the machine that got the last memory kit: the next drive goes there too; SIZE_MAX: none */
    size_t network; /* the machine of what all machines share; SIZE_MAX: none */
};

/* Returns the text of a member of a map; NULL: there is none, or it is no text, or map is NULL. */
const char *scenario_1_machines_text(const struct tree *map, const char *key);
/* Adds a copy of a node to a map or list, under a key of its own (NULL in a list). */
void scenario_1_machines_graft(const struct scenario_1_machines *k, struct tree *parent, const struct tree *t,
                               const char *key);
/* Copies the members with these keys (NULL at the end) from one map to another. */
void scenario_1_machines_take(const struct scenario_1_machines *k, struct tree *to, const struct tree *from,
                              const char *const keys[]);
/* Returns the record that an id, alias or name means, as the decoder will find it; NULL: none. */
const void *scenario_1_machines_meant(const struct scenario_1_machines *k, const struct kind *kind, const char *name);
/* Returns the link that the option states, if it runs between machines; NULL: it states none. */
const struct link *scenario_1_machines_outer(const struct scenario_1_machines *k, const struct tree *option);
/* Returns the id of the machine made of a line of systems: that of the system. */
const char *scenario_1_machines_id(const struct scenario_1_machines *k, const struct tree *line);
/* Returns how many cards the list `devices` and the cloud offer of an option or machine name, at most
   SCENARIO_1_MACHINES_MOST. */
int scenario_1_machines_cards(const struct tree *map);
/* Adds an empty machine; its id gets a number if another machine of the option has the id already. */
struct scenario_1_machine *scenario_1_machines_new(struct scenario_1_machines *k, const char *wish, struct origin at);
/* Adds the machines of an option, without its parts and links. */
void scenario_1_machines_add(struct scenario_1_machines *k, const struct tree *option);

#endif
