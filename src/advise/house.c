/* house.c: what the machines of an option mean for the house that they stand in.

   Idea: each machine draws its own watts through its own outlet; a circuit carries all machines that are plugged into
   it; a UPS carries those that it feeds. The option is the sum of its machines: those that run a workload decode, the
   others wait idle.
   Invariant: watts, heat, energy and memory of the machines add up to those of the option.
   Reference: docs/model.md, sections 4 and 5. */
#include "house.h"

#include "arena.h"
#include "bug.h"
#include "build.h"
#include "circuit.h"
#include "from_scenario.h"
#include "heat.h"
#include "known.h"
#include "machine.h"
#include "money.h"
#include "option_machine.h"
#include "power.h"
#include "request.h"
#include "str.h"
#include "ups.h"

#include <math.h>
#include <string.h>

_Static_assert(COMPARE_STATES == (int)POWER_N_STATES, "comparison.h must not include model/, so it copies the number");

enum checked house_worse(enum checked a, enum checked b)
{
    return a > b ? a : b;
}

/* ---- one machine ---- */

/* Sets which workloads the machine runs and for how many hours a day. */
static void set_use(struct arena *a, const struct comparison *c, const struct compare_option *o,
                    struct compare_machine *m)
{
    const struct workload_list *w = &c->scenario->workloads;
    struct str s = str_new(a);
    m->use.machine = m->machine->id;
    m->asked_h_day = 0;
    for (size_t i = 0; i < w->n; i++) {
        const struct compare_cell *cell = &o->cell[i];
        bool here = false;
        for (int k = 0; k < cell->n_machines; k++)
            here |= cell->machine[k] == m->machine;
        if (!here || cell->figures.verdict == verdict_no || cell->no_host)
            continue;
        m->asked_h_day += w->v[i].use_h_day;
        str_addf(&s, "%s%s", s.len ? ", " : "", w->v[i].id);
    }
    m->use.busy_h_day = fmin(m->asked_h_day, unit_h_per_day());
    m->use.serves = s.len ? s.text : NULL;
}

/* Returns whether the cell runs on the machine, alone or with others. */
static bool runs_on(const struct compare_cell *cell, const struct machine *m)
{
    bool here = false;
    for (int k = 0; k < cell->n_machines; k++)
        here |= cell->machine[k] == m;
    return here && cell->how.engine && !cell->no_host;
}

/* Returns the ids of the cell's devices. */
static struct text_list ids_of(struct arena *a, const struct compare_cell *cell)
{
    const char **v = ARENA_ARRAY(a, (size_t)cell->asked->n, const char *);
    for (int i = 0; i < cell->asked->n; i++)
        v[i] = cell->asked->device[i]->id;
    return (struct text_list){(size_t)cell->asked->n, v};
}

/* Returns the machine as its workloads use it, for its watts: with the split and the cards of the deployment that keeps
   the most cards busy at once. A machine that runs nothing is as it is stated. */
static const struct machine *as_used(struct arena *a, const struct comparison *c, const struct compare_option *o,
                                     const struct machine *m)
{
    const struct compare_cell *most = NULL;
    int most_busy = 0;
    for (size_t i = 0; i < c->scenario->workloads.n; i++) {
        const struct compare_cell *cell = &o->cell[i];
        const bool together = cell->split == split_tensor || cell->split == split_row;
        const int busy = cell->asked && together ? cell->asked->n : 1;
        if (runs_on(cell, m) && (!most || busy > most_busy)) {
            most = cell;
            most_busy = busy;
        }
    }
    if (!most || m->devices.n == 0)
        return m;
    struct machine *out = ARENA_NEW(a, struct machine);
    *out = *m;
    out->split = most->asked->n > 1 ? most->split : split_layer;
    if (most->n_machines == 1)
        out->cards = ids_of(a, most);
    return out;
}

/* Fills *out with what the cell does on the machine. */
static void work_of(const struct compare_cell *cell, const struct machine *m, struct power_work *out)
{
    double cards = 0;
    *out = (struct power_work){.cores = 0};
    for (int d = 0; d < cell->n_devices; d++)
        if (cell->machine[cell->asked->host[d]] == m) {
            power_work_add(m, cell->devices[d], &cell->device[d], out);
            cards++;
        }
    out->cores = power_busy_cores(cell->engine, cards);
    power_work_host(&cell->step, &cell->prefill_step, out);
}

static double sum_of(const double *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += v[i];
    return sum;
}

/* Fills *out with the work of the workload that draws the most in decode. Returns false where none runs on cards whose
   watts are known. */
