/* A case taken apart: terms, what they depend on, what would speed it up. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "speedups.h"
#include "str.h"
#include "breakdown.h"

static const struct breakdown *taken(const struct request *q)
{
    const struct breakdown *t = breakdown_run(test_arena(), test_catalogue(), q, NAN);
    THAT(t != NULL);
    return t;
}

static double predicted_tok_s(const struct request *q)
{
    static struct prepared s;
    static struct predict_out out;
    THAT(prepare_case(test_catalogue(), q, &s));
    THAT(predict_run(&s.predict, &s.rig, catalogue_policy(test_catalogue()), &out));
    return out.figures.decode_tok_s.mid;
}

static const struct breakdown_part *part(const struct breakdown_step *s, const char *name)
{
    for (int i = 0; i < s->n_parts; i++)
        if (strcmp(s->part[i].figure->name, name) == 0)
            return &s->part[i];
    return NULL;
}

static double slope(const struct breakdown_part *p, const char *name)
{
    for (int i = 0; p && i < p->n_inputs; i++)
        if (strcmp(p->input[i].name, name) == 0)
            return p->input[i].slope;
    return 0;
}

static const struct speedup *pulled(const struct breakdown *t, enum what_if lever)
{
    for (int i = 0; i < t->n_speedups; i++)
        if (t->speedup[i].lever == lever)
            return &t->speedup[i];
    return NULL;
}

static void terms_add_to_the_step(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-70b", "Q4_K_M");
    for (int split = split_layer; split <= split_tensor; split++) {
        q.split = (enum split)split;
        const struct breakdown *t = taken(&q);
        const struct breakdown_step *const steps[] = {&t->decode, &t->prefill};
        test_row("split %d", split);
        for (size_t i = 0; i < COUNT_OF(steps); i++) {
            double s = 0, frac = 0;
            for (int j = 0; j < steps[i]->n_parts; j++) {
                s += steps[i]->part[j].s;
                frac += steps[i]->part[j].frac;
                THAT(j == 0 || steps[i]->part[j].s <= steps[i]->part[j - 1].s);
            }
            CLOSE(s, steps[i]->s, 1e-9);
            CLOSE(frac, 1, 1e-9);
        }
        CLOSE(1 / t->decode.s, t->decode.tok_s.mid, 1e-9);
        CLOSE(t->decode.tok_s.mid, predicted_tok_s(&q), 1e-12);
    }
}

/* The prompt goes through what drafts as well: terms add to the step, and the steps to the time behind the rate. The
   drafting model's own prediction says what that is; of prediction layers it is a layer's part of the rest. */
static void a_drafted_prompt_adds_up(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M"),
                   small = test_request("rtx-3090", 1, "llama-3.2-1b", "Q8_0"),
                   own = test_request("h200-sxm-141gb", 1, "glm-4.5-air-106b", "Q4_K_M");
    q.prompt = small.prompt = own.prompt = 4000;
    const struct breakdown *plain = taken(&q), *alone = taken(&small);
    q.draft_model = FIND(model, "llama-3.2-1b");
    q.draft_quant = FIND(quant, "Q8_0");
    q.draft_tokens = own.draft_tokens = 4;
    q.accept_frac = own.accept_frac = 0.7;
    const struct breakdown *const all[] = {taken(&q), taken(&own)};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        const struct breakdown_step *const steps[] = {&all[i]->decode, &all[i]->prefill};
        for (size_t k = 0; k < COUNT_OF(steps); k++) {
            double s = 0, frac = 0;
            for (int j = 0; j < steps[k]->n_parts; j++) {
                s += steps[k]->part[j].s;
                frac += steps[k]->part[j].frac;
            }
            test_row("case %zu, step %zu", i, k);
            CLOSE(s, steps[k]->s, 1e-9);
            CLOSE(frac, 1, 1e-9);
            THAT(part(steps[k], "draft_s") != NULL);
        }
        THAT(all[i]->prefill.steps > 1);
        CLOSE(all[i]->prefill.s * all[i]->prefill.steps, 4000 / all[i]->prefill.tok_s.mid, 1e-9);
        CLOSE(all[i]->decode.s, all[i]->figures.step_tokens / all[i]->decode.tok_s.mid, 1e-9);
    }
    const struct breakdown_part *drafting = part(&all[0]->prefill, "draft_s"),
                                *layers = part(&all[1]->prefill, "draft_s");
    if (!THAT(drafting && layers))
        return;
    CLOSE(drafting->s * all[0]->prefill.steps, 4000 / alone->prefill.tok_s.mid, 1e-9);
    CLOSE(all[0]->prefill.s - drafting->s, plain->prefill.s, 1e-9);
    CLOSE(layers->s * own.model->layers, all[1]->prefill.s - layers->s, 1e-9);
}

