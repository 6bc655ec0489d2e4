/* test.h: what the tests share: checks that print both sides, the built-in catalogue, seeded random numbers. A test
   file exports one function, suite_NAME, that registers its table of tests; its name stands in SUITES. */
#ifndef TEST_H
#define TEST_H

#include "bug.h"
#include "catalogue.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* clang-format off */
#define SUITES(S) \
    S(base) S(arena) S(str) S(numtext) S(csvtext) S(file) S(fd) S(diag) S(text_set) S(math) S(real) S(spd) S(tree) S(decode) S(load) \
    S(record) S(catalogue) S(quant_mix) S(llm) S(rig) S(family) S(placement) S(ggml_graph) S(compute_buffers) \
    S(memory) S(step) S(step_clock) S(calibrate) S(fit_serving) S(intervals) S(causes) S(predict) S(check) S(logs) S(kv_pool) S(offload) \
    S(speculative) S(property_memory) S(training) S(property_training) S(training_request) S(training_search) S(property_training_search) \
    S(property_speed) S(property_caps) S(power) S(draw) S(compatibility) S(holds) S(market) S(market_single) S(market_range) S(exchange) S(scenario_money) S(price_book) S(price_book_write) S(check_prices) S(money) S(pots) S(property_money) S(property_waiting) S(property_queue) S(serving) S(rent) \
    S(build) S(build_supply) S(build_unknown) S(build_owned) S(build_links) \
    S(capacity) S(energy) S(property_energy) S(compare) S(compare_limits) S(differ) S(components) S(deployed) S(page_runs) S(report) S(gguf) S(import_gguf) S(gguf_shape) S(import_hf) S(hf_quant) S(import_bench) S(bench_pasted) S(feed) S(feed_forms) S(feed_machine) S(breakdown) S(other_backend) S(refit_effect) S(refit_offload) S(collective) S(check_serving) S(doc) S(jsonout) S(picks) S(wrap) S(request) S(overlay) S(property_deploy) S(names) S(property_inputs) S(measured_source) S(from_scenario) S(plan) S(launch) S(launch_notes) S(suggest) S(price_import) S(price_plot) S(titles) S(plots) S(drawing) S(feed_messy) S(feed_cells) S(price_levers) S(path) S(folder_replace) S(writing) S(import_memlog) S(import_serving) S(import_tools) S(bench_text) S(bench_said) S(import_rig) S(hostile) S(rig_forms) S(memlog_forms) S(load_forms) S(bench_forms) S(hf_altered)
/* clang-format on */
#define DECLARE(name) void suite_##name(void);
SUITES(DECLARE)
#undef DECLARE

struct test_case {
    const char *name;
    void (*run)(void);
};
/* Registers the tests of a file. */
void test_suite(const char *name, const struct test_case *tests, size_t n);
#define SUITE(name, ...)                                                                                               \
    void suite_##name(void)                                                                                            \
    {                                                                                                                  \
        static const struct test_case tests[] = {__VA_ARGS__};                                                         \
        test_suite(#name, tests, sizeof tests / sizeof *tests);                                                        \
    }

/* The row that is being tested; failures name it until the next one or the end of the test. */
void test_row(const char *fmt, ...) PRINTF(1, 2);
/* Each counts one assertion and returns whether it held. */
bool test_that(bool held, const char *what, const char *file, int line);
bool test_close(double got, double want, double rel, const char *what, const char *file, int line);
bool test_order(double less, double more, const char *what, const char *file, int line);
bool test_same(const char *got, const char *want, const char *what, const char *file, int line);
#define THAT(cond) test_that((cond), #cond, __FILE__, __LINE__)
/* |got - want| <= rel |want|; NaN equals NaN. */
#define CLOSE(got, want, rel) test_close((got), (want), (rel), #got, __FILE__, __LINE__)
/* less <= more, but for a few roundings. */
#define ORDER(less, more) test_order((less), (more), #less " <= " #more, __FILE__, __LINE__)
/* Equal texts; NULL equals NULL. */
#define SAME(got, want) test_same((got), (want), #got, __FILE__, __LINE__)

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct arena;
struct request;
/* Memory that lives as long as the suite that runs. */
struct arena *test_arena(void);
/* The catalogue that the program carries. */
const struct catalogue *test_catalogue(void);
/* The record of that kind with this id; there is no going on without it. */
const void *test_find(const struct kind *k, const char *id);
#define FIND(kind, id) ((const struct kind *)test_find(&kind_##kind, (id)))

/* The scenario in a YAML text; there is no going on with a faulty one. */
struct scenario;
struct comparison;
const struct scenario *test_scenario(const char *text);
/* A scenario in Australia with one option of one machine: its fields in flow style ("devices: [{device: rtx-3090}],
   psus: [...]"). */
const struct scenario *test_option(const char *fields);
/* The shipped scenario, and its comparison, made once. The tests run from the repository's root. */
const struct scenario *test_shipped(void);
/* Returns the comparison of a scenario with the built-in catalogue and its prices. */
const struct comparison *test_compare(const struct scenario *s);
/* Returns the terms of a buyer in Australia on 2026-11-21. */
const struct money_terms *test_terms(void);
const struct comparison *test_compared(void);

/* Faults so far as text, each on a line, and forgets them. */
struct diags;
const char *test_faults(struct diags *d);

/* A request for count of that card, with model and quant; nothing else said. */
struct request test_request(const char *device, int count, const char *model, const char *quant);

/* Does it stop with BUG()? Runs it in a process of its own. */
bool test_is_bug(void (*run)(void));

/* The random stream: the same for the same seed, which is printed when the tests start. */
void test_seed(unsigned long long seed);
double test_uniform(double low, double high);
/* low .. high, both possible. */
int test_whole(int low, int high);
#define ANY_OF(array) ((array)[test_whole(0, (int)COUNT_OF(array) - 1)])

#endif
