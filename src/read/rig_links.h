/* rig_links.h: how the cards of a machine are joined: which have an NVLink, and the PCIe link of the others. */
#ifndef RIG_LINKS_H
#define RIG_LINKS_H

#include "rig_merge.h"

struct str;

/* A card with its record; NULL: the catalogue has none. */
struct rig_links_card {
    const struct rig_card *said;
    const struct device *device;
    double gen, lanes; /* of its PCIe link when it works; NaN: not known */
    const char *why;   /* what is to be said of that link; NULL: nothing */
};

/* Fills gen, lanes and why of n cards. An idle card lowers the rate of its lanes to 2.5 or 5 GT/s, so a rate above that
   is what slot and card agreed on, and a rate of that or below says nothing: then the best of the link counts. The
   number of lanes that are trained is that of the slot. */
void rig_links_pcie(struct arena *a, struct rig_links_card *cards, size_t n);

struct rig_links {
    const struct link *link, *bridge; /* fields of a machine */
    const struct part *part;          /* the bridge that makes the NVLink; NULL: none is needed, or none is known */
    double qty;                       /* of it */
    enum flag p2p;
    bool partial; /* an NVLink joins some cards that no field describes */
    bool bare;    /* there is an NVLink for which the catalogue has no record, or no bridge that fits */
    bool scaled;  /* the link is another one of the same rate */
};

/* Says how the n cards are joined. */
struct rig_links rig_links(const struct catalogue *c, const struct rig_merged *m, const struct rig_links_card *cards,
                           size_t n);

#endif
