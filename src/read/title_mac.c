#include "title_mac.h"

#include "arena.h"

#include <math.h>
#include <string.h>

enum mac_model { MACHINE_NONE, MINI, STUDIO, MACBOOK_PRO, MACBOOK_AIR, MAC_PRO, IMAC };
enum grade { GRADE_PLAIN, GRADE_PRO, GRADE_MAX, GRADE_ULTRA };

/* What a title or a record's name says of a Mac. NaN, 0 or MACHINE_NONE: nothing. */
struct mac {
    enum mac_model machine;
    double chip; /* 4 of M4 */
    enum grade grade;
    double mem_gib, gpu_cores, year, disk_gb;
    size_t at;
};

struct entry {
    const struct system *system;
    struct mac is;
};
struct title_macs {
    size_t n;
    struct entry *v;
};

/* ---- reading ---- */

static enum mac_model machine_at(const struct title_words *w, size_t i)
{
    const bool book = title_words_is(w, i, "macbook");
    const size_t next = book || title_words_is(w, i, "mac") ? i + 1 : i;
    if (book)
        return title_words_is(w, next, "pro")   ? MACBOOK_PRO
               : title_words_is(w, next, "air") ? MACBOOK_AIR
                                                : MACHINE_NONE;
    if (title_words_is(w, i, "macmini") || (next > i && title_words_is(w, next, "mini")))
        return MINI;
    if (title_words_is(w, i, "macstudio") || (next > i && title_words_is(w, next, "studio")))
        return STUDIO;
    if (title_words_is(w, i, "macpro") || (next > i && title_words_is(w, next, "pro")))
        return MAC_PRO;
    return title_words_is(w, i, "imac") ? IMAC : MACHINE_NONE;
}

static enum grade grade_word(const struct title_words *w, size_t i)
{
    if (i >= w->n || w->v[i].gap > GAP_BLANK)
        return GRADE_PLAIN;
    return title_words_is(w, i, "pro")     ? GRADE_PRO
           : title_words_is(w, i, "max")   ? GRADE_MAX
           : title_words_is(w, i, "ultra") ? GRADE_ULTRA
                                           : GRADE_PLAIN;
}

static bool core_word(const struct title_words *w, size_t i)
{
    return title_words_is(w, i, "core") || title_words_is(w, i, "cores") || title_words_is(w, i, "c") ||
           title_words_is(w, i, "kern") || title_words_is(w, i, "kerne");
}

/* Returns the GPU cores at word i: "40-core GPU", "40C GPU", "GPU 40-core", "16/40"; NaN: none. */
static double gpu_cores(const struct title_words *w, size_t i)
{
    if (!title_words_number(w, i))
        return NAN;
    const size_t behind = i + 1 + core_word(w, i + 1);
    const bool after = behind < w->n && title_words_is(w, behind, "gpu") && w->v[behind].gap <= GAP_SLASH;
    const bool before = i > 0 && title_words_is(w, i - 1, "gpu") && core_word(w, i + 1) &&
                        !title_words_is(w, i + 2, "cpu");
    return after || before ? w->v[i].number : NAN;
}

/* Returns the GPU cores of "14/20" or "10 core / 10 core" if they are those of one of the chips; 0: none. */
static double pair_cores(const struct title_words *w, size_t i)
{
    const size_t second = i + 1 + core_word(w, i + 1);
    const bool pair = title_words_number(w, i) && title_words_number(w, second) && second < w->n &&
                      w->v[second].gap == GAP_SLASH && w->v[i].number >= 8 && w->v[i].number <= 32 &&
                      w->v[second].number <= 80 && !title_words_glued(w, i);
    const bool unit = title_words_is(w, second + 1, "gb") || title_words_is(w, second + 1, "tb") ||
                      title_words_is(w, second + 1, "inch");
    const bool core = core_word(w, i + 1) || core_word(w, second + 1);
    const bool sizes = fmod(w->v[i].number, 8) == 0 && !core;
    return pair && !unit && !sizes ? w->v[second].number : 0;
}

/* Returns the memory and drive of "16/512": 16 and 512; false: no such pair at i. */
static bool pair_sizes(const struct title_words *w, size_t i, double *mem, double *disk)
{
    const bool gb = title_words_is(w, i + 1, "gb") || title_words_is(w, i + 1, "g");
    const size_t second = i + 1 + gb;
    const bool pair = title_words_number(w, i) && title_words_number(w, second) && second < w->n &&
                      (w->v[second].gap == GAP_SLASH || w->v[second].gap == GAP_DASH || w->v[second].gap == GAP_PLUS);
    if (!pair)
        return false;
    const bool tb = title_words_is(w, second + 1, "tb") || title_words_is(w, second + 1, "t");
    *mem = w->v[i].number;
    *disk = w->v[second].number * (tb ? 1000 : 1);
    return *mem >= 8 && *mem <= 512 && (tb || *disk >= 128) && *disk >= *mem && *disk <= 16000;
}

static bool is_memory_word(const char *word)
{
    static const char *const words[] = {"ram",     "memory",  "unified", "arbeitsspeicher",
                                        "memoire", "memoria", "um",      NULL};
    return title_words_among(words, word);
}

static bool is_disk_word(const char *word)
{
    static const char *const words[] = {"ssd",      "storage", "hdd",   "flash", "nvme",
                                        "speicher", "disk",    "drive", "hd",    NULL};
    return title_words_among(words, word);
}

