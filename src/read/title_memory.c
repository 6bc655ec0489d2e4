#include "title_memory.h"

#include "arena.h"

#include <math.h>
#include <string.h>

/* ---- memory ---- */

/* What a title says of memory. NaN: nothing. */
struct kit {
    double type;    /* 4 of DDR4 */
    double module;  /* GB of one module */
    double modules; /* how many */
    double total;   /* GB */
    double mt_s;
    enum module kind;
    bool other; /* ECC UDIMM and others that the catalogue's kits are not */
    bool ecc;
    bool load_reduced;
    bool multiplexed, clocked; /* MRDIMM, CSO-DIMM */
};

static bool has(const struct title_words *w, const char *word)
{
    return title_words_find(w, 0, word) < w->n;
}

/* Returns 4 for DDR4, PC4-25600 and PC4 25600; NaN: none. Sets *mt_s where the words state it. */
static double type_of(const struct title_words *w, double *mt_s)
{
    double type = NAN;
    for (size_t i = 0; i + 1 < w->n; i++) {
        const bool ddr = title_words_is(w, i, "ddr") || title_words_is(w, i, "lpddr"),
                   pc = title_words_is(w, i, "pc") && title_words_glued(w, i + 1);
        if ((!ddr && !pc) || !title_words_number(w, i + 1) || w->v[i + 1].number < 2 || w->v[i + 1].number > 6)
            continue;
        type = title_words_is(w, i, "lpddr") ? 1 : w->v[i + 1].number;
        const size_t rate = i + 2 + (title_words_is(w, i + 2, "l") && title_words_number(w, i + 3));
        if (!title_words_number(w, rate) || w->v[rate].gap > GAP_SLASH)
            continue;
        enum { DDR3_MOST = 2133, DDR5_MOST = 9000 };
        const double n = w->v[rate].number;
        if (pc && n > (type == 3 ? DDR3_MOST : DDR5_MOST)) /* MB/s of a module of 8 bytes */
            *mt_s = n / 8;
        else if (n >= 800 && n <= DDR5_MOST)
            *mt_s = n;
    }
    return type;
}

/* Returns the rate that a number of MB/s or MT/s stands for, as kits are sold. */
static double as_sold(double mt_s)
{
    static const double sold[] = {1066, 1333, 1600, 1866, 2133, 2400, 2666, 2933, 3000, 3200, 3333, 3466, 3600,
                                  3733, 3866, 4000, 4133, 4266, 4400, 4600, 4800, 5000, 5200, 5600, 6000, 6200,
                                  6400, 6600, 6800, 7000, 7200, 7600, 7800, 8000, 8200, 8400, 8800};
    for (size_t i = 0; i < sizeof sold / sizeof *sold; i++)
        if (fabs(mt_s - sold[i]) < 15)
            return sold[i];
    return NAN;
}

/* Returns the rate that the title states with a unit or behind a dash: 3200MHz, 6000 MT/s, DDR4-3200; NaN: none or two.
 */
static double rate_of(const struct title_words *w, double stated)
{
    static const char *const units[] = {"mhz", "mt", "mts", "mtps", "aa", "cl", "c", "v", NULL};
    double rate = isnan(stated) ? NAN : as_sold(stated);
    for (size_t i = 0; i < w->n; i++) {
        if (!title_words_number(w, i) || w->v[i].number < 1000 || w->v[i].number > 9000 ||
            isnan(as_sold(w->v[i].number)))
            continue;
        const bool unit = i + 1 < w->n && title_words_among(units, w->v[i + 1].text) && w->v[i + 1].gap <= GAP_BLANK;
        const bool alone = !title_words_glued(w, i) && !title_words_glued(w, i + 1);
        if (!unit && !(alone && isnan(rate)))
            continue;
        rate = as_sold(w->v[i].number);
        if (unit)
            return rate;
    }
    return rate;
}

/* Returns the letter behind the rate of a module's label, "PC4-25600R" or "PC4-3200AA-RA2"; ' ': none. */
static char label_letter(const struct title_words *w)
{
    for (size_t i = 0; i + 3 < w->n; i++) {
        if (!title_words_is(w, i, "pc") || !title_words_glued(w, i + 1) || !title_words_number(w, i + 2))
            continue;
        const bool bin = title_words_glued(w, i + 3) && w->v[i + 3].text[0] >= 'a' && i + 4 < w->n &&
                         w->v[i + 4].gap == GAP_DASH && strchr("avtpb", w->v[i + 3].text[0]);
        const size_t at = bin ? i + 4 : i + 3;
        if (w->v[at].gap <= GAP_DASH && !title_words_number(w, at) && strchr("rlsue", w->v[at].text[0]))
            return w->v[at].text[0];
    }
    return ' ';
}

