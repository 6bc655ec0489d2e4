/* gguf.h: the header of a GGUF file: metadata and the list of tensors. No tensor is read, and no more of the file than
   its header. Source: the GGUF specification (docs/gguf.md of ggml-org/ggml), versions 2 and 3, little-endian. Bounds
   that the specification leaves open are those of ggml's own reader (src/gguf.cpp), or narrower. */
#ifndef GGUF_H
#define GGUF_H

#include "catalogue.h"

struct arena;
struct diags;
struct stream;

enum gguf_type {
    GGUF_U8,
    GGUF_I8,
    GGUF_U16,
    GGUF_I16,
    GGUF_U32,
    GGUF_I32,
    GGUF_F32,
    GGUF_BOOL,
    GGUF_TEXT,
    GGUF_ARRAY,
    GGUF_U64,
    GGUF_I64,
    GGUF_F64,
    GGUF_N_TYPES
};

struct gguf_value {
    const char *key;
    enum gguf_type type, of; /* of: an array's elements */
    double number;           /* of a number or bool */
    const char *text;        /* of a text; NULL where it is longer than anything here asks for */
    double count;            /* elements of an array */
    const double *numbers;   /* the first n_numbers of an array of numbers */
    size_t n_numbers;
    unsigned long long byte; /* where its key stands */
};

struct gguf_tensor {
    const char *name;
    int n_dims;
    double dims[4], elements; /* dims[0] is the length of a row */
    const struct format *format;
    double bytes;
    unsigned long long byte; /* where its entry stands */
};

struct gguf {
    const char *file;
    size_t n_values, n_tensors;
    const struct gguf_value *values;   /* by key */
    const struct gguf_tensor *tensors; /* as in the file */
    double tensors_b;                  /* bytes of all tensors, without what aligns them */
};

/* NULL with a diagnostic. Formats are those of the catalogue with a number of GGUF's. header_only: the tensors' data
   may be missing. */
const struct gguf *gguf_read(struct arena *a, struct diags *d, const struct catalogue *c, struct stream *s,
                             bool header_only);
const struct gguf_value *gguf_find(const struct gguf *g, const char *key);
/* A place in the file. */
struct origin gguf_at(const struct gguf *g, unsigned long long byte);

#endif
