/* hf_config.h: reads the values of a Hugging Face config.json, one key at a time. import_hf.c makes the model record
   from them. */
#ifndef HF_CONFIG_H
#define HF_CONFIG_H

#include "bug.h"
#include "hf_arch.h"
#include "str.h"
#include "tree.h"

enum { HF_CONFIG_MOST_LAYERS = 512 };

/* What a layer mixes tokens with, or that it is a feed-forward part alone. */
enum hf_layer { HF_LAYER_FULL, HF_LAYER_WINDOW, HF_LAYER_LINEAR, HF_LAYER_FFN, HF_LAYER_EXPERTS, HF_LAYER_KINDS };

/* A model record under construction. */
struct hf_config {
    struct arena *arena;
    struct diags *d;
    const struct tree *root, *text; /* the whole config; its part for the language model */
    const struct hf_arch *arch;
    struct tree *model; /* the record */
    int layers;
    enum hf_layer kind[HF_CONFIG_MOST_LAYERS];
    int n[HF_LAYER_KINDS]; /* layers of each kind */
    struct str absent;     /* keys that took the default of the config class, for the note */
    struct str said;       /* what else the note says: how the record differs from the model */
};

/* Reports why no model record can describe this config; always returns false. */
bool hf_config_refuse(const struct hf_config *c, const struct tree *at, const char *path, const char *why);
/* Appends a sentence to the record's note. */
void hf_config_say(struct hf_config *c, const char *fmt, ...) PRINTF(2, 3);
/* Returns the node of a key, or of another name for it that some makers use; NULL where none is stated, or null. */
const struct tree *hf_config_stated(const struct hf_config *c, const char *key);
/* Returns where the key stands in the file; the config's start where it is absent. */
struct origin hf_config_where(const struct hf_config *c, const char *key);
/* Returns the key's number, NaN where it is absent. A list with the same number for all layers is that number; any
   other value is a diagnostic. */
double hf_config_number(const struct hf_config *c, const char *key);
/* Like hf_config_number, but an absent key takes the default of the config class and is noted in absent. */
double hf_config_value(struct hf_config *c, const char *key);
/* Returns the value of a true-or-false key, or otherwise when it is absent. */
bool hf_config_yes(const struct hf_config *c, const char *key, bool otherwise);
/* Sets a field of the model to x, which comes from that key. */
void hf_config_put(const struct hf_config *c, const char *field, double x, const char *key);
/* Copies the key's value to a field of the model and returns it; NaN sets nothing. */
double hf_config_copy(struct hf_config *c, const char *field, const char *key);
/* Like hf_config_copy; a missing value is a diagnostic. */
double hf_config_need(struct hf_config *c, const char *field, const char *key);
/* Sets a flag of the model to yes where set is true. */
void hf_config_mark(const struct hf_config *c, const char *field, bool set);
/* Returns true when the architecture has this mark. */
bool hf_config_has(const struct hf_config *c, enum hf_mark m);
/* Returns true when the architecture is the one of that model_type. */
bool hf_config_is(const struct hf_config *c, const char *type);

#endif
