/* deploy_candidate.c: one way to run a model.

   Idea: compute buffers take most of the time of a prediction, so a candidate is bounded first without them and settled
   only when the search needs it. A bound uses the same laws, so where nothing has to be solved it is exact.
   Solved: how many experts or layers stay in system RAM, by bisection; the layers of each device, which are filled in
   order, the fastest first, with the compute buffers of the round before as a reserve; the shares of a tensor split of
   unlike cards, in proportion to bandwidth as far as memory allows.
   Invariant: a settled candidate's request predicts the same speed when it is asked again.
   Reference: docs/model.md, "The best deployment". */
#include "deploy_candidate.h"

#include "bug.h"
#include "deploy_trial.h"
#include "known.h"
#include "launch_case.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 4 }; /* of filling devices with the buffers of the round before */

/* ---- speeds ---- */

static double watts_of(const struct deploy_trial *t)
{
    double sum = 0;
    for (int i = 0; i < t->p->rig.n; i++) {
        const double tdp = rig_tdp_w(&t->p->rig.dev[i]);
        sum += fmin(known_or(tdp, INFINITY), known_or(t->q.cap_w[i], INFINITY));
    }
    return sum;
}

/* Returns the part of a prompt's predicted seconds that bounds those of the settled candidate. Compute buffers push
   layers of a solved layer split to slower devices, but its pipeline, which the slowest device holds up, may run better
   then: at best all n devices work at the same time. */
static double prompt_bound(const struct deploy_candidate *k)
{
    const bool moves = k->choice.ratio == DEPLOY_RATIO_SOLVED && k->choice.split == split_layer;
    return moves && k->state == DEPLOY_BOUNDED ? 1.0 / k->choice.n : 1;
}

/* Sets speeds for a placement; the candidate is not possible where they are unknown. */
static void set_speeds(const struct deploy_trial *t, const struct placement *pl, struct deploy_candidate *k)
{
    const double part = prompt_bound(k);
    const struct deploy_limits *l = t->s->limits;
    const struct predict_case *c = &t->p->predict;
    const struct predict_speeds v = predict_speeds_of(c, known_or(l->prompt_depth, c->depth), &t->p->rig, t->policy,
                                                      pl);
    k->tok_s = v.decode_tok_s.mid / c->batch;
    k->tok_s_low80 = v.decode_tok_s.low80 / c->batch;
    k->tok_s_high80 = v.decode_tok_s.high80 / c->batch;
    k->ttft_s = v.ttft_s.mid * part;
    k->answer_s = k->ttft_s + c->gen / k->tok_s;
    k->serves = !(k->tok_s < l->need_tok_s) && !(k->ttft_s > l->need_ttft_s);
    k->watts = watts_of(t);
    if (!(k->answer_s > 0))
        k->state = DEPLOY_NOT;
}

static bool is_pinned(const struct request *q)
{
    return !isnan(q->ngl) || q->experts_on_host > 0;
}

/* Returns the layers on devices, the output layer counting as one, of which most are possible; below 0: none. */
static double layers_left(enum deploy_amount amount, double most)
{
    switch (amount) {
    case DEPLOY_ONE_MORE: return most - 1;
    case DEPLOY_TWO_MORE: return most - 2;
    case DEPLOY_ALL: return most < 0 ? -1 : 0;
    default: return most;
    }
}

/* Returns the layers with experts in system RAM, without compute buffers beyond the reserve; NaN: all are not enough.
 */
static double experts_in_ram(struct deploy_trial *t, const struct deploy_choice *choice, double share[RIG_MAX_DEVICES])
{
    const double asked = choice->amount == DEPLOY_COUNT ? choice->count : deploy_trial_memory(t)->llm->n_layers;
    if (choice->amount == DEPLOY_FEWEST)
        return deploy_trial_fewest_experts(t, choice->ratio, share);
    return deploy_trial_room_with(t, choice->ratio, asked, share) ? asked : (double)NAN;
}

/* Returns whether the choice counts layers in system RAM beside all experts. */
static bool is_beyond_experts(const struct deploy_choice *choice, double layers)
{
    return choice->amount == DEPLOY_COUNT && choice->count > layers;
}