static bool hardest_work(const struct comparison *c, const struct compare_option *o, const struct machine *m,
                         struct power_work *out)
{
    double most = -1;
    for (size_t i = 0; i < c->scenario->workloads.n; i++) {
        const struct compare_cell *cell = &o->cell[i];
        struct power_work work;
        if (!runs_on(cell, m) || cell->figures.verdict == verdict_no)
            continue;
        work_of(cell, m, &work);
        const double w = sum_of(work.decode_w, m->devices.n) + work.cores * c->policy->core_w;
        if (!(w > most))
            continue;
        most = w;
        *out = work;
    }
    return most >= 0;
}

bool house_feeds(const struct option *o, const struct connection *over, const struct machine *m)
{
    for (size_t i = 0; i < over->between.n; i++) {
        const struct machine *x = option_machine_joined(o, over, i);
        if (machine_here(x))
            return x == m;
    }
    return false;
}

static void set_power(const struct comparison *c, const struct compare_option *owner, struct compare_machine *m)
{
    const struct option *o = owner->option;
    struct power_work work;
    const bool works = hardest_work(c, owner, m->machine, &work);
    const struct machine *used = m->as_used;
    const struct site *site = c->scenario->site;
    const struct circuit_limits circuit = circuit_find(site, m->machine->circuit);
    const struct power_site at = {c->policy, &c->catalogue->assumptions, circuit.outlet->mains_v};
    struct machine_use *u = &m->use;
    for (int i = 0; i < POWER_N_STATES; i++) {
        power_draw(used, &at, works ? &work : NULL, (enum power_state)i, &m->power[i]);
        for (size_t k = 0; k < o->links.n; k++)
            if (house_feeds(o, &o->links.v[k], m->machine))
                power_add_link(&o->links.v[k], &at, (enum power_state)i, &m->power[i]);
    }
    const struct power_phase *peak = &m->power[POWER_PEAK];
    const struct power_phase *busy = &m->power[u->serves ? POWER_DECODE : POWER_IDLE];
    u->mem_gib = machine_gpu_gib(m->machine);
    u->idle_wall_w = m->power[POWER_IDLE].wall_w;
    u->busy_wall_w = busy->wall_w;
    u->wall_low_w = busy->wall_low_w;
    u->wall_high_w = busy->wall_high_w;
    u->peak_wall_w = peak->wall_w;
    u->heat_btu_h = busy->heat_btu_h;
    u->psu_load_frac = m->machine->psus.n ? peak->dc_w / machine_rated_w(m->machine) : NAN;
    u->psu_verdict = power_supply_verdict(m->machine, c->policy, peak->dc_w);
    u->circuit = circuit.id;
    u->circuit_a = peak->circuit_a;
}

/* Writes what is assumed for the machine and for what the links that it feeds list, as power_assumed does. */
static int assumed(const struct comparison *c, const struct option *o, const struct machine *m, struct power_assumed *v,
                   int most)
{
    const struct power_site at = {c->policy, &c->catalogue->assumptions, c->scenario->site->outlet->mains_v};
    int n = power_assumed(m, &at, v, most);
    for (size_t i = 0; i < o->links.n; i++)
        if (house_feeds(o, &o->links.v[i], m))
            n += power_assumed_link(&o->links.v[i], &at, v ? v + n : NULL, most > n ? most - n : 0);
    return n;
}

static void set_assumed(struct arena *a, const struct comparison *c, const struct option *o, struct compare_machine *m)
{
    m->n_assumed = assumed(c, o, m->machine, NULL, 0);
    struct power_assumed *v = ARENA_ARRAY(a, (size_t)m->n_assumed, struct power_assumed);
    m->assumed = ARENA_ARRAY(a, (size_t)m->n_assumed, struct compare_assumed);
    assumed(c, o, m->machine, v, m->n_assumed);
    for (int i = 0; i < m->n_assumed; i++)
        m->assumed[i] = (struct compare_assumed){v[i].by, v[i].what};
}

static void set_energy(const struct comparison *c, struct compare_machine *m)
{
    const struct site *site = c->scenario->site;
    const double on = known_or(m->machine->on_h_day, site->on_h_day);
    struct machine_use *u = &m->use;
    u->energy_kwh_year = money_energy_kwh_year(site, on, u->busy_h_day, m->power[POWER_DECODE].wall_w, u->idle_wall_w);
    if (u->busy_h_day <= 0) /* what it would draw in decode does not matter */
        u->energy_kwh_year = money_energy_kwh_year(site, on, 0, 0, u->idle_wall_w);
    if (site->cooled == flag_yes)
        u->energy_kwh_year *= 1 + 1 / c->policy->cooling_cop;
}

