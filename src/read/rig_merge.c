#include "rig_merge.h"

#include "arena.h"
#include "diag.h"
#include "str.h"

#include <math.h>
#include <string.h>

struct job {
    const struct rig_cards *x;
    struct rig_said *s;
    struct rig_merged *out;
    size_t inside_room;
    struct rig_card *inside; /* graphics within the processor, which its driver does not count */
    const struct rig_output *first[vendor_other + 1]; /* which output the cards of a maker are from, by vendor */
};

/* ---- contradictions ---- */

static const char *place(struct job *j, const char *program, struct origin at)
{
    return str_format(j->s->arena, "%s (%s:%d)", program, at.file ? at.file : "", at.line);
}

static void contradict(struct job *j, const struct rig_output *a, const char *first, const struct rig_output *b,
                       const char *second)
{
    diag_add(j->s->d, DIAG_RIG, b->at, NULL, "%s says %s, but %s says %s", place(j, a->program, a->at), first,
             place(j, b->program, b->at), second);
}

/* Takes a number that is not known yet; one that is must agree. */
static void take(struct job *j, double *to, double v, double slack, const char *what, const struct rig_output *a,
                 const struct rig_output *b)
{
    if (isnan(*to))
        *to = v;
    else if (fabs(v - *to) > slack)
        contradict(j, a, str_format(j->s->arena, "%.10g %s", *to, what), b,
                   str_format(j->s->arena, "%.10g %s", v, what));
}

/* ---- one card ---- */

static void least(double *to, double v)
{
    *to = isnan(*to) ? v : fmin(*to, v);
}

static void most(double *to, double v)
{
    *to = isnan(*to) ? v : fmax(*to, v);
}

static void take_names(struct job *j, struct rig_card *to, const struct rig_card *c)
{
    if (c->n_names == 0 || (c->cut && to->n_names > 0))
        return;
    if (to->cut) {
        to->n_names = 0;
        to->cut = false;
    }
    const bool cut = c->cut;
    for (size_t i = 0; i < c->n_names; i++)
        rig_said_name(j->s, to, c->names[i]);
    to->cut |= cut;
}

/* Adds to a card what another output says of it. */
static void take_card(struct job *j, struct rig_card *to, const struct rig_card *c, const struct rig_output *a,
                      const struct rig_output *b)
{
    if (!rig_cards_agree(j->x, to, c))
        contradict(j, a, str_format(j->s->arena, "\"%.100s\"", rig_cards_name(to)), b,
                   str_format(j->s->arena, "\"%.100s\"", rig_cards_name(c)));
    take_names(j, to, c);
    take(j, &to->mem_mib, c->mem_mib, 0.02 * to->mem_mib, "MiB", a, b);
    take(j, &to->limit_w, c->limit_w, 1, "W as power limit", a, b);
    take(j, &to->default_w, c->default_w, 1, "W as the card's own power limit", a, b);
    most(&to->gen_now, c->gen_now);
    most(&to->lanes_now, c->lanes_now);
    least(&to->gen_most, c->gen_most); /* the driver's counts the slot too */
    least(&to->lanes_most, c->lanes_most);
    most(&to->desktop_mib, c->desktop_mib);
    to->bus = to->bus ? to->bus : c->bus;
    to->uuid = to->uuid ? to->uuid : c->uuid;
    to->index = isnan(to->index) ? c->index : to->index;
    to->display = to->display == flag_yes || c->display == flag_unknown ? to->display : c->display;
    to->mig = to->mig == flag_unknown ? c->mig : to->mig;
}

/* ---- the cards of a maker ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Returns which of the maker's cards is meant: by its unique number, address or index, else by its order. n: none. */
static size_t card_meant(struct rig_card *const *v, size_t n, const struct rig_card *c, size_t order)
{
    for (size_t i = 0; i < n; i++)
        if (same_text(v[i]->uuid, c->uuid))
            return i;
    for (size_t i = 0; i < n; i++)
        if (same_text(v[i]->bus, c->bus))
            return i;
    for (size_t i = 0; i < n; i++)
        if (v[i]->index == c->index && !(v[i]->bus && c->bus))
            return i;
    return v[order]->bus && c->bus ? n : order;
}

static const char *count_words(struct job *j, size_t n, enum vendor v)
{
    return str_format(j->s->arena, "%zu card%s of %s", n, n == 1 ? "" : "s", enums_words(&enums_vendor, (int)v));
}

