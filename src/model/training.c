/* training.c: memory of fine-tuning on one card.

   Idea: the peak is the largest of three moments: the loss is known (all activations), the end of the backward pass
   (all gradients), the optimiser's step (its temporary copies). Weights and optimiser states are there in all of
   them; ZeRO divides states (1), gradients (2) and weights (3) among the cards. Largest batch and sequence are
   found by bisection.
   Invariant: the parts shown belong to the largest moment and add up to the total.
   Reference: docs/model.md, section 8. Korthikanti et al. 2022 (arXiv 2205.05198): activations of a layer;
   Rajbhandari et al. 2020 (arXiv 1910.02054): 16 bytes per parameter in mixed precision, ZeRO; Dettmers et al. 2023
   (arXiv 2305.14314): NF4 in blocks of 64 with double quantisation; Dettmers et al. 2022 (arXiv 2110.02861): 8-bit
   states; Hu et al. 2021 (arXiv 2106.09685): adapters. How a program differs from them is its trainer record. */
#include "training.h"

#include "bug.h"
#include "tensors.h"
#include "training_kept.h"

#include <math.h>

static const double bf16_b = 2, fp32_b = 4;

/* ---- parameters ---- */

void training_shape(const struct model *m, struct training_shape *out)
{
    struct tensors_one t[TENSORS_PER_LAYER];
    *out = (struct training_shape){.model = m};
    for (int layer = 0; layer < m->layers; layer++) {
        const int n = tensors_of_layer(m, layer, t);
        double all = 0;
        for (int i = 0; i < n; i++) {
            const double params = t[i].row * t[i].rows;
            const bool matrix = !t[i].vector && t[i].role != tensor_router;
            *(matrix ? &out->matrices : &out->vectors) += params;
            if (matrix)
                out->largest_matrix = fmax(out->largest_matrix,
                                           t[i].class == TENSORS_EXPERTS ? params / m->experts : params);
            all += params;
        }
        out->largest_layer = fmax(out->largest_layer, all);
    }
    out->embedding = m->vocab * m->hidden;
    out->output = m->tied == flag_yes ? 0 : out->embedding;
}

/* Returns the parameters of the output matrix; a trainer may untie it from the embedding. */
static double output_params(const struct training_case *c)
{
    return c->trainer->untied == flag_yes ? c->shape->embedding : c->shape->output;
}

static double all_params(const struct training_case *c)
{
    return c->shape->matrices + c->shape->vectors + c->shape->embedding + output_params(c);
}

double training_trained(const struct training_case *c)
{
    if (c->tune == tune_full)
        return all_params(c);
    return isnan(c->trained_params) ? training_kept_adapters(c) : c->trained_params;
}

struct training_case training_usual(const struct training_shape *s, const struct trainer *t, enum tune tune,
                                    int n_cards)
{
    const bool full = tune == tune_full;
    const bool shared = n_cards > 1 && (full ? t->shards_full : t->shards_adapters) == flag_yes;
    const enum flag keeps_inputs = shared               ? t->checkpointing_sharded
                                   : tune == tune_qlora ? t->checkpointing_quant
                                                        : t->checkpointing;
    return (struct training_case){.shape = s,
                                  .trainer = t,
                                  .tune = tune,
                                  .optimizer = optimizer_adamw,
                                  .precision = precision_bf16,
                                  .sharding = shared ? sharding_zero3 : sharding_ddp,
                                  .targets = t->targets,
                                  .rank = t->rank,
                                  .trained_params = NAN,
                                  .seq_tokens = t->seq_tokens,
                                  .batch = 1,
                                  .n_cards = n_cards,
                                  .checkpointing = keeps_inputs == flag_yes,
                                  .offload_checkpoints = t->offloads_checkpoints == flag_yes,
                                  .chunked_loss = t->chunked_loss == flag_yes,
                                  .flash_attn = true,
                                  .accumulates = t->accumulates == flag_yes,
                                  .double_quant = t->double_quant == flag_yes};
}

/* ---- bytes of one card, in parts ---- */

/* Bytes of one card. `work` are temporaries: gathered layers, dequantised matrices, copies of the optimiser. */
struct parts {
    double weights, adapters, gradients, states, activations, logits, work;
};

static double sum(const struct parts *p)
{
    return p->weights + p->adapters + p->gradients + p->states + p->activations + p->logits + p->work;
}

/* Returns the bytes of an NF4 weight: a block of 64 has a scale of 32 bits, or with double quantisation of 8 bits and
   32 more per 256 scales (QLoRA, section 3). */
