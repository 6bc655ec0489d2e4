#include "names.h"

#include "arena.h"
#include "names_family.h"
#include "names_rank.h"
#include "near.h"
#include "str.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ---- which of them ---- */

static void add_near(struct names_found *out, const void *record)
{
    for (size_t i = 0; i < out->n && i < NAMES_MOST; i++)
        if (out->near[i] == record)
            return;
    if (out->n < NAMES_MOST)
        out->near[out->n] = record;
    out->n++;
}

static bool is_chip(const struct names_rank_search *s, const void *record)
{
    return s->k == &kind_device && ((const struct device *)record)->vendor == vendor_apple;
}

/* Returns true if the catalogue has a machine with this chip and the memory that the name states. */
static bool in_a_machine(const struct names_rank_search *s, const struct device *chip)
{
    for (size_t i = 0; i < s->c->systems.n; i++)
        if (s->c->systems.v[i].chip == chip && names_rank_close(s->asked.gib, s->c->systems.v[i].mem_gib))
            return true;
    return false;
}

/* Returns the chip that machines with the stated memory have, else the one with the most cores. NULL: a tie. */
static const void *best_chip(const struct names_rank_search *s, const struct names_found *of)
{
    const struct device *best = NULL;
    bool tie = false;
    for (size_t i = 0; i < of->n && i < NAMES_MOST; i++) {
        const struct device *d = of->near[i];
        if (!is_chip(s, d))
            return NULL;
        const int machine = best ? in_a_machine(s, d) - in_a_machine(s, best) : 1;
        const double more = best ? d->compute_units - best->compute_units : 1;
        tie = best && machine == 0 && more == 0 ? true : machine > 0 || (machine == 0 && more > 0) ? false : tie;
        if (machine > 0 || (machine == 0 && more > 0))
            best = d;
    }
    return tie ? NULL : best;
}

static size_t words_of(const struct names_rank_search *s, const void *record)
{
    return names_rank_forms(s, record)->all.n;
}

/* Returns the systems that a name which leaves words out means: those that have the fewest words beyond it. */
static struct names_found shortest(const struct names_rank_search *s)
{
    struct names_found out = {.how = NAMES_NONE};
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        if (names_rank_of(s, record) != RANK_PARTLY || words_of(s, record) > least)
            continue;
        if (words_of(s, record) < least)
            out.n = 0;
        least = words_of(s, record);
        add_near(&out, record);
    }
    return out;
}

static void match(const struct names_rank_search *s, struct names_found *out)
{
    enum names_rank best = RANK_NONE;
    struct names_found of[RANK_WHOLE + 1];
    memset(of, 0, sizeof of);
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        const enum names_rank rank = names_rank_of(s, record);
        best = rank > best ? rank : best;
        add_near(&of[rank], record);
    }
    if (best == RANK_NONE)
        return;
    *out = of[best];
    const struct names_found short_names = best == RANK_PARTLY ? shortest(s) : *out;
    if (short_names.n > 1)
        *out = short_names;
    const bool chips = out->n > 0 && is_chip(s, out->near[0]);
    out->record = short_names.n == 1 && out->n <= NAMES_MOST ? short_names.near[0] : chips ? best_chip(s, out) : NULL;
    out->how = out->record ? NAMES_ONE : NAMES_SEVERAL;
    if (chips && best == RANK_WHOLE && isnan(s->asked.cores))
        for (size_t i = 0; i < of[RANK_OPEN].n && i < NAMES_MOST; i++)
            add_near(out, of[RANK_OPEN].near[i]);
    out->open = out->record && (out->n > 1 || best == RANK_OPEN);
}

/* ---- what is near ---- */

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

