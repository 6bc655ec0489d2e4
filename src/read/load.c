#include "load.h"

#include "arena.h"
#include "decode.h"
#include "diag.h"
#include "field_rules.h"
#include "file.h"
#include "offer_book.h"
#include "own_tariff.h"
#include "plan.h"
#include "price_book.h"
#include "scenario_1.h"
#include "scenario_money.h"
#include "near.h"
#include "overlay.h"
#include "consistency.h"
#include "str.h"
#include "text_set.h"
#include "tree_parse.h"

#include <stdlib.h>
#include <string.h>

static const char catalogue_schema[] = "rigplan-catalogue-1";
static const char scenario_schema[] = "rigplan-scenario-2";

/* ---- catalogue ---- */

/* One record of the new catalogue: read from a file, or copied from the base. */
struct item {
    const char *id;                /* NULL: the file states no id */
    const struct tree *node;       /* NULL: copy the base's record with this index, or row */
    const struct price_book *book; /* the book that has it in row book_row; NULL: it is in no book */
    size_t book_row;
    struct decode_path path;
    const struct load_text *from; /* the file that node is from */
};

/* All records of one kind. A record of a later file takes the index of the record with its id, so records of the base
   keep their index. */
struct gathered {
    struct item *v;
    size_t n, room, n_new;
    struct text_set named; /* the ids of the first n_named records */
    size_t n_named;
    char *records; /* n records of the new catalogue, to be filled */
};

static const char *id_of(const struct tree *node)
{
    const struct tree *id = tree_get(node, "id");
    return id && id->type == TREE_TEXT ? id->text : NULL;
}

static void grow_items(struct arena *a, struct gathered *g, size_t room)
{
    struct item *bigger = ARENA_ARRAY(a, room, struct item);
    if (g->n > 0)
        memcpy(bigger, g->v, g->n * sizeof *bigger);
    g->v = bigger;
    g->room = room;
}

static void gather_base(struct arena *a, struct gathered *g, const struct kind *k, const struct any_list *list)
{
    enum { ROOM_FOR_MORE = 64 };
    grow_items(a, g, list->n + ROOM_FOR_MORE);
    for (; g->n < list->n; g->n++)
        g->v[g->n].id = schema_id(k, schema_at(k, list, g->n));
}

/* Returns false when no more records of that kind are taken, with a diagnostic the first time. */
static bool has_room(struct diags *d, struct gathered *g, const struct kind *k, struct origin at)
{
    const size_t most = k == &kind_price ? LOAD_MOST_PRICES : LOAD_MOST_RECORDS;
    if (g->n_new == most)
        diag_add(d, DIAG_TOO_LARGE, at, NULL, "expected at most %zu records of kind %s in all files, got more", most,
                 k->name);
    g->n_new++;
    return g->n_new <= most;
}

/* Adds the record, or puts it in the place of the first one with its id that an earlier file has. */
static void gather_one(struct arena *a, struct gathered *g, const struct item *one)
{
    for (; g->n_named < g->n; g->n_named++)
        if (g->v[g->n_named].id)
            text_set_add(&g->named, g->v[g->n_named].id, g->n_named);
    const size_t known = one->id ? text_set_find(&g->named, one->id) : TEXT_SET_NONE;
    const bool replaces = known != TEXT_SET_NONE && g->v[known].from != one->from;
    const size_t i = replaces ? known : g->n;
    if (i == g->room)
        grow_items(a, g, g->room ? g->room * 2 : 64);
    BUG_UNLESS(i < g->room);
    g->v[i] = *one;
    g->n += i == g->n;
}

/* Returns the observations of the list as a set. */
static struct price_keys *keys_of(struct arena *a, const struct price_list *list)
{
    struct price_keys *keys = price_keys_new(a);
    for (size_t i = 0; i < list->n; i++) {
        const struct price_key key = price_keys_of(&list->v[i]);
        price_keys_add(keys, &key);
    }
    return keys;
}

