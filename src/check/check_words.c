#include "check_words.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *place(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (const char *s = text ? text : ""; *s; s++) {
        size_t i = 0;
        while (i < n && s[i] && tolower((unsigned char)s[i]) == tolower((unsigned char)word[i]))
            i++;
        if (i == n)
            return s;
    }
    return NULL;
}

bool check_words_in(const char *text, const char *word)
{
    return place(text, word) != NULL;
}

double check_words_after(const char *text, const char *word)
{
    for (const char *s = place(text, word); s; s = place(s + 1, word)) {
        const char *behind = s + strlen(word);
        if (*behind == ' ' || *behind == '=')
            behind++;
        if (isdigit((unsigned char)*behind) && (s == text || !isalpha((unsigned char)s[-1])))
            return strtod(behind, NULL);
    }
    return NAN;
}

double check_words_before(const char *text, const char *word)
{
    const char *s = place(text, word);
    while (s && s > text && s[-1] == ' ')
        s--;
    const char *end = s;
    while (s && s > text && isdigit((unsigned char)s[-1]))
        s--;
    return s && s < end ? strtod(s, NULL) : NAN;
}

/* ---- names ---- */

enum { NAME_MOST = 64 };

/* Letters and digits of a name in lower case, behind the last slash. */
static size_t squash(const char *name, char out[NAME_MOST])
{
    const char *slash = strrchr(name, '/');
    size_t n = 0;
    for (const char *s = slash ? slash + 1 : name; *s && n < NAME_MOST - 1; s++)
        if (isalnum((unsigned char)*s))
            out[n++] = (char)tolower((unsigned char)*s);
    out[n] = '\0';
    return n;
}

static bool means(const char *name, const char *squashed)
{
    char own[NAME_MOST];
    squash(name, own);
    return strcmp(own, squashed) == 0;
}

static const void *find(const struct any_list *list, const struct kind *k, const char *squashed)
{
    const size_t alias_field = schema_find(k, "aliases");
    for (size_t i = 0; i < list->n; i++) {
        const void *record = schema_at(k, list, i);
        const struct text_list *aliases = schema_member(record, &k->fields[alias_field]);
        if (means(schema_id(k, record), squashed))
            return record;
        for (size_t j = 0; j < aliases->n; j++)
            if (means(aliases->v[j], squashed))
                return record;
    }
    return NULL;
}

static bool cut_end(char *name, size_t *n, const char *end)
{
    const size_t cut = strlen(end);
    if (*n <= cut || strcmp(name + *n - cut, end) != 0)
        return false;
    *n -= cut;
    name[*n] = '\0';
    return true;
}

const void *check_words_find(const struct any_list *list, const struct kind *k, const char *name)
{
    static const char *const ends[] = {"instruct", "chat", "hf", "it", "base"};
    char own[NAME_MOST];
    size_t n = squash(name, own);
    const void *found = find(list, k, own);
    for (size_t i = 0; !found && i < sizeof ends / sizeof *ends; i++)
        if (cut_end(own, &n, ends[i]))
            found = find(list, k, own);
    if (!found && (cut_end(own, &n, "gb") || cut_end(own, &n, "gib"))) {
        while (!found && n > 1 && isdigit((unsigned char)own[n - 1])) {
            own[--n] = '\0';
            found = find(list, k, own);
        }
    }
    return found;
}

const struct trainer *check_words_trainer(const struct trainer_list *list, const char *text)
{
    const struct trainer *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct trainer *t = &list->v[i];
        for (size_t j = 0; j <= t->aliases.n; j++) {
            const char *name = j < t->aliases.n ? t->aliases.v[j] : t->id;
            if (strlen(name) > longest && check_words_in(text, name)) {
                best = t;
                longest = strlen(name);
            }
        }
    }
    return best;
}
