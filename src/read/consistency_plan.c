#include "consistency_plan.h"

#include "consistency_claims.h"
#include "consistency_pin.h"
#include "consistency_run.h"
#include "consistency_say.h"
#include "consistency_workload.h"
#include "diag.h"
#include "near.h"
#include "option_machine.h"
#include "plan.h"
#include "results.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* ---- workloads ---- */

/* Reports a machine or role that a workload asks for and no option has. */
static void check_place(struct diags *d, const struct scenario *s, const struct workload *w)
{
    bool machine = !w->machine, role = !w->role;
    struct near near_machine = {0}, near_role = {0};
    for (size_t i = 0; i < s->options.n; i++)
        for (size_t j = 0; j < s->options.v[i].machines.n; j++) {
            const struct machine *m = &s->options.v[i].machines.v[j];
            machine |= same(w->machine, m->id);
            if (w->machine && m->id)
                near_consider(&near_machine, w->machine, m->id);
            for (size_t k = 0; k < m->roles.n; k++) {
                role |= same(w->role, m->roles.v[k]);
                if (w->role)
                    near_consider(&near_role, w->role, m->roles.v[k]);
            }
        }
    if (!machine)
        consistency_say(d, DIAG_UNKNOWN_ID, w->at[F_workload_machine], w->id, "no option has a machine '%s'%s",
                        w->machine, consistency_say_hint(d, &near_machine));
    if (!role)
        consistency_say(d, DIAG_UNKNOWN_ID, w->at[F_workload_role], w->id, "no machine has the role '%s'%s", w->role,
                        consistency_say_hint(d, &near_role));
}

/* ---- machines ---- */

/* Returns whether a machine that this one extends is missing, which plan.c has reported. */
static bool is_half(const struct scenario *s, const struct machine *m)
{
    for (size_t i = 0; m->extends && i < s->machines.n && &s->machines.v[i] != m; i++)
        if (same(s->machines.v[i].id, m->extends))
            return is_half(s, &s->machines.v[i]);
    return m->extends != NULL;
}

static void check_kind_of_machine(struct diags *d, const struct scenario *s, const struct machine *m)
{
    const bool parts = m->devices.n || m->board || m->cpu || m->psus.n || m->parts.n;
    const bool host = m->at[F_machine_host].file != NULL; /* a computer that exists and is not described */
    if (!m->cloud && !m->api && !m->system && !parts && !host && m->remote == flag_no && !is_half(s, m))
        consistency_say(d, DIAG_NO_CONTENT, plan_where(m), m->id,
                        "a machine must state a system, parts, a cloud offer, an API or its host, or remote: yes");
    if (m->cloud && (m->system || parts))
        consistency_say(d, DIAG_SENSE, plan_where(m), m->id, "a rented machine cannot have a system or parts");
    if (m->system && (m->board || m->cpu))
        consistency_say(d, DIAG_SENSE, plan_where(m), m->id,
                        "a machine has either a system or a board and a processor of its own");
}

/* Reports a part that is said to come in a kit which the machine lacks: nobody would buy it. */
static void check_kits(struct diags *d, const struct machine *m)
{
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part_line *l = &m->parts.v[i];
        bool found = !l->within;
        for (size_t j = 0; j < m->parts.n; j++)
            found |= m->parts.v[j].part == l->within;
        if (!found)
            consistency_say(d, DIAG_UNKNOWN_ID, l->at[F_part_line_within], m->id, "the machine has no kit '%s'",
                            l->within->id);
    }
}

static void check_devices(struct diags *d, const struct machine *m)
{
    double cards = m->cloud ? m->cloud->qty : 0;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        cards += l->qty;
        if (l->cap_w > l->device->tdp_w)
            consistency_say(d, DIAG_NO_EFFECT, l->at[F_device_line_cap_w], m->id,
                            "cap_w: %g has no effect, because %s draws at most %g W: expected a cap below that",
                            l->cap_w, l->device->id, l->device->tdp_w);
        if (l->device->unified == flag_yes)
            consistency_say(d, DIAG_SENSE, l->at[F_device_line_device], m->id,
                            "'%s' is sold only inside machines: name a system instead", l->device->id);
    }
    if (cards > RESULTS_MAX_DEVICES)
        consistency_say(d, DIAG_SENSE, plan_where(m), m->id, "expected at most %d cards in a machine, got %g",
                        RESULTS_MAX_DEVICES, cards);
    if (m->system && m->system->gpu_limit_gib > m->system->system->mem_gib)
        consistency_say(d, DIAG_SENSE, m->system->at[F_system_line_gpu_limit_gib], m->id,
                        "expected gpu_limit_gib of at most %g, the memory of %s, got %g", m->system->system->mem_gib,
                        m->system->system->id, m->system->gpu_limit_gib);
}

