#include "consistency_claims.h"

#include "consistency_say.h"
#include "lines.h"
#include "option_machine.h"
#include "results.h"

#include <math.h>
#include <string.h>

/* What a claim is checked in. */
struct place {
    struct diags *d;
    const struct scenario *s;
    const struct option *o;
    const char *machine; /* that states it; NULL: the option */
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Returns the figures that the claim may name. */
static const struct figure_table *table_of(const struct place *p, const struct claim *k)
{
    return k->fund                    ? &figures_fund_use
           : k->component             ? &figures_bill_line
           : k->machine || p->machine ? &figures_machine_use
                                      : &figures_outcome;
}

static void check_figure(const struct place *p, const struct claim *k)
{
    const struct figure_table *t = table_of(p, k);
    const struct figure *f = results_find(t, k->figure);
    struct near best = {0};
    if (k->component) {
        if (!same(k->figure, "price") && !same(k->figure, "unit_price"))
            consistency_say(p->d, DIAG_UNKNOWN_ID, k->at[F_claim_figure], "says",
                            "of a component the figure is price or unit_price, got '%s'", k->figure);
        return;
    }
    if (k->parts.n > 0 && (!f || f->type == FIGURE_TEXT))
        return; /* a name of the author's */
    if (f && f->type != FIGURE_TEXT) {
        const bool word = f->type == FIGURE_WORD;
        if (word != (k->word != NULL))
            consistency_say(p->d, DIAG_SENSE, k->at[F_claim_figure], "says",
                            word ? "'%s' is a word: state it with 'word'" : "'%s' is a number: state it with 'value'",
                            k->figure);
        return;
    }
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].type != FIGURE_TEXT)
            near_consider(&best, k->figure, t->v[i].name);
    consistency_say(p->d, DIAG_UNKNOWN_ID, k->at[F_claim_figure], "says", "'%s' is not a figure of %s%s", k->figure,
                    t == &figures_outcome    ? "an option"
                    : t == &figures_fund_use ? "a fund"
                                             : "a machine",
                    consistency_say_hint(p->d, &best));
}

static void check_number(const struct place *p, const struct claim *k)
{
    const bool value = !isnan(k->value), low = !isnan(k->low), high = !isnan(k->high);
    if ((value ? 1 : 0) + (low || high ? 1 : 0) + (k->word ? 1 : 0) != 1 || low != high)
        consistency_say(p->d, DIAG_SENSE, k->at[F_claim_figure], "says",
                        "a stated figure has one of: value; low and high; word");
}

static void check_fund(const struct place *p, const struct claim *k)
{
    struct near best = {0};
    bool known = !k->fund || same(k->fund, "all");
    for (size_t i = 0; k->fund && i < p->s->funds.n; i++) {
        known |= same(k->fund, p->s->funds.v[i].id);
        near_consider(&best, k->fund, p->s->funds.v[i].id);
    }
    if (!known)
        consistency_say(p->d, DIAG_UNKNOWN_ID, k->at[F_claim_fund], "says", "the scenario has no fund '%s'%s", k->fund,
                        consistency_say_hint(p->d, &best));
}

static bool has_component(const struct option *o, const char *id)
{
    bool found = false;
    for (size_t i = 0; i < o->machines.n; i++) {
        const struct machine *m = &o->machines.v[i];
        found |= lines_has(m, id);
        for (size_t j = 0; j < m->sell.n; j++)
            found |= same(m->sell.v[j].component, id);
    }
    for (size_t i = 0; i < o->links.n; i++)
        for (size_t j = 0; j < o->links.v[i].parts.n; j++)
            found |= same(o->links.v[i].parts.v[j].part->id, id);
    return found;
}

/* Returns whether another variant of the same choice has the machine or the component. */
static bool has_variant(const struct place *p, const struct option *o, const char *machine, const char *component)
{
    bool found = false;
    for (size_t i = 0; o->variant_of && i < p->s->options.n; i++) {
        const struct option *v = &p->s->options.v[i];
        if (same(v->variant_of, o->variant_of))
            found |= (!machine || option_machine(v, machine)) && (!component || has_component(v, component));
    }
    return found;
}

/* Reports a machine or a component that the option does not have. */
static void check_things(const struct place *p, const struct option *o, struct origin at, const char *machine,
                         const char *component)
{
    if (has_variant(p, o, machine, component))
        return;
    if (machine && !option_machine(o, machine)) {
        struct near best = {0};
        for (size_t i = 0; i < o->machines.n; i++)
            if (o->machines.v[i].id)
                near_consider(&best, machine, o->machines.v[i].id);
        consistency_say(p->d, DIAG_UNKNOWN_ID, at, "says", "option '%s' has no machine '%s'%s", o->id, machine,
                        consistency_say_hint(p->d, &best));
    }
    if (component && !has_component(o, component))
        consistency_say(p->d, DIAG_UNKNOWN_ID, at, "says", "option '%s' has no part '%s'", o->id, component);
}

static void check_against(const struct place *p, const struct claim *k)
{
    const struct claim_side *other = k->against;
    const struct option *o = p->o;
    struct near best = {0};
    if (!other)
        return;
    if (other->option) {
        o = NULL;
        for (size_t i = 0; i < p->s->options.n; i++) {
            const struct option *one = &p->s->options.v[i];
            const char *id = one->variant_of ? one->variant_of : one->id;
            near_consider(&best, other->option, id);
            o = same(other->option, id) ? one : o;
        }
    }
    if (!o)
        consistency_say(p->d, DIAG_UNKNOWN_ID, other->at[F_claim_side_option], "says", "there is no option '%s'%s",
                        other->option, consistency_say_hint(p->d, &best));
    else
        check_things(p, o, k->at[F_claim_against], other->machine, other->component);
    if (k->word)
        consistency_say(p->d, DIAG_SENSE, k->at[F_claim_word], "says", "words cannot be compared with 'against'");
}

static void check_parts(const struct place *p, const struct claim *k)
{
    if (k->parts.n > 0 && (k->component || k->fund || k->against || k->word || k->currency))
        consistency_say(p->d, DIAG_SENSE, k->at[F_claim_parts], "says",
                        "a sum of the author's own parts has no component, fund, against, word or currency");
    if (k->unit && k->parts.n == 0)
        consistency_say(p->d, DIAG_SENSE, k->at[F_claim_unit], "says", "'unit' is for a sum of parts: '%s' has its own",
                        k->figure);
}

static void check(const struct place *p, const struct claim *k)
{
    check_figure(p, k);
    check_number(p, k);
    check_fund(p, k);
    check_things(p, p->o, k->at[F_claim_figure], k->machine, k->component);
    check_against(p, k);
    check_parts(p, k);
}

void consistency_claims(struct diags *d, const struct scenario *s)
{
    for (size_t i = 0; i < s->options.n; i++) {
        const struct option last = option_machine_state(&s->options.v[i], s->options.v[i].phases.n), *o = &last;
        const struct place whole = {d, s, o, NULL};
        for (size_t k = 0; k < o->says.n; k++)
            check(&whole, &o->says.v[k]);
        for (size_t j = 0; j < o->machines.n; j++) {
            const struct place one = {d, s, o, o->machines.v[j].id};
            for (size_t k = 0; k < o->machines.v[j].says.n; k++)
                check(&one, &o->machines.v[j].says.v[k]);
        }
    }
}
