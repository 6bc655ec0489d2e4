#include "gguf.h"

#include "arena.h"
#include "diag.h"
#include "str.h"
#include "stream.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Limits, at least twenty times what real files have. They bound the memory of the reader whatever a file claims. */
enum {
    MOST_VALUES = 1 << 14,
    MOST_TENSORS = 1 << 16,
    LONGEST_KEY = 1 << 10,
    LONGEST_NAME = 63,
    LONGEST_KEPT = 1 << 12, /* longer texts are skipped */
    MOST_NUMBERS = 512,
    LONGEST_HEADER = 1 << 28,
    ALIGNMENT = 32,
    MOST_ALIGNMENT = 1 << 20
};
static const double largest_exact = 9007199254740992.0;

/* State of the reader. Numbers are read as little-endian on any machine. */
struct reading {
    struct arena *arena;
    struct diags *d;
    const struct catalogue *catalogue;
    struct stream *s;
    struct gguf *g;
    const struct format *by_type[256];
    uint64_t alignment;
};

static bool fail(struct reading *r, enum diag_code code, unsigned long long byte, const char *path, const char *fmt,
                 ...) PRINTF(5, 6);

static bool fail(struct reading *r, enum diag_code code, unsigned long long byte, const char *path, const char *fmt,
                 ...)
{
    va_list args;
    va_start(args, fmt);
    diag_add(r->d, code, (struct origin){.file = r->s->file, .binary = true, .byte = byte}, path, "%s",
             str_vformat(r->arena, fmt, args));
    va_end(args);
    return false;
}

/* Reports that the file ends too early, unless it could not be read; returns false. */
static bool ends(struct reading *r, const char *path)
{
    return !r->s->failed &&
           fail(r, DIAG_GGUF_SHORT, r->s->at, path, "the file ends within the header, after %llu bytes", r->s->size);
}

static bool take(struct reading *r, int bytes, uint64_t *out, const char *path)
{
    unsigned char raw[8];
    BUG_UNLESS(bytes >= 1 && (size_t)bytes <= sizeof raw);
    if (!stream_take(r->s, raw, (size_t)bytes))
        return ends(r, path);
    *out = 0;
    for (int i = bytes; i-- > 0;)
        *out = *out << 8 | raw[i];
    return r->s->at <= LONGEST_HEADER ||
           fail(r, DIAG_GGUF, r->s->at, path, "expected a header of at most %d bytes, got more", (int)LONGEST_HEADER);
}

/* Reads a text of at most most bytes. A longer text is skipped and *out is NULL if skip is set, else it is a fault. */
static bool take_text(struct reading *r, size_t most, bool skip, const char *path, const char **out)
{
    const unsigned long long byte = r->s->at;
    uint64_t n;
    if (!take(r, 8, &n, path))
        return false;
    *out = NULL;
    if (n > r->s->size - r->s->at)
        return fail(r, DIAG_GGUF_SHORT, byte, path,
                    "expected a text of at most %llu bytes, the rest of the file, got %llu", r->s->size - r->s->at,
                    (unsigned long long)n);
    if (n > most && !skip)
        return fail(r, DIAG_GGUF, byte, path, "expected a name of 1 to %zu bytes, got %llu", most,
                    (unsigned long long)n);
    if (n > most)
        return stream_skip(r->s, n) || ends(r, path);
    char *text = arena_alloc(r->arena, (size_t)n + 1);
    if (!stream_take(r->s, text, (size_t)n))
        return ends(r, path);
    *out = text;
    return true;
}

/* Returns true for printable ASCII without blanks: keys and names appear in messages and JSON. */
static bool is_name(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p <= ' ' || *p > '~')
            return false;
    return *text != '\0';
}

/* Returns the bytes of a number or bool. */
static int width(enum gguf_type t)
{
    static const int widths[GGUF_N_TYPES] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    BUG_UNLESS(t < GGUF_N_TYPES && widths[t] > 0);
    return widths[t];
}

static double number_of(enum gguf_type t, uint64_t raw)
{
    float f;
    double d;
    const uint32_t low = (uint32_t)raw;
    switch (t) {
    case GGUF_I8: return (int8_t)raw;
    case GGUF_I16: return (int16_t)raw;
    case GGUF_I32: return (int32_t)raw;
    case GGUF_I64: return (double)(int64_t)raw;
    case GGUF_F32: memcpy(&f, &low, sizeof f); return (double)f;
    case GGUF_F64: memcpy(&d, &raw, sizeof d); return d;
    case GGUF_BOOL: return raw != 0;
    default: return (double)raw;
    }
}

