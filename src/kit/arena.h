/* arena.h: memory of a run. Everything reachable from a catalogue, scenario or result is taken from one arena and
   nobody frees a part of it; arena_free gives all of it back. Running out of memory aborts. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);

/* size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
/* count zeroed elements; an overflow of count * size is a bug. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* Makes room for one element more behind the n that are there: returns v, or a copy of it in twice the room. *room
   counts elements; v NULL and *room 0 start a list. */
void *arena_more(struct arena *a, void *v, size_t n, size_t *room, size_t size);
char *arena_strdup(struct arena *a, const char *s);
/* The first n bytes of s as a string. */
char *arena_strndup(struct arena *a, const char *s, size_t n);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
