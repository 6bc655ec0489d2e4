/* cells.c: where does each workload run best?

   Idea: the best deployment (deploy.h) of every model that would do is found on every machine of the option and over
   every link over which a model may be split. Models are tried in the order of any_of: the first that runs as fast as
   it must wins, else the one that comes nearest. Of several places one that serves wins, then one that runs it at all,
   then the faster one, per user.
   Invariant: a machine that no workload uses changes no speed; memory of two machines is added only over a link.
   Reference: docs/model.md, section 1 to 3 and "The best deployment". */
#include "cells.h"

#include "arena.h"
#include "bug.h"
#include "capacity.h"
#include "deploy.h"
#include "deploy_wish.h"
#include "deploy_words.h"
#include "from_scenario.h"
#include "known.h"
#include "machine.h"
#include "model_layers.h"
#include "money.h"
#include "pace.h"
#include "rent.h"
#include "roofline.h"
#include "str.h"

#include <math.h>
#include <string.h>

_Static_assert(COMPARE_MOST_MACHINES == (int)FROM_SCENARIO_MOST_MACHINES, "comparison.h copies the number");

const double cells_depths[COMPARE_DEPTHS] = {0, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072};

/* What the steps below need for every workload. */
struct shared {
    struct arena *arena;
    const struct comparison *out;
    struct deploy_room *room;
    struct prepared *prepared; /* the case at hand */
};

/* Predicts decode at each of cells_depths, with memory reserved for that context only. */
static void trace_context(struct shared *s, struct compare_cell *cell)
{
    const struct policy *p = s->out->policy;
    for (int i = 0; i < COMPARE_DEPTHS; i++) {
        struct predict_case c = s->prepared->predict;
        struct predict_out out;
        c.want_largest_ctx = false;
        c.depth = cells_depths[i];
        c.memory.ngl = known_or(c.memory.ngl, INFINITY); /* only what the devices hold is drawn */
        c.memory.ctx = fmax(c.depth + c.gen, placement_cells(1)) * c.memory.n_seq;
        cell->curve_tok_s[i] = NAN;
        if (c.memory.ctx > c.memory.n_seq * c.memory.llm->model->max_ctx_tokens ||
            !predict_run(&c, &s->prepared->rig, p, &out))
            continue;
        if (out.figures.verdict == verdict_fits || out.figures.verdict == verdict_tight)
            cell->curve_tok_s[i] = out.figures.decode_tok_s.mid / c.batch;
    }
}

/* Predicts decode with tensor parallelism, whatever the option's own split. Unknown for a single device. */
static void tensor_parallel(struct shared *s, const struct predict_case *decode, struct compare_cell *cell)
{
    struct predict_case c = *decode;
    struct predict_out out;
    struct prediction *f = &cell->figures;
    f->tensor_tok_s = range_unknown();
    f->tensor_gain_frac = f->tp_overhead_frac = NAN;
    if (!isnan(c.memory.ngl) || c.memory.experts_on_host > 0)
        return; /* a stated part stays in system RAM, which no tensor parallelism shares */
    c.memory.split = split_tensor;
    c.want_largest_ctx = false;
    struct rig rig = s->prepared->rig;
    prepare_constants(s->out->catalogue, NAN, &c, &rig, s->prepared->memo);
    if (rig.n < 2 || !predict_run(&c, &rig, s->out->policy, &out) || out.figures.verdict == verdict_no)
        return;
    const struct range decoded = predict_has_load(&c)
                                     ? predict_speeds_of(&c, 0, &rig, s->out->policy, &out.memory.placement)
                                           .decode_tok_s
                                     : out.figures.decode_tok_s;
    f->tensor_tok_s = range_scale(decoded, 1 / c.batch);
    f->tp_overhead_frac = out.figures.tp_overhead_frac;
    if (decode->memory.split != split_tensor)
        f->tensor_gain_frac = f->tensor_tok_s.mid / f->decode_tok_s.mid - 1;
}

