/* text_set.h: a hash table of texts, each with a number: its place in a list, or its line. */
#ifndef TEXT_SET_H
#define TEXT_SET_H

#include <stddef.h>
#include <stdint.h>

struct arena;

enum { TEXT_SET_COST_FROM = 16 }; /* below so many texts a walk over a list is as fast */
#define TEXT_SET_NONE SIZE_MAX

struct text_set {
    struct arena *arena;
    struct text_slot *slots;
    size_t n, room; /* texts; slots, a power of two */
    unsigned age;   /* how often it was cleared */
};

/* Returns an empty set, which takes no memory until a text is added. */
struct text_set text_set_new(struct arena *a);
/* Adds text, which must live as long as the set. Returns TEXT_SET_NONE; or, without adding it, the place of the same
   text that is there already. */
size_t text_set_add(struct text_set *s, const char *text, size_t place);
/* Returns the place of the text; TEXT_SET_NONE: the set lacks it. */
size_t text_set_find(const struct text_set *s, const char *text);
/* Empties the set and keeps its memory; takes as long for a large set as for a small one. */
void text_set_clear(struct text_set *s);

#endif
