#include "bench_names.h"

#include "arena.h"
#include "file.h"
#include "near.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* How far the parameters that a file counts may be from the catalogue's: vision parts and prediction layers may be left
   out, and llama-bench writes two decimals of a thousand million. */
static const double same_size_frac = 0.02;
enum { MOST_HINTS = 6 };

static const char *lower(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);
    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

static bool listed(const char *const words[], size_t n, const char *word, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
            return true;
    return false;
}

/* Lower-case words with '-' between them, without those of the list. */
static const char *words_of(struct arena *a, const char *text, const char *breaks, const char *const without[],
                            size_t n)
{
    struct str out = str_new(a);
    const char *at = lower(a, text);
    while (*at) {
        const size_t length = strcspn(at, breaks);
        if (length > 0 && !listed(without, n, at, length)) {
            str_add(&out, out.len ? "-" : "");
            str_addn(&out, at, length);
        }
        at += length + (at[length] != '\0');
    }
    return out.text;
}

/* ---- devices ---- */

/* Trade marks go; so does a bracket behind the name, which holds the driver ("(RADV NAVI31)"). */
static const char *device_words(struct arena *a, const char *text)
{
    static const char *const makers[] = {"nvidia",   "amd",     "ati",         "intel",      "intel(r)", "arc(tm)",
                                         "apple",    "geforce", "radeon",      "instinct",   "tesla",    "quadro",
                                         "graphics", "gpu",     "corporation", "generation", "edition",  "hbm2",
                                         "hbm2e",    "hbm3",    "hbm3e"};
    const char *plain = lower(a, text), *intel = strstr(plain, "arc(tm)");
    char *copy = arena_strdup(a, intel ? str_format(a, "arc %s", intel + strlen("arc(tm)")) : plain);
    copy[strcspn(copy, "(")] = '\0';
    return words_of(a, copy, " -_/", makers, sizeof makers / sizeof *makers);
}

static bool device_is(struct arena *a, const struct device *d, const char *words)
{
    if (strcmp(device_words(a, d->id), words) == 0 || (d->name && strcmp(device_words(a, d->name), words) == 0))
        return true;
    for (size_t i = 0; i < d->aliases.n; i++)
        if (strcmp(device_words(a, d->aliases.v[i]), words) == 0)
            return true;
    return false;
}

/* A chip whose name goes on with a number of cores, which programs do not tell. */
static bool has_cores(struct arena *a, const struct device *d, const char *words)
{
    const size_t n = strlen(words);
    const char *name = d->vendor == vendor_apple && d->name ? device_words(a, d->name) : "";
    return strncmp(name, words, n) == 0 && name[n] == '-' && isdigit((unsigned char)name[n + 1]);
}

const struct device *bench_names_device(struct arena *a, const struct catalogue *c, const char *text, struct str *hint)
{
    const char *words = device_words(a, text);
    const struct device *found = NULL, *chip = NULL;
    struct near best = {0};
    int chips = 0;
    for (size_t i = 0; *words && i < c->devices.n; i++) {
        const struct device *d = &c->devices.v[i];
        near_consider(&best, words, d->id);
        if (has_cores(a, d, words)) {
            str_addf(hint, "%s%s", chips++ ? ", " : "it could be ", d->id);
            chip = d;
        }
        if (!found && device_is(a, d, words))
            found = d;
    }
    if (chips)
        return chips == 1 ? chip : NULL;
    if (!found && best.name)
        str_addf(hint, "the nearest is %s", best.name);
    return found;
}

/* ---- quants ---- */

const struct quant *bench_names_quant(const struct catalogue *c, const char *text)
{
    const struct quant *q = catalogue_find(c, &kind_quant, text);
    for (size_t i = 0; !q && i < c->quants.n; i++) {
        const struct quant *r = &c->quants.v[i];
        q = str_same_word(r->id, text) ? r : NULL;
        for (size_t j = 0; !q && j < r->aliases.n; j++)
            q = str_same_word(r->aliases.v[j], text) ? r : NULL;
    }
    return q;
}

