#include "build_parts.h"

#include "bug.h"
#include "catalogue.h"
#include "machine.h"

#include <math.h>
#include <string.h>

/* ---- complete ---- */

/* What a computer lacks. */
struct lacks {
    int n;
    struct lack {
        const char *what, *remedy;
        const struct kind *kind;
        enum category category; /* of a part */
    } v[8];
};

static void lack(struct lacks *l, bool missing, const struct lack *what)
{
    BUG_UNLESS(l->n < (int)(sizeof l->v / sizeof *l->v));
    if (missing)
        l->v[l->n++] = *what;
}

/* Returns whether the part of that kind and category is one that is lacked, or a kit that holds one. */
static bool is_lacked(const struct lack *l, const struct kind *k, const void *record)
{
    const struct part *p = k == &kind_part ? record : NULL;
    for (size_t i = 0; p && i < p->holds.n; i++) {
        const struct held *h = &p->holds.v[i];
        if ((h->board && l->kind == &kind_board) || (h->cpu && l->kind == &kind_cpu) ||
            (h->psu && l->kind == &kind_psu) || (h->part && l->kind == &kind_part && h->part->category == l->category))
            return true;
    }
    return k == l->kind && (!p || p->category == l->category);
}

/* Returns whether the machine had one that was removed, sold or replaced. */
static bool is_taken(const struct build_case *b, const struct lack *l)
{
    const struct text_list *out = &b->machine->remove;
    for (size_t i = 0; i < out->n; i++) {
        const struct kind *k = NULL;
        const void *record = catalogue_find_any(b->catalogue, out->v[i], &k);
        if (record && is_lacked(l, k, record))
            return true;
    }
    return false;
}

/* Adds a check for each part that is missing. Of a machine that exists only those are known to be missing that were
   taken out of it; the others are one check, not checked. */
static void say_lacks(struct build_rules *r, const struct build_case *b, const struct lacks *l)
{
    const char *open[sizeof l->v / sizeof *l->v];
    int n_open = 0;
    for (int i = 0; i < l->n; i++)
        if (machine_exists(b->machine) && !is_taken(b, &l->v[i]))
            open[n_open++] = l->v[i].what;
        else
            build_rules_add(r, BUILD_RULES_complete,
                            &(struct build_finding){.verdict = checked_fails,
                                                    .part = l->v[i].what,
                                                    .said = build_rules_say(r, "no ", l->v[i].what, NULL),
                                                    .remedy = l->v[i].remedy});
    if (n_open > 0)
        build_rules_open(r, BUILD_RULES_complete, b->machine->id,
                         build_rules_list(r, open, n_open, " of ", b->machine->id));
}

/* A processor that is sold with a cooler, or soldered to a board that brings one, needs none. */
static void cooler(struct build_rules *r, const struct machine *m, struct lacks *l)
{
    const struct cpu *c = machine_cpu(m);
    const struct board *b = machine_board(m);
    const char *socket = b && b->socket ? b->socket : c ? c->socket : NULL;
    if (machine_part(m, category_cooler) || (c && c->boxed_cooler == flag_yes))
        return;
    if (c && c->boxed_cooler == flag_unknown)
        build_rules_open(r, BUILD_RULES_complete, c->id,
                         build_rules_say(r, "whether ", c->id, " is sold with a cooler", NULL));
    else
        lack(l, true,
             &(struct lack){"CPU cooler",
                            socket ? build_rules_say(r, "add a cooler for socket ", socket, NULL)
                                   : "add a cooler for the processor",
                            &kind_part, category_cooler});
}

static void lack_part(const struct machine *m, struct lacks *l, enum category c, const char *what, const char *remedy)
{
    lack(l, !machine_part(m, c), &(struct lack){what, remedy, &kind_part, c});
}

static void drives(const struct machine *m, struct lacks *l)
{
    lack_part(m, l, category_ram, "memory", "add a memory kit for the board");
    lack_part(m, l, category_storage, "storage", "add a drive");
}

void build_parts_complete(struct build_rules *r, const struct build_case *b)
{
    const struct machine *m = b->machine;
    const int before = r->n;
    struct lacks l = {0};
    lack(&l, !m->board, &(struct lack){"board", "add a motherboard", &kind_board, category_unknown});
    lack(&l, !m->cpu, &(struct lack){"CPU", "add a processor for the board", &kind_cpu, category_unknown});
    drives(m, &l);
    lack(&l, m->psus.n == 0, &(struct lack){"power supply", "add a power supply", &kind_psu, category_unknown});
    lack_part(m, &l, category_pc_case, "case", "add a case or a frame");
    cooler(r, m, &l);
    say_lacks(r, b, &l);
    if (machine_parts(m, category_pc_case) > 1)
        build_rules_near(r, BUILD_RULES_complete, m->id, "more than one case is listed, and a computer has one");
    if (r->n == before)
        build_rules_ok(r, BUILD_RULES_complete, m->id);
}

