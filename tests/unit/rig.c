/* model/rig: usable memory, the link that nobody named, the arithmetic rate. */
#include "test.h"

#include "rig.h"
#include "prepare.h"

static void usable_memory(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const struct rig_device bare = rig_card(FIND(device, "rtx-3090"), p, backend_cuda, 24, 0, NAN),
                            desk = rig_card(FIND(device, "rtx-3090"), p, backend_cuda, 24, 0.385, 275);
    CLOSE(bare.mem_gib, 24 * p->usable_frac - p->driver_mib / 1024, 1e-12);
    CLOSE(bare.nominal_gib, 24, 0);
    CLOSE(bare.overhead_gib, p->context_mib / 1024, 1e-12);
    CLOSE(desk.overhead_gib - bare.overhead_gib, 0.385, 1e-12);
    CLOSE(desk.cap_w, 275, 0);
    CLOSE(bare.cap_w, NAN, 0);
}

/* A cap counts where it is below the TDP. */
static void power_limits(void)
{
    const struct device *d = FIND(device, "rtx-3090"), *m = FIND(device, "rtx-4090");
    CLOSE(rig_limit_w(d, NAN), d->tdp_w, 0);
    CLOSE(rig_limit_w(d, 250), 250, 0);
    CLOSE(rig_limit_w(d, d->tdp_w + 50), d->tdp_w, 0);
    CLOSE(rig_limit_w(m, 300), 300, 0);
}

/* What llama.cpp prints as a device's total on Linux (public logs), MiB. */
static void totals_as_printed(void)
{
    static const struct {
        const char *id;
        double total_mib;
    } rows[] = {
        {"rtx-3060-12gb", 11907},
        {"rtx-5060-ti-16gb", 15842},
        {"rtx-3090", 24124},
        {"rtx-4090", 24080},
        {"rtx-5090", 32109},
        {"a100-sxm-80gb", 81151},
        {"rx-7900-xtx", 24560},
        {"radeon-ai-pro-r9700", 32624},
        {"l4", 22559},
        {"a10", 22589},
    };
    const struct policy *p = catalogue_policy(test_catalogue());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct device *d = FIND(device, rows[i].id);
        test_row("%s", rows[i].id);
        CLOSE(unit_b_to_mib(unit_gib_to_b(rig_card(d, p, backend_cuda, d->mem_gib, 0, NAN).mem_gib)), rows[i].total_mib,
              0.01);
    }
}

static void shared_memory(void)
{
    const struct policy *p = catalogue_policy(test_catalogue());
    const struct device *chip = FIND(device, "m4-pro-20c-273");
    CLOSE(rig_chip(chip, p, backend_metal, 48, NAN).mem_gib, 48 * p->unified_frac, 1e-12);
    CLOSE(rig_chip(chip, p, backend_metal, 48, 40.5).mem_gib, 40.5, 0);
    CLOSE(rig_chip(chip, p, backend_metal, 48, 40.5).nominal_gib, 48, 0);
    struct rig r = {.n = 1};
    r.dev[0] = rig_chip(chip, p, backend_metal, 48, NAN);
    THAT(rig_unified(&r));
    r.dev[0] = rig_card(FIND(device, "rtx-3090"), p, backend_cuda, 24, 0, NAN);
    THAT(!rig_unified(&r));
}