/* Fills the points of device d: the step of each phase, as far as the case runs. */
static void roof_of_device(const struct shared *s, const struct predict_case *decode, const struct predict_out *p,
                           const struct predict_out *at_depth, int d, struct compare_roof *out)
{
    const struct predict_case *prefill = &s->prepared->predict;
    const struct rig *rig = &s->prepared->rig;
    const struct policy *policy = s->out->policy;
    const struct step_load one = pace_decode_load(decode), chunk = pace_prompt_load(prefill);
    struct step_case step;
    *out = (struct compare_roof){
        unit_flop_s_to_tflops(rig_flop_s(&rig->dev[d])), rig->dev[d].device->mem_bw_gb_s, NAN, NAN, NAN, NAN};
    if (p->figures.verdict == verdict_no || isnan(p->figures.decode_tok_s.mid))
        return;
    step_prepare(&step, &decode->memory, &at_depth->memory.placement, rig, policy);
    const struct roofline_point slow = roofline_device(&step, &one, d);
    step_prepare(&step, &prefill->memory, &p->memory.placement, rig, policy);
    const struct roofline_point fast = roofline_device(&step, &chunk, d);
    out->decode_flop_b = slow.flop_b;
    out->decode_tflops = slow.tflops;
    out->prefill_flop_b = fast.flop_b;
    out->prefill_tflops = fast.tflops;
}

/* Fills the devices and their points on the roofline plot. p: prefill with an empty cache; at_depth: decode. */
static void set_devices(struct shared *s, const struct predict_case *decode, const struct predict_out *p,
                        const struct predict_out *at_depth, struct compare_cell *cell)
{
    const struct rig *rig = &s->prepared->rig;
    for (int i = 0; i < rig->n; i++) {
        cell->devices[i] = rig->dev[i].device;
        cell->backend[i] = rig->dev[i].backend;
        roof_of_device(s, decode, p, at_depth, i, &cell->roof[i]);
    }
    cell->link = rig->link;
    cell->bridge = rig->bridge;
    memcpy(cell->constants, rig->dev[0].constants.v, sizeof cell->constants);
}

/* How well a place runs the workload. */
struct rating {
    bool serves, runs, rented, holds; /* holds: fits in device memory */
    double tok_s;                     /* decode per user */
    double missing_gib;               /* what it lacks, where it does not run */
};

/* Returns whether the first token comes too late; an unknown wait does. */
static bool is_late(const struct workload *w, const struct prediction *f)
{
    return !isnan(w->need_ttft_s) && !(f->ttft_s.mid <= w->need_ttft_s);
}

/* f: with the speed per user. no_host: the machine has nothing to put its cards in, so nothing runs there. */
static struct rating rate(const struct workload *w, const struct prediction *f, bool no_host, bool rented)
{
    const double tok_s = f->decode_tok_s.mid;
    const bool runs = f->verdict != verdict_no && !isnan(tok_s) && !no_host;
    const bool holds = runs && (f->verdict == verdict_fits || f->verdict == verdict_tight);
    return (struct rating){
        runs && !(tok_s < w->need_tok_s) && !is_late(w, f), runs, rented, holds, tok_s, f->missing_gib};
}

static struct rating rate_cell(const struct workload *w, const struct compare_cell *cell)
{
    return rate(w, &cell->figures, cell->no_host, cell->rented);
}

/* Returns true if a is better than b: it serves, then it runs at all; then what is at home wins over what is rented by
   the hour, if it has the speed that is needed or, where none is stated, holds the model; then it is faster, or lacks
   less memory. */
static bool better(const struct workload *w, struct rating a, struct rating b)
{
    if (a.serves != b.serves || a.runs != b.runs)
        return a.serves != b.serves ? a.serves : a.runs;
    const bool enough = !isnan(w->need_tok_s) || (a.rented ? b.holds : a.holds);
    if (a.serves && a.rented != b.rented && enough)
        return b.rented;
    return a.runs ? a.tok_s > b.tok_s : a.missing_gib < b.missing_gib;
}