static struct rig_card *add_card(struct job *j, const struct rig_card *c)
{
    struct rig_merged *m = j->out;
    struct rig_card *v = ARENA_ARRAY(j->s->arena, m->n_cards + 1, struct rig_card);
    if (m->n_cards > 0)
        memcpy(v, m->cards, m->n_cards * sizeof *v);
    v[m->n_cards] = *c;
    m->cards = v;
    return &v[m->n_cards++];
}

/* Adds n cards of a maker: the first output makes them, others must be of the same cards. */
static void take_cards(struct job *j, enum vendor v, const struct rig_card *const *cards, size_t n,
                       const struct rig_output *o)
{
    const struct rig_output **first = &j->first[v];
    struct rig_card **own = ARENA_ARRAY(j->s->arena, j->out->n_cards + 1, struct rig_card *);
    size_t n_own = 0;
    if (n == 0)
        return;
    if (!*first) {
        *first = o;
        for (size_t i = 0; i < n; i++)
            add_card(j, cards[i]);
        return;
    }
    for (size_t i = 0; i < j->out->n_cards; i++)
        if (j->out->cards[i].vendor == v)
            own[n_own++] = &j->out->cards[i];
    if (n != n_own) {
        contradict(j, *first, count_words(j, n_own, v), o, count_words(j, n, v));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const size_t at = card_meant(own, n, cards[i], i);
        if (at < n)
            take_card(j, own[at], cards[i], *first, o);
        else
            contradict(j, *first, str_format(j->s->arena, "that a card is at %s", own[i]->bus), o,
                       str_format(j->s->arena, "that it is at %s", cards[i]->bus));
    }
}

static size_t own_cards(const struct job *j, enum vendor v)
{
    size_t n = 0;
    for (size_t i = 0; i < j->out->n_cards; i++)
        n += j->out->cards[i].vendor == v;
    return n;
}

static void add_inside(struct job *j, const struct rig_card *c)
{
    j->inside = arena_more(j->s->arena, j->inside, j->out->n_inside, &j->inside_room, sizeof *j->inside);
    j->inside[j->out->n_inside++] = *c;
}

/* Adds the cards of a maker that lspci, which names cards of all makers, lists. Graphics within the processor count
   only where the driver of the maker counts them too. */
static void take_listed(struct job *j, enum vendor v, const struct rig_output *o)
{
    const struct rig_card **cards = ARENA_ARRAY(j->s->arena, o->n_cards + 1, const struct rig_card *);
    size_t n = 0, plain = 0;
    for (size_t i = 0; i < o->n_cards; i++)
        if (o->cards[i].vendor == v)
            cards[n++] = &o->cards[i];
    if (own_cards(j, v) > 0 && n > own_cards(j, v)) {
        for (size_t i = 0; i < n; i++)
            if (!rig_cards_integrated(j->x, cards[i]))
                cards[plain++] = cards[i];
            else
                add_inside(j, cards[i]);
        n = plain;
    }
    take_cards(j, v, cards, n, o);
}

/* ---- what is not a card ---- */

static void take_text(struct job *j, const char **to, const char *v, const char *what, const struct rig_output *o)
{
    if (v && *to && strcmp(*to, v) != 0)
        diag_add(j->s->d, DIAG_RIG, o->at, NULL, "%s says that the %s is \"%.100s\", another output \"%.100s\"",
                 place(j, o->program, o->at), what, v, *to);
    *to = *to ? *to : v;
}

static void take_host(struct job *j, const struct rig_output *o)
{
    struct rig_merged *m = j->out;
    if (o->cpu && !m->cpu)
        m->cpu_at = o->at;
    take_text(j, &m->cpu, o->cpu, "processor", o);
    take_text(j, &m->chip, o->chip, "chip", o);
    take_text(j, &m->mac, o->mac, "machine", o);
    if (o->chip)
        m->mac_at = o->at;
    m->mac_model = m->mac_model ? m->mac_model : o->mac_model;
    m->product = m->product ? m->product : o->product;
    m->board = m->board ? m->board : o->board;
    most(&m->sockets, o->sockets);
    if (!isnan(o->ram_mib))
        m->ram_at = o->at;
    most(&m->ram_mib, o->ram_mib);
    m->gpu_cores = isnan(m->gpu_cores) ? o->gpu_cores : m->gpu_cores;
    m->mac_gib = isnan(m->mac_gib) ? o->mac_gib : m->mac_gib;
    if (o->n_modules > 0 && m->n_modules == 0) {
        m->n_modules = o->n_modules;
        m->modules = o->modules;
        m->empty_slots = o->empty_slots;
    } else if (o->n_modules > 0 && o->n_modules != m->n_modules)
        diag_add(j->s->d, DIAG_RIG, o->at, NULL, "%s lists %zu memory modules, another output %zu",
                 place(j, o->program, o->at), o->n_modules, m->n_modules);
    m->lists_programs = m->lists_programs == flag_yes ? flag_yes : o->lists_programs;
    m->desktop = m->desktop == desktop_unknown ? o->desktop : m->desktop;
}

