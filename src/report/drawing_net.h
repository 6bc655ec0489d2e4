/* drawing_net.h: links between machines. */
#ifndef DRAWING_NET_H
#define DRAWING_NET_H

#include "drawing_part.h"

/* Returns "10 Gbit/s, SFP+, lan": speed, sockets and name of a link. */
const char *drawing_net_words(struct arena *a, const struct option *o, const struct connection *over);
/* Draws a box for each link that the machine has. */
void drawing_net(struct drawing_part *d);
/* Draws all machines of the option, one below the other, with their links at the left. */
void drawing_net_option(struct drawing_part *d);

#endif
