#include "settle.h"

#include "arena.h"
#include "bill.h"
#include "costs.h"
#include "phases.h"
#include "purse.h"
#include "rented.h"
#include "unit.h"

#include <string.h>

static void run_money(struct arena *a, const struct comparison *c, struct compare_option *o)
{
    const struct fund_list *funds = o->purse;
    struct outcome *r = &o->outcome;
    rented_run(c, o);
    o->rent = r->rent_year * o->years;
    bill_make(a, c->catalogue, o->option, c->scenario, c->terms, o->held_years, &o->bill);
    r->electrician = bill_work(&o->bill);
    r->resale = bill_resale(&o->bill);
    r->life_years = c->life_years;
    o->rent_months = r->rent_year > 0 ? unit_years_to_months(o->years) : 0;
    o->funds = ARENA_ARRAY(a, funds->n, struct fund_use);
    for (size_t i = 0; i < o->option->machines.n; i++)
        o->machine[i].use.price = bill_total(o->bill.line, o->bill.n, o->machine[i].machine->id);
    bill_settle(c->terms, o->bill.line, o->bill.n, o->rent, funds, o->funds, r);
    for (size_t i = 0; i < funds->n; i++)
        o->resale_loss += o->funds[i].resale_loss;
}

static void settle_state(struct arena *a, const struct comparison *c, struct compare_option *o)
{
    run_money(a, c, o);
    costs_run(a, c, o);
}

/* One that waits is joined too: with the months in which it is not there. */
void settle_option(struct arena *a, const struct comparison *c, struct compare_option *o)
{
    const struct fund_list *all = &c->scenario->funds;
    struct compare_option only = *o, *v = o->n_phases > 0 ? o->phase : &only;
    const size_t n = o->n_phases > 0 ? o->n_phases : 1;
    for (size_t k = 0; k < n; k++) {
        const double month = v[k].option->wait_months, to = month + unit_years_to_months(v[k].years);
        v[k].purse = k > 0 ? purse_later(a, c->terms, all, v[k - 1].funds, v[k - 1].option->wait_months, month, to)
                           : purse_at(a, all, month, to);
        settle_state(a, c, &v[k]);
    }
    *o = v[n - 1];
    if (n > 1 || v[0].option->wait_months > 0)
        phases_join(a, c, v, n, o);
}

/* Returns a copy whose machines, which settling changes, are its own. */
static struct compare_option copy_one(struct arena *a, const struct compare_option *o)
{
    struct compare_option out = *o;
    const size_t n = o->option->machines.n;
    out.machine = ARENA_ARRAY(a, n + 1, struct compare_machine);
    if (n > 0)
        memcpy(out.machine, o->machine, n * sizeof *o->machine);
    return out;
}

struct compare_option *settle_copy(struct arena *a, const struct compare_option *v, size_t n)
{
    struct compare_option *out = ARENA_ARRAY(a, n + 1, struct compare_option);
    for (size_t i = 0; i < n; i++) {
        out[i] = copy_one(a, &v[i]);
        if (v[i].n_phases == 0)
            continue;
        out[i].phase = ARENA_ARRAY(a, v[i].n_phases, struct compare_option);
        for (size_t k = 0; k < v[i].n_phases; k++) {
            out[i].phase[k] = copy_one(a, &v[i].phase[k]);
            out[i].phase[k].phase = out[i].phase;
        }
    }
    return out;
}
