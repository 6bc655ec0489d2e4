/* constants.h: the fitted constants of the step-time law for one device in one case. Each is the product of all
   calibration records that match the case. */
#ifndef CONSTANTS_H
#define CONSTANTS_H

#include "records.h"

/* The case that the keys of calibration records are read from (calibration_key.def). */
struct constants_case {
    const struct device *device;
    const struct engine *engine;
    const struct model *model;
    enum backend backend;
    enum epoch epoch;
    enum qclass qclass;
    enum flag flash_attn;
    enum flag slow_attention; /* has attention in decode no kernel made for the card and the heads? */
    enum flag unfused;        /* are recurrent layers many small operations? unknown: none is there */
    enum flag chunked;        /* is a single token of recurrent layers computed as a whole chunk of a prompt? */
    enum split split;
    enum flag link_stated; /* several devices: is it stated what joins them? unknown: one device */
    enum flag link_known;  /* the same of measured rows, whose rigs may have any link; a planner has the assumed one */
    enum flag own; /* do the user's own measurements (calibrate --mine) apply? unknown: a row of somebody else */
};

/* One bit for each key of a calibration record: KEY_vendor, KEY_backend, ... */
enum constants_key_place {
#define KEY(row, key, of, value, doc) KEY_PLACE_##key,
#include "calibration_key.def"
#undef KEY
};
enum constants_key {
#define KEY(row, key, of, value, doc) KEY_##key = 1 << KEY_PLACE_##key,
#include "calibration_key.def"
#undef KEY
};

struct constants {
    double v[constant_end];
};

/* Constants that were resolved before, in the caller's memory: a hash table, empty entries are zeroed. It holds as long
   as the calibration records are not changed. */
struct constants_memo_entry {
    struct constants_case key; /* key.device NULL: the entry is empty */
    struct constants constants;
};
struct constants_memo {
    struct constants_memo_entry *entry;
    size_t n; /* entries: a power of two */
};

/* Class of the model, of the device's memory, and of the engine build's date. month is 12 * year + month - 1; NaN:
   today. */
enum model_kind constants_model_kind(const struct model *m);
/* Returns the class of the weights; float16 and bfloat16 are one outside GGUF, where one library multiplies both. */
enum qclass constants_qclass(const struct constants_case *c);
enum memory_class constants_memory_class(const struct device *d);
enum epoch constants_epoch(double month);
/* Returns true if every key that the record states equals the case's; unstated keys match any case. */
bool constants_match(const struct calibration *k, const struct constants_case *c);
/* Fills *out with the product of all matching records, constant by constant; NaN if no record matches. */
void constants_resolve(const struct calibration_list *all, const struct constants_case *c, struct constants *out);

/* Returns the constants of the case, kept in the memo from then on; may forget those of another case. */
const struct constants *constants_recall(const struct calibration_list *all, const struct constants_case *c,
                                         struct constants_memo *memo);

#endif