/* Returns the verdict on a load whose watts may be assumed: not checked if only the high end is too much. */
static enum checked load_verdict(double frac, double high_frac, const struct policy *p)
{
    return house_worse(circuit_verdict(frac, p), high_frac > 1 ? checked_open_ : checked_ok);
}

/* Returns whether the UPS of the machine feeds the other one; a machine feeds itself. */
static bool feeds(const struct compare_machine *m, const struct compare_machine *other)
{
    const char *of = other->machine->ups_of;
    return other == m || (of && strcmp(of, m->machine->id) == 0);
}

/* Returns the load of the machine's UPS by a peak that is drawn through that number of plugs; NaN: no UPS, or unknown.
 */
static double ups_frac(const struct comparison *c, const struct machine *m, double plugs, double peak_w)
{
    double qty;
    const struct part *ups = machine_ups(m, plugs, &qty);
    return ups ? ups_load_frac(ups, qty, peak_w, c->policy) : NAN;
}

/* Sets the load of the machine's UPS: the peak of every machine that it feeds, and of none more than its plugs can
   share. */
static void set_ups(const struct comparison *c, const struct compare_option *o, struct compare_machine *m)
{
    double plugs = 0, most = 0;
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct compare_machine *other = &o->machine[i];
        if (!feeds(m, other))
            continue;
        const double n = machine_plugs(other->machine);
        plugs += n;
        most = fmax(most, ups_frac(c, m->machine, n, other->use.peak_wall_w));
    }
    const double together = ups_frac(c, m->machine, plugs, m->use.outlet_w);
    m->use.ups_load_frac = isnan(together) ? NAN : fmax(most, together);
}

/* Sets the load of the machine's outlet: the peak of every machine that its UPS feeds. */
static void set_feed(const struct comparison *c, const struct compare_option *o, struct compare_machine *m)
{
    const struct outlet *outlet = circuit_find(c->scenario->site, m->machine->circuit).outlet;
    struct machine_use *u = &m->use;
    double high = 0;
    u->outlet_w = 0;
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct compare_machine *other = &o->machine[i];
        if (!feeds(m, other))
            continue;
        u->outlet_w += other->use.peak_wall_w;
        high += other->power[POWER_PEAK].wall_high_w;
    }
    u->outlet_frac = circuit_outlet_frac(outlet, u->outlet_w);
    u->outlet_verdict = machine_here(m->machine)
                            ? load_verdict(u->outlet_frac, circuit_outlet_frac(outlet, high), c->policy)
                            : checked_unknown;
    set_ups(c, o, m);
}

/* ---- build checks ---- */

static void set_checks(struct arena *a, const struct comparison *c, const struct option *o, struct compare_machine *m)
{
    const struct power_phase *peak = &m->power[POWER_PEAK];
    const struct money_date as_of = money_date_after(c->scenario->as_of, o->wait_months);
    struct build_words words = {0};
    const struct build_case b = {.machine = m->as_used,
                                 .policy = c->policy,
                                 .outlet = circuit_find(c->scenario->site, m->machine->circuit).outlet,
                                 .excursions = &c->catalogue->excursions,
                                 .assumptions = &c->catalogue->assumptions,
                                 .catalogue = c->catalogue,
                                 .as_of = as_of.text,
                                 .other_w = peak->cpu_w + peak->rest_w,
                                 .ups_load_frac = m->use.ups_load_frac,
                                 .words = &words};
    m->n_checks = build_check(&b, NULL, 0);
    words = (struct build_words){ARENA_ARRAY(a, words.used, char), 0, words.used};
    m->check = ARENA_ARRAY(a, (size_t)m->n_checks, struct build_check);
    const int written = build_check(&b, m->check, m->n_checks);
    BUG_UNLESS(written == m->n_checks);
    m->use.build_verdict = build_worst(m->check, m->n_checks);
    m->lanes = machine_cards(m->machine) > 0 ? from_scenario_lane_plan(m->machine, machine_cards(m->machine)) : NULL;
}

static void count(struct outcome *r, const struct build_check *check, int n)
{
    for (int i = 0; i < n; i++) {
        r->failed += check[i].verdict == checked_fails;
        r->unchecked += check[i].verdict == checked_open_;
    }
    r->build_verdict = house_worse(r->build_verdict, build_worst(check, n));
}

/* ---- together ---- */

