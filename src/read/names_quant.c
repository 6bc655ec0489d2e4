#include "names_quant.h"

#include "arena.h"
#include "names_split.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- comparing ---- */

/* Returns letters and digits only: q4_k_m, Q4KM and "Q4 K M" are equal. */
static const char *squashed(struct arena *a, const char *text)
{
    const struct names_words w = names_words_of(a, &kind_quant, text);
    struct str out = str_new(a);
    for (size_t i = 0; i < w.n; i++)
        str_add(&out, w.v[i]);
    return out.text;
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Returns the words in the sequence of the alphabet, so that "AutoRound INT4" is INT4-AutoRound. Returns "" for a name
   of letters and digits such as Q4_0, where the sequence counts. */
static const char *in_order(struct arena *a, const char *text)
{
    enum { WORD = 3 };
    const struct names_split r = names_split_text(a, text);
    struct str out = str_new(a);
    const char *v[NAMES_SPLIT_MOST];
    bool word = false;
    size_t n = 0;
    for (size_t i = 0; i < r.n; i++) {
        word |= str_letters(r.v[i]) >= WORD;
        if (!names_words_is_noise(&kind_quant, r.v[i]))
            v[n++] = r.v[i];
    }
    if (!word || n == 0)
        return "";
    qsort(v, n, sizeof *v, by_text);
    for (size_t i = 0; i < n; i++)
        str_addf(&out, "%s ", v[i]);
    return out.text;
}

typedef const char *form_of(struct arena *a, const char *text);

static const void *find(const struct names_rank_search *s, const char *text, bool by_alias, form_of *form)
{
    const char *wanted = form(s->arena, text);
    for (size_t i = 0; *wanted && i < s->c->quants.n; i++) {
        const struct quant *q = &s->c->quants.v[i];
        if (strcmp(form(s->arena, q->id), wanted) == 0)
            return q;
        for (size_t j = 0; by_alias && j < q->aliases.n; j++)
            if (strcmp(form(s->arena, q->aliases.v[j]), wanted) == 0)
                return q;
    }
    return NULL;
}

/* ---- spellings ---- */

/* Returns the text before its last word, if that is one of the words; else NULL. */
static const char *without_last(struct arena *a, const char *text, const char *const words[], size_t n)
{
    size_t at = strlen(text);
    while (at > 0 && isalnum((unsigned char)text[at - 1]))
        at--;
    for (size_t i = 0; at > 1 && i < n; i++)
        if (str_same_word(text + at, words[i]))
            return arena_strndup(a, text, at - 1);
    return NULL;
}

/* Returns 4.0 for "exl3-4.00bpw" and sets *from to the place of the number; NaN: the name states no bits per weight. */
static double bpw_of(const char *text, size_t *from)
{
    for (size_t i = 0; text[i]; i++) {
        const bool begins = isdigit((unsigned char)text[i]) &&
                            (i == 0 || (!isdigit((unsigned char)text[i - 1]) && text[i - 1] != '.'));
        const size_t n = begins ? names_split_number(text + i) : 0;
        if (n > 0 && tolower((unsigned char)text[i + n]) == 'b' && tolower((unsigned char)text[i + n + 1]) == 'p' &&
            tolower((unsigned char)text[i + n + 2]) == 'w') {
            *from = i;
            return strtod(text + i, NULL);
        }
    }
    return NAN;
}

/* Returns the digit of ExLlama's format in the name, wherever it stands: 2 of "4.0bpw-h6-exl2"; '\0': it has none. */
static char exl_of(struct arena *a, const char *text)
{
    const char *exl = strstr(squashed(a, text), "exl");
    return exl && (exl[3] == '2' || exl[3] == '3') ? exl[3] : '\0';
}

/* Returns "exl3-4.0bpw" for "exl3-4.00bpw", "exl3_4bpw_H6" and "4.0bpw-h6-exl3"; NULL: the name is none of ExLlama. */
static const char *plain_bpw(struct arena *a, const char *text)
{
    size_t from = 0;
    const double bpw = bpw_of(text, &from), hundredths = round(bpw * 100);
    const char exl = exl_of(a, text);
    if (isnan(bpw) || !exl)
        return NULL;
    return str_format(a, "exl%c-%.*fbpw", exl, fmod(hundredths, 10) == 0 ? 1 : 2, bpw);
}

/* Returns what stands behind "QAT " or "qat-" at the start; NULL: it does not start so. */
static const char *behind_qat(const char *text)
{
    enum { QAT = 3 };
    const bool begins = tolower((unsigned char)text[0]) == 'q' && tolower((unsigned char)text[1]) == 'a' &&
                        tolower((unsigned char)text[2]) == 't' && text[QAT] && !isalnum((unsigned char)text[QAT]);
    return begins && text[QAT + 1] ? text + QAT + 1 : NULL;
}

/* ik_llama.cpp's _R4, _R8 and _R16 interleave rows and keep the numbers: IQ1_S_R4 is IQ1_S. Q4_K_R4 has all matrices in
   Q4_K, so it is not the mix Q4_K_M, which people call Q4_K. Q4_K_XL is Unsloth's UD-Q4_K_XL. An importance matrix, and
   training for the format (QAT), change the values and not the size. */
static const void *respelled(const struct names_rank_search *s, const char *text)
{
    static const char *const rows[] = {"r4", "r8", "r16", "imat", "qat"}, *const large[] = {"xl"};
    const char *plain = without_last(s->arena, text, rows, sizeof rows / sizeof *rows);
    const char *bpw = plain_bpw(s->arena, text), *trained = behind_qat(text);
    if (plain)
        return find(s, plain, false, squashed);
    if (trained) {
        const void *same = find(s, trained, true, squashed);
        return same ? same : respelled(s, trained);
    }
    if (bpw)
        return find(s, bpw, true, squashed);
    if (without_last(s->arena, text, large, 1))
        return find(s, str_format(s->arena, "UD-%s", text), true, squashed);
    return find(s, text, true, in_order);
}

/* ---- quants that stand for others ---- */

/* Begins of names, and what such a quant is to the one behind it. */
static const struct {
    const char *begin, *what;
} mixes[] = {{"ud-", "is Unsloth's own mix near"}, {"smol-", "is a smaller mix near"}};

/* Whole names, the quants that stand for them, and what they are to those. */
static const struct {
    const char *name, *id, *what;
} stand_ins[] = {{"q8", "Q8_0", "is short for"},
                 {"gptq", "GPTQ-4bit-g128", "states no bits, as mostly"},
                 {"symint4", "INT4", "is a format of ipex-llm near"},
                 {"asymint4", "INT4", "is a format of ipex-llm near"}};

/* Returns "IQ4_XS" for "IQ4_XS-4.19bpw", of a file of GGUF whose maker states its bits per weight; NULL: another name.
 */
static const char *before_bpw(struct arena *a, const char *text)
{
    size_t from = 0;
    const bool stated = !isnan(bpw_of(text, &from)) && from > 1 && !exl_of(a, text);
    return stated && strchr("-_. ", text[from - 1]) ? arena_strndup(a, text, from - 1) : NULL;
}

static const void *stand_in(const struct names_rank_search *s, const char *text, const char **taken)
{
    const char *word = squashed(s->arena, text);
    const void *found = NULL;
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins && !found; i++)
        if (strcmp(word, stand_ins[i].name) == 0) {
            found = catalogue_find(s->c, &kind_quant, stand_ins[i].id);
            *taken = stand_ins[i].what;
        }
    const char *mix = before_bpw(s->arena, text);
    if (!found && mix) {
        found = find(s, mix, true, squashed);
        *taken = "is a mix of its own, near";
    }
    for (size_t i = 0; i < sizeof mixes / sizeof *mixes && !found; i++) {
        const size_t n = strlen(mixes[i].begin);
        if (strlen(text) <= n || !str_same_word(arena_strndup(s->arena, text, n), mixes[i].begin))
            continue;
        found = find(s, text + n, true, squashed);
        *taken = mixes[i].what;
    }
    return found;
}

