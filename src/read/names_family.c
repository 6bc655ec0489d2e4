#include "names_family.h"

#include "arena.h"
#include "bug.h"

#include <ctype.h>
#include <string.h>

/* A name of a family: "llama" and, or NULL, "3". */
struct family_name {
    const char *name, *version;
};

static bool is_version(const char *word)
{
    return isdigit((unsigned char)word[0]) && strspn(word, "0123456789.") == strlen(word);
}

/* Returns a family without a name for another kind of name: "mistral nemo", "qwen3 8b". */
static struct family_name family_of(const struct names_words *asked)
{
    const bool named = asked->n >= 1 && asked->n <= 2 && !names_words_numbered(asked->v[0]);
    if (!named || (asked->n == 2 && !is_version(asked->v[1])))
        return (struct family_name){NULL, NULL};
    return (struct family_name){asked->v[0], asked->n == 2 ? asked->v[1] : NULL};
}

/* Returns true for 8b, a3b and e4b. */
static bool is_any_size(const char *word)
{
    return names_words_is_size(word) || names_words_is_active(word) ||
           (word[0] == 'e' && names_words_is_size(word + 1));
}

/* Returns true if the words of a model's id are the family, its version (exact) or a minor version of it, and sizes. */
static bool of_version(const struct names_words *id, const char *version, bool exact)
{
    const size_t length = strlen(version);
    if (id->n < 2 || strncmp(id->v[1], version, length) != 0 || id->v[1][length] != (exact ? '\0' : '.'))
        return false;
    for (size_t i = 2; i < id->n; i++)
        if (!is_any_size(id->v[i]))
            return false;
    return true;
}

enum family_part { WHOLE_FAMILY, EXACT_VERSION, MINOR_VERSION };

static bool belongs(const struct names_rank_search *s, const struct model *m, const struct family_name *f,
                    enum family_part part)
{
    const struct names_words *id = &names_rank_forms(s, m)->v[0];
    if (strcmp(id->v[0], f->name) != 0)
        return false;
    return part == WHOLE_FAMILY || of_version(id, f->version, part == EXACT_VERSION);
}

/* Returns true if a was released after b. An unknown date is the oldest. */
static bool newer(const struct model *a, const struct model *b)
{
    return strcmp(a->released ? a->released : "", b->released ? b->released : "") > 0;
}

/* Puts m among the first `most` of near, the newest first; n counts all that were put. */
static void put(const void **near, size_t most, size_t *n, const struct model *m)
{
    size_t at = *n < most ? *n : most;
    for (; at > 0 && newer(m, near[at - 1]); at--)
        if (at < most)
            near[at] = near[at - 1];
    if (at < most)
        near[at] = m;
    ++*n;
}

static size_t collect(const struct names_rank_search *s, const struct family_name *f, enum family_part part,
                      const void **near, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < s->list->n; i++) {
        const struct model *m = schema_at(s->k, s->list, i);
        if (belongs(s, m, f, part))
            put(near, most, &n, m);
    }
    return n;
}

/* Fills near with the newest minor versions and the newest models of the version. Returns how many there are. */
static size_t of_versions(const struct names_rank_search *s, const struct family_name *f, const void **near,
                          size_t most)
{
    const void **exact = ARENA_ARRAY(s->arena, most, const void *);
    const size_t n_exact = collect(s, f, EXACT_VERSION, exact, most),
                 minor_most = n_exact > most / 2 ? most / 2 : most - n_exact,
                 n_minor = collect(s, f, MINOR_VERSION, near, minor_most);
    size_t n = n_minor < minor_most ? n_minor : minor_most;
    for (size_t i = 0; i < n_exact && n < most; i++)
        near[n++] = exact[i];
    return n_exact + n_minor;
}

size_t names_family(const struct names_rank_search *s, const void **near, size_t most)
{
    const struct family_name f = family_of(&s->asked);
    BUG_UNLESS(most > 1);
    if (!f.name)
        return 0;
    return f.version ? of_versions(s, &f, near, most) : collect(s, &f, WHOLE_FAMILY, near, most);
}
