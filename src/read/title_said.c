#include "title_said.h"

#include "arena.h"
#include "bug.h"
#include "title_vocab.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* ---- lexicon ---- */

enum { PHRASE_WORDS = 6 };

struct phrase {
    enum title_sense sense;
    const char *why;
    size_t n, next; /* words; the next phrase with the same first word, SIZE_MAX: none */
    unsigned word[PHRASE_WORDS];
};

struct title_lexicon {
    size_t n, room, n_first;
    struct phrase *v;
    size_t *first; /* of a word's number: its first phrase, SIZE_MAX: none */
};

static void add_phrase(struct title_lexicon *l, struct arena *a, struct title_vocab *v, enum title_sense sense,
                       const char *why, const char *text)
{
    struct title_words w;
    title_words_split(&w, NULL, text);
    l->v = arena_more(a, l->v, l->n, &l->room, sizeof *l->v);
    struct phrase *p = &l->v[l->n++];
    BUG_UNLESS(w.n > 0 && w.n <= PHRASE_WORDS);
    *p = (struct phrase){.sense = sense, .why = why, .n = w.n, .next = SIZE_MAX};
    for (size_t i = 0; i < w.n; i++)
        p->word[i] = title_vocab_add(v, w.v[i].text);
}

static void add_phrases(struct title_lexicon *l, struct arena *a, struct title_vocab *v, enum title_sense sense,
                        const char *why, const char *text)
{
    for (const char *s = text; *s;) {
        const size_t n = strcspn(s, "|");
        add_phrase(l, a, v, sense, why, arena_strndup(a, s, n));
        s += n + (s[n] == '|');
    }
}

struct title_lexicon *title_said_lexicon(struct arena *a, struct title_vocab *v)
{
    struct title_lexicon *l = ARENA_NEW(a, struct title_lexicon);
#define SAY(sense, why, text) add_phrases(l, a, v, SAY_##sense, why, text);
#include "title_lexicon.def"
#undef SAY
    l->n_first = title_vocab_count(v) + 1;
    l->first = ARENA_ARRAY(a, l->n_first, size_t);
    for (size_t i = 0; i < l->n_first; i++)
        l->first[i] = SIZE_MAX;
    for (size_t i = 0; i < l->n; i++) {
        l->v[i].next = l->first[l->v[i].word[0]];
        l->first[l->v[i].word[0]] = i;
    }
    return l;
}

/* Returns the longest phrase at word i, the first of the lexicon among equals; NULL: none. */
static const struct phrase *phrase_at(const struct title_lexicon *l, const struct title_words *w, size_t i)
{
    const struct phrase *best = NULL;
    const unsigned id = w->v[i].id;
    for (size_t p = id > 0 && id < l->n_first ? l->first[id] : SIZE_MAX; p != SIZE_MAX; p = l->v[p].next) {
        const struct phrase *f = &l->v[p];
        size_t n = 1;
        while (n < f->n && i + n < w->n && w->v[i + n].id == f->word[n] && w->v[i + n].gap <= GAP_SLASH)
            n++;
        const bool cut = n == f->n && title_words_number(w, i + n - 1) && title_words_glued(w, i + n); /* aero 16|g */
        if (n == f->n && !cut && (!best || n >= best->n))
            best = f;
    }
    return best;
}

/* ---- title ---- */

static void mark(bool *v, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        v[i] = true;
}

/* Returns the end of what stands behind "for" at place i: the words of use, or the words before the next comma. */
static size_t away_end(const struct title_said *s, const struct title_words *w, size_t i)
{
    size_t end = i;
    while (end < w->n && w->v[end].gap <= GAP_PLUS &&
           (s->sense[end] == SAY_USE || s->sense[end] == SAY_PC || s->sense[end] == SAY_PC_WEAK ||
            s->sense[end] == SAY_PC_MAKER))
        end += s->length[end];
    if (end > i)
        return end;
    while (end < w->n && (end == i || w->v[end].gap < GAP_COMMA) && s->sense[end] != SAY_WITH &&
           s->sense[end] != SAY_FOR)
        end++;
    return end;
}

static size_t with_end(const struct title_words *w, size_t i)
{
    size_t end = i;
    while (end < w->n && (end == i || w->v[end].gap < GAP_BRACKET))
        end++;
    return end;
}

/* Marks what stands behind "[W]" in a swap forum: it is wanted. */
static void wanted(struct title_said *s, const struct title_words *w)
{
    bool behind = false;
    for (size_t i = 0; i < w->n; i++) {
        const bool alone = w->v[i].gap == GAP_BRACKET && i + 1 < w->n && w->v[i + 1].gap == GAP_BRACKET;
        if (alone && (title_words_is(w, i, "w") || title_words_is(w, i, "h")))
            behind = title_words_is(w, i, "w");
        s->away[i] |= behind;
    }
}

/* Returns true if the words before i are a question that it answers: "EPYC 7402P? no: EPYC 7302P". */
static bool answers_no(const struct title_said *s, const struct title_words *w, size_t i)
{
    const size_t next = i + s->length[i];
    return i > 0 && s->sense[i] == SAY_NOT && w->v[i].gap == GAP_ASK && next < w->n && w->v[next].gap >= GAP_COMMA;
}

