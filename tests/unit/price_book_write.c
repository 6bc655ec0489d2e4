/* read/price_book*: books read back, rows added once, a cut last line, links, modes, two writers. */
#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "arena.h"
#include "decode.h"
#include "diag.h"
#include "file.h"
#include "file_write.h"
#include "file_lock.h"
#include "load.h"
#include "price_book.h"
#include "price_book_write.h"
#include "str.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD "date,component,condition,kind,amount,low,high,currency,tax,country,source,title\n"

static const char *folder(void)
{
    static char *name;
    if (!name)
        name = mkdtemp(arena_strdup(test_arena(), "/tmp/rigplan-book-XXXXXX"));
    BUG_UNLESS(name != NULL);
    return name;
}

static const char *at(const char *name)
{
    return file_join(test_arena(), folder(), name);
}

static const char *content(const char *path)
{
    struct diags d = diag_none(test_arena());
    size_t size = 0;
    const char *text = file_read(test_arena(), &d, path, &size);
    return text ? text : "(none)";
}

static void put(const char *path, const char *text)
{
    struct diags d = diag_none(test_arena());
    THAT(file_write(test_arena(), &d, path, text, strlen(text)));
}

static struct price_book_row row(const char *date, double amount)
{
    return (struct price_book_row){.date = date,
                                   .component = "rtx-3090",
                                   .country = "AU",
                                   .source = "a page",
                                   .title = "RTX 3090, used",
                                   .amount = amount,
                                   .low = NAN,
                                   .high = NAN,
                                   .currency = currency_aud,
                                   .condition = condition_used,
                                   .kind = pricekind_sold};
}

/* Adds rows; returns the faults. *added becomes the number of rows that were new. */
static const char *add(const char *path, const struct price_book_row *rows, size_t n, bool dry, size_t *added)
{
    struct diags d = diag_none(test_arena());
    struct price_book_written written;
    enum price_book_fate fate[16];
    BUG_UNLESS(n <= COUNT_OF(fate));
    price_book_write(test_arena(), &d, path, rows, n, dry, fate, &written);
    *added = 0;
    for (size_t i = 0; i < n; i++)
        *added += fate[i] == PRICE_BOOK_ADDED;
    return test_faults(&d);
}

static void adds_once(void)
{
    struct price_book_row rows[] = {row("2026-06-01", 1320), row("2026-06-02", 1250), row("2026-06-02", 1250.001)};
    const char *path = at("mine.csv");
    size_t added = 0;
    SAME(add(path, rows, COUNT_OF(rows), true, &added), "");
    THAT(added == 2 && !file_exists(path));
    SAME(add(path, rows, COUNT_OF(rows), false, &added), "");
    THAT(added == 2);
    SAME(content(path), HEAD "2026-06-01,rtx-3090,used,sold,1320,,,AUD,,AU,a page,\"RTX 3090, used\"\n"
                             "2026-06-02,rtx-3090,used,sold,1250,,,AUD,,AU,a page,\"RTX 3090, used\"\n");
    rows[0].title = "another";
    rows[1].amount = 1190.5;
    rows[1].low = 1100;
    rows[1].high = 1300;
    SAME(add(path, rows, COUNT_OF(rows), false, &added), "");
    THAT(added == 2);
    THAT(strstr(content(path), "\n2026-06-02,rtx-3090,used,sold,1190.5,1100,1300,AUD,,AU,a page,\"RTX 3090, used\"\n"));
    SAME(add(path, rows, COUNT_OF(rows), false, &added), "");
    THAT(added == 0);
    unlink(path);
}

