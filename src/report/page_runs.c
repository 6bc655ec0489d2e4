#include "page_runs.h"

#include "arena.h"
#include "deployed.h"
#include "fmt.h"
#include "launch.h"
#include "page_machines.h"
#include "page_option.h"
#include "page_problems.h"

#include <math.h>
#include <string.h>

/* What every table needs. */
struct page {
    struct arena *arena;
    const struct comparison *c;
};

/* What a row shows where nothing runs. */
static const struct deployed nothing = {.tok_s = NAN, .ttft_s = NAN, .answer_s = NAN};

static const char *words(const struct page *p, const struct compare_cell *cell, const struct deployed *d)
{
    return d->engine && cell->choice ? deployed_words(p->arena, p->c->catalogue, cell->choice->model, d,
                                                      deployed_gpus_of(cell->machine, cell->n_machines))
                                     : NULL;
}

const char *page_runs_how(struct arena *a, const struct comparison *c, const struct compare_cell *cell)
{
    const struct page p = {a, c};
    return words(&p, cell, &cell->how);
}

const char *page_runs_caption(struct arena *a, const struct workload *w)
{
    struct str s = str_new(a);
    str_addf(&s, "%s%s: ", page_problems_workload(w), page_problems_want(w));
    fmt_number(&s, w->ctx_tokens, 1, true);
    str_add(&s, " tokens of context, prompt ");
    fmt_number(&s, w->prompt_tokens, 1, true);
    str_add(&s, ", answer ");
    fmt_number(&s, w->gen_tokens, 1, true);
    str_addf(&s, w->users == 1 ? ", 1 user" : ", %.0f users at once; speeds are per user", w->users);
    return s.text;
}

/* ---- cells ---- */

/* Returns "30.6 tok/s, answer in 22 s". */
static const char *speed(const struct page *p, const struct deployed *d)
{
    return str_format(p->arena, "%s tok/s, answer in %s s", fmt_known(p->arena, d->tok_s, 3),
                      fmt_known(p->arena, d->answer_s, 3));
}

/* Returns why nothing runs. */
static const char *why_none(const struct page *p, const struct compare_option *o, const struct workload *w,
                            const struct compare_cell *cell)
{
    return cell->n_devices > 0 ? deployed_why_none(p->arena, p->c->catalogue, cell->not_deployed, cell->n_not_deployed)
                               : page_problems_nothing(p->arena, p->c, o, w, cell);
}

/* Says what runs, or why nothing does. */
static const char *how(const struct page *p, const struct compare_option *o, const struct workload *w,
                       const struct compare_cell *cell)
{
    struct str s = str_new(p->arena);
    if (cell->api) {
        str_addf(&s, "%s at %s, billed by the token%s", page_machines_model_name(cell), cell->api->provider,
                 cell->assumed_ttft ? ", wait for the first token assumed" : "");
        if (o->option->machines.n > 1)
            str_addf(&s, ", on %s", page_machines_titles(p->arena, cell));
        return s.text;
    }
    if (!cell->how.engine)
        return str_format(p->arena, "nothing runs: %s", why_none(p, o, w, cell));
    if (w->any_of.n > 1)
        str_addf(&s, "%s with ", page_machines_model_name(cell));
    str_add(&s, words(p, cell, &cell->how));
    if (o->option->machines.n > 1)
        str_addf(&s, ", on %s", page_machines_titles(p->arena, cell));
    if (cell->no_host)
        str_addf(&s, " (%s)", page_machines_remark(p->arena, cell));
    return s.text;
}

/* Returns the best of another kind; NULL: there is none. */
static const char *next(const struct page *p, const struct compare_cell *cell)
{
    return cell->next.engine ? str_format(p->arena, "%s: %s", words(p, cell, &cell->next), speed(p, &cell->next))
                             : NULL;
}

/* Returns what the machine lacks: an NVLink bridge, or peer to peer. */
static const char *lacks(const struct page *p, const char *what)
{
    return catalogue_find(p->c->catalogue, &kind_link, what) ? "an NVLink bridge" : "a driver with peer to peer";
}

/* Returns the decode speed with what the machine lacks; where it stays the same, the answer is quicker by its first
   token. */
