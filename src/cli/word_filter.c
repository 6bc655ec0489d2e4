#include "word_filter.h"

#include "arena.h"
#include "catalogue.h"
#include "names_search.h"
#include "names_words.h"
#include "page_list.h"
#include "str.h"
#include "tariff.h"

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

/* Returns the country with that code, in any case; NULL: none. */
static const struct country *country_of_code(const struct catalogue *c, const char *word)
{
    for (size_t i = 0; word && i < c->countries.n; i++)
        if (str_same_word(c->countries.v[i].id, word))
            return &c->countries.v[i];
    return NULL;
}

/* Returns the code of the country that a tariff or an outlet is of; NULL: another kind of record, or it states none. */
static const char *place_of(const struct catalogue *c, const struct kind *k, const void *record)
{
    const struct country *of = k == &kind_tariff ? tariff_country(c, record) : NULL;
    return k == &kind_outlet ? ((const struct outlet *)record)->country : of ? of->id : NULL;
}

/* What a word says about the place of a record: nothing, that it is the country, or that it is another one. */
enum place_word { PLACE_NO_WORD, PLACE_HOLDS, PLACE_OTHER };

/* A country's code means the country, not a state of another one: DE is Germany. Beside the code of the record's own
   country it may be a state: US DE. */
static enum place_word place_holds(const struct catalogue *c, const struct kind *k, const char *place,
                                   const char *const words[], size_t n, const char *word)
{
    const struct country *asked = place ? country_of_code(c, word) : NULL;
    if (!asked)
        return PLACE_NO_WORD;
    if (strcmp(asked->id, place) == 0 ||
        (k == &kind_outlet && asked->outlets_of && strcmp(asked->outlets_of, place) == 0))
        return PLACE_HOLDS;
    for (size_t i = 0; i < n; i++)
        if (str_same_word(words[i], place))
            return PLACE_NO_WORD;
    return PLACE_OTHER;
}

bool word_filter_holds(struct command_run *r, const struct kind *k, const void *record, const char *const words[],
                       size_t n)
{
    const char *more = page_list_words(r->arena, k, record), *place = place_of(r->catalogue, k, record);
    const struct country *country = country_of_code(r->catalogue, place);
    if (country && country->name)
        more = str_format(r->arena, "%s %s", more, country->name);
    size_t held = 0;
    for (size_t i = 0; i < n; i++) {
        const enum place_word said = place_holds(r->catalogue, k, place, words, n, words[i]);
        if (said == PLACE_OTHER)
            return false;
        const bool own = said == PLACE_HOLDS || names_search_holds(r->arena, k, record, more, words[i]);
        const struct names_words parts = names_words_all(r->arena, words[i]);
        if (!own && !(parts.n == 1 && names_words_is_noise(k, parts.v[0])))
            return false;
        held += own;
    }
    return held > 0 || n == 0;
}
