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

/* True if the command has the option and it is given: opt_given takes only names that have a row. */
static bool has(const struct opt_values *o, const char *name)
{
    for (size_t i = 0; i < o->n_rows; i++)
        if (strcmp(o->rows[i].name, name) == 0)
            return opt_given(o, name);
    return false;
}

static void refuse_inference_options(struct command_run *r)
{
    static const char *const inference[] = {
        "--quant",   "--engine", "--split",        "--tensor-split", "--ngl",    "--experts-on-host",
        "--ctx",     "--depth",  "--prompt",       "--gen",          "--ubatch", "--parallel",
        "--kv-type", "--draft",  "--draft-tokens", "--accept"};
    for (size_t i = 0; i < sizeof inference / sizeof *inference; i++)
        if (has(&r->opts, inference[i]))
            command_usage(r, "%s does not go with --finetune: it is an option of inference; leave it out",
                          inference[i]);
}

/* Returns the member that an option names; 0 (unknown): not given. */
static int word(struct command_run *r, const char *option, const struct enum_info *e)
{
    return opt_given(&r->opts, option) ? request_options_word(r, option, e) : 0;
}

static void read_settings(struct command_run *r, const struct model *m, struct training_settings *out)
{
    const struct opt_values *o = &r->opts;
    const char *trainer = opt_text(o, "--trainer");
    out->trainer = trainer ? command_find(r, &kind_trainer, trainer, "--trainer") : NULL;
    out->optimizer = (enum optimizer)word(r, "--optimizer", &enums_optimizer);
    out->precision = (enum precision)word(r, "--precision", &enums_precision);
    out->sharding = (enum sharding)word(r, "--sharding", &enums_sharding);
    out->targets = (enum targets)word(r, "--targets", &enums_targets);
    out->seq_tokens = opt_number(o, "--seq");
    out->batch = opt_number(o, "--batch");
    out->rank = opt_number(o, "--rank");
    out->checkpointing = request_options_on_off(r, "--checkpointing");
    out->offload_states = request_options_on_off(r, "--offload");
    out->accumulates = request_options_on_off(r, "--accumulate");
    out->chunked_loss = request_options_on_off(r, "--chunked-loss");
    out->compiled = request_options_on_off(r, "--compile");
    out->flash_attn = request_options_on_off(r, "--flash-attn");
    if (out->seq_tokens > m->max_ctx_tokens)
        command_usage(r, "--seq: %s was trained for at most %.0f tokens; give less", m->id, m->max_ctx_tokens);
}

bool finetune_read(struct command_run *r, bool best_allowed, struct request *q, struct training_settings *out)
{
    const char *method = opt_text(&r->opts, "--finetune");
    BUG_UNLESS(method != NULL);
    *out = (struct training_settings){.seq_tokens = NAN};
    refuse_inference_options(r);
    if (!best_allowed || strcmp(method, "best") != 0)
        out->tune = (enum tune)request_options_word(r, "--finetune", &enums_tune);
    if (r->d.errors || !request_options_read(r, q, true, false))
        return false;
    read_settings(r, q->model, out);
    return r->d.errors == 0;
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
        return EXIT_CODE_WORLD;
    return worst == verdict_no ? 1 : 0;
}

int finetune_run(struct command_run *r)
{
    struct request q;
    struct training_shape shape;
    struct training_settings s;
    if (!finetune_read(r, false, &q, &s))
        return diag_exit_code(&r->d);
    training_shape(q.model, &shape);
    struct training_case c = training_usual(&shape, s.trainer ? s.trainer : &r->catalogue->trainers.v[0], s.tune, q.n);
    c.seq_tokens = fmin(c.seq_tokens, q.model->max_ctx_tokens);
    training_request_set(&s, &c);
    return answer(r, &q, &c);
}
