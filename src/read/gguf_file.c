#include "gguf_file.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "str.h"
#include "stream.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char ending[] = ".gguf", of_word[] = "-of-";
enum { MOST_PARTS = 512, DIGITS = 5, BLOCK_DIGITS = 4 };

/* Splits "blk.12.attn_q.weight" into 12 and "attn_q.weight". */
static void take_apart(struct gguf_file_tensor *t)
{
    const char *name = t->t->name, *p = name + 4;
    t->block = -1;
    t->rest = name;
    if (!str_starts(name, "blk."))
        return;
    const size_t n = strspn(p, "0123456789");
    if (n < 1 || n > BLOCK_DIGITS || p[n] != '.' || (*p == '0' && n > 1))
        return;
    t->block = atoi(p);
    t->rest = p + n + 1;
}

static int by_place(const void *a, const void *b)
{
    const struct gguf_file_tensor *x = a, *y = b;
    return x->block != y->block ? x->block - y->block : strcmp(x->rest, y->rest);
}

/* Collects the tensors of all parts, sorted. */
static const struct gguf_file *gather(struct arena *a, struct diags *d, const struct gguf *const parts[], size_t n,
                                      const char *name)
{
    struct gguf_file *f = ARENA_NEW(a, struct gguf_file);
    BUG_UNLESS(n > 0);
    *f = (struct gguf_file){.first = parts[0], .n_parts = n, .name = name};
    for (size_t i = 0; i < n; i++)
        f->n += parts[i]->n_tensors;
    struct gguf_file_tensor *v = ARENA_ARRAY(a, f->n, struct gguf_file_tensor);
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < parts[i]->n_tensors; j++, at++) {
            v[at] = (struct gguf_file_tensor){.t = &parts[i]->tensors[j], .part = parts[i]};
            take_apart(&v[at]);
        }
    qsort(v, f->n, sizeof *v, by_place);
    for (size_t i = 1; i < f->n; i++)
        if (by_place(&v[i - 1], &v[i]) == 0) {
            diag_add(d, DIAG_GGUF_PART, gguf_file_at(&v[i]), v[i].t->name, "%s also has a tensor of this name",
                     v[i - 1].part->file);
            return NULL;
        }
    f->v = v;
    return f;
}

static const char *name_of(struct arena *a, const char *path, size_t cut)
{
    const char *base = file_base(path);
    return arena_strndup(a, base, strlen(base) > cut ? strlen(base) - cut : strlen(base));
}

const struct gguf_file *gguf_file_of(struct arena *a, struct diags *d, const struct gguf *g)
{
    return gather(a, d, &g, 1, name_of(a, g->file, str_ends(g->file, ending) ? strlen(ending) : 0));
}

static const struct gguf *read_part(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                    bool header_only)
{
    struct stream s;
    if (!stream_open(a, d, path, &s))
        return NULL;
    const struct gguf *g = gguf_read(a, d, c, &s, header_only);
    stream_close(&s);
    return g;
}

static bool digits(const char *p)
{
    for (int i = 0; i < DIGITS; i++)
        if (!isdigit((unsigned char)p[i]))
            return false;
    return true;
}

/* Returns the length of the ending "-00001-of-00003.gguf" and sets *n to its last number; 0 when the path has no such
   ending. */
static size_t part_ending(const char *path, int *n)
{
    const size_t tail = 1 + DIGITS + strlen(of_word) + DIGITS + strlen(ending), all = strlen(path);
    if (all <= tail)
        return 0;
    const char *p = path + all - tail;
    if (*p != '-' || !digits(p + 1) || strncmp(p + 1 + DIGITS, of_word, strlen(of_word)) != 0 ||
        !digits(p + 1 + DIGITS + strlen(of_word)) || strcmp(p + tail - strlen(ending), ending) != 0)
        return 0;
    *n = atoi(p + 1 + DIGITS + strlen(of_word));
    return tail;
}

/* Returns the number of a split.* key; -1 when it is not stated. */
static double split_number(const struct gguf *g, const char *key)
{
    const struct gguf_value *v = gguf_find(g, key);
    return v && v->type != GGUF_TEXT && v->type != GGUF_ARRAY ? v->number : -1;
}

