/* plot_price.c: a point for each option, by what the funds pay for it and by how fast its slowest workload is.

   Idea: names stand only beside the options of the cards and those on the front. They are placed one after the other,
   from the top of the picture down: each takes the first place beside its point, right or left, level, lower or higher,
   where it covers no name, no named point and no edge. A line joins a name that is not level with its point. */
#include "plot_price.h"

#include "arena.h"
#include "picks.h"

#include <math.h>

enum { NAMES = 12, HEIGHT = 520, LEFT = 64, TOP = 66, BOTTOM = 76, SIDE = 16, NAME_COLUMNS = 28, MARK = 12 };

static const char needed[] = "needed"; /* stands on the line of the need */

/* A place in the picture, in units from the left and from the top. */
struct box {
    double x0, x1, y0, y1;
};

struct name {
    const struct compare_option *option;
    const char *text;
    double x, y; /* of the point */
    struct box at;
    bool right; /* of the point */
};

struct names {
    struct name v[NAMES];
    size_t n;
    struct box *others; /* points without a name, and the lines of need and budget: names avoid them where they can */
    size_t n_others;
    struct plot_draw_frame frame;
};

static bool has_point(const struct compare_option *o)
{
    return !isnan(o->plotted_speed);
}

/* Returns whether the option is far beyond what the funds may pay: it would squeeze all others into a corner. */
static bool is_far(const struct comparison *c, const struct compare_option *o)
{
    static const double far = 2.5;
    return c->budget > 0 && o->plotted_price > far * c->budget && o != c->by_rank[0];
}

static bool is_drawn(const struct comparison *c, const struct compare_option *o)
{
    return has_point(o) && !is_far(c, o);
}

/* Returns whether the name of the option stands beside its point: those side by side on the page, and those of the
   front that are fast enough. */
static bool is_named(const struct comparison *c, const struct compare_option *o)
{
    const struct picks picks = picks_of(c);
    bool named = o->plotted_front && (!c->plotted_by_need || o->plotted_speed >= 1);
    for (int k = 0; k < PICK_END; k++)
        named |= picks.of[k] == o;
    return named;
}

static double x_of(const struct plot_draw_frame *f, double price)
{
    return f->left + (price - f->x_from) / (f->x_to - f->x_from) * (PLOT_DRAW_WIDTH - f->left - f->right);
}

static double y_of(const struct plot_draw_frame *f, double speed)
{
    return f->top + (f->y_to - speed) / (f->y_to - f->y_from) * (f->height - f->top - f->bottom);
}

static double price_at(const struct plot_draw_frame *f, double x)
{
    return f->x_from + (x - f->left) / (PLOT_DRAW_WIDTH - f->left - f->right) * (f->x_to - f->x_from);
}

static double speed_at(const struct plot_draw_frame *f, double y)
{
    return f->y_to - (y - f->top) / (f->height - f->top - f->bottom) * (f->y_to - f->y_from);
}

/* ---- names ---- */

