#include "title_drop.h"

#include "records.h"

#include <string.h>

/* What the hits of a title are. */
struct sold {
    bool device, cpu, board, psu, system, memory, drive, part;
    bool max_q;             /* the card is called Max-Q */
    size_t kinds;           /* kinds and categories that are sold, the title's context left out */
    enum category category; /* of the part */
    bool any, away;         /* a hit; one that stands behind "for" */
};

static struct sold sold_of(const struct title_hits *hits)
{
    struct sold o = {.kinds = 0};
    for (size_t i = 0; i < hits->n; i++) {
        const struct title_hit *h = &hits->v[i];
        o.away |= h->away;
        if (h->away)
            continue;
        o.any = true;
        o.device |= h->kind == &kind_device;
        o.max_q |= h->kind == &kind_device && h->n > 0 && strstr(((const struct device *)h->record[0])->name, "Max-Q");
        o.cpu |= h->kind == &kind_cpu;
        o.board |= h->kind == &kind_board;
        o.psu |= h->kind == &kind_psu;
        o.system |= h->kind == &kind_system;
        if (h->kind == &kind_part) {
            o.category = h->n > 0 ? ((const struct part *)h->record[0])->category : category_unknown;
            o.memory |= o.category == category_ram;
            o.drive |= o.category == category_storage;
            o.part |= !o.memory && !o.drive;
        }
    }
    o.kinds = (size_t)o.device + o.cpu + o.board + o.psu + o.memory + o.drive + o.part;
    return o;
}

/* Returns true if the accessory that the phrase at i names belongs to what is sold: the bracket of a network card. */
static bool own_noun(const struct sold *o, const struct title_words *w, size_t i, size_t n)
{
    static const char *const nic[] = {"adapter",   "adapters", "bracket", "brackets",
                                      "connector", "heatsink", "socket",  NULL};
    static const char *const cooler[] = {"heatsink", "heatsinks",      "heat",   "radiator", "kuhler",
                                         "kuehler",  "cooling",        "cooler", "socket",   "fan",
                                         "cpu",      "warmeleitpaste", NULL};
    static const char *const pc_case[] = {"mount",   "rails",    "bracket", "front", "side",   "glass",
                                          "cable",   "stand",    "cover",   "dust",  "socket", "mounts",
                                          "sleeved", "radiator", "fan",     NULL};
    static const char *const ups[] = {"socket",   "plug",  "rail",      "rails", "charger",
                                      "charging", "mount", "connector", "rack",  NULL};
    static const char *const riser[] = {"riser",     "cable",  "cables",      "kabel",   "adapter", "connector",
                                        "extension", "socket", "mount",       "bracket", "nvlink",  "sli",
                                        "hb",        "holder", "replacement", NULL};
    static const char *const plain[] = {"connector", "socket", NULL};
    static const char *const board[] = {"connector", "socket", "heatsink", "heatsinks", NULL};
    static const char *const memory[] = {"heatsink", "heatsinks", "radiator", "heat", "kuhler", NULL};
    static const char *const device[] = {"connector", "nvlink", "socket", NULL};
    const char *const *list = plain;
    if (o->part)
        list = o->category == category_nic || o->category == category_adapter || o->category == category_netswitch ? nic
               : o->category == category_cooler                                  ? cooler
               : o->category == category_pc_case                                 ? pc_case
               : o->category == category_ups                                     ? ups
               : o->category == category_riser || o->category == category_bridge ? riser
                                                                                 : plain;
    else if (o->memory || o->drive)
        list = memory;
    else if (o->device)
        list = device;
    else if (o->board)
        list = board;
    (void)n;
    return title_words_among(list, w->v[i].text);
}

/* Returns true for "24GB blower fan": how the card that states its memory is cooled, not a fan for it. */
static bool is_blower(const struct title_words *w, size_t i)
{
    for (size_t k = 0; k < w->n_sizes; k++)
        if (w->size[k].end == i && title_words_is(w, i, "blower"))
            return true;
    return false;
}