/* Adds the rows of a price book. Their ids are their places, so they replace nothing. seen: observations that are not
   added again; NULL: all are added. */
static void gather_book(struct arena *a, struct diags *d, struct gathered *prices, const struct load_text *text,
                        struct price_keys *seen)
{
    struct price_book *b = ARENA_NEW(a, struct price_book);
    if (!price_book_open(a, d, text->file, text->prefix ? text->prefix : "", arena_strndup(a, text->text, text->size),
                         text->size, b))
        return;
    grow_items(a, prices, prices->n + b->table.n_rows);
    for (size_t i = 0; i < b->table.n_rows; i++) {
        const struct price_key key = price_book_key(b, i);
        if (seen && !price_keys_add(seen, &key))
            continue;
        if (!has_room(d, prices, &kind_price, (struct origin){.file = text->file, .line = b->table.lines[i], .col = 1}))
            return;
        prices->v[prices->n++] = (struct item){.book = b, .book_row = i, .from = text};
    }
}

static void unknown_kind(struct diags *d, const struct tree *t)
{
    struct near best = {0};
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        near_consider(&best, t->key, catalogue_kinds[i].key);
    if (best.name)
        diag_add(d, DIAG_UNKNOWN_FIELD, t->at, t->key, "a catalogue has no '%s'; did you mean '%s'?", t->key,
                 best.name);
    else
        diag_add(d, DIAG_UNKNOWN_FIELD, t->at, t->key, "a catalogue has no '%s'", t->key);
}

static void gather_list(struct arena *a, struct diags *d, struct gathered all[], const struct tree *t,
                        const struct load_text *from)
{
    for (size_t k = 0; k < catalogue_n_kinds; k++) {
        if (strcmp(t->key, catalogue_kinds[k].key) != 0)
            continue;
        if (t->type != TREE_LIST) {
            diag_add(d, DIAG_WRONG_TYPE, t->at, t->key, "expected a list, got %s", tree_describe(a, t));
            return;
        }
        size_t i = 0;
        for (const struct tree *node = t->first; node; node = node->next) {
            const struct item one = {
                .id = id_of(node), .node = node, .path = {.name = t->key, .entry = true, .index = i++}, .from = from};
            if (!has_room(d, &all[k], catalogue_kinds[k].kind, node->at))
                return;
            gather_one(a, &all[k], &one);
        }
        return;
    }
    unknown_kind(d, t);
}

/* Returns what to do with a file of that schema where another is wanted, to be put behind the message. */
static const char *instead(const char *schema, const char *wanted)
{
    if (strcmp(schema, "rigplan-machine-1") == 0 && strcmp(wanted, scenario_schema) == 0)
        return ": it is a machine, for rigplan predict --machine; for a scenario, write one with rigplan init and put "
               "the fields of the machine, with an id, into its list `machines`";
    return "";
}

static bool has_schema(struct arena *a, struct diags *d, const struct tree *root, const char *wanted, const char *file)
{
    const struct tree *schema = tree_get(root, "schema");
    if (schema && schema->type == TREE_TEXT && strcmp(schema->text, wanted) == 0)
        return true;
    const char *hint = schema && schema->type == TREE_TEXT ? instead(schema->text, wanted) : "";
    diag_add(d, DIAG_BAD_SCHEMA, schema ? schema->at : diag_file(file), "schema", "expected \"%s\", got %s%s", wanted,
             schema ? tree_describe(a, schema) : "nothing", hint);
    return false;
}

/* Returns the tree of a catalogue file, whatever its format; NULL with a diagnostic. */
static const struct tree *catalogue_tree(struct arena *a, struct diags *d, const struct load_text *text)
{
    if (!text->tree && offer_book_is(text->file, text->text, text->size))
        return offer_book_tree(a, d, text->file, arena_strndup(a, text->text, text->size), text->size);
    return text->tree ? text->tree : tree_parse(a, d, text->file, text->text, text->size);
}

