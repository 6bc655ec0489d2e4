/* ggufmake.h: writes GGUF files for the tests, from the specification alone (docs/gguf.md of ggml-org/ggml) and with
   the block sizes of ggml-common.h: nothing here knows the reader. */
#ifndef GGUFMAKE_H
#define GGUFMAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ggufmake {
    unsigned char keys[1 << 16], tensors[1 << 19], out[1 << 20];
    size_t n_keys_b, n_tensors_b;
    uint64_t n_keys, n_tensors, offset, alignment;
    double bytes; /* of all tensors, without what aligns them */
    double elements;
};

void ggufmake_start(struct ggufmake *m);
/* Metadata. type is the specification's number; raw is the value's bits; as many of its bytes are written as the type
   has. */
void ggufmake_number(struct ggufmake *m, const char *key, uint32_t type, uint64_t raw);
void ggufmake_u32(struct ggufmake *m, const char *key, uint32_t value);
void ggufmake_text(struct ggufmake *m, const char *key, const char *value);
/* n numbers of that type; each raw as above. */
void ggufmake_numbers(struct ggufmake *m, const char *key, uint32_t type, const uint64_t *raw, uint64_t n);
/* n texts "a", "b", ... */
void ggufmake_texts(struct ggufmake *m, const char *key, uint64_t n);
/* A tensor behind the one before; type is ggml's number. */
void ggufmake_tensor(struct ggufmake *m, const char *name, uint32_t type, int n_dims, const uint64_t *dims);
/* The same for rows x row of block N: "blk.N.NAME". */
void ggufmake_block(struct ggufmake *m, int block, const char *name, uint32_t type, uint64_t row, uint64_t rows);
/* The header in out, up to where the tensors begin; returns its length. */
size_t ggufmake_header(struct ggufmake *m, uint32_t version);
/* Writes header and size bytes of tensors (zero bytes that take no room) to a file. */
bool ggufmake_file(struct ggufmake *m, const char *path, uint64_t size);
/* Returns the bytes of n elements of a type; 0: the type is unknown. */
double ggufmake_bytes(uint32_t type, double elements);

#endif
