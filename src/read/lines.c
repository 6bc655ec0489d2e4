#include "lines.h"

#include "arena.h"
#include "bug.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Fields of a machine, and of an addition, that hold lines. */
static const char *const fields[] = {"devices", "system", "board", "cpu", "psus", "parts"};
enum { N_FIELDS = sizeof fields / sizeof *fields };

static const struct field *field_of(const struct kind *k, const char *name)
{
    const size_t i = schema_find(k, name);
    BUG_UNLESS(i < k->n_fields);
    return &k->fields[i];
}

/* Returns the catalogue record that a line names: the first field of every kind of line links to it. */
static const void *record_of(const struct kind *line, const void *at)
{
    BUG_UNLESS(line->fields[0].type == FIELD_LINK);
    return *(const void *const *)schema_member(at, &line->fields[0]);
}

static bool is_called(const struct kind *k, const void *r, const char *id)
{
    const struct text_list *aliases = schema_member(r, field_of(k, "aliases"));
    for (size_t i = 0; i < aliases->n; i++)
        if (strcmp(aliases->v[i], id) == 0)
            return true;
    return strcmp(schema_id(k, r), id) == 0;
}

static bool is_named(const struct kind *line, const void *at, const char *id)
{
    return is_called(line->fields[0].kind, record_of(line, at), id);
}

/* Returns the number of things of a line; 1 where its kind has no qty. */
static double *qty_of(const struct kind *line, void *at)
{
    const size_t i = schema_find(line, "qty");
    return i < line->n_fields ? (double *)((char *)at + line->fields[i].offset) : NULL;
}

/* Returns a copy of a list with room for `more` entries. */
static char *copy_list(struct arena *a, const struct kind *line, const struct any_list *list, size_t more)
{
    char *v = arena_array(a, list->n + more + 1, line->size);
    if (list->n > 0)
        memcpy(v, list->v, list->n * line->size);
    return v;
}

/* Takes up to qty out of one list; returns how many were taken. */
static double take_from(struct arena *a, const struct kind *line, struct any_list *list, const char *id, double qty)
{
    char *v = copy_list(a, line, list, 0);
    double taken = 0;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        char *at = v + i * line->size;
        double *have = qty_of(line, at);
        const double now = have ? *have : 1;
        const double out = is_named(line, at, id) ? fmin(now, qty - taken) : 0;
        taken += out;
        if (out >= now)
            continue;
        if (have)
            *have = now - out;
        memmove(v + n++ * line->size, at, line->size);
    }
    *list = (struct any_list){n, v};
    return taken;
}

/* Returns whether the line was unpacked from the kit of this id. */
static bool is_within(const struct kind *line, const void *at, const char *id)
{
    const size_t i = schema_find(line, "within");
    const struct part *kit = NULL;
    if (i < line->n_fields)
        kit = *(const struct part *const *)schema_member(at, &line->fields[i]);
    return kit && is_called(&kind_part, kit, id);
}

/* Keeps a fraction of what a kit holds, of one list; 0: nothing. */
static void keep_in_list(struct arena *a, const struct kind *line, struct any_list *list, const char *kit, double kept)
{
    char *v = copy_list(a, line, list, 0);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        char *at = v + i * line->size;
        double *qty = qty_of(line, at);
        const bool held = is_within(line, at, kit);
        if (held && qty)
            *qty *= kept;
        if (!held || kept > 0)
            memmove(v + n++ * line->size, at, line->size);
    }
    *list = (struct any_list){n, v};
}

/* Keeps a fraction of what a kit holds. */
static void keep_held(struct arena *a, struct machine *m, const char *kit, double kept)
{
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        void *member = (char *)m + f->offset;
        const void **one = member;
        if (f->type == FIELD_LIST)
            keep_in_list(a, f->kind, member, kit, kept);
        else if (*one && kept <= 0 && is_within(f->kind, *one, kit))
            *one = NULL;
    }
}

/* Returns how many parts of this id the machine has. */
static double count_parts(const struct machine *m, const char *id)
{
    double n = 0;
    for (size_t i = 0; i < m->parts.n; i++)
        n += is_called(&kind_part, m->parts.v[i].part, id) ? m->parts.v[i].qty : 0;
    return n;
}

