/* compute_buffers_cache.h: compute buffers that were computed before, in the caller's memory. They take longer to
   compute than all the rest of a prediction, and searches ask for the same ones again and again. */
#ifndef COMPUTE_BUFFERS_CACHE_H
#define COMPUTE_BUFFERS_CACHE_H

#include "placement.h"

/* Everything that compute buffers depend on. Compared byte by byte, so zero it before filling it. */
struct compute_buffers_key {
    const struct model *model; /* NULL: the entry is empty */
    const struct quant *quant;
    const struct format *kv, *kv_v;
    double cells; /* cache cells of one sequence, or of all if they share a cache */
    double n_seq, ubatch, n_outputs, stream_tokens, experts_on_host, copies, layers_on_host;
    int n, output; /* devices; the device with the output matrix, -1: the host */
    int tensor_split, flash_attn, kv_unified, kv_on_host, swa_full;
    int n_layers[RIG_MAX_DEVICES]; /* layers of each device */
};

struct compute_buffers_entry {
    struct compute_buffers_key key;
    double device_b[RIG_MAX_DEVICES], host_b;
};

/* A hash table in the caller's memory. Zeroed entries are empty. It holds as long as the records that its keys point to
   are not changed. */
struct compute_buffers_cache {
    struct compute_buffers_entry *entry;
    size_t n;      /* entries: a power of two */
    size_t recent; /* index of the entry that was kept or recalled last: most cases ask for it again */
};

/* Fills *out with the key of a case whose layers are placed as in p. */
void compute_buffers_cache_key(const struct placement_case *c, const struct placement *p,
                               struct compute_buffers_key *out);
/* Fills compute_b of every device and host_compute_b. Returns false, and changes nothing, if the key is not in the
   cache. */
bool compute_buffers_cache_recall(struct compute_buffers_cache *cache, const struct compute_buffers_key *key,
                                  struct placement *out);
/* Keeps the placement's buffers under that key; may forget those of another key. */
void compute_buffers_cache_keep(struct compute_buffers_cache *cache, const struct compute_buffers_key *key,
                                const struct placement *p);

#endif
