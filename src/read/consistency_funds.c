#include "consistency_funds.h"

#include "diag.h"
#include "fund_limits.h"
#include "near.h"

#include <math.h>
#include <string.h>

/* Looks for a shop among the lines of options. */
struct shops {
    const char *wanted;
    bool found;
    struct near best;
};

static void consider(struct shops *s, const char *shop)
{
    if (!shop)
        return;
    s->found |= strcmp(s->wanted, shop) == 0;
    near_consider(&s->best, s->wanted, shop);
}

static void consider_parts(struct shops *s, const struct part_line_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        consider(s, list->v[i].shop);
}

static void consider_machine(struct shops *s, const struct machine *m)
{
    for (size_t i = 0; i < m->devices.n; i++)
        consider(s, m->devices.v[i].shop);
    for (size_t i = 0; i < m->psus.n; i++)
        consider(s, m->psus.v[i].shop);
    consider(s, m->system ? m->system->shop : NULL);
    consider(s, m->board ? m->board->shop : NULL);
    consider(s, m->cpu ? m->cpu->shop : NULL);
    consider_parts(s, &m->parts);
}

static struct shops shops_like(const struct scenario *sc, const char *wanted)
{
    struct shops s = {.wanted = wanted};
    for (size_t i = 0; i < sc->options.n; i++) {
        const struct option *o = &sc->options.v[i];
        for (size_t j = 0; j < o->machines.n; j++)
            consider_machine(&s, &o->machines.v[j]);
        for (size_t k = 0; k < o->phases.n; k++)
            for (size_t j = 0; j < o->phases.v[k].machines.n; j++)
                consider_machine(&s, &o->phases.v[k].machines.v[j]);
        for (size_t j = 0; j < o->links.n; j++)
            consider_parts(&s, &o->links.v[j].parts);
    }
    return s;
}

static void check_shop(struct diags *d, const struct scenario *sc, const struct fund *f)
{
    const struct shops s = shops_like(sc, f->shop);
    if (s.found || (!s.best.name && !isnan(f->resale_frac)))
        return;
    if (s.best.name)
        diag_add(d, DIAG_SENSE, f->at[F_fund_shop], f->id, "no line says 'shop: %s'; did you mean '%s'?", f->shop,
                 s.best.name);
    else
        diag_add(d, DIAG_SENSE, f->at[F_fund_shop], f->id,
                 "no line says 'shop: %s', so the fund buys nothing, and without resale_frac it is not sold", f->shop);
}

static void check_kinds(struct diags *d, const struct fund *f)
{
    for (size_t i = 0; i < f->kinds.n; i++)
        if (!fund_limits_kind(f->kinds.v[i]))
            diag_add(d, DIAG_SENSE, f->at[F_fund_kinds], f->id,
                     "expected kinds of device, system, board, cpu, psu, rent or a category of parts, got '%s'",
                     f->kinds.v[i]);
}

void consistency_funds(struct diags *d, const struct scenario *s)
{
    for (size_t i = 0; i < s->funds.n; i++) {
        const struct fund *f = &s->funds.v[i];
        if (f->per == fundper_month && (fund_limits_restricted(f) || !isnan(f->resale_frac)))
            diag_add(d, DIAG_SENSE, f->at[F_fund_per], f->id,
                     "a monthly fund pays rent and tokens: it has no vendor, shop or kinds and is not sold");
        check_kinds(d, f);
        if (f->shop)
            check_shop(d, s, f);
    }
}
