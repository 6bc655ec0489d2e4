/* svg_text.h: text of an SVG picture: its width before it is drawn, and characters that XML does not take. */
#ifndef SVG_TEXT_H
#define SVG_TEXT_H

#include "str.h"

/* The fonts that the widths hold for, as a CSS list. */
extern const char *const svg_text_fonts;

/* Returns a copy on one line: line breaks and tabs become spaces, control characters, marks of direction and bytes that
   are not UTF-8 are left out. */
const char *svg_text_clean(struct arena *a, const char *text);
/* Returns an upper bound of the width of a clean text in a font of that size, in the unit of size. */
double svg_text_width(const char *text, double size);
/* Returns the clean text, shortened with an ellipsis where it is wider than room; "" where not even that fits. */
const char *svg_text_cut(struct arena *a, const char *text, double size, double room);
/* Adds a clean text with & < > " ' escaped. */
void svg_text_add(struct str *out, const char *text);

#endif
