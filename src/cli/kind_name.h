/* kind_name.h: finds a kind of record by the words that people use: device, devices, gpus, graphics-cards. */
#ifndef KIND_NAME_H
#define KIND_NAME_H

#include "command.h"

/* Returns the kind, or NULL with a usage fault that offers the nearest. */
const struct catalogue_kind *kind_name_find(struct command_run *r, const char *name);

#endif