void build_parts_barebone(struct build_rules *r, const struct build_case *b)
{
    const struct machine *m = b->machine;
    const int before = r->n;
    struct lacks l = {0};
    if (m->system->system->barebone != flag_yes)
        return;
    drives(m, &l);
    say_lacks(r, b, &l);
    if (r->n == before)
        build_rules_ok(r, BUILD_RULES_complete, m->id);
}

/* ---- drives ---- */

/* An unknown number of M.2 slots or kind of drive matters from the second drive on: nearly every board takes one. */
void build_parts_drives(struct build_rules *r, const struct machine *m)
{
    const struct board *b = machine_board(m);
    const char *unknown = NULL;
    double sure = 0, most = 0;
    for (size_t i = 0; i < m->parts.n; i++) {
        const struct part *p = m->parts.v[i].part;
        if (p->category != category_storage || p->m2 == flag_no)
            continue;
        unknown = p->m2 == flag_unknown ? p->id : unknown;
        sure += p->m2 == flag_yes ? m->parts.v[i].qty : 0;
        most += m->parts.v[i].qty;
    }
    if (!b || (most <= 1 && !(sure > b->m2_slots)))
        return;
    const bool open = isnan(b->m2_slots) || (unknown && most > b->m2_slots && sure <= b->m2_slots);
    build_rules_compare(r, BUILD_RULES_drive_slots, b->id, open ? NAN : fmax(sure, fmin(most, b->m2_slots)),
                        b->m2_slots, unit_label(UNIT_COUNT),
                        !open                ? NULL
                        : isnan(b->m2_slots) ? build_rules_say(r, "M.2 slots of ", b->id, NULL)
                                             : build_rules_say(r, "whether ", unknown, " takes an M.2 slot", NULL));
}

/* ---- board, processor, cooler ---- */

/* Returns whether the processor fits the board: "2x SP5" are two sockets SP5, "BGA" any soldered one. */
static bool is_socket(const char *board, const char *cpu)
{
    static const char two[] = "2x ";
    board += strncmp(board, two, sizeof two - 1) == 0 ? sizeof two - 1 : 0;
    return strcmp(board, "BGA") == 0 ? strncmp(cpu, board, strlen(board)) == 0 : strcmp(cpu, board) == 0;
}

static void socket(struct build_rules *r, const struct board *b, const struct cpu *c)
{
    if (!b->socket || !c->socket)
        build_rules_open(r, BUILD_RULES_socket, c->id,
                         build_rules_say(r, "socket of ", b->socket ? c->id : b->id, NULL));
    else if (is_socket(b->socket, c->socket))
        build_rules_ok(r, BUILD_RULES_socket, c->id);
    else
        build_rules_fails(r, BUILD_RULES_socket, c->id,
                          build_rules_say(r, c->id, " has socket ", c->socket, ", ", b->id, " has ", b->socket, NULL));
}

static void cooler_socket(struct build_rules *r, const struct part *k, const char *socket, const char *of)
{
    bool found = false;
    for (size_t i = 0; socket && i < k->sockets.n; i++)
        found |= is_socket(socket, k->sockets.v[i]);
    if (!socket || k->sockets.n == 0)
        build_rules_open(r, BUILD_RULES_cooler_socket, k->id,
                         socket ? build_rules_say(r, "sockets that ", k->id, " fits", NULL)
                                : build_rules_say(r, "socket of ", of, NULL));
    else if (found)
        build_rules_ok(r, BUILD_RULES_cooler_socket, k->id);
    else
        build_rules_fails(r, BUILD_RULES_cooler_socket, k->id,
                          build_rules_say(r, k->id, " does not fit socket ", socket, NULL));
}

static void cooler_height(struct build_rules *r, const struct part *k, const struct part *box)
{
    build_rules_compare(r, BUILD_RULES_cooler_height, box->id, k->height_mm, box->cooler_height_mm, unit_label(UNIT_MM),
                        isnan(k->height_mm) ? build_rules_say(r, "height of ", k->id, NULL)
                                            : build_rules_say(r, "tallest CPU cooler of ", box->id, NULL));
}

/* ---- case ---- */

/* Boards of a size of their own are not compared. */
static void board_size(struct build_rules *r, const struct board *b, const struct part *box)
{
    const bool known = b->form_factor != form_unknown && b->form_factor != form_own;
    if (!known || box->largest_board == form_unknown)
        build_rules_open(r, BUILD_RULES_board_size, box->id,
                         known ? build_rules_say(r, "largest board of ", box->id, NULL)
                               : build_rules_say(r, "size of ", b->id, NULL));
    else if (b->form_factor <= box->largest_board)
        build_rules_ok(r, BUILD_RULES_board_size, box->id);
    else
        build_rules_fails(r, BUILD_RULES_board_size, box->id,
                          build_rules_say(r, b->id, " is ", enums_words(&enums_form, (int)b->form_factor), ", ",
                                          box->id, " takes up to ", enums_words(&enums_form, (int)box->largest_board),
                                          NULL));
}

