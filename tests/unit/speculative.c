/* model/speculative: the yield against counting, the terms of a drafted step, what drafting takes of memory, rows of a
 * file.
 */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "speculative.h"
#include "load_measured.h"
#include "prepare.h"
#include "str.h"
#include "check_speed.h"

static struct prepared s[2];

/* Tokens of a step, by asking each drafted token in turn. */
static double counted(double accept_frac, int k, int steps)
{
    double tokens = 0;
    for (int i = 0; i < steps; i++) {
        int kept = 0;
        while (kept < k && test_uniform(0, 1) < accept_frac)
            kept++;
        tokens += kept + 1; /* and the one that the model itself adds */
    }
    return tokens / steps;
}

static void yield_is_what_counting_finds(void)
{
    static const struct {
        double accept_frac;
        int k;
    } rows[] = {{0, 4}, {0.3, 1}, {0.6, 3}, {0.8, 5}, {0.95, 16}, {1, 7}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%g of %d", rows[i].accept_frac, rows[i].k);
        CLOSE(speculative_yield(rows[i].accept_frac, rows[i].k), counted(rows[i].accept_frac, rows[i].k, 200000), 0.01);
    }
    CLOSE(speculative_yield(0, 4), 1, 0);
    CLOSE(speculative_yield(1, 4), 5, 0);
}

static struct request drafted(double tokens, double accept_frac)
{
    struct request q = test_request("rtx-3090", 2, "llama-3.1-70b", "Q4_K_M");
    q.draft_model = test_find(&kind_model, "llama-3.2-1b");
    q.draft_quant = test_find(&kind_quant, "Q8_0");
    q.draft_tokens = tokens;
    q.accept_frac = accept_frac;
    return q;
}

static struct predict_out predicted(const struct request *q)
{
    static struct predict_out out;
    s[0].drafts = &s[1];
    THAT(prepare_case(test_catalogue(), q, &s[0]));
    THAT(predict_run(&s[0].predict, &s[0].rig, catalogue_policy(test_catalogue()), &out));
    return out;
}

static double step_s(const struct predict_out *o)
{
    return o->figures.step_tokens / o->figures.decode_tok_s.mid;
}

static void a_step_drafts_and_verifies(void)
{
    struct request q = drafted(5, 0.75), small = test_request("rtx-3090", 1, "llama-3.2-1b", "Q8_0"),
                   plain = test_request("rtx-3090", 2, "llama-3.1-70b", "Q4_K_M");
    const struct predict_out with = predicted(&q), alone = predicted(&small), without = predicted(&plain);
    plain.batch = 6; /* six tokens of one sequence: as much work as a batch of six, but for the cache */
    plain.depth = plain.gen = 0;
    const struct predict_out six = predicted(&plain);
    CLOSE(with.decode.part.draft_s, 5 / alone.figures.decode_tok_s.mid, 1e-9);
    CLOSE(with.decode.part.gemm_s, six.decode.part.gemm_s, 1e-9);
    CLOSE(with.decode.part.kv_s, without.decode.part.kv_s, 1e-9);
    CLOSE(with.decode.part.attn_s, 6 * without.decode.part.attn_s, 1e-9);
    CLOSE(step_s(&with), with.decode.part.total_s, 1e-9);
    CLOSE(with.figures.draft_gain_frac, with.figures.decode_tok_s.mid / without.figures.decode_tok_s.mid - 1, 1e-9);
    CLOSE(1 / with.figures.prefill_tok_s.mid,
          1 / without.figures.prefill_tok_s.mid + 1 / alone.figures.prefill_tok_s.mid,
          1e-8); /* a power limit binds, whose clock takes steps until they are small */
}

static void memory_is_charged_to_the_first_device(void)
{
    struct request q = drafted(5, 0.75), small = test_request("rtx-3090", 1, "llama-3.2-1b", "Q8_0"),
                   plain = test_request("rtx-3090", 2, "llama-3.1-70b", "Q4_K_M");
    small.ctx = plain.ctx = q.ctx = 4096;
    const struct prediction with = predicted(&q).figures, alone = predicted(&small).figures,
                            without = predicted(&plain).figures;
    CLOSE(with.draft_gib, alone.weights_gib + alone.kv_gib + alone.compute_gib, 0.01);
    CLOSE(with.overhead_gib, without.overhead_gib + with.draft_gib, 1e-9);
    CLOSE(without.draft_gib, NAN, 0);
    CLOSE(without.step_tokens, NAN, 0);
}

/* Prediction layers: GLM 4.5 Air has one, with an embedding and an output matrix of its own (151552 x 4096); nothing of
   it is loaded without drafting. */
