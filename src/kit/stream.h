/* stream.h: sequential reading of a file or of memory, through a small buffer: only the bytes that are asked for are
   read, so the header of a large file costs little. */
#ifndef STREAM_H
#define STREAM_H

#include "file_open.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

struct stream {
    const char *file;
    struct diags *d;            /* gets the errors of reading; NULL: reads from memory */
    struct file_open open;      /* closed: reads from memory */
    const unsigned char *bytes; /* the memory, or the buffer */
    unsigned char *buffer;
    unsigned long long size; /* bytes in all */
    unsigned long long at;   /* offset of the next byte; <= size */
    unsigned long long from; /* offset of the buffer's first byte */
    size_t have;             /* bytes in the buffer */
    bool failed;             /* reading failed, which d says */
};

/* Opens a file; what is no regular file, such as a pipe, is read whole. Returns false, with a diagnostic, when
   it cannot be opened or read. d must outlive the stream. */
bool stream_open(struct arena *a, struct diags *d, const char *path, struct stream *out);
/* Returns a stream over size bytes of memory, which must outlive it; file is the name for diagnostics. */
struct stream stream_memory(const char *file, const void *bytes, size_t size);
/* Copies the next n bytes. Returns false and stays where it is when fewer are left or reading fails; then failed is set
   and the diagnostic added. */
bool stream_take(struct stream *s, void *to, size_t n);
/* Skips the next n bytes. Returns false and stays where it is when fewer are left. */
bool stream_skip(struct stream *s, unsigned long long n);
/* Closes the file, if there is one. */
void stream_close(struct stream *s);

#endif
