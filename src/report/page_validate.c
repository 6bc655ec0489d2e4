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

static const char *reason_of(const struct check_row *row, bool skipped)
{
    if (skipped)
        return row->status == CHECK_SKIPPED ? row->reason : NULL;
    return row->judged ? NULL : row->unjudged;
}

/* Reasons for skipping rows, or for not judging them, each once with its count. */
static void reasons(const struct check_row *rows, size_t n, bool skipped, struct str *out)
{
    for (size_t i = 0; i < n; i++) {
        const char *reason = reason_of(&rows[i], skipped);
        size_t same = 0;
        for (size_t j = 0; reason && j < n; j++) {
            const char *other = reason_of(&rows[j], skipped);
            if (!other || strcmp(other, reason) != 0)
                continue;
            if (j < i)
                break; /* told already */
            same++;
        }
        if (same > 0)
            str_addf(out, "  %s %5zu  %s\n", skipped ? "skipped" : "unjudged", same, reason);
    }
}

static const char *id_of(const struct measured *m, size_t i)
{
    return m->kind == MEASURED_LOG        ? m->log.v[i].id
           : m->kind == MEASURED_TRAINING ? m->training.v[i].id
                                          : m->speed.v[i].id;
}

/* Every verdict that came out wrong. */
static void wrong_verdicts(const struct measured *m, const struct check_row *rows, size_t n, struct str *out)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].judged && rows[i].fits != rows[i].ran)
            str_addf(out, "  wrong    %s: it %s, we say %s%s\n", id_of(m, i), rows[i].ran ? "ran" : "did not fit",
                     rows[i].fits ? "it fits" : "it does not fit", rows[i].tight ? ", within the tight band" : "");
}

/* Totals of logs that are more than 5 % out, with the reason. */
static void far_totals(const struct measured *m, const struct check_row *rows, struct str *out)
{
    static const double far_frac = 0.05;
    for (size_t i = 0; i < m->log.n; i++) {
        if (rows[i].status != CHECK_PREDICTED || !(fabs(rows[i].total_error_frac) > far_frac))
            continue;
        str_addf(out, "  far      %s: total %.0f MiB, predicted %+.1f %%: %s\n", m->log.v[i].id, m->log.v[i].total_mib,
                 100 * rows[i].total_error_frac, rows[i].excuse ? rows[i].excuse : "not explained");
    }
}

static void class_line(const struct check_class *k, bool shares, struct str *out)
{
    str_addf(out, "  %-58s %6zu ", k->name, k->n);
    per_cent(out, k->mean_frac);
    per_cent(out, k->median_frac);
    per_cent(out, k->p90_frac);
    per_cent(out, k->bias_frac);
    per_cent(out, shares ? k->within1_frac : k->within80_frac);
    if (!shares)
        per_cent(out, k->within95_frac);
    if (shares) {
        per_cent(out, k->within5_frac);
        per_cent(out, k->under_frac);
        per_cent(out, k->most_frac);
    }
    str_add(out, "\n");
}

/* Of memory files, those classes of compute buffers that are nowhere more than 1 % out are only counted. */
static void classes(const struct measured *m, const struct check_summary *s, struct str *out)
{
    const bool memory = m->kind == MEASURED_MEMORY;
    size_t exact = 0;
    str_addf(out, "  %-58s %6s %8s %7s %7s %7s %7s%s\n", "|error| in per cent", "n", "mean", "median", "p90", "bias",
             memory ? "in 1%" : "in 80%", memory ? "   in 5%   under    most" : "  in 95%");
    for (int i = 0; i < s->n_classes; i++) {
        const struct check_class *k = &s->class[i];
        if (k->n == 0)
            continue;
        const bool clean = memory && strncmp(k->name, "compute, ", 9) == 0 && !(k->within1_frac < 1);
        if (clean)
            exact++;
        else
            class_line(k, memory, out);
    }
    if (memory)
        str_addf(out, "  %zu other classes of compute buffers are within 1 %% on every row\n", exact);
}

void page_validate_text(const struct measured *m, const struct check_row *rows, const struct check_summary *s,
                        struct str *out)
{
    const size_t told = s->n_rows - s->n_skipped;
    str_addf(out, "%s: %zu rows, %zu predicted (%.1f %%)\n", m->file, s->n_rows, told,
             s->n_rows ? 100.0 * (double)told / (double)s->n_rows : 0);
    reasons(rows, s->n_rows, true, out);
    if (s->n_verdicts)
        str_addf(out, "  verdicts %4zu of %zu right, %zu wrong within the tight band, %zu wrong\n", s->n_right,
                 s->n_verdicts, s->n_tight, s->n_verdicts - s->n_right - s->n_tight);
    reasons(rows, s->n_rows, false, out);
    wrong_verdicts(m, rows, s->n_rows, out);
    if (m->kind == MEASURED_LOG)
        far_totals(m, rows, out);
    for (size_t i = 0; i < s->n_fitted; i++)
        str_addf(out, "  fitted   %-20s %8.4g to all rows\n", s->fitted[i].name, s->fitted[i].value);
    classes(m, s, out);
}

