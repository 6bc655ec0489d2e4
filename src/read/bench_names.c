#include "bench_names.h"

#include "arena.h"
#include "names.h"
#include "str.h"

#include <math.h>
#include <string.h>

/* Tolerated difference between the parameter counts of a file and of the record: a file may lack vision parts and
   prediction layers, and llama-bench rounds to 0.01e9. */
static const double same_size_frac = 0.02;
enum { MOST_HINTS = 6 };

static bool listed(const char *const words[], size_t n, const char *word, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
            return true;
    return false;
}

/* ---- devices ---- */

static void add_hint(struct arena *a, const struct kind *k, const struct names_found *found, struct str *hint)
{
    if (found->n == 1 && found->how != NAMES_WITHOUT && found->how != NAMES_SIZE)
        str_addf(hint, "the nearest is '%s'", schema_id(k, found->near[0]));
    else
        str_add(hint, names_hint(a, k, found));
}

const struct device *bench_names_device(struct arena *a, const struct catalogue *c, const char *text, struct str *hint)
{
    const struct names_found found = names_find(a, c, &kind_device, text);
    if (found.how == NAMES_ONE && !found.open)
        return found.record;
    add_hint(a, &kind_device, &found, hint);
    return NULL;
}

/* ---- quants ---- */

const struct quant *bench_names_quant(struct arena *a, const struct catalogue *c, const char *text)
{
    return names_find(a, c, &kind_quant, text).record;
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

static bool of_size(const struct model *m, double params)
{
    const double outside = params + m->params_outside;
    return isnan(params) || fabs(params - m->params_total) <= same_size_frac * m->params_total ||
           fabs(outside - m->params_total) <= same_size_frac * m->params_total;
}

void bench_names_of_size(const struct catalogue *c, double params, struct str *hint)
{
    int n = 0;
    for (size_t i = 0; !isnan(params) && i < c->models.n; i++) {
        const double exact_frac = 0.002;
        const struct model *m = &c->models.v[i];
        if (fabs(params - m->params_total) <= exact_frac * m->params_total && n++ <= MOST_HINTS)
            str_addf(hint, "%s%s", n == 1 ? "models of its size: " : ", ", n > MOST_HINTS ? "..." : m->id);
    }
}

const struct model *bench_names_model(struct arena *a, const struct catalogue *c, const char *text, double params,
                                      const char **quant, struct str *hint)
{
    const struct names_found found = names_find(a, c, &kind_model, text);
    const struct model *m = found.record;
    *quant = found.quant;
    if (!m || ((found.open || found.taken) && isnan(params))) {
        add_hint(a, &kind_model, &found, hint);
        return NULL;
    }
    if (of_size(m, params))
        return m;
    str_addf(hint, "%s has %.4g parameters, the file has %.4g", m->id, m->params_total, params);
    return NULL;
}
