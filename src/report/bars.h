/* bars.h: memory by device as a table with a bar for each device, at most 80 columns wide, in ASCII. */
#ifndef BARS_H
#define BARS_H

#include "results.h"
#include "str.h"

struct bars_part {
    const char *figure, *heading; /* a number of the table, in GiB */
};

/* The parts of a device_load. */
extern const struct bars_part bars_load[];

/* A line for each of n results: device, the parts (figure NULL at the end), what is left, of how much, and a bar: '#'
   used, '.' free, '!' at the end where it is over. The table needs the figures device, total_gib, capacity_gib and
   spare_gib. size: bytes of one result. */
void bars_devices(struct str *out, const struct figure_table *t, const struct bars_part parts[], const void *results,
                  size_t size, int n);
/* A line for each part of one result that is above 0: heading, GiB and a bar, whose full length is the capacity, or
   the total where that is more. */
void bars_parts(struct str *out, const struct figure_table *t, const struct bars_part parts[], const void *result);

#endif
