/* power.c: watts by state, from the parts to the wall.

   Idea: cards draw what the law of a step says of the model that they run; where nobody says what runs, a fraction of
   their power limit, and in a layer split one card works while the others wait. The processor draws its idle watts and
   some for each core that the engine keeps busy. The supply adds its loss, taken from its efficiency curve at the mains
   voltage nearest to the site's. Loss between two points is linear in the load; below the first point it falls more
   slowly.
   Invariant: wall = DC + loss + machines; a supply's rating is what it delivers, so its efficiency sets only the loss.
   Reference: docs/model.md, section 4. Planning values, not measurements of your machine. */
#include "power.h"

#include "bug.h"
#include "curve.h"
#include "machine.h"
#include "rig.h"
#include "known.h"

#include <math.h>

enum { MOST_POINTS = 64 };

/* Returns the watts of the cards of a line that no model is on. */
static double unused_w(const struct device_line *l, const struct policy *p, double on)
{
    return on < l->qty ? (l->qty - on) * rig_idle_w(l->device, p) : 0;
}

/* Returns the watts of one card: a part of its own limit, and at most its cap. In decode of a layer split one card
   works while the others wait (working false). */
static double card_w(const struct device_line *l, const struct policy *p, enum power_state state, bool working)
{
    const double limit = rig_limit_w(l->device, l->cap_w);
    switch (state) {
    case POWER_IDLE: return rig_idle_w(l->device, p);
    case POWER_DECODE: return fmin(limit, l->device->tdp_w * (working ? p->decode_w_frac : p->waiting_w_frac));
    case POWER_PREFILL: return fmin(limit, l->device->tdp_w * p->prefill_w_frac);
    default: return limit;
    }
}

/* Returns how many cards of line i a model is on; taken: by earlier lines. At the peak anything may run on all. */
static double cards_on(const struct machine *m, enum power_state state, size_t i, double taken)
{
    const double used = machine_used(m, &m->cards, i);
    if (state == POWER_PEAK)
        return m->devices.v[i].qty;
    return m->split == split_none ? fmin(used, 1 - taken) : used;
}

/* Returns the watts of line i as the model on it draws them; NaN: not known. */
static double worked_w(const struct device_line *l, const struct policy *p, const struct power_work *work,
                       enum power_state state, size_t i)
{
    if (!work || state == POWER_PEAK)
        return NAN;
    const double on = work->on[i], drawn = state == POWER_DECODE    ? work->decode_w[i]
                                           : state == POWER_PREFILL ? work->prefill_w[i]
                                                                    : on * rig_resident_w(l->device, p);
    if (isnan(drawn))
        return NAN;
    return fmin(drawn, on * rig_limit_w(l->device, l->cap_w)) + unused_w(l, p, on);
}

/* Returns the watts of all cards as the models on them draw them; NaN: not known of one of them. */
static double all_worked_w(const struct machine *m, const struct policy *p, const struct power_work *work,
                           enum power_state state)
{
    double sum = 0;
    for (size_t i = 0; i < m->devices.n; i++)
        sum += worked_w(&m->devices.v[i], p, work, state, i);
    return sum;
}

/* Returns the watts of all cards by their power limits: those that a model is on waiting, plus what the card with the
   largest difference adds when it works, and the others idle. */
static double by_limits_w(const struct machine *m, const struct policy *p, enum power_state state)
{
    const bool together = machine_cards_together(m);
    double sum = 0, most_extra = 0, taken = 0;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        const double on = cards_on(m, state, i, taken), waiting = card_w(l, p, state, together),
                     working = card_w(l, p, state, true);
        taken += on;
        sum += on * waiting + unused_w(l, p, on);
        if (on > 0)
            most_extra = fmax(most_extra, working - waiting);
    }
    return sum + most_extra; /* 0 if all cards work together */
}

static double cards_w(const struct machine *m, const struct policy *p, const struct power_work *work,
                      enum power_state state)
{
    const double known = all_worked_w(m, p, work, state);
    return isnan(known) ? by_limits_w(m, p, state) : known;
}