/* Collects records whose names have all words of the name and more. */
static void incomplete(const struct names_rank_search *s, struct names_found *out)
{
    for (size_t i = 0; i < s->list->n; i++) {
        const void *record = schema_at(s->k, s->list, i);
        const struct names_rank_forms *f = names_rank_forms(s, record);
        if (names_words_within(&s->asked, &f->all) && !(s->k == &kind_device && adds_grade(s, &f->all)) &&
            sizes_agree(s, record, f))
            add_near(out, record);
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
            add_near(out, record);
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
                add_near(out, record);
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
    match(&t, &found);
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

static void look_around(const struct names_rank_search *s, struct names_found *out)
{
    if (s->asked.n == 0)
        return;
    if (s->k == &kind_quant && !is_bare_q(&s->asked)) /* Q4_K_X is more likely Q4_K_M than a longer name */
        misspelt(s, out);
    if (out->how == NAMES_NONE && s->k != &kind_model) /* of a model only a size may be left out, which is a match */
        incomplete(s, out);
    if (out->how == NAMES_NONE && s->k != &kind_quant)
        misspelt(s, out);
    if (out->how == NAMES_NONE && s->k != &kind_quant)
        too_much(s, out);
    if (out->how == NAMES_NONE)
        other_size(s, out);
}

/* ---- kinds ---- */

/* Returns letters and digits only: q4_k_m, Q4KM and "Q4 K M" are equal. */
static const char *squashed(struct arena *a, const char *text)
{
    const struct names_words w = names_words_of(a, &kind_quant, text);
    struct str out = str_new(a);
    for (size_t i = 0; i < w.n; i++)
        str_add(&out, w.v[i]);
    return out.text;
}

static const void *find_quant(const struct names_rank_search *s, const char *text, bool by_alias)
{
    const char *wanted = squashed(s->arena, text);
    for (size_t i = 0; *wanted && i < s->c->quants.n; i++) {
        const struct quant *q = &s->c->quants.v[i];
        if (strcmp(squashed(s->arena, q->id), wanted) == 0)
            return q;
        for (size_t j = 0; by_alias && j < q->aliases.n; j++)
            if (strcmp(squashed(s->arena, q->aliases.v[j]), wanted) == 0)
                return q;
    }
    return NULL;
}

/* ik_llama.cpp's _R4 and _R8 interleave rows and keep the numbers: IQ1_S_R4 is IQ1_S. Q4_K_R4 has all matrices in Q4_K,
   so it is not the mix Q4_K_M, which people call Q4_K. Q4_K_XL is Unsloth's UD-Q4_K_XL. */
static const void *find_quant_or_plain(const struct names_rank_search *s, const char *text)
{
    const void *found = find_quant(s, text, true);
    const char *last = strrchr(text, '_');
    if (found || !last)
        return found;
    if (str_same_word(last, "_R4") || str_same_word(last, "_R8"))
        return find_quant(s, arena_strndup(s->arena, text, (size_t)(last - text)), false);
    return str_same_word(last, "_XL") ? find_quant(s, str_format(s->arena, "UD-%s", text), true) : NULL;
}

static struct names_words without_variants(const struct names_words *w)
{
    struct names_words out = *w;
    out.n = 0;
    for (size_t i = 0; i < w->n; i++)
        if (!names_words_is_variant(w->v[i]))
            out.v[out.n++] = w->v[i];
    return out;
}

/* Returns the name without the publisher that files carry: "bartowski_Qwen3-8B". NULL: none. */
static const char *behind_maker(const char *text)
{
    const char *slash = strrchr(text, '/'), *name = slash ? slash + 1 : text, *under = strchr(name, '_');
    if (!under)
        return NULL;
    for (const char *p = name; p < under; p++)
        if (*p >= '0' && *p <= '9')
            return NULL;
    return under + 1;
}

/* Offers the newest models of a family where the name is that of a family. */
static void of_family(const struct names_rank_search *s, struct names_found *out)
{
    struct names_found found = {.how = NAMES_SEVERAL, .newest = true};
    found.n = names_family(s, found.near, NAMES_MOST);
    if (found.n > 1)
        *out = found;
}

static void find_model(struct names_rank_search *s, const char *text, struct names_found *out)
{
    const char *behind = behind_maker(text);
    const struct names_words whole = s->asked, short_words = behind ? names_words_of(s->arena, s->k, behind) : whole;
    const struct names_words tries[] = {whole, short_words, without_variants(&whole), without_variants(&short_words)};
    for (size_t i = 0; i < sizeof tries / sizeof *tries && out->how == NAMES_NONE; i++) {
        s->asked = tries[i];
        match(s, out);
    }
    s->asked = short_words;
    if (!out->record || out->open)
        of_family(s, out);
}

int names_bits(struct arena *a, const char *text)
{
    const char *word = squashed(a, text);
    const char *digit = word[0] == 'q' ? word + 1 : str_starts(word, "int") ? word + 3 : word;
    if (*digit < '1' || *digit > '9')
        return 0;
    const char *rest = digit + 1;
    const bool bits = digit == word ? strcmp(rest, "bit") == 0 || strcmp(rest, "bits") == 0 : *rest == '\0';
    return bits ? *digit - '0' : 0;
}

struct names_index {
    struct arena *arena;
    const struct catalogue *c;
    struct names_rank_forms ***forms; /* of each kind, of each record; NULL: not needed yet */
};

struct names_index *names_index_new(struct arena *a, const struct catalogue *c)
{
    struct names_index *x = ARENA_NEW(a, struct names_index);
    *x = (struct names_index){a, c, ARENA_ARRAY(a, catalogue_n_kinds, struct names_rank_forms **)};
    return x;
}

static struct names_rank_search search_of(struct names_index *x, struct arena *a, const struct kind *k,
                                          const char *text)
{
    size_t i = 0;
    while (i < catalogue_n_kinds && catalogue_kinds[i].kind != k)
        i++;
    BUG_UNLESS(i < catalogue_n_kinds);
    const struct any_list *list = catalogue_list(x->c, &catalogue_kinds[i]);
    if (!x->forms[i])
        x->forms[i] = ARENA_ARRAY(x->arena, list->n, struct names_rank_forms *);
    return (struct names_rank_search){.arena = a,
                                      .kept = x->arena,
                                      .forms = x->forms[i],
                                      .c = x->c,
                                      .k = k,
                                      .list = list,
                                      .asked = names_words_of(a, k, text)};
}

struct names_found names_find_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text)
{
    struct names_found out = {.how = NAMES_NONE};
    struct names_rank_search s = search_of(x, a, k, text);
    const char *quant = s.asked.quant;
    out.record = catalogue_find(x->c, k, text);
    if (!out.record && k == &kind_quant && !is_bare_q(&s.asked)) /* Q4 is not the record q4 */
        out.record = find_quant_or_plain(&s, text);
    if (out.record)
        out.how = NAMES_ONE;
    else if (k == &kind_model)
        find_model(&s, text, &out);
    else if (k != &kind_quant)
        match(&s, &out);
    if (out.how == NAMES_NONE)
        look_around(&s, &out);
    out.quant = quant;
    return out;
}

struct names_found names_find(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text)
{
    return names_find_in(names_index_new(a, c), a, k, text);
}

struct names_found names_others(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text,
                                const void *record)
{
    struct names_found out = {.how = NAMES_NONE};
    struct names_rank_search s = search_of(names_index_new(a, c), a, k, text);
    s.asked.gib = s.asked.cores = NAN;
    for (size_t i = 0; i < s.list->n; i++) {
        const void *other = schema_at(k, s.list, i);
        if (other != record && names_rank_of(&s, other) > RANK_NONE)
            add_near(&out, other);
    }
    out.how = out.n ? NAMES_SEVERAL : NAMES_NONE;
    return out;
}

/* Returns " (10 GiB)" or " (48 to 128 GiB)"; "" for a record without a memory size. */
static const char *memory_text(struct arena *a, const struct kind *k, const void *record)
{
    static const char *const fields[] = {"mem_gib", "sold_least_gib", "sold_most_gib"};
    double gib[3] = {NAN, NAN, NAN};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const size_t f = schema_find(k, fields[i]);
        if (f < k->n_fields)
            gib[i] = *(const double *)schema_member(record, &k->fields[f]);
    }
    if (gib[0] > 0)
        return str_format(a, " (%.4g GiB)", gib[0]);
    if (gib[1] > 0 && gib[2] > gib[1])
        return str_format(a, " (%.4g to %.4g GiB)", gib[1], gib[2]);
    return gib[1] > 0 ? str_format(a, " (%.4g GiB)", gib[1]) : "";
}

const char *names_hint(struct arena *a, const struct kind *k, const struct names_found *found)
{
    struct str out = str_new(a);
    if (found->n == 0)
        return "";
    const char *several = found->newest ? "the newest are " : "it could be ";
    const bool size = found->how == NAMES_SIZE, one = found->n == 1 && found->how != NAMES_WITHOUT && !size;
    if (found->how == NAMES_WITHOUT)
        str_addf(&out, "without %s it would be ", found->left_out);
    else if (size)
        str_add(&out, "with another memory size: ");
    else
        str_add(&out, one ? "did you mean " : several);
    for (size_t i = 0; i < found->n && i < NAMES_MOST; i++)
        str_addf(&out, "%s'%s'%s",
                 i == 0              ? ""
                 : i + 1 == found->n ? found->newest ? " and " : " or "
                                     : ", ",
                 schema_id(k, found->near[i]), size ? memory_text(a, k, found->near[i]) : "");
    str_add(&out, found->n > NAMES_MOST ? ", ..." : one ? "?" : "");
    return out.text;
}
