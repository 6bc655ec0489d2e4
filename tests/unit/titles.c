/* titles: tests/titles.tsv and tests/titles_fresh.tsv hold titles as sellers write them, each with its answer: the id
   of a record, or "several", "none" or "dropped"; then the condition and the pieces that the title states. The rules
   were made with the first file. The second was written when they were done: at first try 86 of 86 answers were right
   and 86 of 87 records found. tests/titles_hostile.tsv holds bundles, OEM and blower cards, memory mods, places and
   comparisons: of its first 80 titles 39 of 44 answers were right and 39 of 46 records found at first try; of the 40
   behind them, written when the rules were mended, 19 of 19 and 19 of 20; 13 came with the mends, and the last 48 when
   the catalogue grew and 90 titles of the three files named new records. (Two such files before it, now at the end of
   the first, had at first try 85 of 91 right and 85 of 96 found, then 81 of 84 and 81 of 85.) */
#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "str.h"
#include "title_match.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct title_index *built_index(void)
{
    static const struct title_index *x;
    if (!x)
        x = title_index_new(test_arena(), test_catalogue());
    return x;
}

static struct title_match find(const char *title, const char *category)
{
    return title_match_find(built_index(), test_arena(), title, category);
}

static const char *answer_of(const struct title_match *m)
{
    return m->how == TITLE_ONE       ? schema_id(m->kind, m->record)
           : m->how == TITLE_SEVERAL ? "several"
           : m->how == TITLE_DROPPED ? "dropped"
                                     : "none";
}

static bool is_id(const char *answer)
{
    return strcmp(answer, "several") != 0 && strcmp(answer, "none") != 0 && strcmp(answer, "dropped") != 0;
}

struct score {
    size_t rows, answered, right, with_id, found, exact;
};

static void conditions_agree(const struct title_match *m, const char *condition, const char *qty)
{
    static const char *const words[] = {"", "new", "used", "refurbished"};
    if (m->how != TITLE_ONE)
        return;
    SAME(words[m->condition], condition);
    CLOSE(m->qty, *qty ? strtod(qty, NULL) : 1, 0);
}

static void one_row(struct score *score, const char *line)
{
    const char *rest = line;
    const char *cell[4] = {"", "", "", ""};
    for (size_t i = 0; i < 4 && rest; i++)
        cell[i] = str_split(test_arena(), rest, '\t', &rest);
    const struct title_match m = find(cell[0], NULL);
    const char *got = answer_of(&m);
    const bool right = strcmp(got, cell[1]) == 0;
    test_row("'%s'", cell[0]);
    score->rows++;
    score->answered += m.how == TITLE_ONE;
    score->right += m.how == TITLE_ONE && right;
    score->with_id += is_id(cell[1]);
    score->found += is_id(cell[1]) && right;
    score->exact += right;
    if (!right)
        printf("  %s '%s': %s, not %s%s%s\n", m.how == TITLE_ONE ? "wrong:" : "missed:", cell[0], cell[1], got,
               m.why ? ": " : "", m.why ? m.why : "");
    if (is_id(cell[1]) && right)
        conditions_agree(&m, cell[2], cell[3]);
}

static struct score score_of(const char *file)
{
    struct diags d = diag_none(test_arena());
    struct score score = {.rows = 0};
    size_t size = 0;
    const char *text = file_read(test_arena(), &d, file, &size);
    if (!THAT(text != NULL))
        return score;
    const char *rest = NULL;
    for (const char *line = str_split(test_arena(), text, '\n', &rest); rest;) {
        line = str_split(test_arena(), rest, '\n', &rest); /* the first line names the columns */
        if (*line)
            one_row(&score, line);
    }
    test_row("%s", file);
    printf("  %s: %zu titles, %.2f %% of %zu answers right, %.2f %% of %zu records found, %.2f %% as expected\n", file,
           score.rows, 100.0 * (double)score.right / (double)score.answered, score.answered,
           100.0 * (double)score.found / (double)score.with_id, score.with_id,
           100.0 * (double)score.exact / (double)score.rows);
    return score;
}

static void known_titles(void)
{
    const struct score s = score_of("tests/titles.tsv");
    THAT(s.rows >= 800);
    ORDER(0.995 * (double)s.answered, (double)s.right);
    ORDER(0.95 * (double)s.with_id, (double)s.found);
}

/* Titles that the rules were not made with. */
static void fresh_titles(void)
{
    const struct score s = score_of("tests/titles_fresh.tsv");
    THAT(s.rows >= 150);
    ORDER(0.995 * (double)s.answered, (double)s.right);
    ORDER(0.95 * (double)s.with_id, (double)s.found);
}

/* Bundles, OEM and blower cards, memory mods and other things that look like what they are not. */
static void hostile_titles(void)
{
    const struct score s = score_of("tests/titles_hostile.tsv");
    THAT(s.rows >= 120);
    ORDER(0.995 * (double)s.answered, (double)s.right);
    ORDER(0.95 * (double)s.with_id, (double)s.found);
}

/* Memory, drives, boards, power supplies, network cards, mini PCs and Macs, each answer as one who knows them gives it:
   unlike the files above, which count, this one holds the cases that parts of the rules were made for, so all must be
   right. */
static void titles_of_parts(void)
{
    const struct score s = score_of("tests/titles_parts.tsv");
    THAT(s.rows >= 100);
    CLOSE((double)s.exact, (double)s.rows, 0);
}

