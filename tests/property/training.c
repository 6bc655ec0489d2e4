/* What must hold of fine-tuning memory whatever the case. */
#include "test.h"

#include "training.h"

enum { CASES = 400 };

static const char *const models[] = {"llama-3.2-1b",  "llama-2-7b",   "llama-3.1-8b", "gemma-2-9b",
                                     "qwen3-30b-a3b", "mixtral-8x7b", "phi-2",        "falcon-40b"};
static const char *const trainers[] = {"transformers", "llama-factory", "unsloth",
                                       "torchtune",    "litgpt",        "litgpt-2023"};

static struct training_case any_case(struct training_shape *s)
{
    const char *model = ANY_OF(models), *trainer = ANY_OF(trainers);
    const int cards = test_whole(1, 8);
    training_shape(FIND(model, model), s);
    struct training_case c = training_usual(s, FIND(trainer, trainer), (enum tune)test_whole(tune_full, tune_qlora),
                                            cards);
    c.optimizer = (enum optimizer)test_whole(optimizer_adamw, optimizer_sgd);
    c.sharding = (enum sharding)test_whole(sharding_ddp, sharding_zero3);
    c.targets = (enum targets)test_whole(targets_none, targets_everything);
    c.rank = test_whole(1, 128);
    c.seq_tokens = test_whole(1, 8192);
    c.batch = test_whole(1, 16);
    c.checkpointing = test_whole(0, 1);
    c.accumulates = test_whole(0, 1);
    c.chunked_loss = test_whole(0, 1);
    c.compiled = test_whole(0, 1);
    test_row("%s, %s, method %d, %d cards, %.0f x %.0f tokens", model, trainer, (int)c.tune, cards, c.batch,
             c.seq_tokens);
    return c;
}

static struct training judged(const struct training_case *c, double mem_gib)
{
    struct training t;
    const struct rig_device card = {.mem_gib = mem_gib, .overhead_gib = 0.5};
    training_judge(c, &card, catalogue_policy(test_catalogue()), &t);
    return t;
}

static void parts_make_the_total(void)
{
    for (int i = 0; i < CASES; i++) {
        struct training_shape s;
        const struct training_case c = any_case(&s);
        const struct training t = judged(&c, 80);
        CLOSE(t.weights_gib + t.adapters_gib + t.gradients_gib + t.optimizer_gib + t.activations_gib + t.logits_gib +
                  t.work_gib + t.context_gib,
              t.total_gib, 1e-9);
        CLOSE(t.capacity_gib - t.total_gib, t.spare_gib, 1e-9);
        THAT((t.verdict == verdict_no) == (t.spare_gib < 0));
    }
}

static void more_tokens_never_take_less(void)
{
    for (int i = 0; i < CASES; i++) {
        struct training_shape s;
        struct training_case c = any_case(&s);
        const double before = judged(&c, 80).total_gib;
        c.batch += test_whole(0, 3);
        c.seq_tokens += test_whole(0, 1000);
        ORDER(before, judged(&c, 80).total_gib);
    }
}

static void savings_never_take_more(void)
{
    for (int i = 0; i < CASES; i++) {
        struct training_shape s;
        struct training_case c = any_case(&s);
        c.checkpointing = c.chunked_loss = false;
        c.optimizer = optimizer_adamw;
        const double plain = judged(&c, 80).total_gib;
        c.checkpointing = true;
        const double kept = judged(&c, 80).total_gib;
        ORDER(kept, plain);
        c.chunked_loss = true;
        ORDER(judged(&c, 80).total_gib, kept);
        c.chunked_loss = false;
        c.optimizer = optimizer_adamw8;
        if (c.tune == tune_full)
            ORDER(judged(&c, 80).total_gib, kept);
    }
}

/* Weights, adapters, gradients and states: QLoRA <= LoRA <= full. Activations need not follow: some programs keep more
   beside 4-bit weights. */
static void methods_in_order(void)
{
    for (int i = 0; i < CASES; i++) {
        struct training_shape s;
        struct training_case c = any_case(&s);
        double standing[3];
        c.optimizer = optimizer_adamw;
        c.accumulates = true;
        c.sharding = sharding_ddp;
        c.rank = 16;
        for (int tune = tune_full; tune <= tune_qlora; tune++) {
            c.tune = (enum tune)tune;
            const struct training t = judged(&c, 80);
            standing[tune - tune_full] = t.weights_gib + t.adapters_gib + t.gradients_gib + t.optimizer_gib;
        }
        ORDER(standing[2], standing[1]);
        ORDER(standing[1], standing[0]);
    }
}

static void sharding_never_takes_more(void)
{
    for (int i = 0; i < CASES; i++) {
        struct training_shape s;
        struct training_case c = any_case(&s);
        c.tune = tune_full;
        c.sharding = sharding_ddp;
        const struct training apart = judged(&c, 80);
        c.sharding = sharding_zero2;
        const struct training shared = judged(&c, 80);
        ORDER(shared.total_gib, apart.total_gib);
    }
}

static void largest_fits_and_no_more(void)
{
    for (int i = 0; i < CASES / 8; i++) {
        struct training_shape s;
        struct training_case c = any_case(&s);
        const struct rig_device card = {.mem_gib = 80, .overhead_gib = 0.5};
        const struct policy *p = catalogue_policy(test_catalogue());
        struct training t = judged(&c, 80);
        training_largest(&c, &card, p, &t);
        THAT((t.max_batch >= c.batch) == (t.verdict != verdict_no));
        c.batch = t.max_batch;
        THAT(c.batch == 0 || judged(&c, 80).verdict != verdict_no);
        c.batch++;
        THAT(judged(&c, 80).verdict == verdict_no);
    }
}

SUITE(property_training, {"parts make the total", parts_make_the_total},
      {"more tokens never take less", more_tokens_never_take_less},
      {"savings never take more", savings_never_take_more}, {"methods in order", methods_in_order},
      {"sharing never takes more", sharding_never_takes_more},
      {"the largest batch fits and no more", largest_fits_and_no_more})
