#include "levels.h"

#include <math.h>

/* Starts: efficiencies and launch times of docs/model.md's sources. Spreads: how much published figures differ from
   group to group, then scaled by kind of group and constant where that brought predictions of left-out GPUs closer
   (decision 0012). Both are expectations that measurements outweigh. */
const struct level levels[] = {
    {constant_weight_bw, 0, 1, 0.85},
    {constant_weight_bw, KEY_ENGINE, 0.1, 1},
    {constant_weight_bw, KEY_POOL, 0.09, 1},
    {constant_weight_bw, KEY_DEVICE, 0.096, 1},
    {constant_weight_bw, KEY_FAMILY | KEY_POOL, 0.05, 1},
    {constant_weight_bw, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.18, 1},
    {constant_unpack, 0, 2, 7},
    {constant_unpack, KEY_VENDOR, 0.7, 1},
    {constant_unpack, KEY_POOL, 0.2, 1},
    {constant_unpack, KEY_GGUF | KEY_VENDOR, 0.3, 1},
    {constant_unpack, KEY_FAMILY | KEY_POOL, 0.12, 1},
    {constant_unpack, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 1, 1},
    {constant_unpack, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 0.15, 1},
    {constant_unpack, KEY_KERNELS | KEY_BACKEND | KEY_QCLASS, 0.4, 1},
    {constant_matrix, 0, 2, 0.4},
    {constant_matrix, KEY_VENDOR, 0.7, 1},
    {constant_matrix, KEY_ENGINE, 0.2, 1},
    {constant_matrix, KEY_DEVICE, 0.08, 1},
    {constant_matrix, KEY_BUILD, 0.15, 1},
    {constant_matrix, KEY_GGUF | KEY_VENDOR, 0.4, 1},
    {constant_matrix, KEY_FAMILY | KEY_POOL, 0.15, 1},
    {constant_matrix, KEY_GGUF | KEY_QCLASS, 0.2, 1},
    {constant_matrix, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 1, 1},
    {constant_matrix, KEY_KERNELS | KEY_ERA | KEY_QCLASS, 0.2, 1},
    {constant_matrix, KEY_KERNELS | KEY_BACKEND | KEY_FAMILY | KEY_POOL, 0.3, 1},
    {constant_carry, 0, 0.2, 3.7},
    {constant_carry, KEY_VENDOR, 0.15, 1},
    {constant_carry, KEY_FAMILY | KEY_POOL, 0.1, 1},
    {constant_floor, 0, 0.1, 0.3},
    {constant_energy, 0, 0.2, 400},
    {constant_energy, KEY_VENDOR, 0.2, 1},
    {constant_energy, KEY_FAMILY | KEY_POOL, 0.15, 1},
    {constant_cache_bw, 0, 1, 0.6},
    {constant_cache_bw, KEY_VENDOR, 0.2, 1},
    {constant_cache_bw, KEY_FLASH, 0.2, 1},
    {constant_cache_bw, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.3, 1},
    {constant_cache_bw, KEY_KERNELS | KEY_BACKEND | KEY_HEADS, 0.2, 1},
    {constant_attn, 0, 2, 0.3},
    {constant_attn, KEY_VENDOR, 0.7, 1},
    {constant_attn, KEY_FLASH, 1, 1},
    {constant_attn, KEY_FAMILY | KEY_POOL, 0.15, 1},
    {constant_attn, KEY_KERNELS | KEY_HEADS, 0.4, 1},
    {constant_attn, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 1, 1},
    {constant_attn, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 0.25, 1},
    {constant_decode_attn, 0, 2, 10},
    {constant_decode_attn, KEY_VENDOR, 0.5, 1},
    {constant_decode_attn, KEY_FLASH, 0.5, 1},
    {constant_decode_attn, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.8, 1},
    {constant_decode_attn, KEY_KERNELS | KEY_BACKEND | KEY_HEADS, 0.4, 1},
    {constant_layer_us, 0, 3.2, 20},
    {constant_layer_us, KEY_VENDOR, 0.48, 1},
    {constant_layer_us, KEY_ENGINE, 0.2, 1},
    {constant_layer_us, KEY_GGUF | KEY_VENDOR, 0.3, 1},
    {constant_layer_us, KEY_BACKEND | KEY_FAMILY, 0.15, 1},
    {constant_layer_us, KEY_FAMILY | KEY_POOL, 0.12, 1},
    {constant_layer_us, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.8, 1},
    {constant_layer_us, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 0.25, 1},
    {constant_layer_us, KEY_KERNELS | KEY_BACKEND | KEY_BUILD, 0.32, 1},
    {constant_token_us, 0, 2, 0.05},
    {constant_token_us, KEY_VENDOR, 0.7, 1},
    {constant_token_us, KEY_FAMILY | KEY_POOL, 0.15, 1},
    {constant_token_us, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 0.2, 1},
    {constant_expert_us, 0, 2, 10},
    {constant_expert_us, KEY_VENDOR, 0.5, 1},
    {constant_expert_us, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.8, 1},
    {constant_expert_us, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 0.3, 1},
    {constant_linear_us, 0, 2, 15},
    {constant_linear_us, KEY_VENDOR, 0.5, 1},
    {constant_linear_us, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.8, 1},
    {constant_linear_us, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 1.2, 1},
    {constant_host_us, 0, 2, 200},
    {constant_host_us, KEY_ENGINE, 0.7, 1},
    {constant_expert_bw, 0, 1, 0.9},
    {constant_expert_bw, KEY_VENDOR, 0.2, 1},
    {constant_expert_bw, KEY_KERNELS | KEY_BACKEND | KEY_QCLASS, 0.25, 1},
    {constant_expert_matrix, 0, 2, 0.5},
    {constant_expert_matrix, KEY_VENDOR, 0.5, 1},
    {constant_expert_matrix, KEY_QCLASS, 0.2, 1},
    {constant_expert_matrix, KEY_FAMILY | KEY_POOL, 0.12, 1},
    {constant_expert_matrix, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.8, 1},
    {constant_expert_matrix, KEY_KERNELS | KEY_BACKEND | KEY_ERA, 0.25, 1},
    {constant_vector, 0, 0.7, 0.3},
    {constant_vector, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 0.5, 1},
    {constant_vector, KEY_KERNELS | KEY_BACKEND | KEY_QCLASS, 0.3, 1},
    {constant_batch_tokens, 0, 1, 20},
    {constant_batch_tokens, KEY_KERNELS | KEY_BACKEND | KEY_VENDOR, 1, 1},
    {constant_unique, 0, 0.2, 0.8},
    {constant_latency, 0, 0.5, 1},
    {constant_latency, KEY_SPLIT, 0.3, 1},
    {constant_latency, KEY_ENGINE | KEY_SPLIT, 0.5, 1},
    {constant_bus, 0, 0.5, 1},
    {constant_bus, KEY_SPLIT, 1, 1},
    {constant_bus, KEY_ENGINE | KEY_SPLIT, 0.7, 1},
    {constant_hop, 0, 1, 1},
    {constant_overlap, 0, 0.7, 0.8},
    {constant_overlap, KEY_QCLASS | KEY_WIDE, 0.7, 1},
    {constant_unpack_power, 0, 0.7, 0.2},
};
const size_t levels_n = sizeof levels / sizeof *levels;

