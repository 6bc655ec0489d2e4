/* report: numbers as text, one document in four dresses, every figure explained. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "csvtext.h"
#include "diag.h"
#include "doc.h"
#include "fmt.h"
#include "page_compare.h"
#include "law.h"
#include "page_explain.h"
#include "str.h"
#include "wrap.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define DASH "\xE2\x80\x94"
#define TO "\xE2\x80\x93"

/* ---- numbers ---- */

static void numbers(void)
{
    static const struct {
        double v;
        int digits;
        bool group;
        const char *text;
    } rows[] = {
        {0, 3, true, "0"},
        {8343, 4, true, "8,343"},
        {8343, 4, false, "8343"},
        {8343, 2, true, "8,343"},
        {-8343, 4, true, "-8,343"},
        {0.0714, 3, true, "0.0714"},
        {16.34, 3, true, "16.3"},
        {999.95, 3, true, "1,000"},
        {999.95, 5, true, "999.95"},
        {100, 3, true, "100"},
        {99, 1, true, "99"},
        {1234567, 3, true, "1,234,567"},
        {-12.5, 4, true, "-12.50"},
        {0.5, 1, true, "0.5"},
        {1.5e-5, 3, true, "0.000015"},
        {999.95, 4, true, "1,000"},
        {9.9996, 4, true, "10.00"},
        {-0.0, 3, true, "0"},
        {-1e-9, 3, true, "0.000000"},
        {NAN, 3, true, DASH},
        {INFINITY, 3, true, DASH},
        {-INFINITY, 3, false, DASH},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str s = str_new(test_arena());
        fmt_number(&s, rows[i].v, rows[i].digits, rows[i].group);
        test_row("%g to %d digits", rows[i].v, rows[i].digits);
        SAME(s.text, rows[i].text);
    }
    struct str tiny = str_new(test_arena()); /* no more than six decimals: what is smaller reads as nothing */
    fmt_number(&tiny, 1e-9, 3, true);
    CLOSE(strtod(tiny.text, NULL), 0, 0);
}

/* The text is within half a unit of its last digit, whatever the number. */
static void numbers_are_near(void)
{
    for (int k = 0; k < 3000; k++) {
        const double v = (test_whole(0, 1) ? 1 : -1) * exp(test_uniform(log(1e-4), log(1e9)));
        const int digits = test_whole(1, 6);
        struct str s = str_new(test_arena());
        fmt_number(&s, v, digits, false);
        test_row("%.12g to %d digits: %s", v, digits, s.text);
        THAT(fabs(strtod(s.text, NULL) - v) <=
             fmax(0.5000001e-6, 0.5000001 * pow(10, floor(log10(fabs(v))) + 1 - digits)));
        struct str grouped = str_new(test_arena()), without = str_new(test_arena());
        fmt_number(&grouped, v, digits, true);
        for (const char *p = grouped.text; *p; p++)
            if (*p != ',')
                str_addn(&without, p, 1);
        SAME(without.text, s.text);
    }
}

static void percents(void)
{
    static const struct {
        double v;
        const char *text;
    } rows[] = {{0, "0 %"}, {0.8, "80 %"}, {1, "100 %"}, {1.234, "123 %"}, {INFINITY, DASH}, {NAN, DASH}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str s = str_new(test_arena());
        fmt_percent(&s, rows[i].v);
        test_row("%g", rows[i].v);
        SAME(s.text, rows[i].text);
    }
}

/* ---- one document, four dresses ---- */

static const char nasty[] = "a|b <i>&\"q\" *x* _y_ `z`, 50 % \\|&lt; end";
static const char *const shown[] = {"title",         "price", "decode_wall_w", "outlet_frac",
                                    "build_verdict", "holds", "room_rise_k",   NULL};
enum { COLUMNS = 7 };

static const struct outcome outcomes[] = {
    {.title = nasty,
     .price = {1000, 1111, 1234.5, 1357, 1500},
     .decode_wall_w = 417.25,
     .outlet_frac = 0.805,
     .build_verdict = checked_fails,
     .holds = 2,
     .room_rise_k = NAN},
    {.title = "plain",
     .price = {0, 0, 0, 0, 0},
     .decode_wall_w = NAN,
     .outlet_frac = NAN,
     .build_verdict = checked_unknown,
     .holds = 0,
     .room_rise_k = 9.27},
};
static const char *const words[][COLUMNS] = {
    {nasty, "1,234 (1,111" TO "1,357)", "417", "80 %", "fails", "2", DASH},
    {"plain", "0", DASH, DASH, DASH, "0", "9.27"},
};

