#include "warnings.h"

#include "arena.h"
#include "compatibility.h"
#include "consistency_say.h"
#include "engine_quant.h"
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

/* Warns of a cap of the card that leaves it little or nothing above its base power. Returns true if it does. */
static bool low_cap(struct command_run *r, const struct rig_device *d, struct origin at, const char *path)
{
    const struct policy *p = catalogue_policy(r->catalogue);
    const double floor_w = rig_base_w(d, p);
    if (d->cap_w < d->device->least_cap_w) {
        consistency_say(&r->d, DIAG_LOW_CAP, at, path,
                        "%g W is below the %g W that the driver of %s accepts as a limit", d->cap_w,
                        d->device->least_cap_w, d->device->id);
        return true;
    }
    if (d->device->unified == flag_yes || !(d->cap_w < floor_w + p->low_cap_frac * d->device->tdp_w))
        return false;
    consistency_say(&r->d, DIAG_LOW_CAP, at, path,
                    "%g W is near or below the base power of a busy %s, about %.0f W, which it draws at any clock: "
                    "hardly any card was measured there, so the predicted speed is a guess",
                    d->cap_w, d->device->id, 10 * round(floor_w / 10));
    return true;
}

static void low_caps(struct command_run *r, const struct prepared *s)
{
    bool said = false;
    for (int i = 0; i < s->rig.n && !said; i++)
        said = low_cap(r, &s->rig.dev[i], command_line, "--cap");
}

/* Warns of a low cap of one line of a machine, for the model and an engine that would run there. */
static void low_cap_of_line(struct command_run *r, const struct machine *m, const struct device_line *l,
                            const struct model *model)
{
    struct prepared *s = ARENA_NEW(r->arena, struct prepared);
    struct request q = request_nothing();
    q.n = 1;
    q.device[0] = l->device;
    q.cap_w[0] = l->cap_w;
    q.model = model;
    q.engine = m->engine;
    const struct engine *e = prepare_engine(r->catalogue, &q);
    for (size_t i = 0; i < r->catalogue->quants.n && !q.quant; i++)
        q.quant = engine_quant_loads(e, &r->catalogue->quants.v[i]) ? &r->catalogue->quants.v[i] : NULL;
    if (model && q.quant && prepare_case(r->catalogue, &q, s))
        low_cap(r, &s->rig.dev[0], l->at[F_device_line_cap_w], m->id);
}

void warnings_caps(struct command_run *r, const struct scenario *s)
{
    for (size_t i = 0; i < s->options.n && s->workloads.n > 0; i++)
        for (size_t j = 0; j < s->options.v[i].machines.n; j++) {
            const struct machine *m = &s->options.v[i].machines.v[j];
            for (size_t k = 0; k < m->devices.n; k++)
                if (!isnan(m->devices.v[k].cap_w))
                    low_cap_of_line(r, m, &m->devices.v[k], s->workloads.v[0].model);
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

void warnings_not_advised(struct command_run *r, const struct request *q)
{
    const struct engine *e = prepare_engine(r->catalogue, q);
    const struct engine_lack *l = compatibility_unadvised(q, e, false, false);
    if (!l)
        return;
    const bool whole = !l->quant && !l->scheme;
    diag_add(&r->d, DIAG_NOT_ADVISED, command_line, whole ? "--engine" : "--quant",
             "%s%s%s has trouble on %s, and would not be chosen%s%s", e->id, whole ? "" : " with ",
             whole ? "" : q->quant->id, l->device ? l->device->id : enums_words(&enums_family, (int)l->family),
             l->why ? ": " : "", l->why ? l->why : "");
}

void warnings_speed(struct command_run *r, const struct prepared *s)
{
    low_caps(r, s);
    slow_attention(r, s);
}
