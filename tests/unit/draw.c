/* model/draw, prepare/power_use: what cards draw while they run a model, and what is around them at the wall. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "known.h"
#include "power.h"
#include "power_use.h"

#include <math.h>
#include <string.h>

/* Predicts a request and fills the watts. Returns the prediction. */
static const struct predict_out *predicted(const struct request *q, struct power_use *use)
{
    struct prepared *s = ARENA_ARRAY(test_arena(), 2, struct prepared);
    struct predict_out *out = ARENA_NEW(test_arena(), struct predict_out);
    s->drafts = s + 1;
    THAT(prepare_case(test_catalogue(), q, s));
    THAT(predict_run(&s->predict, &s->rig, catalogue_policy(test_catalogue()), out));
    power_use_of(test_catalogue(), q, NULL, s, out, use);
    return out;
}

/* A card never draws more than its limit, and where a limit binds it draws the limit. */
static void limits_hold(void)
{
    static const double caps[] = {400, 350, 300, 250, 200, 150};
    for (size_t i = 0; i < COUNT_OF(caps); i++) {
        struct request q = test_request("rtx-3090", 1, "qwen3.6-27b", "Q4_K_M");
        struct power_use use;
        q.cap_w[0] = caps[i];
        const struct device_load *l = &predicted(&q, &use)->memory.device[0];
        test_row("%g W", caps[i]);
        ORDER(l->decode_w, fmin(caps[i], 350) + 1e-9);
        ORDER(l->prefill_w, fmin(caps[i], 350) + 1e-9);
        if (caps[i] <= 250) /* a 27B draws more than that without a limit */
            CLOSE(l->decode_w, caps[i], 1e-4);
        CLOSE(use.cards_decode_w, l->decode_w, 1e-12);
    }
}

/* A small model leaves a large card idle for part of a step: it draws less than a large one. */
static void small_models_draw_less(void)
{
    static const char *const cards[] = {"rtx-4090", "rtx-5090", "rtx-3090", "rtx-pro-6000-ws"};
    for (size_t i = 0; i < COUNT_OF(cards); i++) {
        struct power_use small, large;
        const struct request a = test_request(cards[i], 1, "llama-3.2-1b", "Q4_K_M"),
                             b = test_request(cards[i], 1, "qwen3.6-27b", "Q4_K_M");
        predicted(&a, &small);
        predicted(&b, &large);
        test_row("%s", cards[i]);
        ORDER(small.cards_decode_w, 0.95 * large.cards_decode_w);
    }
}

/* In a layer split one card works at a time: four cards draw less than four times one, in a tensor split more. */
static void cards_take_turns(void)
{
    struct power_use one, layer, tensor;
    struct request q = test_request("rtx-3090", 1, "qwen3-14b", "Q4_K_M");
    predicted(&q, &one);
    q = test_request("rtx-3090", 4, "qwen3-14b", "Q4_K_M");
    q.split = split_layer;
    predicted(&q, &layer);
    q.split = split_tensor;
    q.engine = FIND(engine, "vllm");
    q.quant = FIND(quant, "AWQ-INT4");
    predicted(&q, &tensor);
    ORDER(one.cards_decode_w, layer.cards_decode_w);
    ORDER(layer.cards_decode_w, 3 * one.cards_decode_w);
    ORDER(layer.cards_decode_w, tensor.cards_decode_w);
}

/* A host waits for its engine: vLLM keeps a core for each card and one of its own, llama.cpp one. */
static void engines_keep_cores_busy(void)
{
    CLOSE(power_busy_cores(FIND(engine, "llama.cpp"), 4), 1, 0);
    CLOSE(power_busy_cores(FIND(engine, "vllm"), 4), 5, 0);
    CLOSE(power_busy_cores(FIND(engine, "sglang"), 4), 4, 0);
}

/* What a model does on a machine's cards: two of three run it, the third is idle. */
static void work_by_hand(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const struct machine *m = &test_option(
                                   "devices: [{device: a40, qty: 3}], board: {board: crosshair-viii-dark-hero}, "
                                   "cpu: {cpu: ryzen-5900x}, psus: [{psu: hx1200i}]")
                                   ->options.v[0]
                                   .machines.v[0];
    const struct power_site site = {p, &test_catalogue()->assumptions, 230};
    const struct device *card = FIND(device, "a40");
    const struct device_load load = {.decode_w = 250, .prefill_w = 400};
    struct power_work work = {.cores = 3};
    struct power_phase out;
    power_work_add(m, card, &load, &work);
    power_work_add(m, card, &load, &work);
    power_draw(m, &site, &work, POWER_DECODE, &out);
    CLOSE(out.devices_w, 2 * 250 + card->idle_w, 1e-12);
    CLOSE(out.cpu_w, 20 + 3 * p->core_w, 1e-12);
    power_draw(m, &site, &work, POWER_PREFILL, &out);
    CLOSE(out.devices_w, 2 * card->tdp_w + card->idle_w, 1e-12); /* no more than the limit of 300 W */
    power_draw(m, &site, &work, POWER_IDLE, &out);
    CLOSE(out.devices_w, 2 * card->resident_w + card->idle_w, 1e-12);
    THAT(card->resident_w > card->idle_w);
    power_draw(m, &site, &work, POWER_PEAK, &out);
    CLOSE(out.devices_w, 3 * card->tdp_w, 1e-12);
}

