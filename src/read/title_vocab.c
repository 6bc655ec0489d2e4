#include "title_vocab.h"

#include "arena.h"
#include "bug.h"
#include "hash.h"

#include <stddef.h>
#include <string.h>

struct title_vocab {
    struct arena *arena;
    size_t n, room;    /* words; places of slot, a power of two */
    const char **slot; /* NULL: free */
    unsigned *number;  /* of the word in the same slot */
};

enum { FIRST_ROOM = 1024 };

static size_t place(const struct title_vocab *v, const char *word)
{
    uint64_t hash = hash_start();
    for (const char *p = word; *p; p++)
        hash = hash_add(hash, (unsigned char)*p);
    size_t i = (size_t)hash_fold(hash) & (v->room - 1);
    while (v->slot[i] && strcmp(v->slot[i], word) != 0)
        i = (i + 1) & (v->room - 1);
    return i;
}

static void resize(struct title_vocab *v, size_t room)
{
    const struct title_vocab old = *v;
    v->room = room;
    v->slot = ARENA_ARRAY(v->arena, room, const char *);
    v->number = ARENA_ARRAY(v->arena, room, unsigned);
    for (size_t i = 0; i < old.room; i++)
        if (old.slot[i]) {
            const size_t to = place(v, old.slot[i]);
            v->slot[to] = old.slot[i];
            v->number[to] = old.number[i];
        }
}

struct title_vocab *title_vocab_new(struct arena *a)
{
    struct title_vocab *v = ARENA_NEW(a, struct title_vocab);
    v->arena = a;
    resize(v, FIRST_ROOM);
    return v;
}

unsigned title_vocab_add(struct title_vocab *v, const char *word)
{
    const size_t i = place(v, word);
    if (v->slot[i])
        return v->number[i];
    v->slot[i] = arena_strdup(v->arena, word);
    const unsigned number = v->number[i] = (unsigned)++v->n;
    if (2 * v->n > v->room)
        resize(v, 2 * v->room);
    BUG_UNLESS(2 * v->n <= v->room);
    return number;
}

unsigned title_vocab_find(const struct title_vocab *v, const char *word)
{
    const size_t i = place(v, word);
    return v->slot[i] ? v->number[i] : 0;
}

unsigned title_vocab_count(const struct title_vocab *v)
{
    return (unsigned)v->n;
}
