#include "page_calibration.h"

#include "jsonout.h"
#include "page_record.h"
#include "record_id.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Adds "key": value and returns true unless the member is absent. */
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

static void records(const struct kind *k, const struct any_list *list, const char *source, const char *date,
                    struct str *out)
{
    for (size_t i = 0; i < list->n; i++) {
        const void *record = schema_at(k, list, i);
        str_addf(out, "%s\n    {\"id\": \"%s\", ", i > 0 ? "," : "", record_id(out->arena, k, record));
        bool first = true;
        for (size_t j = 0; j < k->n_fields; j++)
            if (member(&k->fields[j], record, out, first))
                first = false;
        str_add(out, ", \"source\": ");
        jsonout_quoted(source, out); /* a path may have any characters */
        str_addf(out, ", \"date\": \"%s\"}", date);
    }
}

void page_calibration_json(const struct calibration_list *c, const struct spread_list *s, const char *source,
                           const char *date, const struct policy *own, struct str *out)
{
    str_add(out, "{\n  \"schema\": \"rigplan-catalogue-1\",\n  \"calibrations\": [");
    records(&kind_calibration, (const struct any_list *)(const void *)c, source, date, out);
    str_add(out, "\n  ],\n  \"spreads\": [");
    records(&kind_spread, (const struct any_list *)(const void *)s, source, date, out);
    if (own) {
        str_add(out, "\n  ],\n  \"policies\": [\n");
        page_record_json(&kind_policy, own, out);
    }
    str_add(out, "\n  ]\n}\n");
}