/* Sorts the sizes of the title into memory and drive; most is the largest memory of the chip. */
static void sizes(const struct title_words *w, double most, struct mac *m)
{
    enum { LEAST_DISK_GB = 250 };
    double open[TITLE_WORDS_SIZES];
    size_t n = 0;
    for (size_t i = 0; i < w->n_sizes; i++) {
        const struct title_size *z = &w->size[i];
        const char *next = z->end < w->n && w->v[z->end].gap <= GAP_BLANK ? w->v[z->end].text : "";
        /* A word before a size is of that size, but one between two sizes is of the first: "32GB RAM 512GB". */
        const bool between = i > 0 && w->size[i - 1].end + 1 == z->at;
        const char *before = z->at > 0 && !between && w->v[z->at].gap <= GAP_BLANK ? w->v[z->at - 1].text : "";
        if (z->tb || is_disk_word(before))
            m->disk_gb = z->gb;
        else if (is_memory_word(before))
            m->mem_gib = z->gb;
        else if (is_disk_word(next))
            m->disk_gb = z->gb;
        else if (is_memory_word(next))
            m->mem_gib = z->gb;
        else
            open[n++] = z->gb;
    }
    for (size_t i = 0; i < w->n; i++) {
        double mem, disk;
        if (isnan(m->mem_gib) && pair_sizes(w, i, &mem, &disk) && mem <= most) {
            m->mem_gib = mem;
            m->disk_gb = disk;
            return;
        }
    }
    for (size_t i = 0; i < n; i++) {
        const bool smaller = i + 1 >= n || open[i] <= open[i + 1];
        if (isnan(m->mem_gib) && (open[i] <= most || open[i] < LEAST_DISK_GB) && smaller)
            m->mem_gib = open[i];
        else if (isnan(m->disk_gb))
            m->disk_gb = open[i];
    }
}

static struct mac read_mac(const struct title_words *w)
{
    struct mac m = {.mem_gib = NAN, .gpu_cores = NAN, .disk_gb = NAN, .at = w->n};
    for (size_t i = 0; i < w->n; i++) {
        const enum mac_model machine = machine_at(w, i);
        if (m.machine == MACHINE_NONE && machine != MACHINE_NONE) {
            m.machine = machine;
            m.at = i;
        }
        if (title_words_is(w, i, "m") && title_words_glued(w, i + 1) && title_words_number(w, i + 1) &&
            w->v[i + 1].number < 10 && m.chip < 1) {
            m.chip = w->v[i + 1].number;
            m.grade = grade_word(w, i + 2);
        }
        const double cores = gpu_cores(w, i), pair = pair_cores(w, i);
        if (!isnan(cores))
            m.gpu_cores = cores;
        else if (pair > 0 && isnan(m.gpu_cores))
            m.gpu_cores = pair;
        if (title_words_number(w, i) && w->v[i].number >= 2015 && w->v[i].number <= 2040 &&
            !title_words_glued(w, i + 1))
            m.year = w->v[i].number;
    }
    return m;
}

/* ---- index ---- */

struct title_macs *title_mac_index(struct arena *a, const struct catalogue *c)
{
    struct title_macs *x = ARENA_NEW(a, struct title_macs);
    x->v = ARENA_ARRAY(a, c->systems.n + 1, struct entry);
    for (size_t i = 0; i < c->systems.n; i++) {
        const struct system *s = &c->systems.v[i];
        struct title_words w;
        title_words_split(&w, NULL, s->name ? s->name : s->id);
        struct mac is = read_mac(&w);
        if (is.machine == MACHINE_NONE || is.chip < 1)
            continue;
        sizes(&w, s->mem_gib, &is);
        is.mem_gib = s->mem_gib;
        x->v[x->n++] = (struct entry){.system = s, .is = is};
    }
    return x;
}

/* ---- title ---- */

static bool fits(const struct entry *e, const struct mac *said)
{
    const struct mac *is = &e->is;
    if (is->machine != said->machine || is->chip != said->chip || is->grade != said->grade)
        return false;
    if (!isnan(is->mem_gib) && !isnan(said->mem_gib) && is->mem_gib != said->mem_gib)
        return false;
    const double cores = e->system->chip ? e->system->chip->compute_units : NAN;
    if (!isnan(cores) && !isnan(said->gpu_cores) && cores != said->gpu_cores)
        return false;
    if (is->year > 0 && said->year > 0 && is->year != said->year)
        return false;
    return isnan(is->disk_gb) || isnan(said->disk_gb) || fabs(is->disk_gb / said->disk_gb - 1) < 0.1;
}

static double most_memory(const struct title_macs *x, const struct mac *said)
{
    double most = 0;
    for (size_t i = 0; i < x->n; i++) {
        const struct mac *is = &x->v[i].is;
        if (is->machine != said->machine || is->chip != said->chip || is->grade != said->grade)
            continue;
        const struct device *chip = x->v[i].system->chip;
        const double mem = chip && chip->sold_most_gib > 0 ? chip->sold_most_gib : is->mem_gib;
        most = mem > most ? mem : most;
    }
    return most > 0 ? most : 64;
}

bool title_mac_find(const struct title_macs *x, const struct title_words *w, const struct title_said *s,
                    struct title_hits *hits)
{
    struct mac said = read_mac(w);
    if (said.machine == MACHINE_NONE && !title_said_has(s, SAY_MAC))
        return false;
    sizes(w, most_memory(x, &said), &said);
    const size_t at = said.at < w->n ? said.at : s->first[SAY_MAC];
    struct title_hit h = {.kind = &kind_system, .from = at, .to = at + 1, .away = s->away[at]};
    bool stated = !isnan(said.mem_gib);
    for (size_t i = 0; i < x->n; i++)
        if (fits(&x->v[i], &said)) {
            stated |= isnan(x->v[i].is.mem_gib);
            if (h.n < TITLE_HIT_NEAR)
                h.record[h.n++] = x->v[i].system;
        }
    h.sure = h.n == 1 && stated;
    if (hits->n < TITLE_HIT_MOST)
        hits->v[hits->n++] = h;
    return true;
}
