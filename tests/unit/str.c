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

/* Words of more than 63 letters are not compared letter by letter. */
static void edits(void)
{
    char longer[65];
    memset(longer, 'a', 64);
    longer[64] = '\0';
    THAT(near_edits("kitten", "sitting") == 3 && near_edits("", "abc") == 3 && near_edits("Abc", "aBC") == 0);
    THAT(near_edits(longer + 1, "a") == 62 && near_edits(longer, "a") == 64 && near_edits("a", longer) == 64);
}

/* The table of the Unicode standard, chapter 3, D92: well-formed sequences of UTF-8, at their edges. */
static void utf8(void)
{
    static const struct {
        const char *bytes;
        unsigned code;
        size_t n;
    } rows[] = {{"A", 'A', 1},
                {"\x7f", 0x7F, 1},
                {"\xC2\x80", 0x80, 2},
                {"\xDF\xBF", 0x7FF, 2},
                {"\xE0\xA0\x80", 0x800, 3},
                {"\xED\x9F\xBF", 0xD7FF, 3},
                {"\xEE\x80\x80", 0xE000, 3},
                {"\xEF\xBF\xBF", 0xFFFF, 3},
                {"\xF0\x90\x80\x80", 0x10000, 4},
                {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4},
                {"\x80", 0, 1},             /* the middle of a character */
                {"\xC1\xBF", 0, 1},         /* longer than it need be */
                {"\xE0\x9F\xBF", 0, 1},     /* the same */
                {"\xF0\x8F\xBF\xBF", 0, 1}, /* the same */
                {"\xED\xA0\x80", 0, 1},     /* a surrogate */
                {"\xED\xBF\xBF", 0, 1},     /* the last surrogate */
                {"\xF4\x90\x80\x80", 0, 1}, /* above the last code */
                {"\xF5\x80\x80\x80", 0, 1},
                {"\xC3", 0, 1}, /* cut */
                {"\xE2\x80", 0, 1},
                {"\xE2\x28\xA1", 0, 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t n = 0;
        test_row("row %zu", i);
        THAT(str_utf8(rows[i].bytes, &n) == rows[i].code);
        THAT(n == rows[i].n);
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
                {"\xC2\x80", 2},
                {"\xC2\x9F", 2},
                {"\xE2\x80\x8E", 3},
                {"\xE2\x80\xA8", 3},
                {"\xE2\x81\xA9", 3},
                {"\xC2\xA0", 0},
                {"\xC3\x80", 0},
                {"\xD8\x9B", 0},
                {"\xE2\x80\x8D", 0},
                {"\xE2\x80\x90", 0},
                {"\xE2\x80\xA7", 0},
                {"\xE2\x80\xAF", 0},
                {"\xE2\x81\xA5", 0},
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
      {"splits", splits}, {"nearest name", nearest}, {"edits", edits}, {"UTF-8", utf8},
      {"child processes", child_processes})
