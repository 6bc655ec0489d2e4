#include "figure_input.h"

#include "bug.h"

#include <string.h>

const struct figure_table *const figure_input_tables[] = {
    &figures_outcome,     &figures_prediction,  &figures_step_part,    &figures_device_load,
    &figures_power_phase, &figures_machine_use, &figures_fund_use,     &figures_bill_line,
    &figures_build_check, &figures_energy_use,  &figures_workload_cost};
const size_t figure_input_n_tables = sizeof figure_input_tables / sizeof *figure_input_tables;

/* The kinds of record that an input can name. */
static const struct kind *const kinds[] = {
    &kind_dram,        &kind_device,     &kind_system,      &kind_model,      &kind_format,    &kind_quant,
    &kind_engine,      &kind_link,       &kind_psu,         &kind_board,      &kind_cpu,       &kind_part,
    &kind_price,       &kind_cloud,      &kind_outlet,      &kind_tariff,     &kind_excursion, &kind_policy,
    &kind_fund,        &kind_site,       &kind_workload,    &kind_option,     &kind_scenario,  &kind_device_line,
    &kind_system_line, &kind_psu_line,   &kind_part_line,   &kind_board_line, &kind_cpu_line,  &kind_cloud_line,
    &kind_shock,       &kind_priority,   &kind_calibration, &kind_spread,     &kind_machine,   &kind_assumption,
    &kind_circuit,     &kind_connection, &kind_run,         &kind_sold_line,  &kind_rate,      &kind_country,
    &kind_price_class, &kind_price_kind, &kind_api,         &kind_api_line,   &kind_jack,      &kind_card_fit,
    &kind_held};

static const char *const options[] = {"draft", "draft_tokens", "accept", "n_cpu_moe"};

const struct figure_input_list figure_input_lists[] = {
#define INPUTS(name, doc, words) {#name, doc, words},
#include "result_inputs.def"
#undef INPUTS
};
const size_t figure_input_n_lists = sizeof figure_input_lists / sizeof *figure_input_lists;

bool figure_input_is(struct figure_word w, const char *text)
{
    return w.at && strncmp(w.at, text, w.n) == 0 && text[w.n] == '\0';
}

const struct figure_table *figure_input_table(struct figure_word name)
{
    for (size_t i = 0; i < figure_input_n_tables; i++)
        if (figure_input_is(name, figure_input_tables[i]->name))
            return figure_input_tables[i];
    return NULL;
}

static const struct kind *kind_of(struct figure_word name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (figure_input_is(name, kinds[i]->name))
            return kinds[i];
    return NULL;
}

static const struct figure *figure_of(const struct figure_table *t, struct figure_word name)
{
    for (size_t i = 0; i < t->n; i++)
        if (figure_input_is(name, t->v[i].name))
            return &t->v[i];
    return NULL;
}

static int word_of(const struct enum_info *e, struct figure_word name)
{
    for (int i = 1; i < e->n; i++)
        if (figure_input_is(name, e->word[i].text))
            return i;
    return 0;
}

/* Returns the enum that names an input of this kind: the constant for calibration, the phase for spread (all records
   that match a case are used together); NULL for other kinds, whose inputs name a field. */
static const struct enum_info *named_by(const struct kind *k)
{
    return k == &kind_calibration ? &enums_constant : k == &kind_spread ? &enums_phase : NULL;
}

static void field_of(const struct kind *k, struct figure_word name, struct figure_input *out)
{
    const struct enum_info *words = named_by(k);
    size_t i = 0;
    if (words) {
        out->word = word_of(words, name);
        out->kind = out->word ? k : NULL;
        return;
    }
    while (i < k->n_fields && !figure_input_is(name, k->fields[i].name))
        i++;
    out->kind = i < k->n_fields ? k : NULL;
    out->field = i < k->n_fields ? &k->fields[i] : NULL;
}

/* Returns the part of *w before its first (or last) sep and leaves the part after it in *w. If there is no sep, *w is
   unchanged and the result's at is NULL. */
static struct figure_word cut(struct figure_word *w, char sep, bool last)
{
    size_t at = w->n;
    for (size_t i = 0; i < w->n && (last || at == w->n); i++)
        at = w->at[i] == sep ? i : at;
    if (at == w->n)
        return (struct figure_word){NULL, 0};
    const struct figure_word before = {w->at, at};
    *w = (struct figure_word){w->at + at + 1, w->n - at - 1};
    return before;
}

static const char *option_of(struct figure_word name)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (figure_input_is(name, options[i]))
            return options[i];
    return NULL;
}