static bool meet(const struct box *a, const struct box *b)
{
    return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

static bool is_free(const struct names *all, size_t placed, size_t self, const struct box *at, bool strict)
{
    const struct plot_draw_frame *f = &all->frame;
    if (at->x0 < f->left + 2 || at->x1 > PLOT_DRAW_WIDTH - 2 || at->y0 < f->top || at->y1 > f->height - f->bottom)
        return false;
    for (size_t i = 0; i < all->n_others && strict; i++)
        if (meet(at, &all->others[i]))
            return false;
    for (size_t i = 0; i < placed; i++)
        if (meet(at, &all->v[i].at))
            return false;
    for (size_t i = 0; i < all->n; i++) {
        const struct name *other = &all->v[i];
        const struct box mark = {other->x - MARK, other->x + MARK, other->y - MARK, other->y + MARK};
        if (i != self && meet(at, &mark))
            return false;
    }
    return true;
}

static struct box beside(const struct name *n, bool right, double dy)
{
    const double width = (double)plot_draw_columns(n->text) * PLOT_DRAW_CHAR, middle = n->y + dy;
    const double x0 = right ? n->x + MARK + 4 : n->x - MARK - 4 - width;
    return (struct box){x0, x0 + width, middle - PLOT_DRAW_LINE / 2.0, middle + PLOT_DRAW_LINE / 2.0};
}

/* Sets the place of name i; those before it are placed. Returns false where there is none. */
static bool find_place(struct names *all, size_t i, bool strict)
{
    enum { TRIES = 16 };
    struct name *n = &all->v[i];
    for (int k = 0; k < TRIES; k++) {
        const double dy = (k + 1) / 2 * (PLOT_DRAW_LINE / 2.0) * (k % 2 ? 1 : -1);
        for (int side = 0; side < 2; side++) {
            n->right = side == 0;
            n->at = beside(n, n->right, dy);
            if (is_free(all, i, i, &n->at, strict))
                return true;
        }
    }
    return false;
}

/* Places the name as long as there is room for; where there is none for a short one either, the point has no name. */
static void place(struct arena *a, struct names *all, size_t i)
{
    enum { SHORTEST = 16, LESS = 4 };
    struct name *n = &all->v[i];
    for (size_t most = NAME_COLUMNS; most >= SHORTEST; most -= LESS) {
        n->text = plot_draw_placed(a, n->option, most);
        if (find_place(all, i, true))
            return;
    }
    if (find_place(all, i, false))
        return;
    n->text = NULL;
    n->at = (struct box){0, 0, 0, 0};
}

/* Adds the option to the list, which goes from the top of the picture down. */
static void add_name(struct arena *a, struct names *all, const struct compare_option *o)
{
    size_t at = all->n;
    if (all->n == NAMES)
        return;
    const double y = y_of(&all->frame, o->plotted_speed);
    for (; at > 0 && all->v[at - 1].y > y; at--)
        all->v[at] = all->v[at - 1];
    all->v[at] = (struct name){
        .option = o, .text = plot_draw_placed(a, o, NAME_COLUMNS), .x = x_of(&all->frame, o->plotted_price), .y = y};
    all->n++;
}

/* Adds what names avoid. */
static void add_others(struct arena *a, const struct comparison *c, struct names *all)
{
    enum { DOT = 7, LINE = 3 };
    const struct plot_draw_frame *f = &all->frame;
    all->others = ARENA_ARRAY(a, c->n + 3, struct box);
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (!is_drawn(c, o) || is_named(c, o))
            continue;
        const double x = x_of(f, o->plotted_price), y = y_of(f, o->plotted_speed);
        all->others[all->n_others++] = (struct box){x - DOT, x + DOT, y - DOT, y + DOT};
    }
    const double x = x_of(f, c->budget), y = y_of(f, 1);
    if (c->budget > 0)
        all->others[all->n_others++] = (struct box){x - LINE, x + LINE, 0, f->height};
    if (!c->plotted_by_need)
        return;
    const double word = PLOT_DRAW_WIDTH - SIDE - (sizeof needed - 1) * PLOT_DRAW_CHAR;
    all->others[all->n_others++] = (struct box){0, PLOT_DRAW_WIDTH, y - LINE, y + LINE};
    all->others[all->n_others++] = (struct box){word, PLOT_DRAW_WIDTH, y - PLOT_DRAW_LINE, y};
}

static struct names place_names(struct arena *a, const struct comparison *c, const struct plot_draw_frame *f)
{
    struct names all = {.frame = *f};
    add_others(a, c, &all);
    for (size_t i = 0; i < c->n; i++)
        if (is_drawn(c, c->by_rank[i]) && is_named(c, c->by_rank[i]))
            add_name(a, &all, c->by_rank[i]);
    for (size_t i = 0; i < all.n; i++)
        place(a, &all, i);
    return all;
}

/* ---- data ---- */

static const struct name *name_of(const struct names *all, const struct compare_option *o)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].option == o && all->v[i].text)
            return &all->v[i];
    return NULL;
}

/* Returns how a point is drawn: 1 fast enough, 0 not; 3 and 2 for one on the front. */
static int mark_of(const struct comparison *c, const struct compare_option *o)
{
    const bool enough = c->plotted_by_need ? o->plotted_speed >= 1 : true;
    return (o->plotted_front ? 2 : 0) + enough;
}