/* Places the candidate without compute buffers. Returns false if it does not fit even so. */
static bool place_roughly(struct deploy_trial *t, struct deploy_candidate *k, struct placement *pl)
{
    struct placement_case *c = deploy_trial_memory(t);
    const struct rig *r = &t->p->rig;
    const struct deploy_choice *choice = &k->choice;
    double share[RIG_MAX_DEVICES];
    const bool solved = choice->ratio == DEPLOY_RATIO_SOLVED;
    if (choice->where == DEPLOY_LAYERS_IN_RAM) {
        c->ngl = choice->amount == DEPLOY_COUNT ? choice->count : layers_left(choice->amount, memory_most_layers(c, r));
        return c->ngl >= 0 && memory_has_room(c, r, t->policy, pl) && memory_ram_holds(pl, r, t->policy);
    }
    if (solved)
        c->tensor_split = share;
    if (choice->where == DEPLOY_EXPERTS_IN_RAM && is_beyond_experts(choice, c->llm->n_layers)) {
        c->tensor_split = NULL;
        c->experts_on_host = c->llm->n_layers;
        c->ngl = deploy_choice_ngl(c->llm->n_layers, choice->count);
        if (solved)
            return false;
    } else if (choice->where == DEPLOY_EXPERTS_IN_RAM) {
        const double all = c->llm->n_layers;
        const double n = experts_in_ram(t, choice, share);
        c->experts_on_host = isnan(n) ? all : n;
        if (isnan(n) && choice->amount == DEPLOY_COUNT)
            return false;
        if (isnan(n)) { /* further layers too */
            c->tensor_split = NULL;
            c->ngl = solved ? -1 : memory_most_layers(c, r);
            if (c->ngl < 0)
                return false;
        }
    } else if (solved && !deploy_trial_shares(t, share))
        return false;
    if (solved && !deploy_trial_all_work(t, share))
        return false;
    return memory_has_room(c, r, t->policy, pl) && memory_ram_holds(pl, r, t->policy);
}

/* Returns the most sequences at once in the measured rows of an engine on a backend. */
static double measured_on(const struct engine *e, enum backend b)
{
    for (size_t i = 0; i < e->runs_on.n; i++)
        if (e->runs_on.v[i].backend == b)
            return e->runs_on.v[i].sequences_measured;
    return 1;
}

/* Returns whether the engine's decode was measured with as many sequences at once, on its backend and shared by its
   devices in that way. */
static bool is_measured(const struct deploy_choice *k, enum backend b, double sequences)
{
    const struct engine *e = k->engine->kernels ? k->engine->kernels : k->engine;
    double most = fmax(measured_on(e, b), measured_on(k->engine, b));
    for (size_t i = 0; i < k->engine->splits.n && k->n > 1; i++)
        if (k->engine->splits.v[i].split == k->split)
            most = known_or(k->engine->splits.v[i].sequences_measured, most);
    return sequences <= most;
}

void deploy_candidate_bound(struct deploy_scratch *s, struct deploy_candidate *k)
{
    struct deploy_trial t;
    struct placement pl;
    k->state = DEPLOY_NOT;
    if (!deploy_trial_start_bound(s, &k->choice, &t) || !place_roughly(&t, k, &pl))
        return;
    k->state = DEPLOY_BOUNDED;
    k->measured = is_measured(&k->choice, prepare_backend(&t.q, t.q.engine, 0), known_or(s->asked->batch, 1));
    k->published = launch_case_file(k->choice.engine, s->asked->model, k->choice.quant) != NULL;
    k->bits = quant_mix_bits(k->choice.quant, s->asked->model);
    k->cache_bits = quant_format_bits(k->choice.cache);
    k->ngl = deploy_trial_memory(&t)->ngl;
    k->experts_on_host = deploy_trial_memory(&t)->experts_on_host;
    set_speeds(&t, &pl, k);
}

/* ---- settle ---- */

/* Remembers the compute buffers of the trial's case as a reserve. */
static void reserve_buffers(struct deploy_trial *t)
{
    struct placement pl;
    memory_place(deploy_trial_memory(t), &t->p->rig, &pl);
    for (int d = 0; d < pl.n; d++)
        t->reserve_gib[d] = unit_b_to_gib(pl.dev[d].compute_b);
}

static void state_shares(struct deploy_trial *t, const double share[RIG_MAX_DEVICES])
{
    for (int i = 0; i < t->q.n; i++)
        t->q.tensor_split[i] = share[i];
}

/* Returns whether the experts of the first n layers in system RAM are none: the first layers of many models are dense.
 */
static bool moves_no_experts(const struct deploy_trial *t, double n)
{
    return n <= t->p->llm.n_layers && llm_between(&t->p->llm, 0, (int)n).expert_layers == 0;
}

/* Settles shares, and experts in system RAM where the choice says so, round by round. */
static bool settle_shares(struct deploy_trial *t, const struct deploy_choice *choice)
{
    const bool experts = choice->where == DEPLOY_EXPERTS_IN_RAM;
    for (int round = 0; round < ROUNDS; round++) {
        double share[RIG_MAX_DEVICES], n = t->q.experts_on_host; /* as pinned */
        if (experts)
            n = experts_in_ram(t, choice, share);
        if (isnan(n) || (experts && moves_no_experts(t, n)) || (!experts && !deploy_trial_shares(t, share)) ||
            !deploy_trial_all_work(t, share))
            return false;
        t->q.experts_on_host = n;
        state_shares(t, share);
        deploy_trial_again(t);
        if (memory_fits_as_asked(deploy_trial_memory(t), &t->p->rig, t->policy))
            return true;
        reserve_buffers(t);
    }
    return false;
}

