/* arena.c: blocks of at least ARENA_BLOCK bytes in a list; each allocation is cut from the newest block. */
#include "arena.h"

#include "bug.h"
#include "heap.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *top;
};

#ifndef ARENA_BLOCK
#define ARENA_BLOCK (256 * 1024)
#endif

struct arena *arena_new(void)
{
    return heap_zeroed(sizeof(struct arena));
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    while (a->top) {
        struct block *next = a->top->next;
        free(a->top);
        a->top = next;
    }
    free(a);
}

static void add_block(struct arena *a, size_t at_least)
{
    const size_t size = at_least > ARENA_BLOCK ? at_least : ARENA_BLOCK;
    struct block *b = heap_zeroed(sizeof *b + size);
    b->size = size;
    b->next = a->top;
    a->top = b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        heap_out();
    const size_t need = (size + unit - 1) / unit * unit;
    if (!a->top || a->top->size - a->top->used < need)
        add_block(a, need);
    void *p = a->top->bytes + a->top->used;
    a->top->used += need;
    BUG_UNLESS(a->top->used <= a->top->size);
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / 2 / size)
        heap_out();
    return arena_alloc(a, count * size);
}

void *arena_more(struct arena *a, void *v, size_t n, size_t *room, size_t size)
{
    BUG_UNLESS(n <= *room);
    if (n < *room)
        return v;
    *room = *room ? 2 * *room : 8;
    void *copy = arena_array(a, *room, size);
    if (n > 0)
        memcpy(copy, v, n * size);
    return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_alloc(a, n + 1);
    memcpy(copy, s, n);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}