static const char *data(struct arena *a, const struct comparison *c, const struct names *names)
{
    struct str s = str_new(a);
    const struct plot_draw_frame *f = &names->frame;
    str_addf(&s, "place\toption\tprice\tspeed\tmark\tlabel\tlabel_x\tlabel_y\tright\n");
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = c->by_rank[i];
        if (!is_drawn(c, o))
            continue;
        const struct name *n = name_of(names, o);
        const double x = !n ? NAN : n->right ? n->at.x0 : n->at.x1, y = n ? (n->at.y0 + n->at.y1) / 2 : NAN;
        str_addf(&s, "%.0f", o->outcome.rank);
        plot_draw_cell(&s, o->outcome.title);
        plot_draw_number(&s, o->plotted_price);
        plot_draw_number(&s, o->plotted_speed);
        str_addf(&s, "\t%d", mark_of(c, o));
        plot_draw_cell(&s, n ? n->text : "");
        plot_draw_number(&s, n ? price_at(f, x) : NAN);
        plot_draw_number(&s, n ? speed_at(f, y) : NAN);
        str_addf(&s, "\t%s\n", !n ? "?" : n->right ? "1" : "0");
    }
    return s.text;
}

/* Returns the frame, which shows all points and the lines of need and budget. */
static struct plot_draw_frame frame_of(const struct comparison *c, size_t *points)
{
    double x = c->budget > 0 ? c->budget : 0, y = c->plotted_by_need ? 1 : 0;
    *points = 0;
    for (size_t i = 0; i < c->n; i++)
        if (is_drawn(c, &c->v[i])) {
            x = fmax(x, c->v[i].plotted_price);
            y = fmax(y, c->v[i].plotted_speed);
            (*points)++;
        }
    return (struct plot_draw_frame){.height = HEIGHT,
                                    .left = LEFT,
                                    .right = SIDE,
                                    .top = TOP,
                                    .bottom = BOTTOM,
                                    .x_to = plot_draw_end(x),
                                    .y_to = plot_draw_end(plot_draw_end(y))};
}

/* Adds the names on one side of their points; gnuplot 5.4 crashes on labels of which none is drawn. */
static void add_side(struct str *s, const struct names *names, bool right)
{
    bool any = false;
    for (size_t i = 0; i < names->n; i++)
        any |= names->v[i].text && names->v[i].right == right;
    if (any)
        str_addf(s, ", \\\n     file using ($9==%d?$7:1/0):8:6 skip 1 with labels %s textcolor rgb \"%s\"", right,
                 right ? "left" : "right", PLOT_DRAW_INK);
}

/* Returns whether the price of a point holds rent. */
static bool any_rents(const struct comparison *c)
{
    bool any = false;
    for (size_t i = 0; i < c->n; i++)
        any |= is_drawn(c, &c->v[i]) && c->v[i].rent > 0;
    return any;
}

