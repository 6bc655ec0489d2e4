#include "page_suggest.h"

#include "answer.h"
#include "deployed.h"
#include "fmt.h"
#include "grid.h"
#include "jsonout.h"
#include "wrap.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { MOST_CLASSES = 2, FEW_ROWS = 4, MOST_ROWS = 5 }; /* of one use; of one class of several uses or of one */

/* ---- the first choice ---- */

/* Adds "32.5 tokens/s (80 % range 25.0 to 41.1)". */
static void speed(struct str *out, struct range r)
{
    str_addf(out, "%s tokens/s", fmt_known(out->arena, r.mid, 3));
    if (!isnan(r.low80) && !isnan(r.high80))
        str_addf(out, " (80 %% range %s to %s)", fmt_known(out->arena, r.low80, 3), fmt_known(out->arena, r.high80, 3));
}

static void answer(const struct page_suggest *p, struct str *out)
{
    const struct suggestion *s = p->found->first;
    struct str words = str_new(out->arena);
    if (!s) {
        str_addf(&words,
                 "Nothing of the catalogue runs well on %s: no model whose use is known fits in its memory in 4 bits "
                 "or more with ",
                 p->rig);
        answer_tokens(&words, p->ctx_tokens);
        str_addf(&words, " of context and generates %.0f tokens/s.", p->policy->reading_tok_s);
        wrap_text(out, words.text, 0, 0);
        return;
    }
    str_addf(&words, "Start with %s", s->model);
    if (s->released)
        str_addf(&words, ", released %s,", s->released);
    str_addf(&words, " in %s on %s. On %s it generates ", s->quant, deployed_engine(p->catalogue, s->engine), p->rig);
    speed(&words, s->decode_tok_s);
    str_add(&words, " and has room for ");
    answer_tokens(&words, s->max_ctx_tokens);
    str_addf(&words, " of context%s%s%s.", p->users > 1 ? " for each user" : "", s->how ? ", with the " : "",
             s->how ? s->how : "");
    if (!s->repo)
        str_add(&words, " No ready-made download of it in that quant is on record.");
    wrap_text(out, words.text, 0, 0);
    if (p->start) {
        str_add(out, "\n  How to run it:\n");
        wrap_command(out, p->start, 4);
    }
}

/* ---- the lists ---- */

/* Returns "32 (25-41)". */
static const char *short_speed(struct arena *a, struct range r)
{
    const char *mid = fmt_known(a, r.mid, 2);
    return isnan(r.low80) || isnan(r.high80)
               ? mid
               : str_format(a, "%s (%s-%s)", mid, fmt_known(a, r.low80, 2), fmt_known(a, r.high80, 2));
}

/* A table under construction, and what its rows need explained. */
struct table {
    const struct page_suggest *p;
    struct grid g;
    bool engine; /* it has a column of engines */
    bool in_ram, unpublished;
};

static void row(struct table *t, const struct suggestion *s)
{
    static const int month = 7; /* characters of YYYY-MM */
    struct grid *g = &t->g;
    t->in_ram |= s->how != NULL;
    t->unpublished |= !s->repo;
    grid_cell(g, s->model);
    grid_cell(g, s->released ? str_format(g->arena, "%.*s", month, s->released) : "unknown");
    grid_cell(g, s->repo ? s->quant : str_format(g->arena, "%s ^", s->quant));
    if (t->engine)
        grid_cell(g, deployed_engine(t->p->catalogue, s->engine));
    grid_cell(g, short_speed(g->arena, s->decode_tok_s));
    grid_cell(g, fmt_known(g->arena, s->max_ctx_tokens, 1));
    if (t->p->all)
        grid_cell(g, s->superseded_by ? s->superseded_by : "");
}

static struct table table(const struct page_suggest *p, struct arena *a, bool engine)
{
    struct table t = {.p = p, .g = grid_new(a), .engine = engine};
    grid_column(&t.g, "model", false);
    grid_column(&t.g, "released", false);
    grid_column(&t.g, "quant", false);
    if (engine)
        grid_column(&t.g, "engine", false);
    grid_column(&t.g, "tokens/s", false);
    grid_column(&t.g, "context", true);
    if (p->all)
        grid_column(&t.g, "newer", false);
    return t;
}

/* Adds a line with one text. */
static void heading(struct grid *g, const char *text)
{
    grid_cell(g, text);
    for (size_t i = 1; i < g->n_columns; i++)
        grid_cell(g, "");
}

static const char *class_heading(const struct suggest_group *group, struct arena *a)
{
    return group->size_class ? str_format(a, "%s:", enums_words(&enums_size_class, (int)group->size_class))
                             : "unknown size:";
}

/* Adds the models of a class that lie in device memory, or those with experts in system RAM, under the heading; at most
   `most`. Returns how many. */
