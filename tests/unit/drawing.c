/* report/drawing: each picture is well-formed XML, no text leaves its box or touches another text or a line, and texts
   of a scenario stay texts. */
#include "test.h"

#include "arena.h"
#include "compare.h"
#include "diag.h"
#include "drawing.h"
#include "file.h"
#include "load.h"
#include "sketch.h"
#include "str.h"
#include "svg_text.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- a small reader of XML ---- */

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':';
}

/* Returns the length of an entity that XML knows, at p; 0: there is none. */
static size_t entity(const char *p)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_starts(p, known[i]))
            return strlen(known[i]);
    return 0;
}

/* Reads attributes up to > or />; returns what follows, NULL: a fault. *empty: the element has no end tag. */
static const char *attributes(const char *p, bool *empty)
{
    *empty = false;
    while (*p && *p != '>' && !str_starts(p, "/>")) {
        const char *name = p += *p == ' ';
        while (is_name(*p))
            p++;
        if (p == name || p[0] != '=' || p[1] != '"')
            return NULL;
        for (p += 2; *p && *p != '"'; p++)
            if (*p == '<' || (*p == '&' && !entity(p)))
                return NULL;
        p += *p == '"';
    }
    *empty = *p == '/';
    return *p ? p + 1 + *empty : NULL;
}

/* Returns whether the text is one element whose tags match, whose attributes are quoted and whose texts are escaped. */
static bool is_well_formed(const char *p)
{
    enum { DEEP = 8, LONG = 16 };
    char open[DEEP][LONG];
    int depth = 0, roots = 0;
    while (*p) {
        if ((unsigned char)*p < ' ' && *p != '\n')
            return false;
        if (*p != '<') {
            const size_t n = *p == '&' ? entity(p) : 1;
            if (n == 0 || (depth == 0 && *p != '\n'))
                return false;
            p += n;
            continue;
        }
        const bool end = p[1] == '/';
        const char *name = p += 1 + end;
        char tag[LONG] = "";
        bool empty = false;
        while (is_name(*p))
            p++;
        if (p == name || p - name >= LONG)
            return false;
        memcpy(tag, name, (size_t)(p - name));
        if (end) {
            if (depth == 0 || strcmp(open[--depth], tag) != 0 || *p++ != '>')
                return false;
            continue;
        }
        roots += depth == 0;
        if (!(p = attributes(p, &empty)))
            return false;
        if (!empty && depth == DEEP)
            return false;
        if (!empty)
            strcpy(open[depth++], tag);
    }
    return depth == 0 && roots == 1;
}

/* ---- what is drawn ---- */

struct shape {
    double x, y, to_x, to_y;
    char said[120]; /* of a text */
};
struct picture {
    struct shape box[400], text[400], line[400];
    int boxes, texts, lines;
    double height;
};

static double attribute(const char *element, const char *name)
{
    const char *at = strstr(element, str_format(test_arena(), " %s=\"", name));
    const char *end = strchr(element, '>');
    return at && at < end ? atof(at + strlen(name) + 3) : NAN;
}

static struct shape text_shape(const char *element)
{
    const bool head = str_starts(element, "<text class=\"h\"");
    const double size = head ? SKETCH_HEAD_SIZE : SKETCH_SIZE, x = attribute(element, "x"), y = attribute(element, "y");
    struct str said = str_new(test_arena());
    for (const char *p = strchr(element, '>') + 1; *p != '<'; p += *p == '&' ? entity(p) : 1)
        str_addn(&said, *p == '&' ? "&" : p, 1); /* the widest of those that are escaped but < and > is & */
    struct shape s = {x, y - 0.76 * size, x + svg_text_width(said.text, size), y + 0.24 * size, ""};
    snprintf(s.said, sizeof s.said, "%s", said.text);
    return s;
}

