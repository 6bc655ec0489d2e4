#include "training_request.h"

#include "bug.h"
#include "known.h"

#include <math.h>
#include <string.h>

#define RECORD training_row
#define TABLE "training_row.def"
#include "fields.inc"

/* Returns why the row states no measured peak that can be predicted, or NULL. */
static const char *unusable(const struct training_row *r)
{
    if (r->kind == peakkind_estimate || r->kind == peakkind_calibration)
        return enums_words(&enums_peakkind, (int)r->kind);
    if (!r->model)
        return "no model stated";
    if (r->method == tune_unknown)
        return "no method stated";
    if (!r->trainer)
        return "no trainer stated";
    if (!isnan(r->weight_bits) && r->weight_bits != (r->method == tune_qlora ? 4 : 16))
        return "frozen weights of this width are not modelled";
    if (isnan(r->seq_tokens) && isnan(r->batch))
        return "neither batch nor sequence length stated";
    if (r->packed == flag_no)
        return "samples are not packed and their lengths are not stated";
    return NULL;
}

/* Returns the trainer's first recipe whose starts is a prefix of the configuration's name; NULL when there is none. */
static const struct recipe *recipe_of(const struct trainer *t, const char *config)
{
    for (size_t i = 0; config && i < t->recipes.n; i++)
        if (strncmp(config, t->recipes.v[i].starts, strlen(t->recipes.v[i].starts)) == 0)
            return &t->recipes.v[i];
    return NULL;
}

static void take_recipe(const struct recipe *p, struct training_case *c)
{
    c->rank = known_or(c->tune == tune_qlora ? p->quant_rank : NAN, known_or(p->rank, c->rank));
    c->targets = p->targets == targets_unknown ? c->targets : p->targets;
    if (c->tune == tune_full && p->full_accumulates != flag_unknown)
        c->accumulates = p->full_accumulates == flag_yes;
}

/* The flag, or the default where the row does not state it. */
static bool stated(enum flag f, bool otherwise)
{
    return f == flag_unknown ? otherwise : f == flag_yes;
}

static void take_row(const struct training_row *r, struct training_case *c)
{
    c->seq_tokens = known_or(r->seq_tokens, c->seq_tokens);
    c->batch = known_or(r->batch, c->batch);
    c->rank = known_or(r->rank, c->rank);
    c->targets = r->targets == targets_unknown ? c->targets : r->targets;
    c->trained_params = r->trained_params;
    c->adapts_outputs = stated(r->adapts_outputs, c->adapts_outputs);
    c->optimizer = r->optimizer == optimizer_unknown ? c->optimizer : r->optimizer;
    c->precision = r->precision == precision_mixed && c->tune == tune_full ? precision_mixed : precision_bf16;
    if (c->n_cards > 1 && r->sharding != sharding_unknown)
        c->sharding = r->sharding;
    c->double_quant = stated(r->double_quant, c->double_quant);
    c->checkpointing = stated(r->checkpointing, c->checkpointing);
    c->offload_checkpoints = stated(r->offload_checkpoints, c->offload_checkpoints);
    c->offload_states = stated(r->offload_states, c->offload_states);
    c->compiled = stated(r->compiled, false);
    c->chunked_loss = stated(r->chunked_loss, c->chunked_loss);
    c->flash_attn = stated(r->flash_attn, true);
    c->fused_backward = stated(r->fused_backward, false) && c->tune == tune_full;
}

void training_request_set(const struct training_settings *s, struct training_case *c)
{
    BUG_UNLESS(c->trainer && c->tune != tune_unknown);
    c->optimizer = s->optimizer == optimizer_unknown ? c->optimizer : s->optimizer;
    c->precision = s->precision == precision_unknown ? c->precision : s->precision;
    c->sharding = s->sharding == sharding_unknown ? c->sharding : s->sharding;
    c->targets = s->targets == targets_unknown ? c->targets : s->targets;
    c->seq_tokens = known_or(s->seq_tokens, c->seq_tokens);
    c->batch = known_or(s->batch, c->batch);
    c->rank = known_or(s->rank, c->rank);
    c->checkpointing = stated(s->checkpointing, c->checkpointing);
    c->offload_states = stated(s->offload_states, c->offload_states);
    c->accumulates = stated(s->accumulates, c->accumulates);
    c->chunked_loss = stated(s->chunked_loss, c->chunked_loss);
    c->compiled = stated(s->compiled, c->compiled);
    c->flash_attn = stated(s->flash_attn, c->flash_attn);
}

static struct rig_device card_of(const struct catalogue *c, const struct training_row *r)
{
    const struct device *d = r->gpu ? catalogue_find(c, &kind_device, r->gpu) : NULL;
    if (!d || d->unified == flag_yes)
        return (struct rig_device){.mem_gib = NAN};
    return rig_card(d, catalogue_policy(c), backend_cuda, d->mem_gib, 0, NAN);
}

const char *training_request_read(const struct catalogue *c, const struct training_row *r, struct training_request *out,
                                  const char **what)
{
    *what = NULL;
    const char *why = unusable(r);
    if (why)
        return why;
    const struct model *m = catalogue_find(c, &kind_model, *what = r->model);
    if (!m)
        return "model not in the catalogue";
    const struct trainer *t = catalogue_find(c, &kind_trainer, *what = r->trainer);
    if (!t)
        return "trainer not in the catalogue";
    *what = NULL;
    training_shape(m, &out->shape);
    const struct recipe *p = recipe_of(t, r->config);
    const double most_cards = p && r->method == tune_full ? known_or(p->full_cards, INFINITY) : INFINITY;
    out->tune = training_usual(&out->shape, t, r->method, (int)fmin(r->gpu_count, most_cards));
    if (p)
        take_recipe(p, &out->tune);
    take_row(r, &out->tune);
    out->card = card_of(c, r);
    return NULL;
}
