/* build_nvlink.h: the link between the cards of a machine: an NVLink needs a bridge of the right span, a PCIe link is
   no faster than slots and cards. */
#ifndef BUILD_NVLINK_H
#define BUILD_NVLINK_H

#include "build_rules.h"

#include <stdbool.h>

/* Adds the checks of the link that the machine states, and of its bridge. */
void build_nvlink(struct build_rules *r, const struct machine *m);
/* Returns whether an NVLink that the machine states can be used: a bridge joins the cards at the distance of their
   slots, or their board does. False also where a bridge is listed but does not fit; true where it is not known. */
bool build_nvlink_usable(const struct machine *m);
/* Returns whether a slot or a card is known to give less than this PCIe link: fewer lanes, or an older generation.
   False for other links. */
bool build_nvlink_exceeds(const struct machine *m, const struct link *l);

#endif