static size_t add_rows(struct table *t, const struct suggest_group *group, bool in_ram, const char *title, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < group->n && n < most; i++) {
        const struct suggestion *s = &group->row[i];
        if (!s->how == in_ram || (s->superseded_by && !t->p->all))
            continue;
        if (n++ == 0 && title)
            heading(&t->g, title);
        row(t, s);
    }
    return n;
}

/* Returns the table of the groups of one use: by class what lies in device memory, then what needs system RAM. */
static struct table use_table(const struct page_suggest *p, struct arena *a, const struct suggest_group *group,
                              size_t n, bool engine)
{
    struct table t = table(p, a, engine);
    const bool whole = p->all || p->one_use;
    const size_t most = p->all ? SIZE_MAX : p->one_use ? MOST_ROWS : FEW_ROWS;
    size_t classes = 0, in_ram = 0;
    for (size_t i = 0; i < n && (whole || classes < MOST_CLASSES); i++)
        classes += add_rows(&t, &group[i], false, class_heading(&group[i], a), most) > 0;
    for (size_t i = 0; i < n && in_ram < most; i++)
        in_ram += add_rows(&t, &group[i], true, in_ram == 0 ? "with experts in system RAM *:" : NULL, most - in_ram);
    return t;
}

/* What the tables leave to be explained. */
struct shown {
    bool no_engine, in_ram, unpublished;
};

/* Writes a table for each use, with the engine of each row where lines have room for it. */
static struct shown tables(const struct page_suggest *p, struct str *out)
{
    const struct suggest *s = p->found;
    struct shown shown = {0};
    for (size_t at = 0, n; at < s->n; at += n) {
        for (n = 1; at + n < s->n && s->group[at + n].use == s->group[at].use;)
            n++;
        struct table t = use_table(p, out->arena, &s->group[at], n, true);
        if (!p->all && grid_width(&t.g) > WRAP_COLUMNS)
            t = use_table(p, out->arena, &s->group[at], n, false);
        str_addf(out, "\nFor %s\n", enums_words(&enums_use, (int)s->group[at].use));
        grid_print_within(&t.g, out, p->all ? SIZE_MAX : WRAP_COLUMNS);
        shown.no_engine |= !t.engine;
        shown.in_ram |= t.in_ram;
        shown.unpublished |= t.unpublished;
    }
    return shown;
}

/* ---- what the lists mean ---- */

static bool any_of(const struct suggest *s, enum use use)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->group[i].use == use)
            return true;
    return false;
}

static void billions(struct str *out, const char *name, double params)
{
    str_addf(out, "%s from ", name);
    fmt_number(out, params / 1e9, 1, true);
}

/* Returns true if a row before group i, row k has that engine (quant NULL), or that engine and quant. */
static bool seen(const struct suggest *s, size_t i, size_t k, const char *engine, const char *quant)
{
    for (size_t j = 0; j <= i; j++)
        for (size_t l = 0; l < (j < i ? s->group[j].n : k); l++)
            if (strcmp(s->group[j].row[l].engine, engine) == 0 &&
                (!quant || strcmp(s->group[j].row[l].quant, quant) == 0))
                return true;
    return false;
}

/* Adds the quants of one engine: "Q4_K_M, IQ4_XS". */
static void quants_of(struct str *out, const struct suggest *s, const char *engine)
{
    bool first = true;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->group[i].n; k++) {
            const struct suggestion *row = &s->group[i].row[k];
            if (strcmp(row->engine, engine) != 0 || seen(s, i, k, engine, row->quant))
                continue;
            str_addf(out, "%s%s", first ? "" : ", ", row->quant);
            first = false;
        }
}

/* Writes which engine runs which quants. */
static void engines(const struct page_suggest *p, struct str *out)
{
    const struct suggest *s = p->found;
    struct str words = str_new(out->arena);
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->group[i].n; k++) {
            const char *engine = s->group[i].row[k].engine;
            if (seen(s, i, k, engine, NULL))
                continue;
            str_addf(&words, "%s%s for ", *words.text ? "; " : "Engines: ", deployed_engine(p->catalogue, engine));
            quants_of(&words, s, engine);
        }
    str_add(&words, ".");
    wrap_text(out, words.text, 0, 0);
}

/* Says how many models run well, what that means, and what is shown of them. */
static void counts(const struct page_suggest *p, struct str *out)
{
    struct str s = str_new(out->arena);
    str_addf(&s, "%zu of %zu models%s%s run well here: they fit with ", p->found->n_well, p->found->n_asked,
             p->one_use ? " for " : "", p->one_use ? enums_words(&enums_use, (int)p->found->group[0].use) : "");
    answer_tokens(&s, p->ctx_tokens);
    str_addf(&s, " of context for %s and generate at least %.0f tokens/s%s, faster than people read.",
             p->users > 1 ? str_format(out->arena, "each of %.0f users at once", p->users) : "one user",
             p->policy->reading_tok_s, p->users > 1 ? " (all speeds here are per user)" : "");
    if (!p->all)
        str_addf(&s, " The table%s the newest few of %s; --all lists all.", p->one_use ? " shows" : "s show",
                 p->one_use ? "each size" : "the largest sizes");
    wrap_text(out, s.text, 0, 0);
}

