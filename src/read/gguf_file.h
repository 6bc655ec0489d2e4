/* gguf_file.h: a model's GGUF file, or all the files it was split into, as one list of tensors. */
#ifndef GGUF_FILE_H
#define GGUF_FILE_H

#include "gguf.h"

struct gguf_file_tensor {
    const struct gguf_tensor *t;
    const struct gguf *part; /* which file it is in */
    int block;               /* N of "blk.N."; -1: outside the blocks */
    const char *rest;        /* the name behind that */
};

struct gguf_file {
    const struct gguf *first; /* the part with the metadata */
    size_t n_parts, n;
    const struct gguf_file_tensor *v;
    const char *name; /* of the file, without folder, part numbers and ending */
};

/* NULL with diagnostics. Given one part of a split file, its siblings are looked for beside it. */
const struct gguf_file *gguf_file_read(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                       bool header_only);
/* The same for one header that is already there. */
const struct gguf_file *gguf_file_of(struct arena *a, struct diags *d, const struct gguf *g);
/* The tensor of that block and rest of its name, NULL when there is none. */
const struct gguf_file_tensor *gguf_file_tensor(const struct gguf_file *f, int block, const char *rest);
/* The tensors of a block: the first, and *end behind the last. */
size_t gguf_file_block(const struct gguf_file *f, int block, size_t *end);
struct origin gguf_file_at(const struct gguf_file_tensor *t);

#endif
