/* opt.h: a command's options as rows, which parsing, --help, the man page and shell completion read. */
#ifndef OPT_H
#define OPT_H

#include <stdbool.h>
#include <stddef.h>

struct diags;
struct str;
struct arena;

/* OPT_WHOLE: a whole number. OPT_REPEAT: a text; the option may be given several times. */
enum opt_type { OPT_FLAG, OPT_TEXT, OPT_NUMBER, OPT_WHOLE, OPT_REPEAT };

struct opt {
    const char *name; /* "--gpu" */
    enum opt_type type;
    const char
        *arg; /* its value in the help, "ID[:COUNT]"; NULL for a flag; a number may have one word instead: "W|best" */
    double low, high; /* accepted range of a number, both ends included */
    const char *help; /* what it is, unit, default */
};

enum { OPT_MOST = 64, OPT_REPEATS = 64, OPT_WORDS = 256 };

/* Parsed command line. text and number are indexed as rows; repeat holds the values of all OPT_REPEAT rows in order. */
struct opt_values {
    const struct opt *rows;
    size_t n_rows;
    const char *text[OPT_MOST]; /* NULL: not given; "" for a flag that is given */
    double number[OPT_MOST];    /* NaN: not given, or given as the word */
    const char *repeat[OPT_REPEATS];
    size_t repeat_row[OPT_REPEATS]; /* the row of each */
    size_t n_repeat;
    const char *words[OPT_WORDS]; /* arguments that are not options */
    size_t n_words;
    const char *before_words; /* the argument in front of words[0]; NULL: none */
    size_t n_together;        /* of the words, so many from words[0] on have no option between them */
    bool help;                /* --help was given */
};

/* Fills *out from argv, which starts behind the command's name. Adds a usage diagnostic for each fault; an unknown
   option is answered with the nearest name. Strings point into argv and the arena. */
void opt_parse(struct arena *a, struct diags *d, const struct opt *rows, size_t n_rows, int argc, char *const argv[],
               struct opt_values *out);
/* Return the value of an option by name: its text (NULL: not given), its number (NaN: not given), whether it was given.
   The name must have a row. */
const char *opt_text(const struct opt_values *v, const char *name);
double opt_number(const struct opt_values *v, const char *name);
bool opt_given(const struct opt_values *v, const char *name);
/* Sets out to the values of an OPT_REPEAT option; returns how many there are: 0 too where the command has no such row.
 */
size_t opt_repeats(const struct opt_values *v, const char *name, const char *out[OPT_REPEATS]);
/* Appends each row as "  --name ARG   help", wrapped to the width of a terminal. */
void opt_help(const struct opt *rows, size_t n_rows, struct str *out);
/* Appends one such row; for options that every command has. label: "--help". */
void opt_help_row(const char *label, const char *help, struct str *out);

#endif