static void folder_by_month(void)
{
    const struct price_book_row rows[] = {row("2026-06-01", 1), row("2026-05", 2), row("2026-06-30", 3), row("2025", 4),
                                          row("2026-05-09", 5)};
    const char *dir = at("prices/deep"), *other = at("prices/deep/own.csv");
    size_t added = 0;
    SAME(add(dir, rows, COUNT_OF(rows), false, &added), "");
    THAT(added == COUNT_OF(rows));
    SAME(content(file_join(test_arena(), dir, "2025.csv")),
         HEAD "2025,rtx-3090,used,sold,4,,,AUD,,AU,a page,\"RTX 3090, used\"\n");
    struct diags d = diag_none(test_arena());
    size_t n = 0;
    const char **names = file_list(test_arena(), &d, dir, "", &n);
    THAT(n == 3);
    SAME(names[1], "2026-05.csv");
    /* A row that another file of the folder has is there. */
    put(other, HEAD "2026-07-01,rtx-3090,used,sold,9.00,,,AUD,,AU,a page,\"RTX 3090, used\"\n");
    const struct price_book_row more[] = {row("2026-07-01", 9), row("2026-07-01", 10)};
    SAME(add(dir, more, COUNT_OF(more), false, &added), "");
    THAT(added == 1);
    unlink(other);
    names = file_list(test_arena(), &d, dir, "", &n);
    for (size_t i = 0; i < n; i++)
        unlink(file_join(test_arena(), dir, names[i]));
    THAT(rmdir(dir) == 0 && rmdir(at("prices")) == 0); /* no lock and no temporary file is left */
}

