/* gguf.h: reads the header of a GGUF file: metadata and the list of tensors, not the tensors' data. Source: the GGUF
   specification (docs/gguf.md of ggml-org/ggml), versions 2 and 3, little-endian. Where the specification sets no
   bound, the bounds are those of ggml's reader (src/gguf.cpp) or narrower. */
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
    enum gguf_type type, of; /* of: type of an array's elements */
    double number;           /* value of a number or bool */
    const char *text;        /* value of a text; NULL when it is longer than 4096 bytes */
    double count;            /* elements of an array */
    const double *numbers;   /* the first n_numbers elements of an array of numbers */
    size_t n_numbers;        /* at most 512 */
    unsigned long long byte; /* offset of the key in the file */
};

struct gguf_tensor {
    const char *name;
    int n_dims;
    double dims[4], elements; /* dims[0] is the length of a row */
    const struct format *format;
    double bytes;            /* size of the data */
    unsigned long long byte; /* offset of the entry in the header */
};

struct gguf {
    const char *file;
    size_t n_values, n_tensors;
    const struct gguf_value *values;   /* sorted by key */
    const struct gguf_tensor *tensors; /* in the file's order */
    double tensors_b;                  /* bytes of all tensors, without padding */
};

/* Reads the header from s. Tensors get the catalogue's formats, by their ggml type number. header_only: the file may
   end after the header. Returns NULL with a diagnostic when the header is not valid. */
const struct gguf *gguf_read(struct arena *a, struct diags *d, const struct catalogue *c, struct stream *s,
                             bool header_only);
/* Returns the value of a key; NULL when there is none. */
const struct gguf_value *gguf_find(const struct gguf *g, const char *key);
/* Returns the origin of a byte offset in the file. */
struct origin gguf_at(const struct gguf *g, unsigned long long byte);

#endif
