/* measured_links.h: the links that measured rows name. */
#ifndef MEASURED_LINKS_H
#define MEASURED_LINKS_H

#include "catalogue.h"
#include "csvtext.h"
#include "diag.h"

/* Reports each cell of the columns link and bridge that names no link of the catalogue: id, or id+id. Empty cells,
   "unknown" and "na" state no link. */
void measured_links_check(struct arena *a, struct diags *d, const struct catalogue *c, const struct csvtext *t);

#endif
