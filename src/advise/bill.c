#include "bill.h"

#include "arena.h"
#include "bug.h"

#include <math.h>

struct builder {
    const struct catalogue *c;
    const struct money_terms *t;
    const struct owned_line_list *owned;
    double factor; /* price factor of the option */
    struct bill_line *lines;
    const struct price **from; /* of each line */
    size_t n, room;
};

/* One thing to buy, whatever its kind. */
struct item {
    const char *id, *name;
    double qty;
    enum condition condition;
    enum flag owned;
    enum vendor vendor;
    struct money_thing thing;
};

/* Returns how many of the item are owned and not used by an earlier line. */
static double owned_left(const struct builder *m, const struct item *it)
{
    double have = 0;
    for (size_t i = 0; i < m->owned->n; i++)
        have += m->owned->v[i].device == it->thing.record || m->owned->v[i].system == it->thing.record;
    for (size_t i = 0; i < m->n; i++)
        have -= m->lines[i].id == it->id ? m->lines[i].owned_qty : 0;
    return fmax(have, 0);
}

static void add(struct builder *m, struct item it)
{
    BUG_UNLESS(m->n < m->room);
    const double owned = it.owned == flag_yes ? it.qty : fmin(it.qty, owned_left(m, &it));
    BUG_UNLESS(owned >= 0 && owned <= it.qty);
    struct bill_line *l = &m->lines[m->n++];
    *l = (struct bill_line){
        .id = it.id, .name = it.name ? it.name : it.id, .qty = it.qty, .condition = it.condition, .owned_qty = owned};
    l->owned = owned >= it.qty ? flag_yes : flag_no;
    if (l->owned == flag_yes) {
        l->unit_aud = l->total_aud = range_exact(0);
        l->age_months = NAN;
        return;
    }
    const struct money_price p = money_price(&m->c->prices, it.thing, it.condition, m->t);
    m->from[m->n - 1] = p.from;
    l->unit_aud = range_scale(p.aud, m->factor * money_shock(m->t, it.thing, it.vendor));
    l->total_aud = range_scale(l->unit_aud, it.qty - owned);
    l->landed = p.landed ? flag_yes : flag_no;
    l->date = p.from ? p.from->date : NULL;
    l->age_months = p.from ? money_months_between(p.from->date, m->t->as_of) : NAN;
    l->source = p.from ? p.from->source : NULL;
}

struct bill_line *bill_make(struct arena *a, const struct catalogue *c, const struct option *o,
                            const struct owned_line_list *owned, const struct money_terms *t,
                            const struct price ***from, size_t *n)
{
    const size_t most = o->devices.n + o->systems.n + o->psus.n + o->parts.n + 2;
    struct builder m = {.c = c, .t = t, .owned = owned, .factor = o->price_factor, .room = most};
    m.lines = ARENA_ARRAY(a, most, struct bill_line);
    m.from = ARENA_ARRAY(a, most, const struct price *);
    for (size_t i = 0; i < o->devices.n; i++) {
        const struct device_line *l = &o->devices.v[i];
        const struct money_thing thing = {&kind_device, l->device};
        add(&m,
            (struct item){l->device->id, l->device->name, l->qty, l->condition, l->owned, l->device->vendor, thing});
    }
    for (size_t i = 0; i < o->systems.n; i++) {
        const struct system_line *l = &o->systems.v[i];
        const struct money_thing thing = {&kind_system, l->system};
        add(&m,
            (struct item){l->system->id, l->system->name, l->qty, l->condition, l->owned, l->system->vendor, thing});
    }
    if (o->board) {
        const struct board_line *l = o->board;
        const struct money_thing thing = {&kind_board, l->board};
        add(&m, (struct item){l->board->id, l->board->name, 1, l->condition, l->owned, vendor_other, thing});
    }
    if (o->cpu) {
        const struct cpu_line *l = o->cpu;
        const struct money_thing thing = {&kind_cpu, l->cpu};
        add(&m, (struct item){l->cpu->id, l->cpu->name, 1, l->condition, l->owned, vendor_other, thing});
    }
    for (size_t i = 0; i < o->psus.n; i++) {
        const struct psu_line *l = &o->psus.v[i];
        const struct money_thing thing = {&kind_psu, l->psu};
        add(&m, (struct item){l->psu->id, l->psu->name, l->qty, l->condition, l->owned, vendor_other, thing});
    }
    for (size_t i = 0; i < o->parts.n; i++) {
        const struct part_line *l = &o->parts.v[i];
        const struct money_thing thing = {&kind_part, l->part};
        add(&m, (struct item){l->part->id, l->part->name, l->qty, l->condition, l->owned, l->part->vendor, thing});
    }
    *from = m.from;
    *n = m.n;
    return m.lines;
}

/* Spreads of different lines are independent, so they add in squares. */
struct range bill_total(const struct bill_line *lines, size_t n)
{
    double mid = 0, low80 = 0, high80 = 0, low95 = 0, high95 = 0;
    for (size_t i = 0; i < n; i++) {
        const struct range *r = &lines[i].total_aud;
        mid += r->mid;
        low80 = hypot(low80, r->mid - r->low80);
        high80 = hypot(high80, r->high80 - r->mid);
        low95 = hypot(low95, r->mid - r->low95);
        high95 = hypot(high95, r->high95 - r->mid);
    }
    return (struct range){mid - low95, mid - low80, mid, mid + high80, mid + high95};
}

/* Sets the vendor of each need, in the order in which bill_make writes the lines. Returns the number of lines. */
static size_t vendors(const struct option *o, struct money_need *needs)
{
    size_t n = 0;
    for (size_t i = 0; i < o->devices.n; i++)
        needs[n++].vendor = o->devices.v[i].device->vendor;
    for (size_t i = 0; i < o->systems.n; i++)
        needs[n++].vendor = o->systems.v[i].system->vendor;
    n += (size_t)(o->board != NULL) + (size_t)(o->cpu != NULL) + o->psus.n;
    for (size_t i = 0; i < o->parts.n; i++)
        needs[n++].vendor = o->parts.v[i].part->vendor;
    return n;
}

double bill_pay(struct arena *a, const struct option *o, const struct bill_line *lines, size_t n, double rent_aud,
                const struct fund_list *funds, struct fund_use *out)
{
    struct money_need *needs = ARENA_ARRAY(a, n + 1, struct money_need);
    const bool known = !isnan(bill_total(lines, n).mid);
    const size_t lines_of_option = vendors(o, needs);
    BUG_UNLESS(lines_of_option == n);
    for (size_t i = 0; i < n; i++)
        needs[i].aud = lines[i].total_aud.mid;
    needs[n].aud = rent_aud;
    const double missing = money_spend(funds, needs, known ? n + 1 : 0, out);
    BUG_UNLESS(isnan(missing) || missing >= 0);
    return known ? missing : NAN;
}