static void spans(struct title_said *s, const struct title_words *w)
{
    enum { DENIED = 3 };
    for (size_t i = 0; i < w->n; i++) {
        const size_t next = i + s->length[i];
        if (answers_no(s, w, i)) {
            mark(s->away, 0, i);
            s->start = next;
        }
        if (s->sense[i] == SAY_FOR)
            mark(s->away, next, away_end(s, w, next));
        else if (s->sense[i] == SAY_NOT)
            for (size_t j = next; j < w->n && j < next + DENIED && w->v[j].gap < GAP_COMMA; j++)
                s->away[j] = s->denied[j] = true;
        else if (s->sense[i] == SAY_WITH || (title_words_is(w, i, "w") && i + 1 < w->n && w->v[i + 1].gap == GAP_SLASH))
            mark(s->with, i + 1, with_end(w, i + 1));
        if (i > 0 && w->v[i].gap == GAP_PLUS)
            mark(s->with, i, with_end(w, i));
    }
}

/* Returns true if the phrase at i is cancelled: "backplate included", "4 pcs" where it is 1, a thing behind "with". */
static bool cancelled(const struct title_said *s, const struct title_words *w, size_t i)
{
    static const char *const included[] = {"included", "inclusive", "inklusive", "enthalten", "inclus", "incluso",
                                           "incluido", "dabei",     "vorhanden", "inkl",      "incl",   NULL};
    const enum title_sense sense = s->sense[i];
    const size_t end = i + s->length[i];
    if (sense == SAY_ACCESSORY || sense == SAY_MERCH || sense == SAY_COOLER)
        return s->with[i] || s->away[i] || (end < w->n && title_words_among(included, w->v[end].text));
    if (sense == SAY_ONLY && title_words_is(w, i, "solo")) /* Zotac calls cards with one fan so */
        return title_words_find(w, 0, "zotac") < w->n;
    if (sense == SAY_WANTED_FIRST || sense == SAY_BOX_FIRST)
        return i > 0;
    if (sense == SAY_FAN) {
        static const char *const many[] = {"x",      "dual",  "triple", "single", "twin", "quad",
                                           "blower", "axial", "two",    "three",  "one",  "rgb",
                                           "argb",   "torx",  "tri",    "fans",   "case", NULL};
        return s->with[i] || s->away[i] ||
               (i > 0 && (title_words_number(w, i - 1) || title_words_among(many, w->v[i - 1].text))) ||
               (i > 1 && (title_words_number(w, i - 2) || title_words_is(w, i - 2, "x")));
    }
    if (sense == SAY_PIECES)
        return i == 0 || !(w->v[i - 1].number > 1) || w->v[i].gap > GAP_BLANK;
    const bool context = sense == SAY_PC || sense == SAY_PC_WEAK || sense == SAY_PC_MAKER || sense == SAY_LAPTOP ||
                         sense == SAY_EGPU || sense == SAY_BUNDLE || sense == SAY_BLOCK || sense == SAY_BOARD ||
                         sense == SAY_CARD || sense == SAY_LOT || sense == SAY_TRADE || sense == SAY_FAULT ||
                         sense == SAY_MAC;
    if (sense == SAY_USED || sense == SAY_NEW || sense == SAY_REFURBISHED)
        return s->denied[i];
    return context && s->away[i];
}

static enum condition condition_of(const struct title_said *s)
{
    return title_said_has(s, SAY_REFURBISHED)         ? condition_refurbished
           : title_said_has(s, SAY_USED) || s->pulled ? condition_used
           : title_said_has(s, SAY_NEW)               ? condition_new_
                                                      : condition_unknown;
}

void title_said_read(struct title_said *s, const struct title_lexicon *l, const struct title_words *w)
{
    memset(s->sense, 0, sizeof s->sense);
    memset(s->length, 0, sizeof s->length);
    memset(s->away, 0, sizeof s->away);
    memset(s->with, 0, sizeof s->with);
    memset(s->denied, 0, sizeof s->denied);
    memset(s->fine, 0, sizeof s->fine);
    s->pulled = false;
    s->start = 0;
    for (size_t i = 0; i < SAY_SENSES; i++) {
        s->first[i] = SIZE_MAX;
        s->why[i] = NULL;
    }
    const char *why[TITLE_WORDS_MOST];
    for (size_t i = 0; i < w->n;) {
        const struct phrase *p = title_words_glued(w, i) && !title_words_number(w, i - 1) ? NULL : phrase_at(l, w, i);
        /* A phrase does not begin within a word such as 7840hs. */
        if (p && title_words_glued(w, i) && p->sense != SAY_PIECES)
            p = NULL;
        if (p) {
            s->sense[i] = (unsigned char)p->sense;
            s->length[i] = (unsigned char)p->n;
            why[i] = p->why;
            if (p->sense == SAY_FINE)
                mark(s->fine, i, i + p->n);
            s->pulled |= p->sense == SAY_FOR && p->why;
        }
        i += p ? p->n : 1;
    }
    spans(s, w);
    wanted(s, w);
    for (size_t i = w->n; i-- > 0;)
        if (s->sense[i] != SAY_NOTHING && !cancelled(s, w, i)) {
            s->first[s->sense[i]] = i;
            s->why[s->sense[i]] = why[i];
        }
    s->condition = condition_of(s);
}

bool title_said_has(const struct title_said *s, enum title_sense sense)
{
    return s->first[sense] != SIZE_MAX;
}
