#include "bill.h"

#include "arena.h"
#include "bug.h"
#include "fund_limits.h"
#include "machine.h"
#include "resale.h"
#include "schema.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct builder {
    struct arena *arena;
    const struct catalogue *c;
    const struct money_terms *t;
    const struct owned_line_list *owned;
    double factor; /* price factor of the option */
    double months; /* until it is bought */
    double years;  /* until it is sold again */
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
    struct range price; /* stated by the line; unknown: not stated */
    enum currency currency;
    const char *shop; /* NULL: not stated */
    bool imported;
};

/* What a line of a machine says of a record: lines of every kind have the same fields. */
#define ITEM(line, what, kind_of, count, maker)                                                                        \
    ((struct item){.id = (what)->id,                                                                                   \
                   .name = (what)->name,                                                                               \
                   .qty = (count),                                                                                     \
                   .condition = (line)->condition,                                                                     \
                   .owned = (line)->owned,                                                                             \
                   .vendor = (maker),                                                                                  \
                   .thing = {&(kind_of), (what)},                                                                      \
                   .price = (line)->price,                                                                             \
                   .currency = (line)->currency,                                                                       \
                   .shop = (line)->shop,                                                                               \
                   .imported = (line)->imported == flag_yes})

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
    struct money_price p = money_price(b->t, it->thing, it->condition, b->months, it->imported);
    if (!isnan(it->price.mid) && !money_is_asked(b->t, it->thing, it->condition))
        p = (struct money_price){.amount = money_stated(b->t, it->price, it->currency),
                                 .basis = pricebasis_stated,
                                 .n = NAN,
                                 .age_months = NAN};
    b->out->from[l - b->out->line] = p.from;
    l->unit_price = range_scale(p.amount, b->factor * money_shock(b->t, it->thing, it->vendor));
    l->basis = p.basis;
    l->landed = p.landed ? flag_yes : flag_no;
    l->observations = p.n;
    l->date = p.from ? p.from->date : p.basis == pricebasis_estimated ? b->t->as_of : NULL;
    l->age_months = p.age_months;
    l->source = p.from ? p.from->source : NULL;
}

/* Returns the kind of a thing as funds name it: of a part its category. */
static const char *kind_words(const struct money_thing *t)
{
    return t->kind == &kind_part ? enums_text(&enums_category, (int)((const struct part *)t->record)->category)
                                 : t->kind->name;
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
                            .shop = it.shop,
                            .kind = kind_words(&it.thing),
                            .condition = it.condition,
                            .owned_qty = owned};
    l->owned = owned >= it.qty ? flag_yes : flag_no;
    if (l->owned == flag_yes) {
        l->unit_price = l->total = l->resale = range_exact(0);
        l->age_months = NAN;
        return;
    }
    set_price(b, l, &it);
    l->total = range_scale(l->unit_price, it.qty - owned);
    b->out->class_[l - b->out->line] = resale_class(b->t, it.thing);
    l->resale = resale_value(b->t, it.thing, it.condition, l->total, b->years);
}

static void add_part(struct builder *b, const struct part_line *l)
{
    if (l->within)
        return;
    b->out->work[b->out->n] = l->part->category == category_work;
    add(b, ITEM(l, l->part, kind_part, l->qty, l->part->vendor));
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
                            .resale = range_exact(0),
                            .age_months = NAN};
    struct item it = {
        .condition = condition_used, .vendor = vendor_other, .thing = {k, record}, .price = range_unknown()};
    if (isnan(s->amount) && record)
        set_price(b, l, &it);
    else
        l->unit_price = isnan(s->amount) ? range_unknown() : money_convert(b->t, range_exact(s->amount), s->currency);
    l->total = (struct range){-l->unit_price.high95 * s->qty, -l->unit_price.high80 * s->qty,
                              -l->unit_price.mid * s->qty, -l->unit_price.low80 * s->qty,
                              -l->unit_price.low95 * s->qty};
}

