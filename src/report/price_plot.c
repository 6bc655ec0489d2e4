/* price_plot.c: a grid of cells, each a condition and a kind of observation; amounts go up on a linear scale. */
#include "price_plot.h"

#include "fmt.h"
#include "plot_draw.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

enum { LABEL = 9, WIDTH = 66, HEIGHT = 13, TICKS = 4, ESTIMATE = 4, MONTHS_A_YEAR = 12 };

/* Marks of each condition (new, used, refurbished) and kind (retail, sold, asking, list, plan, market). */
static const char *const marks[condition_end][pricekind_end] = {
    [condition_new_] = {"", "\xE2\x96\xA0", "\xE2\x97\x86", "\xE2\x97\x87", "\xE2\x96\xA1", "\xE2\x8A\x9E",
                        "\xE2\x8A\xA0"},
    [condition_used] = {"", "\xE2\x97\x89", "\xE2\x97\x8F", "\xE2\x97\x8B", "\xE2\x97\x8E", "+", "\xC3\x97"},
    [condition_refurbished] = {"", "\xE2\x96\xB2", "\xE2\x96\xBC", "\xE2\x96\xBD", "\xE2\x96\xB3", "\xE2\x96\xB6",
                               "\xE2\x96\xB7"},
};
static const char *const ascii_marks[condition_end][pricekind_end] = {
    [condition_new_] = {"", "R", "S", "A", "L", "P", "M"},
    [condition_used] = {"", "r", "s", "a", "l", "p", "m"},
    [condition_refurbished] = {"", "1", "2", "3", "4", "5", "6"},
};

struct canvas {
    const struct price_plot *plot;
    const char *cell[HEIGHT][WIDTH]; /* NULL: blank */
    double low, high;                /* amounts of the lowest and highest row */
    double from, to;                 /* months of the first and last column */
};

static const char *mark_of(const struct price_plot *p, enum condition c, enum pricekind k)
{
    BUG_UNLESS(c > 0 && c < condition_end && k > 0 && k < pricekind_end);
    return (p->ascii ? ascii_marks : marks)[c][k];
}

static void widen(struct canvas *c, double amount)
{
    if (amount < c->low)
        c->low = amount;
    if (amount > c->high)
        c->high = amount;
}

/* Sets the scales so that every mark and estimate is inside and the ticks are round. */
static void set_scales(struct canvas *c)
{
    const struct price_plot *p = c->plot;
    c->low = c->high = p->mark[0].amount;
    c->from = c->to = p->mark[0].month;
    for (size_t i = 0; i < p->n; i++) {
        widen(c, p->mark[i].amount);
        c->from = fmin(c->from, p->mark[i].month);
        c->to = fmax(c->to, p->mark[i].month);
    }
    for (int i = 0; i < condition_end; i++)
        if (p->estimate[i] > 0)
            widen(c, p->estimate[i]);
    c->to = fmax(c->to, p->last_month);
    if (c->to - c->from < 1)
        c->from = c->to - 1;
    const double spread = fmax(c->high - c->low, 0.02 * c->high), step = plot_draw_step(spread / (TICKS - 1));
    c->low = floor(c->low / step) * step;
    c->high = fmax(ceil(c->high / step), c->low / step + 1) * step;
}

static int row_of(const struct canvas *c, double amount)
{
    const int row = (int)lround((HEIGHT - 1) * (c->high - amount) / (c->high - c->low));
    return row < 0 ? 0 : row >= HEIGHT ? HEIGHT - 1 : row;
}

static int column_of(const struct canvas *c, double month)
{
    const int column = (int)lround((WIDTH - 1) * (month - c->from) / (c->to - c->from));
    return column < 0 ? 0 : column >= WIDTH ? WIDTH - 1 : column;
}

static bool has_estimate(const struct price_plot *p)
{
    for (int i = 0; i < condition_end; i++)
        if (p->estimate[i] > 0)
            return true;
    return false;
}

static void paint(struct canvas *c)
{
    const struct price_plot *p = c->plot;
    for (int i = 0; i < condition_end; i++)
        for (int j = 0; p->estimate[i] > 0 && j < ESTIMATE; j++)
            c->cell[row_of(c, p->estimate[i])][WIDTH - 1 - j] = p->ascii ? "=" : "\xE2\x95\x90";
    for (size_t i = 0; i < p->n; i++)
        c->cell[row_of(c, p->mark[i].amount)][column_of(c, p->mark[i].month)] = mark_of(p, p->mark[i].condition,
                                                                                        p->mark[i].kind);
}

