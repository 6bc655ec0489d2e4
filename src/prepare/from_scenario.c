#include "from_scenario.h"

#include "bug.h"
#include "build_nvlink.h"
#include "known.h"
#include "machine.h"
#include "month.h"
#include "option_machine.h"
#include "ports.h"
#include "row_request.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- lanes ---- */

const struct lane_plan *from_scenario_lane_plan(const struct machine *m, int n)
{
    const struct board *b = machine_board(m);
    for (size_t i = 0; b && i < b->lane_plans.n; i++)
        if (b->lane_plans.v[i].gpus == n)
            return &b->lane_plans.v[i];
    return NULL;
}

double from_scenario_lanes(const struct machine *m, int n)
{
    const struct lane_plan *plan = from_scenario_lane_plan(m, n);
    double least = plan ? INFINITY : NAN;
    for (size_t j = 0; plan && j < plan->slots.n; j++)
        least = fmin(least, plan->slots.v[j].lanes);
    return least;
}

/* ---- places ---- */

size_t from_scenario_places(const struct option *o)
{
    return o->machines.n + o->links.n;
}

/* Returns whether the machine has the role that the workload asks for. */
static bool has_role(const struct machine *m, const struct workload *w)
{
    bool found = !w->role;
    for (size_t i = 0; i < m->roles.n; i++)
        found |= w->role && strcmp(m->roles.v[i], w->role) == 0;
    return found;
}

bool from_scenario_may_run(const struct machine *m, const struct workload *w)
{
    return has_role(m, w) && (!w->machine || strcmp(w->machine, m->id) == 0);
}

static bool has_gpu(const struct machine *m)
{
    return m->devices.n > 0 || m->cloud || (m->system && m->system->system->chip && !isnan(m->system->system->mem_gib));
}

/* Collects the machines of a link that have a GPU. */
static void collect(const struct option *o, const struct connection *over, struct from_scenario_place *out)
{
    for (size_t i = 0; i < over->between.n; i++) {
        const struct machine *m = option_machine_joined(o, over, i);
        if (has_gpu(m) && out->n < FROM_SCENARIO_MOST_MACHINES)
            out->machine[out->n++] = m;
    }
}

bool from_scenario_place(const struct catalogue *c, const struct option *o, const struct workload *w, size_t i,
                         struct from_scenario_place *out)
{
    BUG_UNLESS(i < from_scenario_places(o));
    *out = (struct from_scenario_place){0};
    if (i < o->machines.n) {
        out->machine[out->n++] = &o->machines.v[i];
        return from_scenario_may_run(out->machine[0], w);
    }
    const struct connection *over = &o->links.v[i - o->machines.n];
    if (over->split_models == flag_no || w->machine)
        return false;
    collect(o, over, out);
    out->over = over;
    out->net = ports_link(c, o, over);
    bool wanted = true;
    for (int j = 0; j < out->n; j++)
        wanted &= has_role(out->machine[j], w);
    return out->n > 1 && out->net && wanted;
}

/* ---- requests ---- */

/* Sets the shares of "3:1" for the devices of the request. Shares of another number of devices are left out: those of
   a machine whose run uses fewer cards, or whose model is split over a link. */
static void set_shares(const char *text, struct request *q)
{
    int n = text && *text ? 1 : 0;
    for (const char *c = text; c && *c; c++)
        n += (*c == ':' || *c == ',') && c[1] != 0;
    if (n != q->n)
        return;
    for (int i = 0; text && *text && i < RIG_MAX_DEVICES; i++) {
        char *end;
        q->tensor_split[i] = strtod(text, &end);
        text = *end ? end + 1 : end;
    }
}

/* Fills *out with the machine's settings for the workload: those of its run, else its own. */
static void settings_of(const struct machine *m, const struct workload *w, struct run *out)
{
    for (size_t i = 0; i < m->runs.n; i++)
        if (strcmp(m->runs.v[i].workload, w->id) == 0) {
            *out = m->runs.v[i];
            return;
        }
    *out = (struct run){.workload = w->id};
    for (size_t i = F_run_workload + 1; i < kind_run.n_fields; i++)
        schema_copy_field(out, &kind_run, i, m, &kind_machine, schema_find(&kind_machine, kind_run.fields[i].name));
}

static void set_settings(const struct run *r, struct request *q)
{
    q->engine = r->engine;
    q->engine_month = month_of(r->engine_date, MONTH_JULY, NULL);
    q->quant = r->quant;
    q->backend = r->backend;
    q->split = r->split;
    q->link = r->link;
    q->bridge = r->bridge;
    q->p2p = r->p2p;
    q->kv = r->kv;
    q->flash_attn = r->flash_attn;
    q->ubatch = r->ubatch_tokens;
    q->ngl = r->ngl;
    q->experts_on_host = known_or(r->n_cpu_moe, 0);
    q->parallel = r->parallel;
    q->draft_model = r->draft;
    q->draft_quant = r->draft_quant;
    q->draft_tokens = r->draft_tokens;
    q->accept_frac = r->accept_frac;
}

/* Returns the desktop that takes memory of the machine's first GPU. A rented machine has none. */
static enum desktop desktop_of(const struct machine *m, const struct site *site)
{
    const enum flag headless = m->cloud ? flag_yes : m->headless == flag_unknown ? site->headless : m->headless;
    const enum desktop d = m->desktop == desktop_unknown ? site->desktop : m->desktop;
    return headless == flag_no ? d : desktop_none;
}

