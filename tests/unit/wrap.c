/* report/wrap, grid and bars: text for a terminal of 80 columns. */
#include "test.h"

#include "arena.h"
#include "bars.h"
#include "grid.h"
#include "wrap.h"

/* No line of the text is wider; says how many lines there are. */
static size_t lines_within(const char *text, size_t most)
{
    size_t n = 0;
    while (text && *text) {
        const char *line = str_split(test_arena(), text, '\n', &text);
        test_row("%s", line);
        THAT(wrap_width(line) <= most);
        n++;
    }
    return n;
}

static const char *wrapped(const char *text, size_t first, size_t rest)
{
    struct str out = str_new(test_arena());
    wrap_text(&out, text, first, rest);
    return out.text;
}

static const char *letters(size_t n)
{
    char *text = arena_alloc(test_arena(), n + 1);
    memset(text, 'x', n);
    return text;
}

static void paragraphs(void)
{
    struct str words = str_new(test_arena()), row = str_new(test_arena());
    for (int i = 0; i < 60; i++)
        str_addf(&words, "word%d ", i);
    SAME(wrapped("a few words", 2, 4), "  a few words\n");
    SAME(wrapped("", 0, 0), "\n");
    THAT(lines_within(wrapped(words.text, 2, 8), WRAP_COLUMNS) == 6);
    THAT(strstr(wrapped(words.text, 2, 8), "\n        word") != NULL);
    /* exactly a line, and one character more than that */
    SAME(wrapped(str_format(test_arena(), "ab %s", letters(77)), 0, 0),
         str_format(test_arena(), "ab %s\n", letters(77)));
    SAME(wrapped(str_format(test_arena(), "ab %s", letters(78)), 0, 0),
         str_format(test_arena(), "ab\n%s\n", letters(78)));
    SAME(wrapped(letters(200), 0, 0), str_format(test_arena(), "%s\n%s\n%s\n", letters(80), letters(80), letters(40)));
    wrap_row(&row, "label", words.text, 12);
    THAT(str_starts(row.text, "  label     word0 ") && strstr(row.text, "\n            word") != NULL);
    lines_within(row.text, WRAP_COLUMNS);
}

static void characters_not_bytes(void)
{
    THAT(wrap_width("") == 0 && wrap_width("abc") == 3);
    THAT(wrap_width("16\xE2\x80\x93"
                    "21 \xC2\xB1") == 7);
}

static const char *command(const char *const words[])
{
    struct str out = str_new(test_arena());
    wrap_command(&out, words, 4);
    lines_within(out.text, WRAP_COLUMNS);
    return out.text;
}

static void commands(void)
{
    const char *const plain[] = {"rigplan", "fit", "--gpu", "rtx-3090:2,a_b+c@2026-01", NULL};
    const char *const odd[] = {"rigplan", "fit",  "--data",  "my data", "--gpu", "a(b)",
                               "--model", "it's", "--quant", "",        NULL};
    const char *const over[] = {"rigplan", "predict", "--gpu", letters(30), "--model", letters(30),
                                "--quant", "Q4_K_M",  "--p2p", "on",        NULL};
    const char *const huge[] = {"rigplan", "fit", "--gpu", letters(150), NULL};
    struct str whole = str_new(test_arena());
    SAME(command(plain), "    rigplan fit --gpu rtx-3090:2,a_b+c@2026-01\n");
    SAME(command(odd), "    rigplan fit --data 'my data' --gpu 'a(b)' --model 'it'\\''s' --quant ''\n");
    SAME(command(over),
         str_format(test_arena(), "    rigplan predict --gpu %s \\\n        --model %s --quant Q4_K_M --p2p on\n",
                    letters(30), letters(30)));
    /* a shell drops a backslash with its line break, so the word comes out whole */
    for (const char *p = command(huge); *p; p++)
        if (p[0] == '\\' && p[1] == '\n')
            p++;
        else
            str_addn(&whole, p, 1);
    THAT(strstr(whole.text, letters(150)) != NULL);
}

static void narrow_tables(void)
{
    struct str out = str_new(test_arena()), as_it_is = str_new(test_arena());
    struct grid g = grid_new(test_arena());
    grid_column(&g, "name", false);
    grid_column(&g, "number", true);
    grid_column(&g, "note", false);
    const char *const cells[] = {letters(40), "1,234", "short", "b", "5", ""};
    for (size_t i = 0; i < COUNT_OF(cells); i++)
        grid_cell(&g, cells[i]);
    grid_print_within(&g, &out, 30);
    THAT(grid_width(&g) == 2 + 40 + 2 + 6 + 2 + 5);
    THAT(lines_within(out.text, 30) == 3);
    SAME(out.text, "  name           number  note\n  xxxxxxxxxxx..   1,234  short\n  b                   5\n");
    grid_print(&g, &as_it_is);
    THAT(strstr(as_it_is.text, letters(40)) != NULL);
}

static void wide_tables(void)
{
    struct grid g = grid_new(test_arena());
    struct str out = str_new(test_arena());
    for (int i = 0; i < 40; i++)
        grid_column(&g, str_format(test_arena(), "c%d", i), i % 2 == 0);
    for (int i = 0; i < 80; i++)
        grid_cell(&g, str_format(test_arena(), "%d", i));
    grid_print(&g, &out);
    THAT(strstr(out.text, "  c38  c39\n") != NULL && strstr(out.text, " 79\n") != NULL);
}

static void bars_of_devices(void)
{
    const struct device_load loads[] = {
        {.device = "half", .capacity_gib = 10, .weights_gib = 4, .kv_gib = 1, .total_gib = 5, .spare_gib = 5},
        {.device = "over", .capacity_gib = 10, .weights_gib = 12, .total_gib = 12, .spare_gib = -2},
        {.device = letters(96),
         .capacity_gib = 1000,
         .weights_gib = 0.001,
         .compute_gib = NAN,
         .total_gib = 0.001,
         .spare_gib = 999.999},
    };
    struct str out = str_new(test_arena()), two = str_new(test_arena());
    bars_devices(&out, &figures_device_load, bars_load, loads, sizeof *loads, (int)COUNT_OF(loads));
    THAT(lines_within(out.text, WRAP_COLUMNS) == 4);
    THAT(strstr(out.text, "  #####.....\n") != NULL); /* half of it */
    THAT(strstr(out.text, "  #########!\n") != NULL); /* over */
    THAT(strstr(out.text, "  #.........\n") != NULL); /* a trace shows */
    THAT(strstr(out.text, "nan") == NULL && strstr(out.text, "  -  ") != NULL);
    bars_devices(&two, &figures_device_load, bars_load, loads, sizeof *loads, 2);
    THAT(strstr(two.text, "  0 half ") != NULL && strstr(two.text, "  1 over ") != NULL);
}

SUITE(wrap, {"paragraphs", paragraphs}, {"characters, not bytes", characters_not_bytes}, {"commands", commands},
      {"narrow tables", narrow_tables}, {"wide tables", wide_tables}, {"bars of devices", bars_of_devices})