const char *bench_names_file_type(struct arena *a, const char *text)
{
    static const char *const types[][2] = {
        {"Q2_K - Medium", "Q2_K"},   {"Q2_K - Small", "Q2_K_S"}, {"Q3_K - Small", "Q3_K_S"},
        {"Q3_K - Medium", "Q3_K_M"}, {"Q3_K - Large", "Q3_K_L"}, {"Q4_K - Small", "Q4_K_S"},
        {"Q4_K - Medium", "Q4_K_M"}, {"Q5_K - Small", "Q5_K_S"}, {"Q5_K - Medium", "Q5_K_M"},
        {"IQ3_S mix", "IQ3_M"},      {"MXFP4 MoE", "MXFP4_MOE"}};
    static const char *const plain[] = {"Q6_K",   "Q8_0",  "Q4_0",   "Q4_1",    "Q5_0",   "Q5_1",  "BF16",  "F16",
                                        "F32",    "IQ1_S", "IQ1_M",  "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "IQ3_XXS",
                                        "IQ3_XS", "IQ3_S", "IQ4_NL", "IQ4_XS",  "TQ1_0",  "TQ2_0", "NVFP4"};
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

/* ---- models ---- */

static const char *model_words(struct arena *a, const char *text)
{
    static const char *const noise[] = {"instruct", "chat", "it",      "hf", "meta",
                                        "gguf",     "imat", "imatrix", "i1", "preview"};
    return words_of(a, text, " -_", noise, sizeof noise / sizeof *noise);
}

static bool of_size(const struct model *m, double params)
{
    const double outside = params + m->params_outside;
    return isnan(params) || fabs(params - m->params_total) <= same_size_frac * m->params_total ||
           fabs(outside - m->params_total) <= same_size_frac * m->params_total;
}

static bool model_is(struct arena *a, const struct model *m, const char *words)
{
    bool is = strcmp(model_words(a, m->id), words) == 0 || (m->name && strcmp(model_words(a, m->name), words) == 0);
    for (size_t i = 0; !is && i < m->aliases.n; i++)
        is = strcmp(model_words(a, m->aliases.v[i]), words) == 0;
    return is;
}

/* Without folders, ".gguf" and the number of a part. */
static char *stem(struct arena *a, const char *text)
{
    enum { PART = sizeof "-00001-of-00001" - 1 };
    const char *slash = strrchr(text, '/'), *backslash = strrchr(text, '\\');
    char *name = arena_strdup(a, backslash && (!slash || backslash > slash) ? backslash + 1 : slash ? slash + 1 : text);
    size_t n = strlen(name);
    if (n > 5 && str_same_word(name + n - 5, ".gguf"))
        name[n -= 5] = '\0';
    if (n > PART && name[n - PART] == '-' && strncmp(name + n - 9, "-of-", 4) == 0)
        name[n - PART] = '\0';
    return name;
}

/* A word that could only be a quant: Q4_K_L is one that the catalogue lacks. */
static bool looks_quantised(const char *w)
{
    const char *q = toupper((unsigned char)w[0]) == 'I' ? w + 1 : w;
    return (toupper((unsigned char)q[0]) == 'Q' && isdigit((unsigned char)q[1]) && (q[2] == '_' || q[2] == '\0')) ||
           str_same_word(w, "FP8") || str_same_word(w, "GPTQ") || str_same_word(w, "AWQ");
}

/* Cuts the quant off the end of a name: the longest end that is one, or looks like one. */
static const char *cut_quant(struct arena *a, const struct catalogue *c, char *name)
{
    for (char *p = name; *p; p++) {
        if (p == name || !strchr("-._", p[-1]) || (!bench_names_quant(c, p) && (!looks_quantised(p) || strchr(p, '-'))))
            continue;
        const char *quant = arena_strdup(a, p);
        p[-1] = '\0';
        return quant;
    }
    return NULL;
}

void bench_names_of_size(const struct catalogue *c, double params, struct str *hint)
{
    int n = 0;
    for (size_t i = 0; !isnan(params) && i < c->models.n; i++) {
        const double exact_frac = 0.002;
        const struct model *m = &c->models.v[i];
        if (fabs(params - m->params_total) <= exact_frac * m->params_total && n++ <= MOST_HINTS)
            str_addf(hint, "%s%s", n == 1 ? "of its size are " : ", ", n > MOST_HINTS ? "..." : m->id);
    }
}

const struct model *bench_names_model(struct arena *a, const struct catalogue *c, const char *text, double params,
                                      const char **quant, struct str *hint)
{
    char *name = stem(a, text);
    *quant = cut_quant(a, c, name);
    struct near best = {0};
    const char *maker = strchr(name, '_');
    const char *const words[] = {model_words(a, name), maker ? model_words(a, maker + 1) : ""};
    for (size_t i = 0; i < c->models.n; i++) {
        const struct model *m = &c->models.v[i];
        for (size_t j = 0; j < sizeof words / sizeof *words; j++) {
            if (!*words[j] || !model_is(a, m, words[j]))
                continue;
            if (of_size(m, params))
                return m;
            str_addf(hint, "%s has %.4g parameters, the file %.4g", m->id, m->params_total, params);
            return NULL;
        }
        near_consider(&best, words[0], m->id);
    }
    if (best.name)
        str_addf(hint, "the nearest is %s", best.name);
    return NULL;
}