static const char *const html_words[][COLUMNS] = {
    {nasty, "1,234<small>1,111" TO "1,357</small>", "417", "80 %", "<span class=\"bad\">\xE2\x9C\x97 </span>fails", "2",
     DASH},
    {"plain", "0", DASH, DASH, DASH, "0", "9.27"},
};

static const struct doc *small_doc(void)
{
    struct doc *d = doc_new(test_arena(), "Small", "2026-11-21");
    doc_heading(d, 1, "<b>A heading\nof two lines");
    doc_para(d, nasty);
    doc_item(d, "first");
    doc_item(d, "second");
    struct doc_table *t = doc_table(d, "small", "a small table");
    doc_columns(t, &figures_outcome, shown);
    for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
        doc_row_start(t);
        doc_row(t, &figures_outcome, shown, &outcomes[i]);
    }
    THAT(doc_rows(t) == COUNT_OF(outcomes));
    doc_figure(d, "plot", "a picture");
    return d;
}

static const char *rendered(void (*render)(const struct doc *, struct str *))
{
    struct str out = str_new(test_arena());
    render(small_doc(), &out);
    return out.text;
}

/* The text between two marks; *rest behind the second. */
static const char *between(const char *text, const char *open, const char *close, const char **rest)
{
    const char *from = strstr(text, open), *to = from ? strstr(from + strlen(open), close) : NULL;
    struct str out = str_new(test_arena());
    *rest = to ? to + strlen(close) : text;
    if (to)
        str_addn(&out, from + strlen(open), (size_t)(to - from) - strlen(open));
    return out.text;
}

static const char *from_html(const char *text)
{
    static const char *const entities[][2] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}, {"&nbsp;", " "}};
    struct str out = str_new(test_arena());
    while (*text) {
        size_t i = 0;
        while (i < COUNT_OF(entities) && !str_starts(text, entities[i][0]))
            i++;
        str_addn(&out, i < COUNT_OF(entities) ? entities[i][1] : text, 1);
        text += i < COUNT_OF(entities) ? strlen(entities[i][0]) : 1;
    }
    return out.text;
}

static void html_shows_it(void)
{
    const char *rest = strstr(rendered(html_render), "<tbody>");
    THAT(rest != NULL);
    for (size_t r = 0; rest && r < COUNT_OF(words); r++)
        for (size_t k = 0; k < COLUMNS; k++) {
            const char *cell = between(rest, "<td", "</td>", &rest), *text = strchr(cell, '>');
            test_row("row %zu, column %s", r, shown[k]);
            THAT(text != NULL);
            SAME(from_html(text ? text + 1 : ""), html_words[r][k]);
        }
    THAT(strstr(rendered(html_render), "<i>") == NULL);
    THAT(strstr(rendered(html_render), "<p>a|b &lt;i&gt;&amp;&quot;q&quot; *x*") != NULL);
}

/* Cells of a Markdown row: split at pipes that no backslash escapes. */
static void markdown_shows_it(void)
{
    const char *text = strstr(rendered(md_render), "---: |\n");
    THAT(text != NULL);
    const char *p = text ? strchr(text, '\n') + 1 : "";
    for (size_t r = 0; r < COUNT_OF(words); r++) {
        for (size_t k = 0; k < COLUMNS; k++) {
            struct str cell = str_new(test_arena());
            for (p += 2; *p && !(p[0] == ' ' && p[1] == '|'); p++) {
                p += *p == '\\' && p[1] != '\0';
                str_addn(&cell, p, 1);
            }
            p += *p != '\0';
            test_row("row %zu, column %s", r, shown[k]);
            const char *mark = outcomes[r].build_verdict == checked_fails && strcmp(words[r][k], "fails") == 0
                                   ? "\xE2\x9C\x97 "
                                   : "";
            SAME(cell.text, str_format(test_arena(), "%s%s", mark, words[r][k]));
        }
        THAT(p[0] == '|' && p[1] == '\n');
        p += 2;
    }
    THAT(strstr(rendered(md_render), "\n- first\n- second\n\n") != NULL);
    THAT(strstr(rendered(md_render), "a\\|b \\<i>") != NULL);
    THAT(strstr(rendered(md_render), "## \\<b>A heading<br>of two lines\n\n") != NULL);
}

