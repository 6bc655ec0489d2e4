/* fit/intervals and prepare/interval: widths that were put into made-up errors are found again, a row's own rig has no
   say in its range, and a case takes the records that match it. */
#include "test.h"

#include "arena.h"
#include "interval.h"
#include "intervals.h"

enum { RIGS = 40, EACH = 50, ROWS = RIGS * EACH };

static const double narrow = 0.1, wide = 0.4;

/* Decode rows of many rigs, every second row batched; ln(measured / said) is uniform within +-0.1 and, for batches,
   +-0.4. What knew the GPU is twice as close. */
static struct calibrate_rows made_up(struct arena *a, double *said, double *known)
{
    static const char *const cards[] = {"rtx-3070",    "rtx-3080-10gb", "rtx-3090", "rtx-4090", "a40",
                                        "rtx-3090-ti", "rtx-4070-ti",   "rtx-2080", "rtx-5090", "rtx-4060-ti-16gb"};
    struct calibrate_rows rows = {.v = ARENA_ARRAY(a, ROWS, struct calibrate_row),
                                  .n = ROWS,
                                  .which = ARENA_ARRAY(a, ROWS, size_t),
                                  .n_groups = RIGS};
    for (int i = 0; i < ROWS; i++) {
        struct calibrate_row *r = &rows.v[i];
        const bool batched = i % 2 == 1;
        const double ln = (batched ? wide : narrow) * (2 * ((i / 2 * 37) % 101) / 100.0 - 1);
        *r = (struct calibrate_row){.phase = phase_decode,
                                    .measured_tok_s = 100,
                                    .fold_group = i / EACH,
                                    .fitted = true,
                                    .predict = {.batch = batched ? 8 : 1}};
        r->key = (struct constants_case){.device = FIND(device, cards[i / EACH % (int)COUNT_OF(cards)]),
                                         .engine = FIND(engine, "llama.cpp"),
                                         .backend = backend_cuda,
                                         .model = FIND(model, "llama-3.1-8b"),
                                         .split = split_none};
        said[i] = 100 / exp(ln);
        known[i] = 100 / exp(ln / 2);
    }
    return rows;
}

static struct spread case_of(const char *device, enum backend backend, double batch)
{
    const struct constants_case k = {.device = FIND(device, device),
                                     .engine = FIND(engine, "llama.cpp"),
                                     .backend = backend,
                                     .model = FIND(model, "llama-3.1-8b"),
                                     .split = split_none};
    return interval_case(&k, phase_decode, 0, batch);
}

static double half_width(const struct spread_list *all, struct spread c)
{
    const struct range r = interval_range(all, &c);
    return log(r.high80 / r.low80) / 2;
}

static void found_again(void)
{
    struct arena *a = arena_new();
    double *said = ARENA_ARRAY(a, ROWS, double), *known = ARENA_ARRAY(a, ROWS, double);
    const struct calibrate_rows rows = made_up(a, said, known);
    const struct spread_list all = intervals_records(a, &rows, said, known);
    const double one = half_width(&all, case_of("rtx-4080", backend_cuda, 1)),
                 many = half_width(&all, case_of("rtx-4080", backend_cuda, 8));
    CLOSE(one, 0.8 * narrow, 0.15); /* 80 % of a uniform distribution */
    CLOSE(many, 0.8 * wide, 0.15);
    CLOSE(half_width(&all, case_of("rtx-3090", backend_cuda, 1)) / one, 0.5, 0.05);
    THAT(half_width(&all, case_of("rtx-4080", backend_vulkan, 1)) >= one); /* nobody measured that: never narrower */
    const struct constants_case k = {.device = FIND(device, "rtx-3090"),
                                     .engine = FIND(engine, "llama.cpp"),
                                     .model = FIND(model, "llama-3.1-8b"),
                                     .backend = backend_cuda};
    const struct spread prefill = interval_case(&k, phase_prefill, 0, 1);
    THAT(isnan(interval_range(&all, &prefill).mid)); /* there were no such rows */
    arena_free(a);
}

/* One device has no link that could be stated: there is one record without keys, and every record has keys of its own.
 */