/* A machine whose watts in decode were measured draws those; one without, a part of its most. */
static void measured_systems(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    struct system mini = *FIND(system, "mac-mini-m4-32");
    const struct system_line line = {.system = &mini};
    const struct machine m = {.id = "x", .system = &line};
    const struct power_site site = {p, &test_catalogue()->assumptions, 230};
    struct power_phase out;
    mini.decode_w = 31;
    power_draw(&m, &site, NULL, POWER_DECODE, &out);
    CLOSE(out.wall_w, 31, 1e-12);
    mini.decode_w = NAN;
    power_draw(&m, &site, NULL, POWER_DECODE, &out);
    CLOSE(out.wall_w, mini.max_w * p->system_decode_frac, 1e-12);
}

/* The best cap keeps the speed, saves energy, and no other cap of the sweep that keeps the speed saves more. */
static void best_cap(void)
{
    static const char *const cards[] = {"rtx-3090", "rtx-4090", "rtx-5090"};
    struct prepared *s = ARENA_ARRAY(test_arena(), 2, struct prepared);
    const double keep = catalogue_policy(test_catalogue())->cap_keep_frac;
    for (size_t i = 0; i < COUNT_OF(cards); i++) {
        struct request q = test_request(cards[i], 1, "qwen3.6-27b", "Q4_K_M");
        struct power_use use, free;
        const double tdp = q.device[0]->tdp_w, best = power_use_best_cap(test_catalogue(), &q, NULL, s).cap_w;
        const double full = predicted(&q, &free)->figures.decode_tok_s.mid;
        test_row("%s: %g W", cards[i], best);
        THAT(best > 0.3 * tdp && best < tdp);
        q.cap_w[0] = best;
        ORDER(keep * full, predicted(&q, &use)->figures.decode_tok_s.mid);
        const double least = use.decode_j_tok.mid;
        ORDER(least, free.decode_j_tok.mid);
        for (q.cap_w[0] = fmax(best - 50, known_or(q.device[0]->least_cap_w, 0)); q.cap_w[0] < tdp; q.cap_w[0] += 10)
            if (predicted(&q, &use)->figures.decode_tok_s.mid >= keep * full)
                ORDER(least, use.decode_j_tok.mid * (1 + 1e-9));
    }
    const struct request mac = test_request("m4-10c", 1, "qwen3-4b", "Q4_K_M");
    THAT(isnan(power_use_best_cap(test_catalogue(), &mac, NULL, s).cap_w));
}

/* Joules of a token, kilowatt-hours of a million: 1 J is 1 / 3.6 kWh of a million tokens. */
static void energy_of_a_token(void)
{
    struct power_use use;
    const struct request q = test_request("rtx-3090", 1, "qwen3-8b", "Q4_K_M");
    const struct predict_out *out = predicted(&q, &use);
    CLOSE(use.decode_j_tok.mid, use.wall_decode_w.mid / out->figures.decode_tok_s.mid, 1e-12);
    CLOSE(use.decode_kwh_mtok.mid, use.decode_j_tok.mid / 3.6, 1e-12);
    THAT(use.host == hostclass_desktop);
    ORDER(use.wall_decode_w.low80, use.wall_decode_w.mid);
    ORDER(use.wall_decode_w.mid, use.wall_decode_w.high80);
}

/* An option that asks for the best cap runs with it; the next one, without, as it is sold. */
static void options_may_ask(void)
{
    const struct scenario *s = test_option("devices: [{device: rtx-4090, best_cap: yes}], cpu: {cpu: ryzen-5900x}, "
                                           "board: {board: crosshair-viii-dark-hero}, psus: [{psu: hx1200i}], "
                                           "parts: [{part: ddr4-3600-4x32}, {part: nvme-2tb}]");
    const struct comparison *c = test_compare(s);
    const struct device_line *l = &c->v[0].option->machines.v[0].devices.v[0];
    THAT(l->cap_w > 150 && l->cap_w < 450);
    THAT(isnan(s->options.v[0].machines.v[0].devices.v[0].cap_w));
    CLOSE(c->v[0].cell[0].asked->cap_w[0], l->cap_w, 0);
}

SUITE(draw, {"limits hold", limits_hold}, {"small models draw less", small_models_draw_less},
      {"cards take turns", cards_take_turns}, {"busy cores", engines_keep_cores_busy}, {"work by hand", work_by_hand},
      {"measured systems", measured_systems}, {"the best cap", best_cap}, {"energy of a token", energy_of_a_token},
      {"options may ask", options_may_ask})