static double of_json(const cJSON *row, const char *key)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(row, key);
    THAT(v != NULL && (cJSON_IsNumber(v) || cJSON_IsNull(v)));
    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

static void json_shows_it(void)
{
    cJSON *root = cJSON_Parse(rendered(json_render));
    THAT(root != NULL);
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(root, "tables"), "small");
    THAT(cJSON_GetArraySize(rows) == (int)COUNT_OF(outcomes));
    for (int r = 0; r < cJSON_GetArraySize(rows); r++) {
        const cJSON *row = cJSON_GetArrayItem(rows, r);
        test_row("row %d", r);
        SAME(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(row, "title")), outcomes[r].title);
        CLOSE(of_json(row, "price"), outcomes[r].price.mid, 1e-9);
        CLOSE(of_json(row, "price_low80"), outcomes[r].price.low80, 1e-9);
        CLOSE(of_json(row, "price_high80"), outcomes[r].price.high80, 1e-9);
        CLOSE(of_json(row, "decode_wall_w"), outcomes[r].decode_wall_w, 1e-9);
        CLOSE(of_json(row, "outlet_frac"), outcomes[r].outlet_frac, 1e-9);
        CLOSE(of_json(row, "room_rise_k"), outcomes[r].room_rise_k, 1e-9);
    }
    const cJSON *verdict = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(rows, 0), "build_verdict");
    SAME(cJSON_GetStringValue(verdict), "fails");
    THAT(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(rows, 1), "build_verdict")));
    SAME(cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(root, "text"), 1)), nasty);
    cJSON_Delete(root);
}

static double of_csv(const char *cell)
{
    return *cell ? strtod(cell, NULL) : NAN;
}

static void csv_shows_it(void)
{
    struct diags d = diag_none(test_arena());
    struct csvtext t;
    char *text = str_format(test_arena(), "%s", rendered(csv_render));
    THAT(csvtext_parse(test_arena(), &d, "small.csv", text, strlen(text), &t));
    SAME(test_faults(&d), "");
    THAT(t.n_cols == 7 && t.n_rows == COUNT_OF(outcomes) * COLUMNS);
    for (size_t i = 0; i < t.n_rows; i++) {
        const struct outcome *o = &outcomes[i / COLUMNS];
        const struct figure *f = results_find(&figures_outcome, shown[i % COLUMNS]);
        test_row("row %zu, %s", i / COLUMNS, f->name);
        SAME(csvtext_cell(&t, i, 0), "small");
        CLOSE(of_csv(csvtext_cell(&t, i, 1)), (double)(i / COLUMNS), 0);
        SAME(csvtext_cell(&t, i, 2), f->name);
        if (f->type == FIGURE_NUMBER || f->type == FIGURE_RANGE)
            CLOSE(of_csv(csvtext_cell(&t, i, 3)), results_value(f, o), 1e-9);
        else
            SAME(csvtext_cell(&t, i, 3), words[i / COLUMNS][i % COLUMNS]);
        CLOSE(of_csv(csvtext_cell(&t, i, 4)), f->type == FIGURE_RANGE ? o->price.low80 : NAN, 1e-9);
        CLOSE(of_csv(csvtext_cell(&t, i, 5)), f->type == FIGURE_RANGE ? o->price.high80 : NAN, 1e-9);
        SAME(csvtext_cell(&t, i, 6), unit_label(f->unit));
    }
}

