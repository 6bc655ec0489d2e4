/* advise/training_search: known answers, what is pinned, and why others fall out. */
#include "test.h"

#include "training_search.h"

static struct training_settings nothing(void)
{
    return (struct training_settings){.seq_tokens = NAN, .batch = NAN, .rank = NAN};
}

static const struct training_found *found(const struct request *q, const struct training_settings *s)
{
    const struct training_found *f = training_search_run(test_arena(), test_catalogue(), q, s);
    THAT(f != NULL);
    return f;
}

static const struct training_found *asked(const char *device, int n, const char *model,
                                          const struct training_settings *s)
{
    const struct request q = test_request(device, n, model, "F16");
    test_row("%d x %s, %s", n, device, model);
    return found(&q, s);
}

static bool fits(const struct training_found *f)
{
    return f->n_ways > 0 && f->ways->figures.verdict != verdict_no;
}

/* What owners of such cards run: Unsloth's table of requirements, Answer.AI's FSDP and QLoRA, torchtune's README. */
static void answers_that_people_know(void)
{
    static const struct {
        const char *device;
        int n;
        const char *model;
        enum tune tune;      /* tune_unknown: nothing fits */
        enum flag offloaded; /* states in system RAM */
    } rows[] = {{"rtx-4060-laptop-8gb", 1, "llama-3.1-8b", tune_qlora, flag_no},
                {"rtx-3060-12gb", 1, "llama-3.1-8b", tune_qlora, flag_no},
                {"rtx-3090", 1, "llama-3.1-8b", tune_lora, flag_no},
                {"rtx-3090", 1, "llama-3.2-1b", tune_full, flag_no},
                {"rtx-3090", 1, "llama-3.1-70b", tune_unknown, flag_no},
                {"rtx-a6000", 1, "llama-3.1-70b", tune_qlora, flag_no},
                {"rtx-3090", 2, "llama-3.1-70b", tune_qlora, flag_yes},
                {"rtx-4090", 4, "llama-3.1-70b", tune_qlora, flag_no},
                {"a100-sxm-80gb", 2, "llama-3.1-70b", tune_lora, flag_no}};
    const struct training_settings open = nothing();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct training_found *f = asked(rows[i].device, rows[i].n, rows[i].model, &open);
        THAT(fits(f) == (rows[i].tune != tune_unknown));
        if (!fits(f))
            continue;
        SAME(enums_text(&enums_tune, (int)f->ways->figures.tune), enums_text(&enums_tune, (int)rows[i].tune));
        THAT(f->ways->figures.offloaded == rows[i].offloaded);
        CLOSE(f->ways->way.cards, rows[i].n, 0);
    }
}

static void what_is_stated_is_kept(void)
{
    struct training_settings s = {.tune = tune_lora,
                                  .trainer = FIND(trainer, "transformers"),
                                  .optimizer = optimizer_adamw8,
                                  .sharding = sharding_zero2,
                                  .targets = targets_attention,
                                  .seq_tokens = 1000,
                                  .batch = 2,
                                  .rank = 4,
                                  .checkpointing = flag_no};
    const struct training_found *f = asked("rtx-4090", 4, "llama-3.1-8b", &s);
    THAT(f->n_ways > 0);
    for (int i = 0; i < f->n_ways; i++) {
        const struct training *t = &f->ways[i].figures;
        SAME(t->trainer, "transformers");
        THAT(t->tune == tune_lora && t->optimizer == optimizer_adamw8 && t->sharding == sharding_zero2);
        THAT(t->targets == targets_attention && t->checkpointing == flag_no);
        THAT(t->seq_tokens == 1000 && t->batch == 2 && t->rank == 4);
    }
}