struct calibration levels_group(const struct level *l, const struct constants_case *c)
{
    struct calibration k = {.constant = l->constant, .value = NAN, .spread = NAN, .rows = 0};
    if (l->keys & KEY_VENDOR)
        k.vendor = c->device->vendor;
    if (l->keys & KEY_BACKEND)
        k.backend = c->backend;
    if (l->keys & KEY_KERNELS)
        k.kernels = c->engine->kernels ? c->engine->kernels : c->engine;
    if (l->keys & KEY_ENGINE)
        k.engine = c->engine;
    if (l->keys & KEY_GGUF)
        k.gguf = c->engine->gguf;
    if (l->keys & KEY_FAMILY)
        k.family = c->device->family;
    if (l->keys & KEY_POOL)
        k.pool = constants_pool(c->device);
    if (l->keys & KEY_DEVICE)
        k.device = c->device;
    if (l->keys & KEY_ERA)
        k.era = c->epoch;
    if (l->keys & KEY_QCLASS)
        k.qclass = c->qclass;
    if (l->keys & KEY_BUILD)
        k.build = c->build;
    if (l->keys & KEY_FLASH)
        k.flash_attn = c->flash_attn;
    if (l->keys & KEY_HEADS)
        k.wide_heads = c->wide_heads;
    if (l->keys & KEY_WIDE)
        k.wide = c->wide;
    if (l->keys & KEY_SPLIT)
        k.split = c->split;
    return k;
}

bool levels_same(const struct calibration *a, const struct calibration *b)
{
    return a->constant == b->constant && a->vendor == b->vendor && a->backend == b->backend &&
           a->kernels == b->kernels && a->engine == b->engine && a->gguf == b->gguf && a->family == b->family &&
           a->pool == b->pool && a->device == b->device && a->era == b->era && a->qclass == b->qclass &&
           a->build == b->build && a->flash_attn == b->flash_attn && a->wide_heads == b->wide_heads &&
           a->wide == b->wide && a->split == b->split;
}
