/* launch_manual.h: the documented options of an engine (tests/engines/ENGINE.options), and whether a command keeps to
   them. */
#ifndef LAUNCH_MANUAL_H
#define LAUNCH_MANUAL_H

#include "test.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "launch.h"
#include "numtext.h"
#include "str.h"
#include "tree_json.h"

/* ---- documented options ---- */

enum place { PLACE_OPTION, PLACE_ARGUMENT, PLACE_VARIABLE, PLACE_MODELFILE, PLACE_BEFORE, PLACE_THEN };

struct documented {
    enum place place;
    const char *names; /* of an option: joined by commas */
    const char *value; /* what its value is; NULL: it takes none */
    bool hidden;       /* removed from the list by a test */
};

struct manual {
    struct documented *v;
    size_t n, room;
};

static const struct {
    const char *prefix;
    enum place place;
} places[] = {{"var ", PLACE_VARIABLE},        {"modelfile PARAMETER ", PLACE_MODELFILE},
              {"modelfile ", PLACE_MODELFILE}, {"before ", PLACE_BEFORE},
              {"then ", PLACE_THEN},           {"argument ", PLACE_ARGUMENT}};

static inline struct documented documented_line(const char *line)
{
    struct documented out = {.place = PLACE_OPTION};
    const char *rest = line;
    for (size_t i = 0; i < COUNT_OF(places) && out.place == PLACE_OPTION; i++)
        if (str_starts(line, places[i].prefix)) {
            out.place = places[i].place;
            rest = line + strlen(places[i].prefix);
        }
    if (out.place == PLACE_BEFORE || out.place == PLACE_THEN || out.place == PLACE_ARGUMENT) {
        out.names = "";
        out.value = rest;
    } else
        out.names = str_split(test_arena(), rest, ' ', &out.value);
    return out;
}

/* Adds the lines of an engine's list; "as ENGINE" adds those of another, whose options it takes. */
static inline void manual_add(struct manual *m, const char *engine)
{
    struct diags d = diag_none(test_arena());
    size_t size;
    const char *text = file_read(test_arena(), &d, str_format(test_arena(), "tests/engines/%s.options", engine), &size);
    while (text) {
        const char *line = str_split(test_arena(), text, '\n', &text);
        if (!*line || *line == '#')
            continue;
        if (str_starts(line, "as ")) {
            manual_add(m, line + strlen("as "));
            continue;
        }
        m->v = arena_more(test_arena(), m->v, m->n, &m->room, sizeof *m->v);
        m->v[m->n++] = documented_line(line);
    }
}

static inline struct manual manual_of(const char *engine)
{
    struct manual m = {0};
    manual_add(&m, engine);
    return m;
}

static inline bool among(const char *list, char sep, const char *word)
{
    while (list)
        if (strcmp(str_split(test_arena(), list, sep, &list), word) == 0)
            return true;
    return false;
}

static inline bool is_number(const char *text, bool whole)
{
    double number;
    return numtext_parse(text, strlen(text), &number) && (!whole || numtext_is_whole(number));
}

static inline bool is_list(const char *text)
{
    bool numbers = true;
    while (text)
        numbers &= is_number(str_split(test_arena(), text, ',', &text), false);
    return numbers;
}

static inline bool is_json(const char *text)
{
    struct diags d = diag_none(test_arena());
    return tree_json(test_arena(), &d, "value", text, strlen(text)) != NULL;
}

static inline bool allowed_kind(const char *kind, const char *value)
{
    if (strcmp(kind, "TEXT") == 0)
        return *value;
    if (strcmp(kind, "LIST") == 0)
        return is_list(value);
    if (strcmp(kind, "JSON") == 0)
        return is_json(value);
    if (strcmp(kind, "N") == 0 || strcmp(kind, "F") == 0)
        return is_number(value, *kind == 'N');
    return strcmp(kind, value) == 0;
}

static inline bool allowed(const char *kinds, const char *value)
{
    while (kinds)
        if (allowed_kind(str_split(test_arena(), kinds, '|', &kinds), value))
            return true;
    return false;
}

