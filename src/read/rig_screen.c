/* rig_screen.c: glxinfo, which describes the card that draws, and sections of inxi.
   Source: src/xdemos/glxinfo.c of mesa/demos; inxi of smxi/inxi, 3.3, sections Graphics and Memory. */
#include "rig_screen.h"

#include "arena.h"
#include "feed_text.h"
#include "str.h"
#include "unit.h"

#include <math.h>
#include <string.h>

static enum vendor maker(const char *name)
{
    static const struct {
        const char *word;
        enum vendor vendor;
    } makers[] = {{"nvidia", vendor_nvidia},
                  {"amd", vendor_amd},
                  {"advanced micro devices", vendor_amd},
                  {"radeon", vendor_amd},
                  {"intel", vendor_intel}};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (feed_text_has(name, makers[i].word))
            return makers[i].vendor;
    return vendor_other;
}

/* Returns what stands behind the key in the line; NULL: the line begins otherwise. */
static const char *behind(const char *text, const char *key)
{
    const char *at = text + rig_text_indent(text);
    return str_starts(at, key) ? at + strlen(key) : NULL;
}

/* Returns the text up to the first of the marks. */
static const char *up_to(struct arena *a, const char *text, const char *const *marks)
{
    size_t n = strlen(text);
    for (; *marks; marks++) {
        const char *at = strstr(text, *marks);
        n = at && (size_t)(at - text) < n ? (size_t)(at - text) : n;
    }
    return rig_text_trim(a, text, n);
}

/* ---- glxinfo ---- */

static const char *const renderer = "OpenGL renderer string:", *const extended = "Extended renderer info";

bool rig_screen_glx_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    return behind(b->v[i].text, renderer) || str_starts(b->v[i].text, extended);
}

size_t rig_screen_glx(struct rig_said *s, const struct rig_lines *b)
{
    static const char *const ends[] = {" (", "/PCIe", "/SSE2", NULL}, *const own[] = {"Memory info", "OpenGL ", "    "};
    struct rig_output *o = rig_said_output(s, "glxinfo", vendor_unknown, rig_said_at(b, 0));
    struct rig_card *card = NULL;
    size_t i = 0;
    for (; i < b->n; i++) {
        const char *text = b->v[i].text, *name = behind(text, "Device:"), *memory = behind(text, "Video memory:");
        bool belongs = i == 0;
        for (size_t k = 0; k < sizeof own / sizeof *own; k++)
            belongs |= str_starts(text, own[k]);
        if (!belongs)
            break;
        name = name ? name : behind(text, renderer);
        name = name ? up_to(s->arena, name, ends) : NULL;
        if (name && !card && !feed_text_has(name, "llvmpipe")) {
            card = rig_said_card(s, o, rig_said_at(b, i));
            card->vendor = maker(name);
            rig_said_name(s, card, name);
        } else if (memory && card && isnan(card->mem_mib))
            card->mem_mib = rig_text_mib(memory + strspn(memory, " "), NAN);
    }
    return i;
}

/* ---- inxi ---- */

static bool is_section(const char *text)
{
    return strcmp(text, "Graphics:") == 0 || strcmp(text, "Memory:") == 0;
}

bool rig_screen_inxi_is(struct arena *a, const struct rig_lines *b, size_t i)
{
    (void)a;
    enum { ROWS = 4 };
    for (size_t k = i + 1; is_section(b->v[i].text) && k < b->n && k <= i + ROWS; k++)
        if (behind(b->v[k].text, "Device-1:"))
            return true;
    return false;
}

/* Reads "Device-1: NVIDIA GA102 [GeForce RTX 3090] driver: nvidia v: 550.54". */
static void read_card(struct rig_said *s, struct rig_output *o, const char *text, struct origin at)
{
    static const char *const ends[] = {" vendor: ", " driver: ", " type: ", NULL};
    const char *name = up_to(s->arena, text, ends);
    const enum vendor vendor = maker(name);
    if (vendor == vendor_other || strstr(text, " type: USB"))
        return; /* a camera */
    struct rig_card *card = rig_said_card(s, o, at);
    card->vendor = vendor;
    rig_said_name(s, card, name);
}

/* Reads "Device-1: DIMM_A1 type: DDR4 size: 8 GiB speed: 2666 MT/s" and "Device-2: DIMM_A2 size: No Module
   Installed". */
static void read_module(struct rig_said *s, struct rig_output *o, const char *text, struct origin at)
{
    static const char *const ends[] = {" type: ", " size: ", NULL};
    const char *type = strstr(text, " type: "), *size = strstr(text, " size: "), *speed = strstr(text, " actual: ");
    speed = speed ? speed + strlen(" actual: ") : strstr(text, " speed: ") ? strstr(text, " speed: ") + 8 : NULL;
    const double mib = size ? rig_text_mib(size + strlen(" size: "), NAN) : NAN;
    if (!(mib > 0)) {
        o->empty_slots = (isnan(o->empty_slots) ? 0 : o->empty_slots) + 1;
        return;
    }
    struct rig_module *m = rig_said_module(s, o, at);
    m->locator = up_to(s->arena, text, ends);
    m->gib = unit_b_to_gib(unit_mib_to_b(mib));
    m->mt_s = speed ? rig_text_number(speed, NULL) : NAN;
    type = type ? type + strlen(" type: ") : NULL;
    m->type = type ? rig_text_trim(s->arena, type, strcspn(type, " ")) : NULL;
}

size_t rig_screen_inxi(struct rig_said *s, const struct rig_lines *b)
{
    struct rig_output *o = rig_said_output(s, "inxi", vendor_unknown, rig_said_at(b, 0));
    const bool cards = strcmp(b->v[0].text, "Graphics:") == 0;
    size_t i = 1;
    for (; i < b->n && rig_text_indent(b->v[i].text) > 0; i++) {
        const char *at = behind(b->v[i].text, "Device-");
        const char *name = at && str_is_digit(*at) ? at + strspn(at, "0123456789") : NULL;
        if (!name || *name != ':')
            continue;
        if (cards)
            read_card(s, o, name + 1, rig_said_at(b, i));
        else
            read_module(s, o, name + 1, rig_said_at(b, i));
    }
    return i;
}
