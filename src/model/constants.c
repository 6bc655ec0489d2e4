/* constants.c: constants of the step-time law, as products of calibration records.

   Idea: a constant is level * factors. The record without keys is the level; records with keys are factors for a
   maker, a kind of memory, the kernels of an engine on a backend, a family of cards, one card, a class of format or
   a date of the build. All records that match a case are multiplied.
   Invariant: a constant that no record covers is NaN, so the prediction is unknown, never a guess.
   Reference: docs/model.md, "Calibration"; data/priors.json lists the groups of each constant. */
#include "constants.h"

#include "hash.h"

#include <math.h>
#include <stdint.h>

enum model_kind constants_model_kind(const struct model *m)
{
    if (m->linear_layers > 0)
        return model_kind_hybrid;
    return m->experts > 0 ? model_kind_moe : model_kind_dense;
}

enum qclass constants_qclass(const struct constants_case *c)
{
    return c->engine->gguf != flag_yes && c->qclass == qclass_bf16 ? qclass_f16 : c->qclass;
}

enum memory_class constants_memory_class(const struct device *d)
{
    if (d->unified == flag_yes)
        return memory_class_shared;
    return d->memory == memkind_hbm ? memory_class_hbm : memory_class_gddr;
}

enum epoch constants_epoch(double month)
{
    static const struct {
        double before;
        enum epoch epoch;
    } spans[] = {
        {12 * 2024, epoch_y2023}, {12 * 2025, epoch_y2024}, {12 * 2025 + 6, epoch_y2025a}, {12 * 2026, epoch_y2025b}};
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
        if (month < spans[i].before)
            return spans[i].epoch;
    return epoch_y2026;
}

bool constants_match(const struct calibration *k, const struct constants_case *c)
{
#define KEY(row, key, of, value, doc)                                                                                  \
    if (k->key && k->key != (value))                                                                                   \
        return false;
#include "calibration_key.def"
#undef KEY
    return true;
}

void constants_resolve(const struct calibration_list *all, const struct constants_case *c, struct constants *out)
{
    for (int i = 0; i < constant_end; i++)
        out->v[i] = NAN;
    for (size_t i = 0; i < all->n; i++) {
        const struct calibration *k = &all->v[i];
        if (constants_match(k, c))
            out->v[k->constant] = isnan(out->v[k->constant]) ? k->value : out->v[k->constant] * k->value;
    }
}

static bool same_case(const struct constants_case *a, const struct constants_case *b)
{
    return a->device == b->device && a->engine == b->engine && a->model == b->model && a->backend == b->backend &&
           a->epoch == b->epoch && a->qclass == b->qclass && a->flash_attn == b->flash_attn &&
           a->unfused == b->unfused && a->chunked == b->chunked && a->slow_attention == b->slow_attention &&
           a->split == b->split && a->own == b->own && a->link_stated == b->link_stated &&
           a->link_known == b->link_known;
}

/* Returns the entry in which the case is kept. */
static struct constants_memo_entry *entry_of(const struct constants_memo *memo, const struct constants_case *c)
{
    const uint64_t words[] = {(uintptr_t)c->device,     (uintptr_t)c->engine, (uintptr_t)c->model,
                              (uint64_t)c->backend,     (uint64_t)c->epoch,   (uint64_t)c->qclass,
                              (uint64_t)c->flash_attn,  (uint64_t)c->split,   (uint64_t)c->link_known,
                              (uint64_t)c->link_stated, (uint64_t)c->unfused, (uint64_t)c->slow_attention,
                              (uint64_t)c->chunked,     (uint64_t)c->own};
    uint64_t hash = hash_start();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        hash = hash_fold(hash_add(hash, words[i]));
    return &memo->entry[hash & (memo->n - 1)];
}

const struct constants *constants_recall(const struct calibration_list *all, const struct constants_case *c,
                                         struct constants_memo *memo)
{
    struct constants_memo_entry *e = entry_of(memo, c);
    if (!e->key.device || !same_case(&e->key, c)) {
        e->key = *c;
        constants_resolve(all, c, &e->constants);
    }
    return &e->constants;
}