double lines_take(struct arena *a, struct machine *m, const char *id, double qty)
{
    const double parts = count_parts(m, id);
    double taken = 0;
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        void *member = (char *)m + f->offset;
        const void **one = member;
        if (f->type == FIELD_LIST)
            taken += take_from(a, f->kind, member, id, qty - taken);
        else if (*one && taken < qty && is_named(f->kind, *one, id)) {
            *one = NULL;
            taken += 1;
        }
    }
    if (parts > 0)
        keep_held(a, m, id, count_parts(m, id) / parts);
    return taken;
}

bool lines_has(const struct machine *m, const char *id)
{
    bool found = false;
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        const struct any_list *list = schema_member(m, f);
        const void *const *one = schema_member(m, f);
        if (f->type == FIELD_ONE && *one)
            found |= is_named(f->kind, *one, id);
        for (size_t j = 0; f->type == FIELD_LIST && j < list->n; j++)
            found |= is_named(f->kind, schema_at(f->kind, list, j), id);
    }
    return found;
}

/* Returns how many of the part the line holds, if it is owned. */
static double owned_in(const struct kind *line, const void *at, const char *id)
{
    const size_t qty = schema_find(line, "qty");
    const enum flag *owned = schema_member(at, field_of(line, "owned"));
    if (*owned != flag_yes || !is_named(line, at, id))
        return 0;
    return qty < line->n_fields ? *(const double *)schema_member(at, &line->fields[qty]) : 1;
}

double lines_owned(const struct machine *m, const char *id)
{
    double n = 0;
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        const struct any_list *list = schema_member(m, f);
        const void *const *one = schema_member(m, f);
        if (f->type == FIELD_ONE && *one)
            n += owned_in(f->kind, *one, id);
        for (size_t j = 0; f->type == FIELD_LIST && j < list->n; j++)
            n += owned_in(f->kind, schema_at(f->kind, list, j), id);
    }
    return n;
}

double lines_listed(const struct owned_line_list *owned, const char *id)
{
    double n = 0;
    for (size_t i = 0; i < owned->n; i++)
        for (size_t j = 0; j < kind_owned_line.n_fields; j++) {
            const struct field *f = &kind_owned_line.fields[j];
            const void *const *record = schema_member(&owned->v[i], f);
            if (f->type == FIELD_LINK && *record && is_called(f->kind, *record, id))
                n += owned->v[i].qty;
        }
    return n;
}

static void append(struct arena *a, const struct kind *line, struct any_list *list, const struct any_list *more)
{
    if (more->n == 0)
        return;
    char *v = copy_list(a, line, list, more->n);
    memcpy(v + list->n * line->size, more->v, more->n * line->size);
    *list = (struct any_list){list->n + more->n, v};
}

const char *lines_add(struct arena *a, struct machine *m, const struct addition *more)
{
    const char *twice = NULL;
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        const void *from = schema_member(more, field_of(&kind_addition, fields[i]));
        void *member = (char *)m + f->offset;
        const void **one = member;
        const void *given = f->type == FIELD_ONE ? *(const void *const *)from : NULL;
        if (f->type == FIELD_LIST)
            append(a, f->kind, member, from);
        else if (given && *one)
            twice = fields[i];
        else if (given)
            *one = given;
    }
    return twice;
}

static void own(const struct kind *line, void *at)
{
    *(enum flag *)((char *)at + field_of(line, "owned")->offset) = flag_yes;
}

void lines_own(struct arena *a, struct machine *m)
{
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        struct any_list *list = (void *)((char *)m + f->offset);
        const void **one = (void *)list;
        if (f->type == FIELD_LIST) {
            char *v = copy_list(a, f->kind, list, 0);
            for (size_t j = 0; j < list->n; j++)
                own(f->kind, v + j * f->kind->size);
            list->v = v;
        } else if (*one) {
            void *copy = arena_alloc(a, f->kind->size);
            memcpy(copy, *one, f->kind->size);
            own(f->kind, copy);
            *one = copy;
        }
    }
}

/* ---- kits ---- */

static void unpack_board(struct arena *a, struct machine *m, const struct part_line *kit, const struct board *b)
{
    struct board_line *l = ARENA_NEW(a, struct board_line);
    *l = (struct board_line){.board = b, .condition = kit->condition, .owned = kit->owned, .within = kit->part};
    if (b && !m->board)
        m->board = l;
}

static void unpack_cpu(struct arena *a, struct machine *m, const struct part_line *kit, const struct cpu *c)
{
    struct cpu_line *l = ARENA_NEW(a, struct cpu_line);
    *l = (struct cpu_line){.cpu = c, .condition = kit->condition, .owned = kit->owned, .within = kit->part};
    if (c && !m->cpu)
        m->cpu = l;
}

