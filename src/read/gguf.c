#include "gguf.h"

#include "arena.h"
#include "diag.h"
#include "str.h"
#include "stream.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* More than any file has by a factor of twenty and more; what is read stays small whatever a file claims. */
enum {
    MOST_VALUES = 1 << 14,
    MOST_TENSORS = 1 << 16,
    LONGEST_KEY = 1 << 10,
    LONGEST_NAME = 63,
    LONGEST_KEPT = 1 << 12,
    MOST_NUMBERS = 512,
    LONGEST_HEADER = 1 << 28,
    ALIGNMENT = 32,
    MOST_ALIGNMENT = 1 << 20
};
static const double largest_exact = 9007199254740992.0;

/* One reading of one header. Numbers are little-endian whatever the machine is. */
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

static bool ends(struct reading *r, const char *path)
{
    return fail(r, DIAG_GGUF_SHORT, r->s->at, path, "the file ends here, at %llu bytes, inside its header", r->s->size);
}

static bool take(struct reading *r, int bytes, uint64_t *out, const char *path)
{
    unsigned char raw[8];
    if (!stream_take(r->s, raw, (size_t)bytes))
        return ends(r, path);
    *out = 0;
    for (int i = bytes; i-- > 0;)
        *out = *out << 8 | raw[i];
    return r->s->at <= LONGEST_HEADER ||
           fail(r, DIAG_GGUF, r->s->at, path, "the header is longer than %d bytes", (int)LONGEST_HEADER);
}

/* A text of at most most bytes; longer ones are skipped where skip is set (NULL then), and a fault where not. */
static bool take_text(struct reading *r, size_t most, bool skip, const char *path, const char **out)
{
    const unsigned long long byte = r->s->at;
    uint64_t n;
    if (!take(r, 8, &n, path))
        return false;
    *out = NULL;
    if (n > r->s->size - r->s->at)
        return fail(r, DIAG_GGUF_SHORT, byte, path,
                    "a text of %llu bytes is longer than what is left of the file (%llu)", (unsigned long long)n,
                    r->s->size - r->s->at);
    if (n > most && !skip)
        return fail(r, DIAG_GGUF, byte, path, "a name of %llu bytes; expected 1 to %zu", (unsigned long long)n, most);
    if (n > most)
        return stream_skip(r->s, n) || ends(r, path);
    char *text = arena_alloc(r->arena, (size_t)n + 1);
    if (!stream_take(r->s, text, (size_t)n))
        return ends(r, path);
    *out = text;
    return true;
}

/* Keys and names are printed in messages and written to JSON. */
static bool is_name(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p <= ' ' || *p > '~')
            return false;
    return *text != '\0';
}

