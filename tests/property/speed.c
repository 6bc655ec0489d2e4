/* Laws that hold for every model, mix and rig: speed. Random cases from the seed that is printed. */
#include "test.h"

#include "collective.h"
#include "compatibility.h"
#include "predict.h"
#include "prepare.h"
#include "random_rig.h"

enum { CASES = 600 };

static const char *const quants[] = {"F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "IQ4_XS", "Q2_K"};

static struct prepared s;

/* ---- cases: anything of the catalogue that an engine would start ---- */

/* Some have a power cap. */
static void any_devices(struct request *q, int n, bool alike)
{
    const struct device *first = random_rig_device();
    const double cap = test_whole(0, 3) == 0 && !isnan(first->tdp_w) ? first->tdp_w * test_uniform(0.4, 1) : NAN;
    random_rig_devices(q, first, n, alike);
    for (int i = 0; i < n; i++)
        q->cap_w[i] = cap;
}

static struct request drawn(int n, bool alike)
{
    const struct catalogue *c = test_catalogue();
    struct request q = request_nothing();
    any_devices(&q, n, alike);
    random_rig_work(&q, true);
    q.backend = (enum backend)test_whole(0, backend_end - 1);
    q.split = random_rig_split(n);
    q.link = test_whole(0, 1) ? &c->links.v[test_whole(0, (int)c->links.n - 1)] : NULL;
    q.engine_month = test_whole(0, 2) ? NAN : 12.0 * 2023 + test_whole(0, 40);
    q.depth = test_whole(0, 2) ? test_whole(0, 20000) : test_whole(0, 120000);
    q.prompt = test_whole(1, 8000);
    q.gen = test_whole(1, 1000);
    q.batch = q.parallel = test_whole(0, 2) ? 1 : test_whole(2, 64);
    q.ctx = 262144 * q.batch;
    q.ubatch = test_whole(0, 3) ? NAN : 64.0 * test_whole(1, 32);
    q.flash_attn = test_whole(0, 3) ? flag_yes : flag_no;
    q.kv = test_whole(0, 3) ? NULL : FIND(format, "Q8_0");
    q.ngl = test_whole(0, 7) ? NAN : (double)test_whole(0, (int)q.model->layers);
    q.experts_on_host = test_whole(0, 7) ? 0 : test_whole(0, (int)q.model->layers);
    return q;
}

static struct request case_of(int n, bool alike)
{
    for (;;) {
        const struct request q = drawn(n, alike);
        if (compatibility_check(&q, q.engine).rule != COMPATIBILITY_YES)
            continue;
        test_row("%d x %s (%s), %s %s, %s %s, split %s, link %s, depth %g, prompt %g, gen %g, batch %g, month %g, ngl "
                 "%g, experts in RAM %g, cap %g",
                 n, q.device[0]->id, q.device[n - 1]->id, q.model->id, q.quant->id, q.engine->id,
                 enums_words(&enums_backend, (int)prepare_backend(&q, q.engine, 0)),
                 enums_words(&enums_split, (int)q.split), q.link ? q.link->id : "-", q.depth, q.prompt, q.gen, q.batch,
                 q.engine_month, q.ngl, q.experts_on_host, q.cap_w[0]);
        return q;
    }
}

static struct request any_case(void)
{
    const int n = test_whole(0, 1) ? 1 : test_whole(2, 8);
    return case_of(n, test_whole(0, 3) > 0);
}

static const struct predict_out *run(void)
{
    static struct predict_out out;
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
    THAT(out.figures.decode_tok_s.mid > 0 && isfinite(out.figures.decode_tok_s.mid) &&
         out.figures.prefill_tok_s.mid > 0 && isfinite(out.figures.prefill_tok_s.mid));
    return &out;
}

static struct predict_out predicted(const struct request *q)
{
    THAT(prepare_case(test_catalogue(), q, &s));
    return *run();
}

static void never_slower(const struct prediction *before, const struct prediction *after)
{
    ORDER(before->decode_tok_s.mid, after->decode_tok_s.mid);
    ORDER(before->prefill_tok_s.mid, after->prefill_tok_s.mid);
    ORDER(after->ttft_s.mid, before->ttft_s.mid);
}

/* ---- better parts ---- */

/* The rates that the record states are those at boost clock. */
static void clock_rates(struct device *d, double times)
{
    d->fp16_tflops *= times;
    d->fp16acc_tflops *= times;
    d->int8_tflops *= times;
    d->fp8_tflops *= times;
    d->fp4_tflops *= times;
    d->fp32_tflops *= times;
}

/* One device, or all of them, with one figure better; constants stay the device's own, whose record is known by its
   address. */
static void better_parts_are_never_slower(void)
{
    static const size_t better[] = {F_device_mem_bw_gb_s, F_device_boost_mhz,   F_device_compute_units,
                                    F_device_tdp_w,       F_device_fp16_tflops, F_device_fp16acc_tflops,
                                    F_device_int8_tflops, F_device_fp32_tflops, F_device_fp32_lanes};
    for (int i = 0; i < CASES; i++) {
        const struct request q = any_case();
        const struct prediction before = predicted(&q).figures;
        const struct field *f = &kind_device.fields[ANY_OF(better)];
        struct device card[RIG_MAX_DEVICES];
        const int only = test_whole(0, 1) ? test_whole(0, s.rig.n - 1) : -1;
        const double times = test_uniform(1, 2.5);
        for (int d = 0; d < s.rig.n; d++) {
            card[d] = *s.rig.dev[d].device;
            if (only < 0 || only == d) {
                *(double *)(void *)((char *)&card[d] + f->offset) *= times;
                /* Under one cap a card made for more watts has fewer left for work, as has one whose memory draws more.
                 */
                if (f == &kind_device.fields[F_device_tdp_w])
                    s.rig.dev[d].cap_w *= times;
                if (f == &kind_device.fields[F_device_mem_bw_gb_s])
                    s.rig.dev[d].constants.v[constant_base_power] /= times;
                if (f == &kind_device.fields[F_device_boost_mhz])
                    clock_rates(&card[d], times);
            }
            s.rig.dev[d].device = &card[d];
        }
        never_slower(&before, &run()->figures);
    }
}

static void more_power_and_faster_memory_are_never_slower(void)
{
    for (int i = 0; i < CASES; i++) {
        const struct request q = any_case();
        const struct prediction before = predicted(&q).figures;
        s.rig.ram_gb_s *= test_uniform(1, 4);
        for (int d = 0; d < s.rig.n; d++)
            s.rig.dev[d].cap_w = test_whole(0, 3)                                  ? s.rig.dev[d].cap_w * 1.5
                                 : s.rig.dev[d].cap_w < s.rig.dev[d].device->tdp_w ? NAN
                                                                                   : s.rig.dev[d].cap_w;
        never_slower(&before, &run()->figures);
    }
}

/* ---- context ---- */

static void longer_depth_is_never_faster(void)
{
    for (int i = 0; i < CASES; i++) {
        struct request q = any_case();
        const struct prediction before = predicted(&q).figures;
        q.depth += test_whole(1, 30000);
        const struct prediction after = predicted(&q).figures;
        never_slower(&after, &before);
    }
}

/* A larger cache may leave fewer layers on the card, which is faster than system RAM. */
static void more_context_reserved_is_never_faster(void)
{
    static const char *const cards[] = {"rtx-3090",      "rtx-4090",      "rtx-5090",
                                        "a100-sxm-80gb", "rtx-3060-12gb", "rx-7900-xtx"};
    for (int i = 0; i < CASES / 4; i++) {
        struct request q = case_of(1, true);
        q.device[0] = FIND(device, ANY_OF(cards));
        q.backend = backend_unknown;
        q.engine = FIND(engine, "llama.cpp");
        q.quant = FIND(quant, ANY_OF(quants));
        q.ngl = NAN;
        q.batch = q.parallel = 1;
        q.endless_memory = false;
        q.ram_gib = 1024;
        for (int d = 0; d < q.n; d++)
            q.cap_w[d] = NAN; /* a card that crawls under its cap may be slower than system RAM */
        q.depth = test_whole(0, 4000);
        q.prompt = q.gen = 512;
        q.ctx = test_whole(4512, 40000);
        test_row("%s on %s in %s, context %g", q.model->id, q.device[0]->id, q.quant->id, q.ctx);
        THAT(prepare_case(test_catalogue(), &q, &s));
        static struct predict_out before, after;
        THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &before));
        q.ctx *= test_uniform(1, 8);
        prepare_again(test_catalogue(), &q, &s);
        THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &after));
        if (before.figures.verdict == verdict_no || after.figures.verdict == verdict_no)
            continue;
        ORDER(after.figures.decode_tok_s.mid, before.figures.decode_tok_s.mid);
    }
}

