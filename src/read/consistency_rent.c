#include "consistency_rent.h"

#include "catalogue.h"
#include "consistency_say.h"
#include "diag.h"
#include "field_rules.h"
#include "month.h"

#include <math.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same_cloud(const struct cloud *a, const struct cloud *b)
{
    return a->device == b->device && a->terms == b->terms && same(a->provider, b->provider);
}

static bool is_same_api(const struct api *a, const struct api *b)
{
    return a->model == b->model && same(a->closed, b->closed) && same(a->provider, b->provider) &&
           same(a->version, b->version) && same(a->stored, b->stored);
}

static bool cloud_seen(const struct catalogue *c, const struct cloud *offer)
{
    for (size_t i = 0; i < c->clouds.n; i++)
        if (!isnan(c->clouds.v[i].rate_h.mid) && is_same_cloud(&c->clouds.v[i], offer))
            return true;
    return false;
}

static bool api_seen(const struct catalogue *c, const struct api *offer)
{
    for (size_t i = 0; i < c->apis.n; i++)
        if (!isnan(c->apis.v[i].input_mtok) && is_same_api(&c->apis.v[i], offer))
            return true;
    return false;
}

void consistency_rent_offers(struct diags *d, const struct catalogue *c)
{
    for (size_t i = 0; i < c->clouds.n; i++) {
        const struct cloud *o = &c->clouds.v[i];
        if (isnan(o->rate_h.mid) && !cloud_seen(c, o))
            diag_add(d, DIAG_SENSE, o->at[F_cloud_id], o->id,
                     "an offer states rate_h, or another record of its provider, device and terms does");
    }
    for (size_t i = 0; i < c->apis.n; i++) {
        const struct api *o = &c->apis.v[i];
        if (isnan(o->input_mtok) && !api_seen(c, o))
            diag_add(d, DIAG_SENSE, o->at[F_api_id], o->id,
                     "an API states its prices, or another record of its provider, model, version and storage does");
    }
}

static bool is_asked(const struct scenario *s, const struct model *m)
{
    for (size_t i = 0; i < s->workloads.n; i++)
        for (size_t j = 0; j < s->workloads.v[i].any_of.n; j++)
            if (s->workloads.v[i].any_of.v[j].model == m)
                return true;
    return false;
}

static void check_api(struct diags *d, const struct scenario *s, const struct machine *m)
{
    if (!m->api)
        return;
    if (m->cloud || m->system || m->devices.n || m->board || m->cpu || m->psus.n || m->parts.n)
        consistency_say(d, DIAG_SENSE, m->api->at[F_api_line_offer], m->id,
                        "a machine that stands for an API has no system, parts or cloud offer");
    if (m->api->offer && !is_asked(s, m->api->offer->model))
        consistency_say(d, DIAG_SENSE, m->api->at[F_api_line_offer], m->id, "no workload takes %s, which %s serves",
                        m->api->offer->model ? m->api->offer->model->id : m->api->offer->closed, m->api->offer->id);
}

void consistency_rent_scenario(struct diags *d, const struct scenario *s)
{
    for (size_t i = 0; i < s->options.n; i++)
        for (size_t j = 0; j < s->options.v[i].machines.n; j++)
            check_api(d, s, &s->options.v[i].machines.v[j]);
}

/* ---- dates ---- */

/* The dates at which an offer was seen. */
struct seen {
    const char *as_of;
    const char *first, *known; /* the first of all, and the last that was known as of then; NULL: none */
};

static void see(struct seen *s, const char *date)
{
    if (!date)
        return;
    if (!s->first || strcmp(date, s->first) < 0)
        s->first = date;
    if (month_known_by(date, s->as_of) && (!s->known || strcmp(date, s->known) > 0))
        s->known = date;
}

/* Returns when the price of an offer was seen: one that states its price has no other. */
static struct seen cloud_dates(const struct catalogue *c, const struct cloud *offer, const char *as_of)
{
    struct seen s = {.as_of = as_of};
    if (!isnan(offer->rate_h.mid))
        see(&s, offer->date);
    for (size_t i = 0; isnan(offer->rate_h.mid) && i < c->clouds.n; i++)
        if (!isnan(c->clouds.v[i].rate_h.mid) && is_same_cloud(&c->clouds.v[i], offer))
            see(&s, c->clouds.v[i].date);
    return s;
}

static struct seen api_dates(const struct catalogue *c, const struct api *offer, const char *as_of)
{
    struct seen s = {.as_of = as_of};
    if (!isnan(offer->input_mtok))
        see(&s, offer->date);
    for (size_t i = 0; isnan(offer->input_mtok) && i < c->apis.n; i++)
        if (!isnan(c->apis.v[i].input_mtok) && is_same_api(&c->apis.v[i], offer))
            see(&s, c->apis.v[i].date);
    return s;
}

static void judge_dates(struct diags *d, const struct seen *s, const char *id, struct origin at, const char *path)
{
    const double age = s->known ? month_of(s->as_of, MONTH_DECEMBER, NULL) - month_of(s->known, MONTH_DECEMBER, NULL)
                                : 0;
    if (s->first && !s->known)
        consistency_say(d, DIAG_OTHER_DATE, at, path, "%s was first seen in %.7s, after the scenario's date (%.10s)",
                        id, s->first, s->as_of);
    else if (age > FIELD_RULES_LONG_MONTHS)
        consistency_say(d, DIAG_OTHER_DATE, at, path, "%s was last seen in %.7s, %g months before the scenario's date",
                        id, s->known, age);
}

void consistency_rent_dates(struct diags *d, const struct catalogue *c, const struct scenario *s)
{
    for (size_t i = 0; i < s->options.n; i++)
        for (size_t j = 0; j < s->options.v[i].machines.n; j++) {
            const struct machine *m = &s->options.v[i].machines.v[j];
            if (m->cloud && m->cloud->offer) {
                const struct seen seen = cloud_dates(c, m->cloud->offer, s->as_of);
                judge_dates(d, &seen, m->cloud->offer->id, m->cloud->at[F_cloud_line_offer], m->id);
            }
            if (m->api && m->api->offer) {
                const struct seen seen = api_dates(c, m->api->offer, s->as_of);
                judge_dates(d, &seen, m->api->offer->id, m->api->at[F_api_line_offer], m->id);
            }
        }
}