static const char *accessory(const struct sold *o, const struct title_words *w, const struct title_said *s)
{
    for (size_t i = s->first[SAY_ACCESSORY]; i < w->n; i++)
        if (s->sense[i] == SAY_ACCESSORY && !s->with[i] && !s->away[i] && !own_noun(o, w, i, s->length[i]) &&
            !(o->device && is_blower(w, i))) {
            size_t end = i + s->length[i];
            while (end < w->n && s->sense[end] == SAY_ACCESSORY) /* "anti sag" "bracket" included */
                end += s->length[end];
            if (!title_words_is(w, end, "included") && !title_words_is(w, end, "inkl") &&
                !title_words_is(w, end, "incl") && !title_words_is(w, end, "enthalten") &&
                !title_words_is(w, end, "inclus") && !title_words_is(w, end, "dabei"))
                return "accessory";
        }
    return NULL;
}

/* Returns what makes any title something else. */
static const char *always(const struct title_said *s)
{
    static const enum title_sense senses[] = {SAY_ONLY,         SAY_BOX,   SAY_BOX_FIRST, SAY_FAULT,   SAY_WANTED,
                                              SAY_WANTED_FIRST, SAY_TRADE, SAY_RENT,      SAY_DEPOSIT, SAY_SERVICE,
                                              SAY_MERCH,        SAY_LOT,   SAY_PIECES,    SAY_BUNDLE};
    for (size_t i = 0; i < sizeof senses / sizeof *senses; i++)
        if (title_said_has(s, senses[i]))
            return s->why[senses[i]];
    return NULL;
}

/* Returns true for "qty 4". */
static bool quantity_word(const struct title_words *w)
{
    for (size_t i = 0; i + 1 < w->n; i++)
        if ((title_words_is(w, i, "qty") || title_words_is(w, i, "quantity")) && w->v[i + 1].number > 1 &&
            w->v[i + 1].number < 100)
            return true;
    return false;
}

/* Returns true if the size is that of a card in hits. */
static bool own_memory(const struct title_hits *hits, double gb)
{
    for (size_t i = 0; i < hits->n; i++)
        for (size_t j = 0; hits->v[i].kind == &kind_device && j < hits->v[i].n; j++)
            if (((const struct device *)hits->v[i].record[j])->mem_gib == gb)
                return true;
    return false;
}

/* Returns true if the title states memory or a drive as parts of a machine: "32GB RAM", "1TB SSD". */
static bool states_machine(const struct title_words *w, const struct title_said *s, const struct title_hits *hits)
{
    static const char *const words[] = {"ram", "ssd", "hdd", "nvme", "ddr", NULL};
    for (size_t i = 0; i < w->n_sizes; i++) {
        const size_t at = w->size[i].end;
        if (w->size[i].tb ||
            (at < w->n && title_words_among(words, w->v[at].text) && !s->away[at] && !own_memory(hits, w->size[i].gb)))
            return true;
    }
    return false;
}

/* Returns true if the title names a processor by its line: "i9", and unless core_only "Ryzen 7", "Xeon". */
static bool cpu_word(const struct title_words *w, const struct title_said *s, bool core_only)
{
    static const char *const lines[] = {"ryzen", "xeon", "threadripper", "epyc", "celeron", "pentium", NULL};
    for (size_t i = 0; i < w->n; i++) {
        const bool core = title_words_is(w, i, "i") && title_words_glued(w, i + 1) && title_words_number(w, i + 1) &&
                          w->v[i + 1].number >= 3 && w->v[i + 1].number <= 9 && !title_words_glued(w, i);
        if (!s->away[i] && (core || (!core_only && title_words_among(lines, w->v[i].text))))
            return true;
    }
    return false;
}

