#include "inputs.h"

#include "arena.h"
#include "fmt.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

/* ---- a field ---- */

static bool is_known(const struct field *f, const void *record)
{
    const void *at = schema_member(record, f);
    switch (f->type) {
    case FIELD_NUM:
    case FIELD_INT: return !isnan(*(const double *)at);
    case FIELD_SPAN: return !isnan(((const struct range *)at)->mid);
    case FIELD_ENUM: return *(const int *)at != 0;
    case FIELD_LIST: return ((const struct any_list *)at)->n > 0;
    case FIELD_TEXTS: return ((const struct text_list *)at)->n > 0;
    case FIELD_TEXT:
    case FIELD_LINK:
    case FIELD_ONE: break;
    }
    return *(const void *const *)at != NULL;
}

static void value_words(const struct field *f, const void *record, struct str *out);

/* Writes the first records of a list: "230/0.02/0.62, 230/0.05/0.77, ...". */
static void list_words(const struct field *f, const void *record, struct str *out)
{
    enum { SHOWN = 2 };
    const struct any_list *list = schema_member(record, f);
    for (size_t i = 0; i < list->n && i < SHOWN; i++) {
        const void *one = schema_at(f->kind, list, i);
        bool any = false;
        str_add(out, i ? ", " : "");
        for (size_t j = 0; j < f->kind->n_fields; j++) {
            const struct field *inner = &f->kind->fields[j];
            if (!is_known(inner, one) || inner->type == FIELD_LIST)
                continue;
            str_add(out, any ? "/" : "");
            value_words(inner, one, out);
            any = true;
        }
    }
    str_add(out, list->n > SHOWN ? ", ..." : "");
}

static void value_words(const struct field *f, const void *record, struct str *out)
{
    const void *at = schema_member(record, f);
    if (!is_known(f, record)) {
        str_add(out, "unknown");
        return;
    }
    switch (f->type) {
    case FIELD_TEXT: str_add(out, *(const char *const *)at); break;
    case FIELD_TEXTS: str_add(out, ((const struct text_list *)at)->v[0]); break;
    case FIELD_ENUM: str_add(out, enums_words(f->words, *(const int *)at)); break;
    case FIELD_LINK: str_add(out, schema_id(f->kind, *(const void *const *)at)); break;
    case FIELD_ONE: str_add(out, "stated"); break;
    case FIELD_LIST: str_addf(out, "%zu entries", ((const struct any_list *)at)->n); break;
    case FIELD_SPAN: str_addf(out, "%.10g", ((const struct range *)at)->mid); break;
    case FIELD_NUM:
    case FIELD_INT: str_addf(out, "%.10g", *(const double *)at); break;
    }
}

static void field_words(const struct kind *k, const struct field *f, const void *record, struct str *out)
{
    value_words(f, record, out);
    if (!*unit_label(f->unit) || !is_known(f, record))
        return;
    str_add(out, " ");
    fmt_unit(out, f->unit, k ? fmt_currency(k, record) : currency_unknown);
}

static const char *text_field(const struct kind *k, const void *record, const char *name)
{
    const size_t i = schema_find(k, name);
    return i < k->n_fields && k->fields[i].type == FIELD_TEXT
               ? *(const char *const *)schema_member(record, &k->fields[i])
               : NULL;
}

/* ---- inputs ---- */

static bool same(const struct inputs_value *a, const struct inputs_value *b)
{
    return a->figure == b->figure && a->row.result == b->row.result && a->record == b->record && a->field == b->field &&
           a->kind == b->kind && a->word == b->word && a->asked == b->asked && a->other == b->other;
}

static void add(const struct explained_case *e, struct inputs *to, const struct inputs_value *v)
{
    enum { FIRST = 64 };
    for (size_t i = 0; i < to->n; i++)
        if (same(&to->v[i], v))
            return;
    if (to->n == to->room) {
        to->room = to->room ? 2 * to->room : FIRST;
        struct inputs_value *more = ARENA_ARRAY(e->arena, to->room, struct inputs_value);
        if (to->n > 0)
            memcpy(more, to->v, to->n * sizeof *more);
        to->v = more;
    }
    to->v[to->n++] = *v;
}

bool inputs_figure_known(const struct figure *f, const void *result)
{
    const void *at = results_member(f, result);
    if (f->type == FIGURE_WORD)
        return *(const int *)at != 0;
    return f->type == FIGURE_TEXT ? *(const char *const *)at != NULL : !isnan(results_value(f, result));
}

/* Adds the figure of the row itself, or of the rows of another table that belong to it. */
static bool add_figures(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in,
                        struct inputs_value v, struct inputs *to)
{
    struct explained_rows rows = {0};
    bool known = false;
    const bool own = in->table == row->table && memchr(in->text.at, '.', in->text.n) == NULL;
    if (!own)
        explained_add(e, row->workload, in->table, in->row, &rows);
    for (size_t i = 0; i < (own ? 1 : rows.n); i++) {
        v.row = own ? *row : rows.v[i];
        if (in->table != row->table && row->machine && v.row.machine && v.row.machine != row->machine)
            continue; /* of another machine */
        v.figure = in->figure;
        v.known = inputs_figure_known(v.figure, v.row.result);
        known |= v.known;
        add(e, to, &v);
    }
    return known;
}