/* Predicts the request and keeps the result in the cell when it is better than what is there. no_host: see rate. */
static void try_place(struct shared *s, const struct request *q, const struct workload *w, bool no_host, bool rented,
                      struct compare_cell *cell)
{
    struct predict_out p;
    s->prepared = deploy_room_prepared(s->room, q);
    if (!s->prepared)
        return;
    s->prepared->predict.depth = 0; /* prefill starts with an empty cache, decode behind the prompt */
    s->prepared->predict.want_largest_ctx = true;
    struct predict_case decode = s->prepared->predict;
    decode.depth = q->depth;
    decode.want_largest_ctx = false;
    struct predict_out at_depth;
    if (!predict_run(&s->prepared->predict, &s->prepared->rig, s->out->policy, &p) ||
        !predict_run(&decode, &s->prepared->rig, s->out->policy, &at_depth))
        return;
    struct prediction now = p.figures;
    if (predict_has_load(&decode) && at_depth.figures.verdict != verdict_no) {
        const struct predict_speeds v = predict_speeds_of(&decode, 0, &s->prepared->rig, s->out->policy,
                                                          &at_depth.memory.placement);
        at_depth.figures.decode_tok_s = v.decode_tok_s;
        at_depth.figures.ceiling_tok_s = v.ceiling_tok_s;
        now.ttft_s = v.ttft_s;
    }
    now.decode_tok_s = range_scale(at_depth.figures.decode_tok_s, 1 / q->batch); /* per user */
    if (cell->n_devices > 0 && !better(w, rate(w, &now, no_host, rented), rate_cell(w, cell)))
        return;
    cell->figures = now;
    cell->no_host = no_host;
    cell->rented = rented;
    cell->figures.ceiling_tok_s = at_depth.figures.ceiling_tok_s / q->batch;
    cell->figures.bound = at_depth.figures.bound;
    cell->figures.users_memory = capacity_users_memory(&decode, &s->prepared->rig, s->out->policy, w->ctx_tokens);
    cell->figures.users_speed = capacity_users_speed(&decode, &s->prepared->rig, s->out->policy, w->ctx_tokens,
                                                     (struct capacity_need){w->need_tok_s, w->need_ttft_s, 0});
    cell->figures.users = isnan(w->need_tok_s) && isnan(w->need_ttft_s) ? cell->figures.users_memory
                          : isnan(cell->figures.users_speed)
                              ? NAN
                              : fmin(cell->figures.users_memory, cell->figures.users_speed);
    tensor_parallel(s, &decode, cell);
    trace_context(s, cell);
    set_devices(s, &decode, &p, &at_depth, cell);
    cell->step = at_depth.decode.part;
    cell->prefill_step = p.prefill.part;
    cell->decode_spread = decode.decode_spread;
    cell->prefill_spread = s->prepared->predict.prefill_spread;
    cell->engine = decode.memory.engine;
    cell->kv = decode.memory.kv;
    cell->split = decode.memory.split;
    cell->net = s->prepared->rig.net;
    cell->may_offload = memory_may_offload(&decode.memory, &s->prepared->rig);
    struct request *asked = ARENA_NEW(s->arena, struct request);
    *asked = *q;
    cell->asked = asked;
    cell->ram_guessed = q->ram_guessed && now.verdict == verdict_offload;
    cell->n_devices = s->prepared->rig.n;
    BUG_UNLESS(cell->n_devices > 0 && cell->n_devices <= RESULTS_MAX_DEVICES);
    for (int i = 0; i < cell->n_devices; i++)
        cell->device[i] = p.memory.device[i];
}

static const char *name_of(struct arena *a, const struct from_scenario_place *p)
{
    struct str s = str_new(a);
    for (int i = 0; i < p->n; i++)
        str_addf(&s, "%s%s", i ? " + " : "", p->machine[i]->id);
    return s.text;
}

/* ---- deployments ---- */

