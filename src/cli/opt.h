/* opt.h: a command's options as rows: they feed parsing and --help alike. */
#ifndef OPT_H
#define OPT_H

#include <stdbool.h>
#include <stddef.h>

struct diags;
struct str;
struct arena;

enum opt_type { OPT_FLAG, OPT_TEXT, OPT_NUMBER, OPT_WHOLE, OPT_REPEAT };

struct opt {
    const char *name; /* "--gpu" */
    enum opt_type type;
    const char *arg;  /* "ID[:COUNT]", NULL for a flag */
    double low, high; /* of a number */
    const char *help;
};

enum { OPT_MOST = 64, OPT_REPEATS = 64 };

/* What was given, in the order of the rows. */
struct opt_values {
    const struct opt *rows;
    size_t n_rows;
    const char *text[OPT_MOST]; /* NULL: not given */
    double number[OPT_MOST];    /* NaN: not given */
    const char *repeat[OPT_REPEATS];
    size_t n_repeat;
    const char *words[256]; /* arguments that are no options */
    size_t n_words;
    bool help; /* --help was given */
};

/* argv without the program and the command. Faults are usage diagnostics; nearest names are offered. */
void opt_parse(struct arena *a, struct diags *d, const struct opt *rows, size_t n_rows, int argc, char *const argv[],
               struct opt_values *out);
/* The value of an option by name; asking for one that has no row is a bug. */
const char *opt_text(const struct opt_values *v, const char *name);
double opt_number(const struct opt_values *v, const char *name);
bool opt_given(const struct opt_values *v, const char *name);
void opt_help(const struct opt *rows, size_t n_rows, struct str *out);

#endif
