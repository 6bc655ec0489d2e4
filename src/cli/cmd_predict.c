/* rigplan predict: memory and speed of a model on a rig. */
#include "arena.h"
#include "command.h"
#include "compatibility.h"
#include "finetune.h"
#include "other_backend.h"
#include "page_predict.h"
#include "power_use.h"
#include "refuse.h"
#include "warnings.h"
#include "request_options.h"
#include "known.h"
#include "serving.h"

#include <math.h>

static const struct opt rows[] = {
#include "request_options.def"
#include "draft_options.def"
    {"--clients", OPT_WHOLE, "N", 1, 1e5,
     "also the speed of a server with N clients, each asking again when it has its answer"},
    {"--rate", OPT_NUMBER, "R", 1e-6, 1e5,
     "also the speed of a server to which R requests a second come at random times"},
    {"--all", OPT_FLAG, NULL, 0, 0, "print every figure, one per line"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON, schema rigplan-predict-1 or rigplan-finetune-1"},
#include "finetune_options.def"
};

/* Sets the sequences and the context of a server. An engine that reserves cache for each of its sequences does so for
   all clients, unless the options say for how many; with --ctx for as many as it holds whole requests, at least one.
   Without --ctx every sequence has room for a request. */
static void set_sequences(struct command_run *r, const struct serving_load *load, struct request *q)
{
    const struct engine *e = prepare_engine(r->catalogue, q);
    const struct policy *p = catalogue_policy(r->catalogue);
    const double need = known_or(q->depth, 0) + known_or(q->prompt, p->prompt_tokens) + known_or(q->gen, p->gen_tokens);
    const bool pool = !isnan(e->pool_frac);
    if (!pool && isnan(q->parallel)) {
        q->parallel = known_or(load->clients, e->server_slots);
        if (!isnan(q->ctx))
            q->parallel = fmax(1, fmin(q->parallel, floor(q->ctx / need)));
    }
    const double sequences = known_or(q->parallel, 1);
    if (isnan(q->ctx) && (!pool || p->ctx_tokens < need * sequences))
        q->ctx = sequences * (pool ? need : fmax(p->ctx_tokens, need));
}

/* Returns true if the options ask for a server's load, which *load becomes; sets the request's sequences then. */
static bool read_load(struct command_run *r, struct request *q, struct serving_load *load)
{
    *load = (struct serving_load){opt_number(&r->opts, "--clients"), opt_number(&r->opts, "--rate")};
    if (isnan(load->clients) && isnan(load->rate_s))
        return false;
    if (!isnan(load->clients) && !isnan(load->rate_s))
        command_usage(r, "--clients, --rate: give one of them");
    if (opt_given(&r->opts, "--batch"))
        command_usage(r, "--batch: --clients and --rate say how many requests are decoded at once");
    if (opt_given(&r->opts, "--draft"))
        command_usage(r, "--draft: speculative decoding is not modelled with --clients or --rate");
    set_sequences(r, load, q);
    return true;
}

static int run(struct command_run *r)
{
    struct request q;
    struct prepared *s = ARENA_NEW(r->arena, struct prepared);
    struct predict_out out;
    struct serving_load load;
    struct serving serving;
    struct power_use power;
    s->drafts = ARENA_NEW(r->arena, struct prepared);
    if (finetune_asked(r))
        return finetune_run(r);
    if (r->d.errors || !request_options_read(r, &q, false, false) || !request_options_draft(r, &q) ||
        refuse_impossible(r, &q))
        return diag_exit_code(&r->d);
    compatibility_take_split(&q);
    const bool served = read_load(r, &q, &load);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    if (!prepare_case(r->catalogue, &q, s)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--model",
                 "%s has too many layers: at most %d can be predicted", q.model->id, LLM_MAX_LAYERS);
        return EXIT_CODE_INPUT;
    }
    warnings_long_context(r, s);
    warnings_not_advised(r, &q);
    warnings_speed(r, s);
    s->predict.want_largest_ctx = true;
    if (!predict_run(&s->predict, &s->rig, catalogue_policy(r->catalogue), &out)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--backend",
                 "the calibration has no constants for %s on this backend (see: rigplan list calibration)",
                 s->predict.memory.engine->id);
        return EXIT_CODE_INPUT;
    }
    struct str text = str_new(r->arena);
    struct answer_case a = request_options_case(r, &q, s, REQUEST_DRAFTS, out.figures.verdict);
    a.fit = request_options_words(r, "fit", q.quant->id, REQUEST_RIG);
    if (served)
        serving_solve(&s->predict, &s->rig, catalogue_policy(r->catalogue), &load, &serving);
    power_use_of(r->catalogue, &q, r->machine, s, &out, &power);
    const bool json = opt_given(&r->opts, "--json"), all = opt_given(&r->opts, "--all");
    struct other_backend other; /* only sentences name it */
    const bool faster = !json && !all && other_backend_find(r->arena, r->catalogue, &q, s, &out.figures, &other);
    const struct page_predict p = {.asked = &a,
                                   .figures = &out.figures,
                                   .devices = out.memory.device,
                                   .n_devices = s->rig.n,
                                   .power = &power,
                                   .serving = served ? &serving : NULL,
                                   .gen_tokens = s->predict.gen,
                                   .other = faster ? &other : NULL};
    if (json)
        page_predict_json(&p, &text);
    else if (all)
        page_predict_all(&p, &text);
    else
        page_predict_text(&p, &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return out.figures.verdict == verdict_no || (served && serving.ctx_requests < 1) ? 1 : 0;
}

const struct command command_predict = {
    .name = "predict",
    .arguments = "--gpu ID[:COUNT][,...] --model ID --quant Q [OPTIONS]\n"
                 "--system ID --model ID --quant Q [OPTIONS]\n"
                 "--machine FILE --model ID --quant Q [OPTIONS]\n"
                 "--finetune METHOD --gpu ID[:COUNT] --model ID [OPTIONS]",
    .help = "memory and speed of a model on given hardware",
    .last_group = "--finetune",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
