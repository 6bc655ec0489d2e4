/* bench_said.h: the device and the model that people name in their own words around a result: "Hardware: NVIDIA B200
   GPU (8x)", "3xTesla P40", "# Benchmark AMD RX 6800 XT", "Model: gpt-oss:20b". */
#ifndef BENCH_SAID_H
#define BENCH_SAID_H

struct arena;
struct catalogue;
struct device;

struct bench_said {
    const char *gpu; /* the device's name as written; NULL: none is named, or it is not clear which one ran */
    const struct device *device; /* that device */
    int mem_mib; /* memory of each card as nvidia-smi's table beside states it; 0: it does not, or of several sizes */
    const char *model; /* what a line "Model: ..." names; NULL: none, or several */
    int model_line;
    int count;        /* how many of it; 0: not stated */
    int listed;       /* how many of it nvidia-smi lists in the text; 0: none */
    int line;         /* where */
    const char *open; /* what the text names where it is not clear which one ran, "'RTX 5090', 'RTX 3090'"; NULL */
};

/* Reads the lines that are no table, command or log. A device that is named to compare with, or one of several, is
   never returned. */
struct bench_said bench_said_read(struct arena *a, const struct catalogue *c, const char *text);

#endif
