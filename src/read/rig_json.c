#include "rig_json.h"

#include "arena.h"
#include "diag.h"
#include "rig_field.h"
#include "rig_mac.h"
#include "str.h"
#include "tree_json.h"

#include <math.h>
#include <string.h>

/* ---- where the value ends ---- */

bool rig_json_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    const char *text = b->v[i].text;
    return *text == '{' || (*text == '[' && (text[1] == '\0' || text[1] == '{'));
}

/* Returns how many lines the value takes; 0: its brackets do not close. */
static size_t lines_of(const struct rig_lines *b)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < b->n; i++) {
        for (const char *c = b->v[i].text; *c; c++) {
            if (quoted && *c == '\\' && c[1])
                c++;
            else if (*c == '"')
                quoted = !quoted;
            else if (!quoted && (*c == '{' || *c == '['))
                depth++;
            else if (!quoted && (*c == '}' || *c == ']'))
                depth--;
        }
        if (depth <= 0)
            return i + 1;
    }
    return 0;
}

static struct tree *parse(struct rig_said *s, const struct rig_lines *b, size_t n)
{
    struct str text = str_new(s->arena);
    for (int line = 1; line < b->v[0].line; line++)
        str_add(&text, "\n"); /* so that messages have the lines of the file */
    for (size_t i = 0; i < n; i++)
        str_addf(&text, "%s\n", b->v[i].text);
    return tree_is_text(s->d, b->file, text.text, text.len) ? tree_json(s->arena, s->d, b->file, text.text, text.len)
                                                            : NULL;
}

/* ---- members ---- */

/* Returns a value as text, with its unit where it is a map of both: {"value": 550, "unit": "W"}; NULL: it is another
   map or a list. */
static const char *text_of(struct arena *a, const struct tree *t)
{
    const struct tree *value = tree_get(t, "value"), *unit = tree_get(t, "unit");
    if (value && unit && unit->type == TREE_TEXT)
        return str_format(a, "%s %s", text_of(a, value) ? text_of(a, value) : "", unit->text);
    return t->type == TREE_TEXT ? t->text : t->type == TREE_NUMBER ? str_format(a, "%.17g", t->number) : NULL;
}

static void set_members(struct rig_said *s, struct rig_card *c, const struct tree *map, const char *path, int depth)
{
    for (const struct tree *t = map->first; t && depth < 4; t = t->next) {
        const char *key = rig_text_key(s->arena, str_format(s->arena, "%s %s", path, t->key ? t->key : ""));
        const char *value = text_of(s->arena, t);
        if (value)
            rig_field_set(s, c, key, value);
        else if (t->type == TREE_MAP)
            set_members(s, c, t, key, depth + 1);
    }
}

/* Reads {"card0": {...}, "card1": {...}, "system": {...}}. */
static void read_rocm(struct rig_said *s, const struct tree *root, struct origin at)
{
    struct rig_output *o = rig_said_output(s, "rocm-smi --json", vendor_amd, at);
    for (const struct tree *t = root->first; t; t = t->next)
        if (str_starts(t->key, "card") && t->type == TREE_MAP)
            set_members(s, rig_said_numbered(s, o, rig_text_number(t->key + 4, NULL), t->at), t, "", 0);
}

static void read_amd(struct rig_said *s, const struct tree *list, struct origin at)
{
    struct rig_output *o = rig_said_output(s, "amd-smi --json", vendor_amd, at);
    for (const struct tree *t = list->first; t; t = t->next) {
        const struct tree *index = tree_get(t, "gpu");
        if (index && index->type == TREE_NUMBER)
            set_members(s, rig_said_numbered(s, o, index->number, t->at), t, "", 0);
    }
}

size_t rig_json(struct rig_said *s, const struct rig_lines *b)
{
    const size_t n = lines_of(b);
    const struct origin at = rig_said_at(b, 0);
    if (n == 0) {
        diag_add(s->d, DIAG_RIG, at, NULL, "the JSON value that begins here is cut off");
        return b->n;
    }
    struct tree *root = parse(s, b, n);
    const struct tree *data = tree_get(root ? root : &(struct tree){0}, "gpu_data");
    const struct tree *list = data ? data : root;
    if (!root)
        return n;
    if (rig_mac_is(root))
        rig_mac_members(s, root, at);
    else if (list->type == TREE_LIST && list->first && tree_get(list->first, "gpu"))
        read_amd(s, list, at);
    else if (root->type == TREE_MAP && root->first && str_starts(root->first->key, "card"))
        read_rocm(s, root, at);
    else
        diag_add(s->d, DIAG_RIG_LINE, at, NULL,
                 "the JSON value that begins here is left out: it is none of rocm-smi, amd-smi and system_profiler");
    return n;
}