/* A stated sequence is kept though it does not fit; an open one is shortened. */
static void only_an_open_sequence_is_shortened(void)
{
    struct training_settings s = nothing();
    s.trainer = FIND(trainer, "transformers");
    s.seq_tokens = 4096;
    const struct training_found *f = asked("rtx-4060-laptop-8gb", 1, "llama-3.1-8b", &s);
    THAT(!fits(f));
    CLOSE(f->ways->figures.seq_tokens, 4096, 0);
    THAT(f->ways->way.missing_gib > 0);
    s.seq_tokens = NAN;
    f = asked("rtx-3070", 1, "llama-3.2-3b", &s);
    THAT(fits(f));
    CLOSE(f->ways->figures.seq_tokens, 1024, 0); /* the trainer's */
    struct request q = test_request("m4-10c", 1, "llama-3.1-8b", "F16");
    q.mem_gib[0] = 16;
    s = nothing();
    f = found(&q, &s);
    THAT(fits(f) && f->ways->figures.tune == tune_qlora && f->ways->figures.seq_tokens < f->wanted_seq_tokens);
    CLOSE(f->ways->figures.seq_tokens, f->ways->figures.max_seq_tokens, 0);
}

/* The parts say why a method falls out: weights of LoRA, states of full fine-tuning. */
static void why_others_fall_out(void)
{
    const struct training_settings s = nothing();
    const struct training_found *f = asked("rtx-3060-12gb", 1, "llama-3.1-8b", &s);
    const struct training_found_way *full = f->method[tune_full - tune_full], *lora = f->method[tune_lora - tune_full];
    THAT(full && full->way.largest_part == training_part_states);
    THAT(lora && lora->way.largest_part == training_part_weights);
    CLOSE(lora->way.missing_gib, -lora->figures.spare_gib, 0);
    CLOSE(lora->way.largest_part_gib, lora->figures.weights_gib, 0);
    THAT(isnan(f->ways->way.missing_gib));
}

static enum obstacle obstacle_of(const struct training_found *f, const char *trainer)
{
    for (int i = 0; i < f->n_barred; i++)
        if (strcmp(f->barred[i].trainer, trainer) == 0)
            return f->barred[i].obstacle;
    return obstacle_unknown;
}

static void what_is_not_tried(void)
{
    struct training_settings s = nothing();
    struct request q = test_request("m4-10c", 1, "llama-3.2-1b", "F16");
    q.mem_gib[0] = 16;
    const struct training_found *f = found(&q, &s);
    THAT(obstacle_of(f, "unsloth") == obstacle_backend);
    THAT(obstacle_of(f, "litgpt-2023") == obstacle_superseded);
    THAT(obstacle_of(f, "transformers") == obstacle_unknown);
    s.trainer = FIND(trainer, "litgpt-2023"); /* named: tried */
    q = test_request("rtx-3090", 1, "llama-3.2-1b", "F16");
    f = found(&q, &s);
    THAT(f->n_ways > 0 && f->n_barred == 0);
    s.trainer = FIND(trainer, "unsloth");
    s.sharding = sharding_zero3;
    q = test_request("rtx-3090", 2, "llama-3.2-1b", "F16");
    f = found(&q, &s);
    THAT(f->n_ways == 0 && obstacle_of(f, "unsloth") == obstacle_sharding);
    s = nothing();
    s.offload_states = flag_yes;
    q.model = FIND(model, "llama-3.1-70b");
    q.ram_gib = 16;
    f = found(&q, &s);
    THAT(f->n_ways == 0 && obstacle_of(f, "torchtune") == obstacle_ram);
}

/* Cards of two makers do not train together; the card that cannot hold its share is left out. */
static void fewer_cards_where_they_must(void)
{
    struct training_settings s = nothing();
    struct request q = test_request("rtx-3090", 3, "llama-3.2-1b", "F16");
    q.device[1] = FIND(device, "rx-7900-xtx");
    const struct training_found *f = found(&q, &s);
    THAT(fits(f) && f->n_devices == 2);
    SAME(f->device[0].device, "rtx-3090");
    SAME(f->device[1].device, "rtx-3090");
    q = test_request("rtx-3060-12gb", 2, "llama-3.1-8b", "F16");
    q.device[1] = FIND(device, "rtx-3090");
    f = found(&q, &s);
    THAT(fits(f) && f->ways->figures.tune == tune_lora && f->n_devices == 1);
    SAME(f->device[0].device, "rtx-3090");
}

SUITE(training_search, {"answers that people know", answers_that_people_know},
      {"what is stated is kept", what_is_stated_is_kept},
      {"only an open sequence is shortened", only_an_open_sequence_is_shortened},
      {"why others fall out", why_others_fall_out}, {"what is not tried", what_is_not_tried},
      {"fewer cards where they must", fewer_cards_where_they_must})
