/* stream.h: the bytes of a file, or of memory, from the start on and no more of them than are asked for, a buffer at a
   time. */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

struct stream {
    const char *file;
    int fd;                     /* -1: bytes are in memory */
    const unsigned char *bytes; /* of memory, or the buffer */
    unsigned char *buffer;
    unsigned long long size; /* bytes of the whole */
    unsigned long long at;   /* the next one */
    unsigned long long from; /* where the buffer begins */
    size_t have;             /* bytes in it */
};

/* False with a diagnostic when it cannot be opened or is no regular file. */
bool stream_open(struct arena *a, struct diags *d, const char *path, struct stream *out);
struct stream stream_memory(const char *file, const void *bytes, size_t size);
/* Takes n bytes, or none and says false when there are fewer. */
bool stream_take(struct stream *s, void *to, size_t n);
bool stream_skip(struct stream *s, unsigned long long n);
void stream_close(struct stream *s);

#endif
