#include "inputs.h"

#include "bug.h"
#include "records.h"

#include <math.h>

static void origin_words(const struct origin *at, const char *source, const char *date, struct str *out)
{
    const char *who = at->source ? at->source : source, *when = at->date ? at->date : date;
    if (at->is_default)
        str_add(out, "default");
    else if (who)
        str_addf(out, "%s%s%s", who, when ? ", " : "", when ? when : "");
    else if (at->line)
        str_addf(out, "%s:%d:%d", at->file, at->line, at->col);
    else
        str_add(out, at->file ? at->file : "nobody says");
}

static const char *text_field(const struct kind *k, const void *record, const char *name)
{
    const size_t i = schema_find(k, name);
    return i < k->n_fields ? *(const char *const *)schema_member(record, &k->fields[i]) : NULL;
}

static void value_words(const struct field *f, const void *record, struct str *out)
{
    const void *at = schema_member(record, f);
    const char *label = unit_label(f->unit);
    switch (f->type) {
    case FIELD_TEXT: str_add(out, *(const char *const *)at ? *(const char *const *)at : "unknown"); break;
    case FIELD_ENUM: str_add(out, enums_words(f->words, *(const int *)at)); break;
    case FIELD_LINK:
        str_add(out, *(const void *const *)at ? schema_id(f->kind, *(const void *const *)at) : "none");
        break;
    case FIELD_SPAN: str_addf(out, "%.6g", ((const struct range *)at)->mid); break;
    default:
        if (isnan(*(const double *)at))
            str_add(out, "unknown");
        else
            str_addf(out, "%.10g%s%s", *(const double *)at, *label ? " " : "", label);
    }
}

void inputs_print(struct str *out, const char *what, const struct kind *k, const void *record,
                  const char *const names[])
{
    const char *source = text_field(k, record, "source"), *date = text_field(k, record, "date");
    if (source)
        str_addf(out, "    %s  [%s, %s]\n", what, source, date ? date : "undated");
    for (size_t n = 0; names[n]; n++) {
        const size_t i = schema_find(k, names[n]);
        BUG_UNLESS(i < k->n_fields);
        const struct origin *at = schema_origin(record, i);
        str_addf(out, "      %s.%s = ", what, names[n]);
        value_words(&k->fields[i], record, out);
        if (at->source || !source || at->is_default) {
            str_add(out, "  [");
            origin_words(at, source, date, out);
            str_add(out, "]");
        }
        str_add(out, "\n");
    }
}

void inputs_case(struct str *out, const struct device *const devices[], int n, const struct model *m,
                 const struct quant *q, const struct link *l, const struct link *bridge)
{
    static const char *const device[] = {"mem_gib",     "mem_bw_gb_s",    "compute_units", "boost_mhz",
                                         "fp16_tflops", "fp16acc_tflops", "tdp_w",         NULL};
    static const char *const model[] = {"params_total", "layers", "hidden",    "ffn",     "heads",        "kv_heads",
                                        "head_dim",     "vocab",  "attention", "experts", "experts_used", NULL};
    static const char *const quant[] = {"base", "output", "exact", NULL};
    static const char *const link[] = {"bus_gb_s", "hop_us", NULL};
    for (int i = 0; i < n; i++) {
        bool seen = false;
        for (int j = 0; j < i; j++)
            seen |= devices[j] == devices[i];
        if (!seen)
            inputs_print(out, devices[i]->id, &kind_device, devices[i], device);
    }
    inputs_print(out, m->id, &kind_model, m, model);
    inputs_print(out, q->id, &kind_quant, q, quant);
    if (l)
        inputs_print(out, l->id, &kind_link, l, link);
    if (bridge)
        inputs_print(out, bridge->id, &kind_link, bridge, link);
}
