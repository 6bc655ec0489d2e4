/* stream.c: buffered reads by pread; a skip only moves the offset. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "stream.h"

#include "arena.h"
#include "bug.h"
#include "diag.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_B = 1 << 14 };

bool stream_open(struct arena *a, struct diags *d, const char *path, struct stream *out)
{
    struct stat st;
    *out = (struct stream){.file = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (out->fd < 0 || fstat(out->fd, &st) != 0) {
        diag_add(d, DIAG_FILE_READ, diag_file(path), NULL, "cannot open: %s", strerror(errno));
        stream_close(out);
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        diag_add(d, DIAG_FILE_READ, diag_file(path), NULL, "cannot read: it is not a regular file");
        stream_close(out);
        return false;
    }
    out->size = (unsigned long long)st.st_size;
    out->bytes = out->buffer = arena_alloc(a, BUFFER_B);
    return true;
}

struct stream stream_memory(const char *file, const void *bytes, size_t size)
{
    return (struct stream){.file = file, .fd = -1, .bytes = bytes, .size = size, .have = size};
}

/* Fills the buffer from the next byte on. Returns false at the end of the file or on an error. */
static bool fill(struct stream *s)
{
    if (s->fd < 0)
        return false;
    ssize_t got;
    do
        got = pread(s->fd, s->buffer, BUFFER_B, (off_t)s->at);
    while (got < 0 && errno == EINTR);
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
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}