/* Returns true if the title names the chipset of a motherboard: "B550", "Z790". */
static bool chipset_word(const struct title_words *w, const struct title_said *s)
{
    static const double numbers[] = {299, 320, 350, 370, 390, 399, 410, 450, 460, 470, 490, 520, 550, 560, 570,
                                     590, 610, 650, 660, 670, 690, 760, 770, 790, 810, 840, 850, 860, 870, 890};
    for (size_t i = 0; i + 1 < w->n; i++) {
        if (s->away[i] || w->v[i].text[1] != '\0' || !strchr("abhxz", w->v[i].text[0]) || !title_words_glued(w, i + 1))
            continue;
        for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
            if (w->v[i + 1].number == numbers[j])
                return true;
    }
    return false;
}

/* Returns true if the title names a line of motherboards. Cards have these names too, processors do not. */
static bool board_line(const struct title_words *w, const struct title_said *s)
{
    static const char *const lines[] = {"aorus", "taichi", "strix",      "tuf",        "proart", "mag", "mpg",
                                        "meg",   "rog",    "sabertooth", "supermicro", "asrock", NULL};
    for (size_t i = 0; i < w->n; i++)
        if (!s->away[i] && title_words_among(lines, w->v[i].text))
            return true;
    return false;
}

/* Returns true if the title names a server by its maker and number, or its height: "Dell R740", "2U". */
static bool server_word(const struct title_words *w, const struct title_said *s)
{
    static const char *const makers[] = {"dell", "hp", "hpe", "lenovo", "supermicro", NULL};
    static const char *const lines[] = {"r", "dl", "ml", "sr", "st", "t", "p", NULL};
    bool maker = false, line = false;
    for (size_t i = 0; i + 1 < w->n; i++) {
        maker |= !s->away[i] && title_words_among(makers, w->v[i].text);
        line |= !s->away[i] && title_words_among(lines, w->v[i].text) && title_words_glued(w, i + 1) &&
                w->v[i + 1].number >= 200 && w->v[i + 1].number < (title_words_is(w, i, "p") ? 1000 : 10000);
        if (title_words_number(w, i) && w->v[i].number <= 8 && title_words_is(w, i + 1, "u") && !s->away[i] &&
            !s->with[i] && title_words_glued(w, i + 1) && !title_words_glued(w, i + 2))
            return true;
    }
    return maker && line;
}

/* Returns true if size k may be that of memory modules: not a clock ("4.7G") or the speed of a port ("Realtek 5G"). */
static bool is_memory(const struct title_words *w, size_t k)
{
    static const double ports[] = {5, 10, 25, 40, 100}; /* Gbit/s; no module or kit has this size */
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        if (w->size[k].gb == ports[i])
            return false;
    return !w->size[k].tb && w->size[k].gb >= 4 && !strchr(w->v[w->size[k].at].text, '.');
}

/* Returns true if the title of a processor states memory. */
static bool states_memory(const struct title_words *w, const struct title_said *s)
{
    for (size_t i = 0; i < w->n_sizes; i++)
        if (is_memory(w, i) && !s->away[w->size[i].at])
            return true;
    return false;
}

static const char *whole_pc(const struct sold *o, const struct title_hits *hits, const struct title_words *w,
                            const struct title_said *s, bool other_card, enum title_drop_category category)
{
    const bool card = o->device || other_card;
    if (o->memory || o->drive) {
        const bool both = o->memory ? title_words_find(w, 0, "ssd") < w->n : title_words_find(w, 0, "ram") < w->n;
        return title_said_has(s, SAY_PC) || both || cpu_word(w, s, true) ? "whole PC" : NULL;
    }
    if (o->system || o->part)
        return NULL;
    if (title_said_has(s, SAY_PC) || ((o->cpu || o->device) && server_word(w, s)) ||
        (card && (o->cpu || cpu_word(w, s, false))) || (card && states_machine(w, s, hits)))
        return "whole PC";
    if (o->cpu && (states_machine(w, s, hits) || states_memory(w, s)))
        return o->board || title_said_has(s, SAY_BOARD) ? "bundle" : "whole PC";
    const bool maker = title_said_has(s, SAY_PC_MAKER) && title_words_find(w, 0, "oem") == w->n;
    const bool weak = (title_said_has(s, SAY_PC_WEAK) || maker) && !title_said_has(s, SAY_CARD) &&
                      category == CATEGORY_ANY;
    return weak && o->device ? "whole PC" : category == CATEGORY_SYSTEM && o->any ? "whole PC" : NULL;
}

