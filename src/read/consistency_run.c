#include "consistency_run.h"

#include "consistency_say.h"
#include "decode.h"
#include "diag.h"
#include "field_rules.h"
#include "month.h"
#include "near.h"
#include "numtext.h"
#include "plan.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Returns the device of the i-th kind of card of a machine, NULL behind the last; a rented machine has one kind. */
static const struct device *card(const struct machine *m, size_t i)
{
    if (m->cloud)
        return i == 0 ? m->cloud->offer->device : NULL;
    return i < m->devices.n ? m->devices.v[i].device : NULL;
}

static void check_cards(struct diags *d, const struct machine *m, const struct text_list *cards, struct origin at)
{
    for (size_t i = 0; i < cards->n; i++) {
        struct near best = {0};
        bool found = false;
        for (size_t j = 0; card(m, j); j++) {
            found |= same(card(m, j)->id, cards->v[i]);
            near_consider(&best, cards->v[i], card(m, j)->id);
        }
        if (!found)
            consistency_say(d, DIAG_UNKNOWN_ID, at, m->id, "the machine has no card '%s'%s", cards->v[i],
                            consistency_say_hint(d, &best));
    }
}

double consistency_run_cards(const struct machine *m, const struct text_list *cards)
{
    double n = m->cloud ? m->cloud->qty : m->devices.n == 0 && m->system ? 1 : 0;
    for (size_t i = 0; i < m->devices.n; i++)
        n += m->devices.v[i].qty;
    return cards->n > 0 ? fmin(n, (double)cards->n) : n;
}

/* Returns the number of shares of a text such as 3:1; 0 when it has another form, or all shares are 0. */
static double count_shares(const char *text)
{
    double n = 0, sum = 0;
    while (*text) {
        const size_t length = strcspn(text, ":,");
        double v;
        if (!numtext_parse(text, length, &v) || v < 0)
            return 0;
        text += length + (text[length] != 0);
        sum += v;
        n++;
    }
    return sum > 0 ? n : 0;
}

/* Reports shares that are not one number for each card in use. */
static void check_split(struct diags *d, const struct machine *m, const struct text_list *cards, const char *shares,
                        struct origin at)
{
    const double n = shares ? count_shares(shares) : 0, used = consistency_run_cards(m, cards);
    if (shares && n == 0)
        consistency_say(d, DIAG_SENSE, at, m->id, "expected shares such as 3:1, got \"%.60s\"", shares);
    else if (shares && used == 1 && n != used)
        consistency_say(d, DIAG_SENSE, at, m->id, "expected one share, for the only card in use, got \"%.60s\"",
                        shares);
    else if (shares && used > 1 && n != used)
        consistency_say(d, DIAG_SENSE, at, m->id, "expected one share for each of the %g cards in use, got \"%.60s\"",
                        used, shares);
}

static void check_date(struct diags *d, const struct scenario *s, const char *id, const char *date, struct origin at)
{
    const double month = month_of(date, NAN, NULL), last = month_of(s->as_of, MONTH_DECEMBER, NULL);
    if (month > last)
        consistency_say(d, DIAG_SENSE, at, id,
                        "expected engine_date of at most the month of as_of (%.7s), got \"%.60s\"", s->as_of, date);
    if (date && decode_is_date(date) && !decode_is_month(date)) /* decode_record reports what is no date */
        consistency_say(d, DIAG_BAD_DATE, at, id, "expected engine_date as " DECODE_MONTH ", got \"%.60s\"", date);
}

/* Reports a link between machines that is stated for the cards inside one. */
static void check_inner(struct diags *d, const char *id, const char *field, const struct link *l, struct origin at)
{
    if (plan_is_between_machines(l))
        consistency_say(d, DIAG_SENSE, at, id,
                        "expected %s inside a machine, such as pcie4-x16 or nvlink-bridge, got '%s', which joins "
                        "machines: state it in the option's list 'links'",
                        field, l->id);
}

/* Returns whether two values were written at the same place: a run's value that is the machine's. */
static bool is_same_place(struct origin a, struct origin b)
{
    return same(a.file, b.file) && a.line == b.line && a.col == b.col;
}

static bool has_experts(const struct workload *w)
{
    bool any = w->any_of.n == 0; /* a workload without a model is reported elsewhere */
    for (size_t i = 0; i < w->any_of.n; i++)
        any |= w->any_of.v[i].model->experts > 0;
    return any;
}

/* Reports experts in system RAM where no model has any. A machine's own setting is for all workloads. */
static void check_experts(struct diags *d, const struct scenario *s, const struct machine *m)
{
    bool any = false;
    for (size_t i = 0; i < s->workloads.n; i++)
        any |= has_experts(&s->workloads.v[i]);
    if (m->n_cpu_moe > 0 && s->workloads.n > 0 && !any)
        consistency_say(
            d, DIAG_SENSE, m->at[F_machine_n_cpu_moe], m->id,
            "n_cpu_moe keeps experts in system RAM, and no model of the workloads has experts: leave it out, or state "
            "ngl");
}

