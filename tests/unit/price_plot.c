/* report/price_plot: marks lie in the plot whatever the data, and no line is wider than a terminal. */
#include "test.h"

#include "arena.h"
#include "price_plot.h"
#include "wrap.h"

static void every_line_fits(const char *text)
{
    struct str line = str_new(test_arena());
    for (const char *p = text; *p; p++) {
        if (*p != '\n') {
            str_addn(&line, p, 1);
            continue;
        }
        THAT(wrap_width(line.text) <= WRAP_COLUMNS);
        line = str_new(test_arena());
    }
}

static void draws_anything(void)
{
    enum { MOST = 40, CASES = 300 };
    for (int i = 0; i < CASES; i++) {
        struct price_plot_mark marks[MOST];
        struct price_plot p = {.mark = marks, .n = (size_t)test_whole(1, MOST), .ascii = i % 2};
        const double month = test_whole(24000, 24400), spread = ANY_OF(((const double[]){0, 0.3, 10, 200})),
                     level = ANY_OF(((const double[]){0.01, 3, 99.99, 1500, 1e8}));
        for (size_t j = 0; j < p.n; j++)
            marks[j] = (struct price_plot_mark){month + test_uniform(0, spread), level * test_uniform(0.9, 3),
                                                (enum condition)test_whole(1, condition_end - 1),
                                                (enum pricekind)test_whole(1, pricekind_end - 1)};
        for (int c = 0; c < condition_end; c++)
            p.estimate[c] = i % 3 ? NAN : level * test_uniform(0.5, 4);
        p.last_month = month + test_uniform(0, 3 * spread);
        test_row("case %d", i);
        struct str out = str_new(test_arena());
        price_plot_draw(&p, &out);
        THAT(out.len > 0);
        every_line_fits(out.text);
        bool ascii = true;
        for (const char *c = out.text; *c; c++)
            ascii &= (unsigned char)*c < 128;
        THAT(!p.ascii || ascii);
    }
}

static void draws_a_curve(void)
{
    const struct price_plot_mark marks[] = {{24312, 1500, condition_used, pricekind_sold},
                                            {24313.5, 1400, condition_used, pricekind_asking},
                                            {24315, 1000, condition_new_, pricekind_retail}};
    const struct price_plot p = {marks, COUNT_OF(marks), 24316, {NAN, NAN, 1250, NAN}, true};
    struct str out = str_new(test_arena());
    price_plot_draw(&p, &out);
    THAT(strstr(out.text, "|s\n") != NULL);
    THAT(strstr(out.text, "====\n") != NULL);
    THAT(strstr(out.text, "2026-01") != NULL && strstr(out.text, "2026-05") != NULL);
    THAT(strstr(out.text, "R new, retail  s used, sold  a used, asking  == estimate") != NULL);
    out = str_new(test_arena());
    price_plot_draw(&(struct price_plot){.n = 0}, &out);
    SAME(out.text, "");
}

SUITE(price_plot, {"draws anything", draws_anything}, {"draws a curve", draws_a_curve})
