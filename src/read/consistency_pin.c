#include "consistency_pin.h"

#include "catalogue.h"
#include "consistency_run.h"
#include "consistency_say.h"
#include "diag.h"
#include "str.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* ---- what a workload allows ---- */

static const struct run *run_of(const struct machine *m, const struct workload *w)
{
    for (size_t i = 0; i < m->runs.n; i++)
        if (same(m->runs.v[i].workload, w->id))
            return &m->runs.v[i];
    return NULL;
}

bool consistency_pin_may_run(const struct machine *m, const struct workload *w)
{
    bool role = !w->role;
    for (size_t i = 0; i < m->roles.n; i++)
        role |= same(w->role, m->roles.v[i]);
    return run_of(m, w) || (role && (!w->machine || same(w->machine, m->id)));
}

/* Returns the fewest layers of the workload's models, the output layer counting as one. */
static double all_layers(const struct workload *w)
{
    double least = w->any_of.v[0].model->layers;
    for (size_t i = 1; i < w->any_of.n; i++)
        least = w->any_of.v[i].model->layers < least ? w->any_of.v[i].model->layers : least;
    return least + 1;
}

/* Reports layers or experts in system RAM for a workload that allows none there. */
static void check_ram(struct diags *d, const struct machine *m, const struct workload *w)
{
    const struct run *r = run_of(m, w);
    const double ngl = r ? r->ngl : m->ngl, experts = r ? r->n_cpu_moe : m->n_cpu_moe;
    if (w->ram != flag_no || w->any_of.n == 0)
        return;
    if (ngl < all_layers(w))
        consistency_say(d, DIAG_SENSE, r ? r->at[F_run_ngl] : m->at[F_machine_ngl], m->id,
                        "ngl: %g leaves layers in system RAM, and '%s' allows none there (ram: no): leave out one of "
                        "the two, or state another ngl in a run of '%s'",
                        ngl, w->id, w->id);
    if (experts > 0)
        consistency_say(d, DIAG_SENSE, r ? r->at[F_run_n_cpu_moe] : m->at[F_machine_n_cpu_moe], m->id,
                        "n_cpu_moe: %g leaves experts in system RAM, and '%s' allows none there (ram: no): leave out "
                        "one of the two, or state n_cpu_moe: 0 in a run of '%s'",
                        experts, w->id, w->id);
}

/* Reports an engine that the workload's list lacks. */
static void check_engine(struct diags *d, const struct catalogue *c, const struct machine *m, const struct workload *w)
{
    const struct run *r = run_of(m, w);
    const struct engine *e = r ? r->engine : m->engine;
    struct str listed = str_new(d->arena);
    bool found = !e || w->engines.n == 0;
    for (size_t i = 0; i < w->engines.n; i++) {
        const struct engine *one = catalogue_find(c, &kind_engine, w->engines.v[i]);
        found |= !one || one == e; /* an unknown one is reported elsewhere */
        str_addf(&listed, "%s%s", i > 0 ? ", " : "", w->engines.v[i]);
    }
    if (!found)
        consistency_say(d, DIAG_SENSE, r ? r->at[F_run_engine] : m->at[F_machine_engine], m->id,
                        "'%s' allows the engines %s, not %s: list it there, or state one of them in a run of '%s', or "
                        "the 'machine' that runs '%s'",
                        w->id, listed.text, e->id, w->id, w->id);
}

/* ---- settings without effect ---- */

/* Returns whether two values were written at the same place: a run's value that is the machine's. */
static bool is_same_place(struct origin a, struct origin b)
{
    return same(a.file, b.file) && a.line == b.line && a.col == b.col;
}

/* Returns whether a split written there shares models: a machine that takes it over may have more cards. */
static bool is_used(const struct scenario *s, struct origin split)
{
    bool used = false;
    for (size_t i = 0; i < s->options.n; i++)
        for (size_t j = 0; j < s->options.v[i].machines.n; j++) {
            const struct machine *m = &s->options.v[i].machines.v[j];
            used |= is_same_place(m->at[F_machine_split], split) && consistency_run_cards(m, &m->cards) > 1;
        }
    return used;
}

/* Warns of a split over the only card in use. A layer split is what an engine does anyway. */
static void check_split(struct diags *d, const struct machine *m, enum split split, const struct text_list *cards,
                        struct origin at)
{
    if (split > split_layer && consistency_run_cards(m, cards) == 1)
        consistency_say(d, DIAG_NO_EFFECT, at, m->id, "split: %s has no effect, because only one card is in use",
                        enums_text(&enums_split, (int)split));
}

static void check_splits(struct diags *d, const struct scenario *s, const struct machine *m)
{
    if (!is_used(s, m->at[F_machine_split]))
        check_split(d, m, m->split, &m->cards, m->at[F_machine_split]);
    for (size_t i = 0; i < m->runs.n; i++) {
        const struct run *r = &m->runs.v[i];
        const bool own_split = !is_same_place(r->at[F_run_split], m->at[F_machine_split]);
        const bool own_cards = r->cards.n > 0 && !is_same_place(r->at[F_run_cards], m->at[F_machine_cards]);
        if (own_split || own_cards)
            check_split(d, m, r->split, &r->cards, r->at[own_split ? F_run_split : F_run_cards]);
    }
}

static void say_desktop(struct diags *d, enum desktop desktop, struct origin at, const char *path)
{
    consistency_say(d, DIAG_NO_EFFECT, at, path,
                    "desktop: %s has no effect, because a machine is headless unless it says otherwise: state "
                    "headless: no too, or leave it out",
                    enums_text(&enums_desktop, (int)desktop));
}

static void check_desktop(struct diags *d, const struct site *site, const struct machine *m)
{
    if (m->desktop > desktop_none && m->headless == flag_unknown && !m->cloud && site->at[F_site_headless].is_default)
        say_desktop(d, m->desktop, m->at[F_machine_desktop], m->id);
}

void consistency_pin_desktop(struct diags *d, const struct scenario *s)
{
    const struct site *site = s->site;
    bool shown = site->at[F_site_desktop].is_default || !site->at[F_site_headless].is_default;
    for (size_t i = 0; i < s->options.n; i++)
        for (size_t j = 0; j < s->options.v[i].machines.n; j++)
            shown |= s->options.v[i].machines.v[j].headless == flag_no;
    if (!shown && site->desktop > desktop_none)
        say_desktop(d, site->desktop, site->at[F_site_desktop], "site.desktop");
}

void consistency_pin(struct diags *d, const struct catalogue *c, const struct scenario *s, const struct machine *m)
{
    for (size_t i = 0; i < s->workloads.n; i++)
        if (consistency_pin_may_run(m, &s->workloads.v[i])) {
            check_ram(d, m, &s->workloads.v[i]);
            check_engine(d, c, m, &s->workloads.v[i]);
        }
    check_splits(d, s, m);
    check_desktop(d, s->site, m);
}
