#define _POSIX_C_SOURCE 200809L
#include "ggufmake.h"

#include "bug.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void put(unsigned char *to, size_t room, size_t *n, const void *bytes, size_t count)
{
    BUG_UNLESS(*n + count <= room);
    memcpy(to + *n, bytes, count);
    *n += count;
}

static void little(unsigned char *to, size_t room, size_t *n, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        const unsigned char b = (unsigned char)(value >> (8 * i));
        put(to, room, n, &b, 1);
    }
}

static void key_value(struct ggufmake *m, uint64_t value, int bytes)
{
    little(m->keys, sizeof m->keys, &m->n_keys_b, value, bytes);
}

static void key_text(struct ggufmake *m, const char *text)
{
    key_value(m, strlen(text), 8);
    put(m->keys, sizeof m->keys, &m->n_keys_b, text, strlen(text));
}

static int width(uint32_t type)
{
    static const int widths[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    return widths[type];
}

void ggufmake_start(struct ggufmake *m)
{
    memset(m, 0, sizeof *m);
    m->alignment = 32;
}

void ggufmake_number(struct ggufmake *m, const char *key, uint32_t type, uint64_t raw)
{
    key_text(m, key);
    key_value(m, type, 4);
    key_value(m, raw, width(type));
    m->n_keys++;
}

void ggufmake_u32(struct ggufmake *m, const char *key, uint32_t value)
{
    ggufmake_number(m, key, 4, value);
}

void ggufmake_text(struct ggufmake *m, const char *key, const char *value)
{
    key_text(m, key);
    key_value(m, 8, 4);
    key_text(m, value);
    m->n_keys++;
}

void ggufmake_numbers(struct ggufmake *m, const char *key, uint32_t type, const uint64_t *raw, uint64_t n)
{
    key_text(m, key);
    key_value(m, 9, 4);
    key_value(m, type, 4);
    key_value(m, n, 8);
    for (uint64_t i = 0; i < n; i++)
        key_value(m, raw[i], width(type));
    m->n_keys++;
}

void ggufmake_texts(struct ggufmake *m, const char *key, uint64_t n)
{
    key_text(m, key);
    key_value(m, 9, 4);
    key_value(m, 8, 4);
    key_value(m, n, 8);
    for (uint64_t i = 0; i < n; i++) {
        const char word[2] = {(char)('a' + i % 26), '\0'};
        key_text(m, word);
    }
    m->n_keys++;
}

double ggufmake_bytes(uint32_t type, double elements)
{
    static const struct {
        uint32_t type;
        double block, bytes;
    } rows[] = {
        {0, 1, 4},
        {1, 1, 2},
        {2, 32, 2 + 16},
        {3, 32, 2 + 2 + 16},
        {6, 32, 2 + 4 + 16},
        {7, 32, 2 + 2 + 4 + 16},
        {8, 32, 2 + 32},
        {9, 32, 2 + 2 + 32},
        {10, 256, 2 + 2 + 16 + 64},
        {11, 256, 2 + 64 + 32 + 12},
        {12, 256, 2 + 2 + 128 + 12},
        {13, 256, 2 + 2 + 128 + 32 + 12},
        {14, 256, 2 + 128 + 64 + 16},
        {15, 256, 4 + 256 + 32},
        {16, 256, 2 + 64},
        {17, 256, 2 + 64 + 8},
        {18, 256, 2 + 64 + 32},
        {19, 256, 2 + 32 + 16},
        {20, 32, 2 + 16},
        {21, 256, 2 + 64 + 32 + 8 + 4},
        {22, 256, 2 + 64 + 16},
        {23, 256, 2 + 2 + 128 + 4},
        {24, 1, 1},
        {25, 1, 2},
        {26, 1, 4},
        {27, 1, 8},
        {28, 1, 8},
        {29, 256, 32 + 16 + 8},
        {30, 1, 2},
        {34, 256, 2 + 4 * 13},
        {35, 256, 2 + 64},
        {39, 32, 1 + 16},
        {40, 64, 4 + 32},
        {41, 128, 2 + 16},
        {42, 64, 2 + 16},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].type == type)
            return elements / rows[i].block * rows[i].bytes;
    return 0;
}

void ggufmake_tensor(struct ggufmake *m, const char *name, uint32_t type, int n_dims, const uint64_t *dims)
{
    double elements = 1;
    little(m->tensors, sizeof m->tensors, &m->n_tensors_b, strlen(name), 8);
    put(m->tensors, sizeof m->tensors, &m->n_tensors_b, name, strlen(name));
    little(m->tensors, sizeof m->tensors, &m->n_tensors_b, (uint64_t)n_dims, 4);
    for (int i = 0; i < n_dims; i++) {
        little(m->tensors, sizeof m->tensors, &m->n_tensors_b, dims[i], 8);
        elements *= (double)dims[i];
    }
    little(m->tensors, sizeof m->tensors, &m->n_tensors_b, type, 4);
    little(m->tensors, sizeof m->tensors, &m->n_tensors_b, m->offset, 8);
    const double bytes = ggufmake_bytes(type, elements);
    m->n_tensors++;
    m->bytes += bytes;
    m->elements += elements;
    m->offset += ((uint64_t)bytes + m->alignment - 1) / m->alignment * m->alignment;
}

void ggufmake_block(struct ggufmake *m, int block, const char *name, uint32_t type, uint64_t row, uint64_t rows)
{
    char full[64];
    const uint64_t dims[2] = {row, rows};
    snprintf(full, sizeof full, "blk.%d.%s", block, name);
    ggufmake_tensor(m, full, type, rows > 1 ? 2 : 1, dims);
}

size_t ggufmake_header(struct ggufmake *m, uint32_t version)
{
    size_t n = 0;
    put(m->out, sizeof m->out, &n, "GGUF", 4);
    little(m->out, sizeof m->out, &n, version, 4);
    little(m->out, sizeof m->out, &n, m->n_tensors, 8);
    little(m->out, sizeof m->out, &n, m->n_keys, 8);
    put(m->out, sizeof m->out, &n, m->keys, m->n_keys_b);
    put(m->out, sizeof m->out, &n, m->tensors, m->n_tensors_b);
    while (n % m->alignment)
        little(m->out, sizeof m->out, &n, 0, 1);
    return n;
}

bool ggufmake_file(struct ggufmake *m, const char *path, uint64_t size)
{
    FILE *f = fopen(path, "wb");
    const size_t n = ggufmake_header(m, 3);
    if (!f)
        return false;
    const bool written = fwrite(m->out, 1, n, f) == n && fflush(f) == 0 && ftruncate(fileno(f), (off_t)(n + size)) == 0;
    return fclose(f) == 0 && written;
}
