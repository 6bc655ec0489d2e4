#include "diag.h"

#include "arena.h"
#include "str.h"

static const struct {
    const char *name, *text;
    int number;
    enum diag_severity severity;
    enum diag_exit exit;
} codes[] = {
#define DIAG(code, number, severity, exit, text) {#code, text, number, DIAG_##severity, DIAG_EXIT_##exit},
#include "diag.def"
#undef DIAG
};

struct diags diag_none(struct arena *a)
{
    return (struct diags){.arena = a};
}

struct origin diag_file(const char *file)
{
    return (struct origin){.file = file};
}

void diag_add(struct diags *d, enum diag_code code, struct origin at, const char *path, const char *fmt, ...)
{
    BUG_UNLESS(code < DIAG_END);
    struct diag *one = ARENA_NEW(d->arena, struct diag);
    va_list args;
    va_start(args, fmt);
    *one = (struct diag){.code = code, .at = at, .text = str_vformat(d->arena, fmt, args)};
    va_end(args);
    one->path = path && *path ? arena_strdup(d->arena, path) : NULL;
    if (d->last)
        d->last->next = one;
    else
        d->first = one;
    d->last = one;
    if (codes[code].severity == DIAG_ERROR)
        d->errors++;
    else
        d->warnings++;
}

int diag_number(enum diag_code code)
{
    BUG_UNLESS(code < DIAG_END);
    return codes[code].number;
}
const char *diag_name(enum diag_code code)
{
    return codes[code].name;
}
const char *diag_explain(enum diag_code code)
{
    return codes[code].text;
}
enum diag_severity diag_severity(enum diag_code code)
{
    return codes[code].severity;
}

int diag_exit_code(const struct diags *d)
{
    int worst = 0;
    for (const struct diag *one = d->first; one; one = one->next)
        if ((int)codes[one->code].exit > worst)
            worst = (int)codes[one->code].exit;
    return worst;
}

void diag_print(const struct diags *d, struct str *out)
{
    for (const struct diag *one = d->first; one; one = one->next) {
        if (one->at.file)
            str_addf(out, "%s:", one->at.file);
        if (one->at.line)
            str_addf(out, "%d:%d:", one->at.line, one->at.col);
        if (one->at.binary)
            str_addf(out, "byte %llu:", one->at.byte);
        const bool error = codes[one->code].severity == DIAG_ERROR;
        str_addf(out, "%s%s: ", one->at.file ? " " : "rigplan: ", error ? "error" : "warning");
        if (one->path)
            str_addf(out, "%s: ", one->path);
        str_addf(out, "%s [%s%d]\n", one->text, error ? "E" : "W", codes[one->code].number);
    }
}
