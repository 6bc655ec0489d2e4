#include "warnings.h"

#include "rig.h"

#include <math.h>

static const struct origin command_line = {0};

void warnings_long_context(struct command_run *r, const struct prepared *s)
{
    const struct placement_case *c = &s->predict.memory;
    const double each = c->ctx / c->n_seq, most = c->llm->model->max_ctx_tokens;
    if (each > most)
        diag_add(&r->d, DIAG_LONG_CONTEXT, command_line, "--ctx",
                 "%.0f tokens for each sequence; %s was trained for %.0f: more needs rope scaling such as YaRN, "
                 "and may lower the quality of answers",
                 each, c->llm->model->id, most);
}

static void low_cap(struct command_run *r, const struct prepared *s)
{
    const double least_frac = catalogue_policy(r->catalogue)->low_cap_frac;
    for (int i = 0; i < s->rig.n; i++) {
        const struct rig_device *d = &s->rig.dev[i];
        const double floor_w = rig_base_w(d, catalogue_policy(r->catalogue));
        if (d->device->unified == flag_yes || !(d->cap_w < floor_w + least_frac * d->device->tdp_w))
            continue;
        diag_add(&r->d, DIAG_LOW_CAP, command_line, "--cap",
                 "%g W is close to or below the base power of a busy %s, about %.0f W: hardly any such cap was "
                 "measured, the predicted speed is a guess",
                 d->cap_w, d->device->id, 10 * round(floor_w / 10));
        return;
    }
}

static void slow_attention(struct command_run *r, const struct prepared *s)
{
    const struct engine *e = s->predict.memory.engine;
    for (int i = 0; i < s->rig.n; i++) {
        const struct engine_path *p = s->rig.dev[i].path.slow_decode;
        if (!p)
            continue;
        diag_add(&r->d, DIAG_SLOW_ATTENTION, command_line, "--engine",
                 "%s has no attention kernel made for the heads of %s on %s: decode slows down with the context more "
                 "than elsewhere (%s)",
                 e->id, s->llm.model->id, s->rig.dev[i].device->id, p->source);
        return;
    }
}

void warnings_speed(struct command_run *r, const struct prepared *s)
{
    low_cap(r, s);
    slow_attention(r, s);
}
