#include "page_problems.h"

#include "arena.h"
#include "deployed.h"
#include "fmt.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* Problems of one sort, joined. */
struct list {
    struct str text;
    const char *between;
    int n, most; /* how many there are, and how many are written */
};

struct problems {
    struct arena *arena;
    const struct comparison *c; /* NULL: names of records and what an electrician asks are left out */
    struct list fails, open, notes;
    bool several;  /* machines: each problem says whose it is */
    bool remedies; /* say what would mend a check that fails */
};

/* Says what an electrician usually asks for a new circuit; "" where nothing is on record. */
static const char *new_circuit(const struct problems *p)
{
    const struct range *r = p->c ? &p->c->electrician_price : NULL;
    if (!r || isnan(r->mid))
        return ": it needs a new circuit";
    return str_format(p->arena, ": it needs a new circuit, usually %s %s to %s",
                      enums_text(&enums_currency, (int)p->c->scenario->currency), fmt_known(p->arena, r->low80, 1),
                      fmt_known(p->arena, r->high80, 1));
}

static struct list list_of(struct arena *a, const char *between, int most)
{
    return (struct list){str_new(a), between, 0, most};
}

static void add(struct list *l, const char *text)
{
    if (l->n++ < l->most)
        str_addf(&l->text, "%s%s", l->text.len ? l->between : "", text);
}

static void close(struct list *l)
{
    if (l->n > l->most)
        str_addf(&l->text, "%sand %d more", l->between, l->n - l->most);
}

static const char *whole(struct arena *a, double v)
{
    return fmt_known(a, v, 1);
}

const char *page_problems_workload(const struct workload *w)
{
    return w->title ? w->title : w->id;
}

const char *page_problems_machine(const struct machine *m)
{
    return m->title ? m->title : m->id;
}

const char *page_problems_name(const struct comparison *c, const char *id)
{
    const struct kind *const kinds[] = {&kind_device, &kind_system, &kind_board, &kind_cpu, &kind_psu, &kind_part};
    for (size_t i = 0; c && id && i < sizeof kinds / sizeof *kinds; i++) {
        const void *record = catalogue_find(c->catalogue, kinds[i], id);
        const size_t f = schema_find(kinds[i], "name");
        const char *name = record ? *(const char *const *)schema_member(record, &kinds[i]->fields[f]) : NULL;
        if (record)
            return name ? name : id;
    }
    return id;
}

/* ---- money ---- */

/* Returns ", with the Apple gift card sold for 3,315"; "": no fund is sold. */
static const char *sold_funds(const struct problems *p, const struct compare_option *o)
{
    struct str s = str_new(p->arena);
    for (size_t i = 0; p->c && i < p->c->scenario->funds.n; i++) {
        const struct fund *f = &p->c->scenario->funds.v[i];
        if (o->funds[i].moved > 0)
            str_addf(&s, "%s%s sold for %s", s.len ? " and " : ", with ", f->title ? f->title : f->id,
                     whole(p->arena, o->funds[i].moved));
    }
    return s.text;
}

static void money(const struct compare_option *o, struct problems *p)
{
    const struct outcome *r = &o->outcome;
    enum { NAMED = 5 };
    struct list bought = list_of(p->arena, ", ", NAMED), sold = list_of(p->arena, ", ", NAMED);
    for (size_t i = 0; i < o->bill.n; i++) {
        struct list *l = o->bill.sold[i] ? &sold : &bought;
        if (isnan(o->bill.line[i].total.mid) && !strstr(l->text.text, o->bill.line[i].name))
            add(l, o->bill.line[i].name);
    }
    close(&bought);
    close(&sold);
    if (bought.n > 0)
        add(&p->fails, str_format(p->arena, "the price of %s is unknown", bought.text.text));
    if (sold.n > 0)
        add(&p->fails, str_format(p->arena, "what %s brings is unknown: state amount", sold.text.text));
    if (r->missing > 0)
        add(&p->fails,
            str_format(p->arena, "the funds are %s %s short%s", enums_text(&enums_currency, (int)o->bill.currency),
                       whole(p->arena, r->missing), sold_funds(p, o)));
}