/* Sets what does not depend on the devices. */
static void set_load(const struct scenario *s, const struct machine *m, const struct workload *w,
                     const struct choice *choice, struct request *q)
{
    q->model = choice->model;
    q->quant = q->quant ? q->quant : choice->quant;
    q->parallel = isnan(q->parallel) ? NAN : fmax(q->parallel, w->users);
    q->ctx = w->ctx_tokens * known_or(q->parallel, w->users); /* every sequence gets the context that is asked */
    q->depth = w->depth_tokens + w->prompt_tokens;
    q->prompt = w->prompt_tokens;
    q->gen = w->gen_tokens;
    q->batch = w->users;
    q->clients = true;
    q->desktop = desktop_of(m, s->site);
}

static void add_device(struct request *q, const struct device *d, double cap_w, int host)
{
    BUG_UNLESS(q->n < RIG_MAX_DEVICES); /* consistency_plan refuses more cards */
    q->cap_w[q->n] = cap_w;
    q->host[q->n] = host;
    q->device[q->n++] = d;
}

static void add_cards(const struct machine *m, const struct text_list *cards, int host, struct request *q)
{
    int before = 0; /* cards of the machine, used or not */
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        for (int j = 0; j < machine_used(m, cards, i); j++) {
            if (host == 0) /* of a model over several machines each device has its own number */
                q->position[q->n] = before + j;
            add_device(q, l->device, l->cap_w, host);
        }
        before += (int)l->qty;
    }
}

/* Adds the devices of one machine; returns false when it has none, or their memory is unknown. */
static bool add_machine(const struct machine *m, const struct text_list *cards, int host, struct request *q)
{
    const int before = q->n;
    const struct system_line *l = m->system;
    if (m->cloud)
        for (int j = 0; j < (int)m->cloud->qty; j++)
            add_device(q, m->cloud->offer->device, NAN, host);
    else if (m->devices.n > 0)
        add_cards(m, cards, host, q);
    else if (l && l->system->chip && !isnan(l->system->mem_gib)) {
        q->mem_gib[q->n] = l->system->mem_gib;
        q->limit_gib[q->n] = known_or(l->gpu_limit_gib, l->system->gpu_limit_gib);
        q->limit_raised |= !isnan(l->gpu_limit_gib);
        add_device(q, l->system->chip, NAN, host);
    }
    return q->n > before;
}

static bool unlike_cards(const struct machine *m)
{
    bool differ = false;
    for (size_t i = 1; i < m->devices.n; i++)
        differ |= m->devices.v[i].device != m->devices.v[0].device;
    return differ;
}

/* Sets system RAM and PCIe lanes. RAM that is not stated, or was not rented, holds nothing. */
static void set_host(const struct machine *m, struct request *q)
{
    q->ram_gib = known_or(m->cloud ? m->cloud->offer->ram_gib : machine_ram_gib(m), 0);
    q->ram_gb_s = machine_ram_gb_s(m);
    q->ram_guessed = !machine_reads_known(m);
    q->lanes = m->devices.n > 0 ? from_scenario_lanes(m, machine_cards(m)) : NAN;
    q->cards = m->devices.n > 0 ? machine_cards(m) : 0;
    q->unlike_cards = unlike_cards(m);
}

/* Sets the settings of a model that is split over machines: those of the link, and no part in system RAM. */
static void set_split(const struct from_scenario_place *p, struct request *q)
{
    q->net = p->net;
    q->split = p->over->split == split_unknown ? split_layer : p->over->split;
    q->engine = p->over->engine ? p->over->engine : q->engine;
    q->ram_gib = 0;
}

/* Leaves out what the machine states but does not have: an NVLink without a bridge that fits, a PCIe link faster than
   its slots and cards. */
static void cap_link(const struct machine *m, struct request *q)
{
    const bool joined = (rig_is_nvlink(q->link) || rig_is_nvlink(q->bridge)) && build_nvlink_usable(m);
    if (q->link && build_nvlink_exceeds(m, q->link)) {
        q->p2p = q->p2p == flag_unknown ? q->link->p2p : q->p2p;
        q->link = NULL;
    }
    q->link = rig_is_nvlink(q->link) && !joined ? NULL : q->link;
    q->bridge = rig_is_nvlink(q->bridge) && !joined ? NULL : q->bridge;
}

bool from_scenario_request(const struct scenario *s, const struct from_scenario_place *p, const struct workload *w,
                           const struct choice *choice, struct request *q, bool *fixed_cards)
{
    const struct machine *first = p->machine[0];
    struct run own;
    BUG_UNLESS(p->n > 0);
    settings_of(first, w, &own);
    *fixed_cards = own.cards.n > 0;
    *q = request_nothing();
    set_settings(&own, q);
    set_load(s, first, w, choice, q);
    bool all = true;
    for (int i = 0; i < p->n; i++)
        all &= add_machine(p->machine[i], i == 0 ? &own.cards : &p->machine[i]->cards, i, q);
    set_shares(own.tensor_split, q);
    if (p->over)
        set_split(p, q);
    else
        set_host(first, q);
    if (!p->over && first->devices.n > 0)
        cap_link(first, q);
    return all;
}