/* Watts with the low and the high end of what is assumed in them; all three are equal where nothing is. */
struct watts {
    double low, mid, high;
};

static struct watts exactly(double w)
{
    return (struct watts){w, w, w};
}

static struct watts about(const struct assumption *a, bool idle)
{
    const struct range *r = idle ? &a->idle_w : &a->load_w;
    return (struct watts){r->low80, r->mid, r->high80};
}

static void add(struct watts *sum, struct watts w, double times)
{
    sum->low += times * w.low;
    sum->mid += times * w.mid;
    sum->high += times * w.high;
}

/* ---- assumptions ---- */

static const struct assumption *host_assumption(const struct assumption_list *all, enum hostclass h)
{
    for (size_t i = 0; i < all->n && h != hostclass_unknown; i++)
        if (all->v[i].host == h)
            return &all->v[i];
    return NULL;
}

static const struct assumption *part_assumption(const struct assumption_list *all, enum category c)
{
    for (size_t i = 0; i < all->n && c != category_unknown; i++)
        if (all->v[i].category == c)
            return &all->v[i];
    return NULL;
}

static const struct assumption *psu_assumption(const struct assumption_list *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (!isnan(all->v[i].psu_eff_frac.mid))
            return &all->v[i];
    return NULL;
}

/* Returns whether its cards hang on a supply that nobody names. */
static bool unnamed_supply(const struct machine *m)
{
    return m->psus.n == 0 && m->devices.n > 0;
}

/* Returns whether board and processor are assumed to be those of an unnamed host: the processor is not named, or its
   record states no power. */
bool power_host_assumed(const struct machine *m)
{
    const struct cpu *c = m->cpu ? m->cpu->cpu : NULL;
    return machine_assembled(m) && (!c || (isnan(c->max_w) && isnan(c->tdp_w)));
}

/* Returns the most that a system draws: its own figure, or that of its chip; NaN: neither is known. */
static double system_max_w(const struct system *s)
{
    return known_or(s->max_w, s->chip ? s->chip->tdp_w : NAN);
}

static bool system_stated(const struct system *s)
{
    return !isnan(s->idle_w) && !isnan(system_max_w(s));
}

/* A kit whose contents are listed has no watts of its own: they draw them. */
static bool part_stated(const struct part *p)
{
    return p->holds.n > 0 || (!isnan(p->idle_w) && !isnan(p->load_w));
}

static int note(struct power_assumed *out, int most, int n, const struct assumption *by, const char *what)
{
    if (n < most)
        out[n] = (struct power_assumed){by, what};
    return n + 1;
}

static int assumed_parts(const struct part_line_list *parts, const struct power_site *s, struct power_assumed *out,
                         int most, int n)
{
    for (size_t i = 0; i < parts->n; i++) {
        const struct part *p = parts->v[i].part;
        const struct assumption *by = part_assumption(s->assumptions, p->category);
        if (!part_stated(p) && !(by && by->load_w.high80 <= 0))
            n = note(out, most, n, by, p->id);
    }
    return n;
}

int power_assumed_link(const struct connection *over, const struct power_site *s, struct power_assumed *out, int most)
{
    return assumed_parts(&over->parts, s, out, most, 0);
}

int power_assumed(const struct machine *m, const struct power_site *s, struct power_assumed *out, int most)
{
    int n = 0;
    if (power_host_assumed(m))
        n = note(out, most, n, host_assumption(s->assumptions, m->host), m->id);
    if (unnamed_supply(m))
        n = note(out, most, n, psu_assumption(s->assumptions), m->id);
    if (m->system && !system_stated(m->system->system))
        n = note(out, most, n, host_assumption(s->assumptions, m->system->system->host), m->system->system->id);
    return assumed_parts(&m->parts, s, out, most, n);
}

/* ---- parts ---- */

