#include "page_price_check.h"

#include "fmt.h"
#include "grid.h"
#include "jsonout.h"

static const char *percent(struct str *out, double frac)
{
    struct str s = str_new(out->arena);
    fmt_percent(&s, frac);
    return s.text;
}

static void columns(struct grid *g, const char *first)
{
    grid_column(g, first, false);
    grid_column(g, "left out", true);
    grid_column(g, "median error", true);
    grid_column(g, "90 % below", true);
    grid_column(g, "bias", true);
    grid_column(g, "in 80 % range", true);
}

static void line(struct grid *g, struct str *out, const char *name, const struct check_prices_sum *s)
{
    if (s->n == 0)
        return;
    grid_cell(g, name);
    grid_cell(g, str_format(out->arena, "%zu", s->n));
    grid_cell(g, percent(out, s->median_frac));
    grid_cell(g, percent(out, s->p90_frac));
    grid_cell(g, percent(out, s->bias_frac));
    grid_cell(g, percent(out, s->inside80_frac));
}

static const char *class_name(int c)
{
    return c ? enums_words(&enums_priceclass, c) : "all";
}

static void classes(struct str *out, const char *heading, const struct check_prices_row *rows, size_t n)
{
    struct grid g = grid_new(out->arena);
    columns(&g, "class");
    for (int c = 0; c < priceclass_end; c++) {
        const struct check_prices_sum s = check_prices_sum(out->arena, rows, n, (enum priceclass)c);
        line(&g, out, class_name(c), &s);
    }
    str_addf(out, "%s\n", heading);
    grid_print(&g, out);
}

void page_price_check(const struct check_prices *k, struct str *out)
{
    struct grid g = grid_new(out->arena);
    classes(
        out,
        "Observations, each estimated from the others of its thing (those of the same source and month leave with it)",
        k->observation, k->n_observations);
    columns(&g, "observation");
    for (int c = 1; c < condition_end; c++)
        for (int i = 1; i < pricekind_end; i++) {
            size_t n = 0;
            const struct check_prices_row *rows = check_prices_of_kind(out->arena, k->observation, k->n_observations,
                                                                       (enum condition)c, (enum pricekind)i, &n);
            const struct check_prices_sum s = check_prices_sum(out->arena, rows, n, priceclass_unknown);
            line(&g, out,
                 str_format(out->arena, "%s, %s", enums_words(&enums_condition, c), enums_words(&enums_pricekind, i)),
                 &s);
        }
    str_add(out, "\nThe same by condition and kind\n");
    grid_print(&g, out);
    str_add(out, "\n");
    classes(out, "Things left out whole, estimated from like things", k->thing, k->n_things);
}

static void add_class(struct cJSON *list, const char *name, const struct check_prices_sum *s)
{
    struct cJSON *o = jsonout_row(list);
    jsonout_text(o, "class", name);
    jsonout_number(o, "n", (double)s->n);
    jsonout_number(o, "median_frac", s->median_frac);
    jsonout_number(o, "p90_frac", s->p90_frac);
    jsonout_number(o, "bias_frac", s->bias_frac);
    jsonout_number(o, "inside80_frac", s->inside80_frac);
}

static void add_classes(struct cJSON *root, struct str *out, const char *key, const struct check_prices_row *rows,
                        size_t n)
{
    struct cJSON *list = jsonout_array(root, key);
    for (int c = 0; c < priceclass_end; c++) {
        const struct check_prices_sum s = check_prices_sum(out->arena, rows, n, (enum priceclass)c);
        if (s.n > 0)
            add_class(list, c ? enums_text(&enums_priceclass, c) : "all", &s);
    }
}

void page_price_check_json(const struct check_prices *k, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-price-check-1");
    add_classes(root, out, "observations", k->observation, k->n_observations);
    add_classes(root, out, "things", k->thing, k->n_things);
    jsonout_print(root, out);
}