/* Fills what the workload allows. Its ids were checked (read/consistency_workload.h). */
static struct deploy_limits limits_of(const struct catalogue *c, const struct workload *w)
{
    struct deploy_limits l = deploy_limits_default();
    l.bits_min = w->bits_min;
    l.cache_bits_min = w->cache_bits_min;
    l.no_ram = w->ram == flag_no;
    l.need_tok_s = w->need_tok_s;
    l.need_ttft_s = w->need_ttft_s;
    l.prompt_depth = 0;
    for (size_t i = 0; i < w->quants.n && l.n_quants < DEPLOY_MOST_LISTED; i++)
        l.quant[l.n_quants++] = catalogue_find(c, &kind_quant, w->quants.v[i]);
    for (size_t i = 0; i < w->engines.n && l.n_engines < DEPLOY_MOST_LISTED; i++)
        l.engine[l.n_engines++] = catalogue_find(c, &kind_engine, w->engines.v[i]);
    for (size_t i = 0; i < w->caches.n && l.n_caches < DEPLOY_MOST_LISTED; i++)
        l.cache[l.n_caches++] = catalogue_find(c, &kind_format, w->caches.v[i]);
    return l;
}

/* Takes everything out of the request that the search could choose. Returns false when there is nothing of it. */
static bool unpin(struct request *q, struct deploy_limits *l)
{
    const bool pinned = q->engine || q->quant || q->backend || q->split || !isnan(q->tensor_split[0]) || q->kv ||
                        !isnan(q->ngl) || q->experts_on_host > 0 || !isnan(q->ubatch) || l->fixed_cards;
    q->engine = NULL;
    q->engine_month = NAN;
    q->quant = NULL;
    q->backend = backend_unknown;
    q->split = split_unknown;
    q->kv = NULL;
    q->ngl = q->ubatch = NAN;
    q->experts_on_host = 0;
    for (int i = 0; i < RIG_MAX_DEVICES; i++)
        q->tensor_split[i] = NAN;
    l->fixed_cards = false;
    return pinned;
}

/* Sets cell->unpinned to the best deployment without what is pinned, unless it is no better where
   that counts. */
static void without_pins(struct shared *s, const struct request *asked, const struct deploy_limits *allowed,
                         const struct deploy_found *with, struct compare_cell *cell)
{
    struct request q = *asked;
    struct deploy_limits l = *allowed;
    struct deploy_found free;
    const double equal = s->out->policy->equal_speed_frac;
    const bool pinned = unpin(&q, &l);
    cell->unpinned = (struct deployed){0};
    if (!pinned || q.net || !deploy_search(s->room, &q, &l, 0, false, &free))
        return;
    if (with->n == 0 || free.v[0].serves > with->v[0].serves || free.v[0].answer_s * (1 + equal) < with->v[0].answer_s)
        cell->unpinned = deploy_words(s->arena, &free.v[0]);
}

/* Sets what the machine lacks. */
static void set_wish(struct shared *s, const struct deployment *d, double prompt_depth, struct compare_cell *cell)
{
    struct deploy_wish w;
    cell->wish = NULL;
    if (!deploy_wish_find(s->room, d, prompt_depth, &w))
        return;
    cell->wish = w.bridge ? w.bridge->id : "p2p";
    cell->wish_tok_s = w.tok_s;
}

static void set_misses(struct shared *s, const struct deploy_found *f, struct compare_cell *cell)
{
    cell->n_not_deployed = f->n_misses;
    cell->not_deployed = ARENA_ARRAY(s->arena, (size_t)f->n_misses, struct not_deployed);
    for (int i = 0; i < f->n_misses; i++)
        cell->not_deployed[i] = deploy_words_miss(s->arena, &f->miss[i]);
}

/* Returns the request whose memory the cell describes where nothing runs: of all that lack memory, the one that lacks
   least; NULL: the engines refuse all. */
static const struct deploy_miss *nearest(const struct deploy_found *f)
{
    const struct deploy_miss *best = NULL;
    for (int i = 0; i < f->n_misses; i++)
        if (f->miss[i].missing_gib > 0 && (!best || f->miss[i].missing_gib < best->missing_gib))
            best = &f->miss[i];
    return best;
}

