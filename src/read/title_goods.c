#include "title_goods.h"

#include "arena.h"
#include "str.h"
#include "title_fit.h"
#include "title_name.h"
#include "title_vocab.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

struct title_goods {
    size_t n, n_first;
    struct title_good *v;
    size_t *first;     /* of a word: its first good */
    const bool *tells; /* of a word: it tells another product */
};

/* Words beside a name that make it another product's. */
static const char *const tells[] = {
    "shift",  "ii",     "iii",      "iv",      "vii",     "v",       "max",   "plus",   "pro",     "elite",
    "ultra",  "master", "lite",     "mini",    "nano",    "compact", "xl",    "rgb",    "argb",    "evo",
    "se",     "ax",     "ac",       "snow",    "redux",   "g",       "s",     "rs",     "air",     "airflow",
    "carbon", "edge",   "ace",      "hero",    "extreme", "formula", "dark",  "unify",  "bcm",     "nt",
    "dx",     "ex",     "lx",       "d",       "tr",      "passive", "tour",  "m",      "i",       "c",
    "l",      "x",      "e",        "slim",    "oem",     "base",    "flow",  "silent", "k",       "f",
    "bf",     "w",      "wifi",     "classic", "kingpin", "impact",  "strix", "prime",  "creator", "carrara",
    "ice",    "core",   "ambience", "rc",      "digital", "noctua",  "aqua",  NULL};

/* ---- index ---- */

static double launch_year(const char *launch)
{
    return launch && strlen(launch) >= 4
               ? (launch[0] - '0') * 1000.0 + (launch[1] - '0') * 100.0 + (launch[2] - '0') * 10.0 + (launch[3] - '0')
               : NAN;
}

static bool named(const char *id, const char *name)
{
    static const char *const vague[] = {"generic",  "not named", "not stated", "typical",
                                        "breakout", " for ",     " option",    NULL};
    for (size_t i = 0; vague[i]; i++)
        if (strstr(id, vague[i]) || strstr(name, vague[i]))
            return false;
    return true;
}

/* Returns the name without the letters of a region at its end: BX600CI-IN. */
static const char *without_region(struct arena *a, const char *name)
{
    const size_t n = strlen(name);
    const bool region = n > 6 && (str_ends(name, "-IN") || str_ends(name, "-MS") || str_ends(name, "-AZ"));
    return region ? arena_strndup(a, name, n - 3) : name;
}

static void add_good(struct title_goods *x, struct arena *a, struct title_vocab *v, struct title_good g, const char *id,
                     const char *name, double watts)
{
    if (!name || !named(id, name))
        return;
    title_name_read(&g.name, v, without_region(a, name), watts, g.kind == &kind_board);
    const struct title_chunk *c = &g.name.chunk[0];
    const bool rating = g.name.n == 1 && c->n == 2 && c->number[0] && !c->number[1]; /* "600VA" names no model */
    if (g.name.maker && g.name.n > 0 && !(rating && g.category == category_ups)) {
        g.next = SIZE_MAX;
        x->v[x->n++] = g;
    }
}

static void add_parts(struct title_goods *x, struct arena *a, struct title_vocab *v, const struct catalogue *c)
{
    for (size_t i = 0; i < c->parts.n; i++) {
        const struct part *p = &c->parts.v[i];
        const bool by_name = p->category == category_cooler || p->category == category_pc_case ||
                             p->category == category_nic || p->category == category_netswitch ||
                             p->category == category_ups || p->category == category_adapter;
        if (by_name)
            add_good(x, a, v,
                     (struct title_good){
                         .kind = &kind_part, .record = p, .category = p->category, .launch = NAN, .mem_gib = NAN},
                     p->id, p->name, NAN);
    }
}

static void add_all(struct title_goods *x, struct arena *a, struct title_vocab *v, const struct catalogue *c)
{
    for (size_t i = 0; i < c->psus.n; i++) {
        const struct psu *p = &c->psus.v[i];
        add_good(x, a, v,
                 (struct title_good){
                     .kind = &kind_psu, .record = p, .launch = launch_year(p->launch), .atx3 = p->atx3, .mem_gib = NAN},
                 p->id, p->name, p->rated_w);
    }
    for (size_t i = 0; i < c->boards.n; i++) {
        const struct board *b = &c->boards.v[i];
        if (b->exists != flag_no && !strstr(b->name ? b->name : "", "system board"))
            add_good(x, a, v,
                     (struct title_good){
                         .kind = &kind_board, .record = b, .ram = b->ram_type, .launch = NAN, .mem_gib = NAN},
                     b->id, b->name, NAN);
    }
    for (size_t i = 0; i < c->systems.n; i++) {
        const struct system *s = &c->systems.v[i];
        const char *name = s->name && strncmp(s->name, "DGX", 3) == 0 ? str_format(a, "NVIDIA %s", s->name) : s->name;
        add_good(x, a, v,
                 (struct title_good){.kind = &kind_system,
                                     .record = s,
                                     .mem_gib = s->mem_gib,
                                     .launch = NAN,
                                     .chip = s->chip != NULL,
                                     .barebone = s->barebone == flag_yes},
                 s->id, name, NAN);
    }
    add_parts(x, a, v, c);
}