static void unpack_psu(struct arena *a, struct machine *m, const struct part_line *kit, const struct held *h)
{
    const struct psu_line l = {
        .psu = h->psu, .qty = h->qty * kit->qty, .condition = kit->condition, .owned = kit->owned, .within = kit->part};
    if (h->psu)
        append(a, &kind_psu_line, (void *)&m->psus, &(struct any_list){1, &l});
}

static void unpack_part(struct arena *a, struct machine *m, const struct part_line *kit, const struct held *h)
{
    const struct part_line l = {.part = h->part,
                                .qty = h->qty * kit->qty,
                                .condition = kit->condition,
                                .owned = kit->owned,
                                .within = kit->part};
    if (h->part)
        append(a, &kind_part_line, (void *)&m->parts, &(struct any_list){1, &l});
}

static const struct part_line *line_of(const struct machine *m, const struct part *p)
{
    size_t i = 0;
    while (i < m->parts.n && m->parts.v[i].part != p)
        i++;
    return i < m->parts.n ? &m->parts.v[i] : NULL;
}

/* Returns whether a kit came out of one of its own kind. The line of a kit stands before those of its contents. */
static bool is_circular(const struct machine *m, const struct part_line *kit)
{
    const struct part *p = kit->within;
    while (p && p != kit->part) {
        const struct part_line *holder = line_of(m, p);
        p = holder && holder < kit ? holder->within : NULL;
    }
    return p != NULL;
}

void lines_unpack(struct arena *a, struct machine *m, size_t unpacked)
{
    const bool own_supply = m->psus.n > 0;
    BUG_UNLESS(unpacked <= m->parts.n);
    for (size_t i = unpacked; i < m->parts.n; i++) { /* grows: a kit may hold kits */
        const struct held_list *holds = &m->parts.v[i].part->holds;
        for (size_t j = 0; j < holds->n && !is_circular(m, &m->parts.v[i]); j++) {
            const struct part_line *kit = &m->parts.v[i]; /* the list moves when it grows */
            unpack_board(a, m, kit, holds->v[j].board);
            unpack_cpu(a, m, kit, holds->v[j].cpu);
            if (!own_supply)
                unpack_psu(a, m, kit, &holds->v[j]);
            unpack_part(a, m, kit, &holds->v[j]);
        }
    }
}

/* Returns the kit that a line was unpacked from; NULL: none, or the file itself states `within`. */
static const struct part *kit_of(const struct kind *line, const void *at)
{
    const size_t i = schema_find(line, "within");
    if (i == line->n_fields || schema_origin(at, i)->file)
        return NULL;
    return *(const struct part *const *)schema_member(at, &line->fields[i]);
}

static void drop_from(struct arena *a, struct machine *m, const struct field *f)
{
    struct any_list *list = (void *)((char *)m + f->offset);
    char *v = copy_list(a, f->kind, list, 0);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const char *at = (const char *)list->v + i * f->kind->size;
        const struct part *kit = kit_of(f->kind, at);
        if (!kit || line_of(m, kit))
            memcpy(v + n++ * f->kind->size, at, f->kind->size);
    }
    *list = (struct any_list){n, v};
}

static void drop_once(struct arena *a, struct machine *m)
{
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        const void **one = (void *)((char *)m + f->offset);
        if (f->type == FIELD_LIST)
            drop_from(a, m, f);
        else if (*one && kit_of(f->kind, *one) && !line_of(m, kit_of(f->kind, *one)))
            *one = NULL;
    }
}

void lines_drop_held(struct arena *a, struct machine *m)
{
    size_t before;
    do { /* a kit that goes may hold kits */
        before = m->parts.n;
        drop_once(a, m);
    } while (m->parts.n < before);
}

/* ---- words ---- */

static void list_one(const struct kind *line, const void *at, struct str *out)
{
    str_addf(out, "%s%s", out->len ? ", " : "", schema_id(line->fields[0].kind, record_of(line, at)));
}

void lines_list(const struct machine *m, struct str *out)
{
    for (int i = 0; i < N_FIELDS; i++) {
        const struct field *f = field_of(&kind_machine, fields[i]);
        const struct any_list *list = schema_member(m, f);
        const void *const *one = schema_member(m, f);
        if (f->type == FIELD_ONE && *one)
            list_one(f->kind, *one, out);
        for (size_t j = 0; f->type == FIELD_LIST && j < list->n; j++)
            list_one(f->kind, schema_at(f->kind, list, j), out);
    }
}
