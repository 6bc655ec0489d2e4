/* rigplan predict: memory and speed of a model on a rig. */
#include "arena.h"
#include "command.h"
#include "finetune.h"
#include "page_predict.h"
#include "refuse.h"
#include "request_options.h"

static const struct opt rows[] = {
#include "request_options.def"
#include "draft_options.def"
    {"--all", OPT_FLAG, NULL, 0, 0, "print every figure, one per line"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON, schema rigplan-predict-1 or rigplan-finetune-1"},
#include "finetune_options.def"
};

static int run(struct command_run *r)
{
    struct request q;
    struct prepared *s = ARENA_NEW(r->arena, struct prepared);
    struct predict_out out;
    s->drafts = ARENA_NEW(r->arena, struct prepared);
    if (finetune_asked(r))
        return finetune_run(r);
    if (r->d.errors || !request_options_read(r, &q, false, false) || !request_options_draft(r, &q) ||
        refuse_impossible(r, &q))
        return diag_exit_code(&r->d);
    if (!prepare_case(r->catalogue, &q, s)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--model",
                 "%s has too many layers: at most %d can be predicted", q.model->id, LLM_MAX_LAYERS);
        return DIAG_EXIT_INPUT;
    }
    refuse_long_context(r, s);
    refuse_low_cap(r, s);
    s->predict.want_largest_ctx = true;
    if (!predict_run(&s->predict, &s->rig, catalogue_policy(r->catalogue), &out)) {
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--backend",
                 "the calibration has no constants for %s on this backend (see: rigplan list calibration)",
                 s->predict.memory.engine->id);
        return DIAG_EXIT_INPUT;
    }
    struct str text = str_new(r->arena);
    struct answer_case a = request_options_case(r, &q, s, REQUEST_DRAFTS, out.figures.verdict);
    a.fit = request_options_words(r, "fit", q.quant->id, REQUEST_RIG);
    const struct page_predict p = {&a, &out.figures, out.memory.device, s->rig.n};
    if (opt_given(&r->opts, "--json"))
        page_predict_json(&p, &text);
    else if (opt_given(&r->opts, "--all"))
        page_predict_all(&p, &text);
    else
        page_predict_text(&p, &text);
    if (!command_say(r, &text))
        return DIAG_EXIT_WORLD;
    return out.figures.verdict == verdict_no ? 1 : 0;
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