static enum scheme scheme_of(struct arena *a, const char *text);

/* Returns the quant of ExLlama, whose files have any number of bits per weight, that is nearest to the name's; NULL:
   the name is none of ExLlama's, or none is near. */
static const void *nearest_bpw(const struct names_rank_search *s, const char *text, const char **taken)
{
    const enum scheme scheme = scheme_of(s->arena, text);
    const struct quant *found = NULL;
    size_t from = 0;
    const double stated = bpw_of(text, &from);
    double off = 0.26; /* the widest gap between two records is half a bit */
    for (size_t i = 0; !isnan(stated) && i < s->c->quants.n; i++) {
        const struct quant *q = &s->c->quants.v[i];
        if ((scheme != scheme_exl2 && scheme != scheme_exl3) || q->scheme != scheme ||
            !(fabs(bpw_of(q->id, &from) - stated) < off))
            continue;
        off = fabs(bpw_of(q->id, &from) - stated);
        found = q;
    }
    *taken = "has the bits per weight nearest to";
    return found;
}

const void *names_quant_find(const struct names_rank_search *s, const char *text, const char **taken)
{
    *taken = NULL;
    const char *word = squashed(s->arena, text);
    const bool bare = word[0] == 'q' && isdigit((unsigned char)word[1]) &&
                      word[2] == '\0'; /* Q4 is not the record q4 */
    const void *found = bare ? NULL : find(s, text, true, squashed);
    if (!found && !bare)
        found = respelled(s, text);
    if (found)
        return found;
    found = stand_in(s, text, taken);
    found = found ? found : nearest_bpw(s, text, taken);
    *taken = found ? *taken : NULL;
    return found;
}

