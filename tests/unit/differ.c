/* advise/differ: the differences of terms add up to those of their totals, for pairs of options of every shipped
   scenario; with A and B exchanged they change sign; what is equal is not a row. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "diag.h"
#include "differ.h"
#include "file.h"
#include "load.h"
#include "page_differ.h"
#include "str.h"
#include "terminal.h"
#include "wrap.h"

static const char *const files[] = {"scenarios/aud-8343.yaml", "scenarios/plan-000.yaml", "scenarios/plan-001.yaml",
                                    "scenarios/plan-002.yaml", "scenarios/plan-003.yaml", "scenarios/plan-004.yaml"};

/* Returns the comparison of a shipped scenario; as_of NULL: at its own date. */
static const struct comparison *shipped(const char *file, const char *as_of)
{
    struct diags d = diag_none(test_arena());
    struct load_text t = {.file = file};
    const struct load_set set = {"as_of", as_of};
    t.text = file_read(test_arena(), &d, file, &t.size);
    BUG_UNLESS(t.text);
    const struct scenario *s = load_scenario(test_arena(), &d, test_catalogue(), &t, &set, as_of ? 1 : 0);
    BUG_UNLESS(s);
    return test_compare(s);
}

/* Returns the comparison of files[i], made once. */
static const struct comparison *compared(size_t i)
{
    static const struct comparison *made[COUNT_OF(files)];
    if (!made[i])
        made[i] = shipped(files[i], NULL);
    return made[i];
}

static const struct differ *between(const struct comparison *c, size_t i, size_t j, bool full)
{
    const struct differ_side a = {c, &c->v[i]}, b = {c, &c->v[j]};
    test_row("%s: %s, %s", c->scenario->title, c->v[i].outcome.id, c->v[j].outcome.id);
    return differ_run(test_arena(), &a, &b, full);
}

/* ---- sums ---- */

/* Checks that the rows add up to the total; an unknown term makes the total unknown. Returns how many
   there are. */
static size_t adds_up(const struct differ_list *l)
{
    double sum = 0, most = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct difference *d = &l->v[i].is;
        if (!l->v[i].total) {
            sum += d->difference;
            most = fmax(most, fabs(d->a) + fabs(d->b));
            continue;
        }
        THAT(i + 1 == l->n && i > 0);
        if (isnan(sum))
            THAT(isnan(d->difference));
        else
            THAT(fabs(d->difference - sum) <= 1e-7 * fmax(most, fabs(d->a) + fabs(d->b)));
        return 1;
    }
    THAT(l->n == 0);
    return 0;
}

/* Returns how many lists have a total. */
static size_t all_add_up(const struct differ *d)
{
    size_t n = adds_up(&d->price) + adds_up(&d->cost);
    for (int s = 0; s < DIFFER_STATES; s++)
        n += adds_up(&d->power[s]);
    for (size_t i = 0; i < d->n_workloads; i++)
        n += adds_up(&d->workload[i].decode) + adds_up(&d->workload[i].prefill) + adds_up(&d->workload[i].memory);
    return n;
}

/* Pairs at a distance that grows, so that neighbours and strangers are among them. */
static void terms_add_up(void)
{
    size_t n = 0;
    for (size_t f = 0; f < COUNT_OF(files); f++) {
        const struct comparison *c = compared(f);
        for (size_t i = 0; i < c->n; i++)
            n += all_add_up(between(c, i, (i + 1 + i % 3) % c->n, i % 2 == 0));
    }
    THAT(n > 400);
}

/* The totals are the figures of the options: nothing is explained that is not there. */
static void totals_are_figures(void)
{
    const struct comparison *c = compared(0);
    const struct differ *d = between(c, 1, 4, false);
    CLOSE(d->price.v[d->price.n - 1].is.a, c->v[1].outcome.price.mid, 0);
    CLOSE(d->price.v[d->price.n - 1].is.b, c->v[4].outcome.price.mid, 0);
    CLOSE(d->cost.v[d->cost.n - 1].is.b, c->v[4].outcome.life_cost, 0);
    CLOSE(d->power[1].v[d->power[1].n - 1].is.a, c->v[1].outcome.decode_wall_w, 1e-12);
    for (size_t w = 0; w < d->n_workloads; w++) {
        const struct differ_list *l = &d->workload[w].decode;
        CLOSE(l->v[l->n - 1].is.a, 1000 / c->v[1].cell[w].figures.decode_tok_s.mid, 1e-12);
        CLOSE(d->workload[w].prefill.v[d->workload[w].prefill.n - 1].is.b, c->v[4].cell[w].figures.ttft_s.mid, 1e-12);
    }
}

/* ---- A and B exchanged ---- */

static const struct differ_row *row_of(const struct differ_list *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].is.name, name) == 0)
            return &l->v[i];
    return NULL;
}

