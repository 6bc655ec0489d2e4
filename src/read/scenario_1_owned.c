#include "scenario_1_owned.h"

#include "arena.h"
#include "tree_make.h"

#include <string.h>

enum { MOST_OPTIONS = 64 };

struct sharing {
    struct arena *arena;
    struct tree *pc[MOST_OPTIONS]; /* machines that share board and processor */
    int n;
};

/* Returns whether two values are the same, wherever they stand. */
static bool same(const struct tree *a, const struct tree *b)
{
    if (a->type != b->type || a->n != b->n)
        return false;
    if (a->type != TREE_MAP && a->type != TREE_LIST)
        return a->text && b->text ? strcmp(a->text, b->text) == 0 : a->number == b->number;
    const struct tree *y = b->first;
    for (const struct tree *x = a->first; x; x = x->next, y = y->next)
        if ((x->key && strcmp(x->key, y->key) != 0) || !same(x, y))
            return false;
    return true;
}

static bool says(const struct tree *map, const char *key, const char *text)
{
    const struct tree *t = map ? tree_get(map, key) : NULL;
    return t && t->type == TREE_TEXT && strcmp(t->text, text) == 0;
}

/* Returns the option's machine `pc`, when its board and processor are owned; NULL: it has none. */
static struct tree *owned_pc(struct tree *option)
{
    struct tree *machines = tree_member(option, "machines");
    for (struct tree *m = machines && machines->type == TREE_LIST ? machines->first : NULL; m; m = m->next)
        if (says(m, "id", "pc") && says(tree_get(m, "board"), "owned", "yes") &&
            says(tree_get(m, "cpu"), "owned", "yes"))
            return m;
    return NULL;
}

/* Collects the computers with the board and processor of the first one that is owned. */
static void collect(struct sharing *s, struct tree *options)
{
    for (struct tree *o = options->first; o && s->n < MOST_OPTIONS; o = o->next) {
        struct tree *pc = o->type == TREE_MAP ? owned_pc(o) : NULL;
        if (pc && (s->n == 0 || (same(tree_get(pc, "board"), tree_get(s->pc[0], "board")) &&
                                 same(tree_get(pc, "cpu"), tree_get(s->pc[0], "cpu")))))
            s->pc[s->n++] = pc;
    }
}

static bool holds(const struct tree *map, const char *list, const struct tree *line)
{
    const struct tree *lines = tree_get(map, list);
    for (const struct tree *t = lines && lines->type == TREE_LIST ? lines->first : NULL; t; t = t->next)
        if (same(t, line))
            return true;
    return false;
}

static bool all_hold(const struct sharing *s, const char *list, const struct tree *line)
{
    bool all = says(line, "owned", "yes");
    for (int i = 0; i < s->n; i++)
        all &= holds(s->pc[i], list, line);
    return all;
}

static void graft(const struct sharing *s, struct tree *parent, const struct tree *t, const char *key)
{
    struct tree *copy = ARENA_NEW(s->arena, struct tree);
    *copy = *t;
    copy->next = NULL;
    copy->key = key;
    tree_adopt(parent, copy);
}

/* Copies a line without the mark that it is owned: the whole machine is. */
static void graft_unmarked(const struct sharing *s, struct tree *parent, const struct tree *line, const char *key)
{
    struct tree *copy = tree_make_map(s->arena, parent, key, line->at);
    for (const struct tree *t = line->first; t; t = t->next)
        if (strcmp(t->key, "owned") != 0)
            graft(s, copy, t, t->key);
}

static void share_list(const struct sharing *s, struct tree *base, const char *list)
{
    const struct tree *lines = tree_get(s->pc[0], list);
    struct tree *shared = tree_make_list(s->arena, NULL, NULL, base->at);
    for (const struct tree *t = lines && lines->type == TREE_LIST ? lines->first : NULL; t; t = t->next)
        if (all_hold(s, list, t))
            graft_unmarked(s, shared, t, NULL);
    if (shared->n > 0)
        graft(s, base, shared, list);
}

/* Adds the lines of a list that are not shared: to `add`, where the base has such a list, else to the machine. */
static void keep_list(const struct sharing *s, const struct tree *pc, const struct tree *base, const char *list,
                      struct tree *out, struct tree *add)
{
    const struct tree *lines = tree_get(pc, list);
    struct tree *rest = tree_make_list(s->arena, NULL, NULL, pc->at);
    for (const struct tree *t = lines && lines->type == TREE_LIST ? lines->first : NULL; t; t = t->next)
        if (!all_hold(s, list, t))
            graft(s, rest, t, NULL);
    if (rest->n > 0)
        graft(s, tree_get(base, list) ? add : out, rest, list);
}

static bool is_list_of_parts(const char *key)
{
    return strcmp(key, "devices") == 0 || strcmp(key, "psus") == 0 || strcmp(key, "parts") == 0;
}

/* Turns a computer into one that extends the base. */
static void extend(const struct sharing *s, struct tree *pc, const struct tree *base)
{
    static const char *const lists[] = {"devices", "psus", "parts"};
    struct tree *out = tree_make_map(s->arena, NULL, NULL, pc->at);
    struct tree *add = tree_make_map(s->arena, NULL, NULL, pc->at);
    tree_make_text(s->arena, out, "id", "pc", pc->at);
    tree_make_text(s->arena, out, "extends", "my-pc", pc->at);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        keep_list(s, pc, base, lists[i], out, add);
    for (const struct tree *t = pc->first; t; t = t->next)
        if (!is_list_of_parts(t->key) && !tree_get(out, t->key) && !tree_get(base, t->key))
            graft(s, out, t, t->key);
    if (add->n > 0)
        graft(s, out, add, "add");
    pc->first = out->first;
    pc->last = out->last;
    pc->n = out->n;
}

void scenario_1_owned_share(struct arena *a, struct tree *root)
{
    struct sharing s = {.arena = a};
    struct tree *options = tree_member(root, "options"), *machines = tree_member(root, "machines");
    if (options && options->type == TREE_LIST)
        collect(&s, options);
    if (s.n < 2)
        return;
    /* A copy: the first computer changes while the others are compared with it. */
    struct tree *base = tree_make_map(a, NULL, NULL, s.pc[0]->at), old[MOST_OPTIONS];
    tree_make_text(a, base, "id", "my-pc", base->at);
    tree_make_yes(a, base, "owned", true, base->at);
    graft_unmarked(&s, base, tree_get(s.pc[0], "board"), "board");
    graft_unmarked(&s, base, tree_get(s.pc[0], "cpu"), "cpu");
    share_list(&s, base, "devices");
    share_list(&s, base, "psus");
    share_list(&s, base, "parts");
    struct sharing before = s;
    for (int i = 0; i < s.n; i++) {
        old[i] = *s.pc[i];
        before.pc[i] = &old[i];
    }
    for (int i = 0; i < s.n; i++)
        extend(&before, s.pc[i], base);
    if (!machines)
        machines = tree_make_list(a, root, "machines", root->at);
    tree_adopt(machines, base);
}
