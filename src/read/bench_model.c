/* bench_model.c: a model by what a benchmark says of it.

   Idea: a file's name tells the model if the parameters agree with it. Without such a name the parameters and the word
   for the architecture leave a few models; where these have one shape they predict the same, so the first stands for
   them.
   Invariant: no model is returned whose parameters contradict what is said. */
#include "bench_model.h"

#include "arena.h"
#include "bench_quant.h"
#include "names.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Tolerated difference of a named model: a file may lack vision parts and prediction layers. */
static const double named_frac = 0.02;
/* Of a model that only its size tells. */
static const double sized_frac = 0.002;
enum { MOST_HINTS = 6, MOST_ALIKE = 32 };

static bool near(double x, double count, double within_frac)
{
    return fabs(x - count) <= within_frac * count;
}

bool bench_model_has(const struct bench_weights *w, const struct model *m, double params, double within_frac)
{
    const double shared = m->tied == flag_yes ? m->vocab * m->hidden : 0;
    if (isnan(params))
        return true;
    if (near(params, m->params_total, within_frac) || near(params + m->params_outside, m->params_total, within_frac) ||
        near(params, m->params_total + shared, within_frac) || near(params, m->params_published, within_frac))
        return true;
    const bool roughly = near(params, m->params_total, 0.1); /* prediction layers are a few layers of many */
    return roughly && w && m->mtp_layers + m->mtp_apart > 0 &&
           near(params, w->params(w->context, m, true), within_frac);
}

/* ---- by shape ---- */

static bool same(double x, double y)
{
    return (isnan(x) && isnan(y)) || !(x < y || x > y);
}

static bool same_shape(const struct model *x, const struct model *y)
{
    return same(x->layers, y->layers) && same(x->hidden, y->hidden) && same(x->ffn, y->ffn) &&
           same(x->expert_ffn, y->expert_ffn) && same(x->heads, y->heads) && same(x->kv_heads, y->kv_heads) &&
           same(x->head_dim, y->head_dim) && same(x->vocab, y->vocab) && same(x->experts, y->experts) &&
           same(x->experts_used, y->experts_used) && same(x->window_tokens, y->window_tokens) && x->tied == y->tied &&
           x->attention == y->attention;
}

/* Returns the letters and digits of the text in small letters; digits false: its letters up to the first digit. */
static const char *squashed(struct arena *a, const char *text, bool digits)
{
    struct str out = str_new(a);
    for (; *text && *text != ' ' && (digits || !str_is_digit(*text)); text++)
        if (isalnum((unsigned char)*text))
            str_addf(&out, "%c", tolower((unsigned char)*text));
    return out.text ? out.text : "";
}

/* Returns the word for the architecture without what it says of the kind of model: qwen3 of "qwen3moe 30B.A3B". */
static const char *family(struct arena *a, const char *type, bool digits)
{
    static const char *const kinds[] = {"moe", "next", "vl", "dense", "hybrid"};
    const char *word = squashed(a, type, digits);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(word) > strlen(kinds[i]) && str_ends(word, kinds[i]))
            word = arena_strndup(a, word, strlen(word) - strlen(kinds[i]));
    return word;
}

struct found {
    const struct model *v[MOST_ALIKE];
    size_t n;
};

/* Returns the models whose id begins with the word. */
static struct found of_family(struct arena *a, const struct found *all, const char *word)
{
    struct found out = {.n = 0};
    for (size_t i = 0; *word && i < all->n; i++)
        if (str_starts(squashed(a, all->v[i]->id, true), word))
            out.v[out.n++] = all->v[i];
    return out;
}

static struct found of_size(const struct catalogue *c, const struct bench_weights *w, double params, double round_frac)
{
    struct found out = {.n = 0};
    const double within_frac = fmax(sized_frac, isnan(round_frac) ? 0 : round_frac);
    for (size_t i = 0; !isnan(params) && i < c->models.n && out.n < MOST_ALIKE; i++)
        if (bench_model_has(w, &c->models.v[i], params, within_frac))
            out.v[out.n++] = &c->models.v[i];
    return out;
}

/* Drops models that the description rules out: "30B.A3B" is a mixture of experts, deepseek2 attends with MLA, and
   Qwen's models with vision have words of their own, qwen2vl and qwen3vlmoe. */
static struct found fitting(const struct found *all, const char *type)
{
    const char *active = strstr(type, "B.A");
    const bool experts = active && str_is_digit(active[strlen("B.A")]), latent = str_starts(type, "deepseek2"),
               blind = str_starts(type, "qwen") && !strstr(type, "vl");
    struct found out = {.n = 0};
    for (size_t i = 0; i < all->n; i++)
        if ((!experts || all->v[i]->experts > 0) && (!latent || all->v[i]->attention == attention_mla) &&
            (!blind || !strstr(all->v[i]->id, "-vl-")))
            out.v[out.n++] = all->v[i];
    return out;
}

static void add_hint(struct str *hint, const struct found *all)
{
    if (all->n > 0)
        str_addf(hint, "%smodels of its size: ", hint->len ? "; " : "");
    for (size_t i = 0; i < all->n && i <= MOST_HINTS; i++)
        str_addf(hint, "%s%s", i ? ", " : "", i == MOST_HINTS ? "..." : all->v[i]->id);
}

