/* compute_buffers_cache.c: a hash table from cases to compute buffers.

   Idea: a key holds everything that the graph of a micro-batch is built from. Its hash names a first entry; a key is in
   one of a few entries from there on. A new key takes an empty one of them, else the first.
   Invariant: what is recalled equals what compute_buffers_fill computes without a cache. */
#include "compute_buffers_cache.h"

#include "bug.h"
#include "hash.h"

#include <stdint.h>
#include <string.h>

enum { PROBES = 4 }; /* entries in which a key may be */

/* Returns the device with the output matrix; -1: the host. */
static int output_device(const struct placement *p)
{
    for (int d = 0; d < p->n; d++)
        if (p->dev[d].holds_output)
            return d;
    return -1;
}

void compute_buffers_cache_key(const struct placement_case *c, const struct placement *p,
                               struct compute_buffers_key *out)
{
    memset(out, 0, sizeof *out); /* the padding too */
    out->model = c->llm->model;
    out->quant = c->llm->quant;
    out->kv = c->kv;
    out->kv_v = c->kv_v;
    out->cells = placement_cells(c->kv_unified ? c->ctx : c->ctx / c->n_seq);
    out->n_seq = c->n_seq;
    out->ubatch = c->ubatch;
    out->n_outputs = c->n_outputs;
    out->stream_tokens = c->engine->stream_tokens;
    out->experts_on_host = c->experts_on_host;
    out->copies = p->pipeline_copies;
    out->layers_on_host = p->layers_on_host;
    out->n = p->n;
    out->output = output_device(p);
    out->tensor_split = c->split == split_tensor;
    out->flash_attn = c->flash_attn;
    out->kv_unified = c->kv_unified;
    out->kv_on_host = c->kv_on_host;
    out->swa_full = c->swa_full;
    for (int d = 0; d < p->n; d++)
        out->n_layers[d] = p->dev[d].n_layers;
}

static uint64_t hash_of(const struct compute_buffers_key *key)
{
    const size_t words = sizeof *key / sizeof(uint64_t);
    _Static_assert(sizeof *key % sizeof(uint64_t) == 0, "the key is whole words");
    uint64_t hash = hash_start(), word;
    for (size_t i = 0; i < words; i++) {
        memcpy(&word, (const unsigned char *)key + i * sizeof word, sizeof word);
        hash = hash_fold(hash_add(hash, word));
    }
    return hash;
}

static bool has(const struct compute_buffers_entry *e, const struct compute_buffers_key *key)
{
    return memcmp(&e->key, key, sizeof *key) == 0;
}

/* Returns the entry with the key, or the one that it may take. The cache has entries. */
static struct compute_buffers_entry *entry_for(const struct compute_buffers_cache *cache,
                                               const struct compute_buffers_key *key)
{
    BUG_UNLESS(cache->n > 0 && (cache->n & (cache->n - 1)) == 0 && key->model);
    const size_t first = (size_t)hash_of(key) & (cache->n - 1);
    struct compute_buffers_entry *empty = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct compute_buffers_entry *e = &cache->entry[(first + i) & (cache->n - 1)];
        if (has(e, key))
            return e;
        if (!e->key.model && !empty)
            empty = e;
    }
    return empty ? empty : &cache->entry[first];
}

bool compute_buffers_cache_recall(struct compute_buffers_cache *cache, const struct compute_buffers_key *key,
                                  struct placement *out)
{
    if (cache->n == 0)
        return false;
    BUG_UNLESS(cache->recent < cache->n);
    const struct compute_buffers_entry *e = &cache->entry[cache->recent];
    if (!has(e, key)) {
        e = entry_for(cache, key);
        if (!has(e, key))
            return false;
        cache->recent = (size_t)(e - cache->entry);
    }
    for (int d = 0; d < out->n; d++)
        out->dev[d].compute_b = e->device_b[d];
    out->host_compute_b = e->host_b;
    return true;
}

void compute_buffers_cache_keep(struct compute_buffers_cache *cache, const struct compute_buffers_key *key,
                                const struct placement *p)
{
    if (cache->n == 0)
        return;
    struct compute_buffers_entry *e = entry_for(cache, key);
    memcpy(&e->key, key, sizeof *key);
    for (int d = 0; d < p->n; d++)
        e->device_b[d] = p->dev[d].compute_b;
    e->host_b = p->host_compute_b;
    cache->recent = (size_t)(e - cache->entry);
}
