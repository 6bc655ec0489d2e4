/* rig_ram.h: memory modules of a computer as kits of the catalogue, and the bandwidth that they have. */
#ifndef RIG_RAM_H
#define RIG_RAM_H

#include "rig_merge.h"

enum { RIG_RAM_KITS = 8 };

struct rig_ram {
    double gib, channels; /* channels NaN: the names of the slots do not tell them */
    double gb_s;          /* of these channels; NaN: not known */
    double most_gb_s;     /* with a channel for each module */
    size_t n_kits;
    struct rig_ram_kit {
        const struct part *kit; /* NULL: the catalogue has none */
        double qty, modules;    /* kits; modules that they stand for */
        const struct rig_module *like;
        bool slower; /* the nearest kit: its speed is another one */
    } kits[RIG_RAM_KITS];
};

/* Fills *out from the modules of the machine. Modules of one size, type and speed are one kind; a kit of the catalogue
   stands for them if it has such modules and their number is a multiple of the kit's: the one with the most modules of
   the same speed, else of the nearest speed that is lower, else higher. */
void rig_ram(const struct catalogue *c, const struct rig_merged *m, struct rig_ram *out);
/* Returns "2 x 16 GiB DDR4 at 3200 MT/s", without what is not known. */
const char *rig_ram_words(struct arena *a, const struct rig_ram_kit *k);

#endif