static struct picture read_picture(const char *svg)
{
    struct picture p = {.height = attribute(svg, "height")};
    for (const char *at = strstr(svg, "</style>"); at && *at; at++) {
        if (str_starts(at, "<rect ")) {
            const double x = attribute(at, "x"), y = attribute(at, "y");
            p.box[p.boxes++] = (struct shape){x, y, x + attribute(at, "width"), y + attribute(at, "height"), ""};
        } else if (str_starts(at, "<line ")) {
            const double half = atof(strstr(at, "stroke-width:") + 13) / 2;
            const double x = attribute(at, "x1"), y = attribute(at, "y1"), to_x = attribute(at, "x2"),
                         to_y = attribute(at, "y2");
            const bool flat = y == to_y;
            p.line[p.lines++] = (struct shape){fmin(x, to_x) - (flat ? 0 : half), fmin(y, to_y) - (flat ? half : 0),
                                               fmax(x, to_x) + (flat ? 0 : half), fmax(y, to_y) + (flat ? half : 0),
                                               ""};
        } else if (str_starts(at, "<text"))
            p.text[p.texts++] = text_shape(at);
        BUG_UNLESS(p.boxes < 400 && p.texts < 400 && p.lines < 400);
    }
    return p;
}

static bool meet(const struct shape *a, const struct shape *b)
{
    return a->x < b->to_x && b->x < a->to_x && a->y < b->to_y && b->y < a->to_y;
}

static bool within(const struct shape *a, const struct shape *b)
{
    return a->x >= b->x && a->to_x <= b->to_x && a->y >= b->y && a->to_y <= b->to_y;
}

static void nothing_overlaps(const char *svg, const char *what)
{
    const struct picture p = read_picture(svg);
    const struct shape all = {0, 0, SKETCH_WIDTH, p.height, ""};
    THAT(p.texts > 0);
    for (int i = 0; i < p.boxes; i++)
        THAT(within(&p.box[i], &all));
    for (int i = 0; i < p.lines; i++)
        THAT(within(&p.line[i], &all));
    for (int i = 0; i < p.texts; i++) {
        const struct shape *t = &p.text[i];
        test_row("%s: %s", what, t->said);
        THAT(within(t, &all));
        for (int k = i + 1; k < p.texts; k++)
            THAT(!meet(t, &p.text[k]));
        for (int k = 0; k < p.boxes; k++)
            THAT(within(t, &p.box[k]) || !meet(t, &p.box[k]));
        for (int k = 0; k < p.lines; k++)
            THAT(!meet(t, &p.line[k]));
    }
    test_row("%s", what);
}

/* ---- checks of a picture ---- */

static void is_sound(const char *svg, const char *what)
{
    test_row("%s", what);
    THAT(is_well_formed(svg));
    THAT(strstr(svg, "<title id=\"t\">") != NULL && strstr(svg, "<desc id=\"d\">") != NULL);
    THAT(strstr(svg, "prefers-color-scheme:dark") != NULL);
    THAT(strstr(svg, "nan") == NULL && strstr(svg, "inf\"") == NULL);
    THAT(attribute(svg, "width") == SKETCH_WIDTH);
    nothing_overlaps(svg, what);
}

/* Checks the pictures of every machine and option of a comparison, each drawn twice. */
static int all_sound(const struct comparison *c)
{
    int n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_option *o = &c->v[i];
        const char *id = o->outcome.id, *links = drawing_link_svg(test_arena(), c, o);
        for (size_t k = 0; k < o->option->machines.n; k++, n++) {
            const char *svg = drawing_svg(test_arena(), c, o, k);
            is_sound(svg, str_format(test_arena(), "%s, machine %zu", id, k));
            SAME(drawing_svg(test_arena(), c, o, k), svg);
        }
        THAT((links != NULL) == (o->option->machines.n > 1));
        if (links) {
            is_sound(links, str_format(test_arena(), "%s, links", id));
            SAME(drawing_link_svg(test_arena(), c, o), links);
        }
    }
    return n;
}

static void draws_every_shipped_option(void)
{
    struct diags d = diag_none(test_arena());
    size_t n, size;
    int drawn = 0;
    const char **names = file_list(test_arena(), &d, "scenarios", ".yaml", &n);
    for (size_t i = 0; i < n; i++) {
        const char *path = file_join(test_arena(), "scenarios", names[i]);
        const struct load_text text = {.file = path, .text = file_read(test_arena(), &d, path, &size), .size = size};
        const struct scenario *s = load_scenario(test_arena(), &d, test_catalogue(), &text, NULL, 0);
        if (s)
            drawn += all_sound(test_compare(s));
        else
            SAME(test_faults(&d), "");
    }
    THAT(drawn > 100);
}

