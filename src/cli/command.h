/* command.h: the commands. Each takes its parsed options and returns the exit code: 0 yes, 1 the answer is no, 2 usage,
   3 bad input, 4 the world failed. Results go to standard output, everything else to standard error. */
#ifndef COMMAND_H
#define COMMAND_H

#include "catalogue.h"
#include "diag.h"
#include "opt.h"
#include "str.h"

struct command;

/* Every command, in the order of the overview. */
struct command_table {
    size_t n;
    const struct command *const *v;
};

/* What every command gets. */
struct command_run {
    struct arena *arena;
    struct diags d;
    struct opt_values opts;
    const struct command_table *commands; /* for the manual and shell completion */
    const struct catalogue *catalogue;    /* NULL where the command reads none */
};

struct command {
    const char *name, *arguments, *help;
    const struct opt *rows;
    size_t n_rows;
    bool needs_catalogue;
    int (*run)(struct command_run *r);
};

extern const struct command command_run, command_predict, command_fit, command_validate, command_calibrate,
    command_list, command_show, command_check, command_schema, command_explain, command_init, command_import,
    command_manual, command_completion;

/* Writes to standard output; false with a diagnostic when that fails. */
bool command_say(struct command_run *r, const struct str *s);
/* YYYY-MM-DD. */
const char *command_today(struct arena *a);
/* A usage fault. */
void command_usage(struct command_run *r, const char *fmt, ...) PRINTF(2, 3);
/* Returns the record of kind k by its id or a name as people write it (names.h), or NULL with a diagnostic that offers
   near ids. option: the option that holds the name, NULL: an argument. */
const void *command_find(struct command_run *r, const struct kind *k, const char *name, const char *option);
/* The built-in catalogue, and the files of a folder over it; NULL with diagnostics. */
const struct catalogue *command_catalogue(struct command_run *r, const char *data_dir);
/* The same with one more file over it. */
struct load_text;
const struct catalogue *command_catalogue_with(struct command_run *r, const char *data_dir,
                                               const struct load_text *last);

#endif