void page_validate_json(const struct measured *m, const struct check_summary *s, struct str *out)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "rigplan-validate-1");
    cJSON_AddStringToObject(root, "file", m->file);
    jsonout_number(root, "rows", (double)s->n_rows);
    jsonout_number(root, "predicted", (double)s->n_predicted);
    jsonout_number(root, "skipped", (double)s->n_skipped);
    jsonout_number(root, "verdicts", (double)s->n_verdicts);
    jsonout_number(root, "verdicts_right", (double)s->n_right);
    jsonout_number(root, "verdicts_tight", (double)s->n_tight);
    cJSON *classes = cJSON_AddArrayToObject(root, "classes");
    for (int i = 0; i < s->n_classes; i++) {
        const struct check_class *k = &s->class[i];
        cJSON *one = cJSON_CreateObject();
        cJSON_AddStringToObject(one, "class", k->name);
        jsonout_number(one, "n", (double)k->n);
        jsonout_number(one, "mean_frac", k->mean_frac);
        jsonout_number(one, "median_frac", k->median_frac);
        jsonout_number(one, "p90_frac", k->p90_frac);
        jsonout_number(one, "bias_frac", k->bias_frac);
        jsonout_number(one, "within80_frac", k->within80_frac);
        jsonout_number(one, "within95_frac", k->within95_frac);
        jsonout_number(one, "within1_frac", k->within1_frac);
        jsonout_number(one, "within5_frac", k->within5_frac);
        jsonout_number(one, "under_frac", k->under_frac);
        jsonout_number(one, "most_frac", k->most_frac);
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

static void speed_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    static const char *const status[] = {"predicted", "skipped", "verdict"};
    str_add(out, "id,status,reason,predicted,low80,high80,low95,high95\n");
    for (size_t i = 0; i < m->speed.n; i++) {
        const struct check_row *r = &rows[i];
        csvtext_quote(out, m->speed.v[i].id);
        str_addf(out, ",%s,", status[r->status]);
        if (r->status == CHECK_SKIPPED)
            csvtext_quote(out, r->what ? str_format(out->arena, "%s: %s", r->reason, r->what) : r->reason);
        if (r->status == CHECK_VERDICT)
            str_addf(out, ",%s,,,,", r->fits ? "yes" : "no");
        else if (r->status == CHECK_SKIPPED)
            str_add(out, ",,,,,");
        else {
            const double v[] = {r->predicted.mid, r->predicted.low80, r->predicted.high80, r->predicted.low95,
                                r->predicted.high95};
            for (size_t j = 0; j < sizeof v / sizeof *v; j++)
                number_cell(out, v[j]);
        }
        str_add(out, "\n");
    }
}

static void memory_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    str_add(out, "id,device_index,weights_mib,kv_mib,compute_mib,host_mib,n_layers\n");
    for (size_t i = 0; i < m->memory.n; i++) {
        const struct check_row *r = &rows[i];
        const bool known = r->status == CHECK_PREDICTED;
        csvtext_quote(out, m->memory.v[i].id);
        str_addf(out, ",%s", m->memory.v[i].device_index);
        const double v[] = {r->weights_mib, r->kv_mib, r->compute_mib, r->host_mib, r->layers};
        for (size_t j = 0; j < sizeof v / sizeof *v; j++)
            number_cell(out, known ? v[j] : NAN);
        str_add(out, "\n");
    }
}

static void size_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    str_add(out,
            "model,quant,total_bytes,token_embd_bytes,output_bytes,attn_bytes,ffn_bytes,experts_bytes,other_bytes\n");
    for (size_t i = 0; i < m->size.n; i++) {
        csvtext_quote(out, m->size.v[i].model);
        str_add(out, ",");
        csvtext_quote(out, m->size.v[i].quant);
        for (size_t j = 0; j < CHECK_SIZE_COLUMNS; j++) {
            if (rows[i].status == CHECK_PREDICTED)
                str_addf(out, ",%.0f", rows[i].bytes[j]);
            else
                str_add(out, ",");
        }
        str_add(out, "\n");
    }
}

