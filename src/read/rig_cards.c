#include "rig_cards.h"

#include "arena.h"
#include "feed_text.h"
#include "names.h"
#include "str.h"
#include "unit.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- memory ---- */

/* Returns whether a card of this record can show so much memory. Drivers keep up to 3 %; error correction takes 1/16 of
   GDDR where it is switched on. */
static bool fits(const struct device *d, double mem_mib)
{
    const double share = unit_mib_to_b(mem_mib) / unit_gib_to_b(d->mem_gib);
    return isnan(mem_mib) || isnan(d->mem_gib) || d->unified == flag_yes || (share > 0.9 && share < 1.02);
}

/* ---- names ---- */

static struct rig_cards_found of_names(const struct names_found *f)
{
    struct rig_cards_found out = {.record = f->how == NAMES_ONE ? f->record : NULL, .open = f->open};
    for (size_t i = 0; i < f->n && i < NAMES_MOST && out.n < RIG_CARDS_NEAR; i++)
        out.near[out.n++] = f->near[i];
    return out;
}

struct rig_cards_found rig_cards_named(const struct rig_cards *x, const struct kind *k, const char *text)
{
    const struct names_found f = names_find_in(x->names, x->arena, k, text);
    return of_names(&f);
}

/* Keeps the devices that can show so much memory. The only one that is left is meant. */
static void keep_fitting(struct rig_cards_found *f, double mem_mib, bool several)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (fits(f->near[i], mem_mib))
            f->near[n++] = f->near[i];
    if (f->record && !fits(f->record, mem_mib)) {
        if (n == 0)
            f->near[n++] = f->record;
        f->record = NULL;
    } else if (!f->record && several && n == 1 && !isnan(mem_mib))
        f->record = f->near[0];
    f->n = n;
}

static void add_other(struct rig_cards_found *f, const void *record, double mem_mib)
{
    bool seen = record == f->record || !fits(record, mem_mib);
    for (size_t i = 0; i < f->n; i++)
        seen |= f->near[i] == record;
    if (!seen && f->n < RIG_CARDS_NEAR)
        f->near[f->n++] = record;
}

/* Sets near to the other devices that the name may mean as well: those of other sizes, where no size is known, and
   those whose names say more, where the name leaves that open. */
static void find_others(const struct rig_cards *x, const char *name, double mem_mib, struct rig_cards_found *f)
{
    const struct names_found sizes = names_others_in(x->names, x->arena, &kind_device, name, f->record);
    const struct names_found longer = names_longer_in(x->names, x->arena, &kind_device, name, f->record);
    const struct rig_cards_found before = *f;
    f->n = 0;
    for (size_t i = 0; i < before.n; i++)
        add_other(f, before.near[i], mem_mib);
    const bool unsized = isnan(mem_mib) && !feed_text_has(name, "gb");
    for (size_t i = 0; unsized && i < sizes.n && i < NAMES_MOST; i++)
        add_other(f, sizes.near[i], mem_mib);
    for (size_t i = 0; before.open && i < longer.n && i < NAMES_MOST; i++)
        add_other(f, longer.near[i], mem_mib);
    f->open = f->n > 0;
}

/* Finds a name with each size of memory that the driver may show so. */
static const struct device *find_sized(const struct rig_cards *x, const char *name, double mem_mib)
{
    const struct device_list *all = &x->catalogue->devices;
    for (size_t i = 0; i < all->n; i++) {
        const double gib = all->v[i].mem_gib;
        bool seen = isnan(gib) || !fits(&all->v[i], mem_mib);
        for (size_t k = 0; k < i && !seen; k++)
            seen = all->v[k].mem_gib == gib;
        if (seen)
            continue;
        const char *text = str_format(x->arena, "%s %.10g GB", name, gib);
        const struct names_found f = names_find_in(x->names, x->arena, &kind_device, text);
        if (f.how == NAMES_ONE && !f.open && fits(f.record, mem_mib))
            return f.record;
    }
    return NULL;
}

