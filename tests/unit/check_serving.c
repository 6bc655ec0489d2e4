/* Serving rows: what is asked of a replica, runs that end, and classes of errors. Expected values are worked out here.
 */
#include "test.h"

#include "arena.h"
#include "check_serving.h"
#include "diag.h"
#include "file.h"
#include "load_measured.h"
#include "str.h"

#define HEAD                                                                                                           \
    "id,gpu,gpu_count,split,replicas,engine,engine_date,model,quant,load,clients,rate_s,requests,prompt_tokens,"       \
    "gen_tokens,budget_tokens,max_seqs,pool_tokens,prefix_hit_frac,flags,output_tok_s,total_tok_s,ttft_s,tpot_s"

static struct prepared s[2];

struct judgement {
    const struct measured *m;
    struct check_rows rows;
    struct check_summary sum;
};

/* Reads and predicts rows of a file with that header. */
static const struct check_serving_row *checked(const char *rows, struct judgement *out)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    char *text = str_format(a, "%s\n%s\n", HEAD, rows);
    out->m = load_measured(a, &d, test_catalogue(), &check_kinds, "m.csv", text, strlen(text));
    SAME(test_faults(&d), "");
    BUG_UNLESS(out->m && strcmp(out->m->kind->name, "serving") == 0);
    out->rows = check_rows(a, out->m);
    check_run(test_catalogue(), out->m, s, &out->rows, &out->sum);
    return out->rows.v;
}

/* The request of one row. */
static struct serving_request asked(const char *row)
{
    static struct judgement c;
    struct serving_request t;
    const char *what;
    checked(row, &c);
    SAME(serving_request_read(test_catalogue(), c.m->rows.v, &t, &what), NULL);
    return t;
}

#define CARD "r,rtx-4090,1,none,1,vllm,2025-10,llama-3.1-8b,BF16,"

static void replicas_share_the_load(void)
{
    struct serving_request t = asked("r,rtx-3090,4,tensor,2,vllm,2026-06,qwen3-8b,BF16,closed,64,,,512,256,,,,,,1,,,");
    THAT(t.q.n == 2 && t.q.split == split_tensor && t.replicas == 2);
    CLOSE(t.load.clients, 32, 0);
    THAT(isnan(t.load.rate_s) && isnan(t.run.requests));
    t = asked("r,rtx-3090,4,none,4,vllm,2026-06,qwen3-8b,BF16,closed,1,,,512,256,,,,,,1,,,"); /* three are idle */
    THAT(t.q.n == 1 && t.replicas == 1);
    CLOSE(t.load.clients, 1, 0);
    t = asked("r,rtx-3090,4,none,4,vllm,2026-06,qwen3-8b,BF16,poisson,,8,100,512,256,,,,,,1,,,");
    CLOSE(t.load.rate_s, 2, 0);
    CLOSE(t.run.requests, 25, 0);
    THAT(isnan(t.load.clients));
    t = asked("r,rtx-3090,4,none,4,vllm,2026-06,qwen3-8b,BF16,burst,,,2,512,256,,,,,,1,,,");
    THAT(t.replicas == 2 && t.run.requests == 1);
    t = asked(CARD "closed,8,,,1000,200,4096,64,50000,0.25,,1,,,");
    CLOSE(t.load.depth, 250, 1e-9);
    CLOSE(t.load.prompt, 750, 1e-9);
    THAT(t.load.budget_tokens == 4096 && t.load.max_seqs == 64 && t.load.pool_tokens == 50000);
    t = asked(CARD "closed,8,,,1000,200,,,,1,,1,,,"); /* at least the last token is computed */
    CLOSE(t.load.prompt, 1, 0);
}

