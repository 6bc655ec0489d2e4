#include "page_calibration.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Adds "key": value for a member that says something. */
static bool member(const struct field *f, const void *record, struct str *out, bool first)
{
    const void *at = schema_member(record, f);
    const char *comma = first ? "" : ", ";
    switch (f->type) {
    case FIELD_ENUM:
        if (*(const int *)at == 0)
            return false;
        str_addf(out, "%s\"%s\": \"%s\"", comma, f->name, enums_text(f->words, *(const int *)at));
        return true;
    case FIELD_LINK:
        if (!*(const void *const *)at)
            return false;
        str_addf(out, "%s\"%s\": \"%s\"", comma, f->name, schema_id(f->kind, *(const void *const *)at));
        return true;
    case FIELD_NUM:
    case FIELD_INT:
        if (isnan(*(const double *)at))
            return false;
        str_addf(out, "%s\"%s\": %.4g", comma, f->name, *(const double *)at);
        return true;
    default: return false;
    }
}

/* The record's keys make its id. */
static void id_of(const struct kind *k, const void *record, struct str *out)
{
    bool first = true;
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        const void *at = schema_member(record, f);
        const char *text = NULL;
        if (f->type == FIELD_ENUM)
            text = enums_text(f->words, *(const int *)at);
        else if (f->type == FIELD_LINK && *(const void *const *)at)
            text = schema_id(f->kind, *(const void *const *)at);
        if (!text)
            continue;
        str_addf(out, "%s%s%s%s", first ? "" : ".", first ? "" : f->name, first ? "" : "-", text);
        first = false;
    }
}

static void records(const struct kind *k, const struct any_list *list, const char *source, const char *date, struct str *out)
{
    for (size_t i = 0; i < list->n; i++) {
        const void *record = schema_at(k, list, i);
        str_add(out, i > 0 ? ",\n    {\"id\": \"" : "\n    {\"id\": \"");
        id_of(k, record, out);
        str_add(out, "\", ");
        bool first = true;
        for (size_t j = 0; j < k->n_fields; j++)
            if (member(&k->fields[j], record, out, first))
                first = false;
        str_addf(out, ", \"source\": \"%s\", \"date\": \"%s\"}", source, date);
    }
}

void page_calibration_json(const struct calibration_list *c, const struct spread_list *s, const char *source, const char *date, struct str *out)
{
    str_add(out, "{\n  \"schema\": \"rigplan-catalogue-1\",\n  \"calibrations\": [");
    records(&kind_calibration, (const struct any_list *)(const void *)c, source, date, out);
    str_add(out, "\n  ],\n  \"spreads\": [");
    records(&kind_spread, (const struct any_list *)(const void *)s, source, date, out);
    str_add(out, "\n  ]\n}\n");
}