static struct rig_cards_found find_name(const struct rig_cards *x, const char *name, double mem_mib)
{
    const bool sized = !isnan(mem_mib) && !feed_text_has(name, "gb");
    const struct device *d = sized ? find_sized(x, name, mem_mib) : NULL;
    if (d)
        return (struct rig_cards_found){.record = d};
    const struct names_found found = names_find_in(x->names, x->arena, &kind_device, name);
    struct rig_cards_found f = of_names(&found);
    keep_fitting(&f, mem_mib, found.how == NAMES_SEVERAL);
    if (f.record)
        find_others(x, name, mem_mib, &f);
    return f;
}

/* ---- names that are cut off ---- */

/* Returns the name in small letters, without makers and lines of products, with blanks for what is no letter. */
static const char *plain(struct arena *a, const char *name)
{
    static const char *const drop[] = {"nvidia", "tesla", "quadro", "geforce"};
    struct str out = str_new(a);
    for (const char *s = name; *s;) {
        size_t n = 0;
        while (isalnum((unsigned char)s[n]))
            n++;
        bool dropped = n == 0;
        for (size_t i = 0; i < sizeof drop / sizeof *drop; i++)
            dropped |= str_same_word(arena_strndup(a, s, n), drop[i]);
        for (size_t i = 0; i < n && !dropped; i++)
            str_addf(&out, "%s%c", i == 0 && out.len > 0 ? " " : "", tolower((unsigned char)s[i]));
        s += n + (s[n] != '\0');
    }
    return out.text;
}

static struct rig_cards_found find_cut(const struct rig_cards *x, const struct rig_card *c)
{
    struct rig_cards_found f = {.open = true};
    const char *start = plain(x->arena, c->names[0]);
    size_t n = 0;
    for (size_t i = 0; i < x->catalogue->devices.n; i++) {
        const struct device *d = &x->catalogue->devices.v[i];
        if (d->vendor != c->vendor || !d->name || !str_starts(plain(x->arena, d->name), start) || !fits(d, c->mem_mib))
            continue;
        if (f.n < RIG_CARDS_NEAR)
            f.near[f.n++] = d;
        n++;
    }
    f.record = n == 1 ? f.near[0] : NULL;
    f.n = f.record ? 0 : f.n;
    return f;
}

/* Returns what the card is, without a look at what was found before. */
static struct rig_cards_found find_anew(const struct rig_cards *x, const struct rig_card *c)
{
    struct rig_cards_found best = {0};
    if (c->cut)
        return find_cut(x, c);
    for (size_t i = 0; i < c->n_names; i++) {
        const struct rig_cards_found f = find_name(x, c->names[i], c->mem_mib);
        if (f.record && !f.open)
            return f;
        if ((f.record && !best.record) || (best.n == 0 && !best.record))
            best = f;
    }
    return best;
}

/* Returns all that the search depends on as one text. */
static const char *key_of(struct arena *a, const struct rig_card *c)
{
    struct str key = str_new(a);
    str_addf(&key, "%d %d %.17g", (int)c->cut, (int)c->vendor, c->mem_mib);
    for (size_t i = 0; i < c->n_names; i++)
        str_addf(&key, "\n%s", c->names[i]);
    return key.text;
}

struct rig_cards_found rig_cards_find(const struct rig_cards *x, const struct rig_card *c)
{
    struct rig_cards_known *known = x->known;
    const char *key = key_of(x->arena, c);
    const size_t at = text_set_add(&known->keys, key, known->n);
    if (at != TEXT_SET_NONE)
        return known->v[at];
    known->v = arena_more(x->arena, known->v, known->n, &known->room, sizeof *known->v);
    known->v[known->n] = find_anew(x, c);
    return known->v[known->n++];
}

/* ---- processors ---- */