static void default_links(void)
{
    static const struct {
        const char *first, *second;
        int n;
        double lanes;
        enum flag p2p;
        const char *link;
    } rows[] = {
        {"rtx-3090", NULL, 1, 16, flag_unknown, NULL},
        {"rtx-3090", NULL, 2, 8, flag_unknown, "pcie4-x8"},
        {"rtx-3090", NULL, 4, 8, flag_unknown, "pcie4-x8"},
        {"rtx-3090", NULL, 4, 4, flag_unknown, "pcie4-x4"},
        {"rtx-4090", NULL, 2, 8, flag_unknown, "pcie4-x8"},
        {"rtx-4090", NULL, 2, 16, flag_yes, "pcie4-x16-p2p"},
        {"rtx-4090", NULL, 2, 16, flag_no, "pcie4-x16"},
        {"rtx-5090", NULL, 2, 16, flag_unknown, "pcie5-x16"},
        {"rtx-3090", "rtx-3070", 2, 8, flag_unknown, "pcie4-x8"},
        {"rtx-5090", "rtx-4090", 4, 8, flag_unknown, "pcie4-x8"},
        {"h100-sxm-80gb", NULL, 8, 16, flag_unknown, "nvswitch-h100"},
        {"a100-sxm-80gb", NULL, 8, 16, flag_unknown, "nvswitch-a100"},
    };
    const struct policy *p = catalogue_policy(test_catalogue());
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct rig r = {.n = rows[i].n};
        for (int d = 0; d < r.n; d++)
            r.dev[d] = rig_card(FIND(device, d % 2 && rows[i].second ? rows[i].second : rows[i].first), p, backend_cuda,
                                24, 0, NAN);
        const struct link *l = rig_default_link(&test_catalogue()->links, &r, rows[i].lanes, rows[i].p2p);
        test_row("%d %s, %s, %g lanes", rows[i].n, rows[i].first, rows[i].second ? rows[i].second : "alike",
                 rows[i].lanes);
        SAME(l ? l->id : NULL, rows[i].link);
    }
}

