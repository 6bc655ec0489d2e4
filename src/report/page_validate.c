#include "page_validate.h"

#include "bug.h"
#include "csvtext.h"
#include "fmt.h"
#include "jsonout.h"

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

/* Returns the number of rows with the reason of row i if i is the first of them; 0 for the others, and without a
   reason. */
static size_t same_reason(const struct check_rows *rows, size_t i, bool skipped)
{
    const char *reason = reason_of(check_at(rows, i), skipped);
    size_t same = 0;
    for (size_t j = 0; reason && j < rows->n; j++) {
        const char *other = reason_of(check_at(rows, j), skipped);
        if (!other || strcmp(other, reason) != 0)
            continue;
        if (j < i)
            return 0;
        same++;
    }
    return same;
}

static const char *id_of(const struct measured *m, size_t i)
{
    const char *id = schema_id(m->kind->row, schema_at(m->kind->row, &m->rows, i));
    return id ? id : "";
}

/* Appends the first rows with the reason of row i, each with what the catalogue lacks, and how many more there are. */
static void first_rows(const struct measured *m, const struct check_rows *rows, size_t i, size_t same, struct str *out)
{
    enum { most = 3 };
    size_t named = 0;
    for (size_t j = i; j < rows->n && named < most; j++) {
        const struct check_row *r = check_at(rows, j);
        if (r->status != CHECK_SKIPPED || strcmp(r->reason, check_at(rows, i)->reason) != 0)
            continue;
        str_addf(out, "%s%s", named ? ", " : ": ", id_of(m, j));
        if (r->what)
            str_addf(out, " (%s)", r->what);
        named++;
    }
    if (same > named)
        str_addf(out, " and %zu more", same - named);
}

/* Lists the reasons for skipping rows, or for giving no verdict, each once with its number of rows. */
static void reasons(const struct measured *m, const struct check_rows *rows, bool skipped, struct str *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const size_t same = same_reason(rows, i, skipped);
        const char *reason = reason_of(check_at(rows, i), skipped);
        if (same == 0 || !reason)
            continue;
        str_addf(out, "  %-10s %5zu  %s", skipped ? "skipped" : "no verdict", same, reason);
        if (skipped)
            first_rows(m, rows, i, same, out);
        str_add(out, "\n");
    }
}

/* Lists the rows with a wrong verdict. */
static void wrong_verdicts(const struct measured *m, const struct check_rows *rows, struct str *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct check_row *r = check_at(rows, i);
        if (r->judged && r->fits != r->ran)
            str_addf(out, "  wrong      %s: %s, predicted %s\n", id_of(m, i), r->ran ? "ran" : "ran out of memory",
                     !r->fits   ? "not to fit"
                     : r->tight ? "to fit tightly"
                                : "to fit");
    }
}

static const struct check_row *far_total(const struct check_rows *rows, size_t i)
{
    static const double far_frac = 0.05;
    const struct check_row *r = check_at(rows, i);
    return rows->kind->total_mib && r->status == CHECK_PREDICTED && fabs(r->error_frac) > far_frac ? r : NULL;
}

static double total_mib(const struct measured *m, const struct check_kind *kind, size_t i)
{
    const struct kind *k = m->kind->row;
    const double *v = schema_member(schema_at(k, &m->rows, i), &k->fields[schema_find(k, kind->total_mib)]);
    return *v;
}

/* Lists the totals that are more than 5 % off, with the reason. */
static void far_totals(const struct measured *m, const struct check_rows *rows, struct str *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct check_row *r = far_total(rows, i);
        if (r)
            str_addf(out, "  far off    %s: total %.0f MiB, predicted %+.1f %%: %s\n", id_of(m, i),
                     total_mib(m, rows->kind, i), 100 * r->error_frac, r->excuse ? r->excuse : "no known reason");
    }
}

static void class_line(const struct check_class *k, bool shares, struct str *out)
{
    str_addf(out, "  %-58s %6zu ", k->name, k->n);
    per_cent(out, k->mean_frac);
    per_cent(out, k->median_frac);
    per_cent(out, k->p90_frac);
    per_cent(out, k->bias_frac);
    if (shares) {
        per_cent(out, k->within1_frac);
        per_cent(out, k->within5_frac);
        per_cent(out, k->under_frac);
        per_cent(out, k->most_frac);
    } else {
        per_cent(out, k->within80_frac);
        per_cent(out, k->within95_frac);
    }
    str_add(out, "\n");
}