/* ---- links ---- */

static void faster_links_are_never_slower(void)
{
    for (int i = 0; i < CASES; i++) {
        struct request q = case_of(test_whole(2, 8), test_whole(0, 3) > 0);
        const struct predict_out first = predicted(&q);
        const struct prediction before = first.figures;
        const struct link *was = s.rig.link;
        struct link fast = *was;
        struct link_point points[16];
        const double latency = test_uniform(0.2, 1);
        for (size_t k = 0; k < was->all_reduce.n; k++) {
            points[k] = was->all_reduce.v[k];
            points[k].latency_us *= latency;
        }
        fast.all_reduce.v = points;
        fast.bus_gb_s *= test_uniform(1, 8);
        fast.hop_us *= test_uniform(0.2, 1);
        s.rig.link = &fast;
        const struct predict_out *then = run();
        const struct prediction after = then->figures;
        never_slower(&before, &after);
        if (q.split == split_tensor && !isnan(after.decode_tok_s.mid)) /* the step may be bound by power all the same */
            THAT(then->decode.part.comm_s < first.decode.part.comm_s);
    }
}

static double latency_us(const struct link *l, int n)
{
    size_t k = 0;
    while (k + 1 < l->all_reduce.n && l->all_reduce.v[k].gpus < n)
        k++;
    return l->all_reduce.v[k].latency_us;
}

