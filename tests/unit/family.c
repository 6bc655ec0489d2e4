/* prepare/family and model/assumed: rates that a record does not state come from its family, with a wider range, and a
   speed that would need a rate that nobody states is unknown. */
#include "test.h"

#include "arena.h"
#include "assumed.h"
#include "family.h"
#include "predict.h"
#include "prepare.h"
#include "stat.h"

static struct prepared s;
static struct predict_out out;

static struct request asked(const struct device *d, int n, const char *model)
{
    struct request q = test_request("rtx-3090", n, model, "Q4_K_M");
    for (int i = 0; i < n; i++)
        q.device[i] = d;
    q.endless_memory = true;
    return q;
}

static const struct prediction *predicted(const struct request *q)
{
    const struct catalogue *c = test_catalogue();
    THAT(prepare_case(c, q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(c), &out));
    return &out.figures;
}

static void forget(struct device *d, bool rates, bool clock, bool power)
{
    if (rates)
        d->fp16_tflops = d->fp16acc_tflops = d->int8_tflops = d->fp32_tflops = d->fp32_lanes = NAN;
    if (clock)
        d->boost_mhz = NAN;
    if (power)
        d->tdp_w = NAN;
}

static struct device plain(enum family f, double mhz, double fp16_tflops)
{
    struct device d = *FIND(device, "rtx-3090");
    forget(&d, true, true, false);
    d.family = f;
    d.compute_units = 10;
    d.boost_mhz = mhz;
    d.fp16_tflops = fp16_tflops;
    return d;
}

/* Three records of one family with 1, 2 and 8 times the rate, and one of another family. */
static void median_and_spread_by_hand(void)
{
    const struct device v[] = {plain(family_ampere, 1000, 10), plain(family_ampere, 2000, 40),
                               plain(family_ampere, 1000, 80), plain(family_ada, 1500, 30)};
    const struct device_list all = {COUNT_OF(v), v};
    const struct device none = plain(family_ampere, NAN, NAN), other = plain(family_ada, NAN, NAN),
                        alone = plain(family_hopper, NAN, NAN);
    const struct rig_assumed a = family_assumed(&all, &none), b = family_assumed(&all, &other),
                             c = family_assumed(&all, &alone), stated = family_assumed(&all, &v[0]);
    CLOSE(a.v[RIG_MATRIX], 2000, 1e-12);
    CLOSE(a.v[RIG_CLOCK], 1000, 1e-12);
    /* |ln| of the rates: 0, ln 2, ln 4; quantiles between the second and the third */
    CLOSE(a.ln[RIG_MATRIX][RIG_80], log(2) + 0.6 * log(2), 1e-12);
    CLOSE(a.ln[RIG_MATRIX][RIG_95], log(2) + 0.9 * log(2), 1e-12);
    CLOSE(a.ln[RIG_CLOCK][RIG_80], 0.6 * log(2), 1e-12); /* 0, 0, ln 2 */
    CLOSE(b.v[RIG_MATRIX], 2000, 1e-12);
    CLOSE(b.v[RIG_CLOCK], 1500, 1e-12);
    CLOSE(b.ln[RIG_MATRIX][RIG_95], a.ln[RIG_MATRIX][RIG_95], 1e-12); /* one record says nothing of a spread */
    CLOSE(c.v[RIG_MATRIX], NAN, 0);
    CLOSE(c.v[RIG_CLOCK], NAN, 0);
    CLOSE(stated.v[RIG_MATRIX], 0, 0);
    CLOSE(stated.v[RIG_CLOCK], 0, 0);
}

static bool states_all(const struct device_list *all, const struct device *d)
{
    const struct rig_assumed a = family_assumed(all, d);
    for (int k = 0; k < RIG_RATES; k++)
        if (a.v[k] != 0)
            return false;
    return true;
}

/* Families with matrix units lend their rates even to a card that states another rate; families without do not. */
static void units_of_the_family(void)
{
    const struct device_list *all = &test_catalogue()->devices;
    struct device d = *FIND(device, "rtx-3090");
    d.fp16_tflops = d.fp16acc_tflops = NAN;
    THAT(family_assumed(all, &d).v[RIG_MATRIX] > 0 && d.int8_tflops > 0);
    d = *FIND(device, "p100-pcie-16gb"); /* no Pascal card has matrix units: its shaders are what it has */
    THAT(states_all(all, &d) && isnan(d.fp16_tflops) && isnan(d.int8_tflops));
    d.fp32_tflops = d.fp32_lanes = NAN;
    THAT(family_assumed(all, &d).v[RIG_MATRIX] > 0);
}

