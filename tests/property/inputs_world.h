/* inputs_world.h: the records of a run as a copy that inputs.c may change, and one change of them. */
#ifndef INPUTS_WORLD_H
#define INPUTS_WORLD_H

#include "test.h"

#include "arena.h"
#include "market.h"

/* ---- the records of a run ---- */

struct place {
    const struct kind *kind;
    void *record;
};

/* A copy of the catalogue and of a scenario that may be written to, and the place of each record in it. */
struct world {
    struct arena *arena;
    struct catalogue catalogue;
    struct scenario scenario;
    const struct market *market; /* of the unchanged records */
    struct place *place;
    size_t n, room;
};

static void remember(struct world *w, const struct kind *k, void *record)
{
    if (w->n == w->room) {
        struct place *more = ARENA_ARRAY(w->arena, w->room ? 2 * w->room : 4096, struct place);
        if (w->n > 0)
            memcpy(more, w->place, w->n * sizeof *more);
        w->place = more;
        w->room = w->room ? 2 * w->room : 4096;
    }
    w->place[w->n++] = (struct place){k, record};
}

/* Returns the copy of a record of the catalogue. */
static const void *copy_of(const struct world *w, const struct kind *k, const void *record)
{
    size_t i = 0;
    while (catalogue_kinds[i].kind != k)
        BUG_UNLESS(++i < catalogue_n_kinds);
    const struct any_list *was = catalogue_list(test_catalogue(), &catalogue_kinds[i]);
    const size_t at = (size_t)((const char *)record - (const char *)was->v) / k->size;
    return schema_at(k, catalogue_list(&w->catalogue, &catalogue_kinds[i]), at);
}

/* Copies a record with the records nested in it; its links lead to copies. */
static void copy(struct world *w, const struct kind *k, const void *from, void *to)
{
    memcpy(to, from, k->size);
    remember(w, k, to);
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        void *member = (char *)to + f->offset;
        const void **pointer = member;
        struct any_list *list = member;
        if (f->type == FIELD_LINK && *pointer)
            *pointer = copy_of(w, f->kind, *pointer);
        const struct any_list inner = f->type == FIELD_LIST
                                          ? *list
                                          : (struct any_list){1, f->type == FIELD_ONE ? *pointer : NULL};
        if (!inner.v)
            continue;
        char *all = arena_array(w->arena, inner.n, f->kind->size);
        for (size_t j = 0; j < inner.n; j++)
            copy(w, f->kind, schema_at(f->kind, &inner, j), all + j * f->kind->size);
        if (f->type == FIELD_LIST)
            list->v = all;
        else
            *pointer = all;
    }
}

/* Of the prices only one in five: each change of what the market reads makes it again. */
static size_t step_of(const struct kind *k)
{
    return k == &kind_price ? 5 : 1;
}

static void make_world(struct world *w, const char *text)
{
    char **all = ARENA_ARRAY(w->arena, catalogue_n_kinds, char *);
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const size_t step = step_of(catalogue_kinds[i].kind),
                     n = (catalogue_list(test_catalogue(), &catalogue_kinds[i])->n + step - 1) / step;
        struct any_list *list = (void *)((char *)&w->catalogue + catalogue_kinds[i].offset);
        all[i] = arena_array(w->arena, n, catalogue_kinds[i].kind->size);
        *list = (struct any_list){n, all[i]};
    }
    for (size_t i = 0; i < catalogue_n_kinds; i++) {
        const struct kind *k = catalogue_kinds[i].kind;
        const struct any_list *was = catalogue_list(test_catalogue(), &catalogue_kinds[i]);
        const size_t step = step_of(k);
        for (size_t j = 0; j < was->n; j += step)
            copy(w, k, schema_at(k, was, j), all[i] + j / step * k->size);
    }
    copy(w, &kind_scenario, test_scenario(text), &w->scenario);
}

/* ---- a change ---- */

/* What is changed: a field; of calibration and spread records those of one constant or phase. */
struct edit {
    const struct kind *kind;
    const struct field *field;
    int word;
    bool down;
};

static size_t size_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_NUM:
    case FIELD_INT: return sizeof(double);
    case FIELD_SPAN: return sizeof(struct range);
    case FIELD_ENUM: return sizeof(int);
    case FIELD_TEXT: return sizeof(const char *);
    default: return 0; /* links are followed: what counts are the fields of the record that they name */
    }
}

static bool concerns(const struct edit *c, const struct place *p)
{
    if (p->kind != c->kind)
        return false;
    if (c->word && c->kind == &kind_calibration)
        return (int)((const struct calibration *)p->record)->constant == c->word;
    return !c->word || (int)((const struct spread *)p->record)->phase == c->word;
}

/* Another value of it; false where none is stated, or there is no other. */
static bool change_one(const struct edit *c, void *at)
{
    double *number = at;
    int *word = at;
    struct range *range = at;
    const char **text = at;
    const int words = c->field->type == FIELD_ENUM ? c->field->words->n : 0;
    switch (c->field->type) {
    case FIELD_NUM: *number *= c->down ? 0.8 : 1.1; return !isnan(*number) && *number != 0;
    case FIELD_INT: *number += c->down && *number >= 2 ? -1 : 1; return !isnan(*number);
    case FIELD_SPAN: *range = range_scale(*range, c->down ? 0.8 : 1.1); return !isnan(range->mid);
    case FIELD_ENUM:
        if (*word == 0)
            return false;
        *word = c->down ? (*word > 1 ? *word - 1 : words - 1) : *word + 1 < words ? *word + 1 : 1;
        return true;
    case FIELD_TEXT:
        if (!*text || c->down)
            return false;
        *text = "2025-02-03";
        return true;
    default: return false;
    }
}

/* Changes every record that it concerns, and keeps what was there; or puts it back. */
static bool change_all(const struct world *w, const struct edit *c, char *keep, bool back)
{
    const size_t size = size_of(c->field);
    bool any = false;
    for (size_t i = 0; i < w->n; i++) {
        char *at = (char *)w->place[i].record + c->field->offset;
        if (!concerns(c, &w->place[i]))
            continue;
        if (back)
            memcpy(at, keep, size);
        else {
            memcpy(keep, at, size);
            any |= change_one(c, at);
        }
        keep += size;
    }
    return any;
}

#endif