static void keeps_what_is_there(void)
{
    const struct price_book_row rows[] = {row("2026-06-01", 1320)};
    const char *real = at("real.csv"), *link = at("link.csv");
    size_t added = 0;
    struct stat st;
    /* Other columns, other order, CRLF, no line break at the end. */
    put(real, "source,date,title,component,amount,currency,note,kind,condition,country\r\n"
              "x,2026-01,t,rtx-3070,400,USD,n,sold,used,US");
    THAT(chmod(real, 0640) == 0 && symlink("real.csv", link) == 0);
    THAT(strstr(add(link, rows, 1, false, &added), "the last line has no line break") != NULL && added == 1);
    THAT(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
    THAT(stat(real, &st) == 0 && (st.st_mode & 0777) == 0640);
    SAME(content(real), "source,date,title,component,amount,currency,note,kind,condition,country\r\n"
                        "x,2026-01,t,rtx-3070,400,USD,n,sold,used,US\r\n"
                        "a page,2026-06-01,\"RTX 3090, used\",rtx-3090,1320,AUD,,sold,used,AU\r\n");
    unlink(link);
    unlink(real);
    THAT(symlink("later.csv", link) == 0);
    SAME(add(link, rows, 1, false, &added), "");
    THAT(file_exists(at("later.csv")));
    unlink(at("later.csv"));
    unlink(link);
    THAT(symlink("link.csv", link) == 0);
    THAT(strstr(add(link, rows, 1, false, &added), "symbolic links") != NULL);
    unlink(link);
}

/* A link that leads nowhere makes no folders where it points. */
static void dangling_links(void)
{
    const struct price_book_row rows[] = {row("2026-06-01", 1320)};
    const char *folder = at("nowhere"), *link = at("books"), *file = at("book.csv");
    size_t added = 0;
    THAT(symlink("nowhere", link) == 0 && symlink("nowhere/else/b.csv", file) == 0);
    THAT(strstr(add(link, rows, 1, false, &added), "a symbolic link to a folder that does not exist") != NULL);
    THAT(strstr(add(file, rows, 1, false, &added), "a symbolic link into a folder that does not exist") != NULL);
    THAT(strstr(add(file_join(test_arena(), link, "sub"), rows, 1, false, &added), "cannot") != NULL);
    THAT(added == 0 && !file_exists(folder));
    unlink(link);
    unlink(file);
}

static void refuses(void)
{
    const struct price_book_row rows[] = {row("2026-06-01", 1320)};
    const char *path = at("bad.csv");
    size_t added = 0;
    static const struct {
        const char *text, *says;
    } bad[] = {
        {HEAD "2026-06-01,rtx-30", "the last line is not complete: \"2026-06-01,rtx-30\""},
        {HEAD "2026-06-01,rtx-3090,used,sold,1,,,AUD,,AU,a page,\"RTX", "the last line is not complete"},
        {HEAD "2026-06-01,rtx-3090\n", "expected 12 cells as in the header, found 2"},
        {"date,component,condition,kind,amount,currency,source\n", "the book has no column 'country'"},
        {"date,component\n", "must have the column 'amount'"},
        {"date,date,component,condition,kind,amount,currency,source\n", "date: the column is there twice"},
        {"low,low,low\n", "low: the column is there twice"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        test_row("%s", bad[i].text);
        put(path, bad[i].text);
        THAT(strstr(add(path, rows, 1, false, &added), bad[i].says) != NULL);
        THAT(added == 0);
        SAME(content(path), bad[i].text);
    }
    unlink(path);
    put(at("prices.txt"), "");
    THAT(strstr(add(at("prices.txt"), rows, 1, false, &added), "must end with .csv") != NULL);
    unlink(at("prices.txt"));
    THAT(mkdir(path, 0755) == 0 && rmdir(path) == 0);
}

/* What price_book_open makes of a text: rows, then faults. */
static const char *opened(const char *text)
{
    struct diags d = diag_none(test_arena());
    struct price_book b;
    const bool good = price_book_open(test_arena(), &d, "x/b.csv", "book.", arena_strdup(test_arena(), text),
                                      strlen(text), &b);
    return str_format(test_arena(), "%s %zu %s", good ? "yes" : "no", b.table.n_rows, test_faults(&d));
}

static void reads(void)
{
    const char *line = "2026-06-01,rtx-3090,used,sold,1320,1300,1400,AUD,,AU,a page,\"RTX \"\"3090\"\"\"\n";
    SAME(opened(""), "yes 0 ");
    SAME(opened(" \n"), "yes 0 ");
    SAME(opened(HEAD), "yes 0 ");
    SAME(opened(str_format(test_arena(), "\xEF\xBB\xBF" HEAD "%s", line)), "yes 1 ");
    SAME(opened(str_format(test_arena(), HEAD "%s2026-06", line)),
         "yes 1 x/b.csv:3:1: warning: the last line is not complete and is left out: \"2026-06\" [W419]\n");
    SAME(opened(str_format(test_arena(), HEAD "%.*s", (int)strlen(line) - 1, line)),
         str_format(test_arena(),
                    "yes 1 x/b.csv:2:1: warning: the last line has no line break, so it may be cut: \"%.60s\" [W419]\n",
                    line));
    struct diags d = diag_none(test_arena());
    struct price_book b;
    struct price p = {0};
    char *text = str_format(test_arena(), HEAD "%s", line);
    THAT(price_book_open(test_arena(), &d, "x/b.csv", "book.", text, strlen(text), &b));
    price_book_record(&b, &(struct decode){.arena = test_arena(), .d = &d}, 0, &p);
    SAME(p.id, "book.b-2");
    SAME(p.title, "RTX \"3090\"");
    CLOSE(p.amount.mid, 1320, 0);
    CLOSE(p.amount.low80, 1300, 0);
    THAT(p.currency == currency_aud && p.kind == pricekind_sold && p.tax == taxed_unknown);
}

/* A text that a seller may write. */
static const char *any_text(void)
{
    static const char *const pieces[] = {"RTX 3090", ",",        "\"",   "\"\"", " ",    "'",
                                         ";",        "\xC3\xA9", "24GB", "#",    "=1+1", "x"};
    struct str s = str_new(test_arena());
    for (int i = test_whole(1, 8); i > 0; i--)
        str_add(&s, ANY_OF(pieces));
    return s.text;
}

static void reads_back_what_it_writes(void)
{
    enum { N = 200 };
    static struct price_book_row rows[N];
    static enum price_book_fate fate[N];
    static const char *const dates[] = {"2026", "2026-06", "2026-06-30", "2025-12-01"};
    struct diags d = diag_none(test_arena());
    struct price_book_written written;
    const char *path = at("any.csv");
    for (size_t i = 0; i < N; i++) {
        rows[i] = row(ANY_OF(dates), test_whole(1, 1000000) / 1000.0 + 0.01);
        rows[i].title = test_whole(0, 3) ? any_text() : NULL;
        rows[i].source = str_format(test_arena(), "%s %zu", any_text(), i);
        rows[i].currency = (enum currency)test_whole(1, currency_end - 1);
        rows[i].condition = (enum condition)test_whole(1, condition_end - 1);
        rows[i].kind = (enum pricekind)test_whole(1, pricekind_end - 1);
        rows[i].tax = (enum taxed)test_whole(0, taxed_end - 1);
        if (test_whole(0, 1)) {
            rows[i].low = floor(rows[i].amount);
            rows[i].high = ceil(rows[i].amount);
        }
    }
    THAT(price_book_write(test_arena(), &d, path, rows, N, false, fate, &written));
    const char *text = content(path);
    struct price_book b;
    THAT(price_book_open(test_arena(), &d, path, "", arena_strdup(test_arena(), text), strlen(text), &b));
    THAT(b.table.n_rows == N);
    for (size_t i = 0; i < N && i < b.table.n_rows; i++) {
        struct price p = {0};
        test_row("row %zu", i);
        price_book_record(&b, &(struct decode){.arena = test_arena(), .d = &d}, i, &p);
        SAME(p.title, rows[i].title);
        SAME(p.source, rows[i].source);
        SAME(p.date, rows[i].date);
        THAT(fabs(p.amount.mid - rows[i].amount) < 0.00501);
        CLOSE(p.amount.low80, isnan(rows[i].low) ? p.amount.mid : rows[i].low, 1e-12);
        THAT(p.currency == rows[i].currency && p.condition == rows[i].condition && p.kind == rows[i].kind &&
             p.tax == rows[i].tax && fate[i] == PRICE_BOOK_ADDED);
    }
    SAME(test_faults(&d), "");
    THAT(price_book_write(test_arena(), &d, path, rows, N, false, fate, &written) && written.n_files == 0);
    SAME(content(path), text);
    unlink(path);
}

/* A row that base or an earlier book has is not loaded again, nor is a price of something unknown a fault. */
static void loads_once(void)
{
    struct diags d = diag_none(test_arena());
    const char *text = HEAD "2026-06-01,rtx-3090,used,sold,1320,,,AUD,,AU,a page,x\n"
                            "2026-06-01,no-such-card,used,sold,1320,,,AUD,,AU,a page,x\n"
                            "2026-06-01,rtx-3090,used,sold,1320.0,,,AUD,,AU,a page,x\n";
    const struct load_text texts[] = {{.file = "a/b.csv", .text = text, .size = strlen(text)},
                                      {.file = "c/b.csv", .text = text, .size = strlen(text), .prefix = "book."}};
    const struct catalogue *c = load_catalogue(test_arena(), &d, test_catalogue(), texts, COUNT_OF(texts));
    THAT(c != NULL && c->prices.n == test_catalogue()->prices.n + 2);
    SAME(test_faults(&d), "a/b.csv:3:12: warning: the catalogue has no record 'no-such-card': its prices are not used "
                          "[W420]\n");
}

/* A dead holder's lock is given up; a living one is waited for, then told. */
static void locks(void)
{
    struct diags d = diag_none(test_arena());
    struct file_lock lock;
    const char *path = at(".x.lock");
    int ready[2];
    char byte = 0;
    THAT(pipe(ready) == 0);
    const pid_t holder = fork();
    if (holder == 0) {
        const bool taken = file_lock_take(test_arena(), &d, path, 0, &lock);
        if (write(ready[1], taken ? "y" : "n", 1) == 1)
            pause();
        _exit(0);
    }
    THAT(read(ready[0], &byte, 1) == 1 && byte == 'y');
    THAT(!file_lock_take(test_arena(), &d, path, 0.05, &lock));
    THAT(strstr(test_faults(&d), str_format(test_arena(), "process %ld has held this lock", (long)holder)) != NULL);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    THAT(file_exists(path));
    THAT(file_lock_take(test_arena(), &d, path, 5, &lock));
    file_lock_release(&lock);
    THAT(!file_exists(path));
    THAT(!file_lock_take(test_arena(), &d, at("no/such/.lock"), 0, &lock));
    THAT(strstr(test_faults(&d), "cannot lock: No such file or directory") != NULL);
    close(ready[0]);
    close(ready[1]);
    THAT(rmdir(folder()) == 0);
}

SUITE(price_book_write, {"adds each row once", adds_once}, {"a folder has a file for each month", folder_by_month},
      {"keeps what is there", keeps_what_is_there}, {"dangling links", dangling_links},
      {"refuses books with faults", refuses}, {"reads", reads}, {"loads each row once", loads_once},
      {"reads back what it writes", reads_back_what_it_writes}, {"locks", locks})
