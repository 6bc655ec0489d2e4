#include "rig_records.h"

#include "arena.h"
#include "diag.h"
#include "feed_text.h"
#include "unit.h"

#include <math.h>
#include <string.h>

struct job {
    const struct rig_cards *x;
    struct diags *d;
    const struct rig_merged *m;
    struct rig_records *out;
};

/* ---- what has no record ---- */

/* Notes something that names no record, with a warning. near: ids, "" for none. */
static void lose(struct job *j, struct origin at, const char *what, const char *name, const char *why, const char *near)
{
    str_addf(&j->out->lost, "%s: %s (%s%s%s)\n", what, name, why, *near ? "; perhaps " : "", near);
    diag_add(j->d, DIAG_RIG_LINE, at, NULL, "\"%.100s\" is left out: %s%s%s", name, why, *near ? "; perhaps " : "",
             near);
}

static void say_open(struct job *j, struct origin at, const char *name, const char *id, const char *near)
{
    diag_add(j->d, DIAG_NAME_OPEN, at, NULL,
             "'%s' can be more than one thing: taken as '%s'; the catalogue also has %s", name, id, near);
}

/* ---- cards ---- */

static void lose_card(struct job *j, const struct rig_card *c, const struct rig_cards_found *f)
{
    struct arena *a = j->x->arena;
    const char *index = isnan(c->index) ? "" : str_format(a, " %.0f", c->index);
    const char *memory = isnan(c->mem_mib) ? "" : str_format(a, " with %.0f MiB", c->mem_mib);
    const char *name = c->n_names > 0 ? str_format(a, "%s%s", rig_cards_name(c), c->cut ? "..." : "")
                                      : str_format(a, "card%s", index);
    const char *why = c->n_names == 0 ? "no output names this card"
                      : c->cut        ? str_format(a, "the name is cut off, and %s%s (nvidia-smi -L has whole names)",
                                            f->n > 0 ? "several cards begin so" : "no card of the catalogue begins so",
                                                   memory)
                      : f->n > 1      ? str_format(a, "the catalogue has several such cards%s", memory)
                                      : str_format(a, "the catalogue has no such card%s", memory);
    lose(j, c->at, str_format(a, "card%s", index), name, why, rig_cards_near(a, &kind_device, f));
}

/* Returns whether a card before has the same name and record. */
static bool said_before(const struct job *j, size_t at)
{
    const struct rig_links_card *c = j->out->cards;
    for (size_t i = 0; i < at; i++)
        if (c[i].device == c[at].device && strcmp(rig_cards_name(c[i].said), rig_cards_name(c[at].said)) == 0)
            return true;
    return false;
}

/* Warns where a name leaves open which card it is, and where a limit is not that of the whole card. */
static void say_taken(struct job *j, const struct rig_card *c, const struct device *d, const struct rig_cards_found *f)
{
    enum { LOW_PERCENT = 75 };
    if (c->cut)
        diag_add(j->d, DIAG_NAME_OPEN, c->at, NULL,
                 "'%s...' is cut off: taken as '%s', the only card of the catalogue that begins so with such a memory",
                 rig_cards_name(c), d->id);
    else if (f->open)
        say_open(j, c->at, rig_cards_name(c), d->id, rig_cards_near(j->x->arena, &kind_device, f));
    if (rig_records_chip_only(d) && c->limit_w < d->tdp_w * LOW_PERCENT / 100)
        diag_add(
            j->d, DIAG_RIG_LINE, c->at, NULL,
            "\"%.100s\": the power limit of %.10g W is left out: it is the chip's, not the whole card's (state cap_w)",
            rig_cards_name(c), c->limit_w);
}

static void find_cards(struct job *j)
{
    const struct rig_merged *m = j->m;
    j->out->n = m->n_cards;
    j->out->cards = ARENA_ARRAY(j->x->arena, m->n_cards + 1, struct rig_links_card);
    for (size_t i = 0; i < m->n_cards; i++) {
        const struct rig_card *c = &m->cards[i];
        struct rig_cards_found f = rig_cards_find(j->x, c);
        const struct device *d = f.record;
        j->out->cards[i] = (struct rig_links_card){.said = c, .device = d};
        if (!d)
            lose_card(j, c, &f);
        else if (!said_before(j, i))
            say_taken(j, c, d, &f);
        if (c->mig == flag_yes)
            diag_add(j->d, DIAG_RIG_LINE, c->at, NULL,
                     "\"%.100s\" is taken whole, but it is divided into instances (MIG)", rig_cards_name(c));
    }
    if (m->n_cards == 0 && m->n_nvidia > 0)
        lose(j, m->matrix_at, "cards", str_format(j->x->arena, "%zu cards of NVIDIA", m->n_nvidia),
             "no output names them (add that of nvidia-smi -L)", "");
    for (size_t i = 0; i < m->n_others; i++)
        str_addf(&j->out->lost, "%s (no card for models)\n", rig_cards_name(&m->others[i]));
    for (size_t i = 0; i < m->n_inside; i++)
        str_addf(&j->out->lost, "%s (graphics within the processor)\n", rig_cards_name(&m->inside[i]));
}