/* Joins goods with the same name in rings. */
static void join_same(struct title_goods *x)
{
    for (size_t i = 0; i < x->n; i++) {
        x->v[i].same = &x->v[i];
        for (size_t j = i; j-- > 0;)
            if (x->v[j].kind == x->v[i].kind && title_name_same(&x->v[j].name, &x->v[i].name)) {
                x->v[i].same = x->v[j].same;
                x->v[j].same = &x->v[i];
                break;
            }
    }
}

/* Chooses the rarest word of each name as its key. */
static void choose_keys(struct title_goods *x, struct arena *a)
{
    unsigned *count = ARENA_ARRAY(a, x->n_first, unsigned);
    for (size_t i = 0; i < x->n; i++)
        for (size_t c = 0; c < x->v[i].name.n; c++)
            for (size_t j = 0; j < x->v[i].name.chunk[c].n; j++)
                count[x->v[i].name.chunk[c].word[j]]++;
    for (size_t i = x->n; i-- > 0;) {
        struct title_good *g = &x->v[i];
        unsigned best = 0;
        for (size_t c = 0; c < g->name.n; c++)
            for (size_t j = 0; j < g->name.chunk[c].n; j++) {
                const unsigned word = g->name.chunk[c].word[j];
                if (best == 0 || count[word] < count[best]) {
                    best = word;
                    g->key_chunk = c;
                    g->key_word = j;
                }
            }
        g->next = x->first[best];
        x->first[best] = i;
    }
}

struct title_goods *title_goods_index(struct arena *a, struct title_vocab *v, const struct catalogue *c)
{
    struct title_goods *x = ARENA_NEW(a, struct title_goods);
    x->v = ARENA_ARRAY(a, c->psus.n + c->boards.n + c->systems.n + c->parts.n + 1, struct title_good);
    add_all(x, a, v, c);
    for (size_t i = 0; tells[i]; i++)
        title_vocab_add(v, tells[i]);
    x->n_first = title_vocab_count(v) + 1;
    x->first = ARENA_ARRAY(a, x->n_first, size_t);
    bool *tell = ARENA_ARRAY(a, x->n_first, bool);
    for (size_t i = 0; i < x->n_first; i++)
        x->first[i] = SIZE_MAX;
    for (size_t i = 0; tells[i]; i++)
        tell[title_vocab_find(v, tells[i])] = true;
    x->tells = tell;
    join_same(x);
    choose_keys(x, a);
    return x;
}

/* ---- one name in a title ---- */

/* Where a title names a good. */
struct place {
    size_t from, to;             /* words */
    bool mine[TITLE_WORDS_MOST]; /* the word is one of its name */
};

static bool chunk_place(const struct title_chunk *c, const struct title_words *w, size_t i, struct place *p)
{
    if (!title_name_chunk_at(c, w, i))
        return false;
    p->from = i < p->from ? i : p->from;
    p->to = i + c->n > p->to ? i + c->n : p->to;
    for (size_t j = 0; j < c->n; j++)
        p->mine[i + j] = true;
    return true;
}

static bool watts_place(const struct title_name *n, const struct title_words *w, struct place *p)
{
    for (size_t i = 0; i < w->n; i++)
        if (title_words_number(w, i) && w->v[i].number == n->watts && !title_words_glued(w, i) &&
            (!title_words_glued(w, i + 1) || w->v[i + 1].text[0] == 'w' || w->v[i + 1].text[0] == 't')) {
            p->mine[i] = true;
            p->from = i < p->from ? i : p->from;
            p->to = i + 1 > p->to ? i + 1 : p->to;
            return true;
        }
    return false;
}

/* Returns true if the whole name of g stands in the title, with its key word at i. */
static bool find_place(const struct title_good *g, const struct title_words *w, size_t i, struct place *p)
{
    const struct title_name *n = &g->name;
    *p = (struct place){.from = w->n};
    if (i < g->key_word || !chunk_place(&n->chunk[g->key_chunk], w, i - g->key_word, p))
        return false;
    for (size_t c = 0; c < n->n; c++) {
        bool found = c == g->key_chunk;
        for (size_t j = 0; j < w->n && !found; j++)
            found = w->v[j].id == n->chunk[c].word[0] && !p->mine[j] && chunk_place(&n->chunk[c], w, j, p);
        if (!found)
            return false;
    }
    return (!(n->watts > 0) || watts_place(n, w, p)) && (!n->needs_maker || title_name_maker_said(n, w));
}

static bool own_word(const struct title_name *n, unsigned id)
{
    for (size_t i = 0; i < n->n_own; i++)
        if (n->own[i] == id)
            return true;
    return false;
}

