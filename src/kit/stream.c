/* stream.c: buffered reads by pread; a skip only moves the offset. */
#include "stream.h"

#include "arena.h"
#include "bug.h"

#include <string.h>

enum { BUFFER_B = 1 << 14 };

struct stream stream_memory(const char *file, const void *bytes, size_t size)
{
    return (struct stream){.file = file, .open = {.fd = -1}, .bytes = bytes, .size = size, .have = size};
}

bool stream_open(struct arena *a, struct diags *d, const char *path, struct stream *out)
{
    *out = (struct stream){.file = path, .d = d};
    if (!file_open(d, path, &out->open))
        return false;
    if (out->open.regular) {
        out->size = out->open.size;
        out->bytes = out->buffer = arena_alloc(a, BUFFER_B);
        return true;
    }
    size_t size = 0;
    const char *bytes = file_open_all(a, d, &out->open, &size);
    stream_close(out);
    *out = stream_memory(path, bytes, size);
    return bytes != NULL;
}

/* Fills the buffer from the next byte on. Returns false at the end of the file or on an error. */
static bool fill(struct stream *s)
{
    if (s->open.fd < 0)
        return false;
    const long got = file_open_read_at(&s->open, s->d, s->buffer, BUFFER_B, s->at);
    s->failed = got < 0;
    s->from = s->at;
    s->have = got > 0 ? (size_t)got : 0;
    return got > 0;
}

bool stream_take(struct stream *s, void *to, size_t n)
{
    const unsigned long long start = s->at;
    unsigned char *next = to;
    BUG_UNLESS(s->at <= s->size);
    if (n > s->size - s->at)
        return false;
    while (n > 0) {
        if (s->at < s->from || s->at >= s->from + s->have) {
            if (!fill(s)) {
                s->at = start;
                return false;
            }
        }
        const size_t offset = (size_t)(s->at - s->from), left = s->have - offset, part = n < left ? n : left;
        BUG_UNLESS(offset < s->have);
        memcpy(next, s->bytes + offset, part);
        next += part;
        s->at += part;
        n -= part;
    }
    return true;
}

bool stream_skip(struct stream *s, unsigned long long n)
{
    if (n > s->size - s->at)
        return false;
    s->at += n;
    return true;
}

void stream_close(struct stream *s)
{
    file_open_close(&s->open);
}
