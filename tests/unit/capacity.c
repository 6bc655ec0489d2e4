/* model/capacity: users grow with memory and shrink with context and with what each needs. */
#include "test.h"

#include "capacity.h"
#include "prepare.h"

static struct prepared s;

static const struct policy *policy(void)
{
    return catalogue_policy(test_catalogue());
}

static const struct predict_case *prepared(const char *device, int n, const char *model, const char *quant, double gib)
{
    struct request q = test_request(device, n, model, quant);
    for (int i = 0; i < n; i++)
        q.mem_gib[i] = gib;
    THAT(prepare_case(test_catalogue(), &q, &s));
    return &s.predict;
}

static double by_memory(const struct predict_case *c, double ctx)
{
    return capacity_users_memory(c, &s.rig, policy(), ctx);
}

/* Returns the speed of each of n users who ask again and again; 0 where they do not fit. */
static double each_tok_s(const struct predict_case *c, double ctx, double users)
{
    static struct predict_out out;
    struct predict_case trial = *c;
    trial.clients = true;
    trial.batch = trial.memory.n_seq = trial.memory.max_seqs = users;
    trial.memory.ctx = ctx * users;
    if (!predict_run(&trial, &s.rig, policy(), &out) || out.figures.verdict == verdict_no)
        return 0;
    return predict_speeds_of(&trial, 0, &s.rig, policy(), &out.memory.placement).decode_tok_s.mid / users;
}

static double by_speed(const struct predict_case *c, double ctx, double need)
{
    return capacity_users_speed(c, &s.rig, policy(), ctx, (struct capacity_need){need, NAN, 0});
}

static void more_memory_more_users(void)
{
    static const char *const models[] = {"llama-3.1-8b", "qwen2.5-14b", "gpt-oss-20b", "gemma-3-12b"};
    for (size_t m = 0; m < COUNT_OF(models); m++) {
        double before = 0;
        for (double gib = 6; gib <= 96; gib *= 1.5) {
            const double users = by_memory(prepared("rtx-3090", 1, models[m], "Q4_K_M", gib), 8192);
            test_row("%s in %g GiB", models[m], gib);
            THAT(users >= before && users == floor(users));
            before = users;
        }
        THAT(before > 4);
    }
}

static void more_context_fewer_users(void)
{
    const struct predict_case *c = prepared("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M", NAN);
    double before = INFINITY;
    for (double ctx = 512; ctx <= 131072; ctx *= 2) {
        const double users = by_memory(c, ctx);
        test_row("%g tokens", ctx);
        THAT(users <= before);
        before = users;
    }
    THAT(before < by_memory(c, 8192) && by_memory(c, 8192) < by_memory(c, 2048));
}

/* The cache of the users found fits, and of one more does not. By hand: F16 cache of this model is 8192 x 2 x 32 x 1024
   x 2 B = 1 GiB a user. */
static void one_more_does_not_fit(void)
{
    const struct predict_case *c = prepared("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M", NAN);
    const double users = by_memory(c, 8192);
    THAT(users > 1 && users < policy()->users_most);
    for (int more = 0; more < 2; more++) {
        struct placement_case trial = c->memory;
        struct memory m;
        trial.n_seq = users + more;
        trial.ctx = 8192 * trial.n_seq;
        memory_judge(&trial, &s.rig, policy(), &m);
        THAT((m.verdict == verdict_fits || m.verdict == verdict_tight) == (more == 0));
    }
    const struct rig_device *d = &s.rig.dev[0];
    const double room = d->mem_gib - d->overhead_gib -
                        4.6; /* the file is 4.58 GiB; buffers take part of one user's GiB */
    THAT(users <= room && users >= floor(room) - 3);
}

static void not_even_one(void)
{
    CLOSE(by_memory(prepared("rtx-3090", 1, "llama-3.1-70b", "Q4_K_M", NAN), 8192), 0, 0);
    CLOSE(by_speed(prepared("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M", NAN), 8192, 1e5), 0, 0);
}