static void records_differ(void)
{
    struct arena *a = arena_new();
    double *said = ARENA_ARRAY(a, ROWS, double), *known = ARENA_ARRAY(a, ROWS, double);
    const struct calibrate_rows rows = made_up(a, said, known);
    for (int i = 0; i < ROWS / 2; i++) { /* half of the rigs are pairs of cards, three times as wrong */
        rows.v[i].key.split = split_layer;
        rows.v[i].key.link_stated = i % 4 < 2 ? flag_yes : flag_no;
        said[i] = 100 * pow(said[i] / 100, 3);
    }
    const struct spread_list all = intervals_records(a, &rows, said, known);
    int bare = 0;
    for (size_t i = 0; i < all.n; i++) {
        const struct spread none = interval_group(&all.v[i], 0);
        bare += interval_same(&all.v[i], &none);
        for (size_t k = 0; k < i; k++)
            THAT(!interval_same(&all.v[i], &all.v[k]));
    }
    THAT(bare == 1);
    arena_free(a);
}

/* A rig whose rows are all wrong by a factor of three is outside what the others say; they would be wider, if it had a
   say. */
static void own_rig_left_out(void)
{
    struct arena *a = arena_new();
    double *said = ARENA_ARRAY(a, ROWS, double), *known = ARENA_ARRAY(a, ROWS, double);
    struct range *before = ARENA_ARRAY(a, ROWS, struct range), *after = ARENA_ARRAY(a, ROWS, struct range);
    const struct calibrate_rows rows = made_up(a, said, known);
    int inside80 = 0, inside95 = 0;
    intervals_left_out(a, &rows, said, before);
    for (int i = 0; i < ROWS; i++) {
        inside80 += 100 >= said[i] * before[i].low80 && 100 <= said[i] * before[i].high80;
        inside95 += 100 >= said[i] * before[i].low95 && 100 <= said[i] * before[i].high95;
    }
    CLOSE(inside80, 0.80 * ROWS, 0.05);
    CLOSE(inside95, 0.95 * ROWS, 0.03);
    for (int i = 0; i < EACH; i++)
        said[i] *= 3;
    intervals_left_out(a, &rows, said, after);
    for (int i = 0; i < ROWS; i++) {
        test_row("row %d", i);
        if (i < EACH)
            CLOSE(after[i].low95, before[i].low95, 1e-9);
        else
            THAT(after[i].low95 <= before[i].low95);
    }
    arena_free(a);
}

/* One rig's rows alone: others give no range, and the speed is unchanged. */
static void nobody_else_tells_no_range(void)
{
    struct arena *a = arena_new();
    double *said = ARENA_ARRAY(a, ROWS, double), *known = ARENA_ARRAY(a, ROWS, double);
    struct range *out = ARENA_ARRAY(a, ROWS, struct range);
    struct calibrate_rows rows = made_up(a, said, known);
    rows.n = EACH;
    rows.n_groups = 1;
    intervals_left_out(a, &rows, said, out);
    for (int i = 0; i < EACH; i++)
        THAT(out[i].mid == 1 && isnan(out[i].low95) && isnan(out[i].low80) && isnan(out[i].high80) &&
             isnan(out[i].high95));
    arena_free(a);
}

/* Quantiles of the record with the most keys, times all widths that match. */
static void records_match(void)
{
    const struct spread c = case_of("rtx-3090", backend_cuda, 8);
    struct spread v[4] = {interval_group(&c, 0), interval_group(&c, INTERVAL_vendor),
                          interval_group(&c, INTERVAL_batched), interval_group(&c, INTERVAL_backend)};
    v[0].low95 = -0.4, v[0].low80 = -0.2, v[0].high80 = 0.2, v[0].high95 = 0.4;
    v[1].low95 = -0.8, v[1].low80 = -0.3, v[1].high80 = 0.1, v[1].high95 = 0.5;
    v[2].width = 2;
    v[3].width = 10;
    v[3].backend = backend_vulkan;
    const struct range r = interval_range(&(struct spread_list){4, v}, &c);
    CLOSE(r.low80, exp(-0.6), 1e-12);
    CLOSE(r.high95, exp(1.0), 1e-12);
    CLOSE(r.mid, 1, 0);
    const struct range plain = interval_range(&(struct spread_list){1, v}, &c);
    CLOSE(plain.low80, exp(-0.2), 1e-12);
}

SUITE(intervals, {"records differ in their keys", records_differ},
      {"nobody else tells no range", nobody_else_tells_no_range}, {"widths are found again", found_again},
      {"a rig has no say in its own range", own_rig_left_out}, {"records that match", records_match})
