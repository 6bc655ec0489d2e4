/* read/price_book: what a book holds, and every fault that one may have. */
#include "test.h"

#include "arena.h"
#include "decode.h"
#include "diag.h"
#include "file.h"
#include "load.h"
#include "price_book.h"
#include "str.h"

#define HEAD "date,component,condition,kind,amount,low,high,currency,tax,country,source,title\n"
#define ROW "2026-11-05,rtx-3090,used,sold,1250,,,AUD,,AU,a page,\n"

/* Reads every row of a book. */
static struct price_list read_rows(struct diags *d, const char *file, char *text, size_t size)
{
    struct arena *a = test_arena();
    struct price_book b;
    struct decode dec = {.arena = a, .d = d};
    if (!price_book_open(a, d, file, "", text, size, &b))
        return (struct price_list){0, NULL};
    struct price *v = ARENA_ARRAY(a, b.table.n_rows, struct price);
    for (size_t i = 0; i < b.table.n_rows; i++)
        price_book_record(&b, &dec, i, &v[i]);
    return (struct price_list){b.table.n_rows, v};
}

static struct price_list read_book(struct diags *d, const char *text)
{
    return read_rows(d, "my/book.csv", arena_strdup(test_arena(), text), strlen(text));
}

static void what_a_row_says(void)
{
    struct diags d = diag_none(test_arena());
    const struct price_list list = read_book(
        &d, HEAD ROW "\n2026-11,rtx-4090,new,retail,2800,2600,3100,USD,excluded,US,https://x.example,\"A, \"\"B\"\"\"\n"
                     "2025,m4-max,refurbished,list,3000,3000,3000,EUR,included,DE,b,\n");
    SAME(test_faults(&d), "");
    THAT(list.n == 3);
    const struct price *p = list.v;
    SAME(p[0].id, "book-2"); /* file and line */
    SAME(p[1].id, "book-4");
    SAME(p[0].date, "2026-11-05");
    SAME(p[0].component, "rtx-3090");
    THAT(p[0].condition == condition_used && p[0].kind == pricekind_sold && p[0].currency == currency_aud);
    THAT(p[0].tax == taxed_unknown && !p[0].title);
    SAME(p[0].country, "AU");
    CLOSE(p[0].amount.mid, 1250, 0);
    CLOSE(p[0].amount.low80, 1250, 0);
    CLOSE(p[0].amount.high95, 1250, 0);
    CLOSE(p[1].amount.low80, 2600, 0);
    CLOSE(p[1].amount.mid, 2800, 0);
    CLOSE(p[1].amount.high80, 3100, 0);
    SAME(p[1].title, "A, \"B\"");
    SAME(p[1].source, "https://x.example");
    THAT(p[1].tax == taxed_excluded && p[2].tax == taxed_included && p[2].condition == condition_refurbished);
    THAT(p[1].at[F_price_amount].line == 4);
    SAME(p[1].at[F_price_amount].file, "my/book.csv");
}

