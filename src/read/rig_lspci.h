/* rig_lspci.h: the graphics cards among the devices of lspci (-nn, -v, -vv), with the PCIe link that each has. A card
   of AMD stands behind a switch on its own board; its link is that of the switch. */
#ifndef RIG_LSPCI_H
#define RIG_LSPCI_H

#include "rig_said.h"

/* As in rig_nvidia.h. */
bool rig_lspci_is(struct arena *a, const struct rig_lines *b, size_t i);
size_t rig_lspci(struct rig_said *s, const struct rig_lines *b);

#endif
