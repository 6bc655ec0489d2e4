/* machine.h: what a machine has, whether it is stated part by part, sold whole or unpacked from a kit. */
#ifndef MACHINE_H
#define MACHINE_H

#include "records.h"

/* Returns the motherboard: the one stated, else that of the system; NULL: none, or unknown. */
const struct board *machine_board(const struct machine *m);
/* Returns the processor: the one stated, else that of the system; NULL: none, or unknown. */
const struct cpu *machine_cpu(const struct machine *m);
/* Returns whether it stands in the house: it is neither rented nor remote. Only such a machine draws watts and is
   checked. */
bool machine_here(const struct machine *m);
/* Returns the number of cards. */
int machine_cards(const struct machine *m);
/* Returns the first part of a category in the list; NULL: none. */
const struct part *machine_part_in(const struct part_line_list *parts, enum category c);
/* Returns the machine's first part of a category; NULL: none. */
const struct part *machine_part(const struct machine *m, enum category c);
/* Returns how many parts of a category there are. */
double machine_parts(const struct machine *m, enum category c);
/* Returns the number of plugs by which it draws from the mains: its supplies; 1 if it names none. */
double machine_plugs(const struct machine *m);
/* Returns the UPS of the highest rating; NULL: none. *qty: how many of it feed a machine with that number of plugs,
   because each plug hangs on one UPS only. */
const struct part *machine_ups(const struct machine *m, double plugs, double *qty);
/* Returns the GiB of its memory kits; NaN: it has none, or the size of one is unknown. */
double machine_ram_gib(const struct machine *m);
/* Returns whether the bandwidth with which its processor reads system RAM is known. */
bool machine_reads_known(const struct machine *m);
/* Returns the bandwidth of its system RAM, GB/s: the processor's with all channels, else that of the last memory kit;
   NaN: unknown. */
double machine_ram_gb_s(const struct machine *m);
/* Returns the GiB of memory for models: of its cards, its unified memory and its rented cards; 0: it has none; NaN:
   unknown. */
double machine_gpu_gib(const struct machine *m);
/* Returns the rated DC watts of its supplies together; 0: it names none. */
double machine_rated_w(const struct machine *m);
/* Returns how many cards of device line i the list of ids chooses, the first ones of a kind first; without a list all.
 */
int machine_used(const struct machine *m, const struct text_list *cards, size_t i);
/* Returns whether the cards of the machine work at the same time: they share a model by a tensor or row split. */
bool machine_cards_together(const struct machine *m);
/* Returns whether it is assembled of parts and owned, and its board and processor are not named: an existing computer
   that nobody described. */
bool machine_unnamed(const struct machine *m);
/* Returns whether the computer is there already, so that parts that it does not state may be in it: it is owned or
   extends one that is, it is unnamed, or its board is owned. */
bool machine_exists(const struct machine *m);
/* Returns whether it has cards but nothing to put them in: neither board and processor, nor a computer that exists. */
bool machine_bare(const struct machine *m);
/* Returns whether it is assembled from parts, so that rules for assembling apply: neither sold whole nor rented, and
   with at least one part of a computer, or said to be one by its host (a switch with its cables is none). */
bool machine_assembled(const struct machine *m);

#endif
