/* hash.h: FNV-1a, by bytes or by words of 64 bits. Words need a fold: their high bits do not reach the low ones. */
#ifndef HASH_H
#define HASH_H

#include <stdint.h>

/* Returns the hash of nothing. */
static inline uint64_t hash_start(void)
{
    return 14695981039346656037u;
}
/* Returns the hash with one byte or word more. */
static inline uint64_t hash_add(uint64_t hash, uint64_t word)
{
    return (hash ^ word) * 1099511628211u;
}
/* Returns the hash with its high half in its low half too. */
static inline uint64_t hash_fold(uint64_t hash)
{
    return hash ^ hash >> 32;
}

#endif
