#include "check_training.h"

#include "prepare.h"
#include "training.h"
#include "check_class.h"
#include "check_row.h"
#include "check_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a row says in words; rows of a cumulative table add to the one before. */
struct said {
    const char *source;
    bool compiled, chunked, checkpointing, fused_backward, offload_checkpoints, eight_bit;
};

/* A row's texts, read together. */
struct texts {
    const char *v[3];
};

static bool says(const struct texts *t, const char *word)
{
    for (size_t i = 0; i < sizeof t->v / sizeof *t->v; i++)
        if (check_words_in(t->v[i], word))
            return true;
    return false;
}

static bool says_any(const struct texts *t, const char *const *words)
{
    for (; *words; words++)
        if (says(t, *words))
            return true;
    return false;
}

#define SAYS(t, ...) says_any(t, (const char *const[]){__VA_ARGS__, NULL})

static bool no_checkpointing(const struct texts *t)
{
    return SAYS(t, "no activation checkpointing", "no gradient checkpointing", "no checkpointing",
                "without activation checkpointing", "without gradient checkpointing", "without checkpointing",
                "checkpointing off", "checkpointing: off");
}

static struct said hear(const struct training_row *r, const struct texts *t, const struct said *before)
{
    struct said s = {.source = r->source};
    if (check_words_in(r->note, "cumulative") && before->source && check_row_is(r->source, before->source))
        s = *before;
    const struct texts own = {{r->method, r->note, check_words_in(r->source, "optimisation table") ? NULL : r->source}};
    s.compiled |= says(&own, "compile");
    s.chunked |= SAYS(&own, "chunked", "fused loss", "fused cross entropy", "liger", "cut cross entropy");
    s.checkpointing |= SAYS(t, "checkpointing") && !no_checkpointing(t);
    s.fused_backward |= SAYS(t, "optimizer in backward", "optimiser in backward", "optimizer fused",
                             "fused into backward", "optimizer in bwd");
    s.offload_checkpoints |= SAYS(t, "activation offload", "offloaded checkpoint");
    s.eight_bit |= SAYS(t, "8-bit adam", "8bit adam", "adamw8bit", "adamw_8bit", "adamw-8bit", "8-bit paged",
                        "adamw_bnb_8bit", "adam 8-bit", "adamw 8-bit", "adamw 8bit", "8-bit optim", "8bit optim");
    return s;
}

/* ---- what was done ---- */

static bool quantised(const struct training_row *r)
{
    const struct texts t = {{r->method, r->quant, NULL}};
    return SAYS(&t, "qlora", "qadapter", "nf4", "int4", "4-bit", "4bit", "qdora");
}

/* Methods whose gradients and states are those of all weights. */
static bool trains_all(const struct training_row *r)
{
    const struct texts t = {{r->method, NULL, NULL}};
    return r->method[0] == '+' || (SAYS(&t, "full", "osf") && !SAYS(&t, "lora", "adapter"));
}

static const struct recipe *recipe_of(const struct trainer *t, const char *note)
{
    for (size_t i = 0; i < t->recipes.n; i++) {
        const char *at = note;
        while (at && *at && strncmp(at, t->recipes.v[i].starts, strlen(t->recipes.v[i].starts)) != 0) {
            at = strpbrk(at, " ;,");
            at = at ? at + 1 : NULL;
        }
        if (at && *at)
            return &t->recipes.v[i];
    }
    return NULL;
}

