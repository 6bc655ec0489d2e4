/* diag.h: diagnostics: faults in the user's files, the command line or the system. Functions add them to a list and go
   on, so that one run reports all faults of a file; callers stop when errors > 0. */
#ifndef DIAG_H
#define DIAG_H

#include "bug.h"
#include "exit_code.h"
#include "origin.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct str;

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

enum diag_code {
#define DIAG(code, number, severity, exit, text) DIAG_##code,
#include "diag.def"
#undef DIAG
    DIAG_END
};

struct diag {
    enum diag_code code;
    struct origin at;
    const char *path; /* the value: "devices[2].tdp_w"; NULL: none */
    const char *text; /* what is wrong */
    struct diag *next;
};

/* Errors that a list keeps and tells, and warnings likewise; more are counted. More than fit on some pages of a
   terminal nobody reads, and a file can have as many faults as bytes. */
enum { DIAG_MOST_TOLD = 1000 };

struct diags {
    struct arena *arena;
    struct diag *first, *last;
    int errors, warnings;           /* all of them */
    int more_errors, more_warnings; /* those that are counted only */
    enum exit_code worst;           /* the highest exit code of all */
};

/* Returns an empty list. */
struct diags diag_none(struct arena *a);
/* Adds a diagnostic, or counts it (DIAG_MOST_TOLD). Its severity is that of the code. path may be NULL. */
void diag_add(struct diags *d, enum diag_code code, struct origin at, const char *path, const char *fmt, ...)
    PRINTF(5, 6);
/* Returns whether an error of that code would only be counted: then nobody needs its words. */
bool diag_is_full(const struct diags *d, enum diag_code code);
/* Returns an origin that names only a file. */
struct origin diag_file(const char *file);

/* Returns the number of a code: 204. */
int diag_number(enum diag_code code);
/* Returns the name of a code: "OUT_OF_RANGE". */
const char *diag_name(enum diag_code code);
/* Returns the explanation of a code from diag.def. */
const char *diag_explain(enum diag_code code);
/* Returns the severity of a code. */
enum diag_severity diag_severity(enum diag_code code);
/* Returns the highest exit code among the diagnostics; 0 when there are only warnings. */
int diag_exit_code(const struct diags *d);
/* Appends all diagnostics, one per line: file:line:col: error: path: text [E204]; then how many more there are. */
void diag_print(const struct diags *d, struct str *out);

#endif