static void draws_any_number_of_cards(void)
{
    static const char *const boards[] = {"", "board: {board: wrx80e-sage}, cpu: {cpu: trp-3945wx}, ",
                                         "board: {board: crosshair-viii-dark-hero}, cpu: {cpu: ryzen-5900x}, "};
    static const char *const psus[] = {"", ", psus: [{psu: hx1200i}]", ", psus: [{psu: hx1200i, qty: 2}]",
                                       ", psus: [{psu: hx1200i, qty: 2}, {psu: rm850x-2021}]"};
    for (size_t b = 0; b < COUNT_OF(boards); b++)
        for (size_t p = 0; p < COUNT_OF(psus); p++)
            for (int cards = 1; cards <= 16; cards *= 2)
                all_sound(test_compare(
                    test_option(str_format(test_arena(), "%sdevices: [{device: rtx-3090, qty: %d, cap_w: 250}]%s",
                                           boards[b], cards, psus[p]))));
}

/* ---- what it says ---- */

static const char *drawn(const char *fields)
{
    const struct comparison *c = test_compare(test_option(fields));
    return drawing_svg(test_arena(), c, &c->v[0], 0);
}

/* The facts of the cards as drawn, from the top. */
static const char *facts_of(const char *svg)
{
    static const char start[] = ">24 GiB, ";
    struct str s = str_new(test_arena());
    for (const char *p = strstr(svg, start); p; p = strstr(p + 1, start)) {
        str_addn(&s, p + 1, (size_t)(strchr(p, '<') - p - 1));
        str_add(&s, "; ");
    }
    return s.text;
}

static void says_what_is_there(void)
{
    const char *svg = drawn("board: {board: wrx80e-sage}, cpu: {cpu: trp-3945wx, owned: yes}, "
                            "devices: [{device: rtx-3090, qty: 4, cap_w: 300}], psus: [{psu: hx1200i, qty: 2}]");
    THAT(strstr(svg, "24 GiB, 350 W, cap 300") != NULL);
    THAT(strstr(svg, "slot 3: x16, 16 lanes gen 4 from the CPU: GeForce RTX 3090 (bought)") != NULL);
    THAT(strstr(svg, "slot 2: x16: ") != NULL);
    THAT(strstr(svg, "AMD Threadripper PRO 3945WX (owned), 128 PCIe lanes") != NULL);
    THAT(strstr(svg, "outlet: 230 V, 10 A") != NULL);
    THAT(strstr(svg, " of 2,400 W, ") != NULL);
    svg = drawn("devices: [{device: rtx-3090, cap_w: 200}, {device: rtx-3090, qty: 2}]");
    SAME(facts_of(svg), "24 GiB, 350 W, cap 200 W; 24 GiB, 350 W; 24 GiB, 350 W; ");
    svg = drawn("board: {board: crosshair-viii-dark-hero}, cpu: {cpu: ryzen-5900x}, devices: "
                "[{device: rtx-3090, cap_w: 200}, {device: rtx-3090}], psus: [{psu: hx1200i}]");
    SAME(facts_of(svg), "24 GiB, 350 W, cap 200 W; 24 GiB, 350 W; ");
    svg = drawn("devices: [{device: rtx-3090}]");
    THAT(strstr(svg, "no board is listed") != NULL && strstr(svg, "power supply not known") != NULL);
    THAT(strstr(svg, "slot and lanes not known: GeForce RTX 3090") != NULL);
}

/* What the words say of a board, its slots and its memory: the lanes of that board and those cards as their makers
   state them. */
