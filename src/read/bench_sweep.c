#include "bench_sweep.h"

#include "arena.h"
#include "bench_cells.h"
#include "bench_format.h"
#include "bench_log.h"
#include "str.h"
#include "tree_make.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum column { PP, TG, B, N_KV, T_PP, S_PP, T_TG, S_TG, N_COLUMNS };

struct page {
    const struct bench_format_text *t;
    struct bench_log log;
    size_t n_cells; /* of the table's head; 0: no table */
    int place[N_COLUMNS];
    double shared, separate; /* of the last line with the settings */
    bool settled;            /* no table followed that line yet */
};

/* ---- heads ---- */

/* Returns the column that a cell of the head names; N_COLUMNS: another one. */
static enum column column_of(const char *cell)
{
    static const char *const names[N_COLUMNS] = {"PP", "TG", "B", "N_KV", "T_PP", "S_PP", "T_TG", "S_TG"};
    for (int i = 0; i < N_COLUMNS; i++) {
        const size_t n = strlen(names[i]);
        size_t same = 0;
        while (same < n && toupper((unsigned char)cell[same]) == names[i][same])
            same++;
        const char *rest = cell + same + strspn(cell + same, " ([");
        if (same == n && (*rest == '\0' || str_starts(rest, "s") || str_starts(rest, "t/s") || str_starts(rest, "tok")))
            return (enum column)i;
    }
    return N_COLUMNS;
}

/* Sets the places of the columns. Returns false when the line is no head of such a table. */
static bool read_head(const struct bench_cells *c, int place[N_COLUMNS])
{
    for (int i = 0; i < N_COLUMNS; i++)
        place[i] = -1;
    for (size_t i = 0; i < c->n; i++) {
        const enum column k = column_of(c->v[i]);
        if (k < N_COLUMNS && place[k] < 0)
            place[k] = (int)i;
    }
    return place[PP] >= 0 && place[TG] >= 0 &&
           (place[S_PP] >= 0 || place[T_PP] >= 0 || place[S_TG] >= 0 || place[T_TG] >= 0);
}

bool bench_sweep_has(const char *text)
{
    struct arena *a = arena_new();
    struct bench_format_lines lines = {.rest = text};
    int place[N_COLUMNS];
    bool has = false;
    for (const char *line = bench_format_next(a, &lines); line && !has; line = bench_format_next(a, &lines)) {
        const struct bench_cells c = bench_cells_of(a, line);
        has = c.n > 2 && read_head(&c, place);
    }
    arena_free(a);
    return has;
}

/* ---- results ---- */

static void add(const struct bench_format_text *t, struct bench_log *log, int line, double prompt, double gen,
                double depth, double sequences, double speed)
{
    struct arena *a = t->arena;
    if (isnan(speed))
        return;
    const bool sweep = isnan(sequences);
    struct tree *map = bench_format_result(t, line, sweep ? "llama-sweep-bench" : "llama-batched-bench", prompt, gen,
                                           depth, speed);
    if (sweep)
        tree_make_text(a, map, "engine", "ik_llama.cpp", map->at);
    else
        tree_make_number(a, map, "sequences", sequences, map->at);
    tree_make_yes(a, map, "backend_open", true, map->at);
    if (log)
        bench_log_fill(log, map);
}

/* Do the sequences share the prompt? By what is said, else by the tokens in the cache: PP + B TG against B (PP + TG).
 */
static bool shares(const struct bench_sweep *r)
{
    if (!isnan(r->shared))
        return r->shared > 0;
    return r->sequences > 1 && !isnan(r->kv) && r->kv < r->sequences * (r->prompt + r->gen);
}

/* Depth of the answer of a row of sweep-bench: the row's prompt counts as in the cache. The program itself generates
   before it processes the row's prompt, at a depth of N_KV (sweep-bench.cpp, "first measure token generation"). */
static double answer_depth(const struct bench_sweep *r)
{
    return r->kv + r->prompt;
}

void bench_sweep_add(const struct bench_format_text *t, struct bench_log *log, int line, const struct bench_sweep *row)
{
    const bool sweep = isnan(row->sequences);
    const double many = sweep ? 1 : row->sequences, prompts = !sweep && shares(row) ? 1 : many;
    if (!(row->prompt >= 0) || !(row->gen >= 0) || !(many >= 1) || (sweep && !(row->kv >= 0))) {
        bench_format_leave(t, (struct origin){.file = t->file, .line = line, .col = 1},
                           sweep ? "expected tokens in PP and TG, and in N_KV those in the cache"
                                 : "expected tokens in PP and TG, and in B the sequences");
        return;
    }
    if (row->prompt > 0 && (row->prompt_s.x > 0 || !isnan(row->prompt_speed.x)))
        add(t, log, line, row->prompt, 0, sweep ? row->kv : 0, sweep ? NAN : prompts,
            bench_timed_speed(t, line, "the prompt", prompts * row->prompt, row->prompt_s, row->prompt_speed));
    if (row->gen > 0 && (row->gen_s.x > 0 || !isnan(row->gen_speed.x)))
        add(t, log, line, 0, row->gen, sweep ? answer_depth(row) : row->prompt,
            sweep               ? NAN
            : row->separate > 0 ? 1
                                : many,
            bench_timed_speed(t, line, "the answer", many * row->gen, row->gen_s, row->gen_speed));
}

