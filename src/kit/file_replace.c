#define _POSIX_C_SOURCE 200809L
#include "file_replace.h"

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns the part of path before its last '/', "." where it has none. */
static const char *folder_of(struct arena *a, const char *path)
{
    const char *base = file_base(path);
    return base == path ? "." : base - path == 1 ? "/" : arena_strndup(a, path, (size_t)(base - path - 1));
}

/* Returns where a symbolic link leads, or NULL: path is none. */
static const char *one_link(struct arena *a, const char *path)
{
    enum { LONGEST = 4096 };
    char to[LONGEST];
    const ssize_t n = readlink(path, to, sizeof to - 1);
    if (n < 0)
        return NULL;
    to[n] = '\0';
    return to[0] == '/' ? arena_strdup(a, to) : file_join(a, folder_of(a, path), to);
}

const char *file_replace_target(struct arena *a, struct diags *d, const char *path)
{
    enum { MOST_LINKS = 40 };
    for (int i = 0; i < MOST_LINKS; i++) {
        const char *next = one_link(a, path);
        if (!next)
            return path;
        path = next;
    }
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "more than %d symbolic links follow each other", MOST_LINKS);
    return NULL;
}

static bool write_piece(int fd, const struct file_piece *p)
{
    for (size_t done = 0; done < p->size;) {
        const ssize_t n = write(fd, p->bytes + done, p->size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

/* Writes the pieces with the mode and the owner of the file `as` (NULL: a new file), flushes and closes fd. Returns
   false with errno set. */
static bool fill(int fd, const struct stat *as, const struct file_piece *pieces, size_t n)
{
    bool good = true;
    for (size_t i = 0; good && i < n; i++)
        good = write_piece(fd, &pieces[i]);
    if (good && as && fchown(fd, as->st_uid, as->st_gid) != 0)
        errno = 0; /* only root may give files away: the file then belongs to who wrote it */
    good = good && (!as || fchmod(fd, as->st_mode & 07777) == 0) && fsync(fd) == 0;
    const int why = errno;
    const bool closed = close(fd) == 0;
    if (!good)
        errno = why;
    return good && closed;
}

/* Flushes the folder's list of names to disk. Some file systems cannot; they are as durable as they can be. */
static bool flush_folder(const char *dir)
{
    const int fd = open(dir, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool done = fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP;
    close(fd);
    return done;
}

static bool cannot_write(struct diags *d, const char *path)
{
    diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "cannot write: %s", strerror(errno));
    return false;
}

bool file_replace(struct arena *a, struct diags *d, const char *path, const struct file_piece *pieces, size_t n)
{
    const char *dir = folder_of(a, path), *fresh = file_join(a, dir, str_format(a, ".%s.new", file_base(path)));
    struct stat old;
    const bool there = stat(path, &old) == 0;
    if (there && !S_ISREG(old.st_mode)) {
        diag_add(d, DIAG_FILE_WRITE, diag_file(path), NULL, "cannot write: it is not a plain file");
        return false;
    }
    if (there && access(path, W_OK) != 0)
        return cannot_write(d, path);
    const int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return cannot_write(d, path);
    if (!fill(fd, there ? &old : NULL, pieces, n) || rename(fresh, path) != 0) {
        cannot_write(d, path);
        unlink(fresh);
        return false;
    }
    return flush_folder(dir) || cannot_write(d, path);
}