static void supply_length(struct build_rules *r, const struct machine *m, const struct part *box)
{
    double most = 0;
    const char *unknown = NULL;
    for (size_t i = 0; i < m->psus.n; i++) {
        const struct psu *p = m->psus.v[i].psu;
        most = fmax(most, p->length_mm);
        unknown = isnan(p->length_mm) ? p->id : unknown;
    }
    if (unknown && !(most > box->psu_length_mm))
        build_rules_open(r, BUILD_RULES_supply_length, unknown, build_rules_say(r, "length of ", unknown, NULL));
    else if (m->psus.n > 0)
        build_rules_compare(r, BUILD_RULES_supply_length, box->id, most, box->psu_length_mm, unit_label(UNIT_MM),
                            build_rules_say(r, "longest supply of ", box->id, NULL));
}

void build_parts_host(struct build_rules *r, const struct machine *m)
{
    const struct part *k = machine_part(m, category_cooler), *box = machine_part(m, category_pc_case);
    const struct board *b = m->board ? m->board->board : NULL;
    const struct cpu *c = m->cpu ? m->cpu->cpu : NULL;
    if (b && b->exists == flag_no)
        build_rules_fails(r, BUILD_RULES_on_sale, b->id, build_rules_say(r, b->id, " is not sold", NULL));
    else if (b)
        build_rules_ok(r, BUILD_RULES_on_sale, b->id);
    if (b && c)
        socket(r, b, c);
    if (k && (b || c))
        cooler_socket(r, k, b && b->socket ? b->socket : c ? c->socket : NULL, b ? b->id : c->id);
    if (b && box)
        board_size(r, b, box);
    if (!box || !isnan(box->frame_cards)) /* a frame has no walls */
        return;
    if (k)
        cooler_height(r, k, box);
    supply_length(r, m, box);
}

/* ---- dates ---- */

/* Returns whether date a is later than b, as far as both are stated. */
static bool is_later(const char *a, const char *b)
{
    const size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    return strncmp(a, b, n) > 0;
}

/* The date of the price is that of the offer, unless the price states its own. */
void build_parts_offer(struct build_rules *r, const struct cloud_line *l, const char *as_of)
{
    const struct cloud *offer = l->offer;
    if (isnan(offer->rate_h.mid)) /* what counts was seen by then */
        return;
    const char *own = offer->at[F_cloud_rate_h].date, *date = own ? own : offer->date;
    if (offer->device->launch && is_later(offer->device->launch, as_of))
        build_rules_fails(r, BUILD_RULES_dates, offer->device->id,
                          build_rules_say(r, offer->device->id, " was launched ", offer->device->launch,
                                          ", after the plan's date", NULL));
    else if (date && is_later(date, as_of))
        build_rules_add(r, BUILD_RULES_dates,
                        &(struct build_finding){.verdict = checked_near,
                                                .part = offer->id,
                                                .said = build_rules_say(r, offer->id, " was priced ", date,
                                                                        ", after the plan's date", NULL),
                                                .remedy = "an offer of that time, or a later plan"});
}

/* Something that is bought or owned. */
struct thing {
    const char *id, *name, *launch, *withdrawn;
    bool is_new, owned, dated; /* dated: an unknown launch counts as unknown */
};

static void thing(struct build_rules *r, const char *as_of, const struct thing *t)
{
    if (t->launch && is_later(t->launch, as_of))
        build_rules_fails(
            r, BUILD_RULES_dates, t->id,
            build_rules_say(r, t->id, " was launched ", t->launch, ", after it is bought (", as_of, ")", NULL));
    else if (!t->launch && t->dated && !t->owned)
        build_rules_open(r, BUILD_RULES_dates, t->id, build_rules_say(r, "launch date of ", t->id, NULL));
    else if (t->withdrawn && !is_later(t->withdrawn, as_of) && t->is_new && !t->owned)
        build_rules_add(
            r, BUILD_RULES_dates,
            &(struct build_finding){.verdict = checked_near,
                                    .part = t->id,
                                    .said = build_rules_say(r, "the maker withdrew ", t->name ? t->name : t->id, " on ",
                                                            t->withdrawn, ": new ones are the last of the stock", NULL),
                                    .remedy = "buy it used, or its successor"});
}

void build_parts_dates(struct build_rules *r, const struct machine *m, const char *as_of)
{
    const int before = r->n;
#define THING(record, line, dated)                                                                                     \
    thing(r, as_of,                                                                                                    \
          &(struct thing){(record)->id, (record)->name, (record)->launch, (record)->withdrawn,                         \
                          (line)->condition == condition_new_, (line)->owned == flag_yes, dated})
    if (m->system)
        THING(m->system->system, m->system, true);
    if (m->board)
        THING(m->board->board, m->board, true);
    if (m->cpu)
        THING(m->cpu->cpu, m->cpu, true);
    for (size_t i = 0; i < m->devices.n; i++)
        THING(m->devices.v[i].device, &m->devices.v[i], true);
    for (size_t i = 0; i < m->psus.n; i++)
        THING(m->psus.v[i].psu, &m->psus.v[i], true);
    for (size_t i = 0; i < m->parts.n; i++)
        THING(m->parts.v[i].part, &m->parts.v[i], false);
#undef THING
    if (r->n == before && (m->system || machine_assembled(m)))
        build_rules_ok(r, BUILD_RULES_dates, m->id);
}