/* Lists the classes. Classes of compute buffers without a row that is more than 1 % off are only counted. */
static void classes(const struct check_summary *s, struct str *out)
{
    size_t exact = 0;
    str_addf(out, "  %-58s %6s %8s %7s %7s %7s %7s%s\n", "|error| in per cent", "n", "mean", "median", "p90", "bias",
             s->shares ? "in 1%" : "in 80%", s->shares ? "   in 5%  lowest     max" : "  in 95%");
    for (int i = 0; i < s->n_classes; i++) {
        const struct check_class *k = &s->class[i];
        if (k->n == 0)
            continue;
        const bool clean = s->shares && strncmp(k->name, "compute, ", 9) == 0 && !(k->within1_frac < 1);
        if (clean)
            exact++;
        else
            class_line(k, s->shares, out);
    }
    if (s->shares)
        str_addf(out, "  %zu other classes of compute buffers: every row within 1 %%\n", exact);
}

void page_validate_text(const struct measured *m, const struct check_rows *rows, const struct check_summary *s,
                        struct str *out)
{
    BUG_UNLESS(s->n_skipped <= s->n_rows && s->n_right + s->n_tight <= s->n_verdicts);
    const size_t predicted = s->n_rows - s->n_skipped; /* a speed or a verdict */
    str_addf(out, "%s: %zu rows, %zu predicted (%.1f %%)\n", m->file, s->n_rows, predicted,
             s->n_rows ? 100.0 * (double)predicted / (double)s->n_rows : 0);
    reasons(m, rows, true, out);
    if (s->n_verdicts)
        str_addf(out, "  verdicts   %5zu of %zu right (does it fit?), %zu wrong on a tight fit, %zu wrong otherwise\n",
                 s->n_right, s->n_verdicts, s->n_tight, s->n_verdicts - s->n_right - s->n_tight);
    reasons(m, rows, false, out);
    wrong_verdicts(m, rows, out);
    far_totals(m, rows, out);
    for (size_t i = 0; i < s->n_fitted; i++)
        str_addf(out, "  fitted to all rows: %-20s %8.4g\n", s->fitted[i].name, s->fitted[i].value);
    classes(s, out);
}

static void reasons_json(struct cJSON *root, const char *name, const struct check_rows *rows, bool skipped)
{
    struct cJSON *list = jsonout_array(root, name);
    for (size_t i = 0; i < rows->n; i++) {
        const size_t same = same_reason(rows, i, skipped);
        if (same == 0)
            continue;
        struct cJSON *one = jsonout_row(list);
        jsonout_text(one, "reason", reason_of(check_at(rows, i), skipped));
        jsonout_number(one, "n", (double)same);
    }
}

static void far_json(struct cJSON *root, const struct measured *m, const struct check_rows *rows)
{
    struct cJSON *list = jsonout_array(root, "far_totals");
    for (size_t i = 0; i < rows->n; i++) {
        const struct check_row *r = far_total(rows, i);
        if (!r)
            continue;
        struct cJSON *one = jsonout_row(list);
        jsonout_text(one, "id", id_of(m, i));
        jsonout_number(one, "total_mib", total_mib(m, rows->kind, i));
        jsonout_number(one, "error_frac", r->error_frac);
        jsonout_text(one, "excuse", r->excuse);
    }
}

static void fitted_json(struct cJSON *root, const struct check_summary *s)
{
    struct cJSON *list = jsonout_array(root, "fitted");
    for (size_t i = 0; i < s->n_fitted; i++) {
        struct cJSON *one = jsonout_row(list);
        jsonout_text(one, "constant", s->fitted[i].name);
        jsonout_number(one, "value", s->fitted[i].value);
    }
}

static void classes_json(struct cJSON *root, const struct check_summary *s)
{
    struct cJSON *classes = jsonout_array(root, "classes");
    for (int i = 0; i < s->n_classes; i++) {
        const struct check_class *k = &s->class[i];
        struct cJSON *one = jsonout_row(classes);
        jsonout_text(one, "class", k->name);
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
    }
}

