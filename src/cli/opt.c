#include "opt.h"

#include "arena.h"
#include "diag.h"
#include "near.h"
#include "numtext.h"
#include "str.h"
#include "wrap.h"

#include <math.h>
#include <string.h>

static const struct origin from_command_line = {.file = NULL};

static void add_unknown(struct diags *d, const struct opt *rows, size_t n, const char *name)
{
    struct near best = {0};
    for (size_t i = 0; i < n; i++)
        near_consider(&best, name, rows[i].name);
    if (best.name)
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "unknown option '%s'; did you mean '%s'?", name, best.name);
    else
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "unknown option '%s'", name);
}

static void take_number(struct diags *d, const struct opt *o, const char *text, double *out)
{
    BUG_UNLESS(o->low < o->high);
    const char *bar = strchr(o->arg, '|'), *word = bar ? bar + 1 : NULL;
    double value;
    if (word && strcmp(text, word) == 0)
        return;
    if (!numtext_parse(text, strlen(text), &value) || value < o->low || value > o->high ||
        (o->type == OPT_WHOLE && !numtext_is_whole(value))) {
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s: expected a %snumber from %.10g to %.10g%s%s, got '%.60s'",
                 o->name, o->type == OPT_WHOLE ? "whole " : "", o->low, o->high, word ? " or " : "", word ? word : "",
                 text);
        return;
    }
    *out = value;
}

static void take_value(struct diags *d, struct opt_values *out, size_t i, const char *value)
{
    BUG_UNLESS(i < out->n_rows && out->n_repeat <= OPT_REPEATS);
    const struct opt *o = &out->rows[i];
    if (o->type == OPT_REPEAT) {
        if (out->n_repeat == OPT_REPEATS)
            diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s may be given at most %d times", o->name, OPT_REPEATS);
        else {
            out->repeat_row[out->n_repeat] = i;
            out->repeat[out->n_repeat++] = value;
        }
        return;
    }
    if (out->text[i])
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s is given twice: give it once", o->name);
    out->text[i] = value;
    if (o->type == OPT_NUMBER || o->type == OPT_WHOLE)
        take_number(d, o, value, &out->number[i]);
}

/* Returns the position of the row, n if there is none. */
static size_t find(const struct opt *rows, size_t n, const char *name)
{
    size_t i = 0;
    while (i < n && strcmp(rows[i].name, name) != 0)
        i++;
    return i;
}

/* True if the argument behind an option can be its value: it is there and is not itself an option of the command. */
static bool has_value(const struct opt_values *v, int left, char *const argv[])
{
    return left >= 2 && find(v->rows, v->n_rows, argv[1]) == v->n_rows;
}

/* Takes the option argv[0] and, if it has one, its value argv[1]; `left` arguments are there. Returns how many it took.
 */
static int take_option(struct arena *a, struct diags *d, struct opt_values *out, int left, char *const argv[])
{
    BUG_UNLESS(left > 0 && argv[0][0] == '-');
    const char *equals = strchr(argv[0], '=');
    const char *name = equals ? arena_strndup(a, argv[0], (size_t)(equals - argv[0])) : argv[0];
    const size_t i = find(out->rows, out->n_rows, name);
    if (i == out->n_rows) {
        add_unknown(d, out->rows, out->n_rows, name);
        return 1;
    }
    if (out->rows[i].type == OPT_FLAG) {
        if (equals)
            diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s takes no value, got '%.60s'", name, equals + 1);
        out->text[i] = "";
        return 1;
    }
    if (!equals && !has_value(out, left, argv)) {
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s needs a value: %s %s", name, name, out->rows[i].arg);
        return 1;
    }
    take_value(d, out, i, equals ? equals + 1 : argv[1]);
    return equals ? 1 : 2;
}

/* Takes argument i, which is no option. */
static void take_word(struct opt_values *out, char *const argv[], int i)
{
    const char *before = i > 0 ? argv[i - 1] : NULL;
    BUG_UNLESS(out->n_words < OPT_WORDS);
    if (out->n_words == 0)
        out->before_words = before;
    if (out->n_words == 0 || (out->n_together == out->n_words && out->words[out->n_words - 1] == before))
        out->n_together++;
    out->words[out->n_words++] = argv[i];
}

void opt_parse(struct arena *a, struct diags *d, const struct opt *rows, size_t n_rows, int argc, char *const argv[],
               struct opt_values *out)
{
    BUG_UNLESS(n_rows <= OPT_MOST);
    *out = (struct opt_values){.rows = rows, .n_rows = n_rows};
    for (size_t i = 0; i < n_rows; i++)
        out->number[i] = NAN;
    bool words_only = false;
    for (int i = 0; i < argc;) {
        if (!words_only && strcmp(argv[i], "--") == 0) {
            words_only = true;
            i++;
        } else if (!words_only && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
            out->help = true;
            i++;
        } else if (!words_only && argv[i][0] == '-' && argv[i][1] != '\0')
            i += take_option(a, d, out, argc - i, argv + i);
        else if (out->n_words == OPT_WORDS) {
            diag_add(d, DIAG_USAGE, from_command_line, NULL, "more than %d arguments are given", OPT_WORDS);
            return;
        } else
            take_word(out, argv, i++);
    }
}

const char *opt_text(const struct opt_values *v, const char *name)
{
    const size_t i = find(v->rows, v->n_rows, name);
    BUG_UNLESS(i < v->n_rows);
    return v->text[i];
}

double opt_number(const struct opt_values *v, const char *name)
{
    const size_t i = find(v->rows, v->n_rows, name);
    BUG_UNLESS(i < v->n_rows);
    return v->number[i];
}

bool opt_given(const struct opt_values *v, const char *name)
{
    const char *repeated[OPT_REPEATS];
    return opt_text(v, name) != NULL || opt_repeats(v, name, repeated) > 0;
}

size_t opt_repeats(const struct opt_values *v, const char *name, const char *out[OPT_REPEATS])
{
    const size_t row = find(v->rows, v->n_rows, name);
    size_t n = 0;
    for (size_t i = 0; i < v->n_repeat; i++)
        if (v->repeat_row[i] == row)
            out[n++] = v->repeat[i];
    return n;
}

void opt_help_row(const char *label, const char *help, struct str *out)
{
    enum { COLUMN = 28 };
    wrap_row(out, label, help, COLUMN);
}

void opt_help(const struct opt *rows, size_t n_rows, struct str *out)
{
    for (size_t i = 0; i < n_rows; i++) {
        const char *arg = rows[i].arg;
        opt_help_row(arg ? str_format(out->arena, "%s %s", rows[i].name, arg) : rows[i].name, rows[i].help, out);
    }
}
