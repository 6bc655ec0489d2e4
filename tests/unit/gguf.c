/* read/gguf: what the header says, and every header that must not be believed. Files come from ggufmake, which knows
   only the specification. */
#define _POSIX_C_SOURCE 200809L
#include "arena.h"
#include "test.h"
#include "diag.h"
#include "gguf.h"
#include "ggufmake.h"
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Reads bytes as a file; *faults are its diagnostics. */
static const struct gguf *read_bytes(const void *bytes, size_t n, bool header_only, const char **faults)
{
    struct diags d = diag_none(test_arena());
    struct stream s = stream_memory("x.gguf", bytes, n);
    const struct gguf *g = gguf_read(test_arena(), &d, test_catalogue(), &s, header_only);
    THAT((g == NULL) == (d.errors > 0));
    *faults = test_faults(&d);
    return g;
}

static void values(void)
{
    static struct ggufmake m;
    static const struct {
        uint32_t type;
        uint64_t raw;
        double value;
    } rows[] = {
        {0, 200, 200},
        {1, 0x80, -128},
        {2, 65535, 65535},
        {3, 0xffff, -1},
        {4, 4294967295u, 4294967295.0},
        {5, 0x80000000u, -2147483648.0},
        {6, 0x3fc00000, 1.5},
        {7, 1, 1},
        {10, (uint64_t)1 << 53, 9007199254740992.0},
        {11, ~(uint64_t)6, -7},
        {12, 0x4004000000000000, 2.5},
    };
    const char *faults;
    ggufmake_start(&m);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char key[] = {'k', (char)('a' + rows[i].type), '\0'};
        const uint64_t three[] = {rows[i].raw, 0, rows[i].raw};
        const char list[] = {'l', (char)('a' + rows[i].type), '\0'};
        ggufmake_number(&m, key, rows[i].type, rows[i].raw);
        ggufmake_numbers(&m, list, rows[i].type, three, 3);
    }
    ggufmake_text(&m, "text", "hello there");
    ggufmake_texts(&m, "words", 30);
    const struct gguf *g = read_bytes(m.out, ggufmake_header(&m, 3), false, &faults);
    SAME(faults, "");
    for (size_t i = 0; g && i < COUNT_OF(rows); i++) {
        const char key[] = {'k', (char)('a' + rows[i].type), '\0'}, list[] = {'l', (char)('a' + rows[i].type), '\0'};
        test_row("type %u", rows[i].type);
        CLOSE(gguf_find(g, key)->number, rows[i].value, 0);
        CLOSE(gguf_find(g, list)->count, 3, 0);
        CLOSE(gguf_find(g, list)->numbers[0], rows[i].value, 0);
        CLOSE(gguf_find(g, list)->numbers[1], 0, 0);
        CLOSE(gguf_find(g, list)->numbers[2], rows[i].value, 0);
    }
    SAME(gguf_find(g, "text")->text, "hello there");
    CLOSE(gguf_find(g, "words")->count, 30, 0);
    THAT(gguf_find(g, "absent") == NULL);
}

/* Every type that files use, by the block sizes of ggml-common.h. */
static void types(void)
{
    static struct ggufmake m;
    static const uint32_t known[] = {0,  1,  2,  3,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
                                     20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 34, 35, 39, 40, 41, 42};
    const char *faults;
    for (uint32_t type = 0; type < 64; type++) {
        bool wanted = false;
        for (size_t i = 0; i < COUNT_OF(known); i++)
            wanted |= known[i] == type;
        test_row("type %u", type);
        ggufmake_start(&m);
        ggufmake_tensor(&m, "t", type, 2, (const uint64_t[]){512, 3});
        const struct gguf *g = read_bytes(m.out, ggufmake_header(&m, 3), true, &faults);
        THAT((g != NULL) == wanted);
        if (g)
            CLOSE(g->tensors[0].bytes, ggufmake_bytes(type, 512 * 3), 0);
    }
}

/* Version, magic and byte order. */
static void versions(void)
{
    static struct ggufmake m;
    const char *faults;
    ggufmake_start(&m);
    THAT(read_bytes(m.out, ggufmake_header(&m, 2), false, &faults) != NULL);
    THAT(read_bytes(m.out, ggufmake_header(&m, 3), false, &faults) != NULL);
    for (uint32_t v = 0; v < 6; v += v == 1 ? 3 : 1) {
        test_row("version %u", v);
        THAT(read_bytes(m.out, ggufmake_header(&m, v), false, &faults) == NULL && strstr(faults, "[E112]"));
    }
    THAT(!read_bytes(m.out, ggufmake_header(&m, 0x03000000), false, &faults) && strstr(faults, "big-endian"));
    THAT(!read_bytes("GGML\3\0\0\0", 8, false, &faults) &&
         strstr(faults, "x.gguf:byte 0: error: expected a GGUF file"));
}