static enum module kind_of(const struct title_words *w, const struct title_said *s, struct kit *k)
{
    const char letter = label_letter(w);
    k->clocked = has(w, "csodimm") || has(w, "cso");
    const bool sodimm = letter == 's' || k->clocked || has(w, "sodimm") || (has(w, "so") && has(w, "dimm")) ||
                        has(w, "sodimms") || title_said_has(s, SAY_LAPTOP) || has(w, "laptop") || has(w, "notebook") ||
                        has(w, "impact");
    bool s_part = has(w, "260") || has(w, "262") || has(w, "grs");
    for (size_t i = 0; i + 1 < w->n && has(w, "ct"); i++) /* CT2K32G56C46S5 */
        s_part |= title_words_glued(w, i) && ((title_words_is(w, i, "s") && title_words_is(w, i + 1, "5")) ||
                                              title_words_is(w, i, "sfra") || title_words_is(w, i, "sfd"));
    const bool registered = letter == 'r' || has(w, "rdimm") || has(w, "registered") || has(w, "reg") ||
                            has(w, "regecc") || has(w, "rdimms");
    const bool unbuffered = has(w, "udimm") || has(w, "unbuffered");
    const size_t ecc = title_words_find(w, 0, "ecc");
    const size_t die = title_words_find(w, 0, "die"); /* on-die ECC */
    k->ecc = ecc < w->n && !s->away[ecc] && !title_words_is(w, ecc - (ecc > 0), "non") && !(die + 1 == ecc);
    k->load_reduced = letter == 'l' || has(w, "lrdimm") || (has(w, "load") && has(w, "reduced"));
    k->multiplexed = has(w, "mrdimm");
    const bool fb = letter == 'e' || has(w, "fbdimm") || has(w, "nvdimm") || has(w, "optane");
    k->other = fb || has(w, "cudimm") || has(w, "camm") || (k->ecc && (unbuffered || sodimm));
    if (sodimm || s_part)
        return module_sodimm;
    if (registered || k->load_reduced || k->multiplexed)
        return module_rdimm;
    return k->ecc && !unbuffered ? module_unknown : module_udimm;
}

/* Fills total, modules and the size of a module from "32GB (2x16GB)", "2x16GB", "32GB Kit". */
static void modules_of(const struct title_words *w, struct kit *k)
{
    for (size_t i = 0; i < w->n_sizes; i++) {
        const struct title_size *z = &w->size[i];
        if (z->tb || z->gb < 2 || z->gb > 1024)
            continue;
        if (z->pieces >= 1 && z->pieces <= 32 && isnan(k->modules)) {
            k->modules = z->pieces;
            k->module = z->gb;
        } else if (isnan(k->total))
            k->total = z->gb;
        else
            k->total = fmax(k->total, z->gb);
    }
    for (size_t i = 0; i + 2 < w->n && isnan(k->modules); i++) /* 2x16 */
        if (title_words_number(w, i) && title_words_is(w, i + 1, "x") && title_words_number(w, i + 2) &&
            w->v[i].number >= 1 && w->v[i].number <= 16 && w->v[i + 2].number >= 4 && w->v[i + 2].number <= 128 &&
            w->v[i + 1].gap <= GAP_BLANK && w->v[i + 2].gap <= GAP_BLANK) {
            k->modules = w->v[i].number;
            k->module = w->v[i + 2].number;
        }
    static const char *const single[] = {"single", "1x", "stick", "einzeln", NULL};
    for (size_t i = 0; i < w->n && isnan(k->modules); i++)
        if (title_words_among(single, w->v[i].text) && !title_words_is(w, i + 1, "rank")) {
            k->modules = 1;
            k->module = k->total;
        }
    if (isnan(k->modules) && !isnan(k->total) && title_words_number(w, 0) && title_words_is(w, 1, "x") &&
        w->v[0].number >= 2 && w->v[0].number <= 16) { /* 8x Samsung 32GB */
        k->modules = w->v[0].number;
        k->module = k->total;
        k->total *= k->modules;
    }
    if (!isnan(k->modules) && isnan(k->total))
        k->total = k->modules * k->module;
    /* "2 x 32GB" is a kit of 64; "2x 64GB (2x32GB)" two kits, which is a lot. */
    if (!isnan(k->modules) && k->modules * k->module != k->total)
        k->other = !(k->total == k->module);
    if (k->total == k->module && k->modules > 1)
        k->total = k->modules * k->module;
}