/* The category of a feed lets a bare number stand, and drops what is sold as another thing. */
static void categories(void)
{
    struct title_match m = find("P40 passive", "video-card");
    SAME(answer_of(&m), "p40");
    m = find("P40 passive", NULL);
    SAME(answer_of(&m), "none");
    m = find("Wraith boxed 5600X", "cpu");
    SAME(answer_of(&m), "ryzen-5600x");
    m = find("MSI GeForce RTX 3090 24GB", "PC Laptops & Netbooks");
    SAME(m.why, "laptop");
    m = find("MSI GeForce RTX 3090 24GB", "PC Desktops & All-In-Ones");
    SAME(m.why, "whole PC");
    /* A drive for a 2.5 inch bay is SATA, unless it says NVMe. */
    m = find("Crucial MX500 500 GB 2.5\" Solid State Drive", "internal-hard-drive");
    SAME(answer_of(&m), "none");
    m = find("Crucial P3 500 GB M.2-2280 PCIe 3.0 X4 NVME Solid State Drive", "internal-hard-drive");
    SAME(answer_of(&m), "nvme-500");
    m = find("Some 500 GB NVMe Solid State Drive, 2.5 GB/s", "internal-hard-drive");
    SAME(answer_of(&m), "nvme-500");
}

/* Reasons, candidates and pieces. */
static void reasons(void)
{
    static const struct {
        const char *title, *why;
    } rows[] = {{"RTX 3090 FE - FOR PARTS", "for parts"},
                {"RTX 3090 box only", "box only"},
                {"EKWB RTX 3090 water block", "water block"},
                {"RTX 3090 laptop 16GB", "laptop"},
                {"lot of 4 RTX 3090", "lot"},
                {"Gaming PC RTX 3090", "whole PC"},
                {"Ryzen 5 5600X B550 combo", "bundle"},
                {"RTX 3090 keychain", "merchandise"},
                {"WTB RTX 3090", "wanted"},
                {"cable for RTX 4090", "for another thing"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        test_row("'%s'", rows[i].title);
        SAME(find(rows[i].title, NULL).why, rows[i].why);
    }
    const struct title_match m = find("EVGA RTX 3080 FTW3", NULL);
    THAT(m.how == TITLE_SEVERAL && m.n == 2 && m.record == NULL);
    THAT(m.near_kind[0] == &kind_device && m.near[0] != m.near[1]);
    CLOSE(find("3x RTX 3090 24GB", NULL).qty, 3, 0);
    CLOSE(find("RTX 3090 24GB PCIe 4.0 x16", NULL).qty, 1, 0);
}

/* Titles without words, with very many and with bytes that are no text. */
static void odd_titles(void)
{
    char most[4096];
    THAT(find("", NULL).how == TITLE_NONE);
    THAT(find("!!! --- ,,, ((( \xff\xfe\xc3", NULL).how == TITLE_NONE);
    for (size_t i = 0; i + 1 < sizeof most; i++)
        most[i] = "3x rtx 3090ti 24gb ddr4-"[i % 24];
    most[sizeof most - 1] = '\0';
    find(most, NULL);
    memset(most, '9', sizeof most - 1);
    find(most, NULL);
    memset(most, 'x', sizeof most - 1);
    THAT(find(most, NULL).how == TITLE_NONE);
}

/* Each id of the catalogue's own names finds its record, or says that names alone do not tell it. */
static void own_names(void)
{
    const struct catalogue *c = test_catalogue();
    for (size_t i = 0; i < c->devices.n; i++)
        if (c->devices.v[i].unified != flag_yes && c->devices.v[i].form != cardform_laptop) {
            const struct title_match m = find(c->devices.v[i].name, NULL);
            test_row("'%s'", c->devices.v[i].name);
            THAT(m.how != TITLE_ONE || m.record == &c->devices.v[i]);
        }
    for (size_t i = 0; i < c->psus.n; i++) {
        const struct title_match m = find(c->psus.v[i].name, NULL);
        test_row("'%s'", c->psus.v[i].name);
        THAT(m.how != TITLE_ONE || m.record == &c->psus.v[i]);
    }
    for (size_t i = 0; i < c->boards.n; i++) {
        const struct title_match m = find(c->boards.v[i].name, NULL);
        test_row("'%s'", c->boards.v[i].name);
        THAT(m.how != TITLE_ONE || m.record == &c->boards.v[i]);
    }
    for (size_t i = 0; i < c->parts.n; i++) {
        const struct title_match m = find(c->parts.v[i].name, NULL);
        test_row("'%s'", c->parts.v[i].name);
        const enum category is = c->parts.v[i].category;
        THAT(m.how != TITLE_ONE || m.record == &c->parts.v[i] || is == category_ram || is == category_kit ||
             is == category_storage);
    }
}

/* 100,000 titles take less than a few seconds, also with a slow machine and a debug build. */
static void speed(void)
{
    enum { TITLES = 20000 };
    const clock_t before = clock();
    for (size_t i = 0; i < TITLES; i++)
        find("EVGA GeForce RTX 3090 FTW3 Ultra Gaming 24GB GDDR6X Graphics Card - used, tested, no box", NULL);
    ORDER((double)(clock() - before) / CLOCKS_PER_SEC, 4);
}

SUITE(titles, {"known titles", known_titles}, {"fresh titles", fresh_titles}, {"hostile titles", hostile_titles},
      {"titles of parts", titles_of_parts}, {"categories", categories}, {"reasons", reasons},
      {"odd titles", odd_titles}, {"own names", own_names}, {"speed", speed})
