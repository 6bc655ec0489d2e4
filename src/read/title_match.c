#include "title_match.h"

#include "arena.h"
#include "bug.h"
#include "str.h"
#include "title_cpu.h"
#include "title_device.h"
#include "title_drop.h"
#include "title_goods.h"
#include "title_mac.h"
#include "title_memory.h"
#include "title_parts.h"
#include "title_said.h"

#include <string.h>

/* ---- category of a feed ---- */

static enum title_drop_category category_of(const char *category)
{
    static const struct {
        const char *word;
        enum title_drop_category is;
    } list[] = {{"laptop", CATEGORY_LAPTOP},     {"notebook", CATEGORY_LAPTOP}, {"video", CATEGORY_CARD},
                {"graphic", CATEGORY_CARD},      {"gpu", CATEGORY_CARD},        {"grafik", CATEGORY_CARD},
                {"power", CATEGORY_SUPPLY},      {"psu", CATEGORY_SUPPLY},      {"netzteil", CATEGORY_SUPPLY},
                {"motherboard", CATEGORY_BOARD}, {"mainboard", CATEGORY_BOARD}, {"cpu-cooler", CATEGORY_OTHER},
                {"cooler", CATEGORY_OTHER},      {"cpu", CATEGORY_CPU},         {"process", CATEGORY_CPU},
                {"prozessor", CATEGORY_CPU},     {"memory", CATEGORY_MEMORY},   {"ram", CATEGORY_MEMORY},
                {"hard", CATEGORY_DRIVE},        {"ssd", CATEGORY_DRIVE},       {"storage", CATEGORY_DRIVE},
                {"drive", CATEGORY_DRIVE},       {"desktop", CATEGORY_SYSTEM},  {"computer", CATEGORY_SYSTEM},
                {"system", CATEGORY_SYSTEM}};
    struct title_words w;
    if (!category)
        return CATEGORY_ANY;
    title_words_split(&w, NULL, category);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (size_t j = 0; j < w.n; j++)
            if (strncmp(w.v[j].text, list[i].word, strlen(list[i].word)) == 0)
                return list[i].is;
    return CATEGORY_OTHER;
}

/* ---- products in the title ---- */

static bool kind_named(const struct title_hits *hits, const struct kind *k)
{
    for (size_t i = 0; i < hits->n; i++)
        if (hits->v[i].kind == k && !hits->v[i].away)
            return true;
    return false;
}

static bool may_be_drive(const struct title_words *w)
{
    static const char *const words[] = {"ssd", "nvme", "samsung", "wd", "crucial", "m", "sn", "pro", "drive", NULL};
    for (size_t i = 0; i < w->n && w->n_sizes > 0; i++)
        if (title_words_among(words, w->v[i].text))
            return true;
    for (size_t i = 0; i < w->n; i++)
        if (title_words_is(w, i, "nvme") || title_words_is(w, i, "ssd"))
            return true;
    return false;
}

/* Leaves out the boxed cooler that comes with a processor. */
static void without_boxed_cooler(const struct title_said *s, struct title_hits *hits)
{
    size_t n = 0;
    const bool cpu = kind_named(hits, &kind_cpu);
    for (size_t i = 0; i < hits->n; i++) {
        const struct title_hit *h = &hits->v[i];
        const struct part *p = h->kind == &kind_part && h->n > 0 ? h->record[0] : NULL;
        const bool cooler = p && p->category == category_cooler && str_starts(p->name ? p->name : "", "AMD ");
        if (!(cpu && cooler && s->with[h->from]))
            hits->v[n++] = *h;
    }
    hits->n = n;
}

/* Leaves out what the title says it is not. */
static void without_question(const struct title_said *s, struct title_hits *hits)
{
    size_t n = 0;
    for (size_t i = 0; i < hits->n; i++)
        if (hits->v[i].from >= s->start)
            hits->v[n++] = hits->v[i];
    hits->n = n;
}

/* Leaves out what is in a machine. */
static void keep_systems(struct title_hits *hits)
{
    size_t n = 0;
    for (size_t i = 0; i < hits->n; i++)
        if (hits->v[i].kind == &kind_system)
            hits->v[n++] = hits->v[i];
    hits->n = n;
}

static void find_products(const struct title_index *x, const struct title_words *w, const struct title_said *s,
                          enum title_drop_category category, bool taken[], struct title_hits *hits)
{
    if (title_mac_find(x->macs, w, s, hits))
        return;
    title_cpu_find(x->cpus, w, s, category == CATEGORY_CPU, taken, hits);
    const bool cpu = kind_named(hits, &kind_cpu);
    title_device_find(x->devices, w, s, category == CATEGORY_CARD, taken, hits);
    title_goods_find(x->goods, w, s, cpu, taken, hits);
    without_boxed_cooler(s, hits);
    without_question(s, hits);
    if (kind_named(hits, &kind_system))
        keep_systems(hits);
    if (title_parts_find(x->c, w, s, hits))
        return;
    const bool other = cpu || kind_named(hits, &kind_device) || kind_named(hits, &kind_system) ||
                       kind_named(hits, &kind_psu) || kind_named(hits, &kind_part) ||
                       title_device_mentioned(w, s, taken);
    if (other || category == CATEGORY_BOARD)
        return;
    const bool board = kind_named(hits, &kind_board);
    if (!board && may_be_drive(w) && title_memory_drive(x->drives, w, s, category == CATEGORY_DRIVE, hits))
        return;
    if (!board)
        title_memory_find(x->c, w, s, category == CATEGORY_MEMORY, hits);
}

