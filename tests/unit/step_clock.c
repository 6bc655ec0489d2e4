/* model/step_clock: a power cap lowers the clock, by hand. */
#include "test.h"

#include "predict.h"
#include "prepare.h"
#include "step_clock.h"

static struct prepared s;
static struct predict_out out;

/* Watts that a 3090's memory takes at full bandwidth: 936.2 GB/s of GDDR6X at 7.25 pJ a bit. */
static const double moving_w = 936.2e9 * 8 * 7.25e-12;
/* Of 350 W, 130 do not depend on the clock, and dequantisation at boost clock brings the others to 0.57 of the TDP. */
static const double base_w = 130, clock_power = 0.1, dequant_power = 0.47, low_volts = 0.6;

/* Predicts steps that take their time to dequantise only. draws 1: as above; 0: nothing draws power. */
static void predicted(const struct request *q, double draws)
{
    THAT(prepare_case(test_catalogue(), q, &s));
    for (int i = 0; i < s.rig.n; i++) {
        double *k = s.rig.dev[i].constants.v;
        for (int c = 0; c < constant_end; c++)
            k[c] = 1;
        k[constant_layer_us] = k[constant_token_us] = k[constant_expert_us] = k[constant_seq_us] = 0;
        k[constant_host_us] = k[constant_batch_tokens] = k[constant_vector] = 0;
        k[constant_decode_attn] = 1e12;
        k[constant_dequant] = 0.01; /* so slow that nothing else counts */
        k[constant_read_power] = k[constant_matrix_power] = 0;
        k[constant_base_power] = base_w / moving_w;
        k[constant_clock_power] = draws * clock_power;
        k[constant_dequant_power] = draws * dequant_power;
        k[constant_low_volts] = low_volts;
    }
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
}

static double gemm_s(const struct request *q, double draws)
{
    predicted(q, draws);
    return out.decode.part.gemm_s;
}

/* Returns the part of the TDP that the card draws beside base power at a clock where it dequantises all the time:
   clock * voltage^2, and its bytes per second fall with the clock. */
static double draw_at(double clock)
{
    return clock * pow(fmax(clock, low_volts), 2) * (clock_power + dequant_power * clock);
}

/* Returns the clock at which it draws `frac`, by bisection. */
static double clock_at(double frac)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++)
        *(draw_at((low + high) / 2) > frac ? &high : &low) = (low + high) / 2;
    return low;
}

/* 0.57 of 350 W on top of 130 W: at its own limit the card keeps its boost clock, 1695 MHz. Below, its clock is the one
   that takes the cap's watts, with a voltage that falls until 0.6; and the driver never goes below its lowest clock. */
static void caps_by_hand(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3-8b", "Q4_0");
    const double boost = FIND(device, "rtx-3090")->boost_mhz;
    const double least = catalogue_policy(test_catalogue())->least_clock_mhz, full = gemm_s(&q, 0);
    const struct {
        double cap_w, clock;
    } rows[] = {
        {NAN, 1},
        {350, 1},
        {400, 1},                                         /* no cap can be above the TDP */
        {130 + 350 * 0.9 * 0.81 * (0.1 + 0.423), 0.9},    /* 263 W */
        {130 + 350 * 0.7 * 0.49 * (0.1 + 0.329), 0.7},    /* 182 W */
        {130 + 350 * 0.5 * 0.36 * (0.1 + 0.235), 0.5},    /* 151 W, at the lowest voltage */
        {130 + 350 * 0.25 * 0.36 * (0.1 + 0.1175), 0.25}, /* 137 W */
        {130.5, least / boost},                           /* 0.5 W are left */
        {100, least / boost},                             /* less than base power */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        q.cap_w[0] = rows[i].cap_w;
        test_row("cap %g W", rows[i].cap_w);
        CLOSE(full / gemm_s(&q, 1), rows[i].clock, 1e-4);
        THAT(out.decode.bound == (rows[i].clock < 1 ? bound_power : bound_dequant));
    }
}

/* What reads only keeps its pace, whatever the clock: products of 16-bit weights, the cache. Small kernels do not. */
static void memory_keeps_its_pace(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3-8b", "F16");
    struct step_part at[2];
    for (int i = 0; i < 2; i++) {
        q.cap_w[0] = i ? 180 : NAN;
        predicted(&q, 0);
        double *k = s.rig.dev[0].constants.v;
        k[constant_dequant] = 1e12;
        k[constant_layer_us] = 20;
        k[constant_clock_power] = 0.5;
        THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
        at[i] = out.decode.part;
        THAT(out.decode.bound == bound_bandwidth);
    }
    CLOSE(at[1].gemm_s, at[0].gemm_s, 1e-3);
    CLOSE(at[1].head_s, at[0].head_s, 1e-3);
    CLOSE(at[1].kv_s, at[0].kv_s, 1e-12);
    CLOSE(at[1].small_s, at[0].small_s / cbrt(50 / (0.5 * 350)), 1e-9); /* no work draws: clock^3 */
    CLOSE(at[0].small_s, 32 * 20e-6 * 1700 / FIND(device, "rtx-3090")->boost_mhz, 1e-9);
}

