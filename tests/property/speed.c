/* Laws that hold for every model, mix and rig: speed. Random cases from the seed that is printed. */
#include "check.h"

#include "predict.h"
#include "setup.h"

enum { CASES = 300 };

static const char *const quants[] = {"F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "IQ4_XS", "Q2_K"};
static const enum split splits[] = {split_layer, split_tensor};

static struct setup s;
static struct device card; /* the case's card: a copy that a test may change */

static struct setup_request any_case(void)
{
    const struct model_list *models = &check_catalogue()->models;
    const struct device_list *devices = &check_catalogue()->devices;
    const int n = check_whole(0, 1) ? 1 : check_whole(2, 4);
    struct setup_request q = check_request("rtx-3090", n, "llama-3.1-8b", ANY_OF(quants));
    card = devices->v[check_whole(0, (int)devices->n - 1)];
    for (int i = 0; i < n; i++)
        q.device[i] = &card;
    q.model = &models->v[check_whole(0, (int)models->n - 1)];
    q.endless_memory = true;
    q.split = ANY_OF(splits);
    q.depth = check_whole(0, 20000);
    q.prompt = check_whole(1, 8000);
    q.gen = check_whole(1, 1000);
    q.ctx = 65536;
    q.flash_attn = check_whole(0, 3) ? flag_yes : flag_no;
    q.link = FIND(link, "pcie4-x8");
    check_row("%d x %s, %s %s, split %d, depth %g, prompt %g, gen %g", n, card.id, q.model->id, q.quant->id, (int)q.split, q.depth, q.prompt, q.gen);
    return q;
}

static struct predict_out predicted(const struct setup_request *q)
{
    static struct predict_out out;
    const struct catalogue *c = check_catalogue();
    THAT(setup_prepare(c, q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(c), &out));
    return out;
}

static void never_slower(const struct prediction *before, const struct prediction *after)
{
    ORDER(before->decode_tok_s.mid, after->decode_tok_s.mid);
    ORDER(before->prefill_tok_s.mid, after->prefill_tok_s.mid);
    ORDER(after->ttft_s.mid, before->ttft_s.mid);
}

static void better_parts_are_never_slower(void)
{
    static const size_t better[] = {F_device_mem_bw_gb_s, F_device_boost_mhz, F_device_compute_units, F_device_tdp_w, F_device_fp16_tflops, F_device_fp16acc_tflops};
    for (int i = 0; i < CASES; i++) {
        const struct setup_request q = any_case();
        const struct prediction before = predicted(&q).figures;
        const struct field *f = &kind_device.fields[ANY_OF(better)];
        double *value = (double *)(void *)((char *)&card + f->offset);
        if (strcmp(f->name, "tdp_w") == 0 && isnan(*value))
            continue;
        *value *= check_uniform(1, 2.5);
        const struct prediction after = predicted(&q).figures;
        check_row("%s of %s, %s %s, n %d", f->name, card.id, q.model->id, q.quant->id, q.n);
        never_slower(&before, &after);
    }
}

static void system_ram_follows_its_bandwidth(void)
{
    static const char *const models[] = {"qwen3-30b-a3b", "gpt-oss-120b", "deepseek-v3-671b", "mixtral-8x7b"};
    for (int i = 0; i < CASES; i++) {
        struct setup_request q = check_request("rtx-3090", check_whole(1, 4), ANY_OF(models), ANY_OF(quants));
        q.endless_memory = true;
        q.depth = check_whole(0, 20000);
        q.prompt = check_whole(1, 4000);
        q.ctx = 65536;
        q.batch = check_whole(1, 8);
        q.ram_gib = 8192;
        q.ram_gb_s = check_uniform(20, 400);
        q.experts_on_host = check_whole(0, 40);
        check_row("%s %s, %g layers' experts in RAM, %g GB/s", q.model->id, q.quant->id, q.experts_on_host, q.ram_gb_s);
        const struct prediction before = predicted(&q).figures;
        q.ram_gb_s *= check_uniform(1, 3);
        const struct prediction faster = predicted(&q).figures;
        never_slower(&before, &faster);
        q.experts_on_host += check_whole(1, 40);
        const struct prediction more = predicted(&q).figures;
        ORDER(more.decode_tok_s.mid, faster.decode_tok_s.mid);
    }
}

static void longer_depth_is_never_faster(void)
{
    for (int i = 0; i < CASES; i++) {
        struct setup_request q = any_case();
        const struct prediction before = predicted(&q).figures;
        q.depth += check_whole(1, 30000);
        const struct prediction after = predicted(&q).figures;
        never_slower(&after, &before);
    }
}

static void faster_links_are_never_slower(void)
{
    for (int i = 0; i < CASES; i++) {
        struct setup_request q = any_case();
        struct link fast = *q.link;
        const struct prediction before = predicted(&q).figures;
        fast.bus_gb_s *= check_uniform(1, 8);
        fast.hop_us *= check_uniform(0.2, 1);
        q.link = &fast;
        const struct prediction after = predicted(&q).figures;
        never_slower(&before, &after);
        if (q.n > 1 && q.split == split_tensor)
            THAT(after.decode_tok_s.mid > before.decode_tok_s.mid);
    }
}

static void nothing_beats_its_ceiling(void)
{
    for (int i = 0; i < CASES; i++) {
        struct setup_request q = any_case();
        q.batch = check_whole(0, 2) ? 1 : check_whole(2, 32);
        q.parallel = q.batch;
        const struct prediction p = predicted(&q).figures;
        ORDER(p.decode_tok_s.mid, p.ceiling_tok_s);
        THAT(p.decode_tok_s.mid > 0 && isfinite(p.decode_tok_s.mid));
    }
}

static bool ordered(struct range r)
{
    return r.low95 <= r.low80 && r.low80 <= r.mid && r.mid <= r.high80 && r.high80 <= r.high95 && r.low95 > 0;
}

static void parts_add_and_ranges_are_ordered(void)
{
    for (int i = 0; i < CASES; i++) {
        const struct setup_request q = any_case();
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
        struct setup_request q = any_case();
        const struct prediction before = predicted(&q).figures;
        q.gen += check_whole(1, 4000);
        const struct prediction after = predicted(&q).figures;
        ORDER(after.decode_tok_s.mid, before.decode_tok_s.mid);
        CLOSE(after.prefill_tok_s.mid, before.prefill_tok_s.mid, 1e-12);
    }
}

static void layer_split_never_beats_one_card(void)
{
    for (int i = 0; i < CASES; i++) {
        struct setup_request q = any_case();
        const int n = q.n;
        q.split = split_layer;
        const double several = predicted(&q).figures.decode_tok_s.mid;
        q.n = 1;
        const double one = predicted(&q).figures.decode_tok_s.mid;
        ORDER(several, one);
        if (n == 1)
            CLOSE(several, one, 1e-12);
    }
}

SUITE(property_speed, {"system RAM follows its bandwidth", system_ram_follows_its_bandwidth},
      {"better parts are never slower", better_parts_are_never_slower}, {"longer depth is never faster", longer_depth_is_never_faster},
      {"faster links are never slower", faster_links_are_never_slower}, {"nothing beats its ceiling", nothing_beats_its_ceiling},
      {"parts add, ranges are ordered", parts_add_and_ranges_are_ordered},
      {"a longer answer is never faster per token", more_generated_or_prompted_is_never_faster_per_token},
      {"layer split never beats one card", layer_split_never_beats_one_card})