/* Of two links of the catalogue the one that is better in everything; so are more lanes of a slot, with or without peer
   to peer. */
static void better_links_of_the_catalogue_are_never_slower(void)
{
    const struct link_list *all = &test_catalogue()->links;
    int compared = 0;
    for (int i = 0; i < CASES; i++) {
        const int n = test_whole(2, 8);
        struct request q = case_of(n, true);
        const struct link *a = &all->v[test_whole(0, (int)all->n - 1)], *b = &all->v[test_whole(0, (int)all->n - 1)];
        if (a->bus_gb_s > b->bus_gb_s || collective_bus_gb_s(a, n) > collective_bus_gb_s(b, n) ||
            latency_us(a, n) < latency_us(b, n) || a->hop_us < b->hop_us)
            continue;
        q.link = a;
        const struct prediction before = predicted(&q).figures;
        const bool as_named = s.rig.link == a;
        q.link = b;
        const struct prediction after = predicted(&q).figures;
        if (!as_named || s.rig.link != b)
            continue; /* an NVLink is the cards' own, or joins pairs */
        never_slower(&before, &after);
        compared++;
    }
    THAT(compared > CASES / 10);
}

/* More bytes, a slower bus and a longer latency never make an all-reduce faster; neither way to send is faster. */
static void all_reduces_grow(void)
{
    for (int i = 0; i < CASES; i++) {
        const double latency = test_uniform(1e-6, 1e-3), ring = test_uniform(0, 1e-2), more = test_uniform(1, 3);
        const double one = collective_s(latency, ring);
        ORDER(one, collective_s(latency, ring * more));
        ORDER(one, collective_s(latency * more, ring));
        THAT(one >= latency + ring && one <= latency + 2 * ring && one <= 2 * latency + ring);
    }
}

/* Cards that have NVLink, in pairs that a bridge joins. */
static void bridged_pairs_are_never_slower(void)
{
    static const char *const cards[] = {"rtx-3090", "rtx-3090-ti", "rtx-a6000"};
    for (int i = 0; i < CASES / 4; i++) {
        const int n = test_whole(3, 8);
        struct request q = case_of(n, test_whole(0, 3) > 0);
        const struct device *card = FIND(device, cards[test_whole(0, 2)]);
        for (int k = 0; k < n; k++)
            q.device[k] = card;
        q.link = NULL;
        const struct predict_out first = predicted(&q);
        q.bridge = FIND(link, "nvlink-bridge");
        const struct predict_out then = predicted(&q);
        const struct prediction before = first.figures, after = then.figures;
        THAT(s.rig.bridge == q.bridge);
        never_slower(&before, &after);
        if (q.split == split_tensor && latency_us(s.rig.link, 2) > latency_us(q.bridge, 2) &&
            !isnan(after.decode_tok_s.mid))
            THAT(then.decode.part.comm_s < first.decode.part.comm_s);
    }
}

