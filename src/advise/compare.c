#include "compare.h"

#include "arena.h"
#include "from_scenario.h"
#include "balance.h"
#include "bill.h"
#include "bug.h"
#include "build.h"
#include "circuit.h"
#include "heat.h"
#include "money.h"
#include "pareto.h"
#include "power.h"
#include "rank.h"
#include "roofline.h"
#include "sensitivity.h"
#include "capacity.h"
#include "prepare.h"
#include "ups.h"

#include <math.h>
#include <string.h>

const double compare_depths[COMPARE_DEPTHS] = {0, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072};

/* What the steps below need for every option. */
struct shared {
    struct arena *arena;
    struct comparison *out;
    struct money_terms terms;
    struct prepared *prepared; /* the case at hand; overwritten by each */
};

/* ---- speed and memory ---- */

/* Predicts decode at each of compare_depths, with memory reserved for that context only. */
static void trace_context(struct shared *s, struct compare_cell *cell)
{
    const struct policy *p = s->out->policy;
    for (int i = 0; i < COMPARE_DEPTHS; i++) {
        struct predict_case c = s->prepared->predict;
        struct predict_out out;
        c.want_largest_ctx = false;
        c.depth = compare_depths[i];
        c.memory.ctx = fmax(c.depth + c.gen, placement_cells(1)) * c.batch;
        cell->curve_tok_s[i] = NAN;
        if (c.memory.ctx > c.batch * c.memory.llm->model->max_ctx_tokens ||
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
    c.memory.split = split_tensor;
    c.want_largest_ctx = false;
    struct rig rig = s->prepared->rig;
    prepare_constants(s->out->catalogue, NAN, &c, &rig);
    if (rig.n < 2 || !predict_run(&c, &rig, s->out->policy, &out) || out.figures.verdict == verdict_no)
        return;
    f->tensor_tok_s = range_scale(out.figures.decode_tok_s, 1 / c.batch);
    f->tp_overhead_frac = out.figures.tp_overhead_frac;
    if (decode->memory.split != split_tensor)
        f->tensor_gain_frac = f->tensor_tok_s.mid / f->decode_tok_s.mid - 1;
}

/* Fills the points of the roofline plot. p: prefill with an empty cache; at_depth: decode. */
static void roofline(struct shared *s, const struct predict_out *p, const struct predict_out *at_depth,
                     struct compare_cell *cell)
{
    const struct predict_case *c = &s->prepared->predict;
    const struct rig *rig = &s->prepared->rig;
    const double chunk = fmin(c->memory.ubatch, c->prompt);
    const struct roofline_point decode = roofline_of(&c->memory, &at_depth->memory.placement, c->batch, c->batch,
                                                     c->prompt + c->gen / 2, at_depth->decode.part.total_s);
    const struct roofline_point prefill = roofline_of(&c->memory, &p->memory.placement, chunk, 1, c->prompt / 2,
                                                      p->prefill.part.total_s);
    cell->decode_flop_b = decode.flop_b;
    cell->decode_tflops = decode.tflops;
    cell->prefill_flop_b = prefill.flop_b;
    cell->prefill_tflops = prefill.tflops;
    cell->roof_tflops = cell->roof_gb_s = 0;
    for (int i = 0; i < rig->n; i++) {
        cell->devices[i] = rig->dev[i].device;
        cell->backend[i] = rig->dev[i].backend;
        cell->roof_tflops += unit_flop_s_to_tflops(rig_matrix_flop_s(rig->dev[i].device));
        cell->roof_gb_s += rig->dev[i].device->mem_bw_gb_s;
    }
    cell->link = rig->link;
    cell->bridge = rig->bridge;
    memcpy(cell->constants, rig->dev[0].constants.v, sizeof cell->constants);
}

/* Returns true if the new prediction replaces the one in the cell: a better verdict, then the higher decode speed. */
static bool better(const struct compare_cell *cell, const struct predict_out *p, const struct predict_out *at_depth)
{
    const struct prediction *old = &cell->figures;
    if (cell->n_devices == 0 || p->figures.verdict != old->verdict)
        return cell->n_devices == 0 || p->figures.verdict < old->verdict;
    return at_depth->figures.decode_tok_s.mid > old->decode_tok_s.mid;
}

/* Predicts the request and keeps the result in the cell when it is better than what is there. */
static void try_node(struct shared *s, const struct request *q, const struct workload *w, const char *where,
                     struct compare_cell *cell)
{
    const struct catalogue *c = s->out->catalogue;
    struct predict_out p;
    if (!prepare_case(c, q, s->prepared))
        return;
    s->prepared->predict.depth = 0; /* prefill starts with an empty cache, decode behind the prompt */
    s->prepared->predict.want_largest_ctx = true;
    struct predict_case decode = s->prepared->predict;
    decode.depth = q->depth;
    struct predict_out at_depth;
    if (!predict_run(&s->prepared->predict, &s->prepared->rig, s->out->policy, &p) ||
        !predict_run(&decode, &s->prepared->rig, s->out->policy, &at_depth) || !better(cell, &p, &at_depth))
        return;
    cell->figures = p.figures;
    cell->figures.decode_tok_s = range_scale(at_depth.figures.decode_tok_s, 1 / q->batch); /* per user */
    cell->figures.ceiling_tok_s = at_depth.figures.ceiling_tok_s / q->batch;
    cell->figures.bound = at_depth.figures.bound;
    cell->figures.users_memory = capacity_users_memory(&decode, &s->prepared->rig, s->out->policy, w->ctx_tokens);
    cell->figures.users_speed = capacity_users_speed(&decode, &s->prepared->rig, s->out->policy, w->ctx_tokens,
                                                     w->need_tok_s);
    cell->figures.users = isnan(cell->figures.users_speed)
                              ? cell->figures.users_memory
                              : fmin(cell->figures.users_memory, cell->figures.users_speed);
    tensor_parallel(s, &decode, cell);
    trace_context(s, cell);
    roofline(s, &p, &at_depth, cell);
    cell->step = at_depth.decode.part;
    cell->prefill_step = p.prefill.part;
    cell->decode_spread = decode.decode_spread;
    cell->prefill_spread = s->prepared->predict.prefill_spread;
    cell->engine = decode.memory.engine;
    cell->kv = decode.memory.kv;
    cell->split = decode.memory.split;
    cell->where = where;
    cell->may_offload = memory_may_offload(&decode.memory, &s->prepared->rig);
    struct request *asked = ARENA_NEW(s->arena, struct request);
    *asked = *q;
    cell->asked = asked;
    cell->n_devices = s->prepared->rig.n;
    BUG_UNLESS(cell->n_devices > 0 && cell->n_devices <= RESULTS_MAX_DEVICES);
    for (int i = 0; i < cell->n_devices; i++)
        cell->device[i] = p.memory.device[i];
}

/* An option may have several machines that could run the workload; the best one does. */
static void try_all(struct shared *s, const struct option *o, const struct workload *w, struct compare_cell *cell)
{
    struct request q;
    const char *where;
    for (size_t i = 0; i < from_scenario_nodes(o); i++)
        if (from_scenario_request(s->out->scenario, o, w, i, &q, &where))
            try_node(s, &q, w, where, cell);
}

static void judge(const struct workload *w, struct compare_cell *cell)
{
    const struct prediction *f = &cell->figures;
    cell->holds = cell->n_devices > 0 && (f->verdict == verdict_fits || f->verdict == verdict_tight);
    const bool runs = cell->n_devices > 0 && f->verdict != verdict_no;
    cell->too_slow = runs && f->decode_tok_s.mid < w->need_tok_s;
    cell->too_late = runs && f->ttft_s.mid > w->need_ttft_s;
    cell->serves = runs && !cell->too_slow && !cell->too_late;
}

/* Predicts every workload; mean speed is the geometric mean over the workloads that fit entirely in GPU memory. */
static void run_workloads(struct shared *s, struct compare_option *o)
{
    const struct workload_list *list = &s->out->scenario->workloads;
    double log_sum = 0, sigma_sum = 0, holds = 0, serves = 0;
    o->cell = ARENA_ARRAY(s->arena, list->n, struct compare_cell);
    for (size_t i = 0; i < list->n; i++) {
        struct compare_cell *cell = &o->cell[i];
        try_all(s, o->option, &list->v[i], cell);
        judge(&list->v[i], cell);
        holds += cell->holds;
        serves += cell->serves;
        if (cell->holds) {
            log_sum += log(cell->figures.decode_tok_s.mid);
            sigma_sum += log(cell->figures.decode_tok_s.high80 / cell->figures.decode_tok_s.mid);
        }
    }
    const double mid = holds > 0 ? exp(log_sum / holds) : NAN, wide = holds > 0 ? exp(sigma_sum / holds) : NAN;
    o->outcome.speed_tok_s = (struct range){mid / wide, mid / wide, mid, mid * wide, mid * wide};
    BUG_UNLESS(holds <= (double)list->n && serves <= (double)list->n);
    o->outcome.holds = holds;
    o->outcome.runs = serves;
}

/* ---- power and building ---- */

_Static_assert(COMPARE_STATES == (int)POWER_N_STATES, "comparison.h must not include model/, so it copies the number");

static void build_checks(const struct shared *s, struct compare_option *o, double other_w)
{
    const struct site *site = s->out->scenario->site;
    const struct excursion_list *excursions = &s->out->catalogue->excursions;
    o->n_checks = build_check(o->option, site, excursions, other_w, NULL, 0);
    o->check = ARENA_ARRAY(s->arena, (size_t)o->n_checks, struct build_check);
    const int written = build_check(o->option, site, excursions, other_w, o->check, o->n_checks);
    BUG_UNLESS(written == o->n_checks);
}

static void run_power(const struct shared *s, struct compare_option *o)
{
    const struct site *site = s->out->scenario->site;
    const struct policy *p = s->out->policy;
    struct outcome *r = &o->outcome;
    for (int i = 0; i < POWER_N_STATES; i++)
        power_draw(o->option, p, site->outlet->mains_v, (enum power_state)i, &o->power[i]);
    const struct power_phase *peak = &o->power[POWER_PEAK], *decode = &o->power[POWER_DECODE];
    r->idle_wall_w = o->power[POWER_IDLE].wall_w;
    r->decode_wall_w = decode->wall_w;
    r->peak_wall_w = peak->wall_w;
    r->heat_btu_h = decode->heat_btu_h;
    r->airflow_m3_h = heat_airflow_m3_h(decode->wall_w, p->airflow_k, site->ambient_c);
    r->room_rise_k = heat_room_rise_k(decode->wall_w, site->room_w_k);
    r->psu_load_frac = o->option->psus.n ? peak->dc_w / power_rated_w(o->option) : NAN;
    r->psu_verdict = power_supply_verdict(o->option, p, peak->dc_w);
    r->circuit_a = peak->circuit_a;
    r->outlet_frac = circuit_outlet_frac(site->outlet, peak->wall_w);
    r->outlet_verdict = circuit_verdict(r->outlet_frac, p);
    r->breaker_frac = circuit_breaker_frac(site, peak->wall_w);
    r->breaker_verdict = circuit_verdict(r->breaker_frac, p);
    r->ups_w = ups_rating_w(decode->wall_w, p);
    r->ups_va = ups_rating_va(decode->wall_w, p);
    r->ups_battery_wh = ups_battery_wh(decode->wall_w, p);
    build_checks(s, o, peak->cpu_w + peak->rest_w);
    r->build_verdict = build_worst(o->check, o->n_checks);
}

/* ---- money ---- */

static void run_money(struct shared *s, struct compare_option *o)
{
    const struct scenario *sc = s->out->scenario;
    struct outcome *r = &o->outcome;
    const double hours = s->out->use_h_day * sc->site->use_days_year;
    r->rent_aud_year = o->option->cloud ? money_rent_aud_year(o->option->cloud, hours, &s->terms) : 0;
    o->rent_aud = r->rent_aud_year * s->out->policy->life_years;
    o->bill = bill_make(s->arena, s->out->catalogue, o->option, &s->out->scenario->owned, &s->terms, &o->price,
                        &o->n_bill);
    o->funds = ARENA_ARRAY(s->arena, sc->funds.n, struct fund_use);
    r->price_aud = bill_total(o->bill, o->n_bill);
    r->missing_aud = bill_pay(s->arena, o->option, o->bill, o->n_bill, o->rent_aud, &sc->funds, o->funds);
    r->left_aud = 0;
    for (size_t i = 0; i < sc->funds.n; i++) {
        r->left_aud += o->funds[i].left_aud;
        o->resale_loss_aud += o->funds[i].resale_loss_aud;
    }
    r->affordable = isnan(r->price_aud.mid) ? flag_unknown : r->missing_aud > 0 ? flag_no : flag_yes;
}

/* Returns the millions of tokens a year that are generated by the workloads that fit entirely in GPU memory. */
static double generated_mtok_year(const struct shared *s, const struct compare_option *o)
{
    const struct workload_list *w = &s->out->scenario->workloads;
    double tokens = 0;
    for (size_t i = 0; i < w->n; i++)
        if (o->cell[i].holds)
            tokens += unit_h_to_s(w->v[i].use_h_day * s->out->scenario->site->use_days_year) * w->v[i].users *
                      o->cell[i].figures.decode_tok_s.mid;
    return tokens / unit_tokens_per_mtok();
}

static void run_cost(const struct shared *s, struct compare_option *o)
{
    const struct site *site = s->out->scenario->site;
    const struct policy *p = s->out->policy;
    struct outcome *r = &o->outcome;
    r->energy_kwh_year = money_energy_kwh_year(site, s->out->use_h_day, r->decode_wall_w, r->idle_wall_w);
    if (site->cooled == flag_yes)
        r->energy_kwh_year *= 1 + 1 / p->cooling_cop;
    r->energy_aud_year = r->energy_kwh_year * site->tariff->energy_aud_kwh;
    o->running_aud_year = r->energy_aud_year + r->rent_aud_year;
    r->life_aud = r->price_aud.mid + p->life_years * o->running_aud_year;
    const double mtok = generated_mtok_year(s, o) * p->life_years;
    r->cost_mtok_aud = mtok > 0 ? r->life_aud / mtok : NAN;
}

/* Sets the months after which buying is cheaper than the first rented option, for options that run at least as many
   workloads fast enough. */
static void run_break_even(struct comparison *c)
{
    const struct compare_option *rented = NULL;
    for (size_t i = 0; i < c->n && !rented; i++)
        rented = c->v[i].option->cloud ? &c->v[i] : NULL;
    for (size_t i = 0; i < c->n; i++) {
        struct compare_option *o = &c->v[i];
        const double saved_aud_year = rented ? rented->running_aud_year - o->running_aud_year : NAN;
        const bool compares = rented && !o->option->cloud && o->outcome.runs >= rented->outcome.runs &&
                              saved_aud_year > 0;
        o->outcome.break_even_months = compares ? unit_years_to_months(o->outcome.price_aud.mid / saved_aud_year) : NAN;
    }
}

/* ---- all options ---- */

/* Sets id, title, memory and PCIe lanes. */
static void identify(struct compare_option *o)
{
    const struct option *opt = o->option;
    o->outcome.id = opt->id;
    o->outcome.title = opt->title;
    int cards = 0;
    for (size_t i = 0; i < opt->devices.n; i++) {
        o->outcome.mem_gib += opt->devices.v[i].qty * opt->devices.v[i].device->mem_gib;
        cards += (int)opt->devices.v[i].qty;
    }
    for (size_t i = 0; i < opt->systems.n; i++)
        o->outcome.mem_gib += opt->systems.v[i].qty * opt->systems.v[i].system->mem_gib;
    if (opt->cloud)
        o->outcome.mem_gib += opt->cloud->qty * opt->cloud->offer->device->mem_gib;
    o->lanes = cards > 0 ? from_scenario_lane_plan(opt, cards) : NULL;
    if (opt->board && cards > 0)
        o->outcome.slots_ok = isnan(from_scenario_lanes(opt, cards)) ? flag_no : flag_yes;
}

static struct money_terms terms_of(const struct scenario *s, const struct policy *p)
{
    const struct range rate = isnan(s->usd_per_aud.mid) ? p->usd_per_aud : s->usd_per_aud;
    return (struct money_terms){rate, p->gst_frac, p->price_sigma, s->as_of, &s->shocks};
}

const struct comparison *compare_run(struct arena *a, const struct catalogue *c, const struct scenario *s)
{
    struct comparison *out = ARENA_NEW(a, struct comparison);
    *out = (struct comparison){.scenario = s, .catalogue = c, .policy = catalogue_policy(c), .n = s->options.n};
    struct shared shared = {a, out, terms_of(s, out->policy), ARENA_NEW(a, struct prepared)};
    out->usd_per_aud = shared.terms.usd_per_aud;
    for (size_t i = 0; i < s->workloads.n; i++)
        out->use_h_day += s->workloads.v[i].use_h_day;
    out->outlet_w = circuit_outlet_w(s->site->outlet);
    out->v = ARENA_ARRAY(a, out->n, struct compare_option);
    for (size_t i = 0; i < out->n; i++) {
        out->v[i].option = &s->options.v[i];
        identify(&out->v[i]);
        run_workloads(&shared, &out->v[i]);
        run_power(&shared, &out->v[i]);
        run_money(&shared, &out->v[i]);
        run_cost(&shared, &out->v[i]);
    }
    run_break_even(out);
    pareto_mark(out);
    rank_options(a, out);
    out->overtaken_by = sensitivity_price(out, &out->overtaken_at_frac);
    balance_check(a, out);
    return out;
}
