#include "consistency.h"

#include "arena.h"

#include "catalogue.h"
#include "consistency_funds.h"
#include "consistency_plan.h"
#include "consistency_rent.h"
#include "decode.h"
#include "diag.h"
#include "feed_country.h"
#include "near.h"
#include "price_book.h"
#include "priced.h"
#include "results.h"
#include "scenario_rules.h"
#include "tariff.h"

#include <math.h>
#include <string.h>

/* Every catalogue record must state its source and date. */
static void check_sources(struct diags *d, const struct catalogue *c)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct kind *k = catalogue_kinds[i].kind;
        const struct any_list *list = catalogue_list(c, &catalogue_kinds[i]);
        const size_t source = schema_find(k, "source"), date = schema_find(k, "date"), id = schema_find(k, "id");
        for (size_t j = 0; j < list->n; j++) {
            const void *r = schema_at(k, list, j);
            if (!schema_origin(r, source)->file || !schema_origin(r, date)->file)
                diag_add(d, DIAG_SOURCE_MISSING, *schema_origin(r, id), schema_id(k, r),
                         "a %s must state 'source' and 'date'", k->name);
        }
    }
}

/* Adds a fault for a price of something that the catalogue lacks. In a price book it is a warning, once for each
   component: a book may hold prices of things that only some files of --data describe. */
static void check_prices(struct diags *d, const struct catalogue *c)
{
    const struct priced_index *index = priced_new(d->arena, c);
    const char *told = "";
    for (size_t i = 0; i < c->prices.n; i++) {
        const struct price *p = &c->prices.v[i];
        const struct origin at = p->at[F_price_component];
        if (p->component && priced_find(index, p->component))
            continue;
        if (!p->component || !at.file || !price_book_is(at.file))
            diag_add(d, DIAG_UNKNOWN_ID, at, p->id, "the catalogue has no record '%s'", p->component);
        else if (strcmp(told, p->component) != 0)
            diag_add(d, DIAG_BOOK_UNKNOWN, at, NULL, "the catalogue has no record '%s': its prices are not used",
                     told = p->component);
    }
}

/* Reports prices whose country is no code on record. A catalogue without countries is part of one, and is not judged.
 */
static void check_countries(struct diags *d, const struct catalogue *c)
{
    const char *known = "";
    for (size_t i = 0; c->countries.n > 0 && i < c->prices.n; i++) {
        const struct price *p = &c->prices.v[i];
        if (!p->country || strcmp(p->country, known) == 0)
            continue;
        if (catalogue_find(c, &kind_country, p->country)) {
            known = p->country;
            continue;
        }
        const char *meant = feed_country_code(c, p->country);
        diag_add(d, DIAG_UNKNOWN_ID, p->at[F_price_country], "country",
                 "no country '%.40s' is on record, expected an ISO code in capitals such as AU, DE or US%s%s%s",
                 p->country, meant ? "; did you mean '" : " (see: rigplan list country)", meant ? meant : "",
                 meant ? "'?" : "");
    }
}

/* A card that is another with a lower power limit is the same chip with the same memory. */
static void check_sibling(struct diags *d, const struct device *r)
{
    const struct device *full = r->chip_of;
    const struct origin at = r->at[F_device_chip_of];
    if (full->chip_of)
        diag_add(d, DIAG_SENSE, at, r->id,
                 "expected the card with the highest limit, got %s, which is itself chip_of %s", full->id,
                 full->chip_of->id);
    else if (full->family != r->family || full->compute_units != r->compute_units ||
             full->mem_bw_gb_s != r->mem_bw_gb_s || full->dram != r->dram)
        diag_add(d, DIAG_SENSE, at, r->id,
                 "expected a device with the same family, compute_units, mem_bw_gb_s and dram, got %s", full->id);
    else if (!(full->tdp_w > r->tdp_w))
        diag_add(d, DIAG_SENSE, at, r->id, "expected a device with a tdp_w above %g W, got %s with %g W", r->tdp_w,
                 full->id, full->tdp_w);
}

static void check_cards(struct diags *d, const struct catalogue *c)
{
    for (size_t i = 0; i < c->devices.n; i++) {
        const struct device *r = &c->devices.v[i];
        if (r->chip_of)
            check_sibling(d, r);
    }
}

static void check_psus(struct diags *d, const struct catalogue *c)
{
    for (size_t i = 0; i < c->psus.n; i++) {
        const struct psu *p = &c->psus.v[i];
        for (size_t j = 1; j < p->curve.n; j++) {
            const struct psu_point *now = &p->curve.v[j];
            bool rises = true;
            for (size_t k = 0; k < j; k++)
                rises &= p->curve.v[k].mains_v != now->mains_v || p->curve.v[k].load_frac < now->load_frac;
            if (!rises)
                diag_add(d, DIAG_SENSE, now->at[F_psu_point_load_frac], p->id,
                         "load_frac must rise from point to point of one voltage");
        }
    }
}