static void gather_file(struct arena *a, struct diags *d, struct gathered all[], const struct load_text *text)
{
    const struct tree *root = catalogue_tree(a, d, text);
    if (!root || !has_schema(a, d, root, catalogue_schema, text->file))
        return;
    for (const struct tree *t = root->first; t; t = t->next)
        if (strcmp(t->key, "schema") != 0)
            gather_list(a, d, all, t, text);
}

struct name {
    const char *text;
    struct origin at;
};

static int by_text(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    const int order = strcmp(x->text, y->text);
    return order ? order : x->at.line - y->at.line;
}

/* Reports ids and aliases that two records of a kind share. */
static void refuse_same_names(struct arena *a, struct diags *d, const struct catalogue_kind *k,
                              const struct any_list *list)
{
    const size_t id = schema_find(k->kind, "id"), aliases = schema_find(k->kind, "aliases");
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += 1 + ((const struct text_list *)schema_member(schema_at(k->kind, list, i), &k->kind->fields[aliases]))->n;
    struct name *names = ARENA_ARRAY(a, n, struct name);
    n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const void *r = schema_at(k->kind, list, i);
        const struct text_list *more = schema_member(r, &k->kind->fields[aliases]);
        if (schema_id(k->kind, r))
            names[n++] = (struct name){schema_id(k->kind, r), *schema_origin(r, id)};
        for (size_t j = 0; j < more->n; j++)
            names[n++] = (struct name){more->v[j], *schema_origin(r, aliases)};
    }
    qsort(names, n, sizeof *names, by_text);
    for (size_t i = 1; i < n; i++)
        if (strcmp(names[i - 1].text, names[i].text) == 0)
            diag_add(d, DIAG_DUPLICATE_ID, names[i].at, k->key, "'%s' already names another %s", names[i].text,
                     k->kind->name);
}

/* Allocates the lists of all kinds before any record is filled: records link to each other. */
static struct catalogue *allocate_lists(struct arena *a, struct gathered all[])
{
    struct catalogue *c = ARENA_NEW(a, struct catalogue);
    for (size_t k = 0; k < catalogue_n_kinds; k++) {
        struct any_list *list = (void *)((char *)c + catalogue_kinds[k].offset);
        all[k].records = arena_array(a, all[k].n, catalogue_kinds[k].kind->size);
        *list = (struct any_list){all[k].n, all[k].records};
    }
    return c;
}

/* Fills the list of kind k in c: copies records of the base and decodes those of files. */
static void fill_list(struct decode *dec, const struct catalogue *base, struct catalogue *c, size_t k,
                      const struct gathered *g)
{
    const struct kind *kind = catalogue_kinds[k].kind;
    for (size_t i = 0; i < g->n; i++) {
        void *to = g->records + i * kind->size;
        if (g->v[i].node)
            decode_record(dec, kind, g->v[i].node, &g->v[i].path, to);
        else if (g->v[i].book)
            price_book_record(g->v[i].book, dec, g->v[i].book_row, to);
        else
            overlay_copy(dec->arena, base, c, kind, schema_at(kind, catalogue_list(base, &catalogue_kinds[k]), i), to);
    }
    if (g->n_new > 0)
        refuse_same_names(dec->arena, dec->d, &catalogue_kinds[k], catalogue_list(c, &catalogue_kinds[k]));
}

/* Judges the records of kind k that files state. Rows of a price book are not judged: other programs wrote them. */
static void judge_list(struct diags *d, size_t k, const struct gathered *g)
{
    const struct kind *kind = catalogue_kinds[k].kind;
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].node)
            field_rules_read(d, kind, g->records + i * kind->size, catalogue_kinds[k].key);
}

