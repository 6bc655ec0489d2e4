/* file.c: whole files over POSIX calls: read, mkstemp, fsync, rename. */
#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include "arena.h"
#include "bug.h"
#include "diag.h"
#include "str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const size_t largest_b = (size_t)256 << 20;

/* Adds a diagnostic with the text of errno. Returns NULL, which also serves as false. */
static void *fail(struct diags *d, enum diag_code code, const char *path, const char *what)
{
    diag_add(d, code, diag_file(path), NULL, "%s: %s", what, strerror(errno));
    return NULL;
}

/* Returns all bytes of fd with a terminating zero byte, or NULL with errno set. */
static char *slurp(struct arena *a, int fd, size_t *size)
{
    size_t room = 1 << 16, len = 0;
    char *bytes = malloc(room);
    ssize_t got = 1;
    while (bytes && got > 0) {
        if (len + 1 == room) {
            char *bigger = room < 2 * largest_b ? realloc(bytes, room *= 2) : NULL;
            if (!bigger)
                free(bytes);
            bytes = bigger;
            errno = EFBIG;
            continue;
        }
        got = read(fd, bytes + len, room - len - 1);
        len += got > 0 ? (size_t)got : 0;
        BUG_UNLESS(len < room);
    }
    if (!bytes || got < 0 || len > largest_b) {
        if (bytes && got >= 0)
            errno = EFBIG;
        free(bytes);
        return NULL;
    }
    char *text = arena_strndup(a, bytes, len);
    free(bytes);
    *size = len;
    return text;
}

char *file_read(struct arena *a, struct diags *d, const char *path, size_t *size)
{
    const bool standard = strcmp(path, "-") == 0;
    const int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(d, DIAG_FILE_READ, path, "cannot open");
    char *text = slurp(a, fd, size);
    if (!text)
        fail(d, DIAG_FILE_READ, path, "cannot read");
    if (!standard)
        close(fd);
    return text;
}

/* Writes all bytes, whatever write() accepts at a time. Returns false with errno set. */
static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* Writes, flushes to disk and closes fd. Returns false with errno set. */
static bool write_and_sync(int fd, const char *bytes, size_t size)
{
    const bool written = write_all(fd, bytes, size) && fchmod(fd, 0644) == 0 && fsync(fd) == 0;
    const int why = errno;
    const bool closed = close(fd) == 0;
    if (!written)
        errno = why;
    return written && closed;
}

bool file_write(struct arena *a, struct diags *d, const char *path, const char *bytes, size_t size)
{
    if (strcmp(path, "-") == 0)
        return write_all(STDOUT_FILENO, bytes, size) || fail(d, DIAG_FILE_WRITE, "standard output", "cannot write");
    char *temporary = str_format(a, "%s.XXXXXX", path);
    const int fd = mkstemp(temporary);
    if (fd < 0)
        return fail(d, DIAG_FILE_WRITE, path, "cannot write");
    if (!write_and_sync(fd, bytes, size) || rename(temporary, path) != 0) {
        fail(d, DIAG_FILE_WRITE, path, "cannot write");
        unlink(temporary);
        return false;
    }
    return true;
}

bool file_make_dirs(struct arena *a, struct diags *d, const char *path)
{
    char *copy = arena_strdup(a, path);
    for (char *p = copy + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        const char was = *p;
        *p = '\0';
        if (mkdir(copy, 0755) != 0 && errno != EEXIST)
            return fail(d, DIAG_FILE_WRITE, copy, "cannot make the folder");
        if (was == '\0')
            break;
        *p = was;
    }
    if (access(path, W_OK | X_OK) != 0)
        return fail(d, DIAG_FILE_WRITE, path, "cannot write into the folder");
    return true;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **file_list(struct arena *a, struct diags *d, const char *dir, const char *ending, size_t *count)
{
    DIR *open_dir = opendir(dir);
    if (!open_dir)
        return fail(d, DIAG_FILE_READ, dir, "cannot list the folder");
    size_t room = 64, n = 0;
    const char **names = ARENA_ARRAY(a, room, const char *);
    for (const struct dirent *e = readdir(open_dir); e; e = readdir(open_dir)) {
        if (e->d_name[0] == '.' || !str_ends(e->d_name, ending))
            continue;
        if (n == room) {
            const char **more = ARENA_ARRAY(a, room * 2, const char *);
            memcpy(more, names, n * sizeof *names);
            names = more;
            room *= 2;
        }
        names[n++] = arena_strdup(a, e->d_name);
    }
    closedir(open_dir);
    qsort(names, n, sizeof *names, by_name);
    *count = n;
    return names;
}

const char *file_join(struct arena *a, const char *dir, const char *name)
{
    return str_format(a, "%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}

const char *file_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
