#include "sketch.h"

#include "arena.h"
#include "svg_text.h"

/* Colours of Okabe and Ito, which remain apart for colour-blind readers: on light and on dark ground. */
static const char *const style =
    "text{font-family:%s;font-size:%dpx;fill:#1f2328}.h{font-size:%dpx}.n{fill:#57606a}"
    "rect,path,line{fill:none;stroke-width:2}"
    ".board{stroke:#009e73;color:#009e73}.chip{stroke:#8a3d6c;color:#8a3d6c}.card{stroke:#0072b2;color:#0072b2}"
    ".power{stroke:#b34a00;color:#b34a00}.net{stroke:#33789e;color:#33789e}.plain{stroke:#57606a;color:#57606a}"
    ".bought{stroke-width:3}.owned{stroke-dasharray:9 6}.elsewhere{stroke-width:3;stroke-dasharray:2 5}"
    ".chip.bought,.chip.owned,.card.bought,.card.owned{fill:currentColor;fill-opacity:.1}"
    ".bar{stroke:none;fill:currentColor}.dash{stroke-dasharray:6 4}"
    "@media (prefers-color-scheme:dark){text{fill:#e6edf3}.n{fill:#a9b4be}"
    ".board{stroke:#2cc9a0;color:#2cc9a0}.chip{stroke:#e6a3c6;color:#e6a3c6}.card{stroke:#56b4e9;color:#56b4e9}"
    ".power{stroke:#f0a000;color:#f0a000}.net{stroke:#7cc7f0;color:#7cc7f0}.plain{stroke:#a9b4be;color:#a9b4be}}";

static const char *const kinds[] = {"board", "chip", "card", "power", "net", "plain"};
static const char *const froms[] = {"bought", "owned", "elsewhere"};

struct sketch sketch_new(struct arena *a)
{
    return (struct sketch){a, str_new(a), str_new(a), 0};
}

void sketch_box(struct sketch *s, enum sketch_kind kind, enum sketch_from from, double x, double y, double w, double h)
{
    str_addf(&s->body, "<rect class=\"%s %s\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"6\"/>\n",
             kinds[kind], froms[from], x, y, w, h);
}

void sketch_frame(struct sketch *s, enum sketch_kind kind, double x, double y, double w, double h)
{
    str_addf(&s->body, "<rect class=\"%s\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\"/>\n", kinds[kind], x, y,
             w, h);
}

void sketch_cloud(struct sketch *s, double y, double h)
{
    const double b = y + h - 2;
    str_addf(&s->body,
             "<path class=\"net elsewhere\" d=\"M60 %.0fC-6 %.0f -8 %.0f 48 %.0fC44 %.0f 128 %.0f 164 %.0f"
             "C206 %.0f 318 %.0f 356 %.0fC408 %.0f 532 %.0f 548 %.0fC648 %.0f 660 %.0f 580 %.0fZ\"/>\n",
             b, b, y + 62, y + 58, y + 10, y + 4, y + 30, y - 4, y - 4, y + 26, y, y + 2, y + 48, y + 48, b, b);
}

void sketch_bar(struct sketch *s, enum sketch_kind kind, double x, double y, double w, double h)
{
    str_addf(&s->body, "<rect class=\"bar %s\" x=\"%.0f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\"/>\n", kinds[kind],
             x, y, w, h);
}

void sketch_line(struct sketch *s, enum sketch_kind kind, bool dashed, double x, double y, double to_x, double to_y,
                 double thick)
{
    str_addf(&s->body,
             "<line class=\"%s%s\" x1=\"%.0f\" y1=\"%.0f\" x2=\"%.0f\" y2=\"%.0f\" style=\"stroke-width:%.1f\"/>\n",
             kinds[kind], dashed ? " dash" : "", x, y, to_x, to_y, thick);
}

static void text(struct sketch *s, const char *class, double size, double x, double y, double room, const char *said)
{
    BUG_UNLESS(x >= 0 && x + room <= SKETCH_WIDTH);
    str_addf(&s->body, "<text%s x=\"%.0f\" y=\"%.0f\">", class, x, y);
    svg_text_add(&s->body, svg_text_cut(s->arena, said, size, room));
    str_add(&s->body, "</text>\n");
}

void sketch_text(struct sketch *s, double x, double y, double room, const char *said)
{
    text(s, "", SKETCH_SIZE, x, y, room, said);
}

void sketch_note(struct sketch *s, double x, double y, double room, const char *said)
{
    text(s, " class=\"n\"", SKETCH_SIZE, x, y, room, said);
}

void sketch_head(struct sketch *s, double x, double y, double room, const char *said)
{
    const bool fits = svg_text_width(svg_text_clean(s->arena, said), SKETCH_HEAD_SIZE) <= room;
    text(s, fits ? " class=\"h\"" : "", fits ? SKETCH_HEAD_SIZE : SKETCH_SIZE, x, y, room, said);
}

void sketch_gauge(struct sketch *s, double x, double y, double w, double frac)
{
    enum { HEIGHT = 12, MARK = 4 };
    const double scale = frac > 1 ? 1 / frac : 1;
    if (frac > 0)
        sketch_bar(s, SKETCH_POWER, x, y, w * frac * scale, HEIGHT);
    sketch_frame(s, SKETCH_POWER, x, y, w, HEIGHT);
    if (frac > 1)
        sketch_line(s, SKETCH_PLAIN, false, x + w * scale, y - MARK, x + w * scale, y + HEIGHT + MARK, MARK);
}

void sketch_say(struct sketch *s, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const char *said = str_vformat(s->arena, fmt, args);
    va_end(args);
    str_addf(&s->words, "%s%s.", s->words.len ? " " : "", said);
}

const char *sketch_done(struct sketch *s, const char *title)
{
    struct str out = str_new(s->arena);
    str_addf(&out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"%d\" height=\"%.0f\" "
             "role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">",
             SKETCH_WIDTH, s->y, SKETCH_WIDTH, s->y);
    svg_text_add(&out, svg_text_clean(s->arena, title));
    str_add(&out, "</title>\n<desc id=\"d\">");
    svg_text_add(&out, svg_text_clean(s->arena, s->words.text));
    str_add(&out, "</desc>\n<style>");
    str_addf(&out, style, svg_text_fonts, SKETCH_SIZE, SKETCH_HEAD_SIZE);
    str_addf(&out, "</style>\n%s</svg>\n", s->body.text);
    return out.text;
}