void power_work_add(const struct machine *m, const struct device *d, const struct device_load *l,
                    struct power_work *work)
{
    for (size_t i = 0; i < m->devices.n; i++)
        if (m->devices.v[i].device == d && work->on[i] < m->devices.v[i].qty) {
            work->on[i]++;
            work->decode_w[i] += l->decode_w;
            work->prefill_w[i] += l->prefill_w;
            return;
        }
}

static double host_frac(const struct step_part *t)
{
    return t->total_s > 0 ? fmin(1, t->ram_s / t->total_s) : 0;
}

void power_work_host(const struct step_part *decode, const struct step_part *prefill, struct power_work *work)
{
    work->decode_host_frac = host_frac(decode);
    work->prefill_host_frac = host_frac(prefill);
}

double power_busy_cores(const struct engine *e, double cards)
{
    return e->busy_cores + e->busy_cores_card * cards;
}

/* Returns the watts that busy cores add to those of an idle processor. */
static double cores_w(const struct power_site *s, const struct power_work *work)
{
    return (work ? work->cores : 1) * s->policy->core_w;
}

/* Returns the mean of a processor that draws some_w with the engine's cores busy and all_w with all of them. */
static double host_mean_w(const struct power_work *work, enum power_state state, double some_w, double all_w)
{
    const double all = !work ? 0 : state == POWER_DECODE ? work->decode_host_frac : work->prefill_host_frac;
    return (1 - all) * some_w + all * all_w;
}

/* Returns the watts between idle and load that a machine of the assumption draws with those cores busy. */
static struct watts with_cores(const struct assumption *a, const struct power_site *s, const struct power_work *work,
                               enum power_state state)
{
    const struct range *i = &a->idle_w, *l = &a->load_w;
    const double busy_w = cores_w(s, work);
    return (struct watts){host_mean_w(work, state, fmin(i->low80 + busy_w, l->low80), l->low80),
                          host_mean_w(work, state, fmin(i->mid + busy_w, l->mid), l->mid),
                          host_mean_w(work, state, fmin(i->high80 + busy_w, l->high80), l->high80)};
}

static double cpu_least_w(const struct cpu *c, const struct policy *p)
{
    return known_or(c->idle_w, p->cpu_idle_w);
}

static double cpu_most_w(const struct cpu *c)
{
    return known_or(c->max_w, c->tdp_w);
}

/* Returns the watts of the processor; of an unnamed host: of its processor and board. */
static struct watts cpu_w(const struct machine *m, const struct power_site *s, const struct power_work *work,
                          enum power_state state)
{
    const bool idle = state == POWER_IDLE, peak = state == POWER_PEAK;
    const struct assumption *host = power_host_assumed(m) ? host_assumption(s->assumptions, m->host) : NULL;
    const struct policy *p = s->policy;
    if (power_host_assumed(m))
        return !host ? exactly(NAN) : idle || peak ? about(host, idle) : with_cores(host, s, work, state);
    if (!m->cpu)
        return exactly(0);
    const struct cpu *c = m->cpu->cpu;
    const double least = cpu_least_w(c, p), most = cpu_most_w(c);
    if (idle || peak)
        return exactly(idle ? least : most);
    return exactly(fmax(least, host_mean_w(work, state, fmin(most, least + cores_w(s, work)), most)));
}

static struct watts part_w(const struct part *p, const struct power_site *s, bool idle)
{
    const double own = idle ? p->idle_w : p->load_w;
    const struct assumption *by = part_assumption(s->assumptions, p->category);
    if (p->holds.n > 0)
        return exactly(0);
    return !isnan(own) ? exactly(own) : by ? about(by, idle) : exactly(NAN);
}

static struct watts parts_w(const struct part_line_list *parts, const struct power_site *s, bool idle)
{
    struct watts sum = {0, 0, 0};
    for (size_t i = 0; i < parts->n; i++)
        add(&sum, part_w(parts->v[i].part, s, idle), parts->v[i].qty);
    return sum;
}

