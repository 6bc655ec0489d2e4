/* file_open.h: opens a file for reading without waiting for a program that never comes, and reads from it. */
#ifndef FILE_OPEN_H
#define FILE_OPEN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diags;

/* A named FIFO waits so long for a program that opens its other end: a shell starts both sides of
   `program >fifo & rigplan check fifo` within milliseconds, in any order. */
enum { FILE_OPEN_WAIT_MS = 1000 };

/* Most that is read of a file or pipe, MiB. A price book of the most prices that are taken is half of
   it, and the few copies that a reader makes of a text stay below 200 MB. Of a GGUF file only the header is read. */
enum { FILE_OPEN_MOST_MIB = 16 };

struct file_open {
    const char *path;
    int fd;                  /* -1: not open */
    bool regular;            /* false: a pipe, FIFO or device, which is read once and has no size */
    bool awaits_writer;      /* a named FIFO of which nothing is read yet */
    unsigned long long size; /* of a regular file, bytes */
};

/* Opens path; "-" is standard input. Returns false, with a diagnostic, when it cannot be opened. */
bool file_open(struct diags *d, const char *path, struct file_open *out);
/* Reads up to n bytes and waits for a slow writer. Returns 0 at the end; -1, with a diagnostic, on an error and when no
   program writes to the FIFO. */
long file_open_read(struct file_open *f, struct diags *d, void *to, size_t n);
/* As file_open_read, of a regular file, from the byte at `from`. */
long file_open_read_at(struct file_open *f, struct diags *d, void *to, size_t n, unsigned long long from);
/* Returns the bytes from here to the end with a terminating zero byte, which *size does not count. Returns NULL, with a
   diagnostic, when they cannot be read or are more than FILE_OPEN_MOST_MIB. */
char *file_open_all(struct arena *a, struct diags *d, struct file_open *f, size_t *size);
/* Closes it, unless it is standard input. */
void file_open_close(struct file_open *f);

#endif