static void says_what_is_on_the_board(void)
{
#define DARK_HERO "board: {board: crosshair-viii-dark-hero}, cpu: {cpu: ryzen-5900x}, "
#define PAIR "devices: [{device: rtx-3090, qty: 2}], "
    static const struct {
        const char *fields, *says;
    } v[] = {
        {DARK_HERO PAIR "parts: [{part: x520-da1}]", "1 \xC3\x97 SFP+, 10 Gbit/s"},
        {DARK_HERO PAIR "parts: [{part: x520-da1}]", "no free slot for it: Intel X520-DA1 (bought)"},
        {DARK_HERO PAIR "parts: [{part: x520-da1}]", "chipset X570"},
        {DARK_HERO PAIR "psus: [{psu: hx1200i}]", "8 lanes gen 4 from the CPU: GeForce RTX 3090 (bought)"},
        {DARK_HERO PAIR "parts: [{part: nvlink-bridge-3slot}]", "NVLink bridge, 112 GB/s"},
        {"board: {board: wrx80e-sage}, cpu: {cpu: trp-3945wx}, devices: [{device: rtx-3090, qty: 4}], "
         "parts: [{part: nvlink-bridge-3slot, qty: 2}]",
         "2 \xC3\x97 NVLink bridge, 112 GB/s"},
        {DARK_HERO "devices: [{device: rtx-3090}]", "no memory is listed"},
        {DARK_HERO "devices: [{device: rtx-3090}], owned: yes", "memory: not known"},
        {DARK_HERO "parts: [{part: ddr4-3200-2x16, owned: yes}, {part: ddr4-3200-2x16}]", "memory: 64 GiB"},
        {DARK_HERO "parts: [{part: ddr4-3200-2x16, qty: 2}]", "Memory kit: 2 \xC3\x97 "},
        {DARK_HERO "parts: [{part: ddr4-3200-2x16, owned: yes}]", "(owned)"},
        {"board: {board: crosshair-viii-dark-hero}", "no processor is listed"},
        {"board: {board: crosshair-viii-dark-hero}, owned: yes", "processor not known"},
        {DARK_HERO "devices: [{device: rtx-3060-12gb, qty: 4}]", "slot and lanes not known: GeForce RTX 3060 12GB"},
        {"system: {system: minipc-generic}", "A machine sold whole: "},
        {"system: {system: mac-mini-m4-pro-48}", "unified memory: 48 GiB"},
    };
#undef DARK_HERO
#undef PAIR
    for (size_t i = 0; i < COUNT_OF(v); i++) {
        const struct comparison *c = test_compare(test_option(v[i].fields));
        const char *words = drawing_words(test_arena(), c, &c->v[0], 0);
        all_sound(c);
        THAT(strstr(words, v[i].says) != NULL);
        if (!strstr(words, v[i].says))
            printf("%s: expected %s in %s\n", v[i].fields, v[i].says, words);
    }
}

static void says_what_is_elsewhere(void)
{
    const char *svg = drawn("api: {offer: cloudflare-openrouter-llama-3.1-8b-fp8-2026-08}");
    is_sound(svg, "api");
    THAT(strstr(svg, "class=\"net elsewhere\"") != NULL && strstr(svg, "llama-3.1-8b at Cloudflare") != NULL);
    THAT(strstr(svg, "outlet") == NULL);
    svg = drawn("cloud: {offer: runpod-rtx-4090-secure, qty: 2}");
    is_sound(svg, "cloud");
    THAT(strstr(svg, "2 \xC3\x97 GeForce RTX 4090") != NULL && strstr(svg, "rented from RunPod") != NULL);
}

/* Three machines, a cable between two of them, the internet to the third. */
static void draws_links(void)
{
    const struct comparison *c = test_compare(test_scenario(
        "schema: rigplan-scenario-2\ntitle: one\nas_of: 2026-11-21\nfunds: [{id: cash, amount: 5000}]\n"
        "site: {country: AU, outlet: au-10a, tariff: nsw-ausgrid-flat}\n"
        "workloads: [{id: chat, model: llama-3.1-8b, quant: Q4_K_M}]\n"
        "options:\n"
        "  - id: o\n    title: three\n"
        "    machines:\n"
        "      - {id: a, title: first, owned: yes, system: {system: mac-mini-m4-pro-48}}\n"
        "      - {id: b, title: second, system: {system: mac-mini-m4-pro-48}}\n"
        "      - {id: c, title: third, remote: yes}\n"
        "    links: [{id: desk, between: [a, b]}, {id: far, between: [b, c], link: vpn, split_models: no}]\n"));
    const struct compare_option *o = &c->v[0];
    const char *svg = drawing_link_svg(test_arena(), c, o);
    all_sound(c);
    THAT(strstr(svg, ">A</text>") != NULL && strstr(svg, ">B</text>") != NULL);
    THAT(strstr(svg, ">desk: 80 Gbit/s, Thunderbolt 5</text>") != NULL);
    THAT(strstr(svg, ">far: through the internet</text>") != NULL);
    THAT(strstr(svg, "first (owned): ") != NULL && strstr(svg, "second (bought): ") != NULL);
    THAT(strstr(drawing_svg(test_arena(), c, o, 0), ">to second</text>") != NULL);
    THAT(strstr(drawing_svg(test_arena(), c, o, 2), "class=\"net elsewhere\"") != NULL);
    THAT(strstr(drawing_words(test_arena(), c, o, 1), "a model may be split over it") != NULL);
    THAT(strstr(drawing_link_words(test_arena(), c, o), "Link desk: 80 Gbit/s, Thunderbolt 5 joins first, second") !=
         NULL);
}

