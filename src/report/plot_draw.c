/* plot_draw.c: margins are fixed in units of the picture, so that the width of every text is known beforehand and
   nothing is cut. */
#include "plot_draw.h"

#include "arena.h"
#include "bug.h"
#include "escape.h"
#include "fmt.h"

#include <math.h>
#include <string.h>

static const char missing[] = "?";

/* ---- text ---- */

void plot_draw_number(struct str *tsv, double v)
{
    if (isnan(v))
        str_addf(tsv, "\t%s", missing);
    else
        str_addf(tsv, "\t%.6g", v);
}

void plot_draw_cell(struct str *tsv, const char *text)
{
    str_add(tsv, "\t");
    if (strcmp(text, missing) == 0) /* a title, not a missing number */
        str_add(tsv, " ");
    escape_gnuplot(tsv, text);
}

void plot_draw_quoted(struct str *gp, const char *text)
{
    str_add(gp, "'");
    escape_gnuplot(gp, text);
    str_add(gp, "'");
}

/* Returns the bytes of the character at p, in UTF-8. */
static size_t bytes_of(const char *p)
{
    size_t n = 1;
    while (((unsigned char)p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* Returns the columns of the character at p: two from the Hangul Jamo (U+1100) on, where most scripts are wide; the
   punctuation and symbols between (U+2000 to U+2BFF) are narrow. */
static size_t width_of(const char *p)
{
    const unsigned char *c = (const unsigned char *)p;
    const bool long_form = c[0] >= 0xF0, wide_form = c[0] >= 0xE3 || (c[0] == 0xE1 && c[1] >= 0x84);
    return long_form || wide_form ? 2 : 1;
}

size_t plot_draw_columns(const char *text)
{
    size_t sum = 0;
    for (const char *p = text; *p; p += bytes_of(p))
        sum += width_of(p);
    return sum;
}

const char *plot_draw_fit(struct arena *a, const char *text, size_t most)
{
    size_t used = 0;
    const char *p = text;
    if (plot_draw_columns(text) <= most)
        return text;
    while (*p && used + width_of(p) < most) {
        used += width_of(p);
        p += bytes_of(p);
    }
    while (p > text && p[-1] == ' ')
        p--;
    return str_format(a, "%s\xE2\x80\xA6", arena_strndup(a, text, (size_t)(p - text)));
}

const char *plot_draw_placed(struct arena *a, const struct compare_option *o, size_t most)
{
    return plot_draw_fit(a, str_format(a, "%.0f. %s", o->outcome.rank, o->outcome.title), most);
}

const char *plot_draw_workload(const struct workload *w)
{
    return w->title ? w->title : w->id;
}

const char *plot_draw_shown(struct arena *a, double v)
{
    return isnan(v) ? "unknown" : fmt_known(a, v, 3);
}

const char *plot_draw_short(struct arena *a, double v)
{
    return str_format(a, "%.4g", v);
}

const char *plot_draw_more(struct arena *a, size_t n, const char *what)
{
    return n == 0   ? ""
           : n == 1 ? str_format(a, " 1 more %s is not shown.", what)
                    : str_format(a, " %zu more %ss are not shown.", n, what);
}

const char *plot_draw_money(const struct comparison *c)
{
    const enum currency named = c->scenario->currency;
    return named ? enums_text(&enums_currency, (int)named) : "money";
}

/* ---- axes ---- */

double plot_draw_end(double most)
{
    static const double air = 1.04;
    return most > 0 ? most * air : 1;
}

struct plot_draw_frame plot_draw_rows(size_t n, double top, double x_to)
{
    enum { BELOW = 76 };
    BUG_UNLESS(n > 0 && x_to > 0);
    return (struct plot_draw_frame){.height = top + (double)n * PLOT_DRAW_ROW + BELOW,
                                    .left = PLOT_DRAW_SIDE,
                                    .right = PLOT_DRAW_SIDE,
                                    .top = top,
                                    .bottom = BELOW,
                                    .x_to = x_to,
                                    .y_from = (double)n};
}

void plot_draw_axes(struct str *gp, const struct plot_draw_frame *f)
{
    str_addf(gp, "set lmargin at screen %.5f\nset rmargin at screen %.5f\nset bmargin at screen %.5f\n",
             f->left / PLOT_DRAW_WIDTH, 1 - f->right / PLOT_DRAW_WIDTH, f->bottom / f->height);
    str_addf(gp, "set tmargin at screen %.5f\nset xrange [%.6g:%.6g]\nset yrange [%.6g:%.6g]\n", 1 - f->top / f->height,
             f->x_from, f->x_to, f->y_from, f->y_to);
}

void plot_draw_part(struct str *s, const char *before, int column, const char *colour, const char *title)
{
    str_addf(s,
             "file using (%s+$%d/2):($0+0.68):(%s):(%s+$%d):($0+0.54):($0+0.82) skip 1 with boxxyerror lc rgb \"%s\" "
             "title '%s', \\\n     ",
             before, column, before, before, column, colour, title);
}

double plot_draw_step(double x)
{
    static const double steps[] = {1, 2, 2.5, 5, 10};
    const double power = pow(10, floor(log10(x)));
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps && steps[i] * power < x * (1 - 1e-9))
        i++;
    return steps[i] * power;
}

/* Returns the tick's number: with the digits that tell it from its neighbours. */
static const char *tick_text(struct arena *a, double v, double step)
{
    struct str s = str_new(a);
    const int digits = v > 0 ? (int)(floor(log10(v) + 1e-9) - floor(log10(step) + 1e-9)) + 2 : 1;
    fmt_number(&s, v, digits, true);
    if (strchr(s.text, '.')) /* 2.50 next to 5.00 */
        while (s.text[s.len - 1] == '0')
            s.text[--s.len] = 0;
    if (s.len > 0 && s.text[s.len - 1] == '.')
        s.text[--s.len] = 0;
    return s.text;
}

void plot_draw_ticks(struct str *gp, const struct plot_draw_frame *f, char axis, int most)
{
    const bool x = axis == 'x';
    const double from = x ? f->x_from : f->y_from, to = x ? f->x_to : f->y_to;
    const double across = PLOT_DRAW_WIDTH - f->left - f->right;
    BUG_UNLESS(to > from);
    const double step = plot_draw_step((to - from) / most);
    const char *sep = "";
    str_addf(gp, "set %ctics scale 0 textcolor rgb \"" PLOT_DRAW_INK "\" (", axis);
    for (double v = ceil(from / step) * step; v <= to * (1 + 1e-9); v += step) {
        const char *text = tick_text(gp->arena, v, step);
        const double half = (double)strlen(text) * PLOT_DRAW_CHAR / 2;
        const double at = f->left + (v - from) / (to - from) * across;
        if (x && (at + half > PLOT_DRAW_WIDTH || at < half - PLOT_DRAW_CHAR))
            continue;
        str_addf(gp, "%s'%s' %.6g", sep, text, v);
        sep = ", ";
    }
    str_addf(gp, ")\nset grid %ctics back lt 1 lw 1 lc rgb \"" PLOT_DRAW_GRID "\"\n", axis);
}

void plot_draw_below(struct str *gp, const char *text)
{
    str_add(gp, "set label ");
    plot_draw_quoted(gp, text);
    str_addf(gp, " at screen 0.5, character 0.75 center textcolor rgb \"" PLOT_DRAW_INK "\"\n");
}

void plot_draw_above(struct str *gp, const struct plot_draw_frame *f, double x, const char *label, int line)
{
    const double across = PLOT_DRAW_WIDTH - f->left - f->right;
    const double half = (double)plot_draw_columns(label) * PLOT_DRAW_CHAR / 2;
    const double at = f->left + (x - f->x_from) / (f->x_to - f->x_from) * across;
    const double middle = fmax(half + 2, fmin(at, PLOT_DRAW_WIDTH - half - 2));
    str_add(gp, "set label ");
    plot_draw_quoted(gp, label);
    str_addf(gp, " at screen %.5f, screen %.5f center textcolor rgb \"" PLOT_DRAW_INK "\"\n", middle / PLOT_DRAW_WIDTH,
             1 - (f->top - (line - 0.5) * PLOT_DRAW_LINE) / f->height);
}

void plot_draw_upright(struct str *gp, const struct plot_draw_frame *f, double x, const char *label, int line)
{
    str_addf(gp,
             "set arrow from first %.6g, graph 0 to first %.6g, graph 1 nohead back lw 2.5 dt 2 lc rgb \"" PLOT_DRAW_INK
             "\"\n",
             x, x);
    plot_draw_above(gp, f, x, label, line);
}

const char *plot_draw_script(struct arena *a, const char *id, double height, const char *body)
{
    struct str s = str_new(a);
    BUG_UNLESS(height > 0);
    str_addf(&s,
             "# Draws %s.svg: gnuplot %s.gp\n"
             "set datafile separator \"\\t\"\nset datafile missing \"%s\"\nset datafile commentschars \"\"\n"
             "set encoding utf8\nset terminal svg noenhanced size %d,%.0f font \"DejaVu Sans,20\"\n"
             "set output '%s.svg'\nunset key\nunset border\nunset xtics\nunset ytics\n"
             "set style fill solid 1 noborder\nset style textbox noborder\n",
             id, id, missing, PLOT_DRAW_WIDTH, height, id);
    str_add(&s, body);
    str_add(&s, "unset output\n");
    return s.text;
}
