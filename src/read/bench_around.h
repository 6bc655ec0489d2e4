/* bench_around.h: what the lines around the tables of llama-bench say: the devices that llama.cpp announces, the build,
   and the model of the command. */
#ifndef BENCH_AROUND_H
#define BENCH_AROUND_H

struct arena;

/* Returns the device's name in a line of llama.cpp's log that announces a device; NULL for other lines. */
const char *bench_around_device(struct arena *a, const char *line);
/* Returns the file of -m or --model in the line of a command that runs a program of llama.cpp; NULL: no such line, or
   several models. */
const char *bench_around_model(struct arena *a, const char *line);

#endif
