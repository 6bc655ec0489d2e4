/* rigplan deploy: the best way to run or fine-tune a model on a machine. */
#include "arena.h"
#include "command.h"
#include "deploy.h"
#include "deploy_wish.h"
#include "deploy_training.h"
#include "deploy_words.h"
#include "known.h"
#include "page_deploy.h"
#include "refuse.h"
#include "warnings.h"
#include "request_options.h"

#include <math.h>

enum { MOST_KINDS = 64, FEW_KINDS = 5 }; /* of other ways: with --all or --json, else */

static const struct opt rows[] = {
#define CHOSEN(value) "(default: searched)" /* what predict takes from `value` */
#define SPEEDS "tokens per second are of each"
#include "request_options.def"
#include "draft_options.def"
#include "deploy_options.def"
    {"--all", OPT_FLAG, NULL, 0, 0, "print every other way and every reason"},
    {"--json", OPT_FLAG, NULL, 0, 0, "print JSON, schema rigplan-deploy-1 or rigplan-deploy-training-1"},
#include "finetune_options.def"
};

/* ---- options ---- */

/* Fills a list of records from "A,B,C"; returns how many. */
static int list_of(struct command_run *r, const struct kind *k, const char *option, const void *out[])
{
    const char *rest = opt_text(&r->opts, option);
    int n = 0;
    while (rest) {
        const char *next, *one = str_split(r->arena, rest, ',', &next);
        const void *record = command_find(r, k, one, option);
        if (record && n == DEPLOY_MOST_LISTED) {
            command_usage(r, "%s: at most %d may be listed", option, DEPLOY_MOST_LISTED);
            return n;
        }
        if (record)
            out[n++] = record;
        rest = next;
    }
    return n;
}

static void read_limits(struct command_run *r, struct deploy_limits *l)
{
    *l = deploy_limits_default();
    l->need_tok_s = opt_number(&r->opts, "--need-tok-s");
    l->need_ttft_s = opt_number(&r->opts, "--need-ttft-s");
    l->bits_min = opt_number(&r->opts, "--bits-min");
    l->cache_bits_min = opt_number(&r->opts, "--cache-bits-min");
    l->no_ram = opt_given(&r->opts, "--no-ram");
    l->fixed_cards = opt_given(&r->opts, "--all-cards") || (r->machine && r->machine->cards.n > 0);
    l->n_quants = list_of(r, &kind_quant, "--quants", (const void **)l->quant);
    l->n_engines = list_of(r, &kind_engine, "--engines", (const void **)l->engine);
    l->n_caches = list_of(r, &kind_format, "--caches", (const void **)l->cache);
}

/* ---- options that contradict each other ---- */

/* Returns who states a setting that a limit contradicts: the option, or the machine of --machine. */
static const char *stated_by(struct command_run *r, const char *option)
{
    return opt_given(&r->opts, option) ? option : r->machine ? "the machine's file" : "--model";
}

/* Refuses an option that says what may be chosen where the choice is stated. id: what is stated; NULL: nothing. */
static void refuse_limit(struct command_run *r, const char *limit, const char *option, const char *id)
{
    if (id && opt_given(&r->opts, limit))
        command_usage(r, "%s: %s states %s already: leave out one of the two", limit, stated_by(r, option), id);
}

static void refuse_choices(struct command_run *r, const struct request *q)
{
    const char *quant = q->quant ? q->quant->id : NULL, *cache = q->kv ? q->kv->id : NULL;
    refuse_limit(r, "--quants", "--quant", quant ? quant : opt_text(&r->opts, "--quant"));
    refuse_limit(r, "--bits-min", "--quant", quant);
    refuse_limit(r, "--bits-min", "--quants", opt_text(&r->opts, "--quants"));
    refuse_limit(r, "--caches", "--kv-type", cache);
    refuse_limit(r, "--cache-bits-min", "--kv-type", cache);
    refuse_limit(r, "--cache-bits-min", "--caches", opt_text(&r->opts, "--caches"));
    refuse_limit(r, "--engines", "--engine", q->engine ? q->engine->id : NULL);
}

