/* layout.h: where the cards of a machine stand, what feeds the machine and how fast its links are, as a picture needs
   it. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "comparison.h"

enum { LAYOUT_SLOTS = 14, LAYOUT_MOST = LAYOUT_SLOTS + 2 * COMPARE_MOST_MACHINES };

/* A slot of the board, or a card without a known slot. */
struct layout_row {
    const struct slot *slot;        /* NULL: what stands in it has no known slot */
    double lanes, gen;              /* that what stands in it gets; NaN: unknown, or empty */
    enum via via;                   /* where those lanes come from */
    const struct device_line *card; /* NULL: no card */
    int nth;                        /* which of the cards of that device, from 0 */
    const struct part *nic;         /* network card; NULL: none */
    bool riser;                     /* the card hangs on one */
    bool covered;                   /* a card in another slot covers it */
};

struct layout {
    const struct board *board; /* NULL: none, or unknown */
    const struct cpu *cpu;     /* NULL: none, or unknown */
    bool assembled;            /* a computer put together from parts; not a switch with its cables */
    double ram_gib;            /* of its memory kits; NaN: none, or unknown */
    double rated_w;            /* of its supplies together; 0: it names none */
    bool seated;               /* the slots of all cards are known: a slot without one is empty */
    int left_out;              /* cards and network cards beyond LAYOUT_MOST rows */
    struct layout_row row[LAYOUT_MOST];
    int n;
};

/* Fills *out. Cards whose slots are not known come last, in the order of the machine. */
void layout_find(const struct machine *m, struct layout *out);

/* The circuit of a machine, with all machines of the option on it. */
struct layout_circuit {
    const char *id; /* NULL: the site's own */
    const struct outlet *outlet;
    bool to_build; /* an electrician puts it in */
    double breaker_a, other_load_w;
    double outlet_w;  /* what the outlet may carry for hours */
    double breaker_w; /* what the breaker may carry for hours */
    double frac;      /* peaks of the machines and the other load, of breaker_w; NaN: unknown */
};
struct layout_circuit layout_circuit(const struct comparison *c, const struct compare_option *o,
                                     const struct machine *m);

/* What a link between machines is. */
struct layout_link {
    enum port port; /* its sockets; unknown: not known, or it runs through the internet */
    double gbit_s;  /* rate of its slowest socket, cable or switch; NaN: unknown */
    bool remote;    /* it runs through the internet */
    bool switched;  /* it runs through a switch */
};
struct layout_link layout_link(const struct option *o, const struct connection *over);
/* Returns whether the machine stands in the house: it is neither rented nor remote. */
bool layout_here(const struct machine *m);

#endif
