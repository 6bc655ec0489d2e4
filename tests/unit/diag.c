/* kit/diag: codes, how they are printed, and the exit code of the gravest. */
#include "test.h"

#include "diag.h"
#include "str.h"

static void codes_are_in_families(void)
{
    for (int c = 0; c < DIAG_END; c++) {
        const enum diag_code code = (enum diag_code)c;
        const int number = diag_number(code);
        test_row("%s", diag_name(code));
        THAT(number >= 101 && number <= 699);
        THAT(*diag_explain(code) != '\0');
        for (int other = 0; other < c; other++)
            THAT(diag_number((enum diag_code)other) != number);
        struct diags d = diag_none(test_arena());
        diag_add(&d, code, diag_file("x"), NULL, "text");
        const int wanted = number >= 600 ? 2 : number >= 500 ? 4 : 3;
        THAT(diag_exit_code(&d) == (diag_severity(code) == DIAG_WARNING ? 0 : wanted));
        THAT(d.errors == (diag_severity(code) == DIAG_ERROR) && d.warnings == (diag_severity(code) == DIAG_WARNING));
    }
}

static void printed(void)
{
    struct diags d = diag_none(test_arena());
    const struct origin at = {.file = "my.yaml", .line = 12, .col = 7};
    diag_add(&d, DIAG_OUT_OF_RANGE, at, "devices[2].tdp_w", "expected %d, got %d", 5, 6);
    diag_add(&d, DIAG_FILE_READ, diag_file("my.yaml"), NULL, "cannot open");
    diag_add(&d, DIAG_USAGE, (struct origin){0}, "", "name a file");
    diag_add(&d, DIAG_NO_GNUPLOT, (struct origin){0}, NULL, "no plots");
    THAT(d.errors == 3 && d.warnings == 1);
    SAME(test_faults(&d),
         "my.yaml:12:7: error: devices[2].tdp_w: expected 5, got 6 [E204]\nmy.yaml: error: cannot open [E501]\n"
         "rigplan: error: name a file [E601]\nrigplan: warning: no plots [W503]\n");
}

static void gravest_exit(void)
{
    struct diags d = diag_none(test_arena());
    THAT(diag_exit_code(&d) == 0);
    diag_add(&d, DIAG_NO_GNUPLOT, (struct origin){0}, NULL, "warning");
    THAT(diag_exit_code(&d) == 0);
    diag_add(&d, DIAG_USAGE, (struct origin){0}, NULL, "usage");
    THAT(diag_exit_code(&d) == 2);
    diag_add(&d, DIAG_FILE_WRITE, (struct origin){0}, NULL, "world");
    THAT(diag_exit_code(&d) == 4);
    diag_add(&d, DIAG_SENSE, (struct origin){0}, NULL, "input");
    THAT(diag_exit_code(&d) == 4);
}

/* Errors and warnings have each their own room, and what is only counted decides the exit code too. */
static void many(void)
{
    struct diags d = diag_none(test_arena());
    for (int i = 0; i < DIAG_MOST_TOLD + 2; i++) {
        THAT(diag_is_full(&d, DIAG_SENSE) == (i >= DIAG_MOST_TOLD));
        diag_add(&d, DIAG_SENSE, (struct origin){0}, NULL, "%d", i);
    }
    diag_add(&d, DIAG_NO_GNUPLOT, (struct origin){0}, NULL, "a warning");
    THAT(d.errors == DIAG_MOST_TOLD + 2 && d.warnings == 1 && diag_exit_code(&d) == 3);
    diag_add(&d, DIAG_FILE_READ, (struct origin){0}, NULL, "counted");
    THAT(d.more_errors == 3 && diag_exit_code(&d) == 4);
    const char *text = test_faults(&d);
    THAT(strstr(text,
                " 999 [E401]\nrigplan: warning: a warning [W503]\nrigplan: 3 more errors are not shown: the first "
                "1000 are\n"));
    d = diag_none(test_arena());
    for (int i = 0; i <= DIAG_MOST_TOLD; i++)
        diag_add(&d, DIAG_NO_GNUPLOT, (struct origin){0}, NULL, "%d", i);
    THAT(d.more_warnings == 1 && d.more_errors == 0 && diag_exit_code(&d) == 0);
    THAT(strstr(test_faults(&d), " 999 [W503]\nrigplan: 1 more warning is not shown: the first 1000 are\n"));
}

SUITE(diag, {"more than are told", many}, {"codes stand in their families", codes_are_in_families},
      {"printed", printed}, {"the gravest decides the exit code", gravest_exit})
