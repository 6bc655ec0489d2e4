/* sketch.h: a picture of boxes, lines and texts as SVG, 640 units wide, with the same in words for screen readers. */
#ifndef SKETCH_H
#define SKETCH_H

#include "str.h"

enum {
    SKETCH_WIDTH = 640,
    SKETCH_SIZE = 20,      /* of a font: 11 px where the picture is shown 358 px wide */
    SKETCH_HEAD_SIZE = 24, /* of a heading */
    SKETCH_LINE = 26,      /* from one line of text to the next */
    SKETCH_EDGE = 4,       /* free at the sides of the picture */
    SKETCH_PAD = 12        /* from the edge of a box to its text */
};

/* What a box stands for: colour. */
enum sketch_kind { SKETCH_BOARD, SKETCH_CHIP, SKETCH_CARD, SKETCH_POWER, SKETCH_NET, SKETCH_PLAIN };
/* How it comes: outline. */
enum sketch_from { SKETCH_BOUGHT, SKETCH_OWNED, SKETCH_ELSEWHERE };

struct sketch {
    struct arena *arena;
    struct str body, words;
    double y; /* where the next row begins */
};

struct sketch sketch_new(struct arena *a);
void sketch_box(struct sketch *s, enum sketch_kind kind, enum sketch_from from, double x, double y, double w, double h);
/* A box with a thin outline. */
void sketch_frame(struct sketch *s, enum sketch_kind kind, double x, double y, double w, double h);
/* A cloud with room for text from x + 56 to x + w - 56 and from y + 50 to y + h - 10. */
void sketch_cloud(struct sketch *s, double y, double h);
/* A filled box without an outline. */
void sketch_bar(struct sketch *s, enum sketch_kind kind, double x, double y, double w, double h);
/* A line, horizontal or vertical, of that thickness. */
void sketch_line(struct sketch *s, enum sketch_kind kind, bool dashed, double x, double y, double to_x, double to_y,
                 double thick);
/* A text with its baseline at y, shortened to room. */
void sketch_text(struct sketch *s, double x, double y, double room, const char *text);
/* The same in the colour of side notes, and as a heading, in the size of other
   texts where it is too long for its own. */
void sketch_note(struct sketch *s, double x, double y, double room, const char *text);
void sketch_head(struct sketch *s, double x, double y, double room, const char *text);
/* A gauge: a box that is filled up to frac; with more than 1 wholly, with a mark where the limit is. Empty where frac
   is NaN. */
void sketch_gauge(struct sketch *s, double x, double y, double w, double frac);
/* Adds a sentence to the description, with ". " after it. */
void sketch_say(struct sketch *s, const char *fmt, ...) PRINTF(2, 3);
/* Returns the whole picture, as high as s->y. */
const char *sketch_done(struct sketch *s, const char *title);

#endif
