#include "consistency_say.h"

#include "str.h"

#include <stdarg.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool is_said(const struct diags *d, enum diag_code code, struct origin at, const char *text)
{
    for (const struct diag *x = d->first; x; x = x->next)
        if (x->code == code && x->at.line == at.line && x->at.col == at.col && same(x->at.file, at.file) &&
            same(x->text, text))
            return true;
    return false;
}

void consistency_say(struct diags *d, enum diag_code code, struct origin at, const char *path, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *text = str_vformat(d->arena, fmt, args);
    va_end(args);
    if (!is_said(d, code, at, text))
        diag_add(d, code, at, path, "%s", text);
}

const char *consistency_say_hint(struct diags *d, const struct near *best)
{
    return best->name ? str_format(d->arena, "; did you mean '%s'?", best->name) : "";
}
