#include "measured_names.h"

#include "arena.h"
#include "catalogue.h"
#include "measured_phrase.h"
#include "names.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

/* A name that was looked up: files name few things many times. */
struct memo {
    const struct kind *kind;
    const char *text, *id; /* id NULL: the catalogue lacks it */
    struct memo *next;
};

struct measured_names {
    struct arena *a;
    const struct catalogue *c;
    struct names_index *index;
    struct memo *memo; /* the last lookup first */
};

struct measured_names *measured_names_new(struct arena *a, const struct catalogue *c)
{
    struct measured_names *n = ARENA_NEW(a, struct measured_names);
    *n = (struct measured_names){a, c, names_index_new(a, c), NULL};
    return n;
}

/* ---- names ---- */

static const char *look_up(struct measured_names *names, const struct kind *k, const char *text)
{
    struct arena *scratch = arena_new();
    const struct names_found found = names_find_in(names->index, scratch, k, text);
    const void *record = found.how == NAMES_WITHOUT && found.n == 1 ? found.near[0] : found.record;
    arena_free(scratch);
    return record ? schema_id(k, record) : NULL;
}

/* Returns the id that the text names; NULL: the catalogue lacks it. */
static const char *id_of(struct measured_names *names, const struct kind *k, const char *text)
{
    const void *record = catalogue_find(names->c, k, text);
    if (record)
        return schema_id(k, record);
    for (const struct memo *m = names->memo; m; m = m->next)
        if (m->kind == k && strcmp(m->text, text) == 0)
            return m->id;
    struct memo *m = ARENA_NEW(names->a, struct memo);
    *m = (struct memo){k, text, look_up(names, k, text), names->memo};
    names->memo = m;
    return m->id;
}

/* Returns the text without a remark in brackets or behind a comma or plus sign. */
static const char *without_remark(struct measured_names *names, const char *text)
{
    size_t n = strcspn(text, "(,+");
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return arena_strndup(names->a, text, n);
}

/* Returns true for "48GB", the "48" and "GB" of "48 GB", "671B-A37B", "1T-A32B" and "TP4". */
static bool is_size(struct measured_names *names, const char *word, const char *next)
{
    static const char *const sizes[] = {"^# GB$", "^GB$", "^#B$", "^#B-?$", "^#T-?$", "^TP?$"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (measured_phrase_find(names->a, word, sizes[i]))
            return true;
    return next && str_starts(next, "GB") && measured_phrase_find(names->a, word, "^#$");
}

static const char *without_sizes(struct measured_names *names, const char *text)
{
    struct str out = str_new(names->a);
    for (const char *rest = text; rest;) {
        const char *word = str_split(names->a, rest, ' ', &rest);
        if (!is_size(names, word, rest))
            str_addf(&out, "%s%s", out.len ? " " : "", word);
    }
    return out.text;
}

const char *measured_names_id(struct measured_names *names, const struct kind *k, const char *text)
{
    const char *plain = without_remark(names, text), *id = id_of(names, k, text);
    if (!id && strcmp(plain, text) != 0)
        id = id_of(names, k, plain);
    if (id)
        return id;
    return id_of(names, k, k == &kind_quant ? str_split(names->a, plain, ' ', &plain) : without_sizes(names, plain));
}

/* Returns the number of characters that are no separators in a pattern. */
static size_t weight(const char *name)
{
    size_t n = 0;
    for (; *name; name++)
        n += !strchr(" -_=", *name);
    return n;
}

/* Returns the weight of the longest id, alias or name without its maker that stands in the text; 0: none. */
static size_t mention(struct measured_names *names, const struct kind *k, const void *record, const char *text)
{
    const struct text_list *aliases = schema_member(record, &k->fields[schema_find(k, "aliases")]);
    const char *name = *(const char *const *)schema_member(record, &k->fields[schema_find(k, "name")]);
    const char *product = name ? strchr(name, ' ') : NULL;
    size_t most = 0;
    for (size_t i = 0; i < aliases->n + 2; i++) {
        const char *one = i < aliases->n ? aliases->v[i] : i == aliases->n ? schema_id(k, record) : product;
        if (one && weight(one) > most && measured_phrase_find(names->a, text, one))
            most = weight(one);
    }
    return most;
}

const char *measured_names_mentioned(struct measured_names *names, const struct kind *k, const char *text)
{
    const struct any_list *list = NULL;
    const char *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < catalogue_n_kinds; i++)
        if (catalogue_kinds[i].kind == k)
            list = catalogue_list(names->c, &catalogue_kinds[i]);
    for (size_t i = 0; list && *text && i < list->n; i++) {
        const void *record = schema_at(k, list, i);
        const size_t n = mention(names, k, record, text);
        best = n > longest ? schema_id(k, record) : best;
        longest = n > longest ? n : longest;
    }
    return best;
}

/* ---- devices ---- */

static const char *device(struct measured_names *names, const char *text, bool unnamed)
{
    const char *id = measured_names_id(names, &kind_device, text);
    const bool named = strpbrk(without_sizes(names, without_remark(names, text)), "0123456789") != NULL;
    if (id || named || !unnamed)
        return id;
    return strstr(text, "Apple") || strstr(text, "Metal") ? "apple" : "card";
}

/* Adds the devices of one part: "RTX 3090", "2x RTX 3090". */
static bool add_devices(struct measured_names *names, const char *part, bool unnamed, struct measured_devices *out)
{
    const char *several = measured_phrase_find(names->a, part, "^#-~x"), *times = strchr(part, 'x');
    several = several ? several : measured_phrase_find(names->a, part, "^#x");
    const double n = several ? strtod(several, NULL) : 1;
    const char *name = several && times ? times + 1 : part, *id = device(names, name + strspn(name, " "), unnamed);
    if (!id || n < 1 || out->n + n > MEASURED_NAMES_DEVICES)
        return false;
    for (int i = 0; i < (int)n; i++) {
        out->alike = out->alike && (out->n == 0 || strcmp(out->id[0], id) == 0);
        out->id[out->n++] = id;
    }
    return true;
}

bool measured_names_devices(struct measured_names *names, const char *text, bool unnamed, struct measured_devices *out)
{
    bool known = true;
    *out = (struct measured_devices){.alike = true};
    for (const char *rest = text; rest && known;) {
        const char *part = str_split(names->a, rest, '+', &rest);
        part += strspn(part, " ");
        size_t n = strlen(part);
        while (n > 0 && part[n - 1] == ' ')
            n--;
        known = add_devices(names, arena_strndup(names->a, part, n), unnamed, out);
    }
    return known;
}