static bool take_type(struct reading *r, const char *key, bool inside, enum gguf_type *out)
{
    const unsigned long long byte = r->s->at;
    uint64_t raw;
    if (!take(r, 4, &raw, key))
        return false;
    if (raw >= GGUF_N_TYPES)
        return fail(r, DIAG_GGUF, byte, key, "expected a value type from 0 to %d, got %llu", GGUF_N_TYPES - 1,
                    (unsigned long long)raw);
    if (inside && raw == GGUF_ARRAY)
        return fail(r, DIAG_GGUF, byte, key, "expected an array of numbers or texts, got an array of arrays");
    *out = (enum gguf_type)raw;
    return true;
}

static bool take_array(struct reading *r, struct gguf_value *v)
{
    uint64_t n, raw;
    if (!take_type(r, v->key, true, &v->of))
        return false;
    const unsigned long long byte = r->s->at;
    if (!take(r, 8, &n, v->key))
        return false;
    const int each = v->of == GGUF_TEXT ? 8 : width(v->of);
    if (n > (r->s->size - r->s->at) / (unsigned)each)
        return fail(r, DIAG_GGUF_SHORT, byte, v->key,
                    "expected an array of at most %llu elements in the rest of the file, got %llu",
                    (r->s->size - r->s->at) / (unsigned)each, (unsigned long long)n);
    v->count = (double)n;
    if (v->of == GGUF_TEXT) {
        const char *none;
        for (uint64_t i = 0; i < n; i++)
            if (!take_text(r, 0, true, v->key, &none))
                return false;
        return true;
    }
    v->n_numbers = n < MOST_NUMBERS ? (size_t)n : MOST_NUMBERS;
    double *numbers = ARENA_ARRAY(r->arena, v->n_numbers, double);
    v->numbers = numbers;
    for (size_t i = 0; i < v->n_numbers; i++) {
        if (!take(r, each, &raw, v->key))
            return false;
        numbers[i] = number_of(v->of, raw);
    }
    return stream_skip(r->s, (n - v->n_numbers) * (unsigned)each) || ends(r, v->key);
}

static bool take_value(struct reading *r, struct gguf_value *v)
{
    uint64_t raw;
    v->byte = r->s->at;
    if (!take_text(r, LONGEST_KEY, false, "metadata", &v->key))
        return false;
    if (!is_name(v->key))
        return fail(r, DIAG_GGUF, v->byte, "metadata", "expected a key of printable ASCII characters without blanks");
    if (!take_type(r, v->key, false, &v->type))
        return false;
    if (v->type == GGUF_ARRAY)
        return take_array(r, v);
    if (v->type == GGUF_TEXT)
        return take_text(r, LONGEST_KEPT, true, v->key, &v->text);
    if (!take(r, width(v->type), &raw, v->key))
        return false;
    v->number = number_of(v->type, raw);
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct gguf_value *x = a, *y = b;
    const int order = strcmp(x->key, y->key);
    return order ? order : (x->byte > y->byte) - (x->byte < y->byte);
}

static bool take_values(struct reading *r, uint64_t n)
{
    struct gguf_value *values = ARENA_ARRAY(r->arena, n, struct gguf_value);
    for (uint64_t i = 0; i < n; i++)
        if (!take_value(r, &values[i]))
            return false;
    qsort(values, n, sizeof *values, by_key);
    for (uint64_t i = 1; i < n; i++)
        if (strcmp(values[i - 1].key, values[i].key) == 0)
            return fail(r, DIAG_DUPLICATE_KEY, values[i].byte, values[i].key, "the key is already at byte %llu",
                        values[i - 1].byte);
    r->g->values = values;
    r->g->n_values = (size_t)n;
    return true;
}

