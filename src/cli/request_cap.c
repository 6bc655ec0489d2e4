#include "request_cap.h"

#include "arena.h"
#include "power_use.h"

#include <math.h>
#include <string.h>

static bool asks_best(struct command_run *r)
{
    const char *text = opt_text(&r->opts, "--cap");
    return text && strcmp(text, "best") == 0;
}

static void no_limit(struct command_run *r, const struct device *d)
{
    diag_add(&r->d, DIAG_NO_EFFECT, (struct origin){0}, "--cap",
             "a cap has no effect on %s: it has no power limit that an owner sets", d->id);
}

/* Warns of a --cap that limits none of the cards, which draw less anyway. */
static void check(struct command_run *r, const struct request *q, double cap_w)
{
    const struct device *most = NULL;
    bool limits = false;
    for (int i = 0; i < q->n; i++) {
        const struct device *d = q->device[i];
        limits |= d->unified != flag_yes && !(d->tdp_w < cap_w);
        most = !most || d->tdp_w > most->tdp_w ? d : most;
    }
    if (limits || !most)
        return;
    if (most->unified == flag_yes)
        no_limit(r, most);
    else
        diag_add(&r->d, DIAG_NO_EFFECT, (struct origin){0}, "--cap",
                 "%g W has no effect, because %s draws at most %g W: expected a cap below that", cap_w, most->id,
                 most->tdp_w);
}

void request_cap_read(struct command_run *r, struct request *q)
{
    const double cap_w = opt_number(&r->opts, "--cap");
    if (isnan(cap_w))
        return;
    for (int i = 0; i < q->n; i++)
        q->cap_w[i] = cap_w;
    check(r, q, cap_w);
}

bool request_cap_best(struct command_run *r, struct request *q)
{
    if (!asks_best(r))
        return true;
    if (!q->model || !q->quant || q->n == 0) {
        command_usage(r, "--cap best is for one model in one quant on named cards (rigplan predict, rigplan explain): "
                         "give a cap in watts here");
        return false;
    }
    if (q->device[0]->unified == flag_yes) {
        no_limit(r, q->device[0]);
        return true;
    }
    const struct power_use_cap cap = power_use_best_cap(r->catalogue, q, r->machine,
                                                        ARENA_ARRAY(r->arena, 2, struct prepared));
    if (isnan(cap.cap_w)) {
        diag_add(&r->d, DIAG_NO_EFFECT, (struct origin){0}, "--cap",
                 "no cap saves energy per token here and keeps the speed: the cards run without one");
        return true;
    }
    for (int i = 0; i < q->n; i++)
        q->cap_w[i] = cap.cap_w;
    q->cap_speed_frac = cap.speed_frac;
    q->cap_energy_frac = cap.energy_frac;
    return true;
}
