#include "enums.h"

#include "bug.h"

#include <string.h>

#define ENUM_WORD(e, ident, text, words) {text, words},
#define ENUM_DEFINE(e)                                                                                                 \
    static const struct enum_word words_of_##e[] = {{NULL, "unknown"}, WORDS_##e(ENUM_WORD)};                          \
    const struct enum_info enums_##e = {#e, e##_end, words_of_##e};
ENUMS(ENUM_DEFINE)

const char *enums_text(const struct enum_info *e, int member)
{
    BUG_UNLESS(member >= 0 && member < e->n);
    return e->word[member].text;
}

const char *enums_words(const struct enum_info *e, int member)
{
    BUG_UNLESS(member >= 0 && member < e->n);
    return e->word[member].words;
}

int enums_find(const struct enum_info *e, const char *text)
{
    for (int i = 1; i < e->n; i++)
        if (strcmp(e->word[i].text, text) == 0)
            return i;
    return 0;
}