/* Reports a field that a model with that property must state. */
static void need(struct diags *d, const struct model *m, const char *property, double value, const char *field)
{
    if (isnan(value))
        diag_add(d, DIAG_SENSE, m->at[F_model_attention], m->id, "a model with %s must state '%s'", property, field);
}

static void check_models(struct diags *d, const struct catalogue *c)
{
    for (size_t i = 0; i < c->models.n; i++) {
        const struct model *m = &c->models.v[i];
        if (m->attention == attention_mla) {
            need(d, m, "multi-head latent attention", m->kv_lora_rank, "kv_lora_rank");
            need(d, m, "multi-head latent attention", m->rope_head_dim, "rope_head_dim");
            need(d, m, "multi-head latent attention", m->nope_head_dim, "nope_head_dim");
            need(d, m, "multi-head latent attention", m->v_head_dim, "v_head_dim");
        }
        if (m->attention == attention_window)
            need(d, m, "sliding windows", m->window_tokens, "window_tokens");
        if (m->linear_layers > 0 && m->attention != attention_conv) {
            need(d, m, "recurrent layers", m->linear_inner, "linear_inner");
            need(d, m, "recurrent layers", m->linear_state, "linear_state");
            need(d, m, "recurrent layers", m->linear_groups, "linear_groups");
        }
        if (m->experts > 0) {
            need(d, m, "experts", m->expert_ffn, "expert_ffn");
            need(d, m, "experts", m->experts_used, "experts_used");
        } else
            need(d, m, "dense layers only", m->ffn, "ffn");
    }
}

/* A quant with its own tensors is a file of one model, and its tensors are in the blocks of that model. */
static void check_quants(struct diags *d, const struct catalogue *c)
{
    for (size_t i = 0; i < c->quants.n; i++) {
        const struct quant *q = &c->quants.v[i];
        for (size_t j = 0; q->of && j < q->tensors.n; j++) {
            const struct quant_tensor *t = &q->tensors.v[j];
            const double last = t->first + (t->blocks - 1) * t->step, blocks = q->of->layers + q->of->mtp_layers;
            if (last >= blocks)
                diag_add(d, DIAG_SENSE, t->at[F_quant_tensor_first], q->id,
                         "expected tensors in blocks 0 to %g of %s, got one in block %g", blocks - 1, q->of->id, last);
        }
    }
}

/* The keys of a prior must be keys of calibration records. */
static void check_priors(struct diags *d, const struct catalogue *c)
{
    static const char *const known[] = {
#define KEY(row, key, of, value, doc) #key,
#include "calibration_key.def"
#undef KEY
    };
    for (size_t i = 0; i < c->priors.n; i++) {
        const struct prior *p = &c->priors.v[i];
        for (size_t j = 0; j < p->keys.n; j++) {
            struct near best = {0};
            size_t at = 0;
            for (; at < sizeof known / sizeof *known && strcmp(known[at], p->keys.v[j]) != 0; at++)
                near_consider(&best, p->keys.v[j], known[at]);
            if (at == sizeof known / sizeof *known)
                diag_add(d, DIAG_SENSE, p->at[F_prior_keys], p->id, "calibration records have no key '%s'%s%s%s",
                         p->keys.v[j], best.name ? "; did you mean '" : "", best.name ? best.name : "",
                         best.name ? "'?" : "");
        }
    }
}

static void check_engines(struct diags *d, const struct catalogue *c)
{
    const struct engine *usual = NULL;
    for (size_t i = 0; i < c->engines.n; i++) {
        const struct engine *e = &c->engines.v[i];
        if (e->usual == flag_yes && usual)
            diag_add(d, DIAG_SENSE, e->at[F_engine_usual], e->id,
                     "only one engine may state 'usual: yes', and %s already does", usual->id);
        usual = e->usual == flag_yes ? e : usual;
    }
    if (c->engines.n > 0 && !usual)
        diag_add(d, DIAG_SENSE, c->engines.v[0].at[F_engine_id], c->engines.v[0].id,
                 "one engine must state 'usual: yes', but none does");
}

void consistency_catalogue(struct diags *d, const struct catalogue *c)
{
    check_sources(d, c);
    check_prices(d, c);
    check_countries(d, c);
    for (size_t i = 0; i < c->tariffs.n; i++)
        tariff_check(d, c, &c->tariffs.v[i]);
    consistency_rent_offers(d, c);
    check_psus(d, c);
    check_cards(d, c);
    check_models(d, c);
    check_quants(d, c);
    check_engines(d, c);
    check_priors(d, c);
    if (c->policies.n == 0)
        diag_add(d, DIAG_SENSE, diag_file("the catalogue"), NULL, "expected a policy record, got none");
}

