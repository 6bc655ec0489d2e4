/* model/training: published parameter counts, bytes per parameter of the papers, and what autograd keeps, counted by
   hand. */
#include "test.h"

#include "training.h"
#include "training_kept.h"

static const double capacity_gib = 1e6;

static struct training judged(const struct training_case *c)
{
    struct training t;
    const struct rig_device card = {.mem_gib = capacity_gib};
    training_judge(c, &card, catalogue_policy(test_catalogue()), &t);
    return t;
}

static struct training_case usual(struct training_shape *s, const char *model, const char *trainer, enum tune tune,
                                  int cards)
{
    training_shape(FIND(model, model), s);
    return training_usual(s, FIND(trainer, trainer), tune, cards);
}

/* Counts as the models' publishers state them. */
static void shapes_are_complete(void)
{
    static const struct {
        const char *model;
        double params;
    } rows[] = {{"llama-2-7b", 6738415616}, {"llama-3.1-8b", 8030261248},  {"llama-3.2-3b", 3212749824},
                {"gemma-7b", 8537680896},   {"mixtral-8x7b", 46702792704}, {"qwen3-30b-a3b", 30532122624},
                {"falcon-40b", 41303293952}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct training_shape s;
        test_row("%s", rows[i].model);
        training_shape(FIND(model, rows[i].model), &s);
        CLOSE(s.matrices + s.vectors + s.embedding + s.output, rows[i].params, 1e-4);
    }
}

/* Trainable parameters that LitGPT's resource tables and PEFT's method comparison print. */
static void adapters_as_published(void)
{
    static const struct {
        const char *model, *trainer;
        double rank, params;
    } rows[] = {
        {"phi-1.5", "litgpt-2023", 8, 1572864},         {"stablelm-base-alpha-3b", "litgpt-2023", 8, 2097152},
        {"llama-2-7b", "litgpt-2023", 8, 4194304},      {"llama-2-13b", "litgpt-2023", 8, 6553600},
        {"falcon-40b", "litgpt-2023", 8, 12042240},     {"llama-3.2-3b", "transformers", 32, 9175040},
        {"llama-3.2-3b", "transformers", 64, 18350080},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct training_shape s;
        struct training_case c = usual(&s, rows[i].model, rows[i].trainer, tune_lora, 1);
        test_row("%s rank %g", rows[i].model, rows[i].rank);
        c.rank = rows[i].rank;
        c.targets = targets_qv;
        CLOSE(training_trained(&c), rows[i].params, 0);
    }
}

/* All matrices: 159,907,840 of LLaMA-7B at rank 64 as QLoRA's scripts print it, 41,943,040 of Llama-3.1-8B at rank 16
   as Unsloth's do. */
static void adapters_of_all_matrices(void)
{
    struct training_shape s;
    struct training_case c = usual(&s, "llama-2-7b", "transformers", tune_qlora, 1);
    c.targets = targets_linear;
    c.rank = 64;
    CLOSE(training_trained(&c), 159907840, 0);
    c = usual(&s, "llama-3.1-8b", "unsloth", tune_qlora, 1);
    CLOSE(training_trained(&c), 41943040, 0);
}

/* With few tokens AdamW's step over lists of tensors is the fullest moment: 8 bytes a parameter and 2 of temporaries.
 */
static void the_step_may_be_widest(void)
{
    struct training_shape s;
    struct training_case c = usual(&s, "llama-2-7b", "transformers", tune_full, 1);
    c.seq_tokens = 16;
    struct training t = judged(&c);
    THAT(t.moment == moment_step);
    CLOSE(unit_gib_to_b(t.total_gib), 10 * 6738415616.0, 1e-6);
    c = usual(&s, "llama-2-7b", "torchtune", tune_full,
              1); /* its fused AdamW has none: what is left of the backward pass is wider */
    c.seq_tokens = 16;
    t = judged(&c);
    THAT(t.moment == moment_backward);
    CLOSE(unit_gib_to_b(t.total_gib), 8 * 6738415616.0, 1e-3);
}

