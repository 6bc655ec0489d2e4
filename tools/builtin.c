/* builtin.c: a program that the build runs. It reads the catalogue files (.json and price books), judges and links them
   like rigplan itself and writes them to standard output as C: one const array of records for each kind. One writer
   serves all kinds, driven by the field tables. Files of measured speeds (.csv) follow as text. A fault or warning is
   printed and stops the build. */
#include "arena.h"
#include "diag.h"
#include "file.h"
#include "file_write.h"
#include "load.h"
#include "str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_text(struct str *out, const char *text)
{
    str_add(out, "\"");
    for (const char *p = text; *p; p++) {
        const unsigned char c = (unsigned char)*p;
        if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?') /* ? could begin a trigraph */
            str_addf(out, "\\%03o", (unsigned)c);
        else
            str_addn(out, p, 1);
    }
    str_add(out, "\"");
}

/* Writes the shortest decimal number, of 15 to 17 digits, that reads back as x. */
static void put_number(struct str *out, double x)
{
    enum { ALWAYS_ENOUGH = 17 };
    char text[40];
    int digits = 15;
    if (isnan(x)) {
        str_add(out, "NAN");
        return;
    }
    do
        str_fill(text, sizeof text, "%.*g", digits, x);
    while (strtod(text, NULL) != x && digits++ < ALWAYS_ENOUGH);
    str_add(out, text);
}

static void put_origins(struct str *out, const struct kind *k, const void *record)
{
    str_add(out, ".at = {");
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct origin *o = schema_origin(record, i);
        if (!o->file)
            continue;
        BUG_UNLESS(!o->binary);
        str_addf(out, "[%zu] = {.file = ", i);
        put_text(out, o->file);
        if (o->line)
            str_addf(out, ", .line = %d, .col = %d", o->line, o->col);
        if (o->source) {
            str_add(out, ", .source = ");
            put_text(out, o->source);
        }
        if (o->date) {
            str_add(out, ", .date = ");
            put_text(out, o->date);
        }
        str_add(out, o->is_default ? ", .is_default = true}, " : "}, ");
    }
    str_add(out, "}, ");
}

static void put_range(struct str *out, const struct range *r)
{
    const double v[] = {r->low95, r->low80, r->mid, r->high80, r->high95};
    str_add(out, "{");
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        put_number(out, v[i]);
        str_add(out, ", ");
    }
    str_add(out, "}");
}

static void put_texts(struct str *out, const struct text_list *t)
{
    str_addf(out, "{%zu, (const char *const[]){", t->n);
    for (size_t i = 0; i < t->n; i++) {
        put_text(out, t->v[i]);
        str_add(out, ", ");
    }
    str_add(out, "}}");
}

static void put_link(struct str *out, const struct catalogue *c, const struct kind *k, const void *target)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct any_list *list = catalogue_list(c, &catalogue_kinds[i]);
        if (catalogue_kinds[i].kind == k)
            str_addf(out, "&%s[%zu]", catalogue_kinds[i].key,
                     (size_t)((const char *)target - (const char *)list->v) / k->size);
    }
}

static void put_record(struct str *out, const struct catalogue *c, const struct kind *k, const void *record);

static void put_list(struct str *out, const struct catalogue *c, const struct kind *k, const struct any_list *list)
{
    str_addf(out, "(const struct %s[]){", k->name);
    for (size_t i = 0; i < list->n; i++) {
        put_record(out, c, k, schema_at(k, list, i));
        str_add(out, ", ");
    }
    str_add(out, "}");
}

/* Returns true for a value that C sets anyway where an initialiser leaves it out. */
static bool is_zero(const struct field *f, const void *at)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_LINK:
    case FIELD_ONE: return *(const void *const *)at == NULL;
    case FIELD_ENUM: return *(const int *)at == 0;
    case FIELD_TEXTS:
    case FIELD_LIST: return ((const struct any_list *)at)->n == 0;
    default: return false;
    }
}

static void put_member(struct str *out, const struct catalogue *c, const struct field *f, const void *at)
{
    const void *pointer = f->type == FIELD_LINK || f->type == FIELD_ONE ? *(const void *const *)at : NULL;
    str_addf(out, ".%s = ", f->name);
    switch (f->type) {
    case FIELD_TEXT: put_text(out, *(const char *const *)at); break;
    case FIELD_TEXTS: put_texts(out, at); break;
    case FIELD_NUM:
    case FIELD_INT: put_number(out, *(const double *)at); break;
    case FIELD_SPAN: put_range(out, at); break;
    case FIELD_ENUM: str_addf(out, "%d", *(const int *)at); break;
    case FIELD_LINK: put_link(out, c, f->kind, pointer); break;
    case FIELD_ONE: put_list(out, c, f->kind, &(struct any_list){1, pointer}); break;
    case FIELD_LIST:
        str_addf(out, "{%zu, ", ((const struct any_list *)at)->n);
        put_list(out, c, f->kind, at);
        str_add(out, "}");
        break;
    }
    str_add(out, ", ");
}

