/* gguf_probe.h: reads a model's properties from the metadata and the tensors of its GGUF file, one at a time.
   gguf_shape.c makes the model record from them. */
#ifndef GGUF_PROBE_H
#define GGUF_PROBE_H

#include "gguf_arch.h"
#include "gguf_file.h"
#include "str.h"
#include "tree.h"

enum { GGUF_PROBE_MOST_BLOCKS = 512 };

/* A model record under construction. */
struct gguf_probe {
    struct arena *arena;
    struct diags *d;
    const struct gguf_file *f;
    const struct gguf *g;
    const struct gguf_arch *arch;
    enum attention kind;
    struct tree *model; /* the record */
    int blocks;         /* blocks in the file */
    int layers;         /* blocks other than multi-token prediction blocks */
    /* Which blocks have attention, a recurrent state, experts. */
    bool attends[GGUF_PROBE_MOST_BLOCKS], recurrent[GGUF_PROBE_MOST_BLOCKS], experts[GGUF_PROBE_MOST_BLOCKS];
    struct str note; /* the record's note */
};

/* A suffix is a key without the architecture's name: "block_count" is "llama.block_count" in a Llama file. */

/* Returns the value of a key, NULL where the file has none. */
const struct gguf_value *gguf_probe_value(const struct gguf_probe *s, const char *suffix);
/* Returns true when v is not NULL and is a number or bool. */
bool gguf_probe_is_number(const struct gguf_value *v);
/* Returns the key's number; NaN where the key is absent or not a number. */
double gguf_probe_number(const struct gguf_probe *s, const char *suffix);
/* Returns where the key stands in the file, for diagnostics; byte 0 where it is absent. */
struct origin gguf_probe_where(const struct gguf_probe *s, const char *suffix);
/* Copies the key's number to a field of the model and returns it; an absent key sets nothing and returns NaN. */
double gguf_probe_copy(const struct gguf_probe *s, const char *field, const char *suffix);
/* Reports that the file lacks the key; always returns false. */
bool gguf_probe_missing(const struct gguf_probe *s, const char *suffix);
/* Reports why no model record can describe this file; always returns false. */
bool gguf_probe_refuse(const struct gguf_probe *s, struct origin at, const char *path, const char *why);
/* Returns v's value for layer i: v holds one number for all layers, or an array with one number per layer. NaN if it
   holds neither, or if the array is too short. */
double gguf_probe_of_layer(const struct gguf_value *v, int i);
/* Returns the tensor blk.BLOCK.REST, NULL where the file has none. */
const struct gguf_tensor *gguf_probe_tensor(const struct gguf_probe *s, int block, const char *rest);
/* Returns the tensor blk.N.REST of the first block that has one, or NULL. */
const struct gguf_file_tensor *gguf_probe_any(const struct gguf_probe *s, const char *rest);
/* Sets a field of the model to dimension dim of the first tensor named blk.N.REST and returns it. Sets nothing and
   returns NaN if there is no such tensor or dimension. */
double gguf_probe_measure(const struct gguf_probe *s, const char *field, const char *rest, int dim);
/* Sets a flag of the model to yes where t is not NULL. */
void gguf_probe_yes_if(const struct gguf_probe *s, const char *field, const struct gguf_file_tensor *t);
/* Returns true when the block has a tensor whose rest starts with prefix. */
bool gguf_probe_has(const struct gguf_probe *s, int block, const char *prefix);

#endif
