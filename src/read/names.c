#include "names.h"

#include "arena.h"
#include "names_device.h"
#include "names_family.h"
#include "names_match.h"
#include "names_near.h"
#include "names_part.h"
#include "names_quant.h"
#include "names_rank.h"
#include "names_tag.h"
#include "names_tune.h"
#include "str.h"
#include "text_set.h"

#include <math.h>
#include <string.h>

/* ---- models ---- */

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

/* Finds a model by the tries of its words, as they are and without those of a variant. */
static void match_model(struct names_rank_search *s, const char *text, struct names_found *out)
{
    const char *behind = behind_maker(text);
    const struct names_words whole = s->asked, short_words = behind ? names_words_of(s->arena, s->k, behind) : whole;
    const struct names_words tries[] = {whole, short_words, names_words_without_variants(&whole),
                                        names_words_without_variants(&short_words)};
    for (size_t i = 0; i < sizeof tries / sizeof *tries && out->how == NAMES_NONE; i++) {
        s->asked = tries[i];
        names_match_find(s, out);
    }
    s->asked = short_words;
}

/* Takes the model that this one was made from, or the release of another date. */
static void stand_in(struct names_rank_search *s, const char *text, struct names_found *out)
{
    struct names_rank_search t = *s;
    struct names_found found = {.how = NAMES_NONE};
    const struct names_words undated = names_tune_undated(&s->asked);
    if (undated.n < s->asked.n) {
        t.asked = names_words_without_variants(&undated);
        names_match_find(&t, &found);
    }
    const bool dated = found.record && !found.open;
    const void *base = dated ? found.record : names_tune_base(s, text);
    if (base)
        *out = (struct names_found){.how = NAMES_ONE,
                                    .record = base,
                                    .taken = dated ? "looks like another date's release of"
                                                   : "looks like a fine-tune of"};
}

static bool has_word(const struct names_rank_search *s, const void *record, const char *word)
{
    return names_words_has(&names_rank_forms(s, record)->all, word);
}

static void find_model(struct names_rank_search *s, const char *text, struct names_found *out)
{
    struct names_found tag = {.how = NAMES_SEVERAL};
    const struct names_part part = names_part_of(s->arena, text);
    match_model(s, text, out);
    if (!out->record || out->open)
        of_family(s, out);
    tag.n = names_tag_several(s, text, tag.near, NAMES_MOST);
    if (!out->newest && (tag.n > 1 || (tag.n == 1 && out->open)))
        *out = tag;
    if (part.word &&
        (out->record ? part.part && !has_word(s, out->record, part.word) : part.part || out->how == NAMES_NONE))
        *out = (struct names_found){.how = NAMES_OTHER, .is = part.what};
    if (out->how == NAMES_NONE)
        stand_in(s, text, out);
    const struct model *m = out->record;
    if (m && !(m->experts > 0) && names_part_has_experts(s->arena, text))
        *out = (struct names_found){.how = NAMES_OTHER, .is = "a mixture of experts"};
}

/* ---- devices ---- */

/* Adds the devices that one of several names in a text means. */
static void add_meant(const struct names_rank_search *s, const char *text, struct names_found *out)
{
    struct names_rank_search t = *s;
    struct names_found found = {.how = NAMES_NONE};
    t.asked = names_words_of(s->arena, s->k, text);
    t.asked.gib = isnan(t.asked.gib) ? s->asked.gib : t.asked.gib;
    names_match_find(&t, &found);
    if (found.how == NAMES_NONE)
        names_near_incomplete(&t, &found);
    for (size_t i = 0; i < found.n && i < NAMES_MOST; i++)
        names_match_add(out, found.near[i]);
}

/* True for a Quadro whose name lacks that word: an RTX 6000 may be the later card of Ada as well. */
static bool lacks_quadro(const struct names_rank_search *s, const char *text, const struct names_found *found)
{
    const struct device *d = found->record;
    const struct names_words said = names_words_all(s->arena, text);
    return d && d->name && str_starts(d->name, "Quadro ") && !names_words_has(&said, "quadro");
}

/* Finds a device. Asks where the text has the names of several, or only that of a chip. */
static void find_device(const struct names_rank_search *s, const char *text, struct names_found *out)
{
    const struct names_device d = names_device_read(s->arena, text);
    const bool chip_only = s->asked.n == 0 || (s->asked.n == 1 && strcmp(s->asked.v[0], "arc") == 0);
    const char *const *meant = d.either[0] ? d.either : chip_only ? d.chip : NULL;
    const bool by_number = d.exact && meant == d.chip && meant;
    for (; meant && *meant; meant++)
        add_meant(s, *meant, out);
    out->how = out->n ? NAMES_SEVERAL : NAMES_NONE;
    if (by_number && out->n == 1) {
        *out = (struct names_found){.how = NAMES_ONE, .record = out->near[0]};
        return;
    }
    if (!d.either[0] && out->how == NAMES_NONE)
        names_match_find(s, out);
    const bool vague = out->how == NAMES_SEVERAL
                           ? !d.either[0] && s->asked.n > 0 && !names_match_is_chip(s, out->near[0])
                           : lacks_quadro(s, text, out);
    const struct names_found one = *out;
    if (vague)
        names_near_incomplete(s, out);
    if (vague && one.record && out->n < 2)
        *out = one;
    else if (vague)
        out->record = NULL;
}

struct names_index {
    struct arena *arena;
    const struct catalogue *c;
    struct names_rank_forms ***forms; /* of each kind, of each record; NULL: not needed yet */
    struct names_ids *ids;            /* of each kind */
};

/* The ids and aliases of the records of a kind. */
struct names_ids {
    size_t asked;          /* how often a record was looked up by its id */
    struct text_set named; /* empty until that pays */
};