static void add_machine(struct builder *b, const struct machine *m)
{
    b->machine = m->id;
    for (size_t i = 0; i < m->devices.n; i++) {
        const struct device_line *l = &m->devices.v[i];
        add(b, ITEM(l, l->device, kind_device, l->qty, l->device->vendor));
    }
    if (m->system)
        add(b, ITEM(m->system, m->system->system, kind_system, 1, m->system->system->vendor));
    if (m->board && !m->board->within)
        add(b, ITEM(m->board, m->board->board, kind_board, 1, vendor_other));
    if (m->cpu && !m->cpu->within)
        add(b, ITEM(m->cpu, m->cpu->cpu, kind_cpu, 1, vendor_other));
    for (size_t i = 0; i < m->psus.n; i++)
        if (!m->psus.v[i].within)
            add(b, ITEM(&m->psus.v[i], m->psus.v[i].psu, kind_psu, m->psus.v[i].qty, vendor_other));
    for (size_t i = 0; i < m->parts.n; i++)
        add_part(b, &m->parts.v[i]);
    for (size_t i = 0; i < m->sell.n; i++)
        add_sold(b, &m->sell.v[i]);
}

/* Returns the first machine of the option that is plugged into the circuit; NULL: none is. */
static const struct machine *first_on(const struct option *o, const struct circuit *c)
{
    for (size_t i = 0; i < o->machines.n; i++)
        if (machine_here(&o->machines.v[i]) && o->machines.v[i].circuit && strcmp(o->machines.v[i].circuit, c->id) == 0)
            return &o->machines.v[i];
    return NULL;
}

