#include "check_psu.h"

#include "check_class.h"
#include "power.h"
#include "stat.h"

#include <math.h>
#include <string.h>

enum { MOST_SUPPLIES = 1000 }; /* of one tier */

#define RECORD psu_row
#define TABLE "psu_row.def"
#include "fields.inc"
#define RESULT psu_prediction
#define TABLE "psu_row.def"
#include "result_rows.inc"

/* Returns the median efficiency of the records of that tier, but for the supply itself; NaN: there is none. */
static double by_tier(const struct catalogue *c, const struct psu_row *r)
{
    double work[MOST_SUPPLIES];
    size_t n = 0;
    for (size_t i = 0; i < c->psus.n && n < MOST_SUPPLIES; i++) {
        const struct psu *p = &c->psus.v[i];
        if (p->tier == (enum tier)enums_find(&enums_tier, r->tier) && !(r->psu && strcmp(p->id, r->psu) == 0))
            work[n++] = power_supply_eff(p, r->load_frac, r->mains_v, catalogue_policy(c));
    }
    return n > 0 ? stat_quantile(work, n, 0.5) : NAN;
}

static void column(const char *name, const struct psu_row_list *list, const struct check_psu_row *rows, bool own,
                   double from_frac, double to_frac, double *work, struct check_summary *out)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const double eff = own ? rows[i].out.by_record_frac : rows[i].out.by_tier_frac;
        const double load = list->v[i].load_frac;
        if (!isnan(eff) && load >= from_frac && load < to_frac)
            work[n++] = eff - list->v[i].eff_frac;
    }
    check_class_column(name, work, n, work + n, out);
}

static void run(const struct check_case *k)
{
    static const double light = 0.1, any = INFINITY; /* curves of the tiers start at a tenth of the rating */
    const struct psu_row_list list = {k->m->rows.n, k->m->rows.v};
    struct check_psu_row *rows = k->rows;
    for (size_t i = 0; i < list.n; i++) {
        const struct psu *own = list.v[i].psu ? catalogue_find(k->c, &kind_psu, list.v[i].psu) : NULL;
        rows[i].out.by_tier_frac = by_tier(k->c, &list.v[i]);
        rows[i].out.by_record_frac = own ? power_supply_eff(own, list.v[i].load_frac, list.v[i].mains_v,
                                                            catalogue_policy(k->c))
                                         : NAN;
        rows[i].row.error_frac = rows[i].out.by_tier_frac - list.v[i].eff_frac;
        rows[i].row.class = -1;
        rows[i].row.status = CHECK_PREDICTED;
    }
    column("all: efficiency by other supplies of the tier", &list, rows, false, 0, any, k->work, k->sum);
    column("all: efficiency by the tier, below a tenth of the rating", &list, rows, false, 0, light, k->work, k->sum);
    column("all: efficiency by the supply's own record", &list, rows, true, 0, any, k->work, k->sum);
}

const struct check_kind check_psu = {
    .file = {"psu", &kind_psu_row, {"eff_frac", "tier"}},
    .keys = {"id"},
    .says_status = false,
    .figures = &figures_psu_prediction,
    .size = sizeof(struct check_psu_row),
    .figures_at = offsetof(struct check_psu_row, out),
    .run = run,
};