static void put_record(struct str *out, const struct catalogue *c, const struct kind *k, const void *record)
{
    str_add(out, "{");
    put_origins(out, k, record);
    for (size_t i = 0; i < k->n_fields; i++) {
        const void *at = schema_member(record, &k->fields[i]);
        if (!is_zero(&k->fields[i], at))
            put_member(out, c, &k->fields[i], at);
    }
    str_add(out, "}");
}

/* Declares all arrays before it defines them: records link to each other. */
static void put_catalogue(struct str *out, const struct catalogue *c)
{
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct catalogue_kind *k = &catalogue_kinds[i];
        if (catalogue_list(c, k)->n > 0)
            str_addf(out, "static const struct %s %s[%zu];\n", k->kind->name, k->key, catalogue_list(c, k)->n);
    }
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct catalogue_kind *k = &catalogue_kinds[i];
        const struct any_list *list = catalogue_list(c, k);
        if (list->n > 0)
            str_addf(out, "\nstatic const struct %s %s[%zu] = {\n", k->kind->name, k->key, list->n);
        for (size_t j = 0; j < list->n; j++) {
            put_record(out, c, k->kind, schema_at(k->kind, list, j));
            str_add(out, ",\n");
        }
        str_add(out, list->n > 0 ? "};\n" : "");
    }
    str_add(out, "\nconst struct catalogue builtin_catalogue = {\n");
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct catalogue_kind *k = &catalogue_kinds[i];
        if (catalogue_list(c, k)->n > 0)
            str_addf(out, "    .%s = {%zu, %s},\n", k->key, catalogue_list(c, k)->n, k->key);
    }
    str_add(out, "};\n");
}

/* Writes an array of lines for each file, then the table of files. */
static void put_files(struct str *out, struct arena *a, const struct load_text *files, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str_addf(out, "\nstatic const char *const speed_%zu[] = {\n", i);
        for (const char *at = files[i].text; *at;) {
            const size_t length = strcspn(at, "\n"), all = length + (at[length] == '\n');
            put_text(out, arena_strndup(a, at, all));
            str_add(out, ",\n");
            at += all;
        }
        str_add(out, "};\n");
    }
    str_add(out, "\nconst struct builtin_file builtin_speed[] = {\n");
    for (size_t i = 0; i < n; i++) {
        str_add(out, "    {");
        put_text(out, files[i].file);
        str_addf(out, ", sizeof speed_%zu / sizeof *speed_%zu, speed_%zu},\n", i, i, i);
    }
    str_add(out, "};\nconst size_t builtin_n_speed = sizeof builtin_speed / sizeof *builtin_speed;\n");
}

static bool write_all(struct arena *a, struct diags *d, const char *const *paths, size_t n_paths)
{
    struct load_text *texts = ARENA_ARRAY(a, n_paths, struct load_text),
                     *speeds = ARENA_ARRAY(a, n_paths, struct load_text);
    struct str out = str_new(a);
    size_t n = 0, n_speeds = 0;
    for (size_t i = 0; i < n_paths; i++) {
        const bool speed = str_ends(paths[i], ".csv") && !strstr(paths[i], "/prices/") && !strstr(paths[i], "/offers/");
        struct load_text *t = speed ? &speeds[n_speeds++] : &texts[n++];
        t->file = paths[i];
        t->text = file_read(a, d, paths[i], &t->size);
    }
    const struct catalogue *c = d->errors ? NULL : load_catalogue(a, d, NULL, texts, n);
    if (!c || d->warnings)
        return false;
    str_add(&out, "/* Written by tools/builtin.c from data/. */\n#include \"builtin.h\"\n\n#include <math.h>\n\n");
    put_catalogue(&out, c);
    put_files(&out, a, speeds, n_speeds);
    return file_write(a, d, "-", out.text, out.len);
}

int main(int argc, char *argv[])
{
    struct arena *a = arena_new();
    struct diags d = diag_none(a);
    const bool done = write_all(a, &d, (const char *const *)argv + 1, (size_t)argc - 1);
    struct str faults = str_new(a);
    diag_print(&d, &faults);
    const bool told = file_write_message(faults.text);
    arena_free(a);
    return done && told ? 0 : 1;
}
