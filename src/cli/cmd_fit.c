/* rigplan fit: what a rig can hold, or which cards and machines hold a model. */
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
    REQUEST_OPTS{"--all", OPT_FLAG, NULL, 0, 0, "print every figure, and every card and machine"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON (schema rigplan-fit-1)"},
};

static int unprepared(struct command_run *r, const struct request *q)
{
    diag_add(
        &r->d, DIAG_SENSE, (struct origin){0}, "--model",
        "%s cannot be prepared for %s: too many layers, no usual quant that it loads, or no calibration of the backend",
        q->model->id, prepare_engine(r->catalogue, q)->id);
    return DIAG_EXIT_INPUT;
}

/* The same card throughout, so that more of it can be asked about. */
static const struct device *one_kind(const struct request *q)
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
    if (!q->quant) { /* any quant that the engine loads, so that the rest of the request can be judged */
        int n = 0;
        const struct quant **usual = holds_usual_quants(r->arena, r->catalogue, q->model,
                                                        prepare_engine(r->catalogue, q),
                                                        ARENA_NEW(r->arena, struct prepared), &n);
        if (n == 0)
            return unprepared(r, q);
        q->quant = usual[0];
    }
    if (refuse_impossible(r, q))
        return diag_exit_code(&r->d);
    const struct holds *f = holds_run(r->arena, r->catalogue, &as_given);
    if (!f)
        return unprepared(r, q);
    refuse_long_context(r, f->prepared);
    struct offer fewest;
    const struct device *kind = one_kind(q);
    q->quant = f->chosen;
    if (kind)
        fewest = offers_card(r->catalogue, q, kind, f->prepared);
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
                                   kind ? &fewest : NULL};
    (json ? page_fit_rig_json : all ? page_fit_rig_all : page_fit_rig_text)(&p, &text);
    if (!command_say(r, &text))
        return DIAG_EXIT_WORLD;
    return f->figures.verdict == verdict_no ? 1 : 0;
}

/* The same question of one rig. */
static const char *const *again(struct command_run *r, const struct request *q)
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
        return unprepared(r, q);
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
                                      again(r, q)};
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
        command_usage(r, "name --quant, or --gpu or --system to find the best one for");
        return diag_exit_code(&r->d);
    }
    if (q.n == 0 && (!isnan(q.ngl) || q.experts_on_host > 0)) {
        command_usage(
            r, "--ngl, --experts-on-host and --n-cpu-moe go with --gpu: cards are looked for that hold everything");
        return diag_exit_code(&r->d);
    }
    return q.n > 0 ? about_rig(r, &q) : about_catalogue(r, &q);
}

const struct command command_fit = {
    "fit",
    "--model ID [--quant Q|best] [--gpu ID[:COUNT][,...] | --system ID] [OPTIONS]",
    "the best quant, context and users of a rig, and what a change buys; or which cards hold a model",
    rows,
    sizeof rows / sizeof *rows,
    true,
    run};
