#include "page_record.h"

#include "fmt.h"
#include "jsonout.h"

#include <math.h>
#include <string.h>

static const struct any_list *list_of(const void *record, const struct field *f)
{
    return schema_member(record, f);
}

static const void *pointer_of(const void *record, const struct field *f)
{
    return *(const void *const *)schema_member(record, f);
}

/* ---- text ---- */

static void value_text(const struct field *f, const void *record, struct str *out);

static void nested_text(const struct kind *k, const void *record, struct str *out)
{
    str_add(out, "{");
    const char *between = "";
    for (size_t i = 0; i < k->n_fields; i++) {
        if (!schema_origin(record, i)->file)
            continue;
        str_addf(out, "%s%s ", between, k->fields[i].name);
        value_text(&k->fields[i], record, out);
        between = ", ";
    }
    str_add(out, "}");
}

static void value_text(const struct field *f, const void *record, struct str *out)
{
    const void *at = schema_member(record, f);
    switch (f->type) {
    case FIELD_TEXT: str_add(out, *(const char *const *)at ? *(const char *const *)at : ""); break;
    case FIELD_TEXTS:
        for (size_t i = 0; i < ((const struct text_list *)at)->n; i++)
            str_addf(out, "%s%s", i ? ", " : "", ((const struct text_list *)at)->v[i]);
        break;
    case FIELD_NUM:
    case FIELD_INT: str_addf(out, "%.10g", *(const double *)at); break;
    case FIELD_SPAN: {
        const struct range *r = at;
        str_addf(out, "%.10g", r->mid);
        if (r->low80 != r->high80)
            str_addf(out, " (%.10g to %.10g)", r->low80, r->high80);
        break;
    }
    case FIELD_ENUM: str_add(out, *(const int *)at ? enums_text(f->words, *(const int *)at) : ""); break;
    case FIELD_LINK: str_add(out, pointer_of(record, f) ? schema_id(f->kind, pointer_of(record, f)) : ""); break;
    case FIELD_ONE: nested_text(f->kind, pointer_of(record, f), out); break;
    case FIELD_LIST:
        for (size_t i = 0; i < list_of(record, f)->n; i++) {
            str_add(out, i ? "; " : "");
            nested_text(f->kind, schema_at(f->kind, list_of(record, f), i), out);
        }
        break;
    }
}

void page_record_kinds(const struct catalogue *c, struct str *out)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        str_addf(out, "%-12s %5zu  %s\n", catalogue_kinds[i].kind->name, catalogue_list(c, &catalogue_kinds[i])->n,
                 catalogue_kinds[i].doc);
}

void page_record_show(const struct kind *k, const void *record, struct str *out)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const struct origin *at = schema_origin(record, i);
        str_addf(out, "%-18s ", f->name);
        if (!at->file) {
            str_add(out, "unknown\n");
            continue;
        }
        value_text(f, record, out);
        str_add(out, *unit_label(f->unit) ? " " : "");
        fmt_unit(out, f->unit, fmt_currency(k, record));
        if (at->is_default)
            str_add(out, "  [default]");
        if (at->source)
            str_addf(out, "  [%s%s%s]", at->source, at->date ? ", " : "", at->date ? at->date : "");
        str_add(out, "\n");
    }
}

/* ---- JSON ---- */

static void add_fields(struct cJSON *object, const struct kind *k, const void *record);

static void add_texts(struct cJSON *object, const char *name, const struct text_list *t)
{
    struct cJSON *array = jsonout_array(object, name);
    for (size_t i = 0; i < t->n; i++)
        jsonout_item(array, t->v[i]);
}

static void span_object(struct cJSON *object, const char *name, const struct range *r)
{
    if (r->low80 == r->high80) {
        jsonout_number(object, name, r->mid);
        return;
    }
    struct cJSON *span = jsonout_object(object, name);
    jsonout_number(span, "value", r->mid);
    jsonout_number(span, "low", r->low80);
    jsonout_number(span, "high", r->high80);
}

static void add_value(struct cJSON *object, const struct field *f, const void *record)
{
    const void *at = schema_member(record, f);
    switch (f->type) {
    case FIELD_TEXT: jsonout_text(object, f->name, *(const char *const *)at); break;
    case FIELD_TEXTS: add_texts(object, f->name, at); break;
    case FIELD_NUM:
    case FIELD_INT: jsonout_exact(object, f->name, *(const double *)at); break;
    case FIELD_SPAN: span_object(object, f->name, at); break;
    case FIELD_ENUM: jsonout_text(object, f->name, enums_text(f->words, *(const int *)at)); break;
    case FIELD_LINK: jsonout_text(object, f->name, schema_id(f->kind, pointer_of(record, f))); break;
    case FIELD_ONE: add_fields(jsonout_object(object, f->name), f->kind, pointer_of(record, f)); break;
    case FIELD_LIST: {
        struct cJSON *array = jsonout_array(object, f->name);
        for (size_t i = 0; i < list_of(record, f)->n; i++)
            add_fields(jsonout_row(array), f->kind, schema_at(f->kind, list_of(record, f), i));
        break;
    }
    }
}

