#include "machine.h"

#include "known.h"

#include <math.h>
#include <string.h>

const struct board *machine_board(const struct machine *m)
{
    return m->board ? m->board->board : m->system ? m->system->system->board : NULL;
}

const struct cpu *machine_cpu(const struct machine *m)
{
    return m->cpu ? m->cpu->cpu : m->system ? m->system->system->cpu : NULL;
}

bool machine_here(const struct machine *m)
{
    return !m->cloud && !m->api && m->remote != flag_yes;
}

int machine_cards(const struct machine *m)
{
    int n = 0;
    for (size_t i = 0; i < m->devices.n; i++)
        n += (int)m->devices.v[i].qty;
    return n;
}

const struct part *machine_part_in(const struct part_line_list *parts, enum category c)
{
    for (size_t i = 0; i < parts->n; i++)
        if (parts->v[i].part->category == c)
            return parts->v[i].part;
    return NULL;
}

const struct part *machine_part(const struct machine *m, enum category c)
{
    return machine_part_in(&m->parts, c);
}

double machine_parts(const struct machine *m, enum category c)
{
    double n = 0;
    for (size_t i = 0; i < m->parts.n; i++)
        n += m->parts.v[i].part->category == c ? m->parts.v[i].qty : 0;
    return n;
}

double machine_plugs(const struct machine *m)
{
    double n = 0;
    for (size_t i = 0; i < m->psus.n; i++)
        n += m->psus.v[i].qty;
    return fmax(n, 1);
}

const struct part *machine_ups(const struct machine *m, double plugs, double *qty)
{
    const struct part *best = NULL;
    double n = 0;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part_line *l = &m->parts.v[i];
        if (l->part->category != category_ups)
            continue;
        if (!best || known_or(l->part->rated_w, 0) > known_or(best->rated_w, 0)) {
            best = l->part;
            n = 0;
        }
        n += l->part == best ? l->qty : 0;
    }
    *qty = fmin(n, plugs);
    return best;
}

double machine_ram_gib(const struct machine *m)
{
    double gib = 0;
    for (size_t i = 0; i < m->parts.n; i++)
        if (m->parts.v[i].part->category == category_ram)
            gib += m->parts.v[i].qty * m->parts.v[i].part->mem_gib;
    return gib > 0 ? gib : NAN;
}

bool machine_reads_known(const struct machine *m)
{
    const struct cpu *c = machine_cpu(m);
    return c && !isnan(c->mem_bw_gb_s);
}

/* Returns the bandwidth of all modules, each on a channel of its own; NaN: not known, or no kit is listed. */
static double modules_gb_s(const struct machine *m)
{
    double mt_s = 0;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part_line *l = &m->parts.v[i];
        mt_s += l->part->category == category_ram ? l->qty * l->part->modules * l->part->ram_mt_s : 0;
    }
    return mt_s > 0 ? unit_mt_s_to_gb_s(mt_s) : NAN;
}

double machine_ram_gb_s(const struct machine *m)
{
    const struct cpu *c = machine_cpu(m);
    const double all = modules_gb_s(m);
    double gb_s = NAN;
    for (size_t i = 0; i < m->parts.n; i++)
        if (m->parts.v[i].part->category == category_ram)
            gb_s = m->parts.v[i].part->mem_bw_gb_s;
    gb_s = machine_reads_known(m) ? c->mem_bw_gb_s : gb_s;
    return all < gb_s ? all : gb_s; /* channels without a module carry nothing */
}

double machine_gpu_gib(const struct machine *m)
{
    double gib = 0;
    for (size_t i = 0; i < m->devices.n; i++)
        gib += m->devices.v[i].qty * m->devices.v[i].device->mem_gib;
    if (m->system)
        gib += m->system->system->chip ? m->system->system->mem_gib : NAN; /* its GPU is not in the catalogue */
    return gib + (m->cloud ? m->cloud->qty * m->cloud->offer->device->mem_gib : 0);
}

double machine_rated_w(const struct machine *m)
{
    double sum = 0;
    for (size_t i = 0; i < m->psus.n; i++)
        sum += m->psus.v[i].qty * m->psus.v[i].psu->rated_w;
    return sum;
}

int machine_used(const struct machine *m, const struct text_list *cards, size_t i)
{
    const struct device_line *l = &m->devices.v[i];
    double chosen = 0;
    for (size_t k = 0; k < cards->n; k++)
        chosen += strcmp(cards->v[k], l->device->id) == 0;
    for (size_t k = 0; k < i; k++)
        chosen -= m->devices.v[k].device == l->device ? m->devices.v[k].qty : 0;
    return (int)(cards->n == 0 ? l->qty : fmax(0, fmin(chosen, l->qty)));
}

bool machine_cards_together(const struct machine *m)
{
    return m->split == split_tensor || m->split == split_row;
}

bool machine_assembled(const struct machine *m)
{
    const bool host = m->at[F_machine_host].file && m->host != hostclass_network;
    return !m->system && !m->cloud && (m->devices.n > 0 || m->board || m->cpu || m->psus.n > 0 || host);
}

bool machine_unnamed(const struct machine *m)
{
    bool owned = m->owned == flag_yes;
    for (size_t i = 0; i < m->devices.n && !owned; i++)
        owned = m->devices.v[i].owned == flag_yes;
    return machine_assembled(m) && !m->board && !m->cpu && owned;
}

bool machine_exists(const struct machine *m)
{
    return m->owned == flag_yes || machine_unnamed(m) || (m->board && m->board->owned == flag_yes);
}

bool machine_bare(const struct machine *m)
{
    return m->devices.n > 0 && machine_assembled(m) && !(m->board && m->cpu) && !machine_exists(m);
}