static bool add_others(const struct explained_case *e, const struct figure_input *in, struct inputs_value v,
                       struct inputs *to)
{
    const struct comparison *c = e->comparison;
    v.list = "over all options";
    v.figure = in->figure;
    for (size_t i = 0; i < c->n; i++) {
        const struct explained_case one = {e->arena, c, &c->v[i]};
        struct explained_rows rows = {0};
        explained_add(&one, NULL, in->table, in->row, &rows);
        v.other = &c->v[i];
        for (size_t k = 0; k < rows.n; k++) { /* a row for each workload, say */
            v.row = rows.v[k];
            v.known = inputs_figure_known(v.figure, v.row.result);
            add(e, to, &v);
        }
    }
    return true;
}

static bool add_fields(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in,
                       struct inputs_value v, struct inputs *to)
{
    struct explained_records records = {0};
    bool known = false;
    explained_find(e, row, in, &records);
    v.field = in->field;
    for (size_t i = 0; i < records.n; i++) {
        v.label = records.v[i].label;
        v.record = records.v[i].record;
        v.known = is_known(v.field, v.record);
        known |= v.known;
        add(e, to, &v);
    }
    return known;
}

/* Adds what the input names; returns whether any of it is known. */
static bool enter(const struct explained_case *e, const struct explained_row *row, const struct figure_input *in,
                  const char *list, struct inputs *to)
{
    struct inputs_value v = {.list = list, .named = in->text, .kind = in->kind, .word = in->word, .asked = in->asked};
    if (in->of_all)
        return add_others(e, in, v, to);
    if (in->figure)
        return add_figures(e, row, in, v, to);
    if (in->field)
        return add_fields(e, row, in, v, to);
    v.known = in->kind && row->cell;
    if (v.known || in->asked)
        add(e, to, &v);
    return v.known;
}

static bool walk(const struct explained_case *e, const struct explained_row *row, struct figure_input_walk w,
                 struct inputs *to)
{
    struct figure_input in;
    bool known = false, fitted = false;
    while (figure_input_next(&w, &in)) {
        if (!explained_applies(e, row, &in) || (in.otherwise && known))
            continue;
        known = enter(e, row, &in, w.list, to);
        fitted |= known && in.kind && !in.field;
    }
    return fitted;
}

void inputs_of(const struct explained_case *e, const struct explained_row *row, const struct figure *f,
               struct inputs *out)
{
    *out = (struct inputs){0};
    if (walk(e, row, figure_input_of(row->table, f), out))
        walk(e, row, figure_input_keys(), out);
}

/* ---- one of them ---- */

const char *inputs_name(const struct explained_case *e, const struct explained_row *row, const struct inputs_value *v)
{
    if (v->other)
        return str_format(e->arena, "%s of %s", v->figure->name, v->other->outcome.id);
    if (v->figure && v->row.workload && v->row.workload != row->workload)
        return str_format(e->arena, "%s of %s", v->figure->name, v->row.workload->id);
    if (v->figure && v->row.name)
        return str_format(e->arena, "%s.%s.%s", v->row.table->name, explained_name(e, &v->row), v->figure->name);
    if (v->figure)
        return str_format(e->arena, "%s.%s", v->row.table->name, v->figure->name);
    if (v->asked)
        return str_format(e->arena, "asked.%s", v->asked);
    if (!v->field)
        return str_format(e->arena, "%.*s", (int)v->named.n, v->named.at);
    return str_format(e->arena, "%s.%s", v->label, v->field->name);
}

static struct range spread_of(const struct explained_row *row, int phase)
{
    return phase == phase_prefill ? row->cell->prefill_spread : row->cell->decode_spread;
}

static void constant_words(const struct explained_row *row, const struct inputs_value *v, struct str *out)
{
    if (v->kind == &kind_spread) {
        const struct range r = spread_of(row, v->word);
        str_addf(out, isnan(r.low80) ? "unknown" : "x %.3g\xE2\x80\x93%.3g", r.low80, r.high80);
    } else
        str_addf(out, isnan(row->cell->constants[v->word]) ? "unknown" : "%.4g", row->cell->constants[v->word]);
}

const char *inputs_text(const struct explained_case *e, const struct explained_row *row, const struct inputs_value *v)
{
    struct str out = str_new(e->arena);
    if (v->asked)
        str_add(&out, "not asked for");
    else if (v->figure) {
        const enum unit u = v->figure->unit;
        fmt_figure(&out, v->figure, v->row.result); /* a dash where it is unknown */
        if (v->known && u != UNIT_FRAC && *unit_label(u)) {
            str_add(&out, " ");
            fmt_unit(&out, u, e->comparison->scenario->currency);
        }
    } else if (!v->field)
        constant_words(row, v, &out);
    else
        field_words(v->kind, v->field, v->record, &out);
    return out.text;
}