static void add_fields(struct cJSON *object, const struct kind *k, const void *record)
{
    for (size_t i = 0; i < k->n_fields; i++)
        if (schema_origin(record, i)->file && !schema_origin(record, i)->is_default)
            add_value(object, &k->fields[i], record);
}

void page_record_json(const struct kind *k, const void *record, struct str *out)
{
    struct cJSON *root = jsonout_new();
    add_fields(root, k, record);
    jsonout_print(root, out);
}

void page_record_list_json(const struct catalogue_kind *k, const struct any_list *list, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-catalogue-1");
    struct cJSON *array = jsonout_array(root, k->key);
    for (size_t i = 0; i < list->n; i++)
        add_fields(jsonout_row(array), k->kind, schema_at(k->kind, list, i));
    jsonout_print(root, out);
}

void page_record_catalogue(const struct kind *const kinds[], const void *const records[], size_t n, struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-catalogue-1");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < catalogue_n_kinds; k++)
            if (catalogue_kinds[k].kind == kinds[i])
                add_fields(jsonout_row(jsonout_array(root, catalogue_kinds[k].key)), kinds[i], records[i]);
    jsonout_print(root, out);
}

/* ---- JSON Schema ---- */

/* Each adds to s what a JSON Schema says of one thing. */
static void kind_schema(struct cJSON *s, const struct kind *k);

static void text_schema(struct cJSON *s)
{
    jsonout_text(s, "type", "string");
}

static void number_schema(struct cJSON *s, const struct field *f)
{
    jsonout_text(s, "type", f->type == FIELD_INT ? "integer" : "number");
    jsonout_number(s, "minimum", f->low);
    jsonout_number(s, "maximum", f->high);
}

static void words_schema(struct cJSON *s, const struct enum_info *e)
{
    struct cJSON *words = jsonout_array(s, "enum");
    for (int i = 1; i < e->n; i++)
        jsonout_item(words, e->word[i].text);
    if (e == &enums_flag) {
        jsonout_item_bool(words, true);
        jsonout_item_bool(words, false);
    }
}

static void list_schema(struct cJSON *s, const struct field *f)
{
    jsonout_text(s, "type", "array");
    struct cJSON *items = jsonout_object(s, "items");
    if (f->type == FIELD_TEXTS) {
        text_schema(items);
        return;
    }
    kind_schema(items, f->kind);
    jsonout_number(s, "minItems", f->low);
    jsonout_number(s, "maxItems", f->high);
}

static void plain_schema(struct cJSON *s, const struct field *f)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_LINK: text_schema(s); break;
    case FIELD_TEXTS: list_schema(s, f); break;
    case FIELD_NUM:
    case FIELD_INT:
    case FIELD_SPAN: number_schema(s, f); break;
    case FIELD_ENUM: words_schema(s, f->words); break;
    case FIELD_ONE: kind_schema(s, f->kind); break;
    case FIELD_LIST: list_schema(s, f); break;
    }
}

/* An object that holds a value with its own source and date. */
static void wrapped_schema(struct cJSON *s, const struct field *f)
{
    jsonout_text(s, "type", "object");
    struct cJSON *properties = jsonout_object(s, "properties");
    plain_schema(jsonout_object(properties, "value"), f);
    text_schema(jsonout_object(properties, "source"));
    text_schema(jsonout_object(properties, "date"));
    if (f->type == FIELD_SPAN) {
        number_schema(jsonout_object(properties, "low"), f);
        number_schema(jsonout_object(properties, "high"), f);
    }
    jsonout_item(jsonout_array(s, "required"), "value");
    jsonout_bool(s, "additionalProperties", false);
}

/* A scalar may be wrapped. */
static void field_schema(struct cJSON *s, const struct field *f)
{
    if (f->type == FIELD_ONE || f->type == FIELD_LIST) {
        plain_schema(s, f);
        jsonout_text(s, "description", f->doc);
        return;
    }
    struct cJSON *any = jsonout_array(s, "anyOf");
    plain_schema(jsonout_row(any), f);
    wrapped_schema(jsonout_row(any), f);
    const char *label = unit_label(f->unit);
    jsonout_text(s, "description", f->doc);
    if (*label)
        jsonout_text(s, "unit", label);
}