/* ---- how many ---- */

/* Returns true if the words before i speak of PCIe lanes: "PCIe 4.0 x16". */
static bool of_lanes(const struct title_words *w, size_t i)
{
    static const char *const words[] = {"pcie", "e", "express", "gen", "pci", NULL};
    for (size_t j = i > 2 ? i - 2 : 0; j < i; j++)
        if (title_words_among(words, w->v[j].text) || title_words_is(w, j, "4.0") || title_words_is(w, j, "3.0") ||
            title_words_is(w, j, "5.0"))
            return true;
    return false;
}

/* Returns 2 for "2x RTX 3090", "RTX 3090 x2" and "(2) RTX 3090"; 1 else. Words of memory kits are not asked. */
static double quantity(const struct title_words *w, const struct title_hits *hits)
{
    enum { MOST = 64, BEFORE = 3 };
    static const char *const before[] = {"out", "selling", "sell", "verkaufe", "vends", "vendo", "have", "biete", NULL};
    for (size_t h = 0; h < hits->n; h++) /* up to two words of the maker between; a "Ventus 2X" is no pair */
        for (size_t i = hits->v[h].from > BEFORE ? hits->v[h].from - BEFORE : 1; i < hits->v[h].from; i++)
            if (title_words_is(w, i, "x") && title_words_number(w, i - 1) && w->v[i].gap <= GAP_BLANK &&
                !title_words_glued(w, i + 1) && !title_words_glued(w, i - 1) && w->v[i - 1].number >= 2 &&
                w->v[i - 1].number <= MOST &&
                (w->v[i - 1].gap >= GAP_COMMA || title_words_among(before, w->v[i - 2].text)))
                return w->v[i - 1].number;
    const bool inno = title_words_find(w, 0, "inno") < w->n; /* its cards are called X2, X3 and X4 */
    const bool first = title_words_number(w, 0) && w->v[0].number >= 2 && w->v[0].number <= MOST;
    if (first && title_words_is(w, 1, "x") && !title_words_glued(w, 2))
        return w->v[0].number;
    if (first && w->n > 1 && w->v[1].gap == GAP_BRACKET)
        return w->v[0].number;
    for (size_t i = 1; i + 1 < w->n; i++) {
        const bool ends = i + 2 == w->n || w->v[i + 2].gap >= GAP_BRACKET || w->v[i].gap >= GAP_BRACKET;
        const bool times = title_words_is(w, i, "x") && title_words_number(w, i + 1) && w->v[i].gap >= GAP_DASH;
        if (times && ends && w->v[i + 1].number >= 2 && w->v[i + 1].number <= MOST && !of_lanes(w, i) && !inno &&
            w->v[i + 1].number != 16)
            return w->v[i + 1].number;
    }
    return 1;
}

/* ---- answer ---- */

static void add_near(struct title_match *m, const struct kind *k, const void *record)
{
    for (size_t i = 0; i < m->n && i < TITLE_NEAR_MOST; i++)
        if (m->near[i] == record)
            return;
    if (m->n < TITLE_NEAR_MOST) {
        m->near[m->n] = record;
        m->near_kind[m->n] = k;
    }
    m->n++;
}

static struct title_match answer(const struct title_hits *hits)
{
    struct title_match m = {.how = TITLE_NONE, .qty = 1};
    bool sure = true, unknown = false;
    for (size_t i = 0; i < hits->n; i++) {
        const struct title_hit *h = &hits->v[i];
        if (h->away)
            continue;
        sure &= h->sure;
        unknown |= h->n == 0;
        for (size_t j = 0; j < h->n; j++)
            add_near(&m, h->kind, h->record[j]);
    }
    if (m.n == 0)
        return m;
    m.how = m.n == 1 && sure && !unknown ? TITLE_ONE : TITLE_SEVERAL;
    if (m.how == TITLE_ONE) {
        m.kind = m.near_kind[0];
        m.record = m.near[0];
    }
    return m;
}

struct title_match title_match_find(const struct title_index *x, struct arena *a, const char *title,
                                    const char *category)
{
    struct title_words w;
    struct title_said s;
    struct title_hits hits = {.n = 0};
    bool taken[TITLE_WORDS_MOST] = {false};
    const enum title_drop_category is = category_of(category);
    (void)a;
    title_words_split(&w, x->vocab, title);
    title_said_read(&s, x->lexicon, &w);
    find_products(x, &w, &s, is, taken, &hits);
    struct title_match m = answer(&hits);
    const char *why = title_drop_reason(&w, &s, &hits, is, title_device_mentioned(&w, &s, taken));
    if (why) {
        m = (struct title_match){.how = TITLE_DROPPED, .why = why, .qty = 1};
    } else {
        const bool memory = m.n > 0 && m.near_kind[0] == &kind_part && w.n_sizes > 0;
        m.qty = memory ? 1 : quantity(&w, &hits);
    }
    m.condition = s.condition;
    BUG_UNLESS((m.how == TITLE_ONE) == (m.record != NULL));
    return m;
}
