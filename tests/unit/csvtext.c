/* kit/csvtext: RFC 4180 tables, and what is none. */
#include "test.h"

#include "arena.h"
#include "csvtext.h"
#include "diag.h"
#include "str.h"

/* Header and rows as one text: cells joined by |, rows by ; so that a table is one line of a test. */
static const char *shape(const struct csvtext *t)
{
    struct str s = str_new(test_arena());
    for (size_t c = 0; c < t->n_cols; c++)
        str_addf(&s, "%s%s", c ? "|" : "", t->head[c] ? t->head[c] : "(null)");
    for (size_t r = 0; r < t->n_rows; r++)
        for (size_t c = 0; c < t->n_cols; c++)
            str_addf(&s, "%s%s", c ? "|" : ";", csvtext_cell(t, r, c));
    return s.text;
}

static int parse(const char *text, struct diags *d, struct csvtext *out)
{
    return csvtext_parse(test_arena(), d, "t.csv", arena_strdup(test_arena(), text), strlen(text), out);
}

static void tables(void)
{
    static const struct {
        const char *text, *shape;
    } rows[] = {
        {"a,b\n1,2\n", "a|b;1|2"},
        {"a,b\n1,2", "a|b;1|2"},
        {"a,b\r\n1,2\r\n3,4\r\n", "a|b;1|2;3|4"},
        {"a,b\r1,2\r3,4\r", "a|b;1|2;3|4"},
        {"a,b\n", "a|b"},
        {"a", "a"},
        {"a\n1\n2\n", "a;1;2"},
        {"a,b\n,\n", "a|b;|"},
        {"a,b\n1,\n,2\n", "a|b;1|;|2"},
        {"a,b\n\n1,2\n\n\n3,4\n", "a|b;1|2;3|4"},
        {"a,b\n\"1,5\",2\n", "a|b;1,5|2"},
        {"a,b\n\"say \"\"hi\"\"\",2\n", "a|b;say \"hi\"|2"},
        {"a,b\n\"two\nlines\",2\n", "a|b;two\nlines|2"},
        {"a,b\n\"two\r\nlines\",2\r\n", "a|b;two\r\nlines|2"},
        {"a,b\n\"\",\"\"\n", "a|b;|"},
        {"a,b\n1,\"2\"", "a|b;1|2"},
        {"\"a\",b\n1,2\n", "a|b;1|2"},
        {"a,b\n 1 , 2 \n", "a|b; 1 | 2 "},
        {"a,b\n5\"x,2\n", "a|b;5\"x|2"},
        {"\"a,c\",b\n1,2\n", "a,c|b;1|2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        struct csvtext t;
        test_row("%s", rows[i].text);
        THAT(parse(rows[i].text, &d, &t));
        SAME(test_faults(&d), "");
        SAME(shape(&t), rows[i].shape);
    }
}

static void no_tables(void)
{
    static const struct {
        const char *text, *faults;
    } rows[] = {
        {"a,b\n1\n", "t.csv:2:1: error: expected 2 cells as in the header, found 1 [E109]\n"},
        {"a,b\n1,2\n1,2,3\n", "t.csv:3:1: error: expected 2 cells as in the header, found 3 [E109]\n"},
        {"a,b\n1,\"2\n3,4\n",
         "t.csv:2:1: error: expected 2 cells as in the header, found 2 (a quote is left open) [E109]\n"},
        {"a,b\n\"1,2\n3,4\n",
         "t.csv:2:1: error: expected 2 cells as in the header, found 1 (a quote is left open) [E109]\n"},
        {"a,b\n\"1\"\n", "t.csv:2:1: error: expected 2 cells as in the header, found 1 [E109]\n"},
        {"a,b\n1\n2\n", "t.csv:2:1: error: expected 2 cells as in the header, found 1 [E109]\n"
                        "t.csv:3:1: error: expected 2 cells as in the header, found 1 [E109]\n"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        struct csvtext t;
        test_row("%s", rows[i].text);
        THAT(!parse(rows[i].text, &d, &t));
        SAME(test_faults(&d), rows[i].faults);
    }
}

/* A zero byte would end a cell early, so the whole text is refused. */
static void zero_byte(void)
{
    struct diags d = diag_none(test_arena());
    struct csvtext t;
    char text[] = "a,b\n1,\0002\n";
    THAT(!csvtext_parse(test_arena(), &d, "t.csv", text, sizeof text - 1, &t));
    SAME(test_faults(&d), "t.csv: error: it holds a zero byte [E103]\n");
}

/* A row's line is the one it starts on, whatever stands above it. */
static void lines(void)
{
    struct diags d = diag_none(test_arena());
    struct csvtext t;
    THAT(parse("a,b\n\n\"x\ny\nz\",2\n\n3,4\n", &d, &t));
    THAT(t.n_rows == 2 && t.lines[0] == 3 && t.lines[1] == 7);
    SAME(t.file, "t.csv");
}

static void quoting_round_trip(void)
{
    static const char *const cells[] = {"",   "plain", "with space", "a,b",  "say \"hi\"", "two\nlines",
                                        "\"", "\r\n",  ",",          "\"\"", "é"};
    struct str s = str_new(test_arena());
    str_add(&s, "x,y\n");
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        csvtext_quote(&s, cells[i]);
        str_add(&s, ",.\n");
    }
    struct diags d = diag_none(test_arena());
    struct csvtext t;
    THAT(parse(s.text, &d, &t));
    THAT(t.n_rows == COUNT_OF(cells));
    for (size_t i = 0; i < t.n_rows; i++)
        SAME(csvtext_cell(&t, i, 0), cells[i]);
    struct str plain = str_new(test_arena());
    csvtext_quote(&plain, "plain");
    SAME(plain.text, "plain");
}

static void no_formulas(void)
{
    static const struct {
        const char *text, *cell;
    } cells[] = {{"RTX 3090", "RTX 3090"},
                 {"a=b", "a=b"},
                 {"'quoted'", "'quoted'"},
                 {"'=1+1", "''=1+1"},
                 {"=1+1", "'=1+1"},
                 {"+1 card", "'+1 card"},
                 {"+61", "'+61"},
                 {"-3.5", "-3.5"},
                 {"-RTX 3090", "'-RTX 3090"},
                 {"@SUM(A1)", "'@SUM(A1)"},
                 {"\tcmd", "'\tcmd"},
                 {" =1", "' =1"},
                 {"\r=1", "\"'\r=1\""},
                 {"=A,\"B\"", "\"'=A,\"\"B\"\"\""},
                 {"\xEF\xBC\x9D"
                  "1",
                  "'\xEF\xBC\x9D"
                  "1"}};
    struct str all = str_new(test_arena());
    str_add(&all, "a,b\n");
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct str one = str_new(test_arena());
        csvtext_quote(&one, cells[i].text);
        SAME(one.text, cells[i].cell);
        str_addf(&all, "%s,x\n", one.text);
    }
    struct csvtext t;
    struct diags d = diag_none(test_arena());
    THAT(csvtext_parse(test_arena(), &d, "t.csv", all.text, all.len, &t) && t.n_rows == COUNT_OF(cells));
    for (size_t i = 0; i < t.n_rows && i < COUNT_OF(cells); i++)
        SAME(csvtext_cell(&t, i, 0), cells[i].text);
}

