/* data: every component of the five hand-made plans (tests/components.csv) is in the catalogue, or does not exist; and
   every price buys something. */
#include "test.h"

#include "arena.h"
#include "csvtext.h"
#include "diag.h"
#include "file.h"
#include "str.h"

static bool read_list(struct csvtext *t)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *path = "tests/components.csv";
    const char *text = file_read(test_arena(), &d, path, &size);
    const bool read = text && csvtext_parse(test_arena(), &d, path, arena_strndup(test_arena(), text, size), size, t);
    SAME(test_faults(&d), "");
    return read;
}

static size_t column(const struct csvtext *t, const char *name)
{
    for (size_t i = 0; i < t->n_cols; i++)
        if (strcmp(t->head[i], name) == 0)
            return i;
    BUG(name);
}

/* Kinds that a component of that kind may be a record of. */
static bool is_such(const char *kind, const struct kind *k)
{
    static const struct {
        const char *kind, *records;
    } rows[] = {{"gpu", "device"}, {"cpu", "cpu"},   {"board", "board"}, {"ram", "part"},  {"storage", "part"},
                {"psu", "psu"},    {"case", "part"}, {"cooler", "part"}, {"mac", "system"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(kind, rows[i].kind) == 0)
            return strcmp(k->name, rows[i].records) == 0;
    return true;
}

static void every_component_resolves(void)
{
    struct csvtext t;
    if (!read_list(&t))
        return;
    const size_t component = column(&t, "component"), kind = column(&t, "kind"), id = column(&t, "catalogue_id"),
                 remark = column(&t, "remark");
    THAT(t.n_rows >= 80);
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct kind *k = NULL;
        const char *wanted = csvtext_cell(&t, i, id);
        test_row("%s", csvtext_cell(&t, i, component));
        if (*wanted)
            THAT(catalogue_find_any(test_catalogue(), wanted, &k) != NULL && is_such(csvtext_cell(&t, i, kind), k));
        else
            THAT(str_starts(csvtext_cell(&t, i, remark), "does not exist"));
        for (size_t j = 0; j < i; j++)
            THAT(strcmp(csvtext_cell(&t, i, component), csvtext_cell(&t, j, component)) != 0);
    }
}

/* A price is looked up by id, so its component is the id of just one thing, not an alias. */
static void every_price_buys_something(void)
{
    const struct catalogue *c = test_catalogue();
    for (size_t i = 0; i < c->prices.n; i++) {
        const struct kind *k = NULL;
        const void *r = catalogue_find_any(c, c->prices.v[i].component, &k);
        test_row("%s", c->prices.v[i].id);
        THAT(r != NULL && strcmp(schema_id(k, r), c->prices.v[i].component) == 0);
        size_t things = 0;
        for (size_t n = 0; n < catalogue_n_kinds; n++)
            things += catalogue_find(c, catalogue_kinds[n].kind, c->prices.v[i].component) != NULL;
        THAT(things == 1);
        THAT(c->prices.v[i].amount.low80 <= c->prices.v[i].amount.mid &&
             c->prices.v[i].amount.mid <= c->prices.v[i].amount.high80);
    }
}

SUITE(components, {"every component resolves", every_component_resolves},
      {"every price buys something", every_price_buys_something})
