/* model/serving, prepare/engine_batches: the limits of a server and its figures. */
#include "test.h"

#include "engine_batches.h"
#include "predict.h"
#include "prepare.h"
#include "serving.h"

static struct prepared s;

static const struct policy *policy(void)
{
    return catalogue_policy(test_catalogue());
}

static void prepared(const char *device, const char *model, const char *quant, const char *engine)
{
    struct request q = test_request(device, 1, model, quant);
    q.engine = FIND(engine, engine);
    q.prompt = 1000;
    q.gen = 500;
    THAT(prepare_case(test_catalogue(), &q, &s));
}

static struct serving served(double clients, double rate_s)
{
    const struct serving_load load = {clients, rate_s};
    struct serving out;
    serving_solve(&s.predict, &s.rig, policy(), &load, &out);
    return out;
}

/* vllm/engine/arg_utils.py: from 70 GiB, but not on an A100, 8192 tokens and 1024 sequences, else 2048 and 256. */
static void batches_by_card_and_month(void)
{
    static const struct {
        const char *card;
        double month, tokens, seqs;
        enum flag apart;
    } rows[] = {{"rtx-4090", NAN, 2048, 256, flag_no},
                {"h100-sxm-80gb", NAN, 8192, 1024, flag_no},
                {"a100-sxm-80gb", NAN, 2048, 256, flag_no},
                {"h100-sxm-80gb", 12 * 2025 + 1, 8192, 256, flag_yes},
                {"h100-sxm-80gb", 12 * 2025 + 2, 8192, 1024, flag_no}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct engine_batch *b = engine_batches_find(FIND(engine, "vllm"), FIND(device, rows[i].card),
                                                           rows[i].month);
        test_row("%s, month %g", rows[i].card, rows[i].month);
        THAT(b != NULL);
        CLOSE(b->budget_tokens, rows[i].tokens, 0);
        CLOSE(b->max_seqs, rows[i].seqs, 0);
        THAT(b->prompts_apart == rows[i].apart);
    }
    THAT(engine_batches_find(FIND(engine, "llama.cpp"), NULL, NAN)->prompts_apart == flag_yes);
}

/* A token of Llama 3.1 8B takes 32 layers x 2 x 8 heads x 128 x 2 bytes = 128 KiB. */
static void the_pool_is_what_weights_leave(void)
{
    struct predict_out out;
    prepared("rtx-4090", "llama-3.1-8b", "AWQ-INT4", "vllm");
    THAT(predict_run(&s.predict, &s.rig, policy(), &out));
    const struct device_load *d = &out.memory.device[0];
    const double left_gib = d->capacity_gib - d->weights_gib - d->compute_gib - d->overhead_gib;
    CLOSE(serving_pool_tokens(&s.predict, &s.rig), left_gib * 1048576 / 128, 0.01);
    const struct serving v = served(5000, NAN);
    CLOSE(v.running, left_gib * 1048576 / 128 / 1250, 0.01); /* prompt and half of the answer */
    THAT(v.limit == queue_limit_pool && v.overloaded == flag_no);
}

static void one_client_is_predict(void)
{
    struct predict_out out;
    prepared("rtx-3090", "llama-3.1-8b", "Q4_K_M", "llama.cpp");
    const struct serving v = served(1, NAN);
    struct predict_case behind = s.predict;
    behind.depth = 1000;
    THAT(predict_run(&s.predict, &s.rig, policy(), &out));
    CLOSE(v.ttft_s.mid, out.figures.ttft_s.mid, 1e-9);
    CLOSE(v.ttft_s.high80, out.figures.ttft_s.high80, 1e-9);
    THAT(predict_run(&behind, &s.rig, policy(), &out));
    CLOSE(v.tpot_ms.mid, 1000 / out.figures.decode_tok_s.mid, 1e-9);
    CLOSE(v.tpot_ms.low80, 1000 / out.figures.decode_tok_s.high80, 1e-9);
    CLOSE(v.output_tok_s.mid * (v.ttft_s.mid + 499 * v.tpot_ms.mid / 1000), 500, 1e-9);
}

static void too_many_requests_are_said(void)
{
    prepared("rtx-4090", "llama-3.1-8b", "AWQ-INT4", "vllm");
    const double most = served(100000, NAN).answered_req_s;
    const struct serving under = served(NAN, 0.9 * most), over = served(NAN, 1.1 * most);
    THAT(under.overloaded == flag_no && under.ttft_s.mid > 0);
    CLOSE(under.answered_req_s, 0.9 * most, 1e-12);
    THAT(over.overloaded == flag_yes && isnan(over.ttft_s.mid) && over.limit == queue_limit_pool);
    CLOSE(over.answered_req_s, most, 0.01);
}

SUITE(serving, {"batches by card and month", batches_by_card_and_month},
      {"the pool is what weights leave", the_pool_is_what_weights_leave},
      {"one client is predict", one_client_is_predict}, {"too many requests are said", too_many_requests_are_said})