static bool take_alignment(struct reading *r)
{
    const struct gguf_value *v = gguf_find(r->g, "general.alignment");
    r->alignment = ALIGNMENT;
    if (!v)
        return true;
    const double x = v->type == GGUF_U32 ? v->number : 0;
    if (x < 1 || x > MOST_ALIGNMENT || ((uint64_t)x & ((uint64_t)x - 1)) != 0)
        return fail(r, DIAG_OUT_OF_RANGE, v->byte, v->key, "expected a power of two from 1 to %d (u32), got %g",
                    (int)MOST_ALIGNMENT, v->number);
    r->alignment = (uint64_t)x;
    return true;
}

static bool take_shape(struct reading *r, struct gguf_tensor *t)
{
    uint64_t n, dim;
    const unsigned long long byte = r->s->at;
    if (!take(r, 4, &n, t->name))
        return false;
    if (n < 1 || n > 4)
        return fail(r, DIAG_GGUF, byte, t->name, "expected 1 to 4 dimensions, got %llu", (unsigned long long)n);
    t->n_dims = (int)n;
    t->elements = 1;
    for (int i = 0; i < t->n_dims; i++) {
        const unsigned long long here = r->s->at;
        if (!take(r, 8, &dim, t->name))
            return false;
        if (dim < 1 || (double)dim > largest_exact / t->elements)
            return fail(r, DIAG_GGUF, here, t->name,
                        "expected dimension %d of at least 1, and at most 2^53 elements in all, got %llu", i,
                        (unsigned long long)dim);
        t->dims[i] = (double)dim;
        t->elements *= (double)dim;
    }
    return true;
}

static bool take_format(struct reading *r, struct gguf_tensor *t)
{
    uint64_t type;
    const unsigned long long byte = r->s->at;
    if (!take(r, 4, &type, t->name))
        return false;
    t->format = type < sizeof r->by_type / sizeof *r->by_type ? r->by_type[type] : NULL;
    if (!t->format)
        return fail(r, DIAG_GGUF, byte, t->name,
                    "expected the number of a known format (see: rigplan list format), got %llu",
                    (unsigned long long)type);
    if (fmod(t->dims[0], t->format->block_weights) != 0)
        return fail(r, DIAG_GGUF, byte, t->name, "expected rows of a multiple of %.0f elements (%s), got %.0f",
                    t->format->block_weights, t->format->id, t->dims[0]);
    t->bytes = t->elements / t->format->block_weights * t->format->block_b;
    return true;
}

/* Rounds up to the alignment of tensors. */
static double aligned(const struct reading *r, double bytes)
{
    BUG_UNLESS(r->alignment > 0);
    return ceil(bytes / (double)r->alignment) * (double)r->alignment;
}

/* The data of the tensors follow each other in the header's order, each aligned; ggml refuses anything else. *next is
   the offset of the next tensor. */
static bool take_tensor(struct reading *r, struct gguf_tensor *t, double *next)
{
    uint64_t offset;
    t->byte = r->s->at;
    if (!take_text(r, LONGEST_NAME, false, "tensors", &t->name))
        return false;
    if (!is_name(t->name))
        return fail(r, DIAG_GGUF, t->byte, "tensors", "expected a name of printable ASCII characters without blanks");
    if (!take_shape(r, t) || !take_format(r, t))
        return false;
    const unsigned long long byte = r->s->at;
    if (!take(r, 8, &offset, t->name))
        return false;
    if ((double)offset != *next)
        return fail(r, DIAG_GGUF, byte, t->name,
                    "expected its data at offset %.0f, after the previous tensor, got %llu", *next,
                    (unsigned long long)offset);
    *next += aligned(r, t->bytes);
    r->g->tensors_b += t->bytes;
    return *next <= largest_exact ||
           fail(r, DIAG_GGUF, byte, t->name, "expected at most 2^53 bytes of tensors, got more");
}

static int by_name(const void *a, const void *b)
{
    const struct gguf_tensor *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static bool names_differ(struct reading *r)
{
    const size_t n = r->g->n_tensors;
    const struct gguf_tensor **sorted = ARENA_ARRAY(r->arena, n, const struct gguf_tensor *);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &r->g->tensors[i];
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 1; i < n; i++)
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
            return fail(r, DIAG_DUPLICATE_KEY, sorted[i]->byte, sorted[i]->name, "another tensor has this name");
    return true;
}

