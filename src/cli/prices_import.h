/* prices_import.h: rigplan prices import: reads feeds, matches their titles and adds the rows to a price book. */
#ifndef PRICES_IMPORT_H
#define PRICES_IMPORT_H

#include "command.h"

/* Returns the exit code: 0 rows were added or are there already, 1 nothing matched, 3 a feed or the book has faults. */
int prices_import_run(struct command_run *r);

#endif