/* An NVLink is the cards' own, whatever its record is called; where it joins fewer than there are, it joins pairs. */
static void links_asked_for(void)
{
    static const struct {
        const char *card;
        int n;
        const char *asked, *from_scenario_bridge, *link, *bridge;
    } rows[] = {
        {"rtx-3090", 2, "nvlink", NULL, "nvlink-bridge", NULL},
        {"rtx-3090", 2, "pcie4-x16", NULL, "pcie4-x16", NULL},
        {"rtx-3090", 4, NULL, NULL, "pcie4-x8", NULL},
        {"rtx-3090", 4, "nvlink", NULL, "pcie4-x8", "nvlink-bridge"},
        {"rtx-3090", 4, "pcie3-x16", "nvlink", "pcie3-x16", "nvlink-bridge"},
        {"rtx-3090", 2, "pcie3-x16", "nvlink", "pcie3-x16", NULL},
        {"a100-sxm-80gb", 8, "nvlink", NULL, "nvswitch-a100", NULL},
        {"a100-pcie-80gb", 4, "nvlink", NULL, "pcie4-x8-p2p", "nvlink-bridge-600"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct prepared s;
        struct request q = test_request(rows[i].card, rows[i].n, "llama-3.1-8b", "Q4_K_M");
        q.link = rows[i].asked ? FIND(link, rows[i].asked) : NULL;
        q.bridge = rows[i].from_scenario_bridge ? FIND(link, rows[i].from_scenario_bridge) : NULL;
        test_row("%d %s, link %s, bridge %s", rows[i].n, rows[i].card, rows[i].asked, rows[i].from_scenario_bridge);
        if (!THAT(prepare_case(test_catalogue(), &q, &s)))
            continue;
        SAME(s.rig.link->id, rows[i].link);
        SAME(s.rig.bridge ? s.rig.bridge->id : NULL, rows[i].bridge);
    }
}

/* What nobody said (prepare/prepare): sixteen lanes for one card, eight for several; layer split; 8192 tokens; the
   engine's micro-batch. */
static void what_nobody_said(void)
{
    static struct prepared s;
    struct request q = test_request("rtx-4090", 2, "llama-3.1-8b", "Q4_K_M");
    THAT(prepare_case(test_catalogue(), &q, &s));
    CLOSE(s.rig.link->pcie_lanes, 8, 0);
    CLOSE(s.rig.link->pcie_gen, 4, 0);
    THAT(s.predict.memory.split == split_layer && s.predict.memory.flash_attn && !s.predict.memory.tensor_split);
    CLOSE(s.predict.memory.ctx, 8192, 0);
    CLOSE(s.predict.memory.ubatch, 512, 0);
    CLOSE(s.predict.prompt, 512, 0);
    CLOSE(s.predict.gen, 128, 0);
    q.lanes = 16;
    q.depth = 20000;
    q.tensor_split[0] = 3;
    q.tensor_split[1] = 1;
    THAT(prepare_case(test_catalogue(), &q, &s));
    CLOSE(s.rig.link->pcie_lanes, 16, 0);
    CLOSE(s.predict.memory.ctx, 20512, 0);
    CLOSE(s.predict.memory.tensor_split[0], 3, 0);
    q.n = 1;
    THAT(prepare_case(test_catalogue(), &q, &s));
    THAT(s.rig.link == NULL && s.predict.memory.split == split_none);
}

static void arithmetic(void)
{
    struct device d = {.compute_units = 82,
                       .fp32_lanes = 128,
                       .boost_mhz = 1695,
                       .fp32_tflops = 11,
                       .fp16_tflops = NAN,
                       .fp16acc_tflops = NAN,
                       .int8_tflops = NAN};
    CLOSE(rig_matrix_flop_s(&d), 2 * 82 * 128 * 1695e6, 1e-12);
    d.fp32_lanes = NAN;
    CLOSE(rig_matrix_flop_s(&d), 11e12, 1e-12);
    d.int8_tflops = 47;
    CLOSE(rig_matrix_flop_s(&d), 47e12, 1e-12);
    d.fp16_tflops = 71.25;
    CLOSE(rig_matrix_flop_s(&d), 71.25e12, 1e-12);
    d.fp16acc_tflops = 142.5;
    CLOSE(rig_matrix_flop_s(&d), 142.5e12, 1e-12);
    const struct device_list *list = &test_catalogue()->devices;
    for (size_t i = 0; i < list->n; i++) {
        test_row("%s", list->v[i].id);
        THAT(rig_matrix_flop_s(&list->v[i]) > 1e11);
    }
}

/* FP8 and FP4 at their own rates, where the engine works in them and the card does. */
static void low_precision(void)
{
    const struct device card = {.compute_units = 100,
                                .boost_mhz = 2000,
                                .fp16_tflops = 100,
                                .fp16acc_tflops = NAN,
                                .fp8_tflops = 200,
                                .fp4_tflops = NAN};
    const struct rig_device d = {.device = &card};
    CLOSE(rig_product_flop_s(&d, qclass_fp8, flag_yes), 200e12, 1e-12);
    CLOSE(rig_product_flop_s(&d, qclass_fp8, flag_no), 100e12, 1e-12);
    CLOSE(rig_product_flop_s(&d, qclass_fp4, flag_yes), 100e12, 1e-12);
    CLOSE(rig_product_flop_s(&d, qclass_q4, flag_yes), 100e12, 1e-12);
    THAT(FIND(engine, "vllm")->low_precision == flag_yes && FIND(engine, "llama.cpp")->low_precision == flag_no);
}

/* A rate of INT8 dot products is one of quantised weights: floats run on the shaders, unless there are units for them.
 */
static void floats(void)
{
    struct device card = {.compute_units = 10, .fp32_lanes = 100, .boost_mhz = 1000, .int8_tflops = 8};
    card.fp16_tflops = card.fp16acc_tflops = card.fp32_tflops = card.fp8_tflops = card.fp4_tflops = NAN;
    const struct rig_device d = {.device = &card};
    CLOSE(rig_product_flop_s(&d, qclass_q4, flag_no), 8e12, 1e-12);
    CLOSE(rig_product_flop_s(&d, qclass_f16, flag_no), 2e12, 1e-12);
    CLOSE(rig_float_flop_s(&d), 2e12, 1e-12);
    card.fp16_tflops = 4;
    CLOSE(rig_product_flop_s(&d, qclass_f16, flag_no), 4e12, 1e-12);
    CLOSE(rig_float_flop_s(&d), 4e12, 1e-12);
    /* v_dot4_i32_i8: four multiply-adds for each lane and clock */
    const struct device *rdna2 = FIND(device, "rx-6800-xt");
    CLOSE(rig_matrix_flop_s(rdna2), 4 * 2 * 72 * 64 * 2250e6, 1e-3 * rig_matrix_flop_s(rdna2));
}

SUITE(rig, {"low precision", low_precision}, {"floats", floats}, {"power limits", power_limits},
      {"usable memory of a card", usable_memory}, {"totals as printed", totals_as_printed},
      {"shared memory", shared_memory}, {"the link that nobody named", default_links},
      {"links asked for", links_asked_for}, {"what nobody said", what_nobody_said}, {"arithmetic", arithmetic})
