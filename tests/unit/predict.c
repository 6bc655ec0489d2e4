/* model/predict: what everybody who built such a machine knows about its speed. */
#include "test.h"

#include "predict.h"
#include "prepare.h"

static struct prepared s;

static struct prediction predicted(const struct request *q)
{
    static struct predict_out out;
    const struct catalogue *c = test_catalogue();
    THAT(prepare_case(c, q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(c), &out));
    return out.figures;
}

static struct prediction simple(const char *device, int n, const char *model, const char *quant)
{
    const struct request q = test_request(device, n, model, quant);
    return predicted(&q);
}

static void layer_split_adds_no_speed(void)
{
    const double one = simple("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M").decode_tok_s.mid,
                 two = simple("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M").decode_tok_s.mid,
                 four = simple("rtx-3090", 4, "llama-3.1-8b", "Q4_K_M").decode_tok_s.mid;
    THAT(two <= one && four <= two);
    THAT(four >
         0.8 * one); /* measured: 0.82 to 0.96 of one card (github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference) */
}

static void tensor_parallel_adds_some(void)
{
    const double one = simple("rtx-3090", 1, "llama-3.1-8b", "Q8_0").decode_tok_s.mid;
    struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "Q8_0");
    q.split = split_tensor;
    const struct prediction two = predicted(&q);
    THAT(two.decode_tok_s.mid > one && two.decode_tok_s.mid < 2 * one);
    THAT(two.tp_overhead_frac > 0 && two.tp_overhead_frac < 1);
    CLOSE(two.decode_tok_s.mid / one, 2 * (1 - two.tp_overhead_frac), 1e-9);
    q.link = FIND(link, "pcie3-x4");
    const struct prediction slow = predicted(&q);
    THAT(slow.decode_tok_s.mid < two.decode_tok_s.mid && slow.tp_overhead_frac > two.tp_overhead_frac);
    CLOSE(simple("rtx-3090", 2, "llama-3.1-8b", "Q8_0").tp_overhead_frac, NAN, 0);
}

static void nothing_exceeds_its_ceiling(void)
{
    static const char *const models[] = {"llama-3.2-1b", "llama-3.1-8b", "gpt-oss-20b", "qwen3-30b-a3b", "gemma-3-12b"};
    const struct device_list *list = &test_catalogue()->devices;
    for (size_t i = 0; i < list->n; i++)
        for (size_t j = 0; j < COUNT_OF(models); j++) {
            struct request q = test_request(list->v[i].id, 1, models[j], "Q4_K_M");
            q.endless_memory = true;
            const struct prediction p = predicted(&q);
            test_row("%s %s", list->v[i].id, models[j]);
            ORDER(p.decode_tok_s.mid, p.ceiling_tok_s);
            THAT(p.decode_tok_s.mid > 0 && p.prefill_tok_s.mid > p.decode_tok_s.mid);
            CLOSE(p.ttft_s.mid * p.prefill_tok_s.mid, 512, 1e-9);
        }
}

static void answers_that_are_no(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-70b", "F16");
    const struct prediction p = predicted(&q);
    THAT(p.verdict == verdict_no && p.bound == bound_unknown);
    CLOSE(p.decode_tok_s.mid, NAN, 0);
    CLOSE(p.prefill_tok_s.high95, NAN, 0);
    CLOSE(p.ttft_s.mid, NAN, 0);
    CLOSE(p.ceiling_tok_s, NAN, 0);
    THAT(p.spare_gib < 0 && p.weights_gib > 130);
}

