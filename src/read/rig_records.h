/* rig_records.h: which records of the catalogue a machine has that programs described. What names none is a warning
   with what is near, and a line of what is not taken over. */
#ifndef RIG_RECORDS_H
#define RIG_RECORDS_H

#include "rig_links.h"
#include "rig_ram.h"
#include "str.h"

struct rig_records {
    size_t n;
    struct rig_links_card *cards; /* of the machine's cards, in their order; device NULL: no record */
    const struct system *system;  /* a machine sold whole */
    const struct cpu *cpu;
    const struct board *board;
    struct rig_ram ram;
    struct rig_links links; /* of the cards that have records */
    struct str lost;        /* lines of comment */
};

/* Fills *out. */
void rig_records(const struct rig_cards *x, struct diags *d, const struct rig_merged *m, struct rig_records *out);
/* Returns whether the driver's power limit is that of the chip without memory and losses of its card, as for AMD's
   cards with GDDR: a Radeon RX 7900 XT as sold (315 W) shows 265 W (github.com/ROCm/legacy-rocm-build issue 2256). */
bool rig_records_chip_only(const struct device *d);
/* Returns the power limit that a card's line states; NaN: none, the card has its own. */
double rig_records_cap_w(const struct rig_links_card *c);
/* Returns the bandwidth of system RAM that the fields of the machine make, GB/s; NaN: not known. */
double rig_records_ram_gb_s(const struct rig_records *r);

#endif