static const char *wished_speed(const struct page *p, const struct compare_cell *cell)
{
    const char *now = fmt_known(p->arena, cell->how.tok_s, 3), *then = fmt_known(p->arena, cell->wish_tok_s, 3);
    return strcmp(now, then) == 0 ? "a quicker first token" : str_format(p->arena, "%s tok/s", then);
}

/* Returns what would run if the scenario stated less; NULL: it would be no better. */
static const char *free_choice(const struct page *p, const struct compare_cell *cell)
{
    return cell->unpinned.engine && cell->choice
               ? str_format(p->arena, "free choice: %s: %s", words(p, cell, &cell->unpinned), speed(p, &cell->unpinned))
               : NULL;
}

/* Says what the scenario's settings cost, and what the machine lacks; NULL: neither. */
static const char *help(const struct page *p, const struct compare_cell *cell)
{
    struct str s = str_new(p->arena);
    const char *unpinned = free_choice(p, cell);
    str_add(&s, unpinned ? unpinned : "");
    if (cell->wish)
        str_addf(&s, "%s%s: %s", s.len ? "; " : "", lacks(p, cell->wish), wished_speed(p, cell));
    return s.len ? s.text : NULL;
}

/* ---- the command ---- */

/* Fills *out with what starts a cell's deployment. Returns false when no command is on record, or nothing runs. */
static bool start_of(const struct page *p, const struct compare_cell *cell, struct launch *out)
{
    struct launch_case d;
    *out = (struct launch){0};
    if (!cell->how.engine || cell->no_host)
        return false;
    launch_case_of(p->c->catalogue, cell->asked, &d);
    return launch_lines(p->arena, &d, out);
}

/* ---- tables ---- */

/* The figures that the table shows, which are not known where nothing runs. */
static const struct prediction *figures_of(const struct page *p, const struct compare_cell *cell)
{
    if (cell->n_devices > 0 || cell->api)
        return &cell->figures;
    struct prediction *f = ARENA_NEW(p->arena, struct prediction);
    *f = (struct prediction){.decode_tok_s = range_unknown(), .ttft_s = range_unknown()};
    return f;
}

static const struct deployed *known(const struct deployed *d)
{
    return d->engine ? d : NULL;
}

/* Adds the figures behind the words of a row. */
static void data(const struct page *p, struct doc_table *t, const struct compare_cell *cell)
{
    struct launch start;
    start_of(p, cell, &start);
    struct lacked *l = cell->wish ? ARENA_NEW(p->arena, struct lacked) : NULL;
    if (l)
        *l = (struct lacked){.what = cell->wish, .decode_tok_s = cell->wish_tok_s};
    doc_row_object(t, "deployment", &figures_deployed, known(&cell->how));
    doc_object_text(t, "command", start.command);
    doc_row_object(t, "next_deployment", &figures_deployed, known(&cell->next));
    doc_row_object(t, "unpinned_deployment", &figures_deployed, known(&cell->unpinned));
    doc_row_object(t, "lacks", &figures_lacked, l);
    doc_row_list(t, "not_deployed", &figures_not_deployed, cell->not_deployed, sizeof *cell->not_deployed,
                 (size_t)cell->n_not_deployed);
}

/* Returns whether the words are there for any option that runs workload j; readers see no column of dashes. */
static bool has(const struct page *p, size_t j,
                const char *(*words_of)(const struct page *, const struct compare_cell *))
{
    for (size_t i = 0; i < p->c->n; i++)
        if (words_of(p, &p->c->v[i].cell[j]))
            return true;
    return false;
}

/* The same for any workload. */
static bool has_any(const struct page *p, const char *(*words_of)(const struct page *, const struct compare_cell *))
{
    for (size_t j = 0; j < p->c->scenario->workloads.n; j++)
        if (has(p, j, words_of))
            return true;
    return false;
}