/* One more sequence, also from eight to nine, where other kernels take over. */
static void more_sequences_never_take_less_time(void)
{
    for (int i = 0; i < CASES; i++) {
        struct request q = case_of(test_whole(1, 4), test_whole(0, 3) > 0);
        q.batch = test_whole(0, 1) ? 8 : test_whole(1, 20);
        q.endless_memory = true;
        const struct predict_out less = predicted(&q);
        q.batch++;
        const struct predict_out more = predicted(&q);
        if (!isnan(less.figures.decode_tok_s.mid) && !isnan(more.figures.decode_tok_s.mid))
            THAT(more.decode.part.total_s >= less.decode.part.total_s * (1 - 1e-12));
    }
}

static void more_lanes_are_never_slower(void)
{
    static const double lanes[] = {1, 2, 4, 8, 16};
    static const enum flag p2p[] = {flag_unknown, flag_no, flag_yes};
    for (int i = 0; i < CASES / 2; i++) {
        struct request q = case_of(test_whole(2, 8), true);
        struct prediction before;
        q.link = NULL;
        q.p2p = ANY_OF(p2p);
        for (size_t k = 0; k < COUNT_OF(lanes); k++) {
            q.lanes = lanes[k];
            const struct prediction after = predicted(&q).figures;
            if (k > 0)
                never_slower(&before, &after);
            before = after;
        }
    }
}

/* ---- bounds ---- */

/* No figure is above the ceiling, and the law itself, before its figures are cut off there, hardly ever. */
static void nothing_beats_its_ceiling(void)
{
    int cut = 0;
    for (int i = 0; i < CASES; i++) {
        const struct request q = any_case();
        const struct predict_out out = predicted(&q);
        ORDER(out.figures.decode_tok_s.mid, out.figures.ceiling_tok_s);
        ORDER(out.figures.decode_tok_s.high95, out.figures.ceiling_tok_s);
        cut += q.batch / out.decode.part.total_s > out.figures.ceiling_tok_s;
    }
    test_row("%d of %d cases are cut off", cut, CASES);
    THAT(cut <= CASES / 25);
}

/* Counted here and not by the law: one sequence of a dense model reads every weight but the embedding once a token, in
   at least the stated number of bits, from devices that each read at their bandwidth at most. */
static void nothing_beats_the_bandwidth(void)
{
    int counted = 0;
    for (int i = 0; i < CASES; i++) {
        struct request q = any_case();
        q.batch = q.parallel = 1;
        q.ngl = NAN;
        q.experts_on_host = 0;
        const struct predict_out out = predicted(&q);
        if (q.model->experts > 0 || q.model->mtp_layers > 0)
            continue;
        double sum_gb_s = 0, best_gb_s = 0;
        for (int d = 0; d < s.rig.n; d++) {
            sum_gb_s += s.rig.dev[d].device->mem_bw_gb_s;
            best_gb_s = fmax(best_gb_s, s.rig.dev[d].device->mem_bw_gb_s);
        }
        const bool together = s.predict.memory.split == split_tensor || s.predict.memory.split == split_row;
        const bool towers = s.llm.quant->scheme != scheme_gguf && !isnan(s.llm.model->tower_params);
        const double tower_b = towers ? 2 * s.llm.model->tower_params
                                      : 0; /* of pictures and sound: in the file, not read */
        const double read_gb = (s.llm.total_b - s.llm.embedding_b - s.llm.ple_b - tower_b) / unit_gb_s_to_b_s(1);
        ORDER(out.figures.decode_tok_s.mid * read_gb, together ? sum_gb_s : best_gb_s);
        counted++;
    }
    THAT(counted > CASES / 4);
}

