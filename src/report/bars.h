/* bars.h: memory by device as a table with a bar for each device, at most 80 columns wide, in ASCII. */
#ifndef BARS_H
#define BARS_H

#include "results.h"
#include "str.h"

struct bars_part {
    const char *figure, *heading; /* name of a figure in GiB; column head */
};

/* The parts of a device_load. */
extern const struct bars_part bars_load[];

/* Writes a line for each of n results: device, the parts (figure NULL at the end), free and usable memory, and a bar:
   '#' is used, '.' is free, a final '!' is over the capacity. The table must have the figures device, total_gib,
   capacity_gib and spare_gib. size: bytes of one result. */
void bars_devices(struct str *out, const struct figure_table *t, const struct bars_part parts[], const void *results,
                  size_t size, int n);
/* Writes a line for each part of one result that is above 0: heading, GiB and a bar. The full length of a bar is the
   capacity, or the total where that is more. */
void bars_parts(struct str *out, const struct figure_table *t, const struct bars_part parts[], const void *result);

#endif