/* ---- build checks ---- */

static const char *of_machine(const struct problems *p, const struct build_check *k)
{
    return p->several && k->machine ? str_format(p->arena, "%s: ", k->machine) : "";
}

static const char *remedy(const struct problems *p, const struct build_check *k)
{
    return p->remedies && k->remedy && *k->remedy ? str_format(p->arena, " (remedy: %s)", k->remedy) : "";
}

/* A check that answers yes or no says itself what is wrong; one that compares two values shows them. */
static void failed(const struct build_check *k, struct problems *p)
{
    const char *of = of_machine(p, k),
               *part = k->part ? str_format(p->arena, " (%s)", page_problems_name(p->c, k->part)) : "";
    if (!k->unit || isnan(k->need) || isnan(k->have))
        add(&p->fails, str_format(p->arena, "%s%s%s", of, k->doc, remedy(p, k)));
    else {
        const char *gap = *k->unit ? " " : "";
        add(&p->fails, str_format(p->arena, "%s%s%s: %.4g%s%s needed, %.4g%s%s available%s", of, k->rule, part, k->need,
                                  gap, k->unit, k->have, gap, k->unit, remedy(p, k)));
    }
}

/* Returns what stands behind the first " of " of an unknown fact: "tuf-b550-plus" of "lanes of tuf-b550-plus"; NULL:
   there is none. */
static const char *subject(const struct build_check *k)
{
    const char *of = k->unknown ? strstr(k->unknown, " of ") : NULL;
    return of ? of + strlen(" of ") : NULL;
}

static bool same_subject(const struct build_check *a, const struct build_check *b)
{
    const char *x = subject(a), *y = subject(b);
    return a->verdict == checked_open_ && b->verdict == checked_open_ && x && y && strcmp(x, y) == 0;
}

/* Returns whether a check from i on, before j, has the same unknown fact. */
static bool said_before(const struct build_check *check, int i, int j)
{
    bool before = false;
    for (int k = i; k < j; k++)
        before |= check[k].unknown && check[j].unknown && strcmp(check[k].unknown, check[j].unknown) == 0;
    return before;
}

/* Adds the unknown facts of one subject together: "socket, lanes of tuf-b550-plus". */
static void opened(const struct build_check *check, int n, int i, struct problems *p)
{
    const struct build_check *k = &check[i];
    struct str s = str_new(p->arena);
    for (int j = 0; j < i; j++)
        if (same_subject(&check[j], k))
            return; /* added with that one */
    str_add(&s, of_machine(p, k));
    if (!subject(k)) {
        if (!said_before(check, 0, i))
            add(&p->open, str_format(p->arena, "%s%s", s.text, k->unknown ? k->unknown : k->rule));
        return;
    }
    for (int j = i; j < n; j++)
        if ((j == i || same_subject(&check[j], k)) && !said_before(check, i, j))
            str_addf(&s, "%s%.*s", j > i ? ", " : "",
                     (int)(subject(&check[j]) - check[j].unknown) - (int)strlen(" of "), check[j].unknown);
    add(&p->open, str_format(p->arena, "%s of %s", s.text, page_problems_name(p->c, subject(k))));
}

static void checks(const struct build_check *check, int n, struct problems *p)
{
    for (int i = 0; i < n; i++) {
        if (check[i].verdict == checked_fails)
            failed(&check[i], p);
        if (check[i].verdict == checked_open_)
            opened(check, n, i, p);
        if (check[i].verdict == checked_near)
            add(&p->notes, str_format(p->arena, "%s%s", of_machine(p, &check[i]), check[i].doc));
    }
}

static void builds(const struct compare_option *o, struct problems *p)
{
    for (size_t i = 0; i < o->option->machines.n; i++)
        checks(o->machine[i].check, o->machine[i].n_checks, p);
    checks(o->check, o->n_checks, p);
}

