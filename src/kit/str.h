/* str.h: a growing text in an arena. */
#ifndef STR_H
#define STR_H

#include "bug.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct str {
    struct arena *arena;
    char *text; /* always terminated; "" when empty */
    size_t len, room;
};

struct str str_new(struct arena *a);
void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *text, size_t n);
/* No argument may be the text of s itself. */
void str_addf(struct str *s, const char *fmt, ...) PRINTF(2, 3);
/* A formatted string in the arena. */
char *str_format(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
char *str_vformat(struct arena *a, const char *fmt, va_list args) PRINTF(2, 0);

bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* ASCII case ignored. */
bool str_same_word(const char *a, const char *b);
/* The part of s before the first sep, in the arena; *rest points behind it, or is NULL at the end. */
char *str_split(struct arena *a, const char *s, char sep, const char **rest);

#endif