const struct catalogue *load_catalogue(struct arena *a, struct diags *d, const struct catalogue *base,
                                       const struct load_text *texts, size_t n)
{
    const int errors = d->errors;
    if (base && n == 0)
        return base;
    size_t prices = 0;
    while (catalogue_kinds[prices].kind != &kind_price)
        prices++;
    struct gathered *all = ARENA_ARRAY(a, catalogue_n_kinds, struct gathered);
    for (size_t k = 0; k < catalogue_n_kinds; k++)
        all[k].named = text_set_new(a);
    for (size_t k = 0; base && k < catalogue_n_kinds; k++)
        gather_base(a, &all[k], catalogue_kinds[k].kind, catalogue_list(base, &catalogue_kinds[k]));
    struct price_keys *seen = base ? keys_of(a, &base->prices) : NULL;
    for (size_t i = 0; i < n; i++)
        if (price_book_is(texts[i].file) && !offer_book_is(texts[i].file, texts[i].text, texts[i].size))
            gather_book(a, d, &all[prices], &texts[i], seen);
        else
            gather_file(a, d, all, &texts[i]);
    struct catalogue *c = allocate_lists(a, all);
    struct decode dec = {.arena = a, .d = d};
    for (size_t k = 0; k < catalogue_n_kinds; k++)
        fill_list(&dec, base, c, k, &all[k]);
    const bool whole = d->errors == errors; /* contradictions are told with the faults of links, other faults alone */
    for (size_t k = 0; k < catalogue_n_kinds; k++)
        judge_list(d, k, &all[k]);
    const int judged = d->errors;
    if (whole)
        decode_resolve(&dec, c);
    if (whole && d->errors == judged)
        consistency_catalogue(d, c);
    return d->errors == errors ? c : NULL;
}

/* ---- scenario ---- */

bool load_is_catalogue(struct arena *a, struct diags *d, const struct load_text *text)
{
    const int errors = d->errors;
    const struct tree *root = text->tree ? text->tree : tree_parse(a, d, text->file, text->text, text->size);
    const struct tree *schema = root ? tree_get(root, "schema") : NULL;
    const char *name = schema && schema->type == TREE_TEXT ? schema->text : "";
    const bool catalogue = strcmp(name, catalogue_schema) == 0;
    if (d->errors == errors && !catalogue && strcmp(name, scenario_schema) != 0 && !(root && scenario_1_is(root)))
        diag_add(d, DIAG_BAD_SCHEMA, schema ? schema->at : diag_file(text->file), "schema",
                 "expected %s, %s or rigplan-machine-1, got %s", catalogue_schema, scenario_schema,
                 schema ? tree_describe(a, schema) : "nothing");
    return catalogue;
}

/* A file being read and the files that include it, up to the scenario. */
struct chain {
    const char *file;
    const struct chain *above;
    int depth;
    int *files; /* files included so far, in all branches */
};

/* Returns the path of an included file, relative to the file that includes it. */
static const char *beside(struct arena *a, const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    if (name[0] == '/' || !slash)
        return name;
    return str_format(a, "%.*s/%s", (int)(slash - file), file, name);
}

static void add_includes(struct arena *a, struct diags *d, struct tree *root, const struct chain *chain);

static void add_include(struct arena *a, struct diags *d, struct tree *root, const struct tree *name,
                        const struct chain *chain)
{
    enum { DEEPEST_INCLUDE = 16, MOST_INCLUDES = 64 };
    if (name->type != TREE_TEXT)
        return; /* the decoder reports it */
    const struct chain link = {beside(a, chain->file, name->text), chain, chain->depth + 1, chain->files};
    for (const struct chain *c = chain; c; c = c->above)
        if (strcmp(c->file, link.file) == 0) {
            diag_add(d, DIAG_INCLUDE, name->at, "include", "'%s' includes itself through this include", link.file);
            return;
        }
    if (link.depth > DEEPEST_INCLUDE) {
        diag_add(d, DIAG_INCLUDE, name->at, "include", "expected includes nested at most %d deep, '%s' is deeper",
                 (int)DEEPEST_INCLUDE, link.file);
        return;
    }
    if (++*chain->files > MOST_INCLUDES) {
        if (*chain->files == MOST_INCLUDES + 1)
            diag_add(d, DIAG_INCLUDE, name->at, "include", "expected at most %d included files, got more",
                     (int)MOST_INCLUDES);
        return;
    }
    size_t size = 0;
    const char *text = file_read(a, d, link.file, &size);
    struct tree *more = text ? tree_parse(a, d, link.file, text, size) : NULL;
    if (!more)
        return;
    if (more->type != TREE_MAP) {
        diag_add(d, DIAG_WRONG_TYPE, more->at, NULL, "expected fields of a scenario, such as site or machines, got %s",
                 tree_describe(a, more));
        return;
    }
    add_includes(a, d, more, &link);
    tree_fill(root, more, a);
}