struct names_index *names_index_new(struct arena *a, const struct catalogue *c)
{
    struct names_index *x = ARENA_NEW(a, struct names_index);
    *x = (struct names_index){a, c, ARENA_ARRAY(a, catalogue_n_kinds, struct names_rank_forms **),
                              ARENA_ARRAY(a, catalogue_n_kinds, struct names_ids)};
    return x;
}

static size_t number_of(const struct kind *k)
{
    size_t i = 0;
    while (i < catalogue_n_kinds && catalogue_kinds[i].kind != k)
        i++;
    BUG_UNLESS(i < catalogue_n_kinds);
    return i;
}

static void fill_ids(struct names_ids *ids, const struct kind *k, const struct any_list *list)
{
    const struct field *aliases = &k->fields[schema_find(k, "aliases")];
    for (size_t i = 0; i < list->n; i++) {
        const void *record = schema_at(k, list, i);
        const struct text_list *more = schema_member(record, aliases);
        text_set_add(&ids->named, schema_id(k, record), i);
        for (size_t j = 0; j < more->n; j++)
            text_set_add(&ids->named, more->v[j], i);
    }
}

const void *names_index_id(struct names_index *x, const struct kind *k, const char *id)
{
    struct names_ids *ids = &x->ids[number_of(k)];
    const struct any_list *list = catalogue_list_of(x->c, k);
    if (ids->asked++ < TEXT_SET_COST_FROM)
        return catalogue_find(x->c, k, id);
    if (ids->named.n == 0) {
        ids->named = text_set_new(x->arena);
        fill_ids(ids, k, list);
    }
    const size_t i = text_set_find(&ids->named, id);
    return i == TEXT_SET_NONE ? NULL : schema_at(k, list, i);
}

static struct names_rank_search search_of(struct names_index *x, struct arena *a, const struct kind *k,
                                          const char *text)
{
    const size_t i = number_of(k);
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
    if (strlen(text) > NAMES_LONGEST)
        return out;
    struct names_rank_search s = search_of(x, a, k, text);
    const char *quant = s.asked.quant;
    out.record = names_index_id(x, k, text);
    if (!out.record && k == &kind_quant)
        out.record = names_quant_find(&s, text, &out.taken);
    if (out.record)
        out.how = NAMES_ONE;
    else if (k == &kind_model)
        find_model(&s, text, &out);
    else if (k == &kind_device)
        find_device(&s, text, &out);
    else if (k != &kind_quant)
        names_match_find(&s, &out);
    if (out.how == NAMES_NONE)
        names_near_look(&s, text, &out);
    out.quant = quant;
    return out;
}

struct names_found names_find(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text)
{
    struct arena
        *scratch = arena_new(); /* the words of all names are a MB, which a lookup for each line would add up */
    const struct names_found found = names_find_in(names_index_new(scratch, c), a, k, text);
    arena_free(scratch);
    return found;
}

struct names_found names_of_bits(struct arena *a, const struct catalogue *c, int bits)
{
    struct names_found out = {.how = NAMES_NONE};
    const struct names_rank_search s = search_of(names_index_new(a, c), a, &kind_quant, str_format(a, "Q%d", bits));
    names_near_incomplete(&s, &out);
    return out;
}

/* True for a card with memory that its maker did not sell, which a plain name does not mean. */
static bool is_modified(const struct names_rank_search *s, const void *record)
{
    const char *name = s->k == &kind_device ? ((const struct device *)record)->name : NULL;
    return name && strstr(name, "modified");
}

struct names_found names_longer_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text,
                                   const void *record)
{
    struct names_found out = {.how = NAMES_NONE};
    const struct names_rank_search s = search_of(x, a, k, text);
    for (size_t i = 0; s.asked.n > 0 && i < s.list->n; i++) {
        const void *other = schema_at(k, s.list, i);
        if (other != record && !names_match_is_chip(&s, other) && !is_modified(&s, other) &&
            names_near_longer(&s, other))
            names_match_add(&out, other);
    }
    out.how = out.n ? NAMES_SEVERAL : NAMES_NONE;
    return out;
}

struct names_found names_longer(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text,
                                const void *record)
{
    struct arena *scratch = arena_new();
    const struct names_found found = names_longer_in(names_index_new(scratch, c), a, k, text, record);
    arena_free(scratch);
    return found;
}

struct names_found names_others(struct arena *a, const struct catalogue *c, const struct kind *k, const char *text,
                                const void *record)
{
    struct arena *scratch = arena_new();
    const struct names_found found = names_others_in(names_index_new(scratch, c), a, k, text, record);
    arena_free(scratch);
    return found;
}

struct names_found names_others_in(struct names_index *x, struct arena *a, const struct kind *k, const char *text,
                                   const void *record)
{
    struct names_found out = {.how = NAMES_NONE};
    struct names_rank_search s = search_of(x, a, k, text);
    s.asked.gib = s.asked.cores = NAN;
    for (size_t i = 0; i < s.list->n; i++) {
        const void *other = schema_at(k, s.list, i);
        if (other != record && names_rank_of(&s, other) > RANK_NONE)
            names_match_add(&out, other);
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
    if (found->how == NAMES_OTHER)
        return str_format(a, "that is the name of %s", found->is);
    if (found->n == 0)
        return "";
    const bool list = found->newest || found->how == NAMES_NEAREST;
    const char *several = found->newest ? "the newest are " : list ? "the nearest are " : "it could be ";
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
                 : i + 1 == found->n ? list ? " and " : " or "
                                     : ", ",
                 schema_id(k, found->near[i]), size ? memory_text(a, k, found->near[i]) : "");
    str_add(&out, found->n > NAMES_MOST ? ", ..." : one ? "?" : "");
    return out.text;
}
