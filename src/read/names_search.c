#include "names_search.h"

#include "arena.h"
#include "names_words.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Returns true if word begins with wanted; "3" begins 3n and 3.5, not 32. */
static bool begins(const char *word, const char *wanted)
{
    const size_t n = strlen(wanted);
    if (strncmp(word, wanted, n) != 0)
        return false;
    const bool number = n > 0 && wanted[n - 1] >= '0' && wanted[n - 1] <= '9';
    return !number || word[n] < '0' || word[n] > '9';
}

/* Returns true if the text has the words of the phrase in sequence. */
static bool text_holds(struct arena *a, const char *text, const struct names_words *phrase)
{
    const struct names_words in = names_words_all(a, text);
    for (size_t from = 0; from + phrase->n <= in.n; from++) {
        size_t i = 0;
        while (i < phrase->n && begins(in.v[from + i], phrase->v[i]))
            i++;
        if (i == phrase->n)
            return true;
    }
    return false;
}

/* Returns the words without noise, or all of them where all are noise. */
static struct names_words phrase_of(struct arena *a, const struct kind *k, const char *text)
{
    const struct names_words all = names_words_all(a, text);
    struct names_words out = {.n = 0};
    for (size_t i = 0; i < all.n; i++)
        if (!names_words_is_noise(k, all.v[i]))
            out.v[out.n++] = all.v[i];
    return out.n ? out : all;
}

bool names_search_holds(struct arena *a, const struct kind *k, const void *record, const char *more, const char *phrase)
{
    const char *name = *(const char *const *)schema_member(record, &k->fields[schema_find(k, "name")]);
    const char *const texts[] = {schema_id(k, record), name, more};
    const struct text_list *aliases = schema_member(record, &k->fields[schema_find(k, "aliases")]);
    const struct names_words wanted = phrase_of(a, k, phrase);
    const size_t memory = schema_find(k, "mem_gib");
    const double gib = memory < k->n_fields ? *(const double *)schema_member(record, &k->fields[memory]) : NAN;
    if (wanted.n == 1 && gib > 0 && strcmp(wanted.v[0], str_format(a, "%.10ggb", gib)) == 0)
        return true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] && text_holds(a, texts[i], &wanted))
            return true;
    for (size_t i = 0; i < aliases->n; i++)
        if (text_holds(a, aliases->v[i], &wanted))
            return true;
    return false;
}
