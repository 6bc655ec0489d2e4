#include "diag.h"

#include "arena.h"
#include "escape.h"
#include "str.h"

static const struct {
    const char *name, *text;
    int number;
    enum diag_severity severity;
    enum exit_code exit;
} codes[] = {
#define DIAG(code, number, severity, exit, text) {#code, text, number, DIAG_##severity, EXIT_CODE_##exit},
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
    const bool error = codes[code].severity == DIAG_ERROR, full = diag_is_full(d, code);
    BUG_UNLESS(code < DIAG_END);
    d->errors += error;
    d->warnings += !error;
    d->more_errors += full && error;
    d->more_warnings += full && !error;
    d->worst = codes[code].exit > d->worst ? codes[code].exit : d->worst;
    if (full)
        return;
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
}

bool diag_is_full(const struct diags *d, enum diag_code code)
{
    return (codes[code].severity == DIAG_ERROR ? d->errors : d->warnings) >= DIAG_MOST_TOLD;
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
    return (int)d->worst;
}

static void print_more(int n, const char *what, struct str *out)
{
    if (n > 0)
        str_addf(out, "rigplan: %d more %s%s not shown: the first %d are\n", n, what, n > 1 ? "s are" : " is",
                 (int)DIAG_MOST_TOLD);
}

void diag_print(const struct diags *d, struct str *out)
{
    for (const struct diag *one = d->first; one; one = one->next) {
        if (one->at.file) {
            escape_line(out, one->at.file);
            str_add(out, ":");
        }
        if (one->at.line)
            str_addf(out, "%d:%d:", one->at.line, one->at.col);
        if (one->at.binary)
            str_addf(out, "byte %llu:", one->at.byte);
        const bool error = codes[one->code].severity == DIAG_ERROR;
        str_addf(out, "%s%s: ", one->at.file ? " " : "rigplan: ", error ? "error" : "warning");
        if (one->path) {
            escape_line(out, one->path);
            str_add(out, ": ");
        }
        escape_line(out, one->text);
        str_addf(out, " [%s%d]\n", error ? "E" : "W", codes[one->code].number);
    }
    print_more(d->more_errors, "error", out);
    print_more(d->more_warnings, "warning", out);
}
