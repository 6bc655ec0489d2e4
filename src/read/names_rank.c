#include "names_rank.h"

#include "arena.h"
#include "str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const struct kind *k, const void *record, const char *field)
{
    return *(const char *const *)schema_member(record, &k->fields[schema_find(k, field)]);
}

/* Joins the words without numbers, so that Code Llama is CodeLlama. */
static const char *folded(struct arena *a, const struct names_words *w)
{
    struct str out = str_new(a);
    for (int numbered = 0; numbered < 2; numbered++)
        for (size_t i = 0; i < w->n; i++)
            if (names_words_numbered(w->v[i]) == (numbered == 1))
                str_addf(&out, "%s%s", numbered ? " " : "", w->v[i]);
    return out.text;
}

static void add_form(const struct names_rank_search *s, struct names_rank_forms *f, const char *text)
{
    if (f->n == NAMES_RANK_FORMS)
        return;
    const struct names_words w = names_words_of(s->kept, s->k, text);
    if (w.n == 0)
        return;
    f->folded[f->n] = folded(s->kept, &w);
    f->v[f->n++] = w;
    for (size_t i = 0; i < w.n && f->all.n < NAMES_WORDS_MOST; i++)
        if (!names_words_has(&f->all, w.v[i]))
            f->all.v[f->all.n++] = w.v[i];
}

/* Adds the second name in brackets: Ryzen AI Max+ 395 (Radeon 8060S). Skips one word without a number: (AWS). */
static void add_other_name(const struct names_rank_search *s, struct names_rank_forms *f, const char *bracket)
{
    const char *text = arena_strndup(s->kept, bracket, strcspn(bracket, ")"));
    const struct names_words w = names_words_of(s->kept, s->k, text);
    if (w.n > 1 || (w.n == 1 && names_words_numbered(w.v[0])))
        add_form(s, f, text);
}

struct names_rank_forms *names_rank_forms(const struct names_rank_search *s, const void *record)
{
    const size_t index = (size_t)((const char *)record - (const char *)s->list->v) / s->k->size;
    struct names_rank_forms *f = s->forms[index];
    if (f)
        return f;
    f = s->forms[index] = ARENA_NEW(s->kept, struct names_rank_forms);
    const char *name = text_of(s->k, record, "name"), *bracket = name ? strchr(name, '(') : NULL;
    const struct text_list *aliases = schema_member(record, &s->k->fields[schema_find(s->k, "aliases")]);
    add_form(s, f, schema_id(s->k, record));
    if (name)
        add_form(s, f, name);
    if (bracket)
        add_form(s, f, arena_strndup(s->kept, name, (size_t)(bracket - name)));
    if (bracket && s->k == &kind_device)
        add_other_name(s, f, bracket + 1);
    for (size_t i = 0; i < aliases->n; i++)
        add_form(s, f, aliases->v[i]);
    return f;
}

/* ---- sizes that a name states ---- */

bool names_rank_close(double a, double b)
{
    const double rounding = 0.02;
    return fabs(a - b) <= rounding * b;
}

static double number_of(const struct kind *k, const void *record, const char *field)
{
    const size_t i = schema_find(k, field);
    return i < k->n_fields ? *(const double *)schema_member(record, &k->fields[i]) : NAN;
}

static double cores_of(const struct names_rank_search *s, const void *record)
{
    const struct device *chip = s->k == &kind_device   ? record
                                : s->k == &kind_system ? ((const struct system *)record)->chip
                                                       : NULL;
    return chip ? chip->compute_units : NAN;
}

/* Returns whether only machines with a sibling of the chip have that much memory: 18 GB mean an M3 Pro, not an M3.
   Chips that differ in cores, m3-ultra-60c and -80c, are one product. */
static bool of_sibling(const struct names_rank_search *s, const struct device *chip, double gib)
{
    const char *cores = strrchr(chip->id, '-');
    const size_t generation = strcspn(chip->id, "-"), product = cores ? (size_t)(cores - chip->id) : strlen(chip->id);
    bool sibling = false;
    for (size_t i = 0; chip->vendor == vendor_apple && i < s->c->systems.n; i++) {
        const struct system *y = &s->c->systems.v[i];
        if (!y->chip || !names_rank_close(gib, y->mem_gib))
            continue;
        const char *other = strrchr(y->chip->id, '-');
        if (other && (size_t)(other - y->chip->id) == product && strncmp(y->chip->id, chip->id, product) == 0)
            return false;
        sibling |= strncmp(y->chip->id, chip->id, generation + 1) == 0;
    }
    return sibling;
}

/* Returns false if machines with this chip are not sold with that much memory. */
static bool sold_with(const struct names_rank_search *s, const void *record, double gib)
{
    const double least = number_of(s->k, record, "sold_least_gib"), most = number_of(s->k, record, "sold_most_gib");
    return !(gib < least) && !(gib > most) && !of_sibling(s, record, gib);
}