struct rig_cards_found rig_cards_cpu(const struct rig_cards *x, const char *name)
{
    struct str out = str_new(x->arena);
    size_t n;
    const char *const *words = rig_text_words(x->arena, name, &n);
    for (size_t i = 0; i < n; i++) {
        const char *w = words[i];
        const bool generation = i + 1 < n && str_same_word(words[i + 1], "Gen");
        if (str_same_word(w, "@") || str_same_word(w, "with") || str_same_word(w, "w/"))
            break;
        if (generation || str_same_word(w, "Gen") || str_same_word(w, "CPU") || str_same_word(w, "Processor") ||
            str_ends(w, "-Core") || str_ends(w, "-Cores"))
            continue;
        const char *mark = strchr(w, '(');
        str_addf(&out, "%s%.*s", out.len > 0 ? " " : "", mark ? (int)(mark - w) : (int)strlen(w), w);
    }
    return rig_cards_named(x, &kind_cpu, out.text);
}

/* ---- comparing ---- */

static bool may_be(const struct rig_cards_found *f, const void *record)
{
    bool found = f->record == record;
    for (size_t i = 0; i < f->n; i++)
        found |= f->near[i] == record;
    return found;
}

static bool meet(const struct rig_cards_found *a, const struct rig_cards_found *b)
{
    bool met = a->record && may_be(b, a->record);
    for (size_t i = 0; i < a->n; i++)
        met |= may_be(b, a->near[i]);
    return met;
}

/* Returns whether the name is one of the list of PCI devices, which has the chip's name and may lack the product's. */
static bool of_list(const char *name)
{
    return strchr(name, '[') || feed_text_has(name, "corporation");
}

bool rig_cards_agree(const struct rig_cards *x, const struct rig_card *a, const struct rig_card *b)
{
    if (a->n_names == 0 || b->n_names == 0)
        return true;
    const char *first = plain(x->arena, a->names[0]), *second = plain(x->arena, b->names[0]);
    if (a->cut || b->cut)
        return str_starts(first, second) || str_starts(second, first);
    const struct rig_cards_found f = rig_cards_find(x, a), g = rig_cards_find(x, b);
    if (f.record && g.record)
        return meet(&f, &g) || meet(&g, &f);
    const bool several = f.n == RIG_CARDS_NEAR || g.n == RIG_CARDS_NEAR; /* near may be longer */
    if ((f.record && g.n > 0) || (g.record && f.n > 0))
        return several || meet(&f, &g) || meet(&g, &f);
    return a->vendor != vendor_nvidia || of_list(a->names[0]) || of_list(b->names[0]) || strcmp(first, second) == 0;
}

bool rig_cards_integrated(const struct rig_cards *x, const struct rig_card *c)
{
    static const char *const chips[] = {"uhd graphics", "hd graphics", "iris",       "raphael",      "granite ridge",
                                        "cezanne",      "renoir",      "lucienne",   "barcelo",      "rembrandt",
                                        "mendocino",    "picasso",     "raven",      "alder lake",   "raptor lake",
                                        "meteor lake",  "arrow lake",  "lunar lake", "panther lake", "phoenix",
                                        "hawk point",   "krackan"};
    const struct rig_cards_found f = rig_cards_find(x, c);
    const struct device *d = f.record;
    bool shared = f.n > 0;
    if (d)
        return d->unified == flag_yes && d->vendor != vendor_nvidia;
    for (size_t i = 0; i < f.n; i++)
        shared &= ((const struct device *)f.near[i])->unified == flag_yes;
    if (shared)
        return true;
    for (size_t i = 0; c->n_names > 0 && i < sizeof chips / sizeof *chips; i++)
        if (feed_text_has(c->names[0], chips[i]))
            return true;
    return false;
}

const char *rig_cards_name(const struct rig_card *c)
{
    return c->n_names > 0 ? c->names[0] : "a card without a name";
}

const char *rig_cards_near(struct arena *a, const struct kind *k, const struct rig_cards_found *found)
{
    struct str out = str_new(a);
    for (size_t i = 0; i < found->n; i++)
        str_addf(&out, "%s'%s'", i ? ", " : "", schema_id(k, found->near[i]));
    return out.text;
}
