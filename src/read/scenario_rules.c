#include "scenario_rules.h"

#include "catalogue.h"
#include "consistency_pin.h"
#include "consistency_rent.h"
#include "consistency_say.h"
#include "feed_country.h"
#include "field_rules.h"
#include "month.h"
#include "option_machine.h"
#include "plan.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* What is judged. */
struct whole {
    struct diags *d;
    const struct catalogue *c;
    const struct scenario *s;
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Calls visit for a record and all records within it, not for those that it links to. */
static void walk(const struct whole *w, const struct kind *k, const void *record,
                 void (*visit)(const struct whole *, const struct kind *, const void *))
{
    visit(w, k, record);
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const void *at = schema_member(record, f);
        const void *one = f->type == FIELD_ONE ? *(const void *const *)at : NULL;
        if (one)
            walk(w, f->kind, one, visit);
        for (size_t j = 0; f->type == FIELD_LIST && j < ((const struct any_list *)at)->n; j++)
            walk(w, f->kind, schema_at(f->kind, at, j), visit);
    }
}

/* ---- hours ---- */

/* Returns whether the scenario's hours are no matter: somebody else runs the machine. */
static bool is_elsewhere(const struct machine *m)
{
    return m->cloud || m->api || m->remote == flag_yes;
}

/* Reports a machine, or a site whose hours it has, that is on for less than the hours. of: whose hours they are. */
static void say_hours(const struct whole *w, const struct machine *m, double hours, const char *of)
{
    const struct site *site = w->s->site;
    if (!isnan(m->on_h_day))
        consistency_say(w->d, DIAG_SENSE, m->at[F_machine_on_h_day], m->id,
                        "expected on_h_day of at least %g, the use_h_day of %s, got %g", hours, of, m->on_h_day);
    else
        consistency_say(w->d, DIAG_SENSE, site->at[F_site_on_h_day], "site.on_h_day",
                        "expected at least %g, the use_h_day of %s, got %g", hours, of, site->on_h_day);
}

static double hours_on(const struct whole *w, const struct machine *m)
{
    return is_elsewhere(m) ? unit_h_per_day() : isnan(m->on_h_day) ? w->s->site->on_h_day : m->on_h_day;
}

/* Judges the workloads that have to run on a machine: they take its hours one after the other. */
static void judge_pinned(const struct whole *w, const struct machine *m)
{
    double hours = 0;
    for (size_t i = 0; i < w->s->workloads.n; i++)
        hours += same(w->s->workloads.v[i].machine, m->id) ? w->s->workloads.v[i].use_h_day : 0;
    if (hours > unit_h_per_day())
        consistency_say(w->d, DIAG_SENSE, plan_where(m), m->id,
                        "expected workloads of at most %g hours a day together (use_h_day), got %g", unit_h_per_day(),
                        hours);
    else if (hours_on(w, m) < hours)
        say_hours(w, m, hours, "its workloads");
}

/* Reports a workload for which no machine of the option that may run it is on for long enough. */
static void judge_free(const struct whole *w, const struct option *o, const struct workload *work)
{
    const struct machine *best = NULL;
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct machine *m = &o->machines.v[i];
        if (consistency_pin_may_run(m, work) && (!best || hours_on(w, m) > hours_on(w, best)))
            best = m;
    }
    if (best && hours_on(w, best) < work->use_h_day)
        say_hours(w, best, work->use_h_day, str_format(w->d->arena, "'%s'", work->id));
}

static void whole_hours(const struct whole *w)
{
    for (size_t i = 0; i < w->s->machines.n; i++)
        judge_pinned(w, &w->s->machines.v[i]);
    for (size_t i = 0; i < w->s->options.n; i++)
        for (size_t k = 0; k < option_machine_states(&w->s->options.v[i]); k++) {
            const struct option o = option_machine_state(&w->s->options.v[i], k);
            for (size_t j = 0; j < o.machines.n; j++)
                judge_pinned(w, &o.machines.v[j]);
            for (size_t j = 0; j < w->s->workloads.n; j++)
                if (!w->s->workloads.v[j].machine)
                    judge_free(w, &o, &w->s->workloads.v[j]);
        }
}

static void whole_requests(const struct whole *w)
{
    for (size_t i = 0; i < w->s->workloads.n; i++) {
        const struct workload *work = &w->s->workloads.v[i];
        if (work->daily_requests > 0 && !(work->use_h_day > 0))
            consistency_say(w->d, DIAG_SENSE, work->at[F_workload_daily_requests], work->id,
                            "expected daily_requests of 0 where use_h_day is 0, got %g", work->daily_requests);
    }
}

/* ---- dates and money ---- */

