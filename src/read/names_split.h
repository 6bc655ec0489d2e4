/* names_split.h: parts a text at blanks and signs, and its parts where letters and digits meet. */
#ifndef NAMES_SPLIT_H
#define NAMES_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { NAMES_SPLIT_MOST = 32 };

/* Lower-case words between blanks and signs, with their places in the text. */
struct names_split {
    size_t n;
    const char *v[NAMES_SPLIT_MOST];
    size_t begin[NAMES_SPLIT_MOST], end[NAMES_SPLIT_MOST];
};

struct names_split names_split_text(struct arena *a, const char *text);
/* Returns the words from..to taken apart where people write them both ways: rtx|3090, 4090|d. */
const char *const *names_split_apart(struct arena *a, const struct names_split *r, size_t from, size_t to, size_t *n);
/* Joins a number and its unit: "16 gb", "7 b", "40 core". Returns NULL for other words. */
const char *names_split_joined(struct arena *a, const char *word, const char *next);
/* Returns the length of the number at s: digits, with points between digits. */
size_t names_split_number(const char *s);
/* Returns true if the word is a number and nothing else. */
bool names_split_is_number(const char *word);
bool names_split_among(const char *const list[], size_t n, const char *word);
#define NAMES_AMONG(list, word) names_split_among(list, sizeof(list) / sizeof *(list), (word))

#endif
