/* names_words.h: splits a name into lower-case words. "NVIDIA GeForce RTX 3080Ti 12GB" has the words 3080 and ti, the
   series rtx and 12 GiB. Letters and digits are split where people write them both ways (rtx3090, qwen3, 2080ti) and
   kept together where they are one word (a6000, 30b, a3b). */
#ifndef NAMES_WORDS_H
#define NAMES_WORDS_H

#include "names_split.h"
#include "schema.h"

struct arena;

enum { NAMES_WORDS_MOST = 32 };

struct names_words {
    size_t n;
    const char *v[NAMES_WORDS_MOST]; /* without repeats */
    const char *series;              /* of a device: rtx, gtx, rx, gt or arc, which a name may leave out; NULL: none */
    double gib;                      /* of a device or system: memory stated in the name; NaN: none */
    double cores;                    /* of a device or system: GPU cores stated in the name; NaN: none */
    const char *quant;               /* of a model: quant in the name, as written ("Q4_K_M"); NULL: none */
};

/* Returns the words that tell records of kind k apart. Leaves out makers, programs and file endings; for a model also
   folders, part numbers of split files, the quant and the words of instruct releases. A model's name that begins with
   "mtp" keeps that word: it is the name of prediction layers apart from their model. */
struct names_words names_words_of(struct arena *a, const struct kind *k, const char *text);
/* As names_words_of for a model, with the repeats. */
struct names_words names_words_sequence(struct arena *a, const char *text);
/* Returns every word of a model's name without folders, as it stands. */
struct names_split names_words_written(struct arena *a, const char *text);
/* Returns every word, for a search. */
struct names_words names_words_all(struct arena *a, const char *text);

bool names_words_has(const struct names_words *w, const char *word);
/* Returns true if whole has each word of part. */
bool names_words_within(const struct names_words *part, const struct names_words *whole);
/* Returns true if the word has a digit. */
bool names_words_numbered(const char *word);
/* Returns true for a model's size: 8b, 270m, 1t, 8x7b. */
bool names_words_is_size(const char *word);
/* Returns true if a word is a model's size, e4b included. */
bool names_words_sized(const struct names_words *w);
/* Returns true for the active parameters of a mixture of experts: a3b. */
bool names_words_is_active(const char *word);
/* Returns true for a word that names of kind k may have or leave out: "nvidia" of a device, "instruct" of a model. */
bool names_words_is_noise(const struct kind *k, const char *word);
/* Returns true for a word that is known to mean another product: a number, "ti" of a device, "vl" of a model. */
bool names_words_tells(const struct kind *k, const char *word);
/* Returns true for the grade of a card, which stands behind its number: "ti", "xt". */
bool names_words_is_grade(const char *word);
/* Returns true for a word of a model that is trained differently from the same release, with the same shape:
   thinking, reasoning, abliterated. */
bool names_words_is_variant(const char *word);
/* Returns the words that are not such. */
struct names_words names_words_without_variants(const struct names_words *w);

#endif