static void whole_dollar(const struct whole *w)
{
    for (size_t i = 0; i < w->s->rates.n; i++) {
        const struct exchange *r = &w->s->rates.v[i];
        if (r->currency == currency_usd && r->usd.mid != 1)
            consistency_say(w->d, DIAG_SENSE, r->at[F_exchange_usd], "rates",
                            "expected usd of 1 for currency USD, got %g", r->usd.mid);
    }
}

/* Returns whether all of the first date is later than all of the second: 2027 than 2026-11, not than 2027-01. */
static bool is_later(const char *a, const char *b)
{
    const size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, n) > 0;
}

static void judge_dates(const struct whole *w, const struct kind *k, const void *record)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct origin *at = schema_origin(record, i);
        const bool named = k->fields[i].type == FIELD_TEXT && strcmp(k->fields[i].name, "date") == 0;
        const char *date = named ? *(const char *const *)schema_member(record, &k->fields[i]) : at->date;
        if (date && at->file && is_later(date, w->s->as_of))
            consistency_say(w->d, DIAG_OTHER_DATE, *at, k->fields[i].name,
                            "it is of %.10s, later than the scenario's date (%.10s)", date, w->s->as_of);
    }
}

static void whole_dates(const struct whole *w)
{
    walk(w, &kind_scenario, w->s, judge_dates);
}

/* Reports what begins when the years that are counted are over: nobody counts what it costs and brings. */
static void judge_begin(const struct whole *w, enum diag_code code, double months, struct origin at, const char *id,
                        const char *what)
{
    const double years = isnan(w->s->life_years) ? catalogue_policy(w->c)->life_years : w->s->life_years;
    if (months >= unit_years_to_months(years))
        consistency_say(w->d, code, at, id, "%s after %g months, but costs are counted for %g years (life_years)", what,
                        months, years);
}

static void whole_horizon(const struct whole *w)
{
    for (size_t i = 0; i < w->s->funds.n; i++) {
        const struct fund *f = &w->s->funds.v[i];
        judge_begin(w, DIAG_NO_EFFECT, f->from_month, f->at[F_fund_from_month], f->id, "the money comes");
    }
    for (size_t i = 0; i < w->s->options.n; i++) {
        const struct option *o = &w->s->options.v[i];
        judge_begin(w, DIAG_SENSE, o->wait_months, o->at[F_option_wait_months], o->id, "it begins");
        for (size_t j = 0; j < o->phases.n; j++) {
            const struct option_phase *p = &o->phases.v[j];
            judge_begin(w, DIAG_SENSE, p->after_months, p->at[F_option_phase_after_months], o->id, "a phase begins");
        }
    }
}

static void whole_offers(const struct whole *w)
{
    consistency_rent_dates(w->d, w->c, w->s);
}

/* Warns of a date at which no price on record was known, or all were old. A price book may hold prices of any date. */
static void whole_prices(const struct whole *w)
{
    const char *oldest = NULL, *newest = NULL;
    for (size_t i = 0; i < w->c->prices.n; i++) {
        const char *date = w->c->prices.v[i].date;
        if (date && (!oldest || strcmp(date, oldest) < 0))
            oldest = date;
        if (date && (!newest || strcmp(date, newest) > 0))
            newest = date;
    }
    const struct origin at = w->s->at[F_scenario_as_of];
    const double age = newest ? month_of(w->s->as_of, MONTH_JANUARY, NULL) - month_of(newest, MONTH_DECEMBER, NULL) : 0;
    if (oldest && is_later(oldest, w->s->as_of))
        consistency_say(w->d, DIAG_OTHER_DATE, at, "as_of", "no price on record was known then: the oldest is of %.10s",
                        oldest);
    else if (newest && age > FIELD_RULES_LONG_MONTHS)
        consistency_say(w->d, DIAG_OTHER_DATE, at, "as_of", "the newest price on record is of %.10s, %g months before",
                        newest, age);
}

/* ---- names ---- */

static void whole_shocks(const struct whole *w)
{
    for (size_t i = 0; i < w->s->shocks.n; i++) {
        const struct shock *s = &w->s->shocks.v[i];
        const struct kind *k;
        if (s->component && !catalogue_find_any(w->c, s->component, &k))
            consistency_say(w->d, DIAG_UNKNOWN_ID, s->at[F_shock_component], "shocks",
                            "nothing on record has the id '%.60s'", s->component);
    }
}

/* Returns what the site's country is called on record, where it is written otherwise: DE for Germany, GB for UK. NULL:
   it is on record, or nothing is known of it. */
static const char *country_meant(const struct whole *w)
{
    const char *country = w->s->site->country;
    return catalogue_find(w->c, &kind_country, country) ? NULL : feed_country_code(w->c, country);
}