/* Refuses layers or experts in system RAM with --no-ram. */
static void refuse_ram(struct command_run *r, const struct request *q)
{
    const double all = q->model->layers + 1; /* the output layer counts as one */
    const char *experts = opt_given(&r->opts, "--experts-on-host") ? "--experts-on-host" : "--n-cpu-moe";
    if (!opt_given(&r->opts, "--no-ram"))
        return;
    if (q->ngl < all)
        command_usage(r, "--no-ram: %s leaves layers in system RAM (ngl %.0f of %.0f): leave out one of the two",
                      stated_by(r, "--ngl"), q->ngl, all);
    if (q->experts_on_host > 0)
        command_usage(r, "--no-ram: %s leaves experts in system RAM: leave out one of the two", stated_by(r, experts));
}

/* Refuses a split that the number of cards does not allow. */
static void refuse_split(struct command_run *r, const struct request *q)
{
    const bool given = opt_given(&r->opts, "--split");
    if (given && q->split == split_none && q->n > 1 && opt_given(&r->opts, "--all-cards"))
        command_usage(r, "--split none uses one card, and --all-cards all %d: leave out one of the two", q->n);
    if (given && q->split > split_none && q->n == 1)
        command_usage(r, "--split %s: there is one card only: leave it out", opt_text(&r->opts, "--split"));
}

static void refuse_contradictions(struct command_run *r, const struct request *q)
{
    refuse_choices(r, q);
    refuse_ram(r, q);
    refuse_split(r, q);
    if (opt_number(&r->opts, "--parallel") < q->batch)
        command_usage(r, "--parallel %.0f is less than --batch %.0f: every sequence that runs needs its memory",
                      q->parallel, q->batch);
}

/* Experts can stay in system RAM only where the model has some. */
static void refuse_experts(struct command_run *r, const struct model *m)
{
    static const char *const options[] = {"--n-cpu-moe", "--experts-on-host"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (opt_given(&r->opts, options[i]) && !(m->experts > 0))
            command_usage(r, "%s: %s has no experts: leave it out, or give --ngl", options[i], m->id);
}

/* What the search may not choose is stated: the load. A context that is not given is that of predict. The prompt starts
   behind the depth that is asked for, the answer behind the prompt. */
static void state_load(const struct catalogue *c, struct request *q, struct deploy_limits *l)
{
    const struct policy *p = catalogue_policy(c);
    q->batch = known_or(q->batch, 1);
    q->prompt = known_or(q->prompt, p->prompt_tokens);
    q->gen = known_or(q->gen, p->gen_tokens);
    q->parallel = known_or(q->parallel, q->batch);
    l->prompt_depth = known_or(q->depth, 0);
    q->depth = l->prompt_depth + q->prompt;
    q->ctx = known_or(q->ctx, fmin(fmax(p->ctx_tokens, q->depth + q->gen), q->model->max_ctx_tokens) * q->parallel);
}

/* Refuses a load that a sequence's context has no room for, as scenarios do. q: with its load stated. */
static void refuse_load(struct command_run *r, const struct request *q)
{
    const double used = q->depth + q->gen, each = q->ctx / q->parallel;
    if (used <= each)
        return;
    if (opt_given(&r->opts, "--ctx"))
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--ctx",
                 "expected at least --depth + --prompt + --gen (%.0f) for each sequence, got %g", used, each);
    else
        diag_add(&r->d, DIAG_SENSE, (struct origin){0}, "--prompt",
                 "expected --depth + --prompt + --gen of at most %.0f, the context of %s, got %.0f", each, q->model->id,
                 used);
}

/* ---- the answer ---- */

/* Replaces the prompt's figures in *out, of a prompt behind the case's depth, by those of one behind prompt_depth
   tokens. */
static void predict_prompt(const struct policy *policy, const struct prepared *p, double prompt_depth,
                           struct predict_out *out)
{
    struct predict_case prompt = p->predict;
    struct predict_out at;
    prompt.depth = prompt_depth;
    prompt.want_largest_ctx = false;
    const bool covered = predict_run(&prompt, &p->rig, policy, &at);
    BUG_UNLESS(covered);
    out->prefill = at.prefill;
    out->figures.prefill_tok_s = at.figures.prefill_tok_s;
    out->figures.ttft_s = at.figures.ttft_s;
    out->figures.prefill_bound = at.figures.prefill_bound;
}

