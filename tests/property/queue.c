/* Laws that hold for every server: waiting and speed of many requests at once. Random cases from the seed that is
   printed. */
#include "test.h"

#include "compatibility.h"
#include "pace.h"
#include "predict.h"
#include "prepare.h"
#include "queue.h"
#include "random_rig.h"

enum { CASES = 400 };

static struct prepared s;
static struct step_case step;
static struct placement placed;

/* Prepares a server with endless memory that an engine would start. Whole prompts fit in a step where `whole`. */
static struct queue_load any_server(bool whole)
{
    const struct catalogue *c = test_catalogue();
    for (;;) {
        struct request q = request_nothing();
        const struct device *card = random_rig_device();
        random_rig_devices(&q, card, test_whole(0, 2) ? 1 : test_whole(2, 8), true);
        random_rig_work(&q, false);
        q.split = random_rig_split(q.n);
        q.prompt = whole ? test_whole(1, 500) : test_whole(1, 20000);
        q.gen = test_whole(2, 1000);
        q.depth = test_whole(0, 1) ? 0 : test_whole(1, 5000);
        q.ctx = 262144;
        if (compatibility_check(&q, q.engine).rule != COMPATIBILITY_YES || !prepare_case(c, &q, &s))
            continue;
        placement_layers(&s.predict.memory, &s.rig, &placed);
        step_prepare(&step, &s.predict.memory, &placed, &s.rig, catalogue_policy(c));
        test_row("%d x %s, %s %s, %s, split %s, depth %g, prompt %g, gen %g", q.n, card->id, q.model->id, q.quant->id,
                 q.engine->id, enums_words(&enums_split, (int)q.split), q.depth, q.prompt, q.gen);
        return (struct queue_load){.clients = 1,
                                   .rate_s = NAN,
                                   .depth = q.depth,
                                   .prompt = q.prompt,
                                   .gen = q.gen,
                                   .context = NAN,
                                   .max_seqs = NAN,
                                   .budget_tokens = whole ? 2048 : NAN,
                                   .pool_tokens = NAN,
                                   .together = NAN};
    }
}

static struct queue_result solved(const struct queue_load *l)
{
    struct queue_result r;
    queue_solve(&step, l, &r);
    THAT(r.output_tok_s > 0 && isfinite(r.output_tok_s) && r.tpot_s > 0 && r.running > 0);
    return r;
}

/* The seconds of predict: a decode step behind the prompt, and the prompt. */
static void one_client_is_predict(void)
{
    for (int i = 0; i < CASES; i++) {
        const struct queue_load l = any_server(false);
        const struct queue_result r = solved(&l);
        const struct policy *p = catalogue_policy(test_catalogue());
        struct predict_case c = s.predict;
        c.depth = l.depth + l.prompt;
        CLOSE(r.tpot_s, pace_s(&c, &placed, &s.rig, p, phase_decode), 1e-9);
        c.depth = l.depth;
        CLOSE(r.ttft_s, pace_s(&c, &placed, &s.rig, p, phase_prefill), 1e-9);
        CLOSE(r.running, 1, 1e-12);
        struct queue_load rare = l;
        rare.clients = NAN;
        rare.rate_s = 1e-6 / (r.ttft_s + l.gen * r.tpot_s);
        const struct queue_result seldom = solved(&rare);
        THAT(!seldom.unstable);
        CLOSE(seldom.tpot_s, r.tpot_s, 1e-2);
        if (l.prompt > 1) /* a step of one token has no padding, of which a fraction of a second one has all */
            CLOSE(seldom.ttft_s, r.ttft_s, 1e-2);
    }
}

/* Takes away what makes a step of two tokens take more than twice as long as one of one token: padding, that matrix
   units take over from vector units, and that experts are multiplied one after the other from some tokens on. */
static void smooth_step(void)
{
    step.vector_tokens = 0;
    for (int i = 0; i < s.rig.n; i++) {
        s.rig.dev[i].constants.v[constant_batch_tokens] = s.rig.dev[i].constants.v[constant_expert_tokens] = 0;
        s.rig.dev[i].path.expert_us = 0;
    }
}

static void more_clients_wait_longer_and_get_no_less_together(void)
{
    for (int i = 0; i < CASES; i++) {
        struct queue_load l = any_server(test_whole(0, 1));
        smooth_step();
        l.max_seqs = test_whole(0, 1) ? NAN : (double)test_whole(1, 300);
        struct queue_result before = solved(&l);
        for (l.clients = 2; l.clients < 1000; l.clients = ceil(l.clients * test_uniform(1, 3)) + 1) {
            const struct queue_result now = solved(&l);
            /* where prompts begin to limit a server, each of their steps carries more decodes */
            ORDER(0.9 * before.output_tok_s, now.output_tok_s);
            ORDER(0.9 * before.tpot_s, now.tpot_s); /* clients that come together hold each other up less later */
            ORDER(before.ttft_s, now.ttft_s);
            before = now;
        }
    }
}

