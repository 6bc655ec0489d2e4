/* command.h: the commands. Each takes its parsed options and returns the exit code: 0 yes, 1 no (it does not fit,
   nothing can be bought), 2 wrong usage, 3 bad input, 4 a file, memory or another program failed. Results go to
   standard output, messages to standard error. */
#ifndef COMMAND_H
#define COMMAND_H

#include "catalogue.h"
#include "money.h"
#include "diag.h"
#include "opt.h"
#include "str.h"

struct command;

/* The options of commands that read the catalogue; COMMAND_BOOK of those that show or use prices. */
#define COMMAND_DATA                                                                                                   \
    {                                                                                                                  \
        "--data", OPT_TEXT, "DIR", 0, 0, "folder of catalogue files that add to or replace the built-in records"       \
    }
#define COMMAND_BOOK                                                                                                   \
    {                                                                                                                  \
        "--book", OPT_TEXT, "PATH", 0, 0,                                                                              \
            "price book, or folder of them, whose prices join the built-in ones (default: $RIGPLAN_BOOK)"              \
    }

/* All commands in the order of the overview. */
struct command_table {
    size_t n;
    const struct command *const *v;
};

/* A text that was read from a pipe. */
struct command_piped {
    const char *path, *text;
    size_t size;
    const struct command_piped *next;
};

/* State of one run, which every command gets. */
struct command_run {
    struct arena *arena; /* all memory of the run */
    const char *program; /* what proposed commands begin with: "rigplan", or its path as it was called */
    struct diags d;
    const struct diag *said; /* the last diagnostic that was printed; NULL: none */
    bool untold;             /* a message could not be written: 0 and 1 become exit code 4 (main.c) */
    struct opt_values opts;
    const struct command_piped *piped;    /* what gives its bytes only once */
    const struct command *command;        /* NULL before it is known */
    const struct command_table *commands; /* for the manual and shell completion */
    const struct machine *machine;        /* that of --machine, once it is read; NULL: none */
    const struct catalogue *catalogue;    /* NULL unless the command has needs_catalogue */
};

struct command {
    const char *name;
    const char *arguments;  /* for "usage: rigplan NAME ARGUMENTS"; a line break between ways to use it */
    const char *help;       /* what it does, one line of the overview */
    const char *note;       /* about its options, above them; NULL: none */
    const char *last_group; /* the first option of those that only count with it: listed last; NULL: there are none */
    const struct opt *rows;
    size_t n_rows;
    bool needs_catalogue; /* main.c reads it before run, with --data where it is given */
    int (*run)(struct command_run *r);
};

extern const struct command command_run, command_compare, command_predict, command_fit, command_deploy,
    command_validate, command_calibrate, command_list, command_show, command_check, command_schema, command_explain,
    command_init, command_prices, command_import, command_rig, command_convert, command_manual, command_completion;

/* Prints to standard error the diagnostics that were not printed yet. */
void command_say_messages(struct command_run *r);
/* Returns true if nothing has that path. Returns false, with a diagnostic, if something has, or if nobody can tell. */
bool command_is_new(struct command_run *r, const char *path);
/* Writes a text to standard output, after the diagnostics so far, so that a warning stands above the answer. What a
   terminal would obey, in names and titles, is shown as escapes. Returns false with a diagnostic when that fails. */
bool command_say(struct command_run *r, const struct str *s);
/* The same for a text whose colours are ours and whose names and titles are escaped already. */
bool command_say_coloured(struct command_run *r, const struct str *s);
/* The same for a table that programs read: as it is, unless standard output is a terminal. */
bool command_say_data(struct command_run *r, const struct str *s);
/* As file_read, for files that the command line names; what gives its bytes only once (file_reads_once) may be read
   again. */
char *command_read(struct command_run *r, const char *path, size_t *size);
/* Returns the date of today in UTC, YYYY-MM-DD. */
const char *command_today(struct arena *a);
/* Returns the date of the newest price on record, else that of the policy. */
const char *command_newest_price(const struct catalogue *c);
/* Adds a usage error: what is wrong and what to give instead. */
void command_usage(struct command_run *r, const char *fmt, ...) PRINTF(2, 3);
/* Returns the record of kind k by its id or a name as people write it (names.h), or NULL with a diagnostic that offers
   near ids. A name that leaves the memory size or the like open is taken with a warning. option: the option that holds
   the name; NULL: an argument. */
const void *command_find(struct command_run *r, const struct kind *k, const char *name, const char *option);
/* Like command_find for a quant that engine e (NULL: a GGUF engine) is to load. A name that states only bits (Q4, 4bit,
   int4) is an error that offers the usual GGUF quants, or those that e loads where it loads no GGUF, unless e loads a
   quant of another scheme with this very name. */
struct engine;
const struct quant *command_find_quant(struct command_run *r, const char *name, const char *option,
                                       const struct engine *e);
/* Returns the value of an option that the command may not have; NULL: it has none, or it is not given. */
const char *command_option_text(struct command_run *r, const char *name);
/* Returns the market of the catalogue for a scenario. */
const struct market *command_market(struct command_run *r, const struct scenario *s);
/* Returns the terms of a buyer without a scenario: in the country of --country, else of the policy, on the date of
   --as-of, else of the newest observation. A country that is not on record is a diagnostic. */
struct money_terms command_terms(struct command_run *r);
/* Returns the path of --book, else of RIGPLAN_BOOK in the environment; NULL: neither is given, or the command has no
   --book. */
const char *command_book(struct command_run *r);
/* Returns the built-in catalogue with the files of data_dir over it (NULL: none) and the price books of command_book,
   or NULL with diagnostics. */
const struct catalogue *command_catalogue(struct command_run *r, const char *data_dir);
/* Like command_catalogue, with one more file over it: last, NULL: none. */
struct load_text;
const struct catalogue *command_catalogue_with(struct command_run *r, const char *data_dir,
                                               const struct load_text *last);
/* Like command_catalogue, without the price books of command_book. */
const struct catalogue *command_catalogue_bare(struct command_run *r, const char *data_dir);

#endif