static void reasons(void)
{
    static const char *const rows[][2] = {
        {CARD "closed,,,,512,256,,,,,,1,,,", "number of clients not stated"},
        {CARD "batch,,,,512,256,,,,,,1,,,", "number of clients not stated"},
        {CARD "poisson,,,,512,256,,,,,,1,,,", "rate not stated"},
        {CARD "burst,,,,512,256,,,,,,1,,,", "number of requests not stated"},
        {CARD "closed,4,,,,256,,,,,,1,,,", "length of the prompts not stated"},
        {CARD "closed,4,,,512,,,,,,,1,,,", "length of the answers not stated"},
        {CARD "closed,4,,,512,256,,,,,speculative,1,,,", "speculative decoding: acceptance not stated"},
        {CARD "closed,4,,,512,256,,,,,eager;partial-offload,1,,,", "some weights in system RAM, amount not stated"},
        {CARD "closed,4,,,512,256,,,,,,,,,", "no figure that is predicted is stated"},
        {"r,rtx-4090,3,none,2,vllm,2025-10,llama-3.1-8b,BF16,closed,4,,,512,256,,,,,,1,,,",
         "devices do not divide by the replicas"},
        {"r,rtx-4090,1,none,1,vllm,2025-10,llama-3.3-70b,BF16,closed,4,,,512,256,,,,,,1,,,",
         "ran, but does not fit by the law of memory"},
        {"r,rtx-9999,1,none,1,vllm,2025-10,llama-3.1-8b,BF16,closed,4,,,512,256,,,,,,1,,,",
         "device not in the catalogue"},
        {"r,rtx-4090,1,none,1,qserve,2025-10,llama-3.1-8b,BF16,closed,4,,,512,256,,,,,,1,,,",
         "engine not in the catalogue"},
        {CARD "saturated,,,,512,256,,,,,,1,,,", NULL},
        {CARD "batch,4,,,0,,,,,,,1,,,", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct judgement c;
        test_row("%s", rows[i][0]);
        SAME(checked(rows[i][0], &c)->row.reason, rows[i][1]);
        THAT(c.sum.n_predicted == (rows[i][1] ? 0 : 1));
    }
}

/* ---- runs that end ---- */

/* A case of one card to solve; placed without limits of memory. */
static const struct step_case *step_of(const char *row, struct serving_request *t)
{
    static struct placement pl;
    static struct step_case c;
    *t = asked(row);
    SAME(serving_request_prepare(test_catalogue(), t, s, &pl), NULL);
    step_prepare(&c, &s->predict.memory, &pl, &s->rig, catalogue_policy(test_catalogue()));
    return &c;
}

static void pools_hold_what_memory_leaves(void)
{
    struct serving_request t;
    step_of(CARD "closed,8,,,512,256,,,,,,1,,,", &t);
    /* 0.9 of 23.6 GiB less 15.0 GiB of weights and what sampling for 256 requests takes; a token takes 32 layers x 2 x
       8 heads x 128 x 2 B */
    const double sampler_gib = 4 * 256.0 * 128256 * s->predict.memory.act_logits / 1073741824;
    const double most = (0.9 * 23.6 - 14.96 - sampler_gib) * 1073741824 / (32 * 2 * 8 * 128 * 2);
    test_row("%g of %g tokens", t.load.pool_tokens, most);
    THAT(t.load.pool_tokens < most && t.load.pool_tokens > 0.7 * most);
    THAT(t.load.max_seqs == 256 && t.load.budget_tokens == 2048); /* defaults of vLLM below 70 GiB */
    step_of(CARD "closed,8,,,512,256,,,9999,,,1,,,", &t);
    THAT(t.load.pool_tokens == 9999);
    step_of("r,rtx-4090,1,none,1,llama.cpp,2026-06,llama-3.1-8b,Q8_0,closed,6,,,512,256,,,,,,1,,,", &t);
    THAT(isnan(t.load.pool_tokens) && t.load.max_seqs == 6); /* a slot for each client */
}

static void runs(void)
{
    struct serving_request t;
    struct queue_result one, out, steady;
    const struct step_case *c = step_of(CARD "poisson,,2,1000000,512,256,,,,,,1,,,", &t);
    queue_solve(c, &t.load, &steady);
    queue_run_solve(c, &t.load, &t.run, &out); /* a long run is the steady state */
    THAT(!steady.unstable);
    CLOSE(out.tpot_s, steady.tpot_s, 1e-3);
    CLOSE(out.output_tok_s, 2 * 256, 1e-3);
    t.run.longest = 1e6; /* one answer of a million tokens keeps the server on: 0.5e6 s of arrivals, then the rest */
    queue_run_solve(c, &t.load, &t.run, &out);
    THAT(out.output_tok_s < 2 * 256 * 0.99 && out.output_tok_s > 2 * 256 * 0.9);
    t.run = (struct queue_run){.requests = 1, .longest = NAN};
    struct queue_load l = t.load;
    l.clients = 1;
    queue_solve(c, &l, &one);
    l.clients = l.rate_s = NAN;
    queue_run_solve(c, &l, &t.run, &out); /* a burst of one: one client's answer */
    CLOSE(out.output_tok_s, one.output_tok_s, 1e-9);
    THAT(out.tpot_s > 0.9 * one.tpot_s && out.tpot_s < 1.1 * one.tpot_s);
    t.run = (struct queue_run){.requests = 64, .longest = NAN};
    queue_run_solve(c, &l, &t.run, &one);
    t.run.longest = 256 + 1000; /* a thousand steps more, which cost what a step costs without company */
    queue_run_solve(c, &l, &t.run, &out);
    CLOSE(64 * 256 / out.output_tok_s - 64 * 256 / one.output_tok_s, 1000 * queue_decode_s(c, &l, 1), 1e-6);
    double before_ttft = 0, before_tpot = 0;
    t.run.longest = NAN;
    for (double n = 4; n <= 4096; n *= 4) {
        t.run.requests = n;
        queue_run_solve(c, &l, &t.run, &out);
        test_row("burst of %g: TTFT %g s, TPOT %g s", n, out.ttft_s, out.tpot_s);
        THAT(out.ttft_s > before_ttft && out.tpot_s >= before_tpot * 0.999 && !out.unstable);
        before_ttft = out.ttft_s;
        before_tpot = out.tpot_s;
    }
    THAT(before_ttft >
         100); /* 4096 requests of 256 tokens at some 1,500 tokens/s take 700 s; the mean waits for half */
}

/* Requests faster than the server: no run ends before its last request has come, and none beats the burst. */
static void crowds(void)
{
    struct serving_request t;
    struct queue_result out, burst;
    const struct step_case *c = step_of(CARD "poisson,,1,200,512,256,,,,,,1,,,", &t);
    struct queue_load l = t.load;
    l.rate_s = NAN;
    queue_run_solve(c, &l, &t.run, &burst);
    double before = 0;
    for (double rate = 0.5; rate <= 4096; rate *= 2) {
        t.load.rate_s = rate;
        queue_run_solve(c, &t.load, &t.run, &out);
        test_row("%g/s: %g tok/s, TTFT %g s", rate, out.output_tok_s, out.ttft_s);
        THAT(out.output_tok_s < rate * 256 && out.output_tok_s <= burst.output_tok_s * (1 + 1e-9));
        THAT(out.output_tok_s >= before && out.ttft_s > 0);
        before = out.output_tok_s;
    }
    CLOSE(before, burst.output_tok_s, 0.05);
}

/* A burst of prompts that are much longer than a step: a token waits for its step's 2048 tokens of prompts, not for
   half of all prompts, which take a hundred times as long as the answers. */
static void prompts_share_steps(void)
{
    struct serving_request t;
    struct queue_result out;
    struct step_time mixed;
    const struct step_case *c = step_of(
        "r,h100-sxm-80gb,1,none,1,vllm,2025-10,llama-3.1-8b,BF16,burst,,,20,16000,20,2048,,,,,1,,,", &t);
    const struct step_load full = {
        .n_tok = 2048, .n_seq = 1, .n_out = 20, .context = 16000, .attn_pairs = 2048.0 * 16000};
    queue_run_solve(c, &t.load, &t.run, &out);
    step_time(c, &full, &mixed);
    THAT(out.tpot_s < queue_decode_s(c, &t.load, 20) + mixed.part.total_s);
    THAT(out.ttft_s > 20 * out.tpot_s);
}

/* SGLang leaves 13.1 GiB of an H100 free, and 1.5 GiB more go for what is not cache (its record). Qwen3 32B has 32.76e9
   weights of 2 bytes; a token takes 64 layers x 2 x 8 heads x 128 x 2 bytes = 256 KiB. */
static void usual_pools(void)
{
    struct serving_request t;
    step_of("r,h100-sxm-80gb,1,none,1,sglang,2025-11,qwen3-32b,BF16,burst,,,1000,217,202,,,,,,1,,,", &t);
    const double left_gib = 80 - 13.13 - 1.5 - unit_b_to_gib(32.76e9 * 2);
    CLOSE(t.load.pool_tokens, left_gib * 1048576 / 256, 0.03);
}

static void batches(void)
{
    struct serving_request t;
    struct queue_result four, eight;
    struct step_time one;
    const struct step_case *c = step_of(CARD "batch,4,,,512,256,,,,,,1,,,", &t);
    const struct step_load load = {.n_tok = 4, .n_seq = 4, .n_out = 4, .context = 512 + 128};
    step_time(c, &load, &one);
    queue_run_batch(c, &t.load, &four);
    CLOSE(four.tpot_s, one.part.total_s, 1e-12);
    CLOSE(four.output_tok_s, 4 / one.part.total_s, 1e-12);
    t.load.clients = 8;
    queue_run_batch(c, &t.load, &eight);
    CLOSE(eight.ttft_s, 2 * four.ttft_s, 1e-9); /* 2048 tokens fill a step: two of them */
    t.load.prompt = 0;
    queue_run_batch(c, &t.load, &eight);
    THAT(isnan(eight.ttft_s) && eight.output_tok_s > four.output_tok_s);
}

/* ---- errors ---- */

static const struct check_class *class_named(const struct check_summary *sum, const char *name)
{
    for (int i = 0; i < sum->n_classes; i++)
        if (strcmp(sum->class[i].name, name) == 0)
            return &sum->class[i];
    return NULL;
}

static void classes(void)
{
    static struct judgement c;
    const struct check_serving_row *rows = checked(
        CARD "closed,8,,,512,256,,,,,,100,,0.5,0.02\n" CARD "closed,8,,,512,256,,,,,vm,100,,,\n"
             "r,rtx-4090,1,none,1,vllm,2024-05,llama-3.1-8b,BF16,closed,8,,,512,256,,,,,rented,100,,,\n"
             "r,rtx-4090,1,none,1,sglang,2025-10,llama-3.1-8b,BF16,saturated,,,,512,256,,,,,,,300,0.5,\n"
             "r,rtx-3090,2,none,2,vllm,2025-10,llama-3.1-8b,BF16,batch,8,,,512,256,,,,,decode-only,100,,,\n"
             "r,rtx-3090,2,none,2,vllm,2025-10,llama-3.1-8b,BF16,batch,8,,,512,256,,,,,,100,,,",
        &c);
    static const char *const names[] = {"vLLM since 2025-03, closed, output",
                                        "vLLM since 2025-03, closed, TPOT",
                                        "vLLM since 2025-03, closed, TTFT",
                                        "vLLM since 2025-03, closed, output, not clean",
                                        "vLLM until 2025-02, closed, output",
                                        "SGLang, saturated, output",
                                        "all: SGLang, output",
                                        "all: vLLM until 2025-02, output"};
    THAT(c.sum.n_predicted == 6);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct check_class *k = class_named(&c.sum, names[i]);
        test_row("%s", names[i]);
        THAT(k && k->n == 1);
    }
    const struct check_class *all = class_named(&c.sum, "all: vLLM since 2025-03, output");
    THAT(all && all->n == 3 && !class_named(&c.sum, "SGLang, saturated, TTFT"));
    CLOSE(rows[0].error_frac[SERVING_OUTPUT], rows[0].out.output_tok_s / 100 - 1, 1e-12);
    CLOSE(rows[0].error_frac[SERVING_TPOT], rows[0].out.tpot_s / 0.02 - 1, 1e-12);
    CLOSE(rows[0].error_frac[SERVING_TTFT], rows[0].out.ttft_s / 0.5 - 1, 1e-12);
    /* a third of the tokens is the answers' */
    CLOSE(rows[3].error_frac[SERVING_OUTPUT], rows[3].out.output_tok_s / 100 - 1, 1e-12);
    /* two replicas of four sequences each; over the whole time the prompts' is added */
    CLOSE(rows[4].out.output_tok_s, 8 / rows[4].out.tpot_s, 1e-12);
    CLOSE(rows[5].out.output_tok_s, 8 * 256 / (rows[5].out.ttft_s + 256 * rows[5].out.tpot_s), 1e-12);
}

