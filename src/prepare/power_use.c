/* power_use.c: from the watts of the devices to those of their machine, and to energy per token.

   Idea: the cards of a request are put into the machine that states them, or into a desktop whose other parts are
   assumed; power.h then gives its watts by phase.
   Invariant: energy per token = watts at the wall / tokens per second of all sequences.
   Reference: docs/model.md, section 4. */
#include "power_use.h"

#include "known.h"
#include "power.h"
#include "real.h"

#include <math.h>

/* A machine that holds the devices of a request. */
struct around {
    struct machine machine;
    struct device_line line[POWER_MOST_LINES];
    struct system_line system;
};

/* Adds a card to the line of its kind and cap, or to a new one. */
static void add_card(struct around *m, const struct device *d, double cap_w)
{
    struct device_line_list *l = &m->machine.devices;
    for (size_t i = 0; i < l->n; i++)
        if (m->line[i].device == d && (m->line[i].cap_w == cap_w || (isnan(m->line[i].cap_w) && isnan(cap_w)))) {
            m->line[i].qty++;
            return;
        }
    if (l->n < POWER_MOST_LINES)
        m->line[l->n++] = (struct device_line){.device = d, .qty = 1, .cap_w = cap_w};
}

/* Makes a machine of the request: its system, or a desktop with its cards. */
static const struct machine *assemble(const struct request *q, struct around *m)
{
    *m = (struct around){.machine = {.id = "", .host = hostclass_desktop, .split = q->split}};
    m->machine.devices.v = m->line;
    m->system.system = q->system;
    m->machine.system = q->system ? &m->system : NULL;
    for (int i = 0; i < q->n && !q->system; i++)
        add_card(m, q->device[i], q->cap_w[i]);
    return &m->machine;
}

/* Returns the watts with their range: what is assumed in them, and the error of measured machines. */
static struct range span(const struct power_phase *at, const struct policy *p)
{
    const double error_w = p->wall_error_frac * at->wall_w;
    const double low = at->wall_w - real_hypot(at->wall_w - at->wall_low_w, error_w);
    const double high = at->wall_w + real_hypot(at->wall_high_w - at->wall_w, error_w);
    return (struct range){low, low, at->wall_w, high, high};
}

/* Returns whether the watts of the machine are known: a chip that shares memory draws within a machine sold whole. */
static bool has_machine(const struct machine *m, const struct rig *r)
{
    return m->system || !rig_unified(r);
}

static struct range per_token(struct range watts, double tok_s)
{
    return range_scale(watts, 1 / tok_s);
}

void power_use_of(const struct catalogue *c, const struct request *q, const struct machine *own,
                  const struct prepared *s, const struct predict_out *p, struct power_use *out)
{
    struct around around;
    struct power_phase at[POWER_N_STATES];
    const struct policy *policy = catalogue_policy(c);
    const struct machine *m = own ? own : assemble(q, &around);
    const struct power_site site = {policy, &c->assumptions, policy->mains_v};
    const struct engine *e = s->predict.memory.engine;
    struct power_work work = {.cores = power_busy_cores(e, s->rig.n)};
    power_work_host(&p->decode.part, &p->prefill.part, &work);
    results_forget(&figures_power_use, out);
    out->host = hostclass_unknown;
    out->cap_w = q->cap_w[0] < q->device[0]->tdp_w ? q->cap_w[0] : NAN;
    out->cap_speed_frac = q->cap_speed_frac;
    out->cap_energy_frac = q->cap_energy_frac;
    if (isnan(p->figures.decode_tok_s.mid))
        return;
    out->cards_idle_w = out->cards_decode_w = out->cards_prefill_w = 0;
    for (int i = 0; i < s->rig.n; i++) {
        const struct device *d = s->rig.dev[i].device;
        const struct device_load *l = &p->memory.device[i];
        power_work_add(m, d, l, &work);
        out->cards_idle_w += d->unified == flag_yes ? (double)NAN : rig_resident_w(d, policy);
        out->cards_decode_w += l->decode_w;
        out->cards_prefill_w += l->prefill_w;
    }
    if (!has_machine(m, &s->rig))
        return;
    for (int i = 0; i < POWER_N_STATES; i++)
        power_draw(m, &site, &work, (enum power_state)i, &at[i]);
    out->wall_idle_w = span(&at[POWER_IDLE], policy);
    out->wall_decode_w = span(&at[POWER_DECODE], policy);
    out->wall_prefill_w = span(&at[POWER_PREFILL], policy);
    out->decode_j_tok = per_token(out->wall_decode_w, p->figures.decode_tok_s.mid);
    out->prefill_j_tok = per_token(out->wall_prefill_w, p->figures.prefill_tok_s.mid);
    out->decode_kwh_mtok = range_scale(out->decode_j_tok, unit_j_to_kwh(unit_tokens_per_mtok()));
    if (power_host_assumed(m))
        out->host = m->host == hostclass_unknown ? hostclass_desktop : m->host;
}

/* ---- the best cap ---- */

/* Decode under a cap. */
struct capped {
    double tok_s, j_tok;
};

static struct capped under(const struct catalogue *c, const struct request *q, const struct machine *own, double cap_w,
                           struct prepared *s)
{
    struct request capped = *q;
    struct machine machine;
    struct device_line line[POWER_MOST_LINES];
    struct predict_out out;
    struct power_use use;
    for (int i = 0; i < q->n; i++)
        capped.cap_w[i] = cap_w;
    if (own) {
        machine = *own;
        machine.devices.v = line;
        for (size_t i = 0; i < own->devices.n; i++) {
            line[i] = own->devices.v[i];
            line[i].cap_w = cap_w;
        }
    }
    s->drafts = s + 1;
    if (!prepare_case(c, &capped, s) || !predict_run(&s->predict, &s->rig, catalogue_policy(c), &out))
        return (struct capped){NAN, NAN};
    power_use_of(c, &capped, own ? &machine : NULL, s, &out, &use);
    return (struct capped){out.figures.decode_tok_s.mid, use.decode_j_tok.mid};
}

struct power_use_cap power_use_best_cap(const struct catalogue *c, const struct request *q, const struct machine *own,
                                        struct prepared *s)
{
    static const double step_w = 5;
    static const struct power_use_cap none = {NAN, NAN, NAN};
    const struct policy *p = catalogue_policy(c);
    struct power_use_cap best = none;
    double high = 0, low = 0;
    for (int i = 0; i < q->n; i++) {
        if (q->device[i]->unified == flag_yes || isnan(q->device[i]->tdp_w))
            return none;
        high = fmax(high, q->device[i]->tdp_w);
    }
    const struct capped free = under(c, q, own, high, s);
    if (isnan(free.j_tok))
        return none;
    for (int i = 0; i < s->rig.n; i++)
        low = fmax(low, fmax(rig_base_w(&s->rig.dev[i], p) + p->low_cap_frac * q->device[i]->tdp_w,
                             known_or(q->device[i]->least_cap_w, 0)));
    double least = free.j_tok;
    for (double cap = ceil(low / step_w) * step_w; cap < high; cap += step_w) {
        const struct capped at = under(c, q, own, cap, s);
        if (at.tok_s >= p->cap_keep_frac * free.tok_s && at.j_tok < least) {
            least = at.j_tok;
            best = (struct power_use_cap){cap, at.tok_s / free.tok_s, at.j_tok / free.j_tok};
        }
    }
    return best;
}
