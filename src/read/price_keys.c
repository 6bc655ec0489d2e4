/* price_keys.c: a hash table with open addressing that is at most half full. */
#include "price_keys.h"

#include "arena.h"
#include "bug.h"
#include "hash.h"

#include <string.h>

struct key_slot {
    uint64_t hash;
    const struct price_key *key; /* NULL: free */
};

struct price_keys {
    struct arena *arena;
    struct key_slot *slots;
    size_t n, room; /* room is a power of two */
    struct price_key *block;
    size_t block_left; /* keys that still fit in the block */
};

enum { FIRST_ROOM = 1024, BLOCK = 512 };

struct price_keys *price_keys_new(struct arena *a)
{
    struct price_keys *k = ARENA_NEW(a, struct price_keys);
    *k = (struct price_keys){.arena = a, .slots = ARENA_ARRAY(a, FIRST_ROOM, struct key_slot), .room = FIRST_ROOM};
    return k;
}

static uint64_t hash_text(uint64_t h, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        h = hash_add(h, *p);
    return hash_add(h, 0);
}

static uint64_t hash_of(const struct price_key *key)
{
    uint64_t bits;
    const double amount = key->amount;
    memcpy(&bits, &amount, sizeof bits);
    uint64_t h = hash_add(hash_start(), hash_fold(bits));
    h = hash_text(hash_text(hash_text(h, key->date), key->component), key->currency);
    h = hash_text(hash_text(hash_text(h, key->condition), key->kind), key->source);
    return hash_fold(hash_text(h, key->title));
}

static bool same(const struct price_key *a, const struct price_key *b)
{
    return memcmp(&a->amount, &b->amount, sizeof a->amount) == 0 && strcmp(a->date, b->date) == 0 &&
           strcmp(a->component, b->component) == 0 && strcmp(a->currency, b->currency) == 0 &&
           strcmp(a->condition, b->condition) == 0 && strcmp(a->kind, b->kind) == 0 &&
           strcmp(a->source, b->source) == 0 && strcmp(a->title, b->title) == 0;
}

/* Returns the slot of the key, or the free one where it belongs. */
static struct key_slot *find(struct key_slot *slots, size_t room, uint64_t hash, const struct price_key *key)
{
    BUG_UNLESS(room > 0 && (room & (room - 1)) == 0);
    for (size_t i = (size_t)hash & (room - 1);; i = (i + 1) & (room - 1))
        if (!slots[i].key || (slots[i].hash == hash && same(slots[i].key, key)))
            return &slots[i];
}

static void grow(struct price_keys *k)
{
    const size_t room = 2 * k->room;
    struct key_slot *slots = ARENA_ARRAY(k->arena, room, struct key_slot);
    for (size_t i = 0; i < k->room; i++)
        if (k->slots[i].key)
            *find(slots, room, k->slots[i].hash, k->slots[i].key) = k->slots[i];
    k->slots = slots;
    k->room = room;
}

bool price_keys_add(struct price_keys *k, const struct price_key *key)
{
    const uint64_t hash = hash_of(key);
    struct key_slot *s = find(k->slots, k->room, hash, key);
    if (s->key)
        return false;
    if (k->block_left == 0) {
        k->block = ARENA_ARRAY(k->arena, BLOCK, struct price_key);
        k->block_left = BLOCK;
    }
    struct price_key *kept = &k->block[BLOCK - k->block_left--];
    *kept = *key;
    *s = (struct key_slot){hash, kept};
    if (2 * ++k->n > k->room)
        grow(k);
    return true;
}

static const char *known(const char *text)
{
    return text ? text : "";
}

struct price_key price_keys_of(const struct price *p)
{
    return (struct price_key){known(p->date),
                              known(p->component),
                              known(enums_text(&enums_currency, (int)p->currency)),
                              known(enums_text(&enums_condition, (int)p->condition)),
                              known(enums_text(&enums_pricekind, (int)p->kind)),
                              known(p->source),
                              known(p->title),
                              p->amount.mid};
}
