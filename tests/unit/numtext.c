/* kit/numtext: the strict number grammar. */
#include "test.h"

#include "numtext.h"

static void accepted(void)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"0", 0},
        {"-0", 0},
        {"7", 7},
        {"80", 80},
        {"-80", -80},
        {"2.385", 2.385},
        {"-2.385", -2.385},
        {"0.5", 0.5},
        {"0.0", 0},
        {"10", 10},
        {"1e3", 1000},
        {"1E3", 1000},
        {"1e+3", 1000},
        {"1e-3", 0.001},
        {"1.5e2", 150},
        {"0e0", 0},
        {"0.000001", 1e-6},
        {"1e03", 1000},
        {"1e308", 1e308},
        {"1e-400", 0},
        {"9007199254740993", 9007199254740992.0},
        {"123456789012", 123456789012.0},
        {"0.1", 0.1},
        {"4.9e-324", 4.9e-324},
        {"100000000000000000000", 1e20},
        {"-1e-2", -0.01},
        {"12345678901234567890123456789012345678901234567890123456789012", 1.2345678901234567890e61},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double value = NAN;
        test_row("'%s'", rows[i].text);
        THAT(numtext_parse(rows[i].text, strlen(rows[i].text), &value));
        CLOSE(value, rows[i].value, 1e-15);
    }
}

static void refused(void)
{
    static const char *const rows[] = {
        "",       " ",        "80 ",         " 80",
        "80\n",   "\t80",     "+5",          "-",
        "+",      ".",        "-.",          ".5",
        "5.",     "-.5",      "-5.",         "1.e3",
        ".e3",    "e3",       "1e",          "1e+",
        "1e-",    "1e1.5",    "1e 3",        "00",
        "01",     "-01",      "08",          "007",
        "0x10",   "0X1F",     "0b1",         "0o17",
        "0x1p3",  "inf",      "-inf",        "Inf",
        "INF",    "infinity", "nan",         "NaN",
        "nan(1)", "1_000",    "1,000",       "1'000",
        "1 000",  "700watts", "700 W",       "24GiB",
        "24GB",   "80%",      "$80",         "1/2",
        "1e400",  "-1e400",   "1e999999999", "--5",
        "5-",     "5e3e2",    "1.2.3",       "12:30",
        "1:30",   "yes",      "true",        "null",
        "~",      "1d",       "1f",          "1.0f",
        "1L",     "0.5.",     "0..5",        "½",
        "１",     "٣",        "−5",          "2026-11-21",
        "4K",     "1e3k",     "1E",          "0e",
        "-e1",    "1+1",      "0-0",         "123456789012345678901234567890123456789012345678901234567890123456789",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double value = 2.385;
        test_row("'%s'", rows[i]);
        THAT(!numtext_parse(rows[i], strlen(rows[i]), &value));
    }
}

/* The text ends where the caller says, not at a zero byte; a zero byte inside is no digit. */
static void length_counts(void)
{
    double value = NAN;
    THAT(numtext_parse("2385xyz", 4, &value));
    CLOSE(value, 2385, 0);
    THAT(numtext_parse("2385", 2, &value));
    CLOSE(value, 23, 0);
    THAT(!numtext_parse("23\0"
                        "85",
                        5, &value));
}

static void whole_numbers(void)
{
    static const struct {
        double value;
        bool whole;
    } rows[] = {{0, true},
                {-3, true},
                {2.385, false},
                {-0.5, false},
                {9007199254740992.0, true},
                {-9007199254740992.0, true},
                {9007199254740994.0, false},
                {1e300, false},
                {NAN, false},
                {INFINITY, false},
                {-INFINITY, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("%.17g", rows[i].value);
        THAT(numtext_is_whole(rows[i].value) == rows[i].whole);
    }
}

SUITE(numtext, {"accepted", accepted}, {"refused", refused}, {"only the bytes that are meant", length_counts},
      {"whole numbers", whole_numbers})