static double nf4_b(bool twice)
{
    static const double bits = 4, block = 64, scale_bits = 32, scale8_bits = 8, scales = 256, bits_b = 8;
    return (bits + (twice ? scale8_bits / block + scale_bits / (block * scales) : scale_bits / block)) / bits_b;
}

/* Returns the bytes of one weight of a layer's matrix. */
static double matrix_b(const struct training_case *c)
{
    return c->tune == tune_qlora ? nf4_b(c->double_quant) : bf16_b;
}

static double weights_b(const struct training_case *c)
{
    const double other_b = c->tune == tune_qlora ? c->trainer->quant_other_b : bf16_b;
    return c->shape->matrices * matrix_b(c) + (c->shape->vectors + c->shape->embedding + output_params(c)) * other_b;
}

/* Returns the bytes of optimiser states per trained parameter, kept in numbers of b bytes. 8-bit states have a scale of
   32 bits per 256; paged states are in system RAM. */
static double state_b(const struct training_case *c, double b)
{
    static const double state8_b = 1 + 4.0 / 256;
    switch (c->optimizer) {
    case optimizer_adamw8: return 2 * state8_b;
    case optimizer_lion: return b;
    case optimizer_paged8:
    case optimizer_sgd: return 0;
    default: return 2 * b;
    }
}

/* Returns the bytes of one gradient. */
static double gradient_b(const struct training_case *c)
{
    return c->tune == tune_full ? bf16_b : c->trainer->adapter_b;
}

/* Returns the bytes of all optimiser states; mixed precision adds a copy of the weights in FP32. */
static double states_b(const struct training_case *c)
{
    const bool mixed = c->tune == tune_full && c->precision == precision_mixed;
    const double each = mixed ? fp32_b + state_b(c, fp32_b) : state_b(c, gradient_b(c));
    return training_trained(c) * each;
}

/* Returns among how many cards something is divided that is sharded from level `from` on. */
static double share(const struct training_case *c, enum sharding from)
{
    BUG_UNLESS(c->n_cards > 0);
    return c->n_cards > 1 && c->sharding >= from ? c->n_cards : 1;
}

/* Returns the bytes of sharded weights that are gathered at once: two layers, the embedding and the output matrix. */
static double gathered_b(const struct training_case *c)
{
    if (share(c, sharding_zero3) == 1 && !c->offload_states)
        return 0;
    return 2 * c->shape->largest_layer * matrix_b(c) + (c->shape->embedding + output_params(c)) * bf16_b;
}

/* Returns the bytes of gradients at the end of the backward pass. */
static double gradients_b(const struct training_case *c)
{
    const double trained = training_trained(c) * gradient_b(c);
    if (c->fused_backward)
        return fmax(c->shape->embedding, c->shape->largest_matrix) * bf16_b;
    if (c->trainer->flat_gradients == flag_yes && c->accumulates && share(c, sharding_zero3) > 1)
        return fmax(all_params(c) * bf16_b, trained);
    if (c->n_cards > 1 && c->sharding == sharding_ddp)
        return 2 * trained; /* DDP copies gradients into its buckets */
    return trained / share(c, sharding_zero2);
}

/* Returns the bytes of logits, each_b per logit. A chunked loss holds only whole_logit_b of that for all tokens at
 * once. */
static double logits_b(const struct training_case *c, double each_b)
{
    const double whole_b = fmin(c->trainer->whole_logit_b, each_b);
    const double parts = c->chunked_loss ? c->trainer->loss_chunks : 1;
    BUG_UNLESS(parts > 0);
    return c->batch * c->seq_tokens * c->shape->model->vocab * (whole_b + (each_b - whole_b) / parts);
}

/* Returns what is there in every moment. */
static struct parts always_there(const struct training_case *c)
{
    struct parts p = {.weights = weights_b(c) / share(c, sharding_zero3),
                      .states = states_b(c) / share(c, sharding_zero1)};
    if (c->tune != tune_full)
        p.adapters = training_trained(c) * c->trainer->adapter_b / share(c, sharding_zero3);
    if (c->offload_states)
        p.weights = p.states = 0;
    p.work = gathered_b(c) + (c->tune == tune_qlora ? c->shape->largest_matrix * bf16_b : 0);
    return p;
}

/* Returns the moment with the largest sum and fills *out with its parts. With checkpointing the last layer is computed
   again while the inputs of all layers are still there. AdamW over lists of tensors makes one copy of the trained
   weights in its step. */
