#include "finetune.h"

#include "page_finetune.h"
#include "request_options.h"
#include "training.h"

#include <math.h>
#include <string.h>

static const struct opt own[] = {
#include "finetune_options.def"
};

bool finetune_asked(struct command_run *r)
{
    BUG_UNLESS(strcmp(own[0].name, "--finetune") == 0);
    if (opt_given(&r->opts, own[0].name))
        return true;
    for (size_t i = 1; i < sizeof own / sizeof *own; i++)
        if (opt_given(&r->opts, own[i].name))
            command_usage(r, "%s goes with --finetune: give --finetune qlora, for example", own[i].name);
    return false;
}

static void refuse_inference_options(struct command_run *r)
{
    static const char *const inference[] = {
        "--quant",   "--engine", "--split",        "--tensor-split", "--ngl",    "--experts-on-host",
        "--ctx",     "--depth",  "--prompt",       "--gen",          "--ubatch", "--parallel",
        "--kv-type", "--draft",  "--draft-tokens", "--accept"};
    for (size_t i = 0; i < sizeof inference / sizeof *inference; i++)
        if (opt_given(&r->opts, inference[i]))
            command_usage(r, "%s does not go with --finetune: it is an option of inference; leave it out",
                          inference[i]);
}

/* Sets *out if the option is given. */
static void on_off(struct command_run *r, const char *option, bool *out)
{
    const enum flag f = request_options_on_off(r, option);
    if (f != flag_unknown)
        *out = f == flag_yes;
}

/* Overrides the trainer's defaults in *c with what is given. */
static void fill(struct command_run *r, struct training_case *c)
{
    BUG_UNLESS(c->shape && c->seq_tokens >= 1 && c->batch >= 1);
    const struct opt_values *o = &r->opts;
    if (opt_given(o, "--optimizer"))
        c->optimizer = (enum optimizer)request_options_word(r, "--optimizer", &enums_optimizer);
    if (opt_given(o, "--precision"))
        c->precision = (enum precision)request_options_word(r, "--precision", &enums_precision);
    if (opt_given(o, "--sharding"))
        c->sharding = (enum sharding)request_options_word(r, "--sharding", &enums_sharding);
    if (opt_given(o, "--targets"))
        c->targets = (enum targets)request_options_word(r, "--targets", &enums_targets);
    c->seq_tokens = opt_given(o, "--seq") ? opt_number(o, "--seq")
                                          : fmin(c->seq_tokens, c->shape->model->max_ctx_tokens);
    c->batch = opt_given(o, "--batch") ? opt_number(o, "--batch") : c->batch;
    c->rank = opt_given(o, "--rank") ? opt_number(o, "--rank") : c->rank;
    on_off(r, "--checkpointing", &c->checkpointing);
    on_off(r, "--accumulate", &c->accumulates);
    on_off(r, "--chunked-loss", &c->chunked_loss);
    on_off(r, "--compile", &c->compiled);
    on_off(r, "--flash-attn", &c->flash_attn);
    if (c->seq_tokens > c->shape->model->max_ctx_tokens)
        command_usage(r, "--seq: %s was trained for at most %.0f tokens; give less", c->shape->model->id,
                      c->shape->model->max_ctx_tokens);
}

static int answer(struct command_run *r, const struct request *q, const struct training_case *c)
{
    struct training device[RIG_MAX_DEVICES];
    enum verdict worst = verdict_fits;
    const struct policy *p = catalogue_policy(r->catalogue);
    /* The usual engine: a trainer takes the same memory for context and desktop. */
    const struct engine *any = prepare_engine(r->catalogue, q);
    for (int i = 0; i < q->n; i++) {
        const struct rig_device card = prepare_device(q, any, p, i);
        training_judge(c, &card, p, &device[i]);
        training_largest(c, &card, p, &device[i]);
        device[i].device = q->device[i]->id;
        worst = device[i].verdict > worst ? device[i].verdict : worst;
    }
    struct str text = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_finetune_json(device, q->n, worst, &text);
    else if (opt_given(&r->opts, "--all"))
        page_finetune_all(device, q->n, worst, &text);
    else
        page_finetune_text(q->model->id, request_options_rig(r, q), device, q->n, &text);
    if (!command_say(r, &text))
        return DIAG_EXIT_WORLD;
    return worst == verdict_no ? 1 : 0;
}

int finetune_run(struct command_run *r)
{
    struct request q;
    struct training_shape shape;
    const char *id = opt_text(&r->opts, "--trainer");
    refuse_inference_options(r);
    const enum tune tune = (enum tune)request_options_word(r, "--finetune", &enums_tune);
    if (r->d.errors || !request_options_read(r, &q, true, false))
        return diag_exit_code(&r->d);
    const struct trainer *t = id ? command_find(r, &kind_trainer, id, "--trainer") : &r->catalogue->trainers.v[0];
    if (!t)
        return diag_exit_code(&r->d);
    training_shape(q.model, &shape);
    struct training_case c = training_usual(&shape, t, tune, q.n);
    fill(r, &c);
    return r->d.errors ? diag_exit_code(&r->d) : answer(r, &q, &c);
}
