#include "bill.h"

#include "arena.h"
#include "bug.h"
#include "schema.h"
#include "str.h"

#include <math.h>

struct builder {
    struct arena *arena;
    const struct catalogue *c;
    const struct money_terms *t;
    const struct owned_line_list *owned;
    double factor; /* price factor of the option */
    const char *machine;
    struct bill *out;
    size_t room;
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

static bool is_record(const struct owned_line *o, const void *record)
{
    return o->device == record || o->system == record || o->board == record || o->cpu == record || o->psu == record ||
           o->part == record;
}

/* Returns how many of the item are owned and not used by an earlier line. */
static double owned_left(const struct builder *b, const struct item *it)
{
    double have = 0;
    for (size_t i = 0; i < b->owned->n; i++)
        have += is_record(&b->owned->v[i], it->thing.record) ? b->owned->v[i].qty : 0;
    for (size_t i = 0; i < b->out->n; i++)
        have -= b->out->line[i].id == it->id ? b->out->line[i].owned_qty : 0;
    return fmax(have, 0);
}

static struct bill_line *next_line(struct builder *b)
{
    BUG_UNLESS(b->out->n < b->room);
    return &b->out->line[b->out->n++];
}

static void set_price(struct builder *b, struct bill_line *l, const struct item *it)
{
    const struct money_price p = money_price(&b->c->prices, it->thing, it->condition, b->t);
    b->out->from[l - b->out->line] = p.from;
    l->unit_aud = range_scale(p.aud, b->factor * money_shock(b->t, it->thing, it->vendor));
    l->landed = p.landed ? flag_yes : flag_no;
    l->date = p.from ? p.from->date : NULL;
    l->age_months = p.from ? money_months_between(p.from->date, b->t->as_of) : NAN;
    l->source = p.from ? p.from->source : NULL;
}

static void add(struct builder *b, struct item it)
{
    const double owned = it.owned == flag_yes ? it.qty : fmin(it.qty, owned_left(b, &it));
    struct bill_line *l = next_line(b);
    BUG_UNLESS(owned >= 0 && owned <= it.qty);
    *l = (struct bill_line){.machine = b->machine,
                            .id = it.id,
                            .name = it.name ? it.name : it.id,
                            .qty = it.qty,
                            .vendor = it.vendor,
                            .condition = it.condition,
                            .owned_qty = owned};
    l->owned = owned >= it.qty ? flag_yes : flag_no;
    if (l->owned == flag_yes) {
        l->unit_aud = l->total_aud = range_exact(0);
        l->age_months = NAN;
        return;
    }
    set_price(b, l, &it);
    l->total_aud = range_scale(l->unit_aud, it.qty - owned);
}

static void add_part(struct builder *b, const struct part_line *l)
{
    if (!l->within)
        add(b, (struct item){
                   l->part->id, l->part->name, l->qty, l->condition, l->owned, l->part->vendor, {&kind_part, l->part}});
}

static void add_board(struct builder *b, const struct board_line *l)
{
    if (l && !l->within)
        add(b, (struct item){
                   l->board->id, l->board->name, 1, l->condition, l->owned, vendor_other, {&kind_board, l->board}});
}

static void add_cpu(struct builder *b, const struct cpu_line *l)
{
    if (l && !l->within)
        add(b, (struct item){l->cpu->id, l->cpu->name, 1, l->condition, l->owned, vendor_other, {&kind_cpu, l->cpu}});
}

static void add_psu(struct builder *b, const struct psu_line *l)
{
    if (!l->within)
        add(b,
            (struct item){l->psu->id, l->psu->name, l->qty, l->condition, l->owned, vendor_other, {&kind_psu, l->psu}});
}

/* Adds what is sold, at the price stated or that of a used one, as a negative line. */
static void add_sold(struct builder *b, const struct sold_line *s)
{
    const struct kind *k = NULL;
    const void *record = catalogue_find_any(b->c, s->component, &k);
    const struct field *named = k ? &k->fields[schema_find(k, "name")] : NULL;
    const char *name = named && record ? *(const char *const *)schema_member(record, named) : NULL;
    struct bill_line *l = next_line(b);
    b->out->sold[l - b->out->line] = true;
    *l = (struct bill_line){.machine = b->machine,
                            .id = s->component,
                            .name = str_format(b->arena, "%s, sold", name ? name : s->component),
                            .qty = s->qty,
                            .vendor = vendor_other,
                            .condition = condition_used,
                            .owned = flag_no,
                            .age_months = NAN};
    struct item it = {.condition = condition_used, .vendor = vendor_other, .thing = {k, record}};
    if (isnan(s->amount_aud) && record)
        set_price(b, l, &it);
    else
        l->unit_aud = isnan(s->amount_aud) ? range_unknown() : range_exact(s->amount_aud);
    l->total_aud = (struct range){-l->unit_aud.high95 * s->qty, -l->unit_aud.high80 * s->qty, -l->unit_aud.mid * s->qty,
                                  -l->unit_aud.low80 * s->qty, -l->unit_aud.low95 * s->qty};
}

static void add_machine(struct builder *b, const struct machine *m)
{
    b->machine = m->id;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        add(b, (struct item){l->device->id,
                             l->device->name,
                             l->qty,
                             l->condition,
                             l->owned,
                             l->device->vendor,
                             {&kind_device, l->device}});
    }
    if (m->system) {
        const struct system *s = m->system->system;
        add(b, (struct item){s->id, s->name, 1, m->system->condition, m->system->owned, s->vendor, {&kind_system, s}});
    }
    add_board(b, m->board);
    add_cpu(b, m->cpu);
    for (size_t i = 0; i < m->psus.n; i++)
        add_psu(b, &m->psus.v[i]);
    for (size_t i = 0; i < m->parts.n; i++)
        add_part(b, &m->parts.v[i]);
    for (size_t i = 0; i < m->sell.n; i++)
        add_sold(b, &m->sell.v[i]);
}