static void workload(const struct page *p, struct doc *doc, size_t j)
{
    static const char *const speeds[] = {"decode_tok_s", "ttft_s", NULL}, *const answer[] = {"answer_s", NULL},
                             *const fits[] = {"verdict", NULL}, *const title[] = {"title", NULL};
    const struct workload *w = &p->c->scenario->workloads.v[j];
    struct doc_table *t = doc_table(doc, str_format(p->arena, "runs-%s", w->id), page_runs_caption(p->arena, w));
    t->of = page_problems_workload(w);
    page_option_column(t, "option");
    doc_columns_data(t, &figures_outcome, title);
    doc_column_text(t, "how", "how it runs");
    doc_columns(t, &figures_prediction, speeds);
    doc_columns(t, &figures_deployed, answer);
    doc_columns(t, &figures_prediction, fits);
    doc_column_text(t, "next", "next best kind");
    t->columns[t->n_columns - 1].data = !has(p, j, next);
    doc_column_text(t, "help", "what would help");
    t->columns[t->n_columns - 1].data = !has(p, j, help);
    for (size_t i = 0; i < p->c->n; i++) {
        const struct compare_option *o = p->c->by_rank[i];
        const struct compare_cell *cell = &o->cell[j];
        const struct prediction *f = figures_of(p, cell);
        page_option_row(t, o);
        doc_row(t, &figures_outcome, title, &o->outcome);
        doc_cell_text(t, how(p, o, w, cell));
        doc_row(t, &figures_prediction, speeds, f);
        doc_row(t, &figures_deployed, answer, cell->how.engine ? &cell->how : &nothing);
        doc_row(t, &figures_prediction, fits, f);
        doc_cell_text(t, next(p, cell));
        doc_cell_text(t, help(p, cell));
        data(p, t, cell);
    }
}

/* Says by what the deployments were chosen: the order of advise/deploy.h. */
static void explained(const struct page *p, struct doc *doc)
{
    struct str s = str_new(p->arena);
    str_add(&s,
            "Each option runs a workload in the best way that its machines and the scenario allow. Ways that are as "
            "fast as the workload needs come first; then those with engines that were measured with as many users; "
            "then the quickest answer, by medians (a file of the model that is on record may take ");
    fmt_percent(&s, p->c->policy->published_worth_frac);
    str_add(&s, " longer than one that is not; differences below ");
    fmt_percent(&s, p->c->policy->equal_speed_frac);
    str_add(&s, " count as equal); then those with a file on record; then usual engines before those that are for "
                "system RAM; then more bits; then fewer watts.");
    if (has_any(p, next))
        str_add(&s, " The next best kind has another engine, another split, or weights elsewhere.");
    if (has_any(p, free_choice))
        str_add(&s, " Free choice is what would run if the scenario stated no engine, quant, cards, split or cache.");
    doc_para(doc, s.text);
}

/* ---- how to start the first option ---- */

/* What starts one workload. */
struct start {
    const struct compare_cell *cell;
    struct launch launch;
    bool known; /* a command is on record; else the notes say why none is */
};

static bool same_texts(const struct text_list *a, const struct text_list *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = strcmp(a->v[i], b->v[i]) == 0;
    return same;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Returns whether one command serves both. */
static bool same_start(const struct start *a, const struct start *b)
{
    return a->known && b->known && strcmp(a->cell->where, b->cell->where) == 0 &&
           same_text(a->launch.command, b->launch.command) && same_text(a->launch.modelfile, b->launch.modelfile) &&
           same_texts(&a->launch.before, &b->launch.before) && same_texts(&a->launch.after, &b->launch.after) &&
           same_texts(&a->launch.notes, &b->launch.notes);
}

/* Returns the first workload that the command of workload j serves. */
static size_t first_with(const struct start *all, size_t j)
{
    for (size_t i = 0; i < j; i++)
        if (all[i].cell && same_start(&all[i], &all[j]))
            return i;
    return j;
}

/* Returns whether a machine has several commands. */
static bool take_turns(const struct start *all, size_t n)
{
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; all[j].known && i < j; i++)
            if (all[i].known && first_with(all, j) == j && strcmp(all[i].cell->where, all[j].cell->where) == 0)
                return true;
    return false;
}

static bool has_text(const struct text_list *l, const char *text)
{
    bool has = false;
    for (size_t i = 0; i < l->n; i++)
        has |= strcmp(l->v[i], text) == 0;
    return has;
}

/* Returns whether the note holds for all workloads that run, and there are several commands: it is then said once. */
static bool is_shared(const struct start *all, size_t n, const char *note)
{
    size_t commands = 0;
    for (size_t j = 0; j < n; j++) {
        if (all[j].cell && !has_text(&all[j].launch.notes, note))
            return false;
        commands += all[j].cell && first_with(all, j) == j;
    }
    return commands > 1;
}

