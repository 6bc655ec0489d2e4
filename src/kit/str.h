/* str.h: a text that grows in an arena, and functions on texts. Results live as long as the arena. */
#ifndef STR_H
#define STR_H

#include "bug.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct str {
    struct arena *arena;
    char *text;       /* always zero-terminated; "" when empty */
    size_t len, room; /* bytes of text without the final zero; bytes allocated */
};

/* Returns an empty text. */
struct str str_new(struct arena *a);
/* Appends a zero-terminated text. */
void str_add(struct str *s, const char *text);
/* Appends n bytes of text. */
void str_addn(struct str *s, const char *text, size_t n);
/* Appends like printf. No argument may point into s->text. */
void str_addf(struct str *s, const char *fmt, ...) PRINTF(2, 3);
/* Returns a formatted text, like sprintf. */
char *str_format(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
char *str_vformat(struct arena *a, const char *fmt, va_list args) PRINTF(2, 0);

/* Writes a formatted text and its final zero to `to`, which has room for size bytes. A text that does not fit is a bug.
 */
void str_fill(char *to, size_t size, const char *fmt, ...) PRINTF(3, 4);
/* The same for a text that may not fit: it is cut after size - 1 bytes. */
void str_cut(char *to, size_t size, const char *fmt, ...) PRINTF(3, 4);

/* Returns true for 0 to 9, whatever the locale. */
static inline bool str_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
/* Returns true for a to z, A to Z and each byte of a character beyond ASCII in UTF-8. */
static inline bool str_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}
/* Returns how many letters s starts with, bytes. */
size_t str_letters(const char *s);

/* Returns true when s starts with prefix. */
bool str_starts(const char *s, const char *prefix);
/* Reads one character of UTF-8 at p, which is not at the end. Returns its code and its bytes in *n; 0 and 1 byte: there
   is none. */
unsigned str_utf8(const char *p, size_t *n);
/* Returns the bytes of a character at p that shows nothing but changes what follows: a control character (also U+0080
   to U+009F, U+2028 and U+2029), or one that sets the direction of writing (U+061C, U+200E, U+200F, U+202A to U+202E,
   U+2066 to U+2069); 0: another character. */
size_t str_unseen(const char *p);
/* Returns true when s starts with prefix, apart from ASCII case. */
bool str_starts_word(const char *s, const char *prefix);
/* Returns true when s ends with suffix. */
bool str_ends(const char *s, const char *suffix);
/* Returns true when the texts are equal apart from ASCII case. */
bool str_same_word(const char *a, const char *b);
/* Returns a copy of the part of s before the first sep, or of all of s. Sets *rest to the text after that sep, or to
   NULL. */
char *str_split(struct arena *a, const char *s, char sep, const char **rest);

#endif
