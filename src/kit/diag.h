/* diag.h: what is wrong with the user's data or with the world, collected rather than thrown: nothing runs while
   errors > 0, and all faults of a file are told at once. */
#ifndef DIAG_H
#define DIAG_H

#include "bug.h"
#include "origin.h"

#include <stdarg.h>
#include <stddef.h>

struct arena;
struct str;

enum diag_severity { DIAG_ERROR, DIAG_WARNING };
enum diag_exit { DIAG_EXIT_NONE = 0, DIAG_EXIT_USAGE = 2, DIAG_EXIT_INPUT = 3, DIAG_EXIT_WORLD = 4 };

enum diag_code {
#define DIAG(code, number, severity, exit, text) DIAG_##code,
#include "diag.def"
#undef DIAG
    DIAG_END
};

struct diag {
    enum diag_code code;
    struct origin at;
    const char *path; /* "devices[2].tdp_w", or NULL */
    const char *text;
    struct diag *next;
};

struct diags {
    struct arena *arena;
    struct diag *first, *last;
    int errors, warnings;
};

struct diags diag_none(struct arena *a);
/* path may be NULL. A code's severity comes from the table. */
void diag_add(struct diags *d, enum diag_code code, struct origin at, const char *path, const char *fmt, ...)
    PRINTF(5, 6);
/* An origin that is only a file. */
struct origin diag_file(const char *file);

int diag_number(enum diag_code code);
const char *diag_name(enum diag_code code);
const char *diag_explain(enum diag_code code);
enum diag_severity diag_severity(enum diag_code code);
/* The exit code of the gravest one, 0 when there are only warnings. */
int diag_exit_code(const struct diags *d);
/* All of them, one line each: file:line:col: error: path: text [E204]. */
void diag_print(const struct diags *d, struct str *out);

#endif
