/* family.h: the rates of a device whose record does not state them, from the records of its family. */
#ifndef FAMILY_H
#define FAMILY_H

#include "catalogue.h"
#include "rig.h"

/* Returns the rates that d's record does not state: the medians of the records of its vendor and family. The ranges
   hold 80 % and 95 % of the family's records, and no less than of the records of all families. */
struct rig_assumed family_assumed(const struct device_list *all, const struct device *d);

#endif