static bool fits_now(struct deploy_trial *t)
{
    deploy_trial_again(t);
    return memory_fits_as_asked(deploy_trial_memory(t), &t->p->rig, t->policy);
}

/* Settles layers in system RAM beside the experts that the trial leaves there. */
static bool settle_layers(struct deploy_trial *t, const struct deploy_choice *choice, enum deploy_amount amount)
{
    struct memory m;
    double most = t->p->llm.n_layers + 1;
    if (amount != DEPLOY_ALL && amount != DEPLOY_COUNT) {
        memory_judge(deploy_trial_memory(t), &t->p->rig, t->policy, &m);
        if (m.verdict == verdict_no || (m.verdict != verdict_offload && amount == DEPLOY_FEWEST))
            return false;
        most -= known_or(m.offload_layers, 0);
    }
    t->q.ngl = amount == DEPLOY_COUNT ? choice->count : layers_left(amount, most);
    return t->q.ngl >= 0 && fits_now(t);
}

static bool settle_experts(struct deploy_trial *t, const struct deploy_choice *choice)
{
    const double layers = t->p->llm.n_layers;
    const double n = choice->amount == DEPLOY_COUNT ? choice->count
                     : choice->amount == DEPLOY_ALL
                         ? layers
                         : memory_fewest_experts(deploy_trial_memory(t), &t->p->rig, t->policy);
    if (moves_no_experts(t, n))
        return false; /* all is on the devices */
    t->q.experts_on_host = isnan(n) ? layers : fmin(n, layers);
    if (is_beyond_experts(choice, layers))
        t->q.ngl = deploy_choice_ngl(layers, choice->count);
    if (fits_now(t))
        return true;
    return choice->amount == DEPLOY_FEWEST && settle_layers(t, choice, DEPLOY_FEWEST);
}

static bool settle_memory(struct deploy_trial *t, const struct deploy_choice *choice)
{
    if (choice->ratio == DEPLOY_RATIO_SOLVED)
        return settle_shares(t, choice);
    switch (choice->where) {
    case DEPLOY_LAYERS_IN_RAM: return settle_layers(t, choice, choice->amount);
    case DEPLOY_EXPERTS_IN_RAM: return settle_experts(t, choice);
    default: break;
    }
    return is_pinned(&t->q) ? memory_fits_as_asked(deploy_trial_memory(t), &t->p->rig, t->policy)
                            : memory_holds(deploy_trial_memory(t), &t->p->rig, t->policy);
}

void deploy_candidate_settle(struct deploy_scratch *s, struct deploy_candidate *k)
{
    struct deploy_trial t;
    struct placement pl;
    BUG_UNLESS(k->state == DEPLOY_BOUNDED);
    deploy_trial_start(s, &k->choice, &t);
    if (!settle_memory(&t, &k->choice)) {
        k->state = DEPLOY_NOT;
        return;
    }
    k->state = DEPLOY_SETTLED;
    k->ngl = t.q.ngl;
    k->experts_on_host = t.q.experts_on_host;
    memcpy(k->share, t.q.tensor_split, sizeof k->share);
    memory_place_as_run(deploy_trial_memory(&t), &t.p->rig, t.policy, &pl);
    set_speeds(&t, &pl, k);
}

struct deployment deploy_candidate_result(const struct deploy_scratch *s, const struct deploy_candidate *k)
{
    BUG_UNLESS(k->state == DEPLOY_SETTLED);
    const struct deploy_choice *choice = &k->choice;
    struct deployment d = {.q = deploy_choice_request(s, choice),
                           .kind = deploy_choice_kind(choice),
                           .tok_s = k->tok_s,
                           .tok_s_low80 = k->tok_s_low80,
                           .tok_s_high80 = k->tok_s_high80,
                           .ttft_s = k->ttft_s,
                           .answer_s = k->answer_s,
                           .bits = k->bits,
                           .cache_bits = k->cache_bits,
                           .watts = k->watts,
                           .serves = k->serves,
                           .measured = k->measured};
    d.q.ngl = k->ngl;
    d.q.experts_on_host = k->experts_on_host;
    memcpy(d.q.tensor_split, k->share, sizeof d.q.tensor_split);
    d.q.ubatch = known_or(choice->ubatch, choice->engine->prefill_tokens);
    return d;
}