static void check_circuit(struct diags *d, const struct site *site, const struct machine *m)
{
    bool known = !m->circuit;
    struct near best = {0};
    for (size_t i = 0; m->circuit && i < site->circuits.n; i++) {
        known |= same(site->circuits.v[i].id, m->circuit);
        near_consider(&best, m->circuit, site->circuits.v[i].id);
    }
    if (!known)
        consistency_say(d, DIAG_UNKNOWN_ID, m->at[F_machine_circuit], m->id, "the site has no circuit '%s'%s",
                        m->circuit, consistency_say_hint(d, &best));
}

static void check_machine(struct diags *d, const struct scenario *s, const struct machine *m)
{
    check_kind_of_machine(d, s, m);
    check_kits(d, m);
    check_devices(d, m);
    check_circuit(d, s->site, m);
    consistency_run(d, s, m);
}

/* ---- options ---- */

/* Returns a hint at a machine of the option with a name like this. */
static const char *near_machine(struct diags *d, const struct option *o, const char *id)
{
    struct near best = {0};
    for (size_t i = 0; i < o->machines.n; i++)
        if (o->machines.v[i].id)
            near_consider(&best, id, o->machines.v[i].id);
    return consistency_say_hint(d, &best);
}

static bool has_ups(const struct machine *m)
{
    for (size_t i = 0; i < m->parts.n; i++)
        if (m->parts.v[i].part->category == category_ups)
            return true;
    return false;
}

/* Returns the circuit that a machine is on, in words. */
static const char *circuit_of(const struct machine *m)
{
    return m->circuit ? m->circuit : "the site's own";
}

static void check_ups(struct diags *d, const struct option *o, const struct machine *m)
{
    const struct machine *other = m->ups_of ? option_machine(o, m->ups_of) : NULL;
    if (m->ups_of && !other)
        consistency_say(d, DIAG_UNKNOWN_ID, m->at[F_machine_ups_of], m->id,
                        "ups_of names a machine of the same option, and option '%s' has no machine '%s'%s", o->id,
                        m->ups_of, near_machine(d, o, m->ups_of));
    else if (other == m)
        consistency_say(d, DIAG_SENSE, m->at[F_machine_ups_of], m->id,
                        "ups_of names another machine; the machine's own UPS feeds it already");
    else if (other && !has_ups(other))
        consistency_say(d, DIAG_SENSE, m->at[F_machine_ups_of], m->id, "the machine '%s' has no UPS", m->ups_of);
    else if (other && strcmp(circuit_of(m), circuit_of(other)) != 0)
        consistency_say(d, DIAG_SENSE, m->at[F_machine_ups_of], m->id,
                        "a machine on the UPS of '%s' is on the circuit of '%s' too: %s, not %s", m->ups_of, m->ups_of,
                        circuit_of(other), circuit_of(m));
}

/* Returns the cards of a machine, a system counting as one. */
static double count_cards(const struct machine *m)
{
    double cards = (m->system ? 1 : 0) + (m->cloud ? m->cloud->qty : 0);
    for (size_t i = 0; i < m->devices.n; i++)
        cards += m->devices.v[i].qty;
    return cards;
}

/* Returns whether an earlier name of the link is the same. */
static bool is_twice(const struct connection *l, size_t i)
{
    bool found = false;
    for (size_t j = 0; j < i; j++)
        found |= same(l->between.v[i], l->between.v[j]);
    return found;
}

static void check_link(struct diags *d, const struct option *o, const struct connection *l)
{
    const struct origin at = l->at[F_connection_between];
    double cards = 0;
    if (l->between.n < 2)
        consistency_say(d, DIAG_SENSE, l->at[F_connection_id], l->id,
                        "a link must join two or more machines ('between')");
    for (size_t i = 0; i < l->between.n; i++) {
        const struct machine *m = option_machine(o, l->between.v[i]);
        if (!m)
            consistency_say(d, DIAG_UNKNOWN_ID, at, l->id, "option '%s' has no machine '%s'%s", o->id, l->between.v[i],
                            near_machine(d, o, l->between.v[i]));
        else if (is_twice(l, i))
            consistency_say(d, DIAG_SENSE, at, l->id, "'%s' is named twice", l->between.v[i]);
        else
            cards += count_cards(m);
    }
    if (l->link && !plan_is_between_machines(l->link))
        consistency_say(
            d, DIAG_SENSE, l->at[F_connection_link], l->id,
            "'%s' joins cards inside a machine, not machines: name a network or Thunderbolt link, or leave it out",
            l->link->id);
    if (cards > RESULTS_MAX_DEVICES && l->split_models != flag_no)
        consistency_say(
            d, DIAG_SENSE, at, l->id,
            "expected at most %d cards in linked machines, got %g; state split_models: no if no model is split",
            RESULTS_MAX_DEVICES, cards);
}