/* ---- machines that are sold whole ---- */

/* Returns whether the machine is sold with that memory. Of another memory than a Mac's, programs see less than there
   is. */
static bool has_memory(const struct system *s, double gib, bool exact)
{
    return isnan(gib) || (exact ? s->mem_gib == gib : gib <= s->mem_gib * 1.01 && gib > s->mem_gib * 0.8);
}

/* Finds the machines with that chip and memory, whose name begins with the model (NULL: any). */
static struct rig_cards_found systems_of(const struct job *j, const struct device *chip, double gib, const char *model)
{
    struct rig_cards_found f = {0};
    const struct system_list *all = &j->x->catalogue->systems;
    for (size_t i = 0; i < all->n; i++) {
        const struct system *s = &all->v[i];
        const bool named = !model || (s->name && str_starts(s->name, model));
        if (s->chip == chip && named && has_memory(s, gib, model != NULL) && f.n < RIG_CARDS_NEAR)
            f.near[f.n++] = s;
    }
    return f;
}

static struct rig_cards_found chip_of(const struct job *j)
{
    const struct rig_merged *m = j->m;
    return rig_cards_named(j->x, &kind_device,
                           isnan(m->gpu_cores) ? m->chip
                                               : str_format(j->x->arena, "%s %.0f-core GPU", m->chip, m->gpu_cores));
}

static void find_mac(struct job *j)
{
    const struct rig_merged *m = j->m;
    struct arena *a = j->x->arena;
    const struct rig_cards_found chip = chip_of(j);
    const char *name = str_format(a, "%s%s%s, %s GPU cores, %s GB", m->mac ? m->mac : "", m->mac ? ", " : "", m->chip,
                                  isnan(m->gpu_cores) ? "unknown" : str_format(a, "%.0f", m->gpu_cores),
                                  isnan(m->mac_gib) ? "unknown" : str_format(a, "%.0f", m->mac_gib));
    const struct rig_cards_found f = chip.record && !isnan(m->mac_gib)
                                         ? systems_of(j, chip.record, m->mac_gib, m->mac ? m->mac : "")
                                         : (struct rig_cards_found){0};
    if (f.n > 0) {
        j->out->system = f.near[0];
        struct rig_cards_found rest = f;
        memmove(rest.near, rest.near + 1, --rest.n * sizeof *rest.near);
        if (rest.n > 0)
            say_open(j, m->mac_at, name, j->out->system->id, rig_cards_near(a, &kind_system, &rest));
        return;
    }
    const struct rig_cards_found like = chip.record ? systems_of(j, chip.record, m->mac_gib, "")
                                                    : (struct rig_cards_found){0};
    struct rig_cards_found same = like;
    for (size_t i = 0; same.n == 0 && i < j->x->catalogue->systems.n; i++) {
        const struct system *s = &j->x->catalogue->systems.v[i];
        if (m->mac && s->name && str_starts(s->name, m->mac) && s->mem_gib == m->mac_gib && same.n < RIG_CARDS_NEAR)
            same.near[same.n++] = s;
    }
    lose(j, m->mac_at, "machine", name, "the catalogue has no such machine", rig_cards_near(a, &kind_system, &same));
}

/* Returns the memory of a machine whose GPU shares it, as far as programs said; NaN: not at all. */
static double shared_gib(const struct job *j, const struct rig_card *c)
{
    const double usable = unit_b_to_gib(unit_mib_to_b(j->m->ram_mib));
    const double own = unit_b_to_gib(unit_mib_to_b(c->mem_mib));
    if (j->out->ram.gib > 0)
        return j->out->ram.gib;
    return c->vendor == vendor_amd && own < usable && !isnan(usable) ? usable + own : usable;
}

/* A chip that shares the memory of its machine: the machine is found by what dmidecode calls it, or by chip and
   memory. */
static void find_whole(struct job *j, const struct rig_links_card *c)
{
    struct arena *a = j->x->arena;
    const char *name = rig_cards_name(c->said);
    const struct rig_cards_found named = j->m->product ? rig_cards_named(j->x, &kind_system, j->m->product)
                                                       : (struct rig_cards_found){0};
    const struct system *s = named.record;
    if (s && s->chip == c->device) {
        j->out->system = s;
        return;
    }
    const double gib = shared_gib(j, c->said);
    struct rig_cards_found f = systems_of(j, c->device, gib, NULL);
    bool same = f.n > 0;
    for (size_t i = 0; i < f.n; i++)
        same &= ((const struct system *)f.near[i])->mem_gib == ((const struct system *)f.near[0])->mem_gib;
    if (!same) {
        lose(j, c->said->at, "machine", name,
             f.n > 0 ? "it shares the memory of its machine, and no output says how much that is"
                     : "the catalogue has no machine with this chip and memory",
             rig_cards_near(a, &kind_system, &f));
        return;
    }
    j->out->system = f.near[0];
    memmove(f.near, f.near + 1, --f.n * sizeof *f.near);
    if (f.n > 0)
        say_open(j, c->said->at, name, j->out->system->id, rig_cards_near(a, &kind_system, &f));
}

