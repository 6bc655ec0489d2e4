/* check.h: what the tests share: checks that print both sides, the built-in catalogue, seeded random numbers. A test file exports one
   function, suite_NAME, that registers its table of tests; its name stands in SUITES. */
#ifndef CHECK_H
#define CHECK_H

#include "bug.h"
#include "catalogue.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define SUITES(S)                                                                                                      \
    S(base) S(arena) S(str) S(numtext) S(csvtext) S(file) S(diag) S(math) S(tree) S(decode) S(load) S(record)          \
    S(catalogue) S(mix) S(llm) S(rig) S(placement) S(graph) S(buffers) S(memory) S(step) S(calibrate) S(widths) S(accuracy) S(predict) S(validate) S(logs) S(offload) S(draft) S(property_memory) S(training) S(property_training) S(validate_words)         \
    S(property_speed) S(power) S(possible) S(fit) S(money) S(property_money) S(build) S(serve) S(compare) S(components) S(report)         \
    S(gguf) S(import_gguf) S(import_hf) S(import_bench) S(terms) S(moved) S(collective)
#define DECLARE(name) void suite_##name(void);
SUITES(DECLARE)
#undef DECLARE

struct check_test {
    const char *name;
    void (*run)(void);
};
/* Registers the tests of a file. */
void check_suite(const char *name, const struct check_test *tests, size_t n);
#define SUITE(name, ...)                                                                                               \
    void suite_##name(void)                                                                                            \
    {                                                                                                                  \
        static const struct check_test tests[] = {__VA_ARGS__};                                                        \
        check_suite(#name, tests, sizeof tests / sizeof *tests);                                                       \
    }

/* The row that is being tested; failures name it until the next one or the end of the test. */
void check_row(const char *fmt, ...) PRINTF(1, 2);
/* Each counts one assertion and returns whether it held. */
bool check_that(bool held, const char *what, const char *file, int line);
bool check_close(double got, double want, double rel, const char *what, const char *file, int line);
bool check_order(double less, double more, const char *what, const char *file, int line);
bool check_same(const char *got, const char *want, const char *what, const char *file, int line);
#define THAT(cond) check_that((cond), #cond, __FILE__, __LINE__)
/* |got - want| <= rel |want|; NaN equals NaN. */
#define CLOSE(got, want, rel) check_close((got), (want), (rel), #got, __FILE__, __LINE__)
/* less <= more, but for a few roundings. */
#define ORDER(less, more) check_order((less), (more), #less " <= " #more, __FILE__, __LINE__)
/* Equal texts; NULL equals NULL. */
#define SAME(got, want) check_same((got), (want), #got, __FILE__, __LINE__)

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct arena;
struct setup_request;
/* Memory that lives as long as the tests. */
struct arena *check_arena(void);
/* The catalogue that the program carries. */
const struct catalogue *check_catalogue(void);
/* The record of that kind with this id; there is no going on without it. */
const void *check_find(const struct kind *k, const char *id);
#define FIND(kind, id) ((const struct kind *)check_find(&kind_##kind, (id)))

/* The scenario in a YAML text; there is no going on with a faulty one. */
struct scenario;
struct comparison;
const struct scenario *check_scenario(const char *text);
/* A scenario in Australia with that one option: its fields in flow style ("devices: [{device: rtx-3090}], psus: [...]"). */
const struct scenario *check_option(const char *fields);
/* The shipped scenario, and its comparison, made once. The tests run from the repository's root. */
const struct scenario *check_shipped(void);
const struct comparison *check_compared(void);

/* Faults so far as text, each on a line, and forgets them. */
struct diags;
const char *check_faults(struct diags *d);

/* A request for count of that card, with model and quant; nothing else said. */
struct setup_request check_request(const char *device, int count, const char *model, const char *quant);

/* The random stream: the same for the same seed, which is printed when the tests start. */
void check_seed(unsigned long long seed);
double check_uniform(double low, double high);
/* low .. high, both possible. */
int check_whole(int low, int high);
#define ANY_OF(array) ((array)[check_whole(0, (int)COUNT_OF(array) - 1)])

#endif
