/* gguf_file.h: a model's GGUF file, or all parts of a split file, as one list of tensors. */
#ifndef GGUF_FILE_H
#define GGUF_FILE_H

#include "gguf.h"

struct gguf_file_tensor {
    const struct gguf_tensor *t;
    const struct gguf *part; /* the file that has it */
    int block;               /* N of "blk.N."; -1: outside the blocks */
    const char *rest;        /* the name after "blk.N.", or all of it */
};

struct gguf_file {
    const struct gguf *first; /* the part with the metadata */
    size_t n_parts, n;
    const struct gguf_file_tensor *v; /* n tensors, sorted by block and rest */
    const char *name;                 /* name of the file without folder, part numbers and ending */
};

/* Reads a GGUF file. path may be any part of a split file; the other parts must be in the same folder. header_only: as
   in gguf_read. Returns NULL with diagnostics when a part is missing or not valid. */
const struct gguf_file *gguf_file_read(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                       bool header_only);
/* The same of bytes that are read already, of a pipe. */
const struct gguf_file *gguf_file_text(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                       const char *bytes, size_t size, bool header_only);
/* Makes a file from one header that has been read. Returns NULL with a diagnostic when two tensors have one name. */
const struct gguf_file *gguf_file_of(struct arena *a, struct diags *d, const struct gguf *g);
/* Returns the tensor with that block and rest; NULL when there is none. */
const struct gguf_file_tensor *gguf_file_tensor(const struct gguf_file *f, int block, const char *rest);
/* Returns the index of the block's first tensor and sets *end to the index after its last. */
size_t gguf_file_block(const struct gguf_file *f, int block, size_t *end);
/* Returns where the tensor's entry is in its file. */
struct origin gguf_file_at(const struct gguf_file_tensor *t);

#endif
