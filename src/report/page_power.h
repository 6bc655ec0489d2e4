/* page_power.h: what a case draws, in sentences for a terminal. */
#ifndef PAGE_POWER_H
#define PAGE_POWER_H

#include "results.h"
#include "str.h"

/* Writes the watts of the devices and of the machine by phase, and the energy of a token. Where none is known it says
   so if the case runs, and nothing otherwise. */
void page_power(const struct power_use *u, int n_devices, bool runs, struct str *out);

#endif
