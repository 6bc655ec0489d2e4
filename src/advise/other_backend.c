#include "other_backend.h"

#include "arena.h"
#include "compatibility.h"
#include "prepare.h"
#include "speedups.h"

#include <math.h>

static const double worth_saying_frac = 0.1;

/* Returns whether all devices run the backend and its maker's own is not always the best. */
static bool is_choice(const struct engine *e, const struct rig *r, enum backend b)
{
    bool all = rig_has(e, b);
    for (int i = 0; i < r->n; i++) {
        const struct device *d = r->dev[i].device;
        const bool open = d->vendor == vendor_amd || d->vendor == vendor_intel;
        all &= rig_runs(d, b) && (open || b == rig_backend(d, e));
    }
    return all;
}

enum backend other_backend_now(const struct engine *e, const struct rig *r)
{
    const enum backend now = r->n > 0 ? r->dev[0].backend : backend_unknown;
    bool choice = false;
    for (int i = 1; i < r->n; i++)
        if (r->dev[i].backend != now)
            return backend_unknown;
    for (int b = 1; b < backend_end; b++)
        choice |= (enum backend)b != now && is_choice(e, r, (enum backend)b);
    return choice ? now : backend_unknown;
}

bool other_backend_find(struct arena *a, const struct catalogue *c, const struct request *q, const struct prepared *s,
                        const struct prediction *now, struct other_backend *out)
{
    const struct engine *e = s->predict.memory.engine;
    struct prepared *work = ARENA_NEW(a, struct prepared);
    double most = worth_saying_frac;
    bool found = false;
    if (!other_backend_now(e, &s->rig))
        return false;
    work->drafts = ARENA_NEW(a, struct prepared);
    for (int b = 1; b < backend_end; b++) {
        struct request changed = *q;
        struct speedups_case k;
        struct speedups_speeds then;
        changed.backend = (enum backend)b;
        if (changed.backend == s->rig.dev[0].backend || !is_choice(e, &s->rig, changed.backend) ||
            compatibility_check(&changed, e).rule != COMPATIBILITY_YES ||
            !speedups_prepare(c, &changed, NAN, work, &k) || !speedups_predict(&k, &then))
            continue;
        const struct other_backend one = {changed.backend,
                                          then.decode.figures.decode_tok_s.mid / now->decode_tok_s.mid - 1,
                                          then.prefill.figures.prefill_tok_s.mid / now->prefill_tok_s.mid - 1};
        if (!(one.decode_gain_frac > most || one.prefill_gain_frac > most))
            continue;
        most = fmax(one.decode_gain_frac, one.prefill_gain_frac);
        *out = one;
        found = true;
    }
    return found;
}
