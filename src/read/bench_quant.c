/* bench_quant.c: a quant by what a benchmark says of it.

   Idea: llama.cpp prints the format of most of a file's matrices, which is also that of a mix of other publishers
   (UD-Q8_K_XL is printed as Q8_0), and of a file whose experts keep the format they were released in (gpt-oss "F16").
   The size tells these apart.
   Invariant: a quant whose file cannot have the stated size is never returned. */
#include "bench_quant.h"

#include "arena.h"
#include "names.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

/* Most that the size of a file may differ from that of its quant, of a mix that publishers choose by the model, and of
   a quant that only the size tells. */
static const double same_frac = 0.05, own_mix_frac = 0.1, told_frac = 0.01;
enum { MOST_NEAR = 6 };

static bool listed(const char *const words[], size_t n, const char *word, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
            return true;
    return false;
}

const char *bench_quant_type(struct arena *a, const char *text)
{
    static const char *const types[][2] = {
        {"Q2_K - Medium", "Q2_K"},   {"Q2_K - Small", "Q2_K_S"}, {"Q3_K - Small", "Q3_K_S"},
        {"Q3_K - Medium", "Q3_K_M"}, {"Q3_K - Large", "Q3_K_L"}, {"Q4_K - Small", "Q4_K_S"},
        {"Q4_K - Medium", "Q4_K_M"}, {"Q5_K - Small", "Q5_K_S"}, {"Q5_K - Medium", "Q5_K_M"},
        {"IQ3_S mix", "IQ3_M"},      {"MXFP4 MoE", "MXFP4_MOE"}};
    static const char *const plain[] = {
        "Q2_K",   "Q6_K",    "Q8_0",   "Q4_0",  "Q4_1",   "Q5_0",    "Q5_1",   "BF16",  "F16",    "F32",    "IQ1_S",
        "IQ1_M",  "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M",  "IQ3_XXS", "IQ3_XS", "IQ3_S", "IQ4_NL", "IQ4_XS", "TQ1_0",
        "TQ2_0",  "NVFP4",   "IQ1_KT", "IQ2_K", "IQ2_KS", "IQ2_KT",  "IQ2_KL", "IQ3_K", "IQ3_KS", "IQ3_KT", "IQ4_K",
        "IQ4_KS", "IQ4_KSS", "IQ4_KT", "IQ5_K", "IQ5_KS", "IQ6_K",   "Q1_0",   "Q2_0"};
    if (strstr(text, "(guessed)"))
        return NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strstr(text, types[i][0]))
            return types[i][1];
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, " ");
        if (listed(plain, sizeof plain / sizeof *plain, at, n))
            return arena_strndup(a, at, n);
        at += n + (at[n] != '\0');
    }
    return NULL;
}

/* ---- by size ---- */

/* Returns how far the size is from that of the quant's file, plain or with the prediction layers; NAN: not known. */
static double off(const struct bench_weights *w, const struct model *m, const struct quant *q, double size_b)
{
    const double plain = w->file_b(w->context, m, q, false);
    const double with = m->mtp_apart > 0 ? w->file_b(w->context, m, q, true) : NAN;
    return fmin(fabs(size_b / plain - 1), fabs(size_b / with - 1));
}

bool bench_quant_weighs(const struct bench_weights *w, const struct model *m, const struct quant *q, double size_b)
{
    return !w || isnan(size_b) || !(off(w, m, q, size_b) > (q->exact == flag_no ? own_mix_frac : same_frac));
}

/* Returns whether llama.cpp prints the quant's files as that type: most matrices have its format. */
static bool printed_as(const struct quant *q, const struct quant *type)
{
    return type && q->base == type->base;
}

struct best {
    const struct quant *q;
    double off;
};

/* Returns the quant of the model's GGUF files that is nearest in size; like: only such as llama.cpp prints so. */
static struct best nearest(const struct catalogue *c, const struct bench_weights *w, const struct model *m,
                           double size_b, const struct quant *like)
{
    struct best best = {NULL, INFINITY};
    for (size_t i = 0; i < c->quants.n; i++) {
        const struct quant *q = &c->quants.v[i];
        if (q->scheme != scheme_gguf || (q->of && q->of != m) || (like && !printed_as(q, like)))
            continue;
        const double o = off(w, m, q, size_b);
        if (o < best.off)
            best = (struct best){q, o};
    }
    return best;
}

/* Returns the quants nearest in size, with their sizes, for a message. */
static const char *near_words(struct arena *a, const struct catalogue *c, const struct bench_weights *w,
                              const struct model *m, double size_b)
{
    struct str out = str_new(a);
    int n = 0;
    for (size_t i = 0; i < c->quants.n && n < MOST_NEAR; i++) {
        const struct quant *q = &c->quants.v[i];
        if (q->scheme == scheme_gguf && !q->of && off(w, m, q, size_b) <= told_frac)
            str_addf(&out, "%s%s", n++ ? ", " : "", q->id);
    }
    return n ? out.text : "none";
}

/* ---- by name ---- */

/* Returns the word for the quant; NULL when there is none. The description comes from the file's header and is
   preferred, but it does not know the mixes of other publishers (UD-Q4_K_XL, Q4_K_L), which only the file's name
   states. */
static const char *word_of(struct arena *a, const char *type, const char *name)
{
    enum { FAMILY = sizeof "Q4_K" - 1 };
    if (!type || !name || str_same_word(type, name))
        return type ? type : name;
    const bool family = type[1] >= '0' && type[1] <= '9' && strlen(name) > FAMILY &&
                        str_same_word(arena_strndup(a, name, FAMILY), arena_strndup(a, type, FAMILY));
    return family || str_starts(name, "UD-") ? name : type;
}

const struct quant *bench_quant_find(struct arena *a, const struct catalogue *c, const struct bench_weights *w,
                                     const struct model *m, const struct bench_quant_said *said, const char **taken,
                                     const char **why)
{
    const char *type = said->type ? bench_quant_type(a, said->type) : NULL, *word = word_of(a, type, said->name);
    const struct quant *q = word ? names_find(a, c, &kind_quant, word).record : NULL;
    const bool sized = w && m && !isnan(said->size_b);
    *taken = *why = NULL;
    if (q && (!sized || bench_quant_weighs(w, m, q, said->size_b)))
        return q;
    if (!sized) {
        *why = word ? str_format(a, "'%.60s' is not a quant of the catalogue", word)
                    : "the file does not state the quant";
        return NULL;
    }
    struct best best = nearest(c, w, m, said->size_b, q);
    if (!(best.off <= told_frac) && !q)
        best = nearest(c, w, m, said->size_b, NULL);
    const double gib = unit_b_to_gib(said->size_b);
    if (best.off <= told_frac) {
        *taken = str_format(a, "the file is of %.4g GiB, as %s of %s is%s%s", gib, best.q->id, m->id,
                            word ? ", and not of the size of " : "", word ? word : "");
        return best.q;
    }
    *why = str_format(a, "the file is of %.4g GiB, and %s of %s %s%.4g GiB; quants of that size: %s", gib,
                      word ? word : "no quant", m->id, q ? "would be of " : "is known with ",
                      q ? unit_b_to_gib(w->file_b(w->context, m, q, false)) : gib,
                      near_words(a, c, w, m, said->size_b));
    return NULL;
}