/* Says what nobody stated, and what is left out. */
static void assumed(const struct page_suggest *p, struct str *out)
{
    struct str s = str_new(out->arena);
    if (p->desktop_assumed || p->ram_assumed)
        str_add(&s, "Assumed: ");
    if (p->desktop_assumed)
        str_add(&s, "no desktop on the card (--desktop linux or windows)");
    if (p->ram_assumed)
        str_addf(&s, "%s%s GiB of system RAM (--ram-gib, --ram-gb-s)", p->desktop_assumed ? "; " : "",
                 fmt_known(out->arena, p->ram_gib, 2));
    if (p->desktop_assumed || p->ram_assumed)
        str_add(&s, ". ");
    if (any_of(p->found, use_vision))
        str_add(&s, "The memory of the image encoder is not counted.");
    if (*s.text)
        wrap_text(out, s.text, 0, 0);
}

/* Explains the columns and the size classes. */
static void columns(const struct page_suggest *p, struct str *out)
{
    struct str s = str_new(out->arena);
    str_add(&s, "quant: how strongly the model is compressed; 4 bits is usual. tokens/s: in brackets the 80 % range. "
                "context: the largest that fits. Sizes in 10^9 parameters: ");
    billions(&s, "small", p->policy->small_params);
    billions(&s, ", medium", p->policy->medium_params);
    billions(&s, ", large", p->policy->large_params);
    billions(&s, ", frontier", p->policy->frontier_params);
    str_add(&s, ". Larger and newer is usually better.");
    wrap_text(out, s.text, 0, 0);
}

/* Explains the marks of the tables. */
static void marks(const struct page_suggest *p, const struct shown *shown, struct str *out)
{
    if (shown->in_ram) {
        struct str s = str_new(out->arena);
        str_add(&s, "* The experts of some layers, of which each token uses a few, are in system RAM");
        if (!p->ram_assumed)
            str_addf(&s, ", of which there are %s GiB (--ram-gib, --ram-gb-s)", fmt_known(out->arena, p->ram_gib, 2));
        str_add(&s, ".");
        wrap_text(out, s.text, 0, 0);
    }
    if (shown->unpublished)
        wrap_text(out, "^ No ready-made download on record: convert it yourself, or name another quant.", 0, 0);
}

static void notes(const struct page_suggest *p, const struct shown *shown, struct str *out)
{
    str_add(out, "\n");
    counts(p, out);
    assumed(p, out);
    columns(p, out);
    if (shown->no_engine)
        engines(p, out);
    marks(p, shown, out);
}

void page_suggest_text(const struct page_suggest *p, struct str *out)
{
    answer(p, out);
    const struct shown shown = tables(p, out);
    if (p->found->n == 0)
        return;
    notes(p, &shown, out);
    if (p->narrow) {
        str_add(out, "\n  All sizes, for one use:\n");
        wrap_command(out, p->narrow, 4);
    }
}

/* ---- JSON ---- */

static void add_group(struct cJSON *list, const struct suggest_group *g)
{
    struct cJSON *one = jsonout_row(list);
    jsonout_text(one, "use", enums_text(&enums_use, (int)g->use));
    jsonout_text(one, "size_class", g->size_class ? enums_text(&enums_size_class, (int)g->size_class) : NULL);
    jsonout_list(one, "models", &figures_suggestion, g->row, sizeof *g->row, g->n);
}

void page_suggest_json(const struct page_suggest *p, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-suggest-1");
    jsonout_text(root, "machine", p->rig);
    jsonout_number(root, "ctx_tokens", p->ctx_tokens);
    jsonout_number(root, "users", p->users);
    jsonout_number(root, "reading_tok_s", p->policy->reading_tok_s);
    jsonout_number(root, "small_params", p->policy->small_params);
    jsonout_number(root, "medium_params", p->policy->medium_params);
    jsonout_number(root, "large_params", p->policy->large_params);
    jsonout_number(root, "frontier_params", p->policy->frontier_params);
    jsonout_number(root, "models_asked", (double)p->found->n_asked);
    jsonout_number(root, "models_well", (double)p->found->n_well);
    jsonout_text(root, "first", p->found->first ? p->found->first->model : NULL);
    struct cJSON *groups = jsonout_array(root, "groups");
    for (size_t i = 0; i < p->found->n; i++)
        add_group(groups, &p->found->group[i]);
    jsonout_print(root, out);
}