/* Returns the label of a row that a tick lies in, else NULL. */
static const char *label(const struct canvas *c, struct arena *a, int row)
{
    const double step = plot_draw_step((c->high - c->low) / TICKS * (1 - 1e-9));
    for (double amount = ceil(c->low / step) * step; amount <= c->high * (1 + 1e-9); amount += step)
        if (row_of(c, amount) == row)
            return fmt_known(a, amount, 3);
    return NULL;
}

static void add_row(const struct canvas *c, int row, struct str *out)
{
    const char *text = label(c, out->arena, row);
    const bool ascii = c->plot->ascii;
    int last = WIDTH - 1;
    while (last >= 0 && !c->cell[row][last])
        last--;
    str_addf(out, "%*s %s", LABEL, text ? text : "",
             ascii ? (text ? "+" : "|") : (text ? "\xE2\x94\xA4" : "\xE2\x94\x82"));
    for (int i = 0; i <= last; i++)
        str_add(out, c->cell[row][i] ? c->cell[row][i] : " ");
    str_add(out, "\n");
}

/* Adds the lower edge with ticks, and the months below it. */
static void add_axis(const struct canvas *c, struct str *out)
{
    enum { MOST = 6, MONTH_WIDTH = 7 };
    const double span = floor(c->to) - ceil(c->from), step = fmax(1, ceil(span / (MOST - 1)));
    struct str edge = str_new(out->arena), months = str_new(out->arena);
    int at = 0, written = 0;
    for (double month = ceil(c->from); month <= c->to; month += step) {
        const int column = column_of(c, month);
        for (; at < column; at++)
            str_add(&edge, c->plot->ascii ? "-" : "\xE2\x94\x80");
        str_add(&edge, c->plot->ascii ? "+" : "\xE2\x94\xAC");
        at++;
        int start = column - MONTH_WIDTH / 2;
        start = start < 0 ? 0 : start > WIDTH - MONTH_WIDTH ? WIDTH - MONTH_WIDTH : start;
        if (written > 0 && start <= written)
            continue;
        for (; written < start; written++)
            str_add(&months, " ");
        str_addf(&months, "%04.0f-%02.0f", floor(month / MONTHS_A_YEAR), fmod(month, MONTHS_A_YEAR) + 1);
        written += MONTH_WIDTH;
    }
    for (; at < WIDTH; at++)
        str_add(&edge, c->plot->ascii ? "-" : "\xE2\x94\x80");
    str_addf(out, "%*s %s%s\n%*s  %s\n", LABEL, "", c->plot->ascii ? "+" : "\xE2\x94\x94", edge.text, LABEL, "",
             months.text);
}

/* Adds an item of the legend, on a new line where the last one is full. *at: columns of the last line. */
static void add_item(struct str *out, size_t *at, const char *item)
{
    const size_t width = wrap_width(item);
    if (*at > 0 && *at + 2 + width > WRAP_COLUMNS) {
        str_add(out, "\n");
        *at = 0;
    }
    str_addf(out, "%*s%s", *at ? 2 : LABEL + 2, "", item);
    *at += (*at ? 2 : LABEL + 2) + width;
}

static void add_legend(const struct price_plot *p, struct str *out)
{
    bool seen[condition_end][pricekind_end] = {{false}};
    size_t at = 0;
    for (size_t i = 0; i < p->n; i++)
        seen[p->mark[i].condition][p->mark[i].kind] = true;
    for (int c = 1; c < condition_end; c++)
        for (int k = 1; k < pricekind_end; k++)
            if (seen[c][k])
                add_item(out, &at,
                         str_format(out->arena, "%s %s, %s", mark_of(p, (enum condition)c, (enum pricekind)k),
                                    enums_words(&enums_condition, c), enums_text(&enums_pricekind, k)));
    if (has_estimate(p))
        add_item(out, &at, p->ascii ? "== estimate" : "\xE2\x95\x90\xE2\x95\x90 estimate");
    str_add(out, "\n");
}

void price_plot_draw(const struct price_plot *p, struct str *out)
{
    struct canvas c = {.plot = p};
    if (p->n == 0)
        return;
    set_scales(&c);
    BUG_UNLESS(c.high > c.low && c.to > c.from);
    paint(&c);
    for (int row = 0; row < HEIGHT; row++)
        add_row(&c, row, out);
    add_axis(&c, out);
    add_legend(p, out);
}