static void prediction_layers(void)
{
    struct request q = test_request("rtx-3090", 4, "glm-4.5-air-106b", "Q4_K_M");
    q.endless_memory = true;
    const struct predict_out without = predicted(&q);
    q.draft_tokens = 1;
    q.accept_frac = 0.8;
    const struct predict_out with = predicted(&q);
    const double layer_gib = without.figures.weights_gib / 47;
    const double own_gib = unit_b_to_gib(2.0 * 151552 * 4096); /* at a byte a weight */
    THAT(with.figures.draft_gib > 0.9 * layer_gib + own_gib / 3 && with.figures.draft_gib < 1.1 * layer_gib + own_gib);
    THAT(with.decode.part.draft_s > without.decode.part.head_s &&
         with.decode.part.draft_s < without.decode.part.head_s + without.decode.part.total_s / 46);
    CLOSE(with.figures.step_tokens, 1.8, 1e-12);
}

static void more_accepted_is_never_slower(void)
{
    for (int i = 0; i < 60; i++) {
        struct request q = drafted(test_whole(1, 16), test_uniform(0, 1));
        q.depth = test_whole(0, 8000);
        q.split = test_whole(0, 1) ? split_layer : split_tensor;
        const struct prediction before = predicted(&q).figures;
        test_row("k %g, a %g", q.draft_tokens, q.accept_frac);
        q.accept_frac += test_uniform(0, 1) * (1 - q.accept_frac);
        const struct prediction after = predicted(&q).figures;
        ORDER(before.decode_tok_s.mid, after.decode_tok_s.mid);
        ORDER(after.decode_tok_s.mid, after.ceiling_tok_s);
        q.accept_frac = 0;
        THAT(predicted(&q).figures.draft_gain_frac < 0);
    }
}

static void rows_of_a_file(void)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    char *text = str_format(
        a, "id,gpu,engine,backend,model,quant,phase,prompt_tokens,batch,flags,tokens_per_s,fits,draft_tokens,accept_"
           "frac,draft_model,"
           "draft_quant\n"
           "a,rtx-4090,llama.cpp,cuda,qwen3-8b,Q4_K_M,decode,,1,speculative,150,yes,4,0.7,qwen3-0.6b,Q8_0\n"
           "b,rtx-4090,llama.cpp,cuda,qwen3-8b,Q4_K_M,decode,,1,speculative,150,yes,4,,,\n"
           "c,rtx-4090,llama.cpp,cuda,qwen3-8b,Q4_K_M,decode,,1,speculative,150,yes,4,0.7,nobody's,\n"
           "d,rtx-4090,llama.cpp,cuda,qwen3-8b,Q4_K_M,prefill,512,1,speculative,5000,yes,,,,\n"
           "f,rtx-4090,llama.cpp,cuda,qwen3-8b,Q4_K_M,prefill,,1,speculative,5000,yes,,,,\n"
           "e,rtx-4090,llama.cpp,cuda,qwen3-8b,Q4_K_M,decode,,1,speculative,150,yes,2,0.7,,\n");
    const struct measured *m = load_measured(a, &d, test_catalogue(), &check_kinds, "s.csv", text, strlen(text));
    static struct check_summary sum;
    SAME(test_faults(&d), "");
    if (!m)
        return;
    const struct check_rows all = check_rows(a, m);
    const struct check_speed_row *rows = all.v;
    check_run(test_catalogue(), m, s, &all, &sum);
    struct request q = test_request("rtx-4090", 1, "qwen3-8b", "Q4_K_M");
    q.draft_model = test_find(&kind_model, "qwen3-0.6b");
    q.draft_quant = test_find(&kind_quant, "Q8_0");
    q.draft_tokens = 4;
    q.accept_frac = 0.7;
    q.endless_memory = true;
    CLOSE(rows[0].out.predicted.mid, predicted(&q).figures.decode_tok_s.mid, 1e-9);
    THAT(rows[1].row.status == CHECK_SKIPPED && rows[2].row.status == CHECK_SKIPPED);
    THAT(rows[3].row.status == CHECK_PREDICTED && rows[5].row.status == CHECK_PREDICTED);
    SAME(rows[4].row.reason, "length of the prompt not stated");
    THAT(rows[5].out.predicted.mid > 0 && rows[5].out.predicted.mid != rows[0].out.predicted.mid);
    THAT(strstr(sum.class[rows[0].row.class].name, "speculative") != NULL);
}

SUITE(speculative, {"yield is what counting finds", yield_is_what_counting_finds},
      {"a step drafts and verifies", a_step_drafts_and_verifies},
      {"memory is charged to the first device", memory_is_charged_to_the_first_device},
      {"prediction layers", prediction_layers}, {"more accepted is never slower", more_accepted_is_never_slower},
      {"rows of a file", rows_of_a_file})
