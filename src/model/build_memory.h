/* build_memory.h: memory kits against board and processor. */
#ifndef BUILD_MEMORY_H
#define BUILD_MEMORY_H

#include "build_rules.h"

/* Adds the checks of the machine's memory kits: type, modules and speed of each, size and slots together. */
void build_memory(struct build_rules *r, const struct machine *m);

#endif