static void made_up_card(void)
{
    struct device d = *FIND(device, "rtx-3090");
    const struct request q = asked(&d, 1, "llama-3.1-8b");
    const struct prediction stated = *predicted(&q);
    THAT(stated.assumed == assumed_nothing && stated.assumed_family == family_unknown);
    forget(&d, true, false, false);
    THAT(predicted(&q)->assumed == assumed_rate);
    forget(&d, true, true, false);
    const struct prediction p = *predicted(&q);
    THAT(p.assumed == assumed_rate_clock && p.assumed_family == family_ampere);
    THAT(p.decode_tok_s.mid < 0.9 * p.ceiling_tok_s && p.prefill_tok_s.mid > p.decode_tok_s.mid);
    CLOSE(p.decode_tok_s.mid, stated.decode_tok_s.mid, 0.1);
    CLOSE(p.ceiling_tok_s, stated.ceiling_tok_s, 1e-12);
    THAT(p.prefill_tok_s.low80 < 0.9 * stated.prefill_tok_s.low80);
    d.fp16_tflops = 71.2;
    THAT(predicted(&q)->assumed == assumed_clock);
    d.tdp_w = NAN;
    THAT(predicted(&q)->assumed == assumed_power_clock);
    ORDER(out.figures.prefill_tok_s.low80, stated.prefill_tok_s.low80);
}

/* No other record of the family: memory is known, speed is not. */
static void no_record_of_the_family(void)
{
    static const char *const models[] = {"llama-3.1-8b", "qwen3-30b-a3b"};
    static const enum split splits[] = {split_layer, split_tensor, split_row};
    struct device d = *FIND(device, "rtx-3090");
    forget(&d, true, true, false);
    d.family = family_gcn; /* no NVIDIA card is */
    for (size_t i = 0; i < COUNT_OF(models); i++)
        for (size_t j = 0; j < COUNT_OF(splits); j++) {
            struct request q = asked(&d, 2, models[i]);
            q.device[0] = FIND(device, "rtx-3090");
            q.split = splits[j];
            q.batch = q.parallel = 4;
            test_row("%s, split %d", models[i], (int)splits[j]);
            const struct prediction *p = predicted(&q);
            THAT(p->verdict == verdict_fits && p->weights_gib > 0 && p->spare_gib > 0);
            THAT(p->assumed == assumed_missing && p->assumed_family == family_gcn);
            CLOSE(p->decode_tok_s.mid, NAN, 0);
            CLOSE(p->prefill_tok_s.high95, NAN, 0);
            CLOSE(p->ttft_s.mid, NAN, 0);
            CLOSE(p->ceiling_tok_s, NAN, 0);
            THAT(p->bound == bound_unknown);
        }
}

/* The step law itself never hides an unknown rate behind a known one. */
static void unknown_in_a_tensor_split(void)
{
    struct step_time t;
    struct request q = asked(FIND(device, "rtx-3090"), 2, "llama-3.1-8b");
    q.split = split_tensor;
    THAT(isfinite(predicted(&q)->decode_tok_s.mid));
    const struct step_load load = {.n_tok = 1, .n_seq = 1, .n_out = 1, .context = 100};
    for (int i = 0; i < 2; i++) {
        struct rig r = s.rig;
        struct device other = *r.dev[0].device;
        struct step_case c;
        r.dev[i].device = &other;
        r.dev[i].assumed.v[RIG_MATRIX] = NAN;
        step_prepare(&c, &s.predict.memory, &out.memory.placement, &r, catalogue_policy(test_catalogue()));
        step_time(&c, &load, &t);
        CLOSE(t.part.total_s, NAN, 0);
    }
}

/* ---- properties ---- */

/* A bound that is cut off at the ceiling may come nearer. */
static void no_narrower(struct range before, struct range after, double ceiling)
{
    ORDER(after.low80 / after.mid, before.low80 / before.mid);
    ORDER(after.low95 / after.mid, before.low95 / before.mid);
    if (after.high80 < ceiling)
        ORDER(before.high80 / before.mid, after.high80 / after.mid);
    if (after.high95 < ceiling)
        ORDER(before.high95 / before.mid, after.high95 / after.mid);
}

/* The same request and constants with device 0's record replaced by a copy with fewer facts; the rest of the catalogue
   stays. */