/* Every rate of a card up by the same brings every term of one card down by it: the slopes by its rates add to -1
   (-0.99 for a step of 1 %). */
static void slopes_by_all_rates_add_to_minus_one(void)
{
    static const char *const terms[] = {"gemm_s", "head_s", "kv_s", "attn_s", "small_s"};
    static const char *const rates[] = {"mem_bw_gb_s", "boost_mhz", "fp16_tflops", "fp16acc_tflops", "tdp_w"};
    struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    q.depth = 4096;
    const struct breakdown *t = taken(&q);
    const struct breakdown_step *const steps[] = {&t->decode, &t->prefill};
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        for (size_t k = 0; k < COUNT_OF(terms); k++) {
            double sum = 0;
            for (size_t r = 0; r < COUNT_OF(rates); r++)
                sum += slope(part(steps[i], terms[k]), str_format(test_arena(), "rtx-3090.%s", rates[r]));
            test_row("%s of step %zu", terms[k], i);
            CLOSE(sum, -1, 0.02);
        }
}

static void constants_name_their_rows(void)
{
    const struct request q = test_request("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M");
    const struct breakdown *t = taken(&q);
    const struct breakdown_part *p = part(&t->decode, "gemm_s");
    double product = 1;
    THAT(p != NULL && t->n_factors > 0);
    for (size_t i = 0; i < t->n_factors; i++)
        if (strcmp(t->factor[i].constant, "weight_bw") == 0) {
            product *= t->factor[i].value;
            THAT(t->factor[i].rows > 0 && t->factor[i].error_frac > 0);
        }
    for (int i = 0; i < p->n_inputs; i++)
        if (strcmp(p->input[i].name, "calibration.weight_bw") == 0) {
            CLOSE(p->input[i].value, product, 1e-12);
            THAT(p->input[i].rows > 0 && p->input[i].error_frac > 0);
            CLOSE(p->input[i].step_error_frac, p->input[i].error_frac * -p->input[i].slope * p->frac, 1e-12);
            product = NAN;
        }
    THAT(isnan(product)); /* it was there */
}

static void speedups_are_predictions(void)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-70b", "Q4_K_M"), other;
    q.split = split_layer;
    q.cap_w[0] = q.cap_w[1] = 250;
    const struct breakdown *t = taken(&q);
    static const enum what_if all[] = {what_if_bandwidth, what_if_flops,   what_if_clock, what_if_uncapped,
                                       what_if_bus,       what_if_latency, what_if_quant, what_if_cache,
                                       what_if_tensor,    what_if_cards};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        THAT(pulled(t, all[i]) != NULL);
    THAT(pulled(t, what_if_newer) == NULL);
    other = q;
    other.split = split_tensor;
    CLOSE(pulled(t, what_if_tensor)->decode_tok_s, predicted_tok_s(&other), 1e-12);
    other = q;
    other.quant = FIND(quant, pulled(t, what_if_quant)->setting);
    CLOSE(pulled(t, what_if_quant)->decode_tok_s, predicted_tok_s(&other), 1e-12);
    other = test_request("rtx-3090", 4, "llama-3.1-70b", "Q4_K_M");
    other.split = split_tensor;
    for (int i = 0; i < 4; i++)
        other.cap_w[i] = 250;
    CLOSE(pulled(t, what_if_cards)->decode_tok_s, predicted_tok_s(&other), 1e-12);
    THAT(pulled(t, what_if_cards)->value == 4);
    other = q;
    other.engine_month = 12 * 2024 + 4; /* a build without a tensor split */
    const struct breakdown *old = taken(&other);
    THAT(pulled(old, what_if_tensor) == NULL && pulled(old, what_if_newer) != NULL);
    CLOSE(pulled(old, what_if_newer)->decode_tok_s, predicted_tok_s(&q), 1e-12);
}