static size_t most_lines(const struct option *o)
{
    size_t n = 0;
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct machine *m = &o->machines.v[i];
        n += m->devices.n + m->psus.n + m->parts.n + m->sell.n + 3;
    }
    for (size_t i = 0; i < o->links.n; i++)
        n += o->links.v[i].parts.n;
    return n;
}

void bill_make(struct arena *a, const struct catalogue *c, const struct option *o, const struct owned_line_list *owned,
               const struct money_terms *t, struct bill *out)
{
    struct builder b = {
        .arena = a, .c = c, .t = t, .owned = owned, .factor = o->price_factor, .out = out, .room = most_lines(o)};
    out->n = 0;
    out->line = ARENA_ARRAY(a, b.room + 1, struct bill_line);
    out->sold = ARENA_ARRAY(a, b.room + 1, bool);
    out->from = ARENA_ARRAY(a, b.room + 1, const struct price *);
    for (size_t i = 0; i < o->machines.n; i++)
        add_machine(&b, &o->machines.v[i]);
    for (size_t i = 0; i < o->links.n; i++) {
        b.machine = o->links.v[i].id;
        for (size_t j = 0; j < o->links.v[i].parts.n; j++)
            add_part(&b, &o->links.v[i].parts.v[j]);
    }
}

/* Spreads of different lines are independent, so they add in squares. */
struct range bill_total(const struct bill_line *lines, size_t n, const char *machine)
{
    double mid = 0, low80 = 0, high80 = 0, low95 = 0, high95 = 0;
    for (size_t i = 0; i < n; i++) {
        const struct range *r = &lines[i].total_aud;
        if (machine && lines[i].machine != machine)
            continue;
        mid += r->mid;
        low80 = hypot(low80, r->mid - r->low80);
        high80 = hypot(high80, r->high80 - r->mid);
        low95 = hypot(low95, r->mid - r->low95);
        high95 = hypot(high95, r->high95 - r->mid);
    }
    return (struct range){mid - low95, mid - low80, mid, mid + high80, mid + high95};
}

double bill_proceeds_aud(const struct bill_line *lines, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(lines[i].total_aud.mid) ? NAN : fmax(0, -lines[i].total_aud.mid);
    return sum;
}

double bill_pay(const struct bill_line *lines, size_t n, double rent_aud, const struct fund_list *funds,
                struct fund_use *out)
{
    struct money_need needs[vendor_end + 1]; /* one per maker, then the rent */
    const bool known = !isnan(bill_total(lines, n, NULL).mid + rent_aud);
    for (int v = 0; v <= vendor_end; v++)
        needs[v] = (struct money_need){.vendor = (enum vendor)v, .aud = 0};
    needs[vendor_end].vendor = vendor_unknown;
    needs[vendor_end].aud = rent_aud;
    for (size_t i = 0; known && i < n; i++)
        needs[lines[i].vendor].aud += fmax(0, lines[i].total_aud.mid);
    const double proceeds = known ? bill_proceeds_aud(lines, n) : 0;
    const double missing = money_spend(funds, needs, known ? (size_t)vendor_end + 1 : 0, proceeds, out);
    BUG_UNLESS(missing >= 0);
    for (size_t i = 0; !known && i < funds->n; i++)
        out[i].received_aud = out[i].spent_aud = out[i].moved_aud = out[i].resale_loss_aud = out[i].left_aud = NAN;
    return known ? missing : NAN;
}

static double left_aud(const struct fund_list *funds, const struct fund_use *use)
{
    double sum = 0;
    for (size_t i = 0; i < funds->n; i++)
        sum += funds->v[i].vendor == vendor_unknown ? use[i].left_aud : 0;
    return sum;
}

void bill_settle(const struct bill_line *lines, size_t n, double rent_aud, const struct fund_list *funds,
                 struct fund_use *out, struct outcome *r)
{
    r->price_aud = bill_total(lines, n, NULL);
    r->missing_aud = bill_pay(lines, n, rent_aud, funds, out);
    r->left_aud = isnan(r->missing_aud) ? NAN : left_aud(funds, out);
    r->affordable = isnan(r->missing_aud) ? flag_unknown : r->missing_aud > 0 ? flag_no : flag_yes;
}
