/* names.h: finds records by the names that people, drivers, hubs and files use: "NVIDIA GeForce RTX 3090", "3090",
   "Apple M3 Ultra", "Qwen/Qwen3-Coder-30B-A3B-Instruct", "gemma-4-12B-it-Q4_K_M.gguf". Nothing is prepared at start-up;
   the work is done when a name is looked up.

   A name means a record when it has the same words as the record's id, name or an alias, apart from the names of makers
   and publishers:
   - Numbers and the words that tell products apart (Ti, SUPER, D, Laptop, PCIe) must agree. A memory size or a number
     of GPU cores that the name states must agree too.
   - A size that the name leaves out is open. The catalogue's only record with such a name is taken. Apple's chips
   differ in GPU cores: the chip whose machines have the stated memory is taken, else the one with the most cores.
   - An instruct release and its base model are one record, whatever the storage (GGUF, FP8, AWQ). A release with
     another date or version is another model even if its shape is the same. A reasoning variant or an uncensored edit
     of a release is that release, unless the catalogue has a record of its own for it. */
#ifndef NAMES_H
#define NAMES_H

#include "catalogue.h"

struct arena;

enum { NAMES_MOST = 6 };

enum names_how {
    NAMES_NONE,
    NAMES_ONE,     /* the name means record */
    NAMES_SEVERAL, /* the name may mean any of near */
    NAMES_WITHOUT, /* without the words in left_out, the name means one of near */
    NAMES_TYPO,    /* near is spelled like the name and has the same numbers */
    NAMES_SIZE     /* near has this name with another memory size */
};

struct names_found {
    enum names_how how;
    const void *record; /* NULL unless how is NAMES_ONE */
    bool open;          /* the name leaves out a size that record has, so other products may have this name */
    bool newest;        /* near are the newest models of a family, the newest first: "gemma" */
    size_t n;           /* candidates; near holds the first NAMES_MOST */
    const void
        *near[NAMES_MOST]; /* candidates for the message; with NAMES_ONE: records that an open name may also mean */
    const char *left_out;  /* with NAMES_WITHOUT: the words, as "'a', 'b'" */
    const char *quant;     /* of a model: the quant in its name, as written ("Q4_K_M"); NULL: none */
};

/* The words of the catalogue's names, for many lookups: they are split into words once. */
struct names_index;
/* Returns an index that lies in arena a and is filled on use; c must live as long. */
struct names_index *names_index_new(struct arena *a, const struct catalogue *c);
/* As names_find; what it returns is in the catalogue and in a. */
struct names_found names_find_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text);
/* Returns the record of kind k with this id, or the record that the name means, or what is near. */
struct names_found names_find(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text);
/* Returns the bits of a quant's name that says nothing else: 4 for Q4, 4bit, "4-bit" and int4. Returns 0 for other
   names. Such a name is the id of a record of another scheme, too (4bit of MLX), which names_find returns. */
int names_bits(struct arena *a, const char *text);
/* Returns in near the records other than record that have this name when its sizes are left out; n of 0: none. */
struct names_found names_others(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text,
                                const void *record);
/* Returns the message for near: "it could be 'a' or 'b'", "without 'x' it would be 'a'", "did you mean 'a'?" or "with
   another memory size: 'a' (10 GiB)". Returns "" when nothing is near. */
const char *names_hint(struct arena *a, const struct kind *k, const struct names_found *found);

#endif
