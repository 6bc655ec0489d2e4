/* svg_text.c: widths of characters.

   Idea: a viewer draws with the first font of svg_text_fonts that it has, so each character counts with the widest of
   them. Invariant: a text is never wider than svg_text_width says, in any of those fonts.
   Reference: the advance widths (table hmtx) of DejaVu Sans 2.37, which is as wide as Verdana, and of Liberation Sans
   2.1.5, which has those of Arial and Helvetica. */
#include "svg_text.h"

#include "arena.h"
#include "escape.h"

#include <string.h>

const char *const svg_text_fonts = "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif";

enum { FIRST = 32, LAST = 126, EM = 1000 };

/* The wider advance of the two fonts for the characters from space to tilde, in thousandths of the size, rounded up. */
static const short advance[LAST - FIRST + 1] = {
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361,  318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 557, 1016, 685, 687, 723, 771, 667,
    611, 778, 752, 295, 500, 667, 558, 863, 749, 788, 667, 788, 723, 667,  611, 732, 685, 989, 686,
    667, 686, 391, 337, 391, 838, 557, 500, 613, 635, 550, 635, 616, 353,  635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592,  525, 637, 337, 637, 838};

static const char *const ellipsis = "\xE2\x80\xA6";

/* Reads one character of UTF-8. Returns its length in bytes; 0: the bytes at text are none. */
static size_t decode(const char *text, unsigned *code)
{
    size_t n = 0;
    *code = str_utf8(text, &n);
    return *code ? n : 0;
}

/* Returns whether a character has no place in a line of a picture: control characters, marks of direction, marks that
   stack on the letter before, and what XML forbids. */
static bool is_barred(unsigned c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x300 && c < 0x370) || c == 0x61C ||
           (c >= 0x200B && c < 0x2010) || (c >= 0x2028 && c < 0x202F) || (c >= 0x2060 && c < 0x2070) || c == 0xFEFF ||
           c >= 0xE0000 || (c & 0xFFFE) == 0xFFFE;
}

const char *svg_text_clean(struct arena *a, const char *text)
{
    struct str s = str_new(a);
    while (*text) {
        unsigned c = 0;
        const size_t n = decode(text, &c);
        if (n && (c == '\n' || c == '\t' || c == '\r'))
            str_add(&s, " ");
        else if (n && !is_barred(c))
            str_addn(&s, text, n);
        text += n ? n : 1;
    }
    return s.text;
}

/* Returns an upper bound of the advance of a character in thousandths of the size. */
static int advance_of(unsigned c)
{
    enum { TIMES = 0xD7, MIDDLE_DOT = 0xB7, EN_DASH = 0x2013, ELLIPSIS = 0x2026, LATIN_1 = 0x100 };
    enum { LIGATURES = 0xFDF0, AFTER_LIGATURES = 0xFE00 }; /* whole phrases as one character */
    if (c >= FIRST && c <= LAST)
        return advance[c - FIRST];
    switch (c) {
    case TIMES: return 838;
    case MIDDLE_DOT: return 318;
    case EN_DASH: return 557;
    case ELLIPSIS: return EM;
    default: return c < LATIN_1 ? EM : c >= LIGATURES && c < AFTER_LIGATURES ? 16 * EM : 2 * EM;
    }
}

double svg_text_width(const char *text, double size)
{
    double width = 0;
    while (*text) {
        unsigned c = 0;
        const size_t n = decode(text, &c);
        width += n ? advance_of(c) : 0;
        text += n ? n : 1;
    }
    return width * size / EM;
}

const char *svg_text_cut(struct arena *a, const char *text, double size, double room)
{
    const char *clean = svg_text_clean(a, text);
    if (svg_text_width(clean, size) <= room)
        return clean;
    const double left = room - svg_text_width(ellipsis, size);
    double width = 0;
    size_t at = 0;
    if (left < 0)
        return "";
    for (unsigned c = 0; clean[at];) {
        const size_t n = decode(clean + at, &c);
        BUG_UNLESS(n > 0); /* it is clean */
        width += advance_of(c) * size / EM;
        if (width > left)
            break;
        at += n;
    }
    while (at > 0 && clean[at - 1] == ' ')
        at--;
    return str_format(a, "%.*s%s", (int)at, clean, ellipsis);
}

void svg_text_add(struct str *out, const char *text)
{
    escape_html(out, text, " ");
}
