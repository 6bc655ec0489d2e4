/* levels.h: which groups of cases share a factor of a constant, and how far such groups are expected to differ. A
   device or engine that was never measured takes the factors of the groups that it belongs to. */
#ifndef LEVELS_H
#define LEVELS_H

#include "constants.h"

enum level_key {
    KEY_VENDOR = 1,
    KEY_BACKEND = 2,
    KEY_KERNELS = 4,
    KEY_ENGINE = 8,
    KEY_GGUF = 16,
    KEY_FAMILY = 32,
    KEY_POOL = 64,
    KEY_DEVICE = 128,
    KEY_ERA = 256,
    KEY_QCLASS = 512,
    KEY_BUILD = 1024,
    KEY_FLASH = 2048,
    KEY_HEADS = 4096,
    KEY_WIDE = 8192,
    KEY_SPLIT = 16384
};

struct level {
    enum constant constant;
    unsigned keys; /* 0: the constant itself */
    double spread; /* expected standard deviation of ln factor between groups; of ln constant where there are no keys */
    double start;  /* of a constant itself: the value that the search starts from and is drawn to */
};

extern const struct level levels[];
extern const size_t levels_n;

/* The record of the case's group at that level: its keys, no value. */
struct calibration levels_group(const struct level *l, const struct constants_case *c);
/* Do two records speak of the same constant of the same group? */
bool levels_same(const struct calibration *a, const struct calibration *b);

#endif
