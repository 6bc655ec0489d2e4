#include "balance.h"

#include "arena.h"
#include "bill.h"
#include "bug.h"

#include <math.h>

static const double tolerance = 1e-9; /* relative: rounding of a few additions */

struct checker {
    struct arena *arena;
    struct comparison *c;
    size_t room; /* allocated entries of c->balance */
};

/* Adds one sum; a sum that is unknown on both sides is left out. */
static void check(struct checker *k, const char *option, const char *what, double parts, double total)
{
    struct comparison *c = k->c;
    if (isnan(parts) && isnan(total))
        return;
    c->balance = arena_more(k->arena, c->balance, c->n_balance, &k->room, sizeof *c->balance);
    c->balance[c->n_balance++] = (struct compare_balance){what, option, parts, total};
    const double scale = fmax(1, fmax(fabs(parts), fabs(total)));
    c->balanced &= fabs(parts - total) <= tolerance * scale;
}

static void check_money(struct checker *k, const struct compare_option *o)
{
    double lines = 0, spent = 0, in = 0, out = 0;
    for (size_t i = 0; i < o->bill.n; i++)
        lines += o->bill.line[i].total.mid;
    for (size_t i = 0; i < k->c->scenario->funds.n; i++) {
        const struct fund_use *u = &o->funds[i];
        spent += u->spent;
        in += u->amount + u->received;
        out += u->spent + u->moved + u->resale_loss + u->left;
    }
    check(k, o->outcome.id, "bill lines = price", lines, o->outcome.price.mid);
    check(k, o->outcome.id, "spent + missing - sold = price + rent",
          isnan(o->outcome.missing) ? NAN : spent + o->outcome.missing - bill_proceeds(o->bill.line, o->bill.n),
          o->outcome.price.mid + o->rent);
    check(k, o->outcome.id, "funds: out = in", out, in);
}

/* Returns whether the last state of the option has the machine. */
static bool has_machine(const struct compare_option *o, const char *id)
{
    bool has = false;
    for (size_t i = 0; i < o->option->machines.n; i++)
        has |= o->option->machines.v[i].id == id;
    return has;
}

static void check_power(struct checker *k, const struct compare_option *o)
{
    double peak = 0, busy = 0, energy = 0, hours = 0, mem = 0, price = 0;
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct compare_machine *m = &o->machine[i];
        const struct power_phase *p = &m->power[COMPARE_STATES - 1]; /* peak */
        check(k, o->outcome.id, "peak: cards + CPU + rest + loss + machines = wall",
              p->devices_w + p->cpu_w + p->rest_w + p->psu_loss_w + p->systems_w, p->wall_w);
        check(k, o->outcome.id, "peak: heat = 3.412142 x wall", unit_w_to_btu_h(p->wall_w), p->heat_btu_h);
        peak += p->wall_w;
        busy += m->power[m->use.serves ? 1 : 0].wall_w;
        energy += m->use.energy_kwh_year;
        mem += m->use.mem_gib;
        price += m->use.price.mid;
    }
    for (size_t i = 0; i < o->bill.n; i++) /* parts of links, and machines that a later phase drops */
        price += has_machine(o, o->bill.line[i].machine) ? 0 : o->bill.line[i].total.mid;
    for (size_t i = 0; i < o->n_energy; i++) /* the daily charge has no kilowatt-hours */
        hours += isnan(o->energy[i].price_kwh) ? 0 : o->energy[i].energy_kwh_year;
    check(k, o->outcome.id, "machines: peak watts", peak, o->outcome.peak_wall_w);
    check(k, o->outcome.id, "machines: watts while decoding", busy, o->outcome.decode_wall_w);
    check(k, o->outcome.id, "machines: electricity", energy, o->outcome.energy_kwh_year);
    check(k, o->outcome.id, "hours of the tariff and own solar: electricity", hours, o->outcome.energy_kwh_year);
    check(k, o->outcome.id, "machines: memory for models", mem, o->outcome.mem_gib);
    check(k, o->outcome.id, "machines, links and what was dropped: price", price, o->outcome.price.mid);
}

static void check_memory(struct checker *k, const struct compare_option *o)
{
    double parts = 0, total = 0;
    for (size_t w = 0; w < k->c->scenario->workloads.n; w++) {
        BUG_UNLESS(o->cell[w].n_devices <= RESULTS_MAX_DEVICES);
        for (int i = 0; i < o->cell[w].n_devices; i++) {
            const struct device_load *d = &o->cell[w].device[i];
            parts += d->weights_gib + d->kv_gib + d->compute_gib + d->overhead_gib;
            total += d->capacity_gib - d->spare_gib;
        }
    }
    check(k, o->outcome.id, "memory: weights + cache + buffers + overhead = capacity - spare", parts, total);
}

void balance_check(struct arena *a, struct comparison *c)
{
    struct checker k = {.arena = a, .c = c};
    c->balanced = true;
    BUG_UNLESS(c->n_balance == 0);
    for (size_t i = 0; i < c->n; i++) {
        check_money(&k, &c->v[i]);
        check_power(&k, &c->v[i]);
        check_memory(&k, &c->v[i]);
    }
}