/* A part that is better by a quarter cannot bring more than a quarter. */
static void parts_bring_no_more_than_they_are_better(void)
{
    static const enum what_if parts[] = {what_if_bandwidth, what_if_flops, what_if_clock, what_if_power};
    const struct request q = test_request("rtx-4090", 1, "qwen2.5-14b", "Q4_K_M");
    const struct breakdown *t = taken(&q);
    double sum = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const struct speedup *k = pulled(t, parts[i]);
        THAT(k != NULL);
        ORDER(0, k->decode_gain_frac);
        ORDER(k->decode_gain_frac, 0.25);
        ORDER(0, k->prefill_gain_frac);
        ORDER(k->prefill_gain_frac, 0.25);
        sum += k->decode_gain_frac;
    }
    THAT(sum > 0.1);
    for (int i = 1; i < t->n_speedups; i++) {
        ORDER(t->speedup[i].decode_gain_frac, t->speedup[i - 1].decode_gain_frac);
        ORDER(t->speedup[t->by_prefill[i]].prefill_gain_frac, t->speedup[t->by_prefill[i - 1]].prefill_gain_frac);
    }
}

static void what_does_not_fit_has_no_terms(void)
{
    struct request q = test_request("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M");
    q.ram_gib = 8;
    const struct breakdown *t = taken(&q);
    THAT(t->figures.verdict == verdict_no && t->decode.n_parts == 0 && t->prefill.n_parts == 0);
    THAT(pulled(t, what_if_bandwidth) == NULL);
    const struct speedup *k = pulled(t, what_if_memory);
    THAT(k != NULL && k->decode_tok_s > 0 && isnan(k->decode_gain_frac) && k->verdict == verdict_fits);
    q.ram_gib = 128;
    t = taken(&q);
    THAT(t->figures.verdict == verdict_offload && part(&t->decode, "ram_s") == &t->decode.part[0]);
    THAT(slope(part(&t->decode, "ram_s"), "system RAM") < -0.5);
    THAT(pulled(t, what_if_ram)->decode_gain_frac > 0);
}

/* What explain shows of a scenario is what the report shows. */
static void scenario_cells_come_apart(void)
{
    const struct comparison *c = test_compared();
    int seen = 0;
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->scenario->workloads.n; j++) {
            const struct compare_cell *cell = &c->v[i].cell[j];
            if (!cell->asked || cell->figures.verdict == verdict_no)
                continue;
            const struct breakdown *t = breakdown_run(test_arena(), test_catalogue(), cell->asked, 0);
            test_row("%s, %s", c->v[i].outcome.id, c->scenario->workloads.v[j].id);
            THAT(t != NULL);
            CLOSE(t->decode.tok_s.mid / t->sequences, cell->figures.decode_tok_s.mid, 1e-9);
            CLOSE(t->prefill.tok_s.mid, cell->figures.prefill_tok_s.mid, 1e-9);
            seen++;
            break;
        }
    THAT(seen > 5);
}

SUITE(breakdown, {"terms add to the step", terms_add_to_the_step},
      {"a drafted prompt adds up", a_drafted_prompt_adds_up},
      {"slopes by all rates add to -1", slopes_by_all_rates_add_to_minus_one},
      {"constants name their rows", constants_name_their_rows}, {"speed-ups are predictions", speedups_are_predictions},
      {"parts bring no more than they are better", parts_bring_no_more_than_they_are_better},
      {"what does not fit has no terms", what_does_not_fit_has_no_terms},
      {"scenario cells come apart", scenario_cells_come_apart})
