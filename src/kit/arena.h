/* arena.h: memory of a run. Every catalogue, scenario and result is allocated from one arena; nothing is
   freed individually; arena_free releases everything. When memory runs out the program ends (heap.h), so no function
   returns NULL. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Releases the arena and everything allocated from it; NULL is allowed. */
void arena_free(struct arena *a);

/* Returns size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
/* Returns count zeroed elements of size bytes each; ends the program, short of memory, when count * size overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* Makes sure that v has room for n + 1 elements. Returns v, or a copy with twice the room (8 elements at first). Start
   a list with v NULL and *room 0. */
void *arena_more(struct arena *a, void *v, size_t n, size_t *room, size_t size);
/* Returns a copy of the string s. */
char *arena_strdup(struct arena *a, const char *s);
/* Returns the first n bytes of s, with a terminating zero byte. */
char *arena_strndup(struct arena *a, const char *s, size_t n);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