/* Returns the text without the indent that its first line has. */
static const char *outdented(struct arena *a, const char *text)
{
    struct str s = str_new(a);
    const size_t indent = strspn(text, " ");
    for (const char *line = text; *line;) {
        const size_t blank = strspn(line, " "), n = strcspn(line, "\n"), end = n + (line[n] != 0);
        const size_t skip = blank < indent ? blank : indent;
        str_addn(&s, line + skip, end - skip);
        line += end;
    }
    return s.text;
}

/* Adds lines that follow what is there. */
static void add_lines(struct str *s, const struct text_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        str_addf(s, "%s\n", l->v[i]);
}

static void commands(const struct page *p, struct doc *doc, const struct launch *l)
{
    struct str s = str_new(p->arena), after = str_new(p->arena);
    if (l->modelfile) {
        doc_para(doc, "Save this as a file named Modelfile:");
        doc_code(doc, l->modelfile);
        doc_para(doc, "The command:");
    }
    add_lines(&s, &l->before);
    str_add(&s, outdented(p->arena, l->lines));
    doc_code(doc, s.text);
    if (l->after.n == 0)
        return;
    add_lines(&after, &l->after);
    doc_para(doc, "Then, in another terminal:");
    doc_code(doc, after.text);
}

/* Adds the command of workload j, which may serve later ones. */
static void start(const struct page *p, struct doc *doc, const struct start *all, size_t j)
{
    const struct workload_list *w = &p->c->scenario->workloads;
    const struct compare_cell *cell = all[j].cell;
    struct str who = str_new(p->arena);
    for (size_t i = j; i < w->n; i++)
        if (all[i].cell && first_with(all, i) == j)
            str_addf(&who, "%s%s", who.len ? "; " : "", page_problems_workload(&w->v[i]));
    doc_heading(doc, 2, who.text);
    doc_para(doc, str_format(p->arena, "%s with %s, on %s.", page_machines_model_name(cell), words(p, cell, &cell->how),
                             page_machines_titles(p->arena, cell)));
    for (size_t i = 0; i < all[j].launch.notes.n; i++)
        if (!is_shared(all, w->n, all[j].launch.notes.v[i]))
            doc_item(doc, all[j].launch.notes.v[i]);
    if (all[j].known)
        commands(p, doc, &all[j].launch);
}

/* Fills all with what starts the workloads of an option; where one does not run, its cell is NULL. Returns whether any
   runs. */
static bool starts_of(const struct page *p, const struct compare_option *o, struct start *all)
{
    bool any = false;
    for (size_t j = 0; j < p->c->scenario->workloads.n; j++) {
        const struct compare_cell *cell = &o->cell[j];
        const bool runs = cell->how.engine && !cell->no_host;
        all[j] = (struct start){.cell = runs ? cell : NULL};
        all[j].known = start_of(p, cell, &all[j].launch);
        any |= runs;
    }
    return any;
}

static void how_to_start(const struct page *p, struct doc *doc)
{
    const size_t n = p->c->scenario->workloads.n;
    struct start *all = ARENA_ARRAY(p->arena, n, struct start);
    if (p->c->n == 0 || !starts_of(p, p->c->by_rank[0], all))
        return;
    doc_section(doc, 1, "start", "How to start it", "the commands of the first option");
    doc_para(doc, str_format(p->arena, "For the option that stands first: %s.%s", p->c->by_rank[0]->outcome.title,
                             take_turns(all, n) ? " On one machine, stop a command before you start the next: each "
                                                  "was chosen as if it had the machine to itself."
                                                : ""));
    size_t first = 0;
    while (!all[first].cell)
        first++;
    for (size_t i = 0; i < all[first].launch.notes.n; i++)
        if (is_shared(all, n, all[first].launch.notes.v[i]))
            doc_item(doc, all[first].launch.notes.v[i]);
    for (size_t j = 0; j < n; j++)
        if (all[j].cell && first_with(all, j) == j)
            start(p, doc, all, j);
    doc_end(doc);
}

void page_runs(struct arena *a, struct doc *doc, const struct comparison *c)
{
    const struct page p = {a, c};
    doc_section(doc, 1, "runs", "How each workload runs", "engine, quant, split, first token, whole answer, next best");
    explained(&p, doc);
    for (size_t j = 0; j < c->scenario->workloads.n; j++)
        workload(&p, doc, j);
    doc_end(doc);
    how_to_start(&p, doc);
}
