#include "own_tariff.h"

#include "arena.h"
#include "diag.h"
#include "tariff.h"
#include "tree.h"
#include "tree_make.h"

#include <string.h>

static const char as_id[] = "tariff", as_price[] = "price_kwh", as_record[] = "own_tariff";

static const char *text_of(const struct tree *map, const char *key)
{
    const struct tree *t = tree_get(map, key);
    return t && t->type == TREE_TEXT ? t->text : NULL;
}

/* Makes the member a mapping of a tariff whose price is the member's number. */
static void make_record(struct arena *a, struct tree *member)
{
    struct tree *price = ARENA_NEW(a, struct tree);
    *price = *member;
    price->key = as_price;
    price->next = NULL;
    member->type = TREE_MAP;
    member->text = NULL;
    member->first = member->last = NULL;
    member->n = 0;
    tree_adopt(member, price);
}

/* Adds what the tariff lacks: its id, its country, the currency of the scenario or of the country, and the date. */
static void fill_in(struct arena *a, const struct catalogue *c, const struct tree *root, const struct tree *site,
                    struct tree *own)
{
    const char *place = text_of(site, "country"), *currency = text_of(root, "currency");
    const struct country *country = place ? catalogue_find(c, &kind_country, place) : NULL;
    struct tree *more = tree_make_map(a, NULL, NULL, own->at);
    tree_make_text(a, more, "id", "own", own->at);
    tree_make_text(a, more, "country", place, own->at);
    tree_make_text(a, more, "region", place ? place : "own", own->at);
    if (!currency && country)
        currency = enums_text(&enums_currency, (int)country->currency);
    tree_make_text(a, more, "currency", currency, own->at);
    tree_make_text(a, more, "source", "the scenario", own->at);
    tree_make_text(a, more, "date", text_of(root, "as_of"), own->at);
    tree_fill(own, more, a);
}

void own_tariff_complete(struct arena *a, struct diags *d, const struct catalogue *c, struct tree *root)
{
    struct tree *site = tree_member(root, "site"), *own = NULL, *named = NULL;
    if (!site || site->type != TREE_MAP)
        return; /* the decoder reports it */
    const char *const forms[] = {as_record, as_price, as_id};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct tree *t = tree_member(site, forms[i]);
        if (!t)
            continue;
        if (own || named)
            diag_add(d, DIAG_SENSE, t->at, "site", "a site states one tariff, got '%s' and '%s'",
                     own ? own->key : named->key, t->key);
        if (forms[i] == as_price || t->type == TREE_NUMBER)
            make_record(a, t);
        if (t->type == TREE_MAP)
            own = t;
        else
            named = t;
    }
    if (own) {
        own->key = as_record;
        fill_in(a, c, root, site, own);
    }
    if (!own && !named)
        diag_add(d, DIAG_MISSING_FIELD, site->at, "site",
                 "a site must state 'tariff': an id (rigplan list tariff), or a price per kWh (tariff: 0.31)");
}

void own_tariff_take(struct arena *a, const struct catalogue *c, struct scenario *s)
{
    struct site *site = ARENA_NEW(a, struct site);
    *site = *s->site;
    site->tariff = site->own_tariff ? site->own_tariff : tariff_known_by(&c->tariffs, site->tariff, s->as_of);
    s->site = site;
}