/* A priority must be a figure of an option for which more or less is better. */
static void check_priority(struct diags *d, const struct priority *p)
{
    const struct figure *f = results_find(&figures_outcome, p->figure);
    const bool number = f && (f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE) && f->direction != direction_neither;
    if (number)
        return;
    struct near best = {0};
    for (size_t i = 0; i < figures_outcome.n; i++)
        if (figures_outcome.v[i].direction == direction_more || figures_outcome.v[i].direction == direction_less)
            near_consider(&best, p->figure, figures_outcome.v[i].name);
    if (best.name)
        diag_add(d, DIAG_UNKNOWN_ID, p->at[F_priority_figure], "priorities",
                 "'%s' is not a figure to rank by; did you mean '%s'?", p->figure, best.name);
    else
        diag_add(d, DIAG_UNKNOWN_ID, p->at[F_priority_figure], "priorities",
                 "'%s' is not a figure to rank by (see docs/model.md)", p->figure);
}

/* Reports a price of something that is not on record. */
static void check_own_price(struct diags *d, const struct catalogue *c, const struct own_price *p)
{
    const struct kind *k;
    if (!catalogue_find_any(c, p->component, &k))
        diag_add(d, DIAG_UNKNOWN_ID, p->at[F_own_price_component], "prices", "nothing on record has the id '%s'",
                 p->component);
}

static bool same_amount(const struct scenario *s, const struct own_price *a, const struct own_price *b)
{
    const enum currency x = a->currency ? a->currency : s->currency, y = b->currency ? b->currency : s->currency;
    return x == y && memcmp(&a->amount, &b->amount, sizeof a->amount) == 0;
}

/* Reports a price that contradicts an earlier one of the same thing, by whatever name, in the same condition. */
static void check_own_prices_agree(struct diags *d, const struct catalogue *c, const struct scenario *s)
{
    const struct own_price_list *list = &s->prices;
    for (size_t i = 1; i < list->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct own_price *now = &list->v[i], *before = &list->v[j];
            const struct kind *k;
            const void *thing = catalogue_find_any(c, now->component, &k);
            if (!thing || now->condition != before->condition || same_amount(s, now, before) ||
                !catalogue_named(k, thing, before->component))
                continue;
            diag_add(d, DIAG_SENSE, now->at[F_own_price_amount], "prices",
                     "line %d states another price of %s%s%s; expected one price of a thing for each condition",
                     before->at[F_own_price_amount].line, now->component, now->condition ? ", " : "",
                     now->condition ? enums_text(&enums_condition, (int)now->condition) : "");
            break;
        }
}

/* Reports a currency whose worth nobody states: every price in it would be unknown. */
static void check_rate(struct diags *d, const struct catalogue *c, const struct scenario *s, enum currency currency,
                       struct origin at, const char *name)
{
    bool known = currency == currency_unknown || currency == currency_usd;
    for (size_t i = 0; i < s->rates.n; i++)
        known |= s->rates.v[i].currency == currency;
    for (size_t i = 0; !known && i < c->rates.n; i++)
        known = c->rates.v[i].currency == currency;
    if (!known)
        diag_add(d, DIAG_SENSE, at, name,
                 "no exchange rate of %s is on record: state one in 'rates', as {currency: %s, usd: what one is worth}",
                 enums_text(&enums_currency, (int)currency), enums_text(&enums_currency, (int)currency));
}

/* Reports a state that its country does not have. */
static void check_state(struct diags *d, const struct catalogue *c, const struct site *site)
{
    const struct country *country = catalogue_find(c, &kind_country, site->country);
    struct near best = {0};
    if (!country || !site->state || country->states.n == 0)
        return;
    for (size_t i = 0; i < country->states.n; i++) {
        if (strcmp(country->states.v[i].code, site->state) == 0)
            return;
        near_consider(&best, site->state, country->states.v[i].code);
    }
    diag_add(d, DIAG_SENSE, site->at[F_site_state], "site.state",
             "%s has no state '%s' on record, expected a code such as %s", site->country, site->state,
             best.name ? best.name : country->states.v[0].code);
}

void consistency_scenario(struct diags *d, const struct catalogue *c, const struct scenario *s)
{
    tariff_check_site(d, c, s);
    check_state(d, c, s->site);
    check_rate(d, c, s, s->currency, s->at[F_scenario_currency], "currency");
    check_rate(d, c, s, s->site->tariff->currency,
               s->site->own_tariff ? s->site->own_tariff->at[F_tariff_currency] : s->site->at[F_site_tariff],
               "site.tariff");
    for (size_t i = 0; i < s->funds.n; i++)
        check_rate(d, c, s, s->funds.v[i].currency, s->funds.v[i].at[F_fund_currency], s->funds.v[i].id);
    consistency_plan(d, c, s);
    for (size_t i = 0; i < s->prices.n; i++)
        check_own_price(d, c, &s->prices.v[i]);
    check_own_prices_agree(d, c, s);
    consistency_funds(d, s);
    consistency_rent_scenario(d, s);
    for (size_t i = 0; i < s->priorities.n; i++)
        check_priority(d, &s->priorities.v[i]);
    for (size_t k = 0; k < s->priority_sets.n; k++)
        for (size_t i = 0; i < s->priority_sets.v[k].priorities.n; i++)
            check_priority(d, &s->priority_sets.v[k].priorities.v[i]);
    scenario_rules(d, c, s);
}