static bool calls(const struct part *p, const char *word)
{
    return strstr(p->name ? p->name : "", word) != NULL;
}

static bool kit_fits(const struct part *p, const struct kit *k)
{
    const double type = p->ram_type == ramtype_ddr3   ? 3
                        : p->ram_type == ramtype_ddr4 ? 4
                        : p->ram_type == ramtype_ddr5 ? 5
                                                      : 0;
    const enum module kind = p->ram_module == module_unknown ? module_udimm : p->ram_module;
    if (type != k->type || p->mem_gib != k->total || !(p->modules > 0) || k->other)
        return false;
    if (k->load_reduced != calls(p, "LRDIMM") || k->multiplexed != calls(p, "MRDIMM") ||
        k->clocked != calls(p, "CSO-DIMM"))
        return false;
    if (k->kind == module_unknown ? kind == module_udimm : kind != k->kind)
        return false;
    return (isnan(k->modules) || p->modules == k->modules) &&
           (isnan(k->mt_s) || isnan(p->ram_mt_s) || p->ram_mt_s == k->mt_s);
}

static bool sells_memory(const struct title_words *w, const struct kit *k, bool memory)
{
    static const char *const words[] = {
        "ram",       "memory",          "dimm",      "rdimm",   "udimm",     "sodimm",   "lrdimm",
        "kit",       "arbeitsspeicher", "vengeance", "trident", "ripjaws",   "fury",     "hyperx",
        "dominator", "ballistix",       "memoire",   "memoria", "corsair",   "kingston", "crucial",
        "skill",     "hynix",           "micron",    "samsung", "teamgroup", "patriot",  "mhz",
        "pc",        "modules",         "speicher",  NULL};
    if (isnan(k->type) || isnan(k->total))
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (memory || title_words_among(words, w->v[i].text) ||
            (title_words_is(w, i, "so") && title_words_is(w, i + 1, "dimm")))
            return true;
    return !isnan(k->modules);
}

bool title_memory_find(const struct catalogue *c, const struct title_words *w, const struct title_said *s, bool memory,
                       struct title_hits *hits)
{
    struct kit k = {.module = NAN, .modules = NAN, .total = NAN, .mt_s = NAN, .other = false};
    double stated = NAN;
    k.type = type_of(w, &stated);
    if (isnan(k.type) && !memory)
        return false;
    k.mt_s = rate_of(w, stated);
    k.kind = kind_of(w, s, &k);
    modules_of(w, &k);
    if (!sells_memory(w, &k, memory) || hits->n == TITLE_HIT_MOST)
        return false;
    struct title_hit *h = &hits->v[hits->n++];
    *h = (struct title_hit){.kind = &kind_part, .n = 0};
    const bool one_module = isnan(k.modules) && k.kind == module_rdimm && !has(w, "kit");
    for (size_t i = 0; i < c->parts.n && !one_module; i++) {
        const struct part *p = &c->parts.v[i];
        if (p->category != category_ram || !kit_fits(p, &k))
            continue;
        /* Of two records of one kit the one that states more is meant. */
        const struct part *last = h->n > 0 ? h->record[h->n - 1] : NULL;
        const bool same = last && last->mem_gib == p->mem_gib && last->modules == p->modules &&
                          (last->ram_mt_s == p->ram_mt_s || isnan(last->ram_mt_s)) &&
                          (last->ram_module == module_unknown || isnan(last->ram_mt_s));
        if (same)
            h->record[h->n - 1] = p;
        else if (h->n < TITLE_HIT_NEAR)
            h->record[h->n++] = p;
    }
    h->sure = h->n == 1 && !isnan(k.modules) && !isnan(k.mt_s) && k.kind != module_unknown;
    return true;
}

/* ---- drives ---- */

enum { MODEL_WORDS = 6 };

struct drive {
    const struct part *part;
    bool by_size; /* stands for any NVMe drive of its size */
    size_t n;
    const char *word[MODEL_WORDS]; /* of its model: 990 pro */
};
struct title_drives {
    size_t n;
    struct drive *v;
};

/* Fills the words of the model: from the first number, with letters glued before it, to the size. */
static void model_words(struct arena *a, struct drive *d)
{
    struct title_words name;
    title_words_split(&name, NULL, d->part->name);
    size_t from = 0, to = name.n_sizes > 0 ? name.size[name.n_sizes - 1].at : name.n;
    while (from < name.n && !title_words_number(&name, from))
        from++;
    if (from > 0 && title_words_glued(&name, from)) /* sn 850 x */
        from--;
    for (size_t i = from; i < to && d->n < MODEL_WORDS; i++)
        d->word[d->n++] = arena_strdup(a, name.v[i].text);
}

