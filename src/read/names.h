/* names.h: finds records by the names that people, drivers, hubs and files use: "NVIDIA GeForce RTX 3090", "3090",
   "Apple M3 Ultra", "Qwen/Qwen3-Coder-30B-A3B-Instruct", "gemma-4-12B-it-Q4_K_M.gguf". Nothing is prepared at start-up;
   the work is done when a name is looked up.

   A name means a record when it has the same words as the record's id, name or an alias, apart from the names of makers
   and publishers:
   - Numbers and the words that tell products apart (Ti, SUPER, D, Laptop, PCIe) must agree. A memory size or a number
     of GPU cores that the name states must agree too.
   - A size that the name leaves out is open. The catalogue's only record with such a name is taken, or the one that
     such a name mostly means (device.usual). Apple's chips differ in GPU cores: the chip whose machines have the stated
     memory is taken, else the one with the most cores.
   - An instruct release and its base model are one record, whatever the storage (GGUF, FP8, AWQ). A release with
     another version is another model even if its shape is the same. A reasoning variant or an uncensored edit of a
     release is that release, unless the catalogue has a record of its own for it. A release of another date, and a
     model trained from one whose whole name it carries, are taken as that; the caller must say so.
   - A name of several products ("RX 7900 XT/7900 XTX") or of a chip alone ("gfx906") means none of them. */
#ifndef NAMES_H
#define NAMES_H

#include "catalogue.h"
#include "names_found.h"

struct arena;

/* Most bytes of a text that is looked up: longer ones name nothing, because a look at a text takes as long as the
   square of its words. The longest paths of model files have some hundred. */
enum { NAMES_LONGEST = 1024 };

/* The words of the catalogue's names, for many lookups: they are split into words once. */
struct names_index;
/* Returns an index that lies in arena a and is filled on use; c must live as long. */
struct names_index *names_index_new(struct arena *a, const struct catalogue *c);
/* Returns the record of kind k with this id or alias; NULL: there is none. */
const void *names_index_id(struct names_index *x, const struct kind *k, const char *id);
/* As names_find; what it returns is in the catalogue and in a. */
struct names_found names_find_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text);
/* Returns the record of kind k with this id, or the record that the name means, or what is near. */
struct names_found names_find(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text);
/* Returns in near the GGUF quants with that many bits, which Q4 may mean. */
struct names_found names_of_bits(struct arena *a, const struct catalogue *c, int bits);
/* Returns in near the devices other than record whose names say more than this one: those of RTX PRO 6000 Server and
   Max-Q for RTX PRO 6000; n of 0: none. */
struct names_found names_longer(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text,
                                const void *record);
/* Returns in near the records other than record that have this name when its sizes are left out; n of 0: none. */
struct names_found names_others(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text,
                                const void *record);
/* Both with an index, for many lookups. */
struct names_found names_longer_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text,
                                   const void *record);
struct names_found names_others_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text,
                                   const void *record);
/* Returns the message for near: "it could be 'a' or 'b'", "without 'x' it would be 'a'", "did you mean 'a'?", "with
   another memory size: 'a' (10 GiB)", "the nearest are 'a' and 'b'" or "that is the name of a vision projector".
   Returns "" when nothing is near. */
const char *names_hint(struct arena *a, const struct kind *k, const struct names_found *found);

#endif