/* The report of the shipped scenario is JSON, and its ranking says what was computed. */
static void shipped_report(void)
{
    const struct comparison *c = test_compared();
    struct str out = str_new(test_arena());
    json_render(page_compare(test_arena(), c, NULL, 0), &out);
    cJSON *root = cJSON_Parse(out.text);
    THAT(root != NULL);
    const cJSON *rows = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(root, "tables"), "ranking");
    THAT(cJSON_GetArraySize(rows) == (int)c->n);
    for (int r = 0; r < cJSON_GetArraySize(rows); r++) {
        test_row("place %d", r + 1);
        CLOSE(of_json(cJSON_GetArrayItem(rows, r), "rank"), r + 1, 0);
        CLOSE(of_json(cJSON_GetArrayItem(rows, r), "price"), c->by_rank[r]->outcome.price.mid, 1e-9);
    }
    cJSON_Delete(root);
}

/* ---- lines ---- */

static void lines_are_wrapped(void)
{
    struct str out = str_new(test_arena());
    const char *const text = "aaaaaaaaaaaaaaa bbbbbbbbbbbbbbb ccccccccccccccc ddddddddddddddd 12 % eeeeeee\xC3\xA9 f";
    wrap_add(&out, 0, 4, text); /* it fits in one line */
    SAME(out.text, "aaaaaaaaaaaaaaa bbbbbbbbbbbbbbb ccccccccccccccc ddddddddddddddd 12 % eeeeeee\xC3\xA9 f\n");
    out = str_new(test_arena());
    wrap_add(&out, 12, 4, text); /* the number and its sign stay together */
    SAME(out.text, "aaaaaaaaaaaaaaa bbbbbbbbbbbbbbb ccccccccccccccc ddddddddddddddd 12 %\n    eeeeeee\xC3\xA9 f\n");
    out = str_new(test_arena());
    wrap_add(&out, 16, 4, text);
    SAME(out.text, "aaaaaaaaaaaaaaa bbbbbbbbbbbbbbb ccccccccccccccc ddddddddddddddd\n    12 % eeeeeee\xC3\xA9 f\n");
    out = str_new(test_arena());
    wrap_pad(&out, 3, 7, 2);
    wrap_pad(&out, 7, 3, 2);
    SAME(out.text, "      ");
    THAT(wrap_width("eeeeeee\xC3\xA9") == 8);
}

/* ---- explain ---- */

static struct page_explain dual_3090(const struct comparison *c, size_t workload)
{
    const struct compare_option *o = c->v;
    while (strcmp(o->outcome.id, "dual-3090") != 0)
        BUG_UNLESS(++o < c->v + c->n);
    return (struct page_explain){.comparison = c,
                                 .option = o,
                                 .workload = &c->scenario->workloads.v[workload],
                                 .taken = breakdown_run(test_arena(), test_catalogue(), o->cell[workload].asked, 0)};
}

static void every_figure_is_explained(void)
{
    const struct page_explain p = dual_3090(test_compared(), 2);
    for (size_t i = 0; i < figure_input_n_tables; i++)
        for (size_t j = 0; j < figure_input_tables[i]->n; j++) {
            const struct figure *f = &figure_input_tables[i]->v[j];
            struct str full = str_new(test_arena()), bare = str_new(test_arena());
            const char *nearest = NULL,
                       *name = str_format(test_arena(), "%s.%s", figure_input_tables[i]->name, f->name);
            test_row("%s", name);
            THAT(page_explain(&p, name, &nearest, &full));
            THAT(page_explain(&p, f->name, &nearest, &bare));
            THAT(strstr(bare.text, full.text) != NULL || strlen(bare.text) > strlen(full.text));
            THAT(str_starts(full.text, figure_input_tables[i]->name));
            THAT((strstr(full.text, "  law: ") != NULL) == (f->type != FIGURE_TEXT));
            THAT(strstr(full.text, " nan") == NULL && strstr(full.text, "(null)") == NULL);
        }
}

/* Names and numbers that stand in a law are its inputs with their values. */
static void numbers_in_a_law(void)
{
    static const struct {
        const char *figure, *shown;
    } rows[] = {{"machine_use.circuit_a", "law: peak_wall_w / outlet.mains_v\n     = 1025.2 / 230\n"},
                {"prediction.ttft_s", "law: workload.prompt_tokens / prefill_tok_s; with several users beside their\n"
                                      "       decodes, and the wait for each other's prompts\n     = 1024 / "},
                {"power_phase.idle.dc_w", "law: devices_w + cpu_w + rest_w\n     = 46 + 20 + 40\n"}};
    const struct page_explain p = dual_3090(test_compared(), 2);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out = str_new(test_arena());
        const char *nearest = NULL;
        test_row("%s", rows[i].figure);
        THAT(page_explain(&p, rows[i].figure, &nearest, &out));
        THAT(strstr(out.text, rows[i].shown) != NULL);
    }
}

