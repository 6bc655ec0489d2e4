/* kit/str and kit/near: growing texts, small questions about texts, and "did you mean". */
#include "test.h"

#include "arena.h"
#include "near.h"
#include "proc.h"
#include "str.h"

static void grows(void)
{
    struct str s = str_new(test_arena());
    SAME(s.text, "");
    for (int i = 0; i < 1000; i++)
        str_addf(&s, "%03d,", i);
    THAT(s.len == 4000);
    THAT(strlen(s.text) == s.len);
    THAT(strncmp(s.text + 4 * 385, "385,386,", 8) == 0);
    str_add(&s, "");
    str_addn(&s, "abcdef", 3);
    SAME(s.text + 3996, "999,abc");
    SAME(str_format(test_arena(), "%s-%d", "pcie", 4), "pcie-4");
}

/* Around the first room of a text and the buffer in which short ones are formatted. */
static void formats_any_length(void)
{
    static const int lengths[] = {0, 1, 62, 63, 64, 65, 127, 128, 254, 255, 256, 257, 5000};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        const int n = lengths[i];
        struct str s = str_new(test_arena());
        test_row("%d characters", n);
        str_addf(&s, "%*s", n, "");
        THAT(s.len == (size_t)n && strlen(s.text) == s.len && strspn(s.text, " ") == s.len);
        str_addf(&s, "%*s.", n, "");
        THAT(s.len == 2 * (size_t)n + 1 && strlen(s.text) == s.len && strspn(s.text, " ") == s.len - 1);
        const char *text = str_format(test_arena(), "%*s.", n, "");
        THAT(strlen(text) == (size_t)n + 1 && strspn(text, " ") == (size_t)n);
    }
}

static void starts_and_ends(void)
{
    static const struct {
        const char *text, *part;
        bool starts, ends;
    } rows[] = {{"rtx-3090", "rtx", true, false},
                {"rtx-3090", "3090", false, true},
                {"rtx", "rtx-3090", false, false},
                {"rtx", "", true, true},
                {"", "", true, true},
                {"", "x", false, false},
                {"abab", "ab", true, true},
                {"x.yaml", ".yaml", false, true}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s' and '%s'", rows[i].text, rows[i].part);
        THAT(str_starts(rows[i].text, rows[i].part) == rows[i].starts);
        THAT(str_ends(rows[i].text, rows[i].part) == rows[i].ends);
    }
    THAT(str_same_word("Q4_k_M", "q4_K_m"));
    THAT(!str_same_word("Q4_K_M", "Q4_K_S"));
}

static void splits(void)
{
    const char *rest = "rtx-3090:2,,b";
    SAME(str_split(test_arena(), rest, ',', &rest), "rtx-3090:2");
    SAME(rest, ",b");
    SAME(str_split(test_arena(), rest, ',', &rest), "");
    SAME(str_split(test_arena(), rest, ',', &rest), "b");
    SAME(rest, NULL);
    SAME(str_split(test_arena(), "", ',', &rest), "");
    SAME(rest, NULL);
}

static void nearest(void)
{
    static const struct {
        const char *wanted, *candidates[4], *best;
        size_t distance;
    } rows[] = {
        {"rtz-3090", {"rtx-3080", "rtx-3090", "rtx-4090"}, "rtx-3090", 1},
        {"rtx-309", {"rtx-3090", "rtx-3080", "rtx-4090"}, NULL, 0}, /* another number is another thing */
        {"rtx-5070", {"rtx-3070", "rtx-5080", "rtx-507"}, NULL, 0},
        {"tdp", {"tdp_w", "idle_w", "name"}, "tdp_w", 2},
        {"tdp_W", {"tdp_w", "tdp_wh"}, "tdp_w", 0},
        {"prdict", {"validate", "predict", "list"}, "predict", 1},
        {"kitten-long", {"sitting-long"}, "sitting-long", 3},
        {"zzzzzz", {"rtx-3090", "predict"}, NULL, 0},
        {"", {"a"}, NULL, 0},
        {"ab", {"cd"}, NULL, 0},
        {"first", {"firsu", "firsv"}, "firsu", 1},
        {"abcdefghi", {"abcdefXYZ"}, "abcdefXYZ", 3}, /* a third of the longer name, and no more */
        {"abcdefghi", {"abcdeWXYZ"}, NULL, 0},
        {"0123456789012345678901234567890123456789012345678901234567890123", {"0123456789"}, NULL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct near best = {0};
        for (size_t j = 0; j < 4 && rows[i].candidates[j]; j++)
            near_consider(&best, rows[i].wanted, rows[i].candidates[j]);
        test_row("'%s'", rows[i].wanted);
        SAME(best.name, rows[i].best);
        THAT(!best.name || best.distance == rows[i].distance);
    }
}

static void child_processes(void)
{
    static const char *const good[] = {"true", NULL}, *const bad[] = {"false", NULL},
                             *const none[] = {"no-such-program-2385", NULL},
                             *const loud[] = {"sh", "-c", "echo out; echo some words >&2; exit 3", NULL},
                             *const endless[] = {"sh", "-c", "yes | head -c 1000000 >&2; kill -9 $$", NULL};
    char said[8];
    THAT(proc_run(".", good, said, sizeof said) == 0);
    THAT(proc_run(".", bad, said, sizeof said) == 1);
    THAT(proc_run(".", none, said, sizeof said) == PROC_MISSING);
    THAT(proc_run("/no/such/folder", good, said, sizeof said) == PROC_FAILED);
    SAME(said, "");
    THAT(proc_run(".", loud, said, sizeof said) == 3);
    SAME(said, "some wo");
    THAT(proc_run(".", endless, said, sizeof said) == PROC_KILLED);
    SAME(said, "y\ny\ny\ny");
}

/* A text of 7 bytes and its final zero, in rooms of 8 and 7 bytes. */
static void fills(void)
{
    char text[8];
    str_fill(text, 8, "%s", "1234567");
    SAME(text, "1234567");
    str_cut(text, 8, "%s", "1234567");
    SAME(text, "1234567");
    str_cut(text, 7, "%s", "1234567");
    SAME(text, "123456");
}

static void overfills(void)
{
    char text[8];
    str_fill(text, 7, "%s", "1234567");
}

static void does_not_overfill(void)
{
    THAT(test_is_bug(overfills));
}

/* Control characters and marks of direction change what follows; letters, dashes and signs do not. */
static void unseen(void)
{
    static const struct {
        const char *text;
        size_t bytes;
    } rows[] = {{"\x1b[31m", 1},
                {"\x07", 1},
                {"\n", 1},
                {"\x7f", 1},
                {"\xE2\x80\xAE", 3},
                {"\xE2\x80\x8F", 3},
                {"\xE2\x81\xA6", 3},
                {"\xD8\x9C", 2},
                {"", 0},
                {"a", 0},
                {" ", 0},
                {"\xE2\x80\x93", 0},
                {"\xE2\x82\xAC", 0},
                {"\xD7\xA9", 0},
                {"\xE2\x81\xAA", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("row %zu", i);
        THAT(str_unseen(rows[i].text) == rows[i].bytes);
    }
}

SUITE(str, {"unseen characters", unseen}, {"a text grows", grows}, {"formats texts of any length", formats_any_length},
      {"fills a room", fills}, {"overfills no room", does_not_overfill}, {"starts, ends, same word", starts_and_ends},
      {"splits", splits}, {"nearest name", nearest}, {"child processes", child_processes})
