/* Runs all suites, or the one that is named, or with "-name" all others. */
#include "test.h"

#include "arena.h"

#include <CUnit/Basic.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    void (*add)(void);
} suites[] = {
#define ROW(name) {#name, suite_##name},
    SUITES(ROW)
#undef ROW
};

static unsigned long long seed_wanted(void)
{
    const char *text = getenv("RIGPLAN_SEED");
    return text ? strtoull(text, NULL, 10) : 20261121;
}

static bool is_wanted(const char *said, const char *suite)
{
    return *said == '-' ? strcmp(said + 1, suite) != 0 : strcmp(said, suite) == 0;
}

int main(int argc, char *argv[])
{
    const unsigned long long seed = seed_wanted();
    gsl_set_error_handler_off();
    if (CU_initialize_registry() != CUE_SUCCESS)
        return EXIT_FAILURE;
    size_t added = 0;
    for (size_t i = 0; i < COUNT_OF(suites); i++)
        if (argc < 2 || is_wanted(argv[1], suites[i].name)) {
            suites[i].add();
            added++;
        }
    printf("random cases: RIGPLAN_SEED=%llu\n", seed);
    test_seed(seed);
    CU_basic_set_mode(getenv("VERBOSE") ? CU_BRM_VERBOSE : CU_BRM_NORMAL);
    const bool ran = added > 0 && CU_basic_run_tests() == CUE_SUCCESS;
    const unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    arena_free(test_arena());
    if (added == 0)
        fprintf(stderr, "no suite is called '%s'\n", argv[1]);
    return ran && failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