/* A model's header with everything in it. */
static size_t whole(struct ggufmake *m)
{
    ggufmake_start(m);
    ggufmake_text(m, "general.architecture", "llama");
    ggufmake_u32(m, "llama.block_count", 1);
    ggufmake_texts(m, "tokenizer.ggml.tokens", 7);
    ggufmake_numbers(m, "tokenizer.ggml.scores", 6, (const uint64_t[]){1, 2, 3}, 3);
    ggufmake_tensor(m, "token_embd.weight", 12, 2, (const uint64_t[]){256, 7});
    ggufmake_tensor(m, "output_norm.weight", 0, 1, (const uint64_t[]){256});
    return ggufmake_header(m, 3);
}

/* No beginning of a file is a file, and a copy on the heap shows any byte read beyond its end. */
static void cut_at_every_byte(void)
{
    static struct ggufmake m;
    const char *faults;
    const size_t n = whole(&m);
    THAT(read_bytes(m.out, n, true, &faults) != NULL);
    for (size_t i = 0; i < n - m.alignment; i++) {
        unsigned char *part = malloc(i ? i : 1);
        BUG_UNLESS(part != NULL);
        memcpy(part, m.out, i);
        test_row("%zu of %zu bytes", i, n);
        THAT(read_bytes(part, i, true, &faults) == NULL);
        THAT(strstr(faults, "[E113]") != NULL);
        free(part);
    }
    THAT(!read_bytes(m.out, n, false, &faults) && strstr(faults, "[E113]") && strstr(faults, "output_norm.weight"));
}

/* Any byte may be wrong: the reader says yes or says why, and stays within its bytes. */
static void any_byte_wrong(void)
{
    static struct ggufmake m;
    static const unsigned char others[] = {0, 1, 0x7f, 0x80, 0xff};
    const char *faults;
    const size_t n = whole(&m);
    unsigned char *copy = malloc(n);
    BUG_UNLESS(copy != NULL);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < COUNT_OF(others); k++) {
            memcpy(copy, m.out, n);
            copy[i] = others[k];
            test_row("byte %zu is %u", i, others[k]);
            read_bytes(copy, n, true, &faults);
        }
    free(copy);
}

static void refused(struct ggufmake *m, const char *code, const char *words)
{
    const char *faults;
    test_row("%s", words);
    THAT(read_bytes(m->out, ggufmake_header(m, 3), true, &faults) == NULL);
    if (!THAT(strstr(faults, code) != NULL) || !THAT(strstr(faults, words) != NULL))
        SAME(faults, words);
}

static void hostile_counts(void)
{
    static struct ggufmake m;
    ggufmake_start(&m);
    m.n_tensors = (uint64_t)1 << 63;
    refused(&m, "[E111]", "tensors: expected 0 to 65536 of them, got 9223372036854775808");
    m.n_tensors = 60000;
    refused(&m, "[E113]", "tensors: expected at most 0 of them in the rest of the file, got 60000");
    ggufmake_start(&m);
    m.n_keys = ~(uint64_t)0;
    refused(&m, "[E111]", "metadata: expected 0 to 16384 of them, got 18446744073709551615");
    ggufmake_start(&m);
    ggufmake_numbers(&m, "a", 4, (const uint64_t[]){1}, 1);
    memset(m.keys + 17, 0xff, 8); /* the array's length: key (8 + 1), type, type of elements */
    refused(&m, "[E113]",
            "a: expected an array of at most 3 elements in the rest of the file, got 18446744073709551615");
    ggufmake_start(&m);
    ggufmake_text(&m, "a", "b");
    memset(m.keys + 13, 0x7f, 8); /* the text's length */
    refused(&m, "[E113]", "a: expected a text of at most 19 bytes, the rest of the file, got 9187201950435737471");
    memset(m.keys, 0x7f, 8); /* the key's */
    refused(&m, "[E113]",
            "metadata: expected a text of at most 32 bytes, the rest of the file, got 9187201950435737471");
}

