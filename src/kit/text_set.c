/* text_set.c: open addressing; at most half of the slots are taken. A slot of an earlier age is free. */
#include "text_set.h"

#include "arena.h"
#include "bug.h"
#include "hash.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

enum { FIRST_ROOM = 32 };

struct text_slot {
    uint64_t hash;
    const char *text; /* NULL: free */
    size_t place;
    unsigned age;
};

struct text_set text_set_new(struct arena *a)
{
    return (struct text_set){.arena = a};
}

static uint64_t hash_of(const char *text)
{
    uint64_t h = hash_start();
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        h = hash_add(h, *p);
    return hash_fold(h);
}

static bool is_taken(const struct text_set *s, const struct text_slot *slot)
{
    return slot->text && slot->age == s->age;
}

/* Returns the slot of the text, or the free one where it belongs. */
static struct text_slot *find(const struct text_set *s, uint64_t hash, const char *text)
{
    BUG_UNLESS(s->room > 2 * s->n && (s->room & (s->room - 1)) == 0);
    for (size_t i = (size_t)hash & (s->room - 1);; i = (i + 1) & (s->room - 1)) {
        struct text_slot *slot = &s->slots[i];
        if (!is_taken(s, slot) || (slot->hash == hash && strcmp(slot->text, text) == 0))
            return slot;
    }
}

static void grow(struct text_set *s)
{
    const struct text_set old = *s;
    s->room = old.room ? 2 * old.room : FIRST_ROOM;
    s->slots = ARENA_ARRAY(s->arena, s->room, struct text_slot);
    for (size_t i = 0; i < old.room; i++)
        if (is_taken(&old, &old.slots[i]))
            *find(s, old.slots[i].hash, old.slots[i].text) = old.slots[i];
}

size_t text_set_add(struct text_set *s, const char *text, size_t place)
{
    const uint64_t hash = hash_of(text);
    BUG_UNLESS(place != TEXT_SET_NONE);
    if (2 * (s->n + 1) >= s->room)
        grow(s);
    struct text_slot *slot = find(s, hash, text);
    if (is_taken(s, slot))
        return slot->place;
    *slot = (struct text_slot){hash, text, place, s->age};
    s->n++;
    return TEXT_SET_NONE;
}

size_t text_set_find(const struct text_set *s, const char *text)
{
    const struct text_slot *slot = s->n > 0 ? find(s, hash_of(text), text) : NULL;
    return slot && is_taken(s, slot) ? slot->place : TEXT_SET_NONE;
}

void text_set_clear(struct text_set *s)
{
    BUG_UNLESS(s->age < UINT_MAX);
    s->age++;
    s->n = 0;
}
