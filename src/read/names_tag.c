#include "names_tag.h"

#include "catalogue.h"
#include "str.h"

#include <string.h>

/* Since 2025-05 the 8B of ollama's deepseek-r1 is DeepSeek-R1-0528-Qwen3-8B, with the shape of Qwen3 8B; before it was
   the distilled Llama. The tag :latest was the distilled Qwen 7B before. */
static const struct {
    const char *words, *ids[2];
} several[] = {{"deepseek r1 8b", {"qwen3-8b", "deepseek-r1-distill-llama-8b"}},
               {"deepseek r1 latest", {"qwen3-8b", "deepseek-r1-distill-qwen-7b"}}};

static size_t of_table(const struct names_rank_search *s, bool latest, const void **near)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof several / sizeof *several; i++) {
        const char *words = several[i].words;
        const struct names_words w = names_words_of(s->arena, s->k, words);
        const bool says_latest = str_ends(words, " latest");
        if (w.n != s->asked.n || !names_words_within(&w, &s->asked) || says_latest != latest)
            continue;
        for (size_t j = 0; j < sizeof several[i].ids / sizeof *several[i].ids; j++) {
            const void *record = catalogue_find(s->c, s->k, several[i].ids[j]);
            if (record)
                near[n++] = record;
        }
    }
    return n;
}

/* Adds the records that have all words of w. */
static size_t with_words(const struct names_rank_search *s, const struct names_words *w, const void **near, size_t most,
                         size_t n)
{
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        if (!names_words_within(w, &names_rank_forms(s, record)->all))
            continue;
        if (n < most)
            near[n] = record;
        n++;
    }
    return n;
}

size_t names_tag_several(const struct names_rank_search *s, const char *text, const void **near, size_t most)
{
    const char *colon = strrchr(text, ':');
    const bool latest = colon && str_same_word(colon, ":latest");
    const size_t n = most >= 2 ? of_table(s, latest, near) : 0;
    if (n > 0 || !latest || names_words_sized(&s->asked))
        return n;
    return with_words(s, &s->asked, near, most, 0);
}

size_t names_tag_joined(const struct names_rank_search *s, const void **near, size_t most)
{
    static const char *const qwen35[] = {"3.5", "3.6", "3.8"};
    size_t n = 0;
    for (size_t i = 1; i < s->asked.n; i++) {
        const char *number = s->asked.v[i];
        struct names_words w = s->asked;
        if (strlen(number) != 2 || !str_is_digit(number[0]) || !str_is_digit(number[1]) ||
            names_words_numbered(s->asked.v[i - 1]))
            continue;
        const bool after = strcmp(s->asked.v[i - 1], "qwen") == 0 && strcmp(number, "35") == 0;
        w.v[i] = str_format(s->arena, "%c.%c", number[0], number[1]);
        for (size_t j = 0; j < (after ? sizeof qwen35 / sizeof *qwen35 : 1); j++) {
            w.v[i] = after ? qwen35[j] : w.v[i];
            n = with_words(s, &w, near, most, n);
        }
    }
    return n;
}