/* Returns the watts of a board, named or not: between idle and load as its processor is. */
static double board_w(const struct machine *m, const struct power_site *s, const struct power_work *work,
                      enum power_state state)
{
    const struct policy *p = s->policy;
    const struct board *b = m->board ? m->board->board : NULL;
    const double least = known_or(b ? b->idle_w : NAN, p->board_idle_w);
    const double most = known_or(b ? b->load_w : NAN, p->board_load_w);
    if (state == POWER_IDLE || state == POWER_PEAK || !m->cpu)
        return state == POWER_IDLE ? least : most;
    const double room_w = cpu_most_w(m->cpu->cpu) - cpu_least_w(m->cpu->cpu, p);
    return least + (most - least) * (room_w > 0 ? fmin(1, cores_w(s, work) / room_w) : 1);
}

/* Returns the watts of board and parts; those of a board beside an unnamed host are counted there. */
static struct watts rest_w(const struct machine *m, const struct power_site *s, const struct power_work *work,
                           enum power_state state)
{
    const bool idle = state == POWER_IDLE;
    struct watts sum = parts_w(&m->parts, s, idle);
    if (machine_assembled(m) && (m->board || m->cpu) && !power_host_assumed(m))
        add(&sum, exactly(board_w(m, s, work, state)), 1);
    return sum;
}

/* Returns whether the model runs on cards that were added to a system, and not on its own chip. */
static bool on_added_cards(const struct machine *m, const struct power_work *work)
{
    double on = 0;
    for (size_t i = 0; i < m->devices.n; i++)
        on += work ? work->on[i] : m->devices.v[i].qty;
    return on > 0;
}

/* Returns the part of its maximum that a system draws in that state. */
static double system_frac(const struct policy *p, enum power_state state)
{
    return state == POWER_DECODE ? p->system_decode_frac : state == POWER_PREFILL ? p->system_prefill_frac : 1;
}

/* Returns the watts that the record of a system states for that state, or the part of its maximum that such systems
   draw; NaN: neither is known. */
static double system_own_w(const struct system *y, const struct policy *p, enum power_state state)
{
    const double part_w = system_frac(p, state) * system_max_w(y);
    switch (state) {
    case POWER_IDLE: return y->idle_w;
    case POWER_DECODE: return known_or(y->decode_w, part_w);
    case POWER_PREFILL: return known_or(y->prefill_w, part_w);
    default: return part_w;
    }
}

/* Returns the watts at the wall of a system. */
static struct watts systems_w(const struct machine *m, const struct power_site *s, const struct power_work *work,
                              enum power_state state)
{
    const struct policy *p = s->policy;
    const struct system *y = m->system ? m->system->system : NULL;
    const bool idle = state == POWER_IDLE;
    struct watts sum = {0, 0, 0};
    if (!y)
        return sum;
    const struct assumption *by = host_assumption(s->assumptions, y->host);
    const bool feeds = !idle && state != POWER_PEAK && on_added_cards(m, work);
    const double own = feeds ? fmin(y->idle_w + cores_w(s, work), system_max_w(y)) : system_own_w(y, p, state);
    if (!isnan(own))
        return exactly(own);
    add(&sum, by ? about(by, idle) : exactly(NAN), feeds ? 1 : system_frac(p, state));
    return sum;
}

/* Returns loss / rating at load / rating, from the curve measured at the mains voltage nearest to mains_v. The loss is
   linear between points; below the first point it falls by `light` watts a watt. */
static double loss_frac(const struct psu *psu, double load, double mains_v, double light)
{
    double xs[MOST_POINTS], ys[MOST_POINTS], nearest = INFINITY;
    size_t n = 0;
    for (size_t i = 0; i < psu->curve.n; i++)
        nearest = fmin(nearest, fabs(psu->curve.v[i].mains_v - mains_v));
    for (size_t i = 0; i < psu->curve.n && n < MOST_POINTS; i++) {
        const struct psu_point *at = &psu->curve.v[i];
        if (fabs(at->mains_v - mains_v) > nearest)
            continue;
        xs[n] = at->load_frac;
        ys[n++] = at->load_frac * (1 / at->eff_frac - 1);
    }
    BUG_UNLESS(n > 0);
    if (load > xs[n - 1]) /* the efficiency of the last point holds beyond it */
        return load / xs[n - 1] * ys[n - 1];
    if (load < xs[0])
        return fmax(0, ys[0] - light * (xs[0] - load));
    return curve_at(xs, ys, n, load);
}