static const struct prediction *without(const struct request *q, int how)
{
    const struct device_list *was = &test_catalogue()->devices;
    struct device *v = ARENA_ARRAY(test_arena(), was->n, struct device);
    const size_t at = (size_t)(q->device[0] - was->v);
    memcpy(v, was->v, was->n * sizeof *v);
    forget(&v[at], how & 1, how & 2, how & 4);
    const struct device_list all = {was->n, v};
    THAT(prepare_case(test_catalogue(), q, &s));
    for (int i = 0; i < s.rig.n; i++) {
        s.rig.dev[i].device = &v[at];
        s.rig.dev[i].assumed = family_assumed(&all, &v[at]);
    }
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
    return &out.figures;
}

/* Every device of the catalogue, without its rates, its clock, its power limit or several of them: no range is
   narrower, no verdict changes, and the speed that its own rates give is inside the 95 % range of nearly every one. */
static void unknown_never_improves(void)
{
    static const char *const models[] = {"llama-3.1-8b", "qwen3-30b-a3b"};
    const struct device_list *all = &test_catalogue()->devices;
    int assumed = 0, inside = 0, missing = 0;
    for (size_t i = 0; i < all->n; i++)
        for (int how = 1; how < 8 && states_all(all, &all->v[i]); how++) {
            struct request q = asked(&all->v[i], test_whole(1, 2), models[i % 2]);
            q.split = test_whole(0, 1) ? split_layer : split_tensor;
            q.batch = q.parallel = test_whole(0, 1) ? 1 : test_whole(2, 32);
            test_row("%s%s%s%s, %d, batch %g", all->v[i].id, how & 1 ? ", no rates" : "", how & 2 ? ", no clock" : "",
                     how & 4 ? ", no watts" : "", q.n, q.batch);
            const struct prediction before = *predicted(&q), *after = without(&q, how);
            THAT(after->verdict == before.verdict);
            THAT(after->assumed != assumed_nothing || (how == 4 && all->v[i].unified == flag_yes));
            missing += after->assumed == assumed_missing;
            if (after->assumed == assumed_missing) {
                CLOSE(after->decode_tok_s.mid, NAN, 0);
                CLOSE(after->prefill_tok_s.mid, NAN, 0);
                continue;
            }
            THAT(isfinite(after->decode_tok_s.mid) && isfinite(after->prefill_tok_s.mid));
            no_narrower(before.decode_tok_s, after->decode_tok_s, after->ceiling_tok_s);
            no_narrower(before.prefill_tok_s, after->prefill_tok_s, INFINITY);
            assumed++;
            inside += before.prefill_tok_s.mid >= after->prefill_tok_s.low95 &&
                      before.prefill_tok_s.mid <= after->prefill_tok_s.high95;
        }
    test_row("%d assumed, %d inside, %d missing", assumed, inside, missing);
    THAT(assumed > 300 && inside > 0.95 * assumed);
}

/* A batch of an expert model: never above its ceiling, which rises with the batch but not per user. */
static void ceiling_of_batches(void)
{
    static const char *const models[] = {"qwen3-30b-a3b", "gpt-oss-20b", "mixtral-8x7b", "llama-3.1-8b"};
    static const char *const devices[] = {"rtx-3090", "gb10", "rx-7900-xtx", "m4-max-40c"};
    for (size_t i = 0; i < COUNT_OF(models); i++)
        for (size_t j = 0; j < COUNT_OF(devices); j++) {
            double last = NAN;
            for (double batch = 1; batch <= 256; batch *= 2) {
                struct request q = asked(FIND(device, devices[j]), 1, models[i]);
                q.batch = q.parallel = batch;
                test_row("%s on %s, batch %g", models[i], devices[j], batch);
                const struct prediction *p = predicted(&q);
                ORDER(p->decode_tok_s.high95, p->ceiling_tok_s);
                if (batch > 1) {
                    ORDER(p->ceiling_tok_s / batch, last / (batch / 2));
                    ORDER(last, p->ceiling_tok_s);
                }
                last = p->ceiling_tok_s;
            }
        }
}

SUITE(family, {"median and spread by hand", median_and_spread_by_hand}, {"units of the family", units_of_the_family},
      {"a made-up card", made_up_card}, {"no record of the family", no_record_of_the_family},
      {"unknown in a tensor split", unknown_in_a_tensor_split}, {"unknown never improves", unknown_never_improves},
      {"ceiling of batches", ceiling_of_batches})