double inputs_number(const struct explained_row *row, const struct inputs_value *v)
{
    if (v->figure)
        return results_value(v->figure, v->row.result);
    if (v->asked)
        return NAN;
    if (!v->field)
        return v->kind == &kind_calibration ? row->cell->constants[v->word] : NAN;
    const void *at = schema_member(v->record, v->field);
    if (v->field->type == FIELD_SPAN)
        return ((const struct range *)at)->mid;
    return v->field->type == FIELD_NUM || v->field->type == FIELD_INT ? *(const double *)at : NAN;
}

const char *inputs_doc(const struct explained_case *e, const struct inputs_value *v)
{
    struct str entries = str_new(e->arena);
    if (v->field && v->field->type == FIELD_LIST && v->known) {
        list_words(v->field, v->record, &entries);
        return str_format(e->arena, "%s: %s", v->field->doc, entries.text);
    }
    if (v->figure)
        return v->figure->doc;
    if (v->field)
        return v->field->doc;
    if (v->kind == &kind_calibration)
        return enums_words(&enums_constant, v->word);
    return v->kind == &kind_spread ? "factors of the 80 % range" : "only `rigplan predict` can be asked for it";
}

static const char *who_and_when(const struct explained_case *e, const char *who, const char *when)
{
    return who && when ? str_format(e->arena, "%s, %s", who, when) : who;
}

static const struct origin *origin_of(const struct inputs_value *v)
{
    return schema_origin(v->record, (size_t)(v->field - v->kind->fields));
}

const char *inputs_source(const struct explained_case *e, const struct inputs_value *v)
{
    const struct catalogue *c = e->comparison->catalogue;
    if (v->figure || v->asked)
        return NULL;
    if (v->kind == &kind_calibration)
        return who_and_when(e, c->calibrations.v[0].source, c->calibrations.v[0].date);
    if (v->kind == &kind_spread)
        return who_and_when(e, c->spreads.v[0].source, c->spreads.v[0].date);
    const struct origin *at = origin_of(v);
    const char *source = text_field(v->kind, v->record, "source"), *date = text_field(v->kind, v->record, "date");
    return at->is_default ? NULL : who_and_when(e, at->source ? at->source : source, at->date ? at->date : date);
}

const char *inputs_place(const struct explained_case *e, const struct inputs_value *v)
{
    if (!v->field || !v->record)
        return NULL;
    const struct origin *at = origin_of(v);
    if (at->is_default)
        return "default";
    if (inputs_source(e, v) || !at->file)
        return NULL;
    const char *slash = strrchr(at->file, '/');
    return at->line                             ? str_format(e->arena, "%s:%d", slash ? slash + 1 : at->file, at->line)
           : strncmp(at->file, "--set", 5) == 0 ? "--set"
                                                : at->file;
}

bool inputs_is_plain(const struct inputs_value *v)
{
    return v->field && v->record && origin_of(v)->is_default && (v->field->type == FIELD_ENUM || v->list);
}

/* ---- a case of predict ---- */

static void print_record(struct str *out, const char *id, const struct kind *k, const void *record)
{
    const char *source = text_field(k, record, "source"), *date = text_field(k, record, "date");
    str_addf(out, "    %s", id);
    if (source)
        wrap_add(out, 4 + wrap_width(id), 6, str_format(out->arena, "  [%s, %s]", source, date ? date : "undated"));
    else
        str_add(out, "\n");
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const struct origin *at = schema_origin(record, i);
        bool enters = false;
        for (size_t j = 0; j < figures_prediction.n && !enters; j++)
            enters = figure_input_enters(&figures_prediction, &figures_prediction.v[j], k, f, 0);
        if (!enters || !is_known(f, record) || at->is_default)
            continue;
        struct str line = str_new(out->arena);
        str_addf(&line, "%s.%s = ", id, f->name);
        field_words(k, f, record, &line);
        if (at->source)
            str_addf(&line, "  [%s, %s]", at->source, at->date ? at->date : "undated");
        str_add(out, "      ");
        wrap_add(out, 6, 8, line.text);
    }
}

void inputs_case(struct str *out, const struct device *const devices[], int n, const struct model *m,
                 const struct quant *q, const struct link *l, const struct link *bridge)
{
    for (int i = 0; i < n; i++) {
        bool seen = false;
        for (int j = 0; j < i; j++)
            seen |= devices[j] == devices[i];
        const struct dram *dram = devices[i]->dram;
        if (!seen)
            print_record(out, devices[i]->id, &kind_device, devices[i]);
        if (!seen && dram)
            print_record(out, dram->id, &kind_dram, dram);
    }
    print_record(out, m->id, &kind_model, m);
    print_record(out, q->id, &kind_quant, q);
    if (l)
        print_record(out, l->id, &kind_link, l);
    if (bridge)
        print_record(out, bridge->id, &kind_link, bridge);
}