/* Adds the members of the included files that root does not state itself. */
static void add_includes(struct arena *a, struct diags *d, struct tree *root, const struct chain *chain)
{
    const struct tree *list = tree_get(root, "include");
    for (const struct tree *name = list && list->type == TREE_LIST ? list->first : NULL; name; name = name->next)
        add_include(a, d, root, name, chain);
}

/* Returns the tree of a scenario of version 2, with its includes and the values of --set; NULL with a diagnostic. *old:
   the file is of version 1 and was converted. */
static struct tree *scenario_tree(struct arena *a, struct diags *d, const struct catalogue *c,
                                  const struct load_text *text, const struct load_set *sets, size_t n_sets, bool *old)
{
    const int errors = d->errors;
    struct tree *root = tree_parse(a, d, text->file, text->text, text->size);
    *old = root && scenario_1_is(root);
    if (!root || (!*old && !has_schema(a, d, root, scenario_schema, text->file)))
        return NULL;
    int files = 0;
    add_includes(a, d, root, &(struct chain){text->file, NULL, 0, &files});
    if (d->errors > errors)
        return NULL;
    for (size_t i = 0; i < n_sets; i++)
        tree_set(a, d, root, sets[i].path, sets[i].value);
    if (*old)
        scenario_1_convert(a, d, c, root);
    scenario_money_rename(a, root);
    own_tariff_complete(a, d, c, root);
    return root;
}

const struct scenario *load_scenario(struct arena *a, struct diags *d, const struct catalogue *c,
                                     const struct load_text *text, const struct load_set *sets, size_t n_sets)
{
    const int errors = d->errors;
    bool old = false;
    struct tree *root = scenario_tree(a, d, c, text, sets, n_sets, &old);
    if (!root)
        return NULL;
    if (old)
        diag_add(d, DIAG_OLD_SCENARIO, diag_file(text->file), NULL,
                 "the scenario is of version 1; it is read as version 2 (rigplan convert FILE writes that file)");
    struct scenario *s = ARENA_NEW(a, struct scenario);
    struct decode dec = {.arena = a, .d = d, .by_name = true};
    decode_record(&dec, &kind_scenario, root, NULL, s);
    decode_resolve(&dec, c);
    const bool whole = d->errors == errors; /* all go on after faults, so that all are reported */
    field_rules_read(d, &kind_scenario, s, "scenario");
    if (whole) {
        plan_complete(a, d, s);
        scenario_money_complete(c, s);
        own_tariff_take(a, c, s);
        consistency_scenario(d, c, s);
    }
    return d->errors == errors ? s : NULL;
}

bool load_is_old(struct arena *a, struct diags *d, const struct load_text *text)
{
    const struct tree *root = tree_parse(a, d, text->file, text->text, text->size);
    if (root && scenario_1_is(root))
        return true;
    if (root)
        has_schema(a, d, root, scenario_schema, text->file);
    return false;
}

struct tree *load_converted(struct arena *a, struct diags *d, const struct catalogue *c, const struct load_text *text)
{
    bool old = false;
    return scenario_tree(a, d, c, text, NULL, 0, &old);
}