/* ---- rows ---- */

static struct bench_timed cell(const struct page *p, const struct bench_cells *c, enum column k)
{
    struct bench_timed n = {NAN, 0};
    if (p->place[k] < 0)
        return n;
    const char *at = c->v[p->place[k]];
    n = bench_timed_number(&at);
    return n;
}

static void read_row(struct page *p, const struct bench_cells *c, int line)
{
    const struct bench_sweep row = {.prompt = cell(p, c, PP).x,
                                    .gen = cell(p, c, TG).x,
                                    .kv = cell(p, c, N_KV).x,
                                    .sequences = p->place[B] < 0 ? NAN : cell(p, c, B).x,
                                    .shared = p->shared,
                                    .separate = p->separate,
                                    .prompt_s = cell(p, c, T_PP),
                                    .prompt_speed = cell(p, c, S_PP),
                                    .gen_s = cell(p, c, T_TG),
                                    .gen_speed = cell(p, c, S_TG)};
    for (int k = 0; k < N_COLUMNS; k++)
        if (p->place[k] >= 0 && isnan(cell(p, c, (enum column)k).x) && !strstr(c->v[p->place[k]], "nan")) {
            bench_format_leave(p->t, (struct origin){.file = p->t->file, .line = line, .col = c->col[p->place[k]]},
                               str_format(p->t->arena, "expected a number, got \"%.40s\"", c->v[p->place[k]]));
            return;
        }
    bench_sweep_add(p->t, &p->log, line, &row);
}

static void table_line(struct page *p, const struct bench_cells *c, int line)
{
    if (c->n == p->n_cells)
        read_row(p, c, line);
    else
        bench_format_leave(
            p->t, (struct origin){.file = p->t->file, .line = line, .col = 1},
            str_format(p->t->arena, "the table's head has %zu cells and this row %zu", p->n_cells, c->n));
}

static bool is_number(const char *cell_text)
{
    double x;
    return bench_format_number(&cell_text, &x) && *cell_text == '\0';
}

/* Returns whether the cells look like a row of the table: as many as in its head, or several and all numbers. */
static bool looks_like_row(const struct page *p, const struct bench_cells *c)
{
    bool numbers = c->n > 3;
    for (size_t i = 0; i < c->n && numbers; i++)
        numbers = is_number(c->v[i]);
    return p->n_cells > 0 && (numbers || (c->n == p->n_cells && is_number(c->v[p->place[PP]])));
}

static void other_line(struct page *p, const char *line)
{
    if (strstr(line, "n_kv_max") && !strchr(line, '{')) {
        p->shared = bench_format_after(line, "is_pp_shared");
        p->separate = bench_format_after(line, "is_tg_separate");
        p->settled = true;
    }
    bench_log_line(&p->log, line);
}

static void begin(struct page *p, const struct bench_cells *c, const int place[N_COLUMNS])
{
    p->n_cells = c->n;
    memcpy(p->place, place, sizeof p->place);
    if (!p->settled)
        p->shared = p->separate = NAN;
    p->settled = false;
}

void bench_sweep_read(const struct bench_format_text *t)
{
    struct page p = {.t = t, .log = bench_log_new(t->arena), .shared = NAN, .separate = NAN};
    struct bench_format_lines lines = {.rest = t->text, .list = t->list};
    for (const char *raw = bench_format_next(t->arena, &lines), *next; raw; raw = next) {
        const int number = lines.number;
        const char *line = bench_log_plain(t->arena, raw);
        next = bench_format_next(t->arena, &lines);
        const struct bench_cells c = bench_cells_of(t->arena, line);
        int place[N_COLUMNS];
        if (bench_cells_rule(line))
            continue;
        if (c.n > 2 && read_head(&c, place))
            begin(&p, &c, place);
        else if (looks_like_row(&p, &c))
            table_line(&p, &c, number);
        else if (c.n > 1 && next && bench_cells_rule(next))
            p.n_cells = 0; /* the head of another table */
        else
            other_line(&p, line);
    }
}
