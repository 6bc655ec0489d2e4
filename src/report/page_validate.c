#include "page_validate.h"

#include "csvtext.h"
#include "fmt.h"
#include "jsonout.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

static void per_cent(struct str *out, double frac)
{
    if (isnan(frac))
        str_add(out, "       -");
    else
        str_addf(out, " %7.2f", frac * 100);
}

/* Reasons for skipping, each once with its count. */
static void reasons(const struct validate_row *rows, size_t n, struct str *out)
{
    for (size_t i = 0; i < n; i++) {
        bool first = rows[i].status == VALIDATE_SKIPPED;
        for (size_t j = 0; first && j < i; j++)
            first = !(rows[j].status == VALIDATE_SKIPPED && strcmp(rows[j].reason, rows[i].reason) == 0);
        if (!first)
            continue;
        size_t same = 0;
        for (size_t j = i; j < n; j++)
            same += rows[j].status == VALIDATE_SKIPPED && strcmp(rows[j].reason, rows[i].reason) == 0;
        str_addf(out, "  skipped %5zu  %s\n", same, rows[i].reason);
    }
}

void page_validate_text(const struct measured *m, const struct validate_row *rows, const struct validate_summary *s, struct str *out)
{
    const size_t told = s->n_predicted + s->n_verdicts;
    str_addf(out, "%s: %zu rows, %zu predicted (%.1f %%)\n", m->file, s->n_rows, told, s->n_rows ? 100.0 * (double)told / (double)s->n_rows : 0);
    reasons(rows, s->n_rows, out);
    if (s->n_verdicts)
        str_addf(out, "  verdicts %4zu of %zu right\n", s->n_right, s->n_verdicts);
    str_addf(out, "  %-58s %6s %8s %7s %7s %7s %7s\n", "|error| in per cent", "n", "mean", "median", "p90", "bias", "in 80%");
    for (int i = 0; i < s->n_classes; i++) {
        const struct validate_class *k = &s->class[i];
        if (k->n == 0)
            continue;
        str_addf(out, "  %-58s %6zu ", k->name, k->n);
        per_cent(out, k->mean_frac);
        per_cent(out, k->median_frac);
        per_cent(out, k->p90_frac);
        per_cent(out, k->bias_frac);
        per_cent(out, k->within80_frac);
        str_add(out, "\n");
    }
}

void page_validate_json(const struct measured *m, const struct validate_summary *s, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "rigplan-validate-1");
    cJSON_AddStringToObject(root, "file", m->file);
    jsonout_number(root, "rows", (double)s->n_rows);
    jsonout_number(root, "predicted", (double)s->n_predicted);
    jsonout_number(root, "skipped", (double)s->n_skipped);
    jsonout_number(root, "verdicts", (double)s->n_verdicts);
    jsonout_number(root, "verdicts_right", (double)s->n_right);
    cJSON *classes = cJSON_AddArrayToObject(root, "classes");
    for (int i = 0; i < s->n_classes; i++) {
        const struct validate_class *k = &s->class[i];
        cJSON *one = cJSON_CreateObject();
        cJSON_AddStringToObject(one, "class", k->name);
        jsonout_number(one, "n", (double)k->n);
        jsonout_number(one, "mean_frac", k->mean_frac);
        jsonout_number(one, "median_frac", k->median_frac);
        jsonout_number(one, "p90_frac", k->p90_frac);
        jsonout_number(one, "bias_frac", k->bias_frac);
        jsonout_number(one, "within80_frac", k->within80_frac);
        cJSON_AddItemToArray(classes, one);
    }
    jsonout_print(root, out);
}

static void number_cell(struct str *out, double v)
{
    if (isnan(v))
        str_add(out, ",");
    else
        str_addf(out, ",%.10g", v);
}

static void speed_rows(const struct measured *m, const struct validate_row *rows, struct str *out)
{
    static const char *const status[] = {"predicted", "skipped", "verdict"};
    str_add(out, "id,status,reason,predicted,low80,high80,low95,high95\n");
    for (size_t i = 0; i < m->speed.n; i++) {
        const struct validate_row *r = &rows[i];
        csvtext_quote(out, m->speed.v[i].id);
        str_addf(out, ",%s,", status[r->status]);
        if (r->status == VALIDATE_SKIPPED)
            csvtext_quote(out, r->what ? str_format(out->arena, "%s: %s", r->reason, r->what) : r->reason);
        if (r->status == VALIDATE_VERDICT)
            str_addf(out, ",%s,,,,", r->fits ? "yes" : "no");
        else if (r->status == VALIDATE_SKIPPED)
            str_add(out, ",,,,,");
        else {
            const double v[] = {r->predicted.mid, r->predicted.low80, r->predicted.high80, r->predicted.low95, r->predicted.high95};
            for (size_t j = 0; j < sizeof v / sizeof *v; j++)
                number_cell(out, v[j]);
        }
        str_add(out, "\n");
    }
}

static void memory_rows(const struct measured *m, const struct validate_row *rows, struct str *out)
{
    str_add(out, "id,device_index,weights_mib,kv_mib,compute_mib,host_mib,n_layers\n");
    for (size_t i = 0; i < m->memory.n; i++) {
        const struct validate_row *r = &rows[i];
        const bool known = r->status == VALIDATE_PREDICTED;
        csvtext_quote(out, m->memory.v[i].id);
        str_addf(out, ",%s", m->memory.v[i].device_index);
        const double v[] = {r->weights_mib, r->kv_mib, r->compute_mib, r->host_mib, r->layers};
        for (size_t j = 0; j < sizeof v / sizeof *v; j++)
            number_cell(out, known ? v[j] : NAN);
        str_add(out, "\n");
    }
}

static void size_rows(const struct measured *m, const struct validate_row *rows, struct str *out)
{
    str_add(out, "model,quant,total_bytes,token_embd_bytes,output_bytes,attn_bytes,ffn_bytes,experts_bytes,other_bytes\n");
    for (size_t i = 0; i < m->size.n; i++) {
        csvtext_quote(out, m->size.v[i].model);
        str_add(out, ",");
        csvtext_quote(out, m->size.v[i].quant);
        for (size_t j = 0; j < VALIDATE_SIZE_COLUMNS; j++) {
            if (rows[i].status == VALIDATE_PREDICTED)
                str_addf(out, ",%.0f", rows[i].bytes[j]);
            else
                str_add(out, ",");
        }
        str_add(out, "\n");
    }
}

void page_validate_rows(const struct measured *m, const struct validate_row *rows, struct str *out)
{
    switch (m->kind) {
    case MEASURED_SPEED: speed_rows(m, rows, out); break;
    case MEASURED_MEMORY: memory_rows(m, rows, out); break;
    case MEASURED_SIZE: size_rows(m, rows, out); break;
    }
}