static const char *script(struct arena *a, const struct comparison *c, const struct names *names)
{
    const struct plot_draw_frame *f = &names->frame;
    static const char ink[] = PLOT_DRAW_INK;
    struct str s = str_new(a);
    plot_draw_axes(&s, f);
    plot_draw_ticks(&s, f, 'x', 6);
    plot_draw_ticks(&s, f, 'y', 6);
    plot_draw_below(&s, any_rents(c)
                            ? str_format(a, "price and %g years of rent (%s)", c->life_years, plot_draw_money(c))
                            : str_format(a, "price (%s)", plot_draw_money(c)));
    str_addf(&s, "set label '%s' at screen 0.012, screen %.5f left textcolor rgb \"%s\"\n",
             c->plotted_by_need ? "times the speed needed, tightest workload" : "mean decode speed (tok/s)",
             1 - PLOT_DRAW_LINE / 2.0 / HEIGHT, ink);
    if (c->budget > 0)
        plot_draw_upright(&s, f, c->budget,
                          str_format(a, "funds: %s %s", plot_draw_money(c), plot_draw_shown(a, c->budget)), 1);
    if (c->plotted_by_need)
        str_addf(&s,
                 "set arrow from graph 0, first 1 to graph 1, first 1 nohead back lw 2.5 dt 2 lc rgb \"%s\"\n"
                 "set label '%s' at graph 1, first 1 right offset 0, character 0.6 textcolor rgb \"%s\"\n",
                 ink, needed, ink);
    str_add(&s,
            "file = 'price.tsv'\n"
            "plot file using ($5==1?$3:1/0):4 skip 1 with points pt 7 ps 0.7 lc rgb \"" PLOT_DRAW_GREY "\", \\\n"
            "     file using ($5==0?$3:1/0):4 skip 1 with points pt 8 ps 0.9 lc rgb \"" PLOT_DRAW_GREY "\", \\\n"
            "     file using ($5==3?$3:1/0):4 skip 1 with points pt 7 ps 1.3 lc rgb \"" PLOT_DRAW_BLUE "\", \\\n"
            "     file using ($5==2?$3:1/0):4 skip 1 with points pt 8 ps 1.6 lw 2 lc rgb \"" PLOT_DRAW_RED "\", \\\n"
            "     file using ($0==0&&$1==1?$3:1/0):4 skip 1 with points pt 6 ps 2.2 lw 2 lc rgb \"" PLOT_DRAW_INK
            "\", \\\n"
            "     file using 3:4:($7-$3):($8-$4) skip 1 with vectors nohead lw 1 lc rgb \"" PLOT_DRAW_GREY "\"");
    add_side(&s, names, true);
    add_side(&s, names, false);
    str_add(&s, "\n");
    return plot_draw_script(a, "price", f->height, s.text);
}

static const char *alt(struct arena *a, const struct comparison *c)
{
    const struct compare_option *best = c->by_rank[0];
    struct str s = str_new(a);
    str_addf(&s, "%s costs %s %s", best->outcome.title, plot_draw_money(c), plot_draw_shown(a, best->plotted_price));
    if (!isnan(best->plotted_speed) && c->plotted_by_need)
        str_addf(&s, " and runs its tightest workload, %s, at %s times the speed that it needs",
                 plot_draw_workload(best->slowest), plot_draw_shown(a, best->plotted_speed));
    else if (!isnan(best->plotted_speed))
        str_addf(&s, " and decodes %s tok/s on average", plot_draw_shown(a, best->plotted_speed));
    if (c->budget > 0)
        str_addf(&s, "; the funds are %s %s", plot_draw_money(c), plot_draw_shown(a, c->budget));
    str_add(&s, ".");
    return s.text;
}

static bool any_slow(const struct comparison *c)
{
    bool any = false;
    for (size_t i = 0; i < c->n; i++)
        any |= is_drawn(c, &c->v[i]) && c->plotted_by_need && c->v[i].plotted_speed < 1;
    return any;
}

/* Says which options have no point. */
static const char *without_point(struct arena *a, const struct comparison *c)
{
    size_t far = 0, none = 0;
    struct str s = str_new(a);
    for (size_t i = 0; i < c->n; i++) {
        none += !has_point(&c->v[i]);
        far += has_point(&c->v[i]) && is_far(c, &c->v[i]);
    }
    if (none + far > 0)
        str_add(&s, " Not shown:");
    if (far > 0)
        str_addf(&s, " %zu far above the funds%s", far, none > 0 ? "," : ".");
    if (none > 0)
        str_addf(&s, " %zu without a price or a speed.", none);
    return s.text;
}

struct plot plot_price(struct arena *a, const struct comparison *c)
{
    size_t points;
    const struct plot_draw_frame f = frame_of(c, &points);
    const struct names names = place_names(a, c, &f);
    struct plot p = {.id = "price", .alt = alt(a, c), .tsv = data(a, c, &names), .gp = script(a, c, &names)};
    p.caption = str_format(
        a, "Numbers are places in the ranking; the first is ringed. Blue: none is both cheaper and faster.%s%s",
        any_slow(c) ? " Triangles are slower than needed." : "", without_point(a, c));
    if (points == 0)
        p.left_out = "The plot of speed against price is left out: no option has both a price and a speed.";
    return p;
}
