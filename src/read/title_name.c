#include "title_name.h"

#include "str.h"
#include "title_vocab.h"

#include <math.h>
#include <string.h>

bool title_name_is_maker(const char *word)
{
    static const char *const makers[] = {
        "corsair",  "seasonic",  "be",           "bequiet",     "asus",        "msi",          "gigabyte",
        "asrock",   "evga",      "fractal",      "noctua",      "nzxt",        "phanteks",     "lian",
        "lianli",   "cooler",    "coolermaster", "silverstone", "thermaltake", "thermalright", "arctic",
        "intel",    "mellanox",  "nvidia",       "amd",         "apc",         "cyberpower",   "qnap",
        "tp",       "mikrotik",  "super",        "superflower", "fsp",         "supermicro",   "minisforum",
        "beelink",  "gmktec",    "framework",    "hp",          "lenovo",      "rosewill",     "samsung",
        "dell",     "deepcool",  "antec",        "eaton",       "chieftec",    "xilence",      "enermax",
        "sharkoon", "inwin",     "jonsbo",       "hyte",        "ssupd",       "montech",      "biostar",
        "broadcom", "chelsio",   "netgear",      "ubiquiti",    "tplink",      "scythe",       "endorfy",
        "zalman",   "nanoxia",   "dynatron",     "geekom",      "asustek",     "acer",         "bosgame",
        "corsairs", "raijintek", "aerocool",     "kolink",      "adata",       "xpg",          "rosewills",
        NULL};
    return title_words_among(makers, word);
}

/* Returns true for the further words of makers' names: "be quiet", "Lian Li", "ASRock Rack". */
static bool second_of_maker(const char *word)
{
    static const char *const words[] = {"quiet", "design", "li", "master", "flower", "link", "rack", "win", NULL};
    return title_words_among(words, word);
}

bool title_name_is_noise(const char *word)
{
    static const char *const words[] = {"rog", "mag",     "meg",    "mpg",       "gaming", "toughpower", "supernova",
                                        "cpu", "pcie",    "port",   "nvme",      "ssd",    "module",     "masterbox",
                                        "ups", "back",    "easy",   "in",        "wi",     "fi",         "wifi",
                                        "tg",  "desktop", "system", "vengeance", NULL};
    return title_words_among(words, word);
}

double title_name_atx(const struct title_words *w)
{
    for (size_t i = 0; i + 1 < w->n; i++) {
        const size_t v = i + 1 + title_words_is(w, i + 1, "v");
        const bool atx = strncmp(w->v[i].text, "atx", 3) == 0;
        if (atx && title_words_number(w, v) && w->v[v].number >= 2 && w->v[v].number < 4 && w->v[v].gap <= GAP_BLANK)
            return strcmp(w->v[v].text, "3") == 0 ? TITLE_NAME_ATX_3 : w->v[v].number;
    }
    return 0;
}

double title_name_year(const struct title_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (title_words_number(w, i) && w->v[i].number >= 2012 && w->v[i].number < 2040 &&
            !title_words_glued(w, i + 1) && !title_words_glued(w, i))
            return w->v[i].number;
    return 0;
}

bool title_name_wifi(const struct title_words *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (title_words_is(w, i, "wifi") || (title_words_is(w, i, "wi") && title_words_is(w, i + 1, "fi")) ||
            title_words_is(w, i, "wlan"))
            return true;
    return false;
}

/* ---- reading ---- */

static void add_word(struct title_name *n, struct title_vocab *v, const struct title_words *w, size_t i, bool joins)
{
    if (!joins || n->n == 0) {
        if (n->n == TITLE_NAME_CHUNKS)
            return;
        n->chunk[n->n++].n = 0;
    }
    struct title_chunk *c = &n->chunk[n->n - 1];
    if (c->n == TITLE_NAME_ATOMS)
        return;
    c->word[c->n] = title_vocab_add(v, w->v[i].text);
    c->number[c->n] = title_words_number(w, i);
    c->letters[c->n] = strlen(w->v[i].text);
    c->gap[c->n++] = w->v[i].gap;
}

/* Copies name without what stands in brackets or behind " / "; reads the brackets. */
static void plain_name(struct title_name *n, char *out, size_t room, const char *name)
{
    size_t len = 0;
    for (const char *s = name; *s && len + 1 < room; s++) {
        if (strncmp(s, " / ", 3) == 0)
            break;
        if (*s == '(') {
            struct title_words w;
            title_words_split(&w, NULL, s);
            n->year = title_name_year(&w);
            for (size_t i = 0; i < w.n && !n->cpu[0]; i++)
                if (title_words_number(&w, i) && w.v[i].number >= 300 && !(n->year > 0))
                    str_cut(n->cpu, sizeof n->cpu, "%s%s", w.v[i].text,
                            title_words_glued(&w, i + 1) ? w.v[i + 1].text : "");
            const char *close = strchr(s, ')');
            if (!close)
                break;
            s = close;
            continue;
        }
        out[len++] = *s;
    }
    out[len] = '\0';
}

static bool skipped(const struct title_words *w, size_t i, bool board)
{
    const char *t = w->v[i].text;
    return title_name_is_noise(t) || (board && (strcmp(t, "se") == 0 || strcmp(t, "way") == 0)) ||
           (i + 1 < w->n && title_words_number(w, i) && title_words_is(w, i + 1, "port"));
}

