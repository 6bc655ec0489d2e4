#include "title_fit.h"

#include <math.h>
#include <string.h>

static bool wifi_is_usual(const struct title_good *g)
{
    const char *name = g->kind == &kind_board ? ((const struct board *)g->record)->name : "";
    static const char *const only[] = {"CREATOR", "TOMAHAWK", "SAGE", "Z790-A", "B650-P ", NULL};
    for (size_t i = 0; only[i]; i++)
        if (strstr(name, only[i]))
            return true;
    return false;
}

static enum title_fit fit_board(const struct title_good *g, const struct title_words *w)
{
    const bool wifi = title_name_wifi(w);
    const size_t ddr = title_words_find(w, 0, "ddr");
    const double type = title_words_number(w, ddr + 1) ? w->v[ddr + 1].number : 0;
    const double own = g->ram == ramtype_ddr4 ? 4 : g->ram == ramtype_ddr5 ? 5 : 0;
    if (type > 0 && own > 0 && type != own)
        return FIT_NOT;
    if (g->name.ddr4 && type == 0 && title_words_find(w, 0, "d") == w->n)
        return FIT_NOT;
    if (wifi && !g->name.wifi)
        return FIT_OPEN;
    return !wifi && g->name.wifi && !wifi_is_usual(g) ? FIT_OPEN : FIT_EXACT;
}

/* Returns the other record in the ring, NULL after the last: start with after = g. */
static const struct title_good *rival(const struct title_good *g, const struct title_good *after)
{
    return after->same == g ? NULL : after->same;
}

/* Returns how many other records have the same name; atx: of those that agree with the stated version. */
static size_t rivals(const struct title_good *g, double atx)
{
    size_t n = 0;
    for (const struct title_good *r = rival(g, g); r; r = rival(g, r))
        n += !(atx >= 3 && r->atx3 != flag_yes);
    return n;
}

static bool same_atx(double record, double title)
{
    return record == title || ((record == TITLE_NAME_ATX_3 || title == TITLE_NAME_ATX_3) && record >= 3 && title >= 3);
}

static enum title_fit fit_psu(const struct title_good *g, const struct title_words *w)
{
    const double year = title_name_year(w), atx = title_name_atx(w);
    const struct title_name *n = &g->name;
    if (atx >= 3 && (n->atx > 0 ? !same_atx(n->atx, atx) : g->atx3 != flag_yes))
        return FIT_NOT;
    /* ATX 3.1 was published in September 2023. */
    const bool early = n->year > 0 && n->year < 2023 && atx == 3.1, late = n->year >= 2024 && atx == 3;
    if (n->atx == 0 && (early || late))
        return FIT_NOT;
    const size_t others = rivals(g, atx);
    if (others > 0 && n->atx > 0 && atx == 0)
        return FIT_NOT;
    bool by_year = n->year > 0;
    for (const struct title_good *r = rival(g, g); r; r = rival(g, r)) {
        if (!(n->atx > 0) && atx >= 3 && r->name.atx > 0 && same_atx(r->name.atx, atx))
            return FIT_NOT;
        by_year |= r->name.year > 0;
    }
    if (year > 0) {
        const double own = n->year > 0 ? n->year : g->launch;
        return isnan(own) || own == year ? FIT_EXACT : FIT_NOT;
    }
    return others > 0 && by_year ? FIT_OPEN : FIT_EXACT;
}

static bool has_cpu(const struct title_words *w, const char *code)
{
    for (size_t i = 0; i < w->n; i++) {
        const size_t n = strlen(w->v[i].text);
        if (title_words_number(w, i) && strncmp(code, w->v[i].text, n) == 0 &&
            (code[n] == '\0' ? !title_words_glued(w, i + 1) : title_words_is(w, i + 1, code + n)))
            return true;
    }
    return false;
}

/* Returns true if the title names a processor of a mini PC other than code: "8745HS". */
static bool other_mobile_cpu(const struct title_words *w, const char *code)
{
    static const char *const ends[] = {"hs", "hx", "h", "u", "hk", NULL};
    for (size_t i = 0; i + 1 < w->n; i++) {
        const bool model = title_words_number(w, i) && w->v[i].number >= 1000 && w->v[i].number < 20000;
        if (model && title_words_glued(w, i + 1) && title_words_among(ends, w->v[i + 1].text))
            return !has_cpu(w, code);
    }
    return false;
}

static enum title_fit fit_system(const struct title_good *g, const struct title_words *w, bool other_cpu)
{
    enum { STORAGE_GB = 250 };
    bool any = false, same = false;
    for (size_t i = 0; i < w->n_sizes; i++) {
        const double gb = w->size[i].tb ? 0 : w->size[i].gb * (w->size[i].pieces > 1 ? w->size[i].pieces : 1);
        any |= gb >= 4 && gb < STORAGE_GB;
        same |= gb > 0 && gb == g->mem_gib;
    }
    const bool bare = title_words_find(w, 0, "barebone") < w->n || title_words_find(w, 0, "barebones") < w->n;
    if ((any && !same) || (bare && !g->barebone))
        return FIT_NOT;
    const bool cpu = g->name.cpu[0] != '\0', said = cpu && has_cpu(w, g->name.cpu);
    const bool other = title_words_find(w, 0, "385") < w->n || title_words_find(w, 0, "390") < w->n;
    if (cpu && !said && (other_cpu || other || other_mobile_cpu(w, g->name.cpu)))
        return FIT_NOT;
    if ((cpu && !said && !g->chip) || (!same && !isnan(g->mem_gib) && rivals(g, 0) > 0))
        return FIT_OPEN;
    return FIT_EXACT;
}