static void no_calibration_speaks(void)
{
    static struct predict_out out;
    const struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    THAT(prepare_case(test_catalogue(), &q, &s));
    s.rig.dev[0].constants.v[constant_weight_bw] = NAN;
    THAT(!predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
}

static void offload_is_slow(void)
{
    const struct prediction two = simple("rtx-3090", 2, "llama-3.1-70b", "Q4_K_M"),
                            one = simple("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    THAT(one.verdict == verdict_offload && one.bound == bound_ram);
    THAT(one.decode_tok_s.mid < 0.3 * two.decode_tok_s.mid);
}

/* 30 B with 3 B active decodes more like a 3 B model than like a 32 B one. */
static void experts_read_only_what_they_wake(void)
{
    const double moe = simple("rtx-3090", 1, "qwen3-30b-a3b", "Q4_K_M").decode_tok_s.mid,
                 dense = simple("rtx-3090", 1, "qwen3-32b", "Q4_K_M").decode_tok_s.mid;
    THAT(moe > 2.5 * dense);
}

static void power_cap_slows(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    const struct prediction free = predicted(&q);
    q.cap_w[0] = 200;
    const struct prediction capped = predicted(&q);
    THAT(capped.prefill_tok_s.mid < 0.99 * free.prefill_tok_s.mid);
    ORDER(capped.decode_tok_s.mid, free.decode_tok_s.mid);
    q.model = FIND(model, "qwen2.5-32b"); /* large enough that bandwidth decides: a card at half its watts reads less */
    q.cap_w[0] = NAN;
    const double large = predicted(&q).decode_tok_s.mid;
    q.cap_w[0] = 200;
    THAT(predicted(&q).decode_tok_s.mid < 0.8 * large);
}

static void batches_raise_the_sum(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    double before = 0;
    for (int batch = 1; batch <= 16; batch *= 2) {
        q.batch = batch;
        const double sum = predicted(&q).decode_tok_s.mid;
        test_row("batch %d", batch);
        THAT(sum > before && sum < batch * simple("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M").decode_tok_s.mid * 1.001);
        before = sum;
    }
}

/* The range is that of the spread record of the case. */
static void ranges(void)
{
    const struct prediction one = simple("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M"),
                            two = simple("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    THAT(one.decode_tok_s.low95 < one.decode_tok_s.low80 && one.decode_tok_s.low80 < one.decode_tok_s.mid);
    THAT(one.decode_tok_s.high80 > one.decode_tok_s.mid && one.decode_tok_s.high95 > one.decode_tok_s.high80);
    CLOSE(two.decode_tok_s.low80 / two.decode_tok_s.mid, s.predict.decode_spread.low80, 1e-9);
    CLOSE(two.prefill_tok_s.high95 / two.prefill_tok_s.mid, s.predict.prefill_spread.high95, 1e-9);
    CLOSE(one.ttft_s.high80, 512 / one.prefill_tok_s.low80, 1e-9);
}

static void mixed_cards(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M");
    q.device[1] = FIND(device, "rtx-3070");
    const double mixed = predicted(&q).decode_tok_s.mid;
    THAT(mixed < simple("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M").decode_tok_s.mid);
    THAT(mixed > simple("rtx-3070", 2, "llama-3.1-8b", "Q4_K_M").decode_tok_s.mid);
}

/* Devices of a tensor split wait for the slowest, wherever it stands among equal ones: as if all were capped. */
static void the_slowest_counts_wherever_it_is(void)
{
    struct request q = test_request("rtx-3090", 4, "llama-3.1-70b", "Q4_K_M");
    static struct predict_out out;
    double free[3];
    q.split = split_tensor;
    for (int capped = -1; capped < 4; capped++) {
        for (int i = 0; i < 4; i++)
            q.cap_w[i] = i == capped ? 150 : NAN;
        THAT(prepare_case(test_catalogue(), &q, &s));
        THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
        const double now[] = {out.decode.part.gemm_s, out.decode.part.kv_s, out.prefill.part.gemm_s};
        if (capped < 0)
            memcpy(free, now, sizeof free);
        struct request all = q;
        for (int i = 0; i < 4; i++)
            all.cap_w[i] = capped < 0 ? NAN : 150;
        THAT(prepare_case(test_catalogue(), &all, &s));
        THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
        test_row("card %d capped", capped);
        CLOSE(now[0], out.decode.part.gemm_s, 1e-12);
        CLOSE(now[1], out.decode.part.kv_s, 1e-12);
        CLOSE(now[2], out.prefill.part.gemm_s, 1e-12);
        THAT(capped < 0 || (now[0] > 1.05 * free[0] && now[2] > 1.05 * free[2]));
    }
}

static void same_figures(const struct figure_table *t, const void *a, const void *b)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct figure *f = &t->v[i];
        test_row("%s", f->name);
        if (f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE)
            CLOSE(results_value(f, a), results_value(f, b), 0);
        else
            THAT(memcmp(results_member(f, a), results_member(f, b),
                        f->type == FIGURE_WORD ? sizeof(int) : sizeof(char *)) == 0);
    }
}

/* What lay in memory before shows in no answer. */
static void nothing_of_before_shows(void)
{
    static const struct {
        const char *model, *quant;
        int n;
        enum split split;
    } rows[] = {{"gpt-oss-120b", "MXFP4_MOE", 4, split_layer},
                {"llama-3.1-70b", "Q4_K_M", 2, split_tensor},
                {"llama-3.1-70b", "Q4_K_M", 1, split_none},
                {"llama-3.1-70b", "F16", 2, split_layer}};
    static struct predict_out out[2];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = test_request("rtx-3090", rows[i].n, rows[i].model, rows[i].quant);
        q.split = rows[i].split;
        THAT(prepare_case(test_catalogue(), &q, &s));
        memset(&out[0], 0, sizeof out[0]);
        memset(&out[1], 0x5a, sizeof out[1]);
        for (int j = 0; j < 2; j++)
            THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out[j]));
        same_figures(&figures_prediction, &out[0].figures, &out[1].figures);
        same_figures(&figures_step_part, &out[0].decode.part, &out[1].decode.part);
        same_figures(&figures_step_part, &out[0].prefill.part, &out[1].prefill.part);
        for (int d = 0; d < rows[i].n; d++)
            same_figures(&figures_device_load, &out[0].memory.device[d], &out[1].memory.device[d]);
    }
}

SUITE(predict, {"the slowest counts wherever it is", the_slowest_counts_wherever_it_is},
      {"nothing of before shows", nothing_of_before_shows}, {"layer split adds no speed", layer_split_adds_no_speed},
      {"tensor parallel adds some", tensor_parallel_adds_some},
      {"nothing exceeds its ceiling", nothing_exceeds_its_ceiling}, {"answers that are no", answers_that_are_no},
      {"no calibration speaks", no_calibration_speaks}, {"offload is slow", offload_is_slow},
      {"experts read what they wake", experts_read_only_what_they_wake}, {"a power cap slows both", power_cap_slows},
      {"batches raise the sum", batches_raise_the_sum}, {"ranges", ranges}, {"mixed cards", mixed_cards})