static enum moment largest_moment(const struct training_case *c, struct parts *out)
{
    const double tokens = c->batch * c->seq_tokens, gradients = c->offload_states ? 0 : gradients_b(c);
    const double layer = tokens * training_kept_layer_b(c);
    const double inputs = c->offload_checkpoints ? 0 : tokens * training_kept_inputs_b(c);
    const double held = logits_b(c, c->trainer->held_logit_b); /* until the end of the backward pass */
    const double logits = logits_b(c, c->compiled ? c->trainer->compiled_logit_b : c->trainer->logit_b);
    struct parts loss = always_there(c), backward = loss, step = loss;
    loss.gradients = c->accumulates && !c->fused_backward ? gradients : 0;
    loss.activations = c->checkpointing ? inputs : tokens * training_kept_all_b(c);
    loss.logits = logits;
    if (c->checkpointing && layer + held > logits) {
        loss.activations += layer;
        loss.logits = held;
    }
    backward.gradients = gradients;
    backward.activations = layer;
    backward.logits = held;
    step.gradients = gradients;
    step.work = 0;
    if (c->trainer->fused_step != flag_yes && !c->fused_backward && !c->offload_states &&
        c->optimizer == optimizer_adamw)
        step.work = training_trained(c) * gradient_b(c) / share(c, sharding_zero1);
    *out = loss;
    if (sum(&backward) > sum(out))
        *out = backward;
    if (sum(&step) > sum(out))
        *out = step;
    BUG_UNLESS(!(sum(out) < sum(&step)) && !(sum(out) < sum(&backward)));
    return sum(out) == sum(&loss) ? moment_loss : sum(out) == sum(&backward) ? moment_backward : moment_step;
}

/* Copies the settings of the case into the result. */
static void describe(const struct training_case *c, struct training *out)
{
    const bool adapters = c->tune != tune_full;
    out->trainer = c->trainer->id;
    out->tune = c->tune;
    out->optimizer = c->optimizer;
    out->sharding = c->n_cards > 1 ? c->sharding : sharding_unknown;
    out->checkpointing = c->checkpointing ? flag_yes : flag_no;
    out->offloaded = c->offload_states ? flag_yes : flag_no;
    out->targets = adapters ? c->targets : targets_unknown;
    out->rank = adapters ? c->rank : NAN;
    out->seq_tokens = c->seq_tokens;
    out->batch = c->batch;
}

void training_judge(const struct training_case *c, const struct rig_device *card, const struct policy *p,
                    struct training *out)
{
    struct parts b;
    *out = (struct training){.moment = largest_moment(c, &b), .max_batch = NAN, .max_seq_tokens = NAN};
    describe(c, out);
    out->capacity_gib = card->mem_gib;
    out->weights_gib = unit_b_to_gib(b.weights);
    out->adapters_gib = unit_b_to_gib(b.adapters);
    out->gradients_gib = unit_b_to_gib(b.gradients);
    out->optimizer_gib = unit_b_to_gib(b.states);
    out->activations_gib = unit_b_to_gib(b.activations);
    out->logits_gib = unit_b_to_gib(b.logits);
    out->work_gib = unit_b_to_gib(b.work);
    out->context_gib = card->overhead_gib;
    out->total_gib = unit_b_to_gib(sum(&b)) + card->overhead_gib;
    out->spare_gib = out->capacity_gib - out->total_gib;
    out->trained_params = training_trained(c);
    out->verdict = out->spare_gib < 0                                   ? verdict_no
                   : out->spare_gib < p->tight_frac * out->capacity_gib ? verdict_tight
                                                                        : verdict_fits;
}

/* Returns the largest multiple of step, at most `most`, for which the trial fits; *value is the member of *trial to
   vary. The total grows with it. */
static double largest(struct training_case *trial, double *value, double step, double most,
                      const struct rig_device *card, const struct policy *p)
{
    struct training t;
    double holds = 0, fails = floor(most / step) + 1;
    while (fails - holds > 1) {
        const double middle = floor((holds + fails) / 2);
        *value = middle * step;
        training_judge(trial, card, p, &t);
        *(t.verdict == verdict_no ? &fails : &holds) = middle;
    }
    return holds * step;
}

void training_largest(const struct training_case *c, const struct rig_device *card, const struct policy *p,
                      struct training *out)
{
    static const double most_batch = 1 << 20, seq_step = 256;
    struct training_case trial = *c;
    out->max_batch = largest(&trial, &trial.batch, 1, most_batch, card, p);
    trial = *c;
    out->max_seq_tokens = largest(&trial, &trial.seq_tokens, seq_step, c->shape->model->max_ctx_tokens, card, p);
}