static inline struct documented *look_up(const struct manual *m, enum place place, const char *name)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].place == place && !m->v[i].hidden && among(m->v[i].names, ',', name))
            return &m->v[i];
    return NULL;
}

/* ---- the check of a command ---- */

static inline const char *fault(const char *what, const char *word)
{
    return str_format(test_arena(), "%s: %s", what, word);
}

static inline const char *check_pair(const struct manual *m, enum place place, const char *text, char sep)
{
    const char *value, *name = str_split(test_arena(), text, sep, &value);
    const struct documented *o = look_up(m, place, name);
    if (!o)
        return fault("unknown", text);
    return value && allowed(o->value, value) ? NULL : fault("wrong value", text);
}

/* Returns whether a word in capitals stands for what the engine's page on installing it tells. */
static inline bool is_told(const struct engine *e, const char *word)
{
    return strlen(word) > 3 && strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(word) && e->install &&
           strstr(e->install, word);
}

static inline const char *check_words(const struct manual *m, const struct engine *e, const struct text_list *words,
                                      size_t from)
{
    for (size_t i = from; i < words->n; i++) {
        const char *word = words->v[i];
        const struct documented *o = look_up(m, PLACE_OPTION, word), *argument = look_up(m, PLACE_ARGUMENT, "");
        if (!o && (*word == '-' || !argument))
            return fault("unknown", word);
        if (!o || !o->value)
            continue;
        if (++i == words->n)
            return fault("no value", word);
        if (!allowed(o->value, words->v[i]) && !is_told(e, words->v[i]))
            return fault(word, words->v[i]);
    }
    return NULL;
}

static inline const char *check_modelfile(const struct manual *m, const char *text)
{
    while (text && *text) {
        const char *line = str_split(test_arena(), text, '\n', &text);
        const char *bare = str_starts(line, "PARAMETER ") ? line + strlen("PARAMETER ") : line;
        const char *bad = check_pair(m, PLACE_MODELFILE, bare, ' ');
        if (bad)
            return bad;
    }
    return NULL;
}

/* Returns whether a command has the words of a documented one: TEXT, N and others stand for values, also behind =. */
static inline bool is_like(const char *want, const char *command)
{
    while (want && command) {
        const char *want_value, *value, *word = str_split(test_arena(), command, ' ', &command);
        const char *like = str_split(test_arena(), want, ' ', &want);
        const char *name = str_split(test_arena(), like, '=', &want_value);
        if (strcmp(like, word) == 0 || (!want_value && allowed_kind(like, word)))
            continue;
        if (!want_value || strcmp(str_split(test_arena(), word, '=', &value), name) != 0 || !value ||
            !allowed(want_value, value))
            return false;
    }
    return !want && !command;
}

static inline const char *check_command(const struct manual *m, enum place place, const char *command)
{
    bool known = false;
    for (size_t i = 0; i < m->n; i++)
        known |= m->v[i].place == place && !m->v[i].hidden && is_like(m->v[i].value, command);
    return known ? NULL : fault("unknown command", command);
}

/* Returns the first word that the engine's documents do not know, or NULL. */
static inline const char *check(const struct manual *m, const struct engine *e, const struct launch *l)
{
    const char *bad = NULL, *start = e->starts;
    size_t i = 0;
    for (; start; i++)
        if (i >= l->words.n || strcmp(str_split(test_arena(), start, ' ', &start), l->words.v[i]) != 0)
            return fault("not the program", l->command);
    bad = check_words(m, e, &l->words, i);
    for (size_t k = 0; k < l->variables.n && !bad; k++)
        bad = check_pair(m, PLACE_VARIABLE, l->variables.v[k], '=');
    for (size_t k = 0; k < l->before.n && !bad; k++)
        bad = check_command(m, PLACE_BEFORE, l->before.v[k]);
    for (size_t k = 0; k < l->after.n && !bad; k++)
        bad = check_command(m, PLACE_THEN, l->after.v[k]);
    return bad ? bad : check_modelfile(m, l->modelfile);
}

#endif
