#define _POSIX_C_SOURCE 200809L
#include "test.h"

#include "arena.h"
#include "builtin.h"
#include "compare.h"
#include "money.h"
#include "price_fit.h"
#include "diag.h"
#include "file.h"
#include "load.h"
#include "prepare.h"
#include "str.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <float.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char row[200];
static unsigned long long seed, state;
/* Of the suite that runs: what its tests share lies in the arena. */
static struct {
    struct arena *arena;
    const struct scenario *shipped;
    const struct comparison *compared;
    struct money_terms terms;
} kept;

static int start_suite(void)
{
    arena_free(kept.arena);
    memset(&kept, 0, sizeof kept);
    return 0;
}

/* Each test starts with no row and the random stream from its beginning, alone or among all. */
static void start_test(void)
{
    row[0] = '\0';
    state = seed;
}

void test_suite(const char *name, const struct test_case *tests, size_t n)
{
    CU_pSuite s = CU_add_suite_with_setup_and_teardown(name, start_suite, NULL, start_test, NULL);
    BUG_UNLESS(s != NULL);
    for (size_t i = 0; i < n; i++)
        BUG_UNLESS(CU_add_test(s, tests[i].name, tests[i].run) != NULL);
}

void test_row(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(row, sizeof row, fmt, args);
    va_end(args);
}

static bool tell(bool held, const char *file, int line, const char *text)
{
    char all[2000];
    snprintf(all, sizeof all, "%s%s%s", row, *row ? ": " : "", text);
    CU_assertImplementation(held ? CU_TRUE : CU_FALSE, (unsigned)line, all, file, "", CU_FALSE);
    return held;
}

bool test_that(bool held, const char *what, const char *file, int line)
{
    return tell(held, file, line, what);
}

bool test_close(double got, double want, double rel, const char *what, const char *file, int line)
{
    char text[600];
    const bool same = got == want || (isnan(got) && isnan(want));
    snprintf(text, sizeof text, "%s is %.12g, expected %.12g within %g", what, got, want, rel);
    return tell(same || fabs(got - want) <= rel * fabs(want), file, line, text);
}

bool test_order(double less, double more, const char *what, const char *file, int line)
{
    char text[600];
    snprintf(text, sizeof text, "%s: %.15g, %.15g", what, less, more);
    return tell(less <= more + 64 * DBL_EPSILON * fabs(more), file, line, text);
}

bool test_same(const char *got, const char *want, const char *what, const char *file, int line)
{
    char text[1600];
    const bool same = got && want ? strcmp(got, want) == 0 : got == want;
    snprintf(text, sizeof text, "%s is \"%s\", expected \"%s\"", what, got ? got : "(null)", want ? want : "(null)");
    return tell(same, file, line, text);
}

struct arena *test_arena(void)
{
    if (!kept.arena)
        kept.arena = arena_new();
    return kept.arena;
}

const struct catalogue *test_catalogue(void)
{
    return &builtin_catalogue;
}

const void *test_find(const struct kind *k, const char *id)
{
    const void *found = catalogue_find(test_catalogue(), k, id);
    if (!found)
        BUG(str_format(test_arena(), "the catalogue has no %s %s", k->name, id));
    return found;
}

const struct scenario *test_scenario(const char *text)
{
    struct diags d = diag_none(test_arena());
    const struct load_text t = {.file = "scenario.yaml", .text = text, .size = strlen(text)};
    const struct scenario *s = load_scenario(test_arena(), &d, test_catalogue(), &t, NULL, 0);
    if (!s)
        BUG(test_faults(&d));
    return s;
}

const struct scenario *test_option(const char *fields)
{
    return test_scenario(
        str_format(test_arena(),
                   "schema: rigplan-scenario-2\ntitle: one\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 5000}]\n"
                   "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
                   "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"
                   "options: [{id: one, title: one, machines: [{id: pc, %s}]}]\n",
                   fields));
}

const struct scenario *test_shipped(void)
{
    struct diags d = diag_none(test_arena());
    size_t size;
    if (kept.shipped)
        return kept.shipped;
    const char *text = file_read(test_arena(), &d, "scenarios/aud-8343.yaml", &size);
    if (!text)
        BUG(test_faults(&d));
    return kept.shipped = test_scenario(text);
}

const struct comparison *test_compare(const struct scenario *s)
{
    struct arena *a = test_arena();
    return compare_run(a, price_fit(a, test_catalogue(), &s->rates, s->as_of), s);
}

const struct money_terms *test_terms(void)
{
    if (!kept.terms.market)
        kept.terms = money_terms_in(price_fit(test_arena(), test_catalogue(), NULL, "2026-11-21"), "AU");
    return &kept.terms;
}

const struct comparison *test_compared(void)
{
    if (!kept.compared)
        kept.compared = test_compare(test_shipped());
    return kept.compared;
}

const char *test_faults(struct diags *d)
{
    struct str s = str_new(d->arena);
    diag_print(d, &s);
    *d = diag_none(d->arena);
    return s.text;
}

struct request test_request(const char *device, int count, const char *model, const char *quant)
{
    struct request q = request_nothing();
    q.n = count;
    for (int i = 0; i < count; i++)
        q.device[i] = FIND(device, device);
    q.model = FIND(model, model);
    q.quant = FIND(quant, quant);
    return q;
}

bool test_is_bug(void (*run)(void))
{
    int status = 0;
    const pid_t child = fork();
    BUG_UNLESS(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO);
        run();
        _exit(0);
    }
    BUG_UNLESS(waitpid(child, &status, 0) == child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

void test_seed(unsigned long long wanted)
{
    seed = state = wanted;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static unsigned long long next(void)
{
    unsigned long long z = state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double test_uniform(double low, double high)
{
    return low + (high - low) * (double)(next() >> 11) * 0x1p-53;
}

int test_whole(int low, int high)
{
    return low + (int)(next() % (unsigned)(high - low + 1));
}
