#include "rig_lspci.h"

#include "arena.h"
#include "diag.h"
#include "feed_text.h"
#include "str.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* The link of a device, as trained now and at most. */
struct trained {
    double gen_now, lanes_now, gen_most, lanes_most;
};
static const struct trained not_known = {NAN, NAN, NAN, NAN};

/* Returns the text behind the address of a device: "VGA compatible controller [0300]: ..."; NULL: no such line. */
static const char *behind_bus(struct arena *a, const char *text)
{
    const char *blank = strchr(text, ' ');
    return blank && rig_text_bus(a, text) ? blank + 1 : NULL;
}

bool rig_lspci_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    const char *rest = behind_bus(a, b->v[i].text);
    return rest && (isupper((unsigned char)*rest) || str_starts(rest, "3D ")) && strstr(rest, ": ");
}

/* Returns the device's name if its class is one of graphics: what stands behind the class; NULL: another device. */
static const char *graphics(const char *rest)
{
    static const char *const classes[] = {"VGA compatible controller", "3D controller", "Display controller",
                                          "Processing accelerators"};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (str_starts(rest, classes[i]))
            return strstr(rest, ": ") ? strstr(rest, ": ") + 2 : NULL;
    return NULL;
}

/* Returns the maker of a card; other: of the picture of a server's console, of a virtual machine. */
static enum vendor maker(const char *name)
{
    static const struct {
        const char *word;
        enum vendor vendor;
    } makers[] = {{"nvidia", vendor_nvidia}, {"[10de:", vendor_nvidia},
                  {"[amd/ati]", vendor_amd}, {"advanced micro devices", vendor_amd},
                  {"[1002:", vendor_amd},    {"intel corporation", vendor_intel},
                  {"[8086:", vendor_intel}};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (feed_text_has(name, makers[i].word))
            return makers[i].vendor;
    return vendor_other;
}

/* Reads "LnkCap: Port #0, Speed 16GT/s, Width x16" and "LnkSta: Speed 2.5GT/s (downgraded), Width x16". */
static void read_link(struct arena *a, const char *text, struct trained *t)
{
    const char *s = text + rig_text_indent(text);
    const bool most = str_starts(s, "LnkCap:"), now = str_starts(s, "LnkSta:");
    const char *speed = strstr(s, "Speed "), *width = strstr(s, "Width x");
    if (!most && !now)
        return;
    const double gen = speed ? rig_text_generation(speed + 6) : NAN;
    enum { WIDEST = 32 };
    double lanes = width ? rig_text_number(arena_strndup(a, width + 7, strspn(width + 7, "0123456789")), NULL) : NAN;
    lanes = lanes > 0 && lanes <= WIDEST ? lanes : NAN;
    *(most ? &t->gen_most : &t->gen_now) = gen;
    *(most ? &t->lanes_most : &t->lanes_now) = lanes;
}

/* Returns the link through both. */
static struct trained narrower(const struct trained *a, const struct trained *b)
{
    return (struct trained){fmin(a->gen_now, b->gen_now), fmin(a->lanes_now, b->lanes_now),
                            fmin(a->gen_most, b->gen_most), fmin(a->lanes_most, b->lanes_most)};
}

/* What was read of the device at hand. */
struct device_read {
    size_t card; /* its number among the cards, from 1; 0: it is none */
    bool upstream;
    struct trained link;
};

/* Ends a device: a card gets its link, the switch of a card is kept for it. */
static void end(struct rig_output *o, struct device_read *r, struct trained *upstream)
{
    if (r->upstream)
        *upstream = r->link;
    if (r->card == 0)
        return;
    struct rig_card *c = &o->cards[r->card - 1];
    const struct trained t = c->vendor == vendor_amd ? narrower(&r->link, upstream) : r->link;
    c->gen_now = t.gen_now;
    c->lanes_now = t.lanes_now;
    c->gen_most = t.gen_most;
    c->lanes_most = t.lanes_most;
    *upstream = not_known;
}

/* Returns the product of a card without its maker: lspci writes "NVIDIA Corporation GA102 [GeForce RTX 3090]". */
static const char *product(struct arena *a, const char *name)
{
    static const char *const ends[] = {" (rev ", " (prog-if "};
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *at = strstr(name, ends[i]);
        n = at && (size_t)(at - name) < n ? (size_t)(at - name) : n;
    }
    return rig_text_trim(a, name, n);
}

size_t rig_lspci(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "lspci", vendor_unknown, rig_said_at(b, 0));
    struct device_read r = {0, false, not_known};
    struct trained upstream = not_known;
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *rest = behind_bus(s->arena, text);
        if (rest && rig_lspci_is(s->arena, b, i)) {
            const char *name = graphics(rest);
            end(o, &r, &upstream);
            r = (struct device_read){0, strstr(rest, "Upstream Port of PCI Express Switch") != NULL, not_known};
            if (name) {
                struct rig_card *c = rig_said_card(s, o, rig_said_at(b, i));
                r.card = o->n_cards;
                c->vendor = maker(name);
                c->bus = rig_text_bus(s->arena, text);
                rig_said_name(s, c, product(s->arena, name));
            }
        } else if (strcmp(text, "--") == 0) /* grep -A writes it between two parts */
            continue;
        else if (*text && rig_text_indent(text) == 0)
            break;
        else
            read_link(s->arena, text, &r.link);
    }
    end(o, &r, &upstream);
    return i;
}
