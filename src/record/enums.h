/* enums.h: the closed word lists of the records. WORDS_x(W) lists W(enum, identifier, text in files, words in reports).
   Each enum starts with x_unknown, which means "not stated"; no file can write it. */
#ifndef ENUMS_H
#define ENUMS_H

#include "enums.def"

#define ENUM_MEMBER(e, ident, text, words) e##_##ident,
#define ENUM_DECLARE(e) enum e { e##_unknown, WORDS_##e(ENUM_MEMBER) e##_end };
ENUMS(ENUM_DECLARE)
#undef ENUM_DECLARE

/* Each enum as data, for readers and writers. */
struct enum_word {
    const char *text, *words;
};
struct enum_info {
    const char *name;
    int n; /* members, including unknown */
    /* n entries; word[0] is unknown: text NULL, words "unknown" */
    const struct enum_word *word;
};
#define ENUM_EXTERN(e) extern const struct enum_info enums_##e;
ENUMS(ENUM_EXTERN)
#undef ENUM_EXTERN

/* Returns the word that files use for a member ("layer"); NULL for unknown. */
const char *enums_text(const struct enum_info *e, int member);
/* Returns the words that reports use for a member ("layer split"). */
const char *enums_words(const struct enum_info *e, int member);
/* Returns the member with this file word, 0 (unknown) when there is none. */
int enums_find(const struct enum_info *e, const char *text);

#endif