/* Returns true if a word up to three places before i is "plus", or i stands behind a "+" there. plus only: not "with".
   "80 Plus" and "B550-Plus" are names. */
static bool behind_plus(const struct title_words *w, size_t i)
{
    enum { BEFORE = 3 };
    for (size_t j = i; j > 0 && j + BEFORE > i; j--) {
        const bool name = w->v[j - 1].gap <= GAP_DASH || (j > 1 && title_words_number(w, j - 2));
        if (w->v[j].gap == GAP_PLUS || (title_words_is(w, j - 1, "plus") && !name))
            return true;
    }
    return false;
}

/* Returns true if the word is a thing that is never part of what is sold. */
static bool is_other(const struct sold *o, const struct title_words *w, size_t i)
{
    static const char *const others[] = {"psu",       "netzteil", "monitor", "keyboard", "tastatur", "mouse",   "maus",
                                         "processor", "case",     "gehause", "gehaeuse", "chassis",  "boitier", NULL};
    static const char *const boards[] = {"motherboard", "mainboard", "mobo", NULL};
    static const char *const screens[] = {"monitor", "display", "bildschirm", "moniteur", NULL};
    static const char *const no_screen[] = {"port", "ports", "adapter", "cable", "support", "output", "outputs", NULL};
    const char *word = w->v[i].text;
    if (o->system)
        return title_words_among(screens, word) && !(i + 1 < w->n && title_words_among(no_screen, w->v[i + 1].text));
    if (title_words_is(w, i, "supply") && title_words_is(w, i - 1, "power"))
        return !o->psu;
    if ((o->cpu && title_words_is(w, i, "processor")) ||
        (o->psu && (title_words_is(w, i, "psu") || title_words_is(w, i, "netzteil"))) ||
        (o->board && !o->cpu && title_words_among(boards, word)))
        return false;
    return title_words_among(others, word) || title_words_among(boards, word);
}

/* Returns true if another component comes with what is sold: "RTX 3090 + 750W PSU". */
static bool with_another(const struct sold *o, const struct title_words *w, const struct title_said *s)
{
    static const char *const coolers[] = {"aio", "radiator", NULL};
    for (size_t i = 1; i < w->n && (o->device || o->cpu || o->board || o->psu || o->system); i++) {
        const bool plus = behind_plus(w, i);
        if ((!s->with[i] && !plus) || s->away[i])
            continue;
        const bool modules = title_words_is(w, i, "ram") || title_words_is(w, i, "cpu");
        if (is_other(o, w, i) || (o->board && modules && s->with[i]) ||
            ((o->device || o->cpu) && plus && title_words_among(coolers, w->v[i].text)))
            return true;
    }
    return false;
}

