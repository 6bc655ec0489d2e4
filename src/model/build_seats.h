/* build_seats.h: which slot each card and network card of a machine stands in. */
#ifndef BUILD_SEATS_H
#define BUILD_SEATS_H

#include "records.h"

#include <stdbool.h>

enum { BUILD_SEATS_MOST = 16 };

/* A card in its slot. */
struct build_seat {
    const struct device *card;
    const struct slot *slot;
    double width; /* slots that it covers; 1 for a card on a riser */
    bool riser;
};

/* A network card in its slot. */
struct build_seats_nic {
    const struct part *part;
    const struct slot *slot; /* NULL: no slot is free for it */
    double lanes;            /* that the slot gives it */
    bool takes;              /* the cards get fewer lanes because of it */
};

struct build_seats {
    int n;
    struct build_seat card[BUILD_SEATS_MOST]; /* by position, from the top */
    double overlap;                           /* slots that the cards lack, over all cards */
    double end;                               /* last position that a card covers; 0: no card */
    double air; /* least free slots in front of a card with open fans; infinite: nothing stands in front of any */
    int spans;  /* pairs of neighbours as far apart as the machine's bridge spans */
    int n_nics, seated_nics;
    struct build_seats_nic nic[BUILD_SEATS_MOST];
};

/* Returns the board's plan of lanes for that number of cards, with a slot for each; NULL: it has none. */
const struct lane_plan *build_seats_plan(const struct board *b, int cards);
/* Returns whether every card hangs on a riser: in a frame, or with a riser for each. */
bool build_seats_on_risers(const struct machine *m);
/* Returns the first part of the category bridge with a span; NULL: none. */
const struct part *build_seats_bridge(const struct machine *m);
/* Returns what of the machine's board or cards is not known, such as "slots of", with its id in *id; NULL: all is
   known. The machine has a board with a plan for its cards. */
const char *build_seats_unknown(const struct machine *m, const char **id);
/* Fills *out with the best seats in a case of `room` slots (infinite: unknown, or no case): without overlap, with room
   for network cards, at the distance of the bridge, with most air. Besides the slots of the lane plan it tries free
   slots with the same lanes, generation and origin. Everything must be known (build_seats_unknown). */
void build_seats_find(const struct machine *m, double room, struct build_seats *out);

#endif
