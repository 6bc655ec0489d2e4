/* deploy_trial.c: solves what a deployment leaves open: shares of the devices, experts in system RAM.

   Idea: devices are filled in order, the fastest first, each by bisection; a tensor split of unlike cards goes by
   bandwidth as far as memory allows; the fewest experts in system RAM are found by bisection. Compute buffers are a
   reserve that the caller states, because they cost most of the time of a prediction.
   Invariant: what is solved has room on every device beside the reserve. */
#include "deploy_trial.h"

#include "bug.h"
#include "known.h"

#include <math.h>
#include <string.h>

/* Returns true if the weights of the request are more than its devices and system RAM could hold, whatever else they
   hold. */
static bool too_large(const struct deploy_scratch *s, const struct request *q, bool ram)
{
    double gib = ram ? known_or(q->ram_gib, catalogue_policy(s->c)->ram_gib) : 0;
    for (int i = 0; i < q->n; i++)
        gib += known_or(q->mem_gib[i], q->device[i]->mem_gib);
    return deploy_room_weights_gib(s->room, q) > gib;
}

/* Fills what every trial begins with. */
static void start(struct deploy_scratch *s, const struct request *q, struct prepared *p, struct deploy_trial *t)
{
    *t = (struct deploy_trial){.s = s, .policy = catalogue_policy(s->c), .q = *q, .p = p};
    if (p)
        p->predict.memory.keep_frac = s->keep_frac;
}

void deploy_trial_start(struct deploy_scratch *s, const struct deploy_choice *k, struct deploy_trial *t)
{
    const struct request q = deploy_choice_request(s, k);
    start(s, &q, deploy_room_prepared(s->room, &q), t);
    s->last = NULL; /* the caller changes the case */
}

/* Starts a bound. The case of the bound before is taken if its request was the same; what a bound changes of it is put
   back. Returns false if the model is too large. */
bool deploy_trial_start_bound(struct deploy_scratch *s, const struct deploy_choice *k, struct deploy_trial *t)
{
    const struct request q = deploy_choice_request(s, k);
    const bool ram = k->where != DEPLOY_ON_DEVICES || !isnan(q.ngl) || q.experts_on_host > 0;
    if (too_large(s, &q, ram))
        return false;
    if (!s->last || memcmp(&q, &s->last_q, sizeof q) != 0) {
        s->last = deploy_room_prepared(s->room, &q);
        s->last_q = q;
        start(s, &q, s->last, t);
        return t->p != NULL;
    }
    start(s, &q, s->last, t);
    struct placement_case *c = &t->p->predict.memory;
    c->ngl = q.ngl;
    c->experts_on_host = q.experts_on_host;
    c->tensor_split = isnan(q.tensor_split[0]) ? NULL : t->p->tensor_split;
    return true;
}

/* Prepares the trial's request again, after it was changed. */
void deploy_trial_again(struct deploy_trial *t)
{
    prepare_again(t->s->c, &t->q, t->p);
    t->p->predict.memory.keep_frac = t->s->keep_frac;
}

struct placement_case *deploy_trial_memory(const struct deploy_trial *t)
{
    return &t->p->predict.memory;
}

/* ---- shares ---- */

/* Returns true if device d has room beside the reserve. */
static bool has_room(const struct deploy_trial *t, const struct placement *pl, int d)
{
    return memory_device_spare_gib(deploy_trial_memory(t), &t->p->rig, pl, d) >= t->reserve_gib[d];
}

/* Gives every device but the last, in order, as many layers as it has room for; the last takes the rest. Returns true
   if all have room; some may have no layer. */
