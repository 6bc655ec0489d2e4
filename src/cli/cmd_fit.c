/* rigplan fit: the best quant and context for a rig, or the cards and machines of the catalogue that hold a model. */
#include "arena.h"
#include "command.h"
#include "holds.h"
#include "page_fit.h"
#include "refuse.h"
#include "request_options.h"
#include "offers.h"

#include <math.h>
#include <string.h>

static const struct opt rows[] = {
#include "request_options.def"
    {"--all", OPT_FLAG, NULL, 0, 0, "print every figure, and every card and machine"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON, schema rigplan-fit-1"},
};

static int cannot_predict(struct command_run *r, const struct request *q)
{
    diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--model",
             "%s cannot be predicted on %s: too many layers, no usual quant that the engine loads (give --quant), "
             "or no calibration of the backend",
             q->model->id, prepare_engine(r->catalogue, q)->id);
    return DIAG_EXIT_INPUT;
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
    refuse_long_context(r, f->prepared);
    struct offer fewest;
    const struct device *card = only_card(q);
    q->quant = f->chosen;
    if (card)
        fewest = offers_card(r->catalogue, q, card, f->prepared);
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
        return DIAG_EXIT_WORLD;
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
    const struct offers *found = offers_run(r->arena, r->catalogue, q);
    if (!found || !prepare_case(r->catalogue, q, s))
        return cannot_predict(r, q);
    refuse_long_context(r, s);
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
        return DIAG_EXIT_WORLD;
    return found->n == 0 ? 1 : 0;
}

static int run(struct command_run *r)
{
    struct request q;
    if (!request_options_read(r, &q, true, true))
        return diag_exit_code(&r->d);
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
    .arguments = "--gpu ID[:COUNT][,...] --model ID [--quant Q|best] [OPTIONS]\n"
                 "--system ID --model ID [--quant Q|best] [OPTIONS]\n"
                 "--model ID --quant Q [OPTIONS]",
    .help = "best quant for given hardware, or hardware that holds a model",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
