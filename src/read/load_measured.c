#include "load_measured.h"

#include "arena.h"
#include "bench.h"
#include "csvtext.h"
#include "decode.h"
#include "diag.h"
#include "field_rules.h"
#include "import_memlog.h"
#include "measured_links.h"
#include "measured_source.h"
#include "str.h"

#include <string.h>

static const struct field *column(const struct kind *k, const char *name)
{
    const size_t i = schema_find(k, name);
    return i < k->n_fields ? &k->fields[i] : NULL;
}

static struct any_list read_rows(struct arena *a, struct diags *d, const struct kind *k, const struct csvtext *t)
{
    const struct field **columns = ARENA_ARRAY(a, t->n_cols, const struct field *);
    for (size_t i = 0; i < t->n_cols; i++)
        columns[i] = column(k, t->head[i]);
    char *rows = arena_array(a, t->n_rows, k->size);
    struct decode dec = {.arena = a, .d = d};
    for (size_t i = 0; i < t->n_rows; i++) {
        const struct origin at = {.file = t->file, .line = t->lines[i], .col = 1};
        const struct decode_cells cells = {t->n_cols, columns, t->cells + i * t->n_cols, t->cols + i * t->n_cols};
        decode_row(&dec, k, &cells, at, rows + i * k->size);
        field_rules_read(d, k, rows + i * k->size, "");
    }
    return (struct any_list){t->n_rows, rows};
}

static bool has_column(const struct csvtext *t, const char *name)
{
    for (size_t i = 0; i < t->n_cols; i++)
        if (strcmp(t->head[i], name) == 0)
            return true;
    return false;
}

static bool is_kind(const struct csvtext *t, const struct measured_kind *k)
{
    return has_column(t, k->told_by[0]) && (!k->told_by[1] || has_column(t, k->told_by[1]));
}

/* The kinds and their columns: "speed has phase and tokens_per_s, memory device_index, ...". */
static const char *kinds_in_words(struct arena *a, const struct measured_kinds *kinds)
{
    struct str s = str_new(a);
    for (size_t i = 0; i < kinds->n; i++) {
        const struct measured_kind *k = kinds->v[i];
        str_addf(&s, "%s%s %s%s%s%s", i ? ", " : "", k->name, i ? "" : "has ", k->told_by[0],
                 k->told_by[1] ? " and " : "", k->told_by[1] ? k->told_by[1] : "");
    }
    return s.text;
}

/* Returns true with a diagnostic if the text is what a program printed, which is to be imported first. */
static bool is_printed(struct diags *d, const char *file, const char *text)
{
    if (!bench_has(text) && !import_memlog_has(text))
        return false;
    diag_add(d, DIAG_BAD_SCHEMA, diag_file(file), NULL,
             "it is what a program printed: make a file of rows of it first (rigplan import %s > mine.csv)", file);
    return true;
}

const struct measured *load_measured(struct arena *a, struct diags *d, const struct catalogue *c,
                                     const struct measured_kinds *kinds, const char *file, char *text, size_t size)
{
    const int errors = d->errors;
    struct csvtext t;
    struct diags quiet = diag_none(a);
    char *whole = arena_strndup(a, text, size); /* the parser takes text apart */
    if (strspn(whole, " \t\r\n") == size) {
        diag_add(d, DIAG_EMPTY_FILE, diag_file(file), NULL, "the file is empty");
        return NULL;
    }
    if (!csvtext_parse(a, &quiet, file, text, size, &t)) {
        if (!is_printed(d, file, whole))
            csvtext_parse(a, d, file, whole, size, &t); /* for what is wrong with it */
        return NULL;
    }
    if (t.n_rows > LOAD_MEASURED_MOST) {
        diag_add(d, DIAG_TOO_LARGE, (struct origin){.file = file, .line = t.lines[LOAD_MEASURED_MOST], .col = 1}, NULL,
                 "expected at most %d rows in a file, got %zu: cut it into several", (int)LOAD_MEASURED_MOST, t.n_rows);
        return NULL;
    }
    t = measured_source_tidy(a, c, kinds, &t);
    size_t i = 0;
    while (i < kinds->n && !is_kind(&t, kinds->v[i]))
        i++;
    if (i == kinds->n && is_printed(d, file, whole))
        return NULL;
    if (i == kinds->n) {
        diag_add(d, DIAG_BAD_SCHEMA, diag_file(file), NULL, "the columns match no kind of measurement file: %s",
                 kinds_in_words(a, kinds));
        return NULL;
    }
    measured_links_check(a, d, c, &t);
    struct measured *m = ARENA_NEW(a, struct measured);
    *m = (struct measured){file, kinds->v[i], read_rows(a, d, kinds->v[i]->row, &t)};
    return d->errors == errors ? m : NULL;
}
