/* plot_svg.c: gnuplot writes every colour as an attribute, rgb(31,35,40) or 'rgb( 31,  35,  40)'; a style sheet wins
   over attributes, so a rule for each grey is enough. */
#include "plot_svg.h"

#include "arena.h"
#include "svg_text.h"

#include <string.h>

/* The greys of plot_draw.h in dark mode: ink, grey, grid. */
static const struct {
    int r, g, b;
    const char *dark;
} greys[] = {{0x1f, 0x23, 0x28, "#e6edf3"}, {0x6e, 0x77, 0x81, "#9198a1"}, {0xd0, 0xd7, 0xde, "#3d444d"}};

static void add_rules(struct str *out)
{
    static const char *const attributes[] = {"fill", "stroke", "color"};
    for (size_t i = 0; i < sizeof greys / sizeof *greys; i++)
        for (size_t k = 0; k < sizeof attributes / sizeof *attributes; k++) {
            const char *what = attributes[k];
            str_addf(out, "[%s=\"rgb(%d,%d,%d)\"],[%s=\"rgb(%3d, %3d, %3d)\"]{%s:%s}\n", what, greys[i].r, greys[i].g,
                     greys[i].b, what, greys[i].r, greys[i].g, greys[i].b, what, greys[i].dark);
        }
}

/* Adds the text without the elements of that name, which hold no elements. */
static void add_without(struct str *out, const char *text, const char *open, const char *close)
{
    const char *p = text;
    for (const char *at; (at = strstr(p, open));) {
        const char *end = strstr(at, close);
        if (!end)
            break;
        str_addn(out, p, (size_t)(at - p));
        p = end + strlen(close);
        p += *p == '\n';
    }
    str_add(out, p);
}

/* Returns the value of the attribute in the tag, a copy; NULL: it has none. */
static const char *attribute(struct arena *a, const char *tag, const char *tag_end, const char *name)
{
    const char *at = strstr(tag, name);
    if (!at || at > tag_end)
        return NULL;
    at += strlen(name);
    const char *end = strchr(at, '"');
    return end && end < tag_end ? arena_strndup(a, at, (size_t)(end - at)) : NULL;
}

const char *plot_svg(struct arena *a, const char *svg, const char *alt)
{
    const char *tag = strstr(svg, "<svg"), *tag_end = tag ? strchr(tag, '>') : NULL;
    const char *box = tag_end ? attribute(a, tag, tag_end, "viewBox=\"") : NULL;
    struct str out = str_new(a), plain = str_new(a);
    if (!box || !strstr(tag_end, "</svg>"))
        return NULL;
    str_addf(&out,
             "<svg viewBox=\"%s\" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
             "role=\"img\" aria-label=\"",
             box);
    svg_text_add(&out, svg_text_clean(a, alt));
    str_add(&out, "\">\n<title>");
    svg_text_add(&out, svg_text_clean(a, alt));
    str_add(&out, "</title>\n<style>\ntext{font-family:\"DejaVu Sans\",Verdana,sans-serif}\n"
                  "@media (prefers-color-scheme:dark){\n");
    add_rules(&out);
    str_add(&out, "}\n</style>\n");
    add_without(&plain, tag_end + 1 + (tag_end[1] == '\n'), "<title>", "</title>");
    add_without(&out, plain.text, "<desc>", "</desc>");
    return out.text;
}