/* 16 bytes a parameter in mixed precision (ZeRO, section 3.1); 8 in bf16; 2 + 2 + 2 x (1 + 4/256) with 8-bit states. */
static void bytes_per_parameter(void)
{
    static const struct {
        enum precision precision;
        enum optimizer optimizer;
        double each_b;
    } rows[] = {{precision_mixed, optimizer_adamw, 16},
                {precision_bf16, optimizer_adamw, 8},
                {precision_bf16, optimizer_adamw8, 6.03125},
                {precision_bf16, optimizer_sgd, 4},
                {precision_bf16, optimizer_lion, 6}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct training_shape s;
        struct training_case c = usual(&s, "llama-2-7b", "transformers", tune_full, 1);
        test_row("row %zu", i);
        c.precision = rows[i].precision;
        c.optimizer = rows[i].optimizer;
        c.accumulates = true;
        const struct training t = judged(&c);
        CLOSE(unit_gib_to_b(t.weights_gib + t.gradients_gib + t.optimizer_gib), rows[i].each_b * 6738415616, 1e-6);
    }
}

/* ZeRO, figure 1: 7.5 billion parameters on 64 cards: 31.4, 16.6 and 1.9 GB a card. */
static void zero_as_published(void)
{
    static const struct {
        enum sharding sharding;
        double gb;
    } rows[] = {{sharding_zero1, 31.4}, {sharding_zero2, 16.6}, {sharding_zero3, 1.9}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct training_shape s = {.model = FIND(model, "llama-2-7b"), .matrices = 7.5e9};
        struct training_case c = training_usual(&s, FIND(trainer, "transformers"), tune_full, 64);
        test_row("ZeRO-%zu", i + 1);
        c.sharding = rows[i].sharding;
        c.precision = precision_mixed;
        c.accumulates = true;
        const struct training t = judged(&c);
        CLOSE(unit_gib_to_b(t.weights_gib + t.gradients_gib + t.optimizer_gib) / 1e9, rows[i].gb, 0.015);
    }
}

/* QLoRA, section 3: scales cost 0.5 bits a parameter, 0.127 with double quantisation. */
static void nf4_bits(void)
{
    struct training_shape s;
    struct training_case c = usual(&s, "llama-2-7b", "torchtune", tune_qlora, 1);
    const double other_b = 2 * (s.vectors + s.embedding + s.output);
    c.double_quant = false;
    CLOSE((unit_gib_to_b(judged(&c).weights_gib) - other_b) * 8 / s.matrices, 4.5, 1e-9);
    c.double_quant = true;
    CLOSE((unit_gib_to_b(judged(&c).weights_gib) - other_b) * 8 / s.matrices, 4.127, 1e-4);
}

/* Llama-2-7B, LoRA on queries and values, LitGPT, by hand: two norms in FP32 8h, adapter input and mask 3h, roped
   queries and keys, the whole product and the output 12h, gate, activated gate and up 6f; h 4096, f 11008.
   Checkpointing keeps 2h a layer. */
static void kept_by_hand(void)
{
    struct training_shape s;
    const struct training_case c = usual(&s, "llama-2-7b", "litgpt", tune_lora, 1);
    const double layer_b = 23 * 4096 + 6 * 11008;
    CLOSE(training_kept_layer_b(&c), layer_b, 0);
    CLOSE(training_kept_all_b(&c), 32 * layer_b, 0);
    CLOSE(training_kept_inputs_b(&c), 32 * 2 * 4096, 0);
}

/* Attention without flash keeps scores for each pair of tokens. */
static void scores_without_flash(void)
{
    struct training_shape s;
    struct training_case c = usual(&s, "llama-2-7b", "transformers", tune_lora, 1);
    const double flash_b = training_kept_layer_b(&c);
    c.flash_attn = false;
    c.seq_tokens = 1000;
    CLOSE(training_kept_layer_b(&c) - flash_b, 8 * 32 * 1000, 1e-12);
}

/* An optimiser inside the backward pass holds one gradient at a time: nearly 2 bytes a parameter less. */
static void fused_backward_saves_gradients(void)
{
    struct training_shape s;
    struct training_case c = usual(&s, "llama-2-7b", "torchtune", tune_full, 1);
    const double apart_gib = judged(&c).total_gib;
    c.fused_backward = true;
    ORDER(judged(&c).total_gib + 0.8 * unit_b_to_gib(2 * 6738415616.0), apart_gib);
}

SUITE(training, {"shapes are complete", shapes_are_complete}, {"adapters as published", adapters_as_published},
      {"adapters of all matrices", adapters_of_all_matrices}, {"the step may be widest", the_step_may_be_widest},
      {"bytes per parameter", bytes_per_parameter}, {"ZeRO as published", zero_as_published}, {"NF4 bits", nf4_bits},
      {"kept by hand", kept_by_hand}, {"scores without flash attention", scores_without_flash},
      {"fused backward saves gradients", fused_backward_saves_gradients})
