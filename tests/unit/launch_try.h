/* launch_try.h: writes the command of a request, and looks into it. */
#ifndef LAUNCH_TRY_H
#define LAUNCH_TRY_H

#include "launch_manual.h"

#include "request.h"

struct
try {
    struct launch launch;
    struct launch_case c;
    bool ok;
};

static inline const struct try *tried(const struct request *q)
{
    struct try *t = ARENA_NEW(test_arena(), struct try);
    launch_case_of(test_catalogue(), q, &t->c);
    t->ok = launch_lines(test_arena(), &t->c, &t->launch);
    if (t->ok) {
        const struct manual m = manual_of(t->c.engine->id);
        test_row("%s", t->launch.command);
        if (isnan(t->c.month)) /* the lists are of the current builds */
            SAME(check(&m, t->c.engine, &t->launch), NULL);
    }
    return t;
}

static inline struct request asked(const char *engine, const char *device, int n, const char *model, const char *quant)
{
    struct request q = test_request(device, n, model, quant);
    q.engine = FIND(engine, engine);
    q.ctx = 32768;
    q.parallel = 1;
    return q;
}

/* Returns true when the option stands in the command with this value (NULL: without one). */
static inline bool says(const struct try *t, const char *option, const char *value)
{
    const struct text_list *w = &t->launch.words;
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->v[i], option) == 0 && (!value || (i + 1 < w->n && strcmp(w->v[i + 1], value) == 0)))
            return true;
    return false;
}

static inline bool holds(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i], text) == 0)
            return true;
    return false;
}

static inline bool notes(const struct try *t, const char *part)
{
    for (size_t i = 0; i < t->launch.notes.n; i++)
        if (strstr(t->launch.notes.v[i], part))
            return true;
    return false;
}

#endif