/* Two cards in a row work on two batches: two clients get what one gets, each. Three share the two batches. */
static void pipelines(void)
{
    struct serving_request t;
    struct serving_speed one, two, many, serial;
    const struct step_case *c = step_of(
        "r,rtx-4090,2,layer,1,vllm,2025-10,llama-3.1-8b,BF16,closed,1,,,512,256,,,,,,1,,,", &t);
    serving_request_solve(&t, c, &one);
    t.load.clients = 2;
    serving_request_solve(&t, c, &two);
    CLOSE(two.output_tok_s, 2 * one.output_tok_s, 1e-9 * two.output_tok_s);
    CLOSE(two.tpot_s, one.tpot_s, 1e-12);
    CLOSE(two.running, 2, 1e-12);
    t.load.clients = 64;
    serving_request_solve(&t, c, &many);
    CLOSE(many.running, 64, 1e-9);
    c = step_of("r,rtx-4090,2,layer,1,llama.cpp,2025-10,llama-3.1-8b,BF16,closed,1,,,512,256,,,,,,1,,,", &t);
    serving_request_solve(&t, c, &one);
    t.load.clients = t.load.max_seqs = 2; /* a batch passes from card to card */
    serving_request_solve(&t, c, &serial);
    THAT(serial.tpot_s > one.tpot_s && serial.output_tok_s < 2 * one.output_tok_s);
}

