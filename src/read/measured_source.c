#include "measured_source.h"

#include "arena.h"
#include "bug.h"
#include "catalogue.h"
#include "decode.h"
#include "measured_layout.h"
#include "measured_names.h"
#include "measured_phrase.h"
#include "numtext.h"
#include "str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A table on its way through the door. */
struct door {
    struct arena *a;
    const struct catalogue *c;
    struct measured_names *names;
    const struct measured_layout *layout;
    const struct kind *kind; /* tidy columns */
    const struct csvtext *in;
    struct csvtext out;
    size_t row; /* in work */
};

/* ---- cells ---- */

/* Returns the index of the column, n_cols where there is none. name ends at a space too. */
static size_t column(const struct csvtext *t, const char *name)
{
    const size_t n = strcspn(name, " ");
    size_t i = 0;
    while (i < t->n_cols && (strncmp(t->head[i], name, n) != 0 || t->head[i][n] != '\0'))
        i++;
    return i;
}

static bool has_column(const struct csvtext *t, const char *name)
{
    return column(t, name) < t->n_cols;
}

/* Returns what the source wrote, "" where it has no such column. */
static const char *written(const struct door *d, const char *name)
{
    const size_t i = column(d->in, name);
    return i < d->in->n_cols ? csvtext_cell(d->in, d->row, i) : "";
}

/* Returns the cell of the tidy table, in the row in work. */
static const char **cell(const struct door *d, const char *name)
{
    const size_t i = column(&d->out, name);
    BUG_UNLESS(i < d->out.n_cols);
    return &d->out.cells[d->row * d->out.n_cols + i];
}

/* Returns the next of the names joined by spaces; NULL after the last. */
static const char *next(const char *list)
{
    const char *space = strchr(list, ' ');
    return space ? space + 1 : NULL;
}

static bool listed(const char *list, const char *word)
{
    const size_t n = strlen(word);
    for (; list; list = next(list))
        if (strncmp(list, word, n) == 0 && (list[n] == ' ' || list[n] == '\0'))
            return true;
    return false;
}

/* Returns false where the column cannot hold the value. */
static bool may_hold(const struct field *f, const char *value)
{
    double v;
    if (f->words)
        return enums_find(f->words, value) != 0;
    if (f->type != FIELD_NUM && f->type != FIELD_INT)
        return *value != '\0';
    return numtext_parse(value, strlen(value), &v) && v >= f->low && v <= f->high &&
           (f->type == FIELD_NUM || numtext_is_whole(v));
}

static bool is_of(const struct door *d, const char *kind)
{
    return strcmp(d->layout->kind, kind) == 0;
}

/* ---- phrases ---- */

static bool says(const struct door *d, const char *from, const char *pattern)
{
    return measured_phrase_find(d->a, written(d, from), pattern) != NULL;
}

static void apply(const struct door *d, const struct measured_rule *r)
{
    const size_t i = schema_find(d->kind, r->column);
    const char **to = cell(d, r->column);
    const bool as_written = listed(d->layout->reworded, r->column) && *to == written(d, r->column);
    BUG_UNLESS(i < d->kind->n_fields);
    for (const char *from = r->from; (!**to || as_written) && from; from = next(from)) {
        const char *text = written(d, from), *taken = *r->pattern ? measured_phrase_find(d->a, text, r->pattern) : text;
        const char *value = taken && r->value ? r->value : taken;
        if (value && may_hold(&d->kind->fields[i], value)) {
            *to = value;
            return;
        }
    }
}

/* ---- names ---- */

static void take_name(const struct door *d, const struct measured_name *n)
{
    const char **to = cell(d, n->column), *id = NULL;
    if (!n->from && **to)
        id = measured_names_id(d->names, n->kind, *to);
    for (const char *from = n->from; from && !id; from = next(from))
        id = measured_names_mentioned(d->names, n->kind, written(d, from));
    *to = id ? id : *to;
}

/* Returns the ids joined by +, or the one id of devices that are all alike. The first n count; where n is more than
   there are, the first device stands for the rest. */
static const char *joined(const struct door *d, const struct measured_devices *got, int n)
{
    const int more = n > got->n ? n - got->n : 0;
    struct str ids = str_new(d->a);
    for (int i = 0; i < (got->alike ? 1 : n); i++)
        str_addf(&ids, "%s%s", i ? "+" : "", got->id[i > more ? i - more : 0]);
    return ids.text;
}