static bool ordered(struct range r)
{
    return r.low95 <= r.low80 && r.low80 <= r.mid && r.mid <= r.high80 && r.high80 <= r.high95 && r.low95 > 0;
}

static void parts_add_and_ranges_are_ordered(void)
{
    for (int i = 0; i < CASES; i++) {
        const struct request q = any_case();
        const struct predict_out out = predicted(&q);
        const struct step_part *const parts[] = {&out.decode.part, &out.prefill.part};
        for (size_t j = 0; j < COUNT_OF(parts); j++) {
            double sum = 0;
            for (size_t k = 0; k < figures_step_part.n; k++) {
                const double v = results_value(&figures_step_part.v[k], parts[j]);
                THAT(v >= 0 && isfinite(v));
                sum += strcmp(figures_step_part.v[k].name, "total_s") == 0 ? 0 : v;
            }
            CLOSE(sum, parts[j]->total_s, 1e-12);
        }
        THAT(ordered(out.figures.decode_tok_s) && ordered(out.figures.prefill_tok_s) && ordered(out.figures.ttft_s));
        THAT(out.figures.bound != bound_unknown && out.figures.prefill_bound != bound_unknown);
    }
}

static void more_generated_or_prompted_is_never_faster_per_token(void)
{
    for (int i = 0; i < CASES; i++) {
        struct request q = any_case();
        const struct prediction before = predicted(&q).figures;
        q.gen += test_whole(1, 4000);
        const struct prediction after = predicted(&q).figures;
        ORDER(after.decode_tok_s.mid, before.decode_tok_s.mid);
        CLOSE(after.prefill_tok_s.mid, before.prefill_tok_s.mid, 1e-12);
    }
}

/* Returns the decode speed where no work draws power. */
static double unlimited_tok_s(const struct request *q)
{
    THAT(prepare_case(test_catalogue(), q, &s));
    for (int d = 0; d < s.rig.n; d++) {
        double *k = s.rig.dev[d].constants.v;
        k[constant_clock_power] = k[constant_read_power] = k[constant_dequant_power] = k[constant_matrix_power] = 0;
    }
    return run()->figures.decode_tok_s.mid;
}

/* Cards that take turns may each work as if they had no power limit, and no better. */
static void layer_split_never_beats_one_card(void)
{
    for (int i = 0; i < CASES; i++) {
        struct request q = case_of(test_whole(2, 8), true);
        q.split = test_whole(0, 1) ? split_layer : split_pipeline;
        q.batch = q.parallel = 1;
        const double capped = predicted(&q).figures.decode_tok_s.mid;
        for (int d = 0; d < RIG_MAX_DEVICES; d++)
            q.cap_w[d] = NAN;
        const double several = predicted(&q).figures.decode_tok_s.mid;
        ORDER(capped, several);
        q.n = 1;
        q.split = split_none;
        const double one = predicted(&q).figures.decode_tok_s.mid;
        ORDER(several, unlimited_tok_s(&q));
        q.n = 2;
        CLOSE(predicted(&q).figures.decode_tok_s.mid, one, 1e-12); /* not split, the first works alone */
    }
}

SUITE(property_speed, {"better parts are never slower", better_parts_are_never_slower},
      {"more power and faster RAM are never slower", more_power_and_faster_memory_are_never_slower},
      {"longer depth is never faster", longer_depth_is_never_faster},
      {"more context reserved is never faster", more_context_reserved_is_never_faster},
      {"faster links are never slower", faster_links_are_never_slower}, {"all-reduces grow", all_reduces_grow},
      {"bridged pairs are never slower", bridged_pairs_are_never_slower},
      {"better links of the catalogue are never slower", better_links_of_the_catalogue_are_never_slower},
      {"more sequences never take less time", more_sequences_never_take_less_time},
      {"more lanes are never slower", more_lanes_are_never_slower},
      {"nothing beats its ceiling", nothing_beats_its_ceiling},
      {"nothing beats the bandwidth", nothing_beats_the_bandwidth},
      {"parts add, ranges are ordered", parts_add_and_ranges_are_ordered},
      {"a longer answer is never faster per token", more_generated_or_prompted_is_never_faster_per_token},
      {"layer split never beats one card", layer_split_never_beats_one_card})