/* Four cards that take turns each work a quarter of the time: 50 W above base power are then as good as 200. */
static void turns_share_the_limit(void)
{
    struct request q = test_request("rtx-3090", 4, "llama-3-8b", "Q4_0");
    double full = 0;
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 4; i++) {
            q.device[i] = q.device[0];
            q.cap_w[i] = k == 0 ? NAN : k == 1 ? 180 : 140;
        }
        const double got = gemm_s(&q, 1);
        double expected = 0; /* over the seconds of all cards at boost clock */
        for (int i = 0; i < 4; i++) {
            const double part = out.memory.placement.dev[i].n_layers / 32.0;
            expected += part / (k == 0 ? 1 : clock_at((k == 2 ? 10 : 50) / 350.0 / part));
        }
        full = k == 0 ? got : full;
        test_row("case %d", k);
        CLOSE(got / full, expected, 1e-3);
        THAT(k < 2 || got > 1.3 * full);
    }
}

/* Cards of a tensor split wait for each other's results and for the host: the limit holds for the average. */
static void waits_count(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3-8b", "Q4_0");
    q.split = split_tensor;
    predicted(&q, 0);
    const struct step_part full = out.decode.part;
    q.cap_w[0] = q.cap_w[1] = 180;
    predicted(&q, 1);
    const double work_s = full.gemm_s + full.head_s, waits_s = full.kv_s + full.attn_s + full.comm_s,
                 clock = full.gemm_s / out.decode.part.gemm_s, busy_s = work_s / clock + waits_s;
    THAT(full.comm_s > 0 && clock < 0.95);
    CLOSE(clock * pow(fmax(clock, low_volts), 2) * (clock_power + dequant_power * work_s / busy_s), 50.0 / 350, 1e-3);
    CLOSE(out.decode.part.comm_s, full.comm_s, 1e-12);
}

/* The same chip sold at 300 W computes as the one of 600 W under a cap of 300 W, and lower caps make no difference
   between them. */
static void siblings_are_equal(void)
{
    const char *const ids[] = {"rtx-pro-6000-maxq", "rtx-pro-6000-ws"};
    THAT(FIND(device, ids[0])->chip_of == FIND(device, ids[1]) && FIND(device, ids[0])->tdp_w == 300);
    for (double cap = 300; cap >= 150; cap -= 50) {
        struct step_part decode[2], prefill[2];
        for (int i = 0; i < 2; i++) {
            struct request q = test_request(ids[i], 1, "llama-3.1-8b", "Q4_K_M");
            q.cap_w[0] = i == 0 && cap == 300 ? NAN : cap;
            predicted(&q, 1);
            decode[i] = out.decode.part;
            prefill[i] = out.prefill.part;
        }
        test_row("%g W", cap);
        CLOSE(decode[0].total_s, decode[1].total_s, 1e-9);
        CLOSE(prefill[0].total_s, prefill[1].total_s, 1e-9);
    }
}

/* What prepares and asks, on plain numbers. */
static void plain_numbers(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    struct device full = *FIND(device, "rtx-3090"), low = full, chip = full;
    struct rig_device r = {.device = &full, .cap_w = 250};
    struct step_rates rates;
    r.constants.v[constant_base_power] = 2;
    CLOSE(rig_base_w(&r, p), 2 * moving_w, 1e-12);
    r.constants.v[constant_base_power] = 20; /* more than the card can draw at all */
    CLOSE(rig_base_w(&r, p), p->base_power_most_frac * 350, 1e-12);
    r.constants.v[constant_base_power] = 2;
    step_clock_prepare(&r, p, &rates);
    CLOSE(rates.clock_frac, (250 - 2 * moving_w) / 350, 1e-12);
    CLOSE(rates.slowest, full.boost_mhz / p->least_clock_mhz, 1e-12);
    low.chip_of = &full; /* the sibling of 280 W, whose own record says nothing else */
    low.tdp_w = 280;
    low.boost_mhz = low.mem_bw_gb_s = NAN;
    low.dram = NULL;
    r = (struct rig_device){.device = &low, .cap_w = NAN, .constants = r.constants};
    step_clock_prepare(&r, p, &rates);
    CLOSE(rates.clock_frac, (280 - 2 * moving_w) / 350, 1e-12);
    CLOSE(rates.slowest, full.boost_mhz / p->least_clock_mhz, 1e-12);
    full.dram = NULL; /* unknown memory chips: part of the TDP */
    r.device = &full;
    CLOSE(rig_base_w(&r, p), p->base_power_frac * 350, 1e-12);
    chip.unified = flag_yes; /* no limit known */
    r.device = &chip;
    r.cap_w = 10;
    step_clock_prepare(&r, p, &rates);
    THAT(isinf(rates.clock_frac));
    double k[constant_end] = {0};
    const struct step_product gemm = {.dequant = 1}, none = {0};
    const struct step_clock_work work = {.gemm = &gemm, .head = &none, .busy_s = 1, .duty = 1};
    CLOSE(step_clock_slow(&rates, k, &work), 1, 0);
    rates.clock_frac = 0.2;
    rates.slowest = 8;
    k[constant_clock_power] = NAN;
    CLOSE(step_clock_slow(&rates, k, &work), NAN, 0);
}

SUITE(step_clock, {"caps by hand", caps_by_hand}, {"memory keeps its pace", memory_keeps_its_pace},
      {"turns share the limit", turns_share_the_limit}, {"waits count", waits_count},
      {"siblings are equal", siblings_are_equal}, {"plain numbers", plain_numbers})