/* Adds a circuit that an electrician has to put in first, to the first machine that needs it. */
static void add_circuit(struct builder *b, const struct option *o, const struct circuit *c)
{
    const struct machine *m = isnan(c->cost.mid) ? NULL : first_on(o, c);
    if (!m)
        return;
    struct bill_line *l = next_line(b);
    const struct range cost = money_stated(b->t, c->cost, c->currency);
    b->out->work[l - b->out->line] = true;
    *l = (struct bill_line){.machine = m->id,
                            .id = c->id,
                            .name = str_format(b->arena, "electrician: circuit %s", c->id),
                            .qty = 1,
                            .vendor = vendor_other,
                            .kind = enums_text(&enums_category, category_work),
                            .condition = condition_new_,
                            .owned = flag_no,
                            .landed = flag_no,
                            .unit_price = cost,
                            .total = cost,
                            .resale = range_exact(0),
                            .basis = pricebasis_stated,
                            .observations = NAN,
                            .age_months = NAN};
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

void bill_make(struct arena *a, const struct catalogue *c, const struct option *o, const struct scenario *s,
               const struct money_terms *t, double years, struct bill *out)
{
    struct builder b = {.arena = a,
                        .c = c,
                        .t = t,
                        .owned = &s->owned,
                        .factor = o->price_factor,
                        .months = o->wait_months,
                        .years = years,
                        .out = out,
                        .room = most_lines(o) + s->site->circuits.n};
    out->n = 0;
    out->currency = t->currency;
    out->line = ARENA_ARRAY(a, b.room + 1, struct bill_line);
    out->sold = ARENA_ARRAY(a, b.room + 1, bool);
    out->work = ARENA_ARRAY(a, b.room + 1, bool);
    out->class_ = ARENA_ARRAY(a, b.room + 1, const struct price_class *);
    out->from = ARENA_ARRAY(a, b.room + 1, const struct price *);
    for (size_t i = 0; i < o->machines.n; i++)
        add_machine(&b, &o->machines.v[i]);
    for (size_t i = 0; i < o->links.n; i++) {
        b.machine = o->links.v[i].id;
        for (size_t j = 0; j < o->links.v[i].parts.n; j++)
            add_part(&b, &o->links.v[i].parts.v[j]);
    }
    for (size_t i = 0; i < s->site->circuits.n; i++)
        add_circuit(&b, o, &s->site->circuits.v[i]);
}

/* A sum of ranges whose spreads are independent, so that they add in squares. */
struct sum {
    double mid, low80, high80, low95, high95;
};

static void add_range(struct sum *s, const struct range *r)
{
    s->mid += r->mid;
    s->low80 = hypot(s->low80, r->mid - r->low80);
    s->high80 = hypot(s->high80, r->high80 - r->mid);
    s->low95 = hypot(s->low95, r->mid - r->low95);
    s->high95 = hypot(s->high95, r->high95 - r->mid);
}

static struct range range_of(const struct sum *s)
{
    return (struct range){s->mid - s->low95, s->mid - s->low80, s->mid, s->mid + s->high80, s->mid + s->high95};
}

struct range bill_total(const struct bill_line *lines, size_t n, const char *machine)
{
    struct sum sum = {0};
    for (size_t i = 0; i < n; i++)
        if (!machine || lines[i].machine == machine)
            add_range(&sum, &lines[i].total);
    return range_of(&sum);
}

struct range bill_resale(const struct bill *b)
{
    struct sum sum = {0};
    for (size_t i = 0; i < b->n; i++)
        add_range(&sum, &b->line[i].resale);
    return range_of(&sum);
}

double bill_work(const struct bill *b)
{
    double sum = 0;
    for (size_t i = 0; i < b->n; i++)
        sum += b->work[i] ? b->line[i].total.mid : 0;
    return sum;
}

double bill_proceeds(const struct bill_line *lines, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(lines[i].total.mid) ? NAN : fmax(0, -lines[i].total.mid);
    return sum;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Adds a need, or its cost to that of one that the same funds may pay. */
static void add_need(struct money_need *v, size_t *n, const struct money_need *need)
{
    for (size_t i = 0; i < *n; i++)
        if (v[i].vendor == need->vendor && same(v[i].shop, need->shop) && same(v[i].kind, need->kind)) {
            v[i].cost += need->cost;
            return;
        }
    BUG_UNLESS(*n < MONEY_MOST_NEEDS);
    v[(*n)++] = *need;
}

double bill_pay(const struct money_terms *t, const struct bill_line *lines, size_t n, double rent,
                const struct fund_list *funds, struct fund_use *out)
{
    struct money_need needs[MONEY_MOST_NEEDS] = {{0}};
    size_t n_needs = 0;
    const bool known = !isnan(bill_total(lines, n, NULL).mid + rent);
    for (size_t i = 0; known && i < n; i++)
        if (lines[i].total.mid > 0)
            add_need(needs, &n_needs,
                     &(struct money_need){.vendor = lines[i].vendor,
                                          .cost = lines[i].total.mid,
                                          .shop = lines[i].shop,
                                          .kind = lines[i].kind});
    if (known && rent > 0)
        add_need(needs, &n_needs,
                 &(struct money_need){.vendor = vendor_unknown, .cost = rent, .kind = FUND_LIMITS_RENT});
    const double proceeds = known ? bill_proceeds(lines, n) : 0;
    const double missing = money_spend(t, funds, needs, n_needs, proceeds, out);
    BUG_UNLESS(missing >= 0);
    for (size_t i = 0; !known && i < funds->n; i++)
        out[i].received = out[i].spent = out[i].moved = out[i].resale_loss = out[i].left = NAN;
    return known ? missing : NAN;
}

static double left(const struct fund_list *funds, const struct fund_use *use)
{
    double sum = 0;
    for (size_t i = 0; i < funds->n; i++)
        sum += fund_limits_none(&funds->v[i]) ? use[i].left : 0;
    return sum;
}

void bill_settle(const struct money_terms *t, const struct bill_line *lines, size_t n, double rent,
                 const struct fund_list *funds, struct fund_use *out, struct outcome *r)
{
    r->price = bill_total(lines, n, NULL);
    r->missing = bill_pay(t, lines, n, rent, funds, out);
    r->left = isnan(r->missing) ? NAN : left(funds, out);
    r->affordable = isnan(r->missing) ? flag_unknown : r->missing > 0 ? flag_no : flag_yes;
}