/* ---- power ---- */

/* Returns which watts at peak are not known. */
static const char *unknown_watts(const struct power_phase *peak)
{
    return isnan(peak->devices_w)    ? "of a card"
           : isnan(peak->cpu_w)      ? "of the processor"
           : isnan(peak->rest_w)     ? "of the board or a part"
           : isnan(peak->systems_w)  ? "of the machine"
           : isnan(peak->psu_loss_w) ? "lost in the power supply"
                                     : "of a part";
}

/* Adds what is not known of the watts of one machine. */
static void open_watts(const struct compare_machine *m, struct problems *p)
{
    const char *of = p->several ? str_format(p->arena, "%s: ", m->machine->id) : "";
    const struct power_phase *idle = &m->power[0], *peak = &m->power[COMPARE_STATES - 1];
    if (isnan(m->use.peak_wall_w))
        add(&p->open, str_format(p->arena, "%speak watts (%s)", of, unknown_watts(peak)));
    if (isnan(m->use.idle_wall_w))
        add(&p->open, str_format(p->arena, "%sidle watts (%s)", of, unknown_watts(idle)));
    if (m->use.outlet_verdict == checked_open_ && !isnan(m->use.outlet_frac))
        add(&p->open, str_format(p->arena, "%soutlet (assumed watts may bring the peak to %s W)", of,
                                 whole(p->arena, m->use.outlet_w - m->use.peak_wall_w + peak->wall_high_w)));
}

/* Adds what the peak of one machine overloads. */
static void machine_power(const struct compare_machine *m, struct problems *p)
{
    const char *whose = p->several ? str_format(p->arena, "the peak of %s", m->machine->id) : "its peak";
    if (m->use.psu_verdict == checked_fails)
        add(&p->fails, str_format(p->arena, "%s overloads the power supply", whose));
    if (m->use.outlet_verdict == checked_fails)
        add(&p->fails,
            str_format(p->arena, "%s of %s W overloads the outlet (%s W)%s", whose, whole(p->arena, m->use.outlet_w),
                       whole(p->arena, m->use.outlet_w / m->use.outlet_frac), new_circuit(p)));
    open_watts(m, p);
}

/* Says which breaker is overloaded, by what, and how far. */
static const char *overloaded(const struct compare_option *o, const struct problems *p)
{
    struct str s = str_new(p->arena);
    str_addf(&s, "%s%s the breaker%s%s (", p->several ? "the peaks of its machines" : "its peak",
             o->circuit_other_w > 0 ? " and the other load on the circuit overload"
             : p->several           ? " overload"
                                    : " overloads",
             o->circuit ? " of circuit " : "", o->circuit ? o->circuit : "");
    fmt_percent(&s, o->outcome.breaker_frac);
    str_addf(&s, ")%s", new_circuit(p));
    return s.text;
}

static void power(const struct compare_option *o, struct problems *p)
{
    for (size_t i = 0; i < o->option->machines.n; i++)
        machine_power(&o->machine[i], p);
    if (o->outcome.breaker_verdict == checked_fails)
        add(&p->fails, overloaded(o, p));
    if (o->outcome.breaker_verdict == checked_open_ && !isnan(o->outcome.breaker_frac))
        add(&p->open, "breaker (assumed watts may overload it)");
}

/* ---- hours ---- */

/* Says which machine has more work than a day has hours. */
static void long_days(const struct compare_option *o, struct problems *p)
{
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct compare_machine *m = &o->machine[i];
        if (m->asked_h_day > m->use.busy_h_day)
            add(&p->fails,
                str_format(p->arena, "the workloads of %s ask for %g hours a day: tokens and electricity count %g",
                           m->machine->id, m->asked_h_day, m->use.busy_h_day));
    }
}