/* Reports machine i when an earlier one of the list has its id. */
static void check_twin(struct diags *d, const struct machine_list *all, size_t i, const char *where)
{
    for (size_t j = 0; j < i; j++)
        if (same(all->v[i].id, all->v[j].id)) {
            consistency_say(d, DIAG_DUPLICATE_ID, plan_where(&all->v[i]), where,
                            "there is another machine '%s': give this one an id of its own", all->v[i].id);
            return;
        }
}

/* Returns the machine of the scenario that m is or starts from, however many steps away; m itself: none. */
static const struct machine *root_of(const struct scenario *s, const struct machine *m)
{
    for (size_t i = 0; m->extends && i < s->machines.n; i++)
        if (same(s->machines.v[i].id, m->extends) && &s->machines.v[i] != m)
            return root_of(s, &s->machines.v[i]);
    return m;
}

/* A computer that is owned is there once. */
static void check_once(struct diags *d, const struct scenario *s, const struct option *o, size_t i)
{
    const struct machine *m = &o->machines.v[i], *root = root_of(s, m);
    for (size_t j = 0; j < i; j++)
        if (root != m && root->owned == flag_yes && root_of(s, &o->machines.v[j]) == root &&
            !same(o->machines.v[j].id, m->id)) {
            consistency_say(d, DIAG_SENSE, m->at[F_machine_extends], o->id,
                            "'%s' and '%s' are both %s, which is owned once: list another machine for one of them",
                            o->machines.v[j].id, m->id, root->id);
            return;
        }
}

static void check_links(struct diags *d, const struct option *o)
{
    for (size_t i = 0; i < o->links.n; i++) {
        check_link(d, o, &o->links.v[i]);
        if (option_machine(o, o->links.v[i].id)) /* bill lines and checks are named by either id */
            consistency_say(d, DIAG_DUPLICATE_ID, o->links.v[i].at[F_connection_id], o->id,
                            "the link '%s' has the id of a machine: give it another one", o->links.v[i].id);
        for (size_t j = 0; j < i; j++)
            if (same(o->links.v[i].id, o->links.v[j].id))
                consistency_say(d, DIAG_DUPLICATE_ID, o->links.v[i].at[F_connection_id], o->id,
                                "there is another link '%s'", o->links.v[i].id);
    }
}

static void check_option(struct diags *d, const struct catalogue *c, const struct scenario *s, const struct option *o)
{
    if (o->machines.n == 0)
        consistency_say(d, DIAG_NO_CONTENT, o->at[F_option_id], o->id,
                        "the option lists no machines, and no machine of the scenario is owned");
    for (size_t i = 0; i < o->machines.n; i++) {
        check_machine(d, s, &o->machines.v[i]);
        consistency_pin(d, c, s, &o->machines.v[i]);
        check_ups(d, o, &o->machines.v[i]);
        check_twin(d, &o->machines, i, o->id);
        check_once(d, s, o, i);
    }
    check_links(d, o);
}

/* Reports a choice that has the id of an option: the best of its options would stand under that id too. */
static void check_group(struct diags *d, const struct scenario *s, const struct option *o)
{
    for (size_t i = 0; o->variant_of && i < s->options.n; i++)
        if (same(s->options.v[i].id, o->variant_of))
            consistency_say(d, DIAG_DUPLICATE_ID, o->at[F_option_variant_of], o->id,
                            "'%s' is the id of an option: give the choice a name of its own", o->variant_of);
}

void consistency_plan(struct diags *d, const struct catalogue *c, const struct scenario *s)
{
    for (size_t i = 0; i < s->workloads.n; i++) {
        consistency_workload(d, c, &s->workloads.v[i]);
        check_place(d, s, &s->workloads.v[i]);
    }
    for (size_t i = 0; i < s->machines.n; i++) {
        check_machine(d, s, &s->machines.v[i]);
        check_twin(d, &s->machines, i, "machines");
    }
    for (size_t i = 0; i < s->options.n; i++) {
        for (size_t k = 0; k < option_machine_states(&s->options.v[i]); k++) {
            const struct option state = option_machine_state(&s->options.v[i], k);
            check_option(d, c, s, &state);
        }
        check_group(d, s, &s->options.v[i]);
    }
    consistency_pin_desktop(d, s);
    consistency_claims(d, s);
}