static void adapters(const struct training_row *r, const struct texts *t, struct training_case *c)
{
    static const char *const rank_words[] = {"rank", "lora_r", "r"};
    static const double most_rank = 1024; /* as training_row.def has it */
    const struct recipe *p = recipe_of(c->trainer, r->note);
    if (p) {
        c->rank = tensors_or(c->tune == tune_qlora ? p->quant_rank : NAN, tensors_or(p->rank, c->rank));
        c->targets = p->targets != targets_unknown ? p->targets : c->targets;
    }
    for (size_t i = 0; i < sizeof rank_words / sizeof *rank_words; i++) {
        const double said = check_words_after(r->method, rank_words[i]);
        c->rank = said >= 1 && said <= most_rank ? said : c->rank;
    }
    c->rank = tensors_or(r->rank, c->rank);
    if (SAYS(t, "all layers", "all linear", "all-linear"))
        c->targets = targets_linear;
    else if (SAYS(&((const struct texts){{r->method, NULL, NULL}}), "q,v", "q, v"))
        c->targets = targets_qv;
    if (r->targets && enums_find(&enums_targets, r->targets))
        c->targets = (enum targets)enums_find(&enums_targets, r->targets);
    const double trainable = check_words_before(r->note, "trainable"), all = c->shape->matrices + c->shape->embedding;
    c->trained_params = tensors_or(r->trained_params, trainable <= all ? trainable : NAN);
    const struct texts m = {{r->method, NULL, NULL}};
    if (says(&m, "adapter") && !says(&m, "lora")) {
        c->targets = targets_none;
        c->adapts_outputs = SAYS(&m, "adapter v2", "adapter_v2", "adapter-v2");
    }
}

static void shared(const struct training_row *r, struct training_case *c)
{
    const struct texts own = {{r->method, r->note, NULL}}, *t = &own;
    if (c->n_cards < 2)
        return;
    if (SAYS(t, "fsdp", "zero-3", "zero3", "zero 3", "zero stage 3"))
        c->sharding = sharding_zero3;
    else if (SAYS(t, "zero-2", "zero2", "zero 2", "zero stage 2"))
        c->sharding = sharding_zero2;
    else if (SAYS(t, "zero-1", "zero1", "zero 1", "zero stage 1"))
        c->sharding = sharding_zero1;
    else if (SAYS(t, "ddp"))
        c->sharding = sharding_ddp;
    if (r->sharding && enums_find(&enums_sharding, r->sharding))
        c->sharding = (enum sharding)enums_find(&enums_sharding, r->sharding);
}

static void optimizer(const struct training_row *r, const struct texts *t, const struct said *s,
                      struct training_case *c)
{
    if (s->eight_bit)
        c->optimizer = says(t, "paged") ? optimizer_paged8 : optimizer_adamw8;
    else if (says(t, "paged"))
        c->optimizer = optimizer_paged8;
    else if (SAYS(&((const struct texts){{r->method, NULL, NULL}}), "sgd"))
        c->optimizer = optimizer_sgd;
    if (r->optimizer && enums_find(&enums_optimizer, r->optimizer))
        c->optimizer = (enum optimizer)enums_find(&enums_optimizer, r->optimizer);
}

static struct training_case case_of(const struct training_row *r, const struct texts *t, const struct said *s,
                                    const struct training_shape *shape, const struct trainer *trainer)
{
    const enum tune tune = quantised(r) ? tune_qlora : trains_all(r) ? tune_full : tune_lora;
    const struct recipe *p = recipe_of(trainer, r->note);
    const double cards = tune == tune_full && p ? tensors_or(p->full_cards, r->gpu_count) : r->gpu_count;
    struct training_case c = training_usual(shape, trainer, tune, (int)fmin(cards, r->gpu_count));
    shared(r, &c);
    adapters(r, t, &c);
    optimizer(r, t, s, &c);
    c.seq_tokens = tensors_or(r->seq, c.seq_tokens);
    c.batch = tensors_or(r->batch, c.batch);
    if (p && tune == tune_full && p->full_accumulates != flag_unknown)
        c.accumulates = p->full_accumulates == flag_yes;
    const bool only_one = says(t, "on one gpu") && c.n_cards > 1;
    if (s->checkpointing || check_row_is(r->checkpointing, "on"))
        c.checkpointing = true;
    else if ((no_checkpointing(t) && !only_one) || check_row_is(r->checkpointing, "off"))
        c.checkpointing = false;
    c.compiled = s->compiled;
    c.flash_attn = !SAYS(t, "fa off", "no flash", "without flash", "eager attention", "attn_implementation=eager");
    c.chunked_loss |= s->chunked;
    if (check_words_in(r->note, "cumulative")) { /* such a table starts from nothing */
        c.chunked_loss = s->chunked;
        c.checkpointing = s->checkpointing;
    }
    c.fused_backward = s->fused_backward && tune == tune_full;
    c.offload_checkpoints = c.offload_checkpoints || s->offload_checkpoints;
    c.offload_states = says(t, "cpu offload");
    c.double_quant |= SAYS(&((const struct texts){{r->quant, r->method, NULL}}), "dq", "double");
    c.precision = tune == tune_full && SAYS(&((const struct texts){{r->quant, r->method, NULL}}), "mixed")
                      ? precision_mixed
                      : precision_bf16;
    return c;
}

