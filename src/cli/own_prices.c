#include "own_prices.h"

#include "arena.h"
#include "market.h"
#include "names.h"
#include "near.h"
#include "numtext.h"

#include <ctype.h>
#include <string.h>

/* Considers the ids of all things that may have a price. */
static const char *nearest(const struct catalogue *c, const char *name)
{
    struct near best = {0};
    for (size_t k = 0; k < catalogue_n_kinds; k++)
        for (size_t m = 0; m < MARKET_KINDS; m++) {
            const struct any_list *list = catalogue_list(c, &catalogue_kinds[k]);
            for (size_t i = 0; catalogue_kinds[k].kind == market_kinds[m] && i < list->n; i++)
                near_consider(&best, name, schema_id(market_kinds[m], schema_at(market_kinds[m], list, i)));
        }
    return best.name;
}

/* Returns the id of the thing that the name means; NULL with a diagnostic. */
static const char *component_of(struct command_run *r, const char *name)
{
    struct names_found several = {0};
    const struct kind *kind = NULL;
    for (size_t i = 0; i < MARKET_KINDS; i++) {
        const void *exact = catalogue_find(r->catalogue, market_kinds[i], name);
        if (exact)
            return schema_id(market_kinds[i], exact);
    }
    for (size_t i = 0; i < MARKET_KINDS; i++) {
        const struct names_found found = names_find(r->arena, r->catalogue, market_kinds[i], name);
        if (found.record)
            return schema_id(market_kinds[i], found.record);
        if (!kind && found.how != NAMES_NONE) {
            several = found;
            kind = market_kinds[i];
        }
    }
    const char *id = nearest(r->catalogue, name);
    const char *hint = kind ? names_hint(r->arena, kind, &several) : NULL;
    if (!hint || !*hint)
        hint = id ? str_format(r->arena, "did you mean '%s'?", id) : "see: rigplan list device, system, part ...";
    diag_add(&r->d, DIAG_UNKNOWN_ID, (struct origin){0}, "--price", "nothing on record is called '%s'; %s", name, hint);
    return NULL;
}

/* Splits "1100USD" into number and currency; without one the currency is unknown. */
static bool amount_of(struct command_run *r, const char *text, struct own_price *p)
{
    enum { CODE = 3 };
    size_t n = strlen(text);
    double amount = 0;
    while (n > 0 && (isalpha((unsigned char)text[n - 1]) || text[n - 1] == ' '))
        n--;
    const char *code = text + n + strspn(text + n, " ");
    char upper[CODE + 1] = "";
    for (size_t i = 0; i < CODE && code[i]; i++)
        upper[i] = (char)toupper((unsigned char)code[i]);
    p->currency = (enum currency)enums_find(&enums_currency, upper);
    if (!numtext_parse(text, n, &amount) || amount < 0 || strlen(code) > CODE || (*code && !p->currency)) {
        command_usage(r, "--price: expected an amount such as 1100 or 1100USD, got '%.60s'", text);
        return false;
    }
    p->amount = range_exact(amount);
    return true;
}

struct own_price_list own_prices_add(struct command_run *r, const struct own_price_list *to)
{
    const char *given[OPT_REPEATS];
    const size_t n = opt_repeats(&r->opts, "--price", given);
    struct own_price *v = ARENA_ARRAY(r->arena, to->n + n + 1, struct own_price);
    struct own_price_list out = {to->n, v};
    if (to->n > 0)
        memcpy(v, to->v, to->n * sizeof *v);
    for (size_t i = 0; i < n; i++) {
        const char *amount = NULL, *name = str_split(r->arena, given[i], '=', &amount);
        struct own_price p = {.component = NULL};
        if (!amount) {
            command_usage(r, "--price: expected ID=AMOUNT such as rtx-3090=1100, got '%.60s'", given[i]);
            continue;
        }
        p.component = component_of(r, name);
        if (amount_of(r, amount, &p) && p.component)
            v[out.n++] = p;
    }
    return out;
}

/* Returns whether a link of the record, or of anything that it contains, leads to the thing with that id. */
static bool links_to(const struct kind *k, const void *record, const char *id)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const void *member = schema_member(record, f);
        if (f->type == FIELD_LINK || f->type == FIELD_ONE) {
            const void *other = *(const void *const *)member;
            if (other &&
                (f->type == FIELD_ONE ? links_to(f->kind, other, id) : strcmp(schema_id(f->kind, other), id) == 0))
                return true;
        } else if (f->type == FIELD_LIST)
            for (size_t j = 0; j < ((const struct any_list *)member)->n; j++)
                if (links_to(f->kind, schema_at(f->kind, member, j), id))
                    return true;
    }
    return false;
}

void own_prices_check(struct command_run *r, const struct scenario *s, const struct own_price_list *prices)
{
    for (size_t i = s->prices.n; i < prices->n; i++)
        if (!links_to(&kind_scenario, s, prices->v[i].component))
            diag_add(&r->d, DIAG_NO_EFFECT, (struct origin){0}, "--price",
                     "nothing in the scenario uses %s: its price changes no option", prices->v[i].component);
}

struct money_terms own_prices_terms(struct command_run *r)
{
    static const struct own_price_list none = {0, NULL};
    struct money_terms terms = command_terms(r);
    struct own_price_list *own = ARENA_NEW(r->arena, struct own_price_list);
    *own = own_prices_add(r, &none);
    terms.own = own;
    return terms;
}
