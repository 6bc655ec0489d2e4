/* kind_name.h: finds a kind of record by the words people use: device, devices, gpus, graphics-cards. */
#ifndef KIND_NAME_H
#define KIND_NAME_H

#include "command.h"

/* Returns the kind, or NULL with a usage error that offers the nearest name. Case, a plural s, and '_' or a blank for
   '-' do not matter. */
const struct catalogue_kind *kind_name_find(struct command_run *r, const char *name);

/* Returns the kind in the same way, or NULL without a diagnostic where the word is the name of none. */
const struct catalogue_kind *kind_name_known(const char *name);

#endif