/* Is the word one that llama.cpp has for an architecture: the start of a model's id, or a name of its own? */
static bool is_architecture(struct arena *a, const struct catalogue *c, const char *type)
{
    /* src/llama-arch.cpp of ggml-org/llama.cpp: those that start the id of no model, up to their first digit */
    static const char *const words[] = {"llama",   "bailing", "bert",   "nomic",       "jina",   "deci",
                                        "gptneox", "mpt",     "refact", "bloom",       "cohere", "chatglm",
                                        "xverse",  "plamo",   "ernie",  "seedoss",     "dots",   "afmoe",
                                        "grok",    "t",       "clip",   "wavtokenizer"};
    const char *word = family(a, type, false);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    for (size_t i = 0; *word && i < c->models.n; i++)
        if (str_starts(squashed(a, c->models.v[i].id, true), word))
            return true;
    return false;
}

/* Returns the one of the models that the description names, "gpt-oss 20B MXFP4 MoE"; NULL: it names none of them. */
static const struct model *described(struct arena *a, const struct catalogue *c, const struct found *all,
                                     const char *type)
{
    const char *quant = bench_quant_type(a, type),
               *end = quant ? strstr(type, arena_strndup(a, quant, strcspn(quant, "_"))) : NULL;
    const char *name = end ? arena_strndup(a, type, (size_t)(end - type)) : type;
    const struct model *m = names_find(a, c, &kind_model, name).record;
    for (size_t i = 0; m && i < all->n; i++)
        if (all->v[i] == m)
            return m;
    return NULL;
}

static const struct model *by_shape(struct arena *a, const struct catalogue *c, const struct bench_weights *w,
                                    const struct bench_model_said *said, const char **alike, struct str *hint)
{
    const struct found sized = of_size(c, w, said->params, said->round_frac);
    struct found all = fitting(&sized, said->type);
    struct str others = str_new(a);
    for (int digits = 1; digits >= 0; digits--) {
        const struct found own = of_family(a, &all, family(a, said->type, digits));
        if (own.n > 0) {
            all = own;
            break;
        }
    }
    if (!is_architecture(a, c, said->type)) {
        add_hint(hint, &all);
        return NULL;
    }
    const struct model *named = described(a, c, &all, said->type);
    for (size_t i = 0; named && i < all.n; i++)
        if (all.v[i] != named && same_shape(named, all.v[i]))
            str_addf(&others, "%s%s", others.len ? ", " : "", all.v[i]->id);
    if (named) {
        *alike = others.len ? others.text : NULL;
        return named;
    }
    for (size_t i = 1; i < all.n; i++) {
        if (!same_shape(all.v[0], all.v[i])) {
            add_hint(hint, &all);
            return NULL;
        }
        str_addf(&others, "%s%s", i > 1 ? ", " : "", all.v[i]->id);
    }
    *alike = others.text ? others.text : "";
    return all.n > 0 ? all.v[0] : NULL;
}

/* ---- by name ---- */

static void add_names(struct arena *a, const struct names_found *found, struct str *hint)
{
    if (found->n == 1 && found->how != NAMES_WITHOUT && found->how != NAMES_SIZE)
        str_addf(hint, "the nearest is '%s'", schema_id(&kind_model, found->near[0]));
    else
        str_add(hint, names_hint(a, &kind_model, found));
}

/* Returns what the folder of a file names whose own name is that of any, "codellama-7b-f16.gguf" of
   "models/codellama-7b/ggml-model-f16.gguf"; NULL: another file, or no folder. */
static const char *by_folder(struct arena *a, const char *file)
{
    static const char *const any[] = {"ggml-model", "model"};
    char *path = arena_strdup(a, file);
    for (char *p = path; *p; p++)
        *p = *p == '\\' ? '/' : *p;
    char *base = strrchr(path, '/');
    if (!base)
        return NULL;
    *base++ = '\0';
    const char *folder = strrchr(path, '/');
    folder = folder ? folder + 1 : path;
    for (size_t i = 0; i < sizeof any / sizeof *any; i++)
        if (str_starts(base, any[i]) && strchr("-.", base[strlen(any[i])]))
            return str_format(a, "%s%s", folder, base + strlen(any[i]));
    return NULL;
}

const struct model *bench_model_find(struct arena *a, const struct catalogue *c, const struct bench_weights *w,
                                     const struct bench_model_said *said, const char **quant, const char **alike,
                                     struct str *hint)
{
    *alike = *quant = NULL;
    if (said->file) {
        struct names_found found = names_find(a, c, &kind_model, said->file);
        const char *folder = found.record ? NULL : by_folder(a, said->file);
        if (folder && names_find(a, c, &kind_model, folder).record)
            found = names_find(a, c, &kind_model, folder);
        const struct model *m = found.record;
        *quant = found.quant;
        if (m && !((found.open || found.taken) && isnan(said->params))) {
            if (bench_model_has(w, m, said->params, named_frac))
                return m;
            str_addf(hint, "%s has %.4g parameters, the file has %.4g", m->id, m->params_total, said->params);
        } else
            add_names(a, &found, hint);
    }
    return said->type ? by_shape(a, c, w, said, alike, hint) : NULL;
}
