/* build_links.h: links between machines: sockets that match, cables, a switch, and no more speed than the sockets give.
 */
#ifndef BUILD_LINKS_H
#define BUILD_LINKS_H

#include "build_rules.h"
#include "catalogue.h"

/* Writes the checks of the option's links, at most `most`, and returns how many there are, as build_check does. Words
   are kept in *words. A link through the internet needs neither sockets nor cables. */
int build_links(const struct catalogue *c, const struct option *o, struct build_words *words, struct build_check *out,
                int most);

#endif