static void more_need_fewer_users(void)
{
    const struct predict_case *c = prepared("rtx-3090", 2, "llama-3.1-8b", "Q4_K_M", NAN);
    double before = INFINITY;
    for (double need = 0.5; need < 400; need *= 1.4) {
        const double users = by_speed(c, 4096, need);
        test_row("%g tok/s", need);
        THAT(users <= before && users >= 0);
        before = users;
    }
    CLOSE(before, 0, 0);
    CLOSE(by_speed(c, 4096, NAN), NAN, 0);
}

/* Each of the users found gets what it needs; with one more, nobody does. */
static void each_gets_its_need(void)
{
    const struct predict_case *c = prepared("rtx-3090", 1, "llama-3.1-8b", "Q4_K_M", NAN);
    const double need = 30, users = by_speed(c, 2048, need);
    THAT(users >= 2);
    for (int more = 0; more < 2; more++) {
        const double tok_s = each_tok_s(c, 2048, users + more);
        const bool enough = tok_s >= need;
        test_row("%g users: %g tok/s each", users + more, tok_s);
        THAT(enough == (more == 0));
    }
}

/* Returns what capacity_users_speed promises, by predictions alone: bisection over whole predictions. */
static double by_predictions(const struct predict_case *c, double ctx, double need)
{
    double low = 0, high = policy()->users_most + 1;
    while (high - low > 1) {
        const double users = floor((low + high) / 2);
        const bool served = each_tok_s(c, ctx, users) >= need;
        *(served ? &low : &high) = users;
    }
    return low;
}

/* The search leaves out predictions that cannot change its answer, with layers in system RAM too. */
static void same_as_by_predictions(void)
{
    static const char *const models[] = {"llama-3.1-8b", "llama-3.1-70b", "qwen3-30b-a3b", "gpt-oss-120b",
                                         "gemma-3-12b"};
    static const char *const cards[] = {"rtx-3090", "rtx-4090", "rtx-3060-12gb"};
    int offloaded = 0;
    for (int i = 0; i < 60; i++) {
        struct request q = test_request(ANY_OF(cards), test_whole(1, 3), ANY_OF(models), "Q4_K_M");
        const double need = exp(test_uniform(log(0.05), log(30))), ctx = test_whole(1, 32) * 256;
        static struct memory m;
        q.ram_gib = 256;
        q.split = test_whole(0, 3) ? split_layer : split_tensor;
        THAT(prepare_case(test_catalogue(), &q, &s));
        const double users = by_speed(&s.predict, ctx, need);
        test_row("%s on %d x %s, ctx %g, %g tok/s each", q.model->id, q.n, q.device[0]->id, ctx, need);
        CLOSE(users, by_predictions(&s.predict, ctx, need), 0);
        memory_judge(&s.predict.memory, &s.rig, policy(), &m);
        offloaded += users > 0 && m.verdict == verdict_offload;
    }
    THAT(offloaded > 0);
}

static void never_more_than_the_policy(void)
{
    const struct predict_case *c = prepared("h200-sxm-141gb", 1, "llama-3.2-1b", "Q4_K_M", NAN);
    struct policy p = *policy();
    CLOSE(by_memory(c, 128), p.users_most, 0);
    for (p.users_most = 1; p.users_most < 20; p.users_most += 3) {
        CLOSE(capacity_users_memory(c, &s.rig, &p, 128), p.users_most, 0);
        CLOSE(capacity_users_speed(c, &s.rig, &p, 128, (struct capacity_need){0.01, NAN, 0}), p.users_most, 0);
    }
}

SUITE(capacity, {"more memory, more users", more_memory_more_users},
      {"more context, fewer users", more_context_fewer_users}, {"one more does not fit", one_more_does_not_fit},
      {"not even one", not_even_one}, {"more need, fewer users", more_need_fewer_users},
      {"each gets its need", each_gets_its_need}, {"same as by predictions", same_as_by_predictions},
      {"never more than the policy", never_more_than_the_policy})