static enum names_rank memory_rank(const struct names_rank_search *s, const void *record,
                                   const struct names_words *form)
{
    const double asked = s->asked.gib, own = number_of(s->k, record, "mem_gib");
    if (isnan(asked))
        return isnan(form->gib) ? RANK_WHOLE : RANK_OPEN;
    if (!isnan(form->gib))
        return names_rank_close(asked, form->gib) ? RANK_WHOLE : RANK_NONE;
    if (!isnan(own))
        return names_rank_close(asked, own) ? RANK_WHOLE : RANK_NONE;
    return s->k == &kind_device && sold_with(s, record, asked) ? RANK_OPEN : RANK_NONE;
}

static enum names_rank cores_rank(const struct names_rank_search *s, const void *record, const struct names_words *form)
{
    if (isnan(s->asked.cores))
        return isnan(form->cores) ? RANK_WHOLE : RANK_OPEN;
    return s->asked.cores == cores_of(s, record) ? RANK_WHOLE : RANK_NONE;
}

static enum names_rank lower(enum names_rank a, enum names_rank b)
{
    return a < b ? a : b;
}

enum names_rank names_rank_sizes(const struct names_rank_search *s, const void *record, const struct names_words *form)
{
    if (s->k != &kind_device && s->k != &kind_system)
        return RANK_WHOLE;
    if (s->asked.series && form->series && strcmp(s->asked.series, form->series) != 0)
        return RANK_NONE;
    return lower(memory_rank(s, record, form), cores_rank(s, record, form));
}

/* ---- words ---- */

/* Compares a model's words where the name leaves out parameters. A name without the active parameters only is not open.
 */
static enum names_rank without_size(const struct names_words *asked, const struct names_words *form)
{
    bool open = false;
    if (!names_words_within(asked, form))
        return RANK_NONE;
    for (size_t i = 0; i < form->n; i++) {
        if (names_words_has(asked, form->v[i]) || names_words_is_active(form->v[i]))
            continue;
        if (!names_words_is_size(form->v[i]))
            return RANK_NONE;
        open = true;
    }
    return open ? RANK_OPEN : RANK_WHOLE;
}

/* Returns true for a size that is near the model's parameters: "1t" of Kimi K2. */
static bool states_params(const struct model *m, const char *word)
{
    const double rounding = 0.06, unit = strchr(word, 't') ? 1e12 : strchr(word, 'b') ? 1e9 : 1e6;
    return names_words_is_size(word) && fabs(strtod(word, NULL) * unit - m->params_total) <= rounding * m->params_total;
}

/* Returns the words without a size that the form leaves out and the model has: "kimi-k2:1t" has the words of kimi-k2.
 */
static struct names_words without_known_size(const struct names_words *asked, const struct names_words *form,
                                             const struct model *m)
{
    struct names_words out = *asked;
    bool known = false;
    if (names_words_sized(form))
        return out;
    for (size_t i = 0; i < asked->n; i++)
        known |= states_params(m, asked->v[i]);
    out.n = 0;
    for (size_t i = 0; i < asked->n; i++)
        if (!known || !(states_params(m, asked->v[i]) || names_words_is_active(asked->v[i])))
            out.v[out.n++] = asked->v[i];
    return out;
}

static enum names_rank model_rank(const struct names_rank_search *s, const struct model *m,
                                  const struct names_rank_forms *f, size_t i)
{
    const struct names_words asked = without_known_size(&s->asked, &f->v[i], m);
    if (asked.n < s->asked.n && names_words_within(&f->v[i], &asked) && names_words_within(&asked, &f->all))
        return RANK_WHOLE;
    return without_size(&s->asked, &f->v[i]);
}

static enum names_rank words_rank(const struct names_rank_search *s, const void *record, const char *asked_folded,
                                  const struct names_rank_forms *f, size_t i)
{
    const struct names_words *asked = &s->asked, *form = &f->v[i];
    if (names_words_within(form, asked) && names_words_within(asked, &f->all))
        return RANK_WHOLE;
    if (strcmp(asked_folded, f->folded[i]) == 0)
        return RANK_WHOLE;
    if (s->k == &kind_model)
        return model_rank(s, record, f, i);
    return s->k == &kind_system && names_words_within(asked, &f->all) ? RANK_PARTLY : RANK_NONE;
}

enum names_rank names_rank_of(const struct names_rank_search *s, const void *record)
{
    const struct names_rank_forms *f = names_rank_forms(s, record);
    const char *asked = folded(s->arena, &s->asked);
    enum names_rank best = RANK_NONE;
    for (size_t i = 0; i < f->n && s->asked.n > 0; i++) {
        const enum names_rank words = words_rank(s, record, asked, f, i),
                              own = words ? lower(words, names_rank_sizes(s, record, &f->v[i])) : RANK_NONE;
        best = own > best ? own : best;
    }
    return best;
}