static void take_matrix(struct job *j, const struct rig_output *o)
{
    struct rig_merged *m = j->out;
    const size_t n = own_cards(j, vendor_nvidia);
    if (o->n_joined == 0)
        return;
    if (n > 0 && n != o->n_joined) {
        contradict(j, j->first[vendor_nvidia], count_words(j, n, vendor_nvidia), o,
                   count_words(j, o->n_joined, vendor_nvidia));
        return;
    }
    m->n_nvidia = o->n_joined;
    m->matrix_at = o->at;
    m->joined = o->joined ? o->joined : m->joined;
    m->peers = o->peers ? o->peers : m->peers;
}

static const char *programs_of(struct rig_said *s)
{
    struct str out = str_new(s->arena);
    for (size_t i = 0; i < s->n; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen |= strcmp(s->v[k].program, s->v[i].program) == 0;
        if (!seen)
            str_addf(&out, "%s%s", out.len > 0 ? ", " : "", s->v[i].program);
    }
    return out.text;
}

/* Parts the cards from graphics within the processor, unless there is nothing else, and from what is for no models. */
static void part(struct job *j)
{
    struct rig_merged *m = j->out;
    struct rig_card *cards = ARENA_ARRAY(j->s->arena, m->n_cards + 1, struct rig_card);
    size_t n = 0;
    for (size_t i = 0; i < m->n_cards; i++)
        if (rig_cards_integrated(j->x, &m->cards[i]))
            add_inside(j, &m->cards[i]);
        else
            cards[n++] = m->cards[i];
    if (n == 0 && m->n_inside == 1) {
        cards[n++] = j->inside[0];
        m->n_inside = 0;
    }
    m->inside = j->inside;
    m->cards = cards;
    m->n_cards = n;
}

bool rig_merge(const struct rig_cards *x, struct rig_said *s, struct rig_merged *out)
{
    static const enum vendor makers[] = {vendor_nvidia, vendor_amd, vendor_intel};
    struct job j = {.x = x, .s = s, .out = out};
    const int errors = s->d->errors;
    *out = (struct rig_merged){.sockets = NAN, .ram_mib = NAN, .empty_slots = NAN, .gpu_cores = NAN, .mac_gib = NAN};
    for (size_t k = 0; k < sizeof makers / sizeof *makers; k++)
        for (int listed = 0; listed < 2; listed++)
            for (size_t i = 0; i < s->n; i++) {
                const struct rig_output *o = &s->v[i];
                const struct rig_card **cards = ARENA_ARRAY(s->arena, o->n_cards + 1, const struct rig_card *);
                for (size_t c = 0; c < o->n_cards; c++)
                    cards[c] = &o->cards[c];
                if (!listed && o->vendor == makers[k])
                    take_cards(&j, makers[k], cards, o->n_cards, o);
                else if (listed && o->vendor == vendor_unknown)
                    take_listed(&j, makers[k], o);
            }
    struct rig_card *others = NULL;
    size_t room = 0;
    for (size_t i = 0; i < s->n; i++) {
        take_host(&j, &s->v[i]);
        take_matrix(&j, &s->v[i]);
        for (size_t c = 0; c < s->v[i].n_cards; c++)
            if (s->v[i].cards[c].vendor == vendor_other || s->v[i].cards[c].vendor == vendor_unknown) {
                others = arena_more(s->arena, others, out->n_others, &room, sizeof *others);
                others[out->n_others++] = s->v[i].cards[c];
            }
    }
    out->others = others;
    out->programs = programs_of(s);
    part(&j);
    return s->d->errors == errors;
}