/* A table has room for its rows, not for its lines; limits are told. */
static void sizes(void)
{
    static const struct {
        size_t cols, rows, empty;
        const char *fault;
    } tables[] = {
        {CSVTEXT_MOST_COLS, 2, 100000, ""},
        {CSVTEXT_MOST_COLS + 1, 0, 100000,
         "x.csv:1:1: error: expected at most 4096 columns in the header, found 4097 [E109]\n"},
        {CSVTEXT_MOST_COLS, 489, 0,
         "x.csv:490:1: error: expected at most 2000000 cells in all (488 rows of 4096 cells), got more [E109]\n"},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        struct arena *a = arena_new(); /* its own: the last one is large */
        struct diags d = diag_none(a);
        struct csvtext t;
        const size_t line = tables[i].cols, size = line * (1 + tables[i].rows) + tables[i].empty;
        char *text = arena_alloc(a, size + 1);
        memset(text, ',', size);
        for (size_t k = 1; k <= 1 + tables[i].rows; k++)
            text[k * line - 1] = '\n';
        memset(text + line * (1 + tables[i].rows), '\n', tables[i].empty);
        const bool good = csvtext_parse(a, &d, "x.csv", text, size, &t);
        THAT(good == (*tables[i].fault == '\0') && (!good || t.n_rows == tables[i].rows));
        SAME(test_faults(&d), tables[i].fault);
        arena_free(a);
    }
}

SUITE(csvtext, {"sizes", sizes}, {"no formulas", no_formulas}, {"tables", tables}, {"what is no table", no_tables},
      {"a zero byte", zero_byte}, {"line of a row", lines}, {"quoting and reading again", quoting_round_trip})
