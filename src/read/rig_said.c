#include "rig_said.h"

#include "arena.h"
#include "diag.h"
#include "feed_text.h"
#include "str.h"

#include <math.h>
#include <string.h>

static void too_many(struct rig_said *s, struct origin at, const char *what, int most)
{
    if (!s->full)
        diag_add(s->d, DIAG_TOO_LARGE, at, NULL, "expected at most %d %s, got more", most, what);
    s->full = true;
}

struct rig_output *rig_said_output(struct rig_said *s, const char *program, enum vendor vendor, struct origin at)
{
    if (s->n == RIG_SAID_MOST_OUTPUTS) {
        too_many(s, at, "outputs of programs", RIG_SAID_MOST_OUTPUTS);
        return &s->v[s->n - 1];
    }
    s->v = arena_more(s->arena, s->v, s->n, &s->room, sizeof *s->v);
    s->v[s->n] = (struct rig_output){.program = program,
                                     .at = at,
                                     .vendor = vendor,
                                     .sockets = NAN,
                                     .ram_mib = NAN,
                                     .empty_slots = NAN,
                                     .gpu_cores = NAN,
                                     .mac_gib = NAN};
    return &s->v[s->n++];
}

/* Returns room for one card more; beyond the limit that of the output's last card. */
static struct rig_card *room_for_card(struct rig_said *s, struct rig_output *o, struct origin at)
{
    if (s->n_cards >= RIG_SAID_MOST_CARDS) {
        too_many(s, at, "cards in all outputs", RIG_SAID_MOST_CARDS);
        if (o->n_cards > 0)
            return &o->cards[o->n_cards - 1];
    }
    s->n_cards++;
    o->cards = arena_more(s->arena, o->cards, o->n_cards, &o->cards_room, sizeof *o->cards);
    return &o->cards[o->n_cards++];
}

struct rig_card *rig_said_card(struct rig_said *s, struct rig_output *o, struct origin at)
{
    struct rig_card *c = room_for_card(s, o, at);
    *c = (struct rig_card){.at = at,
                           .vendor = o->vendor,
                           .index = NAN,
                           .mem_mib = NAN,
                           .limit_w = NAN,
                           .default_w = NAN,
                           .gen_now = NAN,
                           .lanes_now = NAN,
                           .gen_most = NAN,
                           .lanes_most = NAN,
                           .desktop_mib = NAN};
    return c;
}

struct rig_card *rig_said_numbered(struct rig_said *s, struct rig_output *o, double index, struct origin at)
{
    for (size_t i = 0; i < o->n_cards; i++)
        if (o->cards[i].index == index)
            return &o->cards[i];
    struct rig_card *c = rig_said_card(s, o, at);
    c->index = index;
    return c;
}

/* Returns whether the text says that there is no name: "N/A", "0x744c", "[Unknown Error]". */
static bool says_nothing(const char *name)
{
    static const char *const nothing[] = {"n/a", "unknown", "not specified", "err!", "none"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (feed_text_has(name, nothing[i]) && strlen(name) <= strlen(nothing[i]) + 8)
            return true;
    return *name == '\0' || str_starts(name, "0x") || str_starts(name, "[");
}

void rig_said_name(struct rig_said *s, struct rig_card *c, const char *name)
{
    const bool cut = str_ends(name, "...");
    const char *whole = cut ? rig_text_trim(s->arena, name, strlen(name) - 3) : name;
    if (says_nothing(whole) || c->n_names == RIG_SAID_NAMES)
        return;
    for (size_t i = 0; i < c->n_names; i++)
        if (strcmp(c->names[i], whole) == 0)
            return;
    c->cut |= cut;
    c->names[c->n_names++] = whole;
}

struct rig_module *rig_said_module(struct rig_said *s, struct rig_output *o, struct origin at)
{
    o->modules = arena_more(s->arena, o->modules, o->n_modules, &o->modules_room, sizeof *o->modules);
    struct rig_module *m = &o->modules[o->n_modules++];
    *m = (struct rig_module){.at = at, .gib = NAN, .mt_s = NAN, .width_bits = NAN};
    return m;
}

void rig_said_program(struct rig_output *o, struct rig_card *c, const char *name, bool graphics, double mib)
{
    static const struct {
        const char *name;
        enum desktop desktop;
    } desktops[] = {{"xorg", desktop_linux_},          {"xwayland", desktop_linux_},    {"gnome-shell", desktop_linux_},
                    {"kwin", desktop_linux_},          {"plasmashell", desktop_linux_}, {"mutter", desktop_linux_},
                    {"cinnamon", desktop_linux_},      {"hyprland", desktop_linux_},    {"sway", desktop_linux_},
                    {"weston", desktop_linux_},        {"xfwm4", desktop_linux_},       {"cosmic-comp", desktop_linux_},
                    {"/x11/x", desktop_linux_},        {"marco", desktop_linux_},       {"gdm", desktop_linux_},
                    {"sddm", desktop_linux_},          {"labwc", desktop_linux_},       {"compiz", desktop_linux_},
                    {"explorer.exe", desktop_windows}, {"dwm.exe", desktop_windows}};
    for (size_t i = 0; i < sizeof desktops / sizeof *desktops; i++)
        if (feed_text_has(name, desktops[i].name)) {
            o->desktop = desktops[i].desktop;
            graphics = true;
        }
    if (graphics && !isnan(mib))
        c->desktop_mib = (isnan(c->desktop_mib) ? 0 : c->desktop_mib) + mib;
}

void rig_said_unread(struct rig_said *s, const char *file, const struct rig_line *l, const char *why)
{
    const char *text = l->text + rig_text_indent(l->text);
    diag_add(s->d, DIAG_RIG_LINE, (struct origin){.file = file, .line = l->line, .col = 1}, NULL,
             "\"%.100s\" is left out: %s", text, why);
}

struct origin rig_said_at(const struct rig_lines *b, size_t i)
{
    return (struct origin){.file = b->file, .line = i < b->n ? b->v[i].line : 1, .col = 1};
}