static void take_devices(const struct door *d)
{
    struct measured_devices got;
    const char **gpu = cell(d, "gpu"), **count = cell(d, "gpu_count"), *text = *gpu;
    const bool none = str_same_word(text, "CPU") || str_same_word(text, "none"), log = is_of(d, "logs");
    if (none)
        *count = "0";
    if (none || !*text || !measured_names_devices(d->names, text, log, &got))
        return;
    const double stated = **count ? strtod(*count, NULL) : got.n;
    *gpu = joined(d, &got, log && stated >= 1 && stated <= MEASURED_NAMES_DEVICES ? (int)stated : got.n);
    if (!**count)
        *count = str_format(d->a, "%d", got.n);
    if (log && !got.alike) /* one number is not the memory of unlike devices */
        *cell(d, "gpu_mem_gib") = "";
}

/* ---- what the phrases of one kind leave open ---- */

static void finish_log(const struct door *d)
{
    if (!*written(d, "weights_mib") && !*written(d, "compute_mib") && *written(d, "total_mib"))
        *cell(d, "total_shown") = "yes";
}

/* A row of a cumulative table does what the row above does and one thing more; the first one starts from nothing. */
static void add_to_row_above(const struct door *d)
{
    static const char *const columns[] = {"method",       "optimizer",     "packed",         "compiled",
                                          "chunked_loss", "checkpointing", "fused_backward", "offload_checkpoints"};
    struct door above = *d;
    above.row -= d->row > 0;
    const bool first = d->row == 0 || !says(&above, "note", "cumulative") ||
                       strcmp(written(d, "source"), written(&above, "source")) != 0;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const char **to = cell(d, columns[i]);
        const bool flag = d->kind->fields[schema_find(d->kind, columns[i])].words == &enums_flag;
        if (!**to)
            *to = !first ? *cell(&above, columns[i]) : flag ? "no" : "";
    }
}

static void finish_training(const struct door *d)
{
    const char *config = *cell(d, "config"), *rest;
    const char *model = strchr(config, '/')
                            ? measured_names_id(d->names, &kind_model, str_split(d->a, config, '/', &rest))
                            : NULL;
    if (model) /* the configuration names it better than a table's heading */
        *cell(d, "model") = model;
    if (says(d, "note", "on one GPU") && strtod(written(d, "gpu_count"), NULL) > 1)
        *cell(d, "checkpointing") = ""; /* what is said of one card says nothing of several */
    if (*written(d, "mem_gib") && strcmp(*cell(d, "kind"), "out-of-memory") == 0)
        *cell(d, "kind") = "measured";
    if (says(d, "note", "cumulative"))
        add_to_row_above(d);
}

/* KTransformers is not in the catalogue: its cards run llama.cpp's kernels for GGUF files and SGLang's for others.
   "35 of 83 layers" are whole layers of a dense model, else layers whose experts are on the cards. */
static void finish_offload(const struct door *d)
{
    const struct model *m = catalogue_find(d->c, &kind_model, *cell(d, "model"));
    const struct quant *q = catalogue_find(d->c, &kind_quant, *cell(d, "quant"));
    const char *place = written(d, "ngl_or_frac_gpu"), *layers = measured_phrase_find(d->a, place, "# of ~ layers");
    layers = layers ? layers : measured_phrase_find(d->a, place, "# layers on GPU");
    if (m && layers)
        *cell(d, m->experts > 0 ? "moe_layers_on_gpu" : "ngl") = layers;
    if (m && !(m->experts > 0) && says(d, "ngl_or_frac_gpu", "FFN") && !**cell(d, "not_modelled"))
        *cell(d, "not_modelled") = "dense-ffn-in-ram";
    if (q)
        *cell(d, "bits_per_weight") = "";
    else if (**cell(d, "file_gib") || **cell(d, "bits_per_weight"))
        *cell(d, "quant") = "";
    if (strcmp(*cell(d, "engine"), "ktransformers") == 0)
        *cell(d, "kernels") = q && q->scheme != scheme_gguf ? "sglang" : "llama.cpp";
}

/* Says what went on while the watts were read: an idle card may have a model in memory. */
static void finish_power(const struct door *d)
{
    static const struct {
        const char *pattern, *phase;
    } phases[] = {{"idle", "idle"},        {"prefill+decode", "mixed"}, {"prefill decode", "mixed"},
                  {"serving", "mixed"},    {"prefill", "prefill"},      {"decode", "decode"},
                  {"inference", "decode"}, {"stress", "peak"},          {"load", "peak"}};
    const char *phase = "";
    for (size_t i = 0; i < sizeof phases / sizeof *phases && !*phase; i++)
        if (says(d, "phase", phases[i].pattern))
            phase = phases[i].phase;
    const bool resident = says(d, "workload", "resident") || says(d, "workload", "CUDA context") ||
                          says(d, "workload", "any context");
    *cell(d, "phase") = strcmp(phase, "idle") == 0 && resident ? "resident" : phase;
    if (!*written(d, "gpus"))
        *cell(d, "gpu_count") = "0";
    if (!catalogue_find(d->c, &kind_system, *cell(d, "system")))
        *cell(d, "system") = "";
}