static void add_machine(struct compare_option *o, const struct compare_machine *m)
{
    const struct machine_use *u = &m->use;
    struct outcome *r = &o->outcome;
    for (int i = 0; i < POWER_N_STATES; i++)
        o->wall_w[i] += m->power[u->serves || i == POWER_PEAK ? i : POWER_IDLE].wall_w;
    r->mem_gib += u->mem_gib;
    r->idle_wall_w += u->idle_wall_w;
    r->decode_wall_w += u->busy_wall_w;
    r->wall_low_w += u->wall_low_w;
    r->wall_high_w += u->wall_high_w;
    r->peak_wall_w += u->peak_wall_w;
    r->circuit_a += u->circuit_a;
    r->energy_kwh_year += u->energy_kwh_year;
    r->psu_load_frac = fmax(r->psu_load_frac, u->psu_load_frac);
    r->psu_verdict = house_worse(r->psu_verdict, u->psu_verdict);
    r->outlet_frac = isnan(u->outlet_frac) || isnan(r->outlet_frac) ? NAN : fmax(r->outlet_frac, u->outlet_frac);
    r->outlet_verdict = house_worse(r->outlet_verdict, u->outlet_verdict);
    count(r, m->check, m->n_checks);
}

/* Sets the load of the fullest circuit. */
static void set_circuits(const struct comparison *c, struct compare_option *o)
{
    const struct site *site = c->scenario->site;
    struct outcome *r = &o->outcome;
    r->breaker_frac = 0;
    for (size_t k = 0; k <= site->circuits.n; k++) {
        const char *id = k < site->circuits.n ? site->circuits.v[k].id : NULL;
        const struct circuit_limits limits = circuit_find(site, id);
        double sum = 0, high = 0;
        bool used = false;
        for (size_t i = 0; i < o->option->machines.n; i++) {
            const struct machine *m = o->machine[i].machine;
            const bool here = m->circuit ? id && strcmp(m->circuit, id) == 0 : !id;
            sum += here ? o->machine[i].use.peak_wall_w : 0;
            high += here ? o->machine[i].power[POWER_PEAK].wall_high_w : 0;
            used |= here && machine_here(m);
        }
        if (!used)
            continue;
        const double frac = circuit_breaker_frac(&limits, sum);
        if (!(frac <= r->breaker_frac)) {
            o->circuit = id;
            o->circuit_other_w = limits.other_load_w;
        }
        r->breaker_frac = isnan(frac) || isnan(r->breaker_frac) ? NAN : fmax(r->breaker_frac, frac);
        r->breaker_verdict = house_worse(r->breaker_verdict,
                                         load_verdict(frac, circuit_breaker_frac(&limits, high), c->policy));
    }
}

static void set_heat(const struct comparison *c, struct outcome *r)
{
    const struct site *site = c->scenario->site;
    const struct policy *p = c->policy;
    r->heat_btu_h = unit_w_to_btu_h(r->decode_wall_w);
    r->airflow_m3_h = heat_airflow_m3_h(r->decode_wall_w, p->airflow_k, site->ambient_c);
    r->room_rise_k = heat_room_rise_k(r->decode_wall_w, site->room_w_k);
    r->ups_w = ups_rating_w(r->decode_wall_w, r->peak_wall_w, p);
    r->ups_va = ups_rating_va(r->decode_wall_w, r->peak_wall_w, p);
    r->ups_battery_wh = ups_battery_wh(r->decode_wall_w, p);
}

static void set_link_checks(struct arena *a, const struct comparison *c, struct compare_option *o)
{
    struct build_words words = {0};
    o->n_checks = build_links(c->catalogue, o->option, &words, NULL, 0);
    words = (struct build_words){ARENA_ARRAY(a, words.used, char), 0, words.used};
    o->check = ARENA_ARRAY(a, (size_t)o->n_checks, struct build_check);
    const int written = build_links(c->catalogue, o->option, &words, o->check, o->n_checks);
    BUG_UNLESS(written == o->n_checks);
    count(&o->outcome, o->check, o->n_checks);
}

void house_run(struct arena *a, const struct comparison *c, struct compare_option *o)
{
    const size_t n = o->option->machines.n;
    o->machine = ARENA_ARRAY(a, n, struct compare_machine);
    for (size_t i = 0; i < n; i++) {
        struct compare_machine *m = &o->machine[i];
        m->machine = &o->option->machines.v[i];
        set_use(a, c, o, m);
        m->as_used = as_used(a, c, o, m->machine);
        set_power(c, o, m);
        set_assumed(a, c, o->option, m);
        set_energy(c, m);
    }
    struct outcome *r = &o->outcome;
    r->psu_load_frac = NAN;
    for (size_t i = 0; i < n; i++) {
        set_feed(c, o, &o->machine[i]);
        set_checks(a, c, o->option, &o->machine[i]);
        add_machine(o, &o->machine[i]);
    }
    set_link_checks(a, c, o);
    set_circuits(c, o);
    set_heat(c, r);
}