/* Checks that the file has the data of all tensors; next is the end of the last one, aligned. */
static bool holds_data(struct reading *r, double next)
{
    if (r->g->n_tensors == 0)
        return true;
    const struct gguf_tensor *last = &r->g->tensors[r->g->n_tensors - 1];
    const double padding = aligned(r, last->bytes) - last->bytes, end = aligned(r, (double)r->s->at) + next - padding;
    return end <= (double)r->s->size ||
           fail(r, DIAG_GGUF_SHORT, r->s->size, last->name,
                "expected %.0f bytes with all tensors, got %llu (--header takes a file without their data)", end,
                r->s->size);
}

static bool take_tensors(struct reading *r, uint64_t n, bool header_only)
{
    struct gguf_tensor *tensors = ARENA_ARRAY(r->arena, n, struct gguf_tensor);
    double next = 0;
    r->g->tensors = tensors;
    for (uint64_t i = 0; i < n; i++) {
        if (!take_tensor(r, &tensors[i], &next))
            return false;
        r->g->n_tensors++;
    }
    return (header_only || holds_data(r, next)) && names_differ(r);
}

static bool take_version(struct reading *r)
{
    char magic[4];
    uint64_t version;
    if (!stream_take(r->s, magic, sizeof magic))
        return ends(r, NULL);
    if (memcmp(magic, "GGUF", sizeof magic) != 0)
        return fail(r, DIAG_GGUF, 0, NULL, "expected a GGUF file, which starts with the letters GGUF");
    if (!take(r, 4, &version, "version"))
        return false;
    if (version == 2 || version == 3)
        return true;
    if (version == 1)
        return fail(
            r, DIAG_GGUF_VERSION, 4, "version",
            "expected version 2 or 3, got version 1 of 2023, which engines no longer read: convert the model again");
    if ((version & 0xffff) == 0)
        return fail(r, DIAG_GGUF_VERSION, 4, "version", "expected a little-endian file, got a big-endian one");
    return fail(r, DIAG_GGUF_VERSION, 4, "version", "expected version 2 or 3, got %llu", (unsigned long long)version);
}

/* Reads a count of at most `most` things. Each thing takes at least least_b bytes of the file. */
static bool take_count(struct reading *r, const char *what, uint64_t most, unsigned least_b, uint64_t *out)
{
    const unsigned long long byte = r->s->at;
    BUG_UNLESS(least_b > 0);
    if (!take(r, 8, out, what))
        return false;
    if (*out > most)
        return fail(r, DIAG_GGUF, byte, what, "expected 0 to %llu of them, got %llu", (unsigned long long)most,
                    (unsigned long long)*out);
    return *out <= (r->s->size - r->s->at) / least_b ||
           fail(r, DIAG_GGUF_SHORT, byte, what, "expected at most %llu of them in the rest of the file, got %llu",
                (r->s->size - r->s->at) / least_b, (unsigned long long)*out);
}

const struct gguf *gguf_read(struct arena *a, struct diags *d, const struct catalogue *c, struct stream *s,
                             bool header_only)
{
    enum { LEAST_VALUE_B = 8 + 1 + 4 + 1, LEAST_TENSOR_B = 8 + 1 + 4 + 8 + 4 + 8 };
    struct reading r = {.arena = a, .d = d, .catalogue = c, .s = s, .g = ARENA_NEW(a, struct gguf)};
    uint64_t n_tensors, n_values;
    r.g->file = s->file;
    for (size_t i = 0; i < c->formats.n; i++) {
        const double number = c->formats.v[i].ggml_type;
        if (number < sizeof r.by_type / sizeof *r.by_type)
            r.by_type[(int)number] = &c->formats.v[i];
    }
    const bool good = take_version(&r) && take_count(&r, "tensors", MOST_TENSORS, LEAST_TENSOR_B, &n_tensors) &&
                      take_count(&r, "metadata", MOST_VALUES, LEAST_VALUE_B, &n_values) && take_values(&r, n_values) &&
                      take_alignment(&r) && take_tensors(&r, n_tensors, header_only);
    return good ? r.g : NULL;
}

const struct gguf_value *gguf_find(const struct gguf *g, const char *key)
{
    size_t low = 0, high = g->n_values;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = strcmp(g->values[middle].key, key);
        if (order == 0)
            return &g->values[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct origin gguf_at(const struct gguf *g, unsigned long long byte)
{
    return (struct origin){.file = g->file, .binary = true, .byte = byte};
}