double power_supply_eff(const struct psu *psu, double load, double mains_v, const struct policy *p)
{
    return load / (load + loss_frac(psu, load, mains_v, p->psu_light_frac));
}

double power_loss_w(const struct machine *m, double dc_w, double mains_v, const struct policy *p)
{
    const double rated = machine_rated_w(m);
    double sum = 0;
    if (m->psus.n == 0)
        return NAN;
    for (size_t i = 0; i < m->psus.n; i++) {
        const struct psu *psu = m->psus.v[i].psu;
        sum += m->psus.v[i].qty * psu->rated_w * loss_frac(psu, dc_w / rated, mains_v, p->psu_light_frac);
    }
    return sum;
}

/* Returns the watts lost between the parts and the wall. A supply that nobody names has the efficiency of an
   assumption: eff picks its low, middle or high end. What hangs on no supply of its own (a switch, a drive in a mini
   PC) has its loss in its own watts. */
static double loss_w(const struct machine *m, const struct power_site *s, double dc_w, double eff)
{
    if (unnamed_supply(m))
        return dc_w * (1 / eff - 1);
    return m->psus.n > 0 ? power_loss_w(m, dc_w, s->mains_v, s->policy) : 0;
}

void power_draw(const struct machine *m, const struct power_site *s, const struct power_work *work,
                enum power_state state, struct power_phase *out)
{
    static const char *const names[] = {"idle", "decode", "prefill", "peak"};
    BUG_UNLESS(state < POWER_N_STATES);
    const struct assumption *supply = psu_assumption(s->assumptions);
    const struct range eff = supply ? supply->psu_eff_frac : range_unknown();
    const struct watts cpu = cpu_w(m, s, work, state), rest = rest_w(m, s, work, state),
                       systems = systems_w(m, s, work, state);
    *out = (struct power_phase){.phase = names[state]};
    if (!machine_here(m))
        return;
    out->devices_w = cards_w(m, s->policy, work, state);
    out->cpu_w = cpu.mid;
    out->rest_w = rest.mid;
    out->dc_w = out->devices_w + out->cpu_w + out->rest_w;
    out->psu_loss_w = loss_w(m, s, out->dc_w, eff.mid);
    out->systems_w = systems.mid;
    out->wall_w = out->dc_w + out->psu_loss_w + out->systems_w;
    const double low_w = out->devices_w + cpu.low + rest.low, high_w = out->devices_w + cpu.high + rest.high;
    out->wall_low_w = low_w + loss_w(m, s, low_w, eff.high80) + systems.low;
    out->wall_high_w = high_w + loss_w(m, s, high_w, eff.low80) + systems.high;
    out->heat_btu_h = unit_w_to_btu_h(out->wall_w);
    out->circuit_a = out->wall_w / s->mains_v;
    BUG_UNLESS(!(out->wall_low_w > out->wall_w * (1 + 1e-9)));
}

void power_add_link(const struct connection *over, const struct power_site *s, enum power_state state,
                    struct power_phase *out)
{
    const struct watts w = parts_w(&over->parts, s, state == POWER_IDLE);
    out->systems_w += w.mid;
    out->wall_w += w.mid;
    out->wall_low_w += w.low;
    out->wall_high_w += w.high;
    out->heat_btu_h = unit_w_to_btu_h(out->wall_w);
    out->circuit_a = out->wall_w / s->mains_v;
}

enum checked power_supply_verdict(const struct machine *m, const struct policy *p, double peak_dc_w)
{
    const double rated = machine_rated_w(m);
    if (!(rated > 0))
        return checked_unknown;
    if (isnan(peak_dc_w))
        return checked_open_;
    if (peak_dc_w > p->psu_limit_frac * rated)
        return checked_fails;
    return peak_dc_w > p->psu_sustained_frac * rated ? checked_near : checked_ok;
}
