/* memlog_buffers.h: the buffers that llama.cpp prints: which device or part of system RAM holds how much of the
   weights, the cache, the recurrent state and the compute buffer, and whether the sums that it prints agree with them.
 */
#ifndef MEMLOG_BUFFERS_H
#define MEMLOG_BUFFERS_H

#include "memlog.h"

/* Returns the entry of a buffer's name, added where it is new: "CUDA0", "Metal_Mapped", "CUDA_Host", "CPU". NULL: the
   log has more devices than are read. */
struct memlog_device *memlog_buffers_device(struct memlog_text *t, struct memlog_load *l, const char *label);
/* Reads "function: CUDA0 KV buffer size = 128.00 MiB". Returns whether the line says a buffer's size, read or told. */
bool memlog_buffers_line(struct memlog_text *t, struct memlog_load *l, const char *line, int number);
/* Reads a line that sums up the cache or the state: "size = 8192.00 MiB (131072 cells, ...), K (f16): 4096.00 MiB, V
   (f16): 4096.00 MiB", "KV self size = ...". Returns whether it is one. */
bool memlog_buffers_total(struct memlog_text *t, struct memlog_load *l, const char *line, int number);
/* Compares a line of the table that llama.cpp prints at its end, "- CUDA0 (RTX 4090) | 24077 = 16004 + (6873 = 5461 +
   1280 + 132) + 1199 |". Returns whether it is one. */
bool memlog_buffers_table(struct memlog_text *t, struct memlog_load *l, const char *line, int number);
/* Adds what was read of the cache and the state to the devices; to be called at the end of a context. */
void memlog_buffers_close(struct memlog_load *l);
/* Returns the sum over all devices, or over all of system RAM, MiB; NAN: nothing is said; INFINITY: two things are. */
double memlog_buffers_sum(const struct memlog_load *l, enum memlog_part part, bool host);

#endif
