#include "names_near.h"

#include "names_match.h"
#include "names_quant.h"
#include "names_tag.h"
#include "near.h"
#include "str.h"

#include <math.h>
#include <string.h>

static bool sizes_agree(const struct names_rank_search *s, const void *record, const struct names_rank_forms *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (names_rank_sizes(s, record, &f->v[i]) != RANK_NONE)
            return true;
    return false;
}

/* An RTX 5060 is no incomplete RTX 5060 Ti. */
static bool adds_grade(const struct names_rank_search *s, const struct names_words *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (names_words_is_grade(all->v[i]) && !names_words_has(&s->asked, all->v[i]))
            return true;
    return false;
}

/* An RX 570 is no incomplete Radeon Pro 570. */
static bool has_series(const struct names_rank_forms *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->v[i].series)
            return true;
    return false;
}

bool names_near_longer(const struct names_rank_search *s, const void *record)
{
    const struct names_rank_forms *f = names_rank_forms(s, record);
    return names_words_within(&s->asked, &f->all) && !(s->k == &kind_device && adds_grade(s, &f->all)) &&
           !(s->asked.series && !has_series(f)) && sizes_agree(s, record, f);
}

void names_near_incomplete(const struct names_rank_search *s, struct names_found *out)
{
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        if (names_near_longer(s, record))
            names_match_add(out, record);
    }
    out->how = out->n ? NAMES_SEVERAL : NAMES_NONE;
}

/* Returns the words that the form lacks, as "'a', 'b'". NULL: one of them means another product. */
static const char *words_beyond(const struct names_rank_search *s, const struct names_words *form)
{
    struct str out = str_new(s->arena);
    for (size_t i = 0; i < s->asked.n; i++) {
        if (names_words_has(form, s->asked.v[i]))
            continue;
        if (names_words_tells(s->k, s->asked.v[i]))
            return NULL;
        str_addf(&out, "%s'%s'", out.len ? ", " : "", s->asked.v[i]);
    }
    return out.text;
}

static bool has_number(const struct names_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (names_words_numbered(w->v[i]))
            return true;
    return false;
}

/* Collects records with a name whose words are all in the name that was looked up. Keeps those with the most words. */
static void too_much(const struct names_rank_search *s, struct names_found *out)
{
    size_t most = 0;
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        const struct names_rank_forms *f = names_rank_forms(s, record);
        for (size_t j = 0; j < f->n; j++) {
            const struct names_words *form = &f->v[j];
            const bool fits = form->n >= most && has_number(form) && names_words_within(form, &s->asked) &&
                              names_rank_sizes(s, record, form) != RANK_NONE;
            const char *beyond = fits ? words_beyond(s, form) : NULL;
            if (!beyond)
                continue;
            if (form->n > most)
                *out = (struct names_found){.how = NAMES_WITHOUT, .left_out = beyond};
            most = form->n;
            names_match_add(out, record);
        }
    }
}

/* Returns true if words at the same places are equal or, without numbers, spelled alike. */
static bool spelled_alike(const struct kind *k, const struct names_words *asked, const struct names_words *form)
{
    if (asked->n != form->n)
        return false;
    for (size_t i = 0; i < asked->n; i++) {
        const char *x = asked->v[i], *y = form->v[i];
        const size_t third = strlen(x) / 3;
        if (strcmp(x, y) == 0)
            continue;
        const bool letters = k == &kind_device && (strlen(x) <= 2 || strlen(y) <= 2); /* a GB200 is no misspelt GH200 */
        if (letters || names_words_numbered(x) || names_words_numbered(y) || near_edits(x, y) > (third ? third : 1))
            return false;
    }
    return true;
}

static void misspelt(const struct names_rank_search *s, struct names_found *out)
{
    for (size_t i = 0; i < s->list->n && out->n == 0; i++) {
        const void *record = schema_at(s->k, s->list, i);
        const struct names_rank_forms *f = names_rank_forms(s, record);
        for (size_t j = 0; j < f->n && out->n == 0; j++)
            if (spelled_alike(s->k, &s->asked, &f->v[j]) && names_rank_sizes(s, record, &f->v[j]) != RANK_NONE)
                names_match_add(out, record);
    }
    out->how = out->n ? NAMES_TYPO : NAMES_NONE;
}

/* Collects records of this name whose memory size is not the stated one. */
static void other_size(const struct names_rank_search *s, struct names_found *out)
{
    struct names_rank_search t = *s;
    struct names_found found = {.how = NAMES_NONE};
    if (isnan(s->asked.gib))
        return;
    t.asked.gib = NAN;
    names_match_find(&t, &found);
    for (size_t i = 0; i < found.n && i < NAMES_MOST; i++)
        out->near[i] = found.near[i];
    out->n = found.n;
    out->how = found.n ? NAMES_SIZE : NAMES_NONE;
}

/* Returns true for q4 and q8: a number of bits without the rest of a GGUF quant's name. */
static bool is_bare_q(const struct names_words *w)
{
    return w->n == 1 && w->v[0][0] == 'q' && w->v[0][1] >= '1' && w->v[0][1] <= '9' && w->v[0][2] == '\0';
}

void names_near_look(const struct names_rank_search *s, const char *text, struct names_found *out)
{
    if (s->asked.n == 0)
        return;
    if (s->k == &kind_quant && !is_bare_q(&s->asked)) /* Q4_K_X is more likely Q4_K_M than a longer name */
        misspelt(s, out);
    /* of a model a version may be left out: "llama 8B" */
    if (out->how == NAMES_NONE && (s->k != &kind_model || names_words_sized(&s->asked)))
        names_near_incomplete(s, out);
    if (out->how == NAMES_NONE && s->k == &kind_model) {
        out->n = names_tag_joined(s, out->near, NAMES_MOST);
        out->how = out->n ? NAMES_SEVERAL : NAMES_NONE;
    }
    if (out->how == NAMES_NONE && s->k != &kind_quant)
        misspelt(s, out);
    if (out->how == NAMES_NONE && s->k != &kind_quant)
        too_much(s, out);
    if (out->how == NAMES_NONE)
        other_size(s, out);
    if (out->how == NAMES_NONE && s->k == &kind_quant) {
        out->n = names_quant_nearest(s, text, out->near, NAMES_MOST);
        out->how = out->n ? NAMES_NEAREST : NAMES_NONE;
    }
}