/* Finds the best deployment at a place, and keeps it in the cell when it is better than what is there. */
static void deploy_at(struct shared *s, const struct from_scenario_place *place, const struct request *asked,
                      const struct deploy_limits *l, const struct workload *w, struct compare_cell *cell)
{
    struct deploy_found found;
    bool no_host = false, rented = false;
    for (int k = 0; k < place->n; k++) {
        no_host |= machine_bare(place->machine[k]);
        rented |= place->machine[k]->cloud != NULL;
    }
    const bool runs = deploy_search(s->room, asked, l, 1, false, &found);
    const struct deploy_miss *miss = runs ? NULL : nearest(&found);
    struct request q = runs ? found.v[0].q : miss ? miss->q : *asked;
    if (cell->n_devices == 0)
        set_misses(s, &found, cell);
    if (!runs && !miss) { /* the engines refuse it, or no speed is known */
        if (cell->n_devices == 0)
            without_pins(s, asked, l, &found, cell);
        return;
    }
    if (miss && l->no_ram)
        q.ngl = model_layers(q.model) + 1;
    const struct request *before = cell->asked;
    try_place(s, &q, w, no_host, rented, cell);
    if (cell->asked == before)
        return;
    set_misses(s, &found, cell);
    cell->how = cell->next = (struct deployed){0};
    if (runs)
        cell->how = deploy_words(s->arena, &found.v[0]);
    if (found.n > 1)
        cell->next = deploy_words(s->arena, &found.v[1]);
    without_pins(s, asked, l, &found, cell);
    if (runs)
        set_wish(s, &found.v[0], l->prompt_depth, cell);
    cell->where = name_of(s->arena, place);
    cell->n_machines = place->n;
    for (int k = 0; k < place->n; k++)
        cell->machine[k] = place->machine[k];
}

/* ---- models that others run ---- */

/* Returns whether the cards of the option do without an API: they serve the workload, and not only because no speed is
   stated that layers in system RAM would miss. */
static bool does_without(const struct workload *w, const struct compare_cell *cell)
{
    const struct rating r = rate_cell(w, cell);
    return cell->n_devices > 0 && r.serves && (!isnan(w->need_tok_s) || r.holds);
}

/* Gives the workload to the API that the machine stands for, if its model is served and the cards do not do. */
static void try_api(struct shared *s, const struct machine *m, const struct workload *w, const struct choice *choice,
                    struct compare_cell *cell)
{
    const struct api *seen = m->api && m->api->offer->model == choice->model
                                 ? rent_api_at(s->out->catalogue, m->api->offer, s->out->terms->as_of)
                                 : NULL;
    if (!seen || !from_scenario_may_run(m, w) || cell->api || does_without(w, cell))
        return;
    *cell = (struct compare_cell){.api = seen,
                                  .choice = choice,
                                  .asked_for = true,
                                  .rented = true,
                                  .where = m->id,
                                  .n_machines = 1,
                                  .machine = {m}};
    const double tok_s = known_or(m->api->decode_tok_s, seen->decode_tok_s);
    results_forget(&figures_prediction, &cell->figures);
    cell->figures.decode_tok_s = isnan(tok_s) ? range_unknown() : range_exact(tok_s);
    cell->figures.ttft_s = rent_ttft(s->out->catalogue, seen, m->api->ttft_s, &cell->assumed_ttft);
}

/* Runs one model of the workload at every place of the option, and keeps the best. */
static void try_choice(struct shared *s, const struct option *o, const struct workload *w, const struct choice *choice,
                       struct compare_cell *cell)
{
    struct deploy_limits l = limits_of(s->out->catalogue, w);
    for (size_t i = 0; i < from_scenario_places(o); i++) {
        struct from_scenario_place place;
        struct request q;
        if (!from_scenario_place(s->out->catalogue, o, w, i, &place))
            continue;
        cell->asked_for = true;
        if (from_scenario_request(s->out->scenario, &place, w, choice, &q, &l.fixed_cards))
            deploy_at(s, &place, &q, &l, w, cell);
    }
    cell->choice = choice;
    for (size_t i = 0; i < o->machines.n; i++)
        try_api(s, &o->machines.v[i], w, choice, cell);
}

