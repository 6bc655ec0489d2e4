#include "page_prices.h"

#include "arena.h"
#include "fmt.h"
#include "grid.h"
#include "jsonout.h"
#include "month.h"
#include "price_plot.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

enum { DIGITS = 3, WHOLE_DIGITS = 4 };

/* Returns an amount as text: whole from 100 on; "-" for unknown. */
static const char *money(struct arena *a, double x)
{
    return isnan(x) ? "-" : fmt_known(a, x, x >= 1000 ? WHOLE_DIGITS : DIGITS);
}

static const char *currency_text(enum currency c)
{
    const char *text = enums_text(&enums_currency, (int)c);
    return text ? text : "";
}

/* Returns "1,190-1,320", one amount where both are the same, "-" where they are unknown. */
static const char *span(struct arena *a, double low, double high)
{
    if (isnan(low) || isnan(high))
        return "-";
    return low < high ? str_format(a, "%s-%s", money(a, low), money(a, high)) : money(a, low);
}

/* Returns true if a list has a column for that condition: it is asked for, or it is new or used. */
static bool has_column(const struct page_prices *p, int condition)
{
    return p->condition ? (int)p->condition == condition : condition == condition_new_ || condition == condition_used;
}

/* Returns the estimate as text; "~1,250" where nothing like it was observed in that condition. */
static const char *estimate(struct arena *a, const struct page_prices_row *r, int condition)
{
    const double mid = r->estimate[condition].mid;
    return str_format(a, "%s%s", !isnan(mid) && r->seen[condition] == 0 ? "~" : "", money(a, mid));
}

void page_prices_list(const struct page_prices *p, struct str *out)
{
    struct arena *a = out->arena;
    struct grid g = grid_new(a);
    bool guessed = false;
    grid_column(&g, "component", false);
    grid_column(&g, "prices", true);
    grid_column(&g, "newest", false);
    grid_column(&g, str_format(a, "seen, %s", currency_text(p->currency)), true);
    for (int c = 1; c < condition_end; c++)
        if (has_column(p, c))
            grid_column(&g, str_format(a, "%s now", enums_text(&enums_condition, c)), true);
    for (size_t i = 0; i < p->n; i++) {
        const struct page_prices_row *r = &p->row[i];
        grid_cell(&g, r->id);
        grid_cell(&g, str_format(a, "%zu", r->n));
        grid_cell(&g, r->newest ? r->newest : "-");
        grid_cell(&g, span(a, r->low, r->high));
        for (int c = 1; c < condition_end; c++)
            if (has_column(p, c)) {
                grid_cell(&g, estimate(a, r, c));
                guessed |= !isnan(r->estimate[c].mid) && r->seen[c] == 0;
            }
    }
    grid_print_within(&g, out, WRAP_COLUMNS);
    str_add(out, "\n");
    wrap_text(out,
              str_format(a, "\"now\" is the estimate for %s, with tax.%s", p->as_of,
                         guessed ? " ~: no price in that condition is known; it is estimated from others." : ""),
              2, 2);
}

/* ---- old prices ---- */

static bool is_old(const struct page_prices_row *r, double months)
{
    return r->n > 0 && r->age_months > months;
}

/* Lists the components of each kind that have no price. */
static void add_unpriced(const struct page_prices *p, struct str *out)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += p->row[i].n == 0;
    if (n == 0)
        return;
    str_addf(out, "%sWithout any price: %zu.\n", out->len ? "\n" : "", n);
    for (size_t i = 0, end; i < p->n; i = end) {
        struct str ids = str_new(out->arena);
        for (end = i; end < p->n && strcmp(p->row[end].kind, p->row[i].kind) == 0; end++)
            if (p->row[end].n == 0)
                str_addf(&ids, "%s%s", ids.len ? ", " : "", p->row[end].id);
        if (ids.len)
            wrap_text(out, str_format(out->arena, "%s: %s", p->row[i].kind, ids.text), 2, 4);
    }
}