static bool belongs(struct diags *d, const struct gguf *g, int no, int count)
{
    const double own_no = split_number(g, "split.no"), own_count = split_number(g, "split.count");
    if (own_no == no && own_count == count)
        return true;
    if (own_no < 0 || own_count < 0)
        diag_add(d, DIAG_GGUF_PART, gguf_at(g, 0), "split.no", "expected part %d of %d, the metadata state no part",
                 no + 1, count);
    else
        diag_add(d, DIAG_GGUF_PART, gguf_at(g, 0), "split.no",
                 "expected part %d of %d, got part %.0f of %.0f by the metadata", no + 1, count, own_no + 1, own_count);
    return false;
}

static const struct gguf_file *read_all(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                        int count, size_t tail, bool header_only)
{
    const struct gguf **parts = ARENA_ARRAY(a, (size_t)count, const struct gguf *);
    const int stem = (int)(strlen(path) - tail), errors = d->errors;
    for (int i = 0; i < count; i++) {
        const char *name = str_format(a, "%.*s-%05d-of-%05d%s", stem, path, i + 1, count, ending);
        const enum file_kind k = file_look(d, name);
        if (k == FILE_UNKNOWN)
            continue;
        if (k == FILE_NOTHING) {
            diag_add(d, DIAG_GGUF_PART, diag_file(name), NULL, "part %d of %d is missing beside %s", i + 1, count,
                     path);
            continue;
        }
        parts[i] = read_part(a, d, c, name, header_only);
        if (parts[i])
            belongs(d, parts[i], i, count);
    }
    if (d->errors > errors)
        return NULL;
    const struct gguf_file *f = gather(a, d, parts, (size_t)count, name_of(a, path, tail));
    const double stated = split_number(parts[0], "split.tensors.count");
    if (f && stated >= 0 && stated != (double)f->n) {
        diag_add(d, DIAG_GGUF_PART, gguf_at(parts[0], 0), "split.tensors.count",
                 "expected %.0f tensors in all parts, got %zu", stated, f->n);
        return NULL;
    }
    return f;
}

/* Returns the file that begins with this header, with the other parts of a split file. */
static const struct gguf_file *begun_by(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                        const struct gguf *g, bool header_only)
{
    const double count = split_number(g, "split.count");
    int n = 0;
    const size_t tail = part_ending(path, &n);
    if (count <= 1)
        return gguf_file_of(a, d, g);
    if (count > MOST_PARTS) {
        diag_add(d, DIAG_GGUF_PART, gguf_at(g, gguf_find(g, "split.count")->byte), "split.count",
                 "expected 1 to %d parts, got %.0f", (int)MOST_PARTS, count);
        return NULL;
    }
    if (tail == 0 || n != count) {
        diag_add(d, DIAG_GGUF_PART, diag_file(path), NULL,
                 "the file is one of %.0f parts: expected a name that ends in -00001-of-%05.0f.gguf", count, count);
        return NULL;
    }
    return read_all(a, d, c, path, n, tail, header_only);
}

const struct gguf_file *gguf_file_read(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                       bool header_only)
{
    const struct gguf *g = read_part(a, d, c, path, header_only);
    return g ? begun_by(a, d, c, path, g, header_only) : NULL;
}

const struct gguf_file *gguf_file_text(struct arena *a, struct diags *d, const struct catalogue *c, const char *path,
                                       const char *bytes, size_t size, bool header_only)
{
    struct stream s = stream_memory(path, bytes, size);
    const struct gguf *g = gguf_read(a, d, c, &s, header_only);
    return g ? begun_by(a, d, c, path, g, header_only) : NULL;
}

/* Returns the index of the first tensor of that block or a later one. */
static size_t from_block(const struct gguf_file *f, int block)
{
    size_t low = 0, high = f->n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (f->v[middle].block < block)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t gguf_file_block(const struct gguf_file *f, int block, size_t *end)
{
    *end = from_block(f, block + 1);
    return from_block(f, block);
}

const struct gguf_file_tensor *gguf_file_tensor(const struct gguf_file *f, int block, const char *rest)
{
    size_t low = 0, high = f->n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const struct gguf_file_tensor *m = &f->v[middle];
        const int order = m->block != block ? m->block - block : strcmp(m->rest, rest);
        if (order == 0)
            return m;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct origin gguf_file_at(const struct gguf_file_tensor *t)
{
    return gguf_at(t->part, t->t->byte);
}
