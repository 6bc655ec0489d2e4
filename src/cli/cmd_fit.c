/* rigplan fit: the best quant and context for a rig, the models that run well on it, or the cards and machines of the
   catalogue that hold a model. */
#include "arena.h"
#include "command.h"
#include "compatibility.h"
#include "holds.h"
#include "page_fit.h"
#include "refuse.h"
#include "warnings.h"
#include "request_options.h"
#include "offers.h"
#include "own_prices.h"
#include "known.h"
#include "page_suggest.h"
#include "suggest_deploy.h"

#include <math.h>
#include <string.h>

static const struct opt rows[] = {
#define CHOSEN(value) "(default: " value "; without --model: searched)"
#define QUANT "as in the model's name; else, and without --model, searched"
#define SPEEDS "tokens per second are their sum, without --model those of each"
#include "request_options.def"
    {"--all", OPT_FLAG, NULL, 0, 0, "print every figure, and every card and machine"},
    {"--use", OPT_TEXT, "USE", 0, 0,
     "without --model: models for chat, code, vision, reasoning or embedding (default: the first three)"},
    {"--country", OPT_TEXT, "CC", 0, 0, "country where things are bought: its currency, tax and market (default: AU)"},
    {"--as-of", OPT_TEXT, "DATE", 0, 0, "prices as they were known on that date (default: that of the newest price)"},
    {"--price", OPT_REPEAT, "ID=AMOUNT", 0, 0, "price of one with tax, over all others: rtx-3090=1100, or =1100USD"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON, schema rigplan-fit-1; without --model: rigplan-suggest-1"},
};

static int cannot_predict(struct command_run *r, const struct request *q)
{
    diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--model",
             "%s cannot be predicted on %s: too many layers, no usual quant that the engine loads (give --quant), "
             "or no calibration of the backend",
             q->model->id, prepare_engine(r->catalogue, q)->id);
    return EXIT_CODE_INPUT;
}

/* Returns the card if all devices are the same card, NULL if they differ or are chips of complete machines. */
static const struct device *only_card(const struct request *q)
{
    for (int i = 0; i < q->n; i++)
        if (q->device[i] != q->device[0] || q->device[i]->unified == flag_yes)
            return NULL;
    return q->device[0];
}