/* ---- rows ---- */

/* Why a row says nothing of a peak, or NULL. */
static const char *unfit(const struct training_row *r, const struct texts *t)
{
    if (check_row_is(r->kind, "estimate") || says(t, "estimate in source"))
        return "an estimate of its source";
    if (check_row_is(r->kind, "calibration") || says(t, "calibration"))
        return "no fine-tuning: a calibration of overhead";
    if (!r->model)
        return "no model stated";
    if (SAYS(&((const struct texts){{r->quant, NULL, NULL}}), "int8", "8-bit", "8bit"))
        return "weights in 8 bits are not modelled";
    if (isnan(r->seq) && isnan(r->batch))
        return "neither batch nor sequence stated";
    if (says(t, "unpacked"))
        return "unpacked: the lengths of the samples are not stated";
    return NULL;
}

static const struct model *model_of(const struct catalogue *c, const struct training_row *r)
{
    const struct any_list models = {c->models.n, c->models.v};
    const char *end = r->note ? strstr(r->note, ".yaml") : NULL; /* a configuration's folder names the model best */
    if (end) {
        const char *start = end, *slash = NULL;
        while (start > r->note && start[-1] != ' ') {
            start--;
            slash = *start == '/' ? start : slash;
        }
        char name[96];
        if (slash) {
            snprintf(name, sizeof name, "%.*s", (int)(slash - start), start);
            const struct model *found = check_words_find(&models, &kind_model, name);
            if (found)
                return found;
        }
    }
    return check_words_find(&models, &kind_model, r->model);
}

static const char *class_name(const struct training_case *c, const struct training *got, const struct training_row *r)
{
    const double floor_gib = got->weights_gib + (c->fused_backward ? 0 : got->gradients_gib) + got->optimizer_gib;
    if (c->tune == tune_full && c->sharding == sharding_ddp && !c->offload_states && r->mem_gib < floor_gib)
        return "contradicts itself";
    if (isnan(r->seq))
        return "sequence not stated";
    return c->n_cards > 1 && c->sharding == sharding_zero3 ? "shared by cards" : NULL;
}

/* The trainer that the row, its source, method or note names; the first of the catalogue where none does. */
static const struct trainer *trainer_of(const struct catalogue *c, const struct training_row *r)
{
    const char *const where[] = {r->trainer, r->method, r->source, r->note};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
        const struct trainer *t = check_words_trainer(&c->trainers, where[i]);
        if (t)
            return t;
    }
    return &c->trainers.v[0];
}

static bool ran_out(const struct training_row *r, const struct texts *t)
{
    return check_row_is(r->kind, "out-of-memory") || (isnan(r->mem_gib) && SAYS(t, "oom", "out of memory"));
}