/* Fills the prediction of the best deployment; its prompt starts behind prompt_depth tokens. */
static void predict_best(struct command_run *r, struct deploy_room *room, const struct deployment *best,
                         double prompt_depth, struct predict_out *out)
{
    const struct policy *policy = catalogue_policy(r->catalogue);
    struct prepared *p = deploy_room_prepared(room, &best->q);
    BUG_UNLESS(p);
    p->predict.want_largest_ctx = true;
    const bool covered = predict_run(&p->predict, &p->rig, policy, out);
    BUG_UNLESS(covered);
    predict_prompt(policy, p, prompt_depth, out);
    warnings_not_advised(r, &best->q);
    warnings_speed(r, p);
    warnings_long_context(r, p);
}

static int print(struct command_run *r, const struct page_deploy *p)
{
    struct str text = str_new(r->arena);
    if (opt_given(&r->opts, "--json"))
        page_deploy_json(p, &text);
    else
        page_deploy_text(p, opt_given(&r->opts, "--all"), &text);
    if (!command_say(r, &text))
        return EXIT_CODE_WORLD;
    return p->n == 0 ? 1 : 0;
}

static int answer(struct command_run *r, const struct request *q, const struct deploy_limits *l)
{
    struct deploy_room *room = deploy_room_new(r->arena, r->catalogue);
    struct deploy_found found;
    struct page_deploy p = {.catalogue = r->catalogue,
                            .asked = q,
                            .rig = request_options_rig(r, q),
                            .ram_assumed = isnan(q->ram_gib),
                            .ram_speed_assumed = isnan(q->ram_gb_s),
                            .need_tok_s = l->need_tok_s,
                            .need_ttft_s = l->need_ttft_s};
    const bool all = opt_given(&r->opts, "--all") || opt_given(&r->opts, "--json");
    deploy_search(room, q, l, all ? MOST_KINDS : FEW_KINDS, true, &found);
    struct deployed *v = ARENA_ARRAY(r->arena, (size_t)found.n, struct deployed);
    struct not_deployed *miss = ARENA_ARRAY(r->arena, (size_t)found.n_misses, struct not_deployed);
    for (int i = 0; i < found.n; i++)
        v[i] = deploy_words(r->arena, &found.v[i]);
    for (int i = 0; i < found.n_misses; i++)
        miss[i] = deploy_words_miss(r->arena, &found.miss[i]);
    p.v = v;
    p.n = found.n;
    p.miss = miss;
    p.n_misses = found.n_misses;
    struct predict_out out;
    struct deploy_wish wish;
    if (found.n > 0) {
        predict_best(r, room, &found.v[0], l->prompt_depth, &out);
        p.best = &found.v[0].q;
        p.figures = &out.figures;
        p.devices = out.memory.device;
        p.batch = found.v[0].q.batch;
        if (deploy_wish_find(room, &found.v[0], l->prompt_depth, &wish)) {
            p.wish = wish.bridge ? wish.bridge->id : "p2p";
            p.wish_tok_s = wish.tok_s;
            p.wish_ttft_s = wish.ttft_s;
        }
        launch_case_of(r->catalogue, p.best, &p.start);
        if (found.more_bits)
            p.more = deploy_words(r->arena, found.more_bits);
    }
    return print(r, &p);
}

static int run(struct command_run *r)
{
    struct request q;
    struct deploy_limits l;
    if (deploy_training_asked(r))
        return deploy_training_run(r);
    if (r->d.errors || !request_options_read(r, &q, true, false) || !request_options_draft(r, &q))
        return diag_exit_code(&r->d);
    read_limits(r, &l);
    refuse_experts(r, q.model);
    refuse_contradictions(r, &q);
    state_load(r->catalogue, &q, &l);
    refuse_load(r, &q);
    if (r->d.errors || (q.engine && q.quant && refuse_impossible(r, &q)))
        return diag_exit_code(&r->d);
    return answer(r, &q, &l);
}

const struct command command_deploy = {
    .name = "deploy",
    .arguments = "--gpu ID[:COUNT][,...] --model ID [OPTIONS]\n"
                 "--system ID --model ID [OPTIONS]\n"
                 "--machine FILE --model ID [OPTIONS]\n"
                 "--finetune METHOD --gpu ID[:COUNT] --model ID [OPTIONS]",
    .help = "the best way to run or fine-tune a model on given hardware, with the command",
    .note = "What no option states is searched: the weight format, and every setting with the default \"searched\" "
            "below. An option pins it.",
    .last_group = "--finetune",
    .rows = rows,
    .n_rows = sizeof rows / sizeof *rows,
    .needs_catalogue = true,
    .run = run,
};