static void whole_country(const struct whole *w)
{
    const struct site *site = w->s->site;
    const char *meant = country_meant(w);
    if (meant)
        consistency_say(w->d, DIAG_UNKNOWN_ID, site->at[F_site_country], "site.country",
                        "no country '%.40s' is on record, expected an ISO code in capitals; did you mean '%s'?",
                        site->country, meant);
    else if (!catalogue_find(w->c, &kind_country, site->country) && isnan(w->s->tax_frac) &&
             w->s->registered != flag_yes)
        consistency_say(
            w->d, DIAG_UNKNOWN_ID, site->at[F_site_country], "site.country",
            "no country '%.40s' is on record, and so no tax: expected an ISO code such as AU, DE or US (see: "
            "rigplan list country), or tax_frac stated in the scenario",
            site->country);
}

/* Returns whether the outlet is one of the country: its own, or those that it shares with another. */
static bool is_outlet_of(const struct catalogue *c, const struct outlet *o, const char *country)
{
    const struct country *found = catalogue_find(c, &kind_country, country);
    return strcmp(o->country, country) == 0 ||
           (found && found->outlets_of && strcmp(o->country, found->outlets_of) == 0);
}

static void judge_outlet(const struct whole *w, const struct outlet *o, struct origin at, const char *path)
{
    const char *country = w->s->site->country;
    if (o && !country_meant(w) && !is_outlet_of(w->c, o, country))
        consistency_say(w->d, DIAG_SENSE, at, path, "%s is an outlet of %s, the site is in %s", o->id, o->country,
                        country);
}

static void whole_circuits(const struct whole *w)
{
    const struct site *site = w->s->site;
    judge_outlet(w, site->outlet, site->at[F_site_outlet], "site.outlet");
    for (size_t i = 0; i < site->circuits.n; i++)
        judge_outlet(w, site->circuits.v[i].outlet, site->circuits.v[i].at[F_circuit_outlet], "site.circuits");
}

static void judge_import(const struct whole *w, const struct kind *k, const void *record)
{
    const size_t i = schema_find(k, "imported");
    if (i < k->n_fields && *(const int *)schema_member(record, &k->fields[i]) == flag_yes)
        consistency_say(w->d, DIAG_SENSE, *schema_origin(record, i), "imported",
                        "imported is for what is bought in the US and brought elsewhere, but the site is in the US");
}

static void whole_imports(const struct whole *w)
{
    if (same(w->s->site->country, "US"))
        walk(w, &kind_scenario, w->s, judge_import);
}

/* Reports a workload that asks for a machine and for a role which that machine has in no option. */
static void judge_role(const struct whole *w, const struct workload *work)
{
    bool machine = false, role = false;
    for (size_t i = 0; i < w->s->options.n; i++)
        for (size_t j = 0; j < w->s->options.v[i].machines.n; j++) {
            const struct machine *m = &w->s->options.v[i].machines.v[j];
            machine |= same(m->id, work->machine);
            for (size_t k = 0; same(m->id, work->machine) && k < m->roles.n; k++)
                role |= same(m->roles.v[k], work->role);
        }
    if (machine && !role)
        consistency_say(w->d, DIAG_SENSE, work->at[F_workload_role], work->id,
                        "the machine '%.60s' that it asks for has not the role '%.60s' in any option", work->machine,
                        work->role);
}

static void whole_roles(const struct whole *w)
{
    for (size_t i = 0; i < w->s->workloads.n; i++)
        if (w->s->workloads.v[i].machine && w->s->workloads.v[i].role)
            judge_role(w, &w->s->workloads.v[i]);
}

static void whole_choices(const struct whole *w)
{
    for (size_t i = 0; i < w->s->workloads.n; i++) {
        const struct workload *work = &w->s->workloads.v[i];
        for (size_t j = 1; j < work->any_of.n; j++)
            for (size_t k = 0; k < j; k++) {
                const struct choice *now = &work->any_of.v[j], *before = &work->any_of.v[k];
                if (now->model == before->model && now->quant == before->quant)
                    consistency_say(w->d, DIAG_SENSE, now->at[F_choice_model], work->id,
                                    "any_of: expected each model with its quant once, got %s again", now->model->id);
            }
    }
}

void scenario_rules(struct diags *d, const struct catalogue *c, const struct scenario *s)
{
    static void (*const rules[])(const struct whole *) = {
#define RULE(kind, shape, field, other, why)
#define LISTED(kind, list, shape, entry, field)
#define MEASURED(kind, shape, field, other)
#define WHOLE(rule, what) whole_##rule,
#include "field_rule.def"
#undef RULE
#undef LISTED
#undef WHOLE
#undef MEASURED
    };
    const struct whole w = {d, c, s};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        rules[i](&w);
}