int names_quant_bits(struct arena *a, const char *text)
{
    const char *word = squashed(a, text);
    const char *digit = word[0] == 'q' ? word + 1 : str_starts(word, "int") ? word + 3 : word;
    if (*digit < '1' || *digit > '9')
        return 0;
    const char *rest = digit + 1;
    const bool bits = digit == word ? strcmp(rest, "bit") == 0 || strcmp(rest, "bits") == 0 : *rest == '\0';
    return bits ? *digit - '0' : 0;
}

/* ---- what is near ---- */

/* Returns the first number of the name behind the name of its container: 4 of IQ4_XS, EXL3-4.0bpw and AWQ-INT4. */
static double bits_of(const char *text)
{
    size_t from = 0;
    const double bpw = bpw_of(text, &from), most_bits = 16;
    const double bits = isnan(bpw) ? strtod(text + strcspn(text, "123456789"), NULL) : bpw;
    return bits >= 1 && bits <= most_bits ? bits : NAN;
}

static enum scheme scheme_of(struct arena *a, const char *text)
{
    static const struct {
        const char *part;
        enum scheme scheme;
    } rows[] = {{"exl3", scheme_exl3},  {"exl2", scheme_exl2}, {"mlx", scheme_mlx},    {"bit", scheme_mlx},
                {"oq", scheme_mlx},     {"awq", scheme_group}, {"gptq", scheme_group}, {"int", scheme_group},
                {"auto", scheme_group}, {"w4a", scheme_group}, {"fp", scheme_floating}};
    const char *word = squashed(a, text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strstr(word, rows[i].part))
            return rows[i].scheme;
    return scheme_gguf;
}

size_t names_quant_nearest(const struct names_rank_search *s, const char *text, const void **near, size_t most)
{
    const enum scheme scheme = scheme_of(s->arena, text);
    const bool exl = scheme == scheme_exl2 || scheme == scheme_exl3;
    const double stated = bits_of(text), bits = exl ? stated : floor(stated), within = exl ? 0.51 : 0.1;
    size_t n = 0;
    for (size_t i = 0; i < s->c->quants.n; i++) {
        const struct quant *q = &s->c->quants.v[i];
        if (q->scheme != scheme || q->of || !(fabs(bits_of(q->id) - bits) <= within))
            continue;
        if (n < most)
            near[n] = q;
        n++;
    }
    return n;
}