static int about_rig(struct command_run *r, struct request *q)
{
    const bool json = opt_given(&r->opts, "--json"), all = opt_given(&r->opts, "--all");
    compatibility_take_split(q);
    const struct request as_given = *q;
    if (!q->quant) { /* take any quant that the engine loads, to check the rest of the request */
        int n = 0;
        const struct quant **usual = holds_usual_quants(r->arena, r->catalogue, q->model,
                                                        prepare_engine(r->catalogue, q),
                                                        ARENA_NEW(r->arena, struct prepared), &n);
        if (n == 0)
            return cannot_predict(r, q);
        q->quant = usual[0];
    }
    if (refuse_impossible(r, q))
        return diag_exit_code(&r->d);
    const struct holds *f = holds_run(r->arena, r->catalogue, &as_given);
    if (!f)
        return cannot_predict(r, q);
    warnings_long_context(r, f->prepared);
    struct offer fewest;
    const struct device *card = only_card(q);
    q->quant = f->chosen;
    const struct money_terms terms = own_prices_terms(r);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    if (card)
        fewest = offers_card(&terms, q, card, f->prepared);
    struct str text = str_new(r->arena);
    const struct answer_case words = request_options_case(r, q, f->prepared, REQUEST_RIG, f->figures.verdict);
    const struct page_fit_rig p = {{q->model->id, prepare_engine(r->catalogue, q)->id, &f->figures, &words},
                                   &f->answer,
                                   f->device,
                                   f->n_devices,
                                   f->quant,
                                   f->n_quants,
                                   f->change,
                                   f->n_changes,
                                   card ? &fewest : NULL};
    (json ? page_fit_rig_json : all ? page_fit_rig_all : page_fit_rig_text)(&p, &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return f->figures.verdict == verdict_no ? 1 : 0;
}

/* Returns the words of the same command for one rig: "--gpu ID:COUNT" for the reader to fill in. */
static const char *const *ask_about_rig(struct command_run *r, const struct request *q)
{
    const char *const *words = request_options_words(r, "fit", q->quant->id, REQUEST_RIG);
    size_t n = 0;
    while (words[n])
        n++;
    const char **out = ARENA_ARRAY(r->arena, n + 3, const char *);
    memcpy(out, words, n * sizeof *out);
    out[n] = "--gpu";
    out[n + 1] = "ID:COUNT";
    return out;
}

static int about_catalogue(struct command_run *r, struct request *q)
{
    const bool json = opt_given(&r->opts, "--json"), all = opt_given(&r->opts, "--all");
    struct prepared *s = ARENA_NEW(r->arena, struct prepared);
    if (refuse_quant(r, q))
        return diag_exit_code(&r->d);
    const struct money_terms terms = own_prices_terms(r);
    if (r->d.errors)
        return diag_exit_code(&r->d);
    const struct offers *found = offers_run(r->arena, &terms, q);
    if (!found || !prepare_case(r->catalogue, q, s))
        return cannot_predict(r, q);
    warnings_long_context(r, s);
    struct str text = str_new(r->arena);
    const struct page_fit_offers p = {q->model->id,
                                      prepare_engine(r->catalogue, q)->id,
                                      q->quant->id,
                                      s->predict.memory.ctx,
                                      s->predict.memory.n_seq,
                                      found->offer,
                                      found->fewest,
                                      found->cheapest,
                                      found->n,
                                      found->n_cards,
                                      found->n_systems,
                                      OFFERS_MOST_CARDS,
                                      ask_about_rig(r, q)};
    (json ? page_fit_offers_json : all ? page_fit_offers_all : page_fit_offers_text)(&p, &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return found->n == 0 ? 1 : 0;
}

/* ---- without a model ---- */

/* Returns the words of the command with the options of the rig, then a further option and its value. */
static const char *const *words_with(struct command_run *r, const struct request *q, const char *command,
                                     const char *option, const char *value)
{
    const char *const *words = request_options_words(r, command, q->quant ? q->quant->id : NULL, REQUEST_RIG);
    size_t n = 0;
    while (words[n])
        n++;
    const char **out = ARENA_ARRAY(r->arena, n + 3, const char *);
    memcpy(out, words, n * sizeof *out);
    out[n] = option;
    out[n + 1] = value;
    return out;
}

/* Returns true if the engine would refuse every model there, and adds a diagnostic that says why. *q gets a model and a
   quant that the engine loads, to check the rest of the request. */
static bool refuse_every_model(struct command_run *r, struct request *q)
{
    struct prepared *work = ARENA_NEW(r->arena, struct prepared);
    for (size_t i = 0; i < r->catalogue->models.n && !q->model; i++) {
        const struct model *m = &r->catalogue->models.v[i];
        int n = 0;
        const struct quant **usual = holds_usual_quants(r->arena, r->catalogue, m, prepare_engine(r->catalogue, q),
                                                        work, &n);
        if (n == 0)
            continue;
        q->model = m;
        q->quant = q->quant ? q->quant : usual[0];
    }
    return q->model && refuse_impossible(r, q);
}

static int about_machine(struct command_run *r, struct request *q)
{
    const enum use use = (enum use)request_options_word(r, "--use", &enums_use);
    const struct policy *policy = catalogue_policy(r->catalogue);
    const double users = known_or(q->parallel, known_or(q->batch, 1)); /* each gets an equal part of the context */
    struct request probe = *q;
    if (r->d.errors > 0 || refuse_every_model(r, &probe))
        return diag_exit_code(&r->d);
    struct suggest_deploy deploy = {r->arena, r->catalogue, q};
    const struct suggest_question question = {.c = r->catalogue,
                                              .use = use,
                                              .ctx_tokens = known_or(q->ctx, policy->ctx_tokens) / users,
                                              .best = suggest_deploy_best,
                                              .self = &deploy};
    const struct suggest *found = suggest_run(r->arena, &question);
    const bool json = opt_given(&r->opts, "--json"), all = opt_given(&r->opts, "--all");
    const struct page_suggest p = {
        .rig = request_options_rig(r, q),
        .catalogue = r->catalogue,
        .found = found,
        .policy = policy,
        .ctx_tokens = question.ctx_tokens,
        .users = users,
        .ram_gib = known_or(q->ram_gib, policy->ram_gib),
        .ram_assumed = isnan(q->ram_gib) && q->device[0]->unified != flag_yes,
        .desktop_assumed = !r->machine && !opt_given(&r->opts, "--desktop") && q->device[0]->unified != flag_yes,
        .one_use = use != use_unknown,
        .all = all,
        .start = found->first ? words_with(r, q, "deploy", "--model", found->first->model) : NULL,
        .narrow = use || all ? NULL : words_with(r, q, "fit", "--use", enums_text(&enums_use, (int)use_code))};
    struct str text = str_new(r->arena);
    (json ? page_suggest_json : page_suggest_text)(&p, &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return found->n_well == 0 ? 1 : 0;
}

static int run(struct command_run *r)
{
    struct request q;
    if (!request_options_read(r, &q, true, true))
        return diag_exit_code(&r->d);
    if (!q.model && (!isnan(q.ngl) || q.experts_on_host > 0)) {
        command_usage(r, "--ngl, --experts-on-host and --n-cpu-moe are about one model: give --model too");
        return diag_exit_code(&r->d);
    }
    if (!q.model &&
        (opt_given(&r->opts, "--country") || opt_given(&r->opts, "--as-of") || opt_given(&r->opts, "--price"))) {
        command_usage(r, "--country, --as-of and --price are about what hardware costs: give --model too");
        return diag_exit_code(&r->d);
    }
    if (q.model && opt_given(&r->opts, "--use")) {
        command_usage(r, "--use is about which model to take: leave out --model or --use");
        return diag_exit_code(&r->d);
    }
    if (!q.model)
        return about_machine(r, &q);
    if (q.n == 0 && !q.quant) {
        command_usage(r, "no weight format is named: give --quant Q4_K_M, for example, "
                         "or --gpu or --system to find the best one");
        return diag_exit_code(&r->d);
    }
    if (q.n == 0 && (!isnan(q.ngl) || q.experts_on_host > 0)) {
        command_usage(r, "--ngl, --experts-on-host and --n-cpu-moe go with --gpu: "
                         "without it, fit looks for hardware that holds the whole model");
        return diag_exit_code(&r->d);
    }
    return q.n > 0 ? about_rig(r, &q) : about_catalogue(r, &q);
}

const struct command command_fit = {
    .name = "fit",
    .arguments = "--gpu ID[:COUNT][,...] [--use USE] [OPTIONS]\n"
                 "--system ID [--use USE] [OPTIONS]\n"
                 "--machine FILE [--use USE] [OPTIONS]\n"
                 "--gpu ID[:COUNT][,...] --model ID [--quant Q|best] [OPTIONS]\n"
                 "--system ID --model ID [--quant Q|best] [OPTIONS]\n"
                 "--machine FILE --model ID [--quant Q|best] [OPTIONS]\n"
                 "--model ID --quant Q [OPTIONS]",
    .help = "models for given hardware, the best quant, or hardware that holds a model",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
