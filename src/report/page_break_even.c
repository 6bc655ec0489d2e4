#include "page_break_even.h"

#include "fmt.h"
#include "page_option.h"
#include "str.h"

#include <math.h>

const char *page_break_even_months(struct arena *a, const struct comparison *c, const struct compare_break_even *b)
{
    const struct range *r = &b->months;
    switch (b->pays) {
    case COMPARE_PAYS_LATER: return str_format(a, "not within %g years", c->life_years);
    case COMPARE_PAYS_WITHIN:
        return str_format(a, "%s (%s\xE2\x80\x93%s)", fmt_known(a, r->mid, 2),
                          isnan(r->low80) ? "?" : fmt_known(a, r->low80, 2),
                          isnan(r->high80) ? "never" : fmt_known(a, r->high80, 2));
    default: return "\xE2\x80\x94";
    }
}

static const char *heading(const struct compare_alternative *x)
{
    return x->option ? x->option->outcome.title : x->by_token ? "cheapest APIs" : "cheapest rented cards";
}

/* Starts the table of the alternatives from `from` on. */
static struct doc_table *start(struct arena *a, struct doc *doc, const struct comparison *c, size_t from, size_t to)
{
    struct doc_table *t = doc_table(
        doc, from ? str_format(a, "break-even-each-%zu", from / (DOC_MOST_COLUMNS - 1) + 1) : "break-even-each",
        "Months until buying was cheaper (80 % range) than each option that buys nothing and than offers of the "
        "catalogue, one for each workload");
    page_option_column(t, "option");
    for (size_t j = from; j < to; j++) {
        const struct compare_alternative *x = &c->alternative[j];
        doc_column_text(t,
                        x->option     ? str_format(a, "months_%s", x->option->outcome.id)
                        : x->by_token ? "months_api"
                                      : "months_cloud",
                        heading(x));
    }
    return t;
}

static void rows(struct arena *a, struct doc *doc, const struct comparison *c, size_t from, size_t to)
{
    struct doc_table *t = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (!o->break_even_at)
            continue;
        t = t ? t : start(a, doc, c, from, to);
        page_option_row(t, o);
        for (size_t j = from; j < to; j++) {
            const struct compare_break_even *b = &o->break_even_at[j];
            doc_cell_text(t, b->pays == COMPARE_PAYS_NOTHING ? "serves less" : page_break_even_months(a, c, b));
        }
    }
}

void page_break_even(struct arena *a, struct doc *doc, const struct comparison *c)
{
    for (size_t from = 0; from < c->n_alternatives; from += DOC_MOST_COLUMNS - 1) {
        const size_t left = c->n_alternatives - from;
        rows(a, doc, c, from, from + (left < DOC_MOST_COLUMNS - 1 ? left : DOC_MOST_COLUMNS - 1));
    }
}