/* A larger cache takes in more requests: each decodes slower, but all of them together get more, and wait less. */
static void a_larger_pool_waits_less(void)
{
    for (int i = 0; i < CASES; i++) {
        struct queue_load l = any_server(true);
        smooth_step();
        l.clients = test_whole(1, 500);
        l.pool_tokens = (l.depth + l.prompt + l.gen) * test_uniform(1, 100);
        const struct queue_result before = solved(&l);
        l.pool_tokens *= test_uniform(1, 3);
        const struct queue_result after = solved(&l);
        ORDER(0.9 * before.output_tok_s, after.output_tok_s);
        ORDER(before.running, after.running);
        if (before.limit == queue_limit_pool && after.limit == queue_limit_pool)
            ORDER(after.ttft_s, before.ttft_s / 0.9);
    }
}

/* Every rate of the devices is multiplied. Where answers become faster than prompts do, more prompts come, so a request
   may wait longer for its first token; the whole answer comes no later (Little's law). */
static void a_faster_device_is_never_worse(void)
{
    for (int i = 0; i < CASES; i++) {
        struct queue_load l = any_server(test_whole(0, 1));
        l.clients = test_whole(1, 500);
        const struct queue_result before = solved(&l);
        const double times = test_uniform(1, 3);
        for (int d = 0; d < s.rig.n; d++) {
            step.rate[d].read_s_b /= times;
            step.rate[d].kv_s_b /= times;
            step.rate[d].dequant_s_b /= times;
            step.rate[d].s_flop /= times;
            step.rate[d].attn_s_flop /= times;
            step.rate[d].decode_attn_s_flop /= times;
        }
        const struct queue_result after = solved(&l);
        ORDER(before.output_tok_s, after.output_tok_s);
        ORDER(after.tpot_s, before.tpot_s);
    }
}

/* Little's law, and tokens: no more of them are computed than steps have room for. */
static void tokens_in_equal_tokens_out(void)
{
    for (int i = 0; i < CASES; i++) {
        struct queue_load l = any_server(false);
        l.clients = test_whole(1, 3000);
        const struct queue_result r = solved(&l);
        CLOSE(l.clients * l.gen / r.output_tok_s, r.ttft_s + (l.gen - 1) * r.tpot_s, 1e-9);
        const double room = s.predict.memory.ubatch;
        if (!s.predict.memory.prompts_apart && r.limit == queue_limit_tokens)
            ORDER(r.output_tok_s * r.tpot_s * (l.prompt + l.gen) / l.gen, 1.1 * room);
        l.rate_s = test_uniform(0.01, 1.5) * r.output_tok_s / l.gen;
        l.clients = NAN;
        const struct queue_result open = solved(&l);
        if (open.unstable)
            THAT(isnan(open.ttft_s) && open.output_tok_s <= l.rate_s * l.gen);
        else
            CLOSE(open.output_tok_s, l.rate_s * l.gen, 1e-12);
    }
}

/* Prompts that fill a step, and answers of one token: M/D/1, whose mean wait is load / (1 - load) / 2 services. Within
   10 %, since the law takes the number of prompts in a step for a mean; exact with one place. */
static void without_answers_it_is_m_d_1(void)
{
    for (int i = 0; i < CASES; i++) {
        struct queue_load l = any_server(true);
        l.gen = 1;
        l.budget_tokens = l.prompt = 2048;
        const double service_s = solved(&l).ttft_s, load = test_uniform(0.01, 0.9);
        l.clients = NAN;
        l.rate_s = load / service_s;
        const struct queue_result r = solved(&l);
        CLOSE(r.ttft_s, service_s * (1 + load / (1 - load) / 2), 0.1);
        l.budget_tokens = 8192;
        l.max_seqs = 1;
        const struct queue_result one = solved(&l);
        CLOSE(one.ttft_s, service_s * (1 + load / (1 - load) / 2), 1e-6);
    }
}

SUITE(property_queue, {"one client is predict", one_client_is_predict},
      {"more clients wait longer and get no less together", more_clients_wait_longer_and_get_no_less_together},
      {"a larger pool waits less", a_larger_pool_waits_less},
      {"a faster device is never worse", a_faster_device_is_never_worse},
      {"tokens in equal tokens out", tokens_in_equal_tokens_out},
      {"without answers it is M/D/1", without_answers_it_is_m_d_1})