/* Reports a stated quant that is a file of another model than one of the workload's. The run's is the machine's where
   the run states none (plan.h). */
static void check_quant(struct diags *d, const struct machine *m, const struct workload *w)
{
    const struct quant *q = m->quant;
    struct origin at = m->at[F_machine_quant];
    for (size_t i = 0; i < m->runs.n; i++)
        if (same(m->runs.v[i].workload, w->id)) {
            q = m->runs.v[i].quant;
            at = m->runs.v[i].at[F_run_quant];
        }
    for (size_t i = 0; q && q->of && i < w->any_of.n; i++)
        if (w->any_of.v[i].model != q->of)
            consistency_say(d, DIAG_SENSE, at, m->id, "'%s' is a file of %s, not of %s, which '%s' runs", q->id,
                            q->of->id, w->any_of.v[i].model->id, w->id);
}

static void check_quants(struct diags *d, const struct scenario *s, const struct machine *m)
{
    for (size_t i = 0; i < s->workloads.n; i++)
        if (!s->workloads.v[i].machine || same(s->workloads.v[i].machine, m->id))
            check_quant(d, m, &s->workloads.v[i]);
}

/* Reports settings of a run that its workload cannot have. */
static void check_run_of(struct diags *d, const struct machine *m, const struct run *r, const struct workload *w)
{
    const struct origin moe = r->at[F_run_n_cpu_moe], parallel = r->at[F_run_parallel];
    if (r->n_cpu_moe > 0 && !has_experts(w) && !is_same_place(moe, m->at[F_machine_n_cpu_moe]))
        consistency_say(
            d, DIAG_SENSE, moe, m->id,
            "n_cpu_moe keeps experts in system RAM, and no model of '%s' has experts: leave it out, or state ngl",
            w->id);
    if (r->parallel < w->users && !is_same_place(parallel, m->at[F_machine_parallel]))
        consistency_say(d, DIAG_SENSE, parallel, m->id, "expected parallel of at least %g, the users of '%s', got %g",
                        w->users, w->id, r->parallel);
}

/* Reports a second list of settings for one workload: only the first would count. */
static void check_run_twice(struct diags *d, const struct machine *m, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (same(m->runs.v[i].workload, m->runs.v[j].workload)) {
            consistency_say(d, DIAG_SENSE, m->runs.v[i].at[F_run_workload], m->id,
                            "the settings of workload '%s' are stated twice: join them in one entry of 'runs'",
                            m->runs.v[i].workload);
            return;
        }
}

static void check_run(struct diags *d, const struct scenario *s, const struct machine *m, const struct run *r)
{
    bool known = false;
    struct near best = {0};
    for (size_t j = 0; j < s->workloads.n; j++) {
        const struct workload *w = &s->workloads.v[j];
        near_consider(&best, r->workload, w->id);
        if (!same(w->id, r->workload))
            continue;
        known = true;
        check_run_of(d, m, r, w);
    }
    if (!known)
        consistency_say(d, DIAG_UNKNOWN_ID, r->at[F_run_workload], m->id, "the scenario has no workload '%s'%s",
                        r->workload, consistency_say_hint(d, &best));
    check_cards(d, m, &r->cards, r->at[F_run_cards]);
    check_inner(d, m->id, "a link", r->link, r->at[F_run_link]);
    check_inner(d, m->id, "a bridge", r->bridge, r->at[F_run_bridge]);
    if (!is_same_place(r->at[F_run_tensor_split], m->at[F_machine_tensor_split]))
        check_split(d, m, &r->cards, r->tensor_split, r->at[F_run_tensor_split]);
    check_date(d, s, m->id, r->engine_date, r->at[F_run_engine_date]);
}

static void check_runs(struct diags *d, const struct scenario *s, const struct machine *m)
{
    for (size_t i = 0; i < m->runs.n; i++) {
        check_run(d, s, m, &m->runs.v[i]);
        check_run_twice(d, m, i);
        field_rules_completed(d, &kind_run, &m->runs.v[i], m->id);
    }
}

void consistency_run(struct diags *d, const struct scenario *s, const struct machine *m)
{
    check_cards(d, m, &m->cards, m->at[F_machine_cards]);
    check_inner(d, m->id, "a link", m->link, m->at[F_machine_link]);
    check_inner(d, m->id, "a bridge", m->bridge, m->at[F_machine_bridge]);
    check_split(d, m, &m->cards, m->tensor_split, m->at[F_machine_tensor_split]);
    check_date(d, s, m->id, m->engine_date, m->at[F_machine_engine_date]);
    check_experts(d, s, m);
    check_runs(d, s, m);
    check_quants(d, s, m);
    field_rules_completed(d, &kind_machine, m, m->id);
}