/* ---- laws that are arithmetic ---- */

static double sum_of(const char **s);

static double atom_of(const char **s)
{
    char *end;
    double v;
    *s += strspn(*s, " ");
    if (**s == '(') {
        ++*s;
        v = sum_of(s);
        ++*s;
    } else {
        v = strtod(*s, &end);
        *s = end;
    }
    *s += strspn(*s, " ");
    return v;
}

static double product_of(const char **s)
{
    double v = atom_of(s);
    while (**s == 'x' || **s == '/') {
        const char op = *(*s)++;
        v = op == 'x' ? v * atom_of(s) : v / atom_of(s);
    }
    return v;
}

static double sum_of(const char **s)
{
    double v = product_of(s);
    while (**s == '+' || **s == '-') {
        const char op = *(*s)++;
        v = op == '+' ? v + product_of(s) : v - product_of(s);
    }
    return v;
}

static size_t test_laws(const struct explained_case *e)
{
    size_t n = 0;
    for (size_t t = 0; t < figure_input_n_tables; t++) {
        struct explained_rows rows = {0};
        explained_add(e, NULL, figure_input_tables[t], (struct figure_word){NULL, 0}, &rows);
        for (size_t i = 0; i < rows.n; i++)
            for (size_t j = 0; j < rows.v[i].table->n; j++) {
                const struct figure *f = &rows.v[i].table->v[j];
                struct inputs in;
                inputs_of(e, &rows.v[i], f, &in);
                const char *numbers = law_with_numbers(e, &rows.v[i], f, &in);
                if (!numbers || f->type > FIGURE_RANGE)
                    continue;
                test_row("%s: %s.%s %s = %s", e->option->outcome.id, rows.v[i].table->name, f->name,
                         rows.v[i].name ? rows.v[i].name : "", numbers);
                const double got = sum_of(&numbers), want = results_value(f, rows.v[i].result);
                THAT(fabs(got - want) <= 1e-4 * fabs(want) + 2e-2); /* six digits are shown, of thousands */
                SAME(numbers, "");
                n++;
            }
    }
    return n;
}

static void laws_come_out(void)
{
    const struct comparison *c = test_compared();
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += test_laws(&(struct explained_case){test_arena(), c, &c->v[i]});
    test_row("all options");
    THAT(n > 500);
}

static void misspelt_figures(void)
{
    static const struct {
        const char *figure, *hint;
    } rows[] = {{"decode_tokk_s", "did you mean 'decode_tok_s'?"},
                {"power_phase.wal_w", "did you mean 'wall_w'?"},
                {"outcome.score_", "did you mean 'score'?"},
                {"prize", "did you mean 'price'?"},
                {"afford", "did you mean 'affordable'?"},
                {"outcome.verdict", "it could be 'outcome.psu_verdict', 'outcome.outlet_verdict', 'breaker_verdict', "
                                    "'outcome.build_verdict'"},
                {"power_phase.prefil.wall_w", "power_phase has the rows idle, decode, prefill, peak"}};
    const struct page_explain p = dual_3090(test_compared(), 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out = str_new(test_arena());
        const char *hint = NULL;
        test_row("%s", rows[i].figure);
        THAT(!page_explain(&p, rows[i].figure, &hint, &out));
        SAME(hint, rows[i].hint);
        SAME(out.text, "");
    }
}

SUITE(report, {"numbers", numbers}, {"numbers are near", numbers_are_near}, {"per cent", percents},
      {"HTML shows it", html_shows_it}, {"Markdown shows it", markdown_shows_it}, {"JSON shows it", json_shows_it},
      {"CSV shows it", csv_shows_it}, {"the shipped report", shipped_report}, {"lines are wrapped", lines_are_wrapped},
      {"every figure is explained", every_figure_is_explained}, {"numbers in a law", numbers_in_a_law},
      {"laws come out", laws_come_out}, {"misspelt figures", misspelt_figures})