/* Says which machine works for longer than it is said to be on. */
static void short_days(const struct comparison *c, const struct compare_option *o, struct problems *p)
{
    for (size_t i = 0; i < o->option->machines.n; i++) {
        const struct compare_machine *m = &o->machine[i];
        const bool stated = !isnan(m->machine->on_h_day);
        const double on = stated ? m->machine->on_h_day : c->scenario->site->on_h_day;
        if (!m->machine->cloud && !m->machine->api && on < m->use.busy_h_day)
            add(&p->notes, str_format(p->arena, "%s works %g hours a day and is on for as long, not on_h_day: %g",
                                      m->machine->id, m->use.busy_h_day, on));
    }
}

/* ---- workloads ---- */

/* Says that the speed of a workload that runs is unknown, or rests on rates of other cards. */
static void rates(const struct prediction *f, const char *workload, struct problems *p)
{
    const char *family = enums_words(&enums_family, (int)f->assumed_family);
    if (f->assumed == assumed_missing)
        add(&p->fails,
            str_format(p->arena, "the speed of %s is unknown: no %s record states the rates", workload, family));
    else if (f->assumed > assumed_nothing)
        add(&p->fails, str_format(p->arena, "the speed of %s rests on rates of other %s devices", workload, family));
}

static const char *rate(const struct problems *p, struct range r)
{
    struct str s = str_new(p->arena);
    fmt_range(&s, results_find(&figures_prediction, "decode_tok_s"), r);
    return s.text;
}

/* Returns a machine whose GPU has memory of unknown size; NULL: none has. */
static const struct machine *unknown_memory(const struct compare_option *o)
{
    for (size_t i = 0; i < o->option->machines.n; i++)
        if (isnan(o->machine[i].use.mem_gib))
            return &o->option->machines.v[i];
    return NULL;
}

const char *page_problems_nothing(struct arena *a, const struct comparison *c, const struct compare_option *o,
                                  const struct workload *w, const struct compare_cell *cell)
{
    const struct machine *m = unknown_memory(o);
    const char *refused = deployed_why_none(a, c->catalogue, cell->not_deployed, cell->n_not_deployed);
    if (!cell->asked_for && w->machine)
        return str_format(a, "no machine is called %s", w->machine);
    if (!cell->asked_for)
        return str_format(a, "no machine has the role %s", w->role);
    if (*refused)
        return refused;
    if (m)
        return str_format(a, "the memory of %s is unknown", page_problems_machine(m));
    return o->outcome.mem_gib > 0 ? "no engine here runs the model on these cards" : "no machine has a GPU";
}

/* Returns the words on RAM for a workload that does not fit. */
static const char *in_ram(const struct problems *p, const struct compare_cell *cell)
{
    const struct machine *m = cell->machine[0];
    if (m->cloud && !(m->cloud->offer->ram_gib > 0))
        return "; no system RAM is rented with it";
    bool ram = m->system || m->cloud;
    for (size_t i = 0; i < m->parts.n; i++)
        ram |= m->parts.v[i].part->category == category_ram;
    if (cell->may_offload && !ram)
        return str_format(p->arena, " on the cards; the system RAM of %s is not stated", page_problems_machine(m));
    if (cell->may_offload)
        return " even with layers in system RAM";
    return cell->figures.missing_gib > 0
               ? str_format(p->arena, ": it lacks %s GiB", fmt_known(p->arena, cell->figures.missing_gib, 3))
               : "";
}

const char *page_problems_want(const struct workload *w)
{
    return w->want == want_must ? "" : " (nice to have)";
}

/* Says what of a workload that is too slow is in system RAM, and what it would do if the scenario left the choice. */
static const char *slowed(const struct problems *p, const struct compare_cell *cell)
{
    const char *in = cell->figures.verdict != verdict_offload                       ? ""
                     : cell->how.engine && cell->how.where == weights_where_experts ? ", with experts in system RAM"
                                                                                    : ", with layers in system RAM";
    if (!cell->unpinned.engine || cell->unpinned.serves != flag_yes)
        return in;
    return str_format(p->arena, "%s (%s tok/s if the scenario left the choice)", in,
                      fmt_known(p->arena, cell->unpinned.tok_s, 3));
}

