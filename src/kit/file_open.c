/* file_open.c: files are opened with O_NONBLOCK, because open() of a FIFO would wait for a writer for ever; a read that
   finds no bytes yet waits in poll() instead. */
#define _POSIX_C_SOURCE 200809L
#define _FILE_OFFSET_BITS 64
#include "file_open.h"

#include "again.h"
#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "fd.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOR_EVER = -1 };
static const size_t most_b = (size_t)FILE_OPEN_MOST_MIB << 20;

static long fail(struct diags *d, const char *path, const char *what, const char *why)
{
    diag_add(d, DIAG_FILE_READ, diag_file(path), NULL, "%s: %s", what, why);
    return -1;
}

/* Pipes under /dev and /proc (/dev/stdin, /dev/fd/63 of a shell's <(...)) were made by whoever started this program, so
   their writers came before. */
static bool is_inherited(const char *path)
{
    return str_starts(path, "/dev/") || str_starts(path, "/proc/");
}

bool file_open(struct diags *d, const char *path, struct file_open *out)
{
    struct stat st;
    *out = (struct file_open){.path = path, .fd = STDIN_FILENO};
    if (strcmp(path, "-") != 0)
        out->fd = again_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
    if (out->fd < 0 || fstat(out->fd, &st) != 0) {
        fail(d, path, "cannot open", strerror(errno));
        file_open_close(out);
        return false;
    }
    out->regular = S_ISREG(st.st_mode);
    out->size = out->regular ? (unsigned long long)st.st_size : 0;
    out->awaits_writer = S_ISFIFO(st.st_mode) && out->fd != STDIN_FILENO && !is_inherited(path);
    return true;
}

/* Waits until there are bytes or the writer is gone. Returns false when neither happens in time. */
static bool wait_for_bytes(int fd, int ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int ready;
    do
        ready = poll(&p, 1, ms);
    while (ready < 0 && errno == EINTR);
    return ready != 0;
}

long file_open_read(struct file_open *f, struct diags *d, void *to, size_t n)
{
    BUG_UNLESS(f->fd >= 0 && n > 0);
    bool silent = f->awaits_writer && !wait_for_bytes(f->fd, FILE_OPEN_WAIT_MS);
    f->awaits_writer = false;
    for (;;) {
        const ssize_t got = read(f->fd, to, n);
        if (got == 0 && silent) /* a writer that has it open and is slow gives EAGAIN */
            return fail(d, f->path, "cannot read", "no program writes to this FIFO");
        if (got >= 0)
            return got;
        if (errno != EAGAIN && errno != EINTR)
            return fail(d, f->path, "cannot read", strerror(errno));
        silent = silent && errno == EINTR;
        if (errno == EAGAIN)
            wait_for_bytes(f->fd, FOR_EVER);
    }
}

long file_open_read_at(struct file_open *f, struct diags *d, void *to, size_t n, unsigned long long from)
{
    ssize_t got;
    BUG_UNLESS(f->fd >= 0 && f->regular);
    do
        got = pread(f->fd, to, n, (off_t)from);
    while (got < 0 && errno == EINTR);
    return got < 0 ? fail(d, f->path, "cannot read", strerror(errno)) : got;
}

static void *too_large(struct diags *d, const char *path)
{
    diag_add(d, DIAG_TOO_LARGE, diag_file(path), NULL, "expected a file of at most %d MiB, got more",
             (int)FILE_OPEN_MOST_MIB);
    return NULL;
}

/* Returns the bytes of a regular file, at most as many as it had when it was opened. */
static char *read_regular(struct arena *a, struct diags *d, struct file_open *f, size_t *size)
{
    char *text = arena_alloc(a, (size_t)f->size + 1);
    long got = 1;
    for (*size = 0; *size < f->size && got > 0; *size += got > 0 ? (size_t)got : 0)
        got = file_open_read(f, d, text + *size, (size_t)f->size - *size);
    return got < 0 ? NULL : text;
}

/* A piece of what a pipe brings. */
struct piece {
    struct piece *next;
    size_t n;
    char bytes[1 << 16]; /* what Linux keeps in a pipe */
};

/* Returns the pieces of the list in one text of size bytes. */
static char *joined(struct arena *a, const struct piece *first, size_t size)
{
    char *text = arena_alloc(a, size + 1), *to = text;
    for (const struct piece *p = first; p; p = p->next) {
        memcpy(to, p->bytes, p->n);
        to += p->n;
    }
    return text;
}

/* Returns all bytes of a pipe or device, or of a file without a size, as those of /proc. */
static char *read_pieces(struct arena *a, struct diags *d, struct file_open *f, size_t *size)
{
    struct piece *first = ARENA_NEW(a, struct piece), *last = first;
    for (*size = 0;;) {
        if (last->n == sizeof last->bytes)
            last = last->next = ARENA_NEW(a, struct piece);
        const long got = file_open_read(f, d, last->bytes + last->n, sizeof last->bytes - last->n);
        if (got < 0)
            return NULL;
        if (got == 0)
            return joined(a, first, *size);
        last->n += (size_t)got;
        *size += (size_t)got;
        if (*size > most_b)
            return too_large(d, f->path);
    }
}

char *file_open_all(struct arena *a, struct diags *d, struct file_open *f, size_t *size)
{
    if (f->size > most_b)
        return too_large(d, f->path);
    return f->size > 0 ? read_regular(a, d, f, size) : read_pieces(a, d, f, size);
}

void file_open_close(struct file_open *f)
{
    if (f->fd >= 0 && f->fd != STDIN_FILENO)
        fd_close(f->fd);
    f->fd = -1;
}