static void judge(const struct workload *w, struct compare_cell *cell)
{
    const struct prediction *f = &cell->figures;
    const struct rating r = rate_cell(w, cell);
    const bool here = cell->n_devices > 0 && !cell->no_host;
    cell->holds = here && (f->verdict == verdict_fits || f->verdict == verdict_tight);
    cell->too_slow = here && r.runs && f->decode_tok_s.mid < w->need_tok_s;
    cell->too_late = here && r.runs && is_late(w, f);
    cell->serves = here && r.serves;
    if (cell->api) { /* nothing is known to be fast enough until its speed is known; without a need anything is */
        const double tok_s = f->decode_tok_s.mid;
        cell->too_slow = tok_s < w->need_tok_s;
        cell->too_late = f->ttft_s.mid > w->need_ttft_s;
        cell->serves = (isnan(w->need_tok_s) || tok_s >= w->need_tok_s) && !is_late(w, f);
    }
}

/* Takes the first model that serves, else the one that runs best. */
static void run_workload(struct shared *s, const struct option *o, const struct workload *w, struct compare_cell *out)
{
    for (size_t i = 0; i < w->any_of.n && !out->serves; i++) {
        struct compare_cell *cell = ARENA_NEW(s->arena, struct compare_cell);
        try_choice(s, o, w, &w->any_of.v[i], cell);
        judge(w, cell);
        const bool first = out->n_devices == 0 && !out->api, runs = cell->n_devices > 0 || cell->api;
        if (runs && (first || cell->serves || better(w, rate_cell(w, cell), rate_cell(w, out))))
            *out = *cell;
        out->asked_for |= cell->asked_for;
        if (out->n_devices == 0 && !out->api && out->n_not_deployed == 0) {
            out->not_deployed = cell->not_deployed;
            out->n_not_deployed = cell->n_not_deployed;
            out->choice = cell->choice;
            out->unpinned = cell->unpinned;
        }
    }
}

void cells_run_workload(struct arena *a, const struct comparison *c, struct deploy_room *room, const struct option *o,
                        const struct workload *w, struct compare_cell *cell)
{
    struct shared s = {a, c, room, NULL};
    run_workload(&s, o, w, cell);
}

bool cells_runs(const struct compare_cell *cell)
{
    const bool here = cell->n_devices > 0 && cell->figures.verdict != verdict_no && !cell->no_host;
    return (here || cell->api) && !isnan(cell->figures.decode_tok_s.mid);
}

/* The mean of all workloads, each with its weight; unknown where one does not run. */
static struct range mean_speed(const struct workload_list *list, const struct compare_cell *cell)
{
    double log_sum = 0, sigma_sum = 0, weights = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct range *r = &cell[i].figures.decode_tok_s;
        log_sum += list->v[i].weight * (cells_runs(&cell[i]) ? log(r->mid) : NAN);
        sigma_sum += list->v[i].weight * log(r->high80 / r->mid);
        weights += list->v[i].weight;
    }
    const double mid = exp(log_sum / weights), wide = exp(sigma_sum / weights);
    return (struct range){mid / wide, mid / wide, mid, mid * wide, mid * wide};
}

void cells_run(struct arena *a, const struct comparison *c, struct deploy_room *room, struct compare_option *o)
{
    const struct workload_list *list = &c->scenario->workloads;
    struct shared s = {a, c, room, NULL};
    struct outcome *r = &o->outcome;
    r->holds = r->runs = r->musts = 0;
    o->cell = ARENA_ARRAY(a, list->n, struct compare_cell);
    for (size_t i = 0; i < list->n; i++) {
        struct compare_cell *cell = &o->cell[i];
        run_workload(&s, o->option, &list->v[i], cell);
        r->holds += cell->holds;
        r->runs += cell->serves;
        r->musts += cell->serves && list->v[i].want == want_must;
    }
    r->speed_tok_s = mean_speed(list, o->cell);
    BUG_UNLESS(r->holds <= (double)list->n && r->musts <= r->runs && r->runs <= (double)list->n);
}
