/* import.h: makes catalogue records from model files. An importer returns a tree in the form of a catalogue file. Its
   values have the origin where they were read; load.h checks the tree like any catalogue file. */
#ifndef IMPORT_H
#define IMPORT_H

#include "catalogue.h"

struct arena;
struct diags;
struct tree;
struct gguf_file;

/* What the user states on the command line. */
struct import_ask {
    const char *id;     /* id of the model; NULL: made from the file's name */
    const char *vendor; /* NULL: as the file states, else "unknown" */
    const char *date;   /* date of the records: when the file was read */
};

struct import {
    struct tree *root;         /* a catalogue file; NULL: failed, with diagnostics */
    const char *model, *quant; /* ids of the records; quant NULL: none was made */
};

/* Makes a model and a quant that has this file's own tensors. */
struct import import_gguf(struct arena *a, struct diags *d, const struct gguf_file *f, const struct import_ask *ask);
/* Makes a model from a config.json of Hugging Face. The caller replaces params_total by the count of the tensors. */
struct import import_hf(struct arena *a, struct diags *d, const char *file, const char *text, size_t size,
                        const struct import_ask *ask);

#endif