/* Columns in any order, only those that are needed, other fields of a price. */
static void columns(void)
{
    static const struct {
        const char *text;
        size_t n;
    } rows[] = {{"source,currency,amount,kind,condition,component,date\nx,AUD,5,sold,used,rtx-3090,2026\n", 1},
                {"date,component,condition,kind,amount,currency,source,note,basis\n2026,rtx-3090,used,sold,5,AUD,x,lot "
                 "of two,\n",
                 1},
                {"date,component,condition,kind,amount,currency,source\n", 0},
                {HEAD, 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct diags d = diag_none(test_arena());
        test_row("%s", rows[i].text);
        const struct price_list list = read_book(&d, rows[i].text);
        SAME(test_faults(&d), "");
        THAT(list.n == rows[i].n);
        if (list.n > 0)
            CLOSE(list.v[0].amount.mid, 5, 0);
    }
    THAT(price_book_n_columns == 12);
    for (size_t i = 0; i < price_book_n_columns; i++) {
        const char *name = price_book_columns[i];
        THAT(strcmp(name, "low") == 0 || strcmp(name, "high") == 0 ||
             schema_find(&kind_price, name) < kind_price.n_fields);
    }
    THAT(price_book_is("a/b.csv") && !price_book_is("a.csv/b.json") && !price_book_is("csv"));
}

/* Returns the faults of a book over the built-in catalogue. */
static const char *faults_of(const char *text)
{
    const struct load_text t = {.file = "book.csv", .text = text, .size = strlen(text)};
    struct diags d = diag_none(test_arena());
    THAT(!load_catalogue(test_arena(), &d, test_catalogue(), &t, 1));
    return test_faults(&d);
}

static void every_fault(void)
{
    static const struct {
        const char *text, *faults;
    } rows[] = {
        {HEAD ROW "2026-11-05,rtx-3090,used,sold,1250x,,,AUD,,AU,x,\n",
         "book.csv:3:31: error: amount: expected a number"},
        {HEAD "2026-11-05,rtx-3090,used,sold,,,,AUD,,AU,x,\n", "book.csv:2:1: error: a price must state 'amount'"},
        {HEAD "2026-11-05,rtx-3090,used,sold,-5,,,AUD,,AU,x,\n",
         "book.csv:2:31: error: amount: expected a number from 0"},
        {HEAD ROW ROW "2026-11-05,rtx-3090,used,sold,5,6,4,AUD,,AU,x,\n",
         "book.csv:4:31: error: amount: expected low <= amount <= high, both or neither, got low \"6\", high \"4\""},
        {HEAD "2026-11-05,rtx-3090,used,sold,5,4,,AUD,,AU,x,\n", "book.csv:2:31: error: amount: expected low"},
        {HEAD "2026-11-05,rtx-3090,used,sold,5,4,few,AUD,,AU,x,\n", "book.csv:2:31: error: amount: expected low"},
        {HEAD "2026-13-05,rtx-3090,used,sold,5,,,AUD,,AU,x,\n" ROW, "book.csv:2:1: error: date: expected YYYY"},
        {HEAD "21/11/2026,rtx-3090,used,sold,5,,,AUD,,AU,x,\n", "book.csv:2:1: error: date: expected YYYY"},
        {HEAD ",rtx-3090,used,sold,5,,,AUD,,AU,x,\n",
         "book.csv:2:1: error: book-2: a price must state 'source' and 'date'"},
        {HEAD "2026-11-05,rtx-3090,used,sold,5,,,AUD,,AU,,\n",
         "book.csv:2:1: error: book-2: a price must state 'source'"},
        {HEAD "2026-11-05,rtx-3090,used,sold,5,,,AUS,,AU,x,\n",
         "book.csv:2:35: error: currency: expected an ISO 4217 code"},
        {HEAD "2026-11-05,rtx-3090,second hand,sold,5,,,AUD,,AU,x,\n",
         "book.csv:2:21: error: condition: expected one of new, used, refurbished; got the text \"second hand\""},
        {HEAD "2026-11-05,rtx-3090,used,guess,5,,,AUD,,AU,x,\n", "book.csv:2:26: error: kind: expected one of"},
        {HEAD "2026-11-05,rtx-3090,used,sold,5,,,AUD,gst,AU,x,\n", "book.csv:2:39: error: tax: expected one of"},
        {"date,component,condition,kind,amount,currency,source,shop\n2026,rtx-3090,used,sold,5,AUD,x,y\n",
         "book.csv:1:1: error: shop: a price book has no such column"},
        {"date,component,condition,kind,amount,currency\n2026,rtx-3090,used,sold,5,AUD\n",
         "book.csv:1:1: error: a price book must have the column 'source'"},
        {"date,component,condition,kind,amount,currency,source,id\n2026,rtx-3090,used,sold,5,AUD,x,mine\n",
         "book.csv:1:1: error: id: a price book has no such column"},
        {HEAD "2026-11-05,rtx-3090,used\n", "book.csv:2"},
        {HEAD "2026-11-05,\"rtx-3090,used\n", "book.csv:2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%s", rows[i].text);
        const char *faults = faults_of(rows[i].text);
        if (!THAT(strncmp(faults, rows[i].faults, strlen(rows[i].faults)) == 0))
            SAME(faults, rows[i].faults);
        const char *end = strchr(faults, '\n');
        THAT(end && end[1] == '\0'); /* one fault, and no other because of it */
    }
}

/* All faults of a book are told at once; a zero byte is no text. */
static void several_and_bytes(void)
{
    const char *faults = faults_of(HEAD "2026-11-05,rtx-3090,used,sold,x,,,AUD,,AU,x,\n" ROW
                                        "2026-13,rtx-3090,used,sold,5,,,ZZZ,,AU,x,\n");
    THAT(strstr(faults, "book.csv:2:31: error: amount: ") && strstr(faults, "book.csv:4:1: error: date: ") &&
         strstr(faults, "book.csv:4:32: error: currency: "));
    test_row("a zero byte");
    struct diags d = diag_none(test_arena());
    static const char text[] = HEAD "2026\0,rtx-3090\n";
    THAT(read_rows(&d, "b.csv", arena_strndup(test_arena(), text, sizeof text - 1), sizeof text - 1).n == 0);
    THAT(d.errors == 1);
}

/* A row of a book over the catalogue is one more observation; it replaces none. */
static void adds_to_the_catalogue(void)
{
    const char *text = HEAD ROW "2026-11-05,rtx-3090,used,sold,1190,,,AUD,,AU,a page,\n";
    const struct load_text t = {.file = "book.csv", .text = text, .size = strlen(text)};
    struct diags d = diag_none(test_arena());
    const struct catalogue *c = load_catalogue(test_arena(), &d, test_catalogue(), &t, 1);
    SAME(test_faults(&d), "");
    THAT(c && c->prices.n == test_catalogue()->prices.n + 2);
    THAT(c && catalogue_find(c, &kind_price, "book-3") != NULL);
}

/* The books of data/prices, read as text, are the prices of the program, each with source, date and amount. */
static void shipped_books(void)
{
    struct arena *a = test_arena();
    struct diags d = diag_none(a);
    size_t n = 0, rows = 0;
    const char **names = file_list(a, &d, "data/prices", ".csv", &n);
    for (size_t i = 0; i < n; i++) {
        size_t size = 0;
        const char *file = file_join(a, "data/prices", names[i]);
        char *text = file_read(a, &d, file, &size);
        const struct price_list list = read_rows(&d, file, text, size);
        for (size_t j = 0; j < list.n; j++) {
            const struct price *p = catalogue_find(test_catalogue(), &kind_price, list.v[j].id);
            test_row("%s", list.v[j].id);
            THAT(p && p->amount.mid > 0 && p->amount.mid == list.v[j].amount.mid && p->source && p->date);
        }
        rows += list.n;
    }
    test_row("all");
    SAME(test_faults(&d), "");
    THAT(rows == test_catalogue()->prices.n && rows >= 1500);
}

SUITE(price_book, {"what a row says", what_a_row_says}, {"columns", columns}, {"every fault", every_fault},
      {"several, and bytes", several_and_bytes}, {"adds to the catalogue", adds_to_the_catalogue},
      {"shipped books", shipped_books})