static const char *bundle(const struct sold *o, const struct title_words *w, const struct title_said *s,
                          const struct title_hits *hits)
{
    if (o->kinds > 1 || with_another(o, w, s) ||
        (o->cpu && (title_said_has(s, SAY_BOARD) || chipset_word(w, s) || board_line(w, s))) ||
        ((o->device || o->memory) && title_said_has(s, SAY_BOARD)))
        return "bundle";
    if (o->board && hits->n > 0)
        for (size_t i = 0; i < w->n_sizes; i++) {
            const size_t at = w->size[i].at;
            static const char *const most[] = {"max", "to", "bis", "up", "maximum", NULL};
            const bool own = at >= hits->v[0].from && at < hits->v[0].to; /* GENOA2D24G */
            const bool limit = (at > 0 && title_words_among(most, w->v[at - 1].text)) ||
                               (w->size[i].end < w->n && title_words_among(most, w->v[w->size[i].end].text));
            if (!own && !limit && is_memory(w, i) && !s->away[at])
                return "bundle";
        }
    for (size_t i = 1; i < hits->n; i++) /* RTX 3090 + RTX 3080 */
        if (hits->v[i].kind == hits->v[0].kind && !hits->v[i].away && s->with[hits->v[i].from] &&
            !s->with[hits->v[0].from])
            return "bundle";
    return NULL;
}

/* Returns true if the title of a card or a machine ends with what belongs to one: "RTX 3090 box", "Mac mini M4 case".
 */
static bool ends_with_piece(const struct title_words *w, const struct title_said *s)
{
    static const char *const pieces[] = {
        "cover",     "frame", "case",  "plate",  "panel",  "board",   "pcb",    "chip",       "die",
        "packaging", "box",   "shell", "stand",  "mount",  "bracket", "cable",  "holder",     "pads",
        "screws",    "bag",   "foam",  "tray",   "karton", "screen",  "lcd",    "keyboard",   "battery",
        "lid",       "parts", "skin",  "sleeve", "kit",    "manual",  "plates", "verpackung", NULL};
    static const char *const fine[] = {"no", "open", "ohne", "sealed", "original", "retail", "mit",   "and",    "full",
                                       "in", "its",  "the",  "has",    "graphics", "gpu",    "video", "single", NULL};
    const size_t last = w->n - 1;
    return w->n > 2 && !s->with[last] && !s->away[last] && !s->fine[last] &&
           title_words_among(pieces, w->v[last].text) && !title_words_among(fine, w->v[last - 1].text);
}

static const char *of_what_it_is(const struct sold *o, const struct title_words *w, const struct title_said *s,
                                 enum title_drop_category category)
{
    const bool laptop = title_said_has(s, SAY_LAPTOP) || (title_said_has(s, SAY_MAXQ) && !o->max_q);
    if (!o->system && !o->memory && (laptop || category == CATEGORY_LAPTOP) &&
        (o->device || o->cpu || o->drive || (!o->any && !o->away && laptop)))
        return "laptop";
    if (o->device && title_said_has(s, SAY_EGPU))
        return "eGPU box";
    if (o->device && title_said_has(s, SAY_BLOCK))
        return "water block";
    if (o->device && title_said_has(s, SAY_STRIPPED))
        return "incomplete";
    if (o->psu && title_said_has(s, SAY_NOCABLES))
        return "no cables";
    if (o->device && title_said_has(s, SAY_FAN))
        return "accessory";
    if ((o->device || o->system) && ends_with_piece(w, s))
        return "accessory";
    if (title_said_has(s, SAY_COOLER) && ((o->device && !title_said_has(s, SAY_CARD)) || (o->cpu && !o->part)))
        return "cooler";
    return title_said_has(s, SAY_ACCESSORY) ? accessory(o, w, s) : NULL;
}

const char *title_drop_reason(const struct title_words *w, const struct title_said *s, const struct title_hits *hits,
                              enum title_drop_category category, bool other_card)
{
    const struct sold o = sold_of(hits);
    const char *why = always(s);
    if (why)
        return why;
    if (quantity_word(w))
        return "lot";
    if (!o.any && o.away)
        return "for another thing";
    why = of_what_it_is(&o, w, s, category);
    if (why)
        return why;
    if (!o.any)
        return title_said_has(s, SAY_BLOCK) && other_card ? "water block" : NULL;
    why = whole_pc(&o, hits, w, s, other_card, category);
    return why ? why : bundle(&o, w, s, hits);
}