void page_prices_stale(const struct page_prices *p, double months, struct str *out)
{
    struct arena *a = out->arena;
    struct grid g = grid_new(a);
    size_t n = 0;
    grid_column(&g, "component", false);
    grid_column(&g, "kind", false);
    grid_column(&g, "seen", true);
    grid_column(&g, "newest", false);
    grid_column(&g, "months old", true);
    for (size_t i = 0; i < p->n; i++) {
        const struct page_prices_row *r = &p->row[i];
        if (!is_old(r, months))
            continue;
        n++;
        grid_cell(&g, r->id);
        grid_cell(&g, r->kind);
        grid_cell(&g, str_format(a, "%zu", r->n));
        grid_cell(&g, r->newest);
        grid_cell(&g, str_format(a, "%.0f", r->age_months));
    }
    if (n > 0) {
        str_addf(out, "Newest price older than %.10g months on %s: %zu, the oldest first.\n", months, p->as_of, n);
        grid_print_within(&g, out, WRAP_COLUMNS);
    }
    add_unpriced(p, out);
    if (out->len == 0)
        str_addf(out, "Every component has a price that is at most %.10g months old on %s.\n", months, p->as_of);
}

/* ---- JSON ---- */

static void add_text(struct cJSON *o, const char *key, const char *text)
{
    jsonout_text(o, key, text);
}

static void add_range(struct cJSON *o, const char *key, struct range r, enum pricebasis basis)
{
    if (isnan(r.mid)) {
        jsonout_null(o, key);
        return;
    }
    struct cJSON *range = jsonout_object(o, key);
    jsonout_number(range, "value", r.mid);
    jsonout_number(range, "low80", r.low80);
    jsonout_number(range, "high80", r.high80);
    add_text(range, "basis", enums_text(&enums_pricebasis, (int)basis));
}

static void fill_row(struct cJSON *o, const struct page_prices_row *r)
{
    add_text(o, "component", r->id);
    add_text(o, "name", r->name);
    add_text(o, "kind", r->kind);
    jsonout_number(o, "observations", (double)r->n);
    add_text(o, "newest", r->newest);
    jsonout_number(o, "age_months", r->age_months);
    jsonout_number(o, "low", r->low);
    jsonout_number(o, "high", r->high);
    struct cJSON *estimate = jsonout_object(o, "estimate");
    for (int c = 1; c < condition_end; c++)
        add_range(estimate, enums_text(&enums_condition, c), r->estimate[c], r->basis[c]);
}

static struct cJSON *head(enum currency currency, const char *as_of)
{
    struct cJSON *root = jsonout_new();
    add_text(root, "as_of", as_of);
    add_text(root, "currency", enums_text(&enums_currency, (int)currency));
    return root;
}

static void add_rows(struct cJSON *root, const char *key, const struct page_prices *p, bool none, double months)
{
    struct cJSON *list = jsonout_array(root, key);
    for (size_t i = 0; i < p->n; i++) {
        const struct page_prices_row *r = &p->row[i];
        if (none ? r->n > 0 : !(is_old(r, months) || (isinf(months) && r->n > 0)))
            continue;
        struct cJSON *o = jsonout_row(list);
        fill_row(o, r);
    }
}

void page_prices_list_json(const struct page_prices *p, struct str *out)
{
    struct cJSON *root = head(p->currency, p->as_of);
    add_rows(root, "components", p, false, -INFINITY);
    jsonout_print(root, out);
}

void page_prices_stale_json(const struct page_prices *p, double months, struct str *out)
{
    struct cJSON *root = head(p->currency, p->as_of);
    jsonout_number(root, "months", months);
    add_rows(root, "old", p, false, months);
    add_rows(root, "without", p, true, months);
    jsonout_print(root, out);
}

void page_prices_show_json(const struct page_prices_show *p, struct str *out)
{
    struct cJSON *root = head(p->currency, p->as_of);
    fill_row(root, &p->row);
    struct cJSON *list = jsonout_array(root, "prices");
    for (size_t i = 0; i < p->n && i < p->most; i++) {
        const struct price *s = p->seen[i].price;
        struct cJSON *o = jsonout_row(list);
        add_text(o, "date", s->date);
        add_text(o, "condition", enums_text(&enums_condition, (int)s->condition));
        add_text(o, "kind", enums_text(&enums_pricekind, (int)s->kind));
        jsonout_number(o, "amount", s->amount.mid);
        jsonout_number(o, "low", s->amount.low80);
        jsonout_number(o, "high", s->amount.high80);
        add_text(o, "currency", enums_text(&enums_currency, (int)s->currency));
        add_text(o, "tax", enums_text(&enums_taxed, (int)s->tax));
        add_text(o, "country", s->country);
        jsonout_number(o, "converted", p->seen[i].amount);
        add_text(o, "title", s->title);
        add_text(o, "source", s->source);
    }
    jsonout_print(root, out);
}

/* ---- one component ---- */