/* Returns how many words at i state an attribute: "ATX 3.0", "1600W", "25GbE", "WIFI6E"; reads it. */
static size_t attribute(struct title_name *n, const struct title_words *w, size_t i, double watts)
{
    if (title_words_is(w, i, "atx")) {
        n->atx = title_name_atx(w);
        return 2;
    }
    if (title_words_is(w, i, "pcie") && title_words_glued(w, i + 1))
        return 2;
    if (title_words_is(w, i, "wifi")) {
        n->wifi = true;
        return (size_t)(title_words_glued(w, i + 1) ? title_words_glued(w, i + 2) ? 3 : 2 : 1);
    }
    if (title_words_is(w, i, "ddr") && title_words_number(w, i + 1)) {
        n->ddr4 = w->v[i + 1].number == 4;
        n->ddr5 = w->v[i + 1].number == 5;
        return 2;
    }
    if (!title_words_number(w, i) || title_words_glued(w, i))
        return 0;
    if (title_words_is(w, i + 1, "gbe") || title_words_is(w, i + 1, "gbit")) {
        n->gbit = w->v[i].number;
        return 2;
    }
    if (watts > 0 && w->v[i].number == watts && !(w->v[i].gap == GAP_DASH)) {
        const bool unit = title_words_is(w, i + 1, "w");
        if (!unit && title_words_glued(w, i + 1)) /* 1600T2 */
            return 0;
        n->watts = watts;
        return unit ? 2 : 1;
    }
    return 0;
}

static bool has_code(const struct title_name *n)
{
    for (size_t i = 0; i < n->n; i++) {
        const struct title_chunk *c = &n->chunk[i];
        bool number = false, tight = false, word = false;
        size_t length = 0;
        for (size_t j = 0; j < c->n; j++) {
            number |= c->number[j];
            tight |= j > 0 && c->gap[j] <= GAP_DASH;
            word |= !c->number[j] && c->letters[j] >= 2;
            length += c->letters[j];
        }
        if (number && tight && word && length >= 5)
            return true;
    }
    return false;
}

void title_name_read(struct title_name *n, struct title_vocab *v, const char *name, double watts, bool board)
{
    enum { ATTACHED = 999 };
    char plain[128];
    struct title_words w;
    *n = (struct title_name){.n = 0};
    plain_name(n, plain, sizeof plain, name);
    title_words_split(&w, NULL, plain);
    size_t i = 0;
    if (w.n > 0 && title_name_is_maker(w.v[0].text)) {
        n->maker = name;
        i = w.n > 1 && second_of_maker(w.v[1].text) ? 2 : 1;
    }
    for (bool first = true; i < w.n; first = false) {
        const size_t skip = attribute(n, &w, i, watts);
        if (skip > 0 || skipped(&w, i, board)) {
            i += skip > 0 ? skip : 1;
            continue;
        }
        const bool tight = w.v[i].gap <= GAP_DASH,
                   small = title_words_number(&w, i) && w.v[i].number <= ATTACHED && !title_words_glued(&w, i + 1);
        add_word(n, v, &w, i, !first && (tight || small) && n->n > 0);
        i++;
    }
    if (n->n == 0) /* Framework Desktop */
        for (size_t j = 0; j < w.n; j++)
            add_word(n, v, &w, j, false);
    for (size_t j = 0; j < w.n && n->n_own < TITLE_NAME_OWN; j++)
        n->own[n->n_own++] = title_vocab_add(v, w.v[j].text);
    n->needs_maker = !has_code(n);
}

/* ---- comparing ---- */

bool title_name_chunk_at(const struct title_chunk *c, const struct title_words *w, size_t i)
{
    static const char *const units[] = {"w", "gb", "va", "watt", NULL};
    if (i + c->n > w->n || title_words_glued(w, i))
        return false;
    for (size_t j = 0; j < c->n; j++) {
        const struct title_word *t = &w->v[i + j];
        if (t->id != c->word[j])
            return false;
        if (j == 0)
            continue;
        const bool loose = c->gap[j] != GAP_NONE || c->letters[j - 1] >= 2;
        if (t->gap > (loose && !(c->number[j - 1] && c->gap[j] == GAP_NONE) ? GAP_BLANK : GAP_DASH))
            return false;
    }
    return !title_words_glued(w, i + c->n) || title_words_among(units, w->v[i + c->n].text);
}

bool title_name_same(const struct title_name *a, const struct title_name *b)
{
    if (a->n != b->n || a->watts != b->watts || a->wifi != b->wifi || a->gbit != b->gbit)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->chunk[i].n != b->chunk[i].n)
            return false;
        for (size_t j = 0; j < a->chunk[i].n; j++)
            if (a->chunk[i].word[j] != b->chunk[i].word[j])
                return false;
    }
    return true;
}

/* Returns true if word is a name that the maker gives to its lines: MAG of MSI. */
static bool line_of(const char *maker, const char *word)
{
    static const struct {
        const char *maker, *line;
    } list[] = {{"msi", "mag"},     {"msi", "mpg"},        {"msi", "meg"},           {"asus", "rog"}, {"asus", "tuf"},
                {"asus", "proart"}, {"gigabyte", "aorus"}, {"corsair", "vengeance"}, {"apc", "smt"}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (strcmp(list[i].maker, maker) == 0 && strcmp(list[i].line, word) == 0)
            return true;
    return false;
}

bool title_name_maker_said(const struct title_name *n, const struct title_words *w)
{
    struct title_words maker;
    title_words_split(&maker, NULL, n->maker);
    for (size_t i = 0; i < w->n; i++) {
        const size_t len = strlen(maker.v[0].text);
        if (strcmp(w->v[i].text, maker.v[0].text) == 0 || line_of(maker.v[0].text, w->v[i].text))
            return true;
        if (strncmp(w->v[i].text, maker.v[0].text, len) == 0 && maker.n > 1 &&
            strcmp(w->v[i].text + len, maker.v[1].text) == 0) /* bequiet, lianli */
            return true;
    }
    return false;
}
