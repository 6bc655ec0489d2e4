#include "from_scenario.h"

#include "bug.h"
#include "known.h"

#include <math.h>

const struct lane_plan *from_scenario_lane_plan(const struct option *o, int n)
{
    const struct lane_plan_list *plans = o->board ? &o->board->board->lane_plans : NULL;
    for (size_t i = 0; plans && i < plans->n; i++)
        if (plans->v[i].gpus == n)
            return &plans->v[i];
    return NULL;
}

double from_scenario_lanes(const struct option *o, int n)
{
    const struct lane_plan *plan = from_scenario_lane_plan(o, n);
    double least = plan ? INFINITY : NAN;
    for (size_t j = 0; plan && j < plan->slots.n; j++)
        least = fmin(least, plan->slots.v[j].lanes);
    return least;
}

/* Returns the parts of the request that do not depend on what runs it. */
static struct request common_request(const struct option *o, const struct workload *w, const struct site *site)
{
    struct request q = request_nothing();
    q.model = w->model;
    q.quant = w->quant;
    q.engine = o->engine;
    q.ctx = w->ctx_tokens * w->users;
    q.depth = w->prompt_tokens;
    q.prompt = w->prompt_tokens;
    q.gen = w->gen_tokens;
    q.batch = w->users;
    q.desktop = site->headless == flag_no ? site->desktop : desktop_none;
    q.split = o->split;
    q.link = o->link;
    q.bridge = o->bridge;
    return q;
}

static void set_ram(const struct option *o, struct request *q)
{
    double gib = 0, gb_s = NAN;
    for (size_t i = 0; i < o->parts.n; i++)
        if (o->parts.v[i].part->category == category_ram) {
            gib += o->parts.v[i].qty * o->parts.v[i].part->mem_gib;
            gb_s = o->parts.v[i].part->mem_bw_gb_s;
        }
    q->ram_gib = gib > 0 ? gib : NAN;
    q->ram_gb_s = o->cpu && !isnan(o->cpu->cpu->mem_bw_gb_s) ? o->cpu->cpu->mem_bw_gb_s : gb_s;
}

static bool cards(const struct option *o, struct request *q, const char **where)
{
    set_ram(o, q);
    for (size_t i = 0; i < o->devices.n; i++)
        for (int j = 0; j < (int)o->devices.v[i].qty; j++) {
            BUG_UNLESS(q->n < RIG_MAX_DEVICES); /* consistency_scenario refuses more cards */
            q->cap_w[q->n] = o->devices.v[i].cap_w;
            q->device[q->n++] = o->devices.v[i].device;
        }
    q->lanes = from_scenario_lanes(o, q->n);
    *where = "cards";
    return q->n > 0;
}

static bool machine(const struct system_line *line, struct request *q, const char **where)
{
    const struct system *m = line->system;
    q->n = 1;
    q->device[0] = m->chip;
    q->mem_gib[0] = m->mem_gib;
    q->limit_gib[0] = known_or(line->gpu_limit_gib, m->gpu_limit_gib);
    *where = m->id;
    return m->chip && !isnan(m->mem_gib);
}

static bool rented(const struct option *o, struct request *q, const char **where)
{
    if (!o->cloud)
        return false;
    for (int j = 0; j < (int)o->cloud->qty; j++) {
        BUG_UNLESS(q->n < RIG_MAX_DEVICES);
        q->device[q->n++] = o->cloud->offer->device;
    }
    *where = o->cloud->offer->id;
    return true;
}

size_t from_scenario_nodes(const struct option *o)
{
    return o->systems.n + 2;
}

bool from_scenario_request(const struct scenario *s, const struct option *o, const struct workload *w, size_t i,
                           struct request *q, const char **where)
{
    BUG_UNLESS(i < from_scenario_nodes(o));
    *q = common_request(o, w, s->site);
    if (i == 0)
        return cards(o, q, where);
    return i <= o->systems.n ? machine(&o->systems.v[i - 1], q, where) : rented(o, q, where);
}
