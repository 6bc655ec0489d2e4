/* rig_merge.h: puts together what several programs said of one machine. Cards of one maker are matched by their unique
   number, PCI address, index, else by their order, which is that of the addresses. */
#ifndef RIG_MERGE_H
#define RIG_MERGE_H

#include "rig_cards.h"

/* The machine. What no program says is NaN, NULL or unknown. */
struct rig_merged {
    size_t n_cards;
    struct rig_card *cards; /* those of NVIDIA first, in the order of the driver */
    size_t n_others, n_inside;
    const struct rig_card *others, *inside; /* no cards for models: of a server's console; within the processor */
    size_t n_nvidia;
    const char *const *joined, *const *peers; /* of the n_nvidia cards, see rig_said.h */
    const char *cpu, *product, *board;
    double sockets, ram_mib, empty_slots;
    size_t n_modules;
    const struct rig_module *modules;
    const char *mac, *mac_model, *chip;
    double gpu_cores, mac_gib;
    struct origin mac_at, cpu_at, ram_at, matrix_at;
    enum flag lists_programs;
    enum desktop desktop;
    const char *programs; /* "nvidia-smi, lspci" */
};

/* Returns false with diagnostics when two outputs contradict each other: another number of cards, other names, sizes,
   limits or processors. */
bool rig_merge(const struct rig_cards *x, struct rig_said *s, struct rig_merged *out);

#endif