static void log_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    static const char *const status[] = {"predicted", "skipped", "verdict"};
    str_add(out, "id,status,reason,weights_mib,kv_mib,compute_mib,host_mib,total_mib,pool_tokens,fits\n");
    for (size_t i = 0; i < m->log.n; i++) {
        const struct check_row *r = &rows[i];
        csvtext_quote(out, m->log.v[i].id);
        str_addf(out, ",%s,", status[r->status]);
        if (r->reason || r->excuse)
            csvtext_quote(out, r->reason && r->what ? str_format(out->arena, "%s: %s", r->reason, r->what)
                               : r->reason          ? r->reason
                                                    : r->excuse);
        for (int column = 0; column < CHECK_LOG_COLUMNS; column++)
            number_cell(out, r->log[column]);
        str_addf(out, ",%s\n", r->judged ? (r->fits ? "1" : "0") : "");
    }
}

static void training_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    static const char *const status[] = {"predicted", "skipped", "verdict"};
    str_add(out, "id,status,reason,mem_gib\n");
    for (size_t i = 0; i < m->training.n; i++) {
        const struct check_row *r = &rows[i];
        csvtext_quote(out, m->training.v[i].id);
        str_addf(out, ",%s,", status[r->status]);
        if (r->status == CHECK_SKIPPED)
            csvtext_quote(out, r->what ? str_format(out->arena, "%s: %s", r->reason, r->what) : r->reason);
        if (r->status == CHECK_VERDICT)
            str_addf(out, ",%s", r->fits ? "yes" : "no");
        else
            number_cell(out, r->status == CHECK_PREDICTED ? r->predicted.mid : NAN);
        str_add(out, "\n");
    }
}

static void offload_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    str_add(out, "id,status,reason,decode_tok_s,prefill_tok_s\n");
    for (size_t i = 0; i < m->offload.n; i++) {
        const struct check_row *r = &rows[i];
        const bool known = r->status == CHECK_PREDICTED;
        csvtext_quote(out, m->offload.v[i].id);
        str_addf(out, ",%s,", known ? "predicted" : "skipped");
        if (!known)
            csvtext_quote(out, r->what ? str_format(out->arena, "%s: %s", r->reason, r->what) : r->reason);
        number_cell(out, known ? r->predicted.mid : NAN);
        number_cell(out, known ? r->prefill_tok_s : NAN);
        str_add(out, "\n");
    }
}

static void collective_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    str_add(out, "id,status,reason,time_us,bus_gb_s\n");
    for (size_t i = 0; i < m->collective.n; i++) {
        const struct check_row *r = &rows[i];
        const bool known = r->status == CHECK_PREDICTED, timed = m->collective.v[i].time_us > 0;
        csvtext_quote(out, m->collective.v[i].id);
        str_addf(out, ",%s,", known ? "predicted" : "skipped");
        if (!known)
            csvtext_quote(out, r->what ? str_format(out->arena, "%s: %s", r->reason, r->what) : r->reason);
        number_cell(out, known && timed ? r->predicted.mid : NAN);
        number_cell(out, known && !timed ? r->predicted.mid : NAN);
        str_add(out, "\n");
    }
}

void page_validate_rows(const struct measured *m, const struct check_row *rows, struct str *out)
{
    switch (m->kind) {
    case MEASURED_SPEED: speed_rows(m, rows, out); break;
    case MEASURED_MEMORY: memory_rows(m, rows, out); break;
    case MEASURED_SIZE: size_rows(m, rows, out); break;
    case MEASURED_LOG: log_rows(m, rows, out); break;
    case MEASURED_TRAINING: training_rows(m, rows, out); break;
    case MEASURED_OFFLOAD: offload_rows(m, rows, out); break;
    case MEASURED_COLLECTIVE: collective_rows(m, rows, out); break;
    }
}

void page_validate_counts(const struct param_counts_row *rows, const struct param_counts_sum *sum, struct str *out)
{
    str_addf(out,
             "%zu models: %zu within 0.1 %% of the published count, %zu within their source's coarser rounding, %zu "
             "without a published count, %zu off\n",
             sum->n, sum->within, sum->rounded, sum->unknown, sum->off);
    str_addf(out, "  %-32s %15s %15s %9s %9s  %s\n", "parameters", "published", "recounted", "% off", "rounded",
             "source");
    for (size_t i = 0; i < sum->n; i++) {
        const struct model *m = rows[i].model;
        const char *source = m->at[F_model_params_published].source;
        if (isnan(rows[i].published))
            str_addf(out, "  %-32s %15s %15.0f %9s %9s  %s\n", m->id, "-", rows[i].recounted, "-", "-", "none");
        else
            str_addf(out, "  %-32s %15.0f %15.0f %9.4f %9.4f%s %s\n", m->id, rows[i].published, rows[i].recounted,
                     100 * rows[i].error_frac, 100 * rows[i].rounding_frac, rows[i].close ? " " : "*",
                     source ? source : m->source);
    }
}