struct title_drives *title_memory_drives(struct arena *a, const struct catalogue *c)
{
    struct title_drives *x = ARENA_NEW(a, struct title_drives);
    x->v = ARENA_ARRAY(a, c->parts.n + 1, struct drive);
    for (size_t i = 0; i < c->parts.n; i++) {
        const struct part *p = &c->parts.v[i];
        const bool by_size = strncmp(p->id, "nvme-", 5) == 0;
        if (p->category != category_storage || !p->name || !(p->size_gb > 0) || strstr(p->id, "generic"))
            continue;
        struct drive *d = &x->v[x->n++];
        *d = (struct drive){.part = p, .by_size = by_size};
        if (!by_size)
            model_words(a, d);
    }
    return x;
}

static bool model_said(const struct title_words *w, const struct drive *d)
{
    for (size_t i = 0; d->n > 0 && i + d->n <= w->n; i++) {
        size_t n = 0;
        while (n < d->n && strcmp(w->v[i + n].text, d->word[n]) == 0 && (n == 0 || w->v[i + n].gap <= GAP_BLANK))
            n++;
        const size_t end = i + n;
        if (n == d->n && (!title_words_glued(w, end) || title_words_number(w, end)) && !title_words_is(w, end, "evo") &&
            !title_words_is(w, end, "plus"))
            return true;
    }
    return false;
}

/* Returns true for "M.2" and "M2", not for the M2B of a part number. */
static bool says_m2(const struct title_words *w)
{
    for (size_t i = 0; i + 1 < w->n; i++)
        if (title_words_is(w, i, "m") && title_words_is(w, i + 1, "2") && !title_words_glued(w, i) &&
            !title_words_glued(w, i + 2))
            return true;
    return false;
}

/* Returns true for the 2.5" or 3.5" of a drive in a bay, which is SATA unless the title says otherwise. */
static bool bay_drive(const struct title_words *w)
{
    if (has(w, "nvme") || says_m2(w))
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (w->v[i].number == 2.5 || w->v[i].number == 3.5)
            return true;
    return false;
}

/* Returns true if a word says that the drive is no NVMe drive for an M.2 slot. */
static bool not_nvme(const struct title_words *w, const struct title_said *s)
{
    static const char *const words[] = {"sata", "sas",        "hdd",         "external", "portable", "usb",
                                        "u",    "enclosure",  "optane",      "raid",     "externe",  "extern",
                                        "hard", "festplatte", "thunderbolt", "case",     "ngff",     "msata",
                                        "esd",  "xbox",       "nas",         "synology", NULL};
    for (size_t i = 0; i < w->n; i++)
        if (!s->with[i] && !s->away[i] && title_words_among(words, w->v[i].text))
            return true;
    return false;
}

static double drive_size(const struct title_words *w)
{
    enum { LEAST_GB = 100 };
    double size = NAN;
    for (size_t i = 0; i < w->n_sizes; i++)
        if (w->size[i].gb >= LEAST_GB && !(w->size[i].pieces > 1))
            size = w->size[i].gb;
    return size;
}

bool title_memory_drive(const struct title_drives *x, const struct title_words *w, const struct title_said *s,
                        bool drive, struct title_hits *hits)
{
    const bool m2 = drive || has(w, "nvme") || says_m2(w);
    const double size = drive_size(w);
    struct title_hit h = {.kind = &kind_part};
    bool any_model = false;
    for (size_t i = 0; i < x->n; i++)
        if (!x->v[i].by_size && model_said(w, &x->v[i])) {
            any_model = true;
            if ((isnan(size) || size == x->v[i].part->size_gb) && h.n < TITLE_HIT_NEAR)
                h.record[h.n++] = x->v[i].part;
        }
    if ((!any_model && !m2) || hits->n == TITLE_HIT_MOST)
        return false;
    h.sure = h.n == 1 && !isnan(size);
    const bool excluded = bay_drive(w) || not_nvme(w, s);
    for (size_t i = 0; i < x->n && h.n == 0 && !isnan(size) && !excluded; i++)
        if (x->v[i].by_size && fabs(x->v[i].part->size_gb / size - 1) < 0.03) {
            h.record[h.n++] = x->v[i].part;
            h.sure = true;
        }
    hits->v[hits->n++] = h;
    return true;
}
