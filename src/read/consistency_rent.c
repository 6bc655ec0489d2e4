#include "consistency_rent.h"

#include "catalogue.h"
#include "consistency_say.h"
#include "diag.h"

#include <math.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool cloud_seen(const struct catalogue *c, const struct cloud *offer)
{
    for (size_t i = 0; i < c->clouds.n; i++) {
        const struct cloud *o = &c->clouds.v[i];
        if (!isnan(o->rate_h.mid) && o->device == offer->device && o->terms == offer->terms &&
            same(o->provider, offer->provider))
            return true;
    }
    return false;
}

static bool api_seen(const struct catalogue *c, const struct api *offer)
{
    for (size_t i = 0; i < c->apis.n; i++) {
        const struct api *o = &c->apis.v[i];
        if (!isnan(o->input_mtok) && o->model == offer->model && same(o->closed, offer->closed) &&
            same(o->provider, offer->provider) && same(o->version, offer->version) && same(o->stored, offer->stored))
            return true;
    }
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
        if (isnan(o->input_mtok) != isnan(o->output_mtok))
            diag_add(d, DIAG_SENSE, o->at[F_api_id], o->id,
                     "an API states both input_mtok and output_mtok, or neither");
        else if (isnan(o->input_mtok) && !api_seen(c, o))
            diag_add(d, DIAG_SENSE, o->at[F_api_id], o->id,
                     "an API states its prices, or another record of its provider, model, version and storage does");
        if ((o->model != NULL) == (o->closed != NULL))
            diag_add(d, DIAG_SENSE, o->at[F_api_id], o->id,
                     "an API names either a model of the catalogue or one that is closed");
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