static void negates(const struct differ_list *l, const struct differ_list *back)
{
    THAT(l->n == back->n && l->n_equal == back->n_equal);
    for (size_t i = 0; i < l->n; i++) {
        const struct differ_row *r = &l->v[i], *s = row_of(back, r->is.name);
        if (!THAT(s != NULL))
            continue;
        CLOSE(s->is.difference, -r->is.difference, 1e-12);
        CLOSE(s->is.a, r->is.b, 0);
        SAME(s->is.a_words, r->is.b_words);
        THAT(s->n_causes == r->n_causes);
        for (int k = 0; k < r->n_causes && k < s->n_causes; k++)
            CLOSE(fabs(s->cause[k].effect), fabs(r->cause[k].effect), 1e-9);
    }
}

static void exchanged_they_negate(void)
{
    for (size_t f = 0; f < COUNT_OF(files); f++) {
        const struct comparison *c = compared(f);
        const size_t i = 0, j = c->n / 2;
        const struct differ *d = between(c, i, j, true), *e = between(c, j, i, true);
        negates(&d->figures, &e->figures);
        negates(&d->price, &e->price);
        negates(&d->cost, &e->cost);
        negates(&d->power[1], &e->power[1]);
        for (size_t w = 0; w < d->n_workloads; w++) {
            negates(&d->workload[w].decode, &e->workload[w].decode);
            negates(&d->workload[w].prefill, &e->workload[w].prefill);
            negates(&d->workload[w].how, &e->workload[w].how);
        }
    }
}

/* ---- what is equal, causes, dates ---- */

static void same_option_has_no_rows(void)
{
    const struct comparison *c = compared(0);
    THAT(differ_none(between(c, 2, 2, true)));
    THAT(!differ_none(between(c, 1, 2, true)));
}

static size_t option_index(const struct comparison *c, const char *id)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].outcome.id, id) == 0)
            return i;
    BUG(id);
}

/* Between a 3090 and a Mac the weights are read more slowly because of the bandwidth and of one device instead of two;
   the causes explain the term but for a tenth. */
static void causes_explain(void)
{
    const struct comparison *c = compared(0);
    const struct differ *d = between(c, option_index(c, "dual-3090-nvlink"), option_index(c, "mac-studio-m4-max"),
                                     false);
    const struct differ_row *r = row_of(&d->workload[0].decode, "weights");
    if (!THAT(r != NULL))
        return;
    THAT(r->n_causes >= 2);
    SAME(r->cause[0].name, "cards at work on one layer");
    SAME(r->cause[1].name, "mem_bw_gb_s");
    CLOSE(r->cause[0].factor, 2, 1e-12);
    THAT(r->rest_factor > 0.9 && r->rest_factor < 1.1);
}

static void dates_differ(void)
{
    const struct comparison *c = compared(0), *then = shipped(files[0], "2026-01");
    const size_t i = option_index(c, "dual-3090");
    const struct differ_side a = {c, &c->v[i]}, b = {then, &then->v[i]};
    const struct differ *d = differ_run(test_arena(), &a, &b, false);
    THAT(row_of(&d->inputs, "as_of") != NULL && !row_of(&d->inputs, "site.ambient_c"));
    THAT(row_of(&d->dates, "1 USD in AUD") != NULL && row_of(&d->dates, "GeForce RTX 3090") != NULL);
    adds_up(&d->price);
}

/* An unknown price is neither a difference of 0 nor a better one. */
static void unknown_stays_unknown(void)
{
    const struct comparison *c = test_compared();
    struct compare_option *o = ARENA_NEW(test_arena(), struct compare_option);
    *o = c->v[1];
    o->outcome.price = range_unknown();
    const struct differ_side a = {c, &c->v[0]}, b = {c, o};
    const struct differ *d = differ_run(test_arena(), &a, &b, false);
    const struct differ_row *r = row_of(&d->figures, "price");
    THAT(r && isnan(r->is.difference) && isnan(r->is.ratio));
    static const char *const names[] = {"one", "two"};
    struct str out = str_new(test_arena());
    terminal_render(page_differ(test_arena(), d, names), &out);
    THAT(strstr(out.text, "the price of B is not known") && !strstr(out.text, "nan"));
}

static void terminal_has_80_columns(void)
{
    static const char *const names[] = {"one", "two"};
    for (size_t f = 0; f < COUNT_OF(files); f++) {
        const struct comparison *c = compared(f);
        struct str out = str_new(test_arena());
        terminal_render(page_differ(test_arena(), between(c, 0, c->n - 1, f % 2), names), &out);
        for (const char *line = out.text; line;) {
            const char *rest, *one = str_split(test_arena(), line, '\n', &rest);
            if (!THAT(wrap_width(one) <= WRAP_COLUMNS))
                SAME(one, "");
            line = rest;
        }
    }
}

SUITE(differ, {"terms add up", terms_add_up}, {"totals are figures", totals_are_figures},
      {"exchanged they negate", exchanged_they_negate}, {"the same option has no rows", same_option_has_no_rows},
      {"causes explain", causes_explain}, {"dates differ", dates_differ},
      {"unknown stays unknown", unknown_stays_unknown}, {"80 columns", terminal_has_80_columns})