static struct rig_device card_of(const struct catalogue *c, const struct training_row *r)
{
    const struct any_list devices = {c->devices.n, c->devices.v};
    const struct device *d = r->gpu ? check_words_find(&devices, &kind_device, r->gpu) : NULL;
    return d && d->unified != flag_yes ? rig_card(d, catalogue_policy(c), backend_cuda, d->mem_gib, 0, NAN)
                                       : (struct rig_device){.mem_gib = NAN};
}

static bool contradicts(const struct check_summary *s, const struct check_row *row)
{
    return check_words_in(s->class[row->class].name, "contradicts");
}

static void compare(const struct training_case *tc, const struct training *got, double context_gib,
                    const struct training_row *r, struct check_summary *sum, struct check_row *row)
{
    const char *special = class_name(tc, got, r);
    char name[96];
    snprintf(name, sizeof name, "%s, %s%s%s", enums_words(&enums_tune, (int)tc->tune), tc->trainer->id,
             special ? ", " : "", special ? special : "");
    row->status = CHECK_PREDICTED;
    row->predicted = (struct range){
        .mid = got->total_gib - context_gib, .low80 = NAN, .high80 = NAN, .low95 = NAN, .high95 = NAN};
    row->error_frac = row->predicted.mid / r->mem_gib - 1;
    row->class = check_class_of(sum, name);
    if (contradicts(sum, row)) {
        row->judged = false;
        row->unjudged = "the peak is less than the weights, gradients and states that the row names";
    }
}

static void training_row(const struct catalogue *c, const struct training_row *r, struct said *before,
                         struct check_summary *sum, struct check_row *row)
{
    const struct texts t = {{r->method, r->note, r->source}};
    struct training_shape shape;
    struct training got;
    const struct said s = hear(r, &t, before);
    *before = s;
    const char *why = unfit(r, &t);
    const struct model *m = r->model ? model_of(c, r) : NULL;
    if (why || !m) {
        check_row_skip(row, why ? why : "model not in the catalogue", why ? NULL : r->model);
        return;
    }
    training_shape(m, &shape);
    const struct training_case tc = case_of(r, &t, &s, &shape, trainer_of(c, r));
    const struct rig_device card = card_of(c, r);
    const bool out_of_memory = ran_out(r, &t);
    training_judge(&tc, &card, catalogue_policy(c), &got);
    if (!out_of_memory && isnan(r->mem_gib)) {
        check_row_skip(row, "no peak stated", NULL);
        return;
    }
    if (out_of_memory && isnan(card.mem_gib)) {
        check_row_skip(row, "device not in the catalogue", r->gpu);
        return;
    }
    row->judged = !isnan(card.mem_gib);
    row->ran = !out_of_memory;
    row->fits = got.verdict != verdict_no;
    row->tight = got.verdict == verdict_tight;
    if (out_of_memory) {
        row->status = CHECK_VERDICT;
        row->error_frac = NAN;
        row->class = -1;
    } else
        compare(&tc, &got, isnan(card.overhead_gib) ? 0 : card.overhead_gib, r, sum, row);
}

static size_t peaks(const struct training_row_list *list, const struct check_row *rows, int class, double *work,
                    const struct check_summary *out)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (rows[i].status == CHECK_PREDICTED && (class < 0 ? !contradicts(out, &rows[i]) : rows[i].class == class))
            work[n++] = rows[i].error_frac;
    return n;
}

void check_training_run(const struct catalogue *c, const struct training_row_list *list, struct check_row *rows,
                        double *work, struct check_summary *out)
{
    struct said before = {0};
    for (size_t i = 0; i < list->n; i++)
        training_row(c, &list->v[i], &before, out, &rows[i]);
    const int classes = out->n_classes;
    for (int k = 0; k < classes; k++) {
        const size_t n = peaks(list, rows, k, work, out);
        check_class_summarise(&out->class[k], work, n, work + n);
    }
    const size_t n = peaks(list, rows, -1, work, out);
    check_class_column("all but those that contradict themselves", work, n, work + n, out);
}