static int width(enum gguf_type t)
{
    static const int widths[GGUF_N_TYPES] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
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
        return fail(r, DIAG_GGUF, byte, key, "%llu is no type of a value; expected 0 to %d", (unsigned long long)raw,
                    GGUF_N_TYPES - 1);
    if (inside && raw == GGUF_ARRAY)
        return fail(r, DIAG_GGUF, byte, key, "an array of arrays; expected numbers or texts");
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
                    "an array of %llu elements is longer than what is left of the file (%llu bytes)",
                    (unsigned long long)n, r->s->size - r->s->at);
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
        return fail(r, DIAG_GGUF, v->byte, "metadata", "a key is printable ASCII without blanks, and not empty");
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
            return fail(r, DIAG_DUPLICATE_KEY, values[i].byte, values[i].key, "the key is already there, at byte %llu",
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
        return fail(r, DIAG_GGUF, byte, t->name, "%llu dimensions; expected 1 to 4", (unsigned long long)n);
    t->n_dims = (int)n;
    t->elements = 1;
    for (int i = 0; i < t->n_dims; i++) {
        const unsigned long long here = r->s->at;
        if (!take(r, 8, &dim, t->name))
            return false;
        if (dim < 1 || (double)dim > largest_exact / t->elements)
            return fail(r, DIAG_GGUF, here, t->name,
                        "dimension %d is %llu; expected 1 or more, and at most 2^53 elements in all", i,
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
                    "%llu is the number of no format that is known (see: rigplan list format)",
                    (unsigned long long)type);
    if (fmod(t->dims[0], t->format->block_weights) != 0)
        return fail(r, DIAG_GGUF, byte, t->name, "rows of %.0f elements are not whole blocks of %s (%.0f)", t->dims[0],
                    t->format->id, t->format->block_weights);
    t->bytes = t->elements / t->format->block_weights * t->format->block_b;
    return true;
}

/* Tensors stand one behind the other, each aligned; ggml refuses anything else. */
static bool take_tensor(struct reading *r, struct gguf_tensor *t, double *next)
{
    uint64_t offset;
    t->byte = r->s->at;
    if (!take_text(r, LONGEST_NAME, false, "tensors", &t->name))
        return false;
    if (!is_name(t->name))
        return fail(r, DIAG_GGUF, t->byte, "tensors", "a name is printable ASCII without blanks, and not empty");
    if (!take_shape(r, t) || !take_format(r, t))
        return false;
    const unsigned long long byte = r->s->at;
    if (!take(r, 8, &offset, t->name))
        return false;
    if ((double)offset != *next)
        return fail(r, DIAG_GGUF, byte, t->name, "its data are at offset %llu; expected %.0f, behind the tensor before",
                    (unsigned long long)offset, *next);
    *next += ceil(t->bytes / (double)r->alignment) * (double)r->alignment;
    r->g->tensors_b += t->bytes;
    return *next <= largest_exact ||
           fail(r, DIAG_GGUF, byte, t->name, "the tensors together have more than 2^53 bytes");
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
            return fail(r, DIAG_DUPLICATE_KEY, sorted[i]->byte, sorted[i]->name, "two tensors have this name");
    return true;
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
    const double data = ceil((double)r->s->at / (double)r->alignment) * (double)r->alignment;
    const struct gguf_tensor *last = n > 0 ? &tensors[n - 1] : NULL;
    const double end = last ? data + next -
                                  (ceil(last->bytes / (double)r->alignment) * (double)r->alignment - last->bytes)
                            : data;
    if (!header_only && last && end > (double)r->s->size)
        return fail(r, DIAG_GGUF_SHORT, r->s->size, last->name,
                    "the file ends here; expected %.0f bytes with its tensors (--header takes a file without them)",
                    end);
    return names_differ(r);
}

static bool take_version(struct reading *r)
{
    char magic[4];
    uint64_t version;
    if (!stream_take(r->s, magic, sizeof magic))
        return ends(r, NULL);
    if (memcmp(magic, "GGUF", sizeof magic) != 0)
        return fail(r, DIAG_GGUF, 0, NULL, "expected the letters GGUF; this is another kind of file");
    if (!take(r, 4, &version, "version"))
        return false;
    if (version == 2 || version == 3)
        return true;
    if (version == 1)
        return fail(r, DIAG_GGUF_VERSION, 4, "version",
                    "version 1 of 2023, which engines no longer read; expected 2 or 3: convert the model again");
    if ((version & 0xffff) == 0)
        return fail(r, DIAG_GGUF_VERSION, 4, "version",
                    "the file is big-endian; expected little-endian, version 2 or 3");
    return fail(r, DIAG_GGUF_VERSION, 4, "version", "version %llu; expected 2 or 3", (unsigned long long)version);
}

/* How many of something that takes so many bytes at least. */
static bool take_count(struct reading *r, const char *what, uint64_t most, unsigned least_b, uint64_t *out)
{
    const unsigned long long byte = r->s->at;
    if (!take(r, 8, out, what))
        return false;
    if (*out > most)
        return fail(r, DIAG_GGUF, byte, what, "%llu of them; expected 0 to %llu", (unsigned long long)*out,
                    (unsigned long long)most);
    return *out <= (r->s->size - r->s->at) / least_b ||
           fail(r, DIAG_GGUF_SHORT, byte, what, "%llu of them do not fit into what is left of the file (%llu bytes)",
                (unsigned long long)*out, r->s->size - r->s->at);
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
