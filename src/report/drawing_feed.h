/* drawing_feed.h: what feeds a machine: its supplies, UPS, outlet and circuit. */
#ifndef DRAWING_FEED_H
#define DRAWING_FEED_H

#include "drawing_part.h"

/* Draws the supplies of an assembled machine, the UPS and the outlet. */
void drawing_feed(struct drawing_part *d);

#endif
