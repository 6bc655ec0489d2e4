/* import.h: files of others become catalogue records. Each importer gives a tree in the form of a catalogue file, whose
   values stand where they were read; load.h judges it like one. */
#ifndef IMPORT_H
#define IMPORT_H

#include "catalogue.h"

struct arena;
struct diags;
struct tree;
struct gguf_file;

/* What is said beside the file. */
struct import_ask {
    const char *id;     /* of the model; NULL: made from the file's name */
    const char *vendor; /* NULL: what the file says, else "unknown" */
    const char *date;   /* when it was read */
};

struct import {
    struct tree *root;         /* a catalogue file; NULL with diagnostics */
    const char *model, *quant; /* ids; quant NULL where there is none */
};

/* A model and the quant that is this file: its own tensors. */
struct import import_gguf(struct arena *a, struct diags *d, const struct gguf_file *f, const struct import_ask *ask);
/* A model from a config.json of Hugging Face; params_total is left for whoever can count tensors. */
struct import import_hf(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                        const struct import_ask *ask);

#endif