static void meaning(const struct figure_table *own, struct figure_word w, struct figure_input *out)
{
    out->text = w;
    const struct figure_word head = cut(&w, '.', false);
    out->table = head.at ? figure_input_table(head) : own;
    if (out->table) {
        out->row = cut(&w, '.', true);
        out->figure = figure_of(out->table, w);
        return;
    }
    out->of_cache = figure_input_is(head, "cache_format");
    const struct kind *k = out->of_cache ? &kind_format : kind_of(head);
    if (k)
        field_of(k, w, out);
    else if (figure_input_is(head, "asked"))
        out->asked = option_of(w);
}

static const struct figure_input_list *list_of(struct figure_word name)
{
    for (size_t i = 0; i < figure_input_n_lists; i++)
        if (figure_input_is(name, figure_input_lists[i].name))
            return &figure_input_lists[i];
    return NULL;
}

struct figure_input_walk figure_input_of(const struct figure_table *own, const struct figure *f)
{
    return (struct figure_input_walk){.own = own, .rest = {f->inputs ? f->inputs : ""}};
}

struct figure_input_walk figure_input_keys(void)
{
    return (struct figure_input_walk){.rest = {"@keys"}};
}

static void open_list(struct figure_input_walk *w, const struct figure_input_list *l, struct figure_word only)
{
    BUG_UNLESS(w->depth + 1 < (int)(sizeof w->rest / sizeof *w->rest));
    w->rest[++w->depth] = l->words;
    w->only[w->depth] = only;
    w->list = w->depth == 1 ? l->doc : w->list;
}

/* Fills *out with the next word of the innermost open list; returns false at its end. */
static bool next_word(struct figure_input_walk *w, struct figure_word *out)
{
    const char *at = w->rest[w->depth] + strspn(w->rest[w->depth], " ");
    *out = (struct figure_word){at, strcspn(at, " ")};
    w->rest[w->depth] = at + out->n;
    return out->n > 0;
}

/* Fills *out with the tag (else the tag of the list) and the sign of a word; returns the name. */
static struct figure_word prefix(const struct figure_input_walk *w, struct figure_word word, struct figure_input *out)
{
    *out = (struct figure_input){.only = cut(&word, ':', false)};
    if (!out->only.at)
        out->only = w->only[w->depth];
    out->otherwise = *word.at == '|';
    out->of_all = *word.at == '*';
    return out->otherwise || out->of_all ? (struct figure_word){word.at + 1, word.n - 1} : word;
}

bool figure_input_next(struct figure_input_walk *w, struct figure_input *out)
{
    struct figure_word word;
    for (;;) {
        if (!next_word(w, &word)) {
            if (w->depth == 0)
                return false;
            w->list = --w->depth == 0 ? NULL : w->list;
            continue;
        }
        const struct figure_word name = prefix(w, word, out);
        const struct figure_input_list *l = *name.at == '@' ? list_of((struct figure_word){name.at + 1, name.n - 1})
                                                            : NULL;
        if (!l) {
            meaning(w->own, name, out);
            return true;
        }
        open_list(w, l, out->only);
    }
}

bool figure_input_tagged(const struct figure_input *in, const char *tag)
{
    size_t i = 0;
    while (i < in->only.n && (tag[i] == in->only.at[i] || (tag[i] == ' ' && in->only.at[i] == '_')))
        i++;
    return i == in->only.n && tag[i] == '\0';
}

static bool is_wanted(const struct figure_input *in, const struct figure_input *what)
{
    return in->kind == what->kind && (!what->field || in->field == what->field) &&
           (!what->word || in->word == what->word);
}

static bool is_key(const struct figure_input *what)
{
    struct figure_input_walk keys = figure_input_keys();
    struct figure_input in;
    while (figure_input_next(&keys, &in))
        if (is_wanted(&in, what))
            return true;
    return false;
}

static bool enters(const struct figure_table *t, const struct figure *f, const struct figure_input *what, int depth)
{
    enum { DEEPEST = 48 };
    struct figure_input_walk w = figure_input_of(t, f);
    struct figure_input in;
    BUG_UNLESS(depth < DEEPEST); /* else a figure is its own input */
    while (figure_input_next(&w, &in)) {
        if (in.figure && enters(in.table, in.figure, what, depth + 1))
            return true;
        if (in.kind && (is_wanted(&in, what) || (!in.field && is_key(what))))
            return true;
    }
    return false;
}

bool figure_input_enters(const struct figure_table *t, const struct figure *f, const struct kind *k,
                         const struct field *field, int word)
{
    const struct figure_input what = {.kind = k, .field = field, .word = word};
    return enters(t, f, &what, 0);
}
