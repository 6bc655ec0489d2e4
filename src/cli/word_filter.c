#include "word_filter.h"

#include "arena.h"
#include "names_search.h"
#include "names_words.h"
#include "page_list.h"

#include <string.h>

const char *word_filter_text(struct command_run *r, size_t first)
{
    struct str name = str_new(r->arena);
    for (size_t i = first; i < r->opts.n_words; i++)
        str_addf(&name, "%s%s", i > first ? " " : "", r->opts.words[i]);
    return name.text;
}

const char *const *word_filter_words(struct command_run *r, size_t first, size_t *n)
{
    const char *text = word_filter_text(r, first), **v = ARENA_ARRAY(r->arena, strlen(text) + 1, const char *);
    *n = 0;
    for (const char *rest = text; rest;) {
        const char *word = str_split(r->arena, rest, ' ', &rest);
        if (*word)
            v[(*n)++] = word;
    }
    return v;
}

bool word_filter_holds(struct command_run *r, const struct kind *k, const void *record, const char *const words[],
                       size_t n)
{
    const char *more = page_list_words(r->arena, k, record);
    size_t held = 0;
    for (size_t i = 0; i < n; i++) {
        const bool own = names_search_holds(r->arena, k, record, more, words[i]);
        const struct names_words parts = names_words_all(r->arena, words[i]);
        if (!own && !(parts.n == 1 && names_words_is_noise(k, parts.v[0])))
            return false;
        held += own;
    }
    return held > 0 || n == 0;
}