static void hostile_values(void)
{
    static struct ggufmake m;
    ggufmake_start(&m);
    ggufmake_numbers(&m, "a", 9, NULL, 0);
    refused(&m, "[E111]", "a: expected an array of numbers or texts, got an array of arrays");
    ggufmake_start(&m);
    ggufmake_u32(&m, "a", 1);
    m.keys[9] = 13;
    refused(&m, "[E111]", "a: expected a value type from 0 to 12, got 13");
    ggufmake_start(&m);
    ggufmake_u32(&m, "a", 1);
    ggufmake_u32(&m, "a", 2);
    refused(&m, "[E104]", "a: the key is already at byte 24");
    ggufmake_start(&m);
    ggufmake_u32(&m, "", 1);
    ggufmake_u32(&m, "room", 1);
    refused(&m, "[E111]", "expected a key of printable ASCII");
    for (uint32_t a = 0; a < 9; a += 3) {
        ggufmake_start(&m);
        ggufmake_u32(&m, "general.alignment", a);
        refused(&m, "[E204]", "general.alignment: expected a power of two");
    }
    ggufmake_start(&m);
    ggufmake_number(&m, "general.alignment", 10, 32);
    refused(&m, "[E204]", "general.alignment: expected a power of two");
}

static void hostile_tensors(void)
{
    static struct ggufmake m;
    static const uint64_t huge[] = {(uint64_t)1 << 31, (uint64_t)1 << 31, 4, 4}, none[] = {0},
                          nine[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    ggufmake_start(&m);
    ggufmake_tensor(&m, "t", 0, 9, nine);
    refused(&m, "[E111]", "t: expected 1 to 4 dimensions, got 9");
    ggufmake_start(&m);
    ggufmake_tensor(&m, "t", 0, 0, nine);
    ggufmake_u32(&m, "more", 1);
    refused(&m, "[E111]", "t: expected 1 to 4 dimensions, got 0");
    ggufmake_start(&m);
    ggufmake_tensor(&m, "t", 0, 1, none);
    refused(&m, "[E111]", "t: expected dimension 0 of at least 1, and at most 2^53 elements in all, got 0");
    ggufmake_start(&m);
    ggufmake_tensor(&m, "t", 0, 4, huge);
    refused(&m, "[E111]", "t: expected dimension 1 of at least 1, and at most 2^53 elements in all, got 2147483648");
    ggufmake_start(&m);
    ggufmake_tensor(&m, "t", 12, 2, (const uint64_t[]){100, 2});
    refused(&m, "[E111]", "t: expected rows of a multiple of 256 elements (Q4_K), got 100");
    ggufmake_start(&m);
    m.offset = 64;
    ggufmake_tensor(&m, "t", 0, 1, (const uint64_t[]){8});
    refused(&m, "[E111]", "t: expected its data at offset 0, after the previous tensor, got 64");
    ggufmake_start(&m);
    ggufmake_tensor(&m, "t", 0, 1, (const uint64_t[]){8});
    ggufmake_tensor(&m, "t", 0, 1, (const uint64_t[]){8});
    refused(&m, "[E104]", "t: another tensor has this name");
    ggufmake_start(&m);
    ggufmake_tensor(&m, "a-name-of-sixty-four-letters-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, 1,
                    (const uint64_t[]){8});
    refused(&m, "[E111]", "tensors: expected a name of 1 to 63 bytes, got 64");
}

/* A large file is read up to its tensors and no further. */
static void header_only(void)
{
    static struct ggufmake m;
    struct diags d = diag_none(test_arena());
    struct stream s;
    char path[] = "/tmp/rigplan-gguf-XXXXXX";
    const int fd = mkstemp(path);
    THAT(fd >= 0 && close(fd) == 0);
    const size_t n = whole(&m);
    THAT(ggufmake_file(&m, path, (uint64_t)1 << 33));
    THAT(stream_open(test_arena(), &d, path, &s));
    const struct gguf *g = gguf_read(test_arena(), &d, test_catalogue(), &s, false);
    THAT(g != NULL && g->n_tensors == 2);
    THAT(s.at <= n);
    CLOSE(g->tensors_b, m.bytes, 0);
    stream_close(&s);
    remove(path);
}

SUITE(gguf, {"every type of value", values}, {"every type of tensor", types}, {"versions", versions},
      {"cut at every byte", cut_at_every_byte}, {"any byte wrong", any_byte_wrong}, {"hostile counts", hostile_counts},
      {"hostile values", hostile_values}, {"hostile tensors", hostile_tensors}, {"no tensor is read", header_only})