/* Returns true if word i, beside the name, tells another product. */
static bool tells_other(const struct title_goods *x, const struct title_good *g, const struct title_words *w,
                        const struct title_said *s, const struct place *p, size_t i)
{
    const unsigned id = w->v[i].id;
    const bool told = id > 0 && id < x->n_first && x->tells[id];
    const bool server = g->kind == &kind_part && g->category == category_pc_case && title_words_is(w, i, "server");
    if ((!told && !server) || own_word(&g->name, id) || (s->fine[i] && !server))
        return false;
    if (g->kind != &kind_part && title_words_is(w, i, "digital"))
        return false;
    if (title_words_is(w, i, "mini") && title_words_is(w, i + 1, "pc")) /* what it is */
        return false;
    if (w->v[i].text[1] == '\0') { /* a letter only where it ends the name, or as G2 and V3 */
        const bool version = strchr("gvs", w->v[i].text[0]) && title_words_glued(w, i + 1) &&
                             title_words_number(w, i + 1) && w->v[i + 1].number < 10 &&
                             !(i > 0 && title_words_is(w, i - 1, "atx"));
        return version || (w->v[i].gap == GAP_DASH && i == p->to);
    }
    const bool plus_of_80 = i > 0 && title_words_is(w, i, "plus") && title_words_number(w, i - 1);
    const bool unit = i > 0 && title_words_glued(w, i) && title_words_number(w, i - 1);
    return !plus_of_80 && !unit;
}

/* Returns true if a word between or behind the words of the name tells another product. */
static bool told_off(const struct title_goods *x, const struct title_good *g, const struct title_words *w,
                     const struct title_said *s, const struct place *p)
{
    const size_t behind = g->kind == &kind_system ? 1 : 3;
    if (title_words_number(w, p->to) && w->v[p->to].gap == GAP_DASH && title_words_is(w, p->to + 1, "u"))
        return true; /* SMC1500I-2U */
    for (size_t i = p->from; i < w->n && i < p->to + behind; i++) {
        if (p->mine[i] || (g->kind == &kind_system && i < p->to))
            continue;
        const bool bracket = w->v[i].gap == GAP_BRACKET && i == p->to;
        if (i >= p->to && ((w->v[i].gap >= GAP_PLUS && !bracket) || s->away[i] || s->with[i]))
            return false;
        if (tells_other(x, g, w, s, p, i))
            return true;
        static const char *const colours[] = {"white", "black", "grey", "gray", "weiss", "schwarz", "silver", NULL};
        if (i >= p->to && !title_name_is_noise(w->v[i].text) && !title_words_number(w, i) && w->v[i].id == 0 &&
            !title_words_among(colours, w->v[i].text))
            return false;
    }
    return false;
}

/* ---- hits ---- */

/* Adds a record to the hit of its kind, among those from place from on. */
static void add_hit(struct title_hits *hits, size_t from, const struct title_good *g, const struct place *p, bool away,
                    bool sure)
{
    size_t i = from;
    while (i < hits->n &&
           (hits->v[i].kind != g->kind ||
            (g->kind == &kind_part && ((const struct part *)hits->v[i].record[0])->category != g->category)))
        i++;
    if (i == TITLE_HIT_MOST)
        return;
    if (i == hits->n)
        hits->v[hits->n++] = (struct title_hit){.kind = g->kind, .from = p->from, .to = p->to, .away = away};
    struct title_hit *h = &hits->v[i];
    for (size_t j = 0; j < h->n; j++)
        if (h->record[j] == g->record)
            return;
    if (h->n < TITLE_HIT_NEAR)
        h->record[h->n++] = g->record;
    h->sure = sure && h->n == 1;
}

static enum title_fit fit_of(const struct title_goods *x, const struct title_good *g, const struct title_words *w,
                             const struct title_said *s, const struct place *p, bool other_cpu)
{
    return told_off(x, g, w, s, p) ? FIT_NOT : title_fit_good(g, w, s, other_cpu);
}

void title_goods_find(const struct title_goods *x, const struct title_words *w, const struct title_said *s,
                      bool other_cpu, bool taken[], struct title_hits *hits)
{
    for (enum title_fit want = FIT_EXACT; want > FIT_NOT; want--) {
        const size_t from = hits->n;
        for (size_t i = 0; i < w->n; i++) {
            const unsigned id = w->v[i].id;
            for (size_t g = id > 0 && id < x->n_first ? x->first[id] : SIZE_MAX; g != SIZE_MAX; g = x->v[g].next) {
                struct place p;
                if (!find_place(&x->v[g], w, i, &p) || fit_of(x, &x->v[g], w, s, &p, other_cpu) != want)
                    continue;
                add_hit(hits, from, &x->v[g], &p, s->away[p.from], want == FIT_EXACT);
                for (size_t j = 0; j < w->n; j++)
                    taken[j] |= p.mine[j];
            }
        }
        if (hits->n > from)
            return;
    }
}