static bool fill(struct deploy_trial *t, double share[RIG_MAX_DEVICES])
{
    struct placement_case c = *deploy_trial_memory(t);
    const struct rig *r = &t->p->rig;
    struct placement pl;
    double left = fmin(known_or(c.ngl, INFINITY), c.llm->n_layers + 1);
    c.tensor_split = share;
    for (int i = 0; i < r->n; i++)
        share[i] = 0;
    for (int d = 0; d + 1 < r->n; d++) {
        double low = 0, high = left;
        while (high - low > 1) {
            const double middle = floor((low + high) / 2);
            share[d] = middle;
            share[r->n - 1] = left - middle;
            placement_layers(&c, r, &pl);
            if (has_room(t, &pl, d))
                low = middle;
            else
                high = middle;
        }
        share[d] = low;
        left -= low;
    }
    share[r->n - 1] = left;
    placement_layers(&c, r, &pl);
    return has_room(t, &pl, r->n - 1);
}

/* Divides a tensor split among unlike cards: in proportion to their bandwidth; a card that lacks memory for that takes
   what it holds, and the others share the rest. Returns false where memory is short on all. */
static bool pour(struct deploy_trial *t, double share[RIG_MAX_DEVICES])
{
    const struct rig *r = &t->p->rig;
    struct placement_case c = *deploy_trial_memory(t);
    struct placement pl;
    double most[RIG_MAX_DEVICES], left = 1, pace = 0;
    bool full[RIG_MAX_DEVICES] = {false};
    c.tensor_split = NULL;
    placement_layers(&c, r, &pl);
    for (int d = 0; d < r->n; d++) {
        const double held = unit_b_to_gib(pl.dev[d].weights_b + pl.dev[d].kv_b) * r->n; /* of the whole model */
        most[d] = (memory_device_spare_gib(&c, r, &pl, d) + held / r->n - t->reserve_gib[d]) / held;
        pace += r->dev[d].device->mem_bw_gb_s;
    }
    for (int round = 0; round < r->n; round++) {
        bool changed = false;
        for (int d = 0; d < r->n; d++) {
            if (full[d] || left * r->dev[d].device->mem_bw_gb_s / pace <= most[d])
                continue;
            full[d] = changed = true;
            share[d] = most[d];
            left -= most[d];
            pace -= r->dev[d].device->mem_bw_gb_s;
            if (!(most[d] > 0) || !(left > 0))
                return false;
        }
        if (!changed)
            break;
    }
    if (left > 0 && !(pace > 0))
        return false;
    for (int d = 0; d < r->n; d++)
        if (!full[d])
            share[d] = left * r->dev[d].device->mem_bw_gb_s / pace;
    return true;
}

bool deploy_trial_shares(struct deploy_trial *t, double share[RIG_MAX_DEVICES])
{
    return t->q.split == split_tensor ? pour(t, share) : fill(t, share);
}

bool deploy_trial_all_work(const struct deploy_trial *t, const double share[RIG_MAX_DEVICES])
{
    bool all = true;
    for (int i = 0; i < t->p->rig.n; i++)
        all &= t->q.split == split_tensor ? share[i] > 0 : share[i] >= 1;
    return all;
}

/* ---- experts in system RAM ---- */

/* Returns true if the rest has room with the experts of the first n layers in system RAM, counting the reserve. */
bool deploy_trial_room_with(struct deploy_trial *t, enum deploy_ratio ratio, double n, double share[RIG_MAX_DEVICES])
{
    struct placement_case *c = deploy_trial_memory(t);
    struct placement pl;
    c->experts_on_host = n;
    if (ratio == DEPLOY_RATIO_SOLVED)
        return fill(t, share);
    return memory_has_room(c, &t->p->rig, t->policy, &pl);
}

/* Returns the fewest layers with experts in system RAM with which the rest has room; NaN: all are not enough. */
double deploy_trial_fewest_experts(struct deploy_trial *t, enum deploy_ratio ratio, double share[RIG_MAX_DEVICES])
{
    double low = 0, high = deploy_trial_memory(t)->llm->n_layers;
    if (deploy_trial_room_with(t, ratio, 0, share))
        return 0;
    if (!deploy_trial_room_with(t, ratio, high, share))
        return NAN;
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        if (deploy_trial_room_with(t, ratio, middle, share))
            high = middle;
        else
            low = middle;
    }
    deploy_trial_room_with(t, ratio, high, share);
    return high;
}