/* "25GbE", "25Gb", "25G", and the sockets that have this rate. */
static enum title_fit fit_rate(const struct title_good *g, const struct title_words *w)
{
    static const char *const units[] = {"gbe", "gb", "g", "gbps", "gbit", "gigabit", "gib", NULL};
    bool other = false;
    for (size_t i = 0; i + 1 < w->n; i++) {
        if (!title_words_number(w, i) || !title_words_among(units, w->v[i + 1].text) || w->v[i + 1].gap > GAP_BLANK)
            continue;
        if (w->v[i].number == g->name.gbit)
            return FIT_EXACT;
        other |= w->v[i].number > 1;
    }
    const bool socket = (g->name.gbit == 25 && title_words_find(w, 0, "sfp") < w->n &&
                         title_words_find(w, 0, "28") < w->n && title_words_find(w, 0, "qsfp") == w->n);
    return other ? FIT_NOT : socket ? FIT_EXACT : FIT_OPEN;
}

/* Returns 2 for "dual port", "2-port", "2x SFP28"; 1 for "single port"; 0: not stated. */
static double ports_said(const struct title_words *w)
{
    static const char *const nouns[] = {"port", "ports", "p", "x", "sfp", "qsfp", NULL};
    static const char *const bus[] = {"pcie", "gen", "e", "express", "v", NULL}; /* PCIe 3.0 x16 */
    static const struct {
        const char *word;
        double ports;
    } list[] = {{"single", 1}, {"dual", 2}, {"twin", 2}, {"quad", 4}};
    for (size_t i = 0; i < w->n; i++) {
        for (size_t j = 0; j < sizeof list / sizeof *list; j++)
            if (title_words_is(w, i, list[j].word))
                return list[j].ports;
        if (title_words_number(w, i) && !title_words_glued(w, i) && w->v[i].number >= 1 && w->v[i].number <= 4 &&
            !(i > 0 && title_words_among(bus, w->v[i - 1].text)) && i + 1 < w->n && w->v[i + 1].gap <= GAP_BLANK &&
            title_words_among(nouns, w->v[i + 1].text))
            return w->v[i].number;
    }
    return 0;
}

static double ports_of(const struct title_good *g)
{
    const struct part *p = g->record;
    double ports = 0;
    for (size_t i = 0; i < p->ports.n; i++)
        ports += p->ports.v[i].qty;
    return ports;
}

/* Returns true if a part number of the card, one of its aliases, stands in the title: MCX515A in "MCX515A-CCAT". */
static bool number_said(const struct title_good *g, const struct title_words *w)
{
    const struct part *p = g->record;
    struct title_words alias;
    for (size_t a = 0; a < p->aliases.n; a++) {
        title_words_split(&alias, NULL, p->aliases.v[a]);
        for (size_t i = 0; alias.n > 1 && i + alias.n <= w->n; i++) {
            size_t n = 0;
            while (n < alias.n && strcmp(w->v[i + n].text, alias.v[n].text) == 0 &&
                   (n == 0 || w->v[i + n].gap <= GAP_DASH))
                n++;
            if (n == alias.n)
                return true;
        }
    }
    return false;
}

/* The part number first, then the rate, then how many sockets there are where another record has the same name but for
 * these. */
static enum title_fit fit_nic(const struct title_good *g, const struct title_words *w)
{
    const enum title_fit rate = g->name.gbit > 0 ? fit_rate(g, w) : FIT_EXACT;
    const double ports = ports_said(w);
    if (rivals(g, 0) > 0 && number_said(g, w))
        return FIT_EXACT;
    for (const struct title_good *r = rival(g, g); r; r = rival(g, r))
        if (number_said(r, w))
            return FIT_NOT;
    if (ports > 0 && ports_of(g) > 0 && ports != ports_of(g))
        return FIT_NOT;
    return rate == FIT_EXACT && rivals(g, 0) > 0 && !(ports > 0) ? FIT_OPEN : rate;
}

static bool other_maker(const struct title_good *g, const struct title_words *w, const struct title_said *s)
{
    if (g->category == category_nic || title_name_maker_said(&g->name, w))
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (title_name_is_maker(w->v[i].text) && !s->away[i] && strcmp(w->v[i].text, "intel") != 0 &&
            strcmp(w->v[i].text, "amd") != 0 && strcmp(w->v[i].text, "be") != 0 && strcmp(w->v[i].text, "super") != 0 &&
            strcmp(w->v[i].text, "cooler") != 0 && strcmp(w->v[i].text, "nvidia") != 0)
            return true;
    return false;
}

enum title_fit title_fit_good(const struct title_good *g, const struct title_words *w, const struct title_said *s,
                              bool other_cpu)
{
    if (other_maker(g, w, s))
        return FIT_NOT;
    if (g->kind == &kind_part && g->name.year > 0) {
        const double year = title_name_year(w);
        return year == g->name.year ? FIT_EXACT : year > 0 ? FIT_NOT : FIT_OPEN;
    }
    if (g->kind == &kind_psu)
        return fit_psu(g, w);
    if (g->kind == &kind_board)
        return fit_board(g, w);
    if (g->kind == &kind_system)
        return fit_system(g, w, other_cpu);
    return g->category == category_nic ? fit_nic(g, w) : g->name.gbit > 0 ? fit_rate(g, w) : FIT_EXACT;
}
