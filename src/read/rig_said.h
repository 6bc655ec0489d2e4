/* rig_said.h: what programs said about the machine that they ran on. Each output of a program is kept by itself;
   rig_merge.h puts them together. What an output does not say is NaN, NULL or unknown. */
#ifndef RIG_SAID_H
#define RIG_SAID_H

#include "catalogue.h"
#include "rig_text.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* Names of a card; outputs of programs, and cards in all of them together: 16 cards, of which each of 16 outputs
   speaks, and as many outputs of one card. */
enum { RIG_SAID_NAMES = 4, RIG_SAID_MOST_OUTPUTS = 256, RIG_SAID_MOST_CARDS = 256 };
/* Most lines of a file of outputs: nvidia-smi -q prints 350 of a card, lspci -vvv and dmidecode some thousand. A score
   of readers looks at each. */
enum { RIG_SAID_MOST_LINES = 100000 };

struct rig_card {
    struct origin at;
    enum vendor vendor;
    double index;     /* the number that the program gives it */
    const char *bus;  /* its PCI address, 0000:01:00.0 */
    const char *uuid; /* its unique number */
    size_t n_names;
    const char *names[RIG_SAID_NAMES]; /* what it is called, the surest first */
    bool cut;                          /* the name is cut off: it ended in "..." */
    double mem_mib;                    /* its memory, as the driver shows it */
    double limit_w, default_w;         /* power limit in force; the card's own */
    double gen_now, lanes_now;         /* its PCIe link as trained now */
    double gen_most, lanes_most;       /* the best that its link can do */
    double desktop_mib;                /* memory that programs of a desktop use */
    enum flag display;                 /* does a screen hang on it? */
    enum flag mig;                     /* is it divided into instances? */
};

/* A memory module. */
struct rig_module {
    struct origin at;
    double gib, mt_s;    /* size; transfers per second as configured */
    double width_bits;   /* of its data */
    const char *type;    /* DDR4, DDR5, LPDDR5 */
    enum module module;  /* how it is built */
    const char *locator; /* where it is plugged in, as its board says */
    const char *channel; /* the memory channel in that name; NULL: not clear */
};

/* What one output of a program says. */
struct rig_output {
    const char *program; /* "nvidia-smi -q" */
    struct origin at;
    enum vendor vendor; /* of the cards that the program sees; unknown: of any maker */
    size_t n_cards, cards_room;
    struct rig_card *cards;
    /* how each two cards are joined, row by row: NV4, PHB, ...; peers: whether they read each other: OK, NS, ... */
    size_t n_joined;
    const char **joined, **peers;
    const char *cpu, *product, *board;
    double sockets;
    double ram_mib; /* that programs can use */
    size_t n_modules, modules_room;
    struct rig_module *modules;
    double empty_slots;                 /* of memory */
    const char *mac, *mac_model, *chip; /* "Mac Studio", "Mac13,2", "Apple M1 Ultra" */
    double gpu_cores, mac_gib;
    enum flag lists_programs; /* does it list what runs on the cards? */
    enum desktop desktop;     /* a desktop was seen */
};

struct rig_said {
    struct arena *arena;
    struct diags *d;
    size_t n, room;
    struct rig_output *v;
    size_t n_cards; /* in all outputs */
    bool full;      /* one of both limits was passed, which is told */
};

/* Adds an output of a program and returns it; nothing is known of it yet. It moves when the next one is added. Beyond
   RIG_SAID_MOST_OUTPUTS, which is a diagnostic, it returns the last one. */
struct rig_output *rig_said_output(struct rig_said *s, const char *program, enum vendor vendor, struct origin at);
/* Adds a card of which nothing is known yet. It moves when the next one is added. Beyond RIG_SAID_MOST_CARDS, which
   is a diagnostic, it takes the place of the last one. */
struct rig_card *rig_said_card(struct rig_said *s, struct rig_output *o, struct origin at);
/* Returns the card with that number, or a new one. */
struct rig_card *rig_said_numbered(struct rig_said *s, struct rig_output *o, double index, struct origin at);
/* Adds a name of a card; a name that says nothing ("N/A", a hexadecimal number) or that it has already is left out. */
void rig_said_name(struct rig_said *s, struct rig_card *c, const char *name);
struct rig_module *rig_said_module(struct rig_said *s, struct rig_output *o, struct origin at);
/* Notes that a program with this name runs on the card, as one of a desktop if it is one, with what it uses (NaN: not
   known). graphics: it draws. */
void rig_said_program(struct rig_output *o, struct rig_card *c, const char *name, bool graphics, double mib);
/* Warns of a line that looks like a card and was not read. */
void rig_said_unread(struct rig_said *s, const char *file, const struct rig_line *l, const char *why);
/* Returns where a line is. */
struct origin rig_said_at(const struct rig_lines *b, size_t i);

#endif