static void keeps_texts_texts(void)
{
    static const char *const titles[] = {
        "<script>alert(1)</script>",
        "a \\\"b\\\" & 'c'",
        "one\\ntwo\\tthree",
        "]]><!-- x -->",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        ("\xE6\xA9\x9F\xE6\xA2\xB0\xE6\xA9\x9F\xE6\xA2\xB0\xE6\xA9\x9F\xE6\xA2\xB0\xE6\xA9\x9F\xE6\xA2\xB0\xE6\xA9\x9F"
         "\xE6\xA2\xB0\xE6\xA9\x9F\xE6\xA2\xB0\xE6\xA9\x9F\xE6\xA2\xB0"),
        "\xE2\x80\xAE reversed \xE2\x80\x8B",
        "\xEF\xB7\xBD\xEF\xB7\xBD\xEF\xB7\xBD"};
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        const char *svg = drawn(str_format(test_arena(), "title: \"%s\", devices: [{device: rtx-3090}]", titles[i]));
        is_sound(svg, titles[i]);
        THAT(strstr(svg, "<script") == NULL && strstr(svg, "<!--") == NULL);
        THAT(strstr(svg, "\xE2\x80\xAE") == NULL);
    }
    const char *svg = drawn("title: \"a <b> & \\\"c\\\"\", devices: [{device: rtx-3090}]");
    THAT(strstr(svg, "<title id=\"t\">Drawing of a &lt;b&gt; &amp; &quot;c&quot;</title>") != NULL);
}

static void cuts_texts(void)
{
    struct arena *a = test_arena();
    SAME(svg_text_cut(a, "short", 20, 100), "short");
    SAME(svg_text_cut(a, "a word too much", 20, 100), "a word\xE2\x80\xA6");
    SAME(svg_text_cut(a, "none", 20, 10), "");
    SAME(svg_text_clean(a, "a\nb\x01 \xFF\xC3\xA9\xCC\x81"), "a b \xC3\xA9");
    CLOSE(svg_text_width("il", 20), 2 * 0.278 * 20, 1e-9);
    for (int i = 0; i < 200; i++) {
        const double room = test_uniform(0, 400);
        test_row("room %g", room);
        THAT(svg_text_width(
                 svg_text_cut(a, "A title of 63 letters, \xC3\xA4 \xE2\x82\xAC and \xF0\x9F\x98\x80 too", 20, room),
                 20) <= room);
    }
}

static void notices_faults(void)
{
    THAT(is_well_formed("<a x=\"1\"><b/>t &amp; u</a>\n"));
    THAT(!is_well_formed("<a><b></a></b>") && !is_well_formed("<a>&</a>") && !is_well_formed("<a x=1/>"));
    const struct shape a = {0, 0, 10, 10, ""}, b = {5, 5, 15, 15, ""}, c = {10, 0, 20, 10, ""};
    THAT(meet(&a, &b) && !meet(&a, &c) && within(&a, &a) && !within(&b, &a));
}

SUITE(drawing, {"draws every shipped option", draws_every_shipped_option},
      {"draws any number of cards", draws_any_number_of_cards}, {"says what is there", says_what_is_there},
      {"says what is on the board", says_what_is_on_the_board}, {"says what is elsewhere", says_what_is_elsewhere},
      {"draws links", draws_links}, {"keeps texts texts", keeps_texts_texts}, {"cuts texts", cuts_texts},
      {"notices faults", notices_faults})