static void workload(const struct comparison *c, const struct compare_option *o, const struct workload *w,
                     const struct compare_cell *cell, struct problems *p)
{
    const char *name = str_format(p->arena, "%s%s", page_problems_workload(w), page_problems_want(w));
    const struct prediction *f = &cell->figures;
    if (cell->api && !cell->serves && !cell->too_slow && !cell->too_late)
        add(&p->open, str_format(p->arena, "decode speed or first token of %s at %s", name, cell->api->provider));
    else if (cell->n_devices == 0 && !cell->api)
        add(&p->fails,
            str_format(p->arena, "nothing here runs %s: %s", name, page_problems_nothing(p->arena, c, o, w, cell)));
    else if (cell->no_host)
        add(&p->fails, str_format(p->arena, "%s has no board or no processor to run %s", cell->where, name));
    else if (cell->n_devices > 0 && f->verdict == verdict_no && isnan(f->missing_gib))
        add(&p->fails, str_format(p->arena, "whether %s fits is unknown: the memory of %s is", name,
                                  f->missing_device ? f->missing_device : "a device"));
    else if (f->verdict == verdict_no)
        add(&p->fails, str_format(p->arena, "%s does not fit%s", name, in_ram(p, cell)));
    else if (cell->too_slow)
        add(&p->fails, str_format(p->arena, "%s decodes at %s tok/s, below the %g tok/s needed%s", name,
                                  rate(p, f->decode_tok_s), w->need_tok_s, slowed(p, cell)));
    else if (cell->too_late)
        add(&p->fails, str_format(p->arena, "%s gives its first token after %s s, %g s allowed", name,
                                  fmt_known(p->arena, f->ttft_s.mid, 2), w->need_ttft_s));
    if (cell->ram_guessed)
        add(&p->open, str_format(p->arena, "system RAM bandwidth of the processor that runs %s", name));
    if (cell->n_devices > 0 && f->verdict != verdict_no)
        rates(f, name, p);
}

static void workloads(const struct comparison *c, const struct compare_option *o, struct problems *p)
{
    for (size_t j = 0; j < c->scenario->workloads.n; j++)
        workload(c, o, &c->scenario->workloads.v[j], &o->cell[j], p);
}

/* ---- all ---- */

static struct problems problems_of(struct arena *a, const struct compare_option *o, int most)
{
    return (struct problems){.arena = a,
                             .fails = list_of(a, "; ", most),
                             .open = list_of(a, "; ", most),
                             .notes = list_of(a, "; ", most),
                             .several = o->option->machines.n > 1,
                             .remedies = most == INT_MAX};
}

const char *page_problems(struct arena *a, const struct comparison *c, const struct compare_option *o, int most)
{
    struct problems p = problems_of(a, o, most);
    p.c = c;
    money(o, &p);
    builds(o, &p);
    power(o, &p);
    long_days(o, &p);
    workloads(c, o, &p);
    close(&p.fails);
    close(&p.open);
    return str_format(a, "%s%s%s%s", p.fails.text.text, p.fails.n && p.open.n ? "; " : "",
                      p.open.n ? "not checked: " : "", p.open.text.text);
}

const char *page_problems_workloads(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    struct problems p = problems_of(a, o, INT_MAX);
    workloads(c, o, &p);
    return p.fails.text.text;
}

const char *page_problems_unchecked(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    struct problems p = problems_of(a, o, INT_MAX);
    p.c = c;
    builds(o, &p);
    power(o, &p);
    return p.open.text.text;
}

const char *page_problems_notes(struct arena *a, const struct comparison *c, const struct compare_option *o)
{
    struct problems p = problems_of(a, o, INT_MAX);
    builds(o, &p);
    short_days(c, o, &p);
    return p.notes.text.text;
}
