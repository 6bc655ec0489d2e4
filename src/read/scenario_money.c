#include "scenario_money.h"

#include "arena.h"
#include "catalogue.h"
#include "tree_make.h"

#include <string.h>

static const char old_currency[] = "AUD";

const char *scenario_money_figure(const char *name)
{
    static const struct {
        const char *old, *now;
    } names[] = {{"price_aud", "price"},         {"missing_aud", "missing"},
                 {"left_aud", "left"},           {"energy_aud_year", "energy_cost_year"},
                 {"rent_aud_year", "rent_year"}, {"life_aud", "life_cost"},
                 {"cost_mtok_aud", "cost_mtok"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].old, name) == 0)
            return names[i].now;
    return name;
}

/* Renames amount_aud of one fund or sold part. Returns whether it was there. */
static bool rename_amount(struct arena *a, struct tree *map, bool foreign)
{
    struct tree *amount = tree_member(map, "amount_aud");
    if (!amount)
        return false;
    amount->key = "amount";
    if (foreign && !tree_get(map, "currency"))
        tree_make_text(a, map, "currency", old_currency, amount->at);
    return true;
}

static struct tree *entries(struct tree *map, const char *key)
{
    struct tree *list = map ? tree_member(map, key) : NULL;
    return list && list->type == TREE_LIST ? list->first : NULL;
}

static bool rename_amounts(struct arena *a, struct tree *map, const char *key, bool foreign)
{
    bool found = false;
    for (struct tree *t = entries(map, key); t; t = t->next)
        found |= rename_amount(a, t, foreign);
    return found;
}

static void rename_rate(struct arena *a, struct tree *root, struct tree *rate)
{
    struct tree *list = tree_make_list(a, root, "rates", rate->at), *one = tree_make_map(a, list, NULL, rate->at);
    const struct tree *as_of = tree_get(root, "as_of");
    tree_make_text(a, one, "currency", old_currency, rate->at);
    struct tree *usd = ARENA_NEW(a, struct tree);
    *usd = *rate;
    usd->key = "usd";
    usd->next = NULL;
    tree_adopt(one, usd);
    if (as_of && as_of->type == TREE_TEXT)
        tree_make_text(a, one, "date", as_of->text, rate->at);
}

/* Takes the member out of the map. */
static void take_out(struct tree *map, const struct tree *member)
{
    map->last = NULL;
    for (struct tree **at = &map->first; *at;) {
        if (*at == member) {
            *at = member->next;
            map->n--;
            continue;
        }
        map->last = *at;
        at = &(*at)->next;
    }
}

static bool rename_sold(struct arena *a, struct tree *root, bool foreign)
{
    bool found = false;
    for (struct tree *m = entries(root, "machines"); m; m = m->next)
        found |= rename_amounts(a, m, "sell", foreign);
    for (struct tree *o = entries(root, "options"); o; o = o->next)
        for (struct tree *m = entries(o, "machines"); m; m = m->next)
            found |= rename_amounts(a, m, "sell", foreign);
    return found;
}

void scenario_money_rename(struct arena *a, struct tree *root)
{
    const struct tree *currency = tree_get(root, "currency");
    const bool foreign = currency && currency->type == TREE_TEXT && strcmp(currency->text, old_currency) != 0;
    bool found = rename_amounts(a, root, "funds", foreign);
    found |= rename_sold(a, root, foreign);
    for (struct tree *t = entries(root, "priorities"); t; t = t->next) {
        struct tree *figure = tree_member(t, "figure");
        if (figure && figure->type == TREE_TEXT)
            figure->text = scenario_money_figure(figure->text);
    }
    struct tree *rate = tree_member(root, "usd_per_aud");
    if (rate && !tree_get(root, "rates")) {
        take_out(root, rate);
        rename_rate(a, root, rate);
        found = true;
    }
    if (found && !currency)
        tree_make_text(a, root, "currency", old_currency, root->at);
}

void scenario_money_complete(const struct catalogue *c, struct scenario *s)
{
    const struct country *country = s->currency ? NULL : catalogue_find(c, &kind_country, s->site->country);
    if (country)
        s->currency = country->currency;
}
