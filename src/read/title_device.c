#include "title_device.h"

#include "arena.h"
#include "bug.h"
#include "str.h"
#include "title_vocab.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* What stands with a card's number. */
enum {
    TI = 1,
    SUPER = 2,
    XT = 4,
    XTX = 8,
    GRE = 16,
    GRADE_D = 32,
    SFF = 64,
    PRO = 128,
    ADA = 256,
    MAXQ = 512,
    SERVER = 1024,
    WORKSTATION = 2048,
    PCIE = 4096,
    SXM = 8192,
    NVL = 16384,
    LAPTOP = 32768
};
enum {
    GRADES = TI | SUPER | XT | XTX | GRE | GRADE_D | SFF | LAPTOP,
    EDITIONS = MAXQ | SERVER | WORKSTATION,
    CONNECTORS = PCIE | SXM | NVL
};

struct card {
    const struct device *device;
    unsigned key;  /* word "3090" or "a6000" in the vocabulary */
    unsigned is;   /* the constants above */
    bool lettered; /* the key has letters */
    bool open;     /* sold with another memory that the catalogue may lack */
    size_t next;   /* card with the same key; SIZE_MAX: none */
};

struct title_devices {
    const struct title_vocab *vocab;
    size_t n, n_first;
    struct card *v;
    size_t *first; /* of a key: its first card */
};

/* Cards that were sold with other memory too and are often offered without saying which. */
static const char *const two_sizes[] = {"a770", "mi50", "a2000", "580", "3050", "v100", NULL};
static const char *const series[] = {"rtx", "gtx", "rx", "gt", "arc", NULL};
/* Words that stand before the number of a card, with its series or for it. */
static const char *const before[] = {
    "rtx", "gtx",   "rx",  "arc",      "geforce",    "radeon", "nvidia", "quadro", "titan", "tesla",    "instinct",
    "amd", "gpu",   "msi", "asus",     "gigabyte",   "evga",   "zotac",  "palit",  "pny",   "gainward", "inno",
    "kfa", "galax", "pro", "sapphire", "powercolor", "xfx",    "ti",     "fe",     NULL};