/* Clients with equal answers march in step where prompts stop all: the first token comes later, the others faster, and
   a request takes as long as before. */
static void marches(void)
{
    struct serving_request t;
    struct queue_result equal, mixed;
    const struct step_case *c = step_of(
        "r,rtx-4090,1,none,1,sglang,2025-10,llama-3.1-8b,BF16,closed,16,,,512,256,,,,,,1,,,", &t);
    THAT(isnan(t.run.longest) && c->memory->prompts_apart);
    queue_run_solve(c, &t.load, &t.run, &equal);
    t.run.longest = 512;
    queue_run_solve(c, &t.load, &t.run, &mixed);
    CLOSE(equal.output_tok_s, mixed.output_tok_s, 1e-9 * mixed.output_tok_s);
    THAT(equal.ttft_s > mixed.ttft_s && equal.tpot_s < mixed.tpot_s);
    /* Little's law */
    CLOSE((equal.ttft_s + 256 * equal.tpot_s) * equal.output_tok_s / 256, 16, 1e-6);
}

static void shipped_rows(void)
{
    struct arena *a = test_arena();
    static struct judgement c;
    struct diags d = diag_none(a);
    size_t size = 0;
    char *text = file_read(a, &d, "data/measured/serving.csv", &size);
    c.m = text ? load_measured(a, &d, test_catalogue(), &check_kinds, "serving.csv", text, size) : NULL;
    SAME(test_faults(&d), "");
    BUG_UNLESS(c.m != NULL);
    c.rows = check_rows(a, c.m);
    check_run(test_catalogue(), c.m, s, &c.rows, &c.sum);
    const struct serving_row *want = c.m->rows.v;
    const struct check_serving_row *got = c.rows.v;
    THAT(c.sum.n_rows > 1200 && (double)c.sum.n_predicted > 0.9 * (double)c.sum.n_rows);
    for (size_t i = 0; i < c.rows.n; i++) {
        const struct serving_row *r = &want[i];
        test_row("%s", r->id);
        THAT(r->source && r->engine_date);
        THAT(!(r->gpu_count < r->replicas) && fmod(r->gpu_count, r->replicas) == 0);
        THAT((r->split == split_none) == (r->gpu_count == r->replicas));
        THAT(!(r->output_tok_s > r->total_tok_s) || isnan(r->total_tok_s) || serving_request_flag(r, "decode-only"));
        /* Little's law: no more requests are worked on than are there */
        if (r->load == arrivals_closed && r->clients >= r->replicas)
            THAT(!(r->output_tok_s * r->tpot_s > 1.25 * r->clients) || !serving_request_clean(r));
        if (got[i].row.status == CHECK_PREDICTED && r->load == arrivals_closed)
            THAT(got[i].out.running <= fmax(r->clients, 1) * (1 + 1e-9));
    }
}

SUITE(check_serving, {"replicas share the load", replicas_share_the_load}, {"reasons", reasons},
      {"pools hold what memory leaves", pools_hold_what_memory_leaves}, {"runs that end", runs}, {"crowds", crowds},
      {"batches", batches}, {"usual pools", usual_pools}, {"prompts share steps", prompts_share_steps},
      {"pipelines", pipelines}, {"marches", marches}, {"classes", classes}, {"shipped rows", shipped_rows})