/* Returns true if the estimate of that condition is shown: of new and used ones always, of others where one was seen.
 */
static bool is_shown(const struct page_prices_show *p, int condition)
{
    if (isnan(p->row.estimate[condition].mid))
        return false;
    if (p->condition)
        return (int)p->condition == condition;
    return condition == condition_new_ || condition == condition_used || p->row.seen[condition] > 0;
}

static void add_estimates(const struct page_prices_show *p, struct str *out)
{
    for (int c = 1; c < condition_end; c++) {
        const struct range r = p->row.estimate[c];
        if (!is_shown(p, c))
            continue;
        struct str line = str_new(out->arena);
        str_addf(&line, "%s: about %s %s", enums_words(&enums_condition, c), currency_text(p->currency),
                 money(out->arena, r.mid));
        if (r.low80 < r.high80)
            str_addf(&line, ", 80 %% range %s to %s", money(out->arena, r.low80), money(out->arena, r.high80));
        str_addf(&line, " (%s)", enums_words(&enums_pricebasis, (int)p->row.basis[c]));
        wrap_text(out, line.text, 0, 4);
    }
}

/* Returns a date as a month with a fraction for the day. A month without a day counts as its middle. */
static double month_and_day(const char *date)
{
    enum { TEN = 10 };
    const double days = 31, middle = 0.5;
    const char *rest;
    const double month = month_of(date, MONTH_JULY, &rest);
    if (isnan(month) || *rest != '-' || strlen(rest) < 3)
        return month + middle;
    return month + ((rest[1] - '0') * TEN + (rest[2] - '0') - 1) / days;
}

static void add_plot(const struct page_prices_show *p, struct str *out)
{
    struct price_plot_mark *marks = ARENA_ARRAY(out->arena, p->n, struct price_plot_mark);
    struct price_plot plot = {.mark = marks, .last_month = month_and_day(p->as_of), .ascii = p->ascii};
    for (int c = 0; c < condition_end; c++)
        plot.estimate[c] = is_shown(p, c) ? p->row.estimate[c].mid : NAN;
    for (size_t i = p->n; i-- > 0;) { /* the newest cover the others */
        const struct price *s = p->seen[i].price;
        if (p->seen[i].amount > 0)
            marks[plot.n++] = (struct price_plot_mark){month_and_day(s->date), p->seen[i].amount, s->condition,
                                                       s->kind};
    }
    if (plot.n == 0)
        return;
    str_add(out, "\n");
    price_plot_draw(&plot, out);
}

static void add_table(const struct page_prices_show *p, struct str *out)
{
    struct arena *a = out->arena;
    struct grid g = grid_new(a);
    grid_column(&g, "date", false);
    grid_column(&g, "amount", true);
    grid_column(&g, "", false);
    grid_column(&g, currency_text(p->currency), true);
    grid_column(&g, "condition", false);
    grid_column(&g, "kind", false);
    grid_column(&g, "source", false);
    grid_column(&g, "title", false);
    for (size_t i = 0; i < p->n && i < p->most; i++) {
        const struct price *s = p->seen[i].price;
        grid_cell(&g, s->date);
        grid_cell(&g, money(a, s->amount.mid));
        grid_cell(&g, currency_text(s->currency));
        grid_cell(&g, money(a, p->seen[i].amount));
        grid_cell(&g, enums_text(&enums_condition, (int)s->condition));
        grid_cell(&g, enums_text(&enums_pricekind, (int)s->kind));
        grid_cell(&g, s->source);
        grid_cell(&g, s->title ? s->title : "");
    }
    str_add(out, "\n");
    grid_print_within(&g, out, WRAP_COLUMNS);
    if (p->n > p->most)
        str_addf(out, "  and %zu older ones (--all)\n", p->n - p->most);
}

void page_prices_show(const struct page_prices_show *p, struct str *out)
{
    const struct page_prices_row *r = &p->row;
    struct str line = str_new(out->arena);
    str_addf(&line, "%s%s%s%s: %zu price%s", r->id, r->name ? " (" : "", r->name ? r->name : "", r->name ? ")" : "",
             r->n, r->n == 1 ? "" : "s");
    if (r->newest)
        str_addf(&line, ", the newest of %s (%.0f month%s old on %s)", r->newest, r->age_months,
                 r->age_months == 1 ? "" : "s", p->as_of);
    wrap_text(out, line.text, 0, 4);
    add_estimates(p, out);
    if (p->n == 0)
        return;
    add_plot(p, out);
    add_table(p, out);
}