/* ---- the computer ---- */

static void find_cpu(struct job *j)
{
    if (!j->m->cpu || j->out->system)
        return;
    const struct rig_cards_found f = rig_cards_cpu(j->x, j->m->cpu);
    j->out->cpu = f.record;
    if (!f.record)
        lose(j, j->m->cpu_at, "processor", j->m->cpu, "the catalogue has no such processor",
             rig_cards_near(j->x->arena, &kind_cpu, &f));
    if (j->m->sockets > 1)
        str_addf(&j->out->lost, "processors: there are %.0f; a machine has one\n", j->m->sockets);
}

/* A board is taken only for one card: of several, the links that were measured are surer than a record of its slots. */
static void find_board(struct job *j)
{
    if (!j->m->board || j->out->system)
        return;
    const struct rig_cards_found f = rig_cards_named(j->x, &kind_board, j->m->board);
    if (f.record && !f.open && j->out->n <= 1)
        j->out->board = f.record;
    else if (f.record && !f.open) {
        const struct board *b = f.record;
        str_addf(&j->out->lost, "motherboard: %s; to have it checked, add board: {board: %s}\n", j->m->board, b->id);
    } else
        str_addf(&j->out->lost, "motherboard: %s\n", j->m->board);
}

static void find_ram(struct job *j)
{
    struct arena *a = j->x->arena;
    struct rig_ram *r = &j->out->ram;
    for (size_t k = 0; k < r->n_kits && !j->out->system; k++) {
        const struct rig_module *like = r->kits[k].like;
        const char *name = rig_ram_words(a, &r->kits[k]);
        if (!r->kits[k].kit)
            lose(j, like->at, "memory", name, "the catalogue has no kit of such modules", "");
        else if (r->kits[k].slower)
            diag_add(j->d, DIAG_RIG_LINE, like->at, NULL,
                     "\"%s\" becomes '%s', the nearest kit of such modules, which runs at %.10g MT/s", name,
                     r->kits[k].kit->id, r->kits[k].kit->ram_mt_s);
    }
    if (j->m->n_modules == 0 && !isnan(j->m->ram_mib) && !j->out->system)
        lose(j, j->m->ram_at, "memory",
             str_format(a, "%.1f GiB of system RAM", unit_b_to_gib(unit_mib_to_b(j->m->ram_mib))),
             "no output lists the modules (add that of dmidecode -t memory), and a machine states RAM as kits", "");
}

void rig_records(const struct rig_cards *x, struct diags *d, const struct rig_merged *m, struct rig_records *out)
{
    struct job j = {x, d, m, out};
    *out = (struct rig_records){.lost = str_new(x->arena)};
    find_cards(&j);
    rig_ram(x->catalogue, m, &out->ram);
    if (m->chip)
        find_mac(&j);
    struct rig_links_card *known = ARENA_ARRAY(x->arena, out->n + 1, struct rig_links_card);
    size_t n = 0;
    rig_links_pcie(x->arena, out->cards, out->n);
    for (size_t i = 0; i < out->n; i++) {
        const struct device *device = out->cards[i].device;
        if (device && device->unified == flag_yes && !out->system)
            find_whole(&j, &out->cards[i]);
        else if (device && device->unified != flag_yes)
            known[n++] = out->cards[i];
    }
    find_cpu(&j);
    find_board(&j);
    find_ram(&j);
    out->links = rig_links(x->catalogue, m, known, n);
}

bool rig_records_chip_only(const struct device *d)
{
    return d->vendor == vendor_amd && d->memory != memkind_hbm;
}

double rig_records_cap_w(const struct rig_links_card *c)
{
    if (rig_records_chip_only(c->device))
        return NAN;
    const double limit_w = c->said->limit_w, own_w = isnan(c->device->tdp_w) ? c->said->default_w : c->device->tdp_w;
    return limit_w < own_w - 1 ? limit_w : NAN;
}

double rig_records_ram_gb_s(const struct rig_records *r)
{
    double all = 0, last = NAN;
    for (size_t k = 0; k < r->ram.n_kits; k++) {
        const struct part *p = r->ram.kits[k].kit;
        if (!p)
            continue;
        all += unit_mt_s_to_gb_s(r->ram.kits[k].qty * p->modules * p->ram_mt_s);
        last = p->mem_bw_gb_s;
    }
    const double gb_s = r->cpu && !isnan(r->cpu->mem_bw_gb_s) ? r->cpu->mem_bw_gb_s : last;
    return all > 0 && all < gb_s ? all : gb_s;
}
