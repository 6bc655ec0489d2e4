#include "opt.h"

#include "arena.h"
#include "diag.h"
#include "near.h"
#include "numtext.h"
#include "str.h"

#include <math.h>
#include <string.h>

static const struct origin from_command_line = {.file = NULL};

static void unknown(struct diags *d, const struct opt *rows, size_t n, const char *name)
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
    double value;
    if (!numtext_parse(text, strlen(text), &value) || value < o->low || value > o->high ||
        (o->type == OPT_WHOLE && !numtext_is_whole(value))) {
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s: expected a %snumber from %.10g to %.10g, got '%.60s'",
                 o->name, o->type == OPT_WHOLE ? "whole " : "", o->low, o->high, text);
        return;
    }
    *out = value;
}

static void take(struct diags *d, struct opt_values *out, size_t i, const char *value)
{
    const struct opt *o = &out->rows[i];
    if (o->type == OPT_REPEAT) {
        if (out->n_repeat == OPT_REPEATS)
            diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s is given too often", o->name);
        else
            out->repeat[out->n_repeat++] = value;
        return;
    }
    if (out->text[i])
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s is given twice", o->name);
    out->text[i] = value;
    if (o->type == OPT_NUMBER || o->type == OPT_WHOLE)
        take_number(d, o, value, &out->number[i]);
}

static size_t find(const struct opt *rows, size_t n, const char *name)
{
    size_t i = 0;
    while (i < n && strcmp(rows[i].name, name) != 0)
        i++;
    return i;
}

/* One option and, perhaps, the argument behind it; returns how many words it took. */
static int one(struct arena *a, struct diags *d, struct opt_values *out, int left, char *const argv[])
{
    const char *equals = strchr(argv[0], '=');
    const char *name = equals ? arena_strndup(a, argv[0], (size_t)(equals - argv[0])) : argv[0];
    const size_t i = find(out->rows, out->n_rows, name);
    if (i == out->n_rows) {
        unknown(d, out->rows, out->n_rows, name);
        return 1;
    }
    if (out->rows[i].type == OPT_FLAG) {
        if (equals)
            diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s takes no value", name);
        out->text[i] = "";
        return 1;
    }
    if (!equals && left < 2) {
        diag_add(d, DIAG_USAGE, from_command_line, NULL, "%s needs a value: %s", name, out->rows[i].arg);
        return 1;
    }
    take(d, out, i, equals ? equals + 1 : argv[1]);
    return equals ? 1 : 2;
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
            i += one(a, d, out, argc - i, argv + i);
        else if (out->n_words == sizeof out->words / sizeof *out->words) {
            diag_add(d, DIAG_USAGE, from_command_line, NULL, "too many arguments");
            return;
        } else
            out->words[out->n_words++] = argv[i++];
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
    return opt_text(v, name) != NULL;
}

void opt_help(const struct opt *rows, size_t n_rows, struct str *out)
{
    for (size_t i = 0; i < n_rows; i++) {
        const size_t width = strlen(rows[i].name) + (rows[i].arg ? 1 + strlen(rows[i].arg) : 0);
        str_addf(out, "  %s%s%s", rows[i].name, rows[i].arg ? " " : "", rows[i].arg ? rows[i].arg : "");
        str_addf(out, "%*s%s\n", width < 30 ? (int)(32 - width) : 2, "", rows[i].help);
    }
}
