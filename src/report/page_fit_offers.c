/* Which cards and machines have room for a model, for a person: how many, the cheapest, the fewest, a short list by
   price. */
#include "page_fit.h"

#include "fmt.h"
#include "grid.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

enum { LISTED = 15 };

static void question(const struct page_fit_offers *p, struct str *out)
{
    struct str s = str_new(out->arena);
    str_addf(&s, "%s in %s, %s, ", p->model, p->quant, p->engine);
    answer_tokens(&s, p->ctx_tokens);
    str_add(&s, " of context");
    if (p->sequences > 1)
        str_addf(&s, " for %.0f users together", p->sequences);
    wrap_text(out, s.text, 0, 0);
    str_add(out, "\n");
}

static void answer(const struct page_fit_offers *p, struct str *out)
{
    struct str s = str_new(out->arena);
    const size_t tried = p->n_cards + p->n_systems;
    if (p->n_offers == 0)
        str_addf(&s,
                 "No: 0 of %zu cards and machines in the catalogue have room for it, even with %d cards of one kind.",
                 tried, p->most_cards);
    else
        str_addf(&s,
                 "%zu of %zu cards and machines in the catalogue have room for it, with up to %d cards of one kind.",
                 p->n_offers, tried, p->most_cards);
    wrap_text(out, s.text, 0, 0);
}

static void offer(struct str *out, const char *label, const struct offer *o)
{
    struct str s = str_new(out->arena);
    if (!o)
        return;
    page_fit_offer(&s, o);
    wrap_row(out, label, s.text, 12);
}

/* Returns condition and basis of the price: "used, seen 2026-08". */
static const char *price_words(struct str *out, const struct offer *o)
{
    if (isnan(o->total.mid))
        return "-";
    return str_format(out->arena, "%s, %s", enums_words(&enums_condition, (int)o->condition),
                      page_fit_price_basis(out->arena, o));
}

static void list(const struct page_fit_offers *p, struct str *out)
{
    struct grid g = grid_new(out->arena);
    grid_column(&g, "offer", false);
    grid_column(&g, "free GiB", true);
    grid_column(&g, "tokens/s", true);
    grid_column(&g, p->n_offers > 0 ? enums_text(&enums_currency, (int)p->offers[0].currency) : "", true);
    grid_column(&g, "price", false);
    for (size_t i = 0; i < p->n_offers && i < LISTED; i++) {
        const struct offer *o = &p->offers[i];
        grid_cell(&g, str_format(out->arena, "%.0f x %s", o->count, o->id));
        grid_cell(&g, fmt_known(out->arena, o->spare_gib, 3));
        grid_cell(&g, fmt_known(out->arena, o->decode_tok_s.mid, 3));
        grid_cell(&g, fmt_known(out->arena, o->total.mid, o->total.mid >= 10 ? 1 : 3));
        grid_cell(&g, price_words(out, o));
    }
    str_add(out, "\nBy price of the cards alone, without the computer around them\n");
    grid_print_within(&g, out, WRAP_COLUMNS);
    if (p->n_offers > LISTED)
        str_addf(out, "  %zu more: the same command with --all\n", p->n_offers - LISTED);
}

void page_fit_offers_text(const struct page_fit_offers *p, struct str *out)
{
    question(p, out);
    answer(p, out);
    offer(out, "cheapest", p->cheapest);
    offer(out, "fewest", p->fewest);
    if (p->n_offers == 0)
        return;
    list(p, out);
    str_add(out, "\nMore about one of them (--system ID for a machine):\n");
    wrap_command(out, p->again, 2);
}
