#include "title_cpu.h"

#include "arena.h"
#include "str.h"
#include "title_vocab.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum line { FAMILY_NONE, RYZEN, THREADRIPPER, EPYC, CORE, ULTRA, XEON, FAMILIES };

struct title_cpus {
    const struct title_vocab *vocab;
    unsigned n;                      /* words known when the index was made, with 0 */
    const struct cpu *const *record; /* of a word "r5600x"; NULL: none */
};

/* A processor that a title names. */
struct named {
    enum line family;
    size_t from, to;
    char code[24]; /* "5600x"; of a Core also without i9: "14900k"; of a Xeon "e52680v4" */
};

static const char family_letter[FAMILIES + 1] = " rteiux";

static enum line family_word(const char *word)
{
    static const struct {
        const char *word;
        enum line family;
    } list[] = {{"ryzen", RYZEN}, {"threadripper", THREADRIPPER}, {"epyc", EPYC}, {"xeon", XEON}, {"core", CORE}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (strcmp(list[i].word, word) == 0)
            return list[i].family;
    return FAMILY_NONE;
}

static bool append(char code[24], const char *text)
{
    const size_t n = strlen(code), more = strlen(text);
    if (n + more >= 24)
        return false;
    memcpy(code + n, text, more + 1);
    return true;
}

/* Fills the code with the number at i and all that is glued to it; also an X, XT or X3D behind a blank. */
static bool number_code(const struct title_words *w, size_t i, struct named *m)
{
    static const char *const suffixes[] = {"x", "xt", "wx", "g", "k", "kf", "f", "ks", NULL};
    m->to = i + 1;
    if (!append(m->code, w->v[i].text))
        return false;
    while (title_words_glued(w, m->to))
        if (!append(m->code, w->v[m->to++].text))
            return false;
    const bool bare = m->to == i + 1 && m->to < w->n;
    const bool apart = bare && w->v[m->to].gap <= GAP_BLANK && title_words_among(suffixes, w->v[m->to].text) &&
                       !(title_words_is(w, m->to, "x") && title_words_number(w, m->to + 1) &&
                         !title_words_is(w, m->to + 1, "3"));
    if (apart) {
        append(m->code, w->v[m->to++].text);
        while (title_words_glued(w, m->to) && m->to < w->n)
            append(m->code, w->v[m->to++].text);
    }
    if (m->to > i + 1 && title_words_is(w, m->to - 1, "x") && title_words_is(w, m->to, "3") &&
        w->v[m->to].gap <= GAP_BLANK && title_words_is(w, m->to + 1, "d") && title_words_glued(w, m->to + 1)) {
        append(m->code, "3d"); /* 5800X 3D */
        m->to += 2;
    }
    return true;
}

/* Returns true for the number of a processor: three to five digits. "7000" of "Ryzen 7000 series" is a series. */
static bool is_model(const struct title_words *w, size_t i)
{
    const double n = title_words_number(w, i) ? w->v[i].number : 0;
    const bool tail = title_words_glued(w, i + 1);
    const bool series = !tail && (fmod(n, 1000) < 6);
    return n >= 100 && n < 100000 && n == floor(n) && !series;
}

/* i9-14900K, i9 14900K */
static bool core(const struct title_words *w, size_t i, struct named *m)
{
    const bool is = title_words_is(w, i, "i") && title_words_number(w, i + 1) && title_words_glued(w, i + 1) &&
                    w->v[i + 1].number >= 3 && w->v[i + 1].number <= 9 && !title_words_glued(w, i + 2) &&
                    title_words_number(w, i + 2) && w->v[i + 2].gap <= GAP_BLANK && is_model(w, i + 2);
    if (!is)
        return false;
    *m = (struct named){.family = CORE, .from = i};
    return number_code(w, i + 2, m);
}

/* Core Ultra 9 285K */
static bool ultra(const struct title_words *w, size_t i, struct named *m)
{
    const bool is = title_words_is(w, i, "ultra") && title_words_number(w, i + 1) && w->v[i + 1].number <= 9 &&
                    title_words_number(w, i + 2) && is_model(w, i + 2);
    if (!is)
        return false;
    *m = (struct named){.family = ULTRA, .from = i};
    return number_code(w, i + 2, m);
}

/* E5-2680 v4, W-2295, Gold 6248R */
static bool xeon(const struct title_words *w, size_t i, struct named *m)
{
    const bool e = title_words_is(w, i, "e") && title_words_glued(w, i + 1) && title_words_number(w, i + 1) &&
                   title_words_number(w, i + 2) && is_model(w, i + 2);
    static const char *const grades[] = {"gold", "silver", "platinum", "bronze", "w", NULL};
    if (!e && (!title_words_among(grades, w->v[i].text) || !title_words_number(w, i + 1) || !is_model(w, i + 1) ||
               title_words_find(w, 0, "xeon") == w->n))
        return false;
    *m = (struct named){.family = XEON, .from = i};
    if (e && (!append(m->code, "e") || !append(m->code, w->v[i + 1].text)))
        return false;
    if (!number_code(w, e ? i + 2 : i + 1, m))
        return false;
    if (title_words_is(w, m->to, "v") && title_words_glued(w, m->to + 1) && title_words_number(w, m->to + 1)) {
        append(m->code, "v");
        append(m->code, w->v[m->to + 1].text);
        m->to += 2;
    }
    return true;
}

/* Ryzen 9 5950X, Threadripper PRO 3945WX, EPYC 7302P: the family at i, its number up to four words on. */
static bool amd(const struct title_words *w, size_t i, struct named *m)
{
    enum { BEHIND = 4 };
    static const char *const between[] = {"pro",   "threadripper", "cpu",   "processor", "amd", "rome",
                                          "milan", "genoa",        "ryzen", "x",         NULL};
    enum line family = family_word(w->v[i].text);
    if (family != RYZEN && family != THREADRIPPER && family != EPYC)
        return false;
    for (size_t j = i + 1; j < w->n && j <= i + BEHIND; j++) {
        family = title_words_is(w, j, "threadripper") ? THREADRIPPER : family;
        const bool grade = title_words_number(w, j) && w->v[j].number <= 9 && !title_words_glued(w, j + 1) &&
                           !title_words_is(w, j + 1, "x");
        if (title_words_number(w, j) && is_model(w, j) && !title_words_glued(w, j)) {
            *m = (struct named){.family = family, .from = i};
            return number_code(w, j, m);
        }
        if (!grade && !(title_words_among(between, w->v[j].text) && strcmp(w->v[j].text, "x") != 0))
            return false;
    }
    return false;
}

/* 5950X, 7800X3D, 3945WX, 14900K: a number whose suffix only processors have. */
static bool bare(const struct title_words *w, size_t i, struct named *m)
{
    static const char *const suffixes[] = {"x", "wx", "k", "kf", "ks", NULL};
    const bool tail = title_words_glued(w, i + 1) && title_words_among(suffixes, w->v[i + 1].text);
    const bool apart = i == 0 || !title_words_glued(w, i);
    if (!title_words_number(w, i) || !tail || !apart || w->v[i].number < 1000 || !is_model(w, i))
        return false;
    if (title_words_glued(w, i + 2) && !title_words_is(w, i + 2, "3")) /* 7680x4320 */
        return false;
    *m = (struct named){.family = FAMILY_NONE, .from = i};
    return number_code(w, i, m);
}

static const struct cpu *record_of(const struct title_cpus *x, enum line family, const char *code)
{
    char key[32];
    str_fill(key, sizeof key, "%c%s", family_letter[family], code);
    const unsigned id = title_vocab_find(x->vocab, key);
    return id > 0 && id < x->n ? x->record[id] : NULL;
}

/* ---- index ---- */

static bool model_at(const struct title_words *w, size_t i, struct named *m)
{
    return core(w, i, m) || ultra(w, i, m) || amd(w, i, m) || xeon(w, i, m);
}

static bool in_socket(const struct cpu *c)
{
    return c->socket && strncmp(c->socket, "BGA", 3) != 0 && strncmp(c->socket, "FP", 2) != 0 &&
           strncmp(c->socket, "FL", 2) != 0;
}

struct title_cpus *title_cpu_index(struct arena *a, struct title_vocab *v, const struct catalogue *c)
{
    struct title_cpus *x = ARENA_NEW(a, struct title_cpus);
    unsigned *id = ARENA_ARRAY(a, c->cpus.n + 1, unsigned);
    for (size_t i = 0; i < c->cpus.n; i++) {
        struct title_words w;
        struct named m = {.family = FAMILY_NONE};
        title_words_split(&w, NULL, c->cpus.v[i].name ? c->cpus.v[i].name : c->cpus.v[i].id);
        for (size_t j = 0; j < w.n && m.family == FAMILY_NONE; j++)
            if (!model_at(&w, j, &m))
                m.family = FAMILY_NONE;
        char key[32];
        str_fill(key, sizeof key, "%c%s", family_letter[m.family], m.code);
        id[i] = m.family != FAMILY_NONE && in_socket(&c->cpus.v[i]) ? title_vocab_add(v, key) : 0;
    }
    x->vocab = v;
    x->n = title_vocab_count(v) + 1;
    const struct cpu **record = ARENA_ARRAY(a, x->n, const struct cpu *);
    for (size_t i = 0; i < c->cpus.n; i++)
        record[id[i]] = id[i] ? &c->cpus.v[i] : NULL;
    x->record = record;
    return x;
}

/* ---- title ---- */

static const struct cpu *any_family(const struct title_cpus *x, const char *code)
{
    for (enum line f = RYZEN; f < FAMILIES; f++) {
        const struct cpu *c = record_of(x, f, code);
        if (c)
            return c;
    }
    return NULL;
}

void title_cpu_find(const struct title_cpus *x, const struct title_words *w, const struct title_said *s, bool cpu,
                    bool taken[], struct title_hits *hits)
{
    for (size_t i = 0; i < w->n && hits->n < TITLE_HIT_MOST; i++) {
        struct named m = {.family = FAMILY_NONE};
        const bool number = cpu && title_words_number(w, i) && is_model(w, i) && !title_words_glued(w, i);
        bool found = model_at(w, i, &m) || bare(w, i, &m);
        if (!found && number) {
            m = (struct named){.family = FAMILY_NONE, .from = i};
            found = number_code(w, i, &m);
        }
        if (!found)
            continue;
        const struct cpu *c = m.family == FAMILY_NONE ? any_family(x, m.code) : record_of(x, m.family, m.code);
        if (!c && m.family == FAMILY_NONE && !bare(w, i, &m))
            continue;
        struct title_hit *h = &hits->v[hits->n++];
        *h = (struct title_hit){
            .kind = &kind_cpu, .from = m.from, .to = m.to, .away = s->away[m.from], .n = c != NULL, .sure = c != NULL};
        h->record[0] = c;
        for (size_t j = m.from; j < m.to; j++)
            taken[j] = true;
        i = m.to - 1;
    }
}