static unsigned grade_of(const char *word)
{
    static const struct {
        const char *word;
        unsigned is;
    } list[] = {{"ti", TI},          {"super", SUPER},  {"xt", XT},
                {"xtx", XTX},        {"gre", GRE},      {"d", GRADE_D},
                {"sff", SFF},        {"s", SUPER},      {"tisuper", TI | SUPER},
                {"tis", TI | SUPER}, {"ts", TI | SUPER}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (strcmp(list[i].word, word) == 0)
            return list[i].is;
    return 0;
}

/* Returns the constants that words anywhere in the text set. */
static unsigned stated(const struct title_words *w, const struct title_said *s)
{
    unsigned is = 0;
    for (size_t i = 0; i < w->n; i++) {
        if (s && (s->denied[i] || s->with[i])) /* "no SXM version", "with PCIe adapter" */
            continue;
        const char *t = w->v[i].text, *next = i + 1 < w->n ? w->v[i + 1].text : "";
        if (strcmp(t, "ada") == 0)
            is |= ADA;
        else if (strncmp(t, "sxm", 3) == 0 || strncmp(t, "smx", 3) == 0)
            is |= SXM;
        else if (strcmp(t, "nvl") == 0)
            is |= NVL;
        else if (strcmp(t, "pcie") == 0 || (strcmp(t, "pci") == 0 && next[0] == 'e'))
            is |= PCIE;
        else if ((strcmp(t, "max") == 0 && strcmp(next, "q") == 0) || strcmp(t, "maxq") == 0)
            is |= MAXQ;
        else if (strcmp(t, "server") == 0 && (strcmp(next, "edition") == 0 || i + 1 == w->n))
            is |= SERVER;
        else if (strcmp(t, "workstation") == 0 && (strcmp(next, "edition") == 0 || i + 1 == w->n))
            is |= WORKSTATION;
        else if (strcmp(t, "ws") == 0)
            is |= WORKSTATION;
    }
    if (is & MAXQ) /* "Max-Q Workstation Edition" */
        is &= ~(unsigned)WORKSTATION;
    return is;
}

/* ---- the number that names a card ---- */

struct named {
    size_t from, to;
    bool lettered;
    unsigned key; /* 0: no card of the catalogue has it */
};

/* Returns true for what may be glued to a card's number without being part of its name: "3090fe", "4090oc". */
static bool may_follow(const char *word)
{
    static const char *const list[] = {"fe", "oc", "gb", "g", "gaming", "gddr", "trinity", "ventus", NULL};
    return title_words_among(list, word);
}

static unsigned key_id(const struct title_vocab *v, const char *a, const char *b, const char *c)
{
    char key[24];
    if (strlen(a) + strlen(b) + strlen(c) >= sizeof key)
        return 0;
    str_fill(key, sizeof key, "%s%s%s", a, b, c);
    return title_vocab_find(v, key);
}

/* Returns the longest of "l40s", "40s", "l40", "40" at the number i that is known. known(id) is true for a card's key.
 */
static struct named named_at(const struct title_devices *x, const struct title_vocab *v, const struct title_words *w,
                             size_t i)
{
    const char *number = w->v[i].text;
    const bool glued = title_words_glued(w, i), has = i > 0 && !title_words_number(w, i - 1) && w->v[i].gap <= GAP_DASH,
               in_series = has && title_words_among(series, w->v[i - 1].text);
    const char *sku = has && glued ? strstr(w->v[i - 1].text, "rtx") : NULL; /* vcnrtxa|6000 */
    const char *letters = sku ? sku + 3 : has ? w->v[i - 1].text : "";
    const char *prefix = has && !in_series && *letters && strlen(letters) <= 3 ? letters : NULL;
    const bool tail = i + 1 < w->n && title_words_glued(w, i + 1) && !title_words_number(w, i + 1);
    const char *suffix = tail ? w->v[i + 1].text : NULL;
    const bool suffix_free = !suffix || grade_of(suffix) || may_follow(suffix);
    for (int with = 3; with >= 0; with--) {
        const bool p = with & 1, s = with & 2;
        if ((p && !prefix) || (s && !suffix) || (!s && !suffix_free) || (p && !s && suffix))
            continue;
        /* letters glued before a number are part of its name, unless they are a series or a grade of a maker */
        if (!p && glued && !in_series && !(sku && !*letters))
            continue;
        const unsigned id = key_id(v, p ? prefix : "", number, s ? suffix : "");
        if (id > 0 && (!x || (id < x->n_first && x->first[id] != SIZE_MAX)))
            return (struct named){.from = i - p, .to = i + 1 + s, .lettered = p || s, .key = id};
    }
    return (struct named){.key = 0};
}

/* ---- index ---- */

/* Fills the key of a card from its name: the first word with a number that is no memory size, or "titan". */
static bool key_of(struct arena *a, struct title_vocab *v, const struct title_words *w, struct card *card, size_t *to)
{
    for (size_t i = 0; i < w->n; i++) {
        if (title_words_is(w, i, "titan") && title_words_is(w, i + 1, "rtx")) {
            card->key = title_vocab_add(v, "titan");
            card->lettered = true;
            *to = i + 2;
            return true;
        }
        if (!title_words_number(w, i))
            continue;
        const bool glued = title_words_glued(w, i),
                   tail = i + 1 < w->n && title_words_glued(w, i + 1) && !grade_of(w->v[i + 1].text);
        const bool s_of_l40s = i + 1 < w->n && title_words_glued(w, i + 1) && title_words_is(w, i + 1, "s") && glued;
        const bool suffix = tail || s_of_l40s;
        card->key = title_vocab_add(
            v, str_format(a, "%s%s%s", glued ? w->v[i - 1].text : "", w->v[i].text, suffix ? w->v[i + 1].text : ""));
        card->lettered = glued || suffix;
        *to = i + 1 + suffix;
        return true;
    }
    return false;
}

static bool index_card(struct arena *a, struct title_vocab *v, const struct device *d, struct card *card)
{
    const bool is_card = d->unified != flag_yes && d->form != cardform_laptop && d->form != cardform_soldered;
    struct title_words w;
    size_t to;
    title_words_split(&w, NULL, d->name ? d->name : d->id);
    *card = (struct card){.device = d, .next = SIZE_MAX};
    if (!is_card || !key_of(a, v, &w, card, &to))
        return false;
    card->is = stated(&w, NULL);
    for (size_t i = to; i < w.n; i++)
        card->is |= grade_of(w.v[i].text);
    if (!card->lettered && title_words_find(&w, 0, "pro") < w.n)
        card->is |= PRO;
    if (card->lettered)
        card->is &= ~(unsigned)PRO;
    return true;
}

struct title_devices *title_device_index(struct arena *a, struct title_vocab *v, const struct catalogue *c)
{
    struct title_devices *x = ARENA_NEW(a, struct title_devices);
    x->vocab = v;
    x->v = ARENA_ARRAY(a, c->devices.n + 1, struct card);
    for (size_t i = 0; i < c->devices.n; i++)
        x->n += index_card(a, v, &c->devices.v[i], &x->v[x->n]);
    for (size_t i = 0; two_sizes[i]; i++) {
        const unsigned key = title_vocab_add(v, two_sizes[i]);
        for (size_t j = 0; j < x->n; j++)
            x->v[j].open |= x->v[j].key == key && x->v[j].is == (x->v[j].is & (unsigned)CONNECTORS);
    }
    x->n_first = title_vocab_count(v) + 1;
    x->first = ARENA_ARRAY(a, x->n_first, size_t);
    for (size_t i = 0; i < x->n_first; i++)
        x->first[i] = SIZE_MAX;
    for (size_t i = x->n; i-- > 0;) {
        x->v[i].next = x->first[x->v[i].key];
        x->first[x->v[i].key] = i;
    }
    return x;
}

/* ---- what the title says of one card ---- */

struct said_card {
    unsigned is;  /* constants */
    size_t from;  /* first word of the name */
    size_t to;    /* end of the name with its grades */
    bool stray;   /* a grade stands elsewhere in the title */
    bool limited; /* "Limited Edition" */
};

static unsigned grades_behind(const struct title_words *w, size_t *to)
{
    unsigned is = 0;
    while (*to < w->n && w->v[*to].gap <= GAP_SLASH) {
        if (title_words_is(w, *to, "ada") && title_words_is(w, *to + 1, "sff")) {
            *to += 2;
            return is | SFF;
        }
        if (!grade_of(w->v[*to].text))
            break;
        const bool letter = w->v[*to].text[1] == '\0';
        if (letter && title_words_glued(w, *to + 1)) /* the D6 of "XT D6" */
            break;
        if (letter && w->v[*to].gap > GAP_BLANK)
            break;
        if (letter && w->v[*to].text[0] == 's' && w->v[*to].gap != GAP_NONE)
            break;
        is |= grade_of(w->v[*to].text);
        (*to)++;
    }
    return is;
}

/* Returns true if "ti", "super" or a grade of Radeon cards stands where no card's number is before it. */
static bool stray_grade(const struct title_words *w, size_t from, size_t to)
{
    for (size_t i = 0; i < w->n; i++) {
        if (i >= from && i < to)
            continue;
        const unsigned is = grade_of(w->v[i].text) & (TI | SUPER | XT | XTX | GRE);
        const bool free = w->v[i].text[1] != '\0' && is && !(i > 0 && title_words_number(w, i - 1)) &&
                          !(i > 0 && grade_of(w->v[i - 1].text)) && !title_words_is(w, i + 1, "clocked") &&
                          !title_words_is(w, i + 1, "jetstream") && !title_words_is(w, i + 1, "flower") &&
                          !title_words_is(w, i + 1, "fast");
        if (free)
            return true;
    }
    return false;
}

static struct said_card said_of(const struct title_words *w, const struct title_said *t, const struct named *name)
{
    struct said_card s = {.from = name->from, .to = name->to};
    const unsigned grades = grades_behind(w, &s.to);
    s.is = stated(w, t) | grades;
    if (name->from > 0 && title_words_is(w, name->from - 1, "pro"))
        s.is |= PRO;
    for (size_t i = s.to; i < w->n && i < s.to + 2; i++)
        if (title_words_is(w, i, "workstation") && title_words_is(w, i - 1, "blackwell") &&
            !title_words_is(w, i + 1, "gpu") && !title_words_is(w, i + 1, "graphics") && !(s.is & (unsigned)MAXQ))
            s.is |= WORKSTATION;
    s.stray = stray_grade(w, name->from, s.to);
    const size_t limited = title_words_find(w, 0, "limited");
    s.limited = limited < w->n && title_words_is(w, limited + 1, "edition");
    return s;
}

/* ---- does it fit ---- */

enum fit { FIT_NOT, FIT_OPEN, FIT_EXACT };

static enum fit fit_memory(const struct title_devices *x, const struct card *c, const struct title_words *w,
                           const struct said_card *said)
{
    bool any = false, same = false, others = c->open && !said->limited;
    for (size_t i = 0; i < w->n_sizes; i++) {
        any |= !w->size[i].tb && w->size[i].gb >= 2;
        same |= !w->size[i].tb && fabs(w->size[i].gb - c->device->mem_gib) < 0.5;
    }
    if (any)
        return same ? FIT_EXACT : FIT_NOT;
    for (size_t i = x->first[c->key]; i != SIZE_MAX; i = x->v[i].next)
        others |= ((x->v[i].is ^ c->is) & ~(unsigned)CONNECTORS) == 0 &&
                  fabs(x->v[i].device->mem_gib - c->device->mem_gib) > 0.5;
    return others ? FIT_OPEN : FIT_EXACT;
}

/* Returns true if the title says SXM3 where the card's name says SXM2. */
static bool other_sxm(const struct card *c, const struct title_words *w)
{
    const char *own = strstr(c->device->name ? c->device->name : "", "SXM");
    const size_t i = title_words_find(w, 0, "sxm");
    return own && own[3] >= '0' && own[3] <= '9' && title_words_glued(w, i + 1) && title_words_number(w, i + 1) &&
           w->v[i + 1].number != own[3] - '0';
}

static enum fit fit_connector(const struct card *c, const struct title_words *w, unsigned said)
{
    const unsigned is = c->is & (unsigned)CONNECTORS, has = said & (unsigned)CONNECTORS;
    if ((has & (unsigned)SXM) && (has & (unsigned)PCIE))
        return is ? FIT_OPEN : FIT_NOT;
    if ((has & (unsigned)SXM) && other_sxm(c, w))
        return FIT_NOT;
    if (has & (unsigned)SXM)
        return is & (unsigned)SXM ? FIT_EXACT : FIT_NOT;
    if (has & (unsigned)NVL)
        return is & (unsigned)NVL ? FIT_EXACT : FIT_NOT;
    if (has & (unsigned)PCIE)
        return is & (unsigned)(SXM | NVL) ? FIT_NOT : FIT_EXACT;
    const bool p100 = c->device->mem_gib < 17 && (is & (unsigned)PCIE) && c->device->launch &&
                      strncmp(c->device->launch, "2016", 4) == 0; /* a P100 without a word about SXM2 is the card */
    return is == 0 || p100 ? FIT_EXACT : FIT_OPEN;
}

static enum fit fit_card(const struct title_devices *x, const struct card *c, const struct title_words *w,
                         const struct said_card *said)
{
    const bool pro_differs = !c->lettered && ((c->is ^ said->is) & (unsigned)PRO);
    if (((c->is ^ said->is) & (unsigned)GRADES) || pro_differs)
        return FIT_NOT;
    enum fit fit = said->stray ? FIT_OPEN : FIT_EXACT;
    const bool quadro = !c->lettered && title_words_find(w, 0, "quadro") < w->n;
    if ((c->is & (unsigned)ADA) && !(said->is & (unsigned)ADA)) {
        if (quadro || title_words_find(w, 0, "blackwell") < w->n)
            return FIT_NOT;
        fit = FIT_OPEN;
    }
    const bool of_geforce = !c->lettered && c->device->mem_gib < 33 && !(c->is & (unsigned)(PRO | ADA));
    const bool ampere = c->lettered && w->v[said->from].text[0] == 'a'; /* "A6000 Ada" is neither */
    if (!(c->is & (unsigned)ADA) && (said->is & (unsigned)ADA) && !of_geforce && (!c->lettered || ampere))
        return FIT_NOT;
    if (c->is & (unsigned)EDITIONS) {
        const unsigned edition = said->is & (unsigned)EDITIONS;
        if (edition && edition != (c->is & (unsigned)EDITIONS))
            return FIT_NOT;
        if (!edition)
            fit = FIT_OPEN;
    }
    const enum fit memory = fit_memory(x, c, w, said), connector = fit_connector(c, w, said->is);
    fit = memory < fit ? memory : fit;
    return connector < fit ? connector : fit;
}

/* ---- context ---- */

/* Returns true if the words around the number say that it is a card's. */
static bool in_context(const struct title_devices *x, const struct title_words *w, const struct title_said *s,
                       const struct named *name, const struct said_card *said, bool card)
{
    for (size_t i = name->from > 3 ? name->from - 3 : 0; i < name->from; i++)
        if (title_words_among(before, w->v[i].text))
            return true;
    if (!name->lettered && fmod(w->v[name->from].number, 1000) == 0) /* 6000 alone is the rate of memory */
        return false;
    if (card || title_said_has(s, SAY_CARD) || (said->is & (unsigned)(TI | XTX | GRE | SXM)) ||
        title_words_among(before, w->v[name->to < w->n ? name->to : 0].text))
        return true;
    for (size_t i = x->first[name->key]; i != SIZE_MAX; i = x->v[i].next)
        for (size_t j = 0; j < w->n_sizes; j++)
            if (fabs(w->size[j].gb - x->v[i].device->mem_gib) < 0.5 &&
                ((x->v[i].is ^ said->is) & (unsigned)GRADES) == 0)
                return true;
    return false;
}

/* Returns true if nothing but "AMD" says that a number is that of a Radeon: "AMD 7600" may be a Ryzen. */
static bool only_amd(const struct title_words *w)
{
    static const char *const radeon[] = {"rx",   "radeon",      "xt",       "xtx", "gre",        "gpu", "graphics",
                                         "card", "grafikkarte", "sapphire", "xfx", "powercolor", NULL};
    for (size_t i = 0; i < w->n; i++)
        if (title_words_among(radeon, w->v[i].text))
            return false;
    return w->n_sizes == 0 && title_words_find(w, 0, "amd") < w->n;
}

/* Returns true if the words before a number without letters say another series: "Ryzen 5 7600", "Core 580". */
static bool of_another(const struct title_devices *x, const struct title_words *w, const struct named *name)
{
    const bool dashed = title_words_number(w, name->to) && w->v[name->to].gap == GAP_DASH; /* A10-9700 of AMD, L4-9 */
    if (name->lettered && dashed && name->to - name->from <= 2 && w->v[name->from].text[1] == '\0' &&
        w->v[name->from + 1].number < 100)
        return true;
    if (name->lettered || name->from == 0)
        return name->from > 0 && strcmp(w->v[name->from - 1].text, "amd") == 0 &&
               x->v[x->first[name->key]].device->vendor == vendor_nvidia;
    const char *last = w->v[name->from - 1].text;
    const struct device *d = x->v[x->first[name->key]].device;
    if (title_words_find(w, 0, "2048") < w->n) /* RX 580 2048SP */
        return true;
    const bool amd = d->vendor == vendor_amd, rx = strcmp(last, "rx") == 0;
    const bool nvidia = strcmp(last, "rtx") == 0 || strcmp(last, "gtx") == 0 || strcmp(last, "quadro") == 0;
    const bool rate = (name->from > 1 && title_words_is(w, name->from - 2, "ddr")) || /* DDR5-6800, 7600 MHz */
                      title_words_is(w, name->to, "mhz") || title_words_is(w, name->to, "mt") ||
                      title_words_is(w, name->to, "mts");
    return (amd && (nvidia || only_amd(w))) || (!amd && rx) || strcmp(last, "ddr") == 0 || rate;
}

/* ---- hits ---- */

static void add_record(struct title_hit *h, const void *record)
{
    for (size_t i = 0; i < h->n && i < TITLE_HIT_NEAR; i++)
        if (h->record[i] == record)
            return;
    if (h->n < TITLE_HIT_NEAR)
        h->record[h->n++] = record;
}

static struct title_hit hit_of(const struct title_devices *x, const struct title_words *w, const struct title_said *s,
                               const struct named *name, const struct said_card *said)
{
    struct title_hit h = {.kind = &kind_device, .from = name->from, .to = said->to, .away = s->away[name->from]};
    for (enum fit want = FIT_EXACT; want > FIT_NOT && h.n == 0; want--) {
        for (size_t i = x->first[name->key]; i != SIZE_MAX; i = x->v[i].next)
            if (fit_card(x, &x->v[i], w, said) == want)
                add_record(&h, x->v[i].device);
        h.sure = want == FIT_EXACT && h.n == 1;
    }
    return h;
}

void title_device_find(const struct title_devices *x, const struct title_words *w, const struct title_said *s,
                       bool card, bool taken[], struct title_hits *hits)
{
    for (size_t i = 0; i < w->n && hits->n < TITLE_HIT_MOST; i++) {
        const bool titan = title_words_is(w, i, "titan") && title_words_is(w, i + 1, "rtx");
        struct named name = {.key = 0};
        if (titan)
            name = (struct named){.from = i, .to = i + 2, .lettered = true, .key = w->v[i].id};
        else if (title_words_number(w, i) && !taken[i])
            name = named_at(x, x->vocab, w, i);
        if (name.key == 0 || name.key >= x->n_first || x->first[name.key] == SIZE_MAX || of_another(x, w, &name))
            continue;
        const struct said_card said = said_of(w, s, &name);
        if (!in_context(x, w, s, &name, &said, card))
            continue;
        hits->v[hits->n++] = hit_of(x, w, s, &name, &said);
        for (size_t j = name.from; j < said.to; j++)
            taken[j] = true;
        i = said.to - 1;
    }
    BUG_UNLESS(hits->n <= TITLE_HIT_MOST);
}

bool title_device_mentioned(const struct title_words *w, const struct title_said *s, const bool taken[])
{
    for (size_t i = 0; i + 1 < w->n; i++)
        if (title_words_among(series, w->v[i].text) && !s->away[i] && !taken[i + 1]) {
            const bool number = title_words_number(w, i + 1) && w->v[i + 1].number >= 300,
                       letter = i + 2 < w->n && title_words_number(w, i + 2) && title_words_glued(w, i + 2) &&
                                strlen(w->v[i + 1].text) == 1;
            if (number || letter)
                return true;
        }
    return false;
}