static void kind_schema(struct cJSON *s, const struct kind *k)
{
    jsonout_text(s, "type", "object");
    struct cJSON *properties = jsonout_object(s, "properties"), *required = jsonout_array(s, "required");
    for (size_t i = 0; i < k->n_fields; i++) {
        field_schema(jsonout_object(properties, k->fields[i].name), &k->fields[i]);
        if (k->fields[i].need == NEED_REQUIRED)
            jsonout_item(required, k->fields[i].name);
    }
    jsonout_bool(s, "additionalProperties", false);
}

void page_record_schema(const struct kind *k, struct str *out)
{
    struct cJSON *s = jsonout_new();
    kind_schema(s, k);
    jsonout_text(s, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jsonout_text(s, "title", k->name);
    jsonout_print(s, out);
}

/* ---- the formats as a document ---- */

static const char *need_words(const struct field *f, struct str *scratch)
{
    if (f->need == NEED_REQUIRED)
        return "must be stated";
    if (f->need == NEED_OPTIONAL)
        return "unknown if absent";
    str_add(scratch, "default ");
    if (f->word)
        str_add(scratch, f->word);
    else
        str_addf(scratch, "%g", f->number);
    return scratch->text;
}

static void values_words(const struct field *f, struct str *out)
{
    if (f->type == FIELD_NUM || f->type == FIELD_INT || f->type == FIELD_SPAN)
        str_addf(out, "%s, %g to %g %s", schema_type_words(f), f->low, f->high, unit_label(f->unit));
    else if (f->type == FIELD_ENUM) {
        for (int i = 1; i < f->words->n; i++)
            str_addf(out, "%s`%s`", i > 1 ? " " : "", f->words->word[i].text);
    } else if (f->type == FIELD_LINK)
        str_addf(out, "id of a %s", f->kind->name);
    else if (f->type == FIELD_ONE)
        str_addf(out, "a %s", f->kind->name);
    else if (f->type == FIELD_LIST)
        str_addf(out, "%g to %g of %s", f->low, f->high, f->kind->name);
    else
        str_add(out, schema_type_words(f));
}

/* Kinds already written: a kind nested in several others is written once. */
struct written {
    const struct kind *v[128];
    size_t n;
};

static void kind_table(const struct kind *k, const char *doc, struct written *done, struct str *out)
{
    for (size_t i = 0; i < done->n; i++)
        if (done->v[i] == k)
            return;
    BUG_UNLESS(done->n < sizeof done->v / sizeof *done->v);
    done->v[done->n++] = k;
    str_addf(out, "\n## %s\n\n%s%s| field | value | | what it is |\n| --- | --- | --- | --- |\n", k->name, doc,
             *doc ? "\n\n" : "");
    for (size_t i = 0; i < k->n_fields; i++) {
        struct str scratch = str_new(out->arena);
        str_addf(out, "| `%s` | ", k->fields[i].name);
        values_words(&k->fields[i], out);
        str_addf(out, " | %s | %s |\n", need_words(&k->fields[i], &scratch), k->fields[i].doc);
    }
    for (size_t i = 0; i < k->n_fields; i++)
        if (k->fields[i].type == FIELD_ONE || k->fields[i].type == FIELD_LIST)
            kind_table(k->fields[i].kind, "Nested.", done, out);
}

void page_record_formats(struct str *out)
{
    struct written done = {.n = 0};
    str_add(out,
            "# File formats\n\nGenerated by `make docs` from the field tables under `src/record/`.\n\n"
            "A catalogue file is JSON: `{\"schema\": \"rigplan-catalogue-1\", \"devices\": [...], ...}` with a "
            "list per kind under the key named\n"
            "below. A scenario is YAML with `schema: rigplan-scenario-2` and the fields of `scenario`. The file of "
            "`--machine` is YAML\n"
            "with `schema: rigplan-machine-1` and the fields of `machine`; it need not state its id. Any scalar "
            "may be written as\n"
            "`{\"value\": x, \"source\": \"...\", \"date\": \"...\"}` to name its own source; a range also takes "
            "`low` and `high`. Numbers are plain JSON\n"
            "numbers, never in quotes and without a unit: the unit is in the field's name. What is absent is "
            "unknown, never 0.\n");
    kind_table(&kind_scenario, "The scenario file.", &done, out);
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        kind_table(catalogue_kinds[i].kind,
                   str_format(out->arena, "Key `%s`: %s.", catalogue_kinds[i].key, catalogue_kinds[i].doc), &done, out);
}