/* A sweep of power limits numbers its rows not, and names a quant within the model's name or nowhere. */
static void finish_sweep(const struct door *d)
{
    if (!**cell(d, "id"))
        *cell(d, "id") = str_format(d->a, "row-%zu", d->row + 1);
    if (!**cell(d, "quant"))
        *cell(d, "quant") = "not-stated";
}

/* Writes per cent as a part of one. */
static void finish_psu(const struct door *d)
{
    static const struct {
        const char *from, *to;
    } parts[] = {{"load_pct", "load_frac"}, {"efficiency_pct", "eff_frac"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (*written(d, parts[i].from))
            *cell(d, parts[i].to) = str_format(d->a, "%.6g", strtod(written(d, parts[i].from), NULL) / 100);
}

/* Returns the number behind TP or PP, in the split or else in the note; 1: none. */
static double ways(const struct door *d, const char *pattern)
{
    const char *n = measured_phrase_find(d->a, written(d, "split"), pattern);
    n = n ? n : measured_phrase_find(d->a, written(d, "note"), pattern);
    return n ? strtod(n, NULL) : 1;
}

/* Fills a cell in seconds from milliseconds. */
static void take_ms(const struct door *d, const char *column, const char *text)
{
    static const double ms_per_s = 1000;
    double v;
    if (text && numtext_parse(text, strlen(text), &v))
        *cell(d, column) = str_format(d->a, "%.9g", v / ms_per_s);
}

/* The split of one replica. Where the source counts more cards than the run used, the run counts. */
static void finish_split(const struct door *d)
{
    const char *word = written(d, "split"), **count = cell(d, "gpu_count"), **replicas = cell(d, "replicas");
    const double tensor = ways(d, "TP#"),
                 stages = fmax(fmax(ways(d, "TP~ PP#"), ways(d, "PP#$")), ways(d, "pp size #")),
                 each = **replicas ? strtod(*replicas, NULL) : 1, stated = **count ? strtod(*count, NULL) : 1;
    const bool command_line = strcmp(word, "see note") == 0;
    if (tensor * stages > 1 || command_line)
        *count = str_format(d->a, "%g", fmin(fmax(tensor * stages * each, 1), MEASURED_NAMES_DEVICES));
    else if (stated > each && !enums_find(&enums_split, word))
        *count = str_format(d->a, "%g", each);
    *cell(d, "split") = tensor > 1                       ? "tensor"
                        : stages > 1                     ? "pipeline"
                        : enums_find(&enums_split, word) ? word
                                                         : "none";
}

/* A model that the source's command line hides is in the address of its page: ".../performance-lab/qwen3-8b/h100". */
static void finish_model(const struct door *d)
{
    const char *rest = strstr(written(d, "source"), "performance-lab/");
    if (!rest || catalogue_find(d->c, &kind_model, *cell(d, "model")))
        return;
    (void)str_split(d->a, rest, '/', &rest);
    const char *id = measured_names_id(d->names, &kind_model, str_split(d->a, rest, '/', &rest));
    if (id)
        *cell(d, "model") = id;
}

static void finish_serving(const struct door *d)
{
    const char *link = written(d, "interconnect"), *rate = written(d, "tokens_per_s"), *note = written(d, "note");
    const char *id = measured_names_id(d->names, &kind_link, link);
    const bool total = says(d, "note", "TOTAL tokens/s");
    finish_split(d);
    finish_model(d);
    if (id && !says(d, "interconnect", "nvlink"))
        *cell(d, "link") = id;
    if (*rate)
        *cell(d, total ? "total_tok_s" : "output_tok_s") = rate;
    take_ms(d, "ttft_s", written(d, "ttft_ms_mean"));
    take_ms(d, "tpot_s", written(d, "tpot_ms_mean"));
    take_ms(d, "tpot_s", measured_phrase_find(d->a, note, "mean TPOT # ms"));
    if (strcmp(*cell(d, "load"), "poisson") == 0)
        *cell(d, "clients") = "";
    if (strcmp(*cell(d, "load"), "burst") == 0 && !**cell(d, "requests"))
        *cell(d, "requests") = written(d, "concurrency");
    for (const char *const *c = (const char *const[]){"prompt_tokens", "gen_tokens", NULL}; *c; c++)
        if (**cell(d, *c) == '~') /* about */
            *cell(d, *c) = *cell(d, *c) + 1;
}

/* Keeps the first date of a build's: "2025-11" of "2025-11 b6918" and of "2025-11..2026-01", "2022" of "2022-23". */
static void finish_date(const struct door *d)
{
    static const size_t year = sizeof "YYYY" - 1, years = sizeof "YYYY-YY" - 1;
    const char *text = written(d, "engine_date"), *first = arena_strndup(d->a, text, strcspn(text, " ."));
    if (!*text || decode_is_date(text))
        return;
    if (!decode_is_date(first) && strlen(first) == years && atoi(first + year + 1) == (atoi(first) + 1) % 100)
        first = arena_strndup(d->a, first, year);
    if (decode_is_date(first))
        *cell(d, "engine_date") = first;
}

/* ---- table ---- */

static bool told_by(const char *const columns[2], const struct csvtext *t)
{
    return has_column(t, columns[0]) && (!columns[1] || has_column(t, columns[1]));
}

/* Returns the kind of file that the layout becomes, NULL where the table has not this layout or is of a kind before it.
 */
static const struct measured_kind *kind_of(const struct measured_kinds *kinds, const struct measured_layout *l,
                                           const struct csvtext *t)
{
    size_t i = 0;
    while (i < kinds->n && strcmp(kinds->v[i]->name, l->kind) != 0 && !told_by(kinds->v[i]->told_by, t))
        i++;
    const struct measured_kind *k = i < kinds->n ? kinds->v[i] : NULL;
    bool published = k && strcmp(k->name, l->kind) == 0 && told_by(l->told_by, t);
    for (i = 0; published && i < t->n_cols; i++)
        published = listed(l->columns, t->head[i]) || schema_find(k->row, t->head[i]) == k->row->n_fields;
    return published ? k : NULL;
}

/* The columns of the source, then the other tidy ones, empty. */
static void open_table(struct door *d)
{
    const struct csvtext *in = d->in;
    struct csvtext *out = &d->out;
    *out = *in;
    out->head = ARENA_ARRAY(d->a, in->n_cols + d->kind->n_fields, const char *);
    memcpy(out->head, in->head, in->n_cols * sizeof *out->head);
    for (size_t i = 0; i < d->kind->n_fields; i++)
        if (!has_column(in, d->kind->fields[i].name))
            out->head[out->n_cols++] = d->kind->fields[i].name;
    out->cells = ARENA_ARRAY(d->a, in->n_rows * out->n_cols, const char *);
    int *cols = ARENA_ARRAY(d->a, in->n_rows * out->n_cols, int);
    out->cols = cols;
    for (size_t i = 0; i < in->n_rows * out->n_cols; i++) {
        const size_t row = i / out->n_cols, col = i % out->n_cols;
        out->cells[i] = col < in->n_cols ? csvtext_cell(in, row, col) : "";
        cols[i] = col < in->n_cols ? in->cols[row * in->n_cols + col] : 1;
    }
}

static void tidy_row(struct door *d)
{
    const struct measured_layout *l = d->layout;
    for (size_t i = 0; i < l->n_rules; i++)
        apply(d, &l->rules[i]);
    for (size_t i = 0; i < l->n_names; i++)
        take_name(d, &l->names[i]);
    finish_date(d);
    if (!is_of(d, "fine-tuning") && !is_of(d, "psu"))
        take_devices(d);
    if (is_of(d, "speed") && *written(d, "limit_w"))
        finish_sweep(d);
    if (is_of(d, "power"))
        finish_power(d);
    if (is_of(d, "psu"))
        finish_psu(d);
    if (is_of(d, "logs"))
        finish_log(d);
    if (is_of(d, "fine-tuning"))
        finish_training(d);
    if (is_of(d, "offload"))
        finish_offload(d);
    if (is_of(d, "serving"))
        finish_serving(d);
}

struct csvtext measured_source_tidy(struct arena *a, const struct catalogue *c, const struct measured_kinds *kinds,
                                    const struct csvtext *t)
{
    for (size_t i = 0; i < measured_layout_n; i++) {
        const struct measured_kind *k = kind_of(kinds, &measured_layout_all[i], t);
        if (!k)
            continue;
        struct door d = {.a = a,
                         .c = c,
                         .layout = &measured_layout_all[i],
                         .kind = k->row,
                         .in = t,
                         .names = measured_names_new(a, c)};
        open_table(&d);
        for (d.row = 0; d.row < t->n_rows; d.row++)
            tidy_row(&d);
        return d.out;
    }
    return *t;
}