void page_validate_json(const struct measured *m, const struct check_rows *rows, const struct check_summary *s,
                        struct str *out)
{
    struct cJSON *root = jsonout_new();
    jsonout_text(root, "schema", "rigplan-validate-1");
    jsonout_text(root, "file", m->file);
    jsonout_number(root, "rows", (double)s->n_rows);
    jsonout_number(root, "predicted", (double)s->n_predicted);
    jsonout_number(root, "skipped", (double)s->n_skipped);
    jsonout_number(root, "verdicts", (double)s->n_verdicts);
    jsonout_number(root, "verdicts_right", (double)s->n_right);
    jsonout_number(root, "verdicts_tight", (double)s->n_tight);
    reasons_json(root, "reasons_skipped", rows, true);
    reasons_json(root, "reasons_unjudged", rows, false);
    far_json(root, m, rows);
    fitted_json(root, s);
    classes_json(root, s);
    jsonout_print(root, out);
}

static void number_cell(const struct figure *f, double v, struct str *out)
{
    str_add(out, ",");
    if (!isnan(v))
        str_addf(out, "%.*g", f->digits, v);
}

/* A range has five columns: the prediction under the figure's name, then the bounds. */
static void head(const struct check_kind *k, struct str *out)
{
    for (int i = 0; i < 2 && k->keys[i]; i++)
        str_addf(out, "%s%s", i ? "," : "", k->keys[i]);
    str_add(out, k->says_status ? ",status,reason" : "");
    for (size_t j = 0; j < k->figures->n; j++)
        str_addf(out, ",%s%s", k->figures->v[j].name,
                 k->figures->v[j].type == FIGURE_RANGE ? ",low80,high80,low95,high95" : "");
    str_add(out, "\n");
}

static void keys(const struct check_kind *k, const void *row, struct str *out)
{
    for (int i = 0; i < 2 && k->keys[i]; i++) {
        const struct field *f = &k->file.row->fields[schema_find(k->file.row, k->keys[i])];
        const char *const *text = schema_member(row, f);
        str_add(out, i ? "," : "");
        csvtext_quote(out, *text ? *text : "");
    }
}

static void status(const struct check_row *r, struct str *out)
{
    static const char *const words[] = {"predicted", "skipped", "verdict"};
    const char *why = r->status == CHECK_SKIPPED ? r->reason : r->excuse;
    str_addf(out, ",%s,", words[r->status]);
    if (why)
        csvtext_quote(out, r->what ? str_format(out->arena, "%s: %s", why, r->what) : why);
}

/* A figure that is not predicted is an empty cell. The first figure of a row that has only a verdict says whether it
   fits. */
static void figures(const struct check_rows *rows, size_t i, struct str *out)
{
    const struct check_row *r = check_at(rows, i);
    const bool known = r->status == CHECK_PREDICTED;
    for (size_t j = 0; j < rows->kind->figures->n; j++) {
        const struct figure *f = &rows->kind->figures->v[j];
        const void *v = results_member(f, check_figures(rows, i));
        const struct range range = f->type != FIGURE_RANGE ? range_exact(*(const double *)v) : *(const struct range *)v;
        if (r->status == CHECK_VERDICT && j == 0)
            str_addf(out, ",%s", r->fits ? "yes" : "no");
        else
            number_cell(f, known ? range.mid : NAN, out);
        const double bounds[] = {range.low80, range.high80, range.low95, range.high95};
        for (size_t b = 0; f->type == FIGURE_RANGE && b < sizeof bounds / sizeof *bounds; b++)
            number_cell(f, known ? bounds[b] : NAN, out);
    }
    str_add(out, "\n");
}

void page_validate_rows(const struct measured *m, const struct check_rows *rows, struct str *out)
{
    head(rows->kind, out);
    for (size_t i = 0; i < rows->n; i++) {
        keys(rows->kind, schema_at(m->kind->row, &m->rows, i), out);
        if (rows->kind->says_status)
            status(check_at(rows, i), out);
        figures(rows, i, out);
    }
}

void page_validate_counts(const struct param_counts_row *rows, const struct param_counts_sum *sum, struct str *out)
{
    str_addf(out,
             "%zu models: %zu within 0.1 %% of the published parameter count, %zu within the rounding of their source, "
             "%zu without a published count, %zu off\n",
             sum->n, sum->within, sum->rounded, sum->unknown, sum->off);
    str_addf(out, "  %-32s %15s %15s %9s %9s  %s\n", "model", "published", "from tensors", "% off", "+-% round",
             "source of the published count");
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
